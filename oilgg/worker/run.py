"""What the launcher knows of one job."""

from __future__ import annotations

import posix
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.worker.layer import Layer


TIMED_OUT = 124
GRACE_S = 5.0
"""So long after TERM comes KILL."""
SETTLE_S = 0.2
"""How long processes of a traced command may take to be gone after its own have ended."""


class Run:
    """A job that has been started, or waits for a free slot."""

    __slots__ = (
        "cancelled",
        "core",
        "deadline_s",
        "descriptors",
        "ended_s",
        "errors",
        "failure",
        "group",
        "held",
        "in_view",
        "job",
        "key",
        "layer",
        "maxrss",
        "namespace",
        "pids",
        "signals",
        "slot",
        "stage_pids",
        "started_ns",
        "started_s",
        "statuses",
        "supervised",
        "system_s",
        "timed_out",
        "token",
        "user_s",
    )

    def __init__(self, key: int, job: tuple[Any, ...], descriptors: list[int]) -> None:
        self.key = key
        self.job = job
        self.descriptors = descriptors
        self.slot = -1
        self.group = 0
        self.pids: dict[int, int] = {}
        count = len(job[8])
        self.statuses: list[int] = [0] * count
        self.signals: list[int] = [0] * count
        self.stage_pids: list[int] = [0] * count
        self.errors: list[tuple[int, int, int]] = []
        self.core = False
        self.user_s = 0.0
        self.system_s = 0.0
        self.maxrss = 0
        self.started_ns = 0
        self.started_s = 0.0
        self.ended_s = 0.0
        self.layer: Layer | None = None
        self.failure: str | None = None
        self.cancelled = False
        self.supervised = False
        self.in_view = False
        self.namespace = 0
        self.held = -1
        self.deadline_s = 0.0
        self.timed_out: set[int] = set()
        """The stages that still ran when the time of the job was over."""
        self.token = b""
        """Goes back to the jobserver when it is over."""

    def hold_namespace(self, descriptor: int) -> None:
        """The job's mount namespace: while it is held, its number is given to nobody else."""
        self.held = descriptor
        self.namespace = posix.fstat(descriptor).st_ino

    def let_namespace_go(self) -> None:
        """Close what holds the namespace; with the last process gone that unmounts it."""
        if self.held >= 0:
            posix.close(self.held)
            self.held = -1

    def result(self) -> tuple[object, ...]:
        """The message that tells the shell how it ended."""
        ended = self.ended_s or time.monotonic()
        wall_s = ended - self.started_s if self.started_s else 0.0
        for stage in self.timed_out:
            self.statuses[stage], self.signals[stage] = TIMED_OUT, 0
        return (
            "result",
            self.key,
            [] if self.failure else self.statuses,
            sorted(self.errors),
            self.signals,
            self.core,
            wall_s,
            self.user_s,
            self.system_s,
            self.maxrss,
            self.started_ns,
            self.started_ns + int(wall_s * 1e9),
            self.layer.packed() if self.layer else None,
            self.failure,
            self.cancelled,
            bool(self.timed_out),
            self.stage_pids if any(self.signals) else [],
        )

    def may_run_s(self, now: float) -> float | None:
        """How many seconds are left to it, None if they are not counted."""
        limit: float = self.job[12]
        if not limit or self.cancelled or not self.pids:
            return None
        return self.started_s + limit + (GRACE_S if self.timed_out else 0.0) - now

    def late_stages(self) -> set[int]:
        """Its stages that still run, as far as that is known."""
        return set(range(len(self.statuses))) if self.supervised else set(self.pids.values())

    def close_descriptors(self) -> None:
        """Close what came along with the job."""
        for descriptor in self.descriptors:
            posix.close(descriptor)
        self.descriptors.clear()
