"""What the order holds: commands, small file operations and output, each with what it may touch."""

from __future__ import annotations

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Protocol

    from oilgg.engine import base
    from oilgg.lower.lowering import Lowered
    from oilgg.order.output import AppendSink, MemorySink, Sink
    from oilgg.reason import Reason, Refusal
    from oilgg.reduce.task import Task
    from oilgg.thunk.ir import Output, Thunk
    from oilgg.worker.capture import Capture
    from oilgg.worker.layer import Layer
    from oilgg.worker.trace import Trace

    AnySink = Sink | MemorySink | AppendSink

    class Status(Protocol):
        """A line on the terminal."""

        def show(self, text: str) -> None:
            """Say that the script waits for the command `text`."""

        def clear(self) -> None:
            """Take the line away."""


class State:
    """What stands at a path: kind "file", "directory", "symlink", "absent" or "special".

    A file has its digest, size, permission bits and time in ns; `source` is a file with its bytes where
    it is pending and its layer still has it. `links` counts its names. `status`: what the kernel said, of a file in
    the tree.
    """

    __slots__ = ("kind", "digest", "size", "mode", "mtime_ns", "source", "target", "links", "inode", "status")

    def __init__(
        self,
        kind: str,
        digest: bytes = b"",
        size: int = 0,
        mode: int = 0,
        mtime_ns: int = 0,
        source: str = "",
        target: str = "",
        links: int = 1,
        inode: tuple[int, int] = (0, 0),
        status: posix.stat_result | None = None,
    ) -> None:
        self.kind = kind
        self.digest = digest
        self.size = size
        self.mode = mode
        self.mtime_ns = mtime_ns
        self.source = source
        self.target = target
        self.links = links
        self.inode = inode
        self.status = status


ABSENT_STATE = State("absent")

TIMED_OUT = 124

LINKERS = frozenset(["ln", "cp", "mv"])
"""Commands that may make symbolic links."""

# The life of an entry.
WAITING = "waiting"  # for entries whose results it needs
RUNNING = "running"
IN_TURN = "in turn"  # runs in the tree when everything before it is real
DONE = "done"  # its result is known


class Entry:
    """One effect in program order. `number` counts from 1; `statuses` has one for each stage once it is known."""

    __slots__ = (
        "number", "line", "phase", "statuses", "status", "checked", "mark", "subshell_id", "known", "gone", "indexed",
    )  # fmt: skip

    def __init__(self, number: int, line: int) -> None:
        self.number = number
        self.line = line
        self.phase = DONE
        self.statuses: Sequence[int] = (0,)
        self.status = 0
        self.checked = False
        """`set -e` applies: a failure undoes the walk to `mark`."""
        self.mark: object = None
        self.subshell_id = 0
        self.known = False
        """Its status has been given to the walk."""
        self.gone = False
        """It has retired or was dropped."""
        self.indexed = False
        """Others see it: it is in the index of pending writers."""

    @property
    def only_real(self) -> bool:
        """What it does to a path of which `state_of` says nothing is only known when it has retired."""
        return False

    def writes(self) -> Sequence[str]:
        """The paths it may write."""
        return ()

    def appends_to(self, path: str) -> bool:
        """Whether what it does to `path` cannot be known before it has retired."""
        return self.only_real and self.state_of(path) is None

    def state_of(self, path: str) -> State | None:
        """What it leaves at `path`; None if it leaves it alone. Only once it is DONE."""
        return None

    def may_link(self, path: str, is_link: bool) -> bool:
        """Whether it may put a symbolic link at `path`, or change the one that is there."""
        return False


class OutputEntry(Entry):
    """Bytes that a builtin wrote to a descriptor of the shell."""

    __slots__ = ("sink", "chunks")

    def __init__(self, number: int, line: int, sink: Sink | MemorySink, data: bytes) -> None:
        super().__init__(number, line)
        self.sink = sink
        self.chunks = [data]

    @property
    def only_real(self) -> bool:
        return True

    def writes(self) -> Sequence[str]:
        return (self.sink.path,) if self.sink.path else ()


class FileEntry(Entry):
    """A small file command (`mkdir`, `rm`, `cp`, …) whose outcome was clear at once (R7)."""

    __slots__ = ("operations", "argv", "states")

    def __init__(
        self,
        number: int,
        line: int,
        operations: list[tuple[Any, ...]],
        argv: list[str],
        states: dict[str, State | None],
    ) -> None:
        super().__init__(number, line)
        self.operations = operations
        self.argv = argv
        self.states = states
        """What each path will be; None where that is only known in the tree, after it retired."""

    @property
    def only_real(self) -> bool:
        return True

    def writes(self) -> Sequence[str]:
        return list(self.states)

    def state_of(self, path: str) -> State | None:
        return self.states.get(path)

    def may_link(self, path: str, is_link: bool) -> bool:
        state = self.states.get(path)
        return is_link or (state is not None and state.kind == "symlink")


class ThunkEntry(Entry):
    """A lowered command."""

    __slots__ = (
        "lowered", "thunk", "key", "silent_key", "outputs", "sources", "streams", "task", "waits_for",
        "after", "layer", "replayed", "reason", "stage_messages", "violation", "operands", "started_ns", "run_count",
        "dependency_files", "sink_paths", "pipefail", "in_turn", "order_salt", "lost_reader", "dropped", "ignored",
        "write_failed", "anew", "alone", "script", "shell_streams", "whole", "parts", "known_parts", "processor_s",
        "inputs_by_stat", "remote", "luggage", "probed", "claim", "away", "deferred", "here", "exact",
        "node", "values", "uncut", "graph", "trace", "weight_s", "asked", "shown_ns",
        "expected", "expected_reads", "foreseen", "seen", "judged", "examined", "input", "signals", "found",
    )  # fmt: skip

    def __init__(self, number: int, line: int, lowered: Lowered) -> None:
        super().__init__(number, line)
        self.lowered = lowered
        self.phase = WAITING
        self.statuses = ()
        self.status = -number
        self.thunk: Thunk | None = None
        self.key = b""
        self.silent_key = b""
        self.outputs: dict[str, Output] = {}
        self.sources: dict[str, str] = {}
        """Path to the file in a layer that holds its bytes until retirement."""
        self.streams: list[tuple[AnySink, Capture | None, bytes]] = []
        """Where each stream goes: sink, the capture of a running job, or the bytes of a known result."""
        self.signals: Sequence[int] = ()
        """What has ended each stage of its last run, 0 where that was no signal."""
        self.input: Sink | None = None
        """The standard input that it shares with the shell."""
        self.task: Task | None = None
        self.waits_for: frozenset[ThunkEntry] = frozenset()
        self.after: Entry | None = None
        """Must have retired before this one can be resolved."""
        self.layer: Layer | None = None
        self.replayed = False
        self.alone = False
        """Everything before it was real when its run began."""
        self.anew = False
        """What it reads was made out while a wrong annotation was believed: its result stands for this run only."""
        self.reason: Refusal | Reason | None = None
        self.stage_messages: list[str] = []
        self.violation = ""
        self.operands: dict[str, str] = {}
        self.expected: dict[str, str] = {}
        """What a traced command wrote the last time, or has written now: path -> kind of output."""
        self.expected_reads: Sequence[str] = ()
        self.foreseen = False
        """A trace tells what it will probably do."""
        self.examined = False
        """It is traced to find what it reads without saying so."""
        self.seen: Trace | None = None
        """What the tracer has seen of it."""
        self.judged = False
        """Its trace tells on what its result stands."""
        self.sink_paths: list[str] = []
        """Files of the shell that its streams lead to."""
        self.pipefail = False
        self.in_turn = False
        """It runs, or has run, in the tree itself."""
        self.found: dict[str, State] = {}
        """What was at its places when it began to."""
        self.started_ns = 0
        self.run_count = 0
        self.processor_s = 0.0
        """What its run took."""
        self.inputs_by_stat: dict[str, bytes] = {}
        """Inputs whose digest is a name."""
        self.parts = 0
        """How many parts it ran in; 0: as a whole."""
        self.known_parts = 0
        """How many of these an earlier run had made."""
        self.whole = False
        """It can't be run in parts: that was tried."""
        self.dependency_files: list[str] = []
        self.order_salt = ""
        self.lost_reader = False
        self.write_failed = False
        self.shown_ns = (0, 0)
        """Before its own files were real, it printed into another: after all earlier files, and when that was."""
        self.shell_streams: tuple[tuple[int, Sink], ...] = ()
        """Where the shell's own streams led: an EXIT trap that a failure here causes writes there."""
        self.script = ""
        """The file it is written in, for messages."""
        self.ignored: Sequence[int] = ()
        """Signals that the shell ignores, and so the command."""
        self.dropped = False
        self.asked = False
        """Others were asked whether they know its result."""
        self.luggage: frozenset[str] = frozenset()
        """The system's files that it may read elsewhere, where those must be what they are here."""
        self.probed: Sequence[str] = ()
        """What a probe has said that it reads, where it runs elsewhere."""
        self.claim: dict[str, tuple[object, ...]] | None = None
        """What it came to elsewhere, while that is made here again; empty afterwards (`--verify`)."""
        self.remote = False
        """Its result came from another machine."""
        self.away: frozenset[bytes] = frozenset()
        """Outputs whose bytes have yet to come home before it can retire."""
        self.deferred: dict[str, bytes | None] = {}
        """Outputs that have not been asked for, since they may never have to be here (`homecoming`)."""
        self.here: Refusal | None = None
        """Why it was not sent to another machine."""
        self.exact = False
        """A failure of its remote run would have been one here."""
        self.node: Any = None
        """Of a graph (see order.calls): it stands beside the order."""
        self.values: dict[int, Any] = {}
        """Outputs of other nodes that it finds open: by descriptor."""
        self.uncut = False
        """A call of a function whose job is to run all that it calls."""
        self.weight_s = 0.0
        """The work from its start to the end of all that waits for it (order.weights); 0: not looked at yet."""
        self.trace = ""
        """Where the tracer of its job writes what it saw."""
        self.graph: Any = None
        """What is left to do of a call whose job has ended."""

    @property
    def kind(self) -> str:
        """What became of it, for reports."""
        return "reused" if self.replayed else "sent" if self.remote else "run"

    @property
    def pure(self) -> bool:
        """Whether it comes to the same each time, as far as its annotation and the text of its sources tell."""
        return self.lowered.pure and self.order_salt != "varies" and self.order_salt != "opaque"

    @property
    def text(self) -> str:
        """The command for reports."""
        if not self.parts:
            return self.lowered.text
        known = f", {self.known_parts} known" if self.known_parts else ""
        return f"{self.lowered.text}  [{self.parts} parts{known}]"

    def let_go(self) -> None:
        """Forget the streams, so that their descriptors are closed."""
        for _sink, capture, _data in self.streams:
            if capture is not None:
                capture.live = None
        self.streams = []
        self.task = None

    @property
    def only_real(self) -> bool:
        return bool(self.sink_paths) or "appended" in self.lowered.writes.values()

    def appends_to(self, path: str) -> bool:
        return path in self.sink_paths or self.lowered.writes.get(path) == "appended"

    def may_link(self, path: str, is_link: bool) -> bool:
        lowered = self.lowered
        if path in self.expected:
            return is_link or self.expected[path] == "symlink"
        if lowered.writes.get(path) in (None, "redirect", "appended"):
            return False
        names = [name.rpartition("/")[2] for name in lowered.names]
        return is_link or not lowered.proved or not LINKERS.isdisjoint(names)

    def writes(self) -> Sequence[str]:
        writes = self.lowered.writes
        if self.expected:
            writes = {**writes, **self.expected}
        return [*writes, *[path for path in self.sink_paths if path not in writes]]

    def state_of(self, path: str) -> State | None:
        output = self.outputs.get(path)
        if output is None:
            return None
        if output.kind == "removed":
            return ABSENT_STATE
        return State(
            output.kind,
            output.digest or b"",
            output.size,
            output.mode,
            output.set_ns or 0,
            source=self.sources.get(path, ""),
            target=output.target,
        )


def stage_messages(entry: ThunkEntry, result: base.Result, shell: Any) -> list[str]:
    """bash's words for stages that did not start or that a signal has ended, ours for those out of time."""
    found = []
    name = entry.script or shell.name
    for error in result.errors:
        stage = entry.lowered.stages[error.stage]
        done = stage.redirects if error.step < 0 else stage.redirects[: error.step]
        if any(fd == 2 and target == "/dev/null" for fd, _op, target, _text in done):
            continue
        what = str(stage.redirects[error.step][2]) if error.step >= 0 else stage.argv[0]
        reason = posix.strerror(error.errno)
        found.append(f"{name}: line {entry.line}: {what}: {reason}\n")
    if result.timed_out and entry.task is not None:
        late = result.statuses.index(TIMED_OUT) if TIMED_OUT in result.statuses else -1
        what = f"{entry.lowered.stages[late].argv[0]}: timed out after {entry.task.job.timeout_s:g} s"
        found.append(f"{name}: line {entry.line}: {what}\n")
    sources = [source for source in entry.lowered.sources if source is not None]
    if any(result.signals[-1:]) and len(sources) == len(result.pids):
        raws = [signal or status << 8 for status, signal in zip(result.statuses, result.signals, strict=True)]
        trees = [tree for tree, _line in sources]
        found.append(shell.death_text(trees, raws, result.pids, f"{name}: line {sources[0][1]}: "))
    return found


def overall(statuses: Sequence[int], pipefail: bool) -> int:
    """The status of a pipeline."""
    if not statuses:
        return 0
    if pipefail:
        for status in reversed(statuses):
            if status:
                return status
    return statuses[-1]
