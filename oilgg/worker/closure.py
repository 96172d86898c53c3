"""Closures: the files of the system that programs consist of, so that these run on machines that lack some of them.

A closure is an object like any other: it lists the paths of programs, their loader and libraries, each with its digest.
The bytes are objects as well, sent only to workers whose own file at that path is another one, or none.
"""

from __future__ import annotations

from oilgg.thunk.codec import CodecError
from oilgg.worker.frames import FrameError, join, split
from oilgg.worker.request import is_plain_path
from oilgg.worker.sealed import is_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Part = tuple[str, bytes, int, bool]
    """Path, digest, size in bytes, whether it can be executed."""

VERSION = b"oilgg-closure-1"
DIGEST_BYTES = 32


def encode_closure(parts: Iterable[Part]) -> bytes:
    """The object that lists `parts`; equal for equal ones in any order."""
    found = [VERSION]
    for path, digest, size, executable in sorted(set(parts)):
        found += [path.encode("utf-8", "surrogateescape"), digest, b"%d %d" % (size, executable)]
    return join(found)


def decode_closure(data: bytes) -> tuple[Part, ...]:
    """The parts that `data` lists. Raises CodecError: also where one would lie in a place that is not the system's."""
    try:
        version, *rest = split(data)
        if version != VERSION or len(rest) % 3:
            raise CodecError("a closure of another version")
        parts = []
        for name, digest, numbers in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
            path = name.decode("utf-8", "surrogateescape")
            size, executable = numbers.decode("ascii").split(" ")
            if not (is_plain_path(path) and is_platform(path) and len(digest) == DIGEST_BYTES and executable in "01"):
                raise CodecError(f"{path} cannot be part of a closure")
            parts.append((path, digest, int(size), executable == "1"))
        return tuple(parts)
    except (FrameError, ValueError) as error:
        raise CodecError(f"not a closure: {error}") from None
