"""Nothing outlives the shell, and a launcher that dies is reported and replaced."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from oilgg.engine.base import OVERLAY, PLAIN
from oilgg.engine.local import LAUNCHER_DIED, LocalEngine
from oilgg.worker.view import default_base, probe
from oilgg.worker.wire import MEMORY_FULL
from tests.engine.helpers import Bed, bed, own_seconds, processes_with, wait_until
from tests.engine.remote import children

VIEWS = [OVERLAY, PLAIN]


@pytest.fixture(params=VIEWS)
def view(request: pytest.FixtureRequest) -> str:
    """Each kind of view."""
    kind: str = request.param
    if kind == OVERLAY and not probe().overlay:
        pytest.skip(probe().reason)
    return kind


@pytest.fixture
def b() -> Iterator[Bed]:
    """A bed with layers in the default place."""
    with bed() as place:
        place.layers = ""
        yield place


def family(marker: str) -> str:
    """A script with four processes in three sessions, all called with `marker`."""
    return f"sleep {marker} & setsid sleep {marker} & setsid sh -c 'sleep {marker} & sleep {marker}'"


def all_started(marker: str) -> bool:
    """Whether the `family` is complete."""
    return len(processes_with(f"sleep\0{marker}")) == 4


def layers(shell: int) -> list[str]:
    """Layers of `shell` in the default places."""
    return [
        name
        for memory in (False, True)
        if (base := default_base(memory))
        for name in os.listdir(base)
        if name.startswith(f"oilgg-{shell}-")
    ]


def shell_with_jobs(b: Bed, view: str, marker: str) -> int:
    """A fork that stands for the shell: it has an engine of its own with two jobs, and waits."""
    ready, tell = os.pipe()
    shell = os.fork()
    if shell == 0:
        try:
            b.engine.abandon()
            b.engine = LocalEngine(2)
            b.engine.submit(b.job(family(marker), view=view))
            b.engine.submit(b.job(family(marker), "cat", view=view))
            os.write(tell, b"%d" % b.engine.launcher_pid)
            while True:
                b.engine.wait()
        finally:
            os._exit(1)
    os.close(tell)
    launcher = int(os.read(ready, 20))
    os.close(ready)
    wait_until(lambda: len(processes_with(f"sleep\0{marker}")) == 8, "all started")
    os.environ["TEST_LAUNCHER"] = str(launcher)
    return shell


def is_alive(pid: int) -> bool:
    """Whether there is such a process; zombies are dead."""
    try:
        with open(f"/proc/{pid}/stat") as stream:
            return stream.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_kill_of_the_shell(b: Bed, view: str) -> None:
    marker = own_seconds(3)
    shell = shell_with_jobs(b, view, marker)
    launcher = int(os.environ["TEST_LAUNCHER"])
    os.kill(shell, signal.SIGKILL)
    os.waitpid(shell, 0)
    wait_until(lambda: not processes_with(marker), "jobs are gone")
    wait_until(lambda: not is_alive(launcher), "launcher is gone")
    assert not layers(shell)
    with open("/proc/self/mounts") as stream:
        assert "oilgg" not in stream.read()


def test_kill_of_shell_and_launcher_together(b: Bed, view: str) -> None:
    marker = own_seconds(4)
    shell = shell_with_jobs(b, view, marker)
    os.kill(int(os.environ["TEST_LAUNCHER"]), signal.SIGKILL)
    os.kill(shell, signal.SIGKILL)
    os.waitpid(shell, 0)
    wait_until(lambda: not processes_with(marker), "jobs are gone")


def test_kill_of_the_launcher(b: Bed, view: str) -> None:
    marker = own_seconds(5)
    jobs = [b.job(family(marker), view=view), b.job("exit 0", "cat", family(marker), view=view)]
    for job in jobs:
        b.engine.submit(job)
    wait_until(lambda: len(processes_with(f"sleep\0{marker}")) == 8, "all started")
    os.kill(b.engine.launcher_pid, signal.SIGKILL)
    results = b.engine.wait(20)
    assert {result.key: result.failure for result in results} == {job.key: LAUNCHER_DIED for job in jobs}
    wait_until(lambda: not processes_with(marker), "jobs are gone")
    assert not layers(os.getpid())
    assert b.run("exit 4", view=view).statuses == [4]


def test_launcher_ignores_signals_of_the_terminal(b: Bed) -> None:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM, signal.SIGTSTP, signal.SIGPIPE):
        os.kill(b.engine.launcher_pid, number)
        assert b.run("exit 5", view=PLAIN).statuses == [5]


def test_close_kills(b: Bed, view: str) -> None:
    marker = own_seconds(6)
    b.engine.submit(b.job(family(marker), view=view))

    def has_started() -> bool:
        assert b.engine.events() == []
        return all_started(marker)

    wait_until(has_started, "all started")
    b.engine.close()
    wait_until(lambda: not processes_with(marker), "jobs are gone")
    assert not layers(os.getpid())


def test_close_kills_what_is_just_being_started(b: Bed, view: str) -> None:
    """Those in sessions of their own lose their parent, by which they are found, while others are still being made."""
    marker = own_seconds(8)
    for number in range(40):
        engine = LocalEngine(1)
        engine.support()
        engine.submit(b.job(family(marker), view=view))
        time.sleep(0.0003 * number)
        engine.close()
        wait_until(lambda: not processes_with(marker), "jobs are gone")


def test_a_fork_of_the_shell_does_not_keep_jobs_alive(b: Bed) -> None:
    """The launcher sees its shell die although a background subshell has the socket open."""
    marker = own_seconds(7)
    shell = os.fork()
    if shell == 0:
        b.engine.abandon()
        b.engine = LocalEngine(2)
        b.engine.submit(b.job(["/bin/sleep", marker], view=PLAIN))
        if os.fork() == 0:
            os.execv("/bin/sh", ["sh", "-c", f"read x < /dev/fd/{b.engine.fileno()}; sleep 8{marker}"])
        wait_until(lambda: processes_with(f"sleep\0{marker}"), "started")
        os._exit(0)
    os.waitpid(shell, 0)
    wait_until(lambda: not processes_with(f"sleep\0{marker}"), "job is gone")
    for pid in processes_with(f"8{marker}"):
        os.kill(pid, signal.SIGKILL)


def test_the_shell_dies_while_a_job_is_being_started(b: Bed) -> None:
    """The launcher hears of it before it knows the number of the process that it has just made."""
    marker = own_seconds(5)
    for _ in range(30):
        shell = os.fork()
        if shell == 0:
            b.engine.abandon()
            b.engine = LocalEngine(1)
            b.engine.support()
            job = b.job(["/bin/sleep", marker], view=PLAIN)
            guardian = children(b.engine.launcher_pid)
            b.engine.submit(job)
            while children(b.engine.launcher_pid) == guardian:
                pass
            os._exit(0)
        os.waitpid(shell, 0)
    wait_until(lambda: not processes_with(f"sleep\0{marker}"), "jobs are gone")


def test_leftovers_of_a_view_are_a_failure(b: Bed) -> None:
    if not probe().overlay:
        pytest.skip(probe().reason)
    marker = own_seconds(9)
    for command in (f"sleep {marker} &", f"setsid sleep {marker} & exit 0"):
        result = b.run(command)
        assert result.failure == "it left processes behind" and result.statuses == []
        assert not processes_with(marker)


def test_short_leftovers_are_waited_for(b: Bed) -> None:
    if not probe().overlay:
        pytest.skip(probe().reason)
    found = b.changes("(sleep 0.1; echo late > late) & echo early > early")
    assert set(found) == {"early", "late"}


def test_leftovers_in_the_plain_view_live_on(b: Bed) -> None:
    marker = own_seconds(10)
    result = b.run(f"sleep {marker} &", view=PLAIN)
    assert result.failure is None and result.statuses == [0]
    b.engine.close()
    assert len(processes_with(marker)) == 1
    os.kill(processes_with(marker)[0], signal.SIGKILL)


def test_limits_are_adopted(b: Bed) -> None:
    import resource

    old = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, old[1]))
    try:
        b.engine.adopt_limits()
        assert b.output("ulimit -c", view=PLAIN)[0] == "0\n"
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, old)


def test_old_layers_are_swept(b: Bed) -> None:
    if not probe().overlay:
        pytest.skip(probe().reason)
    dead = os.fork()
    if dead == 0:
        os._exit(0)
    os.waitpid(dead, 0)
    for base in {default_base(), default_base(memory=True)} - {""}:
        os.makedirs(f"{base}/oilgg-{dead}-1/u0/x/y")
    for layer_base in ("", default_base()):
        b.run("true", layer_base=layer_base)
    wait_until(lambda: not layers(dead), "swept")


def test_memory_is_watched(b: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    if not probe().overlay or not default_base(memory=True):
        pytest.skip("no layers in memory here")
    from oilgg.worker import places

    monkeypatch.setattr(places, "LEAST_MEMORY_BYTES", 0)
    monkeypatch.setattr(places.view, "available_memory_bytes", lambda: 64 << 20)
    b.engine.close()
    result = b.run("head -c 31000000 /dev/zero > big; while :; do sleep 0.01; done")
    assert result.failure == MEMORY_FULL
    assert b.run("head -c 31000000 /dev/zero > big", layer_base=default_base()).statuses == [0]


@contextmanager
def mounted(path: str, flags: int = 0) -> Iterator[None]:
    """A file system in memory at `path`."""
    from oilgg.worker import kernel

    os.mkdir(path)
    kernel.mount(b"tmpfs", path.encode(), b"tmpfs", flags, b"size=1m")
    try:
        yield
    finally:
        kernel._call("umount2", (kernel._Bytes, kernel._Int), path.encode(), 0)


def test_mounts_that_come_later_are_seen(b: Bed) -> None:
    if probe().kind != "whole":
        pytest.skip("only as root")
    assert set(b.changes("mkdir mnt; echo x > mnt/file")) == {"mnt", "mnt/file"}
    with mounted(b.path("mnt")):
        b.write("mnt/real", "r")
        found = b.changes("cat mnt/real >> mnt/real2; rm mnt/real")
        assert {name: change.kind for name, change in found.items()} == {"mnt/real2": "file", "mnt/real": "removed"}
        assert os.listdir(b.path("mnt")) == ["real"]
    assert set(b.changes("echo x > mnt/file")) == {"mnt/file"}


def test_mount_options_are_kept(b: Bed) -> None:
    if probe().kind != "whole":
        pytest.skip("only as root")
    from oilgg.worker import kernel

    with mounted(b.path("mnt"), kernel.MS_NOEXEC):
        result = b.run("cp /bin/true mnt/program && mnt/program")
        assert result.statuses == [126]
    with mounted(b.path("other")):
        assert b.run("cp /bin/true other/program && other/program").statuses == [0]


def test_read_only_mounts_stay_so(b: Bed) -> None:
    if probe().kind != "whole":
        pytest.skip("only as root")
    from oilgg.worker import kernel

    with mounted(b.path("mnt"), kernel.MS_RDONLY):
        assert b.run("echo x > mnt/file").statuses == [2]
