"""history and fc: the list of earlier commands. `Shell.history` is a list of lines."""

from __future__ import annotations

import posix

from oilgg.errors import ExpansionError
from oilgg.interp import redirection, sourcing
from oilgg.interp.builtins import restricted
from oilgg.interp.builtins.arguments import decode, encode, error_text, parse_options, whole_number, write
from oilgg.interp.builtins.numbers import read_integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.interp.state import Shell

_FC_LINES = 16
UNSAVED = "history lines not appended"
NEWEST = "history: the command being run"
"""In `Shell.extra` the command that was remembered last, None if that one was not worth it."""
_PAUSED = "history: within fc"


class Entry(str):
    """A command and the time it was given, in seconds; 0 if that is not known."""

    time: int

    def __new__(cls, text: str, time: int = 0) -> Entry:
        """The command `text`."""
        new = super().__new__(cls, text)
        new.time = time
        return new


def lines_of(shell: Shell) -> list[str]:
    """The list of commands; made when first asked for."""
    if shell.history is None:
        shell.history = []
    lines: list[str] = shell.history
    return lines


def dropped(shell: Shell) -> int:
    """How many commands HISTSIZE has made the list forget: they still count in the numbers of the others."""
    count: int = shell.extra.get("history lines dropped", 0)
    return count


def history(shell: Shell, args: list[str]) -> int:
    """Print the last commands, or change the list and the file it is kept in."""
    options, first = parse_options(shell, "history", args, "acd:npsrw")
    letters = [letter for letter, _ in options]
    words = args[first:]
    lines = lines_of(shell)
    if len([letter for letter in letters if letter in "anrw"]) > 1:
        shell.error("history: cannot use more than one of -anrw")
        return 1
    if "c" in letters:
        lines.clear()
        shell.extra = {**shell.extra, "history lines dropped": 0, UNSAVED: 0}
    if "s" in letters:
        if words:
            _push(shell, lines, " ".join(words))
        return 0
    if "p" in letters:
        return _print_expanded(shell, lines, words)
    for letter, value in options:
        if letter == "d":
            return _delete(shell, lines, value)
        if letter in "anrw":
            return _file(shell, lines, letter, words[0] if words else None)
    if "c" in letters:
        return 0
    return _print(shell, lines, words)


def _push(shell: Shell, lines: list[str], text: str) -> None:
    """`history -s`: a command in place of the one that says so, if that was remembered."""
    from oilgg.interp.history import add

    if _remembers(shell) and shell.extra.get(NEWEST) is not None:
        if not lines:
            return  # it has been removed in between: bash gives up
        lines.pop()
        shell.extra = {**shell.extra, NEWEST: None}
    add(shell, text, dated=True)


def _print_expanded(shell: Shell, lines: list[str], words: list[str]) -> int:
    """`history -p`: the words after history expansion; this command itself is not remembered, unless by `-s`."""
    from oilgg.interp import events

    if _remembers(shell) and shell.extra.get(NEWEST) is not None:
        if not lines:
            return 1  # it has been removed in between: bash gives up
        lines.pop()
    status = 0
    for word in words:
        try:
            text = events.expand(word, lines, shell.options.extglob, first=dropped(shell) + 1).text
        except events.EventError:
            shell.error(f"history: {word}: history expansion failed")
            status = 1
            continue
        write(shell, text + "\n")
    return status


def _remembers(shell: Shell) -> bool:
    """Whether the command being run is the last one of the list."""
    recorded = shell.interactive or NEWEST in shell.extra
    return recorded and shell.options.history and not shell.subshell_level and not shell.extra.get(_PAUSED)


def _print(shell: Shell, lines: list[str], words: list[str]) -> int:
    count = len(lines)
    if words:
        number = whole_number(words[0])
        if number is None:
            shell.error(f"history: {words[0]}: numeric argument required")
            return 1
        if len(words) > 1:
            shell.error("history: too many arguments")
            error = ExpansionError("", False, 1)
            error.unwinds = True
            raise error
        count = min(abs(number), count)
    first = len(lines) - count
    form = shell.vars.get("HISTTIMEFORMAT")
    base = dropped(shell) + 1
    shown = (
        f"{number + base:5d}  {_time(lines[number], form)}{lines[number]}\n" for number in range(first, len(lines))
    )
    return write(shell, "".join(shown))


def _time(line: str, form: str | None) -> str:
    """When a command was given, as HISTTIMEFORMAT has it."""
    if not form:
        return ""
    import time

    seconds = getattr(line, "time", 0)
    return time.strftime(form, time.localtime(seconds)) if seconds else "??"


def _delete(shell: Shell, lines: list[str], text: str) -> int:
    """Remove one entry or a range of them; negative positions count from the end."""
    start, dash, end = text[1:].partition("-") if text[:1] == "-" else text.partition("-")
    if text[:1] == "-":
        start = "-" + start
    parts = (start, end) if dash else (start,)
    numbers = [whole_number(part) for part in parts]
    positions = []
    for part, number in zip(parts, numbers, strict=True):
        if number is None or None in numbers:
            position, shown = 0, text
        elif number < 0:
            position, shown = number + len(lines) + 1, part
        else:  # to bash 0 is the first one, if it is the end of a range
            position, shown = number - dropped(shell) if number or not dash else 1, part
        if not 1 <= position <= len(lines):
            shell.error(f"history: {shown}: history position out of range")
            return 1
        positions.append(position)
    del lines[positions[0] - 1 : positions[-1]]
    return int(positions[0] > positions[-1])


def _file(shell: Shell, lines: list[str], letter: str, path: str | None) -> int:
    """Read the list from a file, or write it there."""
    name = path if path is not None else shell.vars.get("HISTFILE")
    if name is None:
        name = (shell.vars.get("HOME") or ".") + "/.history"
    elif not name:
        return 0
    if "/" in name and restricted.refused(shell, "history", name):
        return 1
    from oilgg.interp.history import shorten

    try:
        if letter in "rn":
            found = read_entries(shell, decode(read_file(shell, name)))
            lines += found[shell.extra.get("history lines read", 0) :] if letter == "n" else found
            shell.extra = {**shell.extra, "history lines read": len(found)}
            shorten(shell)
        else:
            if letter == "a":
                count = min(shell.extra.get(UNSAVED, 0), len(lines))
                if not count:
                    return 0
                write_file(shell, name, lines[len(lines) - count :], appending=True)
                shell.extra = {**shell.extra, UNSAVED: 0}
            else:
                write_file(shell, name, lines)
    except OSError as error:
        if letter == "a":
            shell.error(f"history: {name}: cannot create: {error_text(error)}")
        return 1
    return 0


def is_stamp(line: str) -> bool:
    """Whether a line of a history file says when the next command was given."""
    return line[:1] == "#" and "0" <= line[1:2] <= "9"


def read_entries(shell: Shell, text: str) -> list[str]:
    """The commands of a history file. Where times are shown, those with a time may have several lines."""
    dated = shell.vars.get("HISTTIMEFORMAT") is not None
    found: list[str] = []
    parts: list[str] = []
    time = 0
    for line in text.split("\n"):
        if is_stamp(line):
            if parts:
                found.append(Entry("\n".join(parts), time))
                parts = []
            time = read_integer(line[1:], True)[0]
        elif time and dated:
            parts.append(line)
        elif line:
            found.append(Entry(line, time))
            time = 0
    while parts and not parts[-1]:
        parts.pop()
    if parts:
        found.append(Entry("\n".join(parts), time))
    return found


def write_file(shell: Shell, name: str, lines: list[str], appending: bool = False) -> None:
    """Write commands to a history file, with their times if HISTTIMEFORMAT is set. Raises OSError."""
    if shell.vars.get("HISTTIMEFORMAT") is not None:
        lines = [f"#{getattr(line, 'time', 0)}\n{line}" for line in lines]
    if appending:
        _write(redirection.will_open(shell, name, True), lines, posix.O_APPEND)
    else:
        replace_file(shell, name, lines)


def replace_file(shell: Shell, name: str, lines: list[str]) -> None:
    """Write lines to a file. As readline does it: a regular file makes room for a new one. Raises OSError."""
    name = redirection.will_open(shell, name, True)
    try:
        old = posix.stat(encode(name))
    except FileNotFoundError:
        old = None
    if old is None or old.st_mode & 0o170000 != 0o100000:
        _write(name, lines, posix.O_TRUNC)
        return
    target = _behind_link(name)
    made = f"{target}-{posix.getpid():05d}.tmp"
    _write(made, lines, posix.O_TRUNC)
    try:
        posix.rename(encode(made), encode(target))
    except OSError:
        posix.unlink(encode(made))
        raise
    posix.chown(encode(target), old.st_uid, old.st_gid)


def _behind_link(name: str) -> str:
    """The file that `name` stands for, where that is a symbolic link."""
    try:
        target = decode(posix.readlink(encode(name)))
    except OSError:
        return name
    return _behind_link(target if target[:1] == "/" else name.rpartition("/")[0] + target)


def read_file(shell: Shell, name: str) -> bytes:
    """All of a file. Raises OSError."""
    shell.before_look(name)
    fd = posix.open(encode(name), posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        chunks = []
        while chunk := posix.read(fd, 65536):
            chunks.append(chunk)
        return b"".join(chunks)
    finally:
        posix.close(fd)


def _write(name: str, lines: list[str], how: int) -> None:
    fd = posix.open(encode(name), posix.O_WRONLY | posix.O_CREAT | posix.O_CLOEXEC | how, 0o600)
    try:
        posix.write(fd, encode("".join(line + "\n" for line in lines)))
    finally:
        posix.close(fd)


def fc(shell: Shell, args: list[str]) -> int:
    """List earlier commands, or edit them and run them again."""
    letters, editor, words = _fc_options(shell, args)
    lines = lines_of(shell)
    remembers = bool(lines) and _remembers(shell)
    own = remembers and shell.extra.get(NEWEST) is not None
    if "s" in letters or editor == "-":
        return _run_again(shell, lines, words, own, remembers)
    if not lines:
        return 0
    listing = "l" in letters
    try:
        chosen = _range(_Positions(lines, dropped(shell), own, listing), words, "r" in letters)
    except LookupError as error:
        shell.error(f"fc: {error.args[0]}")
        return 1
    if listing:
        return _list(shell, lines, chosen, "n" not in letters)
    found = [lines[n] for n in chosen]
    if own:
        lines.pop()
    return _edit(shell, found, editor)


def _list(shell: Shell, lines: list[str], chosen: Sequence[int], numbered: bool) -> int:
    """`fc -l`."""
    base = dropped(shell) + 1
    return write(shell, "".join((str(n + base) if numbered else "") + f"\t {lines[n]}\n" for n in chosen))


def _range(positions: _Positions, words: list[str], reverse: bool) -> Sequence[int]:
    """The indexes of the commands that the operands of fc name, in order. Raises LookupError."""
    last = positions.last
    listing = positions.listing
    if not words:
        start, end = max(last - _FC_LINES + 1, 0) if listing else last, last
    else:
        start = positions.find(words[0], 0)
        end = max(start, last) if listing else start
        if len(words) > 1:
            end = positions.find(words[1], last)
    chosen = range(min(start, end), max(start, end) + 1)
    return chosen[::-1] if reverse or end < start else chosen


class _Positions:
    """What numbers and beginnings of commands mean to fc, as indexes into the list of commands."""

    def __init__(self, lines: list[str], forgotten: int, own: bool, listing: bool) -> None:
        """`own`: the newest command is fc itself; `forgotten`: how many commands are counted, but not in `lines`."""
        self.lines = lines
        self.last = max(len(lines) - 1 - own, 0)
        self.listing = listing
        self._forgotten = forgotten

    def find(self, text: str, outside: int) -> int:
        """The index of a command: by number, counted from the end, or the last one that begins so. Raises LookupError.

        `outside`: what numbers behind the last command, or before the first one, stand for.
        """
        number = whole_number(text)
        if number is None:
            for index in range(self.last, -1, -1):
                if self.lines[index].startswith(text):
                    return index
            raise LookupError("no command found")
        if number < 0:
            return max(self.last + 1 + number, 0)
        if number:
            index = number - 1 - self._forgotten
            return index if 0 <= index < self.last else outside
        if not text.startswith("-"):
            return self.last
        if not self.listing:
            raise LookupError("history specification out of range")
        return len(self.lines) - 1


def _fc_options(shell: Shell, args: list[str]) -> tuple[str, str, list[str]]:
    """Options of fc; a negative number is no option."""
    cut = len(args)
    for index, word in enumerate(args):
        if word[:1] == "-" and word[1:].isdigit():
            cut = index
            break
    options, first = parse_options(shell, "fc", args[:cut], ":e:lnrs")
    editor = "".join([value for letter, value in options if letter == "e"])
    return "".join([letter for letter, _ in options]), editor, args[first:]


def _run_again(shell: Shell, lines: list[str], words: list[str], own: bool, replace: bool) -> int:
    """`fc -s [old=new] [command]`; `own`: fc itself is the newest of the list; `replace`: that one makes room."""
    changes = []
    while words and "=" in words[0]:
        changes.append(words.pop(0).partition("="))
    positions = _Positions(lines, dropped(shell), own, False)
    try:
        text = lines[positions.find(words[0], positions.last) if words else positions.last]
    except LookupError:
        shell.error("fc: no command found")
        return 1
    for old, _, new in changes:
        text = text.replace(old, new)
    shell.write(2, text + "\n")
    if replace:
        lines.pop()
    from oilgg.interp.history import add

    add(shell, text, dated=True)
    return _run(shell, text)


def _run(shell: Shell, text: str) -> int:
    """Run a command of the list, while fc is no longer a part of that."""
    paused = shell.extra.get(_PAUSED, False)
    shell.extra = {**shell.extra, _PAUSED: True}
    try:
        return shell.run_text(text, "fc")
    finally:
        shell.extra = {**shell.extra, _PAUSED: paused}


def _edit(shell: Shell, chosen: list[str], editor: str) -> int:
    """Let the commands be edited in a file, then run that like one that is sourced, showing each line as it is read."""
    program = editor or shell.vars.get("FCEDIT") or shell.vars.get("EDITOR") or "vi"
    path = f"{shell.vars.get('TMPDIR') or '/tmp'}/bash-fc.{posix.getpid()}"
    _write(redirection.will_open(shell, path, True), chosen, posix.O_TRUNC)
    verbose = shell.options.verbose
    try:
        if shell.settle(shell.run_text(f"{program} {path}", "fc")):
            return 1
        shell.options.verbose = True
        return sourcing.source_file(shell, path, None, remembered=True)
    finally:
        shell.options.verbose = verbose
        shell.drain("fc")
        posix.unlink(encode(path))
