"""GNU make's jobserver, on both sides: how many commands may run at once, ours and those of any `make` together.

The protocol (GNU make manual, "Job Slots"): a pipe, or since make 4.4 a FIFO, holds a byte for every command that may
run beyond the one that each participant runs anyway. Who wants to run one more takes a byte, and gives the same byte
back when that is over. `MAKEFLAGS` tells where the pipe is.

Under `make -jN` oilgg takes part. With `-j N` of its own it is the server, for those calls of `make` that ask for
parallel jobs; others go on one after the other, since what they print would come in another order.

Of a pipe our end for reading is opened anew: whether it blocks is ours alone then, not also make's.
"""

from __future__ import annotations

import fcntl
import posix
import time
from _stat import S_ISFIFO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

LOWEST_FD = 100
LOAD_LOOK_MS = 500
TOKEN = b"+"
MAKES = frozenset(("make", "gmake", "gnumake"))
_WITH_VALUE = frozenset((
    "-C", "-f", "-I", "-o", "-W", "--directory", "--file", "--makefile", "--include-dir", "--old-file", "--assume-old",
    "--what-if", "--new-file", "--assume-new", "--eval",
))  # fmt: skip
_PLAIN_LETTERS = frozenset("bBdehiknpqrRsStvwL")
UNLIMITED = 0
"""The number in a `-j` without one."""


class Flags:
    """What MAKEFLAGS says of jobs: `jobs` of `-jN` (None: nothing), `load` of `-lN`, `auth` of the jobserver."""

    __slots__ = ("auth", "jobs", "load", "rest")

    def __init__(self, text: str) -> None:
        self.jobs: int | None = None
        self.load = 0.0
        self.auth = ""
        kept: list[str] = []
        words = text.split(" ")
        while words:
            word = words.pop(0)
            if word == "--":
                kept += [word, *words]
                break
            if word.startswith(("--jobserver-auth=", "--jobserver-fds=")):
                self.auth = word.partition("=")[2]
            elif word == "-j" and words and words[0].isdecimal():
                self.jobs = int(words.pop(0))
            elif word.startswith(("-j", "--jobs")) and (word[2:].isdecimal() or word in ("-j", "--jobs")):
                self.jobs = _jobs(word[2:])
            elif word.startswith("--jobs="):
                self.jobs = _jobs(word[7:])
            else:
                if word.startswith("-l"):
                    self.load = _number(word[2:])
                kept.append(word)
        self.rest = " ".join(kept)
        """The text without the words that speak of jobs."""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


class Tokens:
    """A jobserver's bytes. `passed` are the descriptors that a program finds it at: pairs (number there, ours)."""

    __slots__ = ("_reading", "_writing", "auth", "passed", "size")

    def __init__(self, reading: int, writing: int, auth: str, passed: tuple[tuple[int, int], ...], size: int) -> None:
        self._reading = reading
        self._writing = writing
        self.auth = auth
        self.passed = passed
        self.size = size
        """How many commands may run at once if it is our own; 0: it is that of the `make` which started us."""

    def take(self) -> bytes:
        """A byte, or nothing: none is left. Never waits."""
        try:
            return posix.read(self._reading, 1)
        except OSError:
            return b""

    def give(self, token: bytes) -> None:
        """Put a byte back."""
        try:
            posix.write(self._writing, token)
        except OSError:
            pass  # who has asked for it is gone

    def fileno(self) -> int:
        """Can be read from when there is a byte."""
        return self._reading

    def descriptors(self) -> list[int]:
        """All that have to stay open."""
        return sorted({self._reading, self._writing, *[ours for _number, ours in self.passed]})


def own(size: int) -> Tokens | None:
    """A jobserver for `size` commands at once; None where there are no descriptors for one."""
    try:
        reading, writing = _above(*posix.pipe())
        tokens = Tokens(_reopen(reading), writing, f"{reading},{writing}", (), size)
    except OSError:
        return None
    tokens.passed = ((reading, reading), (writing, writing))
    capacity: int = fcntl.fcntl(writing, 1032)  # F_GETPIPE_SZ
    for _ in range(min(size - 1, capacity - 1)):
        tokens.give(TOKEN)
    return tokens


def of_make(auth: str) -> Tokens | None:
    """The jobserver of the `make` that has started us, found at `auth`; None: it is not there.

    That is so for a recipe which make does not know to start a `make` (no `+` before it): its descriptors are closed,
    or something else by now.
    """
    try:
        if auth.startswith("fifo:"):
            both = _move(posix.open(auth[5:], posix.O_RDWR | posix.O_NONBLOCK | posix.O_CLOEXEC))
            if S_ISFIFO(posix.fstat(both).st_mode):
                return Tokens(both, both, auth, (), 0)
            posix.close(both)
            return None
        numbers = [int(number) for number in auth.split(",")]
        if len(numbers) != 2 or not _is_pipe(*numbers):
            return None
        reading, writing = (fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, LOWEST_FD) for number in numbers)
        return Tokens(_reopen(reading), writing, auth, ((numbers[0], reading), (numbers[1], writing)), 0)
    except (OSError, ValueError):
        return None


def _is_pipe(reading: int, writing: int) -> bool:
    """Whether these are the two ends of one pipe."""
    ends = []
    for number, access in ((reading, posix.O_RDONLY), (writing, posix.O_WRONLY)):
        status = posix.fstat(number)
        mode = fcntl.fcntl(number, fcntl.F_GETFL) & 3
        if not S_ISFIFO(status.st_mode) or mode not in (access, posix.O_RDWR):
            return False
        ends.append((status.st_dev, status.st_ino))
    return ends[0] == ends[1]


def _reopen(reading: int) -> int:
    return _move(posix.open(f"/proc/self/fd/{reading}", posix.O_RDONLY | posix.O_NONBLOCK | posix.O_CLOEXEC))


def _above(*numbers: int) -> list[int]:
    return [_move(number) for number in numbers]


def _move(number: int) -> int:
    """Move a descriptor out of the way of scripts."""
    if number >= LOWEST_FD:
        return number
    try:
        return fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, LOWEST_FD)
    finally:
        posix.close(number)


class Admission:
    """Says whether one more command may start beside those that run: by tokens, and by the load of the machine.

    One command at a time needs no token. For one process; a fork that starts commands of its own makes another with
    `again`.
    """

    __slots__ = ("_free", "_loaded", "_started", "jobs", "load", "tokens")

    def __init__(self, tokens: Tokens | None, load: float, jobs: int) -> None:
        self.tokens = tokens
        self.jobs = jobs
        """How many at most, 0: one a core."""
        self.load = load
        """The limit, 0 for none."""
        self._free = True
        """Nothing runs without a token."""
        self._loaded = False
        """It was the load that was in the way last."""
        self._started: list[float] = []

    def again(self) -> Admission:
        """The same limits, nothing running."""
        return Admission(self.tokens, self.load, self.jobs)

    def take(self, others_run: bool) -> bytes | None:
        """What to give back when the command is over; None: it may not start now."""
        self._loaded = bool(self.load) and others_run and self._load() >= self.load
        if self._loaded:
            return None
        token = b""
        if self.tokens is not None:
            if self._free:
                self._free = False
            else:
                token = self.tokens.take()
                if not token:
                    return None
        if self.load:
            self._started.append(time.monotonic())
        return token

    def give(self, token: bytes) -> None:
        """A command that `take` let start is over."""
        if token:
            assert self.tokens is not None
            self.tokens.give(token)
        else:
            self._free = True

    def _load(self) -> float:
        """The load, and what has started since it was measured: the kernel looks only every few seconds."""
        second = time.monotonic() - 1
        self._started = [moment for moment in self._started if moment > second]
        return posix.getloadavg()[0] + len(self._started)

    def fileno(self) -> int:
        """What to wait for when `take` gave None: it can be read from then. -1: only time will tell."""
        return self.tokens.fileno() if self.tokens is not None and not self._loaded else -1

    def descriptors(self) -> list[int]:
        """All that have to stay open."""
        return self.tokens.descriptors() if self.tokens is not None else []

    # -- a make that is started

    def for_make(self, argv: list[str], flags: str | None) -> tuple[list[str], str] | None:
        """For a call of `make` with these arguments, and MAKEFLAGS of its environment: those to start it with instead.

        None: as it is. That holds for all that ask for no jobs, or for fewer than there are (their limit is kept), and
        under a `make` that has started us, whose MAKEFLAGS are in the environment anyway.
        """
        if self.tokens is None or not self.tokens.size or argv[0].rpartition("/")[2] not in MAKES:
            return None
        given = Flags(flags or "")
        if given.auth:
            return None
        words, jobs = without_jobs(argv)
        jobs = given.jobs if jobs is None else jobs
        if jobs is None or 0 < jobs < self.tokens.size:
            return None
        number = str(jobs) if jobs else ""
        return words, f"{given.rest} -j{number} --jobserver-auth={self.tokens.auth}".replace("  ", " ")

    def adapt(self, job: Any) -> None:
        """Let the commands of `job` find the jobserver as they would if the shell had started them."""
        if self.tokens is None:
            return
        if not self.tokens.size:
            job.extra += self.tokens.passed
            return
        for stage in job.stages:
            at = next((index for index, line in enumerate(stage.environment) if line.startswith("MAKEFLAGS=")), -1)
            found = self.for_make(stage.argv, stage.environment[at][10:] if at >= 0 else None)
            if found is not None:
                stage.argv, flags = found
                rest = [line for index, line in enumerate(stage.environment) if index != at]
                stage.environment = [*rest, "MAKEFLAGS=" + flags]
                job.extra = (*job.extra, *[pair for pair in self.tokens.passed if pair not in job.extra])


def without_jobs(argv: list[str]) -> tuple[list[str], int | None]:
    """The arguments of `make` without `-j`, in each of its forms, and the number it had (None: there is no `-j`)."""
    kept, jobs, index = [argv[0]], None, 1
    while index < len(argv):
        word = argv[index]
        index += 1
        following = argv[index] if index < len(argv) else ""
        if word == "--":
            kept += argv[index - 1 :]
            break
        if word in _WITH_VALUE:
            kept += argv[index - 1 : index + 1]
            index += 1
        elif word == "--jobs" or word.startswith("--jobs="):
            jobs = _jobs(word[7:])
        elif _has_jobs(word):
            letters, _j, number = word[1:].partition("j")
            if not number and following.isdecimal():
                number = following
                index += 1
            jobs = _jobs(number)
            if letters:
                kept.append("-" + letters)
        else:
            kept.append(word)
    return kept, jobs


def _jobs(text: str) -> int:
    return int(text) if text.isdecimal() else UNLIMITED


def _has_jobs(word: str) -> bool:
    """Whether `word` is letters of options that ends in `-j` or `-jN`."""
    if not word.startswith("-") or word.startswith("--"):
        return False
    letters, j, number = word[1:].partition("j")
    return bool(j) and _PLAIN_LETTERS.issuperset(letters) and (not number or number.isdecimal())


def without_jobserver(value: str) -> str:
    """MAKEFLAGS without what it says of jobs: no result depends on that."""
    return Flags(value).rest.strip()


def spawn_actions(tokens: Tokens) -> list[tuple[Any, ...]]:
    """File actions of posix_spawn that hand the jobserver on."""
    return [(posix.POSIX_SPAWN_DUP2, ours, number) for number, ours in tokens.passed]


def at_start(environment: Mapping[bytes, bytes], jobs: int, load: float) -> Admission | None:
    """What limits this run, and how many commands it may run at once; None: nothing does.

    `jobs` and `load` are those of our own options. Under a `make` whose jobserver is closed to us one command runs at a
    time, as in a `make` there, unless `jobs` says more.
    """
    flags = Flags(environment.get(b"MAKEFLAGS", b"").decode("utf-8", "surrogateescape"))
    load = load or flags.load
    tokens = of_make(flags.auth) if flags.auth else None
    if flags.auth and tokens is None:
        jobs = jobs or 1
    elif tokens is not None or (flags.jobs == 1 and b"MAKELEVEL" in environment):
        jobs = jobs or flags.jobs or 0
    if tokens is None and jobs > 0:
        tokens = own(jobs)
    return Admission(tokens, load, jobs) if tokens is not None or load else None
