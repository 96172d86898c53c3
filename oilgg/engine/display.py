"""What a request prints in AWS Lambda while it runs there: chunks in the bucket, as long as somebody watches.

The service has no way to talk to an invocation that runs, nor for our handler's runtime to answer in pieces. So who
wants to see output leaves a mark in the bucket; the worker, which looks for marks now and then, begins to put what was
printed there, a chunk each half second at most, and never more than `AHEAD` that nobody has taken: taking is deleting.

    NAMESPACE/c/IDENT           the mark: `watched` or `cancelled`
    NAMESPACE/o/IDENT/NUMBER    a chunk: where its bytes begin in both streams, then the bytes
"""

from __future__ import annotations

import time

from oilgg.store.bucket import BucketError, NotInBucket
from oilgg.worker.frames import FrameError, join, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from oilgg.store.bucket import Bucket
    from oilgg.store.exchange import Traffic

WATCHED, CANCELLED = b"watched", b"cancelled"
AHEAD = 8
SHOW_EVERY_S = 0.5
LOOK_FIRST_S, LOOK_LAST_S = 0.25, 2.0


def mark_key(namespace: str, ident: str) -> str:
    """The name of the mark of an invocation."""
    return f"{namespace}/c/{ident}"


def chunk_key(namespace: str, ident: str, number: int) -> str:
    """The name of one of its chunks."""
    return f"{namespace}/o/{ident}/{number}"


class Showing:
    """The worker's side, for one invocation that is watched."""

    def __init__(self, bucket: Bucket, namespace: str, ident: str) -> None:
        self.bucket = bucket
        self.namespace = namespace
        self.ident = ident
        self.offsets = [0, 0]
        self.number = 0
        self.next_s = 0.0

    def wants_more(self) -> bool:
        """Whether it is time for another chunk, and the last ones have been taken."""
        if time.monotonic() < self.next_s:
            return False
        self.next_s = time.monotonic() + SHOW_EVERY_S
        try:
            return self.number < AHEAD or self.bucket.look(self._key(self.number - AHEAD)) is None
        except BucketError:
            return False

    def show(self, out: bytes, err: bytes) -> None:
        """This has been printed since the last time."""
        if not out and not err:
            return
        where = b"%d %d" % (self.offsets[0], self.offsets[1])
        try:
            self.bucket.put(self._key(self.number), join([where, out, err]), replace=True)
        except BucketError:
            return  # it comes with the next one
        self.offsets[0] += len(out)
        self.offsets[1] += len(err)
        self.number += 1

    def _key(self, number: int) -> str:
        return chunk_key(self.namespace, self.ident, number)


class Watching:
    """This side, for one invocation. `call` runs a function that blocks, elsewhere."""

    def __init__(
        self, bucket: Bucket, namespace: str, ident: str, call: Callable[..., Awaitable[Any]], traffic: Traffic
    ) -> None:
        self.bucket = bucket
        self.namespace = namespace
        self.ident = ident
        self.call = call
        self.traffic = traffic
        self.number = 0
        self.is_marked = False
        self._pause_s = LOOK_FIRST_S

    async def peek(self, offsets: tuple[int, int]) -> tuple[bytes, bytes]:
        """What is new from these places on; waits a little where that is nothing."""
        import asyncio

        try:
            if not self.is_marked:
                self.is_marked = True
                self.traffic.puts += 1
                await self.call(self.bucket.put, mark_key(self.namespace, self.ident), WATCHED)
            self.traffic.gets += 1
            data = await self.call(self.bucket.get, chunk_key(self.namespace, self.ident, self.number))
            where, out, err = split(data)
            begins = [int(word) for word in where.split()]
            found = [
                _after(part, offset - begin) for part, begin, offset in zip((out, err), begins, offsets, strict=True)
            ]
            await self.call(self.bucket.delete, [chunk_key(self.namespace, self.ident, self.number)])
        except NotInBucket:
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(LOOK_LAST_S, self._pause_s * 1.5)
            return b"", b""
        except (BucketError, FrameError, ValueError):
            await asyncio.sleep(LOOK_LAST_S)
            return b"", b""
        self.number += 1
        self.traffic.puts += 1  # the worker's
        self.traffic.down_bytes += len(data)
        self._pause_s = LOOK_FIRST_S
        return found[0], found[1]

    def tidy(self, cancelled: bool) -> None:
        """Afterwards, blocking: leave nothing there but the mark of a cancelled one, for its worker to see."""
        if self.is_marked:
            keys = [chunk_key(self.namespace, self.ident, self.number + more) for more in range(AHEAD + 1)]
            if not cancelled:
                keys.append(mark_key(self.namespace, self.ident))
            try:
                self.bucket.delete(keys)
            except BucketError:
                pass  # it expires


def _after(data: bytes, known: int) -> bytes:
    """What of `data` is not known yet: its first bytes are, or (another attempt has shown more) bytes are missing."""
    return data[known:] if known >= 0 else b""
