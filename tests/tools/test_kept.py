"""`--tool show`, `force` and `replay`: thunks that the store knows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
#: <$1 >- pure
count() { local n=0 line; while read -r line; do n=$((n + 1)); done <"$1"; echo "$n lines"; }
printf '3\\n1\\n2\\n' >in
sort in >sorted
grep -c 9 in
count <(sort -r in)
count in
"""


def run(folder: Path, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run oilgg in `folder`, which has its store."""
    environment = {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "OILGG_STORE": str(folder / "store"), "OILGG_QUICK": "no",
        "HOME": str(folder),
        "TMPDIR": "/tmp", "SHELL": "/bin/bash",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "oilgg", *words],
        cwd=folder / "work", env=environment, capture_output=True, text=True, input=text, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the script has run once."""
    found = tmp_path_factory.mktemp("kept")
    (found / "work").mkdir()
    (found / "s.sh").write_text(SCRIPT)
    done = run(found, "../s.sh")
    assert (done.stdout, done.stderr) == ("0\n3 lines\n3 lines\n", "")
    return found


def hash_of(folder: Path, command: str) -> str:
    """The hash that `show` lists for `command`."""
    lines = run(folder, "--tool", "show").stdout.split("\n")
    (line,) = [line for line in lines if line[19:] == command]
    return line[:12]


def can_replay(folder: Path) -> bool:
    """Whether overlays work here."""
    return run(folder, "--tool", "doctor").returncode == 0


def test_list(folder: Path) -> None:
    """All that was run is listed, with its status."""
    lines = run(folder, "--tool", "show").stdout.rstrip("\n").split("\n")
    assert sorted([line[14:] for line in lines]) == ["  0  count in", "  0  sort in >sorted", "  1  grep -c 9 in"]
    assert len(run(folder, "--tool", "show", "-n", "1").stdout.split("\n")) == 2


def test_show(folder: Path) -> None:
    """What a thunk stood on and what it came to."""
    text = run(folder, "--tool", "show", hash_of(folder, "sort in >sorted")).stdout
    work = folder / "work"
    for line in (
        "command   sort in >sorted",
        f"output    {work}/sorted",
        "status    0",
        f"made      {work}/sorted  6 bytes",
    ):
        assert f"\n{line}" in text
    text = run(folder, "--tool", "show", hash_of(folder, "grep -c 9 in")).stdout
    assert "\nstatus    1\nstdout    0\n" in text
    text = run(folder, "--tool", "show", hash_of(folder, "count in")).stdout
    assert "\ncommand   count in\n" in text
    assert "\nstdout    3 lines\n" in text


def test_force(folder: Path) -> None:
    """The result without running anything."""
    done = run(folder, "--tool", "force", hash_of(folder, "grep -c 9 in"))
    assert (done.returncode, done.stdout) == (1, "0\n")
    (folder / "out").mkdir()
    done = run(folder, "--tool", "force", "-o", str(folder / "out"), hash_of(folder, "sort in >sorted"))
    assert (done.returncode, done.stdout) == (0, "")
    assert (folder / "out" / "sorted").read_text() == "1\n2\n3\n"


@pytest.mark.parametrize("command", ["sort in >sorted", "grep -c 9 in", "count in"])
def test_replay(folder: Path, command: str) -> None:
    """Run again, it comes to the same, and leaves nothing behind."""
    if not can_replay(folder):
        pytest.skip("no overlays here")
    sorted_file = folder / "work" / "sorted"
    before = sorted_file.stat().st_mtime_ns
    done = run(folder, "--tool", "replay", hash_of(folder, command))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("the same result\n")
    assert sorted_file.stat().st_mtime_ns == before


def test_replay_inside(folder: Path) -> None:
    """A shell in the view: it sees the tree, and what it changes is thrown away."""
    if not can_replay(folder):
        pytest.skip("no overlays here")
    script = "cat in; echo changed >in; cat in; exit 5\n"
    done = run(folder, "--tool", "replay", "-i", hash_of(folder, "count in"), text=script)
    assert (done.returncode, done.stdout) == (5, "3\n1\n2\nchanged\n")
    assert (folder / "work" / "in").read_text() == "3\n1\n2\n"


def test_wrong(folder: Path) -> None:
    """Names that are none, and inputs that are gone."""
    assert run(folder, "--tool", "show", "xyz").stderr.startswith("oilgg: show: xyz: not the beginning of a hash")
    assert run(folder, "--tool", "show", "0" * 64).stderr == f"oilgg: show: {'0' * 64}: no thunk of that name\n"
    assert run(folder, "--tool", "force").returncode == 2
    name = hash_of(folder, "grep -c 9 in")
    source = folder / "work" / "in"
    text = source.read_text()
    source.write_text("other\n")
    done = run(folder, "--tool", "replay", name)
    source.write_text(text)
    assert done.returncode == 1
    if "no view" not in done.stderr:
        assert done.stderr == f"oilgg: replay: {source} is not what it was, and the store does not have it\n"
