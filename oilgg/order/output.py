"""Where the bytes of an entry go when it retires: inherited descriptors and appended files (R6)."""

from __future__ import annotations

import errno
import fcntl
import posix
from _signal import SIG_BLOCK, SIG_SETMASK, pthread_sigmask, sigtimedwait
from _stat import S_ISCHR, S_ISREG

from oilgg.order.effects import write_out
from oilgg.reason import OWN_INPUT, REDIRECTION, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.lower.lowering import Append, Lowered
    from oilgg.order.entry import AnySink, ThunkEntry
    from oilgg.order.versions import Versions
    from oilgg.worker.capture import Capture

SIGPIPE = 13
LOWEST_FD = 100
DEV_FULL = posix.makedev(1, 7)
ROOM_BYTES = 1 << 20
_KCMP = {"x86_64": 312, "aarch64": 272}


class BrokenSink(Exception):
    """The reader of a sink has gone away."""


class Sink:
    """One open file description that the shell's own descriptors lead to.

    Entries hold the sink, not the number: what `exec >other` does later doesn't matter to them. Two
    descriptors with the same sink are captured through one pipe.
    """

    __slots__ = ("device", "fd", "key", "kind", "identity", "path")

    def __init__(self, fd: int) -> None:
        self.fd = -1
        self.fd = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, LOWEST_FD)
        status = posix.fstat(self.fd)
        self.identity = (status.st_dev, status.st_ino)
        self.kind = "pipe"
        self.device = status.st_rdev
        self.path = ""
        """The file it leads to; "" if it is none, or has no name any more."""
        if S_ISREG(status.st_mode):
            self.kind = "file"
            self.path = _name_of(self.fd, self.identity)
        elif S_ISCHR(status.st_mode) and posix.isatty(self.fd):
            self.kind = "tty"
        self.key: object = id(self)

    def write(self, data: bytes) -> None:
        """Write all of `data`. Raises BrokenSink where nobody reads, OSError otherwise."""
        if self.kind == "pipe":
            guarded_write(self.fd, data)
        else:
            write_all(self.fd, data)

    def is_full(self) -> bool:
        """Whether there may be no room for what is written: who writes has to see that itself, in its turn."""
        if self.kind != "file":
            return self.device == DEV_FULL
        room = posix.fstatvfs(self.fd)
        return room.f_bavail * room.f_frsize < ROOM_BYTES

    def close(self) -> None:
        """Give the descriptor back."""
        if self.fd >= 0:
            posix.close(self.fd)
            self.fd = -1

    def __del__(self) -> None:
        self.close()


class MemorySink:
    """Where the output of a command substitution collects; `append` takes the bytes."""

    __slots__ = ("append", "kind", "identity", "key", "path")

    def __init__(self, sink: Any) -> None:
        """`sink` is what the shell has for that descriptor: an object with `append`."""
        self.append: Callable[[bytes], None] = sink.append
        self.path = ""
        self.kind = "pipe"
        self.identity = (0, 0)
        self.key: object = id(sink.capture)

    def is_full(self) -> bool:
        """Never."""
        return False

    def write(self, data: bytes) -> None:
        """Hand `data` on."""
        self.append(data)


class Held(MemorySink):
    """What one command has written for `sink`, kept until those before it have come."""

    __slots__ = ("parts", "sink")

    def __init__(self, sink: MemorySink) -> None:
        self.sink = sink
        self.parts: list[bytes] = []
        self.append = self.parts.append
        self.path = ""
        self.kind = "pipe"
        self.identity = (0, 0)
        self.key = sink.key

    def release(self) -> None:
        """Hand it on."""
        for data in self.parts:
            self.sink.write(data)
        self.parts.clear()


class AppendSink:
    """A file that is opened for appending when its entry retires."""

    __slots__ = ("append", "umask", "kind", "identity", "key", "path")

    def __init__(self, append: Append, umask: int) -> None:
        self.append = append
        self.path = append.path
        self.umask = umask
        self.kind = "file"
        self.identity = (0, 0)
        self.key: object = append.path

    def is_full(self) -> bool:
        """Nobody asks: who opens it sees."""
        return False

    def write(self, data: bytes) -> None:
        """Append `data`, which may be nothing: then the file is only made. Raises OSError."""
        write_out(self.append.path, data, posix.O_APPEND, self.umask)


class Sinks:
    """The sinks that the descriptors of the shell lead to: the same one for the same open file."""

    __slots__ = ("_known", "_shell")

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._known: dict[int, Sink] = {}

    def find(self, fd: int) -> Sink | MemorySink:
        """The sink of a descriptor. Raises OSError where that is closed."""
        memory = self._shell.sinks.get(fd)
        if memory is not None:
            return MemorySink(memory)
        status = posix.fstat(fd)
        identity = (status.st_dev, status.st_ino)
        known = self._known.get(fd)
        if known is not None and known.identity == identity:
            return known
        for sink in self._known.values():
            if sink.identity == identity and (sink.kind != "file" or is_as_one(sink.fd, fd)):
                self._known[fd] = sink
                return sink
        sink = self._known[fd] = Sink(fd)
        return sink

    def of_shell(self) -> tuple[tuple[int, Sink], ...]:
        """Where the shell's own standard streams lead now, as far as they are open files.

        Nothing inside of `eval` and `.`: bash undoes what was redirected there before it runs an EXIT trap.
        """
        found: list[tuple[int, Sink]] = []
        if self._shell.trace_depth:
            return ()
        for fd in (0, 1, 2):
            try:
                if fd == 0 and not S_ISREG(posix.fstat(0).st_mode):
                    continue  # to hold the end of a pipe would keep its writer from noticing that its reader has gone
                sink = self.find(fd)
            except OSError:
                continue
            if isinstance(sink, Sink):
                found.append((fd, sink))
        return tuple(found)

    def streams(self, lowered: Lowered) -> list[tuple[AnySink, Capture | None, bytes]]:
        """Where the outputs of a command go; one stream if both go to one place."""
        out = self._place(lowered.out, lowered)
        err = out if lowered.err is lowered.out else self._place(lowered.err, lowered)
        if out is err or out.key == err.key:
            return [(out, None, b"")]
        return [(out, None, b""), (err, None, b"")]

    def _place(self, place: int | Append, lowered: Lowered) -> AnySink:
        return self.find(place) if isinstance(place, int) else AppendSink(place, lowered.umask)

    def clear(self) -> None:
        """Forget them: what is pending holds its own."""
        self._known.clear()


def meeting(entry: ThunkEntry, versions: Versions) -> Refusal | None:
    """Why bytes of `entry` may meet in one file: it is opened more than once, and who reads or writes when decides."""
    lowered = entry.lowered
    files = [sink for sink, _capture, _data in entry.streams if sink.kind == "file"]
    for sink in files:
        is_open = isinstance(sink, Sink)
        if is_open and any(versions.tree_state(path).inode == sink.identity for path in lowered.reads):
            return Refusal(OWN_INPUT)
        for path in lowered.writes if is_open else ():
            if path == sink.path or versions.tree_state(path).inode == sink.identity:
                return Refusal(REDIRECTION, f"{path} is written to in two ways")
    if len(files) == 2 and (files[0].path or files[0].identity) == (files[1].path or files[1].identity):
        return Refusal(REDIRECTION, f"{files[0].path} is written to in two ways")
    return None


def is_as_one(one: int, other: int) -> bool:
    """Whether it does not matter through which of two descriptors of a file something is written."""
    if fcntl.fcntl(one, fcntl.F_GETFL) & fcntl.fcntl(other, fcntl.F_GETFL) & posix.O_APPEND:
        return True
    return same_description(one, other)


def same_description(one: int, other: int) -> bool:
    """Whether two descriptors share one open file (and so one offset), not only one file."""
    try:
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        pid = posix.getpid()
        result: int = libc.syscall(_KCMP.get(posix.uname().machine, -1), pid, pid, 0, one, other)
        if result >= 0:
            return result == 0
    except (ImportError, OSError):
        pass
    return posix.lseek(one, 0, 1) == posix.lseek(other, 0, 1)


def _name_of(fd: int, identity: tuple[int, int]) -> str:
    path = posix.readlink(f"/proc/self/fd/{fd}")
    try:
        status = posix.stat(path)
    except OSError:
        return ""
    return path if (status.st_dev, status.st_ino) == identity else ""


def write_all(fd: int, data: bytes) -> None:
    """Write all of `data` to `fd`, waiting where it would block. Raises OSError."""
    view = memoryview(data)
    while view:
        try:
            view = view[posix.write(fd, view) :]
        except BlockingIOError:
            _wait_writable(fd)


def guarded_write(fd: int, data: bytes) -> None:
    """Like `write_all` to a pipe, but a reader that has gone raises BrokenSink and kills nobody."""
    before = pthread_sigmask(SIG_BLOCK, (SIGPIPE,))
    try:
        write_all(fd, data)
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.ECONNRESET):
            raise
        if SIGPIPE not in before:
            sigtimedwait((SIGPIPE,), 0)
        raise BrokenSink from error
    finally:
        pthread_sigmask(SIG_SETMASK, before)


def _wait_writable(fd: int) -> None:
    import select

    poll = select.poll()
    poll.register(fd, select.POLLOUT)
    poll.poll()
