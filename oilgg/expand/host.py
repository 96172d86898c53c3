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

        def error(self, message: str) -> None:
            """Print "script: line N: message" to standard error."""

        def command_output(self, node: Any) -> str:
            """Run `$( )` and return what it wrote, without trailing newlines; the status is left in `status`."""

        def run_backquote(self, text: str) -> str:
            """Parse and run the text of backquotes; returns what it wrote, without trailing newlines."""

        def process_substitution(self, direction: str, node: Any) -> str:
            """Start `<( )` or `>( )` and return the path that stands for it."""

        def special(self, name: str) -> str | None:
            """The value of a special parameter: one of ? - $ ! (None if it is unset)."""

        def before_look(self, path: str) -> None:
            """To be called before any look at the file system at or below `path`."""
