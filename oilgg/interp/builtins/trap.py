"""trap."""

from __future__ import annotations

from oilgg.expand.quote import single
from oilgg.interp import process, signals
from oilgg.interp.builtins.arguments import parse_options, usage, write
from oilgg.interp.trap import BACKGROUND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_LAST = 1000
_ORDER = {"EXIT": 0, "DEBUG": _LAST, "ERR": _LAST + 1, "RETURN": _LAST + 2}


def trap(shell: Shell, args: list[str]) -> int:
    """Set what is run when a signal arrives or the shell ends; print it without arguments."""
    options, first = parse_options(shell, "trap", args, "lp")
    if shell.extra.get(BACKGROUND):
        signals.trapped("INT", "")  # from now on bash has its programs ignore it as well
    letters = [letter for letter, _ in options]
    words = args[first:]
    if "l" in letters:
        return write(shell, signal_table())
    if "p" in letters or not words:
        return _show(shell, words, "p" in letters and shell.options.posix)
    lone = len(words) == 1 and not _is_number(words[0])
    if lone and (shell.options.posix or words[0] in ("", "-") or signals.signal_name(words[0]) is None):
        return usage(shell, "trap")
    reset = len(words) == 1 or _is_number(words[0])
    action = None
    if not reset:
        action = None if words[0] == "-" else words[0]
        words = words[1:]
    status = 0
    for word in words:
        name = signals.signal_name(word)
        if name is None:
            shell.error(f"trap: {word}: invalid signal specification")
            status = 1
        elif name not in shell.ignored_at_start or shell.interactive:
            if name not in signals.PSEUDO:
                process.split_off(shell)
            shell.set_trap(name, action)
    shell.inherited_traps = None
    return status


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and signals.signal_name(text) is not None


def _show(shell: Shell, words: list[str], defaults: bool) -> int:
    """Print the traps, or those of the signals named, as commands; with `defaults` also what is not trapped."""
    traps = shell.traps if shell.inherited_traps is None else shell.inherited_traps
    if shell.exit_action and "EXIT" not in traps:
        traps = {**traps, "EXIT": shell.exit_action}
    if shell.extra.get(BACKGROUND):
        traps = {**traps, "INT": ""}
    status = 0
    if words:
        names = []
        for word in words:
            name = signals.signal_name(word)
            if name is None:
                shell.error(f"trap: {word}: invalid signal specification")
                status = 1
            else:
                names.append(name)
    else:
        traps = {**dict.fromkeys(shell.ignored_at_start, ""), **traps}
        names = sorted(traps, key=lambda name: _ORDER.get(name) or signals.NUMBERS.get(name, 0))
    if defaults:
        if not words:
            last = max(signals.NAMES)
            names = ["EXIT", *[signals.NAMES.get(number, str(number)) for number in range(1, last + 1)]]
            names += ["DEBUG", "ERR", "RETURN"]
        text = "".join([f"trap -- {single(traps[name]) if name in traps else '-'} {name}\n" for name in names])
        return write(shell, text) or status
    prefix = "" if shell.options.posix else "SIG"
    lines = [
        f"trap -- {single(traps[name])} {'' if name in signals.PSEUDO else prefix}{name}\n"
        for name in names
        if name in traps
    ]
    return write(shell, "".join(lines)) or status


def signal_table() -> str:
    """Numbers and names of all signals, as `kill -l` and `trap -l` print them."""
    parts = []
    for column, number in enumerate(sorted(signals.NAMES), 1):
        parts.append(f"{number:2d}) SIG{signals.NAMES[number]}")
        parts.append("\t" if column % 5 else "\n")
    return "".join(parts) if parts[-1] == "\n" else "".join(parts) + "\n"
