"""Objects at a server of the Remote Execution API: many small ones in one call, large ones as streams."""

from __future__ import annotations

from oilgg.engine.network import Lost
from oilgg.engine.reapi_messages import PACKAGE
from oilgg.thunk.hash import digest_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from typing import Any

    from oilgg.engine.reapi_messages import Messages

BATCH_BYTES = 3 << 20
"""What goes into one call, where the server does not say less; gRPC's own limit is 4 MB."""
PIECE_BYTES = 1 << 20
DIGESTS_A_CALL = 5000
CALL_S = 60.0
SLOWEST_BYTES_S = 100_000
READS = 2


class Storage:
    """The content-addressable storage of one instance. All methods raise Lost."""

    def __init__(
        self, messages: Messages, channel: Any, instance: str, most_bytes: int, metadata: tuple[tuple[str, str], ...]
    ) -> None:
        self.messages = m = messages
        self.instance = instance
        self.metadata = metadata
        self.batch_bytes = min(BATCH_BYTES, most_bytes or BATCH_BYTES)
        self._sizes: dict[bytes, int] = {}
        service = f"/{PACKAGE}.ContentAddressableStorage/"
        find, update, read = m.FindMissingBlobsRequest, m.BatchUpdateBlobsRequest, m.BatchReadBlobsRequest
        self._find = channel.unary_unary(
            service + "FindMissingBlobs",
            find.SerializeToString,
            m.FindMissingBlobsResponse.FromString,
        )
        self._update = channel.unary_unary(
            service + "BatchUpdateBlobs",
            update.SerializeToString,
            m.BatchUpdateBlobsResponse.FromString,
        )
        self._read_batch = channel.unary_unary(
            service + "BatchReadBlobs", read.SerializeToString, m.BatchReadBlobsResponse.FromString
        )
        streams = "/google.bytestream.ByteStream/"
        self._write = channel.stream_unary(
            streams + "Write", m.WriteRequest.SerializeToString, m.WriteResponse.FromString
        )
        self._read = channel.unary_stream(streams + "Read", m.ReadRequest.SerializeToString, m.ReadResponse.FromString)

    def know(self, digest: bytes, size: int) -> None:
        """An object that an action has left there."""
        self._sizes[digest] = size

    def size_of(self, digest: bytes) -> int | None:
        """The size of an object that is known to have been there."""
        return self._sizes.get(digest)

    def digest_of(self, message: Any) -> bytes:
        """The digest of a message, as others refer to it."""
        return digest_bytes(message.SerializeToString(deterministic=True))

    def _digest(self, digest: bytes, size: int) -> Any:
        return self.messages.Digest(hash=digest.hex(), size_bytes=size)

    async def missing(self, sizes: Mapping[bytes, int]) -> list[bytes]:
        """Which of these objects the server does not have."""
        wanted = list(sizes)
        found: list[bytes] = []
        for at in range(0, len(wanted), DIGESTS_A_CALL):
            part = wanted[at : at + DIGESTS_A_CALL]
            request = self.messages.FindMissingBlobsRequest(
                instance_name=self.instance, blob_digests=[self._digest(digest, sizes[digest]) for digest in part]
            )
            answer = await self._call(self._find, request)
            found += [bytes.fromhex(one.hash) for one in answer.missing_blob_digests]
        return found

    async def send(self, blobs: Mapping[bytes, bytes]) -> None:
        """Give the server objects."""
        batch: dict[bytes, bytes] = {}
        room = self.batch_bytes
        for digest, data in blobs.items():
            if len(data) > self.batch_bytes // 2:
                await self._stream(digest, data)
                continue
            if len(data) + 100 > room:
                await self._send_batch(batch)
                batch, room = {}, self.batch_bytes
            batch[digest] = data
            room -= len(data) + 100
        if batch:
            await self._send_batch(batch)

    async def _send_batch(self, batch: dict[bytes, bytes]) -> None:
        request = self.messages.BatchUpdateBlobsRequest(instance_name=self.instance)
        for digest, data in batch.items():
            request.requests.add(digest=self._digest(digest, len(data)), data=data)
        answer = await self._call(self._update, request)
        for one in answer.responses:
            if one.status.code:
                raise Lost(f"the server does not take an object: {one.status.message or one.status.code}")

    async def _stream(self, digest: bytes, data: bytes) -> None:
        import grpc.aio

        name = f"{self._prefix()}uploads/{_uuid()}/blobs/{digest.hex()}/{len(data)}"

        async def pieces() -> AsyncIterator[Any]:
            view = memoryview(data)
            for at in range(0, len(data), PIECE_BYTES):
                piece = bytes(view[at : at + PIECE_BYTES])
                yield self.messages.WriteRequest(
                    resource_name=name, write_offset=at, data=piece, finish_write=at + len(piece) == len(data)
                )

        try:
            answer = await self._write(pieces(), timeout=_patience(len(data)), metadata=self.metadata)
        except grpc.aio.AioRpcError as error:
            raise Lost(error.details() or error.code().name) from None
        if answer.committed_size not in (len(data), -1):
            raise Lost("the server has taken part of an object only")

    async def read(self, digest: bytes, size: int) -> bytes:
        """The bytes of an object, verified."""
        for _ in range(READS):
            data = await (
                self._read_small(digest, size) if size <= self.batch_bytes // 2 else self._read_large(digest, size)
            )
            if digest_bytes(data) == digest:
                return data
        raise Lost("the server gives other bytes than it was asked for")

    async def read_many(self, sizes: Mapping[bytes, int]) -> dict[bytes, bytes]:
        """The bytes of several objects, verified; small ones by one call."""
        found: dict[bytes, bytes] = {}
        request = self.messages.BatchReadBlobsRequest(instance_name=self.instance)
        room = self.batch_bytes
        for digest, size in sizes.items():
            if size < room:
                request.digests.append(self._digest(digest, size))
                room -= size + 100
        if len(request.digests) > 1:
            answer = await self._call(self._read_batch, request)
            for one in answer.responses:
                data = bytes(one.data)
                if not one.status.code and digest_bytes(data).hex() == one.digest.hash:
                    found[bytes.fromhex(one.digest.hash)] = data
        for digest, size in sizes.items():
            if digest not in found:
                found[digest] = await self.read(digest, size)
        return found

    async def _read_small(self, digest: bytes, size: int) -> bytes:
        request = self.messages.BatchReadBlobsRequest(instance_name=self.instance, digests=[self._digest(digest, size)])
        answer = await self._call(self._read_batch, request)
        for one in answer.responses:
            if one.status.code:
                raise Lost(f"an object is gone at the server: {one.status.message or one.status.code}")
            return bytes(one.data)
        raise Lost("the server does not answer what it was asked")

    async def _read_large(self, digest: bytes, size: int) -> bytes:
        import grpc.aio

        request = self.messages.ReadRequest(resource_name=f"{self._prefix()}blobs/{digest.hex()}/{size}")
        data = bytearray()
        try:
            async for piece in self._read(request, timeout=_patience(size), metadata=self.metadata):
                data += piece.data
                if len(data) > size:
                    break
        except grpc.aio.AioRpcError as error:
            raise Lost(error.details() or error.code().name) from None
        return bytes(data)

    async def pieces(self, name: str, offset: int) -> AsyncIterator[bytes]:
        """The bytes of a stream that something is still being written to, as they come; ends with it."""
        import grpc.aio

        request = self.messages.ReadRequest(resource_name=name, read_offset=offset)
        try:
            async for piece in self._read(request, metadata=self.metadata):
                yield piece.data
        except grpc.aio.AioRpcError as error:
            raise Lost(error.details() or error.code().name) from None

    def _prefix(self) -> str:
        return self.instance + "/" if self.instance else ""

    async def _call(self, call: Any, request: Any) -> Any:
        import grpc.aio

        try:
            return await call(request, timeout=CALL_S, metadata=self.metadata)
        except grpc.aio.AioRpcError as error:
            raise Lost(error.details() or error.code().name) from None


def _patience(size: int) -> float:
    return CALL_S + size / SLOWEST_BYTES_S


def _uuid() -> str:
    from uuid import uuid4

    return str(uuid4())
