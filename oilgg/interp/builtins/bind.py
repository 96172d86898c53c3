"""bind: key bindings of the line editor, which scripts do not have."""

from __future__ import annotations

from oilgg.interp.builtins.arguments import parse_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def bind(shell: Shell, args: list[str]) -> int:
    """Accept what scripts say about keys; nothing of it has an effect without a line editor."""
    if args[:1] != ["--help"] and not shell.interactive:
        shell.error("bind: warning: line editing not enabled")
    parse_options(shell, "bind", args, "lvpVPsSXf:q:u:m:r:x:")
    return 0
