"""The index of a local store: its SQLite database, kept sound and out of a script's way.

Several processes use it at once (WAL, a busy timeout). Commits are not synced: after a power cut the last
ones may be lost, but what is there is whole. A damaged database is moved aside and begun again, also in the
middle of a run.
"""

from __future__ import annotations

import posix
import sys
from time import time

from oilgg.store.base import StoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from sqlite3 import Connection
    from typing import Any

BUSY_TIMEOUT_S = 10.0
FORMAT = 1
# SQLite opens its files at the lowest free number, but 3 to 9 are a script's own, and 99, 100 and 200 are
# common for locks. Nobody uses numbers this close to 255, where bash keeps the script.
FIRST_DESCRIPTOR = 240
_SQLITE_CORRUPT, _SQLITE_NOTADB = 11, 26

_SCHEMA = """
CREATE TABLE object (digest BLOB PRIMARY KEY, data BLOB NOT NULL, made INTEGER NOT NULL);
CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, path BLOB NOT NULL, kind INTEGER NOT NULL,
                    digest BLOB NOT NULL, UNIQUE (path, kind, digest));
CREATE TABLE reduction (id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL, learned BLOB NOT NULL,
                        result BLOB NOT NULL, used INTEGER NOT NULL);
CREATE INDEX reduction_key ON reduction (key);
CREATE TABLE stat (folder BLOB, name BLOB, device INTEGER, inode INTEGER, size INTEGER, mtime_ns INTEGER,
                   ctime_ns INTEGER, digest BLOB, PRIMARY KEY (folder, name)) WITHOUT ROWID;
CREATE TABLE fact (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""


class Index:
    """The database at `path`, opened when it is first asked something; all columns of text come as bytes.

    `forget` is called when it turned out damaged and all that is remembered of it is void; `highest_entry`
    is the highest number of an entry that this process has met: a new database goes on far above it.
    """

    def __init__(self, path: str, notice: Callable[[str], object], forget: Callable[[], None]) -> None:
        self.path = path
        self.highest_entry = 0
        self._notice = notice
        self._forget = forget
        self._connection: Connection | None = None
        self._errors: tuple[type[Exception], ...] = ()
        self._inode = 0
        self._forked = False

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """The rows of a SELECT; none if the index turned out damaged. Raises StoreError."""
        connection = self._connection or self._open()
        try:
            return connection.execute(sql, parameters).fetchall()
        except self._errors as error:
            self._mend(error)
            return []

    def write(self, statements: Sequence[tuple[str, Sequence[Sequence[Any]]]]) -> None:
        """One transaction of statements, each with the rows it is run for. Raises StoreError.

        Where the index turned out damaged, nothing is written.
        """
        connection = self._connection or self._open()
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                for sql, rows in statements:
                    connection.executemany(sql, rows)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except self._errors as error:
            self._mend(error)

    def check(self) -> None:
        """Let SQLite look at every page; a damaged index is begun again."""
        rows = self.query("PRAGMA integrity_check")
        if rows and rows[0][0] != b"ok":
            self.begin_again()

    @property
    def descriptors(self) -> tuple[int, ...]:
        """The numbers of the open files: a script that wants one of them needs `close` first."""
        if self._connection is None:
            return ()
        own = {_inode(self.path + suffix) for suffix in ("", "-wal", "-shm")}
        return tuple([int(fd) for fd in posix.listdir("/proc/self/fd") if _inode(f"/proc/self/fd/{fd}") in own])

    def close(self) -> None:
        """Let go of the database; it opens again when asked. Raises StoreError."""
        connection, self._connection = self._connection, None
        if connection is not None:
            _open_indexes.remove(self)
            try:
                connection.close()
            except self._errors as error:
                raise self._trouble(error) from None

    def abandon(self) -> None:
        """This is a forked child: leave the parent's database alone. From here on all raises StoreError."""
        if self._connection is not None:
            _abandoned.append(self._connection)
            self._connection = None
        self._forked = True

    def begin_again(self) -> None:
        """Move the damaged database aside; a new one is made when it is next asked something."""
        try:
            self.close()
        except StoreError:
            pass
        self._forget()
        self._move_aside()

    def _open(self) -> Connection:
        if self._forked:
            raise StoreError("a forked process has no store")
        _sqlite3 = _import_sqlite()
        self._errors = (_sqlite3.Error,)
        self._inode = _inode(self.path)
        try:
            try:
                connection = self._connect()
            except _sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                self._move_aside()
                connection = self._connect()
        except (_sqlite3.Error, OSError) as error:
            raise self._trouble(error) from None
        if not _open_indexes:
            _watch_forks()
        _open_indexes.append(self)
        self._connection = connection
        return connection

    def _connect(self) -> Connection:
        from _sqlite3 import connect

        fillers = _fill_descriptors(FIRST_DESCRIPTOR)
        try:
            connection: Connection = connect(self.path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
            self._inode = _inode(self.path)
            connection.text_factory = bytes
            connection.execute("PRAGMA temp_store = MEMORY")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version != FORMAT:
                self._create(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
        finally:
            for fd in fillers:
                posix.close(fd)
        return connection

    def _create(self, connection: Connection) -> None:
        # Not synced: the first checkpoint does that, and before it there is nothing worth having.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for statement in _SCHEMA.split(";")[:-1]:
                connection.execute(statement)
            if self.highest_entry:
                # Numbers this process has met must not come to mean something else.
                first = self.highest_entry + 1_000_000
                connection.execute("INSERT INTO sqlite_sequence VALUES ('entry', ?)", (first,))
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
        if version not in (0, FORMAT):
            connection.close()
            raise StoreError(f"{self.path}: made by another version of oilgg (format {version})")

    def _mend(self, error: Exception) -> None:
        if not _is_damage(error):
            raise self._trouble(error) from None
        self.begin_again()

    def _move_aside(self) -> None:
        if _inode(self.path) != self._inode:
            return  # another process has done it
        aside = f"{self.path}.damaged-{int(time())}"
        try:
            posix.rename(self.path, aside)
            for suffix in ("-wal", "-shm"):
                try:
                    posix.unlink(self.path + suffix)
                except FileNotFoundError:
                    continue
        except OSError as error:
            raise self._trouble(error) from None
        self._notice(f"the index of the store was damaged: moved to {aside} and begun again")

    def _trouble(self, error: Exception) -> StoreError:
        text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return StoreError(f"{self.path}: {text}")


# A connection that is closed in a forked child, be it by the end of Python, could remove the parent's log.
_abandoned: list[Connection] = []
_open_indexes: list[Index] = []
_watched: list[bool] = []


def _watch_forks() -> None:
    if not _watched:
        _watched.append(True)
        posix.register_at_fork(after_in_child=_abandon_all)


def _abandon_all() -> None:
    for index in _open_indexes:
        index.abandon()
    _open_indexes.clear()


def _is_damage(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (_SQLITE_CORRUPT, _SQLITE_NOTADB)


def _import_sqlite() -> Any:
    """The module `_sqlite3`; of `functools`, which takes longer to load than SQLite, it wants no more than this."""
    if "functools" in sys.modules or "_sqlite3" in sys.modules:
        import _sqlite3

        return _sqlite3
    from _functools import _lru_cache_wrapper

    class Functools(sys.__class__):  # type: ignore[name-defined, misc]
        """What stands in for it."""

        @staticmethod
        def lru_cache(size: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
            """The decorator, for statements by their text."""
            return lambda function: _lru_cache_wrapper(function, size, False, tuple)

    sys.modules["functools"] = Functools("functools")
    try:
        import _sqlite3
    finally:
        del sys.modules["functools"]
    return _sqlite3


def _fill_descriptors(first: int) -> list[int]:
    """Take all free descriptors below `first`, or nearly all that this process may have."""
    fillers = [posix.open("/dev/null", posix.O_RDONLY | posix.O_CLOEXEC)]
    try:
        while fillers[-1] < first:
            fillers.append(posix.dup(fillers[0]))
    except OSError:
        for fd in fillers[-8:]:
            posix.close(fd)
        return fillers[:-8]
    return fillers


def _inode(path: str) -> int:
    try:
        return posix.stat(path).st_ino
    except OSError:
        return 0
