"""What is known of mistakes in a script."""

from __future__ import annotations

import pytest

from oilgg.errors import ParseError
from tests.syntax import oracle


def _error(text: str) -> ParseError:
    with pytest.raises(ParseError) as caught:
        oracle.trees(text)
    return caught.value


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
