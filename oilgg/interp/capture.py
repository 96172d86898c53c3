"""Output of virtual subshells kept in memory, and the pipe that programs started inside them write to.

A command substitution runs in the shell's own process. What builtins write to its standard output is appended to a
list. Only when a program (or a real fork) needs the descriptor is a pipe made and put in its place ("made real"); the
shell then drains that pipe whenever it waits or writes, so nobody can block for ever.
"""

from __future__ import annotations

import posix

from oilgg.errors import BrokenPipe
from oilgg.interp import descriptors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_CHUNK = 65536


class Capture:
    """Everything one virtual subshell has written."""

    __slots__ = ("parts", "read_fd", "write_fd")

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.read_fd = -1
        self.write_fd = -1

    def open_pipe(self, shell: Shell) -> None:
        """Make the pipe; from now on the capture is live and everything that waits drains it."""
        read_fd, write_fd = posix.pipe()
        self.read_fd = descriptors.move_high(read_fd)
        self.write_fd = descriptors.move_high(write_fd)
        posix.set_blocking(self.read_fd, False)
        shell.live_captures.append(self)

    def drain(self) -> bool:
        """Take what is in the pipe now. False: all its writers are gone."""
        fd = self.read_fd
        while True:
            try:
                data = posix.read(fd, _CHUNK)
            except BlockingIOError:
                return True
            if not data:
                return False
            self.parts.append(data)
            if len(data) < 4096:
                return True

    def finish(self, shell: Shell) -> None:
        """Close our end, wait until every writer is gone, and take the rest."""
        if self.read_fd < 0:
            return
        posix.close(self.write_fd)
        others = [capture for capture in shell.live_captures if capture is not self]
        shell.live_captures.remove(self)
        if not others:
            posix.set_blocking(self.read_fd, True)
            while data := posix.read(self.read_fd, _CHUNK):
                self.parts.append(data)
        else:
            while self.drain():
                wait_readable([self.read_fd], others)
        posix.close(self.read_fd)
        self.read_fd = -1

    def data(self) -> bytes:
        """All bytes captured so far."""
        parts = self.parts
        return parts[0] if len(parts) == 1 else b"".join(parts)


class Sink:
    """A descriptor that leads into a capture."""

    __slots__ = ("capture", "real", "saved")

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self.real = False
        """The descriptor itself is the pipe of the capture, `saved` what it was before (-1: closed)."""
        self.saved = -1

    def append(self, data: bytes) -> None:
        """Add output of the shell itself, after what programs have written before it."""
        capture = self.capture
        if capture.read_fd >= 0:
            capture.drain()
        capture.parts.append(data)

    def restore(self, fd: int) -> None:
        """Put the descriptor back that was there before it was made real."""
        if self.real:
            self.real = False
            descriptors.put_back(fd, self.saved)


def make_real(shell: Shell) -> None:
    """Put pipes where sinks are, because a program or a forked child is about to inherit the descriptors."""
    for fd, sink in shell.sinks.items():
        if not sink.real:
            if sink.capture.read_fd < 0:
                sink.capture.open_pipe(shell)
            sink.saved = descriptors.save(fd)
            posix.dup2(sink.capture.write_fd, fd)
            sink.real = True


def wait_readable(fds: list[int], captures: list[Capture], timeout_ms: int = -1) -> list[int]:
    """Wait until one of `fds` is readable (or hung up), draining `captures` meanwhile; gives the ready ones."""
    import select

    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    draining = {}
    for capture in captures:
        draining[capture.read_fd] = capture
        poll.register(capture.read_fd, select.POLLIN)
    while True:
        ready = []
        events = poll.poll(timeout_ms)
        for fd, _ in events:
            capture_ready = draining.get(fd)
            if capture_ready is None:
                ready.append(fd)
            elif not capture_ready.drain():
                poll.unregister(fd)
        if ready or not events:
            return ready


def write_draining(shell: Shell, fd: int, data: bytes) -> None:
    """Write all of `data`, draining live captures while the reader is slow."""
    captures = {capture.read_fd: capture for capture in shell.live_captures}
    import select

    poll = select.poll()
    poll.register(fd, select.POLLOUT)
    for read_fd in captures:
        poll.register(read_fd, select.POLLIN)
    view = memoryview(data)
    while view:
        writable = False
        for ready, _ in poll.poll():
            if ready == fd:
                writable = True
            elif not captures[ready].drain():
                poll.unregister(ready)
        if writable:
            view = view[posix.write(fd, view[:4096]) :]


def write_all(shell: Shell, fd: int, data: bytes) -> None:
    """Write all of `data` to a real descriptor. Raises OSError, or BrokenPipe in a stage in this process."""
    try:
        if shell.live_captures:
            write_draining(shell, fd, data)
            return
        done = posix.write(fd, data)
        while done < len(data):
            done += posix.write(fd, data[done:])
    except BrokenPipeError:
        if shell.pipe_guard:
            raise BrokenPipe from None
        raise
