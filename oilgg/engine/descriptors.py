"""Descriptors of ours out of the way: scripts own the low numbers, and `{fd}>file` hands out those from 10 up."""

from __future__ import annotations

import posix

FIRST_OWN = 100


def copied_up(fd: int) -> int:
    """A copy of `fd` with a number of ours, closed on exec; where there is none, any number."""
    from fcntl import F_DUPFD_CLOEXEC, fcntl

    try:
        return fcntl(fd, F_DUPFD_CLOEXEC, FIRST_OWN)
    except OSError:
        return posix.dup(fd)


def moved_up(fd: int) -> int:
    """`fd` under a number of ours; the old one is closed."""
    copy = copied_up(fd)
    posix.close(fd)
    return copy


class LowNumbersTaken:
    """While this context is open every free descriptor below `FIRST_OWN` is taken, so new ones get higher numbers.

    For what opens files by itself (a database, a socket pair). Where the limit of open files is low, fewer are taken.
    """

    __slots__ = ("_taken",)

    def __init__(self) -> None:
        self._taken: list[int] = []

    def __enter__(self) -> None:
        try:
            fd = posix.open("/dev/null", posix.O_RDONLY | posix.O_CLOEXEC)
            self._taken.append(fd)
            while fd < FIRST_OWN - 1:
                fd = posix.dup(fd)
                self._taken.append(fd)
            if fd >= FIRST_OWN:
                posix.close(self._taken.pop())
        except OSError:
            for taken in self._taken[len(self._taken) // 2 :]:
                posix.close(taken)
            del self._taken[len(self._taken) // 2 :]

    def __exit__(self, *_exception: object) -> None:
        for fd in self._taken:
            posix.close(fd)
        self._taken.clear()
