"""`--detach` and `--attach`: running a script apart from the terminal, and joining such a run."""

from __future__ import annotations

import posix

from oilgg.cli import script
from oilgg.errors import DetachError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.cli.options import CommandLine

HINT = "oilgg: run {0} is apart from this terminal; `oilgg --attach {0}' joins it, `oilgg --tool jobs' lists all\n"


def detach(name: str, line: CommandLine, words: list[str]) -> int | None:
    """Start what `line` asks for apart and print the run's number: the status to exit with; None in the run itself."""
    from oilgg.cli.main import complain, print_out
    from oilgg.detach import keeper

    named = bool(line.operands) and not line.read_stdin
    if line.command is None and not named and (line.interactive or posix.isatty(0)):
        complain(f"{name}: --detach: what is typed cannot be detached: name a script")
        return 2
    line.interactive = False
    try:
        if line.command is None and named:
            posix.close(script.open_script(name, line.operands[0]).descriptor)
        number = keeper.leave([word for word in words if word != "--detach"])
    except script.Unusable as error:
        complain(error.message)
        return error.status
    except DetachError as error:
        complain(f"{name}: {error}")
        return 1
    if number is None:
        return None
    print_out(f"{number}\n")
    if posix.isatty(2):
        complain(HINT.format(number)[:-1])
    return 0


def attach(name: str, line: CommandLine) -> int:
    """Join the run that is named, or the last; gives its status."""
    from oilgg.cli.main import complain
    from oilgg.detach import join

    if len(line.operands) > 1 or line.command is not None or line.detach:
        complain(f"Usage: {name} --attach [ID]")
        return 2
    try:
        return join.attach(line.operands[0] if line.operands else "")
    except DetachError as error:
        complain(f"{name}: {error}")
        return 1
