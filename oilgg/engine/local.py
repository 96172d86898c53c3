"""The engine of this machine: a slot a core, jobs started by the launcher."""

from __future__ import annotations

import _signal
import _socket
import posix
import select
import time

from oilgg import reason
from oilgg.engine.base import NO_DESCRIPTOR, PLAIN, STAGED, Job, Result, StageError
from oilgg.engine.descriptors import LowNumbersTaken
from oilgg.errors import EngineError
from oilgg.reason import Refusal
from oilgg.worker import wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.worker.jobserver import Admission
    from oilgg.worker.layer import Layer
    from oilgg.worker.view import ViewSupport

# Jobs that the launcher holds beyond its slots, so that a slot is never idle while the shell is busy.
AHEAD = 16
EXTRA = 2
"""Slots beyond one a core that brief jobs get: between two of these a core has nothing to do for a while."""
LAUNCHER_DIED = "the launcher died"


class _Waiting:
    """A job that the launcher has not been given yet, with copies of its descriptors."""

    __slots__ = ("descriptors", "job", "packed")

    def __init__(self, job: Job, packed: tuple[object, ...], descriptors: list[int]) -> None:
        self.job = job
        self.packed = packed
        self.descriptors = descriptors


def load_launcher() -> Callable[..., None]:
    """What the fork runs that is the launcher, loaded."""
    from oilgg.worker.launcher import main

    return main


class LocalEngine:
    """Runs jobs on this machine.

    The launcher is forked when the engine is made: early is cheap. `base` is where layers go that ask for no
    other place; `admission` limits how many commands run beyond what `slots` says; `extra` slots are there for brief
    jobs. Usable from one thread; in a fork of the shell call `abandon` first.
    """

    name = "local"

    def __init__(self, slots: int = 0, base: str = "", admission: Admission | None = None, extra: int = 0) -> None:
        self.slots = slots or len(posix.sched_getaffinity(0))
        self.extra = extra
        self.base = base
        self.admission = admission
        self.launcher_pid = 0
        self._socket: _socket.socket | None = None
        self._table = -1
        self._poll: Any = None
        self._sent: dict[int, tuple[Job, str]] = {}
        self._waiting: list[_Waiting] = []
        self._results: list[Result] = []
        self._support: ViewSupport | None = None
        self._names = 0
        self._failures = 0
        self._start()

    # The launcher

    def _start(self) -> None:
        """Fork the launcher. Raises EngineError."""
        # A signal for the whole process group must not meet the launcher with the shell's handlers.
        mask = _signal.pthread_sigmask(_signal.SIG_BLOCK, _signal.valid_signals())
        try:
            with LowNumbersTaken():
                ours, theirs = wire.pair()
                table = posix.memfd_create("oilgg-jobs", posix.MFD_CLOEXEC)
            shell = posix.getpid()
            pid = posix.fork()
            if pid == 0:
                self._be_launcher(theirs, table, shell)
        except OSError as error:
            raise EngineError(f"cannot start the launcher: {error.strerror}")
        finally:
            _signal.pthread_sigmask(_signal.SIG_SETMASK, mask)
        theirs.close()
        self._socket = ours
        self._table = table
        self.launcher_pid = pid
        self._poll = select.poll()
        self._poll.register(ours.fileno(), select.POLLIN)

    def _be_launcher(self, control: _socket.socket, table: int, shell: int) -> None:
        status = 1
        try:
            load_launcher()(control, table, (self.slots, self.extra), self.base, shell, self.admission)
            status = 0
        finally:
            posix._exit(status)

    def _lost(self) -> None:
        """The launcher is gone: its jobs are failures, and what they left running is killed."""
        from oilgg.worker.processes import kill_tree, now_ticks, read_entries

        now = now_ticks()
        groups, namespaces = read_entries(self._table)
        if groups or namespaces:
            kill_tree(groups, namespaces, 0, now)
        self._let_go()
        for key, (job, _) in self._sent.items():
            self._results.append(Result(key, failure=LAUNCHER_DIED, started_ns=time.time_ns()))
            self._remove_layer(job, key)
        self._sent.clear()
        self._failures += 1

    def _remove_layer(self, job: Job, key: int) -> None:
        if job.view in (PLAIN, STAGED):
            return
        from oilgg.worker.layer import remove_tree
        from oilgg.worker.view import default_base

        name = self._sent[key][1]
        for base in {job.layer_base, self.base, default_base(), default_base(memory=True)} - {""}:
            remove_tree(base + "/" + name)

    def _let_go(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            posix.close(self._table)
            self._poll = None
            try:
                posix.waitpid(self.launcher_pid, 0)
            except ChildProcessError:
                pass

    def support(self) -> ViewSupport:
        """Which views work here. Waits for the launcher's answer the first time, a few milliseconds after its start."""
        while self._support is None:
            if self._socket is None:
                self._start()
            assert self._poll is not None
            self._poll.poll(10_000)
            self._receive()
            if self._socket is None and self._failures > 3:
                raise EngineError("the launcher dies again and again")
        return self._support

    # The protocol

    def refusal(self, job: Job) -> Refusal | None:
        """Why not: no overlay works here, or too many descriptors."""
        if len(job.extra) > wire.MAX_DESCRIPTORS - 8:
            return Refusal(reason.NOT_SUPPORTED, "too many descriptors")
        if job.view not in (PLAIN, STAGED) and not self.support().overlay:
            return Refusal(reason.VIEW_FAILED, self.support().reason)
        return None

    def submit(self, job: Job) -> None:
        """See Engine.submit."""
        if self._socket is None:
            self._start()
        self._names += 1
        layer_name = f"oilgg-{posix.getpid()}-{self._names}"
        wanted = [(0, job.stdin), (1, job.stdout), (2, job.stderr), *job.extra]
        descriptors = sorted({descriptor for _, descriptor in wanted if descriptor != NO_DESCRIPTOR})
        streams = [
            (number, -1 if descriptor == NO_DESCRIPTOR else descriptors.index(descriptor))
            for number, descriptor in wanted
        ]
        packed = job.packed(layer_name, streams)
        if len(self._sent) < self.slots + AHEAD and not self._waiting:
            self._send(job, packed, descriptors)
        else:
            self._waiting.append(_Waiting(job, packed, [_copy(descriptor) for descriptor in descriptors]))

    def _send(self, job: Job, packed: tuple[object, ...], descriptors: list[int]) -> None:
        assert self._socket is not None
        self._sent[job.key] = (job, str(packed[6]))
        try:
            wire.send(self._socket, ("job", packed), descriptors)
        except OSError as error:
            if error.errno == 9:
                del self._sent[job.key]
                raise
            self._lost()

    def _send_waiting(self) -> None:
        while self._waiting and len(self._sent) < self.slots + AHEAD:
            if self._socket is None:
                self._start()
            waiting = self._waiting.pop(0)
            self._send(waiting.job, waiting.packed, waiting.descriptors)
            for descriptor in waiting.descriptors:
                posix.close(descriptor)

    def cancel(self, key: int) -> None:
        """See Engine.cancel."""
        for index, waiting in enumerate(self._waiting):
            if waiting.job.key == key:
                del self._waiting[index]
                for descriptor in waiting.descriptors:
                    posix.close(descriptor)
                self._results.append(Result(key, failure="cancelled", cancelled=True))
                return
        if key in self._sent:
            self._tell(("cancel", key))

    def signal(self, number: int) -> None:
        """See Engine.signal."""
        self._tell(("signal", int(number)))

    def dispose(self, layer: Layer) -> None:
        """See Engine.dispose."""
        if not self._tell(("dispose", layer.directories)):
            from oilgg.worker.layer import dispose

            dispose(layer)

    def _tell(self, message: tuple[object, ...]) -> bool:
        if self._socket is None:
            return False
        try:
            wire.send(self._socket, message)
        except OSError:
            self._lost()
            return False
        return True

    def fileno(self) -> int:
        """See Engine.fileno; -1 while no launcher runs."""
        return -1 if self._socket is None else self._socket.fileno()

    def events(self) -> list[Result]:
        """See Engine.events."""
        self._receive()
        self._send_waiting()
        results, self._results = self._results, []
        return results

    def _receive(self) -> None:
        while self._socket is not None:
            try:
                received = wire.receive(self._socket, _socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError:
                received = None
            if received is None:
                self._lost()
                return
            self._take(received[0])

    def _take(self, message: Any) -> None:
        if message[0] == "support":
            from oilgg.worker.view import ViewSupport

            self._support = ViewSupport(*message[1:])
            return
        _, key, statuses, errors, *rest = message
        self._sent.pop(key, None)
        result = Result(key, statuses, [StageError(*error) for error in errors], *rest)
        if rest[8] is not None:
            from oilgg.worker.layer import Layer

            result.layer = Layer(*rest[8])
        self._results.append(result)

    def wait(self, timeout_s: float | None = None) -> list[Result]:
        """See Engine.wait."""
        end = None if timeout_s is None else time.monotonic() + timeout_s
        results = self.events()
        while not results and (self._sent or self._waiting):
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                break
            if self._poll is not None:
                self._poll.poll(None if left is None else left * 1000)
            results = self.events()
        return results

    def capacity(self) -> int:
        """See Engine.capacity."""
        return max(0, self.slots - len(self._sent) - len(self._waiting))

    def in_flight(self) -> int:
        """See Engine.in_flight."""
        return len(self._sent) + len(self._waiting) + len(self._results)

    def adopt_limits(self) -> None:
        """Give the launcher the shell's own resource limits and niceness, after `ulimit` or `renice` changed them."""
        import resource

        if self._socket is None:
            return
        for number in range(16):
            try:
                resource.prlimit(self.launcher_pid, number, resource.getrlimit(number))
            except (OSError, ValueError):
                pass
        try:
            posix.setpriority(posix.PRIO_PROCESS, self.launcher_pid, posix.getpriority(posix.PRIO_PROCESS, 0))
        except OSError:
            pass

    def close(self) -> None:
        """See Engine.close. Waits until the launcher has cleaned up."""
        for waiting in self._waiting:
            for descriptor in waiting.descriptors:
                posix.close(descriptor)
        self._waiting.clear()
        self._results.clear()
        self._let_go()
        self._sent.clear()

    def abandon(self) -> None:
        """See Engine.abandon."""
        for waiting in self._waiting:
            for descriptor in waiting.descriptors:
                posix.close(descriptor)
        self._waiting.clear()
        self._results.clear()
        self._sent.clear()
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            posix.close(self._table)
            self._poll = None


def _copy(descriptor: int) -> int:
    copy = posix.dup(descriptor)
    posix.set_inheritable(copy, False)
    return copy
