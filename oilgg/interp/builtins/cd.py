"""cd and pwd: the logical directory (symbolic links stay in its name) and the physical one."""

from __future__ import annotations

import posix

from oilgg.errors import ReadonlyError
from oilgg.interp.builtins import restricted
from oilgg.interp.builtins.arguments import encode, error_text, parse_options, write
from oilgg.syntax.escapes import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_FORMAT_BITS = 0o170000
_DIRECTORY = 0o040000
_GONE = "error retrieving current directory: getcwd: cannot access parent directories: "


def cd(shell: Shell, args: list[str]) -> int:
    """Change the current directory: to an argument, along CDPATH, back with `-`, home without argument."""
    physical, report = shell.options.physical, False
    if args and args[0][:1] == "-" and len(args[0]) > 1:
        options, first = parse_options(shell, "cd", args, "eLP")
        args = args[first:]
        for letter, _ in options:
            if letter == "e":
                report = True
            else:
                physical = letter == "P"
    return change(shell, "cd", args, physical, report and physical)


def change(shell: Shell, name: str, args: list[str], physical: bool, report: bool = False) -> int:
    """What `cd`, `pushd` and `popd` have in common; `name` is the one to blame in messages."""
    if "restricted" in shell.extra and restricted.refused(shell, name):
        return 1
    if len(args) > 1:
        shell.error(f"{name}: too many arguments")
        return 1
    target, shown = args[0] if args else shell.vars.get("HOME"), False
    if target is None:
        shell.error(f"{name}: HOME not set")
        return 1
    if args and target == "-":
        target, shown = shell.vars.get("OLDPWD"), True
        if target is None:
            shell.error(f"{name}: OLDPWD not set")
            return 1
    elif args and _is_searched(shell, target):
        status = _along_cdpath(shell, target, physical, report)
        if status >= 0:
            return status
    problem = _enter(shell, target, physical)
    if problem is not None and shell.options.cdable_vars and args:
        value = shell.vars.get(target)
        if value is not None and _enter(shell, value, physical) is None:
            target, shown, problem = value, True, None
    if problem is not None:
        shell.error(f"{name}: {printable(target)}: {error_text(problem)}")
        return 1
    status = _bind(shell, report)
    if shown:
        shell.write(1, target + "\n")
    return status


def _is_searched(shell: Shell, target: str) -> bool:
    """Is CDPATH to be used for `target`."""
    if target[:1] == "/" or target in (".", "..") or target.startswith(("./", "../")):
        return False
    return not shell.options.privileged and bool(shell.vars.get("CDPATH"))


def _along_cdpath(shell: Shell, target: str, physical: bool, report: bool) -> int:
    """Try the directories of CDPATH; -1 if none of them has `target`."""
    for directory in (shell.vars.get("CDPATH") or "").split(":"):
        path = f"{directory.rstrip('/')}/{target}" if directory else target
        if _enter(shell, path, physical) is None:
            status = _bind(shell, report)
            if directory:
                shell.write(1, shell.cwd + "\n")
            return status
    return -1


def _enter(shell: Shell, target: str, physical: bool) -> OSError | None:
    """Change to `target` and set the shell's directory; gives the error if that fails."""
    path = target
    if target[:1] != "/":
        path = shell.cwd + target if shell.cwd[-1:] == "/" else f"{shell.cwd}/{target}"
    shell.before_look(path)
    if physical:
        return _enter_physically(shell, target, path)
    logical = canonical(path)
    try:
        shell.chdir(logical or path)
    except OSError as error:
        try:
            if shell.options.posix or not target:
                return error
            shell.chdir(target)
        except OSError:
            return error
        logical = None
    shell.cwd = logical or _physical_cwd(shell, "cd") or path
    return None


def _enter_physically(shell: Shell, target: str, path: str) -> OSError | None:
    try:
        shell.chdir(target)
    except OSError as error:
        return error
    shell.cwd = _physical_cwd(shell, "cd") or path
    return None


def _physical_cwd(shell: Shell, name: str) -> str | None:
    """The current directory as the system tells it; None after a message if it is gone."""
    try:
        return posix.getcwdb().decode("utf-8", "surrogateescape")
    except OSError as error:
        shell.warn(f"{name}: {_GONE}{error_text(error)}\n")
        return None


def canonical(path: str) -> str | None:
    """An absolute path without `.`, `..` and double slashes; None if what a `..` leaves, or all, is no directory.

    POSIX, cd, step 8; two slashes at the front stay two.
    """
    root = "//" if path[:2] == "//" and path[2:3] != "/" else "/"
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts and not _is_directory(root + "/".join(parts)):
                return None
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    result = root + "/".join(parts)
    return result if _is_directory(result) else None


def _is_directory(path: str) -> bool:
    try:
        return posix.stat(encode(path)).st_mode & _FORMAT_BITS == _DIRECTORY
    except (OSError, ValueError):
        return False


def _bind(shell: Shell, report: bool = False) -> int:
    """Set OLDPWD and PWD after the directory has changed."""
    status = 0
    variables = shell.vars
    before = variables.get("PWD")
    for name, value in (("OLDPWD", before or ""), ("PWD", shell.cwd)):
        try:
            variables.set(name, value)
        except ReadonlyError as error:
            shell.report(error.message)
            status = 1
    if report and not status:
        try:
            posix.getcwdb()
        except OSError:
            return 1
    return status


def pwd(shell: Shell, args: list[str]) -> int:
    """Print the current directory."""
    physical = shell.options.physical
    for letter, _ in parse_options(shell, "pwd", args, "LP")[0]:
        physical = letter == "P"
    path: str | None = shell.cwd
    if physical:
        try:
            path = posix.getcwdb().decode("utf-8", "surrogateescape")
        except OSError as error:
            shell.warn(f"pwd: {_GONE}{error_text(error)}\n")
            return 1
        else:
            if shell.cwd[:2] == "//" and shell.cwd[2:3] != "/" and path[:2] != "//":
                path = "/" + path
    elif not shell.cwd or not _is_here(shell.cwd, not shell.options.posix):
        path = _physical_cwd(shell, "pwd")
        if path is None:
            return 1
        shell.cwd = path
    return write(shell, f"{path}\n")


def _is_here(path: str, otherwise: bool) -> bool:
    """Does `path` still name the current directory; `otherwise` where there is no such path."""
    try:
        one = posix.stat(encode(path))
        other = posix.stat(b".")
    except (OSError, ValueError):
        return otherwise
    return one.st_ino == other.st_ino and one.st_dev == other.st_dev
