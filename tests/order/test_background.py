"""Background jobs (`&`) lower their commands by themselves: reused, and ended as bash's are."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from tests.prompt.terminal import Terminal

BUILD = """\
for f in a b; do gcc -c $f.c -o $f.o & done
wait
one() { gcc -c "$1.c" -o "$1.two.o" && gcc -E -P "$1.c"; }
one a & first=$!
wait $first; echo "a: $?"
{ one b; gcc -c nosuch.c; } & wait $!; echo "b: $?"
(set -e; gcc -c nosuch.c; echo never) & wait $! || echo "c: $?"
for f in 1 2 3 4 5; do gcc -Wall -c w.c -o w$f.o 2>>log & done; wait; grep -c defined log
ls
"""
INTERRUPTED = """\
f() { io -- sleep 60; echo $? >f.end; }
f &
{ io -- sleep 60; echo $? >g.end; } &
(sh -c 'sleep 60'; echo $? >h.end) &
echo started
wait
"""


def prepare(tmp_path: Path, script: str) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    (work / "h.h").write_text("#define N 1\n")
    (work / "a.c").write_text('#include "h.h"\nint a = N;\n')
    (work / "b.c").write_text("int b;\n")
    (work / "w.c").write_text("static int w;\n")
    (work / "build.sh").write_text(script)
    return work


def run(shell: list[str], work: Path, tmp_path: Path) -> tuple[str, str, int]:
    """What it prints on both streams, and its status."""
    environment = {**os.environ, "OILGG_STORE": str(tmp_path / "store"), "LC_ALL": "C"}
    done = subprocess.run(
        [*shell, "build.sh"], cwd=work, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    return done.stdout, done.stderr, done.returncode


def running_in(folder: Path) -> list[str]:
    """The programs whose working directory is `folder`."""
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.readlink(f"/proc/{name}/cwd") == str(folder):
                found.append(Path(f"/proc/{name}/cmdline").read_bytes().decode().replace("\0", " "))
        except OSError:
            continue
    return found


def wait_for_none(folder: Path) -> None:
    deadline = time.monotonic() + 20
    while running_in(folder):
        assert time.monotonic() < deadline, running_in(folder)
        time.sleep(0.02)


def test_they_are_as_in_bash_and_start_nothing_the_second_time(tmp_path: Path, oilgg: Path) -> None:
    work = prepare(tmp_path, BUILD)
    expected = run(["bash"], work, tmp_path)
    for path in [*work.glob("*.o"), work / "log"]:
        path.unlink()
    assert run([str(oilgg)], work, tmp_path) == expected
    (work / "log").unlink()
    said = run([str(oilgg), "--status=log", "--explain"], work, tmp_path)[1]
    # The commands that failed run again; nothing else does.
    assert [line for line in said.splitlines() if " run  " in line and "nosuch" not in line] == []
    assert said.count(" reused ") == 12
    (work / "h.h").write_text("#define N 2\n")
    (work / "log").unlink()
    said = run([str(oilgg), "--status=log", "--explain"], work, tmp_path)[1]
    ran = [line for line in said.splitlines() if " run  " in line and "nosuch" not in line]
    assert len(ran) == 3 and all("a.c" in line for line in ran), said


def test_what_cannot_be_a_store_is_told_once_and_not_where_a_job_prints(tmp_path: Path, oilgg: Path) -> None:
    script = "echo b >a; for i in 1 2 3; do { sort a; } 2>>log & done; wait; sort a 2>>log & wait; sort a; cat log\n"
    work = prepare(tmp_path, script)
    environment = {**os.environ, "OILGG_STORE": "/dev/null", "OILGG_QUICK": "no"}
    done = subprocess.run([str(oilgg), "build.sh"], cwd=work, env=environment, capture_output=True, text=True)
    assert done.stdout == "b\n" * 5
    assert done.stderr == "oilgg: /dev/null: not a directory; results are not kept\n"


def test_dry_runs_run_none(tmp_path: Path, oilgg: Path) -> None:
    work = prepare(tmp_path, "gcc -c a.c & { gcc -c b.c; sh -c 'touch x'; } & wait\n")
    before = sorted(os.listdir(work))
    _, said, status = run([str(oilgg), "--dry-run"], work, tmp_path)
    assert status == 0 and "gcc -c a.c" in said and "gcc -c b.c" in said and "touch x" in said
    assert sorted(os.listdir(work)) == before


def test_what_is_killed_leaves_nothing_running(tmp_path: Path, oilgg: Path) -> None:
    script = "{ io -- sleep 60; echo never; } & sleep 0.5; kill $!; wait $!; echo $?\n"
    work = prepare(tmp_path, script)
    assert run([str(oilgg)], work, tmp_path) == ("143\n", "", 0)
    wait_for_none(work)


def test_ctrl_c_ends_what_they_run(tmp_path: Path, oilgg: Path) -> None:
    """Functions end, groups go on behind the command that was ended; no program stays behind."""
    work = prepare(tmp_path, INTERRUPTED)
    with Terminal(["bash", "--norc", "-i"], work, OILGG_STORE=str(tmp_path / "store"), PS1="") as terminal:
        terminal.send(f"{oilgg} build.sh\n")
        terminal.wait("started\n")
        deadline = time.monotonic() + 20
        while sum("sleep 60" in line and line.startswith("sleep") for line in running_in(work)) < 3:
            assert time.monotonic() < deadline, running_in(work)
            time.sleep(0.02)
        terminal.send("\x03")
        terminal.send("echo status $?\n")
        terminal.wait("status 130")
        terminal.send("exit\n")
        assert terminal.finish() == 0
    wait_for_none(work)
    assert (work / "g.end").read_text() == (work / "h.end").read_text() == "130\n"
    assert not (work / "f.end").exists()
