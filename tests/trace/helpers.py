"""Running a command under the tracer."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from oilgg.engine.base import PLAIN, Job, JobStage, Redirect, Result
from oilgg.engine.local import LocalEngine
from oilgg.worker import trace

PATIENCE_S = 20.0


def run_traced(
    folder: Path, argv: list[str], view: str = PLAIN, redirects: list[Redirect] | None = None
) -> tuple[Result, trace.Trace]:
    """Run `argv` in `folder`: how it ended, and what was seen."""
    engine = LocalEngine(1)
    report = folder.parent / "report"
    program = argv[0] if "/" in argv[0] else shutil.which(argv[0], path="/usr/bin:/bin")
    assert program is not None
    environment = ["PATH=/usr/bin:/bin", "LC_ALL=C"]
    null = os.open("/dev/null", os.O_RDWR)
    try:
        stage = JobStage(program, argv, environment, redirects or [])
        engine.submit(Job(1, [stage], str(folder), view=view, stdout=null, stderr=null, trace=str(report)))
        (result,) = engine.wait(PATIENCE_S)
        place = report
        if result.layer is not None:
            from oilgg.worker.collect import collect

            place = next(Path(change.layer_path) for change in collect(result.layer) if change.path == str(report))
        assert result.failure is None, result.failure
        return result, trace.read(str(place))
    finally:
        os.close(null)
        engine.close()


def traces_of(folder: Path, *rounds: list[str]) -> list[list[trace.Trace]]:
    """The traces of scripts that one engine runs: those of a round at the same time."""
    engine = LocalEngine(4)
    null = os.open("/dev/null", os.O_RDWR)
    found = []
    try:
        for scripts in rounds:
            reports = [folder.parent / f"report-{key}" for key in range(len(scripts))]
            for key, script in enumerate(scripts):
                stage = JobStage("/bin/sh", ["sh", "-c", script], ["PATH=/usr/bin:/bin", "LC_ALL=C"])
                engine.submit(
                    Job(key, [stage], str(folder), stdout=null, stderr=null, view=PLAIN, trace=str(reports[key]))
                )
            results = []
            while len(results) < len(scripts):
                results += engine.wait(PATIENCE_S)
            assert all(result.statuses == [0] for result in results), results
            found.append([trace.read(str(report)) for report in reports])
        return found
    finally:
        os.close(null)
        engine.close()
