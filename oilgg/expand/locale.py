"""Which locales there are on this machine, and how they order text."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.variables import Variables

_encodings: dict[str, str | None] = {"C": "ASCII", "POSIX": "ASCII"}
"""Names of locales that were asked about, and their encoding; None: there is no such locale."""


def exists(name: str) -> bool:
    """Whether there is such a locale on this machine."""
    return _encoding(name) is not None


def is_multibyte(name: str) -> bool:
    """Whether the locale exists here and its encoding is UTF-8."""
    return _encoding(name) == "UTF8"


def _encoding(name: str) -> str | None:
    if name not in _encodings:
        _encodings[name] = _look_up(name)
    return _encodings[name]


def _look_up(name: str) -> str | None:
    import _locale

    before = _locale.setlocale(_locale.LC_CTYPE, None)
    try:
        _locale.setlocale(_locale.LC_CTYPE, name)
    except _locale.Error:  # type: ignore[attr-defined]
        return None
    try:
        return _locale.nl_langinfo(_locale.CODESET).upper().replace("-", "")
    finally:
        _locale.setlocale(_locale.LC_CTYPE, before)


def sort_key(name: str) -> Callable[[str], Any]:
    """A key function that sorts as the locale `name` collates; ties are broken by bytes, as bash does."""
    if name in ("C", "POSIX") or name.lower().replace("-", "") == "c.utf8":
        return _bytes
    import _locale

    try:
        _locale.setlocale(_locale.LC_COLLATE, name)
    except _locale.Error:  # type: ignore[attr-defined]
        return _bytes
    return _collated


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _collated(text: str) -> tuple[str, bytes]:
    import _locale

    raw = text.encode("utf-8", "surrogateescape")
    try:
        return _locale.strxfrm(text), raw
    except (OSError, ValueError):
        return text, raw


def compare(variables: Variables, left: str, right: str) -> int:
    """Below, above or equal to zero as `left` collates before, after or with `right` (`[[ a < b ]]`)."""
    key = sort_key(variables.locale_name("LC_COLLATE"))
    one, other = key(left), key(right)
    return int(one > other) - int(one < other)
