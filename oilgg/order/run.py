"""Running a command in a view, and what it left there (R8, R10)."""

from __future__ import annotations

import _signal
import posix
import time

from oilgg.engine.base import OVERLAY, PLAIN, SEALED, Job, JobStage, Preload, Redirect
from oilgg.errors import StoreError
from oilgg.lower.faster import faster
from oilgg.lower.lowering import APPENDED, KEEPS_INODE, OPERAND, PAYLOAD_FD, REDIRECT, TREE, TRUNCATED
from oilgg.order.effects import gives_list, has_attributes, is_owner, written_mode
from oilgg.order.entry import DONE, RUNNING, Entry, State, ThunkEntry
from oilgg.order.naming import LARGE_BYTES, NAME, STORE, is_filter, name_of_output, treatment
from oilgg.order.parts import TEST_BYTES, Parts
from oilgg.order.resolve import NeedsEntry, Resolver
from oilgg.order.reuse import may_write, took_mode
from oilgg.order.versions import is_untouched, look
from oilgg.order.witness import Examiner, undeclared_reads
from oilgg.paths import parent
from oilgg.reduce.task import Task
from oilgg.store.base import MissingObject
from oilgg.thunk.hash import digest_file
from oilgg.thunk.ir import LAST, NOW, Output, time_left
from oilgg.worker import capture, collect
from oilgg.worker.trace import read as read_trace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from oilgg.engine.base import Result
    from oilgg.order.parts import Partial
    from oilgg.order.remote import Remote
    from oilgg.reason import Refusal
    from oilgg.reduce.scheduler import Scheduler
    from oilgg.store.base import Store
    from oilgg.worker.collect import Change
    from oilgg.worker.jobserver import Admission

# File times come from a clock that ticks: a fresh file may seem this much older than the run that made it.
DECLARED_FD = PAYLOAD_FD - 1
FRAME_FD = PAYLOAD_FD - 2
CLOCK_SLACK_NS = 20_000_000
PLAIN_KINDS = ("file", "directory", "symlink", "removed")


class Unsuitable(Exception):
    """The command has to run here; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


class UndeclaredWrite(Exception):
    """A command wrote `path`, which its annotation does not declare."""

    def __init__(self, path: str) -> None:
        self.path = path


class NotHeld(Exception):
    """A command left something at `path` that no output can hold: another owner, several names, a device."""

    def __init__(self, path: str) -> None:
        self.path = path


class Runs:
    """Submits entries to the scheduler, and reads what became of them. `scratch` is a private folder of this run."""

    def __init__(self, resolver: Resolver, scheduler: Scheduler, store: Store, scratch: str, keep: bool) -> None:
        self.resolver = resolver
        self.versions = resolver.versions
        self.scheduler = scheduler
        self.store = store
        self.scratch = scratch
        self.keep = keep
        self.examiner = Examiner(store)
        self.weigh: Callable[[ThunkEntry], float] = _weight
        """What says which of several comes first."""
        self.blind = False
        """No tracer works here."""
        self.by_stops = False
        """Only the slower of the two tracers does."""
        self._environment: tuple[Mapping[str, str], list[str]] = ({}, [])
        """The environment of the last command, and its lines."""
        self.surprises: list[str] = []
        """What the run that was collected last has read without having declared it."""
        self.parts = Parts(self)
        self.admission: Admission | None = None
        """What commands of a `make` find of the jobserver."""
        self.remote: Remote | None = None
        """Sends commands to other machines, if there are any."""

    # -- before ------------------------------------------------------------------------------------------------------

    def start(self, entry: ThunkEntry, in_turn: bool, ended: Callable[[Result], None]) -> bool:
        """Run `entry` in the best view there is; False: it must wait for its turn. Raises NeedsEntry.

        `in_turn`: everything before it is real, so it may run in the tree itself.
        """
        entry.operands = {}
        entry.dependency_files = []
        entry.remote = False
        if entry.lowered.traced:
            return self._start_traced(entry, in_turn, ended)
        if self.remote is not None and not in_turn and entry.here is None:
            entry.here = self.remote.start(entry, ended)
            if entry.here is None:
                return True
        if in_turn:
            entry.found = {path: look(path) for path in entry.lowered.writes}
            self._launch(entry, PLAIN, [], ended)
        elif entry.violation or self._has_many_names(entry):
            return False
        elif self.resolver.overlay:
            preloads = self.preloads(entry)
            needs_none = not preloads and entry.lowered.proved and self._has_private_places(entry)
            self._launch(entry, PLAIN if needs_none else OVERLAY, preloads, ended)
        elif not entry.lowered.lasting or self._find_operands(entry):
            self._launch(entry, PLAIN, [], ended)
        else:
            return False
        return True

    def _start_traced(self, entry: ThunkEntry, in_turn: bool, ended: Callable[[Result], None]) -> bool:
        """The same under the tracer: ahead of its turn only in an overlay that holds all, if a trace is known."""
        if in_turn:
            self._submit(entry, PLAIN, [], ended)
            return True
        if self.blind or entry.violation or not entry.foreseen or self._has_many_names(entry):
            return False
        if not (self.resolver.overlay and self.resolver.support.exact):
            return False
        self._submit(entry, OVERLAY, self.preloads(entry), ended)
        return True

    def _launch(self, entry: ThunkEntry, view: str, preload: list[Preload], ended: Callable[[Result], None]) -> None:
        """Run `entry` in parts where that pays, else as a whole."""

        def rest(partial: Partial) -> None:
            def over(result: Result) -> None:
                partial.finish(result)
                ended(result)

            self._submit(entry, view, preload, over, partial.stages(self.stages(entry)), partial.joined_bytes())

        if not self.parts.begin(entry, lambda: self._submit(entry, view, preload, ended), rest):
            self._submit(entry, view, preload, ended)

    def prefers_turn(self, entry: ThunkEntry) -> bool:
        """Whether `entry`, before which everything is real, should write large data into the tree itself.

        Then nothing has to be moved or copied from a layer. Its annotation has to be one of those that are checked.
        """
        lowered = entry.lowered
        plain = all(how in (REDIRECT, TRUNCATED, OPERAND, APPENDED) for how in lowered.writes.values())
        if not lowered.writes or not lowered.proved or not plain or not is_filter(lowered):
            return False
        return sum([self.versions.tree_state(path).size for path in lowered.reads]) >= LARGE_BYTES

    def _has_private_places(self, entry: ThunkEntry) -> bool:
        """Whether all that `entry` leaves behind are files that can have private places, so that it needs no overlay.

        Those that the shell opens for it always can. An operand at another place makes a failure one that has to be
        seen again in the tree: that pays where commands run side by side, not where somebody waits for each.
        """
        lowered = entry.lowered
        if not lowered.lasting:
            return True
        kinds = (REDIRECT, APPENDED) if entry.alone else (REDIRECT, APPENDED, OPERAND, TRUNCATED)
        for how in lowered.writes.values():
            if how not in kinds:
                return False
        found = self._find_operands(entry)
        if not found:
            entry.operands = {}
        return found

    def _gives_more(self, directory: str) -> bool:
        """Whether a new file in `directory` gets a group or an access list from it."""
        return bool(self.versions.tree_state(directory).mode & 0o2000) or gives_list(directory)

    def _has_many_names(self, entry: ThunkEntry) -> bool:
        """Whether it may write a file that has other names: in a layer it would part from them."""
        return any(self.versions.tree_state(path).links > 1 for path in entry.writes())

    def _find_operands(self, entry: ThunkEntry) -> bool:
        """Give each output of `entry` a private place (the `operand` view); False where one can't have any."""
        lowered = entry.lowered
        movable = {path for effects in lowered.effects for _index, _prefix, path in effects.moves}
        movable.update([path for effects in lowered.effects for _words, path in effects.adds])
        places: dict[str, str] = {}
        for path, how in lowered.writes.items():
            if how == APPENDED:
                continue
            if how not in (OPERAND, TRUNCATED, REDIRECT) or self._gives_more(parent(path)):
                return False
            if how != REDIRECT and lowered.as_written.get(path) not in movable:
                return False
            if path in lowered.reads or self.versions.tree_state(path).kind not in ("file", "absent"):
                return False
            if self.versions.tree_state(parent(path)).kind != "directory" or not may_write(parent(path)):
                return False
            places[path] = f"{self.scratch}/{entry.number}-{entry.run_count}-{len(places)}{_suffix(path)}"
        entry.operands = places
        return True

    def preloads(self, entry: ThunkEntry) -> list[Preload]:
        """What earlier entries made and the tree does not have yet, as far as this command can come across it."""
        lowered = entry.lowered
        paths: dict[str, None] = {}
        for path in [*lowered.reads, *lowered.writes, *entry.expected_reads, *entry.expected, lowered.cwd + "/."]:
            for one in _with_parents(path):
                paths[one] = None
        for directory, globs in lowered.trees:
            for path, _writer in self.versions.matching(directory, globs, entry):
                paths[path] = None
        found = []
        for path in paths:
            for writer in self.versions.writers(path, entry):
                state = writer.state_of(path) if writer.phase is DONE else None
                if state is not None:
                    found.append(self._preload(path, state, writer))
                    break
                if writer.phase is DONE and writer.appends_to(path):
                    raise NeedsEntry(writer)
        return found

    def _preload(self, path: str, state: State, writer: Entry) -> Preload:
        if state.kind == "file" and not (state.source and _exists(state.source)):
            try:
                state.source = self.fetch(state.digest)
            except MissingObject:
                raise NeedsEntry(writer) from None
        mtime_ns = state.mtime_ns or (posix.stat(state.source).st_mtime_ns if state.kind == "file" else -1)
        return Preload(path, state.kind, state.source, state.mode, mtime_ns, state.target)

    def fetch(self, digest: bytes) -> str:
        """A private file with the bytes of a stored object, for layers to copy from."""
        path = f"{self.scratch}/object-{digest.hex()}"
        if not _exists(path):
            self.store.materialize(digest, path, 0o600)
        return path

    def _submit(
        self,
        entry: ThunkEntry,
        view: str,
        preload: list[Preload],
        ended: Callable[[Result], None],
        stages: list[JobStage] | None = None,
        size: int = -1,
    ) -> None:
        entry.run_count += 1
        captures: dict[object, capture.Capture] = {}
        for index, (sink, before, _data) in enumerate(entry.streams):
            own = captures.get(sink.key)
            if own is None:
                framed = entry.lowered.call is not None and not entry.in_turn
                terminal = getattr(sink, "fd", -1) if sink.kind == "tty" and not framed else -1
                own = captures[sink.key] = capture.Capture(terminal)
                # What an earlier run has shown already is not shown again.
                own.delivered = before.delivered if before is not None else 0
            entry.streams[index] = (sink, own, b"")
        lowered = entry.lowered
        key = self.scheduler.next_key()
        entry.trace = ""
        entry.seen = None
        entry.examined = not lowered.traced and self.examiner.wants(entry)
        watched = (lowered.watched or entry.examined) and not entry.in_turn
        if (lowered.traced or watched) and not self.blind:
            entry.trace = f"{self.scratch}/trace-{entry.number}-{entry.run_count}"
        stages = stages or self.stages(entry)
        if lowered.proved and not entry.ignored and not entry.trace:
            early = [effects.early for effects in lowered.effects]
            stages = faster(stages, size if size >= 0 else self._input_bytes(entry), early, self.scheduler.slots)
        job = Job(key, stages, lowered.cwd, lowered.umask, view, preload, ignored_signals=entry.ignored)
        job.stdout = entry.streams[0][1].write_fd  # type: ignore[union-attr]
        job.stderr = entry.streams[-1][1].write_fd  # type: ignore[union-attr]
        if entry.input is not None:
            job.stdin = entry.input.fd
        job.trace = entry.trace
        job.contained = lowered.traced and view == OVERLAY
        if self.admission is not None:
            self.admission.adapt(job)
        entry.task = Task(job, list(captures.values()), ended)
        entry.task.weight = self.weigh(entry)
        entry.phase = RUNNING
        self.scheduler.add(entry.task)

    def _input_bytes(self, entry: ThunkEntry) -> int:
        """How much `entry` reads, as far as that is known."""
        if self.parts.test_bytes:
            return TEST_BYTES
        states = [self.versions.state(path, entry) for path in entry.lowered.reads]
        return sum([state.size for state in states if isinstance(state, State)])

    def stages(self, entry: ThunkEntry) -> list[JobStage]:
        """The programs of `entry`, as an engine wants them."""
        stages = []
        for stage, effects, environment in entry.lowered.parts():
            argv = list(stage.argv)
            asked: dict[str, str] = {}
            self._move_operands(entry, argv, effects.moves, effects.adds)
            self._ask_for_reads(entry, argv, asked, effects.learn)
            redirects = [
                Redirect(fd, op, self._target(entry, op, target), text) for fd, op, target, text in stage.redirects
            ]
            redirects[:0] = self._given(entry)
            lines = self.lines_of(environment)
            if asked:
                replaced = tuple([name + "=" for name in asked])
                lines = [line for line in lines if not line.startswith(replaced)]
                lines += [f"{name}={value}" for name, value in asked.items()]
            stages.append(JobStage(stage.program, argv, lines, redirects))
        return stages

    def lines_of(self, environment: Mapping[str, str]) -> list[str]:
        """An environment as lines, which thousands of commands may share: not to be changed."""
        if self._environment[0] is not environment:
            self._environment = (environment, [f"{name}={value}" for name, value in environment.items()])
        return self._environment[1]

    def _given(self, entry: ThunkEntry) -> list[Redirect]:
        """What a command finds on more descriptors: outputs of other thunks; for a function, what it may touch."""
        found = [Redirect(number, "<", value.place(self.scratch)) for number, value in entry.values.items()]
        lowered = entry.lowered
        if lowered.call is not None:
            import marshal
            from binascii import b2a_base64

            trees = tuple([directory for directory, _globs in lowered.trees])
            how = "turn" if entry.in_turn else "whole" if entry.uncut else "graph"
            declared = (how, entry.line, tuple(lowered.reads), trees, tuple(lowered.writes), tuple(entry.values))
            text = b2a_base64(marshal.dumps(declared), newline=False).decode("ascii")
            found.append(Redirect(DECLARED_FD, "text", "", text))
            if not entry.in_turn:
                found.append(Redirect(FRAME_FD, ">&", 1))
        return found

    def _move_operands(
        self,
        entry: ThunkEntry,
        argv: list[str],
        moves: list[tuple[int, int, str]],
        adds: list[tuple[tuple[str, ...], str]],
    ) -> None:
        if not entry.operands:
            return
        by_name = {entry.lowered.as_written.get(path): place for path, place in entry.operands.items()}
        for index, prefix, path in moves:
            if path in by_name:
                argv[index] = argv[index][:prefix] + by_name[path]
        for words, path in adds:
            if path in by_name:
                argv += [word.replace("FILE", by_name[path]) for word in words]

    def _target(self, entry: ThunkEntry, op: str, target: str | int) -> str | int:
        if entry.operands and isinstance(target, str) and op in (">", ">|"):
            for path, place in entry.operands.items():
                if entry.lowered.as_written.get(path) == target:
                    return place
        return target

    def _ask_for_reads(
        self, entry: ThunkEntry, argv: list[str], asked: dict[str, str], learn: tuple[tuple[str, object], ...]
    ) -> None:
        """Have the command report what it reads, in a file of ours; `asked` are variables for that."""
        if not learn or not self.keep:
            return
        for kind, what in learn:
            if kind not in ("environment", "options") or (kind == "options" and entry.in_turn):
                continue  # added words could themselves be why a command fails: in its turn it runs as it was written
            # Each stage has files of its own: one compiler's drivers and linkers write over what is there.
            path = f"{self.scratch}/reads-{entry.number}-{entry.run_count}-{len(entry.dependency_files)}.d"
            entry.dependency_files.append(path)
            if kind == "environment":
                asked[str(what)] = path
            else:
                argv += [word.replace("FILE", path) for word in what]  # type: ignore[attr-defined]

    # -- after -------------------------------------------------------------------------------------------------------

    def collect(self, entry: ThunkEntry, result: Result) -> str:
        """Take the outputs of a finished run into `entry`; gives the make rules it wrote for us, or "".

        Raises UndeclaredWrite.
        """
        if self.remote is not None and result.reply is not None:
            return self.remote.collect(entry, result.reply)
        entry.layer = result.layer
        entry.started_ns = result.started_ns
        entry.processor_s = result.user_s + result.system_s
        changes = collect.collect(result.layer) if result.layer else []
        if entry.trace and not entry.lowered.traced:
            self.surprises = undeclared_reads(entry, changes, self.scratch)
        rules = self._take_rules(entry, changes)
        if entry.lowered.traced:
            self._take_trace(entry, changes)
        if result.layer is not None:
            entry.outputs = self._outputs_in_layer(entry, changes, result)
        elif entry.operands:
            entry.outputs = self._outputs_at_operands(entry)
        elif entry.lowered.lasting:
            self.versions.forget(made=not entry.lowered.proved)
            entry.outputs = self._outputs_in_tree(entry, result) if entry.seen is None else self._outputs_traced(entry)
        return rules

    def dispose(self, entry: ThunkEntry) -> None:
        """Remove what a run of `entry` has left outside the tree."""
        if entry.layer is not None:
            self.scheduler.engine.dispose(entry.layer)
            entry.layer = None
        for place in entry.operands.values():
            unlink(place)
        entry.sources = {}
        entry.away = frozenset()
        entry.deferred = {}

    def discard(self, result: Result) -> None:
        """A cancelled run: nothing of it remains."""
        if result.layer is not None:
            self.scheduler.engine.dispose(result.layer)

    def must_repeat(self, entry: ThunkEntry) -> bool:
        """Whether a failure of `entry` may come from its view, so that it has to run in its turn to be believed.

        At a private place a command cannot remove its old output, as a failing one may; and words may have been
        added to it, to have it report what it reads.
        """
        return any(entry.statuses) and not self.is_final(entry)

    def may_show(self, entry: ThunkEntry) -> bool:
        """Whether the output of `entry` may be shown before its run has ended: nothing can make that void.

        What a traced command has read is known when it has ended: unless everything before it was real when it began,
        it may turn out to have come too early.
        """
        return self.is_final(entry) and (entry.in_turn or entry.alone or not entry.trace)

    def is_final(self, entry: ThunkEntry) -> bool:
        """Whether the run of `entry` counts even if it fails."""
        if entry.in_turn or entry.task is None:
            return True
        if entry.task.job.view == SEALED:
            return entry.exact
        learned = [kind for effects in entry.lowered.effects for kind, _what in effects.learn]
        moved = any(entry.lowered.writes[path] != REDIRECT for path in entry.operands)
        if moved or "options" in learned:
            return False
        return entry.task.job.view != OVERLAY or self.resolver.support.exact

    def _take_trace(self, entry: ThunkEntry, changes: list[Change]) -> None:
        """Read what the tracer has written down, and take what was touched as what the command writes."""
        name = entry.trace
        layered = {change.path: change.layer_path for change in changes}
        try:
            entry.seen = read_trace(layered.get(name, name))
            self.by_stops = self.by_stops or entry.seen.way == "ptrace"
        except (OSError, ValueError):
            return
        if name not in layered:
            unlink(name)

    def _outputs_traced(self, entry: ThunkEntry) -> dict[str, Output]:
        """After a traced run in the tree: what is now at the places it touched."""
        assert entry.seen is not None
        outputs = {}
        for path, (before, inode, _kept) in entry.seen.touched.items():
            state = self.versions.tree_state(path)
            if state.kind == "file":
                in_place = before == "file" and state.inode[1] == inode
                when = self._when(entry, state.mtime_ns, entry.started_ns, time.time_ns())
                digest = self._digest(entry, path, path)
                outputs[path] = Output(path, "file", digest, state.size, state.mode, when, in_place=in_place)
            elif state.kind == "absent":
                if before != "absent":
                    outputs[path] = Output(path, "removed")
            else:
                outputs[path] = Output(path, state.kind, None, 0, state.mode, target=state.target)
        # What was expected stays: the index of pending writers knows of it.
        entry.expected = {**entry.expected, **{path: output.kind for path, output in outputs.items()}}
        return outputs

    def _take_rules(self, entry: ThunkEntry, changes: list[Change]) -> str:
        layered = {change.path: change.layer_path for change in changes} if entry.dependency_files else {}
        rules = []
        for name in entry.dependency_files:
            path = layered.get(name, name)
            try:
                with open(path, "rb") as file:
                    rules.append(file.read().decode("utf-8", "surrogateescape"))
            except OSError:
                continue
            unlink(path)
        return "\n".join(rules)

    def _outputs_in_layer(self, entry: ThunkEntry, changes: list[Change], result: Result) -> dict[str, Output]:
        outputs = {}
        for change in changes:
            if change.path.startswith(self.scratch):
                continue
            declared = self.is_declared(entry, change.path)
            if change.kind == "directory" and change.times_only and not declared:
                continue
            if not declared:
                raise UndeclaredWrite(change.path)
            if change.kind not in PLAIN_KINDS or change.link_group or not self._has_own_owner(change):
                raise NotHeld(change.path)
            if change.kind == "file" and self.versions.tree_state(change.path).links > 1:
                raise NotHeld(change.path)  # somewhere below a tree: in the layer it has parted from its other names
            if change.kind != "removed" and not self._has_own_attributes(change):
                raise NotHeld(change.path)
            if change.untouched and entry.lowered.writes.get(change.path) not in KEEPS_INODE:
                if change.mtime_ns < result.started_ns - CLOCK_SLACK_NS:
                    continue  # it was opened, no more: `tee -a f </dev/null`
                entry.lowered.pure = False  # it may have been written within one tick of the clock
            outputs[change.path] = self._output(entry, change, result)
        return outputs

    def _has_own_owner(self, change: Change) -> bool:
        """Whether what `change` has left has the owner of a new file, or of the one that it has written into."""
        if change.kind == "removed" or is_owner(change.path, change.uid, change.gid):
            return True
        if not change.in_place and change.kind != "directory":
            return False
        try:
            before = posix.lstat(change.path)
        except OSError:
            return False
        return (before.st_uid, before.st_gid) == (change.uid, change.gid)

    def _has_own_attributes(self, change: Change) -> bool:
        """Whether what `change` has left has no extended attributes but those of the file that it has written into."""
        if not change.attributes:
            return True
        before = collect.attributes(change.path) if change.existed else {}
        return before == change.attributes and (change.in_place or change.kind == "directory")

    def is_declared(self, entry: ThunkEntry, path: str) -> bool:
        """Whether `entry` may write `path`."""
        writes = entry.lowered.writes
        if path in writes or path in entry.expected:
            return True
        while path != "/":
            path = parent(path)
            if writes.get(path) == TREE:
                return True
        return False

    def _output(self, entry: ThunkEntry, change: Change, result: Result) -> Output:
        when: str | int = change.mtime_ns
        if change.content or entry.lowered.writes.get(change.path) in KEEPS_INODE:
            when = self._when(entry, change.mtime_ns, result.started_ns, result.ended_ns)
        if change.kind != "file":
            when = when if change.kind == "directory" else NOW
            return Output(change.path, change.kind, None, 0, change.mode, when, change.target, change.in_place)
        if not change.in_place and took_mode(entry, change.path, self.versions.tree_state(change.path), change.mode):
            entry.lowered.pure = False
        entry.sources[change.path] = change.layer_path
        digest = self._digest(entry, change.path, change.layer_path)
        return Output(change.path, "file", digest, change.size, change.mode, when, in_place=change.in_place)

    def _outputs_at_operands(self, entry: ThunkEntry) -> dict[str, Output]:
        outputs = {}
        for path, place in entry.operands.items():
            try:
                status = posix.stat(place)
            except OSError:
                continue
            if has_attributes(place):
                raise NotHeld(path)
            before = self.versions.tree_state(path)
            in_place = entry.lowered.writes[path] in KEEPS_INODE and before.kind == "file"
            mode = written_mode(before.mode) if in_place else status.st_mode & 0o7777
            entry.sources[path] = place
            digest = self._digest(entry, path, place)
            when = self._when(entry, status.st_mtime_ns, entry.started_ns, time.time_ns())
            outputs[path] = Output(path, "file", digest, status.st_size, mode, when, in_place=in_place)
        return outputs

    def _outputs_in_tree(self, entry: ThunkEntry, result: Result) -> dict[str, Output]:
        """After a run in the tree: what stands at the declared places. What is appended is a stream until then."""
        outputs = {}
        for path, how in entry.lowered.writes.items():
            if how == APPENDED:
                continue
            state = self.versions.tree_state(path)
            found = entry.found[path]
            if state.kind == found.kind == "absent":
                continue
            if state.kind == "file":
                if state.status is not None and is_untouched(found.status, state.status):
                    if state.status.st_ctime_ns < entry.started_ns - CLOCK_SLACK_NS:
                        continue
                    if any(result.statuses):
                        entry.lowered.pure = False  # what it may have left alone may be something else in a later run
                digest = self._digest(entry, path, path)
                when = self._when(entry, state.mtime_ns, entry.started_ns, time.time_ns())
                in_place = found.inode == state.inode
                outputs[path] = Output(path, "file", digest, state.size, state.mode, when, in_place=in_place)
                if how == OPERAND and (state.links > 1 or not is_owner(path)):
                    entry.lowered.pure = False  # a later run would give it another owner, and no other names
                if not in_place and (has_attributes(path) or took_mode(entry, path, found, state.mode)):
                    entry.lowered.pure = False
            elif state.kind == "absent":
                outputs[path] = Output(path, "removed")
            elif state.kind == "directory" and how != TREE:
                outputs[path] = Output(path, "directory", None, 0, state.mode)
            elif state.kind == "symlink":
                outputs[path] = Output(path, "symlink", None, 0, 0, target=state.target)
            else:
                entry.lowered.pure = False  # a tree: what of it is new is not known
        return outputs

    def _when(self, entry: ThunkEntry, mtime_ns: int, started_ns: int, ended_ns: int) -> str | int:
        """See ir.time_left."""
        inputs = entry.thunk.inputs if entry.thunk is not None else ()
        when = time_left(mtime_ns, started_ns - CLOCK_SLACK_NS, ended_ns + CLOCK_SLACK_NS, inputs)
        printed_ns = max([capture.printed_ns for _sink, capture, _data in entry.streams if capture], default=0)
        return LAST if when == NOW and 0 < printed_ns < mtime_ns else when

    def fill(self, entry: ThunkEntry, path: str, data: bytes) -> None:
        """`data` is what `entry` leaves at `path`, a redirection that its job has only opened."""
        output = entry.outputs[path]
        source = entry.sources[path]
        with open(source, "wb") as file:
            file.write(data)
        digest = self._digest(entry, path, source)
        entry.outputs[path] = Output(
            path, "file", digest, len(data), output.mode, output.mtime_policy, in_place=output.in_place
        )

    def _digest(self, entry: ThunkEntry, path: str, source: str) -> bytes:
        """The digest of the output at `path`, whose bytes are in `source`. The store keeps them where that pays."""
        what = treatment(posix.stat(source).st_size, entry.processor_s)
        if entry.lowered.traced:
            what = STORE
        if what == NAME and entry.thunk is not None and entry.pure:
            return name_of_output(entry.key, path)
        if what == STORE and self.keep:
            try:
                return self.store.put_file(source)[0]
            except StoreError:
                self.keep = False
        return digest_file(source)[0]


def _weight(entry: ThunkEntry) -> float:
    return entry.weight_s


def ignored_signals(shell: Any) -> list[int]:
    """The signals that the commands of `shell` find ignored."""
    names = [name for name, action in shell.traps.items() if action == ""]
    numbers = [getattr(_signal, "SIG" + name, 0) for name in [*names, *shell.ignored_at_start]]
    return sorted({int(number) for number in numbers if number})


def _with_parents(path: str) -> list[str]:
    """`path` and the directories above it, outermost first."""
    chain = []
    while path != "/":
        chain.append(path)
        path = parent(path)
    return chain[::-1]


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:] if dot > 0 else ""


def _exists(path: str) -> bool:
    try:
        posix.stat(path)
    except OSError:
        return False
    return True


def unlink(path: str) -> None:
    """Remove `path` if it is there."""
    try:
        posix.unlink(path)
    except OSError:
        pass
