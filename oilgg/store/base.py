"""What every store gives: objects by digest, reductions by thunk, digests of files, small facts.

A store is used by one thread of one process; a local folder by any number of processes at once. Objects
are verified whenever they are read: one that is damaged is thrown away and counts as missing. Objects
become durable before the rows that name them. Nothing in a store shares an inode with the tree.

Trouble with the store itself (no space, no permission) is a `StoreError`; a run then goes on without reuse.
"""

from __future__ import annotations

import posix
from errno import EINVAL
from time import CLOCK_REALTIME, clock_gettime_ns

from oilgg.errors import StoreError
from oilgg.thunk.codec import decode_result
from oilgg.thunk.hash import digest_fd
from oilgg.thunk.ir import NOTHING_LEARNED, Learned, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from os import stat_result
    from typing import Final

    from oilgg.thunk.ir import Result

    # (kind, path, digest): one thing a run learned; see KIND_FILE and those that follow
    Entry = tuple[int, str, bytes]
    # device, inode, size, mtime_ns, ctime_ns
    StatKey = tuple[int, int, int, int, int]

__all__ = ["MissingObject", "Reduction", "Store", "StoreError"]

KIND_FILE, KIND_ABSENT, KIND_DIRECTORY, KIND_LOOKED, KIND_TIMED = 0, 1, 2, 3, 4
RACY_NS = 20_000_000
RACY_COARSE_NS = 2_000_000_000
SETTLE_BYTES = 16 << 20
AHEAD = 32
"""How many keys, or entries, to read at once where they are asked for in the order in which they were recorded."""
SHORTEST_TICK_NS = 900_000
"""Times that the kernel takes from its ticks lie further apart."""


class MissingObject(StoreError):
    """No object has this digest; `damaged` if there was one whose bytes were others (it is gone now)."""

    def __init__(self, digest: bytes, damaged: bool = False) -> None:
        super().__init__(f"object {digest.hex()} is {'damaged' if damaged else 'missing'}")
        self.digest = digest
        self.damaged = damaged


class Reduction(Record):
    """A result and what must still hold for it to be used again: `Reduction(learned, result)`.

    What was learned is often the same long list for many thunks; a store keeps it as numbers of entries and
    gives those (`entry_ids`, ascending). `learned` and `result` are decoded when asked for: of many
    reductions of one thunk at most one holds.
    """

    __slots__ = ("_learned", "_result", "entry_ids", "_store", "_encoded")

    def __init__(
        self,
        learned: Learned | None,
        result: Result | None,
        entry_ids: Sequence[int] | None = None,
        store: Store | None = None,
        encoded: bytes = b"",
    ) -> None:
        self._learned = learned
        self._result = result
        self.entry_ids: Final = entry_ids
        self._store = store
        self._encoded = encoded

    @property
    def learned(self) -> Learned:
        """The paths and digests to verify. Raises StoreError where the store no longer knows them."""
        learned = self._learned
        if learned is None:
            ids = self.entry_ids or ()
            found = self._store.numbered_entries(ids) if self._store is not None else []
            if len(found) != len(ids):
                raise StoreError("what a reduction learned is no longer known")
            learned = self._learned = learned_of([entry for _number, entry in found])
        return learned

    @property
    def result(self) -> Result:
        """What the thunk came to, without what it learned. Raises CodecError where the store's row is damaged."""
        result = self._result
        if result is None:
            result = self._result = decode_result(self._encoded)
        return result

    def _fields(self) -> tuple[object, ...]:
        return (self.learned, self.result)

    def __repr__(self) -> str:
        return f"Reduction({self.learned!r}, {self.result!r})"


def learned_of(entries: Iterable[Entry]) -> Learned:
    """The `Learned` that consists of `entries`."""
    pairs: dict[int, list[tuple[str, bytes]]] = {}
    absent: list[str] = []
    for kind, path, digest in entries:
        if kind == KIND_ABSENT:
            absent.append(path)
        else:
            pairs.setdefault(kind, []).append((path, digest))
    if not pairs and not absent:
        return NOTHING_LEARNED
    files, directories, looked, timed = (
        tuple(pairs.get(kind, ())) for kind in (KIND_FILE, KIND_DIRECTORY, KIND_LOOKED, KIND_TIMED)
    )
    return Learned(files, tuple(absent), directories, looked, timed)


def entries_of(learned: Learned) -> list[Entry]:
    """`learned` as single entries."""
    found: list[Entry] = [(KIND_FILE, path, digest) for path, digest in learned.files]
    found += [(KIND_ABSENT, path, b"") for path in learned.absent]
    for kind, pairs in (
        (KIND_DIRECTORY, learned.directories),
        (KIND_LOOKED, learned.looked),
        (KIND_TIMED, learned.timed),
    ):
        found += [(kind, path, digest) for path, digest in pairs]
    return found


_READ = posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOCTTY | posix.O_NONBLOCK  # it may be a FIFO by now


class Store:
    """Objects, reductions, digests of files and facts; `local.LocalStore` and `memory.MemoryStore` are the two."""

    def __init__(self) -> None:
        self._stats: dict[str, tuple[StatKey, bytes, bool]] = {}
        self._changed_stats: set[str] = set()
        self._seen_ctimes: dict[int, int] = {}
        self._fine_devices: set[int] = set()
        """Where change times are finer than the kernel's clock ticks: each change of a file has its own."""

    def is_new(self) -> bool:
        """Whether it was empty when it was opened: it knows of this run only."""
        return False

    # Objects.

    def put_file(self, path: str, *, digest: bytes | None = None) -> tuple[bytes, int]:
        """Keep the bytes of the file at `path`: (digest, size in bytes) of what was kept.

        The store gets a copy of its own (a reflink where the file system can). With `digest` nothing is
        read if the store has it already; otherwise the true digest comes back, which may be another.
        Raises OSError where the file can't be read, StoreError where it can't be kept.
        """
        raise NotImplementedError

    def put_bytes(self, data: bytes) -> bytes:
        """Keep `data`; its digest. Raises StoreError."""
        raise NotImplementedError

    def get_bytes(self, digest: bytes) -> bytes:
        """The bytes of an object, verified. Raises MissingObject."""
        raise NotImplementedError

    def materialize(self, digest: bytes, path: str, mode: int | None, *, replace: bool = True) -> int:
        """Write a private copy of an object at `path`; its size in bytes. The object is verified first.

        `replace` true: `path` becomes a new inode, whole at once. False: the inode that is there is
        truncated and written (`> path`), or one made. `mode` are the exact permission bits; None leaves
        them as they are, or to the umask. The folder must exist. Raises MissingObject before anything is
        touched, OSError of the tree.
        """
        raise NotImplementedError

    def has(self, digest: bytes) -> bool:
        """Whether there is an object of that name; it is not read, so it may yet turn out damaged."""
        raise NotImplementedError

    def delete(self, digest: bytes) -> None:
        """Forget an object, if it is there."""
        raise NotImplementedError

    # Reductions.

    def lookup(self, key: bytes) -> list[Reduction]:
        """What the thunk of identity `key` has reduced to, newest first. The objects may be gone (`has`)."""
        raise NotImplementedError

    def record(self, key: bytes, reduction: Reduction) -> None:
        """Keep `reduction` for `key`, instead of an earlier one that stands on the same things.

        Its objects must be in the store. Many are written at once, soon; `flush` writes them now.
        """
        raise NotImplementedError

    def numbered_entries(self, ids: Iterable[int]) -> list[tuple[int, Entry]]:
        """(number, entry) for those numbers, by number; fewer if some are gone. A number is never used again."""
        raise NotImplementedError

    # Facts.

    def get_fact(self, key: bytes) -> bytes | None:
        """What `put_fact` kept under `key`."""
        raise NotImplementedError

    def put_fact(self, key: bytes, value: bytes) -> None:
        """Keep something small that is derived from what `key` names, instead of what was there."""
        raise NotImplementedError

    # Digests of files.

    def digest_of(self, path: str, stat: stat_result | None = None) -> bytes:
        """The digest of the regular file at `path` (absolute, resolved), which is read only if its stat is new.

        `stat` saves a call where the caller has just made it. Raises OSError, also for what is no regular
        file. A file that was changed so
        shortly before it was hashed that a further change might leave the same times is hashed again
        the next time, until its times are old enough.
        """
        stat = posix.stat(path) if stat is None else stat
        if stat.st_mode & 0o170000 != 0o100000:
            raise OSError(EINVAL, "Not a regular file", path)
        key = stat_key(stat)
        known = self._stats.get(path) or self._load_stat(path)
        if known is not None and known[0] == key and not known[2]:
            return known[1]
        return self._read_digest(path, key)

    def _read_digest(self, path: str, key: StatKey) -> bytes:
        """The digest of the file at `path`, whose stat was `key` just now; raises OSError."""
        now_ns = clock_gettime_ns(CLOCK_REALTIME)
        fd = posix.open(path, _READ)
        try:
            digest, _size = digest_fd(fd, key[2])
            after = stat_key(posix.fstat(fd))
        finally:
            posix.close(fd)
        self._stats[path] = (after, digest, after != key or is_racy(after, now_ns))
        self._changed_stats.add(path)
        return digest

    def know(self, path: str, stat: stat_result, digest: bytes) -> None:
        """The caller has just written those bytes at `path`, which then had this stat: no need to read them."""
        key = stat_key(stat)
        device, ctime_ns = key[0], key[4]
        if 0 < abs(ctime_ns - self._seen_ctimes.get(device, 0)) < SHORTEST_TICK_NS:
            self._fine_devices.add(device)
        self._seen_ctimes[device] = ctime_ns
        # Whoever writes it later gives it another time: that of the moment, which is not one that was set ahead of the
        # clock, nor the same again where a file that somebody has looked at gets a new one with each change.
        distinct = key[3] > ctime_ns or device in self._fine_devices
        racy = not distinct and is_racy(key, clock_gettime_ns(CLOCK_REALTIME))
        self._stats[path] = (key, digest, racy)
        self._changed_stats.add(path)

    def forget(self, path: str) -> None:
        """The file at `path` must be hashed again."""
        self._stats[path] = ((0, 0, -1, 0, 0), b"", True)
        self._changed_stats.add(path)

    def settle_racy(self, most_bytes: int = SETTLE_BYTES) -> None:
        """Hash again what was hashed too soon after it was written, so that the next run need not.

        Smallest first, up to `most_bytes`; what is still too young or gone is left out.
        """
        now_ns = clock_gettime_ns(CLOCK_REALTIME)
        racy = [(self._stats[path][0], path) for path in self._changed_stats if self._stats[path][2]]
        for key, path in sorted(racy, key=_size_of):
            if key[2] < 0 or is_racy(key, now_ns):
                continue
            most_bytes -= key[2]
            if most_bytes < 0:
                return
            try:
                self._read_digest(path, key)
            except OSError:
                continue

    def _load_stat(self, path: str) -> tuple[StatKey, bytes, bool] | None:
        """What an earlier run knew about `path`."""
        return None

    # The store as a whole.

    def expose(self, digests: Iterable[bytes]) -> None:
        """See that other processes find these objects, as far as they are here. Raises StoreError."""
        self.flush()

    def flush(self) -> None:
        """Write what was recorded and learned since the last time. Raises StoreError."""
        raise NotImplementedError

    def unsaved(self) -> bool:
        """Whether results were recorded that would be lost if this process were killed."""
        return False

    def save(self) -> None:
        """Flush, unless that was done a moment ago. Raises StoreError."""

    def close(self) -> None:
        """Flush and let go. Raises StoreError; the store is closed even so."""
        raise NotImplementedError


def stat_key(stat: stat_result) -> StatKey:
    """What must be the same for a file to be the same."""
    return (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def is_racy(key: StatKey, now_ns: int) -> bool:
    """Whether a change after `now_ns` might leave the times of `key` as they are.

    File systems take times from the kernel's coarse clock, up to 10 ms behind; those that only know seconds
    give whole ones.
    """
    newest = max(key[3], key[4])
    granularity = RACY_COARSE_NS if key[4] % 1_000_000_000 == 0 else RACY_NS
    return newest + granularity > now_ns


def _size_of(item: tuple[StatKey, str]) -> int:
    return item[0][2]
