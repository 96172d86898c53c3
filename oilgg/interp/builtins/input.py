"""Reading from descriptors that others share: never a byte more than was asked for stays taken.

From a regular file blocks are read, and what was not used is given back by seeking: not after every line, but when
somebody else could look at the descriptor (Shell.sync_input). From all else one byte is read at a time, but for long
loops over pipes (peek.py).
"""

from __future__ import annotations

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.state import Shell

_BLOCK = 16384
_REGULAR = 0o100000
_PIPE = 0o010000
_FORMAT_BITS = 0o170000
_LONGEST_MS = (1 << 31) - 1


class TimedOut(Exception):
    """The time given to a read is over."""


class Reader:
    """What takes bytes from a descriptor."""

    __slots__ = ("fd", "shell")

    may_wait = True
    """Whether there may be nothing to read yet."""

    def __init__(self, shell: Shell, fd: int) -> None:
        self.shell = shell
        self.fd = fd

    def through(self, delimiter: bytes) -> tuple[bytes, bool]:
        """The bytes up to the next delimiter, which is taken but not given; the second value: it was there."""
        raise NotImplementedError

    def byte(self) -> bytes:
        """The next byte; b"" at the end."""
        raise NotImplementedError


class BlockReader(Reader):
    """A regular file read in blocks."""

    __slots__ = ("at", "data", "identity")

    may_wait = False

    def __init__(self, shell: Shell, fd: int, identity: tuple[int, int]) -> None:
        super().__init__(shell, fd)
        self.identity = identity
        self.data = b""
        self.at = 0

    def sync(self) -> None:
        """Give back what was read ahead."""
        if self.at < len(self.data):
            posix.lseek(self.fd, self.at - len(self.data), 1)
        self.data = b""
        self.at = 0

    def _fill(self) -> bool:
        """Read another block behind what there is; False at the end of the file."""
        look_at_descriptor(self.shell, self.fd)
        self.shell.read_buffers[self.fd] = self  # that may have given back what was read ahead everywhere
        block = posix.read(self.fd, _BLOCK)
        if not block:
            return False
        self.data = self.data[self.at :] + block
        self.at = 0
        return True

    def through(self, delimiter: bytes) -> tuple[bytes, bool]:
        """The bytes up to the next delimiter, which is taken but not given; the second value: it was there."""
        place = self.data.find(delimiter, self.at)
        while place < 0:
            seen = len(self.data) - self.at
            if not self._fill():
                rest = self.data[self.at :]
                self.at = len(self.data)
                return rest, False
            place = self.data.find(delimiter, seen)
        start = self.at
        self.at = place + 1
        return self.data[start:place], True

    def byte(self) -> bytes:
        """The next byte; b"" at the end."""
        if self.at >= len(self.data) and not self._fill():
            return b""
        self.at += 1
        return self.data[self.at - 1 : self.at]


class ByteReader(Reader):
    """A pipe, terminal or device: one byte at a time. `deadline` is a time of `time.monotonic`, or None."""

    __slots__ = ("deadline",)

    def __init__(self, shell: Shell, fd: int, deadline: float | None = None) -> None:
        super().__init__(shell, fd)
        self.deadline = deadline

    def through(self, delimiter: bytes) -> tuple[bytes, bool]:
        """The bytes up to the next delimiter, which is taken but not given; the second value: it was there."""
        if self.deadline is not None:
            return self._through_in_time(delimiter)
        shell, fd = self.shell, self.fd
        plain = not shell.traps and not shell.live_captures
        taken: list[bytes] = []
        while True:
            byte = posix.read(fd, 1) if plain else read_some(shell, fd, 1)
            if byte == delimiter:
                return b"".join(taken), True
            if not byte:
                return b"".join(taken), False
            taken.append(byte)

    def _through_in_time(self, delimiter: bytes) -> tuple[bytes, bool]:
        taken: list[bytes] = []
        while True:
            try:
                byte = self.byte()
            except TimedOut as late:
                late.args = (b"".join(taken),)
                raise
            if byte == delimiter:
                return b"".join(taken), True
            if not byte:
                return b"".join(taken), False
            taken.append(byte)

    def byte(self) -> bytes:
        """The next byte; b"" at the end. Raises TimedOut."""
        if self.deadline is not None and not waiting(self.shell, self._ready):
            raise TimedOut
        return read_some(self.shell, self.fd, 1)

    def _ready(self) -> bool:
        import time

        assert self.deadline is not None
        left = self.deadline - time.monotonic()
        return left > 0 and is_ready(self.fd, left)


def look_at_descriptor(shell: Shell, fd: int) -> None:
    """What is open as `fd` is about to be read: a file's pending changes become real first, or all if it is no file."""
    lowering = shell.lowering
    if lowering is None or not lowering.pending:
        return
    try:
        path = posix.readlink(f"/proc/self/fd/{fd}")
    except OSError:
        return
    if path[:1] == "/" and not path.startswith(("/dev/", "/proc/")):
        shell.before_look(path)
        lowering.bytes_are_taken(fd)
    else:
        shell.drain("read")


def waiting(shell: Shell, call: Any, *args: Any) -> Any:
    """Make a call that may wait; traps of signals that arrive meanwhile run, then it goes on."""
    if not shell.traps:
        return call(*args)
    from oilgg.errors import WaitInterrupted
    from oilgg.interp.signals import CHLD
    from oilgg.interp.trap import run_pending

    while True:
        try:
            shell.interruptible = True
            return call(*args)
        except WaitInterrupted as interruption:
            if interruption.signal != CHLD or shell.options.posix:
                run_pending(shell)
        finally:
            shell.interruptible = False


def read_some(shell: Shell, fd: int, size: int) -> bytes:
    """Read what there is, up to `size` bytes; b"" at the end. What programs write into captures goes on being taken."""
    if shell.live_captures or shell.traps:  # a signal that comes while bytes are being taken must not lose them
        from oilgg.interp.capture import wait_readable

        waiting(shell, wait_readable, [fd], shell.live_captures)
    return posix.read(fd, size)


def is_ready(fd: int, timeout_s: float) -> bool:
    """Can something (or the end) be read from `fd` within the time."""
    import select

    poll = select.poll()
    poll.register(fd, select.POLLIN | select.POLLHUP)
    return bool(poll.poll(min(timeout_s * 1000, _LONGEST_MS)))


def reader(shell: Shell, fd: int, timeout_s: float | None = None) -> Reader:
    """What reads descriptor `fd`. Raises OSError for one that is not open."""
    known = shell.read_buffers.get(fd)
    if known is not None and not (known.may_wait and timeout_s is not None):
        found: Reader = known
        return found
    status = posix.fstat(fd)
    identity = (status.st_dev, status.st_ino)
    _forget_others(shell, identity)
    if status.st_mode & _FORMAT_BITS == _REGULAR and status.st_size > 0 and _is_read_only(fd):
        new = BlockReader(shell, fd, identity)
        shell.read_buffers[fd] = new
        return new
    shell.drain("read")
    if status.st_mode & _FORMAT_BITS == _PIPE and timeout_s is None:
        from oilgg.interp.builtins import peek

        looking = peek.reader(shell, fd, identity)
        if looking is not None:
            return looking
    deadline = None
    if timeout_s is not None:
        import time

        deadline = time.monotonic() + timeout_s
    return ByteReader(shell, fd, deadline)


def _forget_others(shell: Shell, identity: tuple[int, int]) -> None:
    """Give back what was read ahead of the same file through another descriptor: they may share the position."""
    for fd, other in list(shell.read_buffers.items()):
        if other.identity == identity:
            other.sync()
            del shell.read_buffers[fd]


def _is_read_only(fd: int) -> bool:
    """Nobody can change the file's position by writing through this descriptor."""
    import fcntl

    return fcntl.fcntl(fd, fcntl.F_GETFL) & 3 == posix.O_RDONLY
