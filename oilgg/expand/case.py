"""Upper and lower case a character at a time, as the C library's towupper and towlower do it."""

from __future__ import annotations


def to_upper(text: str, unicode: bool) -> str:
    """Each character's simple upper case; without `unicode` only ASCII letters change."""
    if text.isascii():
        return text.upper()
    if not unicode:
        return "".join(char.upper() if char < "\x80" else char for char in text)
    return "".join(map(_upper, text))


def to_lower(text: str, unicode: bool) -> str:
    """Each character's simple lower case; without `unicode` only ASCII letters change."""
    if text.isascii():
        return text.lower()
    if not unicode:
        return "".join(char.lower() if char < "\x80" else char for char in text)
    return "".join(map(_lower, text))


def _upper(char: str) -> str:
    other = char.upper()
    return other if len(other) == 1 else _SPECIAL_UPPER.get(char, char)


def _lower(char: str) -> str:
    if char == "\u0130":
        return "i"
    other = char.lower()
    return other if len(other) == 1 else char


# Letters whose full upper case has several characters, but which have a simple one of their own: Greek with iota.
_SPECIAL_UPPER = {chr(code): chr(code + 8) for row in (0x1F80, 0x1F90, 0x1FA0) for code in range(row, row + 8)} | {
    "\u1fb3": "\u1fbc",
    "\u1fc3": "\u1fcc",
    "\u1ff3": "\u1ffc",
}
