"""Whether what a reduction learned still holds, at the cost of a set comparison once a run has seen its parts.

Hundreds of compiles learn the same hundred system headers. Each (path, digest) is an entry with a number
in the store, a reduction keeps the numbers, and one run checks each number once.
"""

from __future__ import annotations

from oilgg.store.base import AHEAD, KIND_ABSENT, KIND_DIRECTORY, KIND_FILE, KIND_TIMED, entries_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oilgg.store.base import Entry, Reduction, Store
    from oilgg.thunk.ir import Learned


class Verifier:
    """Checks what was learned against the files as one run sees them, and remembers what held.

    `digest_of(path)` is the digest of the file there (None: no regular file), `exists(path)` whether anything is,
    `names_of(path)` the `names_digest` of a directory (None: no directory), `look_of(path, timed)` the `look_digest`
    of what is there, all as the program order has them at this point. Their exceptions pass through, and nothing is
    remembered then. A path that may change has to be forgotten (`forget`) each time it may have.
    """

    __slots__ = (
        "_store", "_digest_of", "_exists", "_names_of", "_look_of", "_held", "_failed", "_loaded", "_by_path", "_next",
        "broken",
    )  # fmt: skip

    def __init__(
        self,
        store: Store,
        digest_of: Callable[[str], bytes | None],
        exists: Callable[[str], bool],
        names_of: Callable[[str], bytes | None],
        look_of: Callable[[str, bool], bytes] | None = None,
    ) -> None:
        self._look_of = look_of
        self._store = store
        self._digest_of = digest_of
        self._exists = exists
        self._names_of = names_of
        self._held: set[int] = set()
        self._failed: set[int] = set()
        self._loaded: dict[int, Entry] = {}
        self._by_path: dict[str, list[int]] = {}
        self._next = 0
        """The number behind the last that was loaded: commands that were new in one run have theirs in a row."""
        self.broken: Entry | None = None

    def holds(self, reduction: Reduction) -> bool:
        """Whether all that `reduction` learned is as it was; if not, `broken` is the first entry that isn't."""
        ids = reduction.entry_ids
        if ids is None:
            return self.learned_holds(reduction.learned)
        if self._held.issuperset(ids):
            return True
        if not self._failed.isdisjoint(ids):
            self.broken = self._loaded.get(min(self._failed.intersection(ids)))
            return False
        return self._check(ids)

    def learned_holds(self, learned: Learned) -> bool:
        """The same for what is not in the store yet; remembers nothing."""
        for entry in entries_of(learned):
            if not self._entry_holds(entry):
                self.broken = entry
                return False
        return True

    def entries_at(self, reduction: Reduction, paths: Iterable[str]) -> list[Entry]:
        """The entries of `reduction` at any of `paths`: what it learned about files that are pending, say."""
        if reduction.entry_ids is None:
            wanted = set(paths)
            return [entry for entry in entries_of(reduction.learned) if entry[1] in wanted]
        self._load(reduction.entry_ids)
        own = frozenset(reduction.entry_ids)
        return [
            self._loaded[number] for path in paths for number in self._by_path.get(path, ()) if number in own
        ]  # fmt: skip

    def forget(self, path: str) -> None:
        """What is at `path` may change: look again the next time. Also needed for the directory it is in."""
        for number in self._by_path.get(path, ()):
            self._held.discard(number)
            self._failed.discard(number)

    def forget_all(self) -> None:
        """Anything may have changed (an opaque command has run)."""
        self._held.clear()
        self._failed.clear()

    def _check(self, ids: Iterable[int]) -> bool:
        self._load(ids)
        held, loaded = self._held, self._loaded
        for number in ids:
            if number in held:
                continue
            entry = loaded.get(number)
            if entry is None:
                self.broken = None
                return False
            if not self._entry_holds(entry):
                self._failed.add(number)
                self.broken = entry
                return False
            held.add(number)
        return True

    def _load(self, ids: Iterable[int]) -> None:
        loaded = self._loaded
        missing = [number for number in ids if number not in loaded]
        if missing:
            first = missing[0]
            if len(missing) < AHEAD and 0 <= first - self._next < AHEAD:
                ahead = [number for number in range(first, first + AHEAD) if number not in loaded]
                missing = sorted({*missing, *ahead})
            self._next = missing[-1] + 1
            for number, entry in self._store.numbered_entries(missing):
                loaded[number] = entry
                self._by_path.setdefault(entry[1], []).append(number)

    def _entry_holds(self, entry: Entry) -> bool:
        kind, path, digest = entry
        if kind == KIND_FILE:
            return self._digest_of(path) == digest
        if kind == KIND_ABSENT:
            return not self._exists(path)
        if kind == KIND_DIRECTORY:
            return self._names_of(path) == digest
        return self._look_of is not None and self._look_of(path, kind == KIND_TIMED) == digest
