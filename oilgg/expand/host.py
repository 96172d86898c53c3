"""What expansion asks of the shell around it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    from oilgg.expand.variables import Variables

    class Host(Protocol):
        """The part of the shell that expansion uses."""

        vars: Variables
        options: Any
        positional: list[str]
        name: str
        status: int
        line: int
        pid: int
        background_pid: int
        compatibility: tuple[str, int]
        glob_dots: bool

        def error(self, message: str) -> None:
            """Print "script: line N: message" to standard error."""

        def report(self, message: str) -> None:
            """Print an error; under `set -e` it ends the shell."""

        def error_prefix(self) -> str:
            """What precedes a message: "script: line N: "."""

        def warn(self, text: str) -> None:
            """Print to standard error."""

        def command_output(self, node: Any, source: str) -> str:
            """Run `$( )` and return what it wrote, without trailing newlines; the status is left in `status`."""

        def run_backquote(self, text: str) -> str:
            """Parse and run the text of backquotes; returns what it wrote, without trailing newlines."""

        def process_substitution(self, direction: str, node: Any, source: str) -> str:
            """Start `<( )` or `>( )` and return the path that stands for it."""

        def expand_prompt(self, text: str) -> str:
            """The text of a prompt after its backslash escapes and expansions (`${x@P}`)."""

        def set_option(self, name: str, value: bool) -> bool:
            """Set an option of `set -o` or `shopt`; False: there is no such option."""

        def settled_status(self) -> int:
            """The value of `$?`."""

        def before_look(self, path: str) -> None:
            """To be called before any look at the file system at or below `path`."""
