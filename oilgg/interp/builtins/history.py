"""history and fc: the list of earlier commands. `Shell.history` is a list of lines."""

from __future__ import annotations

import posix

from oilgg.errors import ExpansionError
from oilgg.interp.builtins import restricted
from oilgg.interp.builtins.arguments import decode, encode, error_text, parse_options, whole_number, write

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    """`history -p`: the words after history expansion; at a prompt this command itself is not remembered."""
    from oilgg.interp import events

    if _remembers(shell):
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
            raise ExpansionError("", False, 1)
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
    positions = []
    for part in (start, end) if dash else (start,):
        number = whole_number(part)
        if number is not None and number < 0:
            number += len(lines) + 1
        elif number is not None:
            number -= dropped(shell)
        if number is None or not 1 <= number <= len(lines):
            shown = text if number is None or start.startswith("-") or end.startswith("-") else part
            shell.error(f"history: {shown}: history position out of range")
            return 1
        positions.append(number)
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
    shell.before_look(name)
    try:
        if letter in "rn":
            found = read_entries(decode(read_file(name)))
            lines += found[shell.extra.get("history lines read", 0) :] if letter == "n" else found
            shell.extra = {**shell.extra, "history lines read": len(found)}
        else:
            if letter == "a":
                count = min(shell.extra.get(UNSAVED, 0), len(lines))
                if not count:
                    return 0
                write_file(shell, name, lines[len(lines) - count :], posix.O_APPEND)
                shell.extra = {**shell.extra, UNSAVED: 0}
            else:
                write_file(shell, name, lines, posix.O_TRUNC)
    except OSError as error:
        if letter not in "rn":
            shell.error(f"history: {name}: cannot create: {error_text(error)}")
        return 1
    return 0


def read_entries(text: str) -> list[str]:
    """The commands of a history file; with lines `#seconds` before them, a command may have several lines."""
    found: list[str] = []
    parts: list[str] = []
    time = 0
    for line in text.split("\n"):
        if line[:1] == "#" and line[1:].isdigit():
            if parts:
                found.append(Entry("\n".join(parts), time))
                parts = []
            time = int(line[1:])
        elif time:
            parts.append(line)
        elif line:
            found.append(line)
    while parts and not parts[-1]:
        parts.pop()
    if parts:
        found.append(Entry("\n".join(parts), time))
    return found


def write_file(shell: Shell, name: str, lines: list[str], how: int) -> None:
    """Write commands to a history file, with their times if HISTTIMEFORMAT is set. Raises OSError."""
    if shell.vars.get("HISTTIMEFORMAT") is not None:
        lines = [f"#{getattr(line, 'time', 0)}\n{line}" for line in lines]
    _write(name, lines, how)


def read_file(name: str) -> bytes:
    """All of a file. Raises OSError."""
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
    own = lines.pop() if _remembers(shell) and lines else None
    if own is not None and "l" in letters:
        status = _list(shell, lines, words, letters)
        lines.append(own)
        return status
    if "s" in letters or editor == "-":
        return _run_again(shell, lines, words, own is not None)
    if "l" in letters:
        return _list(shell, lines, words, letters)
    if not lines:
        return 0
    chosen = _range(shell, lines, words, letters)
    return 1 if chosen is None else _edit(shell, [lines[n] for n in chosen], editor)


def _list(shell: Shell, lines: list[str], words: list[str], letters: str) -> int:
    """`fc -l`."""
    if not lines:
        return 0
    chosen = _range(shell, lines, words, letters)
    if chosen is None:
        return 1
    numbered = "n" not in letters
    base = dropped(shell) + 1
    return write(shell, "".join((str(n + base) if numbered else "") + f"\t {lines[n]}\n" for n in chosen))


def _range(shell: Shell, lines: list[str], words: list[str], letters: str) -> list[int] | None:
    """The commands that the operands of fc name; None after a message."""
    newest = len(lines) - 1
    first = newest - _FC_LINES + 1 if "l" in letters else newest
    base = dropped(shell)
    start = _position(lines, words[0], base) if words else max(first, 0)
    last = newest if "l" in letters else start
    end = _position(lines, words[1], base) if len(words) > 1 else last
    if start is None or end is None:
        shell.error("fc: history specification out of range")
        return None
    step = 1 if start <= end else -1
    chosen = list(range(start, end + step, step))
    if "r" in letters:
        chosen.reverse()
    return chosen


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


def _position(lines: list[str], text: str, base: int) -> int | None:
    """The index of an entry: by number, counted from the end, or the last one that begins so."""
    number = whole_number(text)
    if number is not None:
        if number < 0:
            return max(len(lines) + number, 0)
        return min(max(number - 1 - base, 0), len(lines) - 1)
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].startswith(text):
            return index
    return None


def _run_again(shell: Shell, lines: list[str], words: list[str], listed: bool) -> int:
    """`fc -s [old=new] [command]`; `listed`: fc itself was in the list, else the last command makes room."""
    changes = []
    while words and "=" in words[0]:
        changes.append(words.pop(0).partition("="))
    index = _position(lines, words[0], dropped(shell)) if words else len(lines) - 1
    if index is None or index < 0:
        shell.error("fc: no command found")
        return 1
    text = lines[index]
    for old, _, new in changes:
        text = text.replace(old, new)
    shell.write(2, text + "\n")
    if not listed:
        lines.pop()
    lines.append(text)
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
    """Let the commands be edited in a file, then run what that holds."""
    program = editor or shell.vars.get("FCEDIT") or shell.vars.get("EDITOR") or "vi"
    path = f"{shell.vars.get('TMPDIR') or '/tmp'}/bash-fc.{posix.getpid()}"
    _write(path, chosen, posix.O_TRUNC)
    try:
        status = shell.run_text(f"{program} {path}", "fc")
        text = decode(read_file(path))
    finally:
        posix.unlink(encode(path))
    if status:
        return 1
    shell.write(2, text)
    lines_of(shell).append(text.rstrip("\n"))
    return _run(shell, text)
