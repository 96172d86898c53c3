"""exec."""

from __future__ import annotations

from oilgg.interp.builtins.arguments import parse_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def exec_(shell: Shell, args: list[str]) -> int:
    """Replace the shell by a program; without one, make the redirections of this command stay."""
    options, first = parse_options(shell, "exec", args, "cla:")
    argv = args[first:]
    if not argv:
        shell.keep_redirections = True
        return 0
    path = argv[0]
    environment: dict[str, str] | None = None
    login = False
    for letter, value in options:
        if letter == "a":
            argv = [value, *argv[1:]]
        elif letter == "c":
            environment = {}
        else:
            login = True
    if login:
        argv = ["-" + argv[0], *argv[1:]]
        if argv[0] == "-" + path:
            argv[0] = "-" + path.rpartition("/")[2]
    return _replace(shell, argv, path, environment)


def _replace(shell: Shell, argv: list[str], path: str, environment: dict[str, str] | None) -> int:
    from oilgg.errors import ExitShell

    program = path if "/" in path else shell.find_program(path)
    if program is None:
        shell.error(f"exec: {path}: not found")
        status = 127
    else:
        status = shell.exec_program(argv, path=program, environment=environment)
    if shell.interactive or shell.options.execfail:
        return status
    raise ExitShell(status)
