"""Syntax errors in bash's words."""

from __future__ import annotations

from ..errors import ParseError
from .lexer import COND_CLOSE, END, NEWLINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .lexer import Lexer


def syntax_error(lexer: Lexer, terminal: int, expected: dict[int, int]) -> ParseError:
    """The error for a token the grammar does not want."""
    if terminal == END:
        return unexpected_end(lexer)
    pos = lexer.token_pos
    line = lexer.line_at(pos)
    token = "newline" if terminal == NEWLINE else lexer.token_text
    error = ParseError("syntax error near unexpected token `" + token + "'", line, _column(lexer, pos), token)
    error.text = source_line(lexer, pos)  # type: ignore[attr-defined]
    return error


def unexpected_end(lexer: Lexer) -> ParseError:
    """The text ends inside of a command."""
    pos = len(lexer.text)
    line = lexer.line_at(pos)
    if lexer.substitutions:
        return ParseError("unexpected EOF while looking for matching `)'", line, 1, "", True)
    return ParseError("syntax error: unexpected end of file", line, 1, "", True)


def _column(lexer: Lexer, pos: int) -> int:
    return pos - lexer.text.rfind("\n", 0, pos)


def source_line(lexer: Lexer, pos: int) -> str:
    """The line around a position, as bash shows it."""
    start = lexer.text.rfind("\n", 0, pos) + 1
    end = lexer.text.find("\n", pos)
    return lexer.text[start : end if end >= 0 else len(lexer.text)]
