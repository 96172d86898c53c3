"""One job on its way through an engine, with its streams and what is to happen when it is over."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.engine.base import Job, Result
    from oilgg.worker.capture import Capture


class Task:
    """A job, the captures of its streams, and `finished(result)`, called once from `Scheduler.pump`."""

    __slots__ = ("job", "captures", "finished", "not_before", "delayed")

    def __init__(self, job: Job, captures: list[Capture], finished: Callable[[Result], None]) -> None:
        self.job = job
        self.captures = captures
        self.finished = finished
        self.not_before = 0.0
        self.delayed: Result | None = None
