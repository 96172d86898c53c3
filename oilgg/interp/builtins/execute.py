"""exec."""

from __future__ import annotations

import posix

from oilgg.interp import trap
from oilgg.interp.builtins import restricted
from oilgg.interp.builtins.arguments import encode, parse_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


_NOT_EXECUTABLE = 126


def exec_(shell: Shell, args: list[str]) -> int:
    """Replace the shell by a program; without one, make the redirections of this command stay."""
    options, first = parse_options(shell, "exec", args, "cla:")
    argv = args[first:]
    if not argv:
        shell.keep_redirections = True
        return 0
    if restricted.refused(shell, "exec"):
        return 1
    path = argv[0]
    environment: dict[str, str] | None = None
    login = named = False
    for letter, value in options:
        if letter == "a":
            argv = [value, *argv[1:]]
            named = True
        elif letter == "c":
            environment = {}
        else:
            login = True
    if login:
        argv = ["-" + argv[0], *argv[1:]]
    program = _full_path(shell, path) if "/" in path else shell.find_program(path)
    if program is not None and not named and _is_plain_script(shell, program):
        argv = [program, *argv[1:]]
    return _replace(shell, argv, path, program, environment)


def _is_plain_script(shell: Shell, path: str) -> bool:
    """Whether `path` is run by the shell itself: it has neither `#!` nor the start of a program."""
    shell.before_look(path)
    try:
        fd = posix.open(encode(path), posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NONBLOCK)
    except OSError:
        return False
    try:
        return posix.read(fd, 4)[:2] not in (b"#!", b"\x7fE")
    except OSError:
        return False
    finally:
        posix.close(fd)


def _explain(shell: Shell, path: str) -> None:
    """The second message about a file that cannot be executed."""
    try:
        mode = posix.stat(encode(path)).st_mode
    except OSError:
        return
    if mode & 0o170000 == 0o040000:
        shell.error(f"exec: {path}: cannot execute: Is a directory")
    elif not posix.access(encode(path), posix.X_OK):
        shell.error(f"exec: {path}: cannot execute: Permission denied")


def _full_path(shell: Shell, path: str) -> str:
    """A path with a slash, from the root."""
    if path[:1] == "/":
        return path
    while path[:2] == "./":
        path = path[2:]
    return f"{shell.cwd.rstrip('/')}/{path}"


def _lower_level(shell: Shell) -> str:
    """What is run instead of this shell is no deeper: SHLVL goes down by one, but in subshells. Gives its old value."""
    level = shell.vars.get("SHLVL") or ""
    if shell.subshell_level or not level.isdigit():
        return ""
    shell.vars.set("SHLVL", str(max(int(level) - 1, 0)))
    return level


def _replace(shell: Shell, argv: list[str], path: str, program: str | None, environment: dict[str, str] | None) -> int:
    if program is None:
        shell.error(f"exec: {path}: not found")
        status = 127
    else:
        level = _lower_level(shell)
        status = shell.exec_program(argv, path=program, environment=environment)
        if level:
            shell.vars.set("SHLVL", level)
        if status == _NOT_EXECUTABLE:
            _explain(shell, program)
    if (shell.interactive or shell.options.execfail) and not shell.subshell_level:
        return status
    if program is not None:
        trap.forget_exit_trap(shell)
    shell.leave(status)
