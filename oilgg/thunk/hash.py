"""SHA-256 of bytes, files, thunks and directory listings.

Loading OpenSSL's hashes takes 3 ms, Python's own module 0.3 ms but hashes at a fifth of the speed. So the
small one serves until `_OPENSSL_AFTER_BYTES` have been hashed, about where the two have cost the same.
"""

from __future__ import annotations

import posix

from oilgg.thunk.codec import ANY_STREAMS, encode_thunk, encode_thunk_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oilgg.thunk.ir import Thunk

    class Hasher:
        """What both modules give."""

        def update(self, data: bytes | bytearray | memoryview, /) -> None: ...

        def digest(self) -> bytes: ...

        def copy(self) -> Hasher: ...


BUFFER_BYTES = 1 << 20
_OPENSSL_AFTER_BYTES = 1 << 20


def _small_hasher() -> Callable[..., Hasher]:
    try:
        from _sha2 import sha256  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        try:
            from _sha256 import sha256  # type: ignore[import-not-found,unused-ignore]
        except ImportError:
            return _large_hasher()
    return sha256  # type: ignore[no-any-return]


def _large_hasher() -> Callable[..., Hasher]:
    try:
        from _hashlib import openssl_sha256
    except ImportError:
        from hashlib import sha256

        return sha256  # type: ignore[return-value]
    return openssl_sha256  # type: ignore[return-value]


class _State:
    """Which module hashes now, how much it did, and the buffer files are read into."""

    __slots__ = ("new", "hashed_bytes", "large", "buffer")

    def __init__(self) -> None:
        self.new: Callable[..., Hasher] = _small_hasher()
        self.hashed_bytes = 0
        self.large = False
        self.buffer: bytearray | None = None

    def hasher(self, size: int) -> Callable[..., Hasher]:
        """A hasher's constructor, for about `size` more bytes."""
        if not self.large:
            self.hashed_bytes += size
            if self.hashed_bytes > _OPENSSL_AFTER_BYTES:
                self.large = True
                self.new = _large_hasher()
        return self.new


_state = _State()


def new_hasher(size: int = 0) -> Hasher:
    """An empty SHA-256 with update(), digest() and copy(); `size` is about how many bytes will follow."""
    return _state.hasher(size)()


def digest_bytes(data: bytes | bytearray | memoryview) -> bytes:
    """The SHA-256 of `data`."""
    state = _state
    if state.large:
        return state.new(data).digest()
    return state.hasher(len(data))(data).digest()


def digest_fd(fd: int, size: int = 0) -> tuple[bytes, int]:
    """(SHA-256, bytes) of what follows in an open file, about `size` bytes; raises OSError."""
    if size < 65536:
        first = posix.read(fd, size + 1)
        if len(first) == size or not posix.read(fd, 1):
            return digest_bytes(first), len(first)
        posix.lseek(fd, 0, 0)
    hasher = new_hasher(max(size, 131072))
    buffer = _state.buffer
    if buffer is None:
        buffer = _state.buffer = bytearray(BUFFER_BYTES)
    view = memoryview(buffer)
    total = 0
    while True:
        count = posix.readv(fd, (buffer,))
        if not count:
            return hasher.digest(), total
        hasher.update(view[:count])
        total += count


def digest_file(path: str) -> tuple[bytes, int]:
    """(SHA-256, size in bytes) of the regular file at `path`; raises OSError."""
    fd = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOCTTY)
    try:
        return digest_fd(fd, posix.fstat(fd).st_size)
    finally:
        posix.close(fd)


def identity(thunk: Thunk) -> bytes:
    """The name of `thunk`: the SHA-256 of its canonical encoding."""
    return digest_bytes(encode_thunk(thunk))


def identities(thunk: Thunk) -> tuple[bytes, bytes]:
    """(identity, the identity with any kind of streams): a result whose streams are empty is kept under the second."""
    body, streams = encode_thunk_parts(thunk)
    hasher = new_hasher(len(body))
    hasher.update(body)
    other = hasher.copy()
    hasher.update(streams)
    other.update(ANY_STREAMS)
    return hasher.digest(), other.digest()


def names_digest(names: Iterable[str]) -> bytes:
    """The digest of the names in a directory, in any order, as `Learned.directories` hold it."""
    return digest_bytes("\0".join(sorted(names)).encode("utf-8", "surrogateescape"))


def look_digest(kind: str, mode: int, size: int, mtime_ns: int = 0, names: int = 0) -> bytes:
    """The digest of what asking about a path tells, as `Learned.looked` (without the last two) and `timed` hold it.

    `kind` is "file", "directory", "symlink", "special" or "absent"; only the sizes, times and numbers of names of files
    count.
    """
    details = f" {size} {mtime_ns} {names}" if kind == "file" else ""
    return digest_bytes(f"{kind} {mode:o}{details}".encode())
