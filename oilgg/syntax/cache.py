"""Trees kept between runs.

`commands(text)` gives the complete commands of a script. Longer scripts are parsed as a whole and their trees kept in
$XDG_CACHE_HOME/oilgg/trees (or ~/.cache), by the hash of the text, of the grammars and of this code. A syntax error is
kept as well, and raised only when it is reached. Nothing is kept in a folder that is not the user's alone (kept.py).
"""

from __future__ import annotations

import gc
import marshal
import posix
import sys
import time

from ..errors import ParseError
from . import driver, kept
from .parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from .nodes import Node

# texts of this many characters and more are looked up: smaller ones are parsed faster than 3 ms
LEAST_CHARACTERS = 6_000
MOST_CHARACTERS = 4_000_000
LEAST_SECONDS = 0.003
_CODE = ("actions.py", "driver.py", "escapes.py", "heredoc.py", "lexer.py", "parser.py", "patterns.py", "words.py")


def commands(
    text: str, *, line: int = 1, posix_mode: bool = False, warn: Callable[[int, str], None] | None = None
) -> Commands:
    """The complete commands of a script, from the cache where it has them."""
    return Commands(text, line, posix_mode, warn)


class Commands:
    """Complete commands one after the other, like a Parser.

    `configure` tells it what the shell's options are before each command: as soon as they change how text is parsed,
    the rest is parsed anew.
    """

    __slots__ = ("_index", "_items", "_line", "_parser", "_posix_mode", "_text", "_warn", "offset")

    def __init__(self, text: str, line: int, posix_mode: bool, warn: Callable[[int, str], None] | None) -> None:
        self._text = text
        self._line = line
        self._posix_mode = posix_mode
        self._warn = warn
        self._index = 0
        self.offset = 0
        self._parser: Parser | None = None
        self._items: list[Any] = []
        if LEAST_CHARACTERS <= len(text) <= MOST_CHARACTERS and "\0" not in text:
            self._items = stored(text, line, posix_mode)
        else:
            self._parser = Parser(text, line=line, posix=posix_mode, warn=warn)

    def configure(self, aliases: Mapping[str, str] | None, posix_mode: bool) -> None:
        """The aliases to expand (None: none) and POSIX mode, from the next command on."""
        if self._parser is None:
            if not aliases and posix_mode == self._posix_mode:
                return
            if self._index:
                self._line = self._items[self._index - 1][2]
            self._parser = Parser(self._text, line=self._line, posix=posix_mode, warn=self._warn)
            self._parser.lexer.pos = self._parser.lexer.line_pos = self.offset
        self._parser.lexer.aliases = aliases
        self._parser.lexer.posix = posix_mode

    def next(self) -> Node | None:
        """The next complete command; None at the end of the text. Raises ParseError."""
        if self._parser is not None:
            node = self._parser.next()
            self.offset = self._parser.offset
            return node
        if self._index >= len(self._items):
            self.offset = len(self._text)
            return None
        item = self._items[self._index]
        self._index += 1
        if self._warn is not None:
            for line, message in item[3]:
                self._warn(line, message)
        if item[0] is None:
            if item[4] is None:
                return None
            raise _error(item[4])
        self.offset = item[1]
        tree: Node = item[0]
        return tree


def _error(facts: tuple[Any, ...]) -> ParseError:
    from .problems import SourceError

    return SourceError(*facts)


def stored(text: str, line: int, posix_mode: bool) -> list[Any]:
    """Items (tree or None, offset behind it, line there, warnings, facts of the error) of the whole text."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        path = _path(text, line, posix_mode)
        items = kept.read(path) if path else None
        if type(items) is not list:
            items = None
        if items is None:
            start = time.perf_counter()
            items = parse(text, line, posix_mode)
            if path and time.perf_counter() - start > LEAST_SECONDS:
                kept.write(path, items)
    finally:
        if collecting:
            gc.enable()
    return items


def parse(text: str, line: int, posix_mode: bool) -> list[Any]:
    """The items of a text, parsed now."""
    warnings: list[tuple[int, str]] = []
    parser = Parser(text, line=line, posix=posix_mode, warn=lambda line, message: warnings.append((line, message)))
    items: list[Any] = []
    while True:
        try:
            node = parser.next()
        except ParseError as error:
            shown = (getattr(error, "text", None), getattr(error, "keeps_status", False))
            facts = (error.message, error.line, error.column, error.token, error.incomplete, *shown)
            items.append((None, 0, 0, tuple(warnings), facts))
            return items
        offset = min(parser.offset, len(text))
        items.append((node, offset, parser.lexer.line_at(offset), tuple(warnings), None))
        warnings.clear()
        if node is None:
            return items


# ---- files


def _folder() -> str:
    """The cache's folder, made if it is missing; "" if there is none that only the user can write to."""
    environment = posix.environ
    base = environment.get(b"XDG_CACHE_HOME", b"")
    if not base.startswith(b"/"):
        home = environment.get(b"HOME", b"")
        if not home.startswith(b"/"):
            return ""
        base = home + b"/.cache"
    path = base.decode("utf-8", "surrogateescape") + "/oilgg/trees"
    for attempt in (0, 1):
        try:
            return path if kept.is_private(path) else ""
        except OSError:
            if attempt or not _make(base, path):
                return ""
    return ""


def _make(base: bytes, path: str) -> bool:
    try:
        for folder in (base, path[: path.rindex("/")], path):
            try:
                posix.mkdir(folder, 0o700)
            except FileExistsError:
                pass
    except OSError:
        return False
    return True


def _path(text: str, line: int, posix_mode: bool) -> str:
    """Where the trees of this text are, or would be; "" if nothing can be kept."""
    folder = _folder()
    if not folder:
        return ""
    from _blake2 import blake2b

    digest = blake2b(text.encode("utf-8", "surrogateescape"), digest_size=20)
    here = __file__[: __file__.rindex("/") + 1]
    facts: list[Any] = [driver.TABLES["hash"], marshal.version, sys.hexversion, line, posix_mode]
    for name in _CODE:
        try:
            status = posix.stat(here + name)
            facts += (status.st_mtime_ns, status.st_size)
        except OSError:
            facts.append(0)
    digest.update(repr(facts).encode())
    name = digest.hexdigest()
    return folder + "/" + str(name) + ".tree"
