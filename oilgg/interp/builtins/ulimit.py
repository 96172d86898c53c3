"""ulimit."""

from __future__ import annotations

import resource
import sys

from oilgg.interp import process
from oilgg.interp.builtins.arguments import error_text, parse_options, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_PIPE_SIZE = -1
_PIPE_BLOCKS = 8
_POSIX_BLOCK_BYTES = 512


class Limit:
    """A limit: its number for the system, how `ulimit -a` describes it, and how many of the system's units make one."""

    __slots__ = ("description", "factor", "number", "unit")

    def __init__(self, number: int, description: str, unit: str, factor: int = 1) -> None:
        self.number = number
        self.description = description
        self.unit = unit
        self.factor = factor


_LIMITS: dict[str, Limit] = {
    "R": Limit(15, "real-time non-blocking time", "microseconds"),
    "c": Limit(4, "core file size", "blocks", 1024),
    "d": Limit(2, "data seg size", "kbytes", 1024),
    "e": Limit(13, "scheduling priority", ""),
    "f": Limit(1, "file size", "blocks", 1024),
    "i": Limit(11, "pending signals", ""),
    "l": Limit(8, "max locked memory", "kbytes", 1024),
    "m": Limit(5, "max memory size", "kbytes", 1024),
    "n": Limit(7, "open files", ""),
    "p": Limit(_PIPE_SIZE, "pipe size", "512 bytes", 512),
    "q": Limit(12, "POSIX message queues", "bytes"),
    "r": Limit(14, "real-time priority", ""),
    "s": Limit(3, "stack size", "kbytes", 1024),
    "t": Limit(0, "cpu time", "seconds"),
    "u": Limit(6, "max user processes", ""),
    "v": Limit(9, "virtual memory", "kbytes", 1024),
    "x": Limit(10, "file locks", ""),
}
_SPEC = "aSH" + "".join(letter + ";" for letter in _LIMITS)
_WIDTH = 20


def ulimit(shell: Shell, args: list[str]) -> int:
    """Print or set the limits on what the shell and its children may use."""
    options, first = parse_options(shell, "ulimit", args, _SPEC)
    flags = [letter for letter, _ in options if letter in "aSH"]
    wanted = [(letter, value) for letter, value in options if letter in _LIMITS]
    shell.drain("ulimit")
    process.split_off(shell)
    if "a" in flags:
        return _print(shell, list(_LIMITS), "H" in flags, True)
    if not wanted:
        wanted = [("f", "")]
    if first < len(args) and not wanted[-1][1]:
        wanted[-1] = (wanted[-1][0], args[first])
    for letter, value in wanted:
        if value or (first < len(args) and args[first] == "" and letter == wanted[-1][0]):
            if not _set(shell, letter, value, flags):
                return 1
        else:
            _print(shell, [letter], "H" in flags and "S" not in flags, len(wanted) > 1)
    return 0


def _factor(shell: Shell, limit: Limit) -> int:
    """How many of the system's units make one: in posix mode, a block has 512 bytes."""
    return _POSIX_BLOCK_BYTES if limit.unit == "blocks" and shell.options.posix else limit.factor


def _values(shell: Shell, letter: str) -> tuple[int, int]:
    """Soft and hard limit in the unit shown."""
    limit = _LIMITS[letter]
    factor = _factor(shell, limit)
    if limit.number == _PIPE_SIZE:
        return _PIPE_BLOCKS, _PIPE_BLOCKS
    soft, hard = resource.getrlimit(limit.number)
    infinity = resource.RLIM_INFINITY
    return (
        soft if soft == infinity else soft // factor,
        hard if hard == infinity else hard // factor,
    )


def _print(shell: Shell, letters: list[str], hard: bool, described: bool) -> int:
    lines = []
    for letter in letters:
        limit = _LIMITS[letter]
        value = _values(shell, letter)[1 if hard else 0]
        text = "unlimited" if value == resource.RLIM_INFINITY else str(value)
        if described:
            unit = f"({limit.unit}, -{letter})" if limit.unit else f"(-{letter})"
            text = f"{limit.description:<{_WIDTH}s}{unit:>{_WIDTH}s} {text}"
        lines.append(text + "\n")
    return write(shell, "".join(lines))


def _set(shell: Shell, letter: str, text: str, flags: list[str]) -> bool:
    """Set the soft limit (`-S`), the hard one (`-H`), or both; False after printing why not."""
    limit = _LIMITS[letter]
    soft, hard = _values(shell, letter)
    factor = _factor(shell, limit)
    infinity = resource.RLIM_INFINITY
    if text == "hard":
        value = hard
    elif text == "soft":
        value = soft
    elif text == "unlimited":
        value = infinity
    else:
        if text.isascii() and (text.isdigit() or not text):
            number = int(text or "0") % (1 << 64)
        else:
            number = None
        if number is None:
            shell.error(f"ulimit: {text}: invalid {'hex ' if text.startswith('0x') else ''}number")
            return False
        if number * factor >= 1 << 64:
            shell.error(f"ulimit: {text}: limit out of range")
            return False
        value = number
    try:
        if limit.number == _PIPE_SIZE:
            raise OSError(22, "")
        raw = value if value == infinity else value * factor
        old_soft, old_hard = resource.getrlimit(limit.number)
        both = "S" not in flags and "H" not in flags
        if limit.number == resource.RLIMIT_FSIZE:
            # Python would leave compiled modules cut off at the limit, and trip over them for ever after.
            sys.dont_write_bytecode = True
        resource.setrlimit(
            limit.number,
            (raw if both or "S" in flags else old_soft, raw if both or "H" in flags else old_hard),
        )
        if shell.lowering is not None:
            shell.lowering.limits_differ = True
    except (OSError, ValueError, OverflowError) as error:
        reason = _reason(error)
        shell.error(f"ulimit: {limit.description}: cannot modify limit: {reason}")
        return False
    return True


def _reason(error: Exception) -> str:
    """The system's words; Python's own module hides the number of a refusal."""
    if isinstance(error, OSError):
        return error_text(error)
    text = str(error)
    return "Operation not permitted" if "not allowed" in text else "Invalid argument"
