"""caller."""

from __future__ import annotations

from oilgg.interp.builtins.arguments import invalid_number, parse_options, usage, whole_number, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def caller(shell: Shell, args: list[str]) -> int:
    """Print where the function being executed was called from; 1 outside of functions and sourced files."""
    args = args[parse_options(shell, "caller", args, "")[1] :]
    frames = shell.frames
    if args:
        level = whole_number(args[0])
        if level is None:
            shell.error(f"caller: {invalid_number(args[0])}")
            return usage(shell, "caller")
    if not frames:
        return 1
    if not args:
        source = frames[-2].source if len(frames) > 1 else ""
        return write(shell, f"{frames[-1].line} {source or 'NULL'}\n")
    assert level is not None
    if level < 0 or level + 1 >= len(frames):
        return 1
    callee, outer = frames[-1 - level], frames[-2 - level]
    return write(shell, f"{callee.line} {outer.name} {outer.source}\n")
