"""The process that runs requests on a worker: started by whatever brings them there, told what to do by a socket.

It is a process of its own so that neither an event loop nor the threads of a library share it with the launcher. It
ends when the other side of the socket does, and with it everything that it has started. Messages (`worker.frames`):

    to it                              from it
    run KEY REQUEST                    ready VIEW REASON          once: which view works here, and why not a better one
    cancel KEY                         lacks KEY DIGEST…          put these, then say `run` again
    put DIGEST BYTES                   done KEY REPLY
    get DIGEST                         failed KEY CODE TEXT       it did not run: see `FAILURES`
    has DIGEST…                        object DIGEST BYTES        or `missing DIGEST`
    peek KEY OUT ERR                   have DIGEST…               those of `has` that are here
                                       output KEY BYTES BYTES     what it has printed so far, from these places on
"""

from __future__ import annotations

import _socket
import posix
import select
import sys
import time

from oilgg.engine.alone import Alone, check_alone
from oilgg.engine.base import SEALED, STAGED, Job, JobStage, Redirect, Result
from oilgg.engine.local import LocalEngine
from oilgg.engine.travelled import Differs, Travelled
from oilgg.errors import StoreError
from oilgg.store.base import MissingObject
from oilgg.store.local import LocalStore
from oilgg.thunk.codec import CodecError
from oilgg.thunk.ir import (
    EMPTY_STREAM,
    INLINE_STREAM_BYTES,
    AbsentValue,
    FileValue,
    Output,
    StreamValue,
    Usage,
    time_left,
)
from oilgg.thunk.ir import Result as ThunkResult
from oilgg.worker import inner
from oilgg.worker.capture import Capture
from oilgg.worker.collect import Change, collect
from oilgg.worker.frames import FrameError, Frames, frame
from oilgg.worker.layer import remove_tree
from oilgg.worker.places import is_alive
from oilgg.worker.request import INLINE_BYTES, Reply, Request, decode_request, is_plain_path
from oilgg.worker.rules import without_root
from oilgg.worker.sealed import StagingError, is_platform, stage
from oilgg.worker.staged import Staged, names, staged_stages
from oilgg.worker.view import default_base

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oilgg.thunk.ir import Stage
    from oilgg.worker.closure import Part

FAILURES = {
    "request": "the request makes no sense here",
    "platform": "programs or system files of the worker are others than at home",
    "view": "no sealed view can be made here",
    "spaces": "there are no namespaces here, and it may not run without",
    "named": "it ran without namespaces, and what it wrote names the folder in which its files lay",
    "start": "a program of it could not be started",
    "late": "it took too long",
    "disk": "an object cannot be kept there",
    "lost": "it was killed, or what it left could not be kept",
    "cancelled": "it was cancelled",
}
# They differ from machine to machine and say nothing about a result.
LOCAL_FILES = ("/etc/ld.so.cache", "/etc/ld.so.preload")
PLATFORM = f"{sys.platform}-{posix.uname().machine}"
CHUNK_BYTES = 1 << 20
STAGED_IN_MEMORY_BYTES = 8 << 20
MOST_SCANNED_BYTES = 64 << 20
CLOCK_SLACK_NS = 20_000_000
PLAIN_KINDS = ("file", "directory", "symlink", "removed")


class Failed(Exception):
    """A request cannot run, or has come to nothing: `code` is one of FAILURES."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text


class _Running:
    """A request that runs, with the folder of what was staged for it and the captures of its streams."""

    __slots__ = ("captures", "deadline_s", "folder", "key", "over", "request", "skew_ns", "staged", "timed_out")

    def __init__(
        self, key: bytes, request: Request, folder: str, over: str, captures: list[Capture], staged: Staged | None
    ) -> None:
        self.staged = staged
        self.skew_ns = skew_ns(folder)
        self.key = key
        self.request = request
        self.folder = folder
        self.over = over
        self.captures = captures
        self.deadline_s = time.monotonic() + request.timeout_s if request.timeout_s else 0.0
        self.timed_out = False


class WorkerProcess:
    """Runs requests until the socket ends. `folder` is its own: objects are kept there from one start to the next."""

    def __init__(self, socket: _socket.socket, folder: str, slots: int) -> None:
        self.socket = socket
        self.folder = folder
        self.engine = LocalEngine(slots)
        self.store = LocalStore(folder)
        self.travelled = Travelled(self.store, folder + "/travelled")
        self.alone = Alone()
        self.frames = Frames()
        self.running: dict[int, _Running] = {}
        self.numbers: dict[bytes, int] = {}
        self.number = 0
        self.out = bytearray()
        self.poll = select.epoll()
        self.captures: dict[int, tuple[_Running, int]] = {}
        self.troubles: dict[bytes, str] = {}
        """Why objects that came could not be kept."""
        self.over = False
        self.sealed = False
        """Whether there are namespaces, and so sealed views; else files are staged."""

    # -- the loop ----------------------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Do what is asked for until nobody can ask any more."""
        support = self.engine.support()
        self.sealed = support.overlay
        if not self.sealed:
            sweep()
        self.tell(b"ready", (SEALED if self.sealed else STAGED).encode(), support.reason.encode())
        posix.set_blocking(self.socket.fileno(), False)
        self.poll.register(self.socket.fileno(), select.EPOLLIN)
        watched = -1
        try:
            while not self.over:
                if self.engine.fileno() != watched:
                    watched = self.engine.fileno()
                    self.watch(watched)
                self.turn()
        finally:
            self.engine.close()
            for one in self.running.values():
                remove_tree(one.folder)
            self.store.close()

    def watch(self, fd: int) -> None:
        """Have the engine's descriptor watched; after a failure it is another one, perhaps of the same number."""
        if fd >= 0:
            try:
                self.poll.modify(fd, select.EPOLLIN)
            except FileNotFoundError:
                self.poll.register(fd, select.EPOLLIN)

    def turn(self) -> None:
        """Wait for something and deal with it."""
        events = select.EPOLLIN | (select.EPOLLOUT if self.out else 0)
        self.poll.modify(self.socket.fileno(), events)
        for fd, event in self.poll.poll(self.time_left()):
            if fd == self.socket.fileno():
                if event & select.EPOLLOUT:
                    self.flush()
                if event & ~select.EPOLLOUT:
                    self.receive()
            elif fd in self.captures:
                self.drain(fd)
        for result in self.engine.events():
            self.ended(result)
        self.kill_late()

    def time_left(self) -> float:
        """Seconds until a request has had its time; -1 if none has a limit."""
        deadlines = [one.deadline_s for one in self.running.values() if one.deadline_s and not one.timed_out]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else -1

    def kill_late(self) -> None:
        """Kill the requests whose time is over."""
        now = time.monotonic()
        for number, one in self.running.items():
            if one.deadline_s and one.deadline_s <= now and not one.timed_out:
                one.timed_out = True
                self.engine.cancel(number)

    def receive(self) -> None:
        """Take what has come."""
        try:
            data = self.socket.recv(CHUNK_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.over = True
            return
        try:
            for message in self.frames.feed(data):
                self.take(message)
        except FrameError:
            self.over = True

    def tell(self, *parts: bytes) -> None:
        """Send a message as soon as the other side takes it."""
        self.out += frame(*parts)
        self.flush()

    def flush(self) -> None:
        """Send what waits, as far as the other side takes it."""
        try:
            while self.out:
                sent = self.socket.send(memoryview(self.out)[: 1 << 20])
                del self.out[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self.over = True

    def take(self, message: list[bytes]) -> None:
        """One message."""
        kind, *rest = message
        if kind == b"run":
            self.run(rest[0], rest[1])
        elif kind == b"cancel":
            number = self.numbers.get(rest[0])
            if number is not None:
                self.engine.cancel(number)
        elif kind == b"put":
            self.put(rest[0], rest[1])
        elif kind == b"get":
            self.get(rest[0])
        elif kind == b"peek":
            self.peek(rest[0], int(rest[1]), int(rest[2]))
        elif kind == b"has":
            self.tell(b"have", *[digest for digest in rest if self.store.has(digest)])

    def put(self, digest: bytes, data: bytes) -> None:
        """Keep an object; one whose bytes are others than its name says is not kept."""
        try:
            if self.store.put_bytes(data) != digest:
                self.tell(b"missing", digest)
        except (OSError, StoreError) as error:
            self.troubles[digest] = str(error)
            self.tell(b"missing", digest)

    def get(self, digest: bytes) -> None:
        """Give an object away."""
        try:
            self.tell(b"object", digest, self.store.get_bytes(digest))
        except StoreError:
            self.tell(b"missing", digest)

    def peek(self, key: bytes, out: int, err: int) -> None:
        """Say what a request has printed so far, from these places on."""
        running = self.running.get(self.numbers.get(key, -1))
        found = [b"", b""]
        for index, capture in enumerate(running.captures if running is not None else ()):
            place = (out, err)[index]
            found[index] = bytes(capture.data[place : place + CHUNK_BYTES])
            if running is not None and running.staged is not None:
                found[index] = found[index][: max(0, unnamed(capture.data, running.folder) - place)]
        self.tell(b"output", key, *found)

    # -- running -----------------------------------------------------------------------------------------------------

    def run(self, key: bytes, data: bytes) -> None:
        """Start a request, or say why it can't be started."""
        try:
            request = decode_request(data)
            parts = self.check(request)
            wanted = [*request.objects(), *[part[1] for part in parts]]
            lacking = [digest for digest in dict.fromkeys(wanted) if not self.store.has(digest)]
            troubles = [self.troubles.pop(digest) for digest in lacking if digest in self.troubles]
            if troubles:
                raise Failed("disk", troubles[0])
            if lacking:
                self.tell(b"lacks", key, *lacking)
                return
            self.start(key, request, parts)
        except CodecError as error:
            self.failed(key, "request", str(error))
        except Failed as failure:
            self.failed(key, failure.code, failure.text)
        except MissingObject as missing:
            self.tell(b"lacks", key, missing.digest)
        except (OSError, StoreError) as error:
            self.failed(key, "lost", str(error))

    def failed(self, key: bytes, code: str, text: str) -> None:
        """Say that a request came to nothing."""
        self.tell(b"failed", key, code.encode(), text.encode("utf-8", "surrogateescape"))

    def check(self, request: Request) -> tuple[Part, ...]:
        """The system's files that have to be others than here for `request`.

        Raises Failed where this machine is not the right one for it, or it asks for what nobody may; MissingObject
        where the closure of its programs is lacking.
        """
        thunk = request.thunk
        if thunk.platform not in ("", PLATFORM):
            raise Failed("platform", f"a command for {thunk.platform}, and this is {PLATFORM}")
        if not self.sealed and request.elsewhere.refusal:
            raise Failed("spaces", self.engine.support().reason)
        paths = [item.path for item in thunk.inputs] + [output.path for output in thunk.outputs]
        for path in [*paths, *request.reports, thunk.cwd]:
            if not is_plain_path(path) and path != "/":
                raise Failed("request", f"{path} is no absolute path without `..'")
        for item in thunk.inputs:
            if isinstance(item.value, AbsentValue) and is_platform(item.path) and is_there(item.path):
                raise Failed("platform", f"{item.path} is there, and is not at home")
        wanted = [pair for pair in thunk.tools if pair[0] not in LOCAL_FILES]
        wanted += [(item.path, item.value.digest) for item in thunk.inputs if isinstance(item.value, FileValue)]
        differing = {path: digest for path, digest in wanted if is_platform(path) and self.differs(path, digest)}
        try:
            parts = self.travelled.needed(request, differing)
            if parts and not self.sealed:
                check_alone(request, parts, self.travelled.listed(request), LOCAL_FILES)
        except Differs as differs:
            raise Failed("platform", differs.text) from None
        return parts

    def differs(self, path: str, digest: bytes) -> bool:
        """Whether the file at `path` has other bytes than at home, or is not there."""
        try:
            return self.store.digest_of(path) != digest
        except OSError:
            return True

    def start(self, key: bytes, request: Request, parts: tuple[Part, ...]) -> None:
        """Stage the inputs and submit the job."""
        thunk = request.thunk
        self.number += 1
        number = self.number
        over = self.lay_out(request, parts)
        folder = self.place(request, number)
        mask = posix.umask(0)
        staged: Staged | None = None
        try:
            posix.mkdir(folder, 0o755)
            if self.sealed:
                stage(thunk, folder, self.store.materialize)
            else:
                staged = Staged(thunk, folder, self.store.materialize)
            running_stages = self.stages(request, folder, over)
        except StagingError as error:
            remove_tree(folder)
            raise Failed("request", str(error)) from None
        except BaseException:
            remove_tree(folder)
            raise
        finally:
            posix.umask(mask)
        stages = [
            JobStage(
                one.program,
                list(one.argv),
                [f"{name}={value}" for name, value in one.environment],
                [Redirect(fd, op, target, text) for fd, op, target, text in one.redirects],
            )
            for one in running_stages
        ]
        captures = [self.capture(request, thunk.streams.stdout)]
        if not thunk.streams.merged:
            captures.append(self.capture(request, thunk.streams.stderr))
        if staged is None:
            job = Job(number, stages, thunk.cwd, thunk.umask, SEALED, places=[folder, over] if over else [folder])
        else:
            job = Job(number, stages, folder + thunk.cwd, thunk.umask, STAGED)
            staged.guards = [at for at, one in enumerate(running_stages) if one.program == inner.PROGRAM]
        job.stdout, job.stderr = captures[0].write_fd, captures[-1].write_fd
        if isinstance(thunk.stdin, FileValue):
            job.stdin = self.input(thunk.stdin.digest, folder)
        running = self.running[number] = _Running(key, request, folder, over, captures, staged)
        self.numbers[key] = number
        self.engine.submit(job)
        if job.stdin >= 0:
            posix.close(job.stdin)
        for stream, capture in enumerate(captures, 1):
            capture.started()
            self.captures[capture.read_fd] = (running, stream)
            self.poll.register(capture.read_fd, select.EPOLLIN)

    def lay_out(self, request: Request, parts: tuple[Part, ...]) -> str:
        """The tree of what has travelled here for a request, "" for none. Raises Failed."""
        if not parts:
            return ""
        here = None
        if not self.sealed:
            here = tuple([part for part in self.travelled.listed(request) if part not in parts])
        try:
            return self.travelled.lay_out(parts, {one.over for one in self.running.values()}, here)
        except Differs as differs:
            raise Failed("platform", differs.text) from None

    def stages(self, request: Request, folder: str, over: str) -> Sequence[Stage]:
        """The stages as they are started. Raises Failed."""
        if self.sealed:
            return request.thunk.stages
        found = staged_stages(request.thunk, request.elsewhere, folder)
        listed = self.travelled.listed(request) if over else ()
        try:
            for at, one in enumerate(found):
                if one.program != inner.PROGRAM:
                    found[at] = self.alone.stage(one, over, listed, folder)
        except Differs as differs:
            raise Failed("platform", differs.text) from None
        return found

    def place(self, request: Request, number: int) -> str:
        """Where to stage the inputs of `request`: in memory, where directories are cheap, unless they are large.

        Its name is like that of a layer, so that the launcher removes it if this process is killed.
        """
        small = sum(request.objects().values()) <= STAGED_IN_MEMORY_BYTES
        if not self.sealed and any(not is_platform(one.program) for one in request.thunk.stages):
            small = False  # memory is often mounted so that nothing there can be run
        base = (default_base(memory=True) if small else "") or default_base()
        return f"{base}/oilgg-{posix.getpid()}-s{number}"

    def capture(self, request: Request, kind: str) -> Capture:
        """A pipe, or a terminal of the right size."""
        if kind != "tty":
            return Capture()
        import fcntl
        import termios

        master, slave = posix.openpty()
        rows, columns = request.terminal
        fcntl.ioctl(slave, termios.TIOCSWINSZ, b"".join([n.to_bytes(2, "little") for n in (rows, columns, 0, 0)]))
        try:
            return Capture(slave)
        finally:
            posix.close(master)
            posix.close(slave)

    def input(self, digest: bytes, folder: str) -> int:
        """A descriptor to read an object from."""
        path = f"{folder}.stdin"
        self.store.materialize(digest, path, 0o400)
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
        posix.unlink(path)
        return descriptor

    def drain(self, fd: int) -> None:
        """Take what a running request prints, and hand it on."""
        running, stream = self.captures[fd]
        capture = running.captures[stream - 1]
        self.poll.unregister(fd)
        del self.captures[fd]
        if not capture.pump():
            self.captures[fd] = (running, stream)
            self.poll.register(fd, select.EPOLLIN)

    # -- afterwards --------------------------------------------------------------------------------------------------

    def ended(self, result: Result) -> None:
        """A job is over: say what it left."""
        running = self.running.pop(result.key)
        if self.numbers.get(running.key) == result.key:
            del self.numbers[running.key]
        for capture in running.captures:
            if self.captures.pop(capture.read_fd, None) is not None:
                self.poll.unregister(capture.read_fd)
            capture.finish()
        try:
            self.tell(b"done", running.key, self.reply(running, result).encoded())
        except Failed as failure:
            self.failed(running.key, failure.code, failure.text)
        except (OSError, StoreError) as error:
            self.failed(running.key, "lost", str(error))
        if result.layer is not None:
            result.layer.directories.append(running.folder)
            self.engine.dispose(result.layer)
        else:
            remove_tree(running.folder)

    def reply(self, running: _Running, result: Result) -> Reply:
        """What is said of a job that ran. Raises Failed where it did not, or not to its end."""
        if running.timed_out:
            raise Failed("late", f"it took longer than {running.request.timeout_s:g} s")
        if result.cancelled:
            raise Failed("cancelled", "")
        if result.failure is not None or (result.layer is None and running.staged is None):
            raise Failed("view" if (result.failure or "").startswith("view") else "lost", result.failure or "")
        guards = running.staged.guards if running.staged is not None else []
        if any(result.statuses[at] == inner.NAMED for at in guards):
            raise Failed("named", "what a stage handed on names the folder in which its files lay")
        if result.errors:
            error = result.errors[0]
            if error.step < 0:
                before = sum(at < error.stage for at in guards)
                stage = running.request.thunk.stages[error.stage - before]
                raise Failed("start", f"{stage.program}: {posix.strerror(error.errno)}")
            raise Failed("start", "a redirection failed")
        outputs, reports, violation = self.outputs(running, result)
        words = self.words(running.request.scan, outputs)
        if running.staged is not None:
            self.take_name_out(running)
        streams = [self.stream(capture.data) for capture in running.captures]
        usage = Usage(result.wall_s, result.user_s, result.system_s, result.maxrss_kib)
        err = streams[1] if len(streams) > 1 else EMPTY_STREAM
        statuses = tuple([status for at, status in enumerate(result.statuses) if at not in guards])
        found = ThunkResult(statuses, streams[0], err, tuple(outputs), usage)
        exact = running.staged is None and self.engine.support().exact and not running.over
        root = running.folder if running.staged is not None else ""
        return Reply(found, tuple(reports), violation, exact, result.started_ns, result.ended_ns, words, root)

    def take_name_out(self, running: _Running) -> None:
        """What a staged command has printed must not name its folder. Raises Failed."""
        name = running.folder.encode("utf-8", "surrogateescape")
        for capture in running.captures:
            if running.request.elsewhere.said:
                capture.data[:] = capture.data.replace(name + b"/", b"/")
            if name[1:] in capture.data:
                raise Failed("named", "what it prints names the folder in which its files lay")

    def outputs(self, running: _Running, result: Result) -> tuple[list[Output], list[bytes], str]:
        """What is at the declared places, the reports, and the path of what may not have been written ("" for none)."""
        thunk, reports = running.request.thunk, dict.fromkeys(running.request.reports, b"")
        exact = {output.path for output in thunk.outputs}
        trees = tuple([output.path + "/" for output in thunk.outputs if output.tree])
        found = []
        for change in self.changes(running, result):
            declared = change.path in exact or change.path.startswith(trees)
            if change.path in reports and change.kind == "file":
                with open(change.layer_path, "rb") as file:
                    data = reports[change.path] = file.read()
                if change.path in exact:
                    self.rename_in_rules(running, change, data)
            if change.path in reports and change.path not in exact:
                continue
            if change.kind == "directory" and change.times_only and not declared:
                continue
            elif not declared or change.kind not in PLAIN_KINDS or change.link_group:
                return [], [], change.path
            else:
                found.append(self.output(running, change, result))
        return found, list(reports.values()), ""

    def changes(self, running: _Running, result: Result) -> list[Change]:
        """What a request has written. Raises Failed where that names the folder that its files lay in."""
        if result.layer is not None:
            return collect(result.layer)
        assert running.staged is not None
        found = running.staged.changes(self.store.digest_of)
        for change in found:
            if change.path in running.request.reports:
                continue  # see `outputs`
            said = running.folder[1:] in change.target or (
                change.kind == "file" and names(change.layer_path, running.folder)
            )
            if said:
                raise Failed("named", f"{change.path} as it wrote it names the folder in which its files lay")
        return found

    def rename_in_rules(self, running: _Running, change: Change, data: bytes) -> None:
        """Make rules that a command has left, `data`, come to say what they would have said at home. Raises Failed."""
        root = running.folder.encode("utf-8", "surrogateescape")
        if running.staged is None or root[1:] not in data:
            return
        found = without_root(data, root)
        if found is None:
            raise Failed("named", f"{change.path} as it wrote it names the folder in which its files lay")
        with open(change.layer_path, "r+b") as file:
            file.write(found)
            file.truncate()

    def words(self, scan: tuple[bytes, ...], outputs: list[Output]) -> tuple[tuple[bytes, tuple[bytes, ...]], ...]:
        """Which words are in which outputs."""
        found = [(b"", scan)] if scan else []
        for output in outputs if scan else ():
            if output.digest is not None and output.size <= MOST_SCANNED_BYTES:
                data = self.store.get_bytes(output.digest)
                found.append((output.digest, tuple([word for word in scan if word in data])))
        return tuple(found)

    def output(self, running: _Running, change: Change, result: Result) -> Output:
        """What was left at one path; its bytes are kept."""
        if change.kind != "file":
            return Output(change.path, change.kind, None, 0, change.mode, target=change.target)
        first = result.started_ns + running.skew_ns - CLOCK_SLACK_NS
        last = result.ended_ns + running.skew_ns + CLOCK_SLACK_NS
        when: str | int = change.mtime_ns
        if change.content:
            when = time_left(change.mtime_ns, first, last, running.request.thunk.inputs)
        digest, size = self.store.put_file(change.layer_path)
        return Output(change.path, "file", digest, size, change.mode, when, in_place=change.in_place)

    def stream(self, data: bytearray) -> StreamValue:
        """A stream, within the reply where it is short."""
        if len(data) <= INLINE_STREAM_BYTES:
            return StreamValue(bytes(data)) if data else EMPTY_STREAM
        if len(data) <= INLINE_BYTES:
            return StreamValue(bytes(data))
        return StreamValue(None, self.store.put_bytes(bytes(data)), len(data))


def sweep() -> None:
    """Remove what was staged by processes that are no more: only where there are views a launcher does that."""
    for base in {default_base(memory=True), default_base()} - {""}:
        for name in posix.listdir(base):
            pieces = name.split("-")
            if pieces[0] == "oilgg" and len(pieces) == 3 and pieces[1].isdigit() and not is_alive(int(pieces[1])):
                remove_tree(f"{base}/{name}")


def unnamed(data: bytearray, folder: str) -> int:
    """How many bytes of `data` can be no part of the name `folder`, whatever follows."""
    name = folder.encode("utf-8", "surrogateescape")
    at = data.find(name[1:])
    if at >= 0:
        return max(0, at - 1)
    held = [size for size in range(1, len(name)) if data.endswith((name[:size], name[1 : size + 1]))]
    return len(data) - max(held, default=0)


def is_there(path: str) -> bool:
    """Whether something is at `path`."""
    try:
        posix.lstat(path)
    except OSError:
        return False
    return True


def skew_ns(folder: str) -> int:
    """How far the clock that dates files there is ahead of this process's: a file server has its own."""
    path = folder + ".now"
    posix.close(posix.open(path, posix.O_WRONLY | posix.O_CREAT | posix.O_CLOEXEC, 0o600))
    try:
        ahead_ns = posix.stat(path).st_mtime_ns - time.time_ns()
    finally:
        posix.unlink(path)
    return ahead_ns if abs(ahead_ns) > CLOCK_SLACK_NS else 0


def command(fd: int, folder: str, slots: int) -> list[str]:
    """The command line that starts a worker process which is spoken to by descriptor `fd`."""
    import sys

    root = __file__.rpartition("/oilgg/")[0]
    program = (
        f"import sys; sys.path.insert(0, {root!r}); "
        f"from oilgg.engine.worker_process import main; main({fd}, {folder!r}, {slots})"
    )
    return [sys.executable, "-P", "-c", program]  # -P: what lies in the working directory is no module


def main(fd: int, folder: str, slots: int) -> None:
    """Be a worker process; returns when the other side of the socket `fd` is gone."""
    import _signal

    for number in (_signal.SIGINT, _signal.SIGHUP, _signal.SIGTERM):
        _signal.signal(number, _signal.SIG_IGN)
    posix.setpgid(0, 0)
    socket: Any = _socket.socket(fileno=fd)
    posix.set_inheritable(fd, False)
    posix.umask(0o077)
    WorkerProcess(socket, folder, slots).serve()
