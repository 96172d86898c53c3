"""Opening the script that the shell was asked to run, with bash's messages where it can't be."""

from __future__ import annotations

import errno
import posix

from oilgg.interp import descriptors

SAMPLE_BYTES = 80
DIRECTORY_MODE = 0o040000
KIND_MASK = 0o170000


class Unusable(Exception):
    """The script can't be run: the message to print, the status to exit with."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class Source:
    """A script that is open for reading."""

    __slots__ = ("descriptor", "path")

    def __init__(self, path: str, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor


def open_script(shell_name: str, path: str) -> Source:
    """Open script `path`, looked up along PATH if it has no slash and isn't here. Raises Unusable."""
    try:
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError as error:
        found = find(path) if error.errno == errno.ENOENT and path and "/" not in path else None
        if found is None:
            status = 127 if error.errno == errno.ENOENT else 126
            raise Unusable(f"{shell_name}: {path}: {error.strerror}", status)
        path = found
        try:
            descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
        except OSError as second:
            raise Unusable(f"{shell_name}: {path}: {second.strerror}", 126)
    if is_directory(descriptor):
        raise Unusable(f"{path}: {path}: Is a directory", 126)
    try:
        sample = posix.pread(descriptor, SAMPLE_BYTES, 0)
    except OSError:
        sample = b""  # a pipe or terminal cannot be looked at without taking from it
    if is_binary(sample):
        raise Unusable(f"{path}: {path}: cannot execute binary file", 126)
    return Source(path, descriptors.move_script(descriptor))


def is_directory(descriptor: int) -> bool:
    """Whether an open descriptor is one of a directory; raises OSError if it isn't open."""
    return posix.fstat(descriptor).st_mode & KIND_MASK == DIRECTORY_MODE


def find(name: str) -> str | None:
    """The readable file `name` along PATH, as bash looks for scripts."""
    for folder in posix.environ.get(b"PATH", b"").decode("utf-8", "surrogateescape").split(":"):
        path = (folder or ".") + "/" + name
        try:
            if posix.stat(path).st_mode & KIND_MASK != DIRECTORY_MODE and posix.access(path, posix.R_OK):
                return path
        except OSError:
            pass
    return None


def is_binary(sample: bytes) -> bool:
    """Whether the first bytes of a file say that it is no script: a NUL in the first line, or an ELF file."""
    return sample.startswith(b"\x7fELF") or b"\0" in sample.partition(b"\n")[0]
