"""Words: brace expressions, quoting for reuse, arithmetic nodes, what the words of a script compile to."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oilgg.expand import brace, quote
from oilgg.expand.expression import binary, number, wrap
from oilgg.expand.split import Splitter
from oilgg.expand.words import (
    AllParameters,
    BraceWord,
    ConstantWord,
    OneField,
    PatternWord,
    QuotedVariable,
    UnquotedVariable,
    compile_word,
)


def expanded(text: str) -> list[str]:
    return ["".join(parts) for parts in brace.expand((text,), text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a{b,c}d", ["abd", "acd"]), ("{a}", ["{a}"]), ("{}", ["{}"]), ("{,}", ["", ""]),
        ("{a,{b,c}}", ["a", "b", "c"]),
        ("{1..3}", ["1", "2", "3"]), ("{3..1..2}", ["3", "1"]), ("{01..3}", ["01", "02", "03"]),
        ("{a..c}", ["a", "b", "c"]),
        ("{a}b,c}", ["a}b", "c"]), ("{{a,b}}", ["{a}", "{b}"]), ("{a..3}", ["{a..3}"]), ("{-1..1}", ["-1", "0", "1"]),
        ("{1..2}{a,b}", ["1a", "1b", "2a", "2b"]), ("x{1..", ["x{1.."]), ("{1...3}", ["{1...3}"]),
    ],
)  # fmt: skip
def test_brace_expressions(text: str, words: list[str]) -> None:
    assert expanded(text) == words


@given(st.text("{},.1a", max_size=12))
def test_brace_expansion_ends_and_the_quick_way_agrees(text: str) -> None:
    words = expanded(text)
    assert words
    quick = brace.plain_sequence((text,))
    assert quick is None or quick == words


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8), max_size=8))
@example(["", "'", "a b", "~", "#", "\n", "\x7f", "é", "$x`y`", "\\"])
def test_bash_reads_back_what_is_quoted(texts: list[str]) -> None:
    words = [form(text) for text in texts for form in (quote.backslashed, quote.reusable, quote.declared, quote.ansi_c)]
    command = "printf '%s\\0' x " + " ".join(words)
    output = subprocess.run(["bash", "-c", command], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}).stdout
    wanted = ["x"] + [text for text in texts for _ in range(4)]
    assert output.decode().split("\0")[:-1] == wanted


@given(st.integers(), st.integers())
def test_arithmetic_wraps_at_64_bits(left: int, right: int) -> None:
    left, right = wrap(left), wrap(right)
    for op, value in (("+", left + right), ("-", left - right), ("*", left * right)):
        result = binary(op, left, right)
        assert -(2**63) <= result < 2**63
        assert (result - value) % 2**64 == 0
    if right:
        assert wrap(binary("/", left, right) * right + binary("%", left, right)) == left


@pytest.mark.parametrize(
    ("digits", "value"),
    [("12", 12), ("010", 8), ("0x1F", 31), ("2#101", 5), ("64#@_", 4031), ("36#Zz", 1295), ("62#Z", 61), ("0", 0),
     ("08", "value too great for base"), ("1#1", "invalid arithmetic base"), ("3#", "invalid integer constant")],
)  # fmt: skip
def test_numbers(digits: str, value: object) -> None:
    assert number(digits) == value


@pytest.mark.parametrize(
    ("ifs", "text", "fields"),
    [
        (None, "  a \t b\n", ["a", "b"]), (":", ":a::b:", ["", "a", "", "b"]),
        (" :", " a : b ::c ", ["a", "b", "", "c"]),
        ("", "a b", ["a b"]), ("x", "axbx", ["a", "b"]), (" ", " a\tb ", ["a\tb"]), (":", "", []), (" :", " : ", [""]),
    ],
)  # fmt: skip
def test_splitting(ifs: str | None, text: str, fields: list[str]) -> None:
    splitter = Splitter(ifs)
    assert splitter.split(text) == fields
    assert [text[start:end] for start, end in splitter.split_marked(text, " " * len(text))] == fields


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        (("a", ("a",)), ConstantWord), (("'a'b", (("sq", "a"), "b")), ConstantWord), (("*.c", ("*.c",)), PatternWord),
        (("$x", (("var", "x"),)), UnquotedVariable), (('"$x"', (("dq", (("var", "x"),)),)), QuotedVariable),
        (('"$@"', (("dq", (("var", "@"),)),)), AllParameters), (("{a,b}", ("{a,b}",)), BraceWord),
        (('a"$x"', ("a", ("dq", (("var", "x"),)))), OneField), (("{a}", ("{a}",)), ConstantWord),
    ],
)  # fmt: skip
def test_kinds_of_words(word: tuple, kind: type) -> None:
    assert type(compile_word(word)) is kind
