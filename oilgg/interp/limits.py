"""`--timeout`: how long a program in the foreground may run. Killed as `timeout` kills: TERM, then KILL; status 124."""

from __future__ import annotations

import posix
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oilgg.interp.state import Shell

TIMED_OUT = 124
GRACE_S = 5.0
"""So long after TERM comes KILL."""
TERM, KILL, CONT = 15, 9, 18


class Limits:
    """The programs that this shell has started, and when each has to be over."""

    __slots__ = ("_started", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._started: dict[int, list[float | str]] = {}
        """By pid: when the next signal is due, how many it has got, its name."""

    def begin(self, pid: int, name: str) -> None:
        """A program has started."""
        self._started[pid] = [time.monotonic() + self.seconds, 0.0, name]

    def enforce(self, pids: Iterable[int]) -> int:
        """Kill those of `pids` whose time is over; in how many milliseconds to look again, -1 for never."""
        now = time.monotonic()
        soonest = -1
        for pid in pids:
            found = self._started.get(pid)
            if found is None:
                continue
            due, signals, _name = found
            if now >= float(due):
                send(pid, KILL if signals else TERM)
                found[0], found[1] = now + GRACE_S, float(signals) + 1
                due = found[0]
            wait = int((float(due) - now) * 1000) + 1
            soonest = wait if soonest < 0 else min(soonest, wait)
        return soonest

    def outcome(self, shell: Shell, pid: int, raw: int) -> int:
        """What waitpid has said of `pid`, or what is said instead where it was killed here."""
        found = self._started.pop(pid, None)
        if found is None or not found[1]:
            return raw
        shell.error(f"{found[2]}: {words(self.seconds)}")
        return TIMED_OUT << 8


def words(seconds: float) -> str:
    """What is said of a command that has run out of time."""
    return f"timed out after {seconds:g} s"


def send(pid: int, number: int) -> None:
    """Send a signal to a process and to all that come from it, as far as that shows."""
    for one in [pid, *_descendants(pid)]:
        try:
            posix.kill(one, number)
            if number != KILL:
                posix.kill(one, CONT)  # it may have been stopped
        except OSError:
            continue


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    try:
        tasks = posix.listdir(f"/proc/{pid}/task")
    except OSError:
        return found
    for task in tasks:
        try:
            with open(f"/proc/{pid}/task/{task}/children", "rb") as file:
                children = [int(word) for word in file.read().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_descendants(child)]
    return found
