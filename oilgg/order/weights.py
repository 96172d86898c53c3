"""Which command starts first: the one with most work behind it (the critical path), or the one the script waits for.

The weight of a command is the time it took the last time, plus the greatest weight among those that wait for it. Times
are kept by what was run and where; a command that is new counts as a short one, so that longer chains come first.
"""

from __future__ import annotations

from oilgg.thunk.hash import digest_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.order.entry import ThunkEntry
    from oilgg.store.base import Store

GUESS_S = 0.1
WORTH_KEEPING_S = 0.2
"""Times are kept of commands that take longer."""
URGENT_S = 1e9


class Weights:
    """Gives entries their weights."""

    __slots__ = ("store",)

    def __init__(self, store: Store) -> None:
        self.store = store

    def own_s(self, entry: ThunkEntry) -> float:
        """How long `entry` itself is thought to take."""
        fact = self.store.get_fact(_key(entry))
        return float(fact) if fact else GUESS_S

    def give(self, entry: ThunkEntry) -> float:
        """The weight of `entry`, found out when first asked for."""
        if not entry.weight_s:
            entry.weight_s = self.own_s(entry)
        return entry.weight_s

    def waits(self, entry: ThunkEntry) -> None:
        """`entry` waits for others: they have its work behind them as well."""
        pending = [entry]
        while pending:
            later = pending.pop()
            behind = self.give(later)
            for earlier in later.waits_for:
                weight = self.own_s(earlier) + behind
                if weight > earlier.weight_s:
                    self._set(earlier, weight)
                    pending.append(earlier)

    def urgent(self, entry: ThunkEntry) -> None:
        """The walk of the script waits for `entry`: it comes first, with all that it waits for."""
        pending = [entry]
        while pending:
            one = pending.pop()
            if one.weight_s < URGENT_S:
                self._set(one, URGENT_S)
                pending += one.waits_for

    def note(self, entry: ThunkEntry, wall_s: float) -> None:
        """`entry` took so long."""
        if wall_s >= WORTH_KEEPING_S:
            self.store.put_fact(_key(entry), f"{wall_s:.2f}".encode())

    def _set(self, entry: ThunkEntry, weight_s: float) -> None:
        entry.weight_s = weight_s
        if entry.task is not None:
            entry.task.weight = weight_s


def _key(entry: ThunkEntry) -> bytes:
    text = f"took\0{entry.lowered.cwd}\0{entry.lowered.text}"
    return digest_bytes(text.encode("utf-8", "surrogateescape"))
