"""Scripts that were parsed before: the trees of their commands come from the cache, and the parser is not even loaded.

What has been parsed of a script file is kept beside the store, with the text. The next run of the same text takes the
commands from there as long as the options that change how text is parsed are what they were: at the first difference,
and at the end of what is kept, a parser takes over from that place. What needs more than the tree (a warning, an error,
lines that are counted again) is left to the parser as well, with all that follows.
"""

from __future__ import annotations

import posix
import sys

from oilgg.syntax import kept
from oilgg.syntax.nodes import PIPED_SUBSHELLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from oilgg.syntax.nodes import Node
    from oilgg.syntax.parser import Parser

    Item = tuple[Node, int, int]

MOST_CHARACTERS = 1 << 18
_CODE = (
    "actions.py", "buffer.py", "driver.py", "escapes.py", "heredoc.py", "inner.py", "lexer.py", "modes.py",
    "nodes.py", "parser.py", "patterns.py", "tables.bin", "tokens.py", "words.py",
)  # fmt: skip


class Place:
    """What the shell sees of the lexer while there is none."""

    __slots__ = ("aliases", "extglob", "line", "pos", "posix", "text", "uncounted")

    def __init__(self, text: str) -> None:
        self.text = text
        self.aliases: Mapping[str, str] | None = None
        self.posix = False
        self.extglob = True
        self.pos = 0
        self.line = 1
        """The line at `pos`."""
        self.uncounted: list[int] = []

    def line_at(self, _pos: int) -> int:
        """The line at `pos`; nothing else is asked for."""
        return self.line


class Remembered:
    """The complete commands of a script, like a Parser: `next`, `lexer`, `skip_line`."""

    def __init__(
        self,
        text: str,
        more: Callable[[], str],
        posix_mode: bool,
        extglob: bool,
        warn: Callable[[int, str], None],
        store: str,
        multibyte: bool = True,
    ) -> None:
        self._text = text
        self._more = more
        self._warn = warn
        self._options = (posix_mode, extglob)
        self._parser: Parser | None = None
        self._owner = posix.getpid()
        self._path, self._facts = _file_for(text, posix_mode, extglob, store, multibyte)
        self._items: list[Item] = self._stored()
        self._kept = len(self._items)
        self._next = 0
        self._keeping = bool(self._path)
        self._warnings = 0
        self.lexer: Any = Place(text)

    def next(self) -> Node | None:
        """The next complete command; None at the end of the text. Raises ParseError."""
        place = self.lexer
        parser = self._parser
        if parser is None:
            if not place.aliases and (place.posix, place.extglob) == self._options:
                if PIPED_SUBSHELLS:
                    PIPED_SUBSHELLS.clear()
                if self._next < len(self._items):
                    node, place.pos, place.line = self._items[self._next]
                    self._next += 1
                    return node
                if self._next and not self._text[place.pos :].strip("\n") and not self._added():
                    return None
            parser = self._begin()
        lexer = parser.lexer
        if lexer.aliases or (lexer.posix, lexer.extglob) != self._options:
            self._keeping = False
        keeping, self._keeping = self._keeping, False  # an error or a warning is not kept, nor what follows
        self._warnings = 0
        found = parser.next()
        plain = not self._warnings and not PIPED_SUBSHELLS and not lexer.grown
        if keeping and plain and found is not None and parser.offset <= len(self._text):
            self._keeping = True
            self._items.append((found, parser.offset, lexer.line_at(lexer.pos)))
        return found

    @property
    def offset(self) -> int:
        """How much of the text has been used."""
        return self.lexer.pos if self._parser is None else self._parser.offset

    @property
    def more(self) -> Callable[[], str]:
        """What gives further text."""
        return self._more

    def _added(self) -> bool:
        """Whether something was added to the script since it was read, which is only for the parser."""
        added = self._more()
        if added:
            self._text += added
            self._keeping = False
        return bool(added)

    def skip_line(self) -> None:
        """See Parser.skip_line."""
        assert self._parser is not None
        self._parser.skip_line()

    def keep(self) -> None:
        """The script is over: write down what was parsed."""
        if len(self._items) > self._kept and posix.getpid() == self._owner:
            kept.write(self._path, (self._facts, self._text, self._items))

    def _begin(self) -> Parser:
        """A parser that goes on from here."""
        from oilgg.syntax.parser import Parser

        place = self.lexer
        del self._items[self._next :]
        if self._next < self._kept:
            self._keeping = False  # what is kept is of more use than what is parsed from here
        parser = Parser(
            self._text, line=place.line, more=self._more, posix=place.posix, extglob=place.extglob, warn=self._warned
        )
        lexer = parser.lexer
        lexer.aliases = place.aliases
        lexer.pos = lexer.line_pos = place.pos
        self._parser = parser
        self.lexer = lexer
        return parser

    def _warned(self, line: int, message: str) -> None:
        self._warnings += 1
        self._warn(line, message)

    def _stored(self) -> list[Item]:
        found = kept.read(self._path) if self._path else None
        if type(found) is not tuple or found[:2] != (self._facts, self._text):
            return []
        items: list[Item] = found[2]
        return items


def _file_for(text: str, posix_mode: bool, extglob: bool, store: str, multibyte: bool) -> tuple[str, Any]:
    """Where trees of this text are or would be, "" for nowhere; and what must still be so for them to hold.

    There must be a store already: a script that lowers nothing leaves no traces.
    """
    if not store or len(text) > MOST_CHARACTERS or not text.endswith("\n"):
        return "", None
    folder = store + "/parsed"
    here = __file__.rpartition("/")[0].rpartition("/")[0] + "/syntax/"
    facts: list[Any] = [sys.version, posix_mode, extglob, multibyte]
    try:
        try:
            private = kept.is_private(folder)
        except FileNotFoundError:
            posix.mkdir(folder, 0o700)
            private = kept.is_private(folder)
        if not private:
            return "", None
        for name in _CODE:
            status = posix.stat(here + name)
            facts += (status.st_mtime_ns, status.st_size)
    except OSError:
        return "", None
    data = (text[:4096] + text[-4096:]).encode("utf-8", "surrogateescape")
    number = int.from_bytes(data, "little") % ((1 << 61) - 1)
    return f"{folder}/{number:x}-{len(text)}.tree", facts
