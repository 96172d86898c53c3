"""A shell that is only what the simplest builtins need: output, messages, variables, options."""

from __future__ import annotations

from oilgg.expand.variables import Variables
from oilgg.interp.options import Options


class FakeShell:
    """Keeps what builtins write."""

    def __init__(self) -> None:
        self.out = ""
        self.err = ""
        self.name = "fake"
        self.line = 1
        self.options = Options()
        self.vars = Variables(self)  # type: ignore[arg-type]
        self.positional: list[str] = []
        self.extra: dict[str, object] = {}
        self.sinks: dict[int, object] = {}
        self.interactive = False
        self.getopts_index = 1
        self.getopts_offset = 0
        self.umask = 0o022
        self.before: list[str] = []

    def write(self, fd: int, text: str | bytes) -> None:
        """Output of a builtin."""
        if isinstance(text, bytes):
            text = text.decode("utf-8", "surrogateescape")
        if fd == 1:
            self.out += text
        else:
            self.err += text

    def warn(self, text: str) -> None:
        """A message as it is."""
        self.err += text

    def error(self, message: str) -> None:
        """A message with its prefix."""
        self.err += f"fake: line 1: {message}\n"

    def drain(self, why: str) -> None:
        """Nothing is ever pending."""

    def before_look(self, path: str) -> None:
        """Remember that somebody asked."""
        self.before.append(path)

    def set_umask(self, value: int) -> None:
        """Without the process's own."""
        self.umask = value
