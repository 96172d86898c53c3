"""Where requests run: fallback, retries, suspects, duplicates of stragglers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from oilgg.engine.dispatch import ATTEMPTS, Dispatcher
from oilgg.engine.network import Home, Lost, NetworkEngine, Refused
from oilgg.errors import EngineError
from oilgg.reason import NEEDS_UNMET, Refusal
from oilgg.store.memory import MemoryStore
from oilgg.thunk.ir import Result, Stage, Thunk
from oilgg.worker.request import Reply, Request

REQUEST = Request(Thunk((Stage("/bin/true", ("true",)),), "/"))


class Fake(NetworkEngine):
    """An engine whose runs do what they are told, one after the other."""

    def __init__(self, name: str, *behaviours: Callable[[], Awaitable[Reply]], no: Refusal | None = None) -> None:
        super().__init__(name, Home(MemoryStore(), print))
        self.behaviours = list(behaviours)
        self.no = no
        self.runs = 0
        self.cancelled = 0

    def slots(self) -> int:
        return 4

    def refusal(self, request: Request) -> Refusal | None:
        return self.no

    async def run(self, request: Request) -> Reply:
        self.runs += 1
        try:
            return await self.behaviours[min(self.runs, len(self.behaviours)) - 1]()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


def reply(status: int) -> Reply:
    """A reply to be recognized."""
    return Reply(Result((status,)))


def gives(status: int) -> Callable[[], Awaitable[Reply]]:
    """A run that ends at once."""

    async def run() -> Reply:
        return reply(status)

    return run


def fails(error: Exception) -> Callable[[], Awaitable[Reply]]:
    """A run that comes to nothing."""

    async def run() -> Reply:
        raise error

    return run


async def hangs() -> Reply:
    """A run that never ends."""
    await asyncio.Event().wait()
    return reply(0)


def dispatch(*engines: Fake, request: Request = REQUEST) -> Reply | Refusal:
    """What comes of a request."""

    async def run() -> Reply | Refusal:
        dispatcher = Dispatcher(engines)
        dispatcher.pause_s = 0.0
        dispatcher.straggler_least_s = 0.01
        try:
            return await dispatcher.run(request)
        except Refused as refused:
            return refused.refusal

    return asyncio.run(run())


def test_the_first_that_takes_it() -> None:
    no = Fake("a", gives(1), no=Refusal(NEEDS_UNMET))
    assert dispatch(no, Fake("b", gives(2)), Fake("c", gives(3))) == reply(2)
    assert no.runs == 0
    refusal = dispatch(no)
    assert isinstance(refusal, Refusal) and refusal.reason is NEEDS_UNMET


def test_a_failing_command_is_a_result() -> None:
    engine = Fake("a", gives(7))
    assert dispatch(engine) == reply(7)
    assert engine.runs == 1


def test_what_was_lost_is_tried_again_but_not_for_ever() -> None:
    engine = Fake("a", fails(Lost("cut")), fails(Lost("cut")), gives(3))
    assert dispatch(engine) == reply(3)
    engine = Fake("a", fails(Lost("cut")))
    refusal = dispatch(engine)
    assert isinstance(refusal, Refusal) and "cut" in str(refusal) and engine.runs == ATTEMPTS


def test_what_may_have_killed_its_worker_is_not_sent_again() -> None:
    engine, other = Fake("a", fails(Lost("its worker died", suspect=True)), gives(1)), Fake("b", gives(2))
    assert isinstance(dispatch(engine, other), Refusal)
    assert engine.runs == 1 and other.runs == 0


def test_refused_at_the_door_or_unreachable_goes_to_the_next() -> None:
    refusing = Fake("a", fails(Refused(Refusal(NEEDS_UNMET))))
    down = Fake("b", fails(EngineError("b: nobody there")))
    assert dispatch(refusing, down, Fake("c", gives(4))) == reply(4)
    refusal = dispatch(down)
    assert isinstance(refusal, Refusal) and str(refusal) == "b: nobody there"


def test_a_straggler_gets_a_duplicate_and_the_loser_is_cancelled() -> None:
    engine = Fake("a", hangs, gives(5))
    slow = Request(REQUEST.thunk, expected_s=0.001)
    assert dispatch(engine, request=slow) == reply(5)
    assert engine.runs == 2 and engine.cancelled == 1


def test_a_duplicate_that_is_lost_changes_nothing() -> None:
    async def a_little_later() -> Reply:
        while engine.runs < 2:
            await asyncio.sleep(0.005)
        return reply(6)

    engine = Fake("a", a_little_later, fails(Lost("cut")))
    assert dispatch(engine, request=Request(REQUEST.thunk, expected_s=0.001)) == reply(6)
