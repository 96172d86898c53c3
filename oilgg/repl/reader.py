"""Where the commands of an interactive shell come from: the protocol, and a plain reader of lines."""

from __future__ import annotations

import posix

from oilgg.errors import ParseError
from oilgg.interp import substitution
from oilgg.interp.builtins.input import is_ready, waiting
from oilgg.syntax.parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from oilgg.interp.state import Shell

    class Reader(Protocol):
        """Gives the text of complete commands."""

        def read(self) -> str:
            """Show the prompt and give the text of complete commands, whole lines.

            Raises Ended, TimedOut and KeyboardInterrupt.
            """


class Ended(Exception):
    """The end of input, or Ctrl-D."""


class TimedOut(Exception):
    """Nothing was typed for TMOUT seconds."""


def is_complete(shell: Shell, text: str) -> bool:
    """Whether `text` needs no further lines: it consists of complete commands, or has an error that none could mend."""
    asked = False

    def more() -> str:
        nonlocal asked
        asked = True
        return ""

    options = substitution.parser_options(shell)
    parser = Parser(text, more=more, warn=lambda line, message: None, **options)
    try:
        while parser.next() is not None:
            if asked:  # a here-document without its end, a backslash at the end of the line
                return False
    except ParseError as error:
        return not error.incomplete
    except RecursionError:
        return True
    return True


def prompt_text(shell: Shell, name: str) -> str:
    """What the prompt variable `name` shows; \\001 and \\002 stand around what takes no room on the screen."""
    text = shell.vars.get(name)
    if not text:
        return ""
    status, pipe_status = shell.status, shell.pipe_status
    shell.extra = {**shell.extra, "prompt": name}
    try:
        return shell.expand_prompt(text.replace("\\[", "\1").replace("\\]", "\2"))
    finally:
        shell.extra = {**shell.extra, "prompt": "PS1"}
        shell.status, shell.pipe_status = status, pipe_status


def timeout_s(shell: Shell) -> float | None:
    """TMOUT: how long to wait for a command; None: for ever."""
    text = shell.vars.get("TMOUT") or ""
    return float(text) if text.isdigit() and int(text) > 0 else None


class Plain:
    """Lines as the terminal gives them, or from a pipe; never a byte more than the line."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.ended = False
        """The input has ended in the middle of a command."""

    def is_terminal(self) -> bool:
        """Whether somebody sits there."""
        return posix.isatty(0)

    def read(self) -> str:
        """See Reader."""
        text = self._line("PS1")
        if not text:
            raise Ended
        while not is_complete(self.shell, text if text.endswith("\n") else text + "\n"):
            line = self._line("PS2")
            if not line:
                self.ended = True
                break
            text += line
        return text

    def _line(self, prompt: str) -> str:
        shell = self.shell
        shell.warn(prompt_text(shell, prompt).replace("\1", "").replace("\2", ""))
        shell.sync_input()
        limit = timeout_s(shell) if prompt == "PS1" else None
        if limit is not None and not is_ready(0, limit):
            raise TimedOut
        parts: list[bytes] = []  # a terminal gives one line at a time by itself
        by_line = self.is_terminal()
        while True:
            try:
                data = waiting(shell, posix.read, 0, 4096 if by_line else 1)
            except OSError:
                data = b""
            parts.append(data)
            if not data or data.endswith(b"\n"):
                break
        line = b"".join(parts).replace(b"\0", b"").decode("utf-8", "surrogateescape")
        if line and not by_line and (shell.options.emacs or shell.options.vi):
            shell.warn(line.removesuffix("\n") + "\n")  # no terminal has shown it; an editor would
        return line
