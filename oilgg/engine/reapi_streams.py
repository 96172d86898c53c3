"""What actions print while they run, where their server has streams for that.

A server may name a stream for each of an action's two as soon as it runs; such a stream is read like a large object and
goes on until the action has ended. Nothing is read before somebody wants to see it, and no more than `AHEAD_BYTES`
before that was taken: the connection's own flow control holds the rest back.
"""

from __future__ import annotations

import asyncio

from oilgg.engine.network import Lost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.engine.reapi_storage import Storage

AHEAD_BYTES = 1 << 20


class Tail:
    """One stream of a server, read from `offset` on."""

    def __init__(self, storage: Storage, name: str, offset: int) -> None:
        self.offset = offset
        self.trouble = False
        self._data = bytearray()
        self._room = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._read(storage, name))

    async def _read(self, storage: Storage, name: str) -> None:
        try:
            async for piece in storage.pieces(name, self.offset):
                self._data += piece
                while len(self._data) >= AHEAD_BYTES:
                    self._room.clear()
                    await self._room.wait()
        except Lost:
            self.trouble = True  # what it prints comes with its result

    def take(self) -> bytes:
        """What has come since the last time."""
        found = bytes(self._data)
        self._data.clear()
        self.offset += len(found)
        self._room.set()
        return found

    def close(self) -> None:
        """Read no more."""
        self._task.cancel()


class Streams:
    """The two streams of one action that runs."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.names = ("", "")
        self._tails: list[Tail | None] = [None, None]

    def note(self, metadata: Any) -> None:
        """The server has said how its operation is; `metadata` may name streams."""
        self.names = (metadata.stdout_stream_name or self.names[0], metadata.stderr_stream_name or self.names[1])

    def peek(self, offsets: tuple[int, int]) -> tuple[bytes, bytes] | None:
        """What has been printed from these places on, as far as it has come; None where the server does not tell."""
        if not any(self.names):
            return None
        found = [b"", b""]
        for index, name in enumerate(self.names):
            tail = self._tails[index]
            if tail is not None and tail.offset != offsets[index]:
                tail.close()
                tail = None
            if tail is None and name:
                tail = self._tails[index] = Tail(self.storage, name, offsets[index])
            if tail is not None and not tail.trouble:
                found[index] = tail.take()
        return found[0], found[1]

    def close(self) -> None:
        """The action has ended."""
        for tail in self._tails:
            if tail is not None:
                tail.close()
