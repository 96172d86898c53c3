"""How mistakes in a script are shown."""

from __future__ import annotations

import pytest

from oilgg import diag
from oilgg.errors import ParseError
from tests.syntax import oracle

PRETTY = [
    (
        "echo a\n\tif x; then y; fi fi z\n",
        """\
error[syntax]: unexpected token `fi'
 --> x.sh:2:19
2 |     if x; then y; fi fi z
  |                      ^^ not expected here
  = help: there is no open `if` here, or a `;` or newline is missing before `fi`
""",
    ),
    (
        'echo "abc\n',
        """\
error[incomplete]: unexpected EOF while looking for matching `"'
 --> x.sh:1:6
1 | echo "abc
  |      ^ opened here
""",
    ),
    (
        "a=(1;2)\n",
        """\
error[syntax]: unexpected token `;'
 --> x.sh:1:5
1 | a=(1;2)
  |     ^ not expected here
""",
    ),
]


def _error(text: str) -> ParseError:
    with pytest.raises(ParseError) as caught:
        oracle.trees(text)
    return caught.value


@pytest.mark.parametrize(("text", "wanted"), PRETTY)
def test_pretty(text: str, wanted: str) -> None:
    found = diag.syntax_diagnostic(_error(text), diag.Source("x.sh", text))
    assert diag.render(found, terminal=True) == wanted


def test_colours_are_only_added() -> None:
    text = "fi\n"
    found = diag.syntax_diagnostic(_error(text), diag.Source("x.sh", text))
    coloured = diag.render(found, terminal=True, colour=True)
    for code in ("1;31", "1;34", "1", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == diag.render(found, terminal=True)


def test_bash_text() -> None:
    text = "a\nfi; b\n"
    found = diag.syntax_diagnostic(_error(text), diag.Source("bash: -c", text))
    wanted = "bash: -c: line 2: syntax error near unexpected token `fi'\nbash: -c: line 2: `fi; b'\n"
    assert diag.render(found, terminal=False) == wanted == oracle.bash(["-nc", text]).stderr


BEGINNINGS = ["if a", "a |", "a &&\n", "(", "{ a", "'", '"a', "$(a", "${a", "case a in", "a <<<", "[[ a &&", "f() {"]


@pytest.mark.parametrize("text", BEGINNINGS)
def test_incomplete(text: str) -> None:
    """More text could make a command of it: a prompt goes on reading."""
    incomplete = text != "a <<<"
    assert _error(text).incomplete is incomplete


@pytest.mark.parametrize("text", ["fi", "a )", "a ;; b", "for ((1;2)); do a; done", "[[ a b ]]", "f() b", "a |\n;"])
def test_wrong(text: str) -> None:
    assert not _error(text).incomplete


def test_facts() -> None:
    error = _error("a\nb c ) d\n")
    assert (error.line, error.column, error.token) == (2, 5, ")")
