"""Times as text: printf's `%(…)T`, and what `history` and the prompt show."""

from __future__ import annotations

import time

from oilgg.interp.builtins.arguments import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


_MOST_BYTES = 128


def format_time(shell: Shell, text: str, seconds: int) -> str:
    """Format `seconds` since 1970 as strftime does; -1 is now, -2 the time the shell started.

    Raises nothing: a time that has no calendar form is 0. What takes more than 127 bytes is "", as in bash.
    """
    shell.drain("clock")
    if seconds == -1:
        moment = int(time.time())
    elif seconds == -2:
        moment = int(shell.start_time)
    else:
        moment = seconds
    use_zone(shell)
    try:
        parts = time.localtime(moment)
    except (OverflowError, ValueError, OSError):
        parts = time.localtime(0)
    try:
        result = time.strftime(text, parts)
    except ValueError:
        return ""
    return result if len(encode(result)) < _MOST_BYTES else ""


def use_zone(shell: Shell) -> None:
    """Make the C library use the shell's TZ instead of the one the process was started with."""
    import posix

    zone = shell.vars.exported().get("TZ")
    if zone is None:
        posix.unsetenv(b"TZ")
    else:
        posix.putenv(b"TZ", encode(zone))
    time.tzset()
