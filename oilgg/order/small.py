"""Small file commands and builtins that print into files, as entries: known at once, real in their turn (R7)."""

from __future__ import annotations

from oilgg.lower.invocation import working_directory
from oilgg.order.entry import FileEntry, State
from oilgg.order.fileops import FileCommands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.lower.invocation import Invocation
    from oilgg.order.order import Order


class SmallCommands:
    """What the shell does itself, later."""

    __slots__ = ("_files", "order")

    def __init__(self, order: Order) -> None:
        self.order = order
        self._files = FileCommands(order.view, order.versions)

    def take(self, stage: Invocation, line: int) -> bool:
        """Take `mkdir`, `rm`, `cp`, … whose outcome is clear: its status is 0. False: the tool itself has to run."""
        planned = self._files.plan(stage)
        if planned is None:
            return False
        operations, states = planned
        self.order.report("small", " ".join(stage.argv), line, None)
        self._append(FileEntry(self.order.next_number(), line, operations, stage.argv, states))
        return True

    def takes(self, stage: Invocation) -> bool:
        """Whether `take` would."""
        return self._files.plan(stage) is not None

    def plan_write(self, path: str, append: bool) -> object:
        """A builtin is going to write the file `path`, and nothing else. None: it has to do so here and now."""
        order = self.order
        order.pump()
        if not order.entries:
            return None
        cwd = working_directory() or "/"
        order.through_links(lambda: order.versions.canonical.name(path, cwd))
        return self._files.plan_write(path, append, order.shell.umask, cwd)

    def write(self, plan: Any, data: bytes, line: int) -> None:
        """What was planned by `plan_write` is an entry now."""
        name, append, umask, mode = plan
        state = None if append else State("file", self.order.store.put_bytes(data), len(data), mode)
        operation = ("write", name, data, append, umask)
        self._append(FileEntry(self.order.next_number(), line, [operation], [], {name: state}))

    def _append(self, entry: FileEntry) -> None:
        self.order.append(entry)
        self.order.advance()
