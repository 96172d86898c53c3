"""Supervising a traced command: its processes announce themselves, their listeners are served until all have ended.

The supervisor is above the command, in its view: a process of its own (child.py), or the launcher (traced.py). It goes
on while anything of the command runs: without it calls would fail (ENOSYS), so it outlives even the shell, should the
command leave something behind.
"""

from __future__ import annotations

import _socket
import posix
import select
import time

from oilgg.worker import wire
from oilgg.worker.observe import Observer
from oilgg.worker.processes import SIGKILL, children_of
from oilgg.worker.run import SETTLE_S
from oilgg.worker.seccomp import install, is_known_machine, needs_no_new_privs, program, wake_in_place
from oilgg.worker.tracer import Tracer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.worker.ptrace import Stops
    from oilgg.worker.standard_input import StandardInput

_prepared: list[Tracer] = []
"""For the next supervisor: a fork takes one and leaves it to the launcher."""


def prepare() -> None:
    """Make ready what every supervisor and every traced process will need, so that forks have it."""
    needs_no_new_privs()
    if is_known_machine() and not _prepared:
        program()
        program(True)
        _prepared.append(Tracer(Observer()))


def may_install() -> bool:
    """Whether the kernel lets a process put itself under the filter: a fork tries."""
    pid = posix.fork()
    if pid == 0:
        try:
            install()
            posix._exit(0)
        except OSError:
            pass
        finally:
            posix._exit(1)
    return posix.waitpid(pid, 0)[1] == 0


def announce(control: _socket.socket, of_input: bool) -> None:
    """In a process about to become a program: put it under the tracer that listens at `control`. Raises OSError.

    `of_input`: also what it makes of its standard input is told of. Where the kernel allows no filter, the tracer is
    asked to stop it at each call.
    """
    try:
        listener = install(of_input)
    except OSError:
        wire.send(control, posix.getpid())
        answer = wire.receive(control)
        if answer is None or not answer[0]:
            raise
        return
    try:
        wire.send(control, posix.getpid(), [listener])
    finally:
        posix.close(listener)


class Supervision:
    """A process that has forked the stages of a job, serves their listeners and waits for them.

    `stages` are their processes, in order; each announces itself at the other end of `control`, unless it failed
    before. Orphans become children of this process too: who may look into a process must be above it (Yama).
    `contained`: they are killed before they reach beyond their view. `standard_input` is that of the first stage,
    where it shares one with the shell.
    """

    def __init__(
        self,
        control: _socket.socket,
        stages: list[int],
        poll: select.poll | None = None,
        contained: bool = False,
        standard_input: StandardInput | None = None,
    ) -> None:
        self.control = control
        self.statuses = dict.fromkeys(stages, -1)
        self.tracer = _prepared.pop() if _prepared else Tracer(Observer())
        self.observer = self.tracer.observer
        self.tracer.contained = contained
        self.tracer.input = standard_input
        self.listeners: set[int] = set()
        self.leaders: dict[int, int] = {}
        self.waiting: list[int] = []
        """Stages that want to be stopped at each call."""
        self.stops: Stops | None = None
        self.poll = poll or select.poll()
        self.poll.register(control.fileno(), select.POLLIN)
        for pid in stages:
            leader = posix.pidfd_open(pid)
            self.leaders[leader] = pid
            self.poll.register(leader, select.POLLIN)

    def run(self) -> list[int]:
        """Serve until all stages have ended; their wait statuses."""
        while self.leaders:
            for descriptor, events in self.poll.poll():
                if descriptor in self.leaders:
                    self._stage_ended(descriptor)
                else:
                    self.take(descriptor, events)
            if self.beyond:
                return self._kill()
            if self.waiting and self.leaders and set(self.waiting).issuperset(self.leaders.values()):
                return self._run_by_stops()
        deadline_s = time.monotonic() + SETTLE_S
        while self.listeners and time.monotonic() < deadline_s:
            self._reap()
            for descriptor, events in self.poll.poll(5):
                self.take(descriptor, events)
        if self.listeners:
            self.observer.special("effect", "it leaves processes behind")
        return self._kill() if self.beyond else list(self.statuses.values())

    @property
    def beyond(self) -> str:
        """What a command that is to be contained was about to do beyond its view; "" for nothing."""
        return self.observer.beyond if self.tracer.contained and self.stops is None else ""

    def _kill(self) -> list[int]:
        """End all that was started: whoever loses its parent becomes a child of this process."""
        while pids := children_of(posix.getpid()):
            for pid in pids:
                posix.kill(pid, SIGKILL)
            posix.waitpid(-1, 0)
        return list(self.statuses.values())

    def _run_by_stops(self) -> list[int]:
        """The same where there are no listeners: all stages wait to be taken."""
        from oilgg.worker.ptrace import Stops

        if self.tracer.input is not None:
            self.observer.special("input", "what it makes of standard input cannot be seen by ptrace")
            self.tracer.input = None
        stops = Stops(self.tracer, self.statuses)
        stops.left = set(self.waiting)
        allowed = True
        for pid in self.waiting:
            try:
                stops.seize(pid)
            except OSError:
                allowed = False
        for _ in self.waiting:
            wire.send(self.control, allowed)
        self.stops = stops
        stops.run(SETTLE_S)
        return list(self.statuses.values())

    def report(self, path: str) -> None:
        """Write what was seen to the file `path`."""
        self.tracer.report(path, "ptrace" if self.stops is not None else "seccomp")

    def end(self, path: str) -> None:
        """All stages have been waited for by somebody else: write the report, go on for what is left behind."""
        try:
            self.poll.unregister(self.control.fileno())
        except KeyError:
            pass  # all have gone
        self.control.close()
        if self.listeners:
            self.observer.special("effect", "it leaves processes behind")
        self.report(path)
        self.tracer.blind = bool(self.listeners)
        if not self.listeners:
            self.tracer.start_afresh()
            _prepared.append(self.tracer)

    def go_on(self) -> None:
        """Where something was left behind: a fork serves it as long as it lives. Calls would fail without."""
        if not self.listeners or posix.fork():
            return
        try:
            posix.setpgid(0, 0)
            self.tracer.blind = True
            self.poll = select.poll()
            for listener in self.listeners:
                self.poll.register(listener, select.POLLIN)
            while self.listeners:
                for descriptor, events in self.poll.poll():
                    self.take(descriptor, events)
        finally:
            posix._exit(0)

    def _stage_ended(self, leader: int) -> None:
        del self.leaders[leader]
        self.poll.unregister(leader)
        posix.close(leader)
        self._reap()

    def _reap(self) -> None:
        while True:
            try:
                pid, status = posix.waitpid(-1, posix.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self.statuses:
                self.statuses[pid] = status

    def take(self, descriptor: int, events: int) -> None:
        """Serve what is ready at the control socket, or a listener."""
        if descriptor == self.control.fileno():
            received = wire.receive(self.control)
            if received is not None and received[1]:
                self.listeners.add(received[1][0])
                wake_in_place(received[1][0])
                self.poll.register(received[1][0], select.POLLIN)
            elif received is not None and isinstance(received[0], int):
                self.waiting.append(received[0])
            else:
                self.poll.unregister(descriptor)
        elif events & select.POLLIN:
            self.tracer.serve(descriptor)
        else:
            self.listeners.discard(descriptor)
            self.poll.unregister(descriptor)
            posix.close(descriptor)
