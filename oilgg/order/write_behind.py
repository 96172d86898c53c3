"""Recording what traced commands have come to, while the next command runs.

A command that nobody annotated runs alone: the next one starts when it has ended. What it has read of the system (a
compiler, its libraries and headers) hardly changes meanwhile, so its digests, and writing all down, can wait until the
next command runs. Where something has changed there since, the result can't be kept.
"""

from __future__ import annotations

from collections import deque
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.engine.base import Result
    from oilgg.order.entry import ThunkEntry
    from oilgg.order.traced import Digests, Finding, Judge
    from oilgg.reason import Refusal

STEP_S = 0.004
"""How long the results of running commands may have to wait for a step of this."""
Printed = list[tuple[object, int, bytes]]
"""Of each stream: the key of its sink, the descriptor of the terminal that this is (-1: none), and its bytes."""


class WriteBehind:
    """Results that are still to be recorded, oldest first: `record` is called for each of which all is known."""

    def __init__(self, judge: Judge, record: Callable[[ThunkEntry, Result, Printed, Finding | Refusal], None]) -> None:
        self.judge = judge
        self.record = record
        self._left: deque[tuple[ThunkEntry, Result, Printed, Digests]] = deque()

    def add(self, entry: ThunkEntry, result: Result, printed: Printed, digests: Digests) -> None:
        """`entry` has come to `result`; not all of its `digests` are known yet."""
        self._left.append((entry, result, printed, digests))

    def step(self, limit_s: float = STEP_S) -> bool:
        """Do a part of it; False if there is nothing left."""
        if not self._left:
            return False
        end_s = monotonic() + limit_s
        while self._left and monotonic() < end_s:
            entry, result, printed, digests = self._left[0]
            if self.judge.digest_one(entry, digests):
                continue
            del self._left[0]
            self.record(entry, result, printed, self.judge.finding(entry, digests))
        return True

    def settle(self) -> None:
        """Do all of it."""
        while self.step(60):
            pass

    def settle_like(self, entry: ThunkEntry) -> None:
        """The same, if one of them is the result of such a command as `entry`."""
        if any(other.silent_key == entry.silent_key for other, *_ in self._left):
            self.settle()
