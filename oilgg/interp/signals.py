"""Names and numbers of signals, and what the shell does when one arrives."""

from __future__ import annotations

import _signal
import _thread
import posix
import sys
import time

from oilgg.errors import ExitShell, WaitInterrupted
from oilgg.interp import descriptors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.job import JobTable
    from oilgg.interp.state import Shell

_OTHER_NAMES = ("SIGRTMIN", "SIGRTMAX", "SIGCLD", "SIGIOT", "SIGPOLL")
NUMBERS: dict[str, int] = {
    name[3:]: int(getattr(_signal, name))
    for name in dir(_signal)
    if name.startswith("SIG") and name[3:4] != "_" and name not in _OTHER_NAMES
}
NUMBERS["STKFLT"] = 16
_RTMIN = int(getattr(_signal, "SIGRTMIN", 34))
_RTMAX = int(getattr(_signal, "SIGRTMAX", 64))
for _n in range(_RTMIN, _RTMAX + 1):
    _half = (_RTMIN + _RTMAX) // 2
    if _n == _RTMIN:
        NUMBERS["RTMIN"] = _n
    elif _n == _RTMAX:
        NUMBERS["RTMAX"] = _n
    elif _n <= _half:
        NUMBERS[f"RTMIN+{_n - _RTMIN}"] = _n
    else:
        NUMBERS[f"RTMAX-{_RTMAX - _n}"] = _n
NAMES: dict[int, str] = {number: name for name, number in NUMBERS.items()}
"""Signal names without SIG to numbers, and back; "INT", "RTMIN+1"."""

IMPATIENCE_S = 1.0
"""What is typed within that time of a Ctrl-C is the same one."""
AGAIN_S = 0.002
"""After that time a signal is sent again of which nothing came."""
CHLD = 17
PENDING = 1
"""Bit of Shell.attention: signals wait for their traps."""

PSEUDO = ("EXIT", "ERR", "DEBUG", "RETURN")
"""Traps that are no signals. EXIT is also number 0."""


def signal_name(text: str) -> str | None:
    """The name in `Shell.traps` for what a user wrote: "15", "SIGTERM", "term", "0", "EXIT"; None if unknown."""
    digits = text.strip(" \t\n").removeprefix("+")
    if digits.isdecimal():
        number = int(digits)
        return "EXIT" if number == 0 else NAMES.get(number)
    name = text.upper()
    if name in PSEUDO:
        return name
    if name.startswith("SIG"):
        name = name[3:]
    if name.startswith("RTMIN+") and name[6:].isdecimal():
        return NAMES.get(_RTMIN + int(name[6:]))
    return name if name in NUMBERS else None


DEATH = tuple(
    NUMBERS[name] for name in ("HUP", "TERM", "ALRM", "VTALRM", "USR1", "USR2", "XCPU", "TRAP", "ABRT", "SYS")
)
"""Signals that end a shell with an EXIT trap, which runs first; SIGINT is looked after always."""

UNHANDLED_DEATH = tuple(NUMBERS[name] for name in ("ILL", "BUS", "FPE", "SEGV", "PIPE", "XFSZ"))
"""The same where the shell sends them itself: faults that would come again and again if a handler returned, and what
Python ignores.
"""

SPECIAL = ("INT", "QUIT")
"""Signals that a shell itself, or one started by `&`, ignores or looks after."""

QUIET = (NUMBERS["INT"], NUMBERS["PIPE"])
"""A script is not told when one of these ended a foreground command."""

DESCRIPTIONS: dict[int, str] = {
    1: "Hangup", 2: "Interrupt", 3: "Quit", 4: "Illegal instruction", 5: "Trace/breakpoint trap", 6: "Aborted",
    7: "Bus error", 8: "Floating point exception", 9: "Killed", 10: "User defined signal 1", 11: "Segmentation fault",
    12: "User defined signal 2", 13: "Broken pipe", 14: "Alarm clock", 15: "Terminated", 16: "Stack fault",
    24: "CPU time limit exceeded", 25: "File size limit exceeded", 26: "Virtual timer expired",
    27: "Profiling timer expired", 29: "I/O possible", 30: "Power failure", 31: "Bad system call",
    **{number: f"Real-time signal {number - 34}" for number in range(34, 65)},
}  # fmt: skip


tables: list[JobTable] = []
"""Those with processes in the background: of the shell, and of subshells that it walks itself."""


def start(shell: Shell) -> None:
    """Take over the signals when the shell starts."""
    ignored = set()
    for number, name in NAMES.items():
        if number in (13, 25, 9, 19) or number > 31:
            continue
        if _signal.getsignal(number) == _signal.SIG_IGN:
            ignored.add(name)
    shell.ignored_at_start = frozenset(ignored)
    if "QUIT" not in ignored:
        _own.append(3)
        _signal.signal(3, _signal.SIG_IGN)
        _refresh_defaults()
    if "INT" not in ignored:
        _signal.signal(_signal.SIGINT, interrupt_handler(shell))
    sys.unraisablehook = _send_again


def look_after(table: JobTable) -> None:
    """From now on processes in the background are reaped when they end: others may ask whether they are still there."""
    if table not in tables:
        tables.append(table)
    if _signal.getsignal(CHLD) == _signal.SIG_DFL:
        _signal.signal(CHLD, _reap)


def _reap(number: int, frame: object) -> None:
    for table in tables[:]:
        table.poll()
    tables[:] = [table for table in tables if table.running_pids()]


def trap_handler(shell: Shell) -> Callable[[int, object], None]:
    """What a trapped signal does: it is noted, and ends a `wait`.

    A second Ctrl-C, typed while lowered commands that don't mind the first keep its trap waiting, ends all at once.
    """

    def handle(number: int, frame: object) -> None:
        if number == 2 and number in shell.pending_signals and _is_second(shell):
            _leave(number)
        if number == CHLD:
            _reap(number, frame)
        shell.pending_signals.append(number)
        shell.attention |= PENDING
        if shell.interruptible:
            shell.interruptible = False
            raise WaitInterrupted(number)

    return handle


def _is_second(shell: Shell) -> bool:
    """Whether a signal that comes again was typed, and what it is to end are lowered commands."""
    if shell.waiting or shell.in_trap or shell.lowering is None or not shell.lowering.pending:
        return False
    for fd in (0, 2):
        try:
            return posix.tcgetpgrp(fd) == posix.getpgrp()
        except OSError:
            continue
    return False


def interrupt_handler(shell: Shell) -> Callable[[int, object], None]:
    """What Ctrl-C does to a script: while a program runs in the foreground, what that program makes of it counts."""

    def handle(number: int, frame: object) -> None:
        if shell.waiting:
            shell.interrupted = True
        elif shell.interactive:
            raise KeyboardInterrupt
        else:
            _leave(number)

    return handle


def _leave(number: int) -> None:
    """End the shell by Ctrl-C, unless it is on its way out already."""
    if time.monotonic() - _leaving[0] > IMPATIENCE_S:
        _leaving[0] = time.monotonic()
        raise ExitShell(128 + number, number)


def _send_again(lost: sys.UnraisableHookArgs) -> None:
    """What ends the shell was raised where Python drops errors (`__del__`, callbacks of weak references).

    The signal comes again in a moment, from a thread: here it would be dropped as well.
    """
    if isinstance(lost.exc_value, (ExitShell, KeyboardInterrupt)):
        may_be_interrupted()
        number = getattr(lost.exc_value, "signal", int(_signal.SIGINT))
        _thread.start_new_thread(_send_later, (number,))
    else:
        sys.__unraisablehook__(lost)


def _send_later(number: int) -> None:
    time.sleep(AGAIN_S)
    posix.kill(posix.getpid(), number)


def may_be_interrupted() -> None:
    """The EXIT trap begins: a Ctrl-C ends it as it ends anything else."""
    _leaving[0] = -IMPATIENCE_S


def death_handler(number: int, frame: object) -> None:
    """What a deadly signal does to a shell with an EXIT trap."""
    raise ExitShell(128 + number, number)


class LastWords:
    """While it is there deadly signals are only noted, for who has to give something back before the end.

    `fileno` can be read from as soon as one has come; its number is `number`, else 0.
    """

    __slots__ = ("_write_fd", "fileno", "number")

    def __init__(self) -> None:
        self.number = 0
        read_fd, write_fd = posix.pipe()
        self.fileno, self._write_fd = descriptors.move_high(read_fd), descriptors.move_high(write_fd)
        _postponed[:] = [number for number in DEATH if _signal.getsignal(number) == _signal.SIG_DFL]
        for number in _postponed:
            _signal.signal(number, self._note)

    def _note(self, number: int, frame: object) -> None:
        self.number = number
        posix.write(self._write_fd, b"!")

    def close(self) -> None:
        """The signals kill again."""
        _kill_again()
        posix.close(self.fileno)
        posix.close(self._write_fd)


def _kill_again() -> None:
    for number in _postponed:
        _signal.signal(number, _signal.SIG_DFL)
    _postponed.clear()


def reset_for_program() -> None:
    """Just before execve: what Python or the shell ignores for itself is default again."""
    for number in (*_BY_PYTHON, *_interactive, *_own):
        if number not in user_ignored and _signal.getsignal(number) == _signal.SIG_IGN:
            _signal.signal(number, _signal.SIG_DFL)


def ignore_again() -> None:
    """After a failed execve: undo `reset_for_program`."""
    for number in (*_BY_PYTHON, *_interactive, *_own):
        if _signal.getsignal(number) == _signal.SIG_DFL:
            _signal.signal(number, _signal.SIG_IGN)


def ignore_for_prompt() -> None:
    """A shell that somebody types at is not ended or stopped by what is meant for its jobs."""
    _interactive[:] = [*_DEADLY, *_JOB_STOPS]
    for number in _interactive:
        _signal.signal(number, _signal.SIG_IGN)
    _refresh_defaults()


def ignore_for_background() -> list[Any]:
    """What is started now, without job control, ignores SIGINT and SIGQUIT; gives what `heed_again` needs."""
    before = [_own[:], _background[:], *[_signal.getsignal(number) for number in _BY_BACKGROUND]]
    _own.clear()
    _refresh_defaults()
    _background[:] = _BY_BACKGROUND
    for number in _BY_BACKGROUND:
        _signal.signal(number, _signal.SIG_IGN)
    return before


def heed_again(before: list[Any]) -> None:
    """Undo `ignore_for_background`, in the shell that started something."""
    _own[:], _background[:], *handlers = before
    for number, handler in zip(_BY_BACKGROUND, handlers, strict=True):
        _signal.signal(number, handler if handler is not None else _signal.SIG_DFL)
    _refresh_defaults()


def is_started_in_background() -> bool:
    """Whether this process has just been forked for a command with `&`."""
    return 2 in _background


def ignore_for_itself(numbers: list[int]) -> None:
    """Such a process that does not become a program ignores signals `numbers`, which those that it starts don't."""
    _background.clear()
    _own[:] = numbers
    for number in numbers:
        _signal.signal(number, _signal.SIG_IGN)
    _refresh_defaults()


def reset_for_child(is_job: bool, is_main: bool) -> None:
    """In a forked child: it has no children yet; what is a job does not ignore what would stop it.

    If it `is_main`, it ignores what a shell ignores for itself.
    """
    tables.clear()
    _kill_again()
    for number in [] if is_main else _own:
        if number not in user_ignored and _signal.getsignal(number) == _signal.SIG_IGN:
            _signal.signal(number, _signal.SIG_DFL)
    if not is_main:
        _own.clear()
        _refresh_defaults()
    if not _interactive:
        return
    for number in (*_DEADLY, *_JOB_STOPS) if is_job else _DEADLY:
        if number not in user_ignored and _signal.getsignal(number) == _signal.SIG_IGN:
            _signal.signal(number, _signal.SIG_DFL)
    _signal.signal(1, _signal.SIG_DFL)
    _interactive.clear()
    _refresh_defaults()


def die(number: int) -> int:
    """Let the process be ended by signal `number`; gives the status to exit with should it survive."""
    _signal.signal(number, _signal.SIG_DFL)
    posix.kill(posix.getpid(), number)
    return 128 + number


def spawn_defaults() -> list[int]:
    """Signals that a new program must not find ignored."""
    return _spawn_defaults


def job_defaults() -> list[int]:
    """The same for a program in a process group of its own, which can be stopped."""
    return [*_spawn_defaults, *[number for number in _JOB_STOPS if number not in user_ignored]]


def _refresh_defaults() -> None:
    own = [*_BY_PYTHON, *_own, *[number for number in _interactive if number in _DEADLY]]
    _spawn_defaults[:] = [number for number in own if number not in user_ignored]


_BY_PYTHON = (13, 25)
_DEADLY = (3, 15)
_BY_BACKGROUND = (2, 3)
_JOB_STOPS = (20, 21, 22)
_leaving = [-IMPATIENCE_S]
"""When Ctrl-C has ended the shell."""
_postponed: list[int] = []
"""See LastWords."""
_interactive: list[int] = []
"""What an interactive shell ignores."""
_own: list[int] = []
"""What a shell ignores for itself; its programs and subshells don't."""
_background: list[int] = []
"""What this process, or one above it, ignores since it was started by `&`; as its programs do."""
user_ignored: set[int] = set()
_spawn_defaults: list[int] = [13, 25]


def trapped(name: str, action: str | None) -> None:
    """A trap is set on one of SPECIAL, or reset: INT is not ignored because of `&` any more, but QUIT by each shell."""
    number = NUMBERS[name]
    if action is not None and number in _background:
        _background.remove(number)
    elif action is not None and number == 2 and number in _own:
        _own.remove(number)
        _refresh_defaults()
    elif action is None and number == 3 and number not in (*_own, *_background) and not _interactive:
        _own.append(number)
        _refresh_defaults()


def set_disposition(shell: Shell, number: int, action: str | None, exit_trap: bool) -> None:
    """Bring what the process does on a signal in line with its trap (None: default; "": ignored)."""
    if action == "":
        _signal.signal(number, _signal.SIG_IGN)
    elif action is not None:
        _signal.signal(number, trap_handler(shell))
    elif number in _background:
        _signal.signal(number, _signal.SIG_IGN)
    elif number == 2:
        _signal.signal(number, interrupt_handler(shell))
    elif number in _BY_PYTHON or number in _interactive or number in _own:
        _signal.signal(number, _signal.SIG_IGN)
    elif number == CHLD and tables:
        _signal.signal(number, _reap)
    elif (exit_trap and number in DEATH) or (number == 1 and _interactive):
        _signal.signal(number, death_handler)
    else:
        _signal.signal(number, _signal.SIG_DFL)
    if number in _BY_PYTHON or number in _DEADLY or number in _JOB_STOPS:
        user_ignored.discard(number)
        if action == "":
            user_ignored.add(number)
        _refresh_defaults()
