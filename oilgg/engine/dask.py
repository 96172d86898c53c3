"""The engine `dask:ADDRESS`: a Dask cluster, `tls://host:port` of its scheduler.

Requests and replies go through Dask as byte strings; objects go to and from the workers, and between them, on
connections of their own (`dask_worker`). Where a request runs is decided here: where most of its inputs lie, else
where least is waiting. Every task is tied to its worker, so that Dask never repeats one by itself: what a dead worker
had begun may be what killed it.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import ssl
import time

from distributed import Client, Security
from distributed.core import Status

from oilgg.engine.base import STAGED
from oilgg.engine.dask_worker import NAME, OilggWorker, run_batch
from oilgg.engine.link import failure
from oilgg.engine.network import Home, Lost, NetworkEngine, Refused, without_namespaces
from oilgg.errors import EngineError
from oilgg.reason import ENGINE_LOST, NEEDS_UNMET, Refusal
from oilgg.store.base import MissingObject
from oilgg.thunk.codec import CodecError
from oilgg.worker.frames import FrameError, join, split
from oilgg.worker.request import decode_reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable
    from typing import Any

    from oilgg.worker.request import Reply, Request

CONNECT_S = 10.0
AGAIN_S = 2.0
# How long a scheduler may be gone, and how long there may be no worker, before commands run elsewhere.
PATIENCE_S = 10.0
PATIENCE_VARIABLE = "OILGG_DASK_PATIENCE"
WATCH_S = 1.0
# Objects that travel within the task: all of one request together.
INLINE_BYTES = 64 << 10
PUSH_BYTES = 16 << 20
# Requests known to be short go in batches.
SHORT_S = 0.05
BATCH = 16
PING_S = 15.0
PING_FAILURES = 3
DIRECT_S = 2.0
VIEW_S = 20.0


class _Worker:
    """A worker of the cluster, as far as it is known here."""

    def __init__(self, address: str, facts: dict[str, Any]) -> None:
        self.address = address
        self.slots = int(facts.get("nthreads", 1))
        self.memory_bytes = float(facts.get("memory_limit") or 0)
        self.resources = {str(name).lower(): float(amount) for name, amount in facts.get("resources", {}).items()}
        self.resource_names = {str(name).lower(): str(name) for name in facts.get("resources", {})}
        self.holds: set[bytes] = set()
        self.flights: dict[int, int] = {}
        """Number of each batch on its way, with how many requests it has; in the order in which they were sent."""
        self.gone = asyncio.Event()
        self.view: str | None = None
        """Which view works there; None: it has not said so yet, "" if it never will."""
        self.view_reason = ""
        self.direct: bool | None = None
        """Whether it can be reached from here; None: nobody has tried."""
        self.silent = 0

    @property
    def load(self) -> int:
        """Requests that are there or on their way."""
        return sum(self.flights.values())

    def is_asked(self, request: Request) -> bool:
        """Whether it depends on an answer that is to come whether `request` can run there."""
        return self.view is None and bool(request.elsewhere.refusal)

    def lacks(self, request: Request) -> str:
        """What of the needs of `request` it can never meet, "" for nothing."""
        if self.view == STAGED and request.elsewhere.refusal:
            return "namespaces"
        return self.unmet(request)

    def unmet(self, request: Request) -> str:
        """Which resource that `request` needs it does not have, "" for none."""
        for name, amount in request.needs:
            has = self.resources.get(name)
            if has is None:
                has = {"cpu": float(self.slots), "mem": self.memory_bytes}.get(name, 0.0)
                if name == "mem" and not has:
                    continue  # no limit is known
            if has < amount:
                return f"{name}={amount:g}"
        return ""


class _Item:
    """A request on its way."""

    __slots__ = ("avoid", "encoded", "future", "inputs", "key", "kind", "pinned", "pushed", "request", "worker")

    def __init__(self, key: bytes, request: Request) -> None:
        self.key = key
        self.request = request
        self.encoded = request.encoded()
        self.inputs = request.objects()
        self.future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.worker: _Worker | None = None
        self.pinned: _Worker | None = None
        """It has to go there: the worker has told what it lacks."""
        self.pushed: set[bytes] = set()
        self.kind = request.thunk.stages[0].program


class DaskEngine(NetworkEngine):
    """A client of one scheduler."""

    def __init__(self, name: str, home: Home) -> None:
        super().__init__(name, home)
        self.address = name.partition(":")[2]
        self.security = _security(self.name, self.address)
        self.patience_s = float(os.environ.get(PATIENCE_VARIABLE) or PATIENCE_S)
        self.ping_s = min(PING_S, max(1.0, self.patience_s))
        self.client: Any = None
        self.workers: dict[str, _Worker] = {}
        self.holders: dict[bytes, dict[str, None]] = {}
        self._waiting: list[_Item] = []
        self._items: dict[bytes, _Item] = {}
        self._numbers = itertools.count(1)
        self._prefix = os.urandom(6).hex()
        self._tasks: set[asyncio.Task[None]] = set()
        self._connected = asyncio.Event()
        self._someone = asyncio.Event()
        self._took: dict[str, float] = {}
        self._trouble = ""
        self._scheduler = ""
        self._closing = False
        self._pumping = False

    # -- the connection ----------------------------------------------------------------------------------------------

    async def start(self) -> None:
        await self._connect()
        self._begin(self._watch())

    async def _connect(self, timeout_s: float = CONNECT_S) -> None:
        """Connect and make every worker ready. Raises EngineError."""
        client = Client(
            self.address, asynchronous=True, security=self.security, set_as_default=False, timeout=timeout_s,
            name="oilgg",
        )  # fmt: skip
        try:
            await client
            await client.register_plugin(OilggWorker(), name=NAME)
            client.subscribe_topic("all", self._event)
        except (TimeoutError, OSError, ValueError, RuntimeError) as error:
            await _quietly(client.close(timeout=1))
            raise EngineError(f"{self.name}: cannot connect: {_words(error)}")
        self.client = client
        self._scheduler = ""
        await self._refresh()
        self._connected.set()

    async def _refresh(self) -> None:
        """Look which workers there are. Raises OSError if Dask went on by itself with a scheduler that is new."""
        identity = await self.client.scheduler.identity(n_workers=-1)
        if self._scheduler not in ("", identity["id"]):
            raise OSError("another scheduler")
        self._scheduler = identity["id"]
        facts = identity["workers"]
        for address in list(self.workers):
            if address not in facts:
                self._worker_gone(address)
        for address, about in facts.items():
            if address not in self.workers:
                self.workers[address] = _Worker(address, about)
                self._begin(self._ask_view(self.workers[address]))
        if self.workers:
            self._someone.set()
        self._pump()

    def _event(self, event: Any) -> None:
        """Dask's scheduler says that a worker has come or gone."""
        message = event[1]
        if not isinstance(message, dict):
            return
        if message.get("action") == "remove-worker":
            self._worker_gone(str(message.get("worker")))
        elif message.get("action") == "add-worker":
            self._begin(self._refresh_quietly())

    async def _ask_view(self, worker: _Worker) -> None:
        """Find out whether a worker has namespaces; until then only what needs none goes there."""
        found: list[str] = []
        try:
            found = await asyncio.wait_for(self._ask(worker.address, "oilgg_view"), VIEW_S)
        except (TimeoutError, OSError, ValueError, KeyError):
            pass  # then a request finds it out
        worker.view, worker.view_reason = found if found else ("", "")
        self._pump()

    async def _refresh_quietly(self) -> None:
        await _quietly(self._refresh())

    def _worker_gone(self, address: str) -> None:
        worker = self.workers.pop(address, None)
        if worker is None:
            return
        worker.gone.set()
        for digest in worker.holds:
            places = self.holders.get(digest)
            if places is not None:
                places.pop(address, None)
                if not places:
                    del self.holders[digest]
        if not self.workers:
            self._someone.clear()

    async def _watch(self) -> None:
        """Notice what nobody tells: a scheduler that is gone, workers that are silent."""
        beats = 0
        while not self._closing:
            await asyncio.sleep(WATCH_S)
            beats += 1
            if self.client.status != "running":
                await self._reconnect()
                continue
            try:
                await asyncio.wait_for(self._refresh(), self.ping_s)
            except (TimeoutError, OSError, ValueError, KeyError):
                if self.client.status == "running":
                    await self._reconnect()
            if beats % int(self.ping_s / WATCH_S) == 0:
                await asyncio.gather(*[self._ping(worker) for worker in self.workers.values() if worker.flights])

    async def _ping(self, worker: _Worker) -> None:
        try:
            await asyncio.wait_for(self._ask(worker.address, "oilgg_ping"), self.ping_s)
            worker.silent = 0
        except (TimeoutError, OSError, ValueError):
            worker.silent += 1
            if worker.silent >= PING_FAILURES:
                self._worker_gone(worker.address)

    async def _reconnect(self) -> None:
        """The scheduler is gone: everything on its way is lost; wait for it for a while."""
        self._connected.clear()
        for address in list(self.workers):
            self._worker_gone(address)
        await _quietly(self.client.close(timeout=1))
        loop = asyncio.get_running_loop()
        end = loop.time() + self.patience_s
        while not self._closing:
            try:
                await self._connect(AGAIN_S)
                return
            except EngineError as error:
                if loop.time() > end:
                    self._trouble = str(error)
                    self._connected.set()
                    self._fail_waiting(error)
                    return
            await asyncio.sleep(0.2)

    def _fail_waiting(self, error: Exception) -> None:
        waiting, self._waiting = self._waiting, []
        for item in waiting:
            if not item.future.done():
                item.future.set_exception(error)

    # -- what the dispatcher asks for --------------------------------------------------------------------------------

    def slots(self) -> int:
        return sum([worker.slots for worker in self.workers.values()])

    def refusal(self, request: Request) -> Refusal | None:
        if not (request.needs or request.elsewhere.refusal) or not self.workers:
            return None
        lacking = [worker.lacks(request) for worker in self.workers.values()]
        if "" in lacking:
            return None
        for worker in self.workers.values():
            if worker.view == STAGED and not worker.unmet(request):
                return without_namespaces(self.name, worker.view_reason, request)
        return Refusal(NEEDS_UNMET, f"no worker of {self.name} has {lacking[0]}")

    async def run(self, request: Request) -> Reply:
        await asyncio.wait_for(self._connected.wait(), None)
        if self._trouble:
            raise EngineError(self._trouble)
        if not self.workers:
            try:
                await asyncio.wait_for(self._someone.wait(), self.patience_s)
            except TimeoutError:
                raise Refused(Refusal(ENGINE_LOST, f"{self.name} has no workers"))
            refusal = self.refusal(request)
            if refusal is not None:
                raise Refused(refusal)
        item = _Item(f"{self._prefix}-{next(self._numbers)}".encode(), request)
        self._waiting.append(item)
        self._items[request.identity()] = item
        self._pump_soon()
        try:
            return await item.future
        finally:
            self._items.pop(request.identity(), None)
            if item in self._waiting:
                self._waiting.remove(item)
            elif item.future.cancelled() and item.worker is not None:
                self._begin(self._cancel(item.worker, item.key))

    async def peek(self, request: Request, offsets: tuple[int, int]) -> tuple[bytes, bytes] | None:
        item = self._items.get(request.identity())
        if item is None or item.worker is None:
            return None
        try:
            out, err = await self._ask(item.worker.address, "oilgg_peek", key=item.key, offsets=list(offsets))
        except (TimeoutError, OSError, ValueError):
            return None
        return bytes(out), bytes(err)

    async def _cancel(self, worker: _Worker, key: bytes) -> None:
        if not worker.gone.is_set():
            await _quietly(self._ask(worker.address, "oilgg_cancel", keys=[key]))

    async def fetch(self, digest: bytes) -> bytes | None:
        for address in list(self.holders.get(digest, ())):
            try:
                (data,) = await self._ask(address, "oilgg_get", digests=[digest])
            except (TimeoutError, OSError, ValueError):
                continue
            if isinstance(data, bytes):
                return data
            self._holds_not(address, digest)
        return None

    def _holds_not(self, address: str, digest: bytes) -> None:
        self.holders.get(digest, {}).pop(address, None)
        if address in self.workers:
            self.workers[address].holds.discard(digest)

    async def _ask(self, address: str, operation: str, **what: Any) -> Any:
        """Ask a worker something: directly, or through the scheduler where it can't be reached."""
        worker = self.workers.get(address)
        if worker is not None and worker.direct is None:
            worker.direct = await self._is_reached(address)
        try:
            if worker is None or worker.direct:
                return await getattr(self.client.rpc(address), operation)(**what)
        except OSError:
            if address not in self.workers:
                raise
        return await self.client.scheduler.proxy(worker=address, msg={"op": operation, **what})

    async def _is_reached(self, address: str) -> bool:
        """Whether a worker answers here: behind a router or a forwarded port only the scheduler does."""
        try:
            await asyncio.wait_for(self.client.rpc(address).oilgg_ping(), DIRECT_S)
        except (TimeoutError, OSError, ValueError):
            return False
        return True

    # -- placement ---------------------------------------------------------------------------------------------------

    def _pump_soon(self) -> None:
        """Send what waits once all that has come by now is there."""
        if not self._pumping:
            self._pumping = True
            asyncio.get_running_loop().call_soon(self._pump)

    def _pump(self) -> None:
        """Send what waits to workers that have room."""
        self._pumping = False
        if self._closing or not self._connected.is_set():
            return
        rest: list[_Item] = []
        batches: dict[tuple[str, tuple[tuple[str, float], ...]], list[_Item]] = {}
        for index, item in enumerate(self._waiting):
            if item.future.done():
                continue
            worker = self._choose(item, batches)
            if worker is None:
                refusal = self.refusal(item.request)
                if refusal is not None:
                    item.future.set_exception(Refused(refusal))
                    continue
                rest.append(item)
                if not (item.request.needs or item.request.elsewhere.refusal) and item.pinned is None:
                    rest += self._waiting[index + 1 :]
                    break  # there is no room for others either
                continue
            batches.setdefault((worker.address, item.request.needs), []).append(item)
        self._waiting = rest
        for (address, _needs), items in batches.items():
            size = BATCH if all(self._is_short(item) for item in items) else 1
            for start in range(0, len(items), size):
                self._send(self.workers[address], items[start : start + size])

    def _is_short(self, item: _Item) -> bool:
        return 0 < self._took.get(item.kind, 0.0) < SHORT_S

    def _choose(self, item: _Item, batches: dict[Any, list[_Item]]) -> _Worker | None:
        """The worker for `item`: with most of its input bytes, else with least to do; None if all are busy."""
        # Short ones are sent when half of what may be there has ended, so that many go together.
        most, again = (2 * BATCH, BATCH) if self._is_short(item) else (2, 2)
        best, best_rank = None, (-1, 0.0)
        for worker in self.workers.values() if item.pinned is None else [item.pinned]:
            planned = sum([len(items) for (address, _), items in batches.items() if address == worker.address])
            load = (worker.load + planned) / worker.slots
            full = load >= most or worker.load / worker.slots > again
            if (full and item.pinned is None) or worker.lacks(item.request) or worker.is_asked(item.request):
                continue
            held = sum([size for digest, size in item.inputs.items() if digest in worker.holds])
            rank = (held // 4096, -load)
            if best is None or rank > best_rank:
                best, best_rank = worker, rank
        return best

    def _send(self, worker: _Worker, items: list[_Item]) -> None:
        number = next(self._numbers)
        worker.flights[number] = len(items)
        for item in items:
            item.worker = worker
        self._begin(self._fly(worker, number, items))

    # -- one batch ---------------------------------------------------------------------------------------------------

    async def _fly(self, worker: _Worker, number: int, items: list[_Item]) -> None:
        """Take a batch to `worker` and its answers back."""
        try:
            packed = await asyncio.gather(*[self._pack(worker, item) for item in items], return_exceptions=True)
            going = []
            for item, data in zip(items, packed, strict=True):
                if isinstance(data, BaseException):
                    _fail(item, data)
                else:
                    going.append((item, data))
            if going:
                answers = await self._submit(worker, number, [data for _item, data in going])
                for (item, _data), answer in zip(going, answers, strict=True):
                    await self._answered(worker, item, answer)
        except (Lost, FrameError, CodecError) as error:
            suspect = isinstance(error, Lost) and error.suspect
            for item in items:
                _fail(item, Lost(str(error), suspect))
        except Exception as error:  # whatever Dask comes up with
            for item in items:
                _fail(item, Lost(_words(error)))
        finally:
            worker.flights.pop(number, None)
            for item in items:
                if not item.future.done() and item not in self._waiting:
                    _fail(item, Lost("it was given up"))
            self._pump()

    async def _pack(self, worker: _Worker, item: _Item) -> bytes:
        """The request with small objects, and where to find the others. Raises MissingObject, Lost."""
        inline: list[bytes] = []
        push: dict[bytes, bytes] = {}
        hints: list[bytes] = []
        room = INLINE_BYTES
        for digest, size in item.inputs.items():
            if digest in worker.holds:
                continue
            if digest in self.holders and not self.home.has(digest):
                for address in self.holders[digest]:
                    hints += [digest, address.encode()]
                continue
            self._now_holds(worker, digest)  # others need not send it as well
            data = await self.home.read(digest)
            self.home.sent(digest, len(data))
            if size <= room:
                inline += [digest, data]
                room -= size
            else:
                push[digest] = data
        await self._push(worker, push)
        return join([item.key, item.request.identity(), item.encoded, join(hints) if hints else b"", *inline])

    async def _push(self, worker: _Worker, objects: dict[bytes, bytes]) -> None:
        batch: dict[bytes, bytes] = {}
        for digest, data in objects.items():
            batch[digest] = data
            if sum(map(len, batch.values())) > PUSH_BYTES:
                await self._put(worker, batch)
                batch = {}
        await self._put(worker, batch)

    async def _put(self, worker: _Worker, objects: dict[bytes, bytes]) -> None:
        if objects:
            try:
                await self._ask(worker.address, "oilgg_put", digests=list(objects), objects=list(objects.values()))
            except (OSError, ValueError) as error:
                raise Lost(_words(error))

    async def _submit(self, worker: _Worker, number: int, items: list[bytes]) -> list[list[bytes]]:
        """The answers of a batch. Raises Lost."""
        needs = {
            worker.resource_names[name]: amount
            for name, amount in self._needs_of(items)
            if name in worker.resource_names
        }
        future = self.client.submit(
            run_batch, join(items), key=f"oilgg-{self._prefix}-{number}", workers=[worker.address],
            allow_other_workers=False, pure=False, resources=needs or None,
        )  # fmt: skip
        gone = asyncio.ensure_future(worker.gone.wait())
        result = asyncio.ensure_future(_result(future))
        try:
            await asyncio.wait([gone, result], return_when=asyncio.FIRST_COMPLETED)
            if not result.done():
                begun = list(worker.flights)[: worker.slots]
                raise Lost("its worker died", suspect=number in begun and self._connected.is_set())
            return [split(answer) for answer in split(result.result())]
        finally:
            gone.cancel()
            result.cancel()
            future.release()

    def _needs_of(self, items: list[bytes]) -> Iterable[tuple[str, float]]:
        """What a batch needs: that of its only request, since batches hold requests of equal needs."""
        from oilgg.worker.request import decode_request

        return decode_request(split(items[0])[2]).needs if any(one.resources for one in self.workers.values()) else ()

    async def _answered(self, worker: _Worker, item: _Item, answer: list[bytes]) -> None:
        kind, *rest = answer
        if item.future.done():
            return
        if kind == b"done":
            reply = decode_reply(rest[0])
            for digest in reply.objects():
                self._now_holds(worker, digest)
            wall_s, known = reply.result.usage.wall_s, self._took.get(item.kind)
            self._took[item.kind] = wall_s if known is None else 0.8 * known + 0.2 * wall_s
            item.future.set_result(reply)
        elif kind == b"lacks":
            await self._supply(worker, item, rest)
        else:
            _fail(item, failure(rest))

    async def _supply(self, worker: _Worker, item: _Item, digests: list[bytes]) -> None:
        """A worker lacks what it was thought to have, or could not fetch it from another: send it from here."""
        again = item.pushed.intersection(digests)
        if again:
            _fail(item, Lost(f"the worker does not keep object {again.pop().hex()}"))
            return
        for digest in digests:
            self._holds_not(worker.address, digest)
        try:
            objects = {digest: await self.home.read(digest) for digest in digests}
        except MissingObject as missing:
            _fail(item, missing)
            return
        for digest, data in objects.items():
            self.home.sent(digest, len(data))
        await self._push(worker, objects)
        item.pushed.update(objects)
        for digest in objects:
            self._now_holds(worker, digest)
        item.pinned = worker
        self._waiting.insert(0, item)

    def _now_holds(self, worker: _Worker, digest: bytes) -> None:
        if not worker.gone.is_set():
            worker.holds.add(digest)
            self.holders.setdefault(digest, {})[worker.address] = None

    # -- the end -----------------------------------------------------------------------------------------------------

    def _begin(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        self._closing = True
        for task in list(self._tasks):
            task.cancel()
        self._fail_waiting(Lost("the engine is closed"))
        if self.client is not None and self.client.status not in ("closed", Status.closed):
            await _quietly(self.client.close(timeout=0.5))  # the process ends after it


async def _result(future: Any) -> bytes:
    try:
        return bytes(await future)
    except asyncio.CancelledError:
        if future.status in ("cancelled", "lost"):
            raise Lost("the scheduler has dropped it")
        raise


def _fail(item: _Item, error: BaseException) -> None:
    if not item.future.done():
        item.future.set_exception(error)


async def _quietly(coroutine: Any) -> None:
    """Wait for something whose failure changes nothing."""
    try:
        await asyncio.wait_for(coroutine, 5)
    except (TimeoutError, OSError, ValueError, RuntimeError, KeyError):
        pass


def _words(error: BaseException) -> str:
    """One line that says what is wrong; of certificates, why they are not believed."""
    at: BaseException | None = error
    while at is not None:
        if isinstance(at, ssl.SSLCertVerificationError):
            now = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
            return f"TLS: {at.verify_message} (this machine's clock says {now} UTC)"
        at = at.__cause__ or at.__context__
    text = str(error).strip().split("\n")[0]
    return text or type(error).__name__


def _security(name: str, address: str) -> Any:
    """The certificates for `address`. Raises EngineError where there are none, or the connection would be open."""
    scheme = address.partition("://")[0]
    if scheme == "tcp":
        host = address.partition("://")[2].rpartition(":")[0]
        if host not in ("127.0.0.1", "localhost", "[::1]"):
            raise EngineError(f"{name}: without TLS anybody could run anything there; use tls://")
        return Security()
    if scheme != "tls":
        raise EngineError(f"{name}: the address of a scheduler looks like tls://host:8786")
    from oilgg.engine.certificates import files

    found = files()
    if found is None:
        return Security(require_encryption=True)
    return Security(
        tls_ca_file=found["ca"], tls_client_cert=found["cert"], tls_client_key=found["key"], require_encryption=True
    )
