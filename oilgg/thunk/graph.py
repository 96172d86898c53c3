"""Thunks that wait for each other: what they stand on, and what they become when that is known."""

from __future__ import annotations

from oilgg.thunk.hash import identity
from oilgg.thunk.ir import Input, Thunk, ThunkOutput

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oilgg.thunk.ir import Value


def thunk_outputs(thunk: Thunk) -> tuple[ThunkOutput, ...]:
    """The outputs of other thunks that `thunk` reads, those they may fall back to included; stdin's come last."""
    found = []
    for value in (*[item.value for item in thunk.inputs], thunk.stdin):
        while isinstance(value, ThunkOutput):
            found.append(value)
            value = value.before
    return tuple(found)


def dependencies(thunk: Thunk) -> tuple[bytes, ...]:
    """The identities of the thunks that `thunk` waits for, each once, in the order of its inputs."""
    return tuple(dict.fromkeys([output.thunk_hash for output in thunk_outputs(thunk)]))


def substitute(thunk: Thunk, value_of: Callable[[ThunkOutput], Value | None]) -> Thunk:
    """`thunk` with each thunk output for which `value_of` has a value replaced by it; itself if there is none."""
    changed = False
    inputs = []
    for item in thunk.inputs:
        value = _replaced(item.value, value_of)
        if value is not item.value:
            item, changed = Input(item.path, value), True
        inputs.append(item)
    stdin = None if thunk.stdin is None else _replaced(thunk.stdin, value_of)
    if not changed and stdin is thunk.stdin:
        return thunk
    return Thunk(
        thunk.stages,
        thunk.cwd,
        thunk.umask,
        tuple(inputs),
        stdin,
        thunk.outputs,
        thunk.streams,
        thunk.tools,
        thunk.platform,
        thunk.salt,
    )


def _replaced(value: Value, value_of: Callable[[ThunkOutput], Value | None]) -> Value:
    if not isinstance(value, ThunkOutput):
        return value
    known = value_of(value)
    return value if known is None else known


class Graph:
    """Thunks by identity, with who waits for whom.

    A thunk may be added before or after those it stands on. It is ready when all of them are done or were
    never added (their values then come from elsewhere). `done` takes a thunk out and tells which became ready.
    """

    __slots__ = ("thunks", "_waiting", "_dependents")

    def __init__(self) -> None:
        self.thunks: dict[bytes, Thunk] = {}
        self._waiting: dict[bytes, set[bytes]] = {}
        self._dependents: dict[bytes, list[bytes]] = {}

    def add(self, thunk: Thunk, name: bytes | None = None) -> bytes:
        """Put `thunk` in and return its identity (`name`, if the caller has it); equal thunks are one node.

        There are no rings: a thunk names what it stands on by hash.
        """
        name = identity(thunk) if name is None else name
        if name in self.thunks:
            return name
        self.thunks[name] = thunk
        needs = dependencies(thunk)
        self._waiting[name] = {need for need in needs if need in self.thunks}
        for need in needs:
            self._dependents.setdefault(need, []).append(name)
        for other in self._dependents.get(name, ()):
            if other in self.thunks:
                self._waiting[other].add(name)
        return name

    def is_ready(self, name: bytes) -> bool:
        """Whether nothing in the graph is waited for by that thunk."""
        return not self._waiting[name]

    def done(self, name: bytes) -> tuple[bytes, ...]:
        """Take a thunk out; the identities of those that became ready by it, in the order they were added."""
        self.thunks.pop(name, None)
        self._waiting.pop(name, None)
        ready = []
        for other in self._dependents.pop(name, ()):
            waits = self._waiting.get(other)
            if waits is not None:
                waits.discard(name)
                if not waits:
                    ready.append(other)
        return tuple(ready)

    def dependents(self, name: bytes) -> Iterator[bytes]:
        """All thunks that stand on that one, near ones first: what falls with it when it is dropped."""
        seen = {name}
        queue = [name]
        for current in queue:
            for other in self._dependents.get(current, ()):
                if other not in seen and other in self.thunks:
                    seen.add(other)
                    queue.append(other)
                    yield other
