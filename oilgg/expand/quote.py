"""Text written so that the shell reads it back: printf %q, ${x@Q}, declare -p, set, and $'…'."""

from __future__ import annotations

from oilgg.syntax.escapes import ansi_c, needs_ansi_c

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+-./:=@_")
_BACKSLASHED = frozenset(" \t\n'\"\\|&;()<>!{}*[]?^$`,")
# What makes `declare -p` and `set` quote a value.
_DOUBLE_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "$": "\\$", "`": "\\`"})


def single(text: str) -> str:
    """`text` in single quotes, or a quote alone behind a backslash."""
    return "\\'" if text == "'" else "'" + text.replace("'", "'\\''") + "'"


def double(text: str) -> str:
    """`text` in double quotes, as `declare -p` shows values."""
    return '"' + text.translate(_DOUBLE_ESCAPES) + '"'


def backslashed(text: str, multibyte: bool = True) -> str:
    """`text` as `printf %q` writes it: backslashes, or `$'…'` where it has control characters; `''` if it is empty."""
    if not text:
        return "''"
    if _SAFE.issuperset(text):
        return text
    if needs_ansi_c(text, multibyte):
        return ansi_c(text, multibyte)
    result = []
    for position, char in enumerate(text):
        if char in _BACKSLASHED or (char == "#" and position == 0) or (char == "~" and _starts_tilde(text, position)):
            result.append("\\")
        result.append(char)
    return "".join(result)


def _starts_tilde(text: str, position: int) -> bool:
    return position == 0 or text[position - 1] in ":="


def reusable(text: str, multibyte: bool = True) -> str:
    """`text` as `${x@Q}` and `set -x` … write it: single quotes, or `$'…'` where it has control characters."""
    if needs_ansi_c(text, multibyte):
        return ansi_c(text, multibyte)
    if text == "'":
        return "\\'"
    return single(text)


def declared(text: str, multibyte: bool = True) -> str:
    """A value as `declare -p` shows it: double quotes, or `$'…'` where it has control characters."""
    if needs_ansi_c(text, multibyte):
        return ansi_c(text, multibyte)
    return double(text)


def contains_shell_metas(text: str) -> bool:
    """Whether `set` has to quote this value."""
    for position, char in enumerate(text):
        if char in " \t\n'\"\\|&;()<>!{}*[]?^$`":
            return True
        if char == "~" and _starts_tilde(text, position):
            return True
        if char == "#" and (position == 0 or text[position - 1] in " \t"):
            return True
    return False


def listed(text: str, multibyte: bool = True) -> str:
    """A value as `set` without arguments shows it: only quoted where it must be."""
    if needs_ansi_c(text, multibyte):
        return ansi_c(text, multibyte)
    if text == "'":
        return "\\'"
    return single(text) if contains_shell_metas(text) else text


def subscript(key: str, multibyte: bool = True) -> str:
    """A key of an associative array as `declare -p` shows it between brackets."""
    if needs_ansi_c(key, multibyte):
        return ansi_c(key, multibyte)
    if key in ("@", "*") or contains_shell_metas(key):
        return double(key)
    return key
