"""Gives jobs to an engine as slots get free, and carries their streams; runs in the shell's own thread.

`pump` is called at every command boundary and whenever the shell must wait. It never starts a thread
and never blocks for longer than it is told.
"""

from __future__ import annotations

import select
import time

from oilgg.engine.descriptors import copied_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.engine.base import Engine, Result
    from oilgg.engine.client import RemoteEngine
    from oilgg.reduce.task import Task
    from oilgg.worker.capture import Capture
    from oilgg.worker.request import Request

AHEAD = 2
"""Tasks that an engine has beyond its slots: it starts them without waiting for us."""


LOOK_AHEAD = 64
"""So many waiting tasks are compared."""


class Scheduler:
    """The queue in front of one engine.

    `delay` is for tests: it gives the seconds for which the end of a job is kept back, so that jobs seem to
    end in another order.
    """

    def __init__(self, make_engine: Callable[[], Engine], slots: int) -> None:
        """The engine is made when the first job needs it: a run that only reuses results needs none."""
        self._make_engine = make_engine
        self._engine: Engine | None = None
        self.slots = slots
        self._queue: list[Task] = []
        self._running: dict[int, Task] = {}
        self._captures: dict[int, Capture] = {}
        first = select.epoll()
        self._poll = select.epoll.fromfd(copied_up(first.fileno()))
        first.close()
        self._late: list[Task] = []
        self.delay: object = None
        self.timeout_s = 0.0
        """How long each may run, 0 for any time."""
        self._key = 0
        self.remote: RemoteEngine | None = None
        """Where tasks go that are sent away."""
        self._away: dict[int, Task] = {}

    @property
    def engine(self) -> Engine:
        """The engine, made by now. Raises EngineError where it cannot be."""
        if self._engine is None:
            self._engine = self._make_engine()
        return self._engine

    def adopt_limits(self) -> None:
        """The limits of this process have changed: hand them on to jobs from now on."""
        adopt = getattr(self._engine, "adopt_limits", None)  # only an engine on this machine has them
        if adopt is not None:
            adopt()

    def next_key(self) -> int:
        """A key for a new job."""
        self._key += 1
        return self._key

    def add(self, task: Task) -> None:
        """Run `task` when a slot is free; heavy ones first, else in the order in which they were added."""
        task.job.timeout_s = self.timeout_s
        self._queue.append(task)
        self._start()

    def idle(self) -> bool:
        """Whether nothing runs or waits for a slot, and nothing is expected from elsewhere."""
        return not self._queue and not self._running and not (self.remote is not None and self.remote.busy())

    def send(self, task: Task, request: Request) -> None:
        """Run `task` on another machine, as `request`."""
        assert self.remote is not None
        self._away[task.job.key] = task
        self.remote.submit(task.job.key, request, lambda *printed: _printed(task, *printed))

    def watch(self, task: Task) -> None:
        """From now on take what `task` prints on another machine while it runs there."""
        if self.remote is not None and self._away.get(task.job.key) is task and not task.watched:
            task.watched = True
            self.remote.watch(task.job.key)

    def away(self) -> int:
        """How many tasks are on other machines."""
        return len(self._away)

    def has_room(self) -> bool:
        """Whether a task would start here at once."""
        return not self._queue and len(self._running) < self.slots

    def is_full(self) -> bool:
        """Whether the engine has all the tasks that it is given at once, those ahead included."""
        return len(self._running) >= self.slots + AHEAD

    def cancel(self, task: Task, finished: Callable[[Result], None]) -> None:
        """Kill the processes of `task`; `finished` is called instead of its own, if it had been started."""
        for part in task.parts:
            self.cancel(part, finished)
        if task.cancelled is not None:
            task.cancelled()
        if task in self._queue:
            self._queue.remove(task)
            self._close(task)
        elif self._running.get(task.job.key) is task:
            task.finished = finished
            self.engine.cancel(task.job.key)
        elif self._away.get(task.job.key) is task and self.remote is not None:
            task.finished = finished
            self.remote.cancel(task.job.key)

    def pump(self, timeout_s: float = 0.0) -> None:
        """Carry bytes and results; waits up to `timeout_s` (negative: for ever) for something to happen."""
        if self.idle():
            return
        if self._late:
            timeout_s = self._release_late(timeout_s)
        if self._take_results():
            timeout_s = 0.0
        if timeout_s and self._running:
            self._watch(self.engine.fileno(), select.EPOLLIN)
        if timeout_s and self.remote is not None:
            self._watch_remote(self.remote)
        for ready, _event in self._poll.poll(timeout_s):
            capture = self._captures.get(ready)
            if capture is not None:
                self._drain(ready, capture)
        self._take_results()

    def _take_results(self) -> bool:
        """End the jobs whose results have come; an engine may have some without its descriptor telling."""
        results = self.engine.events() if self._running else []
        for result in results:
            self._finish(result)
        if results:
            self._start()
        if self.remote is not None and self.remote.busy():
            handled = self.remote.handled
            for result in self.remote.events():
                task = self._away.pop(result.key, None)
                if task is not None:
                    task.finished(result)
            return bool(results) or self.remote.handled > handled or not self.remote.busy()
        return bool(results)

    def close(self) -> None:
        """Kill what runs and give all descriptors back."""
        for task in [*self._queue, *self._running.values()]:
            self._close(task)
        self._queue.clear()
        self._running.clear()
        self._away.clear()
        if self.remote is not None:
            self.remote.close()
        if self._engine is not None:
            self._engine.close()
        self._poll.close()

    def _start(self) -> None:
        while self._queue and not self.is_full():
            task = self._take_next()
            self._running[task.job.key] = task
            self.engine.submit(task.job)
            task.close_descriptors()
            for capture in task.captures:
                capture.started()
                self._captures[capture.read_fd] = capture
                self._poll.register(capture.read_fd, select.EPOLLIN)

    def _take_next(self) -> Task:
        """The heaviest task near the front of the queue; of equal ones the first. None overtakes one without weight."""
        queue = self._queue
        best = 0
        for index in range(min(len(queue), LOOK_AHEAD)):
            if not queue[index].weight:
                break
            if queue[index].weight > queue[best].weight:
                best = index
        return queue.pop(best)

    def _drain(self, fd: int, capture: Capture) -> None:
        self._poll.unregister(fd)
        if capture.pump():
            self._captures.pop(fd, None)
        else:
            self._poll.register(fd, select.EPOLLIN)

    def _finish(self, result: Result) -> None:
        task = self._running.get(result.key)
        if task is None:
            return
        delay: float = self.delay() if self.delay is not None else 0.0  # type: ignore[operator]
        if delay:
            task.delayed = result
            task.not_before = time.monotonic() + delay
            self._late.append(task)
            return
        self._end(task, result)

    def _end(self, task: Task, result: Result) -> None:
        del self._running[result.key]
        self._close(task)
        task.finished(result)

    def _release_late(self, timeout_s: float) -> float:
        """End tasks whose delay is over; the time until the next one, at most `timeout_s`, 0 if any was ended."""
        held = len(self._late)
        now = time.monotonic()
        for task in list(self._late):
            if task.not_before <= now and task.delayed is not None:
                self._late.remove(task)
                self._end(task, task.delayed)
        self._start()
        if len(self._late) < held:
            return 0.0
        rest = max(0.0, min([task.not_before for task in self._late]) - now)
        return rest if timeout_s < 0 else min(rest, timeout_s)

    def _close(self, task: Task) -> None:
        task.close_descriptors()
        for capture in task.captures:
            fd = capture.read_fd
            if self._captures.pop(fd, None) is not None:
                self._poll.unregister(fd)
            capture.finish()

    def _watch_remote(self, remote: RemoteEngine) -> None:
        self._watch(remote.fileno(), select.EPOLLIN | (select.EPOLLOUT if remote.wants_to_send() else 0))

    def _watch(self, fd: int, events: int) -> None:
        """Have an engine's descriptor watched. After a failure it is another one, perhaps of the same number."""
        if fd < 0:
            return
        try:
            self._poll.modify(fd, events)
        except FileNotFoundError:
            self._poll.register(fd, events)


def _printed(task: Task, stream: int, place: int, data: bytes) -> None:
    """`task` has printed `data` elsewhere; the same may come again after its worker was lost."""
    capture = task.captures[min(stream, len(task.captures) - 1)]
    known = capture.dropped + len(capture.data) - place
    if 0 <= known < len(data):
        capture.data += data[known:]
        capture.deliver()
