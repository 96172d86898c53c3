"""Sorting lines that are many times the same: each is sorted once.

    tally counts N SORT ARGV…   in place of `sort` before `uniq -c`
    tally lines N SORT ARGV…    in place of `sort -u`, or of `sort` before `uniq`
    tally plain N SORT ARGV…    in place of any other `sort`
    tallied UNIQ ARGV…          in place of the `uniq -c` behind the first

`sort` takes a microsecond for a line, a dictionary a tenth of that. So lines are counted as they come, in a table of
bounded size; what is in it goes to the real `sort`, in lines as `uniq -c` prints them, whenever it is full and at the
end. Where the first lines are mostly different ones, all go to `sort` as they are: to N of them at a time, and one more
that merges what they print. `tallied` gets one byte that says which it was, and the sorted lines.
"""

from __future__ import annotations

import fcntl
import posix
import sys
from _collections import _count_elements  # type: ignore[import-not-found]
from _signal import SIG_IGN, SIGKILL, SIGPIPE, signal

from oilgg.worker.execute import EXEC_STEP, encode, environment_map, error_status, exit_status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK_BYTES = 1 << 18
PIPE_BYTES = 1 << 20
F_SETPIPE_SZ = 1031
FIONREAD = 0x541B
DEAL_BYTES = 1 << 16
FIRST_MERGED = 3
ONE_OF_SEVERAL = (b"--parallel=1", b"-S32M", b"--batch-size=64")
SAMPLE_LINES = 40_000
SAMPLE_BYTES = 4 << 20
NEW_AT_MOST = 0.5
"""With more new lines among those at the end of the sample, counting is not worth it."""
MOST_LINES = 250_000
MOST_BYTES = 64 << 20
"""What the table may hold."""
COUNT_WIDTH = 7
WIDEST = 10**COUNT_WIDTH - 1
ENDED_BY_PIPE = 141
BY_LINE = "-k1.9"
"""The key of `sort` that leaves out the count."""
RAW, ONCE, MANY = b"r", b"1", b"n"
"""Told to `tallied`: the lines are those of the input; each with its count; with several counts to be added."""


class Tally:
    """One run of the stage. Methods raise BrokenPipeError where `sort` or its reader has ended."""

    def __init__(self, argv: Sequence[str], environment: Sequence[str]) -> None:
        self.counts = argv[0] == "counts"
        self.plain = argv[0] == "plain"
        self.ways = int(argv[1])
        self.program = encode(argv[2])
        self.argv = [encode(word) for word in argv[3:]]
        self.environment = environment_map(environment)
        self.table: dict[bytes, int] = {}
        self.rest = b""
        """What came behind the last line end."""
        self.lines = 0
        self.bytes = 0
        """Of the lines counted since the table was empty."""
        self.mode = ONCE
        self.feed = -1
        self.pid = 0
        self.feeds: list[int] = []
        self.pids: list[int] = []
        """Where there are several, and the one at `pid` merges."""

    def run(self) -> int:
        """Do all; gives the exit status."""
        try:
            self.read()
        except BrokenPipeError:
            if not self.pid:
                return ENDED_BY_PIPE
            if self.pids:
                posix.kill(self.pid, SIGKILL)  # one of several has failed: nothing is to be printed
        return self.end()

    def read(self) -> None:
        """Read all lines and hand them on."""
        sample: list[bytes] = []
        before = (0, 0)
        size = 0
        while not self.plain and self.lines < SAMPLE_LINES and size < SAMPLE_BYTES:
            block = posix.read(0, BLOCK_BYTES)
            if not block:
                break
            sample.append(block)
            size += len(block)
            if not before[0] and self.lines >= SAMPLE_LINES // 2:
                before = (self.lines, len(self.table))
            self.take(block)
        lines, new = self.lines - before[0], len(self.table) - before[1]
        if self.plain or (lines and new > NEW_AT_MOST * lines):
            self.pass_on(sample)
            return
        sample.clear()
        while block := posix.read(0, BLOCK_BYTES):
            self.take(block)
            if self.is_full():
                self.mode = MANY
                self.flush()
        if self.rest:
            self.table[self.rest] = self.table.get(self.rest, 0) + 1
        self.flush()
        if self.counts:
            posix.write(1, self.mode)

    def take(self, block: bytes) -> None:
        """Count the lines that end in `block`."""
        found = (self.rest + block if self.rest else block).split(b"\n")
        self.rest = found.pop()
        self.lines += len(found)
        self.bytes += len(block)
        if self.counts:
            _count_elements(self.table, found)
        else:
            self.table.update(dict.fromkeys(found, 1))

    def is_full(self) -> bool:
        """Whether the table has to be emptied."""
        held = len(self.table)
        return held > MOST_LINES or (self.bytes > MOST_BYTES and held * self.bytes > MOST_BYTES * self.lines)

    def flush(self) -> None:
        """Hand what is in the table to `sort`."""
        if not self.pid:
            self.start([self.argv[0], BY_LINE.encode(), *self.argv[1:]] if self.counts else self.argv)
        if self.counts:
            if max(self.table.values(), default=0) > WIDEST:
                self.hand_wide()
            write_all(self.feed, b"".join([b"%7d %b\n" % (count, line) for line, count in self.table.items()]))
        elif self.table:
            write_all(self.feed, b"\n".join(self.table) + b"\n")
        self.table = {}
        self.lines = self.bytes = 0

    def hand_wide(self) -> None:
        """A count that is wider than its column goes as several."""
        self.mode = MANY
        for line, count in self.table.items():
            while count > WIDEST:
                write_all(self.feed, b"%7d %b\n" % (WIDEST, line))
                count -= WIDEST
            self.table[line] = count

    def pass_on(self, sample: list[bytes]) -> None:
        """All lines go to `sort` as they are."""
        self.table = {}
        if self.counts:
            posix.write(1, RAW)
        if self.ways > 1:
            self.deal(sample)
            return
        self.start(self.argv)
        for block in sample:
            write_all(self.feed, block)
        sample.clear()
        pour(0, self.feed)

    def deal(self, sample: list[bytes]) -> None:
        """All lines go to several sorts, always to the one that has least before it."""
        self.start_several()
        rest = b""
        block = b"".join(sample)
        sample.clear()
        while block or (block := posix.read(0, DEAL_BYTES)):
            end = block.rfind(b"\n") + 1
            if end:
                feed = min(self.feeds, key=_waiting)
                write_all(feed, rest)
                write_all(feed, block[:end])
                rest = block[end:]
            else:
                rest += block
            block = b""
        write_all(self.feeds[0], rest)

    def start_several(self) -> None:
        """Start as many as wanted, and the one that merges what they print."""
        outputs = []
        for _ in range(self.ways):
            reading, feed = _pipe()
            output, writing = _pipe()
            actions = [(posix.POSIX_SPAWN_DUP2, reading, 0), (posix.POSIX_SPAWN_DUP2, writing, 1)]
            argv = [self.argv[0], *ONE_OF_SEVERAL, *self.argv[1:]]
            self.pids.append(self.spawn(argv, actions))
            posix.close(reading)
            posix.close(writing)
            _widen(feed)
            self.feeds.append(feed)
            outputs.append(output)
        actions = [(posix.POSIX_SPAWN_DUP2, output, FIRST_MERGED + at) for at, output in enumerate(outputs)]
        names = [b"/dev/fd/%d" % (FIRST_MERGED + at) for at in range(self.ways)]
        self.pid = self.spawn([self.argv[0], b"-m", *self.argv[1:], *names], actions)
        for output in outputs:
            posix.close(output)

    def spawn(self, argv: list[bytes], actions: list[tuple[int, int, int]]) -> int:
        """Start `sort`; its pid."""
        return posix.posix_spawn(self.program, argv, self.environment, file_actions=actions, setsigdef=(SIGPIPE,))

    def start(self, argv: list[bytes]) -> None:
        """Start `sort`, which prints to where this stage does."""
        reading, self.feed = _pipe()
        _widen(self.feed)
        self.pid = self.spawn(argv, [(posix.POSIX_SPAWN_DUP2, reading, 0)])
        posix.close(reading)

    def end(self) -> int:
        """There is no more; gives the exit status of `sort`."""
        for feed in self.feeds or [self.feed]:
            posix.close(feed)
        posix.close(0)
        posix.close(1)  # so that a reader sees the end as soon as `sort` has ended
        statuses = [exit_status(posix.waitpid(pid, 0)[1])[0] for pid in [self.pid, *self.pids]]
        if statuses[0] == ENDED_BY_PIPE:
            return ENDED_BY_PIPE  # the others notice that too
        failed = [status for status in statuses if status not in (0, ENDED_BY_PIPE, 128 + SIGKILL)]
        return failed[0] if failed else max(statuses)


def tally(argv: Sequence[str], environment: Sequence[str]) -> int:
    """See the top of this file; gives the exit status."""
    _widen(0)
    signal(SIGPIPE, SIG_IGN)
    try:
        return Tally(argv, environment).run()
    except FileNotFoundError as error:
        return error_status(EXEC_STEP, error.errno or 2)


def tallied(argv: Sequence[str], environment: Sequence[str]) -> int:
    """See the top of this file; gives the exit status."""
    mode = posix.read(0, 1)
    if mode == RAW:
        posix.execve(encode(argv[0]), [encode(word) for word in argv[1:]], environment_map(environment))
    elif mode == ONCE:
        pour(0, 1)
    else:
        return 0 if add_counts() else 1
    return 0


def add_counts() -> bool:
    """Add the counts of equal lines that follow each other; False where a count is wider than its column."""
    text, total = b"", 0
    out: list[bytes] = []
    with open(0, "rb", buffering=1 << 20, closefd=False) as file:
        for line in file:
            if line[COUNT_WIDTH : COUNT_WIDTH + 1] != b" ":
                return False
            rest = line[COUNT_WIDTH:]
            if rest == text:
                total += int(line[:COUNT_WIDTH])
                continue
            if total:
                out.append(b"%7d" % total)
                out.append(text)
            text, total = rest, int(line[:COUNT_WIDTH])
            if len(out) > 8192:
                write_all(1, b"".join(out))
                out.clear()
    if total:
        out.append(b"%7d" % total)
        out.append(text)
    write_all(1, b"".join(out))
    return True


def pour(source: int, target: int) -> None:
    """Everything from one descriptor to the other, in the kernel where it can."""
    try:
        while posix.splice(source, target, PIPE_BYTES):
            pass
        return
    except OSError as error:
        if error.errno != 22:
            raise
    while block := posix.read(source, BLOCK_BYTES):
        write_all(target, block)


def write_all(fd: int, data: bytes) -> None:
    """Write all of `data`. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[posix.write(fd, view) :]


def _pipe() -> tuple[int, int]:
    """A pipe whose ends are out of the way of descriptors that programs get."""
    ends = posix.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, FIRST_MERGED + 64) for end in ends]
    for end in ends:
        posix.close(end)
    return high[0], high[1]


def _waiting(fd: int) -> int:
    """How many bytes a pipe holds."""
    return int.from_bytes(fcntl.ioctl(fd, FIONREAD, bytes(4)), sys.byteorder)


def _widen(fd: int) -> None:
    try:
        fcntl.fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES)
    except OSError:
        pass  # no pipe, or there are many already
