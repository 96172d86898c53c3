"""The parser: one complete command at a time."""

from __future__ import annotations

from ..errors import ParseError
from . import driver
from .heredoc import settled
from .lexer import Lexer
from .nodes import ARITHMETIC_LOOPS, FUNCTIONS, PIPED_SUBSHELLS
from .tokens import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .nodes import Node

__all__ = ["ParseError", "Parser", "parse_all"]

_MUCH = 1 << 16
"""So much of the text may have been read and still be kept."""


class Parser:
    """Complete commands from a text that may still grow.

    `more()` gives further source text, whole lines, "" at the end; it is not asked before what is there is used up.
    `aliases` None: none are expanded. `warn(line, message)` is told of here-documents that the end of the text ends.
    """

    __slots__ = ("dropped", "lexer")

    def __init__(
        self,
        text: str,
        *,
        line: int = 1,
        more: Callable[[], str] | None = None,
        aliases: Mapping[str, str] | None = None,
        posix: bool = False,
        extglob: bool = True,
        warn: Callable[[int, str], None] | None = None,
    ) -> None:
        self.lexer = Lexer(text, line, more, posix, aliases)
        self.lexer.warn = warn
        self.lexer.extglob = extglob
        # how much of the text is no longer in the lexer's buffer
        self.dropped = 0

    def next(self) -> Node | None:
        """The next complete command; None at the end of the text. Raises ParseError."""
        lexer = self.lexer
        if lexer.pos > _MUCH and lexer.more is not None:
            self.dropped += lexer.drop()
        if PIPED_SUBSHELLS:
            PIPED_SUBSHELLS.clear()
        if FUNCTIONS:
            FUNCTIONS.clear()
        if ARITHMETIC_LOOPS:
            ARITHMETIC_LOOPS.clear()
        while True:
            if not lexer.skip_blank_lines():
                return None
            lexer.used_here = False
            try:
                node: Node | None = driver.run(TABLE, "line", lexer.methods, lexer, lexer.failed)
            except RecursionError:
                raise ParseError("maximum nesting depth exceeded", lexer.line_at(lexer.pos)) from None
            if lexer.used_here and node is not None:
                node = settled(node)
            if node is not None:
                return node

    def skip_line(self) -> None:
        """After an error: go on with the line behind that of the last token."""
        lexer = self.lexer
        end = lexer.text.find("\n", lexer.pos)
        lexer.pos = end + 1 if end >= 0 else len(lexer.text)
        lexer.pending = []
        lexer.closers = []
        lexer.aliased = []
        lexer.alias_later = []
        lexer.alias_next = lexer.bare = -1

    @property
    def more(self) -> Callable[[], str] | None:
        """What gives further text."""
        return self.lexer.more

    @property
    def offset(self) -> int:
        """How much of the text has been used."""
        return self.dropped + self.lexer.pos


def lines_in_substitutions(text: str) -> set[int]:
    """Lines, from 1, whose start lies between the parentheses of a command substitution: `set -v` is silent there."""
    parser = Parser(text, warn=lambda line, message: None)
    spans = parser.lexer.spans = []
    try:
        while parser.next() is not None:
            pass
    except ParseError:
        pass
    return {line for first, last in spans for line in range(first + 1, last + 1)}


def parse_all(
    text: str,
    line: int = 1,
    *,
    aliases: Mapping[str, str] | None = None,
    posix: bool = False,
    extglob: bool = True,
    warn: Callable[[int, str], None] | None = None,
) -> Node | None:
    """The whole text as one node; None if there is no command in it. Raises ParseError."""
    parser = Parser(text, line=line, aliases=aliases, posix=posix, extglob=extglob, warn=warn)
    nodes: list[Node] = []
    while True:
        node = parser.next()
        if node is None:
            break
        if node[0] == "seq":
            nodes.extend(node[1])
        else:
            nodes.append(node)
    if len(nodes) > 1:
        return ("seq", tuple(nodes))
    return nodes[0] if nodes else None
