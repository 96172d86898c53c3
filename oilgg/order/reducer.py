"""From a pending command to its result: resolve its inputs, look for a known result, else run it in a view.

A command is resolved when everything it reads has a known version. Its reduced thunk names its result in
the store. Where the command can tell what else it read (a compiler's headers), a result counts only while
all of that is unchanged and nothing has appeared that would have been read instead.
"""

from __future__ import annotations

import posix
from _signal import SIGPIPE

from oilgg.errors import StoreError
from oilgg.order.entry import DONE, IN_TURN, WAITING, ThunkEntry
from oilgg.order.learning import Learning
from oilgg.order.naming import STORE, name_of_file, treatment
from oilgg.order.resolve import CameTooEarly, NeedsEntry, Resolver
from oilgg.order.reuse import Reuse
from oilgg.order.run import CLOCK_SLACK_NS, NotHeld, Runs, UndeclaredWrite, Unsuitable, unlink
from oilgg.paths import parent
from oilgg.reason import (
    CONTENT,
    ENGINE_LOST,
    FAILED_ELSEWHERE,
    INPUTS_UNKNOWN,
    NOT_PURE,
    OUTPUT_PLACE,
    SAMPLE,
    STORE_OFF,
    TRACER_FAILED,
    UNDECLARED_READ,
    UNDECLARED_WRITE,
    VIEW_FAILED,
    WORLD,
    Refusal,
)
from oilgg.reason import IN_TURN as NO_VIEW
from oilgg.store.base import Reduction
from oilgg.thunk.codec import encode_thunk
from oilgg.thunk.hash import identities
from oilgg.thunk.ir import EMPTY_STREAM, INLINE_STREAM_BYTES, NOTHING_LEARNED, Learned, Result, StreamValue, Usage
from oilgg.worker import wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.engine import base
    from oilgg.order.calls import Calls
    from oilgg.order.entry import Entry
    from oilgg.order.remote import Remote
    from oilgg.order.samples import Samples
    from oilgg.order.sharing import Sharing
    from oilgg.order.traced import Digests, Finding
    from oilgg.order.versions import Versions
    from oilgg.order.write_behind import Printed, WriteBehind
    from oilgg.reduce.scheduler import Scheduler
    from oilgg.reduce.tools import Tools
    from oilgg.store.base import Store
    from oilgg.worker.view import ViewSupport


class Reducer:
    """Resolves, reuses and runs thunk entries.

    `done(entry)` is called when one has its result, `distrust(entry)` when it wrote what it may not, and
    `messages(entry, result)` gives the shell's words for stages that did not start.
    """

    def __init__(
        self,
        versions: Versions,
        store: Store,
        tools: Tools,
        scheduler: Scheduler,
        support: Callable[[], ViewSupport],
        scratch: str,
        keep: bool,
    ) -> None:
        self.versions = versions
        self.store = store
        self.tools = tools
        self.scratch = scratch
        self.resolver = Resolver(versions, tools, store, support)
        self.reuse = Reuse(self.resolver, store, keep)
        self.learning = Learning(self.resolver)
        self._unnamed: list[ThunkEntry] = []
        """What runs and has no name yet."""
        self.runs = Runs(self.resolver, scheduler, store, scratch, keep)
        self.verifier = self.reuse.verifier
        self.is_head: Callable[[ThunkEntry], bool] = _never
        """Whether everything before an entry is real."""
        self.behind: WriteBehind | None = None
        """Judges the traces of commands that nobody annotated, and records their results."""
        self.second: Callable[[ThunkEntry, base.Result, Printed, Finding, bytes, Reduction], None] = _no_second
        """Told of the result of each traced command: it may hold in more cases than the one it was found in."""
        self.done: Callable[[ThunkEntry], None] = _nothing
        self.distrust: Callable[[ThunkEntry], None] = _nothing
        self.waits: Callable[[ThunkEntry], None] = _nothing
        self.took: Callable[[ThunkEntry, float], None] = _no_time
        self.calls: Calls | None = None
        self.sharing: Sharing | None = None
        self.samples: Samples | None = None
        """Results from elsewhere that are made here again."""
        self.messages: Callable[[ThunkEntry, base.Result], list[str]] = _no_messages

    def resolve(self, entry: ThunkEntry) -> None:
        """All that `entry` waits for is known: reuse a result, or start a run. May find more to wait for."""
        resolver = self.resolver
        if self._unnamed and self.runs.scheduler.is_full():
            self.name_started()
        resolver.at = entry
        try:
            if self._starts_unnamed(entry):
                return
            entry.thunk = resolver.thunk(entry)
            keys = identities(entry.thunk)
            entry.key, entry.silent_key = keys
            if entry.node is not None and self.calls is not None and self.calls.shares(entry):
                return
            if entry.lowered.silent:
                keys = (entry.silent_key, entry.key)  # more likely
            reduction = None if entry.anew else self.reuse.find(entry, keys)
            if reduction is None and not self._may_run(entry):
                return
            if entry.lowered.traced:
                self._forget_own(entry, reduction)
            if reduction is not None:
                self.replay(entry, reduction.result)
            elif self.sharing is not None and not entry.lowered.traced and self.sharing.ask(entry):
                return
            elif not self._start(entry):
                entry.phase = IN_TURN
        except NeedsEntry as missing:
            resolver.wait_for_missing(entry, missing.entry)
        except OSError as error:
            entry.reason = Refusal(OUTPUT_PLACE, f"{error.filename}: {error.strerror}")
            entry.phase = IN_TURN
        finally:
            resolver.at = None

    def _may_run(self, entry: ThunkEntry) -> bool:
        """Whether `entry`, whose result is not known, may run out of its turn, by the text of its sources.

        Nothing is ever kept under the name of a command whose sources vary or take in what nobody reports.
        """
        entry.order_salt = self.resolver.content(entry)
        if entry.order_salt == "varies" and self.reuse.keep:
            entry.reason = Refusal(NOT_PURE)
        elif entry.order_salt == "opaque":
            entry.reason = Refusal(CONTENT, "a source takes in files that the compiler does not report")
            entry.phase = IN_TURN
            return False
        return True

    def _starts_unnamed(self, entry: ThunkEntry) -> bool:
        """Start `entry`, a compiler, before its tools are read, where the store can't know a result; False: not so.

        So the first commands of a clean build run while their compiler is being hashed: `name_started` does that once
        every core has enough to do. Raises NeedsEntry, OSError.
        """
        lowered, resolver = entry.lowered, self.resolver
        if not self.store.is_new() or self.sharing is not None or self.runs.remote is not None:
            return False
        if lowered.traced or lowered.call is not None or entry.node is not None:
            return False
        if not any("tool" in effects.needs for effects in lowered.effects) or resolver.knows_tools(lowered):
            return False
        resolver.inputs(entry)
        entry.order_salt = resolver.content(entry)
        if entry.order_salt == "opaque" or not resolver.overlay or not self._start(entry):
            return False
        self._unnamed.append(entry)
        return True

    def name_started(self) -> None:
        """Name the commands that were started before their tools were read: while they run, there is time for it."""
        started, self._unnamed = self._unnamed, []
        for entry in started:
            if entry.dropped:
                continue
            self.resolver.at = entry
            try:
                entry.thunk = self.resolver.thunk(entry)
                entry.key, entry.silent_key = keys = identities(entry.thunk)
                self.reuse.find(entry, keys)  # for the reason
            except (NeedsEntry, OSError):  # a program that may be run, but not read
                entry.thunk = None
            finally:
                self.resolver.at = None

    def _start(self, entry: ThunkEntry) -> bool:
        """Run `entry`; False: in its turn."""
        entry.alone = self.is_head(entry)
        if entry.alone and self.runs.prefers_turn(entry):
            return False
        return self.runs.start(entry, False, lambda result: self._ended(entry, result))

    def _forget_own(self, entry: ThunkEntry, reduction: Reduction | None) -> None:
        """What held of the outputs of `entry` before it, or did not, need not hold behind it."""
        outputs = reduction.result.outputs if reduction is not None else ()
        for path in dict.fromkeys([*entry.writes(), *[output.path for output in outputs]]):
            self.verifier.forget(path)
            self.verifier.forget(parent(path))

    def foresee(self, entry: ThunkEntry) -> bool:
        """Whether a known result would serve for `entry`, as far as can be told without running anything."""
        self.resolver.at = entry
        try:
            entry.thunk = self.resolver.thunk(entry)
            entry.order_salt = self.resolver.content(entry)
            return self.reuse.find(entry, identities(entry.thunk)) is not None
        except (NeedsEntry, OSError):
            return False
        finally:
            self.resolver.at = None

    def run_in_turn(self, entry: ThunkEntry) -> None:
        """Everything before `entry` is real: run it in the tree itself."""
        entry.in_turn = True
        self.runs.start(entry, True, lambda result: self._ended(entry, result))

    def start_again(self, entry: ThunkEntry) -> None:
        """Forget what came of `entry` so far."""
        self.runs.dispose(entry)
        entry.outputs = {}
        entry.statuses = ()
        entry.stage_messages = []
        entry.replayed = entry.remote = False
        entry.phase = WAITING

    def remove_scratch(self) -> None:
        """Remove the private folder of this run."""
        for name in posix.listdir(self.scratch):
            unlink(f"{self.scratch}/{name}")
        try:
            posix.rmdir(self.scratch)
        except OSError:
            pass

    # -- a known result ----------------------------------------------------------------------------------------------

    def replay(self, entry: ThunkEntry, result: Result) -> None:
        """`entry` has come to `result` before: it need not run."""
        streams = (result.stdout, result.stderr)
        data = [self._stream_bytes(stream) for stream in streams]
        entry.streams = [(sink, None, data[index]) for index, (sink, _capture, _data) in enumerate(entry.streams)]
        entry.replayed = True
        entry.reason = None
        entry.outputs = self.reuse.outputs(entry, result)
        entry.statuses = result.statuses
        self._finish(entry)

    def _stream_bytes(self, stream: StreamValue) -> bytes:
        if stream.data is not None:
            return stream.data
        assert stream.digest is not None
        return self.store.get_bytes(stream.digest)

    def _finish(self, entry: ThunkEntry) -> None:
        entry.phase = DONE
        self.done(entry)

    # -- after a run ---------------------------------------------------------------------------------------------------

    def use_remote(self, remote: Remote) -> None:
        """From now on commands may go to other machines."""
        remote.back = self.came_back
        self.runs.remote = remote

    def came_back(self, entry: ThunkEntry, missing: Entry | None) -> None:
        """`entry` could not be sent: it waits for `missing`, or (None) runs here."""
        self.start_again(entry)
        if missing is not None:
            self.resolver.wait_for_missing(entry, missing)
        else:
            self.resolve(entry)
        if entry.phase is WAITING:
            self.waits(entry)

    def _ended(self, entry: ThunkEntry, result: base.Result) -> None:
        entry.signals = result.signals
        if entry in self._unnamed:
            self.name_started()
        remote = self.runs.remote
        if result.failure is not None and result.remote and not entry.dropped:
            entry.here = result.refusal or Refusal(ENGINE_LOST)
            if remote is not None:
                remote.came_to_nothing(entry, entry.here)
            self.came_back(entry, None)
            return
        if result.failure is not None and result.failure.startswith(wire.TRACER_FAILED):
            self.runs.blind = True
            entry.layer = result.layer
            self.run_again(entry)
            return
        if result.failure is not None and result.failure.startswith(wire.BEYOND_VIEW):
            self._differs(entry, result, Refusal(WORLD, result.failure.partition(": ")[2]))
            return
        if result.failure is not None:
            self._not_started(entry, result, result.failure)
            return
        self.runs.surprises = []
        try:
            rules = self.runs.collect(entry, result)
        except Unsuitable as unsuitable:
            entry.here = unsuitable.refusal
            self.came_back(entry, None)
            return
        except NotHeld as left:
            why = f"{left.path} has another owner, several names or is no file"
            self.take_turn(entry, result, Refusal(NO_VIEW, why))
            return
        except UndeclaredWrite as write:
            source = "which no trace foretold" if entry.lowered.traced else "which its annotation does not declare"
            if entry.lowered.watched:
                self._complain(entry, f"writes {write.path}", "-w FILE or -W TREE")
            elif not entry.lowered.traced:
                self._accuse(entry, "writes", write.path)
            self._differs(entry, result, Refusal(UNDECLARED_WRITE, f"it wrote {write.path}, {source}"), write.path)
            return
        except OSError as error:
            # What it left can't be read: by its mode, say.
            if not entry.in_turn:
                self.take_turn(entry, result, Refusal(VIEW_FAILED, f"{error.filename}: {error.strerror}"))
                return
            entry.outputs, rules, entry.lowered.pure = {}, "", False
        surprises = self.runs.surprises
        for path in surprises if entry.lowered.watched else ():
            self._complain(entry, f"reads {path}", "-r FILE or -R TREE")
            entry.lowered.pure = False
        if entry.lowered.watched and any(self._came_too_early(entry, path, result) for path in surprises):
            self.take_turn(entry, result, Refusal(INPUTS_UNKNOWN, f"it reads {surprises[0]}"))
            return
        if entry.violation:  # who knows what it has written
            self.versions.forget()
            self.verifier.forget_all()
        entry.statuses = tuple(result.statuses)
        if result.errors or result.timed_out or result.pids:
            entry.stage_messages = self.messages(entry, result)
        if result.timed_out:
            entry.lowered.pure = False  # another time it may be quicker
        if entry.lowered.call is not None and not entry.in_turn and self.calls is not None:
            self.calls.ended(entry, result)
            return
        if entry.remote and self.runs.must_repeat(entry):
            entry.here = Refusal(FAILED_ELSEWHERE)
            self.came_back(entry, None)
            return
        if not result.timed_out and self.runs.must_repeat(entry):
            self.take_turn(entry, result, None)
            return
        if self.samples is not None:
            if entry.remote and self.samples.takes(entry):
                entry.here = Refusal(SAMPLE)
                self.came_back(entry, None)
                return
            self.samples.compare(entry)
        try:
            learned = self._traced(entry) if entry.lowered.traced else self.learning.learned(entry, rules)
        except NeedsEntry as missing:
            self.came_back(entry, missing.entry)
            return
        except CameTooEarly:
            self.came_back(entry, None)
            return
        if entry.lowered.traced and not entry.in_turn and isinstance(learned, Refusal):
            self._differs(entry, result, learned)
            return
        if entry.examined and not entry.in_turn:
            known = dict(learned.files) if isinstance(learned, Learned) else {}
            undeclared = [path for path in surprises if path not in known]
            if undeclared:
                self._accuse(entry, "reads", undeclared[0])
                why = f"it reads {undeclared[0]}, which its annotation does not declare"
                self._differs(entry, result, Refusal(UNDECLARED_READ, why), undeclared[0])
                return
            self.runs.examiner.passed(entry)
        if remote is not None:
            remote.note_time(entry, result.wall_s)
        self.took(entry, result.wall_s)
        if isinstance(learned, Refusal | Learned):
            self._record(entry, result, learned)
        else:
            self._record_traced(entry, result, learned)
        self._finish(entry)

    def _differs(self, entry: ThunkEntry, result: base.Result, refusal: Refusal, path: str = "/") -> None:
        """`entry` did not what was known of it: it runs in its turn, and what comes after it starts again."""
        entry.violation = path
        self.take_turn(entry, result, refusal)
        self.distrust(entry)

    def _accuse(self, entry: ThunkEntry, verb: str, path: str) -> None:
        """An annotation was found wrong: with --check, and always of annotations that are not ours, that is said."""
        if self.calls is None or (entry.lowered.proved and not self.runs.examiner.always):
            return
        usages = [f"{effects.usage[0]} [{effects.usage[1]}]" for effects in entry.lowered.effects]
        what = f"{entry.lowered.text}: {verb} {path}, which its annotation does not declare: {' | '.join(usages)}"
        self.calls.complain(what, entry.script, entry.line)

    def _complain(self, entry: ThunkEntry, what: str, options: str) -> None:
        """`io` has not said all."""
        if self.calls is not None:
            name = entry.lowered.names[0]
            self.calls.complain(f"io: {name} {what}, which is not declared ({options})", entry.script, entry.line)

    def _traced(self, entry: ThunkEntry) -> Digests | Refusal:
        """What the trace of `entry` says. Raises NeedsEntry, CameTooEarly."""
        if entry.in_turn:
            self.verifier.forget_all()
            self.tools.forget()
        if entry.seen is None or self.behind is None:
            return Refusal(TRACER_FAILED)
        judge = self.behind.judge
        self.resolver.at = entry
        try:
            return judge.refusal(entry, entry.seen) or judge.digests(entry, entry.seen)
        finally:
            self.resolver.at = None

    def _record_traced(self, entry: ThunkEntry, result: base.Result, digests: Digests) -> None:
        """Keep the result, at once or while the next command runs."""
        assert self.behind is not None
        entry.judged = True
        printed = self._printed(entry, result)
        if printed is not None:
            self.behind.add(entry, result, printed, digests)
            if not entry.in_turn or any(terminal >= 0 for _key, terminal, _data in printed):
                self.behind.settle()

    def _came_too_early(self, entry: ThunkEntry, path: str, result: base.Result) -> bool:
        """Whether `entry` may have seen at `path` what was there before an earlier command became real."""
        if entry.in_turn or entry.alone:
            return False
        if any(self.versions.writers(path, entry)):
            return True
        try:
            return posix.lstat(path).st_ctime_ns >= result.started_ns - CLOCK_SLACK_NS
        except OSError:
            return True

    def _not_started(self, entry: ThunkEntry, result: base.Result, failure: str) -> None:
        if entry.in_turn:
            entry.stage_messages = [f"oilgg: {entry.lowered.stages[0].argv[0]}: {failure}\n"]
            entry.statuses = (126,) * len(entry.lowered.stages)
            self._finish(entry)
        else:
            self.take_turn(entry, result, Refusal(VIEW_FAILED, failure))

    def take_turn(self, entry: ThunkEntry, result: base.Result, reason: Refusal | None) -> None:
        """What came of `entry` does not count: it runs in the tree, in its turn."""
        entry.layer = result.layer
        self.start_again(entry)
        entry.reason = reason or entry.reason
        entry.phase = IN_TURN
        if entry.node is not None:
            self.run_in_turn(entry)  # it writes nothing

    def run_again(self, entry: ThunkEntry) -> None:
        """Run `entry` once more: what came of it so far does not count."""
        self.start_again(entry)
        if not self.runs.start(entry, False, lambda result: self._ended(entry, result)):
            entry.phase = IN_TURN
            if entry.node is not None:
                self.run_in_turn(entry)

    def finish_call(self, entry: ThunkEntry, result: base.Result) -> None:
        """A call is done, with all that it has left to be done."""
        self._record(entry, result, NOTHING_LEARNED)
        self._finish(entry)

    def _record(self, entry: ThunkEntry, result: base.Result, learned: Learned | Refusal) -> None:
        """Keep the result, if it can be kept."""
        if isinstance(learned, Refusal):
            entry.reason = learned
            return
        printed = self._printed(entry, result)
        if printed is not None:
            self._write(entry, result, printed, learned)

    def record_finding(
        self, entry: ThunkEntry, result: base.Result, printed: Printed, finding: Finding | Refusal
    ) -> None:
        """Keep the result of a traced command."""
        if isinstance(finding, Refusal):
            entry.reason = finding
            return
        found = self._write(entry, result, printed, finding.before)
        if found is not None:
            self.second(entry, result, printed, finding, *found)

    def _printed(self, entry: ThunkEntry, result: base.Result) -> Printed | None:
        """What `entry` has printed; None if its result can't be kept."""
        if not self._may_keep(entry, result) or entry.thunk is None:
            return None
        found = []
        for sink, capture, data in entry.streams:
            terminal = getattr(sink, "fd", -1) if sink.kind == "tty" else -1
            found.append((sink.key, terminal, data if capture is None else bytes(capture.data)))
        return found

    def _write(
        self, entry: ThunkEntry, result: base.Result, printed: Printed, learned: Learned
    ) -> tuple[bytes, Reduction] | None:
        """Keep the result, under the key that is given back."""
        assert entry.thunk is not None
        streams = [data for _key, _terminal, data in printed]
        try:
            values = [self._stream_value(data) for data in streams]
            silent = not any(streams)
            usage = Usage(result.wall_s, result.user_s, result.system_s, result.maxrss_kib)
            err = values[1] if len(values) > 1 else EMPTY_STREAM
            outputs = tuple(entry.outputs.values())
            kept = Result(tuple(entry.statuses), values[0], err, outputs, usage, learned)
            key = entry.silent_key if silent else entry.key
            reduction = Reduction(learned, kept)
            self.store.record(key, reduction)
            self.store.put_bytes(encode_thunk(entry.thunk))  # for `--tool show`; its digest is the identity
            if self.sharing is not None and not entry.lowered.traced:
                self.sharing.tell(key, kept)
        except StoreError as error:
            entry.reason = self.lose_store(error)
            return None
        return key, reduction

    def lose_store(self, error: StoreError) -> Refusal:
        """The store can't be written: nothing is kept from now on."""
        self.reuse.keep = self.runs.keep = False
        return Refusal(STORE_OFF, str(error))

    def _may_keep(self, entry: ThunkEntry, result: base.Result) -> bool:
        lowered = entry.lowered
        if not self.runs.keep or entry.anew or not entry.pure or result.errors:
            return False
        if entry.violation and not lowered.traced:
            return False
        if any(result.signals[-1:]) or any(signal not in (0, SIGPIPE) for signal in result.signals):
            return False
        if any(entry.statuses) and (not lowered.keep_failure or self.resolver.access.locks(lowered.writes, entry)):
            return False
        if not self._streams_pay(entry):
            return False
        for path, name in entry.inputs_by_stat.items():
            try:
                if name_of_file(path) != name:
                    return False
            except OSError:
                return False
        own = [path for path in lowered.reads if path not in lowered.writes]
        for path in own:
            if not any(self.versions.writers(path, entry)):
                self.versions.changed(path)
                if self.learning.edited_since(path, entry):
                    return False
        return True

    def _streams_pay(self, entry: ThunkEntry) -> bool:
        """Whether what it printed is all there, and worth keeping."""
        captures = [capture for _sink, capture, _data in entry.streams if capture is not None]
        if any(capture.overflown for capture in captures):
            return False
        return treatment(sum([len(capture.data) for capture in captures]), entry.processor_s) == STORE

    def _stream_value(self, data: bytes) -> StreamValue:
        if not data:
            return EMPTY_STREAM
        if len(data) <= INLINE_STREAM_BYTES:
            return StreamValue(data)
        return StreamValue(None, self.store.put_bytes(data), len(data))


def _no_time(_entry: ThunkEntry, _seconds: float) -> None:
    """Nobody measures."""


def _never(_entry: ThunkEntry) -> bool:
    return False


def _nothing(_entry: ThunkEntry) -> None:
    """Nobody wants to know."""


def _no_second(
    _entry: ThunkEntry,
    _result: base.Result,
    _printed: Printed,
    _finding: Finding,
    _key: bytes,
    _reduction: Reduction,
) -> None:
    """Nobody wants to know."""


def _no_messages(_entry: ThunkEntry, _result: base.Result) -> list[str]:
    return []
