"""POSIX extended regular expressions for `[[ text =~ expression ]]`: the C library's own, through ctypes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_EXTENDED, _ICASE = 1, 2
_STORAGE = 512
"""Bytes set aside for a regex_t; it has 64 with glibc."""
_CACHE_SIZE = 200
_compiled: dict[tuple[str, bool, str], tuple[Any, int]] = {}
_library: Any = None


def match(pattern: str, text: str, nocase: bool = False, locale: str = "") -> list[str] | None:
    """Search `text`; the part that matched and its groups ("" for one that took no part), or None.

    `locale` is the name of the locale that says what a character is. Raises ValueError for an expression that is none.
    """
    import ctypes

    if locale and not (pattern.isascii() and text.isascii()):
        _use(locale)
    else:
        locale = ""
    program, groups = _compile(pattern, nocase, locale)
    raw = text.encode("utf-8", "surrogateescape")
    offsets = (ctypes.c_int * (2 * (groups + 1)))()
    if _library.regexec(program, raw, ctypes.c_size_t(groups + 1), offsets, 0) != 0:
        return None
    return [
        raw[offsets[2 * group] : offsets[2 * group + 1]].decode("utf-8", "surrogateescape")
        if offsets[2 * group] >= 0
        else ""
        for group in range(groups + 1)
    ]


def _use(locale: str) -> None:
    """Make it the C library's locale for characters; one that does not exist leaves the one before."""
    import _locale

    if _locale.setlocale(_locale.LC_CTYPE, None) != locale:
        try:
            _locale.setlocale(_locale.LC_CTYPE, locale)
        except _locale.Error:  # type: ignore[attr-defined]
            pass


def _compile(pattern: str, nocase: bool, locale: str) -> tuple[Any, int]:
    global _library
    known = _compiled.get((pattern, nocase, locale))
    if known is not None:
        return known
    import ctypes

    if _library is None:
        _library = ctypes.CDLL(None)
    program = ctypes.create_string_buffer(_STORAGE)
    flags = _EXTENDED | (_ICASE if nocase else 0)
    if _library.regcomp(program, pattern.encode("utf-8", "surrogateescape"), flags) != 0:
        raise ValueError(pattern)
    if len(_compiled) >= _CACHE_SIZE:
        for old, _ in _compiled.values():
            _library.regfree(old)
        _compiled.clear()
    known = _compiled[pattern, nocase, locale] = (program, _group_count(pattern))
    return known


def _group_count(pattern: str) -> int:
    """How many groups an expression has: its opening parentheses outside of brackets that have no backslash."""
    count = position = 0
    length = len(pattern)
    while position < length:
        char = pattern[position]
        if char == "\\":
            position += 1
        elif char == "(":
            count += 1
        elif char == "[":
            position = _bracket_end(pattern, position)
        position += 1
    return count


def _bracket_end(pattern: str, position: int) -> int:
    length = len(pattern)
    position += 1
    if position < length and pattern[position] == "^":
        position += 1
    if position < length and pattern[position] == "]":
        position += 1
    while position < length and pattern[position] != "]":
        if pattern[position] == "[" and pattern[position + 1 : position + 2] in (":", ".", "="):
            end = pattern.find(pattern[position + 1] + "]", position + 2)
            if end > 0:
                position = end + 1
        position += 1
    return position
