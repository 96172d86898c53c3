"""The supervisor of a traced command: told of every file access before it happens, it notes what it sees first and
lets the kernel go on.

It is a process of its own, in the view of the command and above it. It ends when nothing of the command runs any more:
without it calls would fail (ENOSYS), so it outlives even the shell, should the command leave something behind.
"""

from __future__ import annotations

import _socket
import marshal
import posix
import select
import time
from _struct import pack, unpack_from
from fcntl import ioctl

from oilgg.worker import wire
from oilgg.worker.observe import Observer
from oilgg.worker.seccomp import (
    CONTINUE,
    IOCTL_RECV,
    IOCTL_SEND,
    NOTIFICATION_BYTES,
    architecture,
    call_names,
    install,
    is_known_machine,
    needs_no_new_privs,
    program,
    wake_in_place,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.worker.ptrace import Stops

    Later = tuple[Callable[..., None], str, object, object]
    Handler = Callable[["Call"], Later | None]

AT_FDCWD = -100
AT_SYMLINK_NOFOLLOW = 0x100
AT_SYMLINK_FOLLOW = 0x400
AT_EMPTY_PATH = 0x1000
WRITING = posix.O_WRONLY | posix.O_RDWR | posix.O_CREAT | posix.O_TRUNC
MAX_PATH = 4096
FIRST_READ_BYTES = 256
MAX_ARGUMENTS = 4096
SETTLE_S = 0.2
"""How long processes of a command may take to be gone after its own have ended."""

AF_UNIX = 1


class Call:
    """One call that the kernel tells of: who makes it, its number and arguments."""

    __slots__ = ("tid", "arguments", "memory")

    def __init__(self, tid: int, arguments: list[int], memory: int) -> None:
        self.tid = tid
        self.arguments = arguments
        self.memory = memory

    def bytes_at(self, address: int, size: int) -> bytes:
        """Memory of the caller, as far as it is there."""
        try:
            return posix.pread(self.memory, size, address)
        except (OSError, OverflowError):
            return b""

    def text(self, index: int) -> str:
        """The text that an argument points to; "" for none."""
        address = self.arguments[index]
        if not address:
            return ""
        data = self.bytes_at(address, FIRST_READ_BYTES)
        if b"\0" not in data:
            data = self.bytes_at(address, MAX_PATH)
        return data.partition(b"\0")[0].decode("utf-8", "surrogateescape")

    def number(self, index: int) -> int:
        """An argument that is a C int."""
        value = self.arguments[index] & 0xFFFFFFFF
        return value - (1 << 32) if value & 0x80000000 else value


class Tracer:
    """Serves the listeners of one command."""

    def __init__(self, observer: Observer) -> None:
        self.observer = observer
        self.handlers = _handlers(self)
        self.names = call_names()
        self.architecture = architecture()
        self.memories: dict[int, int] = {}
        self.cwds: dict[int, str] = {}
        self.images: dict[int, int] = {}
        self.entering: set[int] = set()
        self.moving = False
        self.count = 0
        self.blind = False
        """Nothing is noted any more."""
        self._buffer = bytearray(NOTIFICATION_BYTES)
        self._empty = bytes(NOTIFICATION_BYTES)

    # -- notifications ---------------------------------------------------------------------------------------------

    def serve(self, listener: int) -> None:
        """Take one notification and answer it."""
        buffer = self._buffer
        buffer[:] = self._empty
        try:
            ioctl(listener, IOCTL_RECV, buffer, True)
        except OSError:
            return  # the caller has been killed
        identity, tid, _flags, number, machine, _ip, *arguments = unpack_from("=QIIiIQ6Q", buffer)
        self.count += 1
        later = None
        try:
            if not self.blind:
                later = self.note(tid, number, machine, arguments)
        except Exception as error:  # whatever it is, the command must go on
            self._has_failed(error)
        try:
            ioctl(listener, IOCTL_SEND, pack("=QqiI", identity, 0, 0, CONTINUE))
        except OSError:
            pass
        if later is not None:
            try:
                later[0](later[1], later[2], later[3])
            except Exception as error:
                self._has_failed(error)

    def tell(self, tid: int, number: int, machine: int, arguments: list[int]) -> None:
        """Note a call whose caller waits meanwhile."""
        self.count += 1
        try:
            later = self.note(tid, number, machine, arguments)
            if later is not None:
                later[0](later[1], later[2], later[3])
        except Exception as error:
            self._has_failed(error)

    def _has_failed(self, error: Exception) -> None:
        self.observer.special("tracer", f"{type(error).__name__}: {error}")

    def note(self, tid: int, number: int, machine: int, arguments: list[int]) -> Later | None:
        """Note what a call is about to do, or give back what is to be noted while the command goes on."""
        handler = self.handlers.get(number)
        if machine != self.architecture or handler is None:
            self.observer.special("machine", "a program of another kind of machine")
            return None
        if self.moving:
            self.moving = False
            self.observer.forget_directories()
        if tid in self.entering or tid not in self.images:
            self._identify(tid)
        self.observer.image = self.images[tid]
        return handler(Call(tid, arguments, self._memory(tid)))

    def _memory(self, tid: int) -> int:
        memory = self.memories.get(tid, -1)
        if memory < 0:
            if len(self.memories) > 100:
                self._forget_processes()
            memory = self.memories[tid] = posix.open(f"/proc/{tid}/mem", posix.O_RDONLY | posix.O_CLOEXEC)
        return memory

    def _forget_processes(self) -> None:
        for memory in self.memories.values():
            posix.close(memory)
        self.memories.clear()

    def _identify(self, tid: int) -> None:
        """Find out which program `tid` runs: it is new, or has called execve before."""
        if tid in self.entering:
            self.entering.discard(tid)
            memory = self.memories.pop(tid, -1)
            if memory >= 0:
                posix.close(memory)  # it leads to what the process was before
        self.cwds.pop(tid, None)
        try:
            words = _read(f"/proc/{tid}/cmdline").decode("utf-8", "surrogateescape").split("\0")[:-1]
            program = posix.readlink(f"/proc/{tid}/exe")
        except OSError:
            words, program = [], ""
        self.images[tid] = self.observer.program(program, words)

    # -- paths -----------------------------------------------------------------------------------------------------

    def cwd(self, tid: int) -> str:
        """The working directory of `tid`."""
        known = self.cwds.get(tid)
        if known is None:
            known = self.cwds[tid] = posix.readlink(f"/proc/{tid}/cwd")
        return known

    def descriptor(self, tid: int, number: int) -> str:
        """What descriptor `number` of `tid` leads to."""
        try:
            return posix.readlink(f"/proc/{tid}/fd/{number}")
        except OSError:
            return ""

    def path(self, call: Call, index: int, at: int = -1) -> str:
        """The path in an argument, made absolute: relative to the descriptor in argument `at` or the directory."""
        text = call.text(index)
        if not text or text[0] == "/":
            return text
        number = call.number(at) if at >= 0 else AT_FDCWD
        start = self.cwd(call.tid) if number == AT_FDCWD else self.descriptor(call.tid, number)
        return f"{start}/{text}" if start.startswith("/") else ""

    # -- what calls do ---------------------------------------------------------------------------------------------

    def open(self, call: Call, path_at: int, flags_at: int, at: int = -1) -> Later | None:
        """open, openat."""
        path, flags = self.path(call, path_at, at), call.number(flags_at)
        if not flags & WRITING:
            return self.observer.open, path, flags, False
        self.observer.open(path, flags)
        return None

    def open2(self, call: Call) -> None:
        """openat2: the flags are in memory."""
        flags = int.from_bytes(call.bytes_at(call.arguments[2], 8), "little")
        self.observer.open(self.path(call, 1, 0), flags)

    def creat(self, call: Call) -> None:
        """creat."""
        self.observer.open(self.path(call, 0), posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC)

    def look(
        self, call: Call, path_at: int, at: int = -1, flags_at: int = -1, only_exists: bool = False
    ) -> Later | None:
        """The stat and access families."""
        flags = call.number(flags_at) if flags_at >= 0 else 0
        path = self.path(call, path_at, at)
        return (self.observer.look, path, not flags & AT_SYMLINK_NOFOLLOW, only_exists) if path else None

    def link_look(self, call: Call, path_at: int, at: int = -1) -> Later | None:
        """lstat, readlink."""
        path = self.path(call, path_at, at)
        return (self.observer.look, path, False, False) if path else None

    def execute(self, call: Call, path_at: int, words_at: int, at: int = -1) -> Later | None:
        """execve, execveat."""
        path = self.path(call, path_at, at)
        if not path and at >= 0:
            path = self.descriptor(call.tid, call.number(at))
        if path and self.observer.is_missing(path):  # a search along PATH
            return self.observer.execute, path, [], None
        self.entering.add(call.tid)
        return (self.observer.execute, path, _words(call, call.arguments[words_at]), None) if path else None

    def rename(self, call: Call, from_at: int, to_at: int, at: int = -1, to: int = -1, flags_at: int = -1) -> None:
        """The rename family."""
        self.moving = True
        exchange = flags_at >= 0 and bool(call.number(flags_at) & 2)
        self.observer.rename(self.path(call, from_at, at), self.path(call, to_at, to), exchange)

    def unlink(self, call: Call, path_at: int, at: int = -1) -> None:
        """unlink, rmdir, unlinkat."""
        self.moving = True
        self.observer.remove(self.path(call, path_at, at))

    def make_directory(self, call: Call, path_at: int, at: int = -1) -> None:
        """mkdir."""
        self.observer.make(self.path(call, path_at, at), True)

    def make_node(self, call: Call, path_at: int, mode_at: int, at: int = -1) -> None:
        """mknod: FIFOs and devices are beyond us."""
        path = self.path(call, path_at, at)
        if call.number(mode_at) & 0o170000 in (0, 0o100000):
            self.observer.make(path, False)
        else:
            self.observer.special("device", f"it makes the special file {path}")

    def link(self, call: Call, from_at: int, to_at: int, at: int = -1, to: int = -1, flags_at: int = -1) -> None:
        """link, linkat: the new name shares the file, which is read."""
        source = self.path(call, from_at, at)
        if not source and flags_at >= 0 and call.number(flags_at) & AT_EMPTY_PATH:
            source = self.descriptor(call.tid, call.number(at))
        if source.startswith("/proc/") and flags_at >= 0 and call.number(flags_at) & AT_SYMLINK_FOLLOW:
            source = ""  # a file without a name gets one (O_TMPFILE)
        if source:
            self.observer.change(source, False)
        self.observer.make(self.path(call, to_at, to), False)

    def symlink(self, call: Call, path_at: int, at: int = -1) -> None:
        """symlink."""
        self.moving = True
        self.observer.make(self.path(call, path_at, at), False)

    def change(self, call: Call, path_at: int, at: int = -1, flags_at: int = -1) -> None:
        """chmod, chown, utimes, truncate: what is there stays in part."""
        flags = call.number(flags_at) if flags_at >= 0 else 0
        path = self.path(call, path_at, at)
        if not path and at >= 0:
            path = self.descriptor(call.tid, call.number(at))
        if path:
            self.observer.change(path, not flags & AT_SYMLINK_NOFOLLOW)

    def change_open(self, call: Call) -> None:
        """The same by a descriptor."""
        self.observer.change(self.descriptor(call.tid, call.number(0)), True)

    def list(self, call: Call) -> None:
        """getdents."""
        self.observer.list(self.descriptor(call.tid, call.number(0)))

    def enter(self, call: Call) -> None:
        """chdir: the directories of threads are one."""
        path = self.path(call, 0)
        if path:
            self.observer.look(path, True, False)
        self.cwds.clear()

    def enter_open(self, call: Call) -> None:
        """fchdir."""
        self.cwds.clear()

    def socket(self, call: Call) -> None:
        """A socket: those between processes of this machine count when they are connected."""
        if call.number(0) != AF_UNIX:
            self.observer.special("network", "it opens a network socket")

    def connect(self, call: Call) -> None:
        """connect, bind: to services of this machine, unless they only look up names of users and hosts."""
        size = min(call.number(2), 112)
        data = call.bytes_at(call.arguments[1], max(size, 2))
        if int.from_bytes(data[:2], "little") != AF_UNIX:
            return  # told already
        name = data[2:].partition(b"\0")[0].decode("utf-8", "surrogateescape")
        if not name.startswith(("/var/run/nscd/", "/run/nscd/", "/run/systemd/userdb/")):
            self.observer.special("network", f"it connects to {name or 'a socket'}")

    def kill(self, call: Call) -> None:
        """A signal: to processes of the command itself it is its own affair."""
        target = call.number(0)
        own = abs(target) in self.images or target == 0 or self._descends(abs(target))
        if not own:
            self.observer.special("effect", f"it sends a signal to process {target}")

    def _descends(self, pid: int) -> bool:
        for _ in range(20):
            try:
                with open(f"/proc/{pid}/stat", "rb") as file:
                    pid = int(file.read().rpartition(b")")[2].split()[1])
            except (OSError, ValueError):
                return True  # gone: the signal reaches nobody
            if pid in self.images:
                return True
            if pid <= 1:
                break
        return False

    def room(self, call: Call) -> None:
        """statfs: how full a disk is."""
        path = self.path(call, 0)
        if path and not path.startswith(("/sys/", "/proc/", "/dev/", "/selinux")):
            self.observer.special("device", f"it asks how full the disk of {path} is")

    def world(self, name: str) -> None:
        """What changes more than files, or reaches files in ways not followed here."""
        self.observer.special("effect", f"it calls {name}")


def _words(call: Call, address: int) -> list[str]:
    """The argument list at `address`, a text for each."""
    words: list[str] = []
    while address and len(words) < MAX_ARGUMENTS:
        data = call.bytes_at(address, 512)
        for at in range(0, len(data) - 7, 8):
            pointer = int.from_bytes(data[at : at + 8], "little")
            if not pointer:
                return words
            text = call.bytes_at(pointer, FIRST_READ_BYTES)
            if b"\0" not in text:
                text = call.bytes_at(pointer, MAX_PATH)
            words.append(text.partition(b"\0")[0].decode("utf-8", "surrogateescape"))
        if len(data) < 512:
            break
        address += len(data)
    return words


def _read(path: str) -> bytes:
    """The bytes of a small file that the kernel makes up."""
    descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        data = found = posix.read(descriptor, 1 << 16)
        while found:
            found = posix.read(descriptor, 1 << 16)
            data += found
    finally:
        posix.close(descriptor)
    return data


_prepared: list[Tracer] = []
"""One for the next supervisor: a fork takes it and leaves it to the launcher."""


def prepare() -> None:
    """Make ready what every supervisor and every traced process will need, so that forks have it."""
    needs_no_new_privs()
    if is_known_machine() and not _prepared:
        program()
        _prepared.append(Tracer(Observer()))


def _handlers(t: Tracer) -> dict[int, Handler]:
    """What to do for each call, by its number."""
    by_name: dict[str, Handler] = {
        "open": lambda c: t.open(c, 0, 1),
        "openat": lambda c: t.open(c, 1, 2, 0),
        "openat2": t.open2,
        "creat": t.creat,
        "stat": lambda c: t.look(c, 0),
        "lstat": lambda c: t.link_look(c, 0),
        "newfstatat": lambda c: t.look(c, 1, 0, 3),
        "statx": lambda c: t.look(c, 1, 0, 2),
        "access": lambda c: t.look(c, 0, only_exists=True),
        "faccessat": lambda c: t.look(c, 1, 0, only_exists=True),
        "faccessat2": lambda c: t.look(c, 1, 0, 3, only_exists=True),
        "readlink": lambda c: t.link_look(c, 0),
        "readlinkat": lambda c: t.link_look(c, 1, 0),
        "execve": lambda c: t.execute(c, 0, 1),
        "execveat": lambda c: t.execute(c, 1, 2, 0),
        "rename": lambda c: t.rename(c, 0, 1),
        "renameat": lambda c: t.rename(c, 1, 3, 0, 2),
        "renameat2": lambda c: t.rename(c, 1, 3, 0, 2, 4),
        "unlink": lambda c: t.unlink(c, 0),
        "rmdir": lambda c: t.unlink(c, 0),
        "unlinkat": lambda c: t.unlink(c, 1, 0),
        "mkdir": lambda c: t.make_directory(c, 0),
        "mkdirat": lambda c: t.make_directory(c, 1, 0),
        "mknod": lambda c: t.make_node(c, 0, 1),
        "mknodat": lambda c: t.make_node(c, 1, 2, 0),
        "link": lambda c: t.link(c, 0, 1),
        "linkat": lambda c: t.link(c, 1, 3, 0, 2, 4),
        "symlink": lambda c: t.symlink(c, 1),
        "symlinkat": lambda c: t.symlink(c, 2, 1),
        "chmod": lambda c: t.change(c, 0),
        "fchmodat": lambda c: t.change(c, 1, 0),
        "fchmodat2": lambda c: t.change(c, 1, 0, 3),
        "chown": lambda c: t.change(c, 0),
        "lchown": lambda c: t.change(c, 0),
        "fchownat": lambda c: t.change(c, 1, 0, 4),
        "truncate": lambda c: t.change(c, 0),
        "utime": lambda c: t.change(c, 0),
        "utimes": lambda c: t.change(c, 0),
        "futimesat": lambda c: t.change(c, 1, 0),
        "utimensat": lambda c: t.change(c, 1, 0, 3),
        "setxattr": lambda c: t.change(c, 0),
        "removexattr": lambda c: t.change(c, 0),
        "lsetxattr": lambda c: t.change(c, 0),
        "lremovexattr": lambda c: t.change(c, 0),
        "fsetxattr": t.change_open,
        "fremovexattr": t.change_open,
        "fchmod": t.change_open,
        "fchown": t.change_open,
        "getdents": t.list,
        "getdents64": t.list,
        "chdir": t.enter,
        "fchdir": t.enter_open,
        "statfs": t.room,
        "socket": t.socket,
        "connect": t.connect,
        "bind": t.connect,
        "kill": t.kill,
        "tkill": t.kill,
        "tgkill": t.kill,
    }
    others = {name: (lambda c, name=name: t.world(name)) for name in call_names().values() if name not in by_name}
    by_name.update(others)
    return {number: by_name[name] for number, name in call_names().items()}


# -- the process -------------------------------------------------------------------------------------------------------


def announce(control: _socket.socket) -> None:
    """In a process about to become a program: put it under the tracer that listens at `control`. Raises OSError.

    Where the kernel allows no filter, the tracer is asked to stop it at each call.
    """
    try:
        listener = install()
    except OSError:
        wire.send(control, posix.getpid())
        answer = wire.receive(control)
        if answer is None or not answer[0]:
            raise
        return
    try:
        wire.send(control, posix.getpid(), [listener])
    finally:
        posix.close(listener)


class Supervision:
    """A process that has forked the stages of a job, serves their listeners and waits for them.

    `stages` are their processes, in order; each announces itself at the other end of `control`, unless it failed
    before. Orphans become children of this process too: who may look into a process must be above it (Yama).
    """

    def __init__(self, control: _socket.socket, stages: list[int]) -> None:
        self.control = control
        self.statuses = dict.fromkeys(stages, -1)
        self.tracer = _prepared.pop() if _prepared else Tracer(Observer())
        self.observer = self.tracer.observer
        self.listeners: set[int] = set()
        self.leaders: dict[int, int] = {}
        self.waiting: list[int] = []
        """Stages that want to be stopped at each call."""
        self.stops: Stops | None = None
        self.poll = select.poll()
        self.poll.register(control.fileno(), select.POLLIN)
        for pid in stages:
            leader = posix.pidfd_open(pid)
            self.leaders[leader] = pid
            self.poll.register(leader, select.POLLIN)

    def run(self) -> list[int]:
        """Serve until all stages have ended; their wait statuses."""
        while self.leaders:
            for descriptor, events in self.poll.poll():
                if descriptor in self.leaders:
                    self._stage_ended(descriptor)
                else:
                    self._take(descriptor, events)
            if self.waiting and self.leaders and set(self.waiting).issuperset(self.leaders.values()):
                return self._run_by_stops()
        deadline_s = time.monotonic() + SETTLE_S
        while self.listeners and time.monotonic() < deadline_s:
            self._reap()
            for descriptor, events in self.poll.poll(5):
                self._take(descriptor, events)
        if self.listeners:
            self.observer.special("effect", "it leaves processes behind")
        return list(self.statuses.values())

    def _run_by_stops(self) -> list[int]:
        """The same where there are no listeners: all stages wait to be taken."""
        from oilgg.worker.ptrace import Stops

        stops = Stops(self.tracer, self.statuses)
        stops.left = set(self.waiting)
        allowed = True
        for pid in self.waiting:
            try:
                stops.seize(pid)
            except OSError:
                allowed = False
        for _ in self.waiting:
            wire.send(self.control, allowed)
        self.stops = stops
        stops.run(SETTLE_S)
        return list(self.statuses.values())

    def report(self, path: str) -> None:
        """Write what was seen to the file `path`."""
        way = "ptrace" if self.stops is not None else "seccomp"
        data = marshal.dumps({**self.observer.found(), "calls": self.tracer.count, "way": way})
        with open(path, "wb") as file:
            file.write(data)

    def go_on(self) -> None:
        """Where something was left behind: a fork serves it as long as it lives. Calls would fail without."""
        if not self.listeners or posix.fork():
            return
        try:
            posix.setpgid(0, 0)
            self.tracer.blind = True
            while self.listeners:
                for descriptor, events in self.poll.poll():
                    self._take(descriptor, events)
        finally:
            posix._exit(0)

    def _stage_ended(self, leader: int) -> None:
        del self.leaders[leader]
        self.poll.unregister(leader)
        posix.close(leader)
        self._reap()

    def _reap(self) -> None:
        while True:
            try:
                pid, status = posix.waitpid(-1, posix.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self.statuses:
                self.statuses[pid] = status

    def _take(self, descriptor: int, events: int) -> None:
        if descriptor == self.control.fileno():
            received = wire.receive(self.control)
            if received is not None and received[1]:
                self.listeners.add(received[1][0])
                wake_in_place(received[1][0])
                self.poll.register(received[1][0], select.POLLIN)
            elif received is not None and isinstance(received[0], int):
                self.waiting.append(received[0])
            else:
                self.poll.unregister(descriptor)
        elif events & select.POLLIN:
            self.tracer.serve(descriptor)
        else:
            self.listeners.discard(descriptor)
            self.poll.unregister(descriptor)
            posix.close(descriptor)
