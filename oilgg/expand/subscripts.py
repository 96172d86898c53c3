"""Subscripts and other expressions whose text comes from a value: parsed and expanded when they are used."""

from __future__ import annotations

from oilgg.errors import ExpansionError, ParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.expand.host import Host


def expand_subscript(text: str, shell: Host, assoc: bool) -> str:
    """The subscript that source text stands for: expansions done; for an associative array quotes are removed."""
    from oilgg.expand.words import compile_quoted
    from oilgg.syntax.lexer import Lexer

    lexer = Lexer(text, shell.line, None, False)
    try:
        word = lexer.subscript_word(text, 0) if assoc else lexer.arithmetic(text, 0)
    except ParseError as error:
        if assoc:
            return text
        raise ExpansionError(f"{text}: bad array subscript", False, 1) from error
    return compile_quoted(word).text(shell)
