"""What runs in AWS Lambda: takes an event, has a worker process run its request, answers with the reply.

The environment of a function lives on between invocations, and so do the worker process and the objects it has: they
are verified whenever they are used. An event that comes twice is answered from memory. When the disk is full, objects
are dropped and the request is tried once more. The role of the function may read and write one bucket, no more.
"""

from __future__ import annotations

import posix
import time

from oilgg.engine.display import CANCELLED, WATCHED, Showing, mark_key
from oilgg.engine.payload import (
    BODY_BYTES,
    INLINE_BYTES,
    ROOM_BYTES,
    Event,
    Numbers,
    PayloadError,
    encode_parcels,
    encode_places,
    write_answer,
)
from oilgg.engine.relay_client import RelayClient
from oilgg.errors import StoreError
from oilgg.store.base import MissingObject, Store
from oilgg.store.bucket import Bucket, BucketError
from oilgg.store.delta import BadParcel, pack, unpack
from oilgg.store.exchange import Exchange
from oilgg.thunk.codec import CodecError
from oilgg.thunk.hash import digest_bytes
from oilgg.worker.frames import Frames, frame
from oilgg.worker.request import Request, decode_reply, decode_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping
    from socket import socket
    from typing import Any

    from oilgg.store.exchange import Place

FOLDER = "/tmp/oilgg-worker"
ANSWER_S = 3.0
"""So much of the time limit is kept for an answer."""
ASK_FIRST_S, ASK_EVERY_S = 2.0, 5.0
"""Whether a request that runs for longer was cancelled, or is watched, is asked then, and later that often."""
SPARE_BYTES = 32 << 20
KEPT_ANSWERS = 64
MOST_HELD = 1024
CHUNK_BYTES = 1 << 20


class Trouble(Exception):
    """A request comes to nothing: `code` is one of `worker_process.FAILURES`, or "time", "disk" or "bucket"."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Process(Store):
    """The worker process of this environment, and the objects that it holds, as a store."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self._socket: socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._frames = Frames()
        self._messages: list[list[bytes]] = []
        self._facts: dict[bytes, bytes] = {}
        self.view = b""

    def start(self) -> None:
        """Have a process. Raises Trouble."""
        if self._process is not None and self._process.poll() is None:
            return
        import subprocess
        from socket import socketpair

        from oilgg.engine.worker_process import command

        self.stop()
        ours, theirs = socketpair()
        slots = len(posix.sched_getaffinity(0))
        self._process = subprocess.Popen(
            command(theirs.fileno(), self.folder, slots), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd="/"
        )
        theirs.close()
        self._socket, self._frames, self._messages = ours, Frames(), []
        message = self.receive(30.0)
        if message is None or message[0] != b"ready":
            raise Trouble("lost", "the worker process does not start")
        self.view = message[1]

    def stop(self) -> None:
        """End the process and what it runs."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            self._process.wait()
            self._process = None

    def tell(self, *parts: bytes) -> None:
        """Send a message. Raises Trouble."""
        assert self._socket is not None
        self._socket.settimeout(None)
        try:
            self._socket.sendall(frame(*parts))
        except OSError as error:
            raise Trouble("lost", f"the worker process has died: {error.strerror}") from None

    def receive(self, timeout_s: float, output: bool = False) -> list[bytes] | None:
        """The next message, of output if asked; None after `timeout_s`. Raises Trouble where the process is gone."""
        assert self._socket is not None
        end = time.monotonic() + timeout_s
        while True:
            while self._messages:
                message = self._messages.pop(0)
                if output or message[0] != b"output":
                    return message
            self._socket.settimeout(max(0.001, end - time.monotonic()))
            try:
                data = self._socket.recv(CHUNK_BYTES)
            except TimeoutError:
                return None
            except OSError:
                data = b""
            if not data:
                raise Trouble("lost", "the worker process has died")
            self._messages += self._frames.feed(data)

    def _ask(self, *parts: bytes) -> list[bytes]:
        self.tell(*parts)
        message = self.receive(60.0)
        if message is None:
            raise Trouble("lost", "the worker process does not answer")
        return message

    def put_bytes(self, data: bytes) -> bytes:
        digest = digest_bytes(data)
        self.tell(b"put", digest, data)
        if self.has(digest):
            return digest
        raise Trouble("disk", "an object cannot be kept")

    def has(self, digest: bytes) -> bool:
        return digest in self.have([digest])

    def have(self, digests: list[bytes]) -> set[bytes]:
        """Which of these objects it holds."""
        message = self._ask(b"has", *digests)
        while message[0] == b"missing":
            following = self.receive(60.0)
            if following is None:
                raise Trouble("lost", "the worker process does not answer")
            message = following
        return set(message[1:])

    def get_bytes(self, digest: bytes) -> bytes:
        message = self._ask(b"get", digest)
        if message[0] != b"object":
            raise MissingObject(digest)
        return message[2]

    def get_fact(self, key: bytes) -> bytes | None:
        return self._facts.get(key)

    def put_fact(self, key: bytes, value: bytes) -> None:
        self._facts[key] = value


class Environment:
    """One environment of the function: its process, its bucket, what it has answered."""

    def __init__(self, folder: str = FOLDER) -> None:
        self.process = Process(folder)
        self.answers: dict[tuple[str, bytes], dict[str, object]] = {}
        self.relay = RelayClient(folder)
        self.held: dict[bytes, None] = {}
        """Objects that others may want of this worker."""
        self.invocations = 0
        self._bucket: Bucket | None = None
        self._exchanges: dict[str, Exchange] = {}

    def bucket(self) -> Bucket:
        """The bucket that this function may use. Raises Trouble."""
        if self._bucket is None:
            from oilgg.store.bucket import open_bucket

            url = (posix.environ.get(b"OILGG_BUCKET") or b"").decode()
            if not url:
                raise Trouble("bucket", "the function has no bucket (OILGG_BUCKET)")
            self._bucket = open_bucket(url)[0]
        return self._bucket

    def exchange(self, namespace: str) -> Exchange:
        """The way to the objects of `namespace`."""
        if namespace not in self._exchanges:
            self._exchanges[namespace] = Exchange(self.process, self.bucket(), namespace)
        return self._exchanges[namespace]

    def serve(self, event: Any, left_s: float, memory_mb: int) -> dict[str, object]:
        """The answer to an event that has `left_s` seconds."""
        started, self.invocations = time.monotonic(), self.invocations + 1
        numbers = Numbers(memory_mb=memory_mb, cold=self.invocations == 1)
        try:
            what = Event(event)
            request = decode_request(what.request)
            known = self.answers.get((what.ident, request.identity()))
            if known is not None:
                return known
            self.relay.wake(what.invitation, self.held)
            for last in (False, True):
                try:
                    return self._attempt(what, request, started + left_s, numbers)
                except (Trouble, OSError, StoreError) as error:
                    if last or not is_full(error):
                        raise
                    self.drop_objects()
        except (PayloadError, CodecError) as error:
            trouble = Trouble("request", str(error))
        except Trouble as error:
            trouble = Trouble("disk", error.text) if is_full(error) else error
        except BucketError as error:
            trouble = Trouble("bucket", str(error))
        except (OSError, StoreError) as error:
            trouble = Trouble("disk" if is_full(error) else "lost", str(error))
        finally:
            self.relay.sleep(self.held)
        numbers.seconds = time.monotonic() - started
        return write_answer(
            b"failed", trouble.code.encode(), trouble.text.encode("utf-8", "replace"), numbers.encoded()
        )

    def _attempt(self, event: Event, request: Request, end_s: float, numbers: Numbers) -> dict[str, object]:
        ident, namespace = event.ident, event.namespace
        started = time.monotonic()
        self.process.start()
        needed = sum(request.objects().values())
        if needed * 2 + SPARE_BYTES > free_bytes(self.process.folder):
            self.drop_objects()
            if needed * 2 + SPARE_BYTES > free_bytes(self.process.folder):
                raise Trouble("disk", f"{needed} bytes of inputs do not fit on the disk of the worker")
        lacking = self._provide(event, request)
        if lacking:
            numbers.seconds = time.monotonic() - started
            return write_answer(b"lacks", numbers.encoded(), *lacking)
        message = self._run(ident, namespace, request, end_s - ANSWER_S)
        if message[0] == b"lacks":
            numbers.seconds = time.monotonic() - started
            return write_answer(b"lacks", numbers.encoded(), *message[2:])
        reply = decode_reply(message[2])
        inline, there = self._give(namespace, reply.objects())
        if namespace in self._exchanges:
            traffic = self._exchanges[namespace].traffic
            numbers.up_bytes, numbers.down_bytes = traffic.up_bytes, traffic.down_bytes
            traffic.up_bytes = traffic.down_bytes = 0
        numbers.seconds = time.monotonic() - started
        answer = write_answer(b"done", reply.encoded(), encode_places(there), encode_parcels(inline), numbers.encoded())
        self._hold(reply.objects())
        self.answers[ident, request.identity()] = answer
        if len(self.answers) > KEPT_ANSWERS:
            del self.answers[next(iter(self.answers))]
        return answer

    def _hold(self, objects: Mapping[bytes, int]) -> None:
        """These are here now: what is not small is offered to others."""
        self.held.update({digest: None for digest, size in objects.items() if size > INLINE_BYTES})
        while len(self.held) > MOST_HELD:
            del self.held[next(iter(self.held))]

    def _provide(self, event: Event, request: Request) -> list[bytes]:
        """See that the process has the inputs; those that nobody has."""
        namespace, places, parcels = event.namespace, event.places, event.parcels
        wanted = list(dict.fromkeys([*request.objects(), *places, *parcels]))
        missing = [digest for digest in wanted if digest not in self.process.have(wanted)] if wanted else []
        for digest in missing:
            if digest in parcels:
                try:
                    data = unpack(parcels[digest], self.process.get_bytes)
                except BadParcel as error:
                    raise Trouble("request", str(error)) from None
                if self.process.put_bytes(data) != digest:
                    raise Trouble("request", "an object that came along has other bytes")
        rest = {digest: places.get(digest) for digest in missing if digest not in parcels}
        if any(place is not None and not place[0].startswith(namespace + "/") for place in rest.values()):
            raise Trouble("request", "an object in a place that is not of this namespace")
        offered = rest.keys() & set(event.invitation[3:])
        for data in self.relay.fetch(offered) if offered else ():
            rest.pop(self.process.put_bytes(data), None)  # what it is, its bytes tell
        self._hold({digest: size for digest, size in request.objects().items() if digest in missing})
        if rest:
            try:
                self.exchange(namespace).fetch(rest)
            except MissingObject:
                have = self.process.have(list(rest))
                return [digest for digest in rest if digest not in have]
        return []

    def _run(self, ident: str, namespace: str, request: Request, end_s: float) -> list[bytes]:
        """Have the process run the request: `done`, or `lacks` for files of the system. Raises Trouble."""
        key = ident.encode()
        self.process.tell(b"run", key, request.encoded())
        ask_s, pause_s = time.monotonic() + ASK_FIRST_S, ASK_FIRST_S
        showing: Showing | None = None
        while True:
            until_s = min(ask_s, end_s, showing.next_s if showing is not None else end_s)
            message = self.process.receive(max(0.0, until_s - time.monotonic()), True)
            if message is None:
                if time.monotonic() >= min(ask_s, end_s):
                    mark = self._look_after(ident, namespace, end_s)
                    if mark == WATCHED and showing is None:
                        showing = Showing(self.bucket(), namespace, ident)
                    pause_s = min(ASK_EVERY_S, pause_s * 2)
                    ask_s = time.monotonic() + pause_s
                if showing is not None and showing.wants_more():
                    self.process.tell(b"peek", key, b"%d" % showing.offsets[0], b"%d" % showing.offsets[1])
            elif message[0] == b"output" and message[1] == key and showing is not None:
                showing.show(message[2], message[3])
            elif message[0] == b"done" and message[1] == key:
                return message
            elif message[0] == b"lacks" and message[1] == key:
                if not request.objects().keys().isdisjoint(message[2:]):
                    raise Trouble("disk", "an object was lost again")
                return message
            elif message[0] == b"failed" and message[1] == key:
                raise Trouble(message[2].decode(), message[3].decode("utf-8", "replace"))

    def _look_after(self, ident: str, namespace: str, end_s: float) -> bytes:
        """It still runs: has its time come, or was it cancelled? The mark that somebody has left, b"" if none."""
        late = time.monotonic() >= end_s
        mark = b"" if late else self._mark(ident, namespace)
        if not late and mark != CANCELLED:
            return mark
        key = ident.encode()
        self.process.tell(b"cancel", key)
        while True:
            message = self.process.receive(ANSWER_S / 2)
            if message is None:
                self.process.stop()
                break
            if message[0] in (b"failed", b"done") and message[1] == key:
                break
        raise Trouble("time" if late else "cancelled", "it took longer than the function may" if late else "")

    def _mark(self, ident: str, namespace: str) -> bytes:
        if not posix.environ.get(b"OILGG_BUCKET"):
            return b""
        try:
            return self.bucket().get(mark_key(namespace, ident))
        except BucketError:
            return b""

    def _give(self, namespace: str, objects: dict[bytes, int]) -> tuple[dict[bytes, bytes], dict[bytes, Place]]:
        """What was made: small objects as parcels for the answer, others into the bucket."""
        inline: dict[bytes, bytes] = {}
        rest: list[bytes] = []
        room = min(ROOM_BYTES, BODY_BYTES // 2)
        for digest, size in sorted(objects.items(), key=lambda item: item[1]):
            if size <= INLINE_BYTES and room > 0:
                inline[digest] = pack(self.process.get_bytes(digest))
                room -= len(inline[digest])
            else:
                rest.append(digest)
        if not rest:
            return inline, {}
        return inline, self.exchange(namespace).upload(dict.fromkeys(rest))

    def drop_objects(self) -> None:
        """Make room: whatever is kept from earlier invocations can be fetched again."""
        from oilgg.worker.layer import remove_tree

        self.process.stop()
        remove_tree(self.process.folder)
        self.answers.clear()
        self.held.clear()
        self._exchanges.clear()
        self.process.start()

    def tidy(self) -> None:
        """After an answer: keep what is kept within bounds."""
        if free_bytes(self.process.folder) < 4 * SPARE_BYTES:
            self.drop_objects()


def is_full(error: Exception) -> bool:
    """Whether `error` says that there is no room on the disk."""
    code = getattr(error, "code", "")
    return code == "disk" or getattr(error, "errno", 0) == 28 or "No space left on device" in str(error)


def free_bytes(folder: str) -> int:
    """What can still be written where `folder` is or will be."""
    while True:
        try:
            found = posix.statvfs(folder or "/")
        except FileNotFoundError:
            folder = folder.rpartition("/")[0]
            continue
        return found.f_bavail * found.f_frsize


_environments: list[Environment] = []


def handler(event: Any, context: Any) -> dict[str, object]:
    """What the service calls."""
    if not _environments:
        folder = (posix.environ.get(b"OILGG_FOLDER") or FOLDER.encode()).decode()
        _environments.append(Environment(folder))
    environment = _environments[0]
    left_s = context.get_remaining_time_in_millis() / 1000.0
    answer = environment.serve(event, left_s, int(getattr(context, "memory_limit_in_mb", 0)))
    environment.tidy()
    return answer
