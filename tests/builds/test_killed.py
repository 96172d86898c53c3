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


def name_of(pid: int) -> str:
    """The name of the program that `pid` runs, "" if it has gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def test_killed_at_random_moments(tmp_path: Path, oilgg: Path) -> None:
    """The shell is killed, or a compiler, or a process of oilgg's own; after each, a rerun repairs everything."""
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
        own = [pid for pid in victims if "oilgg" in name_of(pid) or "python" in name_of(pid)]
        compilers = [pid for pid in victims if pid not in own]
        choices = ([process.pid], compilers, [process.pid], own)[number % 4] or [process.pid]
        victim = chance.choice(choices)
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            pass
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise AssertionError(f"round {number}: the shell hangs after a process was killed") from None
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
