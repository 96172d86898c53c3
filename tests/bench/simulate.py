"""Scale without machines: the real dispatcher with 100,000 thunks and 5,000 slots in simulated time; the real shell.

    python tests/bench/simulate.py [THUNKS] [SLOTS] [COMMANDS]

First the engine process: its server, journal and dispatcher are the real ones; the engine below them only waits, in an
event loop whose clock jumps to the next thing that is due. Thunks form a build: leaves that ten by ten are archived,
the archives linked ten by ten, and so on; they take as long as compilations do, the way there and back as long as with
the Lambda engine, a few get lost, a few hang. What is printed is the processor's time for each thunk and each decision,
and memory.

Then the shell: two scripts of COMMANDS and of a third of that (3000), run by the real shell with order, lowering and
requests; only the socket to the engine process is replaced by answers. The difference is what a command costs.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from oilgg.engine.client import RemoteEngine, RemoteResult  # noqa: E402
from oilgg.engine.dispatch import Dispatcher  # noqa: E402
from oilgg.engine.journal import Journal  # noqa: E402
from oilgg.engine.network import Home, Lost, NetworkEngine  # noqa: E402
from oilgg.engine.process import Server  # noqa: E402
from oilgg.reason import Refusal  # noqa: E402
from oilgg.store.local import LocalStore  # noqa: E402
from oilgg.thunk.hash import digest_bytes  # noqa: E402
from oilgg.thunk.ir import FileValue, Input, Output, OutputPath, Result, Stage, Thunk, Usage  # noqa: E402
from oilgg.worker.request import Reply, Request, decode_reply  # noqa: E402

SEED = 20_240_101
# Seconds, as measured with the Lambda engine on loopback: what an invocation adds, and a worker's first one.
WARM_S, COLD_S = 0.035, 0.25
# Compilations of a C project: most take about a second, some much longer.
MEDIAN_S, SIGMA = 0.8, 0.8
LOST, HANGS, HANG_FACTOR = 0.002, 0.003, 30.0
SUBMIT_S = 0.0005
"""The shell brings forth a thunk that often."""
FAN_IN = 10


class JumpingSelector(selectors.DefaultSelector):  # type: ignore[misc,valid-type]
    """Waits for nothing: where nothing is ready, the clock jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        """As the loop calls it."""
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop in simulated time."""

    def __init__(self) -> None:
        self.selector = JumpingSelector()
        super().__init__(self.selector)

    def time(self) -> float:
        return self.selector.now


class SimulatedEngine(NetworkEngine):
    """Many slots, of which each does one thing at a time."""

    def __init__(self, home: Home, slots: int) -> None:
        super().__init__("simulated", home)
        self._slots = slots
        self._free = asyncio.Semaphore(slots)
        self._random = random.Random(SEED)
        self.started = 0
        self.busy_s = 0.0

    def slots(self) -> int:
        return self._slots

    def refusal(self, request: Request) -> Refusal | None:
        return None

    async def run(self, request: Request) -> Reply:
        async with self._free:
            self.started += 1
            chance = self._random.random()
            seconds = MEDIAN_S * self._random.lognormvariate(0, SIGMA)
            wait = seconds + (COLD_S if self.started <= self._slots else WARM_S) * self._random.lognormvariate(0, 0.3)
            if chance < LOST:
                await asyncio.sleep(wait / 2)
                raise Lost("simulated")
            if chance < LOST + HANGS:
                wait *= HANG_FACTOR
            self.busy_s += seconds
            await asyncio.sleep(wait)
        path = request.thunk.outputs[0].path
        output = Output(path, digest=digest_bytes(path.encode()), size=1000)
        return Reply(Result((0,), outputs=(output,), usage=Usage(seconds)), exact=True)

    async def fetch(self, digest: bytes) -> bytes | None:
        return b""


def request(name: str, inputs: list[str]) -> Request:
    """A thunk that makes `name` of `inputs` and of thirty headers that all share."""
    files = [*inputs, *[f"/project/include/header{number}.h" for number in range(30)]]
    made = tuple([Input(path, FileValue(digest_bytes(path.encode()), 1000)) for path in sorted(files)])
    stage = Stage("/usr/bin/gcc", ("gcc", "-O2", "-c", *inputs, "-o", name), (("PATH", "/usr/bin:/bin"),))
    return Request(Thunk((stage,), "/project", 0o22, made, None, (OutputPath(name),)), expected_s=MEDIAN_S)


async def build(server: Server, thunks: int) -> int:
    """Run a build of about so many thunks; how many there were."""
    waiting: list[asyncio.Task[Any]] = []
    count = 0
    level: list[tuple[str, asyncio.Task[Any] | None]] = []
    leaves = thunks * (FAN_IN - 1) // FAN_IN
    names = [f"/project/src/file{number}.c" for number in range(leaves)]

    async def one(name: str, needed: list[tuple[str, asyncio.Task[Any] | None]]) -> None:
        for _path, task in needed:
            if task is not None:
                await task
        await server.result(request(name, [path for path, _task in needed]))

    loop = asyncio.get_running_loop()
    for source in names:
        await asyncio.sleep(SUBMIT_S)
        task = loop.create_task(one(source + ".o", [(source, None)]))
        waiting.append(task)
        level.append((source + ".o", task))
        count += 1
    height = 0
    while len(level) > 1:
        above: list[tuple[str, asyncio.Task[Any] | None]] = []
        height += 1
        for at in range(0, len(level), FAN_IN):
            name = f"/project/lib{height}-{at}.a"
            task = loop.create_task(one(name, level[at : at + FAN_IN]))
            waiting.append(task)
            above.append((name, task))
            count += 1
        level = above
    await asyncio.gather(*waiting)
    return count


def memory_mb() -> float:
    """The most that this process has had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_dispatch(thunks: int, slots: int, folder: str) -> None:
    """The engine process."""
    store = LocalStore(folder + "/store")
    server = Server(store, Journal(folder + "/journal"), 1.0)
    spent = [0.0, 0]
    choose: Callable[..., Any] = Dispatcher._choose

    def timed(self: Dispatcher, *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return choose(self, *arguments)
        finally:
            spent[0] += time.perf_counter() - began
            spent[1] += 1

    Dispatcher._choose = timed  # type: ignore[method-assign]
    loop = JumpingLoop()
    asyncio.set_event_loop(loop)
    before = memory_mb()

    async def main() -> tuple[int, SimulatedEngine]:
        engine = SimulatedEngine(server.home, slots)
        server.dispatcher.engines.append(engine)
        server.home.engines = server.dispatcher.engines
        server.started = asyncio.Event()
        server.started.set()
        return await build(server, thunks), engine

    processor = time.process_time()
    count, engine = loop.run_until_complete(main())
    processor = time.process_time() - processor
    least = max(engine.busy_s / slots, count * SUBMIT_S)
    print(f"{count} thunks, {slots} slots: {loop.time():.0f} simulated seconds, at best {least:.0f}")
    print(f"  {1e6 * processor / count:.0f} us of processor a thunk, {1e6 * spent[0] / spent[1]:.2f} us a decision")
    print(f"  {server.dispatcher.retries} tried again, {server.dispatcher.duplicates} duplicates of stragglers")
    print(f"  {memory_mb() - before:.0f} MB of memory, {1024 * (memory_mb() - before) / count:.1f} kB a thunk")
    loop.close()
    store.close()


class AnsweringEngine(RemoteEngine):
    """In place of the shell's `RemoteEngine`: encodes what it would send, and decodes an answer at once."""

    def __init__(self, engines: str, store: str, say: Callable[[str], object]) -> None:
        super().__init__(engines, store, say)
        self.slots = 5000
        self.results: list[Any] = []
        self.bytes = 0
        self.made = LocalStore(store).put_bytes(b"made\n")
        kept = LocalStore(store)
        kept.put_bytes(b"made\n")
        kept.close()

    def submit(self, key: int, request: Request, show: object = None) -> None:
        """Answer that all outputs were made."""
        self.bytes += len(request.encoded())
        outputs = tuple([Output(one.path, digest=self.made, size=5) for one in request.thunk.outputs])
        now = time.time_ns()
        reply = Reply(
            Result((0,), outputs=outputs, usage=Usage(1.0)), (b"",) * len(request.reports), "", True, now, now
        )
        self.results.append(RemoteResult(key, decode_reply(reply.encoded())))

    def watch(self, key: int) -> None:
        """Nothing is printed before it has ended."""

    def fetch(self, digests: list[bytes], arrived: Callable[[bytes, bool], None]) -> None:
        """All is here."""
        for digest in digests:
            arrived(digest, True)

    def cancel(self, key: int) -> None:
        """Nothing runs."""

    def connect(self) -> None:
        """There is nobody."""

    def events(self) -> list[Any]:
        """What was answered."""
        found, self.results = self.results, []
        self.handled += len(found)
        return found

    def busy(self) -> bool:
        """Whether there are answers."""
        return bool(self.results)

    def fileno(self) -> int:
        """There is no socket."""
        return -1

    def wants_to_send(self) -> bool:
        """Never."""
        return False

    def traffic(self) -> tuple[int, int]:
        """Of the simulated line."""
        return self.bytes, 0

    def account(self) -> tuple[int, int, str]:
        """The same, and that it cost nothing."""
        return self.bytes, 0, ""

    def close(self) -> None:
        """Nothing is open."""


def be_shell(script: str) -> None:
    """Run `script` in this process with answers instead of machines; says what that took on standard output."""
    import posix

    from oilgg.cli.main import main
    from oilgg.engine import client

    client.RemoteEngine = AnsweringEngine  # type: ignore[misc,assignment]
    leave = posix._exit

    def ended(status: int) -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        posix.write(1, f"{used.ru_utime + used.ru_stime} {used.ru_maxrss} {status}\n".encode())
        leave(status)

    posix._exit = ended  # type: ignore[assignment]
    main(["oilgg", "--engine=loopback", "--status=none", script])


def shell_s(count: int, place: Path) -> tuple[float, int]:
    """Processor seconds and kB of memory of a shell with a script of `count` commands in the new folder `place`."""
    place.mkdir()
    (place / "in").write_text("3\n1\n2\n")
    (place / "script").write_text(f"for ((i = 0; i < {count}; i++)); do sort in >out$i; done\n")
    program = f"import sys; sys.argv = ['x']; sys.path.insert(0, {str(ROOT)!r}); from tests.bench import simulate"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}; simulate.be_shell('script')"],
        cwd=place, capture_output=True, text=True, env={**os.environ, "OILGG_STORE": str(place / "store")},
    )  # fmt: skip
    seconds, memory, status = done.stdout.split()
    made = sum([(place / f"out{number}").read_text() == "made\n" for number in range(count)])
    assert (status, made) == ("0", count), (done, made)
    return float(seconds), int(memory)


def measure_shell(commands: int, folder: str) -> None:
    """The shell, each script three times: what disturbs only ever adds."""
    few, many = commands // 3, commands
    runs = {count: [shell_s(count, Path(folder) / f"shell{count}-{n}") for n in range(3)] for count in (few, many)}
    (few_s, few_kib), (many_s, many_kib) = min(runs[few]), min(runs[many])
    cost_ms, size_kib = 1000 * (many_s - few_s) / (many - few), (many_kib - few_kib) / (many - few)
    print(f"shell: {cost_ms:.2f} ms of processor a command, {size_kib:.1f} kB of memory ({few} and {many} commands)")
    print(f"  of which {1000 * file_s(Path(folder), 1000):.2f} ms are for making its file, as for any shell")


def file_s(folder: Path, count: int) -> float:
    """Processor seconds for one small file in a new folder below `folder`."""
    place = folder / "files"
    place.mkdir()
    began = time.process_time()
    for number in range(count):
        fd = os.open(place / f"out{number}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.write(fd, b"made\n")
        os.close(fd)
    return (time.process_time() - began) / count


def main() -> None:
    """The whole benchmark."""
    numbers = [int(word) for word in sys.argv[1:]]
    thunks, slots, commands = [*numbers, *(100_000, 5_000, 3_000)[len(numbers) :]]
    with tempfile.TemporaryDirectory(prefix="oilgg-bench-") as folder:
        measure_dispatch(thunks, slots, folder)
        measure_shell(commands, folder)


if __name__ == "__main__":
    main()
