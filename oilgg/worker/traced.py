"""Jobs in the tree itself that are traced: the launcher, which is above their processes anyhow, is their supervisor.

Those in a view have one of their own (see child.py). Forked from Python, it copies what it touches, and nothing it runs
has run before: for most commands that is half of what tracing costs.
"""

from __future__ import annotations

import select

from oilgg.worker import inner, wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.worker.child import Child
    from oilgg.worker.run import Run
    from oilgg.worker.supervision import Supervision


def prepare_tracer() -> None:
    """Load all that a supervisor and the process it traces need."""
    from oilgg.worker import supervision

    supervision.prepare()
    _ = inner.PROGRAM


class Traced:
    """All such jobs."""

    def __init__(self) -> None:
        self._jobs: dict[int, Supervision] = {}
        """By the key of the job."""
        self._watched: dict[int, Supervision] = {}
        """By descriptor: where stages announce themselves, and their listeners."""
        self._left: list[Supervision] = []
        """Of jobs that are over, but for what they have left behind."""
        self._is_possible: bool | None = None
        self._poll = select.poll()

    def poll(self, poll: select.poll, wait_ms: int | None) -> list[int]:
        """Wait for anything that is registered at `poll`; serve what is ours, give back the other descriptors."""
        self._poll = poll
        watched = self._watched
        while True:
            ready = poll.poll(wait_ms)
            if not watched:
                return [descriptor for descriptor, _events in ready]
            others = []
            for descriptor, events in ready:
                supervision = watched.get(descriptor)
                if supervision is None:
                    others.append(descriptor)
                else:
                    supervision.take(descriptor, events)
                    if not events & select.POLLIN:
                        del watched[descriptor]
                    elif descriptor not in supervision.listeners:
                        watched.update(dict.fromkeys(supervision.listeners, supervision))
            if others or not ready or not watched or wait_ms is not None:
                return others

    def may_take(self, run: Run) -> bool:
        """Whether `run` is to be traced in the tree, and the kernel allows the filter."""
        if not run.job[11] or run.job[1] != "plain":
            return False
        if self._is_possible is None:
            from oilgg.worker import supervision

            prepare_tracer()
            self._is_possible = supervision.may_install()
        return self._is_possible

    def start(self, child: Child) -> list[int]:
        """Start the stages of a job; their processes."""
        from oilgg.worker.supervision import Supervision

        control, end = wire.pair()
        try:
            pids = child.fork_traced(end)
        finally:
            end.close()
        supervision = Supervision(control, [], self._poll, standard_input=child.standard_input)
        self._jobs[child.of.key] = self._watched[control.fileno()] = supervision
        return pids

    def has(self, run: Run) -> bool:
        """Whether `run` is one of ours."""
        return run.key in self._jobs

    def end(self, run: Run, late: bool) -> bool:
        """Its stages have ended: whether all is over and its report is written; `late`: it has to be."""
        supervision = self._jobs[run.key]
        if supervision.listeners and not late:
            return False
        del self._jobs[run.key]
        self._watched.pop(supervision.control.fileno(), None)
        supervision.end(run.job[11])
        if supervision.listeners:
            self._left.append(supervision)
        return True

    def go_on(self) -> None:
        """The launcher ends: what was left behind is served as long as it lives."""
        for supervision in self._left:
            supervision.go_on()
