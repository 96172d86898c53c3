"""The list of earlier commands: what is remembered, how it is kept in a file, and references to it.

A prompt remembers what is typed. A script does so from `set -o history` on, which hands what is left of it to a
`Recorded`; with `set -H` references to earlier commands are expanded there too.
"""

from __future__ import annotations

import time

from oilgg.errors import ParseError
from oilgg.expand.pattern import Pattern
from oilgg.interp import events, sourcing
from oilgg.interp.builtins.arguments import decode
from oilgg.interp.builtins.history import (
    NEWEST,
    UNSAVED,
    Entry,
    dropped,
    is_stamp,
    lines_of,
    read_entries,
    read_file,
    replace_file,
    write_file,
)
from oilgg.syntax.parser import Parser, parse_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.remembered import Remembered
    from oilgg.interp.state import Shell
    from oilgg.syntax.lexer import Lexer
    from oilgg.syntax.nodes import Node

_MOST_FOLDED = 60
"""Commands of more lines are remembered as they were typed."""


def limit(shell: Shell, name: str) -> int:
    """HISTSIZE or HISTFILESIZE; -1: no limit."""
    text = (shell.vars.get(name) or "").strip()
    digits = text[1:] if text[:1] == "-" else text
    return max(int(text), -1) if digits.isdigit() else -1


def start(shell: Shell) -> None:
    """`set -o history` in a script."""
    if shell.vars.get("HISTSIZE") is None:
        shell.vars.set("HISTSIZE", "500")
    if shell.vars.get("HISTFILESIZE") is None:
        shell.vars.set("HISTFILESIZE", shell.vars.get("HISTSIZE") or "")
    watch_limit(shell)
    load(shell)


def watch_limit(shell: Shell) -> None:
    """Forget commands as soon as HISTSIZE is made smaller, those in the file as soon as HISTFILESIZE is."""
    shell.vars.hooks["HISTSIZE"] = lambda name, value: shorten(shell, True)
    shell.vars.hooks["HISTFILESIZE"] = lambda name, value: _shorten_file(shell)


def load(shell: Shell) -> None:
    """Read the history file."""
    lines = lines_of(shell)
    path = shell.vars.get("HISTFILE")
    if not path or lines:
        return
    try:
        lines += read_entries(shell, decode(read_file(shell, path)))
    except OSError:
        return
    shorten(shell)
    shell.extra = {**shell.extra, "history lines read": len(lines)}


def shorten(shell: Shell, limit_changed: bool = False) -> None:
    """Keep no more than HISTSIZE commands; the numbers of the others are bash's, which depend on when it is done."""
    most = limit(shell, "HISTSIZE")
    lines = lines_of(shell)
    if 0 <= most < len(lines):
        count = len(lines) - most
        del lines[:count]
        total = count - 1 if limit_changed else dropped(shell) + count
        shell.extra = {**shell.extra, "history lines dropped": total}


def save(shell: Shell) -> None:
    """Append what is new to the history file, and keep that at HISTFILESIZE lines."""
    path = shell.vars.get("HISTFILE")
    lines = lines_of(shell)
    count = min(shell.extra.get(UNSAVED, 0), len(lines))
    if not path or not count or shell.forked or not shell.options.history:
        return
    try:
        write_file(shell, path, lines[len(lines) - count :], appending=True)
    except OSError:
        return
    _shorten_file(shell)


def _shorten_file(shell: Shell) -> None:
    """Keep the history file at HISTFILESIZE commands, if it can be."""
    path = shell.vars.get("HISTFILE")
    most = limit(shell, "HISTFILESIZE")
    if not path or most < 0 or shell.forked:
        return
    stamped = shell.vars.get("HISTTIMEFORMAT") is not None
    try:
        lines = decode(read_file(shell, path)).rstrip("\n").split("\n")
        starts = [number for number, line in enumerate(lines) if not (stamped and is_stamp(line))]
        if len(starts) > most:
            replace_file(shell, path, lines[starts[-most] :] if most else [])
    except OSError:
        pass


def expand_and_remember(shell: Shell, text: str) -> str | None:
    """Expand references to earlier commands, remember the result; None if there is nothing to run."""
    if shell.options.histexpand and shell.options.history:
        try:
            expansion = expanded(shell, text)
        except events.EventError as error:
            shell.warn(f"{shell.invocation_name}: {error}\n")
            return None
        text = expansion.text
        if expansion.print_only:
            remember(shell, text)
            return None
    remember(shell, text)
    return text


def expanded(shell: Shell, text: str) -> events.Expansion:
    """The text with references to earlier commands expanded; it is shown if it has changed. Raises EventError."""
    characters = shell.vars.get("histchars") or "!^#"
    expansion = events.expand(text, lines_of(shell), shell.options.extglob, characters, dropped(shell) + 1)
    if expansion.changed:
        shell.warn(expansion.text if expansion.text.endswith("\n") else expansion.text + "\n")
    return expansion


def remember(shell: Shell, text: str, here: bool = False, wanted: bool = False) -> None:
    """Put a command into the list, as HISTCONTROL and HISTIGNORE say; one with here-documents (`here`) as it is.

    Later lines of a command are `wanted`, whatever these say, where the first is.
    """
    if not shell.options.history:
        return
    shell.extra = {**shell.extra, NEWEST: None}
    line = text if here else folded(shell, text.rstrip("\n"))
    dated = shell.interactive or shell.vars.get("HISTTIMEFORMAT") is not None
    if line.strip() and add(shell, line, dated, wanted):
        shell.extra = {**shell.extra, NEWEST: line}


def add(shell: Shell, line: str, dated: bool, wanted: bool = False) -> bool:
    """Put a line into the list. False if HISTCONTROL or HISTIGNORE refuses it; they aren't asked if it is `wanted`."""
    lines = lines_of(shell)
    control = [] if wanted else (shell.vars.get("HISTCONTROL") or "").split(":")
    both = "ignoreboth" in control
    if line[:1] in (" ", "\t") and (both or "ignorespace" in control):
        return False
    if lines and lines[-1] == line and (both or "ignoredups" in control):
        return False
    if not wanted and _is_ignored(shell, line):
        return False
    if "erasedups" in control:
        lines[:] = [one for one in lines if one != line]
    lines.append(Entry(line, int(time.time()) if dated else 0))
    shell.extra = {**shell.extra, UNSAVED: shell.extra.get(UNSAVED, 0) + 1}
    shorten(shell)
    return True


def _is_ignored(shell: Shell, line: str) -> bool:
    """Whether a pattern of HISTIGNORE matches; `&` stands for the last command."""
    lines = lines_of(shell)
    for pattern in (shell.vars.get("HISTIGNORE") or "").split(":"):
        if pattern == "&":
            if lines and lines[-1] == line:
                return True
        elif pattern and Pattern.compile(pattern, shell.options.extglob, False).match(line):
            return True
    return False


def folded(shell: Shell, text: str) -> str:
    """A command of several lines as one line, where that is the same command: `cmdhist`."""
    options = shell.options
    pieces = text.split("\n")
    if len(pieces) == 1 or not options.cmdhist or options.lithist or len(pieces) > _MOST_FOLDED:
        return text
    wanted = _shape(text)
    if wanted is None:
        return text
    done = pieces[0]
    for number, piece in enumerate(pieces[1:], 2):
        rest = "".join("\n" + later for later in pieces[number:])
        candidates = (done + "; " + piece, done + " " + piece, done[:-1] + piece)
        done = next((one for one in candidates if _shape(one + rest) == wanted), done + "\n" + piece)
    return done


def _shape(text: str) -> str | None:
    """A text that two spellings of the same command have in common; None if it is no command."""
    from oilgg.syntax.printer import command_text

    try:
        tree = parse_all(text + "\n")
    except (ParseError, RecursionError):
        return None
    return "" if tree is None else command_text(tree)


class Recorded:
    """What is left of a script once it remembers its commands: a parser that takes it line by line."""

    def __init__(self, shell: Shell, parser: Parser | Remembered, text: str) -> None:
        self.shell = shell
        self._rest = text[parser.offset :]
        self._more = parser.more
        self._typed: list[str] = []
        """The lines of the command that is being read."""
        place = parser.lexer
        self.parser = Parser(
            "", line=place.line_at(place.pos), more=self.more, warn=sourcing.here_document_warner(shell)
        )

    @property
    def lexer(self) -> Lexer:
        """See Parser.lexer."""
        return self.parser.lexer

    def next(self) -> Node | None:
        """The next complete command, remembered; None at the end of the text. Raises ParseError."""
        node = None
        try:
            node = self.parser.next()
            return node
        finally:
            self._remember(_has_document(node))

    def skip_line(self) -> None:
        """See Parser.skip_line."""
        self.parser.skip_line()

    def more(self) -> str:
        """The next line, with references to earlier commands expanded; "" at the end."""
        while True:
            if not self._rest and self._more is not None:
                self._rest = self._more()
            line, newline, self._rest = self._rest.partition("\n")
            line += newline
            if self.shell.options.histexpand and self.shell.options.history:
                found = self._expanded(line)
                if found is None:
                    continue  # such a line is not counted either
                line = found
            self._typed.append(line)
            return line

    def _expanded(self, line: str) -> str | None:
        """A line with its references expanded; None where nothing is to be run."""
        shell = self.shell
        try:
            expansion = expanded(shell, line)
        except events.EventError as error:
            lexer = self.parser.lexer
            shell.line = lexer.line_at(len(lexer.text))
            shell.error(str(error))
            return None
        if not expansion.print_only:
            return expansion.text
        self._remember()
        remember(shell, expansion.text)
        return None

    def _remember(self, here: bool = False) -> None:
        """Put the lines of a command into the list; comments before it are commands of their own."""
        typed, self._typed = self._typed, []
        while typed and (not typed[0].strip() or typed[0].lstrip()[:1] == "#"):
            remember(self.shell, typed.pop(0))
        if len(typed) > 1 and not self.shell.options.cmdhist:
            remember(self.shell, typed[0])
            if self.shell.extra.get(NEWEST) is not None:
                for line in typed[1:]:
                    remember(self.shell, line, wanted=True)
        elif typed:
            remember(self.shell, "".join(typed), here)


def _has_document(tree: Any) -> bool:
    """Whether there is a here-document in a tree."""
    if not isinstance(tree, (tuple, list)):
        return False
    return tree[:1] in (("heredoc",), ["heredoc"]) or any(_has_document(part) for part in tree)
