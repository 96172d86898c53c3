"""The history of a prompt: what is remembered, how it is kept in a file, and references to it."""

from __future__ import annotations

import posix
import time

from oilgg.errors import ParseError
from oilgg.expand.pattern import Pattern
from oilgg.interp import events
from oilgg.interp.builtins.arguments import decode
from oilgg.interp.builtins.history import UNSAVED, Entry, dropped, lines_of, read_entries, read_file, write_file
from oilgg.syntax.parser import parse_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_MOST_FOLDED = 60
"""Commands of more lines are remembered as they were typed."""


def limit(shell: Shell, name: str) -> int:
    """HISTSIZE or HISTFILESIZE; -1: no limit."""
    text = (shell.vars.get(name) or "").strip()
    digits = text[1:] if text[:1] == "-" else text
    return max(int(text), -1) if digits.isdigit() else -1


def load(shell: Shell) -> None:
    """Read the history file."""
    lines = lines_of(shell)
    path = shell.vars.get("HISTFILE")
    if not path or lines:
        return
    try:
        lines += read_entries(decode(read_file(path)))
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
        write_file(shell, path, lines[len(lines) - count :], posix.O_APPEND)
        most = limit(shell, "HISTFILESIZE")
        if most >= 0:
            kept = read_entries(decode(read_file(path)))
            if len(kept) > most:
                write_file(shell, path, kept[len(kept) - most :] if most else [], posix.O_TRUNC)
    except OSError:
        pass


def expand_and_remember(shell: Shell, text: str) -> str | None:
    """Expand references to earlier commands, remember the result; None if there is nothing to run."""
    if shell.options.histexpand and shell.options.history:
        characters = shell.vars.get("histchars") or "!^#"
        try:
            expansion = events.expand(text, lines_of(shell), shell.options.extglob, characters, dropped(shell) + 1)
        except events.EventError as error:
            shell.warn(f"{shell.invocation_name}: {error}\n")
            return None
        if expansion.changed:
            shell.warn(expansion.text if expansion.text.endswith("\n") else expansion.text + "\n")
            text = expansion.text
        if expansion.print_only:
            remember(shell, text)
            return None
    remember(shell, text)
    return text


def remember(shell: Shell, text: str) -> None:
    """Put a command into the list, as HISTCONTROL and HISTIGNORE say."""
    if not shell.options.history:
        return
    lines = lines_of(shell)
    control = (shell.vars.get("HISTCONTROL") or "").split(":")
    both = "ignoreboth" in control
    if text[:1] in (" ", "\t") and (both or "ignorespace" in control):
        return
    line = folded(shell, text.rstrip("\n"))
    if not line.strip() or _is_ignored(shell, line):
        return
    if lines and lines[-1] == line and (both or "ignoredups" in control):
        return
    if "erasedups" in control:
        lines[:] = [one for one in lines if one != line]
    lines.append(Entry(line, int(time.time())))
    shell.extra = {**shell.extra, UNSAVED: shell.extra.get(UNSAVED, 0) + 1}
    shorten(shell)


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
        stripped = piece.lstrip(" \t")
        candidates = (done.rstrip() + "; " + stripped, done.rstrip() + " " + stripped, done[:-1] + piece)
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
