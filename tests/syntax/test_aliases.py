"""Aliases: what a function looks like after they were expanded, in bash and here."""

from __future__ import annotations

import pytest

from oilgg.errors import ParseError
from oilgg.syntax.parser import Parser
from oilgg.syntax.printer import function_text
from tests.syntax import oracle

ALIASES = {
    "ls": "ls -l",
    "ll": "ls -a",
    "e": "echo ",
    "w": "world",
    "loop": "loop x",
    "a": "b",
    "b": "a",
    "beg": "{",
    "fin": "}",
    "iff": "if true; then",
    "fii": "fi",
    "both": "x; y",
    "pip": "| cat",
    "q": "echo 'a b'",
    "com": "echo # c",
    "nl": "echo 1\necho 2",
    "ee": "e ",
    "cm": "nice ",
    "sudo": "sudo ",
    "half": 'echo "x',
    "and": "x &&",
    "s": "for i in 1 2; do",
    "d": "do",
    "dn": "done",
    "empty": "",
    "sp": " ",
    "as": "v=1",
    "red": ">f ",
    "dec": "declare ",
    "fn": "g() { h; }",
    "ca": "case",
    "in": "foo",
    "time": "mytime",
    "tail": "echo | ",
    "com2": "#",
    "sub": "(x)",
    "nest": "$(ls)",
    "bs": "echo \\",
    "dq": '"ls"',
}
TEXTS = [
    "ls",
    "ls | ls",
    "ll",
    "loop",
    "a",
    "b",
    "e w",
    "e w w",
    "e  w",
    "e ls",
    "ee w",
    "cm ls",
    "sudo ls",
    "sudo sudo ls",
    "\\ls",
    '"ls"',
    "l\\s",
    "'ls'",
    "x=1 ls",
    "x=1 y=2 ls z",
    ">f ls",
    "ls >f",
    "if ls; then ls; else ls; fi",
    "iff ls; fi",
    "iff ls; fii",
    "beg ls; fin",
    "both",
    "both; z",
    "a && b",
    "x | ll",
    "(ls)",
    "{ ls; }",
    "! ls",
    "time ls",
    "$(ls)",
    "x=$(ls)",
    '"$(ls)"',
    "`ls`",
    "<(ls)",
    "for ls in ls; do ls; done",
    "case ls in ls) ls;; esac",
    "while ls; do ls; done",
    "f2() { ls; }",
    "ls() { x; }",
    "function ls { x; }",
    "q",
    "com\nz",
    "nl",
    "nl z",
    "pip",
    "x pip",
    "and y",
    "s ls; done",
    "for i in 1; d x; dn",
    "empty",
    "empty x",
    "empty ls",
    "sp ls",
    "sp ls ls",
    "as",
    "as ls",
    "red ls",
    "red x",
    "dec w",
    "dec a=(1) w",
    "fn",
    "e\nw",
    "e;w",
    "e | w",
    "e &w",
    'e "w" w',
    "e $x w",
    "e w=1 w",
    "ls-x",
    "ls\\\n",
    "l\\\ns x",
    "e \\\nw",
    "tail ls",
    "com2 x\ny",
    "sub",
    "sub ; ls",
    "nest",
    "coproc ls",
    "time -p ls",
    "[[ ls == ls ]] && ls",
    "((ls)); ls",
    "echo ls",
    "e e w",
    "e ll",
    "x; ls & ls",
    "ls;ls",
    "ls&&ls||ls",
    "dq",
    "dec ls",
    "if x; then e w; fi",
    "select ls in ls; do ls; done",
    "x <<E ls\nE\nls",
    "ls <<E\nls $(ls)\nE\n",
    "e (",
    "e )",
    "sudo -u ls ls",
    "sudo\tls",
]
# bash takes an error as the end of its input
_ERROR = ""


def _ours(text: str) -> str:
    try:
        node = Parser("f() {\n" + text + "\n}\n", aliases=ALIASES).next()
    except ParseError:
        return _ERROR
    assert node is not None
    return function_text(node[2], node[3]) + "\n"


@pytest.mark.parametrize("text", TEXTS)
def test_alias(text: str) -> None:
    quoted = ((name, value.replace("'", "'\\''")) for name, value in ALIASES.items())
    before = "shopt -s expand_aliases extglob\n" + "".join(f"alias -- {name}='{value}'\n" for name, value in quoted)
    script = before + "f() {\n" + text + "\n}\n\\declare -f f\n"
    assert _ours(text) == oracle.bash(["-s"], script).stdout


@pytest.mark.parametrize(("posix", "words"), [(False, ["ls"]), (True, ["ls", "-l"])])
def test_alias_in_a_substitution_is_expanded_when_it_is_run(posix: bool, words: list[str]) -> None:
    """In posix mode when it is parsed; what is kept is the text in any case."""
    node = Parser("x=$(ls)\n", aliases={"ls": "ls -l"}, posix=posix).next()
    assert node is not None
    substitution = node[2][0][4][1][0]
    assert [word[0] for word in substitution[1][3]] == words
    assert substitution[2] == "ls"


def test_no_aliases() -> None:
    node = Parser("ls\n").next()
    assert node is not None
    assert node[3] == (("ls", ("ls",)),)
