"""The life of an interactive shell: prompt, read, run, until `exit` or the end of input."""

from __future__ import annotations

import _signal
import posix

from oilgg.errors import ControlFlow, ExitShell, ParseError
from oilgg.interp import control, history, interpreter, signals, sourcing, substitution, trap
from oilgg.interp.builtins import find
from oilgg.repl.reader import Ended, Plain, TimedOut, prompt_text
from oilgg.syntax.parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.interp.state import Shell
    from oilgg.repl.reader import Reader

INTERRUPTED = 130
_MANY_ENDS = 10
_BUG = 70
_MOST_FAILURES = 3


def prepare(shell: Shell, editing: bool, prompting: bool) -> None:
    """Make `shell` an interactive one, before its start-up files are read: signals, job control, variables.

    `prompting`: there will be a prompt, which a shell with `-ic` does not have.
    """
    interpreter.start(shell)
    shell.job_control = False
    control.initialize(shell)
    _signal.signal(_signal.SIGHUP, signals.death_handler)
    home = shell.vars.get("HOME") or ""
    for option in ("history", "histexpand", *(["emacs"] if editing and not shell.options.vi else [])):
        shell.set_option(option, True)
    if not prompting:
        return
    for name, value in (
        ("HISTFILE", home + "/.oilgg_history"),
        ("HISTSIZE", "500"),
        ("HISTFILESIZE", "500"),
        ("MAILCHECK", "60"),
    ):
        if shell.vars.get(name) is None:
            shell.vars.set(name, value)
    history.watch_limit(shell)


def run(shell: Shell, editing: bool, attach: Callable[[], None]) -> int:
    """Read and run commands until `exit` or the end of input; gives the status to exit with.

    `attach` lets commands be lowered, which they are after `shopt -s lower` only.
    """
    history.load(shell)
    loop = Loop(shell, editing, attach)
    death = 0
    try:
        status = loop.run()
    except ExitShell as leave:
        status, death = leave.status, leave.signal
    return loop.close(shell.settle(status) if status < 0 else status, death)


class Loop:
    """A prompt and what runs behind it. `line` counts the lines that were typed, `number` the commands."""

    def __init__(self, shell: Shell, editing: bool, attach: Callable[[], None]) -> None:
        self.shell = shell
        self.editing = editing
        self.attach = attach
        self.line = 1
        self.number = 0
        self.ends = 0
        self.failures = 0
        self.plain = Plain(shell)
        self.editor: Reader | None = None
        self.baseline = Baseline(shell)

    def run(self) -> int:
        """Prompt, read, run. Raises ExitShell."""
        shell = self.shell
        while True:
            try:
                self.before_prompt()
                text = self.read()
                if text is not None:
                    self.ends = self.failures = 0
                    self.execute(text)
            except KeyboardInterrupt:
                self.interrupted()
            except ControlFlow as leave:
                if isinstance(leave, ExitShell):
                    raise
            except (RecursionError, MemoryError):
                shell.error("out of memory or nested too deeply")
                shell.status = 1
            except Exception as error:
                self.failed(error)
            finally:
                self.baseline.restore()

    def failed(self, error: Exception) -> None:
        """A mistake of oilgg itself must not cost anybody the session; where nothing can be read any more, it ends."""
        self.failures += 1
        self.shell.warn(f"oilgg: a bug of oilgg: {type(error).__name__}: {error}\n")
        self.shell.status = _BUG
        if self.failures > _MOST_FAILURES:
            raise ExitShell(_BUG)

    def interrupted(self) -> None:
        """Ctrl-C: a new line, and what was running is given up."""
        self.baseline.restore()
        self.given_up()
        self.shell.warn("\n")

    def given_up(self) -> None:
        """The status that Ctrl-C leaves."""
        shell = self.shell
        shell.interrupted = shell.waiting = False
        shell.status = INTERRUPTED
        shell.pipe_status = (INTERRUPTED,)

    def before_prompt(self) -> None:
        """What is due before each prompt: traps, news of jobs, the size of the terminal, PROMPT_COMMAND."""
        shell = self.shell
        shell.settled_status()
        if shell.pending_signals:
            trap.run_pending(shell)
        if shell.terminal is not None:
            shell.terminal.give(shell.terminal.group)
        if shell.options.monitor:
            control.notify(shell)
        if shell.options.checkwinsize:
            control.update_size(shell)
        run_prompt_command(shell)

    def read(self) -> str | None:
        """The text of the next commands; None where there is nothing to run. Raises ExitShell, KeyboardInterrupt."""
        shell = self.shell
        reader = self.reader()
        try:
            text = reader.read()
        except Ended:
            self.end_of_input()
            return None
        except KeyboardInterrupt:
            if reader is self.plain:
                raise
            self.given_up()  # the editor has begun a new line already
            return None
        except TimedOut:
            shell.warn("\atimed out waiting for input: auto-logout\n")
            raise ExitShell(shell.settled_status()) from None
        if not text.strip():
            self.line += text.count("\n")
            return None
        return history.expand_and_remember(shell, text)

    def reader(self) -> Reader:
        """The line editor where the terminal and the person want one."""
        shell = self.shell
        if not self.editing or not (shell.options.emacs or shell.options.vi):
            return self.plain
        if self.editor is None:
            from oilgg.repl import editor

            self.editor = editor.make(shell)
            if self.editor is None:
                self.editing = False
                return self.plain
        return self.editor

    def execute(self, text: str) -> None:
        """Run the commands of `text`, one complete command after the other."""
        shell = self.shell
        shell.extra = {**shell.extra, "command number": shell.extra.get("command number", 0) + 1}
        if shell.options.lower and shell.lowering is None:
            self.attach()
        before_command(shell)
        parser = Parser(text, line=self.line, **substitution.parser_options(shell), warn=_here_document_warner(shell))
        self.line += text.count("\n")
        if shell.options.verbose:
            shell.warn(text if text.endswith("\n") else text + "\n")
        while True:
            lexer = parser.lexer
            lexer.aliases = shell.aliases if shell.options.expand_aliases else None
            lexer.posix = shell.options.posix
            lexer.extglob = shell.options.extglob
            try:
                tree = parser.next()
            except ParseError as error:
                sourcing.report_syntax(shell, error, "", sourcing.Text(text), 1)
                shell.status = 2
                shell.pipe_status = (2,)
                if error.incomplete and self.plain.ended:
                    self.end_of_input()
                return
            if tree is None:
                return
            if shell.options.noexec:
                continue
            shell.status = interpreter.run_tree(shell, tree)
            self.after_command()

    def after_command(self) -> None:
        """What has been lowered is real before the next prompt; `shopt -u lower` ends it."""
        shell = self.shell
        if shell.lowering is None:
            return
        shell.status = shell.settled_status()
        shell.drain("prompt")
        if not shell.options.lower:
            shell.lowering.close()
            shell.lowering = None

    def end_of_input(self) -> None:
        """Ctrl-D, or the end of a file: leave, unless IGNOREEOF or stopped jobs speak against it."""
        shell = self.shell
        login = shell.options.login_shell
        limit = _ignored_ends(shell)
        self.ends += 1
        if self.plain.is_terminal() and self.ends <= limit:
            shell.warn(f'Use "{"logout" if login else "exit"}" to leave the shell.\n')
            return
        shell.extra = {**shell.extra, "command number": shell.extra.get("command number", 0) + 1}
        leave = find("exit")
        assert leave is not None
        shell.status = leave(shell, [])
        if self.ends > limit + _MANY_ENDS:
            raise ExitShell(shell.status)

    def close(self, status: int, death: int) -> int:
        """The shell ends: EXIT trap, history, jobs, the terminal. Gives the status to exit with."""
        shell = self.shell
        self.baseline.restore()
        try:
            status = trap.run_exit_trap(shell, status)
        except KeyboardInterrupt:
            status = INTERRUPTED
        try:
            if shell.options.login_shell and not death:
                _read_logout_file(shell)
            shell.drain("exit")
        except (KeyboardInterrupt, ControlFlow):
            pass
        history.save(shell)
        hang_up = death == _signal.SIGHUP or (shell.options.huponexit and shell.options.login_shell)
        control.hang_up(shell, stopped_only=not hang_up)
        control.finish(shell)
        if death:
            signals.die(death)
        return status & 255


class Baseline:
    """What the state looks like between commands; a command that was given up in the middle leaves none of its own."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.scope = shell.vars.scope
        self.frames = len(shell.frames)

    def restore(self) -> None:
        """Leave every function, loop and subshell that an interruption may have left open."""
        shell = self.shell
        while shell.vars.scope is not self.scope:
            shell.vars.pop_scope()
        del shell.frames[self.frames :]
        shell.loop_depth = shell.function_depth = shell.return_depth = shell.virtual_level = 0
        shell.subshell_level = shell.trace_depth = shell.pipe_guard = 0
        shell.checked = True
        shell.in_trap = ""
        shell.interruptible = shell.waiting = False


def run_prompt_command(shell: Shell) -> None:
    """Run PROMPT_COMMAND, each of its elements if it is an array; `$?` stays what it was."""
    value = shell.vars.lookup("PROMPT_COMMAND")
    if value is None:
        return
    commands = [value] if isinstance(value, str) else value.values()
    status, pipe_status = shell.settled_status(), shell.pipe_status
    for command in commands:
        if command:
            shell.run_text(command, "PROMPT_COMMAND")
    shell.status, shell.pipe_status = status, pipe_status


def before_command(shell: Shell) -> None:
    """Show PS0."""
    shell.warn(prompt_text(shell, "PS0").replace("\1", "").replace("\2", ""))


def _here_document_warner(shell: Shell) -> Callable[[int, str], None]:
    def warn(line: int, message: str) -> None:
        shell.warn(f"{shell.invocation_name}: warning: {message}\n")

    return warn


def _ignored_ends(shell: Shell) -> int:
    """How many ends of input in a row are not meant: IGNOREEOF."""
    value = shell.vars.get("IGNOREEOF")
    if value is None:
        return _MANY_ENDS if shell.options.ignoreeof else 0
    return int(value) if value.isdigit() else _MANY_ENDS


def _read_logout_file(shell: Shell) -> None:
    path = (shell.vars.get("HOME") or "") + "/.bash_logout"
    if posix.access(path.encode("utf-8", "surrogateescape"), posix.R_OK):
        try:
            shell.source_file(path, None)
        except OSError:
            pass
