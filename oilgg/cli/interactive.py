"""A plain prompt: enough of a shell to type at, without editing beyond the terminal's own."""

from __future__ import annotations

import posix

from oilgg.errors import ControlFlow, ExitShell, ParseError
from oilgg.interp import interpreter, trap
from oilgg.syntax.parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

DEFAULT_PROMPTS = {"PS1": "\\s-\\v\\$ ", "PS2": "> "}


def run(shell: Shell) -> int:
    """Read and run commands from the terminal until `exit` or the end of input; gives the status to exit with."""
    interpreter.start(shell)
    for name, prompt in DEFAULT_PROMPTS.items():
        if shell.vars.get(name) is None:
            shell.vars.set(name, prompt)
    keyboard = Keyboard(shell)
    while True:
        try:
            if not run_one(shell, keyboard):
                shell.warn("exit\n")
                break
        except ExitShell as leave:
            shell.status = leave.status
            break
        except ParseError as error:
            shell.warn(f"{shell.invocation_name}: {error.message}\n")
            shell.status = 2
        except (KeyboardInterrupt, ControlFlow):
            shell.warn("\n")
            shell.status = 130
    status = trap.run_exit_trap(shell, shell.settled_status())
    shell.drain("exit")
    return status


def run_one(shell: Shell, keyboard: Keyboard) -> bool:
    """Read and run one complete command; False at the end of input."""
    keyboard.prompt = "PS1"
    parser = Parser("", more=keyboard.more, aliases=shell.aliases, posix=shell.options.posix)
    tree = parser.next()
    if tree is None:
        return not keyboard.ended
    shell.status = interpreter.run_tree(shell, tree)
    return True


class Keyboard:
    """Lines of the terminal, each after a prompt."""

    __slots__ = ("ended", "prompt", "shell")

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.prompt = "PS1"
        self.ended = False

    def more(self) -> str:
        """The next line, "" at the end of input."""
        self.shell.warn(prompt_text(self.shell, self.shell.vars.get(self.prompt) or ""))
        self.prompt = "PS2"
        line = b""
        while not line.endswith(b"\n"):
            data = posix.read(0, 1 << 16)
            if not data:
                self.ended = True
                break
            line += data
        return line.decode("utf-8", "surrogateescape")


def prompt_text(shell: Shell, prompt: str) -> str:
    """A prompt with its escapes decoded, as `${PS1@P}` gives it."""
    from oilgg.expand.words import compile_word

    shell.vars.set("_prompt", prompt)
    try:
        return compile_word(("", (("dq", (("brace", "_prompt", None, False, "@", ("P",)),)),))).text(shell)
    finally:
        shell.vars.unset("_prompt")
