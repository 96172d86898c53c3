"""Making effects real: files appear in the tree as the command left them (R8).

Everything is written beside its place and renamed into it, or into the inode that is there where the
command did so and others can see the difference. Modification times increase in program order.
"""

from __future__ import annotations

import posix
import time
from _stat import S_IMODE, S_ISDIR

from oilgg.engine.descriptors import moved_up
from oilgg.paths import parent
from oilgg.store.files import copy_fd, write_all, write_file
from oilgg.worker import collect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import stat_result

    from oilgg.store.base import Store
    from oilgg.thunk.ir import Output

COPY_BYTES = 1 << 20


class Clock:
    """Modification times for what retires: those that the kernel gives to files, always increasing.

    The kernel's times tick (every 1 to 10 ms), but on newer kernels a file whose time somebody has asked for gets a
    finer one at its next change, and from then on no file gets an older one. So a file of our own is asked.
    """

    __slots__ = ("_fd", "given_ns", "last_ns")

    def __init__(self) -> None:
        self._fd = moved_up(posix.memfd_create("oilgg clock", posix.MFD_CLOEXEC))
        self.last_ns = 0
        self.given_ns = 0
        """The last time given to a file here; `last_ns` may be that of files that others wrote."""

    def kernel_ns(self) -> int:
        """The time that the kernel gives to a file that is changed now."""
        posix.utime(self._fd)
        return posix.fstat(self._fd).st_mtime_ns

    def next_ns(self) -> int:
        """A time later than that of everything written before, and no later than the kernel would give soon."""
        now = self.kernel_ns()
        self.last_ns = self.given_ns = now if now > self.last_ns else self.last_ns + 1
        return self.last_ns

    def saw(self, path: str) -> None:
        """Somebody has just written `path`; what retires from now on is newer."""
        try:
            written_ns = posix.lstat(path).st_mtime_ns
        except OSError:
            return
        if self.last_ns < written_ns <= time.time_ns():  # a time of the future was set, not met
            self.last_ns = written_ns

    def saw_anything(self) -> None:
        """Files have been written outside of the order until now."""
        self.last_ns = max(self.last_ns, self.kernel_ns())

    def catch_up(self) -> None:
        """Wait (at most a few ms) until files made by others from now on are newer than all retired ones."""
        if self.given_ns >= self.kernel_ns():
            while self.given_ns >= self.kernel_ns():
                time.sleep(0.001)


def realize(output: Output, source: str, store: Store | None, when_ns: int, same: bool, in_place: bool = False) -> None:
    """Make `output` real. `source` is the file in a layer that has its bytes, "" for the store's object.

    `same` says that the tree has those bytes already (and, unless `in_place`, that mode): only the time is new.
    `in_place`: the file that is there stays the same file, for whoever has it open, by its other names and owner.
    Raises OSError as the tree does, MissingObject of the store before anything is touched.
    """
    path = output.path
    if output.kind == "file":
        if in_place:
            _write_into(output, source, store, same)
        elif not same:
            _place_file(output, source, store)
        mtime_ns = when_ns if output.set_ns is None else output.set_ns
        try:
            posix.utime(path, ns=(mtime_ns, mtime_ns))
        except PermissionError:
            posix.utime(path)  # somebody else's file, which we may write
    elif output.kind == "directory":
        _place_directory(output)
    elif output.kind == "symlink":
        _remove(path)
        posix.symlink(output.target, path)
    else:
        _remove(path)


def _write_into(output: Output, source: str, store: Store | None, same: bool) -> None:
    path = output.path
    if not same and source:
        copy_into(source, path)
    elif not same:
        assert store is not None and output.digest is not None
        store.materialize(output.digest, path, None, replace=False)
    if S_IMODE(posix.stat(path).st_mode) != output.mode:
        posix.chmod(path, output.mode)


def _place_file(output: Output, source: str, store: Store | None) -> None:
    path = output.path
    if not source:
        assert store is not None and output.digest is not None
        store.materialize(output.digest, path, output.mode)
    else:
        collect.strip_marks(source)
        move(source, path, output.mode)


def is_own(status: stat_result | None) -> bool:
    """Whether a file has the owner and group that a new one would have; not sure in set-group-ID folders."""
    return status is not None and status.st_uid == posix.geteuid() and status.st_gid == posix.getegid()


def is_owner(path: str, uid: int = -1, gid: int = -1) -> bool:
    """Whether a file at `path` with this owner and group (default: those it has) has what a new one there would get."""
    if uid < 0:
        status = posix.lstat(path)
        uid, gid = status.st_uid, status.st_gid
    if uid != posix.geteuid():
        return False
    try:
        above = posix.stat(parent(path))
    except OSError:  # a folder that comes along
        return gid == posix.getegid()
    return gid == (above.st_gid if above.st_mode & 0o2000 else posix.getegid())


def _place_directory(output: Output) -> None:
    try:
        mode = posix.lstat(output.path).st_mode
    except OSError:
        make_directory(output.path, output.mode)
        return
    if S_IMODE(mode) != output.mode:
        posix.chmod(output.path, output.mode)


def gives_list(directory: str) -> bool:
    """Whether what is made in `directory` gets an access list from it, and with that other permission bits."""
    try:
        return bool(posix.getxattr(directory, "system.posix_acl_default"))
    except OSError:
        return False


def has_attributes(path: str) -> bool:
    """Whether a file has extended attributes, which no output can hold; those of an overlay are none."""
    try:
        return any(".overlay." not in name for name in posix.listxattr(path, follow_symlinks=False))
    except OSError:
        return False


def written_mode(mode: int) -> int:
    """The mode of a file that is there once somebody has written into it: only root's writing leaves set-ID bits."""
    return mode if posix.geteuid() == 0 else mode & ~(0o6000 if mode & 0o010 else 0o4000)


def make_directory(path: str, mode: int) -> None:
    """`mkdir` with exactly this mode, whatever the umask and a set-group-ID bit of the folder."""
    previous = posix.umask(0)
    try:
        posix.mkdir(path, mode)
    finally:
        posix.umask(previous)
    if S_IMODE(posix.lstat(path).st_mode) != mode:
        posix.chmod(path, mode)


def write_out(path: str, data: bytes, how: int, umask: int) -> None:
    """Write `data` to the file `path`, made under that umask; `how` is O_TRUNC or O_APPEND. Raises OSError."""
    previous = posix.umask(umask)
    try:
        fd = posix.open(path, posix.O_WRONLY | posix.O_CREAT | posix.O_CLOEXEC | how, 0o666)
    finally:
        posix.umask(previous)
    try:
        write_all(fd, data)
    finally:
        posix.close(fd)


def _remove(path: str) -> None:
    try:
        if S_ISDIR(posix.lstat(path).st_mode):
            posix.rmdir(path)
        else:
            posix.unlink(path)
    except FileNotFoundError:
        pass


def move(source: str, path: str, mode: int) -> None:
    """Rename `source` to `path`, or copy it where they are on different file systems."""
    try:
        posix.rename(source, path)
        return
    except OSError as error:
        import errno

        if error.errno != errno.EXDEV:
            raise
    copy(source, path, mode)
    posix.unlink(source)


def copy(source: str, path: str, mode: int) -> None:
    """Make `path` a new file with the bytes of `source` and these permission bits; it appears when it is whole."""
    reader = posix.open(source, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        size = posix.fstat(reader).st_size
        write_file(path, mode, True, lambda writer: copy_fd(reader, writer, size))
    finally:
        posix.close(reader)


def copy_into(source: str, path: str) -> None:
    """Write the bytes of `source` into the file that is at `path`.

    What was there is cut off at the end, not before: whoever is killed on the way has not lost it.
    """
    reader = posix.open(source, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        writer = posix.open(path, posix.O_WRONLY | posix.O_CLOEXEC)
        try:
            length = 0
            while count := posix.sendfile(writer, reader, None, COPY_BYTES):
                length += count
            posix.ftruncate(writer, length)
        finally:
            posix.close(writer)
    finally:
        posix.close(reader)
