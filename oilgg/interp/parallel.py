"""Real processes side by side, each with its own output, shown in the order in which they were asked for.

The first part that has not ended yet writes straight through; what the others write is kept until it is their turn.
A part that has much to say before its turn is not read any further, so it waits, as anybody whose reader is slow.
"""

from __future__ import annotations

import posix

from oilgg.errors import ExitShell
from oilgg.interp import descriptors, limits, process, signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    import select
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

    Start = Callable[[int, list[tuple[Any, ...]]], int]

CHUNK_BYTES = 65536
READABLE = 1
MOST_KEPT_BYTES = 16 << 20
LOAD_LOOK_MS = 500


class Part:
    """One of the processes: its pidfd, the pipes it writes to (ours: number in the part), and what it wrote so far."""

    __slots__ = ("index", "kept", "kept_bytes", "outputs", "pid", "pidfd", "raw", "token")

    def __init__(self, index: int) -> None:
        self.index = index
        self.pid = 0
        self.pidfd = -1
        self.token: bytes | None = None
        """Goes back to the jobserver when it is over."""
        self.raw: int | None = None
        """The status of waitpid, once it has ended."""
        self.outputs: dict[int, int] = {}
        self.kept: list[tuple[int, bytes]] = []
        self.kept_bytes = 0


class Parallel:
    """Runs parts, `width` at a time.

    `start(index, actions)` starts part `index` with the file actions that put its output in place; it gives the pid,
    or minus a status.
    """

    def __init__(self, shell: Shell, width: int, start: Start) -> None:
        import select

        self.shell = shell
        self.width = max(1, width)
        self.admission = shell.admission.again() if shell.admission is not None else None
        self.last_words: signals.LastWords | None = None
        self.starved = False
        """The next part may not start for want of a token, or for the load."""
        self.start = start
        self.poll: select.poll = select.poll()
        self.keep_going = True
        self.failed = False
        """The last part that was shown has failed, and nothing comes after it."""
        self.running: list[Part] = []
        self.by_fd: dict[int, Part] = {}
        self.waiting: list[Part] = []
        """Started and not shown to the end, in order."""
        self.raws: list[int] = []
        """What waitpid has said of each."""
        self.ended: list[tuple[int, int]] = []
        """(index, status) of those that have ended since the last look."""
        self.one_stream = _is_one_stream(shell)
        self.show: Callable[[int, int, bytes], None] = lambda _index, number, data: shell.write(number, data)
        """Gets the output: of which part, to which descriptor, and what."""

    def run(self, first: int, end: int, keep_going: bool) -> list[int | None]:
        """Run the parts `first` to `end`: the status of each; None for those after one that failed.

        Unless they are to `keep_going`, no part is started after a failure; those that run by then end in peace, but
        what comes after the first failure in their order is not shown.
        """
        shell = self.shell
        self.keep_going = keep_going
        statuses: list[int | None] = [None] * (end - first)
        following = first
        stopped = False
        shell.waiting = True
        if self.admission is not None:
            self.last_words = signals.LastWords()
            self.poll.register(self.last_words.fileno, READABLE)
        try:
            while True:
                self.starved = False
                while following < end and len(self.running) < self.width and not stopped:
                    self._check_death()
                    token = None if self.admission is None else self.admission.take(bool(self.running))
                    if token is None and self.admission is not None:
                        self.starved = True
                        break
                    self._begin(following, token)
                    following += 1
                    stopped = (self._collect(statuses, first) and not keep_going) or shell.interrupted
                self._show()
                if not self.waiting:
                    process.check_interrupt(shell, self.raws)
                    return statuses if keep_going else _until_failure(statuses)
                self._step()
                self._check_death()
                stopped = (self._collect(statuses, first) and not keep_going) or stopped or shell.interrupted
        finally:
            shell.waiting = False
            self._kill()
            if self.last_words is not None:
                self.last_words.close()

    def _check_death(self) -> None:
        if self.last_words is not None and self.last_words.number:
            raise ExitShell(128 + self.last_words.number, self.last_words.number)

    def _collect(self, statuses: list[int | None], first: int) -> bool:
        """Enter the statuses that have come to be known; whether one of them is a failure."""
        ended, self.ended = self.ended, []
        for index, status in ended:
            statuses[index - first] = status
        return any(status for _index, status in ended)

    def _begin(self, index: int, token: bytes | None) -> None:
        part = Part(index)
        part.token = token
        writing = []
        actions: list[tuple[Any, ...]] = []
        for number in (1,) if self.one_stream else (1, 2):
            read_fd, write_fd = posix.pipe()
            read_fd = descriptors.move_high(read_fd)
            posix.set_blocking(read_fd, False)
            part.outputs[read_fd] = number
            writing.append(write_fd)
            actions.append((posix.POSIX_SPAWN_DUP2, write_fd, number))
        if self.one_stream:
            actions.append((posix.POSIX_SPAWN_DUP2, writing[0], 2))
        try:
            pid = self.start(index, actions)
        finally:
            for write_fd in writing:
                posix.close(write_fd)
        self.waiting.append(part)
        for read_fd in part.outputs:
            self.by_fd[read_fd] = part
            self.poll.register(read_fd, READABLE)
        if pid > 0:
            if self.shell.interrupted:
                limits.send(pid, 2)  # it came while this part was being started, and may have missed it
            part.pid = pid
            part.pidfd = descriptors.move_high(posix.pidfd_open(pid))
            self.by_fd[part.pidfd] = part
            self.poll.register(part.pidfd, READABLE)
            self.running.append(part)
        else:
            self._end(part, -pid << 8)

    def _step(self) -> None:
        """Wait until something happens, and deal with it."""
        if not self.running:
            return
        tokens = self.admission.fileno() if self.starved and self.admission is not None else -1
        if tokens >= 0:
            self.poll.register(tokens, READABLE)
        try:
            wait_ms = LOAD_LOOK_MS if self.starved and tokens < 0 else -1
            if self.shell.limits is not None:
                due_ms = self.shell.limits.enforce([part.pid for part in self.running])
                wait_ms = due_ms if wait_ms < 0 else min(wait_ms, due_ms if due_ms >= 0 else wait_ms)
            ready = self.poll.poll(wait_ms)
        finally:
            if tokens >= 0:
                self.poll.unregister(tokens)
        for fd, _event in ready:
            part = self.by_fd.get(fd)
            if part is None:
                continue
            if fd != part.pidfd:
                self._read(part, fd)
                continue
            raw = posix.waitpid(part.pid, 0)[1]
            self._end(part, raw if self.shell.limits is None else self.shell.limits.outcome(self.shell, part.pid, raw))

    def _end(self, part: Part, raw: int) -> None:
        """The process of `part` is over; what its children may still write is nobody's."""
        part.raw = raw
        self.raws.append(raw)
        if self.admission is not None and part.token is not None:
            self.admission.give(part.token)
            part.token = None
        if part.pidfd >= 0:
            self._forget(part.pidfd)
            self.running.remove(part)
        for fd in list(part.outputs):
            while self._read(part, fd):
                pass
            if fd in part.outputs:
                del part.outputs[fd]
                self._forget(fd)
        self.ended.append((part.index, process.exit_status(raw)))

    def _forget(self, fd: int) -> None:
        if self.by_fd.pop(fd, None) is not None:
            try:
                self.poll.unregister(fd)
            except KeyError:
                pass
            posix.close(fd)

    def _read(self, part: Part, fd: int) -> bool:
        """Take what is in one pipe; False: there is nothing now, or its end has come."""
        try:
            data = posix.read(fd, CHUNK_BYTES)
        except BlockingIOError:
            return False
        if not data:
            del part.outputs[fd]
            self._forget(fd)
            return False
        if self.failed:
            return True
        if part is self.waiting[0] and not part.kept:
            self.show(part.index, part.outputs[fd], data)
            return True
        part.kept.append((part.outputs[fd], data))
        part.kept_bytes += len(data)
        if part.kept_bytes > MOST_KEPT_BYTES and part.raw is None:
            for output in part.outputs:
                self.poll.modify(output, 0)
        return True

    def _show(self) -> None:
        """Show what may be shown: everything of the first part, and of the next where that has ended."""
        while self.waiting:
            head = self.waiting[0]
            kept, head.kept = head.kept, []
            for number, data in kept if not self.failed else ():
                self.show(head.index, number, data)
            if head.raw is None:
                if head.kept_bytes > MOST_KEPT_BYTES:
                    for output in head.outputs:
                        self.poll.modify(output, READABLE)
                head.kept_bytes = 0
                return
            self.waiting.pop(0)
            self.failed = self.failed or (head.raw != 0 and not self.keep_going)

    def _kill(self) -> None:
        """End what still runs, because there is nobody left to show it to."""
        for part in list(self.running):
            posix.kill(part.pid, 15)
            self._end(part, posix.waitpid(part.pid, 0)[1])
        for fd in list(self.by_fd):
            self._forget(fd)


def _until_failure(statuses: list[int | None]) -> list[int | None]:
    """`statuses` without what comes after the first failure."""
    for index, status in enumerate(statuses):
        if status:
            return statuses[: index + 1] + [None] * (len(statuses) - index - 1)
    return statuses


def _is_one_stream(shell: Shell) -> bool:
    """Whether standard output and error lead to one place, so that the order between them has to be kept."""
    out, error = shell.sinks.get(1), shell.sinks.get(2)
    if out is not None or error is not None:
        return out is not None and error is not None and out.capture is error.capture
    try:
        one, other = posix.fstat(1), posix.fstat(2)
    except OSError:
        return False
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def usual_width(shell: Shell) -> int:
    """How many processes run side by side where nothing else is asked for."""
    if shell.admission is not None and shell.admission.jobs:
        return shell.admission.jobs
    return len(posix.sched_getaffinity(0))
