"""The reader makes the tree that lark's own parser makes, and its messages name the place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lark import Token, Tree
from lark.exceptions import LarkError

from oilgg.annotate import build, reader
from oilgg.annotate.model import AnnotationError

DATA = Path(reader.TABLES_PATH).parent
FILES = sorted(DATA.glob("*.io"))
ODD = [
    "a\n",
    "a",
    "# only a comment\n",
    "a # comment\n  pure # why\n\n\n# end",
    "a [-x] (A | -e A)... [<B|-...] >C\n  if -x or (not B none and C=*.o): in <- >-\n",
    "part P [-a]\n\ntool [P] [-f{,no-}{a,\n   b}]\n  in each <$(dirname $A):*.h\n     <${A%.*}.x ; pure no\n",
    'a|"b-[0-9]*" SUB... [-o[N]] [--x[=W]] [-y=Z] [-W,@P]\n'
    '  opaque "a \\"quoted\\" one"\n  else if -x: pure\n  else par no\n',
    "a <A\n  par fold sort -m $flags\n  size out~in*0.1\n  size out<=in\n",
]
WRONG = ["a [\n", "a ]\n", "a\n  if -x pure\n", "a <\n", "a\n  pure ;\n", "a\n  ;\n", "[-a]\n", "a [-b|]\n"]


def plain(node: Any) -> Any:
    """A lark tree in the form of ours, without offsets."""
    if isinstance(node, Token):
        return (node.type, str(node))
    return (str(node.data), tuple(plain(child) for child in node.children))


def without_offsets(node: Any) -> Any:
    return node[:2] if len(node) == 3 else (node[0], tuple(without_offsets(child) for child in node[1]))


@pytest.fixture(scope="module")
def lark() -> Any:
    return build.lark_parser()


@pytest.mark.parametrize("text", [file.read_text() for file in FILES] + ODD)
def test_same_tree_as_lark(lark: Any, text: str) -> None:
    tree = lark.parse(text)
    assert isinstance(tree, Tree)
    assert without_offsets(reader.parse(reader.Source(text, "x.io"))) == plain(tree)


@pytest.mark.parametrize("text", WRONG)
def test_both_refuse(lark: Any, text: str) -> None:
    with pytest.raises(LarkError):
        lark.parse(text)
    with pytest.raises(AnnotationError):
        reader.parse(reader.Source(text, "x.io"))


def test_built_files_are_current() -> None:
    import marshal

    assert (DATA / "shipped.bin").read_bytes() == marshal.dumps(build.shipped(), build.FORMAT)
    made = build.grammar_tables()
    kept = marshal.loads((DATA / "grammar.bin").read_bytes())
    made.pop("code"), kept.pop("code")  # belongs to one version of Python
    assert kept == made


def test_other_python_versions_compile_the_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    import marshal

    data = marshal.loads((DATA / "grammar.bin").read_bytes())
    data["code"] = (0, *data["code"][1:])
    slow = reader.Tables(data)
    assert isinstance(slow.pattern, re.Pattern)
    fast = reader.tables()
    text = FILES[0].read_text()
    first, second = slow.pattern.match(text), fast.pattern.match(text)
    assert first and second and first.lastgroup == second.lastgroup


MESSAGES = [
    (
        "tool <FILE\n  if FLIE none: in <-\n",
        """error[annotation]: the usage line has nothing called FLIE
 --> my.io:2:6
2 |   if FLIE none: in <-
  |      ^^^^
  = help: did you mean FILE?""",
    ),
    (
        "tool <FILE\n  if -x: pure\n",
        """error[annotation]: the usage line has no option -x
 --> my.io:2:6
2 |   if -x: pure
  |      ^^
  = help: list it in the usage line first""",
    ),
    (
        "tool\n  pur\n",
        """error[annotation]: there is no clause pur
 --> my.io:2:3
2 |   pur
  |   ^^^
  = help: did you mean pure?""",
    ),
    (
        "tool\n  in >x\n",
        """error[annotation]: > does not go with in
 --> my.io:2:6
2 |   in >x
  |      ^
  = help: one of < << <>""",
    ),
    (
        "tool [-a] [-ba]\n",
        """error[annotation]: option -a is listed twice
 --> my.io:1:12
1 | tool [-a] [-ba]
  |            ^^^""",
    ),
    (
        "tool\n  par maybe\n",
        """error[annotation]: this is no way to run parts
 --> my.io:2:3
2 |   par maybe
  |   ^^^
  = help: par map, par map text, par files [OPTION…], par no, par fold COMMAND""",
    ),
    (
        "tool FILE...\n  out each >$(readlink $FILE)\n",
        """error[annotation]: $(readlink …) cannot be computed
 --> my.io:2:13
2 |   out each >$(readlink $FILE)
  |             ^^^^^^^^^^^^^^^^^
  = help: only $(basename …) and $(dirname …) can""",
    ),
    (
        "tool ]\n",
        """error[annotation]: ']' does not belong here
 --> my.io:1:6
1 | tool ]
  |      ^
  = help: here can be: (, [, a new clause line, a new usage line, a word, an arrow such as < or >, an option, \
the end of the file, |""",
    ),
    (
        "tool FILE\n  if FILE maybe: pure\n",
        """error[annotation]: this is no test
 --> my.io:2:11
2 |   if FILE maybe: pure
  |           ^^^^^
  = help: FILE none, one, many, -, dir, file, exists, missing, link; FILE=GLOB; FILE ~ "REGEX"; FILE is FACT""",
    ),
    (
        'tool FILE\n  if FILE ~ "(": pure\n',
        """error[annotation]: not a regular expression: missing ), unterminated subpattern at position 0
 --> my.io:2:13
2 |   if FILE ~ "(": pure
  |             ^^^""",
    ),
    (
        "tool [-x{a,b]\n  pure\n",
        """error[annotation]: '{' does not belong here
 --> my.io:1:9
1 | tool [-x{a,b]
  |         ^
  = help: text with special characters goes in "…\"""",
    ),
]


@pytest.mark.parametrize(("text", "message"), MESSAGES)
def test_messages(text: str, message: str) -> None:
    with pytest.raises(AnnotationError) as caught:
        reader.compile_text(text, "my.io")
    assert str(caught.value) == message


def test_line_numbers_start_where_the_text_does() -> None:
    with pytest.raises(AnnotationError) as caught:
        reader.compile_text("tool\n  nothing\n", "script.sh", first_line=40)
    assert (caught.value.path, caught.value.line) == ("script.sh", 41)
