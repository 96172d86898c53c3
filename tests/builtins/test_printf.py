"""printf and its escapes, against a shell that only keeps what is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oilgg.interp.builtins import escapes
from oilgg.interp.builtins.printf import printf

from .fake import FakeShell


def run(*args: str) -> tuple[str, int]:
    """Output and status of a printf."""
    shell = FakeShell()
    status = printf(shell, list(args))  # type: ignore[arg-type]
    return shell.out, status


def test_format_is_reused() -> None:
    assert run("%s-%s\n", "a", "b", "c") == ("a-b\nc-\n", 0)


def test_wrong_number_prints_what_there_is() -> None:
    assert run("%d|", "12x") == ("12|", 1)


def test_width_counts_bytes() -> None:
    assert run("%4s|", "é") == ("  é|", 0)


def test_variable() -> None:
    shell = FakeShell()
    assert printf(shell, ["-v", "x", "%s\\n", "é"]) == 0  # type: ignore[arg-type]
    assert shell.vars.get("x") == "é\n"
    assert shell.out == ""


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_percent_s_changes_nothing(text: str) -> None:
    assert run("%s", text) == (text, 0)


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        (escapes.ECHO, r"\0101\101", "A\\101"),
        (escapes.FORMAT, r"\0101\101", "\x081A"),
        (escapes.PERCENT_B, r"\0101\101", "AA"),
        (escapes.FORMAT, r"\"\c", '"\\c'),
        (escapes.ECHO, r"a\cb", "a"),
        (escapes.FORMAT, r"\xc3\xa9", "\udcc3\udca9"),
        (escapes.FORMAT, r"\ud800", "\udced\udca0\udc80"),
        (escapes.FORMAT, "x\\", "x\\"),
    ],
)
def test_escapes(dialect: int, text: str, expected: str) -> None:
    assert escapes.expand(text, dialect)[0] == expected


@given(st.integers(0, 0x7FFFFFFF))
def test_code_points_are_utf8(code: int) -> None:
    data = escapes.character(code).encode("utf-8", "surrogateescape")
    if code < 0xD800 or 0xE000 <= code < 0x110000:
        assert data == chr(code).encode()
    else:
        assert len(data) == (3 if code < 0x10000 else 4 if code < 0x200000 else 5 if code < 0x4000000 else 6)
