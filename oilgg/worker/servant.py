"""Processes that run calls of shell functions one after the other.

Most calls take less than the fork of a process that has an interpreter, with the pages that it copies as it goes: 3 ms
of 4. So a fork that has run a call waits for the next one that has the same environment. To the launcher it is a
process like any other: a call that must be ended is ended with its servant, and a call that dies takes it along.
"""

from __future__ import annotations

import _signal
import _socket
import fcntl
import posix
import resource

from oilgg.worker import calls, wire
from oilgg.worker.child import FAILED, prepare_process, stage_tables
from oilgg.worker.execute import StepError, close_others, encode, environment_map, error_status, take_null
from oilgg.worker.processes import join_group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.worker.run import Run

MOST_CALLS = 100
"""A servant that has run so many makes room for a new one: what they left in memory goes with it."""
LOWEST = 230
"""The servant's own descriptors; those of calls are below."""


class Servant:
    """One process, as the launcher sees it."""

    __slots__ = ("environment", "left", "pid", "socket")

    def __init__(self, environment: list[str], answers: _socket.socket) -> None:
        self.environment = environment
        self.left = MOST_CALLS
        self.socket, theirs = wire.pair()
        launcher = posix.getpid()
        self.pid = posix.fork()
        if self.pid == 0:
            _serve(theirs, answers, launcher)
        theirs.close()
        join_group(self.pid, self.pid)


class Servants:
    """Those of one launcher."""

    def __init__(self) -> None:
        self.answers, self._answer_end = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_DGRAM | _socket.SOCK_CLOEXEC)
        self._idle: list[Servant] = []
        self._busy: dict[int, Servant] = {}

    def may_run(self, job: tuple[Any, ...]) -> bool:
        """Whether `job` is a call in the tree as it is, untraced, and without special signals or descriptors."""
        if job[1] != "plain" or len(job[8]) != 1 or job[4] or job[9] or job[11] or not calls.is_call(job[8][0][1]):
            return False
        return all(number < LOWEST for number, *_ in (*job[8][0][3], *job[10]))

    def start(self, run: Run) -> int:
        """Hand the call on; gives the process that runs it. Raises OSError."""
        environment = run.job[8][0][2]
        task = (run.job[2], run.job[3], run.job[8][0], run.job[10])
        while (servant := self._take(environment)) is not None:
            try:
                wire.send(servant.socket, task, run.descriptors)
                break
            except OSError:  # it has died meanwhile
                servant.socket.close()
        else:
            calls.prepare()
            servant = Servant(environment, self._answer_end)
            wire.send(servant.socket, task, run.descriptors)
        servant.left -= 1
        self._busy[servant.pid] = servant
        return servant.pid

    def _take(self, environment: list[str]) -> Servant | None:
        for servant in self._idle:
            if servant.environment == environment:
                self._idle.remove(servant)
                return servant
        return None

    def answer(self) -> tuple[Any, ...] | None:
        """What the next call that is over came to; None if there is no more.

        (process, status, step that failed or None, its errno, user and system seconds, resident kB)
        """
        try:
            answer: Any = wire.receive(self.answers, _socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        servant = self._busy.pop(answer[0][0], None)
        if servant is not None and servant.left > 0:
            self._idle.append(servant)
        elif servant is not None:
            servant.socket.close()
        found: tuple[Any, ...] = answer[0]
        return found

    def gone(self, pid: int) -> None:
        """The process `pid` has ended, or is about to: it may be one of these."""
        for servant in [*self._idle, *self._busy.values()]:
            if servant.pid == pid:
                servant.socket.close()
        self._idle = [servant for servant in self._idle if servant.pid != pid]
        self._busy.pop(pid, None)

    def close(self) -> None:
        """There are no more calls: all that wait end."""
        for servant in [*self._idle, *self._busy.values()]:
            servant.socket.close()
        self._idle.clear()
        self._busy.clear()
        self.answers.close()
        self._answer_end.close()

    def retire(self) -> None:
        """They have been sent a signal, and may die of it: none of them gets another call."""
        for servant in self._idle:
            servant.socket.close()
        self._idle.clear()
        for servant in self._busy.values():
            servant.left = 0


def _serve(socket: _socket.socket, answers: _socket.socket, launcher: int) -> None:
    """Run calls until there are no more. Never returns."""
    status = FAILED
    try:
        _signal.set_wakeup_fd(-1)
        prepare_process(launcher, 0)
        socket, answers = _moved(socket), _moved(answers)
        own = (socket.fileno(), answers.fileno())
        while True:
            _clear(own)
            received: Any = wire.receive(socket)
            if received is None:
                break
            wire.send(answers, (posix.getpid(), *_run(received[0], received[1], own)))
        status = 0
    finally:
        posix._exit(status)


def _run(
    task: tuple[Any, ...], descriptors: list[int], own: tuple[int, ...]
) -> tuple[int, int | None, int, float, float, int]:
    cwd, umask, (_, argv, environment, redirects, noclobber), streams = task
    before = _usage()
    step, errno = None, 0
    posix.umask(umask)
    posix.chdir(encode(cwd))
    table = stage_tables(streams, descriptors, 1)[0]
    try:
        table.redirect(redirects, noclobber)
        status = calls.perform(argv, environment_map(environment), table, own)
    except StepError as error:
        step, errno = error.step, error.errno
        status = error_status(step, errno)
    after = _usage()
    return status, step, errno, after[0] - before[0], after[1] - before[1], after[2]


def _usage() -> tuple[float, float, int]:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    resident = max(own.ru_maxrss, children.ru_maxrss)
    return own.ru_utime + children.ru_utime, own.ru_stime + children.ru_stime, resident


def _moved(socket: _socket.socket) -> _socket.socket:
    return _socket.socket(fileno=fcntl.fcntl(socket.detach(), fcntl.F_DUPFD_CLOEXEC, LOWEST))


def _clear(own: tuple[int, ...]) -> None:
    """Let go of everything that belonged to a call."""
    posix.chdir("/")
    take_null()
    close_others(own)
