"""From a pending command to its result: resolve its inputs, look for a known result, else run it in a view.

A command is resolved when everything it reads has a known version. Its reduced thunk names its result in
the store. Where the command can tell what else it read (a compiler's headers), a result counts only while
all of that is unchanged and nothing has appeared that would have been read instead (DESIGN sections 5, 6).
"""

from __future__ import annotations

import posix
import sys

from oilgg.engine.base import OVERLAY, PLAIN, Job, JobStage, Preload, Redirect
from oilgg.lower.lowering import APPENDED, IN_PLACE, OPERAND, REDIRECT, is_special
from oilgg.lower.paths import parent
from oilgg.order.entry import DONE, IN_TURN, READY, RUNNING, Entry, State, ThunkEntry
from oilgg.reason import (
    CHANGED_DURING_RUN,
    CONTENT,
    INPUT_CHANGED,
    NEVER_RUN,
    NEW_FILE,
    NOT_PURE,
    OBJECT_LOST,
    OUTPUT_PLACE,
    STORE_OFF,
    UNDECLARED_WRITE,
    VIEW_FAILED,
    Refusal,
)
from oilgg.reduce.capture import Capture
from oilgg.reduce.learn import absent_names, rule_prerequisites
from oilgg.reduce.task import Task
from oilgg.store.base import KIND_FILE, Reduction, StoreError
from oilgg.store.verify import Verifier
from oilgg.thunk.hash import identities, names_digest
from oilgg.thunk.ir import (
    ABSENT,
    EMPTY_STREAM,
    INLINE_STREAM_BYTES,
    NOTHING_LEARNED,
    FileValue,
    Input,
    Learned,
    Output,
    OutputPath,
    Result,
    Streams,
    StreamValue,
    SymlinkValue,
    Thunk,
    TreeValue,
    Usage,
    sorted_inputs,
    sorted_outputs,
)
from oilgg.worker.view import collect, dispose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oilgg.engine import base
    from oilgg.order.versions import Versions
    from oilgg.reduce.scheduler import Scheduler
    from oilgg.reduce.tools import Tools
    from oilgg.store.base import Store
    from oilgg.worker.view import Change

PLATFORM = f"{sys.platform}-{posix.uname().machine}"
SOURCE_BYTES = 1 << 20


class NeedsEntry(Exception):
    """A version cannot be known before `entry` has its result."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry


class Reducer:
    """Resolves, reuses and runs thunk entries; `done(entry)` is called when one has its result."""

    def __init__(
        self,
        versions: Versions,
        store: Store,
        tools: Tools,
        scheduler: Scheduler,
        overlay: bool,
        scratch: str,
        keep: bool,
        done: Callable[[ThunkEntry], None],
    ) -> None:
        self.versions = versions
        self.store = store
        self.tools = tools
        self.scheduler = scheduler
        self.overlay = overlay
        self.scratch = scratch
        self.keep = keep
        self.done = done
        self.distrust: Callable[[ThunkEntry], None] | None = None
        self.messages: Callable[[ThunkEntry, base.Result], list[str]] | None = None
        self.verifier = Verifier(store, self._digest_now, self._exists_now, self._names_now)
        self._at: ThunkEntry | None = None
        self._scans: dict[tuple[bytes, bytes], bool] = {}
        self.later_writes: Callable[[ThunkEntry], set[str]] = _no_paths

    # -- inputs -------------------------------------------------------------------------------------------------------

    def link(self, entry: ThunkEntry) -> Refusal | None:
        """Find what `entry` must wait for. A Refusal: one of its inputs is not a regular file or directory."""
        from oilgg.reason import SPECIAL_FILE

        versions, lowered = self.versions, entry.lowered
        for path in lowered.reads:
            self._need(entry, path)
            state = versions.state(path, entry)
            if not isinstance(state, Entry) and state.kind == "special":
                return Refusal(SPECIAL_FILE, f"{path} is not a regular file")
        for directory, globs in lowered.trees:
            for writer in versions.below(directory, entry):
                for path in writer.writes():
                    if fits(path, directory, globs):
                        self._wait_for(entry, writer, path, retired=not lowered.learns)
        for path, how in lowered.writes.items():
            blocker = versions.blocker(path, entry)
            if blocker is not None:
                self._retire_first(entry, blocker)
            if how == IN_PLACE:
                self._need(entry, path)
        return None

    def _need(self, entry: ThunkEntry, path: str) -> None:
        """`entry` reads `path`: wait for whoever may write it."""
        blocker = self.versions.blocker(path, entry)
        if blocker is not None:
            self._retire_first(entry, blocker)
        for writer in self.versions.writers(path, entry):
            self._wait_for(entry, writer, path)

    def _wait_for(self, entry: ThunkEntry, writer: Entry, path: str, retired: bool = False) -> None:
        """Wait for the result of `writer`, or for its retirement where its result alone is of no use."""
        if isinstance(writer, ThunkEntry):
            if writer.phase is not DONE:
                entry.waits_for.add(writer)
            appended = writer.lowered.writes.get(path) == APPENDED
        else:
            appended = writer.state_of(path) is None
        if retired or appended or not self.overlay:
            self._retire_first(entry, writer)

    def _retire_first(self, entry: ThunkEntry, other: Entry) -> None:
        if entry.after is None or entry.after.number < other.number:
            entry.after = other

    def _known(self, path: str, entry: ThunkEntry) -> State:
        state = self.versions.state(path, entry)
        if isinstance(state, Entry):
            raise NeedsEntry(state)
        return state

    # -- from entry to thunk ------------------------------------------------------------------------------------------

    def resolve(self, entry: ThunkEntry) -> None:
        """All that `entry` waits for is known: reuse a result, or start a run. May find something more to wait for."""
        try:
            self._at = entry
            thunk = entry.thunk = self._thunk(entry)
            verdict = self._content(entry)
            if verdict == "opaque":
                entry.reason = Refusal(CONTENT, "a source it reads takes in files that it does not report")
                self._in_turn(entry)
                return
            entry.key, other = identities(thunk)
            entry.order_salt = verdict
            reduction = self._reusable(entry, (entry.key, other))
        except NeedsEntry as missing:
            if isinstance(missing.entry, ThunkEntry) and missing.entry.phase is not DONE:
                entry.waits_for.add(missing.entry)
            else:
                self._retire_first(entry, missing.entry)
            return
        except OSError as error:
            entry.reason = Refusal(OUTPUT_PLACE, f"{error.filename}: {error.strerror}")
            self._in_turn(entry)
            return
        finally:
            self._at = None
        if reduction is not None:
            self._replay(entry, reduction.result)
        else:
            self._run(entry)

    def foresee(self, entry: ThunkEntry) -> bool:
        """Whether a known result would serve for `entry`, as far as can be told without running anything."""
        self._at = entry
        try:
            entry.thunk = self._thunk(entry)
            entry.order_salt = self._content(entry)
            return self._reusable(entry, identities(entry.thunk)) is not None
        except (NeedsEntry, OSError):
            return False
        finally:
            self._at = None

    def remove_scratch(self) -> None:
        """Remove the private folder of this run."""
        for name in posix.listdir(self.scratch):
            _unlink(f"{self.scratch}/{name}")
        posix.rmdir(self.scratch)

    def _thunk(self, entry: ThunkEntry) -> Thunk:
        lowered = entry.lowered
        inputs = [Input(path, self._input_value(entry, path)) for path in lowered.reads]
        if not lowered.learns:
            for directory, globs in lowered.trees:
                inputs.append(Input(directory, TreeValue(self._tree_digest(directory, globs))))
        tools: dict[str, bytes] = {}
        for stage, effects, environment in zip(lowered.stages, lowered.effects, lowered.environment, strict=True):
            for path, digest in self.tools.identity(stage.program, effects, environment):
                tools[path] = digest
        outputs = [OutputPath(path, how == "tree", False) for path, how in lowered.writes.items()]
        return Thunk(
            lowered.stages,
            lowered.cwd,
            lowered.umask,
            sorted_inputs(inputs),
            None,
            sorted_outputs(outputs),
            self._streams(entry),
            tuple(sorted(tools.items())),
            PLATFORM,
        )

    def _input_value(self, entry: ThunkEntry, path: str) -> FileValue | SymlinkValue | TreeValue | type[object]:
        state = self._known(path, entry)
        if state.kind == "file":
            digest = self.versions.digest(path, state)
            meta = any([effects.meta for effects in entry.lowered.effects])
            executable = bool(state.mode & 0o111)
            if meta:
                return FileValue(digest, state.size, executable, state.mode, state.mtime_ns)
            return FileValue(digest, state.size, executable)
        if state.kind == "symlink":
            return SymlinkValue(state.target)
        if state.kind == "directory":
            return TreeValue(b"directory")
        return ABSENT  # type: ignore[return-value]

    def _streams(self, entry: ThunkEntry) -> Streams:
        out, err = entry.streams[0][0], entry.streams[-1][0]
        kinds = ["tty" if sink.kind == "tty" else "pipe" for sink in (out, err)]
        return Streams(kinds[0], kinds[1], out is err)

    def _tree_digest(self, directory: str, globs: tuple[str, ...]) -> bytes:
        """Digest of names, modes and bytes of all files below `directory` whose names fit."""
        listing: list[str] = []
        pending = [directory]
        while pending:
            here = pending.pop()
            for name in sorted(posix.listdir(here)):
                path = f"{here}/{name}"
                state = self.versions.tree_state(path)
                if state.kind == "directory":
                    pending.append(path)
                    listing.append(f"{path}\0d{state.mode:o}")
                elif state.kind == "symlink":
                    listing.append(f"{path}\0l{state.target}")
                elif state.kind == "file" and fits(path, directory, globs):
                    listing.append(f"{path}\0f{state.mode:o}{self.versions.digest(path, state).hex()}")
        return names_digest(listing)

    def _content(self, entry: ThunkEntry) -> str:
        """What the text of the sources means for the result: "", "varies", "opaque" or "listings"."""
        verdict = ""
        for effects in entry.lowered.effects:
            for needle, consequence in effects.opaque_scan:
                if consequence == "opaque" or not verdict:
                    if any([self._mentions(entry, path, needle) for path in entry.lowered.reads]):
                        verdict = consequence
                        if verdict == "opaque":
                            return verdict
        return verdict

    def _mentions(self, entry: ThunkEntry, path: str, needle: bytes) -> bool:
        state = self._known(path, entry)
        if state.kind != "file" or state.size > SOURCE_BYTES:
            return False
        key = (self.versions.digest(path, state), needle)
        known = self._scans.get(key)
        if known is None:
            known = self._scans[key] = needle in self._bytes(path, state)
        return known

    def _bytes(self, path: str, state: State) -> bytes:
        with open(state.source or path, "rb") as file:
            return file.read()

    # -- reuse ----------------------------------------------------------------------------------------------------------

    def _reusable(self, entry: ThunkEntry, keys: Iterable[bytes]) -> Reduction | None:
        """A reduction that holds here and now; else None, with the reason in `entry.reason`."""
        if not self.keep:
            entry.reason = Refusal(STORE_OFF)
            return None
        if not entry.lowered.pure or entry.order_salt == "varies":
            entry.reason = Refusal(NOT_PURE)
            return None
        entry.reason = Refusal(NEVER_RUN)
        for key in keys:
            for reduction in self.store.lookup(key):
                refusal = self._refusal(entry, reduction)
                if refusal is None:
                    return reduction
                entry.reason = refusal
        return None

    def _refusal(self, entry: ThunkEntry, reduction: Reduction) -> Refusal | None:
        later = self.later_writes(entry)
        if later and self.verifier.entries_at(reduction, later):
            holds = self.verifier.learned_holds(reduction.learned)
        else:
            holds = self.verifier.holds(reduction)
        if not holds:
            broken = self.verifier.broken
            if broken is None:
                return Refusal(OBJECT_LOST)
            changed = broken[0] == KIND_FILE
            return Refusal(INPUT_CHANGED if changed else NEW_FILE, f"{broken[1]} {'has changed' if changed else 'is new'}")
        for output in reduction.result.outputs:
            refusal = self._output_refusal(entry, output)
            if refusal is not None:
                return refusal
        for stream in (reduction.result.stdout, reduction.result.stderr):
            if stream.digest is not None and not self.store.has(stream.digest):
                return Refusal(OBJECT_LOST)
        return None

    def _output_refusal(self, entry: ThunkEntry, output: Output) -> Refusal | None:
        """Why a stored output may not be put where it belongs: what stands there would have made a difference."""
        path = output.path
        if self._known(parent(path), entry).kind != "directory" or not _may_write(self._existing(parent(path))):
            return Refusal(OUTPUT_PLACE, f"{parent(path)} is not a directory to write in")
        before = self._known(path, entry)
        if output.kind == "file":
            if before.kind not in ("file", "absent"):
                return Refusal(OUTPUT_PLACE, f"{path} is a {before.kind}")
            if before.kind == "file":
                if before.links > 1 or (before.mode != output.mode and (output.in_place or self._in_place(entry, path))):
                    return Refusal(OUTPUT_PLACE, f"{path} has other permissions or names")
                if not before.source and not _may_write(path):
                    return Refusal(OUTPUT_PLACE, f"{path} is not writable")
            if not output.digest or not (before.kind == "file" and self._same(path, before, output.digest)):
                if not output.digest or not self.store.has(output.digest):
                    return Refusal(OBJECT_LOST, f"the bytes of {path} are no longer in the store")
        elif output.kind == "directory" and before.kind not in ("absent", "directory"):
            return Refusal(OUTPUT_PLACE, f"{path} is a {before.kind}")
        return None

    def _existing(self, directory: str) -> str:
        """`directory`, or the nearest above it that is in the tree already."""
        while self.versions.tree_state(directory).kind == "absent" and directory != "/":
            directory = parent(directory)
        return directory

    def _in_place(self, entry: ThunkEntry, path: str) -> bool:
        return entry.lowered.writes.get(path) == REDIRECT

    def _same(self, path: str, state: State, digest: bytes) -> bool:
        try:
            return self.versions.digest(path, state) == digest
        except OSError:
            return False

    def _digest_now(self, path: str) -> bytes | None:
        path, state = self._followed(path)
        if state.kind != "file":
            return None
        try:
            return self.versions.digest(path, state)
        except OSError:
            return None

    def _exists_now(self, path: str) -> bool:
        return self._followed(path)[1].kind != "absent"

    def _names_now(self, path: str) -> bytes | None:
        try:
            return names_digest(posix.listdir(path))
        except OSError:
            return None

    def _followed(self, path: str) -> tuple[str, State]:
        entry = self._at
        state = self.versions.state(path, entry)
        if isinstance(state, Entry):
            raise NeedsEntry(state)
        if state.kind == "symlink":
            path = self.versions.canonical.file(path, "/")
            state = self.versions.state(path, entry)
            if isinstance(state, Entry):
                raise NeedsEntry(state)
        return path, state

    def _replay(self, entry: ThunkEntry, result: Result) -> None:
        entry.replayed = True
        entry.result = result
        entry.outputs = {output.path: output for output in result.outputs}
        entry.statuses = result.statuses
        streams = (result.stdout, result.stderr)
        entry.streams = [
            (sink, None, self._stream_bytes(stream))
            for (sink, _capture, _data), stream in zip(entry.streams, streams, strict=False)
        ]
        self._finish(entry)

    def _stream_bytes(self, stream: StreamValue) -> bytes:
        if stream.data is not None:
            return stream.data
        assert stream.digest is not None
        return self.store.get_bytes(stream.digest)

    def _finish(self, entry: ThunkEntry) -> None:
        entry.phase = DONE
        self.done(entry)

    # -- running ----------------------------------------------------------------------------------------------------------

    def _run(self, entry: ThunkEntry) -> None:
        if self.overlay and not entry.violation:
            self._submit(entry, OVERLAY, self._preloads(entry))
        elif not entry.lowered.lasting or self._operands(entry):
            self._submit(entry, PLAIN, [])
        else:
            self._in_turn(entry)

    def _in_turn(self, entry: ThunkEntry) -> None:
        entry.phase = IN_TURN
        entry.operands = {}

    def run_in_turn(self, entry: ThunkEntry) -> None:
        """`entry` is the head of the order: run it in the tree itself."""
        entry.operands = {}
        self._submit(entry, PLAIN, [])

    def _operands(self, entry: ThunkEntry) -> bool:
        """Give each output of `entry` a private place (the `operand` view); False where one can't have any."""
        lowered = entry.lowered
        movable = {path for effects in lowered.effects for _index, _prefix, path in effects.moves}
        places = {}
        for path, how in lowered.writes.items():
            if how == APPENDED:
                continue
            if how == OPERAND and lowered.as_written.get(path) not in movable or how not in (OPERAND, REDIRECT):
                return False
            if path in lowered.reads or self.versions.tree_state(path).kind not in ("file", "absent"):
                return False
            if self.versions.tree_state(parent(path)).kind != "directory" or not _may_write(parent(path)):
                return False
            places[path] = f"{self.scratch}/{entry.number}-{entry.run_count}-{len(places)}{_suffix(path)}"
        entry.operands = places
        return True

    def _preloads(self, entry: ThunkEntry) -> list[Preload]:
        """What earlier entries made and the tree does not have yet, as far as this command can come across it."""
        lowered = entry.lowered
        paths: dict[str, None] = {}
        for path in [*lowered.reads, *lowered.writes, lowered.cwd + "/."]:
            above = parent(path)
            chain = [path]
            while above != "/":
                chain.append(above)
                above = parent(above)
            for one in reversed(chain):
                paths[one] = None
        for directory, globs in lowered.trees:
            for writer in self.versions.below(directory, entry):
                for path in writer.writes():
                    if fits(path, directory, globs):
                        paths[path] = None
        found = []
        for path in paths:
            for writer in self.versions.writers(path, entry):
                if writer.phase is not DONE:
                    continue
                state = writer.state_of(path)
                if state is not None:
                    found.append(self._preload(path, state))
                    break
        return found

    def _preload(self, path: str, state: State) -> Preload:
        source = state.source
        if state.kind == "file" and not source:
            source = state.source = self._fetch(state.digest)
        return Preload(path, state.kind, source, state.mode, -1, state.target)

    def _fetch(self, digest: bytes) -> str:
        """A private file with the bytes of a stored object, for layers to copy from."""
        path = f"{self.scratch}/object-{digest.hex()}"
        try:
            posix.stat(path)
        except OSError:
            self.store.materialize(digest, path, 0o600)
        return path

    def _submit(self, entry: ThunkEntry, view: str, preload: list[Preload]) -> None:
        entry.run_count += 1
        entry.phase = READY
        captures: dict[object, Capture] = {}
        streams = []
        for sink, _capture, _data in entry.streams:
            capture = captures.get(sink.key)
            if capture is None:
                terminal = getattr(sink, "fd", -1) if sink.kind == "tty" else -1
                capture = captures[sink.key] = Capture(terminal)
            streams.append((sink, capture, b""))
        entry.streams = streams  # type: ignore[assignment]
        job = Job(
            self.scheduler.next_key(),
            self._stages(entry),
            entry.lowered.cwd,
            entry.lowered.umask,
            view,
            preload,
            stdout=streams[0][1].write_fd,
            stderr=streams[-1][1].write_fd,
        )
        entry.task = Task(job, list(captures.values()), lambda result: self._ended(entry, result))
        entry.phase = RUNNING
        self.scheduler.add(entry.task)

    def _stages(self, entry: ThunkEntry) -> list[JobStage]:
        lowered = entry.lowered
        stages = []
        for stage, effects, environment in zip(lowered.stages, lowered.effects, lowered.environment, strict=True):
            argv = list(stage.argv)
            variables = dict(environment)
            self._move_operands(entry, argv, effects.moves)
            self._ask_for_reads(entry, argv, variables, effects.learn)
            redirects = [Redirect(fd, op, self._target(entry, op, target), text) for fd, op, target, text in stage.redirects]
            stages.append(
                JobStage(stage.program, argv, [f"{name}={value}" for name, value in variables.items()], redirects)
            )
        return stages

    def _move_operands(self, entry: ThunkEntry, argv: list[str], moves: list[tuple[int, int, str]]) -> None:
        if not entry.operands:
            return
        by_name = {entry.lowered.as_written.get(path): place for path, place in entry.operands.items()}
        for index, prefix, path in moves:
            place = by_name.get(path)
            if place is not None:
                argv[index] = argv[index][:prefix] + place

    def _target(self, entry: ThunkEntry, op: str, target: str | int) -> str | int:
        if entry.operands and isinstance(target, str) and op in (">", ">|", "&>", ">&"):
            for path, place in entry.operands.items():
                if entry.lowered.as_written.get(path) == target:
                    return place
        return target

    def _ask_for_reads(
        self, entry: ThunkEntry, argv: list[str], variables: dict[str, str], learn: tuple[tuple[str, object], ...]
    ) -> None:
        """Have the command report what it reads, in a file of ours."""
        if not learn or not self.keep:
            return
        entry.dependency_file = f"{self.scratch}/reads-{entry.number}-{entry.run_count}.d"
        for kind, what in learn:
            if kind == "environment":
                variables[str(what)] = entry.dependency_file
            elif kind == "options":
                argv += [word.replace("FILE", entry.dependency_file) for word in what]  # type: ignore[attr-defined]

    # -- after a run --------------------------------------------------------------------------------------------------------

    def _ended(self, entry: ThunkEntry, result: base.Result) -> None:
        entry.layer = result.layer
        entry.started_ns = result.started_ns
        if result.failure is not None:
            self._view_failed(entry, result.failure)
            return
        changes = collect(result.layer) if result.layer else []
        learned_text = self._take_dependency_file(entry, changes)
        if not self._outputs(entry, changes, result):
            return
        entry.statuses = tuple(result.statuses)
        if result.errors and self.messages is not None:
            entry.stage_messages = self.messages(entry, result)
        if self._operand_failed(entry):
            return
        learned = self._learned(entry, learned_text)
        if isinstance(learned, Refusal):
            entry.reason = learned
        elif learned is None:
            return
        else:
            self._record(entry, result, learned)
        self._finish(entry)

    def discard(self, result: base.Result) -> None:
        """A cancelled run: nothing of it remains."""
        if result.layer:
            dispose(result.layer)

    def _view_failed(self, entry: ThunkEntry, failure: str) -> None:
        self.dispose(entry)
        entry.reason = Refusal(VIEW_FAILED, failure)
        self._in_turn(entry)

    def dispose(self, entry: ThunkEntry) -> None:
        """Remove what a run of `entry` has left outside the tree."""
        if entry.layer:
            dispose(entry.layer)
            entry.layer = None
        for place in entry.operands.values():
            _unlink(place)
        entry.sources = {}

    def _take_dependency_file(self, entry: ThunkEntry, changes: list[Change]) -> str:
        """The make rules that the command wrote for us; taken out of what it changed."""
        path = entry.dependency_file
        if not path:
            return ""
        for change in changes:
            if change.path == path:
                path = change.layer_path
                changes.remove(change)
                break
        try:
            with open(path, "rb") as file:
                text = file.read().decode("utf-8", "surrogateescape")
        except OSError:
            return ""
        _unlink(path)
        return text

    def _outputs(self, entry: ThunkEntry, changes: list[Change], result: base.Result) -> bool:
        """Turn what was written into outputs. False: it wrote what it may not, and will run in its turn."""
        outputs: dict[str, Output] = {}
        for change in changes:
            if change.path.startswith(self.scratch + "/"):
                continue
            if not self._is_declared(entry, change.path) or change.kind not in ("file", "directory", "symlink", "removed"):
                self._undeclared(entry, change.path)
                return False
            outputs[change.path] = self._output(entry, change, result)
        for path, place in entry.operands.items():
            try:
                status = posix.stat(place)
            except OSError:
                continue
            digest = self._digest(place)
            mode = status.st_mode & 0o7777
            in_place = entry.lowered.writes[path] == REDIRECT
            before = self.versions.tree_state(path)
            if in_place and before.kind == "file":
                mode = before.mode
            outputs[path] = Output(path, "file", digest, status.st_size, mode, in_place=in_place)
            entry.sources[path] = place
        if result.layer is None and not entry.operands:
            self.versions.forget()
            self.verifier.forget_all()
            outputs = self._outputs_in_tree(entry)
        entry.outputs = outputs
        return True

    def _outputs_in_tree(self, entry: ThunkEntry) -> dict[str, Output]:
        """After a run in its turn: what stands at the declared places."""
        outputs = {}
        for path, how in entry.lowered.writes.items():
            state = self.versions.tree_state(path)
            if state.kind == "file" and how != APPENDED:
                outputs[path] = Output(
                    path, "file", self.versions.digest(path, state), state.size, state.mode, in_place=True
                )
            elif state.kind == "absent":
                outputs[path] = Output(path, "removed")
        return outputs

    def _is_declared(self, entry: ThunkEntry, path: str) -> bool:
        writes = entry.lowered.writes
        if path in writes:
            return True
        while path != "/":
            path = parent(path)
            if writes.get(path) == "tree":
                return True
        return False

    def _undeclared(self, entry: ThunkEntry, path: str) -> None:
        entry.violation = path
        entry.reason = Refusal(UNDECLARED_WRITE, f"it wrote {path}, which its annotation does not declare")
        self.dispose(entry)
        entry.outputs = {}
        self._in_turn(entry)
        if self.distrust is not None:
            self.distrust(entry)

    def _output(self, entry: ThunkEntry, change: Change, result: base.Result) -> Output:
        if change.kind != "file":
            return Output(change.path, change.kind, None, 0, change.mode & 0o7777, target=change.target or "")
        digest = self._digest(change.layer_path)
        entry.sources[change.path] = change.layer_path
        slack = 20_000_000
        fresh = result.started_ns - slack <= change.mtime_ns <= result.ended_ns + slack
        return Output(
            change.path,
            "file",
            digest,
            change.size,
            change.mode & 0o7777,
            "now" if fresh else change.mtime_ns,
            in_place=change.in_place,
        )

    def _digest(self, path: str) -> bytes:
        if self.keep:
            try:
                return self.store.put_file(path)[0]
            except StoreError:
                self.keep = False
        from oilgg.thunk.hash import digest_file

        return digest_file(path)[0]

    def _operand_failed(self, entry: ThunkEntry) -> bool:
        """A failing command in the operand view runs again in its turn: it may have removed its old output."""
        if not entry.operands or not any(entry.statuses):
            return False
        if all([how in (REDIRECT, APPENDED) for how in entry.lowered.writes.values()]):
            return False
        self.dispose(entry)
        entry.outputs = {}
        entry.statuses = ()
        self._in_turn(entry)
        return True

    # -- learning -------------------------------------------------------------------------------------------------------------

    def _learned(self, entry: ThunkEntry, text: str) -> Learned | Refusal | None:
        """What must still hold for the result to be used again; a Refusal if it can't be known.

        None: it read something that a pending entry was about to change, so it must run again.
        """
        lowered = entry.lowered
        if not lowered.learns:
            return NOTHING_LEARNED
        if any(entry.statuses) and not lowered.keep_failure:
            return Refusal(NOT_PURE, "it failed, and its failures are not kept")
        names = rule_prerequisites(text)
        for effects in lowered.effects:
            for kind, what in effects.learn:
                if kind == "written":
                    names += rule_prerequisites(self._written(entry, str(what)))
        names = list(dict.fromkeys(names))
        if not names and not lowered.reads:
            return Refusal(NOT_PURE, "it did not report what it read")
        return self._learned_files(entry, names)

    def _written(self, entry: ThunkEntry, path: str) -> str:
        file = self.versions.canonical.file(path, entry.lowered.cwd)
        try:
            with open(entry.sources.get(file, file), "rb") as stream:
                return stream.read().decode("utf-8", "surrogateescape")
        except OSError:
            return ""

    def _learned_files(self, entry: ThunkEntry, names: list[str]) -> Learned | Refusal | None:
        lowered, versions = entry.lowered, self.versions
        self._at = entry
        try:
            files: dict[str, bytes] = {}
            for name in names:
                path = versions.canonical.file(name, lowered.cwd)
                if path in lowered.reads or path in files or path in lowered.writes:
                    continue
                if self._came_late(entry, path):
                    return None
                digest = self._digest_now(path)
                if digest is None:
                    if is_special(path):
                        continue
                    return Refusal(CHANGED_DURING_RUN, f"{path} is no longer there")
                if self._edited_since(path, entry):
                    return Refusal(CHANGED_DURING_RUN, f"{path} was edited while it ran")
                files[path] = digest
            search = [path for effects in lowered.effects for path in effects.search]
            suffixes = [suffix for effects in lowered.effects for suffix in effects.search_suffixes]
            system = self._system_search(entry)
            absent = absent_names([*lowered.reads, *names], search, system, suffixes, lowered.cwd, self._exists_now)
            directories = self._listings(entry, files, search) if self._wants_listings(entry, files, system) else ()
            if self._varies(entry, files, system):
                return Refusal(NOT_PURE, "a file it includes mentions the date or time")
        except NeedsEntry as needed:
            self._again(entry, needed.entry)
            return None
        finally:
            self._at = None
        return Learned(tuple(files.items()), tuple(absent), directories)

    def _edited_since(self, path: str, entry: ThunkEntry) -> bool:
        """Whether somebody else wrote `path` after the run of `entry` began."""
        state = self.versions.tree_state(path)
        if state.kind != "file" or state.mtime_ns < entry.started_ns:
            return False
        return self.versions.own_times.get(path) != state.mtime_ns

    def _came_late(self, entry: ThunkEntry, path: str) -> bool:
        """Whether `path` was pending when the command ran, and was not in its view: then it must run again."""
        preloaded = {one.path for one in entry.task.job.preload} if entry.task else set()
        for writer in self.versions.writers(path, entry):
            if path not in preloaded:
                self._again(entry, writer)
                return True
            break
        return False

    def _again(self, entry: ThunkEntry, writer: Entry) -> None:
        self.dispose(entry)
        entry.outputs = {}
        entry.statuses = ()
        entry.phase = "waiting"
        self._retire_first(entry, writer)
        if isinstance(writer, ThunkEntry) and writer.phase is not DONE:
            entry.waits_for.add(writer)

    def _system_search(self, entry: ThunkEntry) -> list[str]:
        found: list[str] = []
        lowered = entry.lowered
        for stage, effects, environment in zip(lowered.stages, lowered.effects, lowered.environment, strict=True):
            if effects.learn and "tool" in effects.needs:
                plus = "++" in stage.program.rpartition("/")[2] or any([p.endswith(CXX) for p in lowered.reads])
                found += self.tools.default_search(stage.program, "c++" if plus else "c", environment)
        return found

    def _own_files(self, entry: ThunkEntry, files: Iterable[str], system: list[str]) -> list[str]:
        inside = tuple([directory.rstrip("/") + "/" for directory in system] + ["/usr/"])
        return [path for path in files if not path.startswith(inside)]

    def _scan(self, entry: ThunkEntry, files: dict[str, bytes], system: list[str], consequence: str) -> bool:
        needles = [
            needle for effects in entry.lowered.effects for needle, what in effects.opaque_scan if what == consequence
        ]
        if not needles:
            return False
        return any(
            [self._mentions(entry, path, needle) for path in self._own_files(entry, files, system) for needle in needles]
        )

    def _wants_listings(self, entry: ThunkEntry, files: dict[str, bytes], system: list[str]) -> bool:
        return entry.order_salt == "listings" or self._scan(entry, files, system, "listings")

    def _varies(self, entry: ThunkEntry, files: dict[str, bytes], system: list[str]) -> bool:
        return self._scan(entry, files, system, "varies") or self._scan(entry, files, system, "opaque")

    def _listings(self, entry: ThunkEntry, files: Iterable[str], search: list[str]) -> tuple[tuple[str, bytes], ...]:
        cwd = entry.lowered.cwd
        places = {self.versions.canonical.file(path, cwd) for path in search}
        places.update([parent(path) for path in [*files, *entry.lowered.reads]])
        found = []
        for path in sorted(places):
            names = self._names_now(path)
            if names is not None:
                found.append((path, names))
        return tuple(found)

    # -- recording -------------------------------------------------------------------------------------------------------------

    def _record(self, entry: ThunkEntry, result: base.Result, learned: Learned) -> None:
        usage = Usage(result.wall_s, result.user_s, result.system_s, result.maxrss_kib)
        values = [self._stream_value(capture.data) if capture else EMPTY_STREAM for _s, capture, _d in entry.streams]
        merged = len(values) == 1
        entry.result = Result(
            entry.statuses,
            values[0],
            EMPTY_STREAM if merged else values[1],
            tuple(entry.outputs.values()),
            usage,
            learned,
        )
        if not self._may_keep(entry, result) or entry.thunk is None:
            return
        silent = values[0] is EMPTY_STREAM and values[-1] is EMPTY_STREAM
        try:
            self.store.record(identities(entry.thunk)[1] if silent else entry.key, Reduction(learned, entry.result))
        except StoreError as error:
            self.keep = False
            entry.reason = Refusal(STORE_OFF, str(error))

    def _may_keep(self, entry: ThunkEntry, result: base.Result) -> bool:
        if not self.keep or not entry.lowered.pure or entry.order_salt == "varies" or result.errors:
            return False
        if any(result.signals) or (any(entry.statuses) and not entry.lowered.keep_failure):
            return False
        if any([output.kind == "file" and output.digest is None for output in entry.outputs.values()]):
            return False
        return not self._inputs_changed(entry, result)

    def _inputs_changed(self, entry: ThunkEntry, result: base.Result) -> bool:
        """Whether somebody edited an input in the tree while the command ran (DESIGN section 11)."""
        for path in entry.lowered.reads:
            if path in entry.lowered.writes or any(self.versions.writers(path, entry)):
                continue
            try:
                status = posix.lstat(path)
            except OSError:
                continue
            if self._edited_since(path, entry) or self.versions.tree_state(path).mtime_ns != status.st_mtime_ns:
                entry.reason = Refusal(CHANGED_DURING_RUN, f"{path} was edited while it ran")
                self.versions.changed(path)
                return True
        return False

    def _stream_value(self, data: bytearray) -> StreamValue:
        if not data:
            return EMPTY_STREAM
        if len(data) <= INLINE_STREAM_BYTES or not self.keep:
            return StreamValue(bytes(data))
        return StreamValue(None, self.store.put_bytes(bytes(data)), len(data))


CXX = (".cc", ".cpp", ".cxx", ".C", ".c++", ".hpp", ".ii")


def fits(path: str, directory: str, globs: tuple[str, ...]) -> bool:
    """Whether `path` lies below `directory` and its name fits `globs` (`*.h`; `!*.o` excludes; none: any name)."""
    if not path.startswith(directory.rstrip("/") + "/"):
        return False
    name = path.rpartition("/")[2]
    positive = [glob for glob in globs if not glob.startswith("!")]
    if any([_name_fits(name, glob[1:]) for glob in globs if glob.startswith("!")]):
        return False
    return not positive or any([_name_fits(name, glob) for glob in positive])


def _name_fits(name: str, glob: str) -> bool:
    before, star, after = glob.partition("*")
    if not star:
        return name == glob
    if "*" in after or "?" in glob or "[" in glob:
        from fnmatch import fnmatchcase

        return fnmatchcase(name, glob)
    return len(name) >= len(before) + len(after) and name.startswith(before) and name.endswith(after)


def _may_write(path: str) -> bool:
    return posix.access(path, posix.W_OK)


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:] if dot > 0 else ""


def _unlink(path: str) -> None:
    try:
        posix.unlink(path)
    except OSError:
        pass


def _no_paths(_entry: ThunkEntry) -> set[str]:
    return set()

