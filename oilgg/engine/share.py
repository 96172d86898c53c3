"""The engine `share:URL`: it runs nothing, but knows what others have made, and tells them what was made here.

It lives in the engine process because what is shared may lie on a network: shells ask, and go on meanwhile. A URL is
one of `store.bucket.open_bucket`, with `mode=read`, `write` or `read-write` added. Trouble costs reuse, never a run.
"""

from __future__ import annotations

import asyncio

from oilgg.engine.depot import Depot
from oilgg.engine.network import Home, Lost, NetworkEngine
from oilgg.engine.threads import Threads
from oilgg.errors import EngineError, StoreError
from oilgg.reason import HERE_ONLY, Refusal
from oilgg.store.base import MissingObject, Reduction
from oilgg.store.bucket import Bucket, BucketError, NotInBucket, open_bucket
from oilgg.store.delta import BadParcel, unpack
from oilgg.store.exchange import Exchange
from oilgg.store.memory import MemoryStore
from oilgg.store.shared import MODES, SharedStore, decode_shared, objects_of, version_key
from oilgg.thunk.hash import digest_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.store.shared import Shared
    from oilgg.thunk.ir import Result
    from oilgg.worker.request import Reply, Request

GATHER_S = 0.2
"""So long a result waits for others to be published with."""
LOOKUPS = 32


class ShareEngine(NetworkEngine):
    """What several machines share, as the engine process sees it."""

    def __init__(self, name: str, home: Home) -> None:
        super().__init__(name, home)
        self.url, self.mode = parse_share(name.partition(":")[2])
        self.hits = 0
        self.given = 0
        self.failed = ""
        self.depot: Depot | None = None
        self._threads = Threads(LOOKUPS, "oilgg-share")
        self._pending: dict[bytes, list[Result]] = {}
        self._publishing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        try:
            bucket, namespace = await asyncio.get_running_loop().run_in_executor(self._threads, open_bucket, self.url)
        except StoreError as error:
            raise EngineError(f"{error}") from None
        self.depot = Depot(self.home, bucket, namespace)

    def slots(self) -> int:
        return 0

    def refusal(self, request: Request) -> Refusal | None:
        return Refusal(HERE_ONLY)

    async def run(self, request: Request) -> Reply:
        raise Lost("it runs nothing")

    def _fail(self, error: BucketError) -> None:
        """Let it alone from now on, and say so once."""
        if not self.failed:
            self.failed = str(error)
            self.home.say(f"{error}; what others share is not used any more")

    async def lookup(self, keys: list[bytes]) -> list[Result]:
        """What others have made of the thunks with these identities; small outputs are in the store by then."""
        if "read" not in self.mode or self.depot is None or self.failed:
            return []
        loop = asyncio.get_running_loop()
        try:
            asked = [
                loop.run_in_executor(self._threads, _read, self.depot.bucket, self.depot.ledger, key) for key in keys
            ]
            found = [one for answer in asked for one in await answer]
        except BucketError as error:
            self._fail(error)
            return []
        for shared in found:
            self.depot.note(shared.places)
            for digest, parcel in shared.parcels.items():
                self._keep(digest, parcel)
        self.hits += bool(found)
        return [shared.result for shared in found]

    def _keep(self, digest: bytes, parcel: bytes) -> None:
        try:
            data = unpack(parcel)
        except BadParcel:
            return
        if digest_bytes(data) == digest:
            self.home.store.put_bytes(data)

    async def fetch(self, digest: bytes) -> bytes | None:
        if self.depot is None:
            return None
        try:
            return await self.depot.fetch(digest)
        except BucketError as error:
            self._fail(error)
            return None

    def give(self, key: bytes, result: Result) -> None:
        """Tell others what a thunk came to; its objects are in the store."""
        if "write" not in self.mode or self.depot is None or self.failed:
            return
        self._pending.setdefault(key, []).append(result)
        if self._publishing is None or self._publishing.done():
            self._publishing = asyncio.get_running_loop().create_task(self._publish())

    async def _publish(self) -> None:
        while self._pending and self.depot is not None:
            await asyncio.sleep(GATHER_S)
            pending, self._pending = self._pending, {}
            local = MemoryStore()
            store = SharedStore(local, self.depot.bucket, self.depot.namespace, "write", exchange=self._sender(local))
            for key, results in pending.items():
                for result in results:
                    if await self._lend(local, result):
                        store.record(key, Reduction(result.learned, result))
            loop = asyncio.get_running_loop()
            try:
                await loop.run_in_executor(self._threads, store.publish_or_raise)
            except BucketError as error:
                self._fail(error)
                return
            self.given += len(pending)
            self.depot.ledger.learn(store.exchange)
            for results in pending.values():
                self._remember_versions(results)

    def _sender(self, local: MemoryStore) -> Exchange:
        assert self.depot is not None
        return Exchange(local, self.depot.bucket, self.depot.namespace)

    async def _lend(self, local: MemoryStore, result: Result) -> bool:
        """Put the objects of a result, and their earlier versions, into a store that a thread may use."""
        assert self.depot is not None
        for digest, path in objects_of(result).items():
            try:
                local.objects[digest] = await self.home.read(digest)
            except MissingObject:
                return False
            key = version_key(self.depot.namespace, path)
            before = self.home.store.get_fact(key) if path else None
            if before is not None and before != digest and self.home.has(before):
                local.put_fact(key, before)
                local.objects[before] = self.home.store.get_bytes(before)
        return True

    def _remember_versions(self, results: list[Result]) -> None:
        assert self.depot is not None
        for result in results:
            for digest, path in objects_of(result).items():
                if path:
                    self.home.store.put_fact(version_key(self.depot.namespace, path), digest)

    async def close(self) -> None:
        if self._publishing is not None and not self._publishing.done():
            await asyncio.wait([self._publishing], timeout=20.0)
        self._threads.shutdown(cancel_futures=True)
        if self.depot is not None:
            self.depot.close()


def _read(bucket: Bucket, ledger: Exchange, key: bytes) -> list[Shared]:
    """The reductions of one thunk, in a thread. Raises BucketError."""
    try:
        blob = bucket.get(ledger.key_of(key, "r"))
    except NotInBucket:
        return []
    ledger.traffic.gets += 1
    ledger.traffic.down_bytes += len(blob)
    try:
        return decode_shared(key, blob)
    except BadParcel:
        return []


def parse_share(text: str) -> tuple[str, str]:
    """(URL, mode) of what `--share` was given. Raises EngineError."""
    from urllib.parse import parse_qsl, urlencode, urlsplit

    parts = urlsplit(text)
    options = parse_qsl(parts.query)
    mode = dict(options).get("mode", "read-write")
    if mode not in MODES:
        raise EngineError(f"{text}: mode={mode}: it is one of {', '.join(MODES)}")
    query = urlencode([pair for pair in options if pair[0] != "mode"])
    return parts._replace(query=query).geturl(), mode
