"""Calls of shell functions, and the graphs that come back from them.

The job of a call gives a frame: what the function printed, and the commands it left to be run, whose outputs belong
into that or into the input of other commands. These nodes are resolved, looked up in the store, and run like any
command, beside the order: they write nothing, so nobody has to wait for their turn. A node may be the call of a
function again; so a recursion unfolds here, and equal nodes are one. When all that a call has left is done, so is
the call.
"""

from __future__ import annotations

import posix

from oilgg.errors import StoreError
from oilgg.lower.invocation import Invocation
from oilgg.lower.lowering import Lowered
from oilgg.order.entry import DONE, RUNNING, ThunkEntry
from oilgg.reason import CONDITION, VIEW_FAILED, Refusal
from oilgg.thunk.hash import digest_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.annotate.model import Usage
    from oilgg.engine import base
    from oilgg.lower.invocation import Call
    from oilgg.order.order import Order
    from oilgg.thunk.ir import Stage

    Narrow = Callable[[Call, str], tuple[list[Usage], Call] | None]

FRAME_END = b"oilgg-frame\n"
SMALL_BYTES = 4096
MOST_KEPT_BYTES = 1 << 20
"""Larger inputs of nodes are not kept."""
MOST_JOBS = 64
"""So many nodes are handed to the scheduler at a time; the others cost next to nothing."""


class Value:
    """The output of a node: small ones in memory, others in a private file."""

    __slots__ = ("data", "digest", "kept", "path", "size")

    def __init__(self, data: bytes) -> None:
        self.data: bytes | None = data
        self.digest = digest_bytes(data)
        self.size = len(data)
        self.path = ""
        self.kept = False

    def bytes(self) -> bytes:
        """All of it."""
        if self.data is not None:
            return self.data
        with open(self.path, "rb") as file:
            return file.read()

    def place(self, scratch: str) -> str:
        """A file with these bytes, in the folder `scratch` or where it is already."""
        if not self.path:
            data = self.data or b""
            self.path = f"{scratch}/value-{self.digest.hex()}"
            try:
                posix.stat(self.path)
            except OSError:
                with open(self.path, "wb") as file:
                    file.write(data)
            if self.size > SMALL_BYTES:
                self.data = None
        return self.path


class Place:
    """Where the output of a node goes: it is kept."""

    __slots__ = ("identity", "key", "kind", "path")

    def __init__(self) -> None:
        self.kind = "pipe"
        self.path = ""
        self.identity = (0, 0)
        self.key = self

    def write(self, data: bytes) -> None:
        """It is kept as it is."""


class Redirection:
    """A redirection from a frame; see lower.invocation.Redirection."""

    __slots__ = ("fd", "line", "op", "target", "text", "variable")

    def __init__(self, fd: int, op: str, target: str | int, text: str) -> None:
        self.fd = fd
        self.op = op
        self.target = target
        self.text = text
        self.line = 0
        self.variable = ""


class Node:
    """One command of a graph. `missing` counts the nodes it waits for; once `done`, `out`, `error`, `status` hold."""

    __slots__ = ("dependents", "done", "entry", "error", "followers", "graph", "missing", "out", "spec", "status")

    def __init__(self, graph: Graph, spec: tuple[Any, ...]) -> None:
        self.graph = graph
        self.spec = spec
        self.missing = 0
        self.dependents: list[Node | Graph] = []
        self.followers: list[Node] = []
        """Nodes of the same identity, which get the same result."""
        self.entry: ThunkEntry | None = None
        self.done = False
        self.out: Value | None = None
        self.error = b""
        self.status = 0

    def needs(self) -> list[int]:
        """The numbers of the nodes whose output it needs."""
        spec = self.spec
        if spec[0] == "j":
            return [part[1] for part in spec[1] if part.__class__ is tuple]
        return [ref for ref in spec[2 if spec[0] == "c" else 3].values() if ref.__class__ is int]

    @property
    def checked(self) -> bool:
        """Whether the function would have ended where this fails (`set -e`)."""
        return bool(self.spec[0] != "j" and self.spec[6 if self.spec[0] == "c" else 7])


class Graph:
    """What one call has left to be done."""

    __slots__ = ("dropped", "entry", "error", "left", "nodes", "out", "printed", "result", "status")

    def __init__(self, entry: ThunkEntry, result: base.Result, frame: tuple[Any, ...]) -> None:
        self.entry = entry
        self.result = result
        _, self.status, self.out, self.error, specs = frame
        self.nodes = [Node(self, spec) for spec in specs]
        self.left = 0
        self.dropped = False
        self.printed: list[bytes] = []
        """What the job itself has written to its standard output and error."""


class Calls:
    """Takes the frames of calls, and unfolds their graphs.

    `narrow` gives the annotation and the closure of a function that another one calls.
    """

    def __init__(self, order: Order, narrow: Narrow, complain: Callable[[str, str, int], None]) -> None:
        self.order = order
        self.narrow = narrow
        self.complain = complain
        self._ready: list[Node] = []
        self._busy = False
        self._jobs: set[ThunkEntry] = set()
        """Nodes whose job has been handed to the scheduler."""
        self._running: dict[bytes, Node] = {}
        self._known: dict[bytes, tuple[Value, bytes, int]] = {}

    # -- the end of a call ---------------------------------------------------------------------------------------------

    def ended(self, entry: ThunkEntry, result: base.Result) -> None:
        """The job of a call has ended: its output, or a graph that has to be done first."""
        captures = [capture for _sink, capture, _data in entry.streams if capture is not None]
        self._jobs.discard(entry)
        printed, frame = _frame(bytes(captures[0].data))
        reducer = self.order.reducer
        if frame is None:
            reducer.take_turn(entry, result, Refusal(VIEW_FAILED, "its process has ended before its time"))
        elif frame[0] == "again" and frame[1]:
            self.complain(frame[1], entry.script, entry.line)
            entry.lowered.pure = False
            entry.violation = frame[1]
            reducer.take_turn(entry, result, Refusal(CONDITION, frame[1]))
            reducer.distrust(entry)
        elif frame[0] == "again":
            self.run_whole(entry, result)
        else:
            graph = Graph(entry, result, frame)
            graph.printed = [printed, *[bytes(capture.data) for capture in captures[1:]]]
            self._start(graph)

    def run_whole(self, entry: ThunkEntry, result: base.Result) -> None:
        """Run a call again, with all that it calls in one process."""
        entry.layer = result.layer
        entry.uncut = True
        self.order.reducer.run_again(entry)

    def _start(self, graph: Graph) -> None:
        nodes = graph.nodes
        wanted = [part[1] for part in (*graph.out, *graph.error) if part.__class__ is tuple]
        if graph.status < 0:
            wanted.append(-graph.status - 1)
        seen: set[int] = set()
        while wanted:
            number = wanted.pop()
            if number not in seen:
                seen.add(number)
                wanted += nodes[number].needs()
        graph.left = len(seen)
        graph.entry.graph = graph
        graph.entry.phase = RUNNING
        for number in sorted(seen):
            node = nodes[number]
            node.dependents.append(graph)
            needs = set(node.needs())
            node.missing = len(needs)
            for one in needs:
                nodes[one].dependents.append(node)
        for number in sorted(seen, reverse=True):
            if not nodes[number].missing:
                self._ready.append(nodes[number])
        if not graph.left:
            self._complete(graph)
        self._go_on()

    def _go_on(self) -> None:
        """Start what can be started; the last that got ready first, so that little is unfolded at a time."""
        if self._busy:
            return
        self._busy = True
        try:
            while self._ready and len(self._jobs) < MOST_JOBS:
                node = self._ready.pop()
                if not node.graph.dropped and not node.done:
                    self._run(node)
        finally:
            self._busy = False

    def _run(self, node: Node) -> None:
        if node.spec[0] == "j":
            nodes = node.graph.nodes
            self._finish(node, Value(b"".join([_part(part, nodes) for part in node.spec[1]])), b"", 0)
            return
        entry = self._entry(node)
        if entry is None:
            self._fall_back(node.graph)
            return
        node.entry = entry
        self.order.resolve_or_wait(entry)
        if entry.phase is RUNNING and entry.task is not None and entry.graph is None:
            self._jobs.add(entry)

    def _entry(self, node: Node) -> ThunkEntry | None:
        """The command of a node as an entry; None if it turns out that it can't be run so."""
        graph, spec, order = node.graph, node.spec, self.order
        owner = graph.entry
        inherited = owner.lowered.environment[0]
        if spec[0] == "c":
            _, stages, values, line, cwd, umask, _checked, pipefail, script, merged = spec
            made = [
                Invocation(
                    argv[0],
                    argv,
                    program,
                    _giving(inherited if own is None else own),
                    [Redirection(*redirect) for redirect in redirects],
                    cwd,
                    umask,
                    line,
                )
                for argv, program, redirects, own in stages
            ]
        else:
            _, argv, own, values, line, cwd, umask, _checked, merged = spec
            pipefail, script = owner.pipefail, owner.script
            assert owner.lowered.call is not None
            known = self.narrow(owner.lowered.call, argv[0])
            if known is None:
                return None
            made = [Invocation(argv[0], argv, "", _giving(inherited if own is None else own), [], cwd, umask, line)]
            made[0].usages, made[0].call = known
        order.lowerer.values = list(values)
        try:
            lowered = order.lowered(made)
        finally:
            order.lowerer.values = ()
        if not isinstance(lowered, Lowered) or lowered.lasting:
            return None
        entry = ThunkEntry(owner.number, line, lowered)
        entry.node = node
        entry.pipefail = pipefail
        entry.ignored = owner.ignored
        entry.script = script
        for number, ref in values.items():
            value = graph.nodes[ref].out if ref.__class__ is int else owner.values.get(ref[1])
            if value is None:
                return None
            entry.values[number] = value
            self._keep(value)
        places: list[Any] = [Place()] if merged else [Place(), Place()]
        entry.streams = [(place, None, b"") for place in places]
        return entry if order.reducer.resolver.link(entry) is None else None

    def _keep(self, value: Value) -> None:
        """Keep what a node reads, so that it can be run again (`--tool replay`)."""
        reducer = self.order.reducer
        if value.kept or not reducer.runs.keep:
            return
        value.kept = True
        try:
            if value.data is not None:
                reducer.store.put_bytes(value.data)
            elif value.size <= MOST_KEPT_BYTES:
                reducer.store.put_file(value.path)
        except StoreError:
            reducer.runs.keep = False

    # -- equal nodes ---------------------------------------------------------------------------------------------------

    def shares(self, entry: ThunkEntry) -> bool:
        """Whether a node of the same identity has run or runs: then `entry` gets its result, and need not run."""
        node = entry.node
        if node is None or not entry.lowered.pure:
            return False
        known = self._known.get(entry.key)
        if known is not None:
            entry.phase = DONE
            self._finish(node, *known)
            return True
        leader = self._running.get(entry.key)
        if leader is not None and leader is not node:
            leader.followers.append(node)
            entry.phase = RUNNING
            return True
        self._running[entry.key] = node
        return False

    # -- ends ----------------------------------------------------------------------------------------------------------

    def node_ended(self, entry: ThunkEntry) -> None:
        """The entry of a node has its result."""
        node = entry.node
        self._jobs.discard(entry)
        found = [bytes(capture.data) if capture is not None else data for _sink, capture, data in entry.streams]
        error = found[1] if len(found) > 1 else b""
        for message in entry.stage_messages:
            error += message.encode("utf-8", "surrogateescape")
        value = Value(found[0])
        if value.size > SMALL_BYTES:
            value.place(self.order.reducer.scratch)
        self._running.pop(entry.key, None)
        if not entry.lowered.pure:
            node.graph.entry.lowered.pure = False
        else:
            self._known[entry.key] = (value, error, entry.status)
        self._finish(node, value, error, entry.status)

    def _finish(self, node: Node, out: Value, error: bytes, status: int) -> None:
        if node.done:
            return
        if node.entry is not None:
            node.entry.let_go()
            self.order.reducer.runs.dispose(node.entry)
            node.entry = None
        node.done, node.out, node.error, node.status = True, out, error, status
        dependents, node.dependents = node.dependents, []
        followers, node.followers = node.followers, []
        for one in dependents:
            if isinstance(one, Graph):
                one.left -= 1
                if not one.left and not one.dropped:
                    self._complete(one)
            else:
                one.missing -= 1
                if not one.missing:
                    self._ready.append(one)
        for follower in followers:
            self._finish(follower, out, error, status)
        self._go_on()

    def _complete(self, graph: Graph) -> None:
        """All that a call has left is done, and so is the call."""
        nodes, entry = graph.nodes, graph.entry
        status = graph.status if graph.status >= 0 else nodes[-graph.status - 1].status
        out, error = graph.out, graph.error
        for number in [part[1] for part in out if part.__class__ is tuple]:
            if nodes[number].checked and nodes[number].status:
                status = nodes[number].status
                out = out[: out.index((0, number)) + 1]
                error = error[: error.index((1, number)) + 1] if (1, number) in error else error
                break
        entry.graph = None
        graph.dropped = True
        data = graph.printed
        places = _destinations(entry.lowered.stages[0])
        for place, parts in zip(places, (out, error), strict=True):
            text = b"".join([_part(part, nodes) for part in parts])
            if place in (1, 2):
                data[min(int(place), len(data)) - 1] += text
            elif text:
                path = next((path for path, name in entry.lowered.as_written.items() if name == place), "")
                if path in entry.outputs and path in entry.sources:
                    self.order.reducer.runs.fill(entry, path, text)
        entry.streams = [(sink, None, data[index]) for index, (sink, _capture, _data) in enumerate(entry.streams)]
        entry.statuses = (status,)
        self.order.reducer.finish_call(entry, graph.result)

    def _fall_back(self, graph: Graph) -> None:
        """Something in a graph can't be done so: the call runs as a whole."""
        if not graph.dropped:
            self.drop(graph.entry)
            self.run_whole(graph.entry, graph.result)

    def drop(self, entry: ThunkEntry) -> None:
        """Forget the graph of `entry`; what runs for nobody else is killed."""
        graph = entry.graph
        if graph is None:
            return
        graph.dropped = True
        entry.graph = None
        for node in graph.nodes:
            inner = node.entry
            if inner is None or node.followers:
                continue
            if self._running.get(inner.key) is node:
                del self._running[inner.key]
            self.drop(inner)
            if inner.task is not None and inner.phase is RUNNING:
                self.order.scheduler.cancel(inner.task, self.order.reducer.runs.discard)
            inner.dropped = True
            node.entry = None
            self._jobs.discard(inner)


def _part(part: Any, nodes: list[Node]) -> bytes:
    """What stands at one place of an output."""
    if part.__class__ is not tuple:
        found: bytes = part
        return found
    stream, number = part
    node = nodes[number]
    assert node.out is not None
    return node.error if stream else node.out.bytes()


def _giving(environment: Any) -> Callable[[], Any]:
    return lambda: environment


def _frame(data: bytes) -> tuple[bytes, tuple[Any, ...] | None]:
    """What a call has printed, and the frame behind that; None if there is none."""
    import marshal

    end = len(data) - len(FRAME_END) - 8
    if end < 0 or not data.endswith(FRAME_END):
        return data, None
    start = end - int.from_bytes(data[end : end + 8], "little")
    try:
        frame: tuple[Any, ...] = marshal.loads(data[start:end])
    except (ValueError, EOFError, TypeError):
        return data, None
    return data[:start], frame


def _destinations(stage: Stage) -> tuple[object, object]:
    """Where standard output and error of a stage lead: 1 and 2 are those of its job, a text is a file."""
    streams: dict[int, object] = {1: 1, 2: 2}
    for fd, op, target, _text in stage.redirects:
        if op == ">&":
            streams[fd] = streams.get(int(target)) if int(target) >= 0 else None
        elif fd in streams:
            streams[fd] = str(target)
    return streams[1], streams[2]
