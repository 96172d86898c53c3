"""For tests of network engines: requests, and a shell's end of an engine process to send them by."""

from __future__ import annotations

import os
import posix
import select
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from oilgg.engine.base import Result
from oilgg.engine.client import RemoteEngine, RemoteResult
from oilgg.store.local import LocalStore
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import FileValue, Input, OutputPath, Stage, Thunk, sorted_inputs, sorted_outputs
from oilgg.worker.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.tools.cluster import Cluster

ENVIRONMENT = (("LC_ALL", "C"), ("PATH", "/usr/bin:/bin"))


class Remote:
    """A store, and an engine process for it."""

    def __init__(self, engines: str, folder: str) -> None:
        self.folder = folder
        self.store = LocalStore(folder + "/store")
        self.said: list[str] = []
        self.engine = RemoteEngine(engines, folder + "/store", self.said.append)
        self.number = 0

    def value(self, data: bytes, executable: bool = False) -> FileValue:
        """A file with these bytes, kept in the store."""
        self.store.put_bytes(data)
        self.store.flush()
        return FileValue(digest_bytes(data), len(data), executable)

    def request(
        self,
        script: str,
        inputs: dict[str, bytes] | None = None,
        outputs: Iterable[str] = (),
        cwd: str = "/work-of-tests",
        **options: object,
    ) -> Request:
        """A request that runs `script` by sh in `cwd`; the names of `inputs` and `outputs` are relative to it."""
        made = [Input(_at(cwd, name), self.value(data)) for name, data in (inputs or {}).items()]
        stage = Stage("/bin/sh", ("sh", "-c", script), ENVIRONMENT)
        wanted = sorted_outputs([OutputPath(_at(cwd, name), name.endswith("/"), False) for name in outputs])
        thunk = Thunk((stage,), cwd, 0o22, sorted_inputs(made), None, wanted)
        return Request(thunk, **options)  # type: ignore[arg-type]

    def submit(self, request: Request) -> int:
        """Send a request; the key of its result."""
        self.number += 1
        self.engine.submit(self.number, request)
        return self.number

    def results(self, count: int) -> list[RemoteResult]:
        """The next `count` results."""
        found: list[Result] = list(self.engine.events())
        while len(found) < count:
            self.wait()
            found += self.engine.events()
        return [result for result in found if isinstance(result, RemoteResult)]

    def wait(self) -> None:
        """Wait for something to happen, not for ever."""
        if self.engine.busy() and self.engine.fileno() >= 0:
            poll = select.poll()
            poll.register(self.engine.fileno(), select.POLLIN | (select.POLLOUT if self.engine.wants_to_send() else 0))
            assert poll.poll(60_000), "nothing came"

    def run(self, request: Request) -> RemoteResult:
        """Run one request to its end."""
        key = self.submit(request)
        (result,) = self.results(1)
        assert result.key == key
        return result

    def read(self, result: RemoteResult, name: str, cwd: str = "/work-of-tests") -> bytes:
        """The bytes of an output, brought home."""
        assert result.reply is not None, result.failure
        digests = [one.digest for one in result.reply.result.outputs if one.path == _at(cwd, name)]
        assert len(digests) == 1 and digests[0], result.reply
        assert self.bring(digests[0])
        return self.store.get_bytes(digests[0])

    def bring(self, digest: bytes) -> bool:
        """Ask for an object; whether it came."""
        arrived: list[bool] = []
        self.engine.fetch([digest], lambda _digest, there: arrived.append(there))
        while not arrived:
            self.wait()
            self.engine.events()
        return arrived[0]

    def close(self) -> None:
        """Leave; the engine process ends soon after."""
        self.engine.close()
        self.store.close()


@contextmanager
def engine_process(engines: str, folder: Path) -> Iterator[Remote]:
    """A shell's end of an engine process whose store is in `folder`; afterwards that process ends."""
    remote = Remote(engines, str(folder))
    yield remote
    remote.close()
    wait_until(lambda: not processes(str(folder / "store")), "the end of the engine process")


@contextmanager
def dask_settings(place: Path, patience_s: int = 3) -> Iterator[None]:
    """Certificates and sockets of Dask clusters and their clients are in `place`; what waits does not wait for long."""
    (place / "run").mkdir(mode=0o700)
    settings = {
        "OILGG_TLS": str(place / "tls"),
        "XDG_RUNTIME_DIR": str(place / "run"),
        "OILGG_ENGINE_LINGER": "0.5",
        "OILGG_DASK_PATIENCE": str(patience_s),
    }
    before = dict(os.environ)
    os.environ.update(settings)
    posix.environ.update({os.fsencode(name): os.fsencode(value) for name, value in settings.items()})
    try:
        yield
    finally:
        for name in settings:
            del posix.environ[os.fsencode(name)]
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def dask_cluster(place: Path, host: str = "127.0.0.1", prefix: Sequence[str] = ()) -> Iterator[Cluster]:
    """A scheduler for the clients of `place` that has no workers yet; with it ends all that runs for that place."""
    from oilgg.tools.cluster import Cluster

    (place / "cluster").mkdir(mode=0o700)
    found = Cluster(str(place / "cluster"), host=host, prefix=tuple(prefix))
    try:
        found.start_scheduler()
        yield found
    finally:
        found.stop()
        wait_until(lambda: not processes(str(place)), "the end of the cluster")


def _at(cwd: str, name: str) -> str:
    return name.rstrip("/") if name.startswith("/") else f"{cwd}/{name}".rstrip("/")


def children(pid: int) -> list[int]:
    """The processes that `pid` has started itself."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(word) for word in file.read().split()]


def command_line(pid: int) -> str:
    """The words of a process, "" if there is none."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def processes(word: str) -> list[int]:
    """The processes of this user with `word` in their command line, this one excepted."""
    own = posix.getpid()
    found = [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != own]
    return [pid for pid in found if word in command_line(pid)]


def wait_until(condition, what: str = "it") -> None:  # type: ignore[no-untyped-def]
    """Poll until `condition()` holds; a minute is for machines that are busy."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, f"{what} does not happen"
        time.sleep(0.02)
