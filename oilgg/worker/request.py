"""What is sent to a worker, and what comes back: a reduced thunk with what helps to run it, and its result.

Both travel as byte strings made of `thunk.codec` and `worker.frames`; decoding refuses whatever is not exactly one.
"""

from __future__ import annotations

from oilgg.thunk.codec import CodecError, decode_result, decode_thunk, encode_result, encode_thunk
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import FileValue, Record
from oilgg.worker.frames import FrameError, join, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from oilgg.thunk.ir import Result, Thunk

REQUEST_VERSION = b"oilgg-request-3"
REPLY_VERSION = b"oilgg-reply-2"
# A stream up to this size travels within the reply; a longer one is an object.
INLINE_BYTES = 1 << 20


class Elsewhere(Record):
    """How a request runs where its files cannot be at their own paths, but lie below some folder.

    stages   for each stage its words and the variables that change; ROOT in them stands for the folder
    refusal  why it cannot run so, "" where it can
    said     what it prints may name the folder: without that name it is what would be printed at home
    """

    __slots__ = ("refusal", "said", "stages")

    def __init__(
        self,
        stages: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...] = (),
        refusal: str = "",
        said: bool = False,
    ) -> None:
        self.stages: Final = stages
        self.refusal: Final = refusal
        self.said: Final = said

    def _fields(self) -> tuple[object, ...]:
        return self.stages, self.refusal, self.said

    def encoded(self) -> bytes:
        """The bytes that are sent."""
        lines = [
            join([_bytes(word) for word in (str(len(argv)), *argv, *[word for pair in changes for word in pair])])
            for argv, changes in self.stages
        ]
        return join([_bytes(self.refusal), b"%d" % self.said, *lines])


def _decode_elsewhere(data: bytes) -> Elsewhere:
    """What `Elsewhere.encoded` made. Raises FrameError, ValueError."""
    refusal, said, *lines = split(data)
    stages = []
    for line in lines:
        count, *words = [part.decode("utf-8", "surrogateescape") for part in split(line)]
        argv, rest = words[: int(count)], words[int(count) :]
        stages.append((tuple(argv), tuple(zip(rest[::2], rest[1::2], strict=True))))
    return Elsewhere(tuple(stages), refusal.decode("utf-8", "surrogateescape"), said == b"1")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


NOWHERE_ELSE = Elsewhere(refusal="its files have to lie at their own paths")
ROOT = "\0"
"""In words: the folder below which a worker without namespaces has the files. No word of a command holds it."""


class Request(Record):
    """A reduced thunk to run somewhere else.

    thunk      every file that it may read is among its inputs, and directories that must be there are empty
               `TreeValue`s; of files of the platform (see `sealed.PLATFORM`) only the digest is meant
    needs      resources by name: "cpu", "gpu" and others as numbers, "mem" in bytes
    reports    paths in the view whose bytes are wanted at once, outputs or not: what the command read, as it says
    terminal   rows and columns, where a stream is a terminal
    timeout_s  after which it is killed and counts as lost; 0 for never
    expected_s how long it took the last time; 0 if unknown
    scan       words to look for in its outputs, so that nobody has to fetch them for that
    closure    digest and size of what its programs consist of (`worker.closure`), b"" where that is unknown
    elsewhere  how it runs on a worker without namespaces
    """

    __slots__ = (
        "thunk", "needs", "reports", "terminal", "timeout_s", "expected_s", "scan", "closure", "closure_size",
        "elsewhere", "_encoded", "_identity",
    )  # fmt: skip

    def __init__(
        self,
        thunk: Thunk,
        needs: tuple[tuple[str, float], ...] = (),
        reports: tuple[str, ...] = (),
        terminal: tuple[int, int] = (24, 80),
        timeout_s: float = 0.0,
        expected_s: float = 0.0,
        scan: tuple[bytes, ...] = (),
        closure: bytes = b"",
        closure_size: int = 0,
        elsewhere: Elsewhere = NOWHERE_ELSE,
    ) -> None:
        self.elsewhere: Final = elsewhere
        self.closure: Final = closure
        self.closure_size: Final = closure_size
        self.scan: Final = scan
        self.thunk: Final = thunk
        self.needs: Final = needs
        self.reports: Final = reports
        self.terminal: Final = terminal
        self.timeout_s: Final = timeout_s
        self.expected_s: Final = expected_s
        self._encoded = b""
        self._identity = b""

    def _fields(self) -> tuple[object, ...]:
        return (
            self.thunk, self.needs, self.reports, self.terminal, self.timeout_s, self.expected_s, self.scan,
            self.closure, self.elsewhere,
        )  # fmt: skip

    def encoded(self) -> bytes:
        """The bytes that are sent."""
        if not self._encoded:
            needs = "\0".join([f"{name}={value!r}" for name, value in self.needs])
            reports = "\0".join(self.reports).encode("utf-8", "surrogateescape")
            numbers = (
                f"{self.terminal[0]} {self.terminal[1]} {self.timeout_s!r} {self.expected_s!r} {self.closure_size}"
            )
            parts = [REQUEST_VERSION, encode_thunk(self.thunk), needs.encode(), reports, numbers.encode()]
            self._encoded = join([*parts, self.closure, self.elsewhere.encoded(), *self.scan])
        return self._encoded

    def identity(self) -> bytes:
        """What the result depends on, as a digest: two requests with the same identity are the same work."""
        if not self._identity:
            reports = "\0".join(self.reports).encode("utf-8", "surrogateescape")
            terminal = repr(self.terminal).encode()
            self._identity = digest_bytes(join([encode_thunk(self.thunk), reports, terminal, self.closure]))
        return self._identity

    def objects(self) -> dict[bytes, int]:
        """Digest and size of each object that a worker must have to run it, without those of the platform."""
        from oilgg.worker.sealed import is_platform

        values = [item.value for item in self.thunk.inputs if not is_platform(item.path)]
        found = {value.digest: value.size for value in (*values, self.thunk.stdin) if isinstance(value, FileValue)}
        if self.closure:
            found[self.closure] = self.closure_size
        return found


def decode_request(data: bytes) -> Request:
    """The request that `data` encodes. Raises CodecError."""
    try:
        version, thunk, needs, reports, numbers, closure, elsewhere, *scan = split(data)
        if version != REQUEST_VERSION:
            raise CodecError("a request of another version")
        pairs = [pair.split("=", 1) for pair in needs.decode("ascii").split("\0") if pair]
        rows, columns, timeout_s, expected_s, closure_size = numbers.decode("ascii").split(" ")
        return Request(
            decode_thunk(thunk),
            tuple([(name, float(value)) for name, value in pairs]),
            tuple([path for path in reports.decode("utf-8", "surrogateescape").split("\0") if path]),
            (int(rows), int(columns)),
            float(timeout_s),
            float(expected_s),
            tuple(scan),
            closure,
            int(closure_size),
            _decode_elsewhere(elsewhere),
        )
    except (FrameError, ValueError) as error:
        raise CodecError(f"not a request: {error}") from None


class Reply(Record):
    """What became of a request that ran.

    result     outputs by digest: the objects are where it ran. Streams over `INLINE_BYTES` are such objects as well
    reports    the bytes of each of `Request.reports`, b"" where nothing is there
    violation  a path that it changed in a way no output can hold, "" for none; then the outputs mean nothing
    exact      the view hides nothing that could make the command fail: its failure would be one anywhere
    started_ns, ended_ns   by the clock of the worker
    words      (digest of an output, those of the words to scan for that are in it); first, without a digest, all
               that were looked for
    root       below which its files lay, "" where they were at their own paths: what the reports name there is meant
               to be at home
    """

    __slots__ = ("result", "reports", "violation", "exact", "started_ns", "ended_ns", "words", "root")

    def __init__(
        self,
        result: Result,
        reports: tuple[bytes, ...] = (),
        violation: str = "",
        exact: bool = True,
        started_ns: int = 0,
        ended_ns: int = 0,
        words: tuple[tuple[bytes, tuple[bytes, ...]], ...] = (),
        root: str = "",
    ) -> None:
        self.root: Final = root
        self.words: Final = words
        self.result: Final = result
        self.reports: Final = reports
        self.violation: Final = violation
        self.exact: Final = exact
        self.started_ns: Final = started_ns
        self.ended_ns: Final = ended_ns

    def encoded(self) -> bytes:
        """The bytes that are sent."""
        numbers = f"{int(self.exact)} {self.started_ns} {self.ended_ns}"
        violation = self.violation.encode("utf-8", "surrogateescape")
        words = join([join([digest, *found]) for digest, found in self.words])
        parts = [encode_result(self.result), violation, numbers.encode(), words, _bytes(self.root)]
        return join([REPLY_VERSION, *parts, *self.reports])

    def objects(self) -> dict[bytes, int]:
        """Digest and size of each object that it left at the worker."""
        found = {output.digest: output.size for output in self.result.outputs if output.digest}
        for stream in (self.result.stdout, self.result.stderr):
            if stream.digest:
                found[stream.digest] = stream.size
        return found


def decode_reply(data: bytes) -> Reply:
    """The reply that `data` encodes. Raises CodecError."""
    try:
        version, result, violation, numbers, words, root, *reports = split(data)
        if version != REPLY_VERSION:
            raise CodecError("a reply of another version")
        exact, started_ns, ended_ns = numbers.decode("ascii").split(" ")
        text = violation.decode("utf-8", "surrogateescape")
        found = tuple([(one[0], tuple(one[1:])) for one in map(split, split(words))])
        return Reply(
            decode_result(result), tuple(reports), text, exact == "1", int(started_ns), int(ended_ns), found,
            root.decode("utf-8", "surrogateescape"),
        )  # fmt: skip
    except (FrameError, ValueError, IndexError) as error:
        raise CodecError(f"not a reply: {error}") from None


def is_plain_path(path: str) -> bool:
    """Whether `path` is absolute and has no part that leads elsewhere: nothing else is believed on either end."""
    return path.startswith("/") and all(part not in ("", ".", "..") for part in path[1:].split("/"))
