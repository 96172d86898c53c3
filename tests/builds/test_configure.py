"""configure scripts of real packages do the same under oilgg as under bash."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.builds import harness
from tests.builds.harness import Place, Run
from tests.builds.sources import source

pytestmark = [pytest.mark.slow, pytest.mark.network]

PACKAGES = ("hello", "bc", "dash", "less", "zlib", "mawk", "byacc", "gperf", "gzip", "patch", "libffi")
LOGS = {"config.log", "configure.log"}
"""Compared without times, process numbers and names of temporary files."""
CHANGING = re.compile(
    rb"^_*ACEOF.*|\b(?:cc|conf|ld)[A-Za-z0-9]{6}\b|\d\d:\d\d:\d\d|(?<=line )\d+: *\d+(?= )"
    rb"|^[A-Z][a-z]{2} [A-Z][a-z]{2} .* \d{4}$|conf(?:check|stat|defs|inc|subs)?\d+[\w.-]*|\bcr\d+|ztest\d+",
    re.MULTILINE,
)


def logs(place: Place) -> dict[str, list[bytes]]:
    """The logs by their name, as lines."""
    found = sorted(path for name in LOGS for path in place.work.rglob(name))
    return {str(path.relative_to(place.work)): CHANGING.sub(b"", path.read_bytes()).split(b"\n") for path in found}


def made(run: Run) -> dict[str, tuple[object, ...]]:
    """Everything in the tree but logs: kind, mode, owner, links, content."""
    return {name: node.facts() for name, node in run.tree.items() if Path(name).name not in LOGS}


PRINTS_CORE = frozenset(["libffi"])
"""Their configure prints CPUID, which holds the number of the core that was asked: it has to be the same one."""


@pytest.mark.parametrize("options", [[], ["--no-lower"]], ids=["lowering", "no lowering"])
@pytest.mark.parametrize("package", PACKAGES)
def test_configure(
    tmp_path: Path, oilgg: Path, package: str, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file is equal, the log too, and so is what configure prints.

    CONFIG_SHELL must not be set: configure would go on under that shell after its first lines.
    """
    monkeypatch.setattr(harness, "TIME_LIMIT_S", 600)
    place = Place(tmp_path, source(package), None)
    place.environment["SHELL"] = "/bin/bash"
    place.fresh()
    core = ["taskset", "-c", str(min(os.sched_getaffinity(0)))] if package in PRINTS_CORE else []
    bash = place.run([*core, "bash", "./configure"])
    bash_logs = logs(place)
    assert bash.status == 0
    assert any(Path(name).name in ("Makefile", "makefile") for name in bash.tree)
    place.fresh()
    ours = place.run([*core, str(oilgg), "-j2", *options, "./configure"])
    assert (ours.status, ours.stdout, ours.stderr) == (bash.status, bash.stdout, bash.stderr)
    assert logs(place) == bash_logs
    assert made(ours) == made(bash)
