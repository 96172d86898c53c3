"""Backslash escapes of `echo -e`, of printf's formats and of its `%b`: three dialects of one thing."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

ECHO = 0
"""`echo -e`: octal only as `\\0nnn`, `\\c` ends the output, quotes keep their backslash."""
FORMAT = 1
"""A printf format: octal as `\\nnn`, `\\c` is nothing special, `\\"` and `\\'` lose their backslash."""
PERCENT_B = 2
"""printf's `%b`: octal as `\\nnn` and `\\0nnn`, `\\c` ends the output, quotes keep their backslash."""

_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "e": "\033",
    "E": "\033",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
}
_DIGITS = {"x": 2, "u": 4, "U": 8}
_FIRST_BEYOND_ASCII = 0x80
_LAST_OF_FOUR_DIGITS = 0xFFFF
_OCTAL = "01234567"
_HEXADECIMAL = "0123456789abcdefABCDEF"


def expand(
    text: str, dialect: int, complain: Callable[[str], None] | None = None, multibyte: bool = True
) -> tuple[str, bool]:
    """Replace the escapes in `text`; the second value tells that `\\c` ended it.

    `complain` gets a message for an escape without its digits. Not `multibyte`: the locale has no characters beyond
    ASCII, so `\\u` and `\\U` stay as they are.
    """
    at = text.find("\\")
    if at < 0:
        return text, False
    out: list[str] = []
    start = 0
    end = len(text)
    while at >= 0 and at + 1 < end:
        out.append(text[start:at])
        letter = text[at + 1]
        start = at + 2
        plain = _SIMPLE.get(letter)
        if plain is not None:
            out.append(plain)
        elif letter in _OCTAL and (dialect != ECHO or letter == "0"):
            start = _octal(text, at, dialect, out)
        elif letter in _DIGITS:
            start = _hexadecimal(text, at, out, complain, multibyte)
        elif letter == "c" and dialect != FORMAT:
            return "".join(out), True
        elif dialect == FORMAT and letter in "'\"?":
            out.append(letter)
        else:
            out.append("\\" + letter)
        at = text.find("\\", start)
    out.append(text[start:])
    return "".join(out), False


def _octal(text: str, at: int, dialect: int, out: list[str]) -> int:
    """Take the octal escape at `at`; the index behind it."""
    first = at + 1
    longest = 4 if text[first] == "0" and dialect != FORMAT else 3
    last = first
    while last < len(text) and last - first < longest and text[last] in _OCTAL:
        last += 1
    out.append(byte(int(text[first:last], 8) & 0xFF))
    return last


def _hexadecimal(text: str, at: int, out: list[str], complain: Callable[[str], None] | None, multibyte: bool) -> int:
    """Take the `\\x`, `\\u` or `\\U` escape at `at`; the index behind it."""
    letter = text[at + 1]
    first = last = at + 2
    while last < len(text) and last - first < _DIGITS[letter] and text[last] in _HEXADECIMAL:
        last += 1
    if last == first:
        if complain is not None:
            complain("missing hex digit for \\x" if letter == "x" else f"missing unicode digit for \\{letter}")
        out.append("\\" + letter)
    elif letter == "x":
        out.append(byte(int(text[first:last], 16)))
    else:
        code = int(text[first:last], 16)
        if multibyte or code < _FIRST_BEYOND_ASCII:
            out.append(character(code))
        else:
            out.append(f"\\u{code:04X}" if code <= _LAST_OF_FOUR_DIGITS else f"\\U{code:08X}")
    return last


def byte(value: int) -> str:
    """The text of one byte."""
    return chr(value) if value < 0x80 else chr(0xDC00 + value)


def character(code: int) -> str:
    """The text of a code point as UTF-8; also of those that are none (surrogates, beyond U+10FFFF)."""
    if code < 0xD800 or 0xE000 <= code < 0x110000:
        return chr(code)
    if code >= 0x80000000:
        return ""
    tail: list[int] = []
    limit = 0x3F
    while code > limit:
        tail.insert(0, 0x80 | (code & 0x3F))
        code >>= 6
        limit = limit >> 1 if tail[1:] else 0x1F
    lead = (0xFF00 >> (len(tail) + 1)) & 0xFF
    return "".join(byte(value) for value in (lead | code, *tail))


def normal(text: str) -> str:
    """`text` with bytes that together make characters joined to them, as variables hold text."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
