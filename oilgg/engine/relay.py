"""A relay for workers that can't reach each other: they are connected to the engine process, which passes objects on.

Workers of AWS Lambda take no connections, whatever network they are in; but they can make some. One that has an object
says so, one that needs it asks, and the bytes go through here, unless the other one is frozen between invocations or
takes too long: then the bucket has them. A connection is TLS with a certificate made for this run, which travels in
the events as does the word that lets a worker in. Messages (`worker.frames`):

    from a worker                     to it
    hello WORD                        first of all
    awake DIGEST…                     an invocation has begun; it has these
    asleep                            it has ended: nothing can be asked of it now
    want NUMBER DIGEST                object NUMBER BYTES    or `none NUMBER`
    here NUMBER BYTES                 give NUMBER DIGEST     answered by `here`, or by `gone NUMBER`
"""

from __future__ import annotations

import asyncio
import hmac
import posix
import ssl
from errno import EADDRINUSE

from oilgg.errors import EngineError
from oilgg.worker.frames import FrameError, Frames, frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

GIVE_S = 2.0
"""So long a worker may take to give an object."""
HELLO_S = 10.0
HELLO_BYTES = 256
MOST_WORKERS = 2048
CHUNK_BYTES = 1 << 20


class _Worker:
    """One that is connected."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.awake = False
        self.has: set[bytes] = set()

    def tell(self, *parts: bytes) -> None:
        """Send a message."""
        if not self.writer.is_closing():
            self.writer.write(frame(*parts))


class Relay:
    """Listens at `port` of this machine, which workers reach as `host`."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.word = posix.urandom(32).hex().encode()
        self.certificate = b""
        self.passed_bytes = 0
        self.passed = 0
        self._holders: dict[bytes, dict[_Worker, None]] = {}
        self._workers: set[_Worker] = set()
        self._asked: dict[int, tuple[_Worker, asyncio.Future[bytes | None]]] = {}
        self._numbers = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen. Raises EngineError."""
        from oilgg.engine.certificates import for_one_run

        key, self.certificate = for_one_run()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        place = f"/proc/self/fd/{_in_memory(key + self.certificate)}"
        context.load_cert_chain(place)
        posix.close(int(place.rpartition("/")[2]))
        host: str | None = self.host
        try:
            while self._server is None:
                try:
                    self._server = await asyncio.start_server(self._serve, host, self.port, ssl=context)
                except OSError as error:
                    if host is None or error.errno == EADDRINUSE:
                        raise
                    host = None  # it is the address of a router that leads here
        except OSError as error:
            raise EngineError(f"no relay at port {self.port}: {error.strerror}") from None

    def invitation(self, digests: Iterable[bytes]) -> list[bytes]:
        """What an event says of the relay: how to come here, and which of `digests` some worker can give."""
        offered = [digest for digest in digests if any(worker.awake for worker in self._holders.get(digest, ()))]
        return [f"{self.host} {self.port}".encode(), self.word, self.certificate, *offered]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        worker, frames = _Worker(writer), Frames()
        try:
            if len(self._workers) >= MOST_WORKERS or not await self._is_let_in(reader):
                return
            self._workers.add(worker)
            while data := await reader.read(CHUNK_BYTES):
                for message in frames.feed(data):
                    self._take(worker, message)
                await writer.drain()
        except (OSError, FrameError, ValueError, IndexError, asyncio.IncompleteReadError, TimeoutError):
            pass
        finally:
            self._forget(worker)
            writer.close()

    async def _is_let_in(self, reader: asyncio.StreamReader) -> bool:
        """Whether the first message has the word; no more than that is read of a stranger."""
        size = int.from_bytes(await asyncio.wait_for(reader.readexactly(8), HELLO_S), "big")
        if size > HELLO_BYTES:
            return False
        body = await asyncio.wait_for(reader.readexactly(size), HELLO_S)
        (message,) = Frames().feed(size.to_bytes(8, "big") + body)
        return len(message) == 2 and message[0] == b"hello" and hmac.compare_digest(message[1], self.word)

    def _take(self, worker: _Worker, message: list[bytes]) -> None:
        kind, *rest = message
        if kind == b"awake":
            worker.awake = True
            for digest in rest:
                worker.has.add(digest)
                self._holders.setdefault(digest, {})[worker] = None
        elif kind == b"asleep":
            worker.awake = False
        elif kind == b"want":
            self._begin(worker, int(rest[0]), rest[1])
        elif kind in (b"here", b"gone"):
            asked = self._asked.get(int(rest[0]))
            if asked is not None and asked[0] is worker and not asked[1].done():
                asked[1].set_result(rest[1] if kind == b"here" else None)
        else:
            raise FrameError("no such message")

    def _begin(self, worker: _Worker, number: int, digest: bytes) -> None:
        task = asyncio.get_running_loop().create_task(self._hand_over(worker, number, digest))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hand_over(self, worker: _Worker, number: int, digest: bytes) -> None:
        """Have another worker's copy of an object sent to `worker`; one other is asked, the rest is the bucket's."""
        holder = next((one for one in self._holders.get(digest, ()) if one.awake and one is not worker), None)
        data = await self._ask(holder, digest) if holder is not None else None
        if data is None:
            worker.tell(b"none", b"%d" % number)
        else:
            self.passed += 1
            self.passed_bytes += len(data)
            worker.tell(b"object", b"%d" % number, data)

    async def _ask(self, holder: _Worker, digest: bytes) -> bytes | None:
        self._numbers += 1
        number = self._numbers
        future: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._asked[number] = (holder, future)
        holder.tell(b"give", b"%d" % number, digest)
        try:
            data = await asyncio.wait_for(future, GIVE_S)
        except TimeoutError:
            holder.awake = False  # it has been frozen, or the line is cut
            return None
        finally:
            del self._asked[number]
        if data is None:
            self._holders.get(digest, {}).pop(holder, None)
            holder.has.discard(digest)
        return data

    def _forget(self, worker: _Worker) -> None:
        worker.awake = False
        self._workers.discard(worker)
        for digest in worker.has:
            places = self._holders.get(digest, {})
            places.pop(worker, None)
            if not places:
                self._holders.pop(digest, None)
        for holder, future in self._asked.values():
            if holder is worker and not future.done():
                future.set_result(None)

    async def close(self) -> None:
        """Let everybody go."""
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        for worker in list(self._workers):
            worker.writer.close()


def _in_memory(data: bytes) -> int:
    """A descriptor of a file that nobody else sees, with `data` in it."""
    import os

    descriptor = os.memfd_create("oilgg-relay", os.MFD_CLOEXEC)
    posix.write(descriptor, data)
    return descriptor
