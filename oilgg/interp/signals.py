"""Names and numbers of signals, and what the shell does when one arrives."""

from __future__ import annotations

import _signal
import posix

from oilgg.errors import WaitInterrupted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.interp.state import Shell

NUMBERS: dict[str, int] = {
    name[3:]: int(getattr(_signal, name))
    for name in dir(_signal)
    if name.startswith("SIG") and name[3:4] != "_" and name not in ("SIGRTMIN", "SIGRTMAX", "SIGCLD", "SIGPOLL")
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
"""Signal names without SIG to numbers, and back; "INT", "RTMIN+1". IOT is ABRT."""
NAMES[NUMBERS["ABRT"]] = "ABRT"

PSEUDO = ("EXIT", "ERR", "DEBUG", "RETURN")
"""Traps that are no signals. EXIT is also number 0."""


def signal_name(text: str) -> str | None:
    """The name in `Shell.traps` for what a user wrote: "15", "SIGTERM", "term", "0", "EXIT"; None if unknown."""
    if text.isdigit():
        number = int(text)
        return "EXIT" if number == 0 else NAMES.get(number)
    name = text.upper()
    if name in PSEUDO:
        return name
    if name.startswith("SIG"):
        name = name[3:]
    if name == "IOT":
        name = "ABRT"
    elif name == "CLD":
        name = "CHLD"
    elif name == "POLL":
        name = "IO"
    return name if name in NUMBERS else None
