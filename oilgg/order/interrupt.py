"""Traps of signals in the middle of an order (R5, R11): they run where they would have run, not where the walk is.

A signal arrives while some command runs; in an order that is its head. The trap runs when the head is real, and
before everything after it: that is set aside meanwhile. If the trap ends the shell it never happens, else it starts
anew, since a signal to the whole process group has killed it and the trap may have changed what it reads.
"""

from __future__ import annotations

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

    def take(self) -> None:
        """Run the traps that are due, if their command is over. Raises what a trap raises, such as ExitShell."""
        if self.running or self.struck is None or not self.struck.gone:
            return
        self.struck = None
        self.running = True
        rest = self.order.set_aside()
        try:
            self.order.shell.run_traps()
            self.order.drain("trap")
        except BaseException:
            self.order.drop_aside(rest)
            raise
        finally:
            self.running = False
        self.order.resume(rest)
