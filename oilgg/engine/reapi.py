"""The engine `reapi:grpc[s]://HOST:PORT[/INSTANCE][?OPTIONS]`: any server of the Remote Execution API.

Requests become actions (`reapi_action`), objects lie in the server's content-addressable storage under the digests that
they have here. The server's cache of actions is asked first: a hit costs no upload. What the server's system is like,
and what of this one has to come along, is another matter (`reapi_system`).

Options: `jobs=N` requests at a time (64), `cache=off` never to use results of others, `property.NAME=VALUE` for the
platform, `ca=FILE`, `cert=FILE`, `key=FILE` for TLS. A token in $OILGG_REAPI_TOKEN is sent along.
"""

from __future__ import annotations

import asyncio
import posix

from oilgg.engine.network import Home, Lost, NetworkEngine, NotStarted, Refused
from oilgg.engine.reapi_action import (
    PLAIN_MODES,
    REPORT,
    Action,
    Left,
    Unfit,
    make_action,
    make_reply,
    read_report,
    stream_value,
)
from oilgg.engine.reapi_messages import PACKAGE, Messages
from oilgg.engine.reapi_storage import Storage
from oilgg.engine.reapi_streams import Streams
from oilgg.engine.reapi_system import System
from oilgg.errors import EngineError
from oilgg.reason import NEEDS_UNMET, VIEW_FAILED, Refusal
from oilgg.store.base import MissingObject
from oilgg.worker.request import INLINE_BYTES, Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.engine.reapi_action import Brought, Entry
    from oilgg.worker.request import Reply, Request

JOBS = 64
CALL_S = 60.0
SHA256 = 1
GONE, CANCELLED, NOT_FOUND, EXHAUSTED, UNFIT = "UNAVAILABLE", "CANCELLED", 5, 8, 9


class Address:
    """What `reapi:…` says."""

    def __init__(self, name: str) -> None:
        from urllib.parse import parse_qsl, urlsplit

        parts = urlsplit(name.partition(":")[2])
        if parts.scheme not in ("grpc", "grpcs") or not parts.netloc or parts.fragment:
            raise EngineError(f"{name}: say reapi:grpc://HOST:PORT or reapi:grpcs://HOST:PORT")
        self.tls = parts.scheme == "grpcs"
        self.target = parts.netloc
        self.instance = parts.path.strip("/")
        self.jobs = JOBS
        self.cache = True
        self.files = {"ca": "", "cert": "", "key": ""}
        properties = []
        for option, value in parse_qsl(parts.query):
            if option == "jobs" and value.isdecimal():
                self.jobs = max(1, int(value))
            elif option == "cache" and value in ("on", "off"):
                self.cache = value == "on"
            elif option in self.files:
                self.files[option] = value
            elif option.startswith("property."):
                properties.append((option[9:], value))
            else:
                raise EngineError(f"{name}: {option}={value}: no such option")
        self.properties = tuple(sorted(properties))


class ReapiEngine(NetworkEngine):
    """One instance of one server."""

    def __init__(self, name: str, home: Home) -> None:
        super().__init__(name, home)
        self.address = Address(name)
        self.messages = Messages()
        self.channel: Any = None
        self.storage: Storage | None = None
        self.hits = 0
        self.modes = PLAIN_MODES
        self._listed: dict[str, Entry] = {}
        """The files of the last action, as it found them."""
        self.system = System(name, home, self._run)
        self._streams: dict[bytes, Streams] = {}
        """Of the actions that run, by the identity of their requests."""
        self._sending: dict[bytes, asyncio.Future[None]] = {}
        """Objects that are on their way there."""
        self._calls: dict[str, Any] = {}
        self._cancelling: set[asyncio.Task[None]] = set()

    # -- beginning and end -------------------------------------------------------------------------------------------

    async def start(self) -> None:
        try:
            import grpc.aio
        except ImportError as error:
            raise EngineError(f"{self.name}: this engine needs {error.name}; install oilgg[reapi]") from None
        options = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
        options += [("grpc.keepalive_time_ms", 30_000)]
        address = self.address
        if address.tls:
            credentials = grpc.ssl_channel_credentials(
                *[self._file(address.files[name]) for name in ("ca", "key", "cert")]
            )
            self.channel = grpc.aio.secure_channel(address.target, credentials, options)
        else:
            self.channel = grpc.aio.insecure_channel(address.target, options)
        self._make_calls()
        m = self.messages
        try:
            found = await self._calls["GetCapabilities"](
                m.GetCapabilitiesRequest(instance_name=address.instance), timeout=CALL_S / 4, metadata=self._metadata()
            )
        except grpc.aio.AioRpcError as error:
            raise EngineError(f"{self.name}: {error.details() or error.code().name}") from None
        if SHA256 not in found.cache_capabilities.digest_functions or not found.execution_capabilities.exec_enabled:
            raise EngineError(f"{self.name}: the server does not execute actions, or has no SHA-256")
        most = found.cache_capabilities.max_batch_total_size_bytes
        self.storage = Storage(m, self.channel, address.instance, most, self._metadata())
        await self.system.start(address.properties)
        self._learn_modes()

    def _file(self, path: str) -> bytes | None:
        if not path:
            return None
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError as error:
            raise EngineError(f"{self.name}: {path}: {error.strerror}") from None

    def _metadata(self) -> tuple[tuple[str, str], ...]:
        token = posix.environ.get(b"OILGG_REAPI_TOKEN", b"").decode("ascii", "replace")
        return (("authorization", f"Bearer {token}"),) if token else ()

    def _make_calls(self) -> None:
        m, channel = self.messages, self.channel
        single = {
            "GetCapabilities": ("Capabilities", m.GetCapabilitiesRequest, m.ServerCapabilities),
            "GetActionResult": ("ActionCache", m.GetActionResultRequest, m.ActionResult),
        }
        for name, (service, sent, answered) in single.items():
            self._calls[name] = channel.unary_unary(
                f"/{PACKAGE}.{service}/{name}", sent.SerializeToString, answered.FromString
            )
        for name, sent in {"Execute": m.ExecuteRequest, "WaitExecution": m.WaitExecutionRequest}.items():
            self._calls[name] = channel.unary_stream(
                f"/{PACKAGE}.Execution/{name}", sent.SerializeToString, m.Operation.FromString
            )
        self._calls["CancelOperation"] = channel.unary_unary(
            "/google.longrunning.Operations/CancelOperation", m.CancelOperationRequest.SerializeToString, bytes
        )

    def _learn_modes(self) -> None:
        """See which modes inputs have there, by those of the first action."""
        plain, executable = (self._listed.get(f"/oilgg-probe/{name}") for name in ("plain", "run"))
        if plain is not None and executable is not None:
            self.modes = (plain.mode, executable.mode)

    def slots(self) -> int:
        return self.address.jobs

    async def close(self) -> None:
        if self.channel is not None:
            await self.channel.close()

    # -- one request -------------------------------------------------------------------------------------------------

    def refusal(self, request: Request) -> Refusal | None:
        for name, amount in request.needs:
            if name not in ("cpu", "mem") and (name, f"{amount:g}") not in self.address.properties:
                return Refusal(NEEDS_UNMET, f"{self.name} is not said to have {name}={amount:g}")
        return None

    async def run(self, request: Request) -> Reply:
        return await self._run(request, await self.system.needed(request))

    async def _run(self, request: Request, brought: Brought) -> Reply:
        try:
            action = make_action(self.messages, request, self.address.properties, self.modes, brought)
        except Unfit as unfit:
            raise Refused(unfit.refusal) from None
        result = await self._cached(action)
        if result is None:
            await self._provide(action, request)
            result = await self._execute(action, request.identity())
        return await self._reply(request, result, not brought)

    async def _cached(self, action: Action) -> Any:
        """What the server knows an action to come to, or None. Raises Lost."""
        import grpc.aio

        if not self.address.cache:
            return None
        request = self.messages.GetActionResultRequest(
            instance_name=self.address.instance,
            action_digest=action.digest,
            inline_stdout=True,
            inline_stderr=True,
            inline_output_files=[REPORT],
        )
        try:
            found = await self._calls["GetActionResult"](request, timeout=CALL_S, metadata=self._metadata())
        except grpc.aio.AioRpcError as error:
            if error.code() in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.UNIMPLEMENTED):
                return None
            raise self._lost(error) from None
        self.hits += 1
        return found

    async def _provide(self, action: Action, request: Request) -> None:
        """See that the server has all that an action stands on. Raises Lost."""
        assert self.storage is not None
        sizes = {digest: len(data) for digest, data in action.blobs.items()}
        sizes.update(action.inputs)
        missing = await self.storage.missing(sizes)
        others = [self._sending[digest] for digest in missing if digest in self._sending]
        own = [digest for digest in missing if digest not in self._sending]
        sent = asyncio.get_running_loop().create_future()
        self._sending.update(dict.fromkeys(own, sent))
        try:
            blobs = {digest: data for digest, data in action.blobs.items() if digest in own}
            for digest in own:
                if digest not in blobs:
                    blobs[digest] = await self.home.read(digest)
                    self.home.up_bytes += len(blobs[digest])
            await self.storage.send(blobs)
        except MissingObject as error:
            raise Lost(str(error)) from None
        finally:
            for digest in own:
                del self._sending[digest]
            sent.set_result(None)
        for other in others:  # whether that went well, the server says
            await other

    async def _execute(self, action: Action, identity: bytes = b"") -> Any:
        """Have the server execute an action; its ActionResult. Raises Lost, Refused."""
        assert self.storage is not None
        streams = Streams(self.storage)
        self._streams.setdefault(identity, streams)
        try:
            return await self._watched(action, streams)
        finally:
            streams.close()
            if self._streams.get(identity) is streams:
                del self._streams[identity]

    async def peek(self, request: Request, offsets: tuple[int, int]) -> tuple[bytes, bytes] | None:
        streams = self._streams.get(request.identity())
        return None if streams is None else streams.peek(offsets)

    async def _watched(self, action: Action, streams: Streams) -> Any:
        import grpc.aio

        m, name = self.messages, ""
        request = m.ExecuteRequest(
            instance_name=self.address.instance, action_digest=action.digest, skip_cache_lookup=not self.address.cache
        )
        stream = self._calls["Execute"](request, metadata=self._metadata())
        try:
            for attempt in range(3):
                try:
                    async for operation in stream:
                        name = operation.name or name
                        if operation.done:
                            return self._done(operation)
                        if operation.metadata.type_url.endswith(".ExecuteOperationMetadata"):
                            streams.note(m.ExecuteOperationMetadata.FromString(operation.metadata.value))
                except grpc.aio.AioRpcError as error:
                    if error.code().name != GONE or not name or attempt == 2:
                        raise self._lost(error) from None
                if not name:
                    break
                # The stream broke off, the operation goes on.
                stream = self._calls["WaitExecution"](m.WaitExecutionRequest(name=name), metadata=self._metadata())
        except asyncio.CancelledError:
            stream.cancel()
            if name:
                self._cancel(name)
            raise
        raise Lost(f"{self.name}: the server does not say what an action came to")

    def _cancel(self, name: str) -> None:
        """Tell the server that nobody wants an operation any more."""

        async def tell() -> None:
            import grpc.aio

            try:
                request = self.messages.CancelOperationRequest(name=name)
                await self._calls["CancelOperation"](request, timeout=5.0, metadata=self._metadata())
            except (grpc.aio.AioRpcError, asyncio.CancelledError):
                pass  # not every server can

        task = asyncio.get_running_loop().create_task(tell())
        self._cancelling.add(task)
        task.add_done_callback(self._cancelling.discard)

    def _done(self, operation: Any) -> Any:
        """The ActionResult of an operation that is over. Raises Lost, Refused."""
        if operation.WhichOneof("result") == "error":
            status = operation.error
        else:
            response = self.messages.ExecuteResponse.FromString(operation.response.value)
            status = response.status
            if not status.code:
                self.hits += response.cached_result
                return response.result
        text = f"{self.name}: {status.message or status.code}"
        if status.code == UNFIT:
            raise Lost(text)  # an input is missing at the server: it is sent again
        raise Lost(text, suspect=status.code not in (EXHAUSTED, 14))

    async def _reply(self, request: Request, result: Any, exact: bool) -> Reply:
        """What an ActionResult says. Raises Lost, Refused."""
        assert self.storage is not None
        left = Left()
        contents: dict[bytes, bytes] = {}
        for file in result.output_files:
            digest = bytes.fromhex(file.digest.hash)
            left.files["/" + file.path] = (digest, file.digest.size_bytes)
            self.storage.know(digest, file.digest.size_bytes)
            if file.contents:
                contents[digest] = file.contents
        if "/" + REPORT not in left.files:
            raise NotStarted(Refusal(VIEW_FAILED, f"{self.name}: the action did not run to its end"))
        wanted = [left.files[path] for path in ("/" + REPORT, *request.reports) if path in left.files]
        for stream in (result.stdout_digest, result.stderr_digest):
            if stream.size_bytes:
                digest = bytes.fromhex(stream.hash)
                self.storage.know(digest, stream.size_bytes)
                if stream.size_bytes <= INLINE_BYTES:
                    wanted.append((digest, stream.size_bytes))
        contents.update(await self.storage.read_many({d: size for d, size in wanted if d not in contents}))
        try:
            left.before, left.statuses, left.after, left.words = read_report(contents[left.files["/" + REPORT][0]])
        except Unfit as unfit:
            raise NotStarted(unfit.refusal) from None
        except (ValueError, IndexError) as error:
            raise Lost(f"{self.name}: a report that makes no sense: {error}") from None
        self._listed = left.before
        for tree in result.output_directories:
            await self._add_tree(tree, left)
        left.stdout = stream_value(result.stdout_raw, result.stdout_digest, contents)
        left.stderr = stream_value(result.stderr_raw, result.stderr_digest, contents)
        there = [contents[left.files[path][0]] if path in left.files else b"" for path in request.reports]
        left.reports = tuple(there)
        metadata = result.execution_metadata
        left.started_ns = _ns(metadata.execution_start_timestamp)
        left.ended_ns = _ns(metadata.execution_completed_timestamp)
        return make_reply(request, left, exact)

    async def _add_tree(self, output: Any, left: Left) -> None:
        """The files of a directory that is an output."""
        assert self.storage is not None
        digest = bytes.fromhex(output.tree_digest.hash)
        tree = self.messages.Tree.FromString(await self.storage.read(digest, output.tree_digest.size_bytes))
        children = {self.storage.digest_of(child): child for child in tree.children}
        todo = [("/" + output.path, tree.root)]
        while todo:
            path, folder = todo.pop()
            for file in folder.files:
                found = bytes.fromhex(file.digest.hash)
                left.files[f"{path}/{file.name}"] = (found, file.digest.size_bytes)
                self.storage.know(found, file.digest.size_bytes)
            for one in folder.directories:
                child = children.get(bytes.fromhex(one.digest.hash))
                if child is None:
                    raise Lost(f"{self.name}: a tree without all of its directories")
                todo.append((f"{path}/{one.name}", child))

    async def fetch(self, digest: bytes) -> bytes | None:
        assert self.storage is not None
        size = self.storage.size_of(digest)
        return None if size is None else await self.storage.read(digest, size)

    def _lost(self, error: Any) -> Lost | EngineError:
        text = f"{self.name}: {error.details() or error.code().name}"
        if error.code().name in ("UNAUTHENTICATED", "PERMISSION_DENIED"):
            return EngineError(text)
        return Lost(text)


def _ns(timestamp: Any) -> int:
    return int(timestamp.seconds) * 1_000_000_000 + int(timestamp.nanos)
