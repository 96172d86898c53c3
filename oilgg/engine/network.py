"""What an engine on the other side of a network has to do: it lives in the engine process, on its event loop.

`Home` is what it gets of this side: the objects of the store, and counters of what went over the line. An engine
runs one request at a time for each call of `run`; how often, where and after which failure is decided by `dispatch`.
"""

from __future__ import annotations

from oilgg.errors import EngineError, StoreError
from oilgg.reason import NO_NAMESPACES, NOT_SUPPORTED, Refusal
from oilgg.store.base import MissingObject
from oilgg.thunk.codec import CodecError
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import FileValue
from oilgg.worker.closure import decode_closure
from oilgg.worker.sealed import is_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from oilgg.store.base import Store
    from oilgg.worker.request import Reply, Request


class Lost(Exception):
    """A request came to nothing for no fault of its own: a worker died, a connection broke. It may be tried again.

    `suspect`: the request itself may have killed its worker; it is not tried often.
    """

    def __init__(self, text: str, suspect: bool = False) -> None:
        super().__init__(text)
        self.suspect = suspect


class Refused(Exception):
    """This engine cannot run the request, now or later."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class NotStarted(Refused):
    """The worker found that it cannot run the request: other system files, no view."""


class Home:
    """This side of the line. Objects are read and kept here only; where else they are, each engine knows."""

    def __init__(self, store: Store, say: Callable[[str], None]) -> None:
        self.store = store
        self.say = say
        """Tell the user something, in one line."""
        self.engines: list[NetworkEngine] = []
        self.remake: Callable[[bytes], Awaitable[bool]] = _cannot
        """Runs again what has made an object that is nowhere any more; whether that gave it."""
        self.up_bytes = 0
        self.down_bytes = 0
        self._lists: set[bytes] = set()
        """Closures of programs: they say which files are meant, as requests do, and count as little."""
        self._closures: set[bytes] = set()
        self._installed: dict[bytes, str] = {}
        """Files of this system that may be asked for: path by digest."""

    async def read(self, digest: bytes) -> bytes:
        """The bytes of an object to be sent, verified; brought here if it is elsewhere. Raises MissingObject."""
        try:
            return self.store.get_bytes(digest)
        except MissingObject:
            data = self._read_installed(digest)
            if data is not None:
                return data
            await self.bring(digest)
            return self.store.get_bytes(digest)

    def expect(self, request: Request) -> None:
        """Workers may come to lack files of the system that `request` stands on: programs, libraries, headers."""
        if request.closure:
            if request.closure not in self._lists:
                self._lists.add(request.closure)
                self._closures.add(request.closure)
            for item in request.thunk.inputs:
                if isinstance(item.value, FileValue) and is_platform(item.path):
                    self._installed[item.value.digest] = item.path

    def expect_file(self, digest: bytes, path: str) -> None:
        """The same of one file."""
        self._installed[digest] = path

    def sent(self, digest: bytes, size: int) -> None:
        """An object went over the line."""
        if digest not in self._lists:
            self.up_bytes += size

    def _read_installed(self, digest: bytes) -> bytes | None:
        """The bytes of a file of this system."""
        for closure in self._closures:
            try:
                parts = decode_closure(self.store.get_bytes(closure))
            except (MissingObject, CodecError):
                continue
            self._installed.update({part[1]: part[0] for part in parts})
        self._closures.clear()
        path = self._installed.get(digest)
        if path is None:
            return None
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            return None
        return data if digest_bytes(data) == digest else None

    async def bring(self, digest: bytes) -> None:
        """See that an object is in the store here. Raises MissingObject."""
        if not await self._fetch(digest) and not (await self.remake(digest) and await self._fetch(digest)):
            raise MissingObject(digest)

    async def _fetch(self, digest: bytes) -> bool:
        if self.store.has(digest):
            return True
        for engine in self.engines:
            try:
                data = await engine.fetch(digest)
            except (Lost, EngineError):
                continue
            if data is not None:
                self.down_bytes += len(data)
                if self.store.put_bytes(data) == digest:
                    return True
        return False

    def has(self, digest: bytes) -> bool:
        """Whether an object is in the store here."""
        try:
            return self.store.has(digest)
        except StoreError:
            return False


def without_namespaces(name: str, why: str, request: Request) -> Refusal | None:
    """Why `request` can't run at `name`, whose workers have no namespaces: `why` says what forbids them there."""
    if not request.elsewhere.refusal:
        return None
    return Refusal(NO_NAMESPACES, f"{name} has no namespaces ({why}), and {request.elsewhere.refusal}")


async def _cannot(_digest: bytes) -> bool:
    return False


class NetworkEngine:
    """One engine, as the engine process sees it; all methods run on its event loop. `name` is what the user said."""

    def __init__(self, name: str, home: Home) -> None:
        self.name = name
        self.home = home

    async def start(self) -> None:
        """Connect. Raises EngineError, in words for the user, where that fails for good."""

    def slots(self) -> int:
        """How many requests can run at the same time now; 0 while there is no worker (some may join later)."""
        raise NotImplementedError

    def refusal(self, request: Request) -> Refusal | None:
        """Why this engine will not take `request`, or None. An unmeetable need is a refusal. Never blocks."""
        return Refusal(NOT_SUPPORTED) if request is None else None

    async def run(self, request: Request) -> Reply:
        """Run `request`; its outputs stay where it ran. Being cancelled kills it with all its processes.

        Raises Lost, Refused.
        """
        raise NotImplementedError

    async def peek(self, request: Request, offsets: tuple[int, int]) -> tuple[bytes, bytes] | None:
        """What a request that runs has printed so far on its two streams, from these places on.

        None if it does not run here, or the engine can't tell before it has ended. Raises Lost.
        """
        return None

    async def fetch(self, digest: bytes) -> bytes | None:
        """The bytes of an object that is held there; None if it is not. Raises Lost."""
        raise NotImplementedError

    def bill(self) -> str:
        """What has been spent there, in one line; "" where nothing costs."""
        return ""

    async def close(self) -> None:
        """Kill what runs, let go of the connection."""
