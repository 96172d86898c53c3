"""What signals do to the launcher and to what it starts."""

from __future__ import annotations

import _signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

SIGNALS = tuple(set(_signal.valid_signals()) - {_signal.SIGKILL, _signal.SIGSTOP})
FAULTS = (_signal.SIGSEGV, _signal.SIGBUS, _signal.SIGFPE, _signal.SIGILL, _signal.SIGABRT)
NEEDED = frozenset((_signal.SIGCHLD, _signal.SIGUSR1))
"""Those the launcher itself may never ignore: they tell it of the end of its children and of its shell."""


def set_disposition(number: int, handler: Any) -> None:
    """Set what signal `number` does, unless the C library keeps it to itself."""
    try:
        _signal.signal(number, handler)
    except (OSError, ValueError):
        pass


def begin_anew() -> None:
    """In the launcher, at its start: drop what is pending, and let all but faults only wake the loop."""
    for number in SIGNALS:  # which drops those that are pending
        set_disposition(number, _signal.SIG_IGN)
    _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
    for number in SIGNALS:
        set_disposition(number, _signal.SIG_DFL if number in FAULTS else only_wake)


def only_wake(number: int, frame: object) -> None:
    """Handler: exec turns it into the default action; the loop is woken by the descriptor."""


def become_default(ignored: Sequence[int]) -> None:
    """In a fork that runs a stage itself: `ignored` are, all others do what they do by default, none is blocked."""
    _signal.set_wakeup_fd(-1)
    _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
    for number in SIGNALS:
        set_disposition(number, _signal.SIG_IGN if number in ignored else _signal.SIG_DFL)


class Ignored:
    """While a program is spawned that shall find signals `numbers` ignored, none of `NEEDED`; ours wait as long.

    For processes with one thread: signals that are blocked here would go to another.
    """

    def __init__(self, numbers: Iterable[int]) -> None:
        self.numbers = tuple(numbers)
        self.before: list[tuple[int, Any]] = []

    def __enter__(self) -> None:
        _signal.pthread_sigmask(_signal.SIG_BLOCK, self.numbers)  # Linux keeps what is blocked, even if it is ignored
        self.before = [(number, _signal.signal(number, _signal.SIG_IGN)) for number in self.numbers]

    def __exit__(self, *_exception: object) -> None:
        for number, handler in self.before:
            _signal.signal(number, handler)
        _signal.pthread_sigmask(_signal.SIG_UNBLOCK, self.numbers)
