"""A position in source text that may still grow, and where quotes and brackets end.

The text is one buffer; `refill` asks for more of it only when what is there is used up, never in the middle of a line.
"""

from __future__ import annotations

from ..errors import ParseError
from . import patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .nodes import Node

PATTERNS = patterns.load()

_match_plain = PATTERNS["plain"].match
_match_quotes = PATTERNS["quotes"].match
_match_backquoted = PATTERNS["backquoted"].match
_match_ansi = PATTERNS["ansi"].match

CONTINUATION = "\\\n"


class Buffer:
    """Source text, how far it has been read, and which line that is."""

    __slots__ = ("grown", "line", "line_pos", "more", "pos", "posix", "starts", "substitutions", "text", "uncounted")

    def __init__(self, text: str, line: int, more: Callable[[], str] | None, posix: bool) -> None:
        self.text = text
        self.pos = 0
        self.more = more
        self.line = line
        self.line_pos = 0
        self.posix = posix
        # by how much the buffer differs in length from the source: expanded aliases, line continuations taken out
        self.grown = 0
        # where newlines are that begin no line of the source: those of aliases
        self.uncounted: list[int] = []
        # where the words in the open ${ } started
        self.starts: list[int] = []
        # how many $( ) are open
        self.substitutions = 0

    def refill(self) -> bool:
        """Get more text; False at the end of it all."""
        if self.more is None:
            return False
        text = self.more()
        if not text:
            self.more = None
            return False
        if "\0" in text:
            text = text.replace("\0", "")
        self.text += text
        return True

    def line_at(self, pos: int) -> int:
        """The line of a position; positions must not go backwards much (the count goes on from the last one)."""
        last = self.line_pos
        if pos >= last:
            self.line += self.text.count("\n", last, pos)
        else:
            self.line -= self.text.count("\n", pos, last)
        if self.uncounted:
            self.line -= sum([last <= place < pos for place in self.uncounted])
            self.line += sum([pos <= place < last for place in self.uncounted])
        self.line_pos = pos
        return self.line

    def moved(self, start: int, growth: int) -> None:
        """The text behind `start` has moved."""
        if self.uncounted:
            self.uncounted = [place + growth if place > start else place for place in self.uncounted]

    def unterminated(self, start: int, closer: str, at_end: bool = False, in_array: bool = False) -> ParseError:
        """The error for a quote or bracket opened at `start` and not closed."""
        from .problems import unterminated

        return unterminated(self, start, closer, at_end, in_array)

    def splice(self, pos: int) -> None:
        """Take the line continuation at `pos` out of the buffer; what follows it is there then, if anything does."""
        self.line_at(pos)
        self.text = self.text[:pos] + self.text[pos + 2 :]
        self.line += 1
        self.grown -= 2
        self.moved(pos, -2)
        if pos >= len(self.text):
            self.refill()

    def opens_at(self, pos: int) -> bool:
        """Whether a parenthesis opens at `pos`, or behind the line continuations there, which are taken out."""
        while self.text.startswith(CONTINUATION, pos):
            self.splice(pos)
        return self.text.startswith("(", pos)

    def substitution(self, pos: int) -> tuple[Node | None, int]:
        """The commands from `pos` up to the ) that closes them, and the position behind it."""
        raise NotImplementedError

    # ---- quotes

    def closing_quote(self, pos: int) -> int:
        """The position of the ' that ends the quote at `pos`."""
        while True:
            end = self.text.find("'", pos + 1)
            if end >= 0:
                return end
            if not self.refill():
                raise self.unterminated(pos, "'")

    def backquote_end(self, pos: int) -> int:
        """The end of the backquoted text that starts at `pos`."""
        while True:
            match = _match_backquoted(self.text, pos + 1)
            if match is not None:
                end: int = match.end()
                return end
            if not self.refill():
                raise self.unterminated(pos, "`")

    def ansi_end(self, pos: int) -> int:
        """Behind the $'…' at `pos`."""
        while True:
            match = _match_ansi(self.text, pos + 2)
            if match is not None:
                end: int = match.end()
                return end
            if not self.refill():
                raise self.unterminated(pos, "'")

    # ---- brackets

    def matched(self, pos: int, opening: str, closing: str, stop: str = "") -> int:
        """The position behind the bracket that closes what starts at `pos`; quotes and expansions are skipped.

        With `stop`, 0 if that character comes first; it is what is missed where the text ends.
        """
        start = pos
        depth = 1
        while True:
            pos = _match_plain(self.text, pos).end()
            if pos >= len(self.text):
                if not self.refill():
                    raise self.unterminated(start, stop or closing)
                continue
            char = self.text[pos]
            if char == closing:
                pos += 1
                depth -= 1
                if not depth:
                    return pos
            elif char == stop:
                return 0
            elif char == opening:
                depth += 1
                pos += 1
            elif opening == "(" and char in "<>":
                # Arithmetic: no process substitution.
                pos += 1
            else:
                pos = self.skip(pos, char)

    def skip(self, pos: int, char: str) -> int:
        """Behind the quote or expansion at `pos`, or behind that one character."""
        if char == "\\":
            return pos + 2
        if char == "'":
            return self.closing_quote(pos) + 1
        if char == '"':
            return self.quotes_end(pos)
        if char == "`":
            return self.backquote_end(pos)
        after = self.text[pos + 1 : pos + 2]
        if char == "$":
            if after == "(":
                if self.text.startswith("(", pos + 2):
                    end = self.arithmetic_end(pos + 3)
                    if end:
                        return end
                return self.skip_substitution(pos + 2)
            if after == "{":
                return self.matched(pos + 2, "", "}")
            if after == "'":
                return self.ansi_end(pos)
        elif char in "<>" and after == "(":
            return self.skip_substitution(pos + 2)
        return pos + 1

    def skip_substitution(self, pos: int) -> int:
        """Behind the command substitution whose commands start at `pos`; the tokens are forgotten."""
        starts = self.starts
        self.starts = []
        end = self.substitution(pos)[1]
        self.starts = starts
        return end

    def quotes_end(self, pos: int) -> int:
        """Behind the "…" at `pos`."""
        start = pos
        pos += 1
        while True:
            match = _match_quotes(self.text, pos)
            if match is not None:
                pos = match.end()
                if match.lastindex == 6:
                    return pos
            elif pos >= len(self.text):
                if not self.refill():
                    raise self.unterminated(start, '"')
            elif self.text[pos] == "`":
                pos = self.backquote_end(pos)
            elif self.text[pos] == "$" and self.text[pos + 1 : pos + 2] in ("(", "{"):
                pos = self.skip(pos, "$")
            else:
                pos += 1

    def arithmetic_end(self, pos: int) -> int:
        """The position behind the )) that closes what starts at `pos`, or 0 if it is a subshell in $( ) or ( )."""
        end = self.matched(pos, "(", ")")
        if end >= len(self.text):
            self.refill()
        if self.text.startswith(CONTINUATION, end):
            self.splice(end)
        return end + 1 if self.text.startswith(")", end) else 0
