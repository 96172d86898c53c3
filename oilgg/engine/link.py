"""The other side of a worker process, on an event loop: starts it, runs requests on it, moves objects."""

from __future__ import annotations

import asyncio
import socket
import subprocess

from oilgg.engine.network import Lost, NotStarted
from oilgg.engine.worker_process import FAILURES, command
from oilgg.reason import NAMES_FOLDER, NO_NAMESPACES, NOT_SUPPORTED, PLATFORM_DIFFERS, VIEW_FAILED, Refusal
from oilgg.thunk.codec import CodecError
from oilgg.worker.frames import FrameError, Frames, frame
from oilgg.worker.request import Reply, decode_reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from typing import Any

REASONS = {
    "platform": PLATFORM_DIFFERS,
    "view": VIEW_FAILED,
    "spaces": NO_NAMESPACES,
    "named": NAMES_FOLDER,
    "request": NOT_SUPPORTED,
    "start": NOT_SUPPORTED,
}
CHUNK_BYTES = 1 << 20


class WorkerLink:
    """A worker process of this machine. Usable on one event loop."""

    def __init__(self) -> None:
        self.view = ""
        """Which view works there, and why not a better one."""
        self.view_reason = ""
        self.process: subprocess.Popen[bytes] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._runs: dict[bytes, asyncio.Future[list[bytes]]] = {}
        self._objects: dict[bytes, list[asyncio.Future[bytes | None]]] = {}
        self._questions: list[asyncio.Future[set[bytes]]] = []
        self._peeks: list[asyncio.Future[tuple[bytes, bytes]]] = []
        self._ready: asyncio.Future[None] | None = None
        self._given: dict[bytes, asyncio.Task[None]] = {}

    async def start(self, folder: str, slots: int) -> None:
        """Start the process with `folder` for its objects and wait until it is ready. Raises Lost."""
        ours, theirs = socket.socketpair()
        try:
            program = command(theirs.fileno(), folder, slots)
            self.process = subprocess.Popen(program, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd="/")
        finally:
            theirs.close()
        reader, self._writer = await asyncio.open_connection(sock=ours)
        loop = asyncio.get_running_loop()
        self._ready = loop.create_future()
        self._reading = loop.create_task(self._read(reader))
        await self._ready

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._reading is not None and not self._reading.done()

    async def run(self, key: bytes, request: bytes, give: Callable[[bytes], Awaitable[bytes]]) -> Reply:
        """Run an encoded request; `give(digest)` provides objects that it lacks here. Raises Lost, Refused.

        Cancelled, it kills the processes of the request.
        """
        provided: set[bytes] = set()
        while True:
            message = await self._ask(key, request)
            kind, rest = message[0], message[2:]
            if kind == b"done":
                try:
                    return decode_reply(rest[0])
                except CodecError as error:
                    raise Lost(str(error))
            if kind == b"failed":
                raise failure(rest)
            again = provided.intersection(rest)
            for digest in again:
                self._given.pop(digest, None)
            if again:
                raise Lost(f"the worker does not keep object {again.pop().hex()}")
            await asyncio.gather(*[self._give(digest, give) for digest in rest])
            provided.update(rest)

    async def _give(self, digest: bytes, give: Callable[[bytes], Awaitable[bytes]]) -> None:
        """Give it an object, once for all who ask at the same time."""

        async def read_and_put() -> None:
            self.put(digest, await give(digest))

        task = self._given.get(digest)
        if task is None:
            task = self._given[digest] = asyncio.get_running_loop().create_task(read_and_put())
        try:
            await asyncio.shield(task)
        except Exception:
            self._given.pop(digest, None)
            raise

    async def ask(self, key: bytes, request: bytes) -> list[bytes]:
        """Say `run` once; the answer: `done`, `failed` or `lacks`, without the key. Raises Lost."""
        message = await self._ask(key, request)
        return [message[0], *message[2:]]

    async def _ask(self, key: bytes, request: bytes) -> list[bytes]:
        future: asyncio.Future[list[bytes]] = asyncio.get_running_loop().create_future()
        self._runs[key] = future
        try:
            self._send(b"run", key, request)
            return await future
        except asyncio.CancelledError:
            self.cancel(key)
            raise
        finally:
            self._runs.pop(key, None)

    def cancel(self, key: bytes) -> None:
        """Kill the request `key`."""
        if self.alive:
            self._send(b"cancel", key)

    def put(self, digest: bytes, data: bytes) -> None:
        """Give it an object."""
        self._send(b"put", digest, data)

    async def get(self, digest: bytes) -> bytes | None:
        """The bytes of an object that it holds, else None. Raises Lost."""
        future: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._objects.setdefault(digest, []).append(future)
        self._send(b"get", digest)
        return await future

    async def peek(self, key: bytes, offsets: tuple[int, int]) -> tuple[bytes, bytes]:
        """What the request `key` has printed so far, from these places on. Raises Lost."""
        future: asyncio.Future[tuple[bytes, bytes]] = asyncio.get_running_loop().create_future()
        self._peeks.append(future)
        self._send(b"peek", key, b"%d" % offsets[0], b"%d" % offsets[1])
        return await future

    async def has(self, digests: Iterable[bytes]) -> set[bytes]:
        """Which of these objects it holds. Raises Lost."""
        future: asyncio.Future[set[bytes]] = asyncio.get_running_loop().create_future()
        self._questions.append(future)
        self._send(b"has", *digests)
        return await future

    def _send(self, *parts: bytes) -> None:
        if not self.alive or self._writer is None:
            raise Lost("the worker process is gone")
        self._writer.write(frame(*parts))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        frames = Frames()
        try:
            while data := await reader.read(CHUNK_BYTES):
                for message in frames.feed(data):
                    self._take(message)
        except (OSError, FrameError):
            pass
        finally:
            self._all_lost()

    def _take(self, message: list[bytes]) -> None:
        kind = message[0]
        if kind in (b"done", b"failed", b"lacks"):
            run = self._runs.get(message[1])
            if run is not None and not run.done():
                run.set_result(message)
        elif kind in (b"object", b"missing"):
            for future in self._objects.pop(message[1], ()):
                if not future.done():
                    future.set_result(message[2] if kind == b"object" else None)
        elif kind == b"output" and self._peeks:
            peek = self._peeks.pop(0)
            if not peek.done():
                peek.set_result((message[2], message[3]))
        elif kind == b"have" and self._questions:
            question = self._questions.pop(0)
            if not question.done():
                question.set_result(set(message[1:]))
        elif kind == b"ready" and self._ready is not None:
            self.view, self.view_reason = message[1].decode(), message[2].decode("utf-8", "replace")
            self._ready.set_result(None)

    def _all_lost(self) -> None:
        gone = Lost("the worker process has died")
        waiting: list[asyncio.Future[Any]] = [*self._runs.values(), *self._questions, *self._peeks]
        waiting += [future for futures in self._objects.values() for future in futures]
        for future in waiting:
            if not future.done():
                future.set_exception(gone)
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(Lost("the worker process does not start"))
        self._runs, self._objects, self._questions, self._peeks = {}, {}, [], []
        if self._writer is not None:
            self._writer.close()

    async def close(self) -> None:
        """End the process and all it runs; waits for that."""
        if self._writer is not None:
            self._writer.close()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])
        if self.process is not None:
            await asyncio.to_thread(self.process.wait)


def failure(rest: list[bytes]) -> Exception:
    """What a `failed` message (without kind and key) means."""
    code, text = rest[0].decode("ascii", "replace"), rest[1].decode("utf-8", "replace")
    words = text or FAILURES.get(code, code)
    if code == "spaces":
        words = f"the worker has no namespaces: {words}"
    if code in REASONS:
        return NotStarted(Refusal(REASONS[code], words))
    return Lost(words, suspect=code == "late")
