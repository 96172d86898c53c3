"""Chunks of what an invocation prints: what is put is taken once, in order, and no more is put than is taken."""

from __future__ import annotations

import asyncio
from typing import Any

from oilgg.engine.display import AHEAD, CANCELLED, WATCHED, Showing, Watching, mark_key
from oilgg.store.bucket import BucketError, MemoryBucket
from oilgg.store.exchange import Traffic


async def at_once(function: Any, *arguments: Any) -> Any:
    """Runs what would block."""
    return function(*arguments)


def both(bucket: MemoryBucket) -> tuple[Showing, Watching]:
    """Both sides of one invocation."""
    return Showing(bucket, "n", "i"), Watching(bucket, "n", "i", at_once, Traffic())


def test_what_is_put_is_taken() -> None:
    bucket = MemoryBucket()
    showing, watching = both(bucket)
    assert showing.wants_more() and not showing.wants_more(), "not twice at once"
    showing.show(b"", b"")
    showing.show(b"one", b"")
    showing.show(b"two", b"err")
    assert asyncio.run(watching.peek((0, 0))) == (b"one", b"")
    assert asyncio.run(watching.peek((3, 0))) == (b"two", b"err")
    assert bucket.contents == {mark_key("n", "i"): WATCHED}
    watching.tidy(False)
    assert not bucket.contents


def test_the_mark_of_a_cancelled_one_stays() -> None:
    """Its worker has yet to see it."""
    bucket = MemoryBucket()
    showing, watching = both(bucket)
    showing.show(b"one", b"")
    showing.show(b"two", b"")
    asyncio.run(watching.peek((0, 0)))
    bucket.put(mark_key("n", "i"), CANCELLED, replace=True)
    watching.tidy(True)
    assert bucket.contents == {mark_key("n", "i"): CANCELLED}


def test_another_attempt_is_not_shown_twice() -> None:
    """A worker was lost: the next one prints the same from the beginning."""
    bucket = MemoryBucket()
    showing, watching = both(bucket)
    showing.show(b"one two", b"")
    showing.show(b" three", b"")
    assert asyncio.run(watching.peek((5, 2))) == (b"wo", b"")
    assert asyncio.run(watching.peek((7, 2))) == (b" three", b"")


def test_no_more_is_put_than_somebody_takes() -> None:
    bucket = MemoryBucket()
    showing, watching = both(bucket)
    for number in range(AHEAD):
        showing.next_s = 0.0
        assert showing.wants_more()
        showing.show(b"%d" % number, b"")
    showing.next_s = 0.0
    assert not showing.wants_more()
    asyncio.run(watching.peek((0, 0)))
    showing.next_s = 0.0
    assert showing.wants_more()
    watching.tidy(False)
    assert not bucket.contents


def test_a_chunk_that_cannot_be_put_comes_with_the_next() -> None:
    refuses = [True]

    def trouble(verb: str, _key: str) -> None:
        if verb == "put" and refuses[0]:
            raise BucketError("slow down")

    bucket = MemoryBucket(trouble)
    showing, watching = both(bucket)
    showing.show(b"one", b"")
    refuses[0] = False
    assert showing.offsets == [0, 0]
    showing.show(b"one two", b"")
    assert asyncio.run(watching.peek((0, 0))) == (b"one two", b"")
