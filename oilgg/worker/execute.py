"""Starting programs: the descriptors of a stage, its redirections, and how its end is told as a status."""

from __future__ import annotations

import fcntl
import posix
from _stat import S_ISFIFO, S_ISREG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.worker.wire import RedirectTuple

EXEC_STEP = -1
CWD_STEP = -2
ENOENT = 2
ENXIO = 6
EBADF = 9
EEXIST = 17
F_GETPIPE_SZ = 1032
PIPE_TEXT_BYTES = 65_536
DESCRIPTOR_PATHS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}

_CREATE = posix.O_WRONLY | posix.O_CREAT | posix.O_CLOEXEC
OPEN_FLAGS = {
    "<": posix.O_RDONLY | posix.O_CLOEXEC,
    ">": _CREATE | posix.O_TRUNC,
    ">|": _CREATE | posix.O_TRUNC,
    ">>": _CREATE | posix.O_APPEND,
    "<>": posix.O_RDWR | posix.O_CREAT | posix.O_CLOEXEC,
    "&>": _CREATE | posix.O_TRUNC,
    "&>>": _CREATE | posix.O_APPEND,
}


class StepError(Exception):
    """A redirection (by its index), the directory or the program of a stage failed."""

    def __init__(self, step: int, errno: int) -> None:
        super().__init__(step, errno)
        self.step = step
        self.errno = errno


class WouldBlock(Exception):
    """Opening a redirection would have to wait for another process."""


class Table:
    """Which of our descriptors become which of a program's, as long as nothing has been moved yet.

    Not `patient`: a redirection that would wait for a process at the other end of a FIFO raises WouldBlock.
    """

    __slots__ = ("numbers", "opened", "patient")

    def __init__(self, numbers: dict[int, int], patient: bool = True) -> None:
        self.numbers = numbers
        self.opened: list[int] = []
        self.patient = patient

    def close(self) -> None:
        """Close what the redirections opened."""
        for descriptor in self.opened:
            posix.close(descriptor)
        self.opened.clear()

    def redirect(self, redirects: Sequence[RedirectTuple], noclobber: bool) -> None:
        """Apply `redirects` left to right. Raises StepError; what was opened before stays opened."""
        for index, (fd, op, target, text) in enumerate(redirects):
            try:
                self._apply(fd, op, target, text, noclobber)
            except OSError as error:
                raise StepError(index, error.errno or EBADF)

    def _apply(self, fd: int, op: str, target: str | int, text: str, noclobber: bool) -> None:
        if isinstance(target, int) or op == "text":
            if op == "text":
                self._set(fd, _text_descriptor(text))
            elif target == -1:
                self.numbers.pop(fd, None)
            else:
                self._copy(fd, int(target))
            return
        inherited = _descriptor_number(target)
        if inherited >= 0:
            self._copy(fd, inherited)
        elif op == ">" and noclobber:
            self._set(fd, self._open_unless_there(target))
        else:
            self._set(fd, self._open(encode(target), OPEN_FLAGS[op]))
        if op.startswith("&"):
            self.numbers[2] = self.numbers[fd]

    def _open(self, name: bytes, flags: int) -> int:
        if self.patient:
            return posix.open(name, flags, 0o666)
        try:
            descriptor = posix.open(name, flags | posix.O_NONBLOCK, 0o666)
        except OSError as error:
            if error.errno == ENXIO:
                raise WouldBlock
            raise
        if S_ISFIFO(posix.fstat(descriptor).st_mode):
            posix.close(descriptor)
            raise WouldBlock
        posix.set_blocking(descriptor, True)
        return descriptor

    def _open_unless_there(self, path: str) -> int:
        """`>` under noclobber: EEXIST for a regular file that is there, as bash's noclobber_open does it."""
        name = encode(path)
        try:
            there = posix.stat(name)
        except OSError:
            return self._open(name, _CREATE | posix.O_EXCL)
        if S_ISREG(there.st_mode):
            raise OSError(EEXIST, "exists")
        return self._open(name, _CREATE)

    def _set(self, fd: int, descriptor: int) -> None:
        self.opened.append(descriptor)
        self.numbers[fd] = descriptor

    def _copy(self, fd: int, other: int) -> None:
        if other not in self.numbers:
            raise OSError(EBADF, "not open")
        self.numbers[fd] = self.numbers[other]

    def moves(self) -> list[tuple[int, int]]:
        """Pairs (ours, program's) that can be copied one after the other: none overwrites a later one's source."""
        numbers = self.numbers
        limit = max(numbers, default=0) + 1
        pairs: list[tuple[int, int]] = []
        for number, source in numbers.items():
            if source != number and source in numbers:
                source = fcntl.fcntl(source, fcntl.F_DUPFD_CLOEXEC, limit)
                self.opened.append(source)
            pairs.append((source, number))
        return pairs


def _descriptor_number(path: str) -> int:
    """The descriptor that bash means by this path, -1 for none."""
    if not path.startswith("/dev/"):
        return -1
    if path.startswith("/dev/fd/") and path[8:].isdigit():
        return int(path[8:])
    return DESCRIPTOR_PATHS.get(path, -1)


def _text_descriptor(text: str) -> int:
    """A descriptor to read `text` from: a pipe where it fits, else a memory file."""
    data = encode(text)
    if len(data) <= PIPE_TEXT_BYTES:
        reading, writing = posix.pipe()
        fits = len(data) <= fcntl.fcntl(writing, F_GETPIPE_SZ)
        if fits:
            posix.write(writing, data)
        posix.close(writing)
        if fits:
            return reading
        posix.close(reading)
    memory = posix.memfd_create("oilgg", posix.MFD_CLOEXEC)
    try:
        view = memoryview(data)
        while view:
            view = view[posix.write(memory, view) :]
        return posix.open(f"/proc/self/fd/{memory}", posix.O_RDONLY | posix.O_CLOEXEC)
    finally:
        posix.close(memory)


def take_null(kept: Sequence[int] = ()) -> None:
    """Make the first three descriptors, but `kept`, those of `/dev/null`, closed in programs."""
    null = posix.open("/dev/null", posix.O_RDWR | posix.O_CLOEXEC)
    for number in range(3):
        if number not in kept and number != null:  # null has the number itself where it was free
            posix.dup2(null, number, inheritable=False)
    if null > 2 and null not in kept:
        posix.close(null)


def close_others(kept: Sequence[int]) -> None:
    """Close all descriptors but the first three and `kept`."""
    last = 2
    for number in [*sorted(number for number in kept if number > 2), 1 << 20]:
        posix.closerange(last + 1, number)
        last = max(last, number)


def encode(text: str) -> bytes:
    """`text` as the bytes it came from."""
    return text.encode("utf-8", "surrogateescape")


def may_block(redirects: Sequence[RedirectTuple], cwd: str) -> bool:
    """Whether opening one of `redirects` in the directory `cwd` could wait for somebody else (a FIFO)."""
    for _, op, target, _ in redirects:
        if isinstance(target, str) and op != "text":
            try:
                path = target if target.startswith("/") else cwd + "/" + target
                if S_ISFIFO(posix.stat(encode(path)).st_mode):
                    return True
            except OSError:
                pass
    return False


def environment_map(entries: Sequence[str]) -> dict[bytes, bytes]:
    """The environment as execve wants it; of entries without `=` the kernel would make nothing useful."""
    found: dict[bytes, bytes] = {}
    for entry in entries:
        name, equals, value = encode(entry).partition(b"=")
        if equals and name:
            found[name] = value
    return found


def replace_process(
    program: str, argv: Sequence[str], environment: Sequence[str], table: Table, ignored: Sequence[int]
) -> None:
    """Become `program` with the descriptors of `table`. Only returns by raising StepError."""
    import _signal

    for number in ignored:
        _signal.signal(number, _signal.SIG_IGN)
    try:
        for source, number in table.moves():
            if source == number:
                posix.set_inheritable(number, True)
            else:
                posix.dup2(source, number)
        posix.execve(encode(program), [encode(word) for word in argv], environment_map(environment))
    except OSError as error:
        raise StepError(EXEC_STEP, error.errno or ENOENT)


def error_status(step: int, errno: int) -> int:
    """The exit status that bash gives to a command that did not start."""
    if step != EXEC_STEP:
        return 1
    return 127 if errno == ENOENT else 126


def exit_status(wait_status: int) -> tuple[int, int, bool]:
    """(shell exit status, signal or 0, core left) of what wait returned."""
    signal = wait_status & 0x7F
    if signal:
        return 128 + signal, signal, bool(wait_status & 0x80)
    return wait_status >> 8 & 0xFF, 0, False
