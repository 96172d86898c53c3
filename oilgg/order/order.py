"""The order: effects in program order that are not real yet, and the one seam through which the shell meets it.

Entries are appended by the walk of the script and retired from the head. An entry retires when its result
is known and every entry before it has retired; so the tree only ever holds what a run in order would have
made up to some command (R4, R11). Under `set -e` the walk goes on beyond commands whose status is not known
yet; each such entry holds a mark in the journal of the shell, and when it turns out to have failed, the walk
is undone to that mark and everything after it is dropped (R5).
"""

from __future__ import annotations

import posix
from _signal import SIG_DFL, SIGPIPE, signal

from oilgg.errors import BrokenPipe, SpeculationFailed, StoreError
from oilgg.lower.invocation import working_directory
from oilgg.lower.lowering import Lowered, Lowerer
from oilgg.order.beside import Beside
from oilgg.order.doubts import Doubts
from oilgg.order.effects import Clock
from oilgg.order.entry import (
    ABSENT_STATE,
    DONE,
    IN_TURN,
    RUNNING,
    WAITING,
    Entry,
    FileEntry,
    OutputEntry,
    ThunkEntry,
    overall,
    stage_messages,
)
from oilgg.order.failures import Failures
from oilgg.order.fileops import is_full
from oilgg.order.interrupt import Interrupts
from oilgg.order.output import MemorySink, Sinks, meeting
from oilgg.order.retire import Retirement
from oilgg.order.run import ignored_signals
from oilgg.order.small import SmallCommands
from oilgg.order.versions import TreeView, Versions
from oilgg.order.weights import Weights
from oilgg.paths import PendingLink, parent
from oilgg.reason import NOT_SUPPORTED, OWN_INPUT, REDIRECTION, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeVar

    from oilgg.lower.invocation import Invocation
    from oilgg.order.calls import Calls, Value
    from oilgg.order.entry import Status
    from oilgg.order.homecoming import Homecoming
    from oilgg.order.learner import Learner
    from oilgg.order.reducer import Reducer
    from oilgg.reduce.scheduler import Scheduler
    from oilgg.store.base import Store

    Found = TypeVar("Found")

# Of a command that was killed before its turn; nobody but an EXIT trap after Ctrl-C can ask.
DROPPED_STATUS = 130
STATUS_DELAY_S = 0.3
SAVE_S = 0.3
"""After so long a wait what has been recorded is written down."""
# How far the walk may run ahead of what is real.
WINDOW_ENTRIES = 4000
WINDOW_BYTES = 64 << 20


class Order:
    """Everything pending, and what the shell may ask of it. Methods raise SpeculationFailed where an entry failed."""

    def __init__(
        self,
        shell: Any,
        lowerer: Lowerer,
        versions: Versions,
        view: TreeView,
        scheduler: Scheduler,
        reducer: Reducer,
        store: Store,
        report: Callable[..., None],
        say: Callable[[str], None],
    ) -> None:
        self.shell = shell
        self.lowerer = lowerer
        self.versions = versions
        self.view = view
        self.scheduler = scheduler
        self.reducer = reducer
        self.store = store
        self.report = report
        self.say = say
        self.status: Status | None = None
        """Shows a line on the terminal while the script waits."""
        self.clock = Clock()
        self.retirement = Retirement(self)
        self.interrupts = Interrupts(self)
        self.failures = Failures(self)
        self.doubts = Doubts(self)
        self.small = SmallCommands(self)
        self.entries: list[Entry] = []
        self.pending = False
        self.stale = False
        """Something has run outside of the order since the last look at the tree."""
        self.known_statuses: Sequence[int] = ()
        """Of all stages of the last command whose status `offer` knew."""
        self.beside = Beside(self)
        self.weights = Weights(store)
        self.calls: Calls | None = None
        self.learner: Learner | None = None
        """Takes commands that nobody annotated, if that is wanted."""
        self.waits = 0
        """How often the walk had to wait for a command."""
        self._number = 0
        self.unsettled: dict[int, ThunkEntry] = {}
        self._otherwise: dict[int, object] = {}
        """What is run if an entry fails, for those where that ends the shell."""
        self._statuses: dict[int, tuple[int, Sequence[int]]] = {}
        self.waiting: list[ThunkEntry] = []
        self.sinks = Sinks(shell)
        self.waiting_bytes = 0
        self._retiring = False
        self.home: Homecoming | None = None
        self.target = 0
        reducer.done = self._done
        reducer.took, reducer.runs.weigh = self.weights.note, self.weights.give
        reducer.is_head = lambda entry: bool(self.entries) and self.entries[0] is entry
        reducer.distrust = self.doubts.add
        reducer.waits = self._wait_again
        reducer.messages = lambda entry, result: stage_messages(entry, result, shell)
        reducer.reuse.later_writes = self._later_writes

    # -- the seam -------------------------------------------------------------------------------------------------

    def offer(self, stages: Sequence[Invocation], line: int, checked: bool, otherwise: object = None) -> int | None:
        """Take a pipeline of external commands out of the shell's hands, if it may leave its place.

        A status (negative: pending), or None: it must run in place, and everything before it is real. `checked`: a
        failure ends the shell; `otherwise`: by running that node (see `leaves_by`).
        """
        if self.stale:
            self.nothing_known()
        lowered = self.lowered(stages)
        if isinstance(lowered, Lowered) and not self.shell.sinks and len(stages) == 1 and lowered.call is None:
            if self.learner is not None:
                self.learner.be_sure()
            if self.small.take(stages[0], line):
                return 0
        refusal = lowered if isinstance(lowered, Refusal) else None
        if isinstance(lowered, Lowered):
            trapped = "ERR" in self.shell.traps
            status = self.take_lowered(lowered, line, checked and not trapped, None if trapped else otherwise)
            if not isinstance(status, Refusal):
                return self.settle(status) if status < 0 and trapped else status
            refusal = status
        assert refusal is not None
        learned = self.learner.offer(stages, line, checked, refusal) if self.learner is not None else None
        if learned is not None:
            return learned
        text = " | ".join([" ".join(stage.argv) for stage in stages])
        self.report("opaque", text, line, refusal)
        self.drain("opaque")
        return None

    def before_look(self, path: str) -> None:
        """The shell looks at `path` itself: what could show there becomes real first (R3)."""
        if not self.entries:
            return
        if self.learner is not None:
            self.learner.be_sure()
        for doubtful in self.doubts.pending():
            self.retire_through(doubtful)
        canonical, cwd = self.versions.canonical, working_directory() or "/"
        if not self.versions.links:
            name = canonical.name(path, cwd)
            if self.versions.is_quiet(name):
                return
        file, name = self.through_links(lambda: (canonical.file(path, cwd), canonical.name(path, cwd)))
        last = self.versions.last_touching(file)
        other = self.versions.last_touching(name) if name != file else None
        for entry in (last, other):
            if entry is not None:
                self.retire_through(entry)

    def will_open(self, path: str, writing: bool) -> None:
        """The shell opens `path` itself, for a redirection."""
        if writing:
            self.drain("redirection")
            file = self.versions.canonical.file(path, working_directory() or "/")
            self.versions.volatile.add(file)
            self.versions.changed(file)
            self.reducer.verifier.forget_all()
            self._tool_changed(file)
        else:
            self.before_look(path)

    def drain(self, why: str) -> None:
        """Make everything pending real."""
        if self.entries:
            self.retire_through(self.entries[-1])
        self.sinks.clear()
        self.clock.catch_up()

    def write(self, fd: int, data: bytes) -> bool:
        """Take bytes that a builtin writes to `fd` into the order. False: nothing is pending, write them yourself."""
        self.pump()
        if not self.entries:
            return False
        try:
            sink = self.sinks.find(fd)
        except OSError:
            return False
        if sink.is_full():
            self.drain("full")
            return False
        last = self.entries[-1]
        if isinstance(last, OutputEntry) and last.sink is sink:
            last.chunks.append(data)
        else:
            self.append(OutputEntry(self.next_number(), self.shell.line, sink, data))
        self.waiting_bytes += len(data)
        if self.waiting_bytes > WINDOW_BYTES:
            self.drain("window")
        return True

    def settle(self, status: int) -> int:
        """The exit status behind a pending one; waits for that command only (R5)."""
        entry = self.unsettled.get(-status)
        if entry is not None:
            if entry.phase is not DONE:
                self.weights.urgent(entry)
            self.wait_until(lambda: entry.phase is DONE)
            if not entry.gone and ((entry.checked and entry.status) or _may_fail_yet(entry)):
                self.retire_through(entry)
            entry.known = True
        settled, self.known_statuses = self._statuses[-status]
        return settled

    def leaves_by(self, status: int) -> object:
        """The node by which the shell leaves if the command behind a pending status fails; None: it must be settled."""
        return self._otherwise.get(-status)

    def statuses(self, status: int) -> list[int]:
        """The statuses of all stages behind a pending status, for PIPESTATUS."""
        self.settle(status)
        return list(self._statuses[-status][1])

    def hold(self, status: int) -> None:
        """What comes after the command behind a pending status is only to happen if that is 0, as under `set -e`."""
        entry = self.unsettled.get(-status)
        if entry is not None and not entry.gone and not entry.checked and entry in self.entries:
            self._check(entry)

    def pump(self) -> None:
        """Carry on without waiting; called between commands."""
        self.scheduler.pump(0)
        self.advance()

    def interrupt(self) -> bool:
        """Traps are due while something is pending: run them where they belong. False: run them here and now."""
        if self.interrupts.running or not self.entries:
            return False
        head = self.entries[0]
        self.interrupts.hold()
        self.wait_until(lambda: head.gone)
        self.interrupts.take()
        return True

    def settle_speculation(self) -> None:
        """What the shell does next cannot be undone: wait for all commands whose failure would undo it."""
        for entry in reversed(self.entries):
            if entry.checked:
                self.retire_through(entry)
                return

    def leave(self, subshell_id: int) -> None:
        """A virtual subshell is about to end: what is speculative in it must be known."""
        for entry in reversed(self.entries):
            if entry.checked and entry.subshell_id == subshell_id:
                self.retire_through(entry)
                return

    def adopt(self, subshell_id: int) -> None:
        """A virtual subshell has ended and was undone; if one of its commands fails, the shell around it ends too."""
        for entry in self.entries:
            if isinstance(entry, ThunkEntry) and entry.checked and entry.subshell_id == subshell_id:
                entry.mark, entry.subshell_id = self.shell.mark(), self.shell.subshell_id
                entry.shell_streams = self.shell.lowering.exit_streams()

    def finish(self) -> None:
        """The script is over: write down what was learned and leave nothing behind."""
        if self.learner is not None:
            self.learner.finish()
        self.close()
        try:
            self.store.close()
        except StoreError as error:
            self.say(f"oilgg: {error}; what was learned in this run is lost\n")
        self.reducer.remove_scratch()

    def abandon(self) -> None:
        """Kill what runs and drop what is pending."""
        self.drop(self.entries[:])
        self.pending = False

    def close(self) -> None:
        """The same, and the engine ends."""
        self.abandon()
        if self.reducer.sharing is not None:
            self.reducer.sharing.flush()
        self.scheduler.close()

    def lowered(self, stages: Sequence[Invocation]) -> Lowered | Refusal:
        """`stages` lowered, with every path followed through symbolic links: pending ones become real for that."""
        if not stages[0].cwd:
            return Refusal(NOT_SUPPORTED, "the working directory is gone")
        return self.lower(stages)

    def lower(self, stages: Sequence[Invocation], traced: bool = False) -> Lowered | Refusal:
        """The same; `traced`: whatever the annotations say or don't."""
        return self.through_links(lambda: self.lowerer.lower(stages, self.shell.options.noclobber, traced))

    def through_links(self, resolve: Callable[[], Found]) -> Found:
        """What `resolve` finds, once every symbolic link that its paths lead through is real."""
        canonical, links = self.versions.canonical, self.versions.links
        while True:
            canonical.watched = links
            try:
                return resolve()
            except PendingLink as link:
                entry = links[link.name]
            finally:
                canonical.watched = {}
            self.retire_through(entry)

    # -- taking commands ----------------------------------------------------------------------------------------------

    def take_lowered(
        self,
        lowered: Lowered,
        line: int,
        checked: bool,
        otherwise: object = None,
        values: dict[int, Value] | None = None,
    ) -> int | Refusal:
        """Take a lowered command: its status, or why it has to run in place."""
        entry = self.entry_for(lowered, line, values)
        if isinstance(entry, Refusal):
            return entry
        if any(isinstance(sink, MemorySink) for sink, _capture, _data in entry.streams):
            return self.beside.take(entry)
        return self.enqueue(entry, checked, otherwise)

    def entry_for(self, lowered: Lowered, line: int, values: dict[int, Value] | None = None) -> ThunkEntry | Refusal:
        """An entry for a lowered command, with its streams and what it must wait for; not in the order yet."""
        entry = ThunkEntry(self.next_number(), line, lowered)
        entry.values = values or {}
        entry.pipefail = self.shell.options.pipefail
        entry.ignored = ignored_signals(self.shell)
        entry.script = self.shell.frames[-1].source if self.shell.frames else ""
        if SIGPIPE in entry.ignored:
            lowered.pure = False  # what it does when nobody reads is another thing then
        try:
            entry.streams = self.sinks.streams(lowered)
        except OSError:
            return Refusal(OWN_INPUT, "a stream of the shell is closed")
        for sink, _capture, _data in entry.streams:
            if sink.is_full():
                return Refusal(REDIRECTION, "there may be no room for what it prints")
            if sink.path:
                entry.sink_paths.append(sink.path)
        refusal = meeting(entry, self.versions) or self.reducer.resolver.link(entry)
        if refusal is not None:
            return refusal
        for other in self.doubts.pending():
            self.reducer.resolver.retire_first(entry, other)
        failing = self.reducer.resolver.access.fails_to_open(lowered)
        if failing:
            return Refusal(REDIRECTION, f"{failing} cannot be opened")
        return entry

    def enqueue(self, entry: ThunkEntry, checked: bool, otherwise: object = None) -> int:
        """Put `entry` at the end of the order; gives its status, pending as well."""
        # What is alone and has a known result retires at once: nobody will look it up.
        self.append(entry, index=bool(self.entries))
        self.unsettled[entry.number] = entry
        self.resolve_or_wait(entry)
        if entry.phase is not DONE:
            self.versions.add(entry)
        self.advance()
        if entry.gone:
            return self.immediate(entry)
        self.versions.add(entry)
        if checked or otherwise is not None:
            self._check(entry)
            if otherwise is not None:
                self._otherwise[entry.number] = otherwise
        if len(self.entries) > WINDOW_ENTRIES:
            self.wait_until(lambda: len(self.entries) <= WINDOW_ENTRIES // 2)
        return -entry.number

    def _check(self, entry: ThunkEntry) -> None:
        """`set -e` applies to `entry`."""
        entry.checked = True
        entry.mark = self.shell.mark()
        entry.shell_streams = self.shell.lowering.exit_streams()
        entry.subshell_id = self.shell.subshell_id
        self.failures.note(entry)

    def immediate(self, entry: ThunkEntry) -> int:
        """The status of an entry whose result is known; the walk itself deals with a failure."""
        entry.known = True
        self.known_statuses = tuple(entry.statuses)
        return entry.status

    def append(self, entry: Entry, index: bool = True) -> None:
        """`entry` comes after all others; unless `index`, who calls this has it indexed before others come."""
        if not self.entries:
            self.clock.saw_anything()  # until now the shell may have written files itself
        self.entries.append(entry)
        self.pending = True
        if index:
            self.versions.add(entry)
        if isinstance(entry, FileEntry) and ABSENT_STATE in entry.states.values():
            self.versions.generation += 1
        for path in entry.writes():
            self.reducer.verifier.forget(path)
            self.reducer.verifier.forget(path + "/")
            self.reducer.verifier.forget(parent(path))
            self.reducer.tools.will_change(path)

    def next_number(self) -> int:
        """The number of the next entry."""
        self._number += 1
        return self._number

    def take_calls(self, calls: Calls) -> None:
        """Calls of functions are taken care of by `calls`."""
        self.calls = self.reducer.calls = calls

    def resolve_or_wait(self, entry: ThunkEntry) -> None:
        """Start `entry`, now or when what it waits for is known."""
        if self._may_resolve(entry):
            self.reducer.resolve(entry)
        if entry.phase is WAITING:
            self.waiting.append(entry)
            if entry.waits_for:
                self.weights.waits(entry)
        elif entry.node is not None and entry.phase is IN_TURN:
            self.reducer.run_in_turn(entry)  # it writes nothing

    def _wait_again(self, entry: ThunkEntry) -> None:
        """`entry`, which was running, turned out to need something else first."""
        if entry not in self.waiting and not entry.dropped:
            self.waiting.append(entry)
        self.wake()

    def _may_resolve(self, entry: ThunkEntry) -> bool:
        if entry.after is not None and not entry.after.gone:
            return False
        if self.failures.mode and self.failures.bars(entry):
            return False
        entry.after = None
        if entry.waits_for:
            left = [other for other in entry.waits_for if other.phase is not DONE and not other.dropped]
            entry.waits_for = frozenset(left)
        return not entry.waits_for

    # -- waiting -------------------------------------------------------------------------------------------------------

    def retire_through(self, entry: Entry) -> None:
        """Make `entry` and all before it real; waits until their results are known.

        Raises SpeculationFailed where an entry fails under `set -e`; nothing after it has become real.
        """
        self.target = entry.number
        self.wait_until(lambda: entry.gone)

    def look_settle(self, entry: Entry, retired: bool) -> None:
        """For the view that lowering has of the tree: wait for the result of `entry`, or for it to be real."""
        canonical = self.versions.canonical
        watched, canonical.watched = canonical.watched, {}
        try:
            if retired:
                self.retire_through(entry)
            else:
                self.wait_until(lambda: entry.phase is DONE)
        finally:
            canonical.watched = watched

    def wait_until(self, is_over: Callable[[], bool]) -> None:
        """Carry on until something has come to be."""
        self.advance()
        self.reducer.name_started()
        while not is_over():
            self.interrupts.take()
            if self.scheduler.idle():
                self.advance()
                if is_over():
                    return
                if self.interrupts.due() or self.failures.end():
                    continue
                if self.scheduler.idle() and not (self.home is not None and self.home.press()):
                    raise AssertionError("the order waits for something that nobody does")
            if self.reducer.behind is not None and self.reducer.behind.step():
                self.scheduler.pump(0)
            else:
                self._pump_and_wait()
            self._save()
            self.advance()
            self.interrupts.take()

    def _save(self) -> None:
        """What has been recorded is written down while there is time: this process may be killed (R11)."""
        try:
            self.store.save()
        except StoreError as error:
            self.reducer.lose_store(error)

    def _pump_and_wait(self) -> None:
        """With a line on the terminal that says for what, if wanted; it is gone before other things are written."""
        self.waits += 1
        if self.status is None:
            self.scheduler.pump(SAVE_S if self.store.unsaved() else -1)
            return
        self.scheduler.pump(STATUS_DELAY_S)
        head = self.entries[0] if self.entries else None
        if isinstance(head, ThunkEntry) and head.phase is RUNNING and self.shell.lowering.at_line_start:
            self.status.show(head.lowered.text)
            self.scheduler.pump(STATUS_DELAY_S)
            self.status.clear()

    def _done(self, entry: ThunkEntry) -> None:
        """`entry` has its result: whoever waited for it may go on."""
        for output in entry.outputs.values():
            if output.kind == "removed":
                self.versions.generation += 1
                break
        if entry.node is not None:
            assert self.calls is not None
            entry.status = overall(entry.statuses, entry.pipefail)
            self.calls.node_ended(entry)
            return
        self.settled(entry)
        self.failures.note(entry)
        if not entry.checked and not _may_fail_yet(entry):
            self.unsettled.pop(entry.number, None)
        self.wake()

    def settled(self, entry: ThunkEntry) -> None:
        """The statuses of the stages of `entry` are known, or have changed."""
        entry.status = overall(entry.statuses, entry.pipefail)
        self._statuses[entry.number] = (entry.status, entry.statuses)

    def wake(self) -> None:
        """Resolve what waited for a result that is known now."""
        ready = [entry for entry in self.waiting if self._may_resolve(entry)]
        if ready:
            self.waiting = [entry for entry in self.waiting if entry not in ready]
            for entry in ready:
                self.resolve_or_wait(entry)

    # -- retirement ---------------------------------------------------------------------------------------------------

    def advance(self) -> None:
        """Retire what can be retired; let the head stream or run."""
        if self._retiring:
            return
        self._retiring = True
        try:
            while self.entries:
                head = self.entries[0]
                if self.shell.pending_signals and self.interrupts.hold():
                    break
                if head.phase is DONE:
                    if self.failures.mode and self.failures.holds(head):
                        break
                    if self.home is not None and isinstance(head, ThunkEntry) and not self.home.ready(head):
                        break
                    self.retirement.retire(head)
                elif head.phase is IN_TURN and isinstance(head, ThunkEntry):
                    self.retirement.run_in_turn(head)
                elif head.phase is WAITING and head in self.waiting:
                    self._resolve_head(head)
                else:
                    self.retirement.stream(head)
                    break
        finally:
            self._retiring = False
        self.pending = bool(self.entries)

    def _resolve_head(self, head: ThunkEntry) -> None:
        """Everything before the head is real: there is nothing left that it could wait for."""
        self.waiting.remove(head)
        head.after = None
        head.waits_for = frozenset()
        self.reducer.resolve(head)
        if head.phase is WAITING:
            head.phase = IN_TURN

    def pop(self, entry: Entry) -> None:
        """`entry` is real."""
        self.entries.remove(entry)
        entry.gone = True
        self.versions.retired(entry)
        for path in entry.writes():
            self._tool_changed(path)
        self.wake()

    def die_of_sigpipe(self) -> None:
        """A builtin wrote to a pipe nobody reads: the shell, or this stage of a pipeline, ends as in bash."""
        if self.shell.pipe_guard:
            self.drop(self.entries[:])
            self.pending = False
            raise BrokenPipe
        self.close()
        signal(SIGPIPE, SIG_DFL)
        posix.kill(posix.getpid(), SIGPIPE)

    def after(self, entry: ThunkEntry) -> None:
        """A retired command: a failure under `set -e` ends the walk there."""
        if entry.mark is None:
            return
        mark, entry.mark = entry.mark, None
        streams, entry.shell_streams = entry.shell_streams, ()
        if entry.status and not entry.known:
            self.failures.tell(entry)
            self.drop(self.entries[:])
            self.pending = False
            otherwise = self._otherwise.pop(entry.number, None)
            raise SpeculationFailed(mark, entry.status, entry.subshell_id, streams, otherwise)
        self._otherwise.pop(entry.number, None)
        self.shell.release(mark)

    def drop(self, entries: list[Entry]) -> None:
        """Forget `entries`: they come after a command that failed, and never happen."""
        for entry in entries:
            if isinstance(entry, ThunkEntry):
                self.drop_command(entry)
                self._otherwise.pop(entry.number, None)
                self._statuses.setdefault(entry.number, (DROPPED_STATUS, (DROPPED_STATUS,)))
                entry.let_go()
                entry.shell_streams = ()
            elif isinstance(entry, OutputEntry):
                self.waiting_bytes -= sum([len(chunk) for chunk in entry.chunks])
            entry.gone = True
            self.versions.remove(entry)
            self.entries.remove(entry)
        self.waiting = [entry for entry in self.waiting if not entry.dropped]

    def drop_command(self, entry: ThunkEntry) -> None:
        """Nothing of `entry` is wanted any more; what runs of it is killed."""
        entry.dropped = True
        if entry.graph is not None and self.calls is not None:
            self.calls.drop(entry)
        if entry.task is not None and entry.phase is RUNNING:
            self.scheduler.cancel(entry.task, self.reducer.runs.discard)
        self.reducer.runs.dispose(entry)
        self.unsettled.pop(entry.number, None)

    # -- trouble ------------------------------------------------------------------------------------------------------

    def stop(self, entry: ThunkEntry) -> None:
        """Back to where nothing is known of `entry`."""
        if entry.graph is not None and self.calls is not None:
            self.calls.drop(entry)
        if entry.phase is RUNNING and entry.task is not None:
            self.scheduler.cancel(entry.task, self.reducer.runs.discard)
        self.reducer.start_again(entry)

    def _later_writes(self, entry: ThunkEntry) -> set[str]:
        """Paths written by entries after `entry`: what is known of them now doesn't hold for it."""
        if not self.entries or self.entries[-1] is entry:
            return set()
        later = {path for other in self.entries if other.number > entry.number for path in other.writes()}
        return later | {path + "/" for path in later}

    def nothing_known(self) -> None:
        """A command has run outside of the order: what was known of the tree may be wrong now."""
        self.stale = False
        self.clock.saw_anything()
        self.versions.forget()
        self.reducer.verifier.forget_all()
        self.reducer.tools.forget()
        self.lowerer.forget_programs()

    def _tool_changed(self, path: str) -> None:
        if self.reducer.tools.changed(path):
            self.lowerer.forget_programs()


def _may_fail_yet(entry: ThunkEntry) -> bool:
    """Whether there may be no room for what `entry` wrote: its status is not clear before that is real."""
    writes = entry.lowered.writes
    return bool(writes) and any(is_full(folder) for folder in {entry.lowered.cwd, *map(parent, writes)})
