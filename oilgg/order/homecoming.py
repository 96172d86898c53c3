"""When what other machines have made comes home, and what never has to.

An output has to be here when its entry retires. If the script removes it again later on, and everything up to there is
known to have ended well, then all of that becomes real in one go, and nobody can tell whether the file was there in
between: it is not fetched at all. So a chain of compile, archive and link whose objects are removed at the end takes
sources up and brings the program home, nothing else. Until that is certain such an entry waits, but never longer
than for what runs anyway: once somebody wants to see the file, or nothing is left to wait for, it is fetched.
"""

from __future__ import annotations

from oilgg.order.entry import ABSENT_STATE, DONE, Entry, FileEntry, OutputEntry, ThunkEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.engine.client import RemoteEngine
    from oilgg.order.order import Order

# Small commands that read no file.
BLIND = ("rm", "mkdir")


class Homecoming:
    """Decides for the entries of `order` what is fetched, and when."""

    __slots__ = ("engine", "order")

    def __init__(self, order: Order, engine: RemoteEngine) -> None:
        self.order = order
        self.engine = engine

    def ended(self, entry: ThunkEntry, digests: set[bytes]) -> None:
        """`entry` has ended elsewhere, and `digests` are not here."""
        entry.deferred = {
            path: output.digest
            for path, output in entry.outputs.items()
            if output.digest in digests and self._remover(entry, path) is not None
        }
        self._fetch(entry, digests.difference(entry.deferred.values()))

    def ready(self, head: ThunkEntry) -> bool:
        """Whether `head`, which has ended, may retire; what it need not make real is no output of it any more."""
        if head.away:
            return False
        if not head.deferred:
            return True
        end = self._end_of(head)
        if end is None or head.number <= self.order.target < end:
            self.fetch_deferred(head)
            return not head.away
        if not self._is_settled(head, end):
            return False
        for path in head.deferred:
            del head.outputs[path]
        head.deferred = {}
        return True

    def press(self) -> bool:
        """There is nothing left to wait for: fetch what the head has put off. False: it has put off nothing."""
        head = self.order.entries[0] if self.order.entries else None
        if not isinstance(head, ThunkEntry) or not head.deferred or head.phase is not DONE:
            return False
        self.fetch_deferred(head)
        return True

    def fetch_deferred(self, entry: ThunkEntry) -> None:
        """Bring home what was put off."""
        digests = {digest for digest in entry.deferred.values() if digest is not None}
        entry.deferred = {}
        self._fetch(entry, digests)

    def _fetch(self, entry: ThunkEntry, digests: set[bytes]) -> None:
        entry.away |= digests

        def is_home(digest: bytes, _there: bool) -> None:
            entry.away -= {digest}

        if digests:
            self.engine.fetch(digests, is_home)

    def _remover(self, entry: ThunkEntry, path: str) -> Entry | None:
        """The entry after `entry` that removes `path`, if nothing else in between speaks of it in the tree."""
        for other in self.order.entries:
            if other.number <= entry.number:
                continue
            if isinstance(other, FileEntry):
                if not other.argv or other.argv[0].rpartition("/")[2] not in BLIND:
                    return None
                if other.states.get(path) is ABSENT_STATE:
                    return other
        return None

    def _end_of(self, head: ThunkEntry) -> int | None:
        """The number of the last of the entries that have to become real together with `head`; None if it is alone."""
        end = 0
        for entry in self.order.entries:
            if end and entry.number > end:
                break
            if isinstance(entry, ThunkEntry):
                for path in entry.deferred:
                    remover = self._remover(entry, path)
                    if remover is None:
                        return None
                    end = max(end, remover.number)
        return end or None

    def _is_settled(self, head: ThunkEntry, end: int) -> bool:
        """Whether all entries from `head` to `end` can become real now, one after the other."""
        for entry in self.order.entries:
            if entry.number > end:
                break
            if isinstance(entry, ThunkEntry):
                failed = entry.status and entry.mark is not None
                if entry.phase is not DONE or entry.away or failed or entry.in_turn:
                    return False
            elif not isinstance(entry, (FileEntry, OutputEntry)):
                return False
        return head.phase is DONE
