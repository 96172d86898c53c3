"""Retirement: the head of the order becomes real, or streams while it runs (R4, R6, R8)."""

from __future__ import annotations

import posix

from oilgg.engine.base import SEALED
from oilgg.errors import StoreError
from oilgg.lower.lowering import KEEPS_INODE
from oilgg.order.effects import is_own, realize, written_mode
from oilgg.order.entry import IN_TURN, RUNNING, Entry, FileEntry, OutputEntry, ThunkEntry
from oilgg.order.fileops import perform, stamp
from oilgg.order.naming import bears, give, is_name
from oilgg.order.output import AppendSink, BrokenSink
from oilgg.order.versions import is_untouched
from oilgg.reason import OWN_INPUT, Refusal
from oilgg.thunk.ir import LAST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.order.entry import AnySink, State
    from oilgg.order.order import Order

SIGPIPE_STATUS = 141


class Retirement:
    """Makes entries real, one after the other. Only the head of `order` may be given to it."""

    __slots__ = ("order",)

    def __init__(self, order: Order) -> None:
        self.order = order

    def retire(self, entry: Entry) -> None:
        """Make `entry`, the head, real. Raises SpeculationFailed where it failed under `set -e`."""
        if isinstance(entry, OutputEntry):
            self._write_output(entry)
            self.order.pop(entry)
        elif isinstance(entry, FileEntry):
            self._retire_files(entry)
        elif isinstance(entry, ThunkEntry):
            self._retire_thunk(entry)

    def show(self, entry: ThunkEntry) -> None:
        """`entry`, the head, has its result and does not retire yet: what it has printed is seen now."""
        for sink, capture, _data in entry.streams:
            if capture is not None:
                capture.live = lambda data, sink=sink: self._emit(entry, sink, data)
                capture.deliver()

    def stream(self, head: Entry) -> None:
        """The head of the order streams live (R6)."""
        if head.phase is not RUNNING or not isinstance(head, ThunkEntry):
            return
        if head.task is not None and head.task.job.view == SEALED:
            # If it fails in a way that does not count, it runs again here, and what was shown is not shown again.
            if not head.lowered.proved or head.lowered.learns:
                return
            self.order.scheduler.watch(head.task)
        elif not self.order.reducer.runs.may_show(head):
            return
        if head.lowered.call is not None and not head.in_turn:
            return
        for sink, capture, _data in head.streams:
            if capture is not None and capture.live is None:
                capture.live = lambda data, sink=sink: self._emit(head, sink, data, True)
                capture.deliver()

    def _emit(self, entry: ThunkEntry, sink: AnySink, data: bytes, runs: bool = False) -> None:
        """Hand bytes on; where nobody reads them, the command loses its reader too if it still `runs`."""
        if entry.lost_reader:
            return
        if self.order.status is not None and data:
            self.order.status.clear()
            self.order.shell.lowering.at_line_start = data[-1:] == b"\n"
        if sink.path:
            self.order.versions.changed(sink.path)
        earliest_ns = self.order.clock.last_ns + 1
        try:
            sink.write(data)
        except BrokenSink:
            entry.lost_reader = True
            for other, capture, _data in entry.streams:
                if runs and other is sink and capture is not None:
                    capture.close()
        except OSError as error:
            entry.lost_reader = True
            self.order.shell.warn(f"{sink.path or entry.lowered.names[-1]}: {posix.strerror(error.errno or 0)}\n")
            entry.write_failed = True
        if sink.path:
            self.order.clock.saw(sink.path)
            if data and not entry.shown_ns[0]:
                entry.shown_ns = (earliest_ns, self.order.clock.last_ns)

    def _write_output(self, entry: OutputEntry) -> None:
        if entry.sink.path:
            self.order.versions.changed(entry.sink.path)
        self.order.shell.lowering.at_line_start = entry.chunks[-1][-1:] == b"\n"
        for data in entry.chunks:
            self.order.waiting_bytes -= len(data)
            try:
                entry.sink.write(data)
            except BrokenSink:
                self.order.die_of_sigpipe()
            except OSError as error:  # the file has become full since the builtin wrote
                shell = self.order.shell
                shell.warn(f"{shell.name}: line {entry.line}: write error: {posix.strerror(error.errno or 0)}\n")
        if entry.sink.path:
            self.order.clock.saw(entry.sink.path)

    def _retire_files(self, entry: FileEntry) -> None:
        try:
            perform(entry.operations)
        except OSError as error:
            self._run_small_for_real(entry, error)
        self.order.versions.own_times.update(stamp(entry.operations, self.order.clock.next_ns()))
        for path in entry.states:
            self.order.versions.changed(path)
        self.order.pop(entry)

    def _run_small_for_real(self, entry: FileEntry, error: OSError) -> None:
        """Something unforeseen (a full disk): the tool itself runs now, with its own message."""
        if not entry.argv:
            shell = self.order.shell
            shell.warn(f"{shell.name}: line {entry.line}: {error.filename or 'write error'}: {error.strerror}\n")
            return
        names = [name.encode("utf-8", "surrogateescape") for name in entry.argv]
        posix.waitpid(posix.posix_spawnp(names[0], names, dict(self.order.shell.vars.environment())), 0)

    def run_in_turn(self, entry: ThunkEntry) -> None:
        """Everything before `entry` is real: run it in the tree itself."""
        self._open_appended(entry)
        self.order.reducer.run_in_turn(entry)

    def _open_appended(self, entry: ThunkEntry) -> None:
        """What is appended to is there before the command begins."""
        for sink, _capture, _data in entry.streams:
            if isinstance(sink, AppendSink):
                self._emit(entry, sink, b"")

    def _retire_thunk(self, entry: ThunkEntry) -> None:
        if not entry.in_turn:
            self._open_appended(entry)
        try:
            self._make_real(entry)
        except (OSError, StoreError) as error:
            self._cannot_retire(entry, error)
            return
        for sink, capture, data in entry.streams:
            if capture is None:
                if data:
                    self._emit(entry, sink, data)
            else:
                capture.live = lambda rest, sink=sink: self._emit(entry, sink, rest)
                capture.deliver()
        for message in entry.stage_messages:
            self._emit(entry, entry.streams[-1][0], message.encode("utf-8", "surrogateescape"))
        self._renew(entry)
        self.order.pop(entry)
        entry.let_go()
        if entry.lost_reader:
            if not any(entry.statuses):
                entry.statuses = (1 if entry.write_failed else SIGPIPE_STATUS,) * len(entry.statuses)
            self.order.settled(entry)
        reason = entry.here if entry.kind == "run" and entry.here is not None else entry.reason
        self.order.report(entry.kind, entry.text, entry.line, reason)
        self.order.reducer.runs.dispose(entry)
        self.order.unsettled.pop(entry.number, None)
        self.order.after(entry)

    def _make_real(self, entry: ThunkEntry) -> None:
        when_ns = self.order.clock.next_ns()
        in_tree = entry.layer is None and not entry.operands and not entry.replayed and not entry.remote
        if in_tree:
            for path in entry.lowered.writes:
                self.order.clock.saw(path)
            for output in entry.outputs.values():
                if output.kind == "file" and output.digest:
                    self._note_made(output.path, output.digest)
            return
        for output in entry.outputs.values():
            path = output.path
            source = entry.sources.get(path, "")
            before = self.order.versions.tree_state(path)
            there = output.kind == "file" and before.kind == "file"
            keeps = there and entry.lowered.writes.get(path) in KEEPS_INODE
            in_place = keeps or (there and output.in_place)
            if keeps:
                output = output.with_mode(written_mode(before.mode))  # the mode of a file that is there stays
            same = there and before.size == output.size and self._is_same(path, before, output.digest)
            if in_place and not (keeps or same or posix.access(path, posix.W_OK)):
                in_place = False  # what may not be written was replaced, whatever the layer can tell
            if same:
                found = posix.lstat(path)
                same_mode = before.mode == output.mode
                may_stay = in_place or (same_mode and found.st_nlink == 1 and is_own(found))
                same = may_stay and is_untouched(before.status, found)
                in_place = in_place and not (same and same_mode)  # there only the time is new
            realize(output, source, self.order.store, _time_of(entry, source) or when_ns, same, in_place)
            if "symlink" in (before.kind, output.kind):
                self.order.versions.canonical.forget()
            if output.kind == "file" and output.digest:
                state = self._note_made(path, output.digest)
                self.order.versions.own_times[path] = state.mtime_ns
            else:
                self.order.versions.changed(path)
        for output in reversed(entry.outputs.values()):
            if output.kind == "directory" and output.set_ns is not None:
                posix.utime(output.path, ns=(output.set_ns, output.set_ns))
                self.order.versions.changed(output.path)

    def _renew(self, entry: ThunkEntry) -> None:
        """What `entry` has printed is in a file now: its outputs that were written later have to be newer."""
        if entry.in_turn or not entry.shown_ns[1]:
            return
        for output in entry.outputs.values():
            if output.mtime_policy == LAST and output.digest:
                when_ns = self.order.clock.next_ns()
                try:
                    posix.utime(output.path, ns=(when_ns, when_ns))
                except OSError:  # somebody else's, or gone
                    continue
                self.order.versions.own_times[output.path] = self._note_made(output.path, output.digest).mtime_ns

    def _is_same(self, path: str, before: State, digest: bytes | None) -> bool:
        """Whether the file that is there has the bytes of `digest`."""
        if digest is not None and is_name(digest):
            return bears(self.order.store, path, digest)
        return self.order.versions.digest(path, before) == digest

    def _note_made(self, path: str, digest: bytes) -> State:
        """The file at `path` has got its bytes; gives its state."""
        state = self.order.versions.made(path, digest)
        if is_name(digest):
            self.order.clock.given_ns = max(self.order.clock.given_ns, give(self.order.store, path, digest))
        elif state.status is not None:
            self.order.store.know(path, state.status, digest)
        return state

    def _cannot_retire(self, entry: ThunkEntry, error: Exception) -> None:
        """Its effects can't be made real: the command runs in its turn, and says so itself."""
        entry.reason = Refusal(OWN_INPUT, str(error))
        self.order.reducer.runs.dispose(entry)
        entry.replayed = entry.remote = False
        entry.outputs = {}
        for path in entry.writes():
            self.order.versions.changed(path)
        entry.phase = IN_TURN


def _time_of(entry: ThunkEntry, source: str) -> int:
    """The time of an output that had its bytes, in `source`, before the command printed anything; else 0."""
    earliest_ns, shown_ns = entry.shown_ns
    if not shown_ns or not source:
        return 0
    made_ns = posix.stat(source).st_mtime_ns
    return max(earliest_ns, min(made_ns, shown_ns - 1)) if made_ns <= shown_ns else 0
