"""The engine `lambda:FUNCTION[@region]`: requests become invocations of an AWS Lambda function, objects lie in S3.

`oilgg --tool aws bootstrap` makes function and bucket. Small inputs that few requests share travel in the event, others
through the bucket, once. How many invocations are in flight follows what the service allows: it is halved when it
throttles and grows again while it does not. boto3 lives in this process and its threads, never in the shell.
"""

from __future__ import annotations

import asyncio
import posix
import random
import time

from oilgg.engine.depot import DELTA_BYTES, Depot
from oilgg.engine.display import CANCELLED, Watching, mark_key
from oilgg.engine.link import REASONS
from oilgg.engine.network import Home, Lost, NetworkEngine, NotStarted, Refused, without_namespaces
from oilgg.engine.payload import (
    HEAD_BYTES,
    INLINE_BYTES,
    ROOM_BYTES,
    PayloadError,
    decode_parcels,
    decode_places,
    encode_parcels,
    encode_places,
    numbers_of,
    read_answer,
    write_event,
)
from oilgg.engine.price import Account, transfer_usd
from oilgg.engine.relay import Relay
from oilgg.engine.threads import Threads
from oilgg.errors import EngineError
from oilgg.reason import (
    INPUT_TOO_LARGE,
    NEEDS_UNMET,
    NO_NAMESPACES,
    OVER_BUDGET,
    TAKES_TOO_LONG,
    Refusal,
)
from oilgg.store.base import MissingObject
from oilgg.store.bucket import BucketError, open_bucket
from oilgg.store.delta import BadParcel, pack, unpack
from oilgg.store.s3 import EXPIRED, REFUSED, client, clock_words, code_of, default_region
from oilgg.thunk.codec import CodecError
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import FileValue
from oilgg.worker.request import decode_reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.store.exchange import Place
    from oilgg.worker.request import Reply, Request

MOST_IN_FLIGHT = 512
FIRST_IN_FLIGHT = 64
SHARED_USES = 3
"""An object that so many requests wanted goes to the bucket instead of along with each."""
THROTTLED_FOR_S = 300.0
LACKS_ATTEMPTS = 4
LATE_S = 5.0
THROTTLES = frozenset({"TooManyRequestsException", "ThrottlingException", "Throttling", "EC2ThrottledException", "429"})
PASSING = frozenset({"ServiceException", "ServiceUnavailable", "InternalFailure", "InternalError", "500", "502", "503"})
NOT_READY = frozenset({"ResourceConflictException", "ResourceNotReadyException", "CodeArtifactUserPendingException"})


class _Throttled(Exception):
    """The service wants fewer invocations at a time."""


class Pace:
    """How many invocations may be in flight."""

    def __init__(self, most: int = MOST_IN_FLIGHT) -> None:
        self.most = most
        self.limit = float(min(FIRST_IN_FLIGHT, most))
        self.in_flight = 0
        self.throttled = 0
        self._last_cut_s = 0.0
        self._waiting: list[asyncio.Future[None]] = []

    async def enter(self) -> None:
        """Wait for a place."""
        while self.in_flight >= int(self.limit):
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            try:
                await future
            finally:
                if future in self._waiting:
                    self._waiting.remove(future)
        self.in_flight += 1

    def leave(self, throttled: bool) -> None:
        """An invocation has ended, or was not accepted."""
        self.in_flight -= 1
        if throttled:
            self.throttled += 1
            if time.monotonic() - self._last_cut_s > 0.5:  # one burst is one message
                self.limit = max(1.0, min(self.limit, self.in_flight + 1.0) * 0.7)
                self._last_cut_s = time.monotonic()
        elif self.limit < self.most and self.in_flight + 1 >= int(self.limit * 0.75):
            self.limit = min(float(self.most), self.limit + (1.0 if not self.throttled else 4.0 / self.limit))
        free = int(self.limit) - self.in_flight
        for future in self._waiting[: max(0, free)]:
            if not future.done():
                future.set_result(None)


def parse_address(name: str) -> tuple[str, str, float, str]:
    """Function, region or "", budget in dollars or 0, host and port of a relay or "". Raises EngineError.

    An address is `lambda:NAME[@region][?budget=USD][&relay=HOST:PORT]`.
    """
    from urllib.parse import parse_qsl

    address, _, query = name.partition(":")[2].partition("?")
    function, _, region = address.partition("@")
    if not function or not function.replace("-", "").replace("_", "").replace(":", "").isalnum():
        raise EngineError(f"{name}: say lambda:FUNCTION or lambda:FUNCTION@region")
    budget_usd, relay = 0.0, ""
    for option, value in parse_qsl(query):
        if option == "budget" and value.replace(".", "", 1).isdecimal():
            budget_usd = float(value)
        elif option == "relay" and value.rpartition(":")[0] and value.rpartition(":")[2].isdecimal():
            relay = value
        elif option != "run":  # only there to tell one run's engine process from another's
            raise EngineError(f"{name}: {option}={value}: no such option")
    return function, region, budget_usd, relay


class LambdaEngine(NetworkEngine):
    """One function of AWS Lambda and its bucket."""

    def __init__(self, name: str, home: Home) -> None:
        super().__init__(name, home)
        self.function, self.region, budget_usd, relay = parse_address(name)
        host, _, port = relay.rpartition(":")
        self.relay = Relay(host.strip("[]"), int(port)) if relay else None
        self.shown = f"lambda:{self.function}"
        self.account = Account(budget_usd)
        self._transfers_usd = 0.0
        self.pace = Pace()
        self.cold_starts = 0
        self.timeout_s = 900.0
        self.disk_bytes = 512 << 20
        self.client: Any = None
        self.depot: Depot | None = None
        self._threads = Threads(MOST_IN_FLIGHT, "oilgg-lambda")
        self._uses: dict[bytes, int] = {}
        self._travels: dict[bytes, dict[bytes, None]] = {}
        """Files of the system that workers have asked for, by the closure that they belong to."""
        self.spaces_why = ""
        """What forbids namespaces to the function, once that is known."""
        self._watching: dict[bytes, Watching] = {}
        """What can be seen of the requests that run, by their identities."""
        self._serial = 0
        self._run = posix.urandom(6).hex()

    # -- beginning and end --------------------------------------------------------------------------------------------

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, self._connect)
        except BucketError as error:
            raise EngineError(f"{self.name}: {error}") from None
        variables = (found.get("Environment") or {}).get("Variables") or {}
        self.account.memory_mb = int(found.get("MemorySize", 128))
        self.account.architecture = str((found.get("Architectures") or ["x86_64"])[0])
        self.timeout_s = float(found.get("Timeout", 3))
        self.disk_bytes = int((found.get("EphemeralStorage") or {}).get("Size", 512)) << 20
        try:
            bucket, namespace = open_bucket(str(variables.get("OILGG_BUCKET", "")))
        except BucketError as error:
            raise EngineError(f"{self.name}: {error}") from None
        except Exception:
            raise EngineError(f"{self.name}: not a function that `oilgg --tool aws bootstrap` has made") from None
        if self.relay is not None:
            await self.relay.start()
        self.depot = Depot(self.home, bucket, namespace)

    def _connect(self) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        limit = {"max_pool_connections": MOST_IN_FLIGHT, "retries": {"mode": "standard", "total_max_attempts": 1}}
        self.region = self.region or default_region()
        self.client = client("lambda", self.region, "", read_timeout=960, tcp_keepalive=True, **limit)
        try:
            return self.client.get_function_configuration(FunctionName=self.function)
        except ClientError as error:
            code = code_of(error)
            if "NotFound" in code or code == "404":
                raise EngineError(
                    f"{self.name}: no such function; `oilgg --tool aws bootstrap --name {self.function}` makes it"
                ) from None
            raise EngineError(f"{self.name}: {_words(code, error)}") from None
        except BotoCoreError as error:
            raise EngineError(f"{self.name}: {error}") from None

    def slots(self) -> int:
        return int(self.pace.limit)

    def bill(self) -> str:
        self._count_transfers()
        text = f"{self.shown}: {self.account.text()}"
        text += f", {self.cold_starts} cold" if self.cold_starts else ""
        if self.relay is not None and self.relay.passed:
            text += f", {self.relay.passed_bytes} bytes from worker to worker"
        return text if self.account.invocations else ""

    def _count_transfers(self) -> None:
        """Requests to S3 and bytes that came home cost as well."""
        if self.depot is not None:
            traffic = self.depot.traffic
            spent = transfer_usd(traffic.puts, traffic.gets, traffic.down_bytes)
            self.account.add(spent - self._transfers_usd)
            self._transfers_usd = spent

    async def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        if self.relay is not None:
            await self.relay.close()
        if self.depot is not None:
            self.depot.close()
        if self.client is not None:
            self.client.close()

    # -- one request --------------------------------------------------------------------------------------------------

    def refusal(self, request: Request) -> Refusal | None:
        for name, amount in request.needs:
            if name == "mem" and amount > self.account.memory_mb << 20:
                return Refusal(NEEDS_UNMET, f"{self.name} has {self.account.memory_mb} MB of memory")
            if name not in ("mem", "cpu") or (name == "cpu" and amount > max(1, self.account.memory_mb / 1769)):
                return Refusal(NEEDS_UNMET, f"{self.name} has no {name}={amount:g}")
        if request.expected_s > self.timeout_s - LATE_S:
            return Refusal(
                TAKES_TOO_LONG, f"it took {request.expected_s:.0f} s, of which {self.name} allows {self.timeout_s:.0f}"
            )
        if sum(request.objects().values()) * 2 > self.disk_bytes:
            return Refusal(INPUT_TOO_LARGE, f"its inputs do not fit on the disk of {self.name}")
        if self.spaces_why:
            refusal = without_namespaces(self.name, self.spaces_why, request)
            if refusal is not None:
                return refusal
        self._count_transfers()
        if not self.account.allows(request.expected_s):
            return Refusal(OVER_BUDGET, f"{self.name}: {self.account.text()}")
        return None

    async def run(self, request: Request) -> Reply:
        assert self.depot is not None
        refusal = self.refusal(request)
        if refusal is not None:
            raise Refused(refusal)
        self._serial += 1
        ident = f"{self._run}-{self._serial}"
        call = lambda *job: asyncio.get_running_loop().run_in_executor(self._threads, *job)  # noqa: E731
        watching = Watching(self.depot.bucket, self.depot.namespace, ident, call, self.depot.traffic)
        self._watching.setdefault(request.identity(), watching)
        cancelled = False
        try:
            return await self._attempts(ident, request)
        except asyncio.CancelledError:
            cancelled = True
            raise
        finally:
            if self._watching.get(request.identity()) is watching:
                del self._watching[request.identity()]
                self._threads.submit(watching.tidy, cancelled)

    async def peek(self, request: Request, offsets: tuple[int, int]) -> tuple[bytes, bytes] | None:
        watching = self._watching.get(request.identity())
        return None if watching is None else await watching.peek(offsets)

    async def _attempts(self, ident: str, request: Request) -> Reply:
        """Invoke until the worker has everything. Raises Lost, Refused."""
        assert self.depot is not None
        for _ in range(LACKS_ATTEMPTS):
            places, parcels = await self._inputs(request)
            data = encode_parcels(parcels)
            try:
                invitation = self.relay.invitation(places) if self.relay is not None else ()
                event = write_event(
                    ident, self.depot.namespace, request.encoded(), encode_places(places), data, invitation
                )
            except PayloadError as error:
                raise Refused(Refusal(INPUT_TOO_LARGE, str(error))) from None
            parts = await self._invoke(ident, request, event)
            if parts[0] == b"lacks":
                self.depot.lost(parts[2:])
                self._uses.update(dict.fromkeys(parts[2:], SHARED_USES))
                self._travels.setdefault(request.closure, {}).update(
                    dict.fromkeys([digest for digest in parts[2:] if digest not in request.objects()])
                )
                continue
            if parts[0] == b"failed":
                raise self._failure(parts, request)
            return self._take(parts)
        raise Lost("the bucket does not keep what is put there")

    async def _inputs(self, request: Request) -> tuple[dict[bytes, Place], dict[bytes, bytes]]:
        """Where the inputs are in the bucket, and those that travel along. Raises Lost."""
        assert self.depot is not None
        places: dict[bytes, Place] = {}
        parcels: dict[bytes, bytes] = {}
        upload: dict[bytes, bytes | None] = {}
        room = ROOM_BYTES - len(request.encoded()) - HEAD_BYTES
        earlier = self._earlier(request)
        travels = dict.fromkeys(self._travels.get(request.closure, ()), INLINE_BYTES + 1)
        for digest, size in sorted({**travels, **request.objects()}.items(), key=lambda item: item[1]):
            place = self.depot.place(digest)
            uses = self._uses[digest] = self._uses.get(digest, 0) + 1
            if place is not None:
                places[digest] = place
            elif size <= INLINE_BYTES and uses < SHARED_USES and room > size:
                try:
                    parcels[digest] = pack(await self.home.read(digest))
                except MissingObject as error:
                    raise Lost(str(error)) from None
                room -= len(parcels[digest])
            else:
                upload[digest] = earlier.get(digest)
        try:
            places.update(await self.depot.upload(upload))
        except (BucketError, MissingObject) as error:
            raise Lost(str(error)) from None
        self.home.up_bytes += sum([len(parcel) for parcel in parcels.values()])
        return places, parcels

    def _earlier(self, request: Request) -> dict[bytes, bytes]:
        """For each larger input, what was last sent of the same path."""
        found: dict[bytes, bytes] = {}
        for item in request.thunk.inputs:
            value = item.value
            if isinstance(value, FileValue) and value.size >= DELTA_BYTES:
                key = digest_bytes(b"sent\0" + item.path.encode("utf-8", "surrogateescape"))
                before = self.home.store.get_fact(key)
                if before is not None and before != value.digest:
                    found[value.digest] = before
                if before != value.digest:
                    self.home.store.put_fact(key, value.digest)
        return found

    async def _invoke(self, ident: str, request: Request, event: bytes) -> list[bytes]:
        """Send an event until the service takes it; the parts of the answer. Raises Lost, Refused."""
        loop = asyncio.get_running_loop()
        patience = time.monotonic() + THROTTLED_FOR_S
        pause_s = 0.05
        while True:
            await self.pace.enter()
            expected = self.account.sent(request.expected_s)
            started, throttled = time.monotonic(), False
            work = loop.run_in_executor(self._threads, self._call, event)
            try:
                data = await work
            except asyncio.CancelledError:
                self._cancel(ident)
                raise
            except _Throttled:
                throttled = True
            finally:
                self.pace.leave(throttled)
                self.account.let_go(expected)
            if not throttled:
                parts, seconds = self._parts(data)
                self.account.pay(seconds or time.monotonic() - started)
                return parts
            if time.monotonic() > patience:
                raise Lost(f"{self.name} does not take more work")
            await asyncio.sleep(pause_s * (0.5 + random.random()))
            pause_s = min(5.0, pause_s * 2)

    def _call(self, event: bytes) -> bytes:
        """One invocation, in a thread. Raises _Throttled, Lost, EngineError."""
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

        for last in (False, True):
            try:
                answer = self.client.invoke(FunctionName=self.function, Payload=event)
                data: bytes = answer["Payload"].read()
            except ClientError as error:
                code = code_of(error)
                if code in THROTTLES or code in NOT_READY:
                    raise _Throttled from None
                if code in EXPIRED and not last:
                    self.client = client(
                        "lambda", self.region, "", read_timeout=960, max_pool_connections=MOST_IN_FLIGHT
                    )
                    continue
                if code in PASSING:
                    raise Lost(f"{self.name}: {code}") from None
                raise EngineError(f"{self.name}: {_words(code, error)}") from None
            except (BotoCoreError, HTTPClientError, OSError) as error:
                raise Lost(f"{self.name}: {error}") from None
            kind = answer.get("FunctionError")
            if kind:
                raise _function_error(data)
            return data
        raise AssertionError

    def _cancel(self, ident: str) -> None:
        """Nobody wants this any more: the worker asks for that now and then."""
        if self.depot is None:
            return
        self._threads.submit(self._leave_mark, mark_key(self.depot.namespace, ident))

    def _leave_mark(self, key: str) -> None:
        assert self.depot is not None
        try:
            self.depot.bucket.put(key, CANCELLED, replace=True)
        except BucketError:
            pass  # then it runs on in vain

    def _parts(self, data: bytes) -> tuple[list[bytes], float]:
        """The parts of an answer, and the seconds that the invocation took. Raises Lost."""
        try:
            parts = read_answer(data)
            numbers = numbers_of(parts[3] if parts[0] == b"failed" else parts[4] if parts[0] == b"done" else parts[1])
        except (PayloadError, IndexError) as error:
            raise Lost(f"{self.name}: an answer that makes no sense: {error}") from None
        self.cold_starts += numbers.cold
        return parts, numbers.seconds

    def _failure(self, parts: list[bytes], request: Request) -> Exception:
        code, text = parts[1].decode("ascii", "replace"), parts[2].decode("utf-8", "replace")
        if code == "spaces":
            self.spaces_why = text
            return NotStarted(without_namespaces(self.name, text, request) or Refusal(NO_NAMESPACES, text))
        if code in REASONS:
            return NotStarted(Refusal(REASONS[code], text))
        if code == "time":
            return Refused(Refusal(TAKES_TOO_LONG, f"it takes longer than {self.name} allows"))
        if code == "disk":
            return Refused(Refusal(INPUT_TOO_LARGE, f"the disk of {self.name} is full: {text}"))
        return Lost(f"{self.name}: {text or code}", suspect=code == "lost")

    def _take(self, parts: list[bytes]) -> Reply:
        """The reply in an answer; small outputs are kept here, of others the place is noted. Raises Lost."""
        assert self.depot is not None
        try:
            reply = decode_reply(parts[1])
            places, parcels = decode_places(parts[2]), decode_parcels(parts[3])
            for digest, parcel in parcels.items():
                self.home.down_bytes += len(parcel)
                if self.home.store.put_bytes(unpack(parcel)) != digest:
                    raise PayloadError("an object has other bytes than its name says")
        except (CodecError, PayloadError, BadParcel, IndexError) as error:
            raise Lost(f"{self.name}: an answer that makes no sense: {error}") from None
        self.depot.note(places)
        if any(digest not in places and not self.home.has(digest) for digest in reply.objects()):
            raise Lost(f"{self.name}: an output is neither in the answer nor in the bucket")
        return reply

    async def fetch(self, digest: bytes) -> bytes | None:
        assert self.depot is not None
        try:
            return await self.depot.fetch(digest)
        except BucketError as error:
            raise Lost(str(error)) from None


def _function_error(data: bytes) -> Exception:
    """What it means that an invocation failed by itself."""
    from json import loads

    try:
        found = loads(data)
        kind, text = str(found.get("errorType", "")), str(found.get("errorMessage", ""))
    except (ValueError, AttributeError):
        kind, text = "", data[:200].decode("utf-8", "replace")
    if "Timedout" in kind or "timed out" in text:
        return Refused(Refusal(TAKES_TOO_LONG, "the function's time was over"))
    if "ImportModuleError" in kind or "HandlerNotFound" in kind:
        return EngineError(f"the function does not work: {text}; run `oilgg --tool aws bootstrap` again")
    return Lost(f"the worker died: {text or kind}", suspect=True)


def _words(code: str, error: Exception) -> str:
    skew = clock_words(error)
    if skew:
        return skew
    if code in EXPIRED:
        return "the AWS credentials have expired; log in again"
    if code in REFUSED or "AccessDenied" in code:
        return f"access refused ({code}); `oilgg --tool aws policy` prints what is needed"
    return str(error)
