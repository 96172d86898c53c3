"""hash: the table of where commands were found."""

from __future__ import annotations

import posix

from oilgg.expand import quote
from oilgg.interp.builtins import restricted
from oilgg.interp.builtins.arguments import encode, parse_options, write
from oilgg.interp.builtins.listing import table_order
from oilgg.interp.lookup import NEVER_HASHED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_BUCKETS = 256
_EMPTY_IN_ANY_FORM = 50
"""Up to this version `hash -l` said that the table is empty, too."""


def hash_(shell: Shell, args: list[str]) -> int:
    """Print the table, look commands up for it, or change it."""
    if not shell.options.hashall:
        shell.error("hash: hashing disabled")
        return 1
    options, first = parse_options(shell, "hash", args, "dlp:rt")
    letters = [letter for letter, _ in options]
    names = args[first:]
    for letter in ("d", "t"):
        if letter in letters and not names:
            shell.error(f"hash: -{letter}: option requires an argument")
            return 1
    if not options and not names:
        return _print(shell)
    if "r" in letters:
        if shell.hashed:
            shell.hashed = {}
    elif not names:
        return _print(shell, "l" in letters)
    if "t" in letters:
        return _locations(shell, names, "l" in letters)
    path = next((value for letter, value in options if letter == "p"), None)
    if path is not None and "/" in path and restricted.refused(shell, "hash", path):
        return 1
    status = 0
    for name in names:
        if not _change(shell, name, path, "d" in letters):
            status = 1
    return status


def _is_directory(shell: Shell, path: str) -> bool:
    shell.before_look(path)
    try:
        return posix.stat(encode(path)).st_mode & 0o170000 == 0o040000
    except (OSError, ValueError):
        return False


def _change(shell: Shell, name: str, path: str | None, remove: bool) -> bool:
    """Enter, remove or look up one command; False after a message that there is none."""
    if "/" in name:
        return True
    hashed = dict(shell.hashed)
    if path is not None:
        if _is_directory(shell, path):
            shell.error(f"hash: {path}: Is a directory")
            return False
        hashed[name] = (path, 0)
    elif remove:
        if shell.hashed is NEVER_HASHED:
            return True
        if hashed.pop(name, None) is None:
            shell.error(f"hash: {name}: not found")
            return False
    else:
        if name in shell.functions or shell.find_builtin(name) is not None:
            return True
        if hashed.pop(name, None) is not None:
            shell.hashed = hashed
        found = [path for path in shell.all_programs(name) if "/" in path]
        if not found:
            shell.error(f"hash: {name}: not found")
            return False
        hashed = {**hashed, name: (found[0], 0)}
    shell.hashed = hashed
    return True


def _print(shell: Shell, as_commands: bool = False) -> int:
    if not shell.hashed:
        quiet = shell.options.posix or (as_commands and shell.compatibility[1] > _EMPTY_IN_ANY_FORM)
        return 0 if quiet else write(shell, "hash: hash table empty\n")
    lines = [] if as_commands else ["hits\tcommand\n"]
    multibyte = shell.vars.multibyte()
    for name in table_order(shell.hashed, _BUCKETS):
        path, hits = shell.hashed[name]
        if as_commands:
            lines.append(f"builtin hash -p {quote.listed(path, multibyte)} {quote.listed(name, multibyte)}\n")
        else:
            lines.append(f"{hits:4d}\t{path}\n")
    return write(shell, "".join(lines))


def _locations(shell: Shell, names: list[str], as_commands: bool) -> int:
    """`hash -t`: the paths of some commands."""
    status = 0
    lines = []
    for name in names:
        known = shell.hashed.get(name)
        if known is None:
            shell.error(f"hash: {name}: not found")
            status = 1
            continue
        shell.hashed = {**shell.hashed, name: (known[0], known[1] + 1)}
        if as_commands:
            lines.append(f"builtin hash -p {known[0]} {name}\n")
        elif len(names) > 1:
            lines.append(f"{name}\t{known[0]}\n")
        else:
            lines.append(f"{known[0]}\n")
    return write(shell, "".join(lines)) or status
