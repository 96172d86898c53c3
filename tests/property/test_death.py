"""Whatever dies at whatever moment: what shows is a beginning of the script, and running again completes it (R11).

OILGG_DEATHS=50 pytest tests/property/test_death.py
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from oilgg.store.collect import check
from oilgg.store.local import LocalStore

ROOT = Path(__file__).resolve().parents[2]
DEATHS = int(os.environ.get("OILGG_DEATHS", "12"))
OILGG = [
    sys.executable, "-I", "-S", "-c",
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from oilgg.cli.main import main; main(['oilgg', *sys.argv[1:]])",
]  # fmt: skip
STEPS = 30

pytestmark = pytest.mark.slow

# Each step leaves a file, from a compiler, a filter, a builtin or a copy; the last ones stand on all of them.
SCRIPT = """\
set -e
mkdir -p out src
for i in {1..30}; do
    case $((i % 3)) in
        0) echo "int f$i(void) { return $i; }" >src/f$i.c; gcc -O1 -c src/f$i.c -o out/$i ;;
        1) seq $((i * 1000)) | sort -r >out/$i ;;
        2) cp script out/$i ;;
    esac
    echo "step $i"
done
cat out/* | sha256sum >sum
ar rcD lib.a out/*[0369]
"""


def tree(work: Path) -> dict[str, bytes]:
    return {str(path.relative_to(work)): path.read_bytes() for path in work.rglob("*") if path.is_file()}


class Bench:
    """A folder with the script, and what bash leaves of it."""

    def __init__(self, root: Path) -> None:
        self.root, self.work = root, root / "work"
        self.environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(root), "LANG": "C.UTF-8", "OILGG_STATUS": "none",
            "OILGG_STORE": str(root / "store"), "OILGG_QUICK": "no", "TMPDIR": str(root),
        }  # fmt: skip
        self.fresh()
        subprocess.run(["bash", "script"], cwd=self.work, env=self.environment, check=True, stdout=subprocess.DEVNULL)
        self.expected = tree(self.work)

    def fresh(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        (self.work / "script").write_text(SCRIPT)

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*OILGG, "script"], cwd=self.work, env=self.environment, stdout=subprocess.PIPE, start_new_session=True
        )

    def completes(self) -> None:
        """A run to the end leaves what bash leaves, and the store is sound."""
        run = subprocess.run([*OILGG, "script"], cwd=self.work, env=self.environment, capture_output=True)
        assert (run.returncode, run.stderr) == (0, b"")
        assert run.stdout.decode().split("\n")[:-1] == [f"step {number}" for number in range(1, STEPS + 1)]
        assert tree(self.work) == self.expected
        store = LocalStore(self.environment["OILGG_STORE"])
        try:
            assert check(store)[1] == []
        finally:
            store.close()

    def shows_a_beginning(self, whole: bool = True) -> int:
        """Only files of the script are there, steps without a gap, and all of them are finished, the last perhaps not.

        A command may die half way in bash as well. How many steps there are.
        """
        found = tree(self.work)
        assert set(found) <= set(self.expected)
        steps = sorted(int(path[4:]) for path in found if path.startswith("out/"))
        assert steps == list(range(1, len(steps) + 1))
        for number in steps[: None if whole else -1]:
            assert found[f"out/{number}"] == self.expected[f"out/{number}"], (number, steps)
        if "sum" in found:
            assert len(steps) == STEPS
        return len(steps)


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def pause(seconds: float) -> None:
    select.select([], [], [], seconds)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=["kill", "term", "interrupt"])
def test_the_shell_dies(bench, number):
    moments = random.Random(7)
    begun = time.monotonic()
    bench.fresh()
    bench.completes()
    longest = time.monotonic() - begun
    bench.environment["OILGG_STORE"] += ".2"
    for _ in range(DEATHS):
        if moments.random() < 0.3:
            bench.fresh()
        process = bench.start()
        pause(moments.uniform(0, longest))
        if number == signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        process.communicate()
        bench.shows_a_beginning(whole=False)
    bench.completes()


def test_what_dies_first_shows_less(bench):
    """Each run is killed a little later, on a fresh tree with a kept store: it gets further, and nothing is lost."""
    reached = []
    for moment in range(DEATHS):
        bench.fresh()
        process = bench.start()
        pause(0.05 * moment)
        process.kill()
        process.communicate()
        reached.append(bench.shows_a_beginning(whole=False))
    assert reached[0] <= max(reached)
    bench.fresh()
    bench.completes()


def test_a_compiler_dies(bench):
    """It is killed from outside: the script fails there as in bash, or the command is run again."""
    moments = random.Random(8)
    for _ in range(DEATHS):
        bench.fresh()
        bench.environment["OILGG_STORE"] = str(bench.root / f"store.{_}")
        process = bench.start()
        end = time.monotonic() + moments.uniform(0.1, 0.6)
        while time.monotonic() < end and process.poll() is None:
            for victim in children(process.pid):
                if b"cc1" in victim[1]:
                    try:
                        os.kill(victim[0], signal.SIGKILL)
                    except ProcessLookupError:
                        continue
            pause(0.005)
        process.communicate()
        steps = bench.shows_a_beginning(whole=False)
        assert process.returncode == 0 or steps < STEPS
    bench.completes()


def children(pid: int) -> list[tuple[int, bytes]]:
    """Processes below `pid`: numbers and command lines."""
    parents: dict[int, list[tuple[int, bytes]]] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            try:
                status = Path("/proc", name, "stat").read_bytes()
                command = Path("/proc", name, "cmdline").read_bytes()
            except OSError:
                continue
            parents.setdefault(int(status.rpartition(b")")[2].split()[1]), []).append((int(name), command))
    found: list[tuple[int, bytes]] = []
    queue = [pid]
    for current in queue:
        for child in parents.get(current, []):
            found.append(child)
            queue.append(child[0])
    return found
