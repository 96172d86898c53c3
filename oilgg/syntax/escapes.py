"""Backslash escapes of $'…': what they mean, and what is written with them."""

from __future__ import annotations

_SINGLE = {
    "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "'": "'", '"': '"', "?": "?",
}  # fmt: skip
_WRITTEN = {
    "\x1b": "\\E", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r",
    "\\": "\\\\", "'": "\\'",
}  # fmt: skip
_OCTAL = "01234567"
_HEX = "0123456789abcdefABCDEF"


def _digits(text: str, pos: int, allowed: str, most: int) -> int:
    """How many characters from `pos` on are digits, at most `most`."""
    end = pos
    while end < len(text) and end - pos < most and text[end] in allowed:
        end += 1
    return end - pos


multibyte = True
"""Whether the locale has characters beyond ASCII: if not, `\\u` and `\\U` of them stay as they are."""


def decode_ansi(text: str) -> str:
    """The value of $'text'. Bytes given by number are bytes: what they make together is decoded again."""
    if "\\" not in text:
        return text
    result = bytearray()
    pos = 0
    while pos < len(text):
        backslash = text.find("\\", pos)
        if backslash < 0 or backslash + 1 >= len(text):
            result += text[pos:].encode("utf-8", "surrogateescape")
            break
        result += text[pos:backslash].encode("utf-8", "surrogateescape")
        piece, pos = _escape(text, backslash + 1)
        if piece == b"\0":
            break
        result += piece
    return result.decode("utf-8", "surrogateescape")


def _escape(text: str, pos: int) -> tuple[bytes, int]:
    """The bytes of the escape whose letter is at `pos`, and the position behind it."""
    char = text[pos]
    simple = _SINGLE.get(char)
    if simple is not None:
        return simple.encode(), pos + 1
    if char in _OCTAL:
        count = _digits(text, pos, _OCTAL, 3)
        return bytes((int(text[pos : pos + count], 8) & 255,)), pos + count
    if char == "x":
        return _hexadecimal(text, pos)
    if char in "uU":
        count = _digits(text, pos + 1, _HEX, 4 if char == "u" else 8)
        if count:
            return _code_point(int(text[pos + 1 : pos + 1 + count], 16)), pos + 1 + count
    if char == "c" and pos + 1 < len(text):
        control = text[pos + 1]
        end = pos + 2
        if control == "\\" and text.startswith("\\", end):
            end += 1
        if ord(control) < 128:
            return (b"\x7f" if control == "?" else bytes((ord(control.upper()) & 31,))), end
    return ("\\" + char).encode("utf-8", "surrogateescape"), pos + 1


def _hexadecimal(text: str, pos: int) -> tuple[bytes, int]:
    """\\xHH and \\x{H…}."""
    if text.startswith("{", pos + 1):
        count = _digits(text, pos + 2, _HEX, 1000)
        end = pos + 2 + count
        if count:
            if text.startswith("}", end):
                end += 1
            return bytes((int(text[pos + 2 : pos + 2 + count], 16) & 255,)), end
    count = _digits(text, pos + 1, _HEX, 2)
    if not count:
        return b"\\x", pos + 1
    return bytes((int(text[pos + 1 : pos + 1 + count], 16),)), pos + 1 + count


def _code_point(value: int) -> bytes:
    """UTF-8 of a code point, also of those that Unicode does not have."""
    if value < 0x80:
        return bytes((value,))
    if not multibyte:
        return (f"\\u{value:04X}" if value < 0x10000 else f"\\U{value:08X}").encode()
    count = 1 if value < 0x800 else 2 if value < 0x10000 else 3 if value < 0x200000 else 4 if value < 0x4000000 else 5
    tail = bytes(0x80 | (value >> shift) & 0x3F for shift in range(6 * (count - 1), -1, -6))
    lead = (0xFF << (7 - count)) & 0xFF | value >> 6 * count
    return bytes((lead,)) + tail


def needs_ansi_c(text: str, multibyte: bool = True) -> bool:
    """Whether `text` has a character that only `$'…'` can show: a control character or a byte of no character."""
    if text.isprintable() and (multibyte or text.isascii()):
        return False
    for char in text:
        if char < " " or char == "\x7f" or (char > "\x7f" and not (multibyte and is_printable(char))):
            return True
    return False


def is_printable(char: str) -> bool:
    """Whether a character is printed as it is (the C library's iswprint)."""
    if char.isprintable():
        return True
    import unicodedata

    return unicodedata.category(char) in ("Cf", "Co", "Zs")


def ansi_c(text: str, multibyte: bool = True) -> str:
    """`text` as `$'…'`."""
    result = ["$'"]
    for char in text:
        escape = _WRITTEN.get(char)
        if escape is not None:
            result.append(escape)
        elif " " <= char < "\x7f" or (multibyte and char > "\x7f" and is_printable(char)):
            result.append(char)
        else:
            result.extend(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape"))
    result.append("'")
    return "".join(result)


def printable(text: str) -> str:
    """`text` for a message: as `$'…'` where it has control characters."""
    return ansi_c(text) if needs_ansi_c(text) else text
