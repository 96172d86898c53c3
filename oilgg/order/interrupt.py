"""Traps of signals in the middle of an order (R5, R11): they run where they would have run, not where the walk is.

A signal arrives while some command runs; in an order that is its head. The trap runs when the head is real, and
before everything after it: that is set aside meanwhile. If the trap ends the shell it never happens, else it starts
anew, since a signal to the whole process group has killed it and the trap may have changed what it reads.
"""

from __future__ import annotations

from oilgg.order.entry import ThunkEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.order.entry import Entry
    from oilgg.order.order import Order


class Interrupts:
    """Runs the traps of signals that arrive while something is pending."""

    __slots__ = ("order", "running", "struck")

    def __init__(self, order: Order) -> None:
        self.order = order
        self.running = False
        """A trap is running."""
        self.struck: Entry | None = None
        """The command in which a signal arrived."""

    def hold(self) -> bool:
        """Whether a trap has to run before the head may become real."""
        if self.running or not self.order.shell.trap_is_due():
            return False
        head = self.order.entries[0]
        if self.struck is None:
            self.struck = head
        return head is not self.struck

    def due(self) -> bool:
        """Whether traps are to run now: the command in which a signal arrived is over."""
        return not self.running and self.struck is not None and self.struck.gone

    def take(self) -> None:
        """Run the traps that are due, if their command is over. Raises what a trap raises, such as ExitShell."""
        if not self.due():
            return
        struck, self.struck = self.struck, None
        self.running = True
        rest = self._set_aside()
        shell = self.order.shell
        walked = shell.status, shell.pipe_status
        try:
            # What the walk has come to is not known before what is set aside has run; the trap sees its own command.
            shell.status, shell.pipe_status = 0, (0,)
            if isinstance(struck, ThunkEntry):
                shell.status, shell.pipe_status = struck.status, tuple(struck.statuses)
            shell.run_traps()
            self.order.drain("trap")
            shell.status, shell.pipe_status = walked
        except BaseException:
            self._drop_aside(rest)
            raise
        finally:
            self.running = False
        self._resume(rest)

    def _set_aside(self) -> list[Entry]:
        """Take everything pending away; what runs is killed."""
        order = self.order
        rest, order.entries = order.entries, []
        order.waiting = []
        order.pending = False
        for entry in rest:
            order.versions.remove(entry)
            if isinstance(entry, ThunkEntry):
                order.stop(entry)
        return rest

    def _resume(self, rest: list[Entry]) -> None:
        """Put it back: it starts anew in a tree that may have changed."""
        order = self.order
        order.nothing_known()
        for entry in rest:
            order.append(entry)
            if isinstance(entry, ThunkEntry):
                entry.after = None
                order.waiting.append(entry)
        order.wake()
        order.advance()

    def _drop_aside(self, rest: list[Entry]) -> None:
        """Forget it, and what has come since."""
        order = self.order
        order.entries += rest
        order.drop(order.entries[:])
        order.pending = False
