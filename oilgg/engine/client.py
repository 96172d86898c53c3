"""The shell's end of the engine process: submits requests, takes their replies, asks for objects.

Nothing here blocks but the first connection, and nothing heavy is imported. If the engine process dies, another is
started and what was in flight is submitted again: it is the same work, and what had ended is in the journal.
"""

from __future__ import annotations

import _socket
import posix
import select

from oilgg.engine.base import Result
from oilgg.engine.descriptors import LowNumbersTaken
from oilgg.engine.rendezvous import PROTOCOL, Near, folder, name, peer
from oilgg.errors import EngineError
from oilgg.reason import ENGINE_LOST, REASONS, Refusal
from oilgg.thunk.codec import CodecError, decode_result, encode_result
from oilgg.worker.frames import FrameError, Frames, frame
from oilgg.worker.request import Reply, decode_reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oilgg.thunk.ir import Result as ThunkResult
    from oilgg.worker.request import Request

CHUNK_BYTES = 1 << 20
START_MS = 15_000
LEAVE_MS = 2_000
RESTARTS = 3


class RemoteResult(Result):
    """A `Result` that came from an engine process: `reply` where it ran, `refusal` where it ran nowhere."""

    __slots__ = ("refusal", "reply")
    remote = True

    def __init__(self, key: int, reply: Reply | None, refusal: Refusal | None = None, cancelled: bool = False) -> None:
        super().__init__(key, cancelled=cancelled)
        self.reply = reply
        self.refusal = refusal
        if reply is None:
            self.failure = str(refusal) if refusal is not None else "cancelled"
            return
        result = reply.result
        usage = result.usage
        self.statuses = list(result.statuses)
        self.signals = [status - 128 if status > 128 else 0 for status in result.statuses]
        self.wall_s, self.user_s, self.system_s = usage.wall_s, usage.user_s, usage.system_s
        self.maxrss_kib = usage.maxrss_kib
        self.started_ns, self.ended_ns = reply.started_ns, reply.ended_ns


class RemoteEngine:
    """The engines named in `engines` (with commas), in the process that serves the store in `store`.

    `refused` is set as soon as it is clear that nothing will run there any more.
    """

    name = "remote"

    def __init__(self, engines: str, store: str, say: Callable[[str], object]) -> None:
        self.engines = engines
        self.store = store
        self.say = say
        self.refused: Refusal | None = None
        self.slots = 0
        self.up_bytes = self.down_bytes = 0
        self.handled = 0
        """How many results, objects and answers `events` has given to those who wait for them."""
        self.bill = ""
        """What has been spent at engines that cost, as far as `traffic` was asked."""
        self._said = ""
        self._socket: _socket.socket | None = None
        self._frames = Frames()
        self._out = bytearray()
        self._sent: dict[int, Request] = {}
        self._printed: dict[int, Callable[[int, int, bytes], None]] = {}
        self._wanted: dict[bytes, list[Callable[[bool], None]]] = {}
        self._asked: dict[int, Callable[[list[ThunkResult]], None]] = {}
        self._answers: list[tuple[Callable[[list[ThunkResult]], None], list[ThunkResult]]] = []
        self._questions = 0
        self._results: list[Result] = []
        self._fetched: list[tuple[Callable[[bool], None], bool]] = []
        self._restarts = 0
        self._traffic_known = False

    # -- the connection ----------------------------------------------------------------------------------------------

    def connect(self) -> None:
        """Reach the engine process, which is started if need be. Raises EngineError."""
        if self._socket is not None:
            return
        with LowNumbersTaken():
            self._socket = self._reach()
        posix.set_blocking(self._socket.fileno(), False)
        self._frames = Frames()
        self._out = bytearray(frame(b"hello", PROTOCOL.encode()))

    def _reach(self) -> _socket.socket:
        place = folder(posix.environ)
        own = name(self.engines, self.store)
        with Near(place) as near:
            found = _connect(f"{near}/{own}")
            if found is None:
                self._start(place)
                found = _connect(f"{near}/{own}")
        if found is None:
            raise EngineError("the engine process does not answer")
        return found

    def _start(self, place: str) -> None:
        """Start the engine process and wait until it listens."""
        from oilgg.engine.launch import engine_process

        reading, writing = posix.pipe()
        try:
            engine_process(name(self.engines, self.store), self.engines, self.store, place, writing)
        finally:
            posix.close(writing)
        poll = select.poll()
        poll.register(reading, select.POLLIN)
        text = posix.read(reading, 4096) if poll.poll(START_MS) else b""
        posix.close(reading)
        if text != b"ready\n":
            words = text.decode("utf-8", "replace").strip() or f"see {place}/{name(self.engines, self.store)}.log"
            raise EngineError(f"the engine process does not start: {words}")

    def _lost(self) -> None:
        """The engine process is gone: begin again with another, or give up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._restarts += 1
        if self._restarts <= RESTARTS:
            try:
                self.connect()
            except EngineError as error:
                self._give_up(str(error))
                return
            for key, request in self._sent.items():
                self._out += frame(b"submit", b"%d" % key, request.encoded())
            if self._wanted:
                self._out += frame(b"fetch", *self._wanted)
            self._answers += [(answer, []) for answer in self._asked.values()]
            self._asked.clear()
            self._flush()
        else:
            self._give_up("the engine process dies again and again")

    def _give_up(self, why: str) -> None:
        self.refused = Refusal(ENGINE_LOST, why)
        self._tell_user(f"{why}; commands run on this machine")
        self._results += [RemoteResult(key, None, self.refused) for key in self._sent]
        self._sent.clear()
        self._answers += [(answer, []) for answer in self._asked.values()]
        self._asked.clear()
        for callbacks in self._wanted.values():
            self._fetched += [(callback, False) for callback in callbacks]
        self._wanted.clear()

    def _tell_user(self, text: str) -> None:
        if text and text != self._said:
            self._said = text
            self.say(f"oilgg: {text}\n")

    # -- what the shell asks for -------------------------------------------------------------------------------------

    def submit(self, key: int, request: Request, printed: Callable[[int, int, bytes], None] | None = None) -> None:
        """Have `request` run; its result comes by `events` (a RemoteResult), whatever happens to it.

        `printed(stream, place, data)` is called, from `events`, for what it prints, if it is watched: stream 0 or 1.
        """
        self._sent[key] = request
        if printed is not None:
            self._printed[key] = printed
        self._send(b"submit", b"%d" % key, request.encoded())

    def watch(self, key: int) -> None:
        """From now on say what `key` prints while it runs."""
        if key in self._sent:
            self._send(b"watch", b"%d" % key)

    def fetch(self, digests: Iterable[bytes], arrived: Callable[[bytes, bool], None]) -> None:
        """Bring objects into the store; `arrived(digest, there)` is called for each, from `events`."""
        new = []
        for digest in digests:
            waiting = self._wanted.get(digest)
            if waiting is None:
                waiting = self._wanted[digest] = []
                new.append(digest)
            waiting.append(lambda there, digest=digest: arrived(digest, there))  # type: ignore[misc]
        if new:
            self._send(b"fetch", *new)

    def lookup(self, keys: Iterable[bytes], answer: Callable[[list[ThunkResult]], None]) -> None:
        """Ask what others have made of the thunks with these identities; `answer` is called from `events`."""
        self._questions += 1
        self._asked[self._questions] = answer
        self._send(b"lookup", b"%d" % self._questions, *keys)

    def record(self, key: bytes, result: ThunkResult) -> None:
        """Tell others what a thunk came to; its objects are in the store."""
        self._send(b"record", key, encode_result(result))

    def cancel(self, key: int) -> None:
        """Kill what runs for `key`; its result comes with `cancelled` set."""
        if self._sent.pop(key, None) is not None:
            self._results.append(RemoteResult(key, None, cancelled=True))
            self._send(b"cancel", b"%d" % key)

    def _send(self, *parts: bytes) -> None:
        if self.refused is not None:
            if parts[0] in (b"submit", b"fetch", b"lookup"):
                self._give_up(str(self.refused))
            return
        try:
            self.connect()
        except EngineError as error:
            self._give_up(str(error))
            return
        self._out += frame(*parts)
        self._flush()

    def _flush(self) -> None:
        try:
            while self._out and self._socket is not None:
                sent = self._socket.send(memoryview(self._out)[:CHUNK_BYTES])
                del self._out[:sent]
        except BlockingIOError:
            pass
        except OSError:
            pass  # `events` sees the end

    def _flush_all(self) -> None:
        """Send what is left to be sent, if the other side takes it."""
        poll = select.poll()
        while self._out and self._socket is not None:
            poll.register(self._socket.fileno(), select.POLLOUT)
            before = len(self._out)
            if not poll.poll(LEAVE_MS):
                break
            self._flush()
            if len(self._out) == before:
                break

    # -- what comes back ---------------------------------------------------------------------------------------------

    def fileno(self) -> int:
        """A descriptor that polls readable when `events` has something; -1 without a connection."""
        return -1 if self._socket is None else self._socket.fileno()

    def wants_to_send(self) -> bool:
        """Whether it waits for the other side to take something: watch its descriptor for writing, too."""
        return bool(self._out)

    def busy(self) -> bool:
        """Whether something is awaited."""
        return bool(self._sent or self._wanted or self._results or self._fetched or self._asked or self._answers)

    def events(self) -> list[Result]:
        """Results that have come; calls those who wait for objects."""
        self._receive()
        if self._out:
            self._flush()
        fetched, self._fetched = self._fetched, []
        for callback, there in fetched:
            callback(there)
        answers, self._answers = self._answers, []
        for answer, found in answers:
            answer(found)
        results, self._results = self._results, []
        self.handled += len(fetched) + len(answers) + len(results)
        return results

    def _receive(self) -> None:
        while self._socket is not None:
            try:
                data = self._socket.recv(CHUNK_BYTES)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            try:
                if not data:
                    raise FrameError("the end")
                for message in self._frames.feed(data):
                    self._take(message)
            except (FrameError, CodecError, ValueError):
                if self._sent or self._wanted or self._asked:
                    self._lost()
                elif self._socket is not None:
                    self._socket.close()
                    self._socket = None
                return

    def _take(self, message: list[bytes]) -> None:
        kind, *rest = message
        if kind == b"output":
            printed = self._printed.get(int(rest[0]))
            if printed is not None and int(rest[0]) in self._sent:
                printed(int(rest[1]), int(rest[2]), rest[3])
        elif kind == b"done":
            self._printed.pop(int(rest[0]), None)
            if self._sent.pop(int(rest[0]), None) is not None:
                self._results.append(RemoteResult(int(rest[0]), decode_reply(rest[1])))
        elif kind == b"failed":
            if self._sent.pop(int(rest[0]), None) is not None:
                code, text = rest[1].decode("ascii", "replace"), rest[2].decode("utf-8", "replace")
                refusal = Refusal(REASONS.get(code, ENGINE_LOST), text)
                if refusal.reason is ENGINE_LOST:
                    self._tell_user(text)
                self._results.append(RemoteResult(int(rest[0]), None, refusal))
        elif kind == b"fetched":
            there = rest[1] == b"1"
            self._fetched += [(callback, there) for callback in self._wanted.pop(rest[0], ())]
        elif kind == b"known":
            answer = self._asked.pop(int(rest[0]), None)
            if answer is not None:
                self._answers.append((answer, [decode_result(data) for data in rest[1:]]))
        elif kind == b"state":
            self.slots = int(rest[0])
            self._tell_user(rest[1].decode("utf-8", "replace"))
        elif kind == b"traffic":
            self.up_bytes, self.down_bytes, self.bill = int(rest[0]), int(rest[1]), rest[2].decode("utf-8", "replace")
            self._traffic_known = True

    def traffic(self) -> tuple[int, int]:
        """Bytes of objects sent to engines and brought home, by all shells of the process. Waits for the answer."""
        if self._socket is not None and self.refused is None:
            self._traffic_known = False
            self._send(b"traffic")
            poll = select.poll()
            while self._socket is not None and not self._traffic_known:
                poll.register(self._socket.fileno(), select.POLLIN)
                if not poll.poll(1000):
                    break
                self._receive()
        return self.up_bytes, self.down_bytes

    def account(self) -> tuple[int, int, str]:
        """The same, and what has been spent at engines that cost, in words."""
        up, down = self.traffic()
        return up, down, self.bill

    def close(self) -> None:
        """Leave: what still runs for this shell is cancelled."""
        if self._socket is not None:
            self._flush_all()
            self._socket.close()
            self._socket = None
        self._sent.clear()
        self._wanted.clear()
        self._results.clear()
        self._fetched.clear()

    abandon = close


def _connect(path: str) -> _socket.socket | None:
    found = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM | _socket.SOCK_CLOEXEC)
    try:
        found.connect(path)
    except OSError:
        found.close()
        return None
    if peer(found) != posix.geteuid():
        found.close()
        raise EngineError("the engine process belongs to somebody else")
    return found
