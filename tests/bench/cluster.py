"""Trivial requests on a Dask cluster of this machine: scheduler and two workers as processes, TLS, sealed views.

Aim: at least 400 a second on two cores. Each is a `true` in a view of its own; nothing is reused. The processor's time
tells what it costs when others use the machine as well: 5 ms a request, over all processes, are 400 on two cores.
"""

import os
import posix
import select
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from oilgg.engine.client import RemoteEngine
from oilgg.store.local import LocalStore
from oilgg.thunk.ir import Stage, Thunk
from oilgg.tools.cluster import Cluster
from oilgg.worker.request import Request

COUNT = 2000


TICKS_S = os.sysconf("SC_CLK_TCK")


def processor_s() -> dict[str, float]:
    """Processor seconds of this process and all below it, those that have ended included, by what they are."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(name)], used[int(name)] = int(fields[1]), sum(map(int, fields[11:15])) / TICKS_S
    found: dict[str, float] = {}
    for pid, seconds in used.items():
        if pid == os.getpid():
            found["shell"] = seconds
        try:
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        except OSError:
            continue
        for kind in ("dask_scheduler", "dask_worker", "worker_process", "oilgg.engine.launch", "engine.process"):
            if any(kind in word for word in words) and str(MARK) in Path(f"/proc/{pid}/environ").read_text():
                found[kind] = found.get(kind, 0.0) + seconds
    return found


MARK = f"OILGG_BENCH={os.getpid()}"


def results(engine: RemoteEngine, count: int) -> None:
    """Wait for so many."""
    while count:
        poll = select.poll()
        poll.register(engine.fileno(), select.POLLIN | (select.POLLOUT if engine.wants_to_send() else 0))
        poll.poll()
        for result in engine.events():
            assert result.failure is None, result.failure
            count -= 1


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"OILGG_TLS": f"{folder}/tls", "XDG_RUNTIME_DIR": folder, "OILGG_ENGINE_LINGER": "0.2"}
        settings["OILGG_BENCH"] = str(os.getpid())
        for name, value in settings.items():
            os.environ[name] = value
            posix.environ[name.encode()] = value.encode()
        cluster = Cluster(folder)
        cluster.start_scheduler()
        for name in ("one", "two"):
            cluster.start_worker(name)
        store = LocalStore(folder + "/store")
        engine = RemoteEngine("dask:" + cluster.address, store.folder, print)
        requests = [
            Request(Thunk((Stage("/bin/true", ("true", str(number))),), "/tmp")) for number in range(COUNT + 10)
        ]
        for number in range(10):
            engine.submit(number, requests[number])
        results(engine, 10)
        before, began = processor_s(), time.monotonic()
        for number in range(10, COUNT + 10):
            engine.submit(number, requests[number])
        results(engine, COUNT)
        print(f"{'all at once':24}{COUNT / (time.monotonic() - began):8.0f} a second")
        after = processor_s()
        costs = {kind: (after[kind] - before.get(kind, 0.0)) * 1000 / COUNT for kind in after}
        parts = ", ".join([f"{kind} {cost:.2f}" for kind, cost in costs.items()])
        print(f"{'processor':24}{sum(costs.values()):8.2f} ms each: {parts}")
        began = time.monotonic()
        for number in range(100):
            thunk = Thunk((Stage("/bin/true", ("true", "alone", str(number))),), "/tmp")
            engine.submit(COUNT + 100 + number, Request(thunk))
            results(engine, 1)
        print(f"{'one after the other':24}{(time.monotonic() - began) * 10:8.1f} ms each")
        engine.close()
        store.close()
        time.sleep(1)
        cluster.stop()


if __name__ == "__main__":
    main()
