"""The system's files as the actions of one server see them, and what has to come along because of that.

Three kinds of servers: one shows actions the files of its own system, and these are those that are here; on another
some differ, and an action lays its own ones over them where the server lets it make namespaces (`reapi_action.over`);
and one shows actions nothing but their input root, which then has to hold everything, from the shell on.
The API has no words for any of this, so it is found out by actions, once.
"""

from __future__ import annotations

import asyncio

from oilgg.engine.loading import Unknown, parts_of
from oilgg.engine.network import Lost, NotStarted, Refused
from oilgg.engine.reapi_action import NOTHING, Brought
from oilgg.engine.travelled import Differs, place_here
from oilgg.errors import EngineError, StoreError
from oilgg.reason import PLATFORM_DIFFERS, Refusal
from oilgg.thunk.codec import CodecError
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import AbsentValue, FileValue, Input, Stage, Thunk
from oilgg.worker.closure import decode_closure
from oilgg.worker.request import Request
from oilgg.worker.sealed import is_platform, platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from oilgg.engine.network import Home
    from oilgg.worker.closure import Part
    from oilgg.worker.request import Reply

PATHS_A_PROBE = 400
ENVIRONMENT = (("LC_ALL", "C"), ("PATH", "/usr/bin:/bin"))
# They differ from machine to machine and say nothing about a result.
LOCAL_FILES = ("/etc/ld.so.cache", "/etc/ld.so.preload")
OWN_PROGRAMS = (
    "/usr/bin/env", "/bin/sh", "/usr/bin/find", "/bin/chmod", "/bin/grep", "/usr/bin/setpriv", "/usr/bin/uname",
)  # fmt: skip
"""What our own script runs inside an action."""
LAID = ("/usr/bin/oilgg-laid-over", digest_bytes(b""), 0, True)
INSTRUCTION_SETS = {"x86-64": "x86_64", "amd64": "x86_64", "arm64": "aarch64", "aarch64-a": "aarch64", "i386": "i686"}


class System:
    """What is known of one server's system. `act(request, brought)` runs an action there."""

    def __init__(self, name: str, home: Home, act: Callable[[Request, Brought], Awaitable[Reply]]) -> None:
        self.name = name
        self.home = home
        self.act = act
        self.machine = ""
        """Kernel and instruction set, as thunks name them."""
        self.is_bare = False
        self._digests: dict[str, bytes | None] = {}
        """Of the server's own files, None for none; what has been asked for."""
        self._asking: dict[str, asyncio.Future[None]] = {}
        self._own: tuple[Part, ...] | None = None
        self._laying: asyncio.Task[bool] | None = None

    async def start(self, properties: tuple[tuple[str, str], ...]) -> None:
        """Find out where actions have their inputs, and what they run on. Raises EngineError."""
        self.home.store.put_bytes(b"")
        try:
            text = await self._look()
        except (Lost, Refused) as error:
            self.is_bare = True
            try:
                text = await self._look()
            except (Lost, Refused):
                raise EngineError(f"{self.name}: a first action came to nothing: {error}") from None
        place, _, machine = text.partition("\n")
        if place != "/oilgg-probe":
            raise EngineError(f"{self.name}: actions there do not have their inputs at the root of all files")
        self.machine = "-".join(machine.split()).replace("Linux-", "linux-")
        for name, value in properties:
            if name in ("OSFamily", "ISA") and not self._is_there(name, value):
                raise EngineError(f"{self.name}: {name}={value} was asked for, and its actions run on {self.machine}")

    def _is_there(self, name: str, value: str) -> bool:
        system, _, instructions = self.machine.partition("-")
        value = value.lower()
        return value == system if name == "OSFamily" else INSTRUCTION_SETS.get(value, value) == instructions

    async def _look(self) -> str:
        """What a first action says. Raises Lost, Refused."""
        empty = digest_bytes(b"")
        inputs = (
            Input("/oilgg-probe/plain", FileValue(empty, 0)),
            Input("/oilgg-probe/run", FileValue(empty, 0, True)),
        )
        stage = Stage("/bin/sh", ("/bin/sh", "-c", "pwd; uname -sm"), ENVIRONMENT)
        brought = self._brought((), True) if self.is_bare else NOTHING
        reply = await self.act(Request(Thunk((stage,), "/oilgg-probe", inputs=inputs)), brought)
        if reply.violation or any(reply.result.statuses):
            raise Lost(f"{reply.violation or 'uname'}: something is wrong")
        return (reply.result.stdout.data or b"").decode("ascii", "replace").strip()

    # -- what a request brings along ---------------------------------------------------------------------------------

    async def needed(self, request: Request) -> Brought:
        """What `request` has to bring along of the system. Raises NotStarted, Lost."""
        if request.thunk.platform not in ("", self.machine):
            text = f"a command for {request.thunk.platform}, and this is {self.machine}"
            raise NotStarted(Refusal(PLATFORM_DIFFERS, text))
        wanted: dict[str, bytes | None] = {}
        wanted.update({path: digest for path, digest in request.thunk.tools if path not in LOCAL_FILES})
        parts = {part[0]: part for part in self._closure(request)}
        for item in request.thunk.inputs:
            value = item.value
            if isinstance(value, AbsentValue):
                wanted[item.path] = None
            elif isinstance(value, FileValue):
                wanted[item.path] = value.digest
                if parts and is_platform(item.path):
                    parts[item.path] = (item.path, value.digest, value.size, value.mode_executable)
        wanted.update({path: part[1] for path, part in parts.items()})
        differing = await self._differing(wanted)
        for path, digest in differing.items():
            if path not in parts or parts[path][1] != digest:
                raise self._refusal(path)
        if self.is_bare:
            return self._brought(parts.values(), True)
        if not differing:
            return NOTHING
        if not await self._lays_over():
            raise self._refusal(next(iter(differing)), ", and nothing can be laid over the server's files")
        own = await self._differing({part[0]: part[1] for part in self._own_parts()})
        found = [parts[path] for path in differing]
        return self._brought([*found, *[part for part in self._own_parts() if part[0] in own]], False)

    def _closure(self, request: Request) -> tuple[Part, ...]:
        if not request.closure:
            return ()
        try:
            return tuple([
                part for part in decode_closure(self.home.store.get_bytes(request.closure))
                if self.is_bare or part[0] not in LOCAL_FILES
            ])  # fmt: skip
        except (StoreError, CodecError) as error:
            raise Lost(str(error)) from None

    def _refusal(self, path: str, more: str = "") -> NotStarted:
        is_there = "has other bytes there" if self._digests.get(path) else "is not there"
        return NotStarted(Refusal(PLATFORM_DIFFERS, f"{path} {is_there}{more}"))

    def _own_parts(self) -> tuple[Part, ...]:
        if self._own is None:
            try:
                self._own = parts_of(OWN_PROGRAMS, self.home.store)
            except (OSError, Unknown) as error:
                raise Lost(f"{self.name}: {error}") from None
        return self._own

    def _brought(self, parts: Iterable[Part], is_root: bool) -> Brought:
        """`parts` at their places; for a root with what our own script needs. Raises NotStarted, Lost."""
        found: dict[str, FileValue] = {}
        try:
            for path, digest, size, executable in (*(self._own_parts() if is_root else ()), *parts):
                found[place_here(path)] = FileValue(digest, size, executable)
                self.home.expect_file(digest, path)
        except Differs as differs:
            raise NotStarted(Refusal(PLATFORM_DIFFERS, differs.text)) from None
        return Brought(found, platform().links, is_root)

    async def _lays_over(self) -> bool:
        """Whether an action can lay files over those of the system."""
        if self._laying is None:
            self._laying = asyncio.get_running_loop().create_task(self._try_to_lay())
        try:
            return await asyncio.shield(self._laying)
        except Lost:
            self._laying = None
            raise

    async def _try_to_lay(self) -> bool:
        stage = Stage("/bin/sh", ("/bin/sh", "-c", f"test -x {LAID[0]} && echo laid"), ENVIRONMENT)
        try:
            own = await self._differing({part[0]: part[1] for part in self._own_parts()})
            parts = [part for part in self._own_parts() if part[0] in own]
            reply = await self.act(Request(Thunk((stage,), "/")), self._brought([LAID, *parts], False))
        except Refused:
            return False
        return reply.result.stdout.data == b"laid\n" and not reply.violation

    # -- the server's own files --------------------------------------------------------------------------------------

    async def _differing(self, wanted: dict[str, bytes | None]) -> dict[str, bytes | None]:
        """Those of `wanted` that are not so at the server: path and digest, None for what must be absent."""
        wanted = {path: digest for path, digest in wanted.items() if is_platform(path)}
        if self.is_bare:
            return {path: digest for path, digest in wanted.items() if digest is not None}
        unknown = sorted([path for path in wanted if path not in self._digests and path not in self._asking])
        for at in range(0, len(unknown), PATHS_A_PROBE):
            await self._ask_for(unknown[at : at + PATHS_A_PROBE])
        for path in wanted:
            if path not in self._digests and path in self._asking:
                await asyncio.shield(self._asking[path])
        lost = next((path for path in wanted if path not in self._digests), None)
        if lost is not None:
            raise Lost(f"{self.name}: the files of the server cannot be looked at")
        return {path: digest for path, digest in wanted.items() if self._digests[path] != digest}

    async def _ask_for(self, paths: list[str]) -> None:
        """Learn the digests of some of the server's files."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asking.update(dict.fromkeys(paths, future))
        stage = Stage("/usr/bin/sha256sum", ("sha256sum", "-z", "--", *paths), ENVIRONMENT)
        try:
            reply = await self.act(Request(Thunk((stage,), "/", salt="platform")), NOTHING)
            stdout = reply.result.stdout
            data = stdout.data
            if data is None and stdout.digest is not None:
                data = await self.home.read(stdout.digest)
            self._digests.update(dict.fromkeys(paths))
            for line in (data or b"").split(b"\0"):
                digest, _, path = line.partition(b"  ")
                name = path.decode("utf-8", "surrogateescape")
                if name in self._digests and len(digest) == 64:
                    self._digests[name] = bytes.fromhex(digest.decode("ascii"))
        finally:
            for one in paths:
                self._asking.pop(one, None)
            future.set_result(None)
