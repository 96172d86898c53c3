"""each: one command for every item, side by side, as if they had run one after the other.

Where the command is a program with an annotation, or a function of nothing but such programs and builtins, the items
are walked here and their commands lowered: they run wherever there is room, and known results are reused. Everything
else gets a real process for each item, as many at a time as there are processors: that they do not depend on each
other is the word of who wrote `each`.
"""

from __future__ import annotations

import posix
import time

from oilgg.errors import SpeculationFailed, UsageError
from oilgg.expand.values import IndexedArray
from oilgg.interp import builtins, descriptors, execution, facts, invocation, lookup, parallel, process, redirection
from oilgg.interp.builtins.arguments import show_help, wrong_use
from oilgg.interp.substitution import run_virtual

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

    Actions = list[tuple[Any, ...]]

CHUNK_BYTES = 65536
LONG_WALK_S = 0.02
"""An item that takes the shell itself longer than this is worth a process."""
FORKING = frozenset((".", "builtin", "command", "each", "eval", "exec", "read", "source", "trap", "wait"))
"""Builtins that may run anything or wait."""


class Request:
    """What one call wants: `command` is called with each of `items`, put where `{}` is or else at its end."""

    __slots__ = ("command", "items", "keep_going", "width")

    def __init__(self) -> None:
        self.command: list[str] = []
        self.items: list[str] = []
        self.keep_going = False
        self.width = 0
        """How many at a time; 0: as many as there are processors."""

    def argv(self, item: str) -> list[str]:
        """The command for `item`."""
        command = self.command
        if len(command) > 1 and any("{}" in word for word in command):
            return [word.replace("{}", item) for word in command]
        return [*command, item]


def each(shell: Shell, args: list[str]) -> int:
    """Run COMMAND for every ITEM, several at once; output comes in the order of the items.

    The statuses are left in EACH_STATUS; the first that is not 0 is that of `each`. Unless there is -k (--keep-going),
    no item is started after one that failed. Without any item they are the lines of standard input; with -0 its parts
    between NUL bytes. Each item is run as in a subshell, with nothing on its standard input.
    """
    request = parse(shell, "each", args)
    undo: list[Any] = [(0, descriptors.save(0), shell.sinks.pop(0, None))]
    shell.sync_input()
    null = posix.open("/dev/null", posix.O_RDONLY | posix.O_CLOEXEC)
    posix.dup2(null, 0)
    if null:
        posix.close(null)
    try:
        statuses = run(shell, request)
    finally:
        redirection.restore(shell, undo)
    array = IndexedArray()
    array.items = {index: str(status) for index, status in enumerate(statuses) if status is not None}
    array.top = max(array.items, default=-1)
    shell.vars.set_array("EACH_STATUS", array)
    return next((status for status in statuses if status), 0)


def parse(shell: Shell, name: str, args: list[str]) -> Request:
    """Read the arguments, and the items where they come from standard input. Raises UsageError."""
    request = Request()
    position, nul, from_input = 0, False, False
    while position < len(args) and args[position].startswith("-") and args[position] != "--":
        option, equals, value = args[position].partition("=")
        position += 1
        if option in ("-k", "--keep-going"):
            request.keep_going = True
        elif option in ("-0", "--null"):
            nul = from_input = True
        elif option == "--stdin":
            from_input = True
        elif option in ("-j", "--jobs") or (option.startswith("-j") and not equals):
            if not equals:
                value = option[2:] if option != "--jobs" else ""
                if not value:
                    value = args[position] if position < len(args) else ""
                    position += 1
            if not value.isdecimal() or not int(value):
                raise UsageError(f"-j: {value}: not a number of items that can run at once")
            request.width = int(value)
        elif args[position - 1] == "--help":
            raise UsageError("", show_help(shell, name))
        else:
            raise wrong_use(name, f"{option}: invalid option")
    words = args[position:]
    if "--" in words:
        separator = words.index("--")
        request.command, request.items = words[:separator], words[separator + 1 :]
    elif from_input:
        request.command = words
    else:
        request.command, request.items = words[:1], words[1:]
        from_input = not request.items
    if not request.command:
        raise wrong_use(name, "a command is missing")
    if from_input and "--" not in words:
        request.items = items_of_input(b"\0" if nul else b"\n")
    return request


def items_of_input(separator: bytes) -> list[str]:
    """What stands between `separator`s on standard input."""
    parts = []
    while data := posix.read(0, CHUNK_BYTES):
        parts.append(data)
    found = b"".join(parts).split(separator)
    if not found[-1]:
        found.pop()
    return [item.decode("utf-8", "surrogateescape") for item in found]


def run(shell: Shell, request: Request) -> list[int | None]:
    """Run all items; the status of each, None for those that were not started."""
    name = request.command[0]
    lowers = shell.lowering is not None
    function = name in shell.functions
    if function or lookup.find_builtin(shell, name) is not None:
        must_fork = facts.must_fork(shell, ("simple", 0, (), ((name, (name,)),), ()))
        if not must_fork and (lowers and _is_known(shell, name) if function else name not in FORKING):
            return Walk(shell, request, lambda argv: _in_subshell(shell, argv), function).run()
    elif lowers:
        return Walk(shell, request, lambda argv: invocation.offer_words(shell, argv), False).run()
    return run_processes(shell, request, 0)


def _in_subshell(shell: Shell, argv: list[str]) -> int:
    return run_virtual(shell, lambda inner: inner.run_command(argv), adopts=shell.options.errexit)


def _is_known(shell: Shell, name: str) -> bool:
    """Whether a function does nothing, as far as its text tells, that keeps the shell waiting: all can be lowered."""
    seen: set[str] = set()
    names = [name]
    while names:
        one = names.pop()
        if one in seen:
            continue
        seen.add(one)
        if one in shell.functions:
            names += facts.facts_of(shell.functions[one].body).names
        elif one in builtins.BUILTINS:
            if one in FORKING - {"read"}:
                return False
        elif not shell.lowering.library.lookup(one):
            return False
    return True


class Walk:
    """Items run in this process, their commands lowered; from the first that keeps the shell waiting, in processes.

    `start(argv)` gives a status, pending as well, or None: it has to run in place. `code`: that runs shell code.
    """

    def __init__(self, shell: Shell, request: Request, start: Callable[[list[str]], int | None], code: bool) -> None:
        self.shell = shell
        self.request = request
        self.start = start
        self.code = code
        self.statuses: list[int] = []
        self.settled = 0

    def run(self) -> list[int | None]:
        """All items; the status of each, None for those that were not started after one that failed."""
        shell, request = self.shell, self.request
        mark = shell.mark()
        process.enter_subshell(shell)
        hidden = execution.hide_traps(shell, None) if shell.traps else None
        failed = -1
        # What builtins print would not wait for what commands print.
        grouped = bool(shell.sinks) and shell.lowering is not None and not self.code
        try:
            if grouped:
                shell.lowering.begin_group()
            try:
                self._walk()
                self._settle(len(self.statuses))
            finally:
                if grouped:
                    shell.lowering.end_group(not request.keep_going)
            if shell.lowering is not None:
                shell.lowering.leave(shell.subshell_id)
        except SpeculationFailed as failure:
            if failure.subshell_id != shell.subshell_id:
                raise
            failed = failure.status
        finally:
            shell.undo(mark)
            if hidden:
                execution.show_traps(shell, hidden)
        found: list[int | None] = [shell.settle(status) for status in self.statuses]
        first = next((index for index, status in enumerate(found) if status), len(found))
        if failed >= 0:
            found[first:] = [failed]
        elif not request.keep_going and first < len(found):
            del found[first + 1 :]
        elif len(found) < len(request.items):
            return found + run_processes(shell, request, len(found))
        return found + [None] * (len(request.items) - len(found))

    def _walk(self) -> None:
        """Start items until one has failed, or keeps the shell waiting."""
        shell, request, lowering = self.shell, self.request, self.shell.lowering
        code = False
        for item in request.items:
            strain = lowering.strain if lowering is not None else 0
            begun = time.monotonic()
            status = self.start(request.argv(item))
            if status is None:
                return
            self.statuses.append(status)
            if status > 0 and not request.keep_going:
                return
            if status < 0:
                if not request.keep_going:
                    lowering.hold(status)
                if request.width and len(self.statuses) - self.settled >= request.width:
                    self._settle(self.settled + 1)
            elif code and (lowering.strain != strain or time.monotonic() - begun > LONG_WALK_S):
                return
            code = self.code  # with the first item much is loaded
            if shell.pending_signals:
                return

    def _settle(self, count: int) -> None:
        """Wait for the first `count` items."""
        while self.settled < count:
            self.shell.settle(self.statuses[self.settled])
            self.settled += 1


def run_processes(shell: Shell, request: Request, first: int) -> list[int | None]:
    """Run the items from `first` on, each in a process of its own."""
    shell.drain("each")
    items = request.items

    def start(index: int, actions: Actions) -> int:
        return start_process(shell, request.argv(items[index]), actions)

    width = request.width or parallel.usual_width(shell)
    return parallel.Parallel(shell, width, start).run(first, len(items), request.keep_going)


def start_process(shell: Shell, argv: list[str], actions: Actions) -> int:
    """Start one item with its output where `actions` say; gives its pid, or minus a status."""
    name = argv[0]
    sinks, shell.sinks = shell.sinks, {}
    try:
        if name in shell.functions or lookup.find_builtin(shell, name) is not None:
            return _fork(shell, argv, actions)
        path = lookup.resolve(shell, name, None)
        if path is None:
            return -execution.not_found(shell, argv, None, actions)
        return execution.start_program(shell, path, argv, None, None, actions)
    finally:
        shell.sinks = sinks


def _fork(shell: Shell, argv: list[str], actions: Actions) -> int:
    undo: list[Any] = []
    for _kind, source, number in actions:
        undo.append((number, descriptors.save(number), None))
        posix.dup2(source, number)
    try:
        pid = process.fork(shell, "each")
        if not pid:
            for _kind, source, _number in actions:
                descriptors.close(source)
            process.child_main(shell, lambda: shell.run_command(argv))
        return pid
    finally:
        redirection.restore(shell, undo)
