"""The engine `loopback[:SLOTS]`: one worker process of this machine, spoken to as if it were far away.

It serves to try things out and to test all that the network engines share.
"""

from __future__ import annotations

import itertools
import posix
import tempfile

from oilgg.engine.base import STAGED
from oilgg.engine.link import WorkerLink
from oilgg.engine.network import Home, Lost, NetworkEngine, without_namespaces
from oilgg.errors import EngineError
from oilgg.reason import NEEDS_UNMET, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.worker.request import Reply, Request


class LoopbackEngine(NetworkEngine):
    """Runs requests in a worker process with a folder of its own."""

    def __init__(self, name: str, home: Home) -> None:
        super().__init__(name, home)
        text = name.partition(":")[2]
        if text and not text.isdecimal():
            raise EngineError(f"{name}: {text} is no number of slots")
        self._slots = int(text or 0) or len(posix.sched_getaffinity(0))
        self._folder = tempfile.TemporaryDirectory(prefix="oilgg-loopback-", dir="/var/tmp")
        self._keys = itertools.count(1)
        self._running: dict[bytes, bytes] = {}
        self.link = WorkerLink()

    async def start(self) -> None:
        await self._connect()

    async def _connect(self) -> None:
        try:
            self.link = WorkerLink()
            await self.link.start(self._folder.name + "/store", self._slots)
        except Lost as error:
            raise EngineError(f"{self.name}: {error}")

    def slots(self) -> int:
        return self._slots

    def refusal(self, request: Request) -> Refusal | None:
        for name, amount in request.needs:
            if amount > (self._slots if name == "cpu" else 0) and name != "mem":
                return Refusal(NEEDS_UNMET, f"{self.name} has no {name}={amount:g}")
        if self.link.view == STAGED:
            return without_namespaces(self.name, self.link.view_reason, request)
        return None

    async def run(self, request: Request) -> Reply:
        if not self.link.alive:
            await self._connect()
        key = self._running[request.identity()] = b"%d" % next(self._keys)
        try:
            return await self.link.run(key, request.encoded(), self._give)
        finally:
            self._running.pop(request.identity(), None)

    async def peek(self, request: Request, offsets: tuple[int, int]) -> tuple[bytes, bytes] | None:
        key = self._running.get(request.identity())
        return await self.link.peek(key, offsets) if key is not None else None

    async def _give(self, digest: bytes) -> bytes:
        data = await self.home.read(digest)
        self.home.sent(digest, len(data))
        return data

    async def fetch(self, digest: bytes) -> bytes | None:
        return await self.link.get(digest)

    async def close(self) -> None:
        await self.link.close()
        self._folder.cleanup()
