"""What the tests of views and engines share: a tree to work in, running jobs, being another user."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Loaded now: a child that became another user may be unable to read the Python that runs the tests.
import resource  # noqa: F401  # isort: skip
import oilgg.worker.launcher  # noqa: F401  # isort: skip
from oilgg.engine.base import OVERLAY, Job, JobStage, Redirect, Result
from oilgg.engine.local import LocalEngine
from oilgg.worker import kernel, mounts
from oilgg.worker.view import Change, ViewSupport, collect, probe

ENVIRONMENT = ["PATH=/usr/bin:/bin", "LC_ALL=C", "TEST=1"]
NOBODY = 65534
PATIENCE_S = 20.0


def become(user: int) -> None:
    """Give up root for `user`."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # as after the exec of a login
    os.environ["HOME"] = "/nonexistent"


def without_mounts_in_public_places() -> None:
    """Leave behind what others have mounted below /tmp and the like, for this process alone."""
    kernel.unshare(kernel.CLONE_NEWNS)
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    with open("/proc/self/mountinfo") as stream:
        points = [line.split()[4] for line in stream]
    for point in points:
        if any(point.startswith(place + "/") for place in mounts.PUBLIC_PLACES):
            subprocess.run(["umount", "--lazy", point], check=True)


def run_as(user: int, function: Callable[[], None], before: Callable[[], None] | None = None) -> None:
    """Run `function` in a fork that is `user`, after `before` as who we are; its failure is ours."""
    if user == os.geteuid():
        function()
        return
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        text = ""
        try:
            if before is not None:
                before()
            become(user)
            function()
        except BaseException:
            text = traceback.format_exc()
        finally:
            with open(writing, "w") as stream:
                stream.write(text)
            os._exit(0)
    os.close(writing)
    with open(reading) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    assert not text, text


def support_of(user: int) -> ViewSupport:
    """Which views work for `user`."""
    found: list[ViewSupport] = []
    if user == os.geteuid():
        return probe()
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            become(user)
            os.write(writing, "\0".join(probe().packed()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading) as stream:
        kind, options, reason = stream.read().split("\0")
    os.wait()
    found.append(ViewSupport(kind, options, reason))
    return found[0]


class Bed:
    """A tree of its own for a test, and an engine."""

    def __init__(self, root: str, engine: LocalEngine) -> None:
        self.root = root
        self.engine = engine
        self.layers = root + "/.layers"
        self.keys = 0

    def path(self, name: str) -> str:
        """Absolute path of `name` in the tree."""
        return os.path.join(self.root, name)

    def write(self, name: str, text: str = "", mode: int = 0o644) -> str:
        """Make a file."""
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as stream:
            stream.write(text)
        os.chmod(path, mode)
        return path

    def read(self, name: str) -> str:
        """The text of a file."""
        with open(self.path(name)) as stream:
            return stream.read()

    def job(self, *commands: str | list[str], **options: object) -> Job:
        """A job of one stage for each command; a str is a script for sh."""
        self.keys += 1
        stages = []
        for command in commands:
            argv = ["sh", "-c", command] if isinstance(command, str) else command
            program = "/bin/sh" if isinstance(command, str) else command[0]
            redirects = options.get("redirects", [])
            stages.append(JobStage(program, argv, ENVIRONMENT, redirects, bool(options.get("noclobber"))))  # type: ignore[arg-type]
        options.pop("redirects", None)
        options.pop("noclobber", None)
        options.setdefault("cwd", self.root)
        options.setdefault("layer_base", self.layers)
        return Job(self.keys, stages, **options)  # type: ignore[arg-type]

    def run(self, *commands: str | list[str], **options: object) -> Result:
        """Run a job and wait for it."""
        job = self.job(*commands, **options)
        self.engine.submit(job)
        results = self.engine.wait(PATIENCE_S)
        assert [result.key for result in results] == [job.key], results
        return results[0]

    def output(self, *commands: str | list[str], **options: object) -> tuple[str, Result]:
        """Run a job and return what it wrote to its standard output and error."""
        with tempfile.TemporaryFile("w+") as stream:
            options.setdefault("stdout", stream.fileno())
            options.setdefault("stderr", stream.fileno())
            result = self.run(*commands, **options)
            stream.seek(0)
            return stream.read(), result

    def changes(self, *commands: str | list[str], **options: object) -> dict[str, Change]:
        """Run a job in a view; what it did by path, relative to the tree where it lies there. It must succeed."""
        said, result = self.output(*commands, **options)
        assert result.failure is None and not any(result.statuses), (result, said)
        return self.collected(result)

    def collected(self, result: Result) -> dict[str, Change]:
        """The changes in the layer of `result`; not the time of a shared folder, which anybody may have changed."""
        assert result.layer is not None
        found = collect(result.layer)
        assert len({change.path for change in found}) == len(found)
        prefix = self.root + "/"
        shared = ("/tmp", "/var/tmp", "/dev/shm", "/")
        found = [change for change in found if not (change.path in shared and change.times_only)]
        return {change.path.removeprefix(prefix): change for change in found}


@contextmanager
def bed(slots: int = 2, user: int | None = None) -> Iterator[Bed]:
    """A tree below /var/tmp with an engine."""
    root = tempfile.mkdtemp(prefix="oilgg-test-", dir="/var/tmp")
    os.mkdir(root + "/.layers", 0o700)
    engine = LocalEngine(slots)
    try:
        yield Bed(root, engine)
    finally:
        engine.close()
        left = os.listdir(root + "/.layers")
        shutil.rmtree(root, ignore_errors=True)
        assert not left, left


def processes_with(marker: str) -> list[int]:
    """Processes whose command line has `marker`."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            try:
                with open(f"/proc/{name}/cmdline", "rb") as stream:
                    if marker.encode() in stream.read():
                        found.append(int(name))
            except OSError:
                pass
    return found


def own_seconds(first: int) -> str:
    """For how long to `sleep` so that nothing else on this machine, or left on it, sleeps as long: hours."""
    return f"{first}{os.getpid()}.{time.time_ns() % 10**9:09d}"


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Look until `condition` holds."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"still not: {what}"
        signal.sigtimedwait([], 0.01)


OVERLAY_VIEW = OVERLAY
__all__ = [
    "NOBODY",
    "OVERLAY_VIEW",
    "Bed",
    "Redirect",
    "bed",
    "own_seconds",
    "processes_with",
    "run_as",
    "support_of",
    "wait_until",
]
