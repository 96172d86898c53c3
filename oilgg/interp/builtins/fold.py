"""fold: many items made one by a command that makes one of two, as many at once as there are pairs.

`fold` is also a program (it breaks long lines). Ours is meant where the first word after it is one of our options, or
names a function of the script and no file.
"""

from __future__ import annotations

import posix

from oilgg.interp import calls, invocation, lookup, parallel
from oilgg.interp.builtins import each
from oilgg.interp.builtins.arguments import wrong_use
from oilgg.interp.capture import Capture, Sink
from oilgg.interp.substitution import as_text, run_virtual

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

OPTIONS = ("--tree", "--left", "--files", "--init")


def is_meant(shell: Shell, argv: list[str]) -> bool:
    """Whether `argv`, whose first word is `fold`, is a call of this builtin."""
    if len(argv) < 2:
        return False
    word = argv[1]
    return word.partition("=")[0] in OPTIONS or (word in shell.functions and not posix.access(word, posix.F_OK))


class Item:
    """One thing to fold: a word, or in `--files` the name of a file or the bytes that a command has made."""

    __slots__ = ("data", "word")

    def __init__(self, word: str, data: bytes | None = None) -> None:
        self.word = word
        self.data = data


def fold(shell: Shell, args: list[str]) -> int:
    """Combine ITEMs by `COMMAND X Y`, which prints what X and Y are together, until one is left; print that.

    COMMAND has to be associative: how the items are put in pairs is not said, only their order is kept (--left: from
    left to right, one after the other). X and Y are words; with --files names of files. --init gives a first item.
    Without any item there is nothing to print: status 1. The status of a COMMAND that fails is that of `fold`.
    """
    request, left, files = _parse(shell, args)
    items = [Item(word) for word in request.items]
    if not items:
        shell.error("fold: there is nothing to fold")
        return 1
    runner = Runner(shell, request, files)
    while len(items) > 1:
        count = 2 if left else len(items)
        pairs = [(items[index], items[index + 1]) for index in range(0, count - 1, 2)]
        made, status = runner.run(pairs)
        if status:
            return status
        items = made + items[len(pairs) * 2 :]
    last = items[0]
    if last.data is not None:
        shell.write(1, last.data)
    elif files:
        try:
            with open(last.word, "rb") as file:
                data = file.read()
        except OSError as error:
            shell.error(f"fold: {last.word}: {error.strerror}")
            return 1
        shell.write(1, data)
    else:
        shell.write(1, last.word + "\n")
    return 0


def _parse(shell: Shell, args: list[str]) -> tuple[each.Request, bool, bool]:
    """The request, and whether --left and --files are given. Raises UsageError."""
    left = files = False
    first: list[str] = []
    position = 0
    while position < len(args):
        option, equals, value = args[position].partition("=")
        if option == "--tree":
            left = False
        elif option == "--left":
            left = True
        elif option == "--files":
            files = True
        elif option == "--init":
            if not equals:
                position += 1
                if position == len(args):
                    raise wrong_use("fold", "--init: a value is missing")
                value = args[position]
            first = [value]
        else:
            break
        position += 1
    request = each.parse(shell, "fold", args[position:])
    request.items = first + request.items
    return request, left, files


class Runner:
    """Runs the command for pairs of items."""

    def __init__(self, shell: Shell, request: each.Request, files: bool) -> None:
        self.shell = shell
        self.command = request.command
        self.width = request.width or parallel.usual_width(shell)
        self.files = files
        self.lowered = self._may_lower()

    def run(self, pairs: list[tuple[Item, Item]]) -> tuple[list[Item], int]:
        """What the command makes of each pair, and the first status that is not 0."""
        made: list[tuple[int, bytes]] = self._offer(pairs) if self.lowered else []
        if len(made) < len(pairs) and not any(status for status, _data in made):
            made += self._side_by_side(pairs[len(made) :])
        failed = next((status for status, _data in made if status), 0)
        if self.files:
            return [Item("", data) for _status, data in made], failed
        return [Item(as_text(self.shell, data)) for _status, data in made], failed

    def _may_lower(self) -> bool:
        shell, name = self.shell, self.command[0]
        if shell.lowering is None or shell.lowering.records:
            return False
        if name in shell.functions:
            return shell.functions[name].note is not None
        return lookup.find_builtin(shell, name) is None and bool(shell.lowering.library.lookup(name))

    def _offer(self, pairs: list[tuple[Item, Item]]) -> list[tuple[int, bytes]]:
        """The same by lowering; fewer results than pairs if not all can be lowered."""
        shell, lowering = self.shell, self.shell.lowering
        outer = shell.sinks
        begun: list[tuple[int, Capture]] = []
        lowering.begin_group()
        try:
            for pair in pairs:
                output = Capture()
                shell.sinks = {**outer, 1: Sink(output)}
                given = {63 - index: item.data for index, item in enumerate(pair) if item.data is not None}
                words = [f"/dev/fd/{63 - i}" if item.data is not None else item.word for i, item in enumerate(pair)]
                lowering.given = given
                try:
                    status = self._offer_one([*self.command, *words])
                finally:
                    lowering.given = {}
                if status is None:
                    break
                begun.append((status, output))
        finally:
            shell.sinks = outer
            lowering.end_group(False)
        return [(shell.settle(status), output.data()) for status, output in begun]

    def _offer_one(self, argv: list[str]) -> int | None:
        function = self.shell.functions.get(argv[0])
        if function is not None:
            return calls.offer(self.shell, function, argv, [], self.shell.line)
        return invocation.offer_words(self.shell, argv)

    def _side_by_side(self, pairs: list[tuple[Item, Item]]) -> list[tuple[int, bytes]]:
        """The same in processes, or here where the command is a builtin."""
        shell = self.shell
        names: list[str] = []
        try:
            argvs = [[*self.command, *[self._word(item, names) for item in pair]] for pair in pairs]
            name = self.command[0]
            if lookup.find_builtin(shell, name) is not None and name not in shell.functions:
                return [_captured(shell, argv) for argv in argvs]
            shell.drain("fold")
            parts: dict[int, list[bytes]] = {index: [] for index in range(len(argvs))}

            def take(index: int, number: int, data: bytes) -> None:
                if number == 1:
                    parts[index].append(data)
                else:
                    shell.write(number, data)

            def start(index: int, actions: list[tuple[Any, ...]]) -> int:
                return each.start_process(shell, argvs[index], actions)

            runner = parallel.Parallel(shell, self.width, start)
            runner.one_stream = False
            runner.show = take
            statuses = runner.run(0, len(argvs), False)
            found = [(status, b"".join(parts[index])) for index, status in enumerate(statuses) if status is not None]
            return found
        finally:
            for path in names:
                posix.unlink(path)

    def _word(self, item: Item, names: list[str]) -> str:
        """What stands for `item` on the command line; a file that is made for it is added to `names`."""
        if item.data is None:
            return item.word
        folder = (self.shell.vars.get("TMPDIR") or "/tmp").rstrip("/")
        path = f"{folder}/oilgg-fold-{posix.getpid()}-{len(names)}-{id(item):x}"
        fd = posix.open(path, posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC, 0o600)
        try:
            view = memoryview(item.data)
            while view:
                view = view[posix.write(fd, view) :]
        finally:
            posix.close(fd)
        names.append(path)
        return path


def _captured(shell: Shell, argv: list[str]) -> tuple[int, bytes]:
    """Run a builtin as in a command substitution; its status and output."""
    outer = shell.sinks
    output = Capture()
    shell.sinks = {**outer, 1: Sink(output)}
    run: Callable[[Shell], int] = lambda inner: inner.run_command(argv)  # noqa: E731
    try:
        status = shell.settle(run_virtual(shell, run))
    finally:
        shell.sinks = outer
    return status, output.data()
