"""Lines from a pipe with one system call each, where bash needs one for each byte.

What will come out of a pipe can be looked at without taking it: tee(2) makes a copy in another pipe. So a line's length
is known before it is read, and a read takes just that line. This holds as long as nobody else reads the pipe meanwhile,
so it is done only where no other process has its reading end open (/proc tells); and what was looked at is forgotten
whenever a process is started (Shell.sync_input). It is done for loops over many lines only.
"""

from __future__ import annotations

import posix

from oilgg.interp.builtins import input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

    Identity = tuple[int, int]

_AHEAD = 16384
_NONBLOCK = 2
_LINES = 200
"""So many lines are read byte by byte before anything else is tried."""
_MOST_PIPES = 500
_lines: dict[Identity, int] = {}
_alone: dict[Identity, int] = {}
"""Pipes to the process that was found to be their only reader, or 0 where there are others."""
_tee = 0
"""The address of tee(2), once it was looked up; -1 where there is none."""


class PeekReader(input.Reader):
    """A pipe that only this process reads. For Shell.read_buffers."""

    __slots__ = ("ahead", "at", "identity")

    def __init__(self, shell: Shell, fd: int, identity: Identity) -> None:
        super().__init__(shell, fd)
        self.identity = identity
        self.ahead = b""
        """What is known of what comes next; none of it from `at` on has been taken."""
        self.at = 0

    def sync(self) -> None:
        """Nothing has been taken that must be given back, but from now on something else may come next."""
        self.ahead = b""
        self.at = 0

    def through(self, delimiter: bytes) -> tuple[bytes, bool]:
        """The bytes up to the next delimiter, which is taken but not given; the second value: it was there."""
        lowering = self.shell.lowering
        if lowering is not None and lowering.pending:
            self.shell.drain("read")
        taken: list[bytes] = []
        while True:
            place = self.ahead.find(delimiter, self.at)
            if place >= 0:
                line = posix.read(self.fd, place + 1 - self.at)
                self.at = place + 1
                if taken:
                    taken.append(line)
                    line = b"".join(taken)
                return line[:-1], True
            if self.at < len(self.ahead):
                taken.append(posix.read(self.fd, len(self.ahead) - self.at))
                self.at = len(self.ahead)
            byte = self.byte()  # this may wait
            if byte == delimiter or not byte:
                return b"".join(taken), byte == delimiter
            taken.append(byte)
            self.at = 0
            self.ahead = _look(self.fd, _AHEAD)

    def byte(self) -> bytes:
        """The next byte; b"" at the end."""
        if self.at < len(self.ahead):
            self.at += 1
        return input.read_some(self.shell, self.fd, 1)


def reader(shell: Shell, fd: int, identity: Identity) -> PeekReader | None:
    """A reader for a pipe from which many lines have been read already, if there may be one."""
    count = _lines.get(identity, 0) + 1
    if len(_lines) > _MOST_PIPES:
        _lines.clear()
        _alone.clear()
    _lines[identity] = count
    if count < _LINES or shell.jobs.jobs:
        return None
    if _alone.get(identity) != posix.getpid():
        if identity in _alone or not _find_tee():
            return None
        _alone[identity] = posix.getpid() if _is_alone(fd) else 0
        if not _alone[identity]:
            return None
    found = PeekReader(shell, fd, identity)
    shell.read_buffers[fd] = found
    return found


def _find_tee() -> bool:
    global _tee
    if not _tee:
        import _ctypes

        try:
            _tee = _ctypes.dlsym(_ctypes.dlopen("", 0), "tee")
        except OSError:
            _tee = -1
    return _tee > 0


def _look(fd: int, size: int) -> bytes:
    """Up to `size` of the bytes that are waiting in a pipe; b"" if there are none."""
    import _ctypes

    read_fd, write_fd = posix.pipe2(posix.O_CLOEXEC)
    try:
        count: int = _ctypes.call_function(_tee, (fd, write_fd, size, _NONBLOCK))
        return posix.read(read_fd, count) if count > 0 else b""
    finally:
        posix.close(read_fd)
        posix.close(write_fd)


def _is_alone(fd: int) -> bool:
    """Whether no process but this one has the pipe open for reading, as far as can be seen. Not for named ones."""
    own = str(posix.getpid())
    try:
        link = posix.readlink(f"/proc/self/fd/{fd}")
        processes = posix.listdir("/proc")
    except OSError:
        return False
    if not link.startswith("pipe:"):
        return False
    for process in processes:
        if not process.isdecimal() or process == own:
            continue
        folder = f"/proc/{process}/fd"
        try:
            descriptors = posix.listdir(folder)
        except OSError:
            continue
        for descriptor in descriptors:
            path = f"{folder}/{descriptor}"
            try:
                if posix.readlink(path) == link and posix.lstat(path).st_mode & 0o400:
                    return False
            except OSError:
                continue
    return True
