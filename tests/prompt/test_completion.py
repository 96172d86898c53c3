"""What Tab makes of a line: pairs of what was typed and what is there afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.interp import interpreter
from oilgg.interp.state import Shell
from oilgg.repl.complete import Found, complete, table
from oilgg.syntax.parser import parse_all

FILES = [
    "plain.txt",
    "two words.txt",
    "two worlds.txt",
    "dir/inner",
    "dir/inside",
    "dir two/x",
    'q"uote',
    "odd\udcff",
    ".hidden",
]
FILES += ["dollar$", "new\nline", "prog", "prefix-a", "prefix-b"]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """A shell in a folder with files of all kinds of names."""
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (tmp_path / "prog").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    yield Shell("oilgg", [], {b"HOME": os.fsencode(tmp_path), b"PATH": b"/nowhere"})


def run(shell: Shell, text: str) -> None:
    """Run commands in the shell."""
    tree = parse_all(text + "\n")
    assert tree is not None
    interpreter.run_tree(shell, tree)


def after_tab(shell: Shell, text: str) -> str:
    """The line after Tab at its end."""
    found = complete(shell, text, len(text))
    if found is None or not found.candidates:
        return text
    return text[: found.start] + found.insertion()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("cat pl", "cat plain.txt "),
        ("cat tw", "cat two\\ wor"),
        ("cat two\\ wo", "cat two\\ wor"),
        ("cat two\\ worl", "cat two\\ worlds.txt "),
        ('cat "two worl', 'cat "two worlds.txt" '),
        ("cat 'two worl", "cat 'two worlds.txt' "),
        ('cat tw"o worl', 'cat "two worlds.txt" '),
        ("cat q", 'cat q\\"uote '),
        ("cat 'q", "cat 'q\"uote' "),
        ('cat "q', 'cat "q\\"uote" '),
        ("cat od", "cat $'odd\\377' "),
        ("cat ne", "cat $'new\\nline' "),
        ("cat dol", "cat dollar\\$ "),
        ("cat .hi", "cat .hidden "),
        ("cat dir/in", "cat dir/in"),
        ("cat dir/inn", "cat dir/inner "),
        ("cat ~/pl", "cat ~/plain.txt "),
        ("cat $HOME/pl", "cat $HOME/plain.txt "),
        ('cat "$HOME/two worl', 'cat "$HOME/two worlds.txt" '),
        ("cat ${HOME}/pl", "cat ${HOME}/plain.txt "),
        ("cd pl", "cd pl"),
        ("cd dir\\ t", "cd dir\\ two/"),
        ("cat <pl", "cat <plain.txt "),
        ("cat 2>>pl", "cat 2>>plain.txt "),
        ("x=pl", "x=plain.txt "),
        ("echo $(cat pl", "echo $(cat plain.txt "),
        ("echo `cat pl", "echo `cat plain.txt "),
        ("cat <(cat pl", "cat <(cat plain.txt "),
        ("./pr", "./prog "),
        ("if ./pr", "if ./prog "),
        ("true; ./pr", "true; ./prog "),
        ("x=1 ./pr", "x=1 ./prog "),
        ("cat prefix", "cat prefix-"),
        ("decl", "declare "),
        ("echo | decl", "echo | declare "),
        ("( decl", "( declare "),
        ("whil", "while "),
        ("my_f", "my_function "),
        ("my_a", "my_alias "),
        ("echo $my_v", "echo $my_variable "),
        ("echo ${my_v", "echo ${my_variable}"),
        ('echo "$my_v', 'echo "$my_variable'),
        ("echo '$my_v", "echo '$my_v"),
        ("echo $HOM", "echo $HOME/"),
        ("echo ~roo", "echo ~root/"),
        ("cat # pl", "cat # pl"),
        ("echo a\ncat pl", "echo a\ncat plain.txt "),
        ("for my_f", "for my_f"),
    ],
)  # fmt: skip
def test_without_specifications(shell: Shell, typed: str, expected: str) -> None:
    """Commands, files, variables, users."""
    run(shell, "my_function() { :; }; alias my_alias=:; my_variable=1")
    assert after_tab(shell, typed) == expected


SPECS = r"""
complete -W 'alpha alternative be:ta "with space"' words
complete -W 'one' -o nospace tight
complete -f -X '!*.txt' text
complete -d folders
complete -A function functions
_reply() { COMPREPLY=($(compgen -W 'first second' -- "$2")); }
complete -F _reply reply
_names() { COMPREPLY=('two words.txt'); compopt -o filenames; }
complete -F _names names
_none() { COMPREPLY=(); }
complete -F _none none
complete -F _none -o default fallback
_load() { complete -W 'loaded' "$1"; return 124; }
complete -D -F _load
complete -C 'echo $COMP_POINT' program
_shown() { COMPREPLY=("${#COMP_WORDS[@]}.$COMP_CWORD.${COMP_WORDS[COMP_CWORD]}.$1.$2.$3.$COMP_TYPE.$COMP_POINT"); }
complete -F _shown shown
"""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("words al", "words al"),
        ("words alp", "words alpha "),
        ("words be:", "words be:"),
        ("tight o", "tight one"),
        ("text pl", "text plain.txt "),
        ("text pro", "text pro"),
        ("folders dir\\ ", "folders dir\\ two/"),
        ("functions _rep", "functions _reply "),
        ("reply f", "reply first "),
        ("/bin/reply s", "/bin/reply second "),
        ("names t", "names two\\ words.txt "),
        ('names "t', 'names "two words.txt" '),
        ("none pl", "none pl"),
        ("fallback pl", "fallback plain.txt "),
        ("unheard lo", "unheard loaded "),
        ("program x", "program 9 program x program "),
        ("shown a b", "shown a 3.2.b.shown.b.a.9.9 "),
        ("true; shown --x=b", "true; shown --x=4.3.b.shown.b.=.9.11 "),
        ("shown é ", "shown é 3.2..shown..é.9.9 "),
    ],
)  # fmt: skip
def test_with_specifications(shell: Shell, typed: str, expected: str) -> None:
    """What `complete` was told."""
    run(shell, SPECS)
    assert after_tab(shell, typed) == expected


def test_cursor_in_the_middle(shell: Shell) -> None:
    """What is behind the cursor is left alone, but seen by completion functions."""
    run(shell, SPECS)
    found = complete(shell, "shown a  c", 8)
    assert found is not None
    assert found.insertion() == "4.2..shown..a.9.8 "


def test_list_of_candidates(shell: Shell) -> None:
    """Names without their folders, folders with a slash, in columns that go down."""
    found = complete(shell, "cat ", 4)
    assert isinstance(found, Found)
    assert "dir two/" in found.shown() and ".hidden" not in found.shown()
    inside = complete(shell, "cat dir/", 8)
    assert inside is not None
    assert inside.shown() == ["inner", "inside"]
    assert table(["aa", "b", "cc", "d", "e"], 9, 24) == ["aa  d", "b   e", "cc"]
