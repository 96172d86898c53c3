"""A Lambda worker's end of the relay (`engine/relay.py`): asks for objects, and gives those that it has.

A thread of its own has the connection, and looks up what is asked for in the folder of the worker process, so that
objects can be given while a request runs. Whatever goes wrong costs a moment, never an invocation: the bucket has all.
"""

from __future__ import annotations

import posix
import select
import time
from queue import Empty, SimpleQueue
from ssl import SSLWantReadError, SSLWantWriteError
from threading import Lock, Thread

from oilgg.errors import StoreError
from oilgg.store.local import LocalStore
from oilgg.worker.frames import FrameError, Frames, frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

CONNECT_S = 2.0
WANT_S = 3.0
SENT_S = 0.3
AGAIN_S = 30.0
"""A relay that could not be reached is left alone for so long."""
CHUNK_BYTES = 1 << 20


class RelayClient:
    """The relay that events name, as long as they name the same. `folder` is that of the objects."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.word = b""
        self._line: _Line | None = None
        self._number = 0
        self._not_before_s = 0.0

    def wake(self, invitation: list[bytes], has: Iterable[bytes]) -> None:
        """An invocation has begun: connect if need be, and say what is here. Raises nothing."""
        if len(invitation) < 3:
            return
        place, word, certificate = invitation[:3]
        if word != self.word:
            self.close()
            self.word, self._not_before_s = word, 0.0
        if (self._line is None or self._line.over) and time.monotonic() >= self._not_before_s:
            try:
                self._line = _Line(connect(place.decode("ascii"), certificate), self.folder)
            except (OSError, ValueError):
                self._not_before_s = time.monotonic() + AGAIN_S
                return
            self._line.tell(b"hello", word)
        if self._line is not None:
            self._line.tell(b"awake", *has)
            self._line.drain()

    def sleep(self, made: Iterable[bytes]) -> None:
        """The invocation ends; `made` is here as well."""
        if self._line is not None:
            self._line.tell(b"awake", *made)
            self._line.tell(b"asleep")
            self._line.drain()

    def fetch(self, digests: Iterable[bytes]) -> list[bytes]:
        """The bytes of those of `digests` that came from another worker; whoever takes them compares."""
        line, end_s = self._line, time.monotonic() + WANT_S
        asked: set[int] = set()
        if line is None:
            return []
        for digest in digests:
            self._number += 1
            asked.add(self._number)
            line.tell(b"want", b"%d" % self._number, digest)
        found = []
        while asked and not line.over:
            try:
                number, data = line.answers.get(timeout=max(0.001, end_s - time.monotonic()))
            except Empty:
                self.close()  # perhaps it has been dead since this worker was frozen
                break
            if number in asked and data is not None:
                found.append(data)
            asked.discard(number)
        return found

    def close(self) -> None:
        """Leave."""
        line, self._line = self._line, None
        if line is not None:
            line.close()


class _Line:
    """A connection, and the thread that alone uses it: a TLS connection is not for two at a time."""

    def __init__(self, socket: ssl.SSLSocket, folder: str) -> None:
        self.socket = socket
        self.folder = folder
        self.over = False
        self.answers: SimpleQueue[tuple[int, bytes | None]] = SimpleQueue()
        self._out = bytearray()
        self._sending = Lock()
        self._woken, self._waker = posix.pipe()
        posix.set_blocking(self._waker, False)
        socket.setblocking(False)
        Thread(target=self._serve, name="oilgg-relay", daemon=True).start()

    def tell(self, *parts: bytes) -> None:
        """Send a message soon."""
        with self._sending:
            if not self.over:
                self._out += frame(*parts)
                self._wake()

    def _wake(self) -> None:
        try:
            posix.write(self._waker, b"x")
        except BlockingIOError:
            pass

    def drain(self) -> None:
        """Wait for a moment until all is sent."""
        end_s = time.monotonic() + SENT_S
        while self._out and not self.over and time.monotonic() < end_s:
            time.sleep(0.001)

    def close(self) -> None:
        """Have the thread end."""
        with self._sending:
            if not self.over:
                self.over = True
                self._wake()

    def _serve(self) -> None:
        frames, store = Frames(), None
        try:
            while not self.over:
                if not self.socket.pending():
                    own = self.socket.fileno()
                    select.select([own, self._woken], [own] if self._out else [], [])
                self._send()
                for message in frames.feed(self._receive()):
                    if message[0] == b"give":
                        store = store or LocalStore(self.folder)
                        self._give(store, message[1], message[2])
                    else:
                        self.answers.put((int(message[1]), message[2] if message[0] == b"object" else None))
        except (OSError, FrameError, ValueError, IndexError, StoreError):
            pass
        finally:
            with self._sending:
                self.over = True
            self.answers.put((0, None))  # nobody need wait any longer
            self.socket.close()
            posix.close(self._woken)
            posix.close(self._waker)
            if store is not None:
                store.close()

    def _send(self) -> None:
        with self._sending:
            try:
                while self._out:
                    del self._out[: self.socket.send(bytes(memoryview(self._out)[:CHUNK_BYTES]))]
            except (SSLWantReadError, SSLWantWriteError):
                pass

    def _receive(self) -> bytes:
        """What has come; b"" if nothing has. Raises OSError at the end."""
        if select.select([self._woken], [], [], 0)[0]:
            posix.read(self._woken, 65536)
        try:
            data = self.socket.recv(CHUNK_BYTES)
        except (SSLWantReadError, SSLWantWriteError):
            return b""
        if not data:
            raise OSError("the relay has gone")
        return data

    def _give(self, store: LocalStore, number: bytes, digest: bytes) -> None:
        try:
            self.tell(b"here", number, store.get_bytes(digest))
        except StoreError:
            self.tell(b"gone", number)


def connect(place: str, certificate: bytes) -> ssl.SSLSocket:
    """A connection to the relay at `place` (host and port) that shows just this certificate. Raises OSError."""
    import socket as sockets
    import ssl

    host, _, port = place.rpartition(" ")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the certificate itself is known
    context.load_verify_locations(cadata=certificate.decode("ascii"))
    plain = sockets.create_connection((host, int(port)), CONNECT_S)
    try:
        found = context.wrap_socket(plain)
        if found.getpeercert(True) != ssl.PEM_cert_to_DER_cert(certificate.decode("ascii")):
            raise OSError("another certificate")
        return found
    except BaseException:
        plain.close()
        raise
