"""Commands that are over before they could be lowered: run in place at once, as bash runs them.

To lower a command costs a millisecond or two, and the first time the loading of what does it. A filter over a few
kilobytes takes less. So while nothing else is pending, such commands run where they stand, until the script turns out
to be a long one: by what they took in all, by the number of rounds that a loop will make, or because a command came
that is worth lowering. A script that was long
once has a mark in the store, and has all of its commands lowered, and so reused, from then on.
"""

from __future__ import annotations

import posix

from oilgg.lower.cost import COSTS_NS, LINE_BYTES, costs_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.lower.invocation import Invocation

TINY_S = 0.001
"""A command of this length is never worth a thunk."""
SHORT_S = 0.15
"""One of this length is not worth loading what would lower it,"""
BUDGET_S = 0.2
"""as long as such commands have not taken longer than this in all."""
ROUND_S = 0.002
"""A command of a loop that is longer is lowered from the first round on, if the loop will be a long one."""
START_S = 0.006
"""What starting a program may take."""
LONG_S = 0.3
"""A script whose commands took so long is to be reused the next time."""
MOST_BYTES = 8 << 20
"""What is made from more is to be known the next time."""
PEEK_BYTES = 4096
SYSTEM = ("/usr/bin/", "/bin/")
S_IFMT, S_IFREG, S_IFDIR, S_IFCHR = 0o170000, 0o100000, 0o040000, 0o020000
NULL_DEVICE = 0x103
"""`/dev/null`, as Linux numbers it."""


class Quick:
    """Decides for one script. `taken`: a command that it took is running or has just run."""

    def __init__(self) -> None:
        self.spent_s = 0.0
        """Of BUDGET_S."""
        self.total_s = 0.0
        self.taken = False
        self._before_s = 0.0
        self._free_s = 0.0

    def takes(self, stages: Sequence[Invocation], rounds: int = 1) -> bool:
        """Whether the command is to run in place, at once. `rounds`: so often the loops around it are to run it."""
        if self.taken:
            self.account()
        expected = self.expected_s(stages)
        if expected < 0 or self.spent_s > BUDGET_S or (expected > ROUND_S and expected * rounds > LONG_S):
            return False
        if expected > TINY_S and (expected > SHORT_S or self.spent_s + expected > BUDGET_S):
            return False
        self.taken = True
        self._before_s = _children_s()
        self._free_s = (START_S if expected <= TINY_S else 0.0) * len(stages)
        return True

    def account(self) -> None:
        """The command that was taken last is over: what it has really taken counts."""
        took = _children_s() - self._before_s
        self.taken = False
        self.total_s += took
        self.spent_s += max(0.0, took - self._free_s)

    def was_long(self) -> bool:
        """Whether what was taken makes the script a long one."""
        if self.taken:
            self.account()
        return self.total_s > LONG_S

    def expected_s(self, stages: Sequence[Invocation]) -> float:
        """How long a pipeline of known filters over the files that it names is thought to take; -1: unknown."""
        size, line_bytes = 0, LINE_BYTES
        for stage in stages:
            name = stage.argv[0].rpartition("/")[2]
            if name not in COSTS_NS or stage.effects is not None or stage.usages is not None or stage.call is not None:
                return -1.0
            if not stage.program or not stage.program.startswith(SYSTEM) or ("grep" in name and _recurs(stage.argv)):
                return -1.0
            paths = [str(redirect.target) for redirect in stage.redirects if redirect.op == "<"]
            paths += [word for word in stage.argv[1:] if word and word[0] != "-"]
            for path in paths:
                found = _size(stage.cwd, path)
                if found < 0:
                    return -1.0
                if found > size:
                    line_bytes = _line_bytes(stage.cwd, path) if found > PEEK_BYTES else LINE_BYTES
                size += found
        if size > MOST_BYTES:
            return -1.0
        return sum(costs_ns([stage.argv for stage in stages], line_bytes)) * size / 1e9


def _recurs(argv: Sequence[str]) -> bool:
    return any(
        word.startswith(("--recursive", "--dereference-rec", "--directories"))
        or (word[:1] == "-" and word[1:2] != "-" and ("r" in word or "R" in word or "d" in word))
        for word in argv[1:]
    )


def _full(cwd: str, path: str) -> str:
    return path if path.startswith("/") else f"{cwd}/{path}"


def _size(cwd: str, path: str) -> int:
    """The size of the file; 0 if there is none and for `/dev/null`, -1 if it is of another kind."""
    try:
        status = posix.stat(_full(cwd, path))
    except (OSError, ValueError):
        return 0
    kind = status.st_mode & S_IFMT
    if kind == S_IFREG:
        return status.st_size
    return 0 if kind == S_IFDIR or (kind == S_IFCHR and status.st_rdev == NULL_DEVICE) else -1


def _line_bytes(cwd: str, path: str) -> float:
    """How long the first lines of a file are on average."""
    try:
        fd = posix.open(_full(cwd, path), posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOCTTY)
    except (OSError, ValueError):
        return LINE_BYTES
    try:
        data = posix.read(fd, PEEK_BYTES)
    except OSError:
        return LINE_BYTES
    finally:
        posix.close(fd)
    return len(data) / (data.count(b"\n") or 1)


def _children_s() -> float:
    """The processor time of all children that have ended."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
