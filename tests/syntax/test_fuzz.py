"""Whatever the text: a tree or a ParseError, quickly, and the same from lark's driver."""

from __future__ import annotations

import marshal
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oilgg.errors import ParseError
from oilgg.syntax import driver
from oilgg.syntax.arithmetic import parse_arithmetic
from oilgg.syntax.printer import function_text
from oilgg.syntax.tokens import KEYWORDS
from tests.syntax import lark_driver, oracle, texts

PIECES = [
    "a",
    "b",
    " ",
    "\n",
    ";",
    "&",
    "|",
    "&&",
    "||",
    "(",
    ")",
    "((",
    "))",
    "{ ",
    "}",
    "$",
    "${",
    "$(",
    "$((",
    "`",
    "'",
    '"',
    "\\",
    "\\\n",
    "<",
    ">",
    "<<",
    "<<E\n",
    "E\n",
    "<<<",
    ">&",
    "2>",
    "=",
    "+=",
    "[",
    "]",
    "[[ ",
    " ]]",
    "#",
    "!",
    "*",
    "?",
    "@(",
    "+(",
    "if ",
    "then ",
    "fi",
    "for ",
    "in ",
    "do ",
    "done",
    "case ",
    "esac",
    ";;",
    "while ",
    "function ",
    "time ",
    "coproc ",
    "x=",
    "a[1]=",
    "-f ",
    "==",
    "=~ ",
    ":-",
    "%",
    "/",
    "^",
    ":",
    "~",
    "-",
    "$'",
    '$"',
    "<(",
    "\t",
    "\r",
    "\x00",
    "é",
    "\udce9",
    "declare ",
    "eval ",
    "1",
    "select ",
    "{x}>",
]
soups = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
cuts = st.sampled_from(texts.TEXTS).flatmap(
    lambda text: st.tuples(st.integers(0, len(text)), st.sampled_from(PIECES), st.integers(0, 3)).map(
        lambda cut: text[: cut[0]] + cut[1] + text[cut[0] + cut[2] :]
    )
)
_SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@_SETTINGS
@given(st.one_of(soups, cuts, st.text(max_size=30)))
def test_a_tree_or_a_parse_error(text: str) -> None:
    nodes, _ = oracle.outcome(text)
    marshal.dumps(nodes)
    hash(tuple(nodes))


@_SETTINGS
@given(st.one_of(soups, cuts))
def test_what_is_printed_can_be_read(text: str) -> None:
    nodes, lines = oracle.outcome("f() {\n" + text + "\n}\n")
    if lines or len(nodes) != 1 or nodes[0][0] != "func" or "\0" in text or "coproc" in text:
        return  # (what bash prints for `coproc a` is read as the command COPROC)
    if _has_moved_keyword(nodes[0]):
        return
    printed = function_text("f", nodes[0][3])
    if re.search(r"^ (&&|\|\||&)", printed, re.MULTILINE):
        return  # bash prints what follows a pipeline with a here-document like that, and can't read it again
    again = oracle.trees(printed + "\n")
    assert function_text("f", again[0][3]) == printed


def _has_moved_keyword(node: Any) -> bool:
    """`>f if` runs a command named if; printed, as by bash, with the redirection behind it, it is the reserved word."""
    if type(node) is not tuple or not node:
        return False
    if node[0] == "simple" and len(node) == 5 and node[3] and node[3][0][0] in KEYWORDS:
        return True
    return any(_has_moved_keyword(item) for item in node)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(soups, cuts))
def test_both_drivers(text: str) -> None:
    oracle.forget()
    ours = oracle.outcome(text)
    oracle.forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "run", lark_driver.run)
        theirs = oracle.outcome(text)
    oracle.forget()
    assert ours == theirs


@_SETTINGS
@given(st.one_of(soups, cuts))
def test_line_by_line(text: str) -> None:
    text = text.replace("\0", "")
    lines = iter([line + "\n" for line in (text + "\n").split("\n")[:-1]])
    nodes, errors = oracle.outcome("", more=lambda: next(lines, ""))
    wanted, wanted_errors = oracle.outcome(text + "\n")
    assert (nodes, bool(errors)) == (wanted, bool(wanted_errors))


@_SETTINGS
@given(st.lists(st.sampled_from([*"+-*/%()[]<>=!&|^~?:,12x ", "**", "++", "#", "a[", "<<", "0x", "$"])).map("".join))
def test_arithmetic(text: str) -> None:
    try:
        parse_arithmetic(text)
    except ParseError as error:
        assert error.message


DEEP = ["(" * 5000, "$(" * 3000, "{ " * 5000, "${a:-" * 3000, "`" * 5001, "$((" * 500, "if " * 5000]


@pytest.mark.parametrize("text", DEEP)
def test_deep_nesting_is_an_error(text: str) -> None:
    assert oracle.outcome(text)[1]
