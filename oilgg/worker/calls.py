"""Shell functions as programs: run in a fork of the launcher, which has the interpreter loaded, instead of a new one.

What runs them is a module that the shell names before the launcher is forked; nothing here knows the shell.
"""

from __future__ import annotations

import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.worker.execute import Table

WORDS = ["-m", "oilgg", "--tool", "call"]


class _Runner:
    """The module that runs calls; it has `prepare()` and `run(name, arguments, environment)`, which gives a status."""

    __slots__ = ("module",)

    def __init__(self) -> None:
        self.module = ""


_runner = _Runner()


def run_by(module: str) -> None:
    """Calls are run by `module` in launchers that are forked from now on."""
    _runner.module = module


def is_call(argv: Sequence[str]) -> bool:
    """Whether `argv` is the call of a function that can be run here."""
    return bool(_runner.module) and list(argv[1:5]) == WORDS and argv[0] == sys.executable


def prepare() -> None:
    """Load what calls need, so that every fork has it."""
    if _runner.module not in sys.modules:
        __import__(_runner.module)
        sys.modules[_runner.module].prepare()


def become(argv: Sequence[str], environment: dict[bytes, bytes], table: Table) -> None:
    """Run the call with the descriptors of `table` and exit. Never returns."""
    status = 70
    try:
        status = perform(argv, environment, table)
    finally:
        posix._exit(status)


def perform(argv: Sequence[str], environment: dict[bytes, bytes], table: Table, kept: Sequence[int] = ()) -> int:
    """Run the call with the descriptors of `table`; gives its status. All others are closed but `kept`."""
    import _signal
    import gc

    from oilgg.worker.execute import close_others

    for source, number in table.moves():
        if source == number:
            posix.set_inheritable(number, True)
        else:
            posix.dup2(source, number)
    close_others([*table.numbers, *kept])
    _signal.set_wakeup_fd(-1)
    for number in _signal.valid_signals():
        if number not in (_signal.SIGKILL, _signal.SIGSTOP) and _signal.getsignal(number) is not _signal.SIG_IGN:
            try:
                _signal.signal(number, _signal.SIG_DFL)
            except (OSError, ValueError):
                continue
    gc.enable()
    status: int = sys.modules[_runner.module].run(argv[5], list(argv[6:]), environment)
    return status
