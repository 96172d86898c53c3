"""One job on its way through an engine, with its streams and what is to happen when it is over."""

from __future__ import annotations

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oilgg.engine.base import Job, Result
    from oilgg.worker.capture import Capture


class Task:
    """A job, the captures of its streams, and `finished(result)`, called once from `Scheduler.pump`.

    `descriptors` belong to the task and are closed when the engine has its own copies. A task with `parts` is not run
    itself: it stands for them, and `cancelled` is called when they have been cancelled.
    """

    __slots__ = (
        "job", "captures", "finished", "not_before", "delayed", "watched", "descriptors", "parts", "cancelled",
        "weight",
    )  # fmt: skip

    def __init__(
        self,
        job: Job,
        captures: list[Capture],
        finished: Callable[[Result], None],
        descriptors: Sequence[int] = (),
    ) -> None:
        self.job = job
        self.captures = captures
        self.finished = finished
        self.weight = 0.0
        """Those with more of it start first."""
        self.not_before = 0.0
        self.delayed: Result | None = None
        self.watched = False
        """What it prints on another machine is taken while it runs."""
        self.descriptors = list(descriptors)
        self.parts: list[Task] = []
        self.cancelled: Callable[[], None] | None = None

    def close_descriptors(self) -> None:
        """Close what was only needed to start the job."""
        for fd in self.descriptors:
            posix.close(fd)
        self.descriptors = []
