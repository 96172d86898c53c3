"""What requests came to, on disk: a file of frames that is only ever appended to, read once at the start.

A process that dies while it writes leaves a last frame that is cut off; it is dropped. When the file has grown large it
is begun again with what is still remembered. Of a reply whose objects are gone nothing is believed.
"""

from __future__ import annotations

import posix

from oilgg.thunk.codec import CodecError
from oilgg.worker.frames import FrameError, Frames, frame
from oilgg.worker.request import Reply, decode_reply

REMEMBERED = 20_000
MOST_BYTES = 64 << 20


class Journal:
    """Replies by the identity of their requests, in the file `path`. Raises OSError where that can't be written."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._replies: dict[bytes, bytes] = {}
        self._objects: dict[bytes, set[bytes]] = {}
        self._size = 0
        good = self._load()
        self._fd = posix.open(path, posix.O_RDWR | posix.O_CREAT | posix.O_APPEND | posix.O_CLOEXEC, 0o600)
        if good < posix.fstat(self._fd).st_size:
            posix.ftruncate(self._fd, good)
        self._size = good

    def _load(self) -> int:
        """Read what is there; how many bytes of it are whole."""
        try:
            with open(self.path, "rb") as file:
                data = file.read()
        except FileNotFoundError:
            return 0
        good, place = 0, 0
        frames = Frames()
        while place + 8 <= len(data):
            end = place + 8 + int.from_bytes(data[place : place + 8], "big")
            if end > len(data):
                break
            try:
                for identity, reply in frames.feed(data[place:end]):
                    self._remember(identity, reply, decode_reply(reply))
            except (FrameError, CodecError, ValueError):
                break
            good = place = end
        return good

    def _remember(self, identity: bytes, data: bytes, reply: Reply) -> None:
        self._replies[identity] = data
        for digest in reply.objects():
            self._objects.setdefault(digest, set()).add(identity)
        if len(self._replies) > REMEMBERED:
            del self._replies[next(iter(self._replies))]

    def find(self, identity: bytes) -> Reply | None:
        """The reply to the request of this identity, if there was one."""
        data = self._replies.get(identity)
        return None if data is None else decode_reply(data)

    def note(self, identity: bytes, reply: Reply) -> None:
        """Remember a reply. A full disk is no reason to stop: it is then remembered until the end of the process."""
        data = reply.encoded()
        self._remember(identity, data, reply)
        if self._size > MOST_BYTES:
            self._begin_again()
        else:
            self._append(frame(identity, data))

    def forget_object(self, digest: bytes) -> None:
        """An object is nowhere to be found: replies that name it are of no use."""
        for identity in self._objects.pop(digest, ()):
            self._replies.pop(identity, None)

    def _append(self, data: bytes) -> None:
        try:
            if posix.write(self._fd, data) == len(data):
                self._size += len(data)
            else:
                posix.ftruncate(self._fd, self._size)
        except OSError:
            pass

    def _begin_again(self) -> None:
        for identity in list(self._replies)[: len(self._replies) // 2]:
            del self._replies[identity]
        try:
            posix.ftruncate(self._fd, 0)
        except OSError:
            return
        self._size = 0
        for identity, reply in self._replies.items():
            self._append(frame(identity, reply))

    def close(self) -> None:
        """Close the file."""
        posix.close(self._fd)
