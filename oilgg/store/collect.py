"""Keeping a local store within bounds, and looking it over.

What reductions name is kept as long as the reductions are; those used longest ago go first. An object
that no reduction names goes when it is old enough that nobody can be about to name it. A process that
meanwhile meant to use what was taken away finds it missing, and makes it again.
"""

from __future__ import annotations

import fcntl
import posix
from time import time

from oilgg.store.base import StoreError
from oilgg.store.local import CHECK_BYTES
from oilgg.thunk.codec import CodecError, decode_result
from oilgg.thunk.hash import digest_bytes, digest_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oilgg.store.local import LocalStore

DEFAULT_BYTES = 10 << 30
DEFAULT_AGE_S = 90 * 86400
GRACE_S = 86400
KEPT_A_KEY = 64


class Statistics:
    """What is in a store: counts, and bytes on disk."""

    __slots__ = ("objects", "object_bytes", "reductions", "entries", "stats", "facts", "index_bytes")

    def __init__(self) -> None:
        self.objects = 0
        self.object_bytes = 0
        self.reductions = 0
        self.entries = 0
        self.stats = 0
        self.facts = 0
        self.index_bytes = 0


class Collected:
    """What a collection took away."""

    __slots__ = ("objects", "object_bytes", "reductions", "kept_bytes")

    def __init__(self) -> None:
        self.objects = 0
        self.object_bytes = 0
        self.reductions = 0
        self.kept_bytes = 0


class _Object:
    """An object in the store: size in bytes, when it was made, whether it is a row, how many reductions name it."""

    __slots__ = ("size", "made", "small", "named")

    def __init__(self, size: int, made: int, small: bool) -> None:
        self.size = size
        self.made = made
        self.small = small
        self.named = 0


def _large_objects(folder: str) -> Iterator[tuple[bytes, str, posix.stat_result]]:
    root = folder + "/objects"
    for part in sorted(posix.listdir(root)):
        for name in sorted(posix.listdir(f"{root}/{part}")):
            path = f"{root}/{part}/{name}"
            try:
                yield bytes.fromhex(part + name), path, posix.stat(path)
            except (ValueError, FileNotFoundError):
                continue


def statistics(store: LocalStore) -> Statistics:
    """Count what is in `store`. Raises StoreError."""
    store.flush()
    found = Statistics()
    for table in ("reductions", "entries", "stats", "facts"):
        name = {"entries": "entry"}.get(table, table[:-1])
        setattr(found, table, store.query(f"SELECT count(*) FROM {name}")[0][0])
    found.objects, found.object_bytes = store.query("SELECT count(*), coalesce(sum(length(data)), 0) FROM object")[0]
    for _digest, _path, stat in _large_objects(store.folder):
        found.objects += 1
        found.object_bytes += stat.st_size
    for suffix in ("", "-wal"):
        try:
            found.index_bytes += posix.stat(f"{store.folder}/index.db{suffix}").st_size
        except FileNotFoundError:
            continue
    return found


def collect(
    store: LocalStore, most_bytes: int = DEFAULT_BYTES, age_s: float = DEFAULT_AGE_S, grace_s: float = GRACE_S
) -> Collected | None:
    """Bring `store` below `most_bytes` of objects and drop what was not used for `age_s` seconds.

    Objects no reduction names are kept for `grace_s` seconds. None if another process is collecting.
    """
    store.flush()
    lock = posix.open(store.folder + "/lock", posix.O_RDWR | posix.O_CREAT | posix.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        return _collect(store, most_bytes, age_s, grace_s)
    except OSError as error:
        raise StoreError(f"{store.folder}: {error.strerror}") from None
    finally:
        posix.close(lock)


def _collect(store: LocalStore, most_bytes: int, age_s: float, grace_s: float) -> Collected:
    now = int(time())
    objects = {digest: _Object(s.st_size, int(s.st_ctime), False) for digest, _p, s in _large_objects(store.folder)}
    for digest, size, made in store.query("SELECT digest, length(data), made FROM object"):
        objects[digest] = _Object(size, made, True)
    total = sum([known.size for known in objects.values()])
    done = Collected()

    dropped: list[int] = []
    kept: list[tuple[int, list[bytes]]] = []
    seen: dict[bytes, int] = {}
    rows = store.query("SELECT id, key, result, used FROM reduction ORDER BY used DESC, id DESC")
    for number, key, result, used in rows:
        seen[key] = seen.get(key, 0) + 1
        names = _named(result)
        if names is None or used < now - age_s or seen[key] > KEPT_A_KEY or not all(n in objects for n in names):
            dropped.append(number)
            continue
        kept.append((number, names))
        for name in names:
            objects[name].named += 1

    for digest, known in list(objects.items()):
        if not known.named and known.made < now - grace_s:
            total -= _drop(store, digest, objects, done)
    while total > most_bytes and kept:
        number, names = kept.pop()
        dropped.append(number)
        for name in names:
            if name in objects:
                objects[name].named -= 1
                if not objects[name].named and objects[name].made < now - min(grace_s, 60):
                    total -= _drop(store, name, objects, done)
    done.reductions = len(dropped)
    done.kept_bytes = total
    store.write([("DELETE FROM reduction WHERE id = ?", [(number,) for number in dropped])])
    _drop_unused_rows(store)
    _drop_old_temporaries(store.folder, now - grace_s)
    return done


def _named(result: bytes) -> list[bytes] | None:
    """The digests of the objects that an encoded result needs; None if it can't be read."""
    try:
        decoded = decode_result(result[CHECK_BYTES:])
    except CodecError:
        return None
    streams = [stream.digest for stream in (decoded.stdout, decoded.stderr) if stream.data is None]
    found = [*[output.digest for output in decoded.outputs], *streams]
    return [digest for digest in dict.fromkeys(found) if digest is not None]


def _drop(store: LocalStore, digest: bytes, objects: dict[bytes, _Object], done: Collected) -> int:
    known = objects.pop(digest)
    store.delete(digest)
    done.objects += 1
    done.object_bytes += known.size
    return known.size


def _drop_unused_rows(store: LocalStore) -> None:
    """Entries that no reduction has, digests of files that are gone, and the pages they were on."""
    used: set[int] = set()
    for (learned,) in store.query("SELECT learned FROM reduction"):
        used.update(memoryview(learned).cast("I") if len(learned) % 4 == 0 and learned else ())
    entries = [(number,) for (number,) in store.query("SELECT id FROM entry") if number not in used]
    gone = []
    for folder, name in store.query("SELECT folder, name FROM stat"):
        try:
            posix.lstat(folder + b"/" + name)
        except OSError:
            gone.append((folder, name))
    store.write(
        [
            ("DELETE FROM entry WHERE id = ?", entries),
            ("DELETE FROM stat WHERE folder = ? AND name = ?", gone),
        ]
    )
    store.forget_numbers()
    store.query("PRAGMA incremental_vacuum")


def _drop_old_temporaries(folder: str, before: float) -> None:
    for name in posix.listdir(folder + "/tmp"):
        path = f"{folder}/tmp/{name}"
        try:
            if posix.stat(path).st_mtime < before:
                posix.unlink(path)
        except FileNotFoundError:
            continue


def check(store: LocalStore) -> tuple[int, list[bytes]]:
    """Read every object and every reduction: (objects read, digests of the damaged ones, which are removed).

    Raises StoreError; a damaged index is begun again, as in any run.
    """
    store.flush()
    damaged: list[bytes] = []
    count = 0
    for digest, path, _stat in _large_objects(store.folder):
        count += 1
        try:
            if digest_file(path)[0] != digest:
                damaged.append(digest)
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}") from None
    for digest, data in store.query("SELECT digest, data FROM object"):
        count += 1
        if digest_bytes(data) != digest:
            damaged.append(digest)
    for digest in damaged:
        store.delete(digest)
    wrong = [
        (number,)
        for number, key, learned, result in store.query("SELECT id, key, learned, result FROM reduction")
        if digest_bytes(key + learned + result[CHECK_BYTES:])[:CHECK_BYTES] != result[:CHECK_BYTES]
    ]
    store.write([("DELETE FROM reduction WHERE id = ?", wrong)])
    store.index.check()
    return count, damaged
