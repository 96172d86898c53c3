"""history and fc: the list of earlier commands. `Shell.history` is a list of lines."""

from __future__ import annotations

import posix

from oilgg.errors import ExpansionError
from oilgg.interp.builtins import restricted
from oilgg.interp.builtins.arguments import decode, encode, error_text, parse_options, whole_number, write, wrong_use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_FC_LINES = 16
_UNSAVED = "history lines not appended"


def lines_of(shell: Shell) -> list[str]:
    """The list of commands; made when first asked for."""
    if shell.history is None:
        shell.history = []
    lines: list[str] = shell.history
    return lines


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
    if "s" in letters:
        if words:
            lines.append(" ".join(words))
            shell.extra = {**shell.extra, _UNSAVED: shell.extra.get(_UNSAVED, 0) + 1}
        return 0
    if "p" in letters:
        return write(shell, "".join(word + "\n" for word in words))
    for letter, value in options:
        if letter == "d":
            return _delete(shell, lines, value)
        if letter in "anrw":
            return _file(shell, lines, letter, words[0] if words else None)
    if "c" in letters:
        return 0
    return _print(shell, lines, words)


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
    return write(shell, "".join(f"{number + 1:5d}  {lines[number]}\n" for number in range(first, len(lines))))


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
        if number is None or not 1 <= number <= len(lines):
            shell.error(f"history: {text}: history position out of range")
            return 1
        positions.append(number)
    del lines[positions[0] - 1 : positions[-1]]
    return 0


def _file(shell: Shell, lines: list[str], letter: str, path: str | None) -> int:
    """Read the list from a file, or write it there."""
    name = path if path is not None else shell.vars.get("HISTFILE")
    if not name:
        return 0
    if "/" in name and restricted.refused(shell, "history", name):
        return 1
    shell.before_look(name)
    try:
        if letter in "rn":
            found = [line for line in decode(_read(name)).split("\n") if line]
            lines += found[shell.extra.get("history lines read", 0) :] if letter == "n" else found
            shell.extra = {**shell.extra, "history lines read": len(found)}
        else:
            if letter == "a":
                count = min(shell.extra.get(_UNSAVED, 0), len(lines))
                _write(name, lines[len(lines) - count :], posix.O_APPEND)
            else:
                _write(name, lines, posix.O_TRUNC)
            shell.extra = {**shell.extra, _UNSAVED: 0}
    except OSError as error:
        if letter not in "rn":
            shell.error(f"history: {name}: cannot create: {error_text(error)}")
        return 1
    return 0


def _read(name: str) -> bytes:
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
    if "s" in letters:
        return _run_again(shell, lines, words)
    if not lines:
        if "l" in letters:
            return 0
        shell.error("fc: history specification out of range")
        return 1
    newest = len(lines) - 1
    first = newest - _FC_LINES + 1 if "l" in letters else newest
    start = _position(lines, words[0]) if words else max(first, 0)
    last = newest if "l" in letters else start
    end = _position(lines, words[1]) if len(words) > 1 else last
    if start is None or end is None:
        shell.error("fc: history specification out of range")
        return 1
    step = 1 if start <= end else -1
    chosen = list(range(start, end + step, step))
    if "r" in letters:
        chosen.reverse()
    if "l" in letters:
        numbered = "n" not in letters
        return write(shell, "".join((str(n + 1) if numbered else "") + f"\t {lines[n]}\n" for n in chosen))
    return _edit(shell, [lines[n] for n in chosen], editor)


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


def _position(lines: list[str], text: str) -> int | None:
    """The index of an entry: by number, counted from the end, or the last one that begins so."""
    number = whole_number(text)
    if number is not None:
        if number < 0:
            return max(len(lines) + number, 0)
        return min(max(number - 1, 0), len(lines) - 1)
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].startswith(text):
            return index
    return None


def _run_again(shell: Shell, lines: list[str], words: list[str]) -> int:
    """`fc -s [old=new] [command]`."""
    changes = []
    while words and "=" in words[0]:
        changes.append(words.pop(0).partition("="))
    index = _position(lines, words[0]) if words else len(lines) - 1
    if index is None or index < 0:
        shell.error("fc: no command found")
        return 1
    text = lines[index]
    for old, _, new in changes:
        text = text.replace(old, new)
    shell.write(2, text + "\n")
    lines.append(text)
    return shell.run_text(text, "fc")


def _edit(shell: Shell, chosen: list[str], editor: str) -> int:
    """Let the commands be edited in a file, then run what that holds."""
    program = editor or shell.vars.get("FCEDIT") or shell.vars.get("EDITOR") or "vi"
    if program == "-":
        raise wrong_use("fc", "-e: option requires an argument")
    path = f"{shell.vars.get('TMPDIR') or '/tmp'}/bash-fc.{posix.getpid()}"
    _write(path, chosen, posix.O_TRUNC)
    try:
        status = shell.run_text(f"{program} {path}", "fc")
        text = decode(_read(path))
    finally:
        posix.unlink(encode(path))
    if status:
        return 1
    shell.write(2, text)
    lines_of(shell).append(text.rstrip("\n"))
    return shell.run_text(text, "fc")
