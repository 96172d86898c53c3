"""Commands of one `$( )` that run at the same time: each has its own output, put together in order at the end."""

from __future__ import annotations

from oilgg.order.output import Held, MemorySink
from oilgg.reason import BYPASSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.order.entry import ThunkEntry
    from oilgg.order.order import Order


class Group:
    """Takes commands instead of running them at once; those that leave something behind stand in the order as well."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.entries: list[tuple[ThunkEntry, list[Held]]] = []

    def take(self, entry: ThunkEntry) -> int:
        """Start `entry`; gives its status, pending as well."""
        held: list[Held] = []
        for index, (sink, capture, data) in enumerate(entry.streams):
            if isinstance(sink, MemorySink):
                held.append(Held(sink))
                entry.streams[index] = (held[-1], capture, data)
        self.entries.append((entry, held))
        return self.order.begin_beside(entry)

    def end(self, stop: bool) -> None:
        """Wait for all, and hand their output on; with `stop` that of the first that has failed is the last."""
        order = self.order
        for entry, held in self.entries:
            try:
                if entry.lowered.lasting:
                    if not entry.gone:
                        order.retire_through(entry)
                else:
                    order.finish_beside(entry)
                    order.deliver_beside(entry)
            finally:
                for one in held:
                    one.release()
            order.report("reused" if entry.replayed else "run", entry.lowered.text, entry.line, BYPASSED)
            if stop and entry.status:
                return
