"""What `--tool doctor` says."""

from __future__ import annotations

import os

import pytest

from oilgg.tools.doctor import doctor, main
from oilgg.worker.view import probe


def report(store: str = "") -> tuple[int, dict[str, str]]:
    """Status and facts by name."""
    lines: list[str] = []
    status = doctor(lines.append, store)
    return status, dict(line.rstrip("\n").split(": ", 1) for line in "".join(lines).splitlines() if ": " in line)


def test_facts() -> None:
    status, facts = report("/nonexistent/store")
    assert status == (0 if probe().overlay else 1)
    assert facts["view"].strip().startswith(("overlay", "plain"))
    assert facts["cores"].strip() == f"{len(os.sched_getaffinity(0))} usable of {os.cpu_count()}"
    assert "not made yet" in facts["store"]
    assert ("layers" in facts) == probe().overlay


def test_forced_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    import posix

    monkeypatch.setitem(posix.environ, b"OILGG_VIEW", b"plain")
    status, facts = report()
    assert (status, facts["why"].strip(), facts["store"].strip()) == (1, "OILGG_VIEW=plain is set", "none")


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["x"]) == 2
    assert capsys.readouterr().err == "Usage: oilgg --tool doctor\n"
