"""A store in memory: for tests, and for runs that have no folder to keep things in."""

from __future__ import annotations

from oilgg.store.base import MissingObject, Reduction, Store, entries_of
from oilgg.store.files import read_file, write_bytes
from oilgg.thunk.hash import digest_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oilgg.store.base import Entry
    from oilgg.thunk.ir import Result


class MemoryStore(Store):
    """Everything in dictionaries; gone when the process is."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[bytes, bytes] = {}
        self._reductions: dict[bytes, list[tuple[tuple[int, ...], Result]]] = {}
        self._entries: dict[int, Entry] = {}
        self._numbers: dict[Entry, int] = {}
        self._facts: dict[bytes, bytes] = {}

    def put_file(self, path: str, *, digest: bytes | None = None) -> tuple[bytes, int]:
        if digest is not None and digest in self.objects:
            return digest, len(self.objects[digest])
        data = read_file(path)
        return self.put_bytes(data), len(data)

    def put_bytes(self, data: bytes) -> bytes:
        digest = digest_bytes(data)
        self.objects[digest] = bytes(data)
        return digest

    def get_bytes(self, digest: bytes) -> bytes:
        data = self.objects.get(digest)
        if data is None:
            raise MissingObject(digest)
        if digest_bytes(data) != digest:
            del self.objects[digest]
            raise MissingObject(digest, True)
        return data

    def materialize(self, digest: bytes, path: str, mode: int | None, *, replace: bool = True) -> int:
        data = self.get_bytes(digest)
        write_bytes(data, path, mode, replace)
        return len(data)

    def has(self, digest: bytes) -> bool:
        return digest in self.objects

    def delete(self, digest: bytes) -> None:
        self.objects.pop(digest, None)

    def lookup(self, key: bytes) -> list[Reduction]:
        found = self._reductions.get(key, ())
        return [Reduction(None, result, ids, self) for ids, result in reversed(found)]

    def record(self, key: bytes, reduction: Reduction) -> None:
        ids = tuple(sorted([self._number(entry) for entry in entries_of(reduction.learned)]))
        kept = [item for item in self._reductions.get(key, ()) if item[0] != ids]
        self._reductions[key] = [*kept, (ids, reduction.result)]

    def _number(self, entry: Entry) -> int:
        number = self._numbers.setdefault(entry, len(self._numbers) + 1)
        self._entries[number] = entry
        return number

    def numbered_entries(self, ids: Iterable[int]) -> list[tuple[int, Entry]]:
        return [(number, self._entries[number]) for number in sorted(ids) if number in self._entries]

    def get_fact(self, key: bytes) -> bytes | None:
        return self._facts.get(key)

    def put_fact(self, key: bytes, value: bytes) -> None:
        self._facts[key] = value

    def flush(self) -> None:
        self._changed_stats.clear()

    def close(self) -> None:
        self.flush()
