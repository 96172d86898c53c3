"""Where detached runs are kept: a folder for each, by number, in one that only its user may enter.

    about    how the run began, in JSON: `words` of the command line, `folder` it works in, `together`, `pid` of the
             shell, `started_s`, `host` and `boot`
    out err  what it has printed; both in `out` where both led to one place when it was started (`together`)
    lock     held by the run's processes as long as one of them lives
    end      how it ended, in JSON: `status`, `signal` that killed the shell (0: none), `cancelled`, `ended_s`
    socket   where its keeper listens, as long as it runs

A run without `end` whose lock nobody holds has died with its keeper, or with the machine.
"""

from __future__ import annotations

import fcntl
import json
import posix
import time

from oilgg.engine.rendezvous import is_own
from oilgg.errors import DetachError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

RUNNING, ENDED, DIED, CANCELLED, ELSEWHERE = "running", "ended", "died", "cancelled", "elsewhere"
KEPT_S = 14 * 86400
"""How long a run that is over is remembered."""
STARTING_S = 60
UNKNOWN_DEATH = 137
"""The status of a run that died without anybody to see it: killed, as far as one can know."""


class Run:
    """A detached run, as its folder says when it is made.

    state: one of the constants above; elsewhere: of another machine that has the same folder · since_s: when that
    began · status: exit status, where it is over · signal: what killed its shell, 0 for nothing that is known.
    """

    __slots__ = ("folder", "number", "pid", "place", "since_s", "signal", "state", "status", "together", "words")

    def __init__(self, number: int, place: str) -> None:
        about = _read(f"{place}/about")
        if about is None:
            raise FileNotFoundError(2, "no such run", place)
        self.number = number
        self.place = place
        self.words: list[str] = about["words"]
        self.folder: str = about["folder"]
        self.together: bool = about["together"]
        self.pid: int = about["pid"]
        self.state, self.since_s = RUNNING, float(about["started_s"])
        self.status = self.signal = 0
        held = (about["host"], about["boot"]) == (host(), boot()) and is_held(place)
        end = _read(f"{place}/end")  # written before the lock is let go
        if end is not None:
            self.signal, self.status = end["signal"], end["status"]
            self.state = CANCELLED if end["cancelled"] else DIED if self.signal else ENDED
            self.since_s = end["ended_s"]
        elif about["host"] != host():
            self.state = ELSEWHERE
        elif not held:
            self.state, self.status = DIED, UNKNOWN_DEATH
            self.since_s = max(posix.stat(path).st_mtime for path, _fd in self.streams())

    @property
    def is_over(self) -> bool:
        """Whether nothing of it runs any more, as far as can be known here."""
        return self.state in (ENDED, DIED, CANCELLED)

    def streams(self) -> list[tuple[str, int]]:
        """The files with what it has printed, each with the descriptor that stands for it."""
        return [(self.place + "/out", 1)] if self.together else [(self.place + "/out", 1), (self.place + "/err", 2)]

    def again(self) -> Run:
        """The same run as it is now."""
        return Run(self.number, self.place)


def base(environment: Mapping[bytes, bytes]) -> str:
    """The private folder of all runs, made if need be: oilgg/runs in $XDG_STATE_HOME or ~/.local/state.

    Raises DetachError.
    """
    top = environment.get(b"XDG_STATE_HOME", b"")
    if not top.startswith(b"/"):
        home = environment.get(b"HOME", b"")
        if not home.startswith(b"/"):
            raise DetachError("no folder for detached runs: neither XDG_STATE_HOME nor HOME is set")
        top = home + b"/.local/state"
    path = top.decode("utf-8", "surrogateescape") + "/oilgg/runs"
    try:
        _make_folders(path)
    except OSError as error:
        raise DetachError(f"{path}: {error.strerror}")
    if not is_own(path):
        raise DetachError(f"{path} is not a folder of this user alone")
    return path


def _make_folders(path: str) -> None:
    try:
        posix.mkdir(path, 0o700)
    except FileExistsError:
        pass
    except FileNotFoundError:
        _make_folders(path.rpartition("/")[0])
        _make_folders(path)  # another run may make them as well


def make(base: str) -> tuple[int, str]:
    """Make the folder of a new run; its number and path. Raises DetachError."""
    number = max(_numbers(base), default=0)
    while True:
        number += 1
        try:
            posix.mkdir(f"{base}/{number}", 0o700)
            return number, f"{base}/{number}"
        except FileExistsError:
            continue
        except OSError as error:
            raise DetachError(f"{base}/{number}: {error.strerror}")


def find(base: str, word: str) -> Run:
    """The run of that number; the last that runs, or else the last, where `word` is empty. Raises DetachError."""
    if word:
        try:
            return Run(int(word), f"{base}/{int(word)}")
        except (OSError, ValueError):
            raise DetachError(f"{word}: no such run; `oilgg --tool jobs' lists them")
    runs = all_runs(base)
    if not runs:
        raise DetachError("there is no detached run")
    return ([run for run in runs if not run.is_over] or runs)[-1]


def all_runs(base: str) -> list[Run]:
    """All runs, the oldest first."""
    found = []
    for number in sorted(_numbers(base)):
        try:
            found.append(Run(number, f"{base}/{number}"))
        except (OSError, KeyError, TypeError):
            continue  # it is just being made, or forgotten
    return found


def forget_old(base: str) -> None:
    """Forget runs that have been over for long, and what never became one."""
    now = time.time()
    for run in all_runs(base):
        if run.is_over and run.since_s < now - KEPT_S:
            forget(run.place)
    for number in _numbers(base):
        place = f"{base}/{number}"
        try:
            posix.stat(place + "/about")
        except OSError:
            try:
                if posix.stat(place).st_mtime < now - STARTING_S and not is_held(place):
                    forget(place)
            except OSError:
                continue


def forget(place: str) -> None:
    """Remove the folder of a run, first of all what makes it one."""
    for name in ("about", "out", "err", "end", "lock", "socket"):
        try:
            posix.unlink(f"{place}/{name}")
        except OSError:
            continue
    try:
        posix.rmdir(place)
    except OSError:
        pass


def is_held(place: str) -> bool:
    """Whether a process of the run is there."""
    try:
        lock = posix.open(place + "/lock", posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        posix.close(lock)
    return False


def write(path: str, facts: dict[str, Any]) -> None:
    """Write a file of a run at once. Raises OSError."""
    data = json.dumps(facts).encode()
    temporary = path + ".new"
    fd = posix.open(temporary, posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC | posix.O_CLOEXEC, 0o600)
    try:
        if posix.write(fd, data) != len(data):
            raise OSError(28, "No space left on device", path)
        posix.fsync(fd)
    finally:
        posix.close(fd)
    posix.rename(temporary, path)


def _read(path: str) -> Any:
    try:
        with open(path, "rb") as file:
            return json.loads(file.read())
    except (FileNotFoundError, ValueError):
        return None


def _numbers(base: str) -> list[int]:
    return [int(name) for name in posix.listdir(base) if name.isascii() and name.isdigit()]


def host() -> str:
    """The name of this machine."""
    return posix.uname().nodename


def boot() -> str:
    """Something that is another after each start of the machine."""
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            return file.read().strip()
    except OSError:
        return ""
