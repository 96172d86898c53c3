"""What happens behind a command that fails and so ends the script (`--fail-fast`, `--keep-going`).

In the tree the same happens as ever: nothing behind it becomes real (R5). It is only a matter of what still runs.
Usually that runs on until everything before the failed command is real; then it is killed.

`--fail-fast`: it is killed as soon as the failure is known.
`--keep-going`: the failed command does not retire yet, so the walk goes on for as long as it does not have to see
something real. All commands that need nothing of a failed one run to their end; their results are kept for the next
run, and their failures are told of. What needs it is not run.
"""

from __future__ import annotations

from oilgg.order.entry import DONE, RUNNING, WAITING, ThunkEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.order.entry import Entry
    from oilgg.order.order import Order

KEEP_GOING = "keep-going"


class Failures:
    """Looks after the commands of `order` that have failed where `set -e` holds; without a `mode` it does nothing."""

    __slots__ = ("_over", "_shown", "failed", "lost", "mode", "order")

    def __init__(self, order: Order) -> None:
        self.order = order
        self.mode = ""
        self.failed: ThunkEntry | None = None
        """With --fail-fast: the first that has failed; nothing behind it is started."""
        self.lost: set[ThunkEntry] = set()
        """With --keep-going: what has failed, and what needs something of that."""
        self._over = False
        """All that could be done has been done."""
        self._shown: ThunkEntry | None = None

    def note(self, entry: ThunkEntry) -> None:
        """The status of `entry` is known."""
        if not self.mode or not _ends_script(entry):
            return
        if self.mode == KEEP_GOING:
            self.lost.add(entry)
        elif self.failed is None or not _ends_script(self.failed) or entry.number < self.failed.number:
            self.failed = entry
            self._stop_rest(entry)

    def _stop_rest(self, entry: ThunkEntry) -> None:
        order = self.order
        for other in order.entries:
            if isinstance(other, ThunkEntry) and other.number > entry.number and other.phase in (RUNNING, WAITING):
                order.stop(other)
                other.after = entry
                if other not in order.waiting:
                    order.waiting.append(other)

    def bars(self, entry: ThunkEntry) -> bool:
        """Whether `entry` is not to be started."""
        if self.failed is not None and entry.number > self.failed.number and _ends_script(self.failed):
            entry.after = self.failed
            return True
        if not self.lost or entry in self.lost:
            return entry in self.lost
        if self._needs_lost(entry):
            self.lost.add(entry)
            return True
        return False

    def _needs_lost(self, entry: ThunkEntry) -> bool:
        versions, lowered = self.order.versions, entry.lowered
        if not self.lost.isdisjoint(entry.waits_for):
            return True
        for path in [*lowered.reads, *entry.expected_reads, *lowered.writes]:
            if not self.lost.isdisjoint(versions.writers(path, entry)):
                return True
        return any(
            writer in self.lost
            for directory, globs in lowered.trees
            for _path, writer in versions.matching(directory, globs, entry)
        )

    def holds(self, head: Entry) -> bool:
        """Whether `head`, which could retire, is to wait for what is still to be done behind it."""
        if self.mode != KEEP_GOING or self._over or not isinstance(head, ThunkEntry) or not _ends_script(head):
            return False
        if self._shown is not head:
            self._shown = head
            self.order.retirement.show(head)
        return True

    def end(self) -> bool:
        """Nothing runs any more: whether that is what a failed command has waited for. Then it retires."""
        if self._over or not self.order.entries or not self.holds(self.order.entries[0]):
            return False
        self._over = True
        return True

    def tell(self, first: ThunkEntry) -> None:
        """`first` ends the script: say which others have failed behind it, and what they had to say."""
        if self.mode != KEEP_GOING:
            return
        skipped = 0
        for entry in self.order.entries:
            if not isinstance(entry, ThunkEntry):
                continue
            if _ends_script(entry):
                where = f"{entry.script or self.order.shell.name}: line {entry.line}"
                self.order.say(f"oilgg: {where}: {entry.lowered.text}: failed too, with status {entry.status}\n")
                for text in _printed(entry):
                    self.order.say(text if text.endswith("\n") else text + "\n")
            elif entry in self.lost:
                skipped += 1
        if skipped:
            self.order.say(f"oilgg: {skipped} command{'s' * (skipped > 1)} not run for want of what failed\n")
        self.lost.clear()
        self._over = False


def _ends_script(entry: ThunkEntry) -> bool:
    return entry.phase is DONE and entry.checked and entry.status > 0 and not entry.known and not entry.gone


def _printed(entry: ThunkEntry) -> list[str]:
    """What `entry` has printed, and what is to be said of it."""
    found = [data if capture is None else bytes(capture.data) for _sink, capture, data in entry.streams]
    return [*[data.decode("utf-8", "surrogateescape") for data in found if data], *entry.stage_messages]
