"""shift."""

from __future__ import annotations

from oilgg.interp.builtins.arguments import show_help

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def shift(shell: Shell, args: list[str]) -> int:
    """Drop positional parameters from the front; 1 if there are not as many."""
    if not args:
        if not shell.positional:
            return _out_of_range(shell, "")
        shell.positional = shell.positional[1:]
        return 0
    from oilgg.interp.builtins.control import numeric_argument

    if args[0] == "--help":
        return show_help(shell, "shift")
    try:
        count = numeric_argument(shell, "shift", args, 1, -1)
    except ValueError:
        return 1
    assert count is not None
    if count < 0:
        shell.error(f"shift: {args[-1]}: shift count out of range")
        return 1
    if count > len(shell.positional):
        return _out_of_range(shell, args[-1])
    shell.positional = shell.positional[count:]
    return 0


def _out_of_range(shell: Shell, text: str) -> int:
    if shell.options.shift_verbose:
        shell.error(f"shift: {text + ': ' if text else ''}shift count out of range")
    return 1
