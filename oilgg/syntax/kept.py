"""Files that keep trees, written with marshal.

marshal can be made to crash Python by who can write the file: so file and folder must belong to the user alone, or they
are not read. Loaded without the parser.
"""

from __future__ import annotations

import marshal
import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST_FILES = 1_000


def is_private(folder: str) -> bool:
    """Whether a folder is the user's, and nobody else may even look into it. Raises OSError."""
    facts = posix.lstat(folder)
    return facts.st_uid == posix.geteuid() and facts.st_mode & 0o170077 == 0o040000


def read(path: str) -> Any:
    """What `write` has put there; None if there is nothing of use."""
    try:
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOFOLLOW)
    except OSError:
        return None
    try:
        facts = posix.fstat(descriptor)
        if facts.st_uid != posix.geteuid() or facts.st_mode & 0o170022 != 0o100000:
            return None
        data = b""
        while len(data) < facts.st_size:
            more = posix.read(descriptor, facts.st_size - len(data))
            if not more:
                return None
            data += more
        return marshal.loads(data)
    except (OSError, ValueError, EOFError, TypeError):
        return None
    finally:
        posix.close(descriptor)


def write(path: str, items: Any) -> None:
    """Keep the items in a file named *.tree; failure only means that they are parsed again."""
    temporary = f"{path}.{posix.getpid()}"
    try:
        descriptor = posix.open(temporary, posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC, 0o600)
        try:
            data = marshal.dumps(items, 4)
            if posix.write(descriptor, data) != len(data):
                raise OSError
        finally:
            posix.close(descriptor)
        posix.rename(temporary, path)
        _prune(path[: path.rindex("/")])
    except (OSError, ValueError):
        try:
            posix.unlink(temporary)
        except OSError:
            pass


def _prune(folder: str) -> None:
    """Half of the files go, the oldest first, when there are too many."""
    names = [name for name in posix.listdir(folder) if ".tree" in name]
    if len(names) <= _MOST_FILES:
        return
    paths = [folder + "/" + name for name in names]
    paths.sort(key=lambda path: posix.stat(path).st_mtime_ns)
    for path in paths[: len(paths) // 2]:
        posix.unlink(path)
