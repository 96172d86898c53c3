"""kill -9 of the shell or of a compiler at any moment: running again leaves what bash leaves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.builds.harness import Place, tree_differences
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

ROUNDS = 50
PROJECT = ROOT / "examples" / "c-project"


def descendants(pid: int) -> list[int]:
    """All processes below `pid`."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            found.append((parent, int(folder.name)))
    below = [pid]
    for candidate in below:
        below += [child for parent, child in found if parent == candidate]
    return below[1:]


def test_killed_at_random_moments(tmp_path: Path, oilgg: Path) -> None:
    """Every second time the shell is killed, else one of its descendants; after each, a rerun repairs everything."""
    place = Place(tmp_path, PROJECT, None)
    place.fresh()
    bash = place.run(["bash", "./build.sh"])
    assert bash.status == 0
    place.fresh()
    whole = place.run([str(oilgg), "./build.sh"]).seconds
    chance = random.Random(1)
    place.fresh()
    for number in range(ROUNDS):
        if number % 5 == 0:
            place.fresh(keep_store=number % 10 == 0)
        environment = {**place.environment, "PWD": str(place.work)}
        process = subprocess.Popen(
            [str(oilgg), "./build.sh"],
            cwd=place.work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0, whole))
        victims = descendants(process.pid)
        victim = process.pid if number % 2 or not victims else chance.choice(victims)
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait(timeout=60)
        deadline = time.monotonic() + 10
        while [
            pid for pid in victims if Path(f"/proc/{pid}").exists() and pid != victim
        ] and time.monotonic() < deadline:
            time.sleep(0.01)
        again = place.run([str(oilgg), "./build.sh"])
        assert (again.status, again.stdout, again.stderr) == (bash.status, bash.stdout, bash.stderr), f"round {number}"
        assert tree_differences(bash.tree, again.tree) == [], f"round {number}"
    place.fresh(keep_store=True)
    assert place.run([str(oilgg), "./build.sh"]).differences(bash) == []
