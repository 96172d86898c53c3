"""One command about to run: everything expanded, nothing opened yet."""

from __future__ import annotations

import posix

TINY = frozenset((
    "basename", "cat", "cut", "dirname", "grep", "head", "seq", "sort", "tail", "tr", "uniq", "wc",
))  # fmt: skip
"""The commands that worker.filters knows; see lower.tiny."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Protocol

    from oilgg.annotate.model import Effects, Usage

    class Redirection(Protocol):
        """An expanded redirection, as the interpreter has it.

        `op` is "<" ">" ">|" ">>" "<>" (target: path), "dup" or "move" (target: descriptor), "close", or "<<" (`text`).
        """

        fd: int
        op: str
        target: str | int
        text: str
        line: int
        variable: str


def working_directory() -> str:
    """The physical working directory; "" where it is gone."""
    try:
        return posix.getcwd()
    except OSError:
        return ""


class Call:
    """A function as a program: what a call stands on (`payload`, its text), and the programs it runs.

    `harmless`: nothing in it can write what it may not without being seen.
    """

    __slots__ = ("closure", "harmless", "payload", "programs")

    def __init__(self, payload: str, programs: list[str], harmless: bool, closure: object) -> None:
        self.payload = payload
        self.programs = programs
        self.harmless = harmless
        self.closure = closure
        """What the interpreter made the payload of."""


class Invocation:
    """A simple command after all expansions.

    `program` is the path found by command look-up, or None. `environment` gives all exported variables,
    this command's own assignments included, when called. `cwd` is physical.
    """

    __slots__ = (
        "name",
        "argv",
        "program",
        "environment",
        "redirects",
        "cwd",
        "umask",
        "line",
        "effects",
        "usages",
        "call",
        "watched",
        "source",
    )

    def __init__(
        self,
        name: str,
        argv: list[str],
        program: str | None,
        environment: Callable[[], Mapping[str, str]],
        redirects: list[Redirection],
        cwd: str,
        umask: int,
        line: int = 0,
    ) -> None:
        self.name = name
        self.argv = argv
        self.program = program
        self.environment = environment
        self.redirects = redirects
        self.cwd = cwd
        self.umask = umask
        self.line = line
        self.effects: Effects | None = None
        """What the script itself says that it does (`io`)."""
        self.usages: list[Usage] | None = None
        """The annotation that a comment before it gives (`#:`)."""
        self.source: tuple[Any, int] | None = None
        """The command's tree and the line that bash names when a signal has ended it."""
        self.watched = False
        """What it reads is to be compared with what was said."""
        self.call: Call | None = None
        """It is a shell function that may run elsewhere; `argv` are its name and arguments."""


def is_startable(program: str) -> bool:
    """Whether the kernel starts `program`; the shell reads a text without a first line for the kernel itself."""
    try:
        with open(program, "rb", buffering=0) as file:
            head = file.read(4) or b""
    except OSError:
        return True
    return head[:2] == b"#!" or head == b"\x7fELF"
