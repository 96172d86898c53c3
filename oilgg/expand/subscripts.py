"""Subscripts and other expressions whose text comes from a value: parsed and expanded when they are used."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.expand.host import Host


def expand_subscript(text: str, shell: Host, assoc: bool) -> str:
    """The subscript that source text stands for: expansions done; for an associative array quotes are removed."""
    from oilgg.expand.words import compile_quoted
    from oilgg.syntax.words import WordLexer

    lexer = WordLexer(text, shell.line, None, False)
    word = lexer.subscript_word(text, 0) if assoc else lexer.arithmetic(text, 0)
    return compile_quoted(word).text(shell)
