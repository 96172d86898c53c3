"""Trivial requests on a Dask cluster of this machine: scheduler and two workers as processes, TLS, sealed views.

Aim: at least 400 a second on two cores. Each is a `true` in a view of its own; nothing is reused.
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
        began = time.monotonic()
        for number in range(10, COUNT + 10):
            engine.submit(number, requests[number])
        results(engine, COUNT)
        print(f"{'all at once':24}{COUNT / (time.monotonic() - began):8.0f} a second")
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
