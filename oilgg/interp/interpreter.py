"""Running a whole script: the three entries that the command line uses.

Each takes a Shell and gives the status the process should exit with, after the EXIT trap has run and everything pending
has become real. The caller ends the process with posix._exit(status).
"""

from __future__ import annotations

import _signal
import gc
import posix
import sys

from oilgg.errors import (
    BreakLoop,
    BrokenPipe,
    ContinueLoop,
    ExitShell,
    ExpansionError,
    ReturnFunction,
    SpeculationFailed,
)
from oilgg.interp import descriptors, process, signals, sourcing, trap
from oilgg.interp.execution import Frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]

_RECURSION_LIMIT = 100_000
_CRASH_STATUS = 139
_SCRIPT = -1
"""The key of the script's own reader in Shell.read_buffers."""
_BLOCK = 8192


def run_file(shell: Shell, path: str, descriptor: int | None = None, store: str = "") -> int:
    """Run the script `path`; `descriptor` is the open file, which is closed, if the caller has opened it already.

    What has been parsed is kept in the folder `store`.

    A file that cannot be read gives the message and 127 (126 if it is there).
    """
    if descriptor is None:
        try:
            descriptor = posix.open(path.encode("utf-8", "surrogateescape"), posix.O_RDONLY | posix.O_CLOEXEC)
        except OSError as error:
            shell.warn(f"{shell.name}: {path}: {posix.strerror(error.errno or 0)}\n")
            return 127 if error.errno == 2 else 126
    file = descriptors.move_script(descriptor)
    start = sourcing.decode(sourcing.read_all(file))
    if start[-1:] == "\\":
        start += sourcing.missing_end(start)  # behind a backslash nobody asks for more
    text = sourcing.Text(start)
    shell.frames.append(Frame("main", "main", path, 0, list(shell.positional)))

    def more() -> str:
        """What has been added to the script since; at its end, the end of its last line."""
        added = sourcing.decode(sourcing.read_all(file)) or sourcing.missing_end(text.parts[-1])
        text.add(added)
        return added

    from oilgg.interp.remembered import Remembered

    options = shell.options
    whole = "".join(text.parts)
    warner = sourcing.here_document_warner(shell)
    multibyte = ("\\u" not in whole and "\\U" not in whole) or shell.vars.multibyte()
    commands = Remembered(whole, more, options.posix, options.extglob, warner, store, multibyte)
    status = run_main(shell, lambda: sourcing.run_parser(shell, commands, "", text, 1, True))
    commands.keep()
    return status


def run_string(shell: Shell, text: str) -> int:
    """Run the text of `-c`."""
    shell.vars.values["BASH_EXECUTION_STRING"] = text

    def run() -> int:
        try:
            return run_script_text(shell, sourcing.Text(text), "-c")
        except ExitShell as leave:
            sourcing.leave_text(shell, leave, 0)
            raise

    return run_main(shell, run)


def run_script_text(shell: Shell, text: sourcing.Text, what: str) -> int:
    """Run the text of a script to its end."""
    from oilgg.syntax.parser import Parser

    warn = sourcing.here_document_warner(shell)
    parser = Parser("".join(text.parts), posix=shell.options.posix, warn=warn)
    return sourcing.run_parser(shell, parser, what, text, 1, True)


def run_stdin(shell: Shell) -> int:
    """Run the script on standard input, never taking more of it than the commands run so far needed."""
    from oilgg.syntax.parser import Parser

    reader = StandardInput(shell)
    parser = Parser("", more=reader.more, posix=shell.options.posix, warn=sourcing.here_document_warner(shell))
    return run_main(shell, lambda: sourcing.run_parser(shell, parser, "", reader.source, 1, True))


class StandardInput:
    """The script on standard input, a line at a time; what commands read of it, they get right after their line."""

    __slots__ = ("ahead", "identity", "seekable", "shell", "source", "started")

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.source = sourcing.Text("")
        self.ahead = b""
        self.started = False
        """A program has been started (or was lowered) since the last line was taken."""
        self.identity = (0, 0)
        try:
            posix.lseek(0, 0, 1)
            self.seekable = True
            status = posix.fstat(0)
            self.identity = (status.st_dev, status.st_ino)
        except OSError:
            self.seekable = False

    def more(self) -> str:
        """The next line, "" at the end."""
        line = self._seekable_line() if self.seekable else self._line()
        text = sourcing.decode(line)
        text += sourcing.missing_end(text)
        self.source.add(text)
        return text

    def sync(self) -> None:
        """Somebody else may read: give back what was read ahead."""
        if self.ahead:
            posix.lseek(0, -len(self.ahead), 1)
            self.ahead = b""

    def _seekable_line(self) -> bytes:
        if self.shell.options.errexit:
            self.shell.drain("script on standard input")  # its end may be here, and the rest somebody else's
        self.started = False
        buffers = self.shell.read_buffers
        if _SCRIPT not in buffers:
            if buffers:
                self.shell.sync_input()
            buffers[_SCRIPT] = self
        while True:
            end = self.ahead.find(b"\n") + 1
            data = b"" if end else _read(_BLOCK)
            if not data:
                end = end or len(self.ahead)
                line, self.ahead = self.ahead[:end], self.ahead[end:]
                return line
            self.ahead += data

    def _line(self) -> bytes:
        if self.shell.read_buffers:
            self.shell.sync_input()
        parts = []
        while True:
            byte = _read(1)
            parts.append(byte)
            if byte in (b"", b"\n"):
                return b"".join(parts)


def _read(size: int) -> bytes:
    """Some bytes of the script on standard input; none at its end, and where the script has closed that."""
    try:
        return posix.read(0, size)
    except OSError:
        return b""


def run_tree(shell: Shell, tree: Tree) -> int:
    """Run one complete command at a prompt; gives its status. Raises ExitShell for `exit`, KeyboardInterrupt."""
    try:
        return shell.settle(sourcing.run_complete(shell, tree))
    except (BreakLoop, ContinueLoop, ReturnFunction):
        return shell.status


def start(shell: Shell) -> None:
    """Take over signals and recursion limit; once, before anything is run. The entries below do it themselves."""
    if sys.getrecursionlimit() < _RECURSION_LIMIT:
        sys.setrecursionlimit(_RECURSION_LIMIT)
        gc.set_threshold(20000, 20, 50)
        gc.freeze()
        gc.enable()
        signals.start(shell)
    trap.refresh_attention(shell)


def run_main(shell: Shell, body: Callable[[], int]) -> int:
    """Run the whole life of a non-interactive shell; gives the status of the process."""
    start(shell)
    death = 0
    try:
        status, death = _drained(shell, *_guarded(shell, body))
        status, death = _guarded(shell, lambda: _end(shell, status, death))
    except BrokenPipe:
        death = 13
        status, _ = _guarded(shell, lambda: trap.run_exit_trap(shell, 141))
    if shell.options.history and shell.history:
        from oilgg.interp import history

        history.save(shell)
    script = shell.read_buffers.get(_SCRIPT)
    if script is not None and not script.started:
        del shell.read_buffers[_SCRIPT]  # bash as well keeps what it has read ahead for itself
    shell.sync_input()
    if death:
        signals.die(death)
    return status & 255


def _drained(shell: Shell, status: int, death: int) -> tuple[int, int]:
    """Make everything pending real before the EXIT trap; if something failed under `set -e`, the end was there."""
    if death and shell.lowering is not None:
        shell.lowering.abandon()
    try:
        shell.drain("exit")
    except ExitShell as leave:
        if shell.lowering is not None:
            shell.lowering.abandon()
        return leave.status, leave.signal
    except SpeculationFailed as failure:
        return _undo(shell, failure), 0
    except KeyboardInterrupt:
        return 130, _signal.SIGINT
    return status, death


def _undo(shell: Shell, failure: SpeculationFailed) -> int:
    shell.left_from = None
    for number, stream in failure.streams:
        posix.dup2(stream.fd, number)  # type: ignore[attr-defined]  # an EXIT trap writes where the command stood
    return process.undo_walk(shell, failure, None)


def _end(shell: Shell, status: int, death: int) -> int:
    status = shell.settle(status)
    if shell.pending_signals and not death:
        shell.status = status
        try:
            trap.run_pending(shell)
        except ExitShell as leave:
            if leave.signal:
                raise
            status = leave.status
    if shell.left_from is not None:
        trap.stand(shell, shell.left_from)
    status = trap.run_exit_trap(shell, shell.settled_status() if death else status)
    shell.drain("exit")
    if death:
        raise ExitShell(status, death)
    return status


def _guarded(shell: Shell, body: Callable[[], int]) -> tuple[int, int]:
    """Run; every way to leave becomes a status and the signal to die of (0: none)."""
    try:
        status = body()
        if status < 0:
            # What is known of it may yet turn out to be wrong, because of what a command before it has done.
            shell.drain("exit")
        return shell.settle(status), 0
    except ExitShell as leave:
        return leave.status, leave.signal
    except (BreakLoop, ContinueLoop):
        return 0, 0
    except ReturnFunction as leave_function:
        return leave_function.status, 0
    except ExpansionError as error:
        process.report_expansion(shell, error)
        return 1, 0
    except SpeculationFailed as failure:
        return _undo(shell, failure), 0
    except KeyboardInterrupt:
        return 130, _signal.SIGINT
    except RecursionError:
        shell.error("maximum function nesting level exceeded")
        return _CRASH_STATUS, 0
    except MemoryError:
        shell.error("cannot allocate memory")
        return 1, 0
