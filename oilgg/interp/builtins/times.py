"""times."""

from __future__ import annotations

import posix

from oilgg.interp.builtins.arguments import parse_options, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def times(shell: Shell, args: list[str]) -> int:
    """Print user and system time of the shell, and of its children."""
    parse_options(shell, "times", args, "")
    shell.drain("clock")
    used = posix.times()
    own = f"{_minutes(used.user)} {_minutes(used.system)}"
    children = f"{_minutes(used.children_user)} {_minutes(used.children_system)}"
    return write(shell, f"{own}\n{children}\n")


def _minutes(seconds: float) -> str:
    thousandths = int(seconds * 1000)
    return f"{thousandths // 60000}m{thousandths // 1000 % 60}.{thousandths % 1000:03d}s"
