"""kill."""

from __future__ import annotations

import posix

from oilgg.errors import ExitShell
from oilgg.interp import process, signals
from oilgg.interp.builtins.arguments import error_text, show_help, usage, whole_number, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_PSEUDO_NUMBERS = {"DEBUG": "65", "ERR": "66", "RETURN": "67"}
_UNNAMED = (32, 33)


def _is_attached(word: str) -> bool:
    """Whether it is `-s` with a name or `-n` with a number behind it."""
    third = word[2:3]
    return (word[:2] == "-s" and third.isalpha()) or (word[:2] == "-n" and third.isdigit())


def kill(shell: Shell, args: list[str]) -> int:
    """Send a signal to processes and jobs, or list the signals."""
    if args[:1] == ["--help"]:
        return show_help(shell, "kill")
    if not args:
        return usage(shell, "kill")
    process.split_off(shell)
    number: int | None = 15
    at = 0
    given = listing = False
    while at < len(args):
        word = args[at]
        if word in ("-l", "-L"):
            listing = True
            at += 1
            continue
        if word in ("-s", "-n"):
            if at + 1 >= len(args):
                shell.error(f"kill: {word}: option requires an argument")
                return 1
            spec = args[at + 1]
            at += 2
        elif _is_attached(word):
            spec = word[2:]
            at += 1
        elif word == "--":
            at += 1
            break
        elif word == "-?":
            return usage(shell, "kill")
        elif word[:1] == "-" and not given:
            spec = word[1:]
            at += 1
        else:
            break
        number = None if shell.options.posix and spec.upper().startswith("SIG") else _number(spec)
        if number is None:
            shell.error(f"kill: {spec}: invalid signal specification")
            return 1
        given = True
    if listing:
        return _list(shell, args[at:])
    if at >= len(args):
        return usage(shell, "kill")
    assert number is not None
    shell.drain("kill")
    shell.sync_input()
    sent = 0
    try:
        for word in args[at:]:
            sent += _send(shell, word, number)
    except ExitShell:
        shell.status = 0  # the shell ends itself, but this command has done what it should
        raise
    return 0 if sent else 1


def _number(spec: str) -> int | None:
    """The number of a signal given by name or number."""
    if spec.upper() in _PSEUDO_NUMBERS:
        return int(_PSEUDO_NUMBERS[spec.upper()])
    name = signals.signal_name(spec)
    if name is None:
        return None
    return signals.NUMBERS.get(name, 0 if name == "EXIT" else None)


def _send(shell: Shell, word: str, number: int) -> bool:
    """Signal one process or job; False after printing why that failed."""
    if word[:1] == "%":
        return _send_to_job(shell, word, number)
    pid = whole_number(word)
    if pid is None:
        if word == "":
            shell.error("kill: `': not a pid or valid job spec")
        else:
            shell.error(f"kill: {word}: arguments must be process or job IDs")
        return False
    name = signals.NAMES.get(number, "")
    if pid == posix.getpid() and number in signals.UNHANDLED_DEATH and name not in shell.traps:
        if "EXIT" in shell.traps:
            raise ExitShell(128 + number, number)
        signals.die(number)  # as Python has some of these ignored
    try:
        posix.kill(pid, number)
    except (OSError, OverflowError) as error:
        text = error_text(error) if isinstance(error, OSError) else "No such process"
        shell.error(f"kill: ({pid}) - {text}")
        return False
    return True


def _send_to_job(shell: Shell, word: str, number: int) -> bool:
    from oilgg.interp.builtins.jobs import find_job

    job = find_job(shell, "kill", word)
    if job is None:
        return False
    try:
        if job.group:
            posix.killpg(job.group, number)
            if job.stopped and number in (1, 15):
                posix.killpg(job.group, signals.NUMBERS["CONT"])
        else:
            for pid in job.pids:
                if pid not in job.raw:
                    posix.kill(pid, number)
    except OSError as error:
        shell.error(f"kill: ({job.pids[-1]}) - {error_text(error)}")
        return False
    return True


def _list(shell: Shell, words: list[str]) -> int:
    """`kill -l`: all signals, or the name of each number and the number of each name given."""
    if not words:
        from oilgg.interp.builtins.trap import signal_table

        if shell.options.posix:
            return write(shell, " ".join([signals.NAMES[number] for number in sorted(signals.NAMES)]) + "\n")
        return write(shell, signal_table())
    status = 0
    for word in words:
        number = whole_number(word)
        if number is not None:
            name = _name_of_status(number)
            if name is not None:
                write(shell, name + "\n")
                continue
            if number in _UNNAMED:
                continue
        elif _number(word) is not None and not (shell.options.posix and word.upper().startswith("SIG")):
            write(shell, f"{_number(word)}\n")
            continue
        shell.error(f"kill: {word}: invalid signal specification")
        status = 1
    return status


def _name_of_status(number: int) -> str | None:
    """The name of a signal's number, or of the signal an exit status tells of."""
    if number > 128:
        number -= 128
    elif number == 0:
        return "EXIT"
    return signals.NAMES.get(number)
