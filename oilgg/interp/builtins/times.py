"""times."""

from __future__ import annotations

from oilgg.interp.builtins.arguments import parse_options, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def times(shell: Shell, args: list[str]) -> int:
    """Print user and system time of the shell, and of its children."""
    parse_options(shell, "times", args, "")
    shell.drain("clock")
    from oilgg.interp.timing import processor_times

    user, system, children_user, children_system = map(_minutes, processor_times())
    return write(shell, f"{user} {system}\n{children_user} {children_system}\n")


def _minutes(seconds: float) -> str:
    thousandths = int(seconds * 1000)
    return f"{thousandths // 60000}m{thousandths // 1000 % 60}.{thousandths % 1000:03d}s"
