"""The line editor: prompt_toolkit, told to behave as people who know bash expect.

A command is one buffer, however many lines it has: Enter ends it where the parser needs no more lines, else it begins
the next one, and earlier lines can still be changed.
"""

from __future__ import annotations

import _signal
import posix
import sys

from oilgg.interp import control, signals, trap
from oilgg.interp.descriptors import move_high
from oilgg.repl.reader import Ended, TimedOut, is_complete, prompt_text, timeout_s

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable
    from typing import Any

    from prompt_toolkit.application import Application
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    from oilgg.interp.state import Shell

_PLAIN_TERMINALS = ("dumb", "unknown", "")


def make(shell: Shell) -> Editor | None:
    """The editor; None where the terminal is too plain for it, or prompt_toolkit is not there."""
    if (shell.vars.get("TERM") or "") in _PLAIN_TERMINALS:
        return None
    if not _find_packages():
        return None
    return Editor(shell)


def _find_packages() -> bool:
    """Make prompt_toolkit importable: oilgg is started without the folders of installed packages (python -S)."""
    try:
        import prompt_toolkit
    except ModuleNotFoundError:
        import site

        site.main()
        try:
            import prompt_toolkit
        except ModuleNotFoundError:
            return False
    return prompt_toolkit is not None


class Editor:
    """Reads commands from the terminal."""

    def __init__(self, shell: Shell) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.cursor_shapes import ModalCursorShapeConfig
        from prompt_toolkit.enums import EditingMode
        from prompt_toolkit.input.vt100 import Vt100Input
        from prompt_toolkit.output.vt100 import Vt100_Output
        from prompt_toolkit.styles import Style

        from oilgg.repl import highlight

        self.shell = shell
        self.vi, self.emacs = EditingMode.VI, EditingMode.EMACS
        fd = 2 if shell.terminal is None else shell.terminal.fd
        out = open(fd, "w", encoding="utf-8", errors="surrogateescape", closefd=False)
        self.out = out
        keyboard = Vt100Input(sys.stdin)
        read = keyboard.stdin_reader.read
        keyboard.stdin_reader.read = lambda count=1: _read_line(0, read)  # type: ignore[method-assign]
        keyboard.raw_mode = lambda: _modes(keyboard.fileno())  # type: ignore[method-assign]
        output = Vt100_Output.from_pty(out, term=shell.vars.get("TERM"))
        output.enable_cpr = False  # asking the terminal where the cursor is takes time, and answers can come too late
        self.session: PromptSession[str] = PromptSession(
            history=_past(shell),
            multiline=True,
            lexer=highlight.lexer(shell),
            style=Style.from_dict(highlight.STYLE),
            key_bindings=_keys(self),
            input=keyboard,
            output=output,
            include_default_pygments_style=False,
            reserve_space_for_menu=0,
            prompt_continuation=self._continuation,
            enable_open_in_editor=True,
            cursor=ModalCursorShapeConfig() if shell.options.vi else None,
        )
        self.session.app.min_redraw_interval = 0.01
        self.session.app.ttimeoutlen = 0.05
        self.session.app.timeoutlen = 0.5
        self.second = ""

    def read(self) -> str:
        """See Reader."""
        shell = self.shell
        first = _formatted(prompt_text(shell, "PS1"))
        self.second = prompt_text(shell, "PS2")
        self.session.editing_mode = self.vi if shell.options.vi else self.emacs
        signals_before = {number: _signal.getsignal(number) for number in _watched(shell)}
        try:
            text: str = self.session.prompt(first, pre_run=self._started, handle_sigint=False)
        except EOFError:
            raise Ended from None
        finally:
            for number, handler in signals_before.items():
                if handler is not None:
                    _signal.signal(number, handler)
            if shell.terminal is not None:
                shell.terminal.restore_modes()
        return text + "\n"

    def _continuation(self, width: int, line_number: int, wraps: int) -> StyleAndTextTuples:
        if wraps:
            return []
        from prompt_toolkit.formatted_text import to_formatted_text

        return to_formatted_text(_formatted(self.second))

    def _started(self) -> None:
        """The event loop runs: set its clock, and have it look after the signals that have traps."""
        import asyncio

        shell = self.shell
        app = self.session.app
        loop = asyncio.get_running_loop()
        limit = timeout_s(shell)
        if limit is not None:
            loop.call_later(limit, lambda: app.is_running and app.exit(exception=TimedOut()))
        for number in _watched(shell):
            loop.add_signal_handler(number, self._signalled, number)

    def _signalled(self, number: int) -> None:
        """A signal came while somebody was typing."""
        from prompt_toolkit.application import run_in_terminal

        shell = self.shell
        app = self.session.app
        if number == _signal.SIGHUP:
            signals.die(number)
        if number == _signal.SIGINT and "INT" not in shell.traps:
            app.exit(exception=KeyboardInterrupt())
            return
        if number == _signal.SIGCHLD and not shell.traps.get("CHLD"):
            run_in_terminal(lambda: control.notify(shell))
            return
        shell.pending_signals.append(number)
        run_in_terminal(lambda: trap.run_pending(shell))

    def list(self, lines: Iterable[str]) -> None:
        """Show lines between the prompt as it is and a new one."""
        from prompt_toolkit.application import run_in_terminal

        text = "".join(line + "\n" for line in lines)
        run_in_terminal(lambda: self._write(text))

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()


def _modes(fd: int) -> Any:
    """The modes while somebody types; Enter is a newline, so that it is one for a command it was typed ahead for."""
    import termios

    from prompt_toolkit.input.vt100 import raw_mode

    class Modes(raw_mode):
        """prompt_toolkit's modes."""

        @classmethod
        def _patch_iflag(cls, attrs: int) -> int:
            return super()._patch_iflag(attrs) | termios.ICRNL

    return Modes(fd)


def _read_line(fd: int, read: Callable[[int], str]) -> str:
    """What has been typed, up to the end of a line: what was typed ahead of that is for the command."""
    import fcntl
    import termios

    text = read(1)
    while text[-1:] not in ("\r", "\n"):
        waiting = fcntl.ioctl(fd, termios.FIONREAD, b"\0\0\0\0")
        more = read(1) if waiting != b"\0\0\0\0" else ""
        if not more and waiting == b"\0\0\0\0":
            break
        text += more
        if not more and not text:
            break
    return text


def _watched(shell: Shell) -> list[int]:
    """Signals that the event loop looks after: Ctrl-C sent by others, those with a trap, and the end of jobs."""
    found = {_signal.SIGINT}
    found |= {signals.NUMBERS[name] for name, action in shell.traps.items() if action and name in signals.NUMBERS}
    if shell.options.notify:
        found.add(_signal.SIGCHLD)
    return sorted(found - {_signal.SIGKILL, _signal.SIGSTOP})


def _formatted(text: str) -> Any:
    """A prompt for prompt_toolkit: colours are kept, what else the terminal is told is marked as taking no room."""
    from prompt_toolkit.formatted_text import ANSI

    return ANSI(_marked(text))


def _marked(text: str) -> str:
    """Between \\001 and \\002, and nowhere else, stands what takes no room and is no colour."""
    import re

    plain = text.replace("\1", "").replace("\2", "")
    hidden = re.compile("(\x1b\\][^\a\x1b]*(?:\a|\x1b\\\\)|\x1b\\[[0-9;?]*[A-Za-ln-z]|\x1b[()][A-Za-z0-9]|\a)")
    return hidden.sub("\1\\1\2", plain)


def _past(shell: Shell) -> Any:
    """The history as the editor sees it; the shell itself puts commands into it."""
    from prompt_toolkit.history import History

    from oilgg.interp.builtins.history import lines_of

    class Past(History):
        """The commands of the shell's history, the last one first."""

        async def load(self) -> AsyncGenerator[str, None]:
            """Give them all."""
            for line in reversed(lines_of(shell)):
                yield str(line)

        def get_strings(self) -> list[str]:
            """Give them all, the oldest first."""
            return [str(line) for line in lines_of(shell)]

        def load_history_strings(self) -> Iterable[str]:
            """Unused."""
            return []

        def store_string(self, string: str) -> None:
            """The shell does that, after history expansion."""

        def append_string(self, string: str) -> None:
            """The shell does that, after history expansion."""

    return Past()


def _keys(editor: Editor) -> KeyBindings:
    """The keys that differ from what prompt_toolkit makes of them."""
    from prompt_toolkit.filters import has_focus, vi_navigation_mode
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    keys = KeyBindings()
    typing = has_focus("DEFAULT_BUFFER")
    shell = editor.shell

    def enter(event: KeyPressEvent) -> None:
        """End the command, or begin its next line."""
        buffer = event.current_buffer
        if is_complete(shell, buffer.text + "\n"):
            buffer.validate_and_handle()
        else:
            buffer.cursor_position = len(buffer.text)
            buffer.insert_text("\n")

    for key in (Keys.Enter, Keys.ControlJ):
        keys.add(key, filter=typing)(enter)

    @keys.add(Keys.ControlC, filter=typing)
    def _(event: KeyPressEvent) -> None:
        """Give up the line."""
        buffer = event.current_buffer
        buffer.cursor_position = len(buffer.text)
        buffer.insert_text("^C")
        event.app.exit(exception=KeyboardInterrupt())

    @keys.add(Keys.Tab, filter=typing & ~vi_navigation_mode)
    def _(event: KeyPressEvent) -> None:
        """Complete the word before the cursor."""
        complete(editor, event.current_buffer, event.app)

    @keys.add("escape", "#", filter=typing)
    def _(event: KeyPressEvent) -> None:
        """Keep the line in the history, as a comment."""
        buffer = event.current_buffer
        buffer.text = "#" + buffer.text.replace("\n", "\n#")
        buffer.validate_and_handle()

    return keys


def complete(editor: Editor, buffer: Buffer, app: Application[Any]) -> None:
    """Complete the word before the cursor as far as it is certain; show the possibilities where it is not."""
    from oilgg.repl import complete as completion

    shell = editor.shell
    found = _guarded(shell, lambda: completion.complete(shell, buffer.text, buffer.cursor_position))
    if found is None or not found.candidates:
        app.output.bell()
        return
    before = buffer.text[found.start : buffer.cursor_position]
    text = found.insertion()
    if text != before:
        buffer.delete_before_cursor(buffer.cursor_position - found.start)
        buffer.insert_text(text)
    elif len(found.candidates) > 1:
        size = app.output.get_size()
        editor.list(completion.table(found.shown(), size.columns, size.rows))
    else:
        app.output.bell()


def _guarded(shell: Shell, call: Callable[[], Any]) -> Any:
    """Run code of completions: Ctrl-C stops it, what it changes of `$?` or does wrong is nobody's business."""
    import termios

    from oilgg.errors import ControlFlow, OilggError

    status, pipe_status = shell.status, shell.pipe_status
    job_control, shell.job_control = shell.job_control, False
    modes = termios.tcgetattr(0)
    changed = termios.tcgetattr(0)
    changed[3] |= termios.ISIG
    changed[1] |= termios.OPOST
    handler = _signal.signal(_signal.SIGINT, signals.interrupt_handler(shell))
    heard, hearing = (move_high(end) for end in posix.pipe())
    posix.set_blocking(heard, False)
    posix.set_blocking(hearing, False)
    told = _signal.set_wakeup_fd(hearing, warn_on_full_buffer=False)
    termios.tcsetattr(0, termios.TCSADRAIN, changed)
    try:
        return call()
    except (ControlFlow, OilggError, KeyboardInterrupt, OSError, RecursionError):
        return None
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, modes)
        if handler is not None:
            _signal.signal(_signal.SIGINT, handler)
        _signal.set_wakeup_fd(told)
        posix.close(hearing)
        _pass_on(heard, told, "INT" in shell.traps)
        shell.job_control = job_control
        shell.status, shell.pipe_status = status, pipe_status


def _pass_on(heard: int, told: int, interrupts: bool) -> None:
    """Have the event loop hear by `told` what was signalled meanwhile, of Ctrl-C only where it has a trap."""
    try:
        numbers = posix.read(heard, 4096)
    except BlockingIOError:  # a program that still runs has the other end
        numbers = b""
    posix.close(heard)
    if not interrupts:
        numbers = numbers.replace(bytes([_signal.SIGINT]), b"")
    if numbers and told != -1:
        posix.write(told, numbers)
