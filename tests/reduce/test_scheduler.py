"""The queue in front of an engine: what starts first."""

from __future__ import annotations

import os

from oilgg.engine.base import Job, JobStage, Result
from oilgg.lower.lowering import Lowered
from oilgg.order.entry import ThunkEntry
from oilgg.order.weights import GUESS_S, URGENT_S, Weights
from oilgg.reduce.scheduler import AHEAD, Scheduler
from oilgg.reduce.task import Task
from oilgg.store.memory import MemoryStore


class Engine:
    """Takes jobs and ends them when told."""

    name = "fake"

    def __init__(self) -> None:
        self.jobs: list[int] = []
        self.results: list[Result] = []

    def submit(self, job: Job) -> None:
        """A job has come."""
        self.jobs.append(job.key)

    def events(self) -> list[Result]:
        """What has ended."""
        found, self.results = self.results, []
        return found

    def fileno(self) -> int:
        """Nothing to wait for."""
        return -1

    def close(self) -> None:
        """Nothing to close."""


def start_order(weights: list[float]) -> list[int]:
    """In which order tasks of these weights start, one at a time behind those that fill the engine."""
    engine = Engine()
    scheduler = Scheduler(lambda: engine, 1)  # type: ignore[arg-type, return-value]
    filled = 1 + AHEAD
    for key in range(filled):
        scheduler.add(Task(Job(-key - 1, [JobStage("/x", ["x"], [])], "/"), [], lambda _result: None))
    for key, weight in enumerate(weights):
        task = Task(Job(key, [JobStage("/x", ["x"], [])], "/"), [], lambda _result: None)
        task.weight = weight
        scheduler.add(task)
    while len(engine.jobs) < filled + len(weights):
        engine.results = [Result(engine.jobs[len(engine.jobs) - filled], [0])]
        scheduler.pump(0)
    scheduler.close()
    return engine.jobs[filled:]


def test_heavy_first() -> None:
    """The heaviest waiting task starts; equal ones in their order."""
    assert start_order([0, 0, 0]) == [0, 1, 2]
    assert start_order([1, 3, 2, 3, 0.5]) == [1, 3, 2, 0, 4]


def test_no_weight_no_overtaking() -> None:
    """Tasks without weight may need each other: they keep their place."""
    assert start_order([1, 2, 0, 3, 4]) == [1, 0, 2, 4, 3]


def entry(number: int, text: str, *waits_for: ThunkEntry) -> ThunkEntry:
    """A command that waits for others."""
    found = ThunkEntry(number, number, Lowered(text, number, "/", 0o22))
    found.waits_for = set(waits_for)
    return found


def test_critical_path() -> None:
    """What has more work behind it is heavier, by what that took the last time."""
    weights = Weights(MemoryStore())
    compile_one, compile_two = entry(1, "cc one"), entry(2, "cc two")
    archive = entry(3, "ar", compile_one)
    link = entry(4, "ld", archive, compile_two)
    for waiting in (archive, link):
        weights.waits(waiting)
    assert [round(weights.give(one) / GUESS_S) for one in (compile_one, compile_two, archive, link)] == [3, 2, 2, 1]
    weights.note(compile_two, 5.0)
    weights.note(compile_one, 0.01)
    again = entry(2, "cc two")
    assert weights.give(again) == 5.0
    assert weights.give(entry(1, "cc one")) == GUESS_S
    weights.waits(entry(4, "ld", again))
    assert again.weight_s == 5.0 + GUESS_S


def test_urgent() -> None:
    """What the script waits for comes first, with what that waits for; a task in the queue learns of it."""
    weights = Weights(MemoryStore())
    first = entry(1, "a")
    first.task = Task(Job(1, [], "/"), [], lambda _result: None)
    last = entry(2, "b", first)
    weights.urgent(last)
    assert (first.weight_s, first.task.weight, last.weight_s) == (URGENT_S, URGENT_S, URGENT_S)


def test_no_descriptor_is_left() -> None:
    """The scheduler gives its own back."""
    before = len(os.listdir("/proc/self/fd"))
    start_order([0])
    assert len(os.listdir("/proc/self/fd")) == before
