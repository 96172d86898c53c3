"""eval, and `.` with its other name source."""

from __future__ import annotations

from oilgg.interp.builtins import restricted
from oilgg.interp.builtins.arguments import encode, error_text, no_options, parse_options, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_NOT_EXECUTABLE = 126


def eval_(shell: Shell, args: list[str]) -> int:
    """Run the arguments, joined with blanks, as commands of this shell."""
    if args and args[0][:1] == "-":
        args = args[no_options(shell, "eval", args) :]
    text = " ".join(args)
    if not text:
        return 0
    command = shell.command
    outside = _forgive(shell)
    try:
        return shell.run_text(text)
    finally:
        shell.command = command
        if outside is not None:
            shell.extra["forgiving"] = outside


def _forgive(shell: Shell) -> bool | None:
    """Where nobody minds the status, `set -e` is off within; gives what was so outside, or None."""
    if shell.checked or not (shell.options.errexit or shell.options.posix):
        return None
    outside = bool(shell.extra.get("forgiving"))
    shell.extra["forgiving"] = True
    return outside


def source(shell: Shell, args: list[str]) -> int:
    """Run the commands of a file in this shell; further arguments are its positional parameters."""
    return _source(shell, "source", args)


def dot(shell: Shell, args: list[str]) -> int:
    """The same under its short name."""
    return _source(shell, ".", args)


def _source(shell: Shell, own_name: str, args: list[str]) -> int:
    args = args[parse_options(shell, own_name, args, "")[1] :]
    if not args:
        shell.error(f"{own_name}: filename argument required")
        shell.special_error = True
        return usage(shell, own_name)
    name = args[0]
    if "/" in name and restricted.refused(shell, ".", name):
        return 1
    path = _find(shell, name)
    if path is None:
        if shell.options.posix:
            shell.error(f"{own_name}: {name}: file not found")
            shell.special_error = shell.ends_by_mistakes
            return 1
        path = name
    shell.before_look(path)
    command = shell.command
    outside = _forgive(shell)
    try:
        return shell.source_file(path, args[1:] or None)
    except OSError as error:
        if error.errno == 21:
            shell.error(f"{own_name}: {name}: is a directory")
        elif error.errno == 8:
            shell.error(f"{own_name}: {path}: cannot execute binary file")
            return _NOT_EXECUTABLE
        else:
            shell.error(f"{path}: {error_text(error)}")
            if shell.options.errexit and shell.checked and not shell.interactive:
                shell.leave(1)  # at once, so that there is no ERR trap
            shell.special_error = shell.ends_by_mistakes
        return 1
    finally:
        shell.command = command
        if outside is not None:
            shell.extra["forgiving"] = outside


def _find(shell: Shell, name: str) -> str | None:
    """The file to read: along PATH for a name without slash, then in the current directory."""
    if "/" in name:
        return name
    if shell.options.sourcepath:
        for directory in (shell.vars.get("PATH") or "").split(":"):
            path = f"{directory}/{name}" if directory else name
            if _is_readable_file(shell, path):
                return path
    if shell.options.posix:
        return None
    return name


def _is_readable_file(shell: Shell, path: str) -> bool:
    import posix

    shell.before_look(path)
    try:
        mode = posix.stat(encode(path)).st_mode
    except (OSError, ValueError):
        return False
    return mode & 0o170000 != 0o040000 and posix.access(encode(path), posix.R_OK)
