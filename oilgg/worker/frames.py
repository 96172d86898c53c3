"""Messages between oilgg's own processes and machines: lists of byte strings, nothing else.

Nothing that comes from another machine is ever unpickled or unmarshalled: whoever sends rubbish gets a FrameError.
A frame is the length of what follows (8 bytes), then the parts as `join` makes them: their number (4 bytes), their
lengths (8 bytes each), their bytes. All numbers are big-endian.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Buffer = bytes | bytearray | memoryview

MOST_PARTS = 1 << 20
MOST_BYTES = 1 << 34


class FrameError(ValueError):
    """Bytes that are no message."""


def join(parts: Iterable[Buffer]) -> bytes:
    """The parts as one byte string, for `split`."""
    found = list(parts)
    head = [len(found).to_bytes(4, "big")]
    head += [len(part).to_bytes(8, "big") for part in found]
    return b"".join([*head, *found])


def split(data: Buffer) -> list[bytes]:
    """The parts that `join` put together. Raises FrameError."""
    view = memoryview(data)
    count = int.from_bytes(view[:4], "big")
    place = 4 + 8 * count
    if len(view) < 4 or count > MOST_PARTS or len(view) < place:
        raise FrameError("a message is cut off")
    parts = []
    for index in range(count):
        size = int.from_bytes(view[4 + 8 * index : 12 + 8 * index], "big")
        if size > len(view) - place:
            raise FrameError("a part is longer than its message")
        parts.append(bytes(view[place : place + size]))
        place += size
    if place != len(view):
        raise FrameError("something follows the last part")
    return parts


def frame(*parts: Buffer) -> bytes:
    """A message ready to be sent."""
    body = join(parts)
    return len(body).to_bytes(8, "big") + body


class Frames:
    """Puts messages together from what a stream gives, piece by piece."""

    __slots__ = ("_buffer",)

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: Buffer) -> list[list[bytes]]:
        """Take bytes; the messages that are complete now. Raises FrameError."""
        buffer = self._buffer
        buffer += data
        found = []
        place = 0
        while len(buffer) - place >= 8:
            size = int.from_bytes(buffer[place : place + 8], "big")
            if size > MOST_BYTES:
                raise FrameError("a message of a size that none has")
            if len(buffer) - place - 8 < size:
                break
            with memoryview(buffer) as view:
                found.append(split(view[place + 8 : place + 8 + size]))
            place += 8 + size
        if place:
            del buffer[:place]
        return found
