"""`echo … >file` behind commands that still run: what a builtin prints becomes real in its turn (R7)."""

from __future__ import annotations

from oilgg.errors import ExpansionError
from oilgg.interp.capture import Capture, Sink
from oilgg.interp.execution import call_builtin
from oilgg.interp.redirection import RedirectionFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.command import Simple
    from oilgg.interp.redirection import Redirect
    from oilgg.interp.state import Shell

PRINTERS = frozenset(["echo", "printf", ":", "true"])
"""Builtins that only print."""


def print_later(shell: Shell, node: Simple, builtin: Callable[..., int], argv: list[Any]) -> int | None:
    """Run one of PRINTERS whose output goes to a file. None: it has to be done here and now."""
    tree = node.tree[4][0]
    if tree[0] != "redir" or tree[2] not in (None, 1) or tree[3] not in (">", ">>", ">|") or _has_effects(tree[4][0]):
        return None
    out: list[Redirect] = []
    try:
        node.redirs[0].expand(shell, out)
    except (ExpansionError, RedirectionFailed):
        return None  # it will happen again, and be told
    target = out[0].target
    if not isinstance(target, str) or (shell.options.noclobber and out[0].op == ">"):
        return None
    plan = shell.lowering.plan_write(target, out[0].op == ">>")
    if plan is None:
        return None
    capture = Capture()
    sinks = shell.sinks
    shell.sinks = {**sinks, 1: Sink(capture)}
    try:
        status = call_builtin(shell, argv[0], builtin, argv[1:])
    finally:
        shell.sinks = sinks
    shell.lowering.write_later(plan, capture.data(), node.line)
    return status


def _has_effects(word: str) -> bool:
    """Whether expanding the source `word` twice may be another thing than once."""
    return any(mark in word for mark in ("(", "`", "=", "+", "RANDOM", "<"))
