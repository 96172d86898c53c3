"""The store in a local folder: large objects as files, everything small in SQLite.

    objects/ab/cdef…    objects over `SMALL_BYTES`, 0444, put there by rename
    tmp/                what is being written
    index.db            small objects, reductions, entries, digests of files, facts; WAL, not synced per commit

A process that dies at any moment leaves it sound: objects come before the rows that name them, rows come
in transactions, and an object is believed only after its digest was computed again. After a power cut an
object may be short; it is found out when it is read. A damaged index is moved aside and begun again. A reduction
carries the first bytes of its own digest, since its statuses and streams have no other.

Small objects are rows because a row in a batch costs less than a file and a rename: 11 us to 79 at 8 kB, and 150 us to
500 and more at 48 kB where the file system has to look long for a free inode.
"""

from __future__ import annotations

import posix
from time import monotonic, time

from oilgg.store.base import AHEAD, MissingObject, Reduction, Store, StoreError, entries_of
from oilgg.store.files import copy_fd, make_folders, read_fd, write_all, write_bytes, write_file
from oilgg.store.index import Index
from oilgg.thunk.codec import encode_result
from oilgg.thunk.hash import digest_bytes, digest_fd

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from os import stat_result
    from typing import Any

    from oilgg.store.base import Entry, StatKey

SMALL_BYTES = 64 << 10
MEMORY_BYTES = 1 << 20
FLUSH_ROWS = 64
FLUSH_BYTES = 2 << 20
FLUSH_S = 0.25
STAKE_S = 0.1
"""So much work, as commands' time, may be lost if this process is killed; more where many end within `PAUSE_S`."""
PAUSE_S = 0.05
LOOKUP_ROWS = 64
USED_EVERY_S = 86400
CHECK_BYTES = 8


class LocalStore(Store):
    """A store in `folder`, which is made if it isn't there; `notice` gets a sentence when something was mended.

    Raises StoreError where the folder can't be used: none, not ours, writable by others, read-only. Where its index
    cannot be read (a full disk, too many open files), `on_trouble` gets the error if there is one, and the store knows
    nothing from then on.
    """

    def __init__(self, folder: str, notice: Callable[[str], object] | None = None) -> None:
        super().__init__()
        if not folder:
            raise StoreError("no folder for the store: neither OILGG_STORE, XDG_CACHE_HOME nor HOME is set")
        self.folder = folder
        _claim(folder)
        self.index = Index(folder + "/index.db", notice or (lambda text: None), self._forget)
        self._is_new = not posix.access(self.index.path, posix.F_OK)
        self.on_trouble: Callable[[StoreError], object] | None = None
        self._is_lost = False
        self._pid = posix.getpid()
        self._run = posix.urandom(6).hex()
        self._written = 0
        self._next_flush = 0.0
        self._numbers: dict[Entry, int] = {}
        self._folders: dict[str, dict[str, tuple[StatKey, bytes, bool]]] = {}
        self._small: dict[bytes, bytes] = {}
        self._small_bytes = 0
        self._reductions: dict[bytes, list[Reduction]] = {}
        self._ahead: dict[bytes, list[tuple[int, bytes, bytes, int]]] = {}
        """Rows of reductions by key, of the keys that were recorded behind the last one that was asked for."""
        self._last_found = 0
        self._reduction_count = 0
        self._stake_s = 0.0
        self._facts: dict[bytes, bytes] = {}
        self._used: set[int] = set()

    def is_new(self) -> bool:
        return self._is_new

    # Objects.

    def _object_path(self, digest: bytes) -> str:
        name = digest.hex()
        return f"{self.folder}/objects/{name[:2]}/{name[2:]}"

    def put_file(self, path: str, *, digest: bytes | None = None) -> tuple[bytes, int]:
        fd = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOCTTY)
        try:
            stat = posix.fstat(fd)
            if digest is not None and self.has(digest):
                return digest, stat.st_size
            if stat.st_size <= SMALL_BYTES:
                data = read_fd(fd, stat.st_size)
                if len(data) <= SMALL_BYTES:
                    return self.put_bytes(data), len(data)
                posix.lseek(fd, 0, 0)
            if digest is None:
                digest, size = digest_fd(fd, stat.st_size)
                if self.has(digest):
                    return digest, size
            return self._keep_file(fd, stat, digest)
        finally:
            posix.close(fd)

    def _keep_file(self, fd: int, before: stat_result, digest: bytes) -> tuple[bytes, int]:
        """Copy an open file in under `digest`, or its true one if it is being changed."""
        try:
            temporary, target = self._temporary()
            try:
                size = copy_fd(fd, target, before.st_size)
                after = posix.fstat(fd)
                if (before.st_size, before.st_mtime_ns, before.st_ctime_ns) != (
                    size,
                    after.st_mtime_ns,
                    after.st_ctime_ns,
                ):
                    posix.lseek(target, 0, 0)
                    digest, size = digest_fd(target, size)
            finally:
                posix.close(target)
            self._publish(temporary, digest)
        except OSError as error:
            raise self._trouble(error) from None
        return digest, size

    def put_bytes(self, data: bytes) -> bytes:
        digest = digest_bytes(data)
        if digest in self._small:
            return digest
        if len(data) <= SMALL_BYTES:
            self._small[digest] = bytes(data)
            self._small_bytes += len(data)
            if len(self._small) > 4 * FLUSH_ROWS or self._small_bytes > FLUSH_BYTES:
                self.flush()
        elif not self.has(digest):
            try:
                temporary, fd = self._temporary()
                try:
                    write_all(fd, data)
                finally:
                    posix.close(fd)
                self._publish(temporary, digest)
            except OSError as error:
                raise self._trouble(error) from None
        return digest

    def _temporary(self) -> tuple[str, int]:
        self._written += 1
        path = f"{self.folder}/tmp/{self._run}-{self._written}"
        flags = posix.O_RDWR | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC
        return path, posix.open(path, flags, 0o444)

    def _publish(self, temporary: str, digest: bytes) -> None:
        path = self._object_path(digest)
        try:
            posix.rename(temporary, path)
        except FileNotFoundError:
            make_folders(path.rpartition("/")[0], 0o700)
            posix.rename(temporary, path)

    def get_bytes(self, digest: bytes) -> bytes:
        data = self._get_small(digest)
        if data is None:
            fd = self._open_object(digest)
            try:
                data = read_fd(fd, posix.fstat(fd).st_size)
            finally:
                posix.close(fd)
        if digest_bytes(data) != digest:
            self.delete(digest)
            raise MissingObject(digest, True)
        return data

    def _get_small(self, digest: bytes) -> bytes | None:
        data = self._small.get(digest)
        if data is None:
            rows = self.query("SELECT data FROM object WHERE digest = ?", (digest,))
            if rows:
                data = rows[0][0]
        return data

    def _open_object(self, digest: bytes) -> int:
        try:
            return posix.open(self._object_path(digest), posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOFOLLOW)
        except FileNotFoundError:
            raise MissingObject(digest) from None
        except OSError as error:
            raise self._trouble(error) from None

    def materialize(self, digest: bytes, path: str, mode: int | None, *, replace: bool = True) -> int:
        data = self._get_small(digest)
        if data is not None:
            if digest_bytes(data) != digest:
                self.delete(digest)
                raise MissingObject(digest, True)
            write_bytes(data, path, mode, replace)
            return len(data)
        fd = self._open_object(digest)
        try:
            size = posix.fstat(fd).st_size
            if size <= MEMORY_BYTES:
                data = read_fd(fd, size)
                found = digest_bytes(data)
            else:
                found, size = digest_fd(fd, size)
            if found != digest:
                self.delete(digest)
                raise MissingObject(digest, True)
            if data is not None:
                write_bytes(data, path, mode, replace)
            else:
                write_file(path, mode, replace, lambda target: copy_fd(fd, target, size))
            return size
        finally:
            posix.close(fd)

    def has(self, digest: bytes) -> bool:
        if digest in self._small:
            return True
        try:
            posix.stat(self._object_path(digest))
            return True
        except OSError:
            pass
        return bool(self.query("SELECT 1 FROM object WHERE digest = ?", (digest,)))

    def delete(self, digest: bytes) -> None:
        self._small.pop(digest, None)
        try:
            posix.unlink(self._object_path(digest))
        except FileNotFoundError:
            pass
        except OSError as error:
            raise self._trouble(error) from None
        self.write([("DELETE FROM object WHERE digest = ?", [(digest,)])])

    # Reductions.

    def lookup(self, key: bytes) -> list[Reduction]:
        if key in self._reductions:
            try:
                self.flush()
            except StoreError as error:
                self._lose(error)
        rows = self._ahead.pop(key, None)
        if rows is None:
            rows = self.query(
                "SELECT id, learned, result, used FROM reduction WHERE key = ? ORDER BY id DESC LIMIT ?",
                (key, LOOKUP_ROWS),
            )
            if rows and 0 < rows[0][0] - self._last_found <= AHEAD:
                self._read_ahead(rows[0][0])
        if rows:
            self._last_found = rows[0][0]
        found = []
        for number, learned, result, used in rows:
            if digest_bytes(key + learned + result[CHECK_BYTES:])[:CHECK_BYTES] != result[:CHECK_BYTES]:
                continue
            ids: Sequence[int] = memoryview(learned).cast("I") if learned else ()
            if ids:
                self._met(ids[-1])
            if used < time() - USED_EVERY_S:
                self._used.add(number)
            found.append(Reduction(None, None, ids, self, result[CHECK_BYTES:]))
        return found

    def _read_ahead(self, number: int) -> None:
        """Commands are asked for in the order in which they were recorded: read what comes behind that row."""
        self._ahead.clear()
        rows = self.query(
            "SELECT key, id, learned, result, used FROM reduction "
            "WHERE key IN (SELECT key FROM reduction WHERE id > ? AND id <= ?) ORDER BY id DESC",
            (number, number + AHEAD),
        )
        for key, *row in rows:
            known = self._ahead.setdefault(key, [])
            if len(known) < LOOKUP_ROWS:
                known.append(tuple(row))

    def record(self, key: bytes, reduction: Reduction) -> None:
        self._ahead.pop(key, None)
        self._reductions.setdefault(key, []).append(reduction)
        self._reduction_count += 1
        self._stake_s += reduction.result.usage.wall_s
        now = monotonic()
        staked = self._stake_s > STAKE_S and now > self._next_flush - FLUSH_S + PAUSE_S
        if self._reduction_count >= FLUSH_ROWS or staked or now > self._next_flush:
            self.flush()

    def unsaved(self) -> bool:
        return bool(self._reductions)

    def save(self) -> None:
        if self._reductions and monotonic() > self._next_flush:
            self.flush()

    def numbered_entries(self, ids: Iterable[int]) -> list[tuple[int, Entry]]:
        wanted = sorted(ids)
        found: list[tuple[int, Entry]] = []
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self.query(f"SELECT id, kind, path, digest FROM entry WHERE id IN ({marks}) ORDER BY id", part)
            found += [
                (number, (kind, path.decode("utf-8", "surrogateescape"), digest))
                for number, kind, path, digest in rows
            ]  # fmt: skip
        if found:
            self._met(found[-1][0])
        return found

    def _met(self, number: int) -> None:
        if number > self.index.highest_entry:
            self.index.highest_entry = number

    # Facts.

    def get_fact(self, key: bytes) -> bytes | None:
        value = self._facts.get(key)
        if value is None:
            rows = self.query("SELECT value FROM fact WHERE key = ?", (key,))
            value = rows[0][0] if rows else None
        return value

    def put_fact(self, key: bytes, value: bytes) -> None:
        self._facts[key] = value

    # Digests of files.

    def _load_stat(self, path: str) -> tuple[StatKey, bytes, bool] | None:
        folder, _, name = path.rpartition("/")
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = self._load_folder(folder)
        return known.get(name)

    def _load_folder(self, folder: str) -> dict[str, tuple[StatKey, bytes, bool]]:
        """What is known of all files of a folder: they are asked for together."""
        try:
            rows = self.query(
                "SELECT name, device, inode, size, mtime_ns, ctime_ns, digest FROM stat WHERE folder = ?",
                (_encode(folder),),
            )
        except StoreError:
            return {}
        return {
            name.decode("utf-8", "surrogateescape"): ((device, inode, size, mtime, ctime), digest, False)
            for name, device, inode, size, mtime, ctime, digest in rows
        }  # fmt: skip

    # The index.

    @property
    def descriptors(self) -> tuple[int, ...]:
        """The numbers of the files it holds open: a script that wants one of them needs `close` first."""
        return self.index.descriptors

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """See Index.query; nothing where that fails, if there is `on_trouble`."""
        if self._is_lost:
            return []
        try:
            return self.index.query(sql, parameters)
        except StoreError as error:
            self._lose(error)
            return []

    def _lose(self, error: StoreError) -> None:
        """Know nothing from now on; raises `error` where nobody wants to be told."""
        if self.on_trouble is None or posix.getpid() != self._pid:
            raise error
        self._is_lost = True
        self.on_trouble(error)

    def write(self, statements: Sequence[tuple[str, Sequence[Sequence[Any]]]]) -> None:
        """See Index.write."""
        self.index.write(statements)

    def _forget(self) -> None:
        """The index has been begun again."""
        self._numbers.clear()
        self._folders.clear()
        self._ahead.clear()
        self._used.clear()

    def expose(self, digests: Iterable[bytes]) -> None:
        if not self._small.keys().isdisjoint(digests):
            self.flush()

    def flush(self) -> None:
        if posix.getpid() != self._pid or self._is_lost:
            return
        self._next_flush = monotonic() + FLUSH_S
        small, self._small, self._small_bytes = self._small, {}, 0
        reductions, self._reductions, self._reduction_count, self._stake_s = self._reductions, {}, 0, 0.0
        facts, self._facts = self._facts, {}
        used, self._used = self._used, set()
        changed, self._changed_stats = self._changed_stats, set()
        if not (small or reductions or facts or used or changed):
            return
        now = int(time())
        self._number([entry for many in reductions.values() for one in many for entry in entries_of(one.learned)])
        found = [self._reduction_row(key, one, now) for key, many in reductions.items() for one in many]
        rows = list({row[:2]: row for row in found if row is not None}.values())
        self.write(
            [
                ("INSERT OR IGNORE INTO object VALUES (?, ?, ?)", [(d, data, now) for d, data in small.items()]),
                ("DELETE FROM reduction WHERE key = ? AND learned = ?", [row[:2] for row in rows]),
                ("INSERT INTO reduction (key, learned, result, used) VALUES (?, ?, ?, ?)", rows),
                ("INSERT OR REPLACE INTO fact VALUES (?, ?)", list(facts.items())),
                ("UPDATE reduction SET used = ? WHERE id = ?", [(now, number) for number in used]),
                *self._stat_rows(changed),
            ]
        )

    def _number(self, entries: Iterable[Entry]) -> None:
        """Learn the numbers of `entries`, giving one to each that has none."""
        numbers = self._numbers
        new = [entry for entry in dict.fromkeys(entries) if entry not in numbers]
        if not new:
            return
        rows = [(_encode(path), kind, digest) for kind, path, digest in new]
        self.write([("INSERT OR IGNORE INTO entry (path, kind, digest) VALUES (?, ?, ?)", rows)])
        by_row = dict(zip(rows, new, strict=True))
        paths = list(dict.fromkeys([row[0] for row in rows]))
        for start in range(0, len(paths), 500):
            part = paths[start : start + 500]
            marks = ",".join("?" * len(part))
            for number, *row in self.query(f"SELECT id, path, kind, digest FROM entry WHERE path IN ({marks})", part):
                entry = by_row.get(tuple(row))
                if entry is not None:
                    numbers[entry] = number

    def _reduction_row(self, key: bytes, reduction: Reduction, now: int) -> tuple[bytes, bytes, bytes, int] | None:
        """None if the index lost the numbers meanwhile."""
        from _struct import pack

        ids = sorted({self._numbers.get(entry, 0) for entry in entries_of(reduction.learned)})
        if ids:
            if not ids[0]:
                return None
            self._met(ids[-1])
        learned, result = pack(f"{len(ids)}I", *ids), encode_result(reduction.result, learned=False)
        return key, learned, digest_bytes(key + learned + result)[:CHECK_BYTES] + result, now

    def _stat_rows(self, changed: Iterable[str]) -> list[tuple[str, list[tuple[Any, ...]]]]:
        gone: list[tuple[Any, ...]] = []
        rows: list[tuple[Any, ...]] = []
        for path in changed:
            folder, _, name = path.rpartition("/")
            place = (_encode(folder), _encode(name))
            key, digest, racy = self._stats[path]
            if racy:
                gone.append(place)
            else:
                rows.append((*place, *key, digest))
        return [
            ("DELETE FROM stat WHERE folder = ? AND name = ?", gone),
            ("INSERT OR REPLACE INTO stat VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows),
        ]

    def forget_numbers(self) -> None:
        """Entries may have been removed: ask for their numbers again."""
        self._numbers.clear()

    def close(self) -> None:
        if posix.getpid() != self._pid:
            return
        try:
            self.settle_racy()
            self.flush()
        finally:
            self.index.close()

    def abandon(self) -> None:
        """In a forked child: drop the parent's store without touching its files."""
        self.index.abandon()
        self._pid = -1

    def _trouble(self, error: Exception) -> StoreError:
        text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return StoreError(f"{self.folder}: {text}")


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _claim(folder: str) -> None:
    """Make the folder or see that it is ours alone; raises StoreError."""
    if not folder.startswith("/"):
        raise StoreError(f"{folder}: the store needs an absolute path")
    try:
        stat = posix.stat(folder)
    except FileNotFoundError:
        try:
            make_folders(folder, 0o700)
            stat = posix.stat(folder)
        except OSError as error:
            raise StoreError(f"{folder}: {error.strerror}") from None
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}") from None
    if stat.st_mode & 0o170000 != 0o040000:
        raise StoreError(f"{folder}: not a directory")
    if stat.st_uid != posix.geteuid():
        raise StoreError(f"{folder}: the store belongs to another user")
    if stat.st_mode & 0o022:
        raise StoreError(f"{folder}: others may write to the store; make it private with chmod go-w")
    if not posix.access(folder, posix.W_OK):
        raise StoreError(f"{folder}: the store is read-only")
    if not posix.access(folder + "/tmp", posix.F_OK):
        try:
            for part in (folder + "/objects", folder + "/tmp"):
                make_folders(part, 0o700)
        except OSError as error:
            raise StoreError(f"{folder}: {error.strerror}") from None
