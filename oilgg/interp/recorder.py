"""What a shell that runs a function thunk has for lowering: commands that need not run there become a graph.

A lowered command whose output goes where that of the function goes, or into a process substitution, is written down
instead of being run; so is the call of another function with an annotation. What the function itself has to know, a
condition or a `$( )`, runs there and then. The graph goes back to whoever asked for the function, who continues with
it (a tail call).

The captures of the shell hold what was printed: bytes, and `(stream, number)` for what node `number` will print there.
"""

from __future__ import annotations

import posix

from oilgg.errors import ControlFlow
from oilgg.interp import descriptors, facts
from oilgg.interp.capture import Capture, Sink
from oilgg.interp.node import node_of
from oilgg.lower.invocation import working_directory
from oilgg.lower.lowering import Append, Lowered, Lowerer
from oilgg.paths import Canonical, is_link, parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oilgg.annotate.library import Library
    from oilgg.interp.redirection import Redirect
    from oilgg.interp.state import Function, Shell
    from oilgg.lower.invocation import Invocation

    Tree = tuple[Any, ...]

HIGHEST = 63


class Declared:
    """What the annotation of the function says that this call reads and writes, and the values it was given.

    `how` is "graph", "whole" (everything is run here, and looked at) or "turn" (it is believed).
    """

    __slots__ = ("how", "line", "reads", "trees", "values", "writes")

    def __init__(self, data: Tree) -> None:
        self.how, self.line, reads, trees, writes, values = data
        self.reads = frozenset(reads)
        self.trees: tuple[str, ...] = trees
        self.writes = frozenset(writes)
        self.values: tuple[int, ...] = values


class NotLazy(ControlFlow):
    """A process substitution does something that has to be done now."""


class Abort(ControlFlow):
    """The function has to run as a whole, without a graph; `wrong`: because it does what it may not."""

    def __init__(self, wrong: str = "") -> None:
        self.wrong = wrong


class Recorder:
    """Stands in the place of `session.Lowering`; `records` tells them apart."""

    records = True
    only_looks = False
    pending = True
    tools = None

    def __init__(self, shell: Shell, name: str, declared: Declared) -> None:
        self.shell = shell
        self.name = name
        self.declared = declared
        self.at_line_start = True
        self.strain = 0
        self.nodes: list[Tree] = []
        self.captures: list[Capture] = []
        self.values: dict[int, object] = {number: ("own", number) for number in declared.values}
        self._given = [posix.readlink(f"/proc/self/fd/{number}") for number in declared.values]
        """Where the values lie that it was given."""
        self.lazy: dict[int, Tree] = {}
        """Process substitutions that are not running."""
        self.strict = 0
        self.whole = declared.how == "whole"
        self._base = shell.vars.exported()
        self._look = _Look()
        self._library: Library | None = None
        self._lowerer: Lowerer | None = None
        self._canonical = Canonical()

    @property
    def library(self) -> Library:
        """The annotations that hold here."""
        if self._library is None:
            from oilgg.annotate.library import Library, default_folders

            environment = {name: self.shell.vars.get(name) or "" for name in ("HOME", "XDG_CONFIG_HOME")}
            self._library = Library(*default_folders(working_directory(), environment), complain=lambda _error: None)
        return self._library

    # -- commands ------------------------------------------------------------------------------------------------------

    def offer(self, stages: Sequence[Invocation], line: int, checked: bool, otherwise: object = None) -> int | None:
        """Write a pipeline down, if it can wait; None: it must run in place now."""
        streams = None if self.whole or not stages[0].cwd else self._streams()
        numbers = [number for number in self.values if number in self.shell.substitution_fds or number not in self.lazy]
        if self._lowerer is None:
            self._lowerer = Lowerer(self.library, self._canonical, self._look, _stdin_is_null)
        self._lowerer.values = numbers
        lowered = self._lowerer.lower(stages, self.shell.options.noclobber)
        if not isinstance(lowered, Lowered):
            return self._in_place()
        for path in lowered.reads:
            self._check(path, path)
        if streams is None or lowered.lasting or not lowered.pure or lowered.trees:
            return self._in_place()
        appends = isinstance(lowered.out, Append) or isinstance(lowered.err, Append)
        if appends or not self.declared.writes.isdisjoint(lowered.reads):
            return self._in_place()
        made = []
        for stage in stages:
            environment = dict(stage.environment())
            redirects = [(one.fd, one.op, one.target, one.text) for one in stage.redirects]
            made.append((stage.argv, stage.program, redirects, None if environment == self._base else environment))
        values = {number: self.values[number] for number in lowered.values}
        script = self.shell.frames[-1].source if self.shell.frames else ""
        pipefail = self.shell.options.pipefail
        return self._record(
            ("c", made, values, line, stages[0].cwd, stages[0].umask, checked, pipefail, script), streams
        )

    def call(self, function: Function, argv: list[str], redirects: list[Redirect], line: int) -> int | None:
        """Write the call of a function with an annotation down; None: it must run in place now."""
        streams = None if self.whole else self._streams()
        if streams is None or redirects:
            if self.strict and streams is None:
                raise NotLazy
            return None
        shell = self.shell
        text = "\0".join(argv)
        values = {number: ref for number, ref in self.values.items() if f"/dev/fd/{number}" in text}
        environment = shell.vars.exported()
        own = None if environment == self._base else dict(environment)
        checked = shell.checked and shell.options.errexit
        return self._record(("f", argv, own, values, line, working_directory(), shell.umask, checked), streams)

    def _streams(self) -> tuple[Capture, Capture] | None:
        """Where a command that waits would print; None if its status or output is needed at once."""
        sinks = self.shell.sinks
        out, error = sinks.get(1), sinks.get(2)
        if not self.shell.checked or out is None or error is None:
            return None
        if out.capture not in self.captures or error.capture not in self.captures:
            return None
        return out.capture, error.capture

    def _record(self, node: Tree, streams: tuple[Capture, Capture]) -> int:
        out, error = streams
        number = len(self.nodes)
        self.nodes.append((*node, out is error))
        for capture in {id(out): out, id(error): error}.values():
            if capture.read_fd >= 0:
                capture.drain()
        out.parts.append((0, number))  # type: ignore[arg-type]
        if error is not out:
            error.parts.append((1, number))  # type: ignore[arg-type]
        return -number - 1

    def _in_place(self) -> int | None:
        """A command runs here and now."""
        if self.strict:
            raise NotLazy
        self.strain += 1
        for number in list(self.lazy):
            self._start(number)
        return None

    # -- process substitutions -----------------------------------------------------------------------------------------

    def substitution(self, tree: Tree) -> str | None:
        """The path that stands for the output of `<(tree)`; None if that has to run beside this shell."""
        from oilgg.interp.substitution import run_virtual

        shell = self.shell
        if self.whole or facts.must_fork(shell, tree):
            return None
        output = Capture()
        outer, checked = shell.sinks, shell.checked
        kept = len(self.nodes), [(one, len(one.parts)) for one in self.captures]
        self.captures.append(output)
        shell.sinks = {**outer, 1: Sink(output)}
        shell.checked = True
        self.strict += 1
        try:
            run_virtual(shell, node_of(tree).run)
        except NotLazy:
            del self.nodes[kept[0] :]
            for capture, length in kept[1]:
                del capture.parts[length:]
            return None
        finally:
            self.strict -= 1
            shell.sinks, shell.checked = outer, checked
            self.captures.remove(output)
        number = HIGHEST
        while descriptors.is_open(number) or number in shell.substitution_fds:
            number -= 1
        self.values[number] = self._value(output.parts)
        self.lazy[number] = tree
        shell.substitution_fds = [*shell.substitution_fds, number]
        return f"/dev/fd/{number}"

    def _value(self, parts: list[Any]) -> int:
        """The node whose output is `parts`."""
        if len(parts) == 1 and parts[0].__class__ is tuple and not self.nodes[parts[0][1]][-1] and not parts[0][0]:
            alone: int = parts[0][1]
            return alone
        self.nodes.append(("j", list(parts), False))
        return len(self.nodes) - 1

    def _start(self, number: int) -> None:
        """Somebody here reads process substitution `number`: run it."""
        tree = self.lazy.pop(number)
        self.values.pop(number, None)
        if number in self.shell.substitution_fds and not descriptors.is_open(number):
            from oilgg.interp.substitution import start_substitution

            start_substitution(self.shell, "<", node_of(tree), number)

    def closed(self, numbers: list[int]) -> None:
        """These process substitutions are over."""
        for number in numbers:
            if self.lazy.pop(number, None) is not None:
                self.values.pop(number, None)

    # -- what the shell itself looks at --------------------------------------------------------------------------------

    def before_look(self, path: str) -> None:
        """The shell looks at `path`. Raises Abort where that is not declared."""
        if path.startswith("/dev/"):
            self._descriptor(path)
            return
        if path in self._given:
            return
        search = (self.shell.vars.get("PATH") or "").split(":")
        if path.rpartition("/")[0] not in search:
            self._check(self._canonical.file(path, working_directory()), path)

    def will_open(self, path: str, writing: bool) -> str:
        """The shell opens `path` for a redirection. Raises Abort where that is not declared."""
        if path.startswith("/dev/"):
            self._descriptor(path)
            return path
        file = self._canonical.file(path, working_directory())
        if not writing:
            self._check(file, path)
        elif self.strict:
            raise NotLazy
        elif file not in self.declared.writes:
            raise Abort(f"{self.name}: it writes {path}, which its annotation does not declare")
        return path

    def _descriptor(self, path: str) -> None:
        number = path.rpartition("/")[2]
        if path.startswith("/dev/fd/") and number.isdigit() and int(number) in self.lazy:
            if self.strict:
                raise NotLazy
            self._start(int(number))

    def _check(self, file: str, path: str) -> None:
        declared = self.declared
        if file in declared.reads or file in declared.writes:
            return
        above = file
        while above != "/":
            if above in declared.trees:
                return
            above = parent(above)
        if any(one.startswith(file.rstrip("/") + "/") for one in (*declared.reads, *declared.writes, *declared.trees)):
            return  # a folder on the way
        raise Abort(f"{self.name}: it reads {path}, which its annotation does not declare")

    # -- what a shell asks of lowering ---------------------------------------------------------------------------------

    def interrupt(self) -> bool:
        """Traps run here and now."""
        return False

    def bytes_are_taken(self, _fd: int) -> None:
        """Nothing is speculative here."""

    def leaves_by(self, _status: int) -> object:
        """Nothing is speculative here."""
        return None

    def settle(self, status: int) -> int:
        """A status is needed of a command that was written down: then the function can't be a graph."""
        if self.strict:
            raise NotLazy
        raise Abort

    def statuses(self, status: int) -> list[int]:
        """See settle."""
        return [self.settle(status)]

    def offer_fed(self, stages: Sequence[Invocation], line: int, data: bytes) -> list[int] | None:
        """Nothing is done at once."""
        return None

    def known_statuses(self) -> tuple[int, ...]:
        """No status is known before it is needed."""
        return ()

    def write(self, fd: int, data: bytes) -> bool:
        """Write it yourself."""
        return False

    def process_starts(self) -> None:
        """A process is started here."""
        if self.strict:
            raise NotLazy
        self.strain += 1

    def descriptors_change(self) -> None:
        """Nothing is remembered of them."""

    def drain(self, why: str) -> None:
        """Nothing here leaves anything behind."""

    def pump(self) -> None:
        """Nothing runs."""

    def leave(self, subshell_id: int) -> None:
        """Nothing is speculative."""

    def adopt(self, subshell_id: int) -> None:
        """Nothing is speculative."""

    def hold(self, status: int) -> None:
        """See settle."""
        self.settle(status)

    def begin_group(self) -> None:
        """Commands of a `$( )` run here."""

    def end_group(self, stop: bool) -> None:
        """They have."""

    def leave_group(self) -> None:
        """There is none."""

    def abandon(self) -> None:
        """Nothing runs."""

    def close(self) -> None:
        """Nothing is open."""

    def notes_in(self, text: str, source: str) -> None:
        """Comments in text that a function makes count for nothing."""

    def note_function(self, function: Function) -> None:
        """See notes_in."""

    def complain(self, message: str, source: str, line: int) -> None:
        """What is wrong with annotations is said where the function was called."""


def _stdin_is_null() -> bool:
    try:
        return posix.fstat(0).st_rdev == posix.stat("/dev/null").st_rdev
    except OSError:
        return True


class _Look:
    """The tree, as annotations may ask about it."""

    def __init__(self) -> None:
        self.cwd = ""

    def _path(self, path: str) -> str:
        return path if path.startswith("/") else f"{self.cwd}/{path}"

    def exists(self, path: str) -> bool:
        """Whether `path` exists."""
        return posix.access(self._path(path), posix.F_OK)

    def has_other_names(self, _path: str) -> bool:
        """Whether the file at `path` has several names: what writes files is not recorded."""
        return False

    def is_locked(self, path: str) -> bool:
        """Whether something is at `path` that this user may not write."""
        return self.exists(path) and not posix.access(self._path(path), posix.W_OK)

    def is_dir(self, path: str) -> bool:
        """Whether `path` is a directory."""
        try:
            return posix.stat(self._path(path)).st_mode & 0o170000 == 0o040000
        except OSError:
            return False

    def is_link(self, path: str) -> bool:
        """Whether `path` is a symbolic link."""
        return is_link(self._path(path))

    def kind_of(self, path: str) -> tuple[str, str]:
        """Here only what is declared is read: words are just words."""
        return "", path

    def nothing_at(self, _names: Sequence[str]) -> bool:
        """The same."""
        return True

    def listdir(self, path: str) -> list[str]:
        """The names in directory `path`."""
        return posix.listdir(self._path(path))

    def read_bytes(self, path: str) -> bytes:
        """The bytes of `path`."""
        with open(self._path(path), "rb") as file:
            return file.read()
