"""The tracer of one command: told of every file access before it happens, it lets the kernel go on, and notes what is
there as it was before the command.

A call that only looks is answered at once. What it looks at is noted before the command changes something, together
with all else that it has looked at: until then everything is as it was. What the same program has looked at before is
not noted again. A call that may change something waits until all looks are noted, and what it is about to change.
"""

from __future__ import annotations

import marshal
import posix
from _struct import Struct
from fcntl import ioctl

from oilgg.worker.observe import Observer
from oilgg.worker.seccomp import (
    CONTINUE,
    IOCTL_RECV,
    IOCTL_SEND,
    NOTIFICATION_BYTES,
    UNLESS_BITS,
    architecture,
    call_names,
    input_calls,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.worker.standard_input import StandardInput

    # (which program, what notes it, with which arguments)
    Note = tuple[int, Callable[..., None], tuple[object, ...]]
    Handler = Callable[["Call"], Note | None]

AT_FDCWD = -100
AT_SYMLINK_NOFOLLOW = 0x100
AT_SYMLINK_FOLLOW = 0x400
AT_EMPTY_PATH = 0x1000
WRITING = posix.O_WRONLY | posix.O_RDWR | posix.O_CREAT | posix.O_TRUNC
MAX_PATH = 4096
FIRST_READ_BYTES = 256
MAX_ARGUMENTS = 4096
MOST_NOTES = 500
"""So many looks are answered before one is noted, if the command does nothing but look."""

AF_UNIX = 1
INTERNET = (2, 10)
SOCK_STREAM, TYPE_MASK = 1, 0xF

_NOTIFICATION = Struct("=QIIiIQ6Q").unpack
_CALLER = Struct("=I4xiI").unpack_from
_FLAGS = Struct("=I").unpack_from
_ADDRESS = Struct("=Q").unpack_from
ARGUMENTS_AT = 32
_EMPTY = bytes(NOTIFICATION_BYTES)
_ANSWER = Struct("=qiI").pack(0, 0, CONTINUE)

# What a call that only looks does with a path.
OPEN, LOOK, LOOK_AT_LINK, LOOK_WHETHER = range(4)
# Those calls: (what it does, the arguments that hold the path, the directory it starts from, flags); -1: has none.
_LOOKS = {
    "open": (OPEN, 0, -1, 1),
    "openat": (OPEN, 1, 0, 2),
    "stat": (LOOK, 0, -1, -1),
    "lstat": (LOOK_AT_LINK, 0, -1, -1),
    "newfstatat": (LOOK, 1, 0, 3),
    "statx": (LOOK, 1, 0, 2),
    "access": (LOOK_WHETHER, 0, -1, -1),
    "faccessat": (LOOK_WHETHER, 1, 0, -1),
    "faccessat2": (LOOK_WHETHER, 1, 0, 3),
    "readlink": (LOOK_AT_LINK, 0, -1, -1),
    "readlinkat": (LOOK_AT_LINK, 1, 0, -1),
}
# Others that change no file either.
_QUIET = frozenset(("execve", "execveat", "getdents", "getdents64", "chdir", "fchdir"))


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
        self.names = call_names()
        self.handlers = _handlers(self)
        self.architecture = architecture()
        self.memories: dict[int, int] = {}
        self.cwds: dict[int, str] = {}
        self.images: dict[int, int] = {}
        """The program that each process runs; -1 while it may be entering another one."""
        self.waiting: list[Note] = []
        """What has been answered, but not noted yet."""
        self.seen: set[Note] = set()
        """What has been noted, or will be: nobody has to look there again."""
        self.count = 0
        self.blind = False
        """Nothing is noted any more."""
        self.contained = False
        """A call that reaches beyond files is not answered: who serves has to kill the command."""
        self.input: StandardInput | None = None
        """What standard input it shares with the shell, None for one of its own."""
        self._inputs = input_calls()
        self._looks = {number: _LOOKS[name] for number, name in self.names.items() if name in _LOOKS}
        self._quiet = {number for number, name in self.names.items() if name in _QUIET}

    def start_afresh(self) -> None:
        """Forget the command: another one comes."""
        self._forget_processes()
        self.cwds.clear()
        self.images.clear()
        self.waiting.clear()
        self.seen.clear()
        self.count = 0
        self.observer = Observer()

    def report(self, path: str, way: str) -> None:
        """Write what was seen to the file `path`."""
        self.catch_up()
        data = marshal.dumps({**self.observer.found(), "calls": self.count, "way": way})
        with open(path, "wb") as file:
            file.write(data)

    # -- notifications ---------------------------------------------------------------------------------------------

    def serve(self, listener: int) -> None:
        """Take one notification and answer it."""
        try:
            data = ioctl(listener, IOCTL_RECV, _EMPTY)
        except OSError:
            return  # the caller has been killed
        note = None
        if not self.blind:
            note = self._glance(data)
            if note is None:
                _identity, tid, _flags, number, machine, _ip, *arguments = _NOTIFICATION(data)
                self.take(tid, number, machine, arguments)
        if self.contained and self._reaches_beyond(note):
            return
        try:
            ioctl(listener, IOCTL_SEND, data[:8] + _ANSWER)
        except OSError:
            pass
        if note is not None:
            self._keep(note)
        if len(self.waiting) > MOST_NOTES:
            self.catch_up()

    def _keep(self, note: Note) -> None:
        """What `note` says is to be noted, unless it has been."""
        if note not in self.seen:
            self.seen.add(note)
            self.waiting.append(note)

    def _reaches_beyond(self, note: Note | None) -> bool:
        """Whether the call with this `note`, or one before, reaches beyond files. Devices are not waited with."""
        if note is None and self.waiting:
            note = self.waiting[-1]
        if note is not None and str(note[2][0]).startswith("/dev/"):
            self._keep(note)
            self.catch_up()
        return bool(self.observer.beyond)

    def _glance(self, data: bytes) -> Note | None:
        """What is to be noted of a notification that is like most: a known process looks at an absolute path."""
        tid, number, machine = _CALLER(data, 8)
        form = self._looks.get(number)
        memory = self.memories.get(tid, -1)
        image = self.images.get(tid, -1)
        if form is None or memory < 0 or image < 0 or machine != self.architecture or self.observer.moved:
            return None
        what, path_at, _at, flags_at = form
        flags: int = _FLAGS(data, ARGUMENTS_AT + 8 * flags_at)[0] if flags_at >= 0 else 0
        if what == OPEN and flags & WRITING:
            return None
        try:
            data = posix.pread(memory, FIRST_READ_BYTES, _ADDRESS(data, ARGUMENTS_AT + 8 * path_at)[0])
        except (OSError, OverflowError):
            return None
        text, end, _ = data.partition(b"\0")
        if not end or not text.startswith(b"/"):
            return None
        self.count += 1
        return self._look(image, what, text.decode("utf-8", "surrogateescape"), flags)

    def take(self, tid: int, number: int, machine: int, arguments: list[int]) -> None:
        """Note what a call is about to do, or keep in mind what is to be noted while the command goes on."""
        self.count += 1
        if self.observer.moved:
            self.observer.forget_directories()
        try:
            note = self._note_of(tid, number, machine, arguments)
            if note is not None:
                self._keep(note)
        except Exception as error:  # whatever it is, the command must go on
            self._has_failed(error)

    def _has_failed(self, error: Exception) -> None:
        self.observer.special("tracer", f"{type(error).__name__}: {error}")

    def catch_up(self) -> None:
        """Note all that is waiting."""
        notes, self.waiting = self.waiting, []
        observer = self.observer
        for image, note, arguments in notes:
            observer.image = image
            try:
                note(*arguments)
            except Exception as error:
                self._has_failed(error)

    def _note_of(self, tid: int, number: int, machine: int, arguments: list[int]) -> Note | None:
        """What is to be noted of a call. What changes something is noted here."""
        if self.input is not None and machine == self.architecture and self._is_of_input(tid, number, arguments):
            return None
        image = self.images.get(tid, -1)
        if image < 0:
            image = self._identify(tid)
        look = self._looks.get(number)
        if look is not None and machine == self.architecture:
            what, path_at, at, flags_at = look
            flags = arguments[flags_at] if flags_at >= 0 else 0
            if what != OPEN or not flags & WRITING:
                path = self.path(Call(tid, arguments, self._memory(tid)), path_at, at)
                return self._look(image, what, path, flags & 0xFFFFFFFF) if path else None
        handler = self.handlers.get(number)
        if machine != self.architecture or handler is None:
            self.observer.special("machine", "a program of another kind of machine")
            return None
        if number not in self._quiet:
            self.catch_up()
        self.observer.image = image
        return handler(Call(tid, arguments, self._memory(tid)))

    def _is_of_input(self, tid: int, number: int, arguments: list[int]) -> bool:
        """Note a call that could make something of standard input; whether `number` is one."""
        assert self.input is not None
        name = self._inputs.get(number)
        if name is None:
            name = self.names.get(number, "")
            if name not in UNLESS_BITS or not arguments[UNLESS_BITS[name][0]] & UNLESS_BITS[name][1]:
                return False
        if self.input.is_used(name, Call(tid, arguments, self._memory(tid))):
            self.observer.special("input", "it uses the standard input that the script was given")
        return True

    def _look(self, image: int, what: int, path: str, flags: int) -> Note:
        if what == OPEN:
            return image, self.observer.open, (path, flags)
        follow = what != LOOK_AT_LINK and not flags & AT_SYMLINK_NOFOLLOW
        return image, self.observer.look, (path, follow, what == LOOK_WHETHER)

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

    def enters(self, tid: int) -> None:
        """`tid` becomes another program, if that succeeds."""
        self.images[tid] = -1

    def _identify(self, tid: int) -> int:
        """Find out which program `tid` runs: it is new, or has called execve before."""
        memory = self.memories.pop(tid, -1)
        if memory >= 0:
            posix.close(memory)  # it leads to what the process was before
        self.cwds.pop(tid, None)
        try:
            words = _read(f"/proc/{tid}/cmdline").decode("utf-8", "surrogateescape").split("\0")[:-1]
            program = posix.readlink(f"/proc/{tid}/exe")
        except OSError:
            words, program = [], ""
        image = self.images[tid] = self.observer.program(program, words)
        return image

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

    def open(self, call: Call, path_at: int, flags_at: int, at: int = -1) -> None:
        """open, openat for writing."""
        self.observer.open(self.path(call, path_at, at), call.number(flags_at))

    def open2(self, call: Call) -> None:
        """openat2: the flags are in memory."""
        flags = int.from_bytes(call.bytes_at(call.arguments[2], 8), "little")
        self.observer.open(self.path(call, 1, 0), flags)

    def creat(self, call: Call) -> None:
        """creat."""
        self.observer.open(self.path(call, 0), posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC)

    def execute(self, call: Call, path_at: int, words_at: int, at: int = -1) -> Note | None:
        """execve, execveat."""
        path = self.path(call, path_at, at)
        if not path and at >= 0:
            path = self.descriptor(call.tid, call.number(at))
        if not path:
            return None
        words: tuple[str, ...] = ()
        if not self.observer.is_missing(path):  # else it searches along PATH
            self.enters(call.tid)
            words = _words(call, call.arguments[words_at])
        return self.observer.image, self.observer.execute, (path, words)

    def rename(self, call: Call, from_at: int, to_at: int, at: int = -1, to: int = -1, flags_at: int = -1) -> None:
        """The rename family."""
        exchange = flags_at >= 0 and bool(call.number(flags_at) & 2)
        self.observer.rename(self.path(call, from_at, at), self.path(call, to_at, to), exchange)

    def unlink(self, call: Call, path_at: int, at: int = -1) -> None:
        """unlink, rmdir, unlinkat."""
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

    def list(self, call: Call) -> Note:
        """getdents."""
        return self.observer.image, self.observer.list, (self.descriptor(call.tid, call.number(0)),)

    def enter(self, call: Call) -> Note | None:
        """chdir: the directories of threads are one."""
        path = self.path(call, 0)
        self.cwds.clear()
        return (self.observer.image, self.observer.look, (path, True, False)) if path else None

    def enter_open(self, call: Call) -> None:
        """fchdir."""
        self.cwds.clear()

    def socket(self, call: Call) -> None:
        """A socket: those between processes of this machine, and streams, count when they are connected."""
        if call.number(0) != AF_UNIX and (call.number(0) not in INTERNET or call.number(1) & TYPE_MASK != SOCK_STREAM):
            self.observer.special("network", "it opens a network socket")

    def connect(self, call: Call) -> None:
        """connect, bind: to services of this machine, unless they only look up names of users and hosts."""
        size = min(call.number(2), 112)
        data = call.bytes_at(call.arguments[1], max(size, 2))
        if int.from_bytes(data[:2], "little") != AF_UNIX:
            self.observer.special("network", "it uses the network")
            return
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


def _words(call: Call, address: int) -> tuple[str, ...]:
    """The argument list at `address`, a text for each."""
    words: list[str] = []
    while address and len(words) < MAX_ARGUMENTS:
        data = call.bytes_at(address, 512)
        for at in range(0, len(data) - 7, 8):
            pointer = int.from_bytes(data[at : at + 8], "little")
            if not pointer:
                return tuple(words)
            text = call.bytes_at(pointer, FIRST_READ_BYTES)
            if b"\0" not in text:
                text = call.bytes_at(pointer, MAX_PATH)
            words.append(text.partition(b"\0")[0].decode("utf-8", "surrogateescape"))
        if len(data) < 512:
            break
        address += len(data)
    return tuple(words)


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


def _handlers(t: Tracer) -> dict[int, Handler]:
    """What to do for each call, by its number."""
    by_name: dict[str, Handler] = {
        "open": lambda c: t.open(c, 0, 1),
        "openat": lambda c: t.open(c, 1, 2, 0),
        "openat2": t.open2,
        "creat": t.creat,
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
    names = {number: name for number, name in t.names.items() if name in by_name or name not in _LOOKS}
    others = {name: (lambda c, name=name: t.world(name)) for name in names.values() if name not in by_name}
    by_name.update(others)
    return {number: by_name[name] for number, name in names.items()}
