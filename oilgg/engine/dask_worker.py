"""What a Dask worker does for oilgg: it hosts a worker process, and hands objects to other workers.

Dask brings a batch of requests as one task whose argument and result are byte strings; objects go from worker to
worker, and to and from the engine process, by handlers that it adds to those of the worker. All of it travels over
Dask's own connections, with their TLS.
"""

from __future__ import annotations

import asyncio
import os

from distributed import get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from oilgg.engine.link import WorkerLink
from oilgg.engine.network import Lost, NotStarted
from oilgg.worker.frames import join, split
from oilgg.worker.request import decode_reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

REMEMBERED = 2000
NAME = "oilgg"


class OilggWorker(WorkerPlugin):  # type: ignore[misc]
    """Makes a Dask worker able to run requests; registering it again changes nothing."""

    name = NAME
    idempotent = True

    async def setup(self, worker: Any) -> None:
        """Called by Dask on each worker, those that join later included."""
        if getattr(worker, "oilgg_host", None) is None:
            worker.oilgg_host = Host(worker)
            worker.handlers.update(worker.oilgg_host.handlers())

    async def teardown(self, worker: Any) -> None:
        """Called by Dask when the worker ends."""
        host = getattr(worker, "oilgg_host", None)
        if host is not None:
            await host.link.close()


class Host:
    """The worker process of one Dask worker."""

    def __init__(self, worker: Any) -> None:
        self.worker = worker
        self.link = WorkerLink()
        self.folder = os.path.join(worker.local_directory, "oilgg-store")
        self.slots = worker.state.nthreads
        self.cancelled: set[bytes] = set()
        self.flying: dict[bytes, asyncio.Task[list[bytes]]] = {}
        self.recent: dict[bytes, list[bytes]] = {}
        self.starting = asyncio.Lock()

    def handlers(self) -> dict[str, Any]:
        """What others may ask of this worker, beside running tasks."""
        return {
            "oilgg_put": self.put,
            "oilgg_get": self.get,
            "oilgg_cancel": self.cancel,
            "oilgg_peek": self.peek,
            "oilgg_ping": self.ping,
            "oilgg_view": self.view,
        }

    async def ready(self) -> WorkerLink:
        """The worker process, started if need be. Raises Lost."""
        async with self.starting:
            if not self.link.alive:
                self.link = WorkerLink()
                os.makedirs(self.folder, mode=0o700, exist_ok=True)
                await self.link.start(os.path.join(self.folder, "store"), self.slots)
        return self.link

    async def put(self, digests: list[bytes], objects: list[bytes]) -> str:
        """Take objects."""
        link = await self.ready()
        for digest, data in zip(digests, objects, strict=True):
            link.put(bytes(digest), bytes(data))
        return "OK"

    async def get(self, digests: list[bytes]) -> list[bytes | None]:
        """Give objects; None for those that are not here."""
        try:
            link = await self.ready()
            return list(await asyncio.gather(*[link.get(bytes(digest)) for digest in digests]))
        except Lost:
            return [None] * len(digests)

    async def cancel(self, keys: list[bytes]) -> str:
        """Kill requests, also those that have not come yet."""
        for key in keys:
            self.cancelled.add(bytes(key))
            if self.link.alive:
                self.link.cancel(bytes(key))
        return "OK"

    async def peek(self, key: bytes, offsets: list[int]) -> list[bytes]:
        """What a request has printed so far."""
        try:
            return list(await self.link.peek(bytes(key), (offsets[0], offsets[1])))
        except Lost:
            return [b"", b""]

    async def ping(self) -> str:
        """Say that the worker is there."""
        return "OK"

    async def view(self) -> list[str]:
        """Which view works here, and why not a better one; nothing where that can't be told now."""
        try:
            link = await self.ready()
        except Lost:
            return []
        return [link.view, link.view_reason]

    async def run(self, item: bytes) -> list[bytes]:
        """Run one request: (`done`, reply), (`failed`, code, text) or (`lacks`, digests…).

        The same request comes again if whoever sent it has died meanwhile: then it is not run again.
        """
        key, identity, request, hints, *inline = split(item)
        known = self.recent.get(identity)
        if known is not None and await self._holds(known):
            return known
        flying = self.flying.get(identity)
        if flying is None:
            flying = asyncio.get_running_loop().create_task(self._run(key, request, hints, inline))
            self.flying[identity] = flying
            flying.add_done_callback(lambda _done: self.flying.pop(identity, None))
        answer = await asyncio.shield(flying)
        if answer[0] == b"done":
            self.recent[identity] = answer
            if len(self.recent) > REMEMBERED:
                del self.recent[next(iter(self.recent))]
        return answer

    async def _holds(self, answer: list[bytes]) -> bool:
        """Whether what a request has made is still here."""
        try:
            objects = decode_reply(answer[1]).objects()
            return not objects or (await (await self.ready()).has(objects)).issuperset(objects)
        except Lost:
            return False

    async def _run(self, key: bytes, request: bytes, hints: bytes, inline: list[bytes]) -> list[bytes]:
        try:
            link = await self.ready()
            for digest, data in zip(inline[::2], inline[1::2], strict=True):
                link.put(digest, data)
            if key in self.cancelled:
                return [b"failed", b"cancelled", b""]
            answer = await link.ask(key, request)
            if answer[0] == b"lacks" and hints and await self._fetch(link, answer[1:], hints):
                answer = await link.ask(key, request)
            return answer
        except Lost as error:
            return [b"failed", b"lost", str(error).encode()]
        except NotStarted as error:
            return [b"failed", b"request", str(error).encode()]
        finally:
            self.cancelled.discard(key)

    async def _fetch(self, link: WorkerLink, digests: list[bytes], hints: bytes) -> bool:
        """Fetch objects from the workers that `hints` name for them; whether all came."""
        pairs = split(hints)
        places: dict[bytes, str] = {}
        for digest, place in zip(pairs[::2], pairs[1::2], strict=True):
            places.setdefault(digest, place.decode())
        wanted: dict[str, list[bytes]] = {}
        for digest in digests:
            if digest in places:
                wanted.setdefault(places[digest], []).append(digest)
        found = await asyncio.gather(*[self._fetch_from(address, wanted[address]) for address in wanted])
        arrived: set[bytes] = set()
        for objects in found:
            for digest, data in objects:
                link.put(digest, data)
                arrived.add(digest)
        return arrived.issuperset(digests)

    async def _fetch_from(self, address: str, digests: list[bytes]) -> list[tuple[bytes, bytes]]:
        try:
            objects = await self.worker.rpc(address).oilgg_get(digests=digests)
        except (OSError, AttributeError, ValueError):
            return []
        return [(d, bytes(data)) for d, data in zip(digests, objects, strict=True) if isinstance(data, bytes)]


async def run_batch(batch: bytes) -> bytes:
    """The task that Dask runs: requests in, answers out, in the same order."""
    host: Host = get_worker().oilgg_host
    answers = await asyncio.gather(*[host.run(item) for item in split(batch)])
    return join([join(answer) for answer in answers])
