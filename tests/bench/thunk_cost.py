"""What a trivial job costs over a plain posix_spawn: in the plain view, in the overlay view, and many at once.

    python tests/bench/thunk_cost.py [jobs]

Everything is measured in one run, in turns, so that the ratios hold on a busy machine. A job in the overlay view
writes one file; making the job, collecting and throwing the layer away are included.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from oilgg.engine.base import OVERLAY, PLAIN, Job, JobStage
from oilgg.engine.local import LocalEngine
from oilgg.worker.view import collect

TRUE = "/bin/true"
TOUCH = "/usr/bin/touch"
ENVIRONMENT = [f"{name}={value}" for name, value in os.environ.items()]


def spawn(program: str, *words: str) -> None:
    """The measure of all things."""
    os.waitpid(os.posix_spawn(program, [program, *words], os.environ), 0)


def one(engine: LocalEngine, view: str, base: str, program: str, *words: str) -> None:
    """One job from making it to having its result."""
    stages = [JobStage(program, [program, *words], ENVIRONMENT)]
    engine.submit(Job(1, stages, base, view=view))
    (result,) = engine.wait()
    assert result.statuses == [0], result
    if result.layer is not None:
        collect(result.layer)
        engine.dispose(result.layer)


def many(engine: LocalEngine, view: str, base: str, count: int) -> float:
    """Seconds a job when many are submitted at once."""
    started = time.perf_counter()
    for number in range(count):
        stages = [JobStage(TRUE, [TRUE], ENVIRONMENT)]
        engine.submit(Job(number, stages, base, view=view))
    left = count
    while left:
        for result in engine.wait():
            left -= 1
            if result.layer is not None:
                engine.dispose(result.layer)
    return (time.perf_counter() - started) / count


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    with tempfile.TemporaryDirectory(prefix="oilgg-bench-", dir="/var/tmp") as base:
        engine = LocalEngine()
        print(f"view: {engine.support().kind or 'none'} {engine.support().reason}")
        cases = {
            "posix_spawn true": lambda: spawn(TRUE),
            "plain       true": lambda: one(engine, PLAIN, base, TRUE),
            "posix_spawn touch": lambda: spawn(TOUCH, base + "/file"),
            "plain       touch": lambda: one(engine, PLAIN, base, TOUCH, "file"),
        }
        if engine.support().overlay:
            cases["overlay     true"] = lambda: one(engine, OVERLAY, base, TRUE)
            cases["overlay     touch"] = lambda: one(engine, OVERLAY, base, TOUCH, "new")
        times: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(count):
            for name, case in cases.items():
                started = time.perf_counter()
                case()
                times[name].append((time.perf_counter() - started) * 1e3)
        for name, values in times.items():
            values.sort()
            floor = sorted(times["posix_spawn " + name.split()[1]])[count // 2]
            middle = values[count // 2]
            spread = f"(10 % {values[count // 10]:5.2f}, 90 % {values[count * 9 // 10]:5.2f})"
            print(f"{name:18} {middle:6.2f} ms  {spread}  +{middle - floor:.2f}")
        for view in (PLAIN, OVERLAY) if engine.support().overlay else (PLAIN,):
            seconds = many(engine, view, base, count)
            print(f"{count} at once, {engine.slots} slots, {view}: {seconds * 1e3:.2f} ms a job, {1 / seconds:.0f} /s")
        engine.close()


if __name__ == "__main__":
    main()
