"""The streams of a running job: pipes (or a terminal) whose bytes are kept until the entry's turn."""

from __future__ import annotations

import fcntl
import posix
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK_BYTES = 65536
LOWEST_FD = 100
MOST_KEPT_BYTES = 32 << 20
"""What is handed on at once and exceeds this is not kept for later runs."""


class Capture:
    """One stream of a job: the end that the job writes, the end that is read here, and what came.

    While `live` is set, bytes are handed to it as they come (the head of the order streams); what came
    before is in `data`, which keeps everything, for the reduction.
    """

    __slots__ = ("read_fd", "write_fd", "data", "live", "delivered", "dropped", "printed_ns")

    def __init__(self, terminal_fd: int = -1, remote: bool = False) -> None:
        """With `terminal_fd`, a terminal of the same size and settings stands for the pipe, so that colours stay.

        With `remote` there is no pipe: whoever gets the bytes adds them to `data`.
        """
        self.data = bytearray()
        self.live: Callable[[bytes], None] | None = None
        self.delivered = 0
        """How many bytes have been handed on, of all that came."""
        self.dropped = 0
        """How many of these are no longer in `data`."""
        self.printed_ns = 0
        """When the last of them came, at the latest."""
        if remote:
            self.read_fd = self.write_fd = -1
            return
        read_fd, write_fd = _terminal(terminal_fd) if terminal_fd >= 0 else posix.pipe()
        self.read_fd = _high(read_fd)
        self.write_fd = _high(write_fd)
        posix.set_blocking(self.read_fd, False)

    @property
    def overflown(self) -> bool:
        """Whether so much came that not all of it was kept."""
        return self.dropped > 0

    def started(self) -> None:
        """The job has its own copy of the writing end."""
        if self.write_fd >= 0:
            posix.close(self.write_fd)
            self.write_fd = -1

    def pump(self) -> bool:
        """Take what is there. True: the end was reached, and the reading end is closed."""
        while self.read_fd >= 0:
            try:
                chunk = posix.read(self.read_fd, CHUNK_BYTES)
            except BlockingIOError:
                return False
            except OSError:  # a terminal whose other side has closed
                chunk = b""
            if not chunk:
                self.close()
                return True
            self.data += chunk
            self.printed_ns = time.time_ns()
            if self.live is not None:
                self.deliver()
        return True

    def deliver(self) -> None:
        """Hand everything not handed out yet to `live`."""
        if self.live is not None and self.delivered < self.dropped + len(self.data):
            rest = bytes(self.data[self.delivered - self.dropped :])
            self.delivered = self.dropped + len(self.data)
            if len(self.data) > MOST_KEPT_BYTES or self.dropped:
                self.data.clear()
                self.dropped = self.delivered
            self.live(rest)

    def finish(self) -> None:
        """The job is over: take the rest and close, whoever may still hold the writing end."""
        self.started()
        self.pump()
        self.close()

    def close(self) -> None:
        """Close both ends."""
        self.started()
        if self.read_fd >= 0:
            posix.close(self.read_fd)
            self.read_fd = -1


def _high(fd: int) -> int:
    """`fd` moved out of the numbers that scripts use, close-on-exec."""
    high: int = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, LOWEST_FD)
    posix.close(fd)
    return high


def _terminal(like: int) -> tuple[int, int]:
    """A new pseudo-terminal set up like the terminal `like`, output unprocessed: the real one does that."""
    import termios

    master, slave = posix.openpty()
    try:
        settings = termios.tcgetattr(like)
        settings[1] &= ~termios.OPOST
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        size = fcntl.ioctl(like, termios.TIOCGWINSZ, b"\0" * 8)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, size)
    except (termios.error, OSError):
        pass
    return master, slave
