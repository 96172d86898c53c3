"""What a command costs by the Remote Execution engine, beside what the server's own handling of `/bin/true` costs.

    python tests/bench/reapi_cost.py [COUNT]

Both run COUNT (100) times on one buildbox-casd, in turn, each time another action. The bare action has one directory
and no script; the engine's has inputs at absolute paths and the script that sees every write.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

from oilgg.engine.network import Home  # noqa: E402
from oilgg.engine.reapi import ReapiEngine  # noqa: E402
from oilgg.engine.reapi_action import Action  # noqa: E402
from oilgg.store.memory import MemoryStore  # noqa: E402
from oilgg.thunk.hash import digest_bytes  # noqa: E402
from oilgg.thunk.ir import FileValue, Input, Stage, Thunk  # noqa: E402
from oilgg.worker.request import Request  # noqa: E402
from tests.cloud.servers import casd  # noqa: E402

ENVIRONMENT = (("LC_ALL", "C"), ("PATH", "/usr/bin:/bin"))


def bare(engine: ReapiEngine, number: int) -> Action:
    """The smallest action that runs `/bin/true`."""
    m = engine.messages
    blobs: dict[bytes, bytes] = {}

    def keep(message):  # type: ignore[no-untyped-def]
        data = message.SerializeToString(deterministic=True)
        blobs[digest_bytes(data)] = data
        return m.Digest(hash=digest_bytes(data).hex(), size_bytes=len(data))

    command = keep(m.Command(arguments=["/bin/true"]))
    action = m.Action(command_digest=command, input_root_digest=keep(m.Directory()), salt=str(number).encode())
    return Action(keep(action), blobs, {})


def request(engine: ReapiEngine, number: int) -> Request:
    """The same for the engine, with a file to read."""
    data = b"input"
    engine.home.store.put_bytes(data)
    inputs = (Input("/home/user/project/in", FileValue(digest_bytes(data), len(data))),)
    stage = Stage("/bin/true", ("true",), ENVIRONMENT)
    return Request(Thunk((stage,), "/home/user/project", inputs=inputs, salt=str(number)))


async def measure(url: str, count: int) -> None:
    """Run both in turn and say what they took."""
    engine = ReapiEngine(f"reapi:{url}", Home(MemoryStore(), print))
    await engine.start()
    times: dict[str, list[float]] = {"bare": [], "engine": []}
    for number in range(count):
        began = time.perf_counter()
        action = bare(engine, number)
        assert await engine._cached(action) is None
        await engine._provide(action, Request(Thunk((), "/")))
        result = await engine._execute(action)
        assert result.exit_code == 0
        times["bare"].append(time.perf_counter() - began)
        began = time.perf_counter()
        reply = await engine.run(request(engine, number))
        assert reply.result.statuses == (0,)
        times["engine"].append(time.perf_counter() - began)
    await engine.close()
    own, ours = median(times["bare"]) * 1000, median(times["engine"]) * 1000
    print(f"/bin/true: bare action {own:.1f} ms, engine {ours:.1f} ms, ratio {ours / own:.2f} (medians of {count})")


def main() -> None:
    """The whole benchmark."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory(prefix="oilgg-bench-") as name, casd(Path(name)) as url:
        asyncio.run(measure(url, count))


if __name__ == "__main__":
    main()
