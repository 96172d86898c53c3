"""Commands whose annotations were found wrong (R10): what comes after them may have seen a wrong tree."""

from __future__ import annotations

from oilgg.order.entry import ThunkEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.order.order import Order


class Doubts:
    """Knows which pending commands of `order` cannot be believed."""

    __slots__ = ("_entries", "order")

    def __init__(self, order: Order) -> None:
        self.order = order
        self._entries: list[ThunkEntry] = []

    def pending(self) -> list[ThunkEntry]:
        """Those whose annotations are wrong: what they write is not known before they have retired."""
        if self._entries:
            self._entries = [entry for entry in self._entries if not entry.gone]
        return self._entries

    def add(self, entry: ThunkEntry) -> None:
        """The annotation of `entry` was found wrong."""
        order = self.order
        if not entry.lowered.traced:
            order.lowerer.distrusted.update([name.rpartition("/")[2] for name in entry.lowered.names])
        order.report("differs" if entry.lowered.traced else "wrong", entry.lowered.text, entry.line, entry.reason)
        self._entries = [*self.pending(), entry]
        for other in order.entries:
            if isinstance(other, ThunkEntry) and other.number > entry.number:
                order.stop(other)
                other.anew = other.anew or not entry.lowered.traced
                if other.after is None or other.after.gone or other.after.number < entry.number:
                    other.after = entry
                if other not in order.waiting:
                    order.waiting.append(other)
