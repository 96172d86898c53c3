"""The engine process: network engines live here, apart from every shell, and serve them through a socket.

asyncio, TLS and the libraries of the engines are loaded in this process only. It is started by the first shell that
needs it, serves all shells that name the same engines and store, and ends some time after the last has left.
Requests with the same identity are one piece of work, whoever asks. Replies are written to a journal beside the store,
so that what has run once need not run again when this process, the shell or the machine dies in between.

    from a shell                          to a shell
    hello PROTOCOL                        state SLOTS TEXT        also later, when it changes; TEXT: why there are none
    submit KEY REQUEST                    done KEY REPLY
    cancel KEY                            failed KEY REASON TEXT  it runs nowhere: the shell has to
    watch KEY                             output KEY STREAM PLACE BYTES   what it prints (0 or 1), while it runs
    fetch DIGEST…                         fetched DIGEST OK       "1": the store has it now
    lookup NUMBER KEY…                    known NUMBER RESULT…    what others have made of thunks
    record KEY RESULT                                             something that others may want was made
    traffic                               traffic UP DOWN BILL    bytes of objects sent and brought home so far; what
                                                                  was spent, in words
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import posix
import socket
import struct
import time
from collections.abc import Coroutine

from oilgg.engine.dispatch import Dispatcher
from oilgg.engine.journal import Journal
from oilgg.engine.network import Home, NetworkEngine, Refused
from oilgg.engine.registry import open_network_engine
from oilgg.engine.rendezvous import PROTOCOL, Near
from oilgg.engine.share import ShareEngine
from oilgg.errors import EngineError, StoreError
from oilgg.reason import ENGINE_LOST, Refusal
from oilgg.store.base import MissingObject
from oilgg.store.local import LocalStore
from oilgg.thunk.codec import CodecError, decode_result, encode_result
from oilgg.worker.frames import FrameError, Frames, frame
from oilgg.worker.request import Reply, Request, decode_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CHUNK_BYTES = 1 << 20
LINGER_S = 30.0
REMEMBERED_MAKERS = 100_000
STATE_S = 0.5
WATCH_S = 0.1
LINGER_VARIABLE = "OILGG_ENGINE_LINGER"


class Work:
    """One piece of work, for everyone who asked for it."""

    def __init__(self, task: asyncio.Task[Reply]) -> None:
        self.task = task
        self.waiting = 0


class Client:
    """One connected shell."""

    def __init__(self, server: Server, writer: asyncio.StreamWriter) -> None:
        self.server = server
        self.writer = writer
        self.tasks: dict[bytes, asyncio.Task[None]] = {}
        self.submitted: dict[bytes, bytes] = {}
        self.others: set[asyncio.Task[None]] = set()

    def tell(self, *parts: bytes) -> None:
        """Send a message."""
        if not self.writer.is_closing():
            self.writer.write(frame(*parts))

    def take(self, message: list[bytes]) -> None:
        """One message. Raises FrameError where it makes no sense."""
        kind, *rest = message
        if kind == b"submit" and len(rest) == 2:
            key = rest[0]
            self.tasks[key] = self._begin(self.submit(key, rest[1]))
            self.submitted[key] = rest[1]
        elif kind == b"cancel" and len(rest) == 1:
            task = self.tasks.pop(rest[0], None)
            if task is not None:
                task.cancel()
        elif kind == b"watch" and len(rest) == 1:
            self._begin(self.watch(rest[0]))
        elif kind == b"fetch":
            self._begin(self.fetch(rest))
        elif kind == b"lookup" and rest:
            self._begin(self.lookup(rest[0], rest[1:]))
        elif kind == b"record" and len(rest) == 2:
            self.server.record(rest[0], rest[1])
        elif kind == b"traffic":
            home = self.server.home
            bills = "; ".join([bill for engine in home.engines if (bill := engine.bill())])
            self.tell(b"traffic", b"%d" % home.up_bytes, b"%d" % home.down_bytes, bills.encode())
        elif kind == b"hello":
            if rest != [PROTOCOL.encode()]:
                raise FrameError("a shell of another version")
            self.tell(*self.server.state())
        else:
            raise FrameError(f"no such message: {kind!r}")

    def _begin(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(coroutine)
        self.others.add(task)
        task.add_done_callback(self.others.discard)
        return task

    async def submit(self, key: bytes, data: bytes) -> None:
        """Run a request and say what became of it."""
        try:
            reply = await self.server.result(decode_request(data))
            for digest in (reply.result.stdout.digest, reply.result.stderr.digest):
                if digest is not None:
                    await self.server.home.bring(digest)
            self.server.home.store.flush()
            self.tell(b"done", key, reply.encoded())
        except Refused as refused:
            self.failed(key, refused.refusal)
        except (CodecError, StoreError, EngineError) as error:
            self.failed(key, Refusal(ENGINE_LOST, str(error)))
        finally:
            self.tasks.pop(key, None)
            self.submitted.pop(key, None)

    async def watch(self, key: bytes) -> None:
        """Hand on what a request prints while it runs, no faster than the shell takes it."""
        offsets = [0, 0]
        while key in self.submitted:
            try:
                request = decode_request(self.submitted[key])
            except CodecError:
                return
            found = await self.server.dispatcher.peek(request, (offsets[0], offsets[1]))
            for stream, data in enumerate(found or ()):
                if data and key in self.submitted:
                    self.tell(b"output", key, b"%d" % stream, b"%d" % offsets[stream], data)
                    offsets[stream] += len(data)
            await self.writer.drain()
            if not any(found or ()):
                await asyncio.sleep(WATCH_S)

    async def lookup(self, number: bytes, keys: list[bytes]) -> None:
        """Say what others have made of the thunks with these identities."""
        await self.server.started.wait()
        found = [one for share in self.server.shares for one in await share.lookup(keys)]
        try:
            self.server.home.store.flush()
        except StoreError:
            found = []
        self.tell(b"known", number, *[encode_result(result) for result in found])

    def failed(self, key: bytes, refusal: Refusal) -> None:
        """Say that a request runs nowhere."""
        self.tell(b"failed", key, refusal.reason.code.encode(), str(refusal).encode("utf-8", "surrogateescape"))

    async def fetch(self, digests: list[bytes]) -> None:
        """Bring objects into the store."""
        found = await asyncio.gather(*[self._bring(digest) for digest in digests])
        try:
            self.server.home.store.flush()
        except StoreError:
            found = [False] * len(found)
        for digest, there in zip(digests, found, strict=True):
            if not there:
                self.server.journal.forget_object(digest)
            self.tell(b"fetched", digest, b"1" if there else b"0")

    async def _bring(self, digest: bytes) -> bool:
        try:
            async with self.server.fetches:
                await self.server.home.bring(digest)
        except (MissingObject, StoreError):
            return False
        return True

    def gone(self) -> None:
        """The shell has left: what runs for it alone is cancelled, unless it was told to go on."""
        for task in list(self.others):
            task.cancel()


class Server:
    """All of the engine process."""

    def __init__(self, store: LocalStore, journal: Journal, linger_s: float) -> None:
        self.home = Home(store, self.say)
        self.home.remake = self.remake
        self.makers: dict[bytes, Request] = {}
        """What has made which object, so that it can be made again if all workers that had it are gone."""
        self.remaking: dict[bytes, asyncio.Task[bool]] = {}
        self.journal = journal
        self.dispatcher = Dispatcher([])
        self.clients: set[Client] = set()
        self.work: dict[bytes, Work] = {}
        self.fetches = asyncio.Semaphore(16)
        self.linger_s = linger_s
        self.said = ""
        self.idle_since = 0.0

    def say(self, text: str) -> None:
        """Something the user should know; shells show it."""
        self.said = text
        for client in self.clients:
            client.tell(*self.state())

    def state(self) -> tuple[bytes, ...]:
        """The message that says how things are."""
        text = "; ".join(self.dispatcher.down.values()) or self.said
        return (b"state", b"%d" % self.dispatcher.slots(), text.encode("utf-8", "surrogateescape"))

    async def start_engines(self, names: list[str]) -> None:
        """Connect every engine; those that fail are noted as down."""
        for name in names:
            try:
                engine = open_network_engine(name, self.home)
            except EngineError as error:
                self.dispatcher.down[name] = str(error)
                continue
            self.dispatcher.engines.append(engine)
        await asyncio.gather(*[self._start(engine) for engine in self.dispatcher.engines])
        self.home.engines = self.dispatcher.engines

    async def _start(self, engine: NetworkEngine) -> None:
        try:
            await engine.start()
        except EngineError as error:
            self.dispatcher.down[engine.name] = str(error)

    @property
    def shares(self) -> list[ShareEngine]:
        """What is shared with others."""
        return [engine for engine in self.dispatcher.engines if isinstance(engine, ShareEngine)]

    def record(self, key: bytes, data: bytes) -> None:
        """A shell has made something that others may want. Raises FrameError."""
        try:
            result = decode_result(data)
        except CodecError as error:
            raise FrameError(str(error)) from None
        for share in self.shares:
            share.give(key, result)

    async def result(self, request: Request) -> Reply:
        """What `request` comes to. Raises Refused."""
        identity = request.identity()
        known = self.journal.find(identity)
        if known is not None:
            return known
        await self.started.wait()
        self.home.expect(request)
        work = self.work.get(identity)
        if work is None:
            task = asyncio.get_running_loop().create_task(self.dispatcher.run(request))
            work = self.work[identity] = Work(task)
            task.add_done_callback(lambda done: self._ended(request, done))
        work.waiting += 1
        try:
            return await asyncio.shield(work.task)
        finally:
            work.waiting -= 1
            if not work.waiting and not work.task.done():
                work.task.cancel()
                self.work.pop(identity, None)

    def _ended(self, request: Request, task: asyncio.Task[Reply]) -> None:
        identity = request.identity()
        if self.work.get(identity) is not None and self.work[identity].task is task:
            del self.work[identity]
        if not task.cancelled() and task.exception() is None:
            self._note(request, task.result())

    def _note(self, request: Request, reply: Reply) -> None:
        self.journal.note(request.identity(), reply)
        for digest in reply.objects():
            self.makers[digest] = request
        while len(self.makers) > REMEMBERED_MAKERS:
            del self.makers[next(iter(self.makers))]

    async def remake(self, digest: bytes) -> bool:
        """Run again what has made an object that is lost; whether that has made it again."""
        self.journal.forget_object(digest)
        request = self.makers.pop(digest, None)
        if request is None:
            known = self.remaking.get(digest)
            return await asyncio.shield(known) if known is not None else False
        task = self.remaking[digest] = asyncio.get_running_loop().create_task(self._remake(digest, request))
        try:
            return await asyncio.shield(task)
        finally:
            self.remaking.pop(digest, None)

    async def _remake(self, digest: bytes, request: Request) -> bool:
        try:
            reply = await self.dispatcher.run(request)
        except (Refused, EngineError):
            return False
        self._note(request, reply)
        return digest in reply.objects()

    async def serve(self, listening: socket.socket, names: list[str], ready: int) -> None:
        """Listen, connect the engines, serve until nobody has been there for a while."""
        loop = asyncio.get_running_loop()
        self.started = asyncio.Event()
        server = await asyncio.start_unix_server(self._connected, sock=listening)
        posix.write(ready, b"ready\n")
        posix.close(ready)
        self.idle_since = loop.time()
        starting = loop.create_task(self.start_engines(names))
        starting.add_done_callback(self._all_started)
        try:
            told: tuple[bytes, ...] = ()
            while self.clients or self.work or loop.time() - self.idle_since < self.linger_s:
                await asyncio.sleep(min(STATE_S, self.linger_s / 4))
                if self.clients or not self.started.is_set():
                    self.idle_since = loop.time()
                if self.started.is_set() and self.state() != told:
                    told = self.state()
                    for client in self.clients:
                        client.tell(*told)
            await starting
        finally:
            server.close()
            for engine in self.dispatcher.engines:
                await engine.close()

    def _all_started(self, _task: object) -> None:
        self.started.set()
        self.idle_since = asyncio.get_running_loop().time()  # imports may have blocked the loop for long

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        if struct.unpack("3i", credentials)[1] not in (posix.geteuid(), 0):
            writer.close()
            return
        client = Client(self, writer)
        self.clients.add(client)
        frames = Frames()
        try:
            while data := await reader.read(CHUNK_BYTES):
                for message in frames.feed(data):
                    client.take(message)
                await writer.drain()
        except (OSError, FrameError):
            pass
        finally:
            self.clients.discard(client)
            self.idle_since = asyncio.get_running_loop().time()
            client.gone()
            writer.close()


def _become(lock: int, folder: str, name: str) -> bool:
    """Take the lock of the process `name`; False: somebody else has it and listens. Waits for one that is ending."""
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError:
            pass
        with Near(folder) as near, socket.socket(socket.AF_UNIX) as other:
            try:
                other.connect(f"{near}/{name}")
                return False
            except OSError:
                time.sleep(0.02)


def main(name: str, engines: str, store: str, folder: str, ready: int) -> None:
    """Be the engine process `name`; returns at once where there is one already."""
    posix.umask(0o077)
    posix.setsid()
    posix.chdir("/")
    path = f"{folder}/{name}"
    lock = posix.open(path + ".lock", posix.O_RDWR | posix.O_CREAT | posix.O_CLOEXEC, 0o600)
    if not _become(lock, folder, name):
        posix.write(ready, b"ready\n")
        return
    try:
        opened = LocalStore(store)
        journal = Journal(f"{store}/engine-{name}.journal")
    except (StoreError, OSError) as error:
        posix.write(ready, f"{error}\n".encode("utf-8", "surrogateescape"))
        return
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    try:
        posix.unlink(path)
    except FileNotFoundError:
        pass
    with Near(folder) as near:  # a socket's own path may be too long
        listening.bind(f"{near}/{name}")
    listening.listen(64)
    names = [one for one in engines.split(",") if one and one != "local"]
    linger_s = float(os.environ.get(LINGER_VARIABLE) or LINGER_S)
    try:
        asyncio.run(Server(opened, journal, linger_s).serve(listening, names, ready))
    finally:
        posix.unlink(path)
        journal.close()
        opened.close()
