"""What an invocation costs the client of the Lambda engine, and how near many come to the ideal.

    python tests/bench/lambda_load.py [COUNT] [SLOTS] [--workers]

COUNT (1000) requests of `sleep 1` over SLOTS (250) places of a small Lambda on loopback. Without `--workers` it has no
workers and answers after a second: then all that is measured is the client, and a little of the server. With it every
place is a worker with AWS's runtime client, the worker process and a sealed view; they are started before.
"""

from __future__ import annotations

import asyncio
import os
import posix
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

from oilgg.engine import bundle  # noqa: E402
from oilgg.engine.aws_lambda import LambdaEngine  # noqa: E402
from oilgg.engine.network import Home  # noqa: E402
from oilgg.store.memory import MemoryStore  # noqa: E402
from oilgg.thunk.ir import Stage, Thunk  # noqa: E402
from oilgg.worker.request import Request  # noqa: E402
from tests.cloud.servers import CREDENTIALS, small_lambda  # noqa: E402

ENVIRONMENT = (("LC_ALL", "C"), ("PATH", "/usr/bin:/bin"))


def request(number: int, seconds: int) -> Request:
    """One that differs from all others."""
    return Request(Thunk((Stage("/bin/sleep", ("sleep", str(seconds)), ENVIRONMENT),), "/", salt=str(number)))


async def measure(count: int, slots: int, workers: bool) -> None:
    """Run `count` requests and say what that took."""
    engine = LambdaEngine("lambda:oilgg@us-east-1", Home(MemoryStore(), print))
    await engine.start()
    engine.pace.most = slots
    engine.pace.limit = float(slots)
    if workers:
        began = time.monotonic()
        await asyncio.gather(*[engine.run(request(-1 - number, 8)) for number in range(slots)])
        print(f"{slots} workers started in {time.monotonic() - began:.1f} s")
    began, processor = time.monotonic(), time.process_time()
    await asyncio.gather(*[engine.run(request(number, 1)) for number in range(count)])
    wall, processor = time.monotonic() - began, time.process_time() - processor
    ideal = -(-count // slots)
    print(f"{count} x sleep 1 over {slots}: {wall:.2f} s, ideal {ideal} s: {wall / ideal:.2f}")
    print(f"client: {1000 * processor / count:.2f} ms of processor an invocation, {engine.pace.throttled} throttled")
    print(engine.bill())
    await engine.close()


def main() -> None:
    """The whole benchmark."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    count, slots = int(words[0]) if words else 1000, int(words[1]) if len(words) > 1 else 250
    workers = "--workers" in sys.argv
    for name, value in CREDENTIALS.items():
        os.environ[name] = value
        posix.environ[name.encode()] = value.encode()
    with tempfile.TemporaryDirectory(prefix="oilgg-bench-") as name:
        folder = Path(name)
        with ZipFile(BytesIO(bundle.build())) as archive:
            archive.extractall(folder / "bundle")
        settings = {"concurrency": slots, **({} if workers else {"stub": 1})}
        with small_lambda(folder, folder / "bundle", "s3://none/main?region=us-east-1", **settings) as service:
            os.environ["AWS_ENDPOINT_URL_LAMBDA"] = service.url
            asyncio.run(measure(count, slots, workers))


if __name__ == "__main__":
    main()
