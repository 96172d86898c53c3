"""One suite over every engine: what a job is given, what comes back, and that nothing is left behind."""

from __future__ import annotations

import errno
import os
import select
import signal
import tempfile
from collections.abc import Iterator

import pytest

from oilgg.engine.base import CWD_STEP, EXEC_STEP, OVERLAY, PLAIN, Redirect, Result
from oilgg.engine.local import LocalEngine
from oilgg.worker.view import probe
from tests.engine.helpers import Bed, bed, own_seconds, processes_with, wait_until


class Engine(Bed):
    """A bed whose jobs use one kind of view."""

    view = OVERLAY

    def job(self, *commands: str | list[str], **options: object):  # type: ignore[no-untyped-def]
        """A job with the view of this engine."""
        options.setdefault("view", self.view)
        return super().job(*commands, **options)

    def all(self, count: int) -> list[Result]:
        """The next `count` results."""
        results: list[Result] = []
        while len(results) < count:
            new = self.engine.wait(20)
            assert new, "nothing came"
            results += new
        for result in results:
            if result.layer is not None:
                self.engine.dispose(result.layer)
        return results


@pytest.fixture(params=[OVERLAY, PLAIN])
def b(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A local engine with overlay views, and one with plain ones."""
    if request.param == OVERLAY and not probe().overlay:
        pytest.skip(probe().reason)
    with bed() as place:
        engine = Engine(place.root, place.engine)
        engine.view = request.param
        yield engine


def test_statuses(b: Engine) -> None:
    assert b.run("exit 7").statuses == [7]
    result = b.run("kill -TERM $$")
    assert (result.statuses, result.signals, result.error) == ([143], [15], None)
    result = b.run("exit 3", "cat; kill -KILL $$", "cat >/dev/null; exit 4")
    assert (result.statuses, result.signals) == ([3, 137, 4], [0, 9, 0])


def test_pipes_and_streams(b: Engine) -> None:
    said, result = b.output("echo a; echo e >&2", "tr a b; echo f >&2", ["/bin/cat"])
    assert sorted(said.split()) == ["b", "e", "f"] and result.statuses == [0, 0, 0]
    with open(b.write("input", "from a file\n")) as stream:
        assert b.output("cat", "cat", stdin=stream.fileno())[0] == "from a file\n"
    assert b.output("cat; readlink /proc/self/fd/0")[0] == "/dev/null\n"


def test_job_settings(b: Engine) -> None:
    os.mkdir(b.path("sub"), 0o755)
    said, _ = b.output("pwd; umask; env | sort | grep -v _=; ", cwd=b.path("sub"), umask=0o137)
    assert said.splitlines() == [
        b.path("sub"),
        "0137",
        "LC_ALL=C",
        "PATH=/usr/bin:/bin",
        f"PWD={b.path('sub')}",
        "TEST=1",
    ]


def test_only_its_own_descriptors(b: Engine) -> None:
    with tempfile.TemporaryFile() as other:
        os.set_inheritable(other.fileno(), True)
        listing = ["/bin/ls", "/proc/self/fd"]
        assert b.output(listing)[0].split() == ["0", "1", "2", "3"]
        assert b.output(listing, extra=[(7, other.fileno())])[0].split() == ["0", "1", "2", "3", "7"]
        assert b.output(listing, redirects=[Redirect(9, "<", "/dev/null")])[0].split() == ["0", "1", "2", "3", "9"]
        closed = [Redirect(0, "<&", -1), Redirect(2, ">&", -1)]
        assert b.output(listing, redirects=closed)[0].split() == ["0", "1"]


def test_descriptor_numbers_that_cross(b: Engine) -> None:
    """A program's number may be one of ours: none must overwrite another."""
    with tempfile.TemporaryFile("w+") as first, tempfile.TemporaryFile("w+") as second:
        numbers = range(3, 40)
        extra = [(number, (first if number % 2 else second).fileno()) for number in numbers]
        b.run("".join(f"echo {number} >&{number};" if number < 10 else "" for number in numbers), extra=extra)
        first.seek(0)
        second.seek(0)
        assert (first.read().split(), second.read().split()) == (["3", "5", "7", "9"], ["4", "6", "8"])


def test_signals_are_default_or_ignored(b: Engine) -> None:
    command = ["/bin/cat", "/proc/self/status"]
    internal = 0b11 << 31  # two that the C library keeps to itself, which its posix_spawn leaves ignored

    def masks(**options: object) -> list[int]:
        said, _ = b.output(command, **options)
        lines = dict(line.split(":\t") for line in said.splitlines())
        return [int(lines[name], 16) & ~internal for name in ("SigBlk", "SigIgn", "SigCgt")]

    assert masks() == [0, 0, 0]
    assert masks(ignored_signals=(signal.SIGINT, signal.SIGHUP)) == [0, 0b11, 0]
    assert masks(ignored_signals=(signal.SIGHUP, signal.SIGUSR1)) == [0, 0b1000000001, 0]
    assert masks() == [0, 0, 0]


def test_broken_pipe(b: Engine) -> None:
    result = b.run(["/usr/bin/yes"], ["/usr/bin/head", "-1"], stdout=os.open("/dev/null", os.O_WRONLY))
    assert result.statuses == [141, 0] and result.signals == [13, 0]


def test_redirections(b: Engine) -> None:
    b.write("in", "input\n")
    script = "cat; echo error >&2; echo seven >&7"
    redirects = [
        Redirect(0, "<", "in"),
        Redirect(1, ">", "out"),
        Redirect(2, ">&", 1),
        Redirect(7, ">>", "out"),
        Redirect(1, ">|", "other"),
    ]
    with tempfile.TemporaryFile("w+") as both:
        said, result = b.output(script + "; cat out other", redirects=[*redirects, Redirect(1, "&>", "all")])
        assert result.statuses == [0] and said == ""
        assert both.fileno() > 0
    if b.view == PLAIN:
        assert (b.read("out"), b.read("other")) == ("seven\n", "")
        assert b.read("all") == "input\nerror\nseven\n"


@pytest.mark.parametrize("size", [0, 5, 60_000, 300_000])
def test_here_text(b: Engine, size: int) -> None:
    text = ("line \udcff\n" * (size // 7 + 1))[:size]
    said, result = b.output("cat | wc -c", redirects=[Redirect(0, "text", "", text)])
    assert said.strip() == str(len(text.encode("utf-8", "surrogateescape"))) and result.statuses == [0]


def test_failing_redirections(b: Engine) -> None:
    b.write("there", "old")
    for redirects, step, number in (
        ([Redirect(1, ">", "x"), Redirect(0, "<", "missing")], 1, errno.ENOENT),
        ([Redirect(1, ">", "no/such")], 0, errno.ENOENT),
        ([Redirect(1, ">", ".")], 0, errno.EISDIR),
        ([Redirect(1, ">&", 8)], 0, errno.EBADF),
    ):
        said, result = b.output("echo no", redirects=redirects)
        assert said == "" and result.statuses == [1] and result.failure is None
        assert result.error is not None
        assert (result.error.stage, result.error.step, result.error.errno) == (0, step, number)
    result = b.run("echo no", redirects=[Redirect(1, ">", "there")], noclobber=True)
    assert result.error is not None and result.error.errno == errno.EEXIST
    assert b.run("echo", redirects=[Redirect(1, ">|", "there")], noclobber=True).statuses == [0]
    assert b.run("echo", redirects=[Redirect(1, ">", "/dev/null")], noclobber=True).statuses == [0]
    assert b.run("echo", redirects=[Redirect(1, ">", "fresh")], noclobber=True).statuses == [0]


def test_failing_exec(b: Engine) -> None:
    b.write("data", "x", mode=0o755)
    b.write("unreadable", "x", mode=0o644)
    b.write("bad", "#!/no/such/interpreter\n", mode=0o755)
    for program, status, number in (
        ("/no/such/program", 127, errno.ENOENT),
        (b.path("unreadable"), 126, errno.EACCES),
        (b.root, 126, errno.EACCES),
        (b.path("data"), 126, errno.ENOEXEC),
        (b.path("bad"), 127, errno.ENOENT),
    ):
        said, result = b.output("cat; exit 5", [program], "cat >/dev/null; exit 6")
        assert said == "" and result.statuses[1:] == [status, 6], program
        assert [(error.stage, error.step, error.errno) for error in result.errors] == [(1, EXEC_STEP, number)]
        result = b.run([program])
        assert result.statuses == [status] and result.error is not None and result.error.errno == number


def test_missing_directory_is_a_failure(b: Engine) -> None:
    result = b.run("true", cwd=b.path("nowhere"))
    assert result.failure is not None and result.statuses == []
    assert CWD_STEP < EXEC_STEP


@pytest.mark.parametrize("name", ["fifo", "/fifo"])
@pytest.mark.parametrize("redirect", [(0, "<"), (1, ">"), (1, ">>")])
def test_fifo_does_not_hold_up_others(b: Engine, name: str, redirect: tuple[int, str]) -> None:
    os.mkfifo(b.path("fifo"))
    target = b.root + name if name.startswith("/") else name
    waiting = b.job("cat", redirects=[Redirect(*redirect, target)])
    b.engine.submit(waiting)
    other = b.job("exit 3")
    b.engine.submit(other)
    assert [result.key for result in b.all(1)] == [other.key]
    b.engine.cancel(waiting.key)
    assert b.all(1)[0].cancelled


def test_usage(b: Engine) -> None:
    result = b.run("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; exit 0")
    assert 0.005 < result.user_s < 5 and result.wall_s >= result.user_s * 0.9
    assert result.maxrss_kib > 500 and result.ended_ns >= result.started_ns > 1e18


def test_large_job(b: Engine) -> None:
    words = [f"word{number}" for number in range(20_000)]
    said, _ = b.output(["/bin/sh", "-c", "echo $#", "sh", *words])
    assert said == "20000\n"


def test_bytes_survive(b: Engine) -> None:
    name = "n\udcff\udcfe"
    said, _ = b.output(["/bin/sh", "-c", 'echo "$1" | od -An -tx1', "sh", name])
    assert said.split() == ["6e", "ff", "fe", "0a"]


def test_cancel_kills_everything(b: Engine) -> None:
    marker = own_seconds(1)
    script = (
        f"sleep {marker} & setsid sleep {marker} & (setsid sh -c 'sleep {marker} & sleep {marker}') & sleep {marker}"
    )
    job = b.job(script, "cat")
    b.engine.submit(job)
    wait_until(lambda: len(processes_with(f"sleep\0{marker}")) == 5, "all started")
    b.engine.cancel(job.key)
    result = b.all(1)[0]
    assert result.cancelled and result.failure == "cancelled" and result.key == job.key
    wait_until(lambda: not processes_with(marker), "all killed")
    b.engine.cancel(job.key)
    b.engine.cancel(12345)
    assert b.run("exit 2").statuses == [2]


def test_cancel_before_start(b: Engine) -> None:
    marker = own_seconds(2)
    jobs = [b.job(["/bin/sleep", marker]) for _ in range(40)]
    for job in jobs:
        b.engine.submit(job)
    assert b.engine.in_flight() == 40 and b.engine.capacity() == 0
    for job in reversed(jobs):
        b.engine.cancel(job.key)
    assert all(result.cancelled for result in b.all(40))
    assert b.engine.in_flight() == 0 and b.engine.capacity() == 2
    assert not processes_with(marker)


def test_signal_reaches_running_jobs(b: Engine) -> None:
    reading, writing = os.pipe()
    b.engine.submit(b.job("trap 'exit 9' INT; echo ready; while :; do sleep 0.01; done", stdout=writing))
    assert os.read(reading, 10) == b"ready\n"
    b.engine.signal(signal.SIGINT)
    assert b.all(1)[0].statuses == [9]
    os.close(reading)
    os.close(writing)


def test_events_never_block(b: Engine) -> None:
    assert b.engine.events() == [] and b.engine.wait(5) == []
    reading, writing = os.pipe()
    b.engine.submit(b.job(["/bin/cat"], stdin=reading))
    assert b.engine.events() == [] and b.engine.wait(0.01) == []
    os.close(writing)
    os.close(reading)
    assert select.select([b.engine.fileno()], [], [], 10)[0]
    assert b.all(1)[0].statuses == [0]


def test_throughput(b: Engine) -> None:
    null = os.open("/dev/null", os.O_WRONLY)
    jobs = [b.job([f"/bin/{'true' if number % 2 else 'false'}"], stdout=null) for number in range(200)]
    for job in jobs:
        b.engine.submit(job)
    results = b.all(200)
    assert {result.key: result.statuses for result in results} == {
        job.key: [1 - position % 2] for position, job in enumerate(jobs)
    }
    os.close(null)
    assert b.engine.capacity() == 2


def test_descriptors_may_be_closed_after_submit(b: Engine) -> None:
    ends = [os.pipe() for _ in range(30)]
    for _, writing in ends:
        b.engine.submit(b.job("echo x", stdout=writing))
        os.close(writing)
    b.all(30)
    for reading, _ in ends:
        assert os.read(reading, 10) == b"x\n" and os.read(reading, 10) == b""
        os.close(reading)


def test_closing_twice() -> None:
    engine = LocalEngine(3)
    assert engine.name == "local" and engine.capacity() == 3
    engine.close()
    engine.close()
