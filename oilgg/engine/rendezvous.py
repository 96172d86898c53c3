"""Where an engine process listens: a socket in a folder that only its user may enter.

One process serves all shells of a user that name the same engines, the same store and the same oilgg.
"""

from __future__ import annotations

import posix
import sys

from oilgg.errors import EngineError
from oilgg.thunk.hash import digest_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _socket import socket
    from collections.abc import Mapping

PROTOCOL = "oilgg-engine-2"


def folder(environment: Mapping[bytes, bytes]) -> str:
    """The private folder for sockets, made if need be. Raises EngineError."""
    base = environment.get(b"XDG_RUNTIME_DIR", b"").decode("utf-8", "surrogateescape")
    if not base.startswith("/") or not is_own(base):
        base = "/tmp"
    path = f"{base}/.oilgg-{posix.geteuid()}-engines"
    try:
        posix.mkdir(path, 0o700)
    except FileExistsError:
        pass
    except OSError as error:
        raise EngineError(f"{path}: {error.strerror}")
    if not is_own(path):
        raise EngineError(f"{path} is not a folder of this user alone")
    return path


class Near:
    """A short name for a folder, as long as the context is open: the paths of sockets may have 107 bytes only."""

    __slots__ = ("_fd", "_path")

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> str:
        self._fd = posix.open(self._path, posix.O_PATH | posix.O_DIRECTORY | posix.O_CLOEXEC)
        return f"/proc/self/fd/{self._fd}"

    def __exit__(self, *_exception: object) -> None:
        posix.close(self._fd)


def is_own(path: str) -> bool:
    """Whether `path` is a folder that nobody but this user may enter."""
    try:
        status = posix.lstat(path)
    except OSError:
        return False
    return status.st_uid == posix.geteuid() and status.st_mode & 0o170077 == 0o040000


def peer(connection: socket) -> int:
    """The user at the other end of a connected Unix socket, by what the kernel says."""
    from _socket import SO_PEERCRED, SOL_SOCKET

    return int.from_bytes(connection.getsockopt(SOL_SOCKET, SO_PEERCRED, 12)[4:8], "little")


def name(engines: str, store: str) -> str:
    """The name of the engine process for `engines` (as given) that works with the store in folder `store`.

    A store that was removed and made anew is another one.
    """
    status = posix.stat(store)
    root = __file__.rpartition("/oilgg/")[0]
    parts = [PROTOCOL, engines, store, f"{status.st_dev} {status.st_ino}", root, sys.version, sys.prefix]
    return digest_bytes("\0".join(parts).encode("utf-8", "surrogateescape")).hex()[:16]
