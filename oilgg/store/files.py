"""Reading and writing whole files: private copies, new inodes or the same one."""

from __future__ import annotations

import posix
from errno import EACCES, EEXIST, EINVAL, EISDIR, ENOENT, ENOSYS, EOPNOTSUPP, EPERM, EXDEV

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK_BYTES = 1 << 20
_O_TMPFILE = 0o20000000 | posix.O_DIRECTORY
_READ = posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOCTTY
_ELSEWHERE = (EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM)


def read_file(path: str) -> bytes:
    """The bytes of the file at `path`; raises OSError."""
    fd = posix.open(path, _READ)
    try:
        return read_fd(fd, posix.fstat(fd).st_size)
    finally:
        posix.close(fd)


def read_fd(fd: int, size: int = 0) -> bytes:
    """All that follows in an open file, about `size` bytes."""
    data = posix.read(fd, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while data:
        data = posix.read(fd, CHUNK_BYTES)
        parts.append(data)
    return b"".join(parts)


def write_all(fd: int, data: bytes | memoryview) -> None:
    """Write all of `data`; raises OSError."""
    written = posix.write(fd, data)
    if written < len(data):
        rest = memoryview(data)[written:]
        while rest:
            rest = rest[posix.write(fd, rest) :]


def copy_fd(source: int, target: int, size: int) -> int:
    """Copy an open file from its start to an empty one, by reference where the file system can; the bytes copied."""
    copied = 0
    try:
        while copied < size:
            count = posix.copy_file_range(source, target, size - copied, copied, copied)
            if not count:
                break
            copied += count
        if copied == size:
            return copied
    except OSError as error:
        if error.errno not in _ELSEWHERE:
            raise
    posix.lseek(source, copied, 0)
    posix.lseek(target, copied, 0)
    while data := posix.read(source, CHUNK_BYTES):
        write_all(target, data)
        copied += len(data)
    return copied


def write_bytes(data: bytes, path: str, mode: int | None, replace: bool) -> None:
    """Make `data` the contents of `path`; `mode` and `replace` as in `Store.materialize`."""
    write_file(path, mode, replace, lambda fd: write_all(fd, data))


def write_file(path: str, mode: int | None, replace: bool, fill: Callable[[int], object]) -> None:
    """Make what `fill` writes into the descriptor it gets the contents of `path`; see `Store.materialize`."""
    if not replace:
        fd = posix.open(path, posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC | posix.O_CLOEXEC | posix.O_NOCTTY, 0o666)
        try:
            fill(fd)
            if mode is not None:
                posix.fchmod(fd, mode)
        finally:
            posix.close(fd)
        return
    folder, _, name = path.rpartition("/")
    folder = folder or ("/" if path.startswith("/") else ".")
    fd = _unnamed(folder)
    if fd >= 0:
        try:
            fill(fd)
            if mode is not None:
                posix.fchmod(fd, mode)
            if _link(fd, path, folder, name):
                return
        finally:
            posix.close(fd)
    _write_temporary(path, folder, name, mode, fill)


def _unnamed(folder: str) -> int:
    """A file without a name in `folder`: nothing is left of it if we die. -1 where there are none."""
    try:
        return posix.open(folder, _O_TMPFILE | posix.O_WRONLY | posix.O_CLOEXEC, 0o666)
    except OSError as error:
        if error.errno not in (EOPNOTSUPP, EISDIR, ENOENT, EINVAL):
            raise
    return -1


def _link(fd: int, path: str, folder: str, name: str) -> bool:
    """Give the unnamed file its name; False where that can't be done."""
    # src_dir_fd makes posix.link call linkat, which alone follows the link in /proc.
    source = f"/proc/self/fd/{fd}"
    try:
        posix.link(source, path, src_dir_fd=fd)
        return True
    except OSError as error:
        if error.errno != EEXIST:
            if error.errno in (ENOENT, EXDEV, EPERM, EACCES):
                return False
            raise
    temporary = _temporary_name(folder, name)
    posix.link(source, temporary, src_dir_fd=fd)
    _rename(temporary, path)
    return True


def _write_temporary(path: str, folder: str, name: str, mode: int | None, fill: Callable[[int], object]) -> None:
    temporary = _temporary_name(folder, name)
    fd = posix.open(temporary, posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC, 0o666)
    try:
        try:
            fill(fd)
            if mode is not None:
                posix.fchmod(fd, mode)
        finally:
            posix.close(fd)
    except BaseException:
        posix.unlink(temporary)
        raise
    _rename(temporary, path)


def _rename(temporary: str, path: str) -> None:
    try:
        posix.rename(temporary, path)
    except OSError:
        posix.unlink(temporary)
        raise


def _temporary_name(folder: str, name: str) -> str:
    return f"{folder}/.{name[:200]}.{posix.urandom(6).hex()}~"


def make_folders(path: str, mode: int) -> None:
    """`mkdir -p`: make the directory `path` and those above it that are missing. Raises OSError."""
    try:
        posix.mkdir(path, mode)
    except FileExistsError:
        pass
    except FileNotFoundError:
        above = path.rpartition("/")[0]
        if not posix.access(above or "/", posix.F_OK):
            make_folders(above, mode)
        try:
            posix.mkdir(path, mode)  # fails again where nothing can be made: below /proc
        except FileExistsError:
            pass
