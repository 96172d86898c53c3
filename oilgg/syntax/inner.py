"""The word of `"${x+…}"`, in which double quotes stand once more.

To bash that word is text between double quotes. It takes the quotes inside it out, with the backslashes that would be
escapes if they were the only quotes, and only then looks for `$`: `"${x+"\\y"a}"` is `ya`, and `"${x+"$a"b}"` is `$ab`.
"""

from __future__ import annotations

from oilgg.syntax.escapes import decode_ansi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.syntax.words import WordLexer

_ESCAPED = '$`"\\\n'


def without_quotes(lexer: WordLexer) -> str:
    """The text of a lexer without the double quotes in it. Raises ParseError where the text ends too early."""
    raw = lexer.text
    ansi = not lexer.here and not lexer.posix
    kept: list[str] = []
    inside = False
    # To bash's parser '…' is quoted text here as well: the quotes around a $ in it begin no $'…'.
    shield, quoted = -1, False
    position = 0
    while position < len(raw):
        char = raw[position]
        end = position + 1
        if char == "\\":
            end += 1
            if raw[position + 1 : end] == "}" or (inside and raw[position + 1 : end] not in _ESCAPED):
                position += 1
        elif char == '"':
            inside = not inside
            quoted = quoted != (position > shield)
            position += 1
        elif char == "'" and ansi and not quoted and position > shield:
            shield = raw.find("'", end)
        elif char == "`":
            end = _behind_backquotes(raw, position, inside, kept)
            position = end
        elif char == "$" and raw[end : end + 1] in ("(", "{"):
            end = lexer.skip(position, char)
            raw = lexer.text
        elif char == "$" and raw[end : end + 1] == "$":
            end += 1
        elif char == "$" and ansi and not quoted and position > shield and raw[end : end + 1] == "'":
            end = lexer.ansi_end(position)
            decoded = decode_ansi(raw[position + 2 : end - 1])
            raw = lexer.text = raw[:position] + decoded + raw[end:]
            shield = position + len(decoded) - 1
            continue
        elif char == "$" and not lexer.here and not quoted and position > shield and raw[end : end + 1] == '"':
            position += 1
        kept.append(raw[position:end])
        position = end
    return "".join(kept)


def _behind_backquotes(raw: str, start: int, inside: bool, kept: list[str]) -> int:
    """The index behind the backquotes that open at `start`, whose text is kept, as of any text in quotes."""
    position = start + 1
    while position < len(raw):
        char = raw[position]
        position += 1
        if char == "`":
            break
        if char == "\\":
            if inside and raw[position : position + 1] not in _ESCAPED:
                kept.append(raw[start : position - 1])
                start = position
            position += 1
    kept.append(raw[start:position])
    return position
