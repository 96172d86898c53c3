"""Where a request runs, and what happens when that goes wrong: fallback, bounded retries, duplicates of stragglers.

A request goes to the first engine of the list that takes it. One that was lost is tried again after a pause that grows
and varies, on whatever is there then; one that may have killed its worker is not: it runs at home. A request that takes
far longer than its like gets a duplicate if there is room; the first to end wins, the other is cancelled. A command
that ran and failed is a result, never a reason to try again.
"""

from __future__ import annotations

import asyncio
import random

from oilgg.engine.network import Lost, Refused
from oilgg.errors import EngineError
from oilgg.reason import ENGINE_LOST, NOT_SUPPORTED, Refusal
from oilgg.store.base import MissingObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.engine.network import NetworkEngine
    from oilgg.worker.request import Reply, Request

ATTEMPTS = 4
SUSPECT_ATTEMPTS = 1
PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
# A duplicate is started when a request has run for so many times what its like took, and at least so long.
STRAGGLER_FACTOR = 4.0
STRAGGLER_LEAST_S = 5.0
REMEMBERED = 4096


class Dispatcher:
    """Runs requests on a list of engines, the preferred one first."""

    def __init__(self, engines: Sequence[NetworkEngine]) -> None:
        self.engines = list(engines)
        self.down: dict[str, str] = {}
        """Engines that cannot be reached, and why."""
        self.running = 0
        self.retries = 0
        self.duplicates = 0
        self.pause_s = PAUSE_S
        self.straggler_least_s = STRAGGLER_LEAST_S
        self._took: dict[str, float] = {}

    def slots(self) -> int:
        """How many requests can run at the same time now."""
        return sum([engine.slots() for engine in self.engines if engine.name not in self.down])

    async def run(self, request: Request) -> Reply:
        """Run `request` somewhere. Raises Refused: no engine takes it, or all have lost it too often."""
        lost = suspected = 0
        refused: set[str] = set()
        last = Refusal(NOT_SUPPORTED)
        while True:
            engine, refusal = self._choose(request, refused)
            if engine is None:
                raise Refused(refusal or last)
            try:
                self.running += 1
                return await self._run_on(engine, request)
            except Refused as no:
                refused.add(engine.name)
                last = no.refusal
                continue
            except MissingObject as missing:
                raise Refused(Refusal(ENGINE_LOST, str(missing)))
            except Lost as error:
                lost += 1
                suspected += error.suspect
                last = Refusal(ENGINE_LOST, f"{engine.name}: {error}")
            except EngineError as error:
                self.down[engine.name] = str(error)
                last = Refusal(ENGINE_LOST, str(error))
                continue
            finally:
                self.running -= 1
            if lost >= ATTEMPTS or suspected >= SUSPECT_ATTEMPTS:
                raise Refused(last)
            self.retries += 1
            await asyncio.sleep(min(LONGEST_PAUSE_S, self.pause_s * 2**lost) * (0.5 + random.random()))

    async def peek(self, request: Request, offsets: tuple[int, int]) -> tuple[bytes, bytes] | None:
        """What `request` has printed so far, if an engine that runs it can tell."""
        for engine in self.engines:
            try:
                found = await engine.peek(request, offsets) if engine.name not in self.down else None
            except Lost:
                continue
            if found is not None:
                return found
        return None

    def _choose(self, request: Request, refused: set[str]) -> tuple[NetworkEngine | None, Refusal | None]:
        """The engine for `request`, or None and why there is none."""
        why: Refusal | None = None
        if self.down:
            why = Refusal(ENGINE_LOST, "; ".join(self.down.values()))
        for engine in self.engines:
            if engine.name not in self.down and engine.name not in refused:
                refusal = engine.refusal(request)
                if refusal is None:
                    return engine, None
                why = refusal
        return None, why

    async def _run_on(self, engine: NetworkEngine, request: Request) -> Reply:
        """Run it, and a duplicate of it if it turns out to be a straggler."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        runs = {loop.create_task(engine.run(request))}
        try:
            patience = self._patience(request)
            await asyncio.wait(runs, timeout=patience)
            while not any(run.done() for run in runs) and self.running >= self.slots():
                await asyncio.wait(runs, timeout=patience / 2)  # there may be room later
            if not any(run.done() for run in runs):
                self.duplicates += 1
                runs.add(loop.create_task(engine.run(request)))
            reply = await _first(runs)
        finally:
            for run in runs:
                run.cancel()
            await asyncio.gather(*runs, return_exceptions=True)
        self._learn(request, loop.time() - began)
        return reply

    def _patience(self, request: Request) -> float:
        expected = max(request.expected_s, self._took.get(_kind(request), 0.0))
        return max(self.straggler_least_s, expected * STRAGGLER_FACTOR) if expected else 1e6

    def _learn(self, request: Request, seconds: float) -> None:
        kind = _kind(request)
        before = self._took.get(kind)
        if len(self._took) > REMEMBERED:
            self._took.clear()
        self._took[kind] = seconds if before is None else 0.8 * before + 0.2 * seconds


async def _first(runs: set[asyncio.Task[Reply]]) -> Reply:
    """The first reply; the error of the last run if all fail."""
    pending = set(runs)
    while True:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for run in done:
            if run.exception() is None or not pending:
                return run.result()


def _kind(request: Request) -> str:
    """What requests that take about the same time have in common."""
    return "|".join([stage.program + _suffixes(stage.argv) for stage in request.thunk.stages])


def _suffixes(argv: tuple[str, ...]) -> str:
    options = [word for word in argv[1:] if word.startswith("-") and len(word) <= 3]
    return " " + " ".join(sorted(set(options)))
