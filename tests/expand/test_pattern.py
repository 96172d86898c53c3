"""Patterns: what they match, and that prefixes, suffixes and parts agree with matching every part of the text."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oilgg.expand.pattern import Pattern, quote, unquote

TEXTS = st.text("ab]-", max_size=6)
PIECES = st.sampled_from(["a", "b", "*", "?", "[ab]", "[!a]", "[]a]", "-", "\\*", "[a-b]", "[[:alpha:]]"])
SIMPLE = st.lists(PIECES, max_size=5).map("".join)
GROUPS = st.tuples(st.sampled_from("?*+@!"), st.lists(SIMPLE, min_size=1, max_size=3)).map(
    lambda pair: f"{pair[0]}({'|'.join(pair[1])})"
)
PATTERNS = st.lists(st.one_of(SIMPLE, GROUPS), max_size=3).map("".join)


@settings(max_examples=300, deadline=None)
@given(PATTERNS, TEXTS)
def test_prefixes_suffixes_and_parts_agree_with_match(source: str, text: str) -> None:
    pattern = Pattern.compile(source)
    starts = [end for end in range(len(text) + 1) if pattern.match(text[:end])]
    assert pattern.prefix(text, False) == min(starts, default=-1)
    assert pattern.prefix(text, True) == max(starts, default=-1)
    ends = [len(text) - start for start in range(len(text) + 1) if pattern.match(text[start:])]
    assert pattern.suffix(text, False) == min(ends, default=-1)
    assert pattern.suffix(text, True) == max(ends, default=-1)
    parts = [
        (start, end)
        for start in range(len(text) + 1)
        for end in range(len(text), start - 1, -1)
        if pattern.match(text[start:end])
    ]
    assert pattern.find(text, 0) == (parts[0] if parts else None)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "*", "?", "[ab]", "[!a]", "-"]), max_size=6).map("".join), TEXTS)
def test_same_as_fnmatch_where_that_knows(source: str, text: str) -> None:
    assert Pattern.compile(source, extglob=False).match(text) == fnmatch.fnmatchcase(text, source)


@given(st.text(max_size=8))
def test_quoted_text_matches_itself(text: str) -> None:
    assert Pattern.compile(quote(text)).match(text)
    assert unquote(quote(text)) == text


@pytest.mark.parametrize(
    ("source", "text", "matches"),
    [
        ("@(a|b)", "a", True), ("@(a|b)", "ab", False), ("*(a|b)", "", True), ("+(a|b)c", "abac", True),
        ("!(a)", "a", False), ("!(a)", "", True), ("!(a)b", "ab", False), ("a!(b)", "ac", True), ("?(a)b", "b", True),
        ("@(a*|b)c", "axxc", True), ("*.@(c|h)", "x.h", True), ("+([0-9])", "123", True), ("@(a", "@(a", True),
        ("[", "[", True), ("[a", "[a", True), ("[]]", "]", True), ("[a\\]]", "]", True), ("[[.a.]]", "a", True),
        ("[!]]", "]", False), ("[z-a]", "b", False), ("\\", "\\", True), ("a\\", "a\\", True),
        ("[[:foo:]]", "f", False),
    ],
)  # fmt: skip
def test_match(source: str, text: str, matches: bool) -> None:
    assert Pattern.compile(source).match(text) is matches


def test_case_is_ignored_as_bash_does() -> None:
    assert Pattern.compile("a[b-c]*", nocase=True).match("ABx")
    assert Pattern.compile("[[:upper:]]", nocase=True).match("A")
    assert not Pattern.compile("[[:upper:]]", nocase=True).match("a")


def test_extended_parts_are_text_without_extglob() -> None:
    assert Pattern.compile("@(a)", extglob=False).match("@(a)")


def test_long_text_is_no_trouble() -> None:
    text = "a" * 20000
    assert not Pattern.compile("*a*a*a*b").match(text)
    assert Pattern.compile("+(a)").prefix("a" * 500, True) == 500
