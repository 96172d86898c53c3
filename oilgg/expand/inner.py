"""The word of `"${x+…}"`, in which double quotes stand once more.

To bash that word is text between double quotes. It takes the quotes inside it out, with the backslashes that would be
escapes if they were the only quotes, and only then looks for `$`: `"${x+"\\y"a}"` is `ya`, and `"${x+"$a"b}"` is `$ab`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Tree = tuple[Any, ...]

_ESCAPED = '$`"\\\n'


def unquoted(word: Tree) -> Tree:
    """The word without the quotes inside it; itself if they make no difference, or it runs commands.

    In the latter case the lexer has taken the backslashes out (`word_inner_quotes`).
    """
    raw = word[0]
    if '"' not in raw or not ("\\" in raw or "$" in raw):
        return word
    text = _without_quotes(raw)
    if text == raw:
        return word
    from oilgg.syntax.lexer import Lexer

    return Lexer("", 1, None, False).region(text, 0, "quoted")


def _without_quotes(raw: str) -> str:
    """The text without them; as it is if it runs commands."""
    kept: list[str] = []
    inside = False
    position = 0
    while position < len(raw):
        end = position + 1
        char = raw[position]
        if char == "\\":
            end += 1
            if raw[position + 1 : end] == "}" or (inside and raw[position + 1 : end] not in _ESCAPED):
                position += 1
            kept.append(raw[position:end])
        elif char == '"':
            inside = not inside
        elif char == "`" or raw.startswith("$(", position):
            return raw
        else:
            if raw.startswith("${", position):
                end = _behind_brace(raw, position + 2)
            kept.append(raw[position:end])
        position = end
    return "".join(kept)


def _behind_brace(raw: str, position: int) -> int:
    """The index behind the `}` that closes the `${` before `position`."""
    depth = 1
    while position < len(raw) and depth:
        if raw[position] == "\\":
            position += 1
        elif raw.startswith("${", position):
            depth += 1
        elif raw[position] == "}":
            depth -= 1
        position += 1
    return position
