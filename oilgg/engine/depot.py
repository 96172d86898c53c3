"""Objects in a bucket, for an engine on an event loop: uploads of many requests go together, downloads as asked for.

The store at home is touched on the loop only; what goes over the network does so in threads, with stores in memory.
"""

from __future__ import annotations

import asyncio

from oilgg.engine.threads import Threads
from oilgg.store.base import MissingObject
from oilgg.store.bucket import BucketError
from oilgg.store.exchange import Exchange
from oilgg.store.memory import MemoryStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oilgg.engine.network import Home
    from oilgg.store.bucket import Bucket
    from oilgg.store.exchange import Place, Traffic

GATHER_S = 0.003
"""So long an upload waits for others to go along with."""
WAVES = 4
DELTA_BYTES = 32 << 10


class Depot:
    """The objects of one namespace of a bucket, and where they are."""

    def __init__(self, home: Home, bucket: Bucket, namespace: str) -> None:
        self.home = home
        self.bucket = bucket
        self.namespace = namespace
        self.ledger = Exchange(home.store, bucket, namespace)
        self.made: dict[bytes, Place] = {}
        """What workers have put there."""
        self._wanted: dict[bytes, tuple[bytes | None, asyncio.Future[Place]]] = {}
        self._on_the_way: dict[bytes, asyncio.Future[Place]] = {}
        self._gathering: asyncio.Task[None] | None = None
        self._waves: set[asyncio.Task[None]] = set()
        self._threads = Threads(WAVES * 2, "oilgg-depot")

    @property
    def traffic(self) -> Traffic:
        """What this side has sent and fetched."""
        return self.ledger.traffic

    def place(self, digest: bytes) -> Place | None:
        """Where an object is in the bucket, if it is known to be there."""
        made = self.made.get(digest)
        if made is not None:
            return made
        known = self.ledger.known(digest)
        return known.place if known is not None else None

    def note(self, places: Mapping[bytes, Place]) -> None:
        """A worker says that it has put these there. Places outside of the namespace are not believed."""
        for digest, place in places.items():
            if place[0].startswith(self.namespace + "/"):
                self.made[digest] = place

    def lost(self, digests: Iterable[bytes]) -> None:
        """A worker did not find these."""
        for digest in digests:
            self.made.pop(digest, None)
            self.ledger.forget([digest])

    async def upload(self, wanted: Mapping[bytes, bytes | None]) -> dict[bytes, Place]:
        """See that the bucket has these objects (each with an earlier version, or None). Raises BucketError."""
        futures: dict[bytes, asyncio.Future[Place]] = {}
        places: dict[bytes, Place] = {}
        for digest, base in wanted.items():
            place = self.place(digest)
            if place is not None:
                places[digest] = place
                continue
            future = self._on_the_way.get(digest)
            if future is None:
                future = self._on_the_way[digest] = asyncio.get_running_loop().create_future()
                self._wanted[digest] = (base, future)
            futures[digest] = future
        if self._wanted and (self._gathering is None or self._gathering.done()):
            self._gathering = asyncio.get_running_loop().create_task(self._gather())
        for digest, future in futures.items():
            places[digest] = await asyncio.shield(future)
        return places

    async def _gather(self) -> None:
        """Send all that is wanted by now; what is wanted meanwhile goes with the next wave."""
        while self._wanted:
            await asyncio.sleep(GATHER_S)
            while len(self._waves) >= WAVES:
                await asyncio.wait(self._waves, return_when=asyncio.FIRST_COMPLETED)
            wanted, self._wanted = self._wanted, {}
            wave = asyncio.get_running_loop().create_task(self._send(wanted))
            self._waves.add(wave)
            wave.add_done_callback(self._waves.discard)

    async def _send(self, wanted: dict[bytes, tuple[bytes | None, asyncio.Future[Place]]]) -> None:
        local = MemoryStore()
        sender = Exchange(local, self.bucket, self.namespace)
        bases: dict[bytes, bytes | None] = {}
        try:
            for digest, (base, _future) in wanted.items():
                local.objects[digest] = await self.home.read(digest)
                bases[digest] = self._lend(sender, local, base)
            loop = asyncio.get_running_loop()
            places = await loop.run_in_executor(self._threads, sender.upload, bases)
            self.ledger.learn(sender)
            for digest, (_base, future) in wanted.items():
                if not future.done():
                    future.set_result(places[digest])
        except (BucketError, MissingObject) as error:
            for _base, future in wanted.values():
                if not future.done():
                    future.set_exception(error)
                    future.exception()
        finally:
            for digest in wanted:
                self._on_the_way.pop(digest, None)

    def _lend(self, sender: Exchange, local: MemoryStore, base: bytes | None) -> bytes | None:
        """Give the sender what it needs to send a delta against `base`."""
        known = self.ledger.known(base) if base else None
        if base is None or known is None:
            return None
        try:
            local.objects[base] = self.home.store.get_bytes(base)
        except MissingObject:
            return None
        sender.assume(base, known)
        return base

    async def fetch(self, digest: bytes) -> bytes | None:
        """The bytes of an object in the bucket; None if it is not known to be there or is gone. Raises BucketError."""
        place = self.place(digest)
        if place is None:
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._fetch, digest, place)

    def _fetch(self, digest: bytes, place: Place) -> bytes | None:
        local = MemoryStore()
        exchange = Exchange(local, self.bucket, self.namespace)
        try:
            exchange.fetch({digest: place})
            return local.get_bytes(digest)
        except MissingObject:
            return None
        finally:
            self.traffic.gets += exchange.traffic.gets
            self.traffic.down_bytes += exchange.traffic.down_bytes

    def close(self) -> None:
        """Let threads and connections go."""
        self._threads.shutdown(cancel_futures=True)
        self.bucket.close()
