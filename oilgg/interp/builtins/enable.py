"""enable: switch builtins off and on."""

from __future__ import annotations

from oilgg.interp.builtins import BUILTINS, SPECIAL_BUILTINS, restricted
from oilgg.interp.builtins.arguments import parse_options, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def enable(shell: Shell, args: list[str]) -> int:
    """Switch the builtins named on, or off with `-n`; print them without names."""
    options, first = parse_options(shell, "enable", args, "adf:nps")
    letters = [letter for letter, _ in options]
    names = args[first:]
    if not names or "p" in letters:
        return _print(shell, letters)
    if ("f" in letters or "d" in letters) and restricted.refused(shell, "enable"):
        return 1
    for letter, value in options:
        if letter == "f":
            reason = "cannot open shared object file: No such file or directory"
            shell.error(f"enable: cannot open shared object {value}: {value}: {reason}")
            return 1
    status = 0
    for name in names:
        if name not in BUILTINS:
            shell.error(f"enable: {name}: not a shell builtin")
            status = 1
        elif "d" in letters:
            shell.error(f"enable: {name}: not dynamically loaded")
            status = 1
        elif "n" in letters:
            shell.disabled_builtins = shell.disabled_builtins | {name}
        else:
            shell.disabled_builtins = shell.disabled_builtins - {name}
    return status


def _print(shell: Shell, letters: list[str]) -> int:
    lines = []
    for name in sorted(SPECIAL_BUILTINS if "s" in letters else BUILTINS):
        off = name in shell.disabled_builtins
        if "a" in letters or off == ("n" in letters):
            lines.append(f"enable {'-n ' if off else ''}{name}\n")
    return write(shell, "".join(lines))
