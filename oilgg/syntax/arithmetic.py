"""Arithmetic expressions: text to tree, by arithmetic.lark.

Trees: ("num", int) ("var", name) ("elem", name, subscript text) ("unary", op, x) ("binary", op, a, b)
("assign", op, target, x) ("pre", op, target) ("post", op, target) ("cond", c, a, b) ("comma", a, b). `&&` and `||` are
binary. op of assign is "=", "+=" ….
"""

from __future__ import annotations

import sys

from ..errors import ParseError
from . import driver
from .buffer import PATTERNS
from .modes import TERMINALS, mode_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Tree = tuple[Any, ...]

_NUMBERS = {name: number for number, name in enumerate(TERMINALS["arithmetic"])}
END, ASSIGN, QUESTION, COLON = (_NUMBERS[n] for n in ("END", "ASSIGN", "QUESTION", "COLON"))
SIGN, STEP, NUMBER, NAME, ELEMENT, CLOSE = (_NUMBERS[n] for n in ("SIGN", "STEP", "NUMBER", "NAME", "ELEMENT", "CLOSE"))
OPEN, COMMA = (_NUMBERS[n] for n in ("OPEN", "COMMA"))
UNEXPECTED = 1000
START = 1001
_BEFORE_TARGET = (START, OPEN, COMMA, ASSIGN, QUESTION)

_OPERATORS = {
    name: _NUMBERS[terminal]
    for terminal, names in (
        ("COMMA", ","), ("QUESTION", "?"), ("COLON", ":"), ("OR", "||"), ("AND", "&&"), ("BIT_OR", "|"),
        ("BIT_XOR", "^"),
        ("BIT_AND", "&"), ("EQUALITY", "== !="), ("RELATION", "< > <= >="), ("SHIFT", "<< >>"), ("SIGN", "+ -"),
        ("PRODUCT", "* / %"), ("POWER", "**"), ("NOT", "! ~"), ("OPEN", "("), ("CLOSE", ")"),
    )
    for name in names.split()
}  # fmt: skip

_match = PATTERNS["arithmetic"].match
_trees: dict[str, Any] = {}


def parse_arithmetic(text: str) -> Tree:
    """The tree of an expression; that of "" is 0. Raises ParseError.

    Its message is what bash prints after "expression: "; its `text` is that expression as bash shows it.
    """
    tree = _trees.get(text)
    if tree is None:
        stripped = text.strip(" \t\n")
        tree = _Arithmetic(text).parse() if stripped else ("num", 0)
        if len(_trees) > 20_000:
            _trees.clear()
        _trees[text] = tree
    return tree


class _Arithmetic:
    """A position in the text of an expression."""

    __slots__ = ("before", "last", "methods", "pos", "previous", "text", "value")

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.value: Any = None
        # where the last token started, for "error token is"; which it was, and the one before
        self.last = 0
        self.previous = START
        self.before = START
        self.methods = tuple(getattr(self, "lex_" + mode) for mode in mode_names("arithmetic"))

    def parse(self) -> Tree:
        """The tree of the whole text."""
        try:
            tree: Tree = driver.run(_TABLE, "expression", self.methods, self, self.failed)
            return tree
        except _BadTarget:
            raise self.error("attempted assignment to non-variable") from None
        except RecursionError:
            raise self.error("expression recursion level exceeded") from None

    def error(self, message: str, end: int | None = None) -> ParseError:
        """The error at the last token. bash shows the expression only up to `end` if a constant is wrong."""
        token = self.text[self.last : end]
        error = ParseError(message + ' (error token is "' + token + '")', 0, self.last + 1, token)
        error.text = self.text[:end].lstrip(" \t\n")  # type: ignore[attr-defined]
        return error

    def lex_operand(self) -> int:
        """The next token where a value may start: + and - are signs."""
        return self.token(True)

    def lex_operator(self) -> int:
        """The next token behind a value."""
        return self.token(False)

    def token(self, operand: bool) -> int:
        """The next token's terminal; its value is left in `value`."""
        match = _match(self.text, self.pos)
        kind = match.lastindex
        if kind is None:
            return self.no_token(match.end(), operand)
        start = self.last = match.start(kind)
        self.pos = match.end()
        text = match[kind]
        if kind == 1:
            terminal = NUMBER
            self.value = ("num", self.number(text))
        elif kind == 2:
            terminal = self.name(text)
        elif kind == 3:
            terminal = self.step(text, start, operand)
        elif kind == 4:
            self.value = text
            terminal = ASSIGN
            if not operand and (self.previous not in (NAME, ELEMENT) or self.before not in _BEFORE_TARGET):
                raise self.error("attempted assignment to non-variable")
        else:
            self.value = text
            terminal = _OPERATORS.get(text, UNEXPECTED)
        self.before = self.previous
        self.previous = terminal
        return terminal

    def no_token(self, pos: int, operand: bool) -> int:
        """The end of the text, or a character that has no meaning in arithmetic."""
        if pos >= len(self.text):
            return END
        self.last = pos
        if operand:
            raise self.error("syntax error: operand expected")
        raise self.error("syntax error: invalid arithmetic operator")

    def name(self, text: str) -> int:
        """A variable, or an element if [ follows at once."""
        if not self.text.startswith("[", self.pos):
            self.value = ("var", text)
            return NAME
        end = subscript_end(self.text, self.pos)
        if end < 0:
            raise self.error("bad array subscript")
        self.value = ("elem", text, self.text[self.pos + 1 : end])
        self.pos = end + 1
        return ELEMENT

    def step(self, text: str, start: int, operand: bool) -> int:
        """++ and --: only next to a name, else two signs."""
        self.value = text
        if not operand and self.previous in (NAME, ELEMENT):
            return STEP
        rest = self.text[self.pos :].lstrip(" \t\n")[:1]
        if rest == "_" or rest.isalpha():
            if not operand:
                raise self.error("syntax error in expression")
            return STEP
        self.pos = start + 1
        self.value = text[0]
        return SIGN

    def number(self, text: str) -> int:
        """A constant: decimal, 0octal, 0xhexadecimal, base#digits; 64 bits, wrapped."""
        base = 10
        digits = text
        if "#" in text:
            head, digits = text.split("#", 1)
            base = int(head) if head.isdigit() else self.wrong_base()
            if not base:
                raise self.error("invalid number", self.pos)
            if not 2 <= base <= 64:
                self.wrong_base()
            if "#" in digits:
                raise self.error("invalid number", self.pos)
            if not digits:
                raise self.error("invalid integer constant", self.pos)
        elif text[0] == "0" and len(text) > 1:
            base, digits = (16, text[2:]) if text[1] in "xX" else (8, text[1:])
        return wrap(self.digits(digits, base))

    def digits(self, digits: str, base: int) -> int:
        """The value of digits in a base; up to 36 capitals count as small letters."""
        value = 0
        for digit in digits:
            place = _DIGITS.find(digit)
            if base <= 36 and place >= 36:
                place -= 26
            if not 0 <= place < base:
                raise self.error("value too great for base", self.pos)
            value = value * base + place
        return value

    def wrong_base(self) -> int:
        """Raises the error of base#digits whose base is none."""
        raise self.error("invalid arithmetic base", self.pos)

    def failed(self, terminal: int, expected: dict[int, int]) -> None:
        """A token that does not fit: which of bash's messages it gets depends on what is missing."""
        if NUMBER in expected:
            missing = (terminal == END and self.previous in (QUESTION, COLON)) or terminal == COLON
            raise self.error("expression expected" if missing else "syntax error: operand expected")
        if CLOSE in expected and self.open_parenthesis():
            raise self.error("missing `)'")
        if COLON in expected and self.open_question():
            raise self.error("`:' expected for conditional expression")
        raise self.error("syntax error in expression")

    def open_parenthesis(self) -> bool:
        """Whether a ( before the last token is open."""
        before = self.text[: self.last]
        return before.count("(") > before.count(")")

    def open_question(self) -> bool:
        """Whether a ? up to the last token still lacks its colon."""
        before = self.text[: self.last + 1]
        return before.count("?") > before.count(":")


def subscript_end(text: str, pos: int) -> int:
    """The position of the ] for the [ at `pos`, or -1; quotes and nested brackets are skipped."""
    depth = 0
    quote = ""
    skip = False
    for index in range(pos, len(text)):
        char = text[index]
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif quote:
            if char == quote:
                quote = ""
        elif char in "'\"`":
            quote = char
        elif char == "[":
            depth += 1
        elif char == "]":
            depth -= 1
            if not depth:
                return index
    return -1


def wrap(value: int) -> int:
    """The value as a signed 64-bit integer."""
    return (value + 0x8000000000000000 & 0xFFFFFFFFFFFFFFFF) - 0x8000000000000000


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_"


class _BadTarget(Exception):
    """The left of an assignment is no variable."""


def _target(node: Tree) -> Tree:
    if node[0] not in ("var", "elem"):
        raise _BadTarget
    return node


def first(s: Any) -> Any:
    """( … ) without more, and whatever only passes on: the first part."""
    return s[0]


same = first


def middle(s: Any) -> Any:
    """( x ): what is inside."""
    return s[1]


def comma(s: Any) -> Any:
    """a , b"""
    return ("comma", s[0], s[2])


def assign(s: Any) -> Any:
    """x = a, x += a, …"""
    return ("assign", s[1], _target(s[0]), s[2])


def conditional(s: Any) -> Any:
    """a ? b : c"""
    return ("cond", s[0], s[2], s[4])


def binary(s: Any) -> Any:
    """a + b, …"""
    return ("binary", s[1], s[0], s[2])


def unary(s: Any) -> Any:
    """- a, ! a, …"""
    return ("unary", s[0], s[1])


def step_before(s: Any) -> Any:
    """++x, --x"""
    return ("pre", s[0], _target(s[1]))


def step_after(s: Any) -> Any:
    """x++, x--"""
    return ("post", s[1], _target(s[0]))


_TABLE = driver.Table("arithmetic", sys.modules[__name__])
