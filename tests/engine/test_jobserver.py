"""GNU make's jobserver: as its client under `make -jN`, and as the server of a `make` that is started."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.worker.jobserver import Flags, without_jobs, without_jobserver

PATIENCE_S = 30.0
BUSY = "a=$EPOCHREALTIME; sleep 0.15; echo $a $EPOCHREALTIME"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `make` around the tests, a store and a folder of this test's own."""
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OILGG_STORE", str(tmp_path / "store"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def most_at_once() -> tuple[int, int]:
    """How many commands have left their times in a file `*.time`, and how many of them ran at the same moment."""
    moments = []
    for path in Path().glob("*.time"):
        begun, ended = path.read_text().split()
        moments += [(float(begun), 1), (float(ended), -1)]
    now = most = 0
    for _moment, change in sorted(moments):
        now += change
        most = max(most, now)
    return len(moments) // 2, most


class Jobserver:
    """What `make` has: a pipe, or a FIFO, with tokens."""

    def __init__(self, tokens: int, fifo: bool) -> None:
        self.fifo = fifo
        if fifo:
            os.mkfifo("jobserver")
            self.reading = self.writing = os.open("jobserver", os.O_RDWR)
            self.auth = f"fifo:{os.getcwd()}/jobserver"
        else:
            self.reading, self.writing = os.pipe()
            self.auth = f"{self.reading},{self.writing}"
        os.write(self.writing, b"abcdefgh"[:tokens])

    def left(self) -> int:
        """How many tokens are there now."""
        return int(struct.unpack("i", fcntl.ioctl(self.reading, termios.FIONREAD, b"0000"))[0])

    def await_left(self, tokens: int) -> None:
        """Wait until that many are there."""
        end = time.monotonic() + PATIENCE_S
        while self.left() != tokens:
            assert time.monotonic() < end, f"{self.left()} tokens, not {tokens}"
            time.sleep(0.01)

    def start(self, command: Path, script: str) -> subprocess.Popen[bytes]:
        """Start `script` as make starts a recipe."""
        flags = f" -j5 --jobserver-auth={self.auth}"
        fds = () if self.fifo else (self.reading, self.writing)
        environment = {**os.environ, "MAKEFLAGS": flags, "MAKELEVEL": "1"}
        return subprocess.Popen([str(command), "-c", script], env=environment, pass_fds=fds, start_new_session=True)

    def close(self) -> None:
        """Give the descriptors back."""
        for fd in {self.reading, self.writing}:
            os.close(fd)


@pytest.fixture(params=["pipe", "fifo"])
def jobserver(request: pytest.FixtureRequest) -> Iterator[Jobserver]:
    """A jobserver with four tokens."""
    server = Jobserver(4, request.param == "fifo")
    yield server
    server.close()


LOWERED = "for i in 1 2 3 4 5 6 7; do io -w $i.time -- bash -c '%s >'$i.time; done"
EACH = "work() { eval '%s' >$1.time; }; each work 1 2 3 4 5 6 7"


@pytest.mark.parametrize("script", [LOWERED, EACH])
def test_takes_and_gives_back(oilgg: Path, jobserver: Jobserver, script: str) -> None:
    """One command runs anyway, each other holds a token; in the end all are back, the same bytes."""
    os.read(jobserver.reading, 2)
    assert jobserver.start(oilgg, script % BUSY).wait(PATIENCE_S) == 0
    count, most = most_at_once()
    assert count == 7
    assert most <= 3
    assert sorted(os.read(jobserver.reading, 9)) == sorted(b"cd")


@pytest.mark.parametrize("script", [LOWERED, EACH])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_killed(oilgg: Path, jobserver: Jobserver, script: str, number: int) -> None:
    """Whoever ends us: the tokens come back."""
    process = jobserver.start(oilgg, script % "sleep 60")
    jobserver.await_left(0)
    os.killpg(process.pid, number)
    assert process.wait(PATIENCE_S) == -number
    jobserver.await_left(4)


def test_killed_hard(oilgg: Path, jobserver: Jobserver) -> None:
    """Even so: the launcher, which holds them, sees it."""
    process = jobserver.start(oilgg, LOWERED % "sleep 60")
    jobserver.await_left(0)
    process.kill()
    process.wait(PATIENCE_S)
    jobserver.await_left(4)


def test_cancelled(oilgg: Path, jobserver: Jobserver) -> None:
    """Commands behind one that ends the script are killed, and their tokens are back."""
    script = "set -e; io -w x -- false; " + LOWERED % "sleep 60"
    assert jobserver.start(oilgg, script).wait(PATIENCE_S) == 1
    jobserver.await_left(4)


def test_descriptors_that_are_something_else(oilgg: Path) -> None:
    """A recipe without `+`: the descriptors are closed, or others by now. Then one command runs at a time."""
    with open("3", "w+") as three, open("4", "w") as four:
        environment = {**os.environ, "MAKEFLAGS": f" -j5 --jobserver-auth={three.fileno()},{four.fileno()}"}
        done = subprocess.run(
            [str(oilgg), "-c", LOWERED % BUSY], env=environment, pass_fds=(three.fileno(), four.fileno()), check=False
        )
        assert done.returncode == 0
        assert most_at_once() == (7, 1)
        assert (three.read(), os.stat("4").st_size) == ("", 0)


MAKEFILE = """all: a b c
a b c:
\t{plus}oilgg -c '{script}' $@
"""


@pytest.mark.parametrize(("plus", "limit"), [("+", 4), ("", 3)])
def test_real_make(oilgg: Path, plus: str, limit: int) -> None:
    """Three scripts under `make -j4` run four commands at once, and three without being told of the tokens."""
    script = (
        'for i in 1 2 3 4; do export i; io -w $0-$i.time -- bash -c "'
        + BUSY.replace("$", "\\$")
        + ' >$0-$i.time"; done'
    )
    text = MAKEFILE.format(plus=plus, script=script.replace("$", "$$"))
    Path("Makefile").write_text(text.replace("oilgg", str(oilgg)))
    subprocess.run(["make", "-s", "-j4"], check=True, timeout=PATIENCE_S)
    count, most = most_at_once()
    assert count == 12
    assert most <= limit


INNER = """all: a b c d
a b c d:
\t@a=$$(date +%s.%N); sleep 0.15; echo $$a $$(date +%s.%N) >$(D)$@.time
"""


@pytest.mark.parametrize(
    "script",
    [
        "each make -s -j8 -- D=1 D=2 D=3",
        "each make -skj -- D=1 D=2 D=3",
        "export MAKEFLAGS=-j8; each make -s -- D=1 D=2 D=3",
        "for i in 1 2 3; do io -R . -W . -- make -s -j 8 D=$i; done",
        "for i in 1 2 3; do make -s --jobs=8 D=$i; done",
    ],
)
def test_serves(oilgg: Path, script: str) -> None:
    """All `make -j` of a script together run no more than `-j` says."""
    Path("Makefile").write_text(INNER)
    done = subprocess.run([oilgg, "-j3", "-c", script], capture_output=True, text=True, check=True)
    assert most_at_once()[0] == 12
    assert most_at_once()[1] <= 3
    assert (done.stdout, done.stderr) == ("", "")


def test_script_sees_nothing(oilgg: Path) -> None:
    """MAKEFLAGS of the script, and a `make` without `-j` or with a smaller one, are as in bash."""
    Path("Makefile").write_text("all:\n\t@echo '[$(MAKEFLAGS)]'\n")
    script = (
        'echo "[$MAKEFLAGS]"; make -s; make -s -j2; export MAKEFLAGS=k; make -s; echo "[$MAKEFLAGS]"; env | grep MAKE'
    )
    expected = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    done = subprocess.run([oilgg, "-j3", "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (expected.stdout, expected.stderr)


def test_load(oilgg: Path) -> None:
    """A load that is there already lets one command run at a time."""
    subprocess.run([oilgg, "-j4", "--load=0.001", "-c", LOWERED % BUSY], check=True)
    assert most_at_once() == (7, 1)


@pytest.mark.parametrize(
    ("arguments", "kept", "jobs"),
    [
        ("-j4 all", "all", 4),
        ("-j 4 all", "all", 4),
        ("-j all", "all", 0),
        ("-ksj4", "-ks", 4),
        ("--jobs", "", 0),
        ("--jobs=2 -C -j3", "-C -j3", 2),
        ("-C dir all X=-j", "-C dir all X=-j", None),
        ("-- -j4", "-- -j4", None),
        ("-fj4", "-fj4", None),
        ("--just-print", "--just-print", None),
    ],
)
def test_arguments_of_make(arguments: str, kept: str, jobs: int | None) -> None:
    """Every form of `-j` is found, and nothing else."""
    assert without_jobs(["make", *arguments.split()]) == (["make", *kept.split()], jobs)


def test_flags() -> None:
    """MAKEFLAGS as make writes it, and as people do."""
    flags = Flags(r"ks -j4 -l2.5 --jobserver-auth=3,4 --jobserver-auth=fifo:/tmp/a -- A=-j9 B=--jobserver-auth=1\ 2")
    assert (flags.jobs, flags.load, flags.auth) == (4, 2.5, "fifo:/tmp/a")
    assert flags.rest == r"ks -l2.5 -- A=-j9 B=--jobserver-auth=1\ 2"
    assert (Flags("-j 8").jobs, Flags("-j").jobs, Flags("--jobs=3").jobs, Flags("").jobs) == (8, 0, 3, None)
    assert without_jobserver(" -j4 --jobserver-fds=3,4") == ""
