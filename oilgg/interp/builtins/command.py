"""command and builtin: run a command, leaving out functions; or say what it is."""

from __future__ import annotations

from oilgg.interp.builtins import restricted
from oilgg.interp.builtins.arguments import no_options, parse_options, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.builtins.type import Meaning
    from oilgg.interp.state import Shell

STANDARD_PATH = "/bin:/usr/bin"
"""Where `command -p` looks: getconf PATH."""


def command(shell: Shell, args: list[str]) -> int:
    """Run a builtin or program of that name, or describe it (`-v`, `-V`)."""
    search_path = None
    describe = ""
    if args and args[0][:1] == "-":
        options, first = parse_options(shell, "command", args, "pvV")
        args = args[first:]
        for letter, _ in options:
            if letter == "p":
                if restricted.refused(shell, "command", "-p"):
                    return 1
                search_path = STANDARD_PATH
            else:
                describe = letter
    if not args:
        return 0
    if describe:
        return _describe(shell, args, describe == "V", search_path)
    if args[0][:1] == "%":
        from oilgg.interp.builtins.jobs import fg

        return fg(shell, args)
    outside = shell.extra.get("command")
    shell.extra["command"] = True
    try:
        status = shell.run_command(args, functions=False, search_path=search_path)
    finally:
        shell.extra["command"] = outside
    shell.special_error = False
    return status


def _describe(shell: Shell, names: list[str], verbose: bool, search_path: str | None) -> int:
    from oilgg.interp.builtins.type import meanings, sentence

    status = 1
    for name in names:
        meaning = next(meanings(shell, name, search_path=search_path), None)
        if meaning is not None:
            text = sentence(shell, meaning) if verbose else _reusable(shell, meaning)
            status = write(shell, text)
        elif verbose:
            shell.error(f"command: {name}: not found")
    return status


def _reusable(shell: Shell, meaning: Meaning) -> str:
    """What `command -v` prints."""
    if meaning.kind == "alias":
        from oilgg.interp.builtins.alias import definition

        return definition(meaning.name, shell.aliases[meaning.name]) + "\n"
    return f"{meaning.path or meaning.name}\n"


def builtin(shell: Shell, args: list[str]) -> int:
    """Run a builtin, whatever functions there are."""
    args = args[no_options(shell, "builtin", args) :]
    if not args:
        return 0
    status = shell.run_builtin(args[0], args[1:])
    if status is None:
        shell.error(f"builtin: {args[0]}: not a shell builtin")
        return 1
    if status and shell.options.posix and args[0] in (".", "source"):
        from oilgg.interp.command import special_failed

        special_failed(shell, None, args[0], status)
    return status
