"""Messages between the shell and its launcher: marshalled values with descriptors beside them.

A message larger than a datagram may be travels in a memory file, whose descriptor comes last.
"""

from __future__ import annotations

import _socket
import marshal
import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# What a result's failure says where the reason is one to act upon.
CANCELLED = "cancelled"
MEMORY_FULL = "no memory left for layers"
TRACER_FAILED = "it cannot be traced"
BEYOND_VIEW = "stopped"
MAX_DATAGRAM = 60_000
MAX_DESCRIPTORS = 64
MSG_CMSG_CLOEXEC = 0x40000000
_INT = 4
_ORDER = sys.byteorder

# A job as it travels (engine.base.Job.packed makes it):
# (key, view, cwd, umask, ignored signals, layer base, name of the layer, places, stages, preloads, streams,
#  trace, timeout_s, contained)
#   places: directories that the job is expected to write in or below (only the split view needs them)
#   stages: [(program, argv, environment, [(fd, op, target, text)…], noclobber)…]
#   streams: [(number in the child, index of the descriptor that came along, or -1 for /dev/null)…]
RedirectTuple = tuple[int, str, "str | int", str]


def pair() -> tuple[_socket.socket, _socket.socket]:
    """Two connected sockets that keep message boundaries and report the end of the other side."""
    return _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_SEQPACKET | _socket.SOCK_CLOEXEC)


def send(socket: _socket.socket, value: object, descriptors: Sequence[int] = ()) -> None:
    """Send `value` and copies of `descriptors`. Raises OSError (EPIPE, ECONNRESET) if nobody is there."""
    data = marshal.dumps(value)  # type: ignore[arg-type]
    if len(data) <= MAX_DATAGRAM:
        _send(socket, data, descriptors)
        return
    memory = posix.memfd_create("oilgg", posix.MFD_CLOEXEC)
    try:
        view = memoryview(data)
        while view:
            view = view[posix.write(memory, view) :]
        _send(socket, b"", [*descriptors, memory])
    finally:
        posix.close(memory)


def _send(socket: _socket.socket, data: bytes, descriptors: Sequence[int]) -> None:
    if not descriptors:
        socket.send(data)
        return
    numbers = b"".join(number.to_bytes(_INT, _ORDER) for number in descriptors)
    socket.sendmsg([data], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, numbers)])


def receive(socket: _socket.socket, flags: int = 0) -> tuple[object, list[int]] | None:
    """The next message and its descriptors, or None at the end. Raises BlockingIOError with MSG_DONTWAIT."""
    space = _socket.CMSG_SPACE(MAX_DESCRIPTORS * _INT)
    data, ancillary, _, _ = socket.recvmsg(MAX_DATAGRAM + 1, space, flags | MSG_CMSG_CLOEXEC)
    descriptors: list[int] = []
    for _, kind, content in ancillary:
        if kind == _socket.SCM_RIGHTS:
            usable = len(content) - len(content) % _INT
            descriptors += [int.from_bytes(content[at : at + _INT], _ORDER) for at in range(0, usable, _INT)]
    if data:
        return marshal.loads(data), descriptors
    if not descriptors:
        return None
    memory = descriptors.pop()
    try:
        return marshal.loads(_read_all(memory)), descriptors
    finally:
        posix.close(memory)


def _read_all(descriptor: int) -> bytes:
    size = posix.fstat(descriptor).st_size
    blocks: list[bytes] = []
    at = 0
    while at < size:
        block = posix.pread(descriptor, size - at, at)
        if not block:
            break
        blocks.append(block)
        at += len(block)
    return b"".join(blocks)
