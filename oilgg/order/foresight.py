"""`--dry-run`: what would become of a command, without running anything."""

from __future__ import annotations

from oilgg.order.entry import ThunkEntry
from oilgg.reason import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.lower.invocation import Invocation
    from oilgg.order.order import Order


def foresee(order: Order, stages: Sequence[Invocation], line: int) -> int:
    """Say what would become of a command; it counts as successful."""
    lowered = order.lowerer.lower(stages, order.shell.options.noclobber)
    text = " | ".join([" ".join(stage.argv) for stage in stages])
    if isinstance(lowered, Refusal):
        order.report("opaque", text, line, lowered)
        return 0
    if len(stages) == 1 and lowered.call is None and order.small.takes(stages[0]):
        order.report("small", text, line, None)
        return 0
    entry = ThunkEntry(order.next_number(), line, lowered)
    entry.streams = order.sinks.streams(lowered)
    refusal = order.reducer.resolver.link(entry)
    known = refusal is None and order.reducer.foresee(entry)
    if known:
        entry.reason = None
    elif refusal is None and order.reducer.runs.remote is not None:
        order.reducer.runs.remote.foresee(entry)
    order.report("opaque" if refusal else "reused" if known else "run", text, line, refusal or entry.reason)
    return 0
