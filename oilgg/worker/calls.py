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


def become(argv: Sequence[str], environment: dict[bytes, bytes], table: Table, ignored: Sequence[int]) -> None:
    """Run the call with the descriptors of `table`, the signals `ignored`, and exit. Never returns."""
    status = 70
    try:
        status = perform(argv, environment, table, ignored=ignored)
    finally:
        posix._exit(status)


def perform(
    argv: Sequence[str],
    environment: dict[bytes, bytes],
    table: Table,
    kept: Sequence[int] = (),
    ignored: Sequence[int] = (),
) -> int:
    """Run the call with the descriptors of `table`, the signals `ignored`; gives its status.

    All other descriptors are closed but `kept`.
    """
    import gc

    from oilgg.worker.dispositions import become_default
    from oilgg.worker.execute import close_others

    for source, number in table.moves():
        if source == number:
            posix.set_inheritable(number, True)
        else:
            posix.dup2(source, number)
    close_others([*table.numbers, *kept])
    become_default(ignored)
    gc.enable()
    status: int = sys.modules[_runner.module].run(argv[5], list(argv[6:]), environment)
    return status
