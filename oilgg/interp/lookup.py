"""Command look-up: builtins, the hash table, and the search along PATH."""

from __future__ import annotations

import posix

from oilgg.interp import builtins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

NEVER_HASHED: dict[str, tuple[str, int]] = {}
"""The table of a shell that has not hashed a command yet."""
HEAD_BYTES = 256
"""So much of a file Linux looks at for `#!`."""


def find_builtin(shell: Shell, name: str) -> Callable[[Shell, list[Any]], int] | None:
    """The builtin called `name` unless it is disabled."""
    if name in shell.disabled_builtins:
        return None
    return builtins.find(name)


def is_executable(path: str) -> bool:
    """Whether `path` is a regular file (or anything but a directory) that we may execute."""
    name = path.encode("utf-8", "surrogateescape")
    try:
        mode = posix.stat(name).st_mode
    except (OSError, ValueError):
        return False
    return mode & 0o170000 != 0o040000 and posix.access(name, posix.X_OK, effective_ids=True)


def search(shell: Shell, name: str, search_path: str | None, first_only: bool = True) -> list[str]:
    """Executables called `name` along a path; without one, the first non-executable file of that name."""
    if search_path is None:
        search_path = shell.vars.get("PATH")
        if not search_path:
            return [name]
    pending = shell.lowering is not None and shell.lowering.pending
    ignored = shell.vars.get("EXECIGNORE")
    found: list[str] = []
    fallback = ""
    encoded = name.encode("utf-8", "surrogateescape")
    for directory in search_path.split(":"):
        directory = directory or "."
        if pending:
            shell.before_look(directory + "/" + name)
        candidate = directory.encode("utf-8", "surrogateescape") + b"/" + encoded
        try:
            if not posix.access(candidate, posix.F_OK, effective_ids=True):  # takes half as long as a failing stat
                continue
            mode = posix.stat(candidate).st_mode
        except (OSError, ValueError):
            continue
        if mode & 0o170000 == 0o040000:
            continue
        path = directory + ("" if directory[-1] == "/" else "/") + name
        if ignored and _is_ignored(shell, path, ignored):
            continue
        if posix.access(candidate, posix.X_OK, effective_ids=True):
            found.append(path)
            if first_only:
                return found
        elif not fallback:
            fallback = path
    if not found and fallback and first_only:
        found.append(fallback)
    return found


def _is_ignored(shell: Shell, path: str, patterns: str) -> bool:
    """Whether a pattern of EXECIGNORE matches all of `path`."""
    from oilgg.expand.pattern import Pattern

    return any(Pattern.compile(one, shell.options.extglob, False).match(path) for one in patterns.split(":") if one)


def known(shell: Shell, name: str) -> tuple[str, int] | None:
    """What the hash table has for a command; a relative path only as long as it can be executed."""
    hashed = shell.hashed.get(name)
    if hashed is None or not shell.options.hashall or (hashed[0][:1] == "." and not is_executable(hashed[0])):
        return None
    return hashed


def find_program(shell: Shell, name: str, search_path: str | None = None) -> str | None:
    """See Shell.find_program."""
    if "/" in name:
        return name
    if search_path is None:
        hashed = known(shell, name)
        if hashed is not None:
            return hashed[0]
    if not name:
        return None
    return _first(shell, name) if search_path is None else next(iter(search(shell, name, search_path)), None)


def _first(shell: Shell, name: str) -> str | None:
    """The program that PATH has for `name`: looked for once, while nothing runs that could put another there."""
    tools = shell.lowering.tools if shell.lowering is not None and not shell.jobs.jobs else None
    search_path = shell.vars.get("PATH")
    if tools is None or not search_path or shell.vars.get("EXECIGNORE"):
        return next(iter(search(shell, name, None)), None)
    path: str | None = tools.found.get((name, search_path))
    if path is None:
        path = next(iter(search(shell, name, search_path)), None)
        if path is not None:
            tools.remember(name, search_path, path)
    return path


def all_programs(shell: Shell, name: str) -> list[str]:
    """See Shell.all_programs."""
    if "/" in name:
        return [name] if is_executable(name) else []
    return search(shell, name, None, False)


def resolve(shell: Shell, name: str, search_path: str | None) -> str | None:
    """The path to run for command `name`; fills the hash table."""
    if "/" in name:
        return name
    if search_path is not None:
        found = search(shell, name, search_path)
        if found and shell.options.hashall and is_executable(found[0]):
            shell.hashed = {**shell.hashed, name: (found[0], 1)}
        return found[0] if found else None
    hashed = known(shell, name)
    if hashed is not None:
        path, hits = hashed
        if not (shell.options.checkhash or shell.options.posix) or is_executable(path):
            shell.hashed = {**shell.hashed, name: (path, hits + 1)} if shell.marks else shell.hashed
            if not shell.marks:
                shell.hashed[name] = (path, hits + 1)
            return path
    if not name:
        return None
    found = search(shell, name, None)
    if not found:
        return None
    path = found[0]
    strict = shell.options.checkhash or shell.options.posix
    if shell.options.hashall and "/" in path and (not strict or is_executable(path)):
        shell.hashed = {**shell.hashed, name: (path, 1)}
    return path


def interpreter_of(path: str) -> list[str] | None:
    """The program that a script's first line `#!…` names, and what is behind it, as words; None without such a line."""
    try:
        fd = posix.open(path.encode("utf-8", "surrogateescape"), posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NONBLOCK)
    except (OSError, ValueError):
        return None
    try:
        start = posix.read(fd, HEAD_BYTES)
    except OSError:
        return None
    finally:
        posix.close(fd)
    if start[:2] != b"#!":
        return None
    return [word.decode("utf-8", "surrogateescape") for word in start[2:].split(b"\n", 1)[0].split()]
