"""Commands of a `$( )`: beside the order where they leave nothing behind (R1a), several at the same time in a group."""

from __future__ import annotations

from oilgg.lower.lowering import Lowered
from oilgg.order.calls import Value
from oilgg.order.entry import DONE, IN_TURN, OutputEntry
from oilgg.order.output import Held, MemorySink, Sink
from oilgg.reason import BYPASSED, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oilgg.lower.invocation import Invocation
    from oilgg.order.entry import AnySink, ThunkEntry
    from oilgg.order.order import Order


class Beside:
    """Runs entries whose output is collected in memory."""

    __slots__ = ("group", "order")

    def __init__(self, order: Order) -> None:
        self.order = order
        self.group: Group | None = None

    def begin_group(self) -> None:
        """Let the commands of a `$( )` run at the same time from now on."""
        self.group = Group(self.order)

    def end_group(self, stop: bool) -> None:
        """Wait for them; with `stop`, what comes after one that failed is not printed."""
        group, self.group = self.group, None
        if group is not None:
            group.end(stop)

    def leave_group(self) -> Group | None:
        """The group, which is ended later, or resumed after a `$( )` within it; commands are run at once again."""
        group, self.group = self.group, None
        return group

    def resume_group(self, group: Group) -> None:
        """Let the commands of `group` run at the same time again."""
        self.group = group

    def before_lasting(self, call: Callable[[], None]) -> None:
        """Call this before a command of the group leaves anything behind."""
        if self.group is not None:
            self.group.before_lasting = call

    def offer_given(self, stages: Sequence[Invocation], line: int, given: dict[int, bytes]) -> int | None:
        """Like Order.offer, for a command that finds the bytes `given` on descriptors, and calls these `/dev/fd/N`."""
        order = self.order
        if order.stale:
            order.nothing_known()
        order.lowerer.values = list(given)
        try:
            lowered = order.lowered(stages)
        finally:
            order.lowerer.values = ()
        if not isinstance(lowered, Lowered):
            return None
        values = {number: Value(data) for number, data in given.items()}
        status = order.take_lowered(lowered, line, False, values=values)
        return None if isinstance(status, Refusal) else status

    def take(self, entry: ThunkEntry) -> int:
        """Run `entry`, or start it as one of a group; gives its status."""
        return self._at_once(entry) if self.group is None else self.group.take(entry)

    def _at_once(self, entry: ThunkEntry) -> int:
        order = self.order
        if entry.lowered.lasting:
            order.append(entry)
            order.unsettled[entry.number] = entry
            order.resolve_or_wait(entry)
            order.retire_through(entry)
        else:
            order.unsettled[entry.number] = entry
            order.resolve_or_wait(entry)
            self.finish(entry)
            self.deliver(entry)
        order.report(entry.kind, entry.text, entry.line, BYPASSED)
        return order.immediate(entry)

    def begin(self, entry: ThunkEntry) -> int:
        """Start a command of a group; gives its status, pending as well."""
        order = self.order
        if entry.lowered.lasting:
            order.append(entry)
        order.unsettled[entry.number] = entry
        order.resolve_or_wait(entry)
        order.advance()
        return order.immediate(entry) if entry.phase is DONE else -entry.number

    def finish(self, entry: ThunkEntry) -> None:
        """Wait for the result of an entry beside the order; it runs in the tree if there is no other way."""
        order = self.order
        order.wait_until(lambda: entry.phase is DONE or entry.phase is IN_TURN)
        if entry.phase is IN_TURN:
            order.drain("in turn")
            order.retirement.run_in_turn(entry)
            order.wait_until(lambda: entry.phase is DONE)

    def deliver(self, entry: ThunkEntry) -> None:
        """Write what an entry beside the order has printed, and why stages of it did not start."""
        for sink, capture, data in entry.streams:
            self._write(entry, sink, bytes(capture.data) if capture is not None else data)
        for message in entry.stage_messages:
            self._write(entry, entry.streams[-1][0], message.encode("utf-8", "surrogateescape"))
        self.order.reducer.runs.dispose(entry)
        entry.let_go()

    def _write(self, entry: ThunkEntry, sink: AnySink, data: bytes) -> None:
        order = self.order
        if data and isinstance(sink, Sink) and order.entries:
            order.append(OutputEntry(order.next_number(), entry.line, sink, data))
        elif data:
            sink.write(data)


class Group:
    """Takes commands instead of running them at once; those that leave something behind stand in the order as well."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.entries: list[tuple[ThunkEntry, list[Held]]] = []
        self.before_lasting: Callable[[], None] = _nothing

    def take(self, entry: ThunkEntry) -> int:
        """Start `entry`; gives its status, pending as well."""
        if entry.lowered.lasting:
            self.before_lasting()
        held: list[Held] = []
        for index, (sink, capture, data) in enumerate(entry.streams):
            if isinstance(sink, MemorySink):
                held.append(Held(sink))
                entry.streams[index] = (held[-1], capture, data)
        self.entries.append((entry, held))
        return self.order.beside.begin(entry)

    def end(self, stop: bool) -> None:
        """Wait for all, and hand their output on; with `stop` that of the first that has failed is the last."""
        order = self.order
        for entry, held in self.entries:
            try:
                if entry.lowered.lasting:
                    if not entry.gone:
                        order.retire_through(entry)
                else:
                    order.beside.finish(entry)
                    order.beside.deliver(entry)
            finally:
                for one in held:
                    one.release()
            order.report(entry.kind, entry.lowered.text, entry.line, BYPASSED)
            if stop and entry.status:
                return

    def drop(self) -> None:
        """Forget all: they come after a command that has failed."""
        for entry, _held in self.entries:
            if not entry.gone and not entry.lowered.lasting:
                self.order.drop_command(entry)
                entry.let_go()


def _nothing() -> None:
    """Nobody minds."""
