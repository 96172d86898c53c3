"""What others have made: asked for before a command runs, while the walk goes on; and what is made here, told to them.

An answer counts under the same conditions as a result of one's own: all that was learned holds here and now, and the
outputs can go to their places. Large objects are brought only then.
"""

from __future__ import annotations

from oilgg.engine.base import PLAIN, Job
from oilgg.order.entry import RUNNING, ThunkEntry
from oilgg.order.resolve import NeedsEntry
from oilgg.reduce.task import Task
from oilgg.store.base import Reduction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.engine.client import RemoteEngine
    from oilgg.order.reducer import Reducer
    from oilgg.thunk.ir import Result

AT_ONCE = 32
"""So many results are told together."""


class Sharing:
    """Asks `engine` for what others have made, for the entries of `reducer`."""

    def __init__(self, reducer: Reducer, engine: RemoteEngine) -> None:
        self.reducer = reducer
        self.engine = engine
        self._made: list[tuple[bytes, Result]] = []
        self.reused = 0

    def ask(self, entry: ThunkEntry) -> bool:
        """Ask for `entry`, which nothing here is known of; False: it is not worth it, or was done already."""
        if entry.asked or self.engine.refused is not None or not entry.lowered.lasting:
            return False
        if not entry.pure or entry.values or entry.lowered.call is not None:
            return False
        entry.asked = True
        scheduler = self.reducer.runs.scheduler
        job = Job(scheduler.next_key(), [], entry.lowered.cwd, entry.lowered.umask, PLAIN)
        task = entry.task = Task(job, [], _nothing)
        entry.phase = RUNNING
        self.engine.lookup([entry.key, entry.silent_key], lambda results: self._answered(entry, task, results))
        return True

    def _answered(self, entry: ThunkEntry, task: Task, results: list[Result]) -> None:
        """Others have made these of `entry`."""
        if entry.task is not task or entry.phase is not RUNNING or entry.gone:
            return
        self._within(entry, lambda: self._choose(entry, task, results))

    def _choose(self, entry: ThunkEntry, task: Task, results: list[Result]) -> None:
        for result in results:
            reduction = Reduction(result.learned, result)
            if not self.reducer.reuse.learned_holds(entry, reduction):
                continue
            missing = [digest for digest in _objects(result) if not self.reducer.store.has(digest)]
            if missing:
                self._bring(entry, task, reduction, missing)
            else:
                self._use(entry, reduction)
            return
        self.reducer.came_back(entry, None)

    def _bring(self, entry: ThunkEntry, task: Task, reduction: Reduction, missing: list[bytes]) -> None:
        """Bring the objects of a result, then use it."""
        left = set(missing)

        def arrived(digest: bytes, there: bool) -> None:
            left.discard(digest)
            if left or entry.task is not task or entry.phase is not RUNNING or entry.gone:
                return
            self._within(entry, lambda: self._use(entry, reduction))

        self.engine.fetch(missing, arrived)

    def _use(self, entry: ThunkEntry, reduction: Reduction) -> None:
        refusal = self.reducer.reuse.refusal(entry, reduction)
        if refusal is not None:
            self.reducer.came_back(entry, None)
            return
        self.reused += 1
        entry.task = None
        result = reduction.result
        silent = not (result.stdout.size or result.stderr.size)
        self.reducer.store.record(entry.silent_key if silent else entry.key, reduction)
        self.reducer.replay(entry, result)

    def _within(self, entry: ThunkEntry, step: Callable[[], None]) -> None:
        """Do `step` at the place of `entry` in the order; it may turn out to need another entry first."""
        resolver = self.reducer.resolver
        before, resolver.at = resolver.at, entry
        try:
            step()
        except NeedsEntry as missing:
            entry.asked = False  # it is asked for again, then
            self.reducer.came_back(entry, missing.entry)
        except OSError:
            self.reducer.came_back(entry, None)
        finally:
            resolver.at = before

    def tell(self, key: bytes, result: Result) -> None:
        """Something was made here."""
        self._made.append((key, result))
        if len(self._made) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Tell others now."""
        made, self._made = self._made, []
        if made:
            self.reducer.store.flush()
            for key, result in made:
                self.engine.record(key, result)


def _objects(result: Result) -> list[bytes]:
    found = [output.digest for output in result.outputs if output.digest is not None]
    found += [stream.digest for stream in (result.stdout, result.stderr) if stream.digest is not None]
    return found


def _nothing(_result: object) -> None:
    """Nobody runs such a task."""
