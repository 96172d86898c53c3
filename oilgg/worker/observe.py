"""What a traced command has seen of the files as they were before it, and what it has touched.

Only what was so before the command began counts. What it has made, changed or removed itself is its own affair from
then on: temporary files, its outputs read again. So each path is looked at before the command changes anything after
it has met it, and a file about to be changed in place is hashed before that. How a call will end is not told; it is
foreseen by a look of our own.
"""

from __future__ import annotations

import posix
from _stat import S_ISDIR, S_ISLNK, S_ISREG

from oilgg.paths import Canonical, normalize, parent
from oilgg.thunk.hash import digest_file
from oilgg.worker.seccomp import is_privileged, needs_no_new_privs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    # device, inode, size, mtime, ctime
    Key = tuple[int, int, int, int, int]

KERNEL_PLACES = ("/proc/", "/sys/", "/dev/")
NO_NAMES = ("", ".", "..")
ELF_INTERPRETER = 3
HEAD_BYTES = 4096

WITHIN_VIEW = frozenset(("clock", "random", "sizes"))
"""What can't be vouched for and yet leaves nothing outside of a view."""
# Devices that are the same for everybody at all times.
HARMLESS_DEVICES = ("/dev/null", "/dev/zero", "/dev/full")
OWN_STREAMS = ("/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd/0", "/dev/fd/1", "/dev/fd/2")
# What the kernel tells there changes no result: how programs find out about themselves and their machine.
HARMLESS_KERNEL_FILES = (
    "/proc/filesystems",
    "/proc/self/exe",
    "/proc/self/maps",
    "/proc/self/fd",
    "/proc/self/auxv",
    "/proc/self/attr",
    "/proc/self/cgroup",
    "/proc/self/coredump_filter",
    "/proc/thread-self",
    "/proc/sys/crypto/fips_enabled",
    "/proc/sys/kernel/cap_last_cap",
    "/proc/sys/kernel/ngroups_max",
    "/proc/sys/vm",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
    "/sys/fs/selinux",
    "/sys/kernel/mm/transparent_hugepage",
)
OWN_PLACES = ("/proc/self/", "/proc/thread-self/")
MACHINE_FILES = (
    "/proc/meminfo",
    "/proc/stat",
    "/proc/cpuinfo",
    "/proc/cgroups",
    "/proc/net/if_inet6",
    "/proc/self/",
    "/sys/devices/system/",
    "/sys/kernel/mm/",
)
"""How large the machine is, and how it fares: runtimes ask, to fit in."""
CLOCK_FILES = ("/etc/localtime", "/usr/share/zoneinfo")
"""Who reads them turns a time into a date. The clock itself is read without any call."""
NOT_PLAIN = ("/dev", "/proc", "/sys", *CLOCK_FILES)
TERMINAL_PROBE_FLAGS = 0o4002
"""bash opens its terminal like this (O_RDWR | O_NONBLOCK) and closes it again, to see whether there is one."""


class Look:
    """That something was looked at: `state` is (kind, permission bits, size, mtime, names), `images` are who looked."""

    __slots__ = ("state", "images")

    def __init__(self, state: tuple[str, int, int, int, int]) -> None:
        self.state = state
        self.images: set[int] = set()


class Observer:
    """Collects what a command does. Paths are absolute; what they lead to is found here, as it is now."""

    def __init__(self) -> None:
        self.image = 0
        """Index of the program that acts now."""
        self.reads: dict[str, tuple[Key, bytes]] = {}
        """Regular files whose bytes count: what they were then, and their digest where they were about to change."""
        self.links: dict[str, str] = {}
        self.absent: dict[str, set[int]] = {}
        self.looks: dict[str, Look] = {}
        self.lists: dict[str, tuple[list[str], set[int]]] = {}
        self.touched: dict[str, tuple[str, int, bool]] = {}
        """What was made, changed or removed: (kind, inode) of what was there before, and whether bytes of it stay."""
        self.programs: list[tuple[str, tuple[str, ...]]] = []
        self.executed: dict[tuple[str, tuple[str, ...]], None] = {}
        self.specials: dict[tuple[str, str, int], None] = {}
        self.beyond = ""
        """The first of these that reaches beyond files: what a view does not hold."""
        self._folders: set[str] = set()
        """Directories that the command has made."""
        self._there: set[str] = set()
        self.moved = False
        """Links or directories may have moved, or are about to."""
        self._done: set[tuple[str, int]] = set()
        self._canonical = Canonical()
        self._directories: dict[str, str] = {}
        """Directories as they were written, and their real names with a `/`, the links on the way being noted."""
        self._numbers: dict[tuple[str, tuple[str, ...]], int] = {}
        self._user = posix.geteuid()
        self.weak = needs_no_new_privs()
        """Programs don't get rights of their own under this tracer."""

    def found(self) -> dict[str, Any]:
        """Everything, in values that marshal takes."""
        return {
            "reads": self.reads,
            "links": self.links,
            "absent": {path: sorted(images) for path, images in self.absent.items()},
            "looks": {path: (look.state, sorted(look.images)) for path, look in self.looks.items()},
            "lists": {path: (names, sorted(images)) for path, (names, images) in self.lists.items()},
            "touched": self.touched,
            "programs": self.programs,
            "executed": list(self.executed),
            "specials": list(self.specials),
        }

    def program(self, path: str, words: list[str]) -> int:
        """The index of a program with these arguments."""
        key = (path, tuple(words))
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.programs)
            self.programs.append(key)
        return number

    def special(self, code: str, detail: str) -> None:
        """Something that no trace can vouch for."""
        self.specials[code, detail, self.image] = None
        if code not in WITHIN_VIEW:
            self.beyond = self.beyond or detail

    def is_missing(self, path: str) -> bool:
        """Whether nothing is at `path`, as far as a look without following links tells."""
        return _lstat(path) is None

    def forget_directories(self) -> None:
        """Links or directories may have moved."""
        self.moved = False
        self._directories.clear()
        self._canonical.forget()

    # -- what the command does -------------------------------------------------------------------------------------

    def open(self, path: str, flags: int) -> None:
        """A file is opened."""
        if not path:
            return
        writing = flags & 3 != posix.O_RDONLY or flags & (posix.O_CREAT | posix.O_TRUNC)
        if not writing:
            key = (path, flags & posix.O_DIRECTORY)
            if key in self._done:
                return
            self._done.add(key)
        if self._is_special(path, bool(writing), flags):
            return
        name, status = self._find(path, not flags & posix.O_NOFOLLOW and flags & 0o300 != 0o300)
        if flags & getattr(posix, "O_TMPFILE", 0) == getattr(posix, "O_TMPFILE", 1):
            self._read_state(name, status)
        elif writing:
            self._write(name, status, flags)
        else:
            self._read_state(name, status, not flags & posix.O_DIRECTORY)

    def look(self, path: str, follow: bool, only_exists: bool) -> None:
        """A file is asked about."""
        if self._is_special(path, False, 0, looking=True):
            return
        name, status = self._find(path, follow)
        self._read_state(name, status, only_exists=only_exists)

    def execute(self, path: str, words: tuple[str, ...]) -> None:
        """A program is started, if it is there."""
        if (path, ()) in self.executed:
            self.executed[path, words] = None
            return
        if self._is_special(path, False, 0):
            return
        name, status = self._find(path, True)
        self._read_state(name, status, True)
        if status is None or not S_ISREG(status.st_mode):
            return
        self.executed[path, ()] = self.executed[path, words] = None
        if self.weak and is_privileged(status.st_mode) and (status.st_uid != self._user or status.st_mode & 0o2000):
            self.special("privileged", f"{path} runs without its own rights under the tracer")
        interpreter = _interpreter(name)
        if interpreter:
            self.execute(normalize(interpreter, "/"), ())

    def rename(self, source: str, target: str, exchange: bool) -> None:
        """A file or directory gets another name."""
        if not source or not target or self._is_special(source, True, 0) or self._is_special(target, True, 0):
            return
        (source, status), (target, before) = self._find(source, False), self._find(target, False)
        if status is None:
            self._read_state(source, None)
            return
        self.moved = not S_ISREG(status.st_mode) or (before is not None and not S_ISREG(before.st_mode))
        if S_ISDIR(status.st_mode):
            if not self._is_own(source):
                self.special("tree", f"it renames the directory {source}")
            self._folders.add(target)
            self._adopt(source, target)
        elif S_ISREG(status.st_mode):
            self._read_state(source, status, True)
        self._keep(source)
        self._touch(source, False)
        if exchange:
            self._keep(target)
        self._touch(target, exchange)

    def remove(self, path: str) -> None:
        """A file or directory is removed."""
        if not path or self._is_special(path, True, 0):
            return
        name, status = self._find(path, False)
        self._read_state(name, status, only_exists=True)
        if status is not None:
            self.moved = not S_ISREG(status.st_mode)
            self._touch(name, False)

    def make(self, path: str, directory: bool) -> None:
        """A directory, link or second name is made, if nothing is there."""
        if not path or self._is_special(path, True, 0):
            return
        name, status = self._find(path, False)
        self._read_state(name, status, only_exists=True)
        if status is None and self._parent_is_there(name):
            self.moved = not directory
            self._touch(name, False)
            if directory:
                self._folders.add(name)

    def change(self, path: str, follow: bool) -> None:
        """Something of a file is changed, the rest stays."""
        if not path or not path.startswith("/") or path.endswith(" (deleted)") or self._is_special(path, True, 0):
            return
        name, status = self._find(path, follow)
        self._read_state(name, status, status is not None and S_ISREG(status.st_mode))
        if status is not None:
            self._keep(name)
            self._touch(name, True)

    def list(self, path: str) -> None:
        """The names in a directory are read."""
        if not path.startswith("/") or path.startswith(KERNEL_PLACES):
            return  # opening it has been judged
        name = self._find(path, True)[0]
        if self._is_own(name):
            return
        if name not in self.lists:
            try:
                names = set(posix.listdir(name))
            except OSError:
                return
            prefix = name.rstrip("/") + "/"
            for touched, (kind, _inode, _kept) in self.touched.items():
                if touched.startswith(prefix) and "/" not in touched[len(prefix) :]:
                    (names.discard if kind == "absent" else names.add)(touched[len(prefix) :])
            self.lists[name] = (sorted(names), set())
        self.lists[name][1].add(self.image)

    # -- what that means -------------------------------------------------------------------------------------------

    def _find(self, path: str, follow: bool) -> tuple[str, posix.stat_result | None]:
        """The real name of `path` and what is there; links on the way are noted."""
        start, _, last = path.rpartition("/")
        directory = self._directories.get(start)
        if directory is None or last in NO_NAMES:
            return self._find_afresh(path, follow)
        name = directory + last
        status = _lstat(name)
        if follow and status is not None and S_ISLNK(status.st_mode):
            return self._find_afresh(path, True)
        return name, status

    def _find_afresh(self, path: str, follow: bool) -> tuple[str, posix.stat_result | None]:
        written, _, last_written = path.rpartition("/")
        path = normalize(path, "/")
        start, _, last = path.rpartition("/")
        real, links = self._canonical.directory_way(start or "/")
        if last == ".." or not last:
            name = parent(real)
        else:
            name = real + "/" + last if real != "/" else "/" + last
        status = _lstat(name)
        if follow and status is not None and S_ISLNK(status.st_mode):
            name, links = self._canonical.way(path)
            status = _lstat(name)
        for link in links:
            if link not in self.links and not link.startswith(KERNEL_PLACES) and not self._is_own(link):
                self._note_link(link)
        directory = real.rstrip("/") + "/"
        if (name if follow else directory).startswith(("/proc/", "/sys/")):
            self.special("device", f"{path} leads to {name}")
        elif last_written not in NO_NAMES and not directory.startswith(("/proc/", "/sys/")):
            self._directories[written] = directory
        return name, status

    def _note_link(self, link: str) -> None:
        try:
            self.links[link] = posix.readlink(link)
        except OSError:
            pass

    def _is_own(self, name: str) -> bool:
        """Whether the command itself has made what is at `name`."""
        if name in self.touched:
            return True
        if self._folders:
            while name != "/":
                name = parent(name)
                if name in self._folders:
                    return True
        return False

    def _read_state(
        self, name: str, status: posix.stat_result | None, reading: bool = False, only_exists: bool = False
    ) -> None:
        """Note that `name` is as `status` says; with `reading` the bytes of a file count."""
        if self._is_own(name):
            return
        if status is None:
            self._note_absent(name)
            return
        mode = status.st_mode
        if S_ISLNK(mode):
            self._note_link(name)
        elif reading and S_ISREG(mode):
            if name not in self.reads:
                self.reads[name] = (_key(status), b"")
        elif reading and not S_ISDIR(mode):
            self.special("device", f"{name} is not a regular file")
        else:
            self._note_look(name, status, only_exists)

    def _note_look(self, name: str, status: posix.stat_result, only_exists: bool) -> None:
        mode = status.st_mode
        kind = "file" if S_ISREG(mode) else "directory" if S_ISDIR(mode) else "special"
        known = self.looks.get(name)
        if known is None:
            details = (status.st_size, status.st_mtime_ns, status.st_nlink) if kind == "file" else (0, 0, 0)
            known = self.looks[name] = Look((kind, mode & 0o7777, *details))
        if not only_exists:
            known.images.add(self.image)

    def _note_absent(self, name: str) -> None:
        """Nothing is at `name`; a missing directory stands for all names below it."""
        while name.count("/") > 1:
            above = parent(name)
            if above in self._there:
                break
            if above in self.absent:
                name = above
                break
            if _lstat(above) is not None:
                self._there.add(above)
                break
            name = above
        if not self._is_own(name):
            self.absent.setdefault(name, set()).add(self.image)

    def _parent_is_there(self, name: str) -> bool:
        return _lstat(parent(name)) is not None

    def _write(self, name: str, status: posix.stat_result | None, flags: int) -> None:
        if status is None:
            fresh = flags & posix.O_CREAT and flags & posix.O_TRUNC and not flags & posix.O_EXCL
            if not fresh or not self._parent_is_there(name):
                self._read_state(name, None)  # had there been something, it would have been kept, or in the way
            if flags & posix.O_CREAT and self._parent_is_there(name):
                self._touch(name, False)
            return
        if not S_ISREG(status.st_mode):
            if S_ISDIR(status.st_mode):
                self._read_state(name, status)
            elif not self._is_own(name):
                self.special("device", f"{name} is not a regular file")
            return
        if flags & posix.O_CREAT and flags & posix.O_EXCL:
            self._read_state(name, status)  # fails
            return
        kept = not flags & posix.O_TRUNC
        if flags & 3 == posix.O_RDONLY and kept:
            self._read_state(name, status, True)  # O_CREAT of what is there
            return
        if kept:
            self._read_state(name, status, True)
        self._keep(name)
        self._touch(name, kept)

    def _keep(self, name: str) -> None:
        """`name` is about to change: what was read of it, or goes on elsewhere, is hashed now."""
        if self._is_own(name):
            return
        status = _lstat(name)
        if status is None or not S_ISREG(status.st_mode):
            return
        known = self.reads.get(name)
        if known is not None and not known[1] and known[0] == _key(status):
            try:
                self.reads[name] = (known[0], digest_file(name)[0])
            except OSError:
                self.special("device", f"{name} cannot be read")

    def _touch(self, name: str, kept: bool) -> None:
        if name in self.touched or self._is_own(name):
            self.touched.setdefault(name, ("absent", 0, False))
            return
        status = _lstat(name)
        if status is None:
            self.touched[name] = ("absent", 0, False)
            return
        mode = status.st_mode
        kind = "file" if S_ISREG(mode) else "directory" if S_ISDIR(mode) else "symlink" if S_ISLNK(mode) else "special"
        self.touched[name] = (kind, status.st_ino, kept)

    def _adopt(self, source: str, target: str) -> None:
        """A directory of the command's own moves: its files have other names now."""
        prefix = source + "/"
        for name in [name for name in self.touched if name.startswith(prefix)]:
            self.touched.setdefault(target + name[len(source) :], ("absent", 0, False))
        for name in [name for name in self._folders if name.startswith(prefix)]:
            self._folders.add(target + name[len(source) :])

    def _is_special(self, path: str, writing: bool, flags: int, looking: bool = False) -> bool:
        """Whether `path` is no file of the tree; what can't be vouched for is noted."""
        if not path.startswith(NOT_PLAIN):
            return False
        if path.startswith(CLOCK_FILES) and not looking:
            self.special("clock", f"it reads {path}")
            return False
        if not path.startswith(("/dev/", "/proc/", "/sys/")) or path.startswith("/dev/shm/"):
            return path in ("/dev", "/proc", "/sys")
        if looking or path in HARMLESS_DEVICES:
            return True
        if path.startswith(HARMLESS_KERNEL_FILES) and (not writing or path.startswith(OWN_PLACES)):
            return True
        if path in OWN_STREAMS or (path == "/dev/tty" and flags & ~0o2500000 == TERMINAL_PROBE_FLAGS):
            return True
        if path in ("/dev/urandom", "/dev/random"):
            self.special("random", f"it reads {path}")
        elif path == "/dev/tty":
            self.special("terminal", "it opens the terminal")
        elif path.startswith(MACHINE_FILES) and not writing:
            self.special("sizes", f"it reads {path}")
        elif path.startswith("/dev/"):
            self.special("device", f"it opens {path}")
        else:
            self.special("device", f"it reads {path}" if not writing else f"it writes {path}")
        return True


def _lstat(name: str) -> posix.stat_result | None:
    try:
        return posix.lstat(name)
    except OSError:
        return None


def _key(status: posix.stat_result) -> Key:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _interpreter(path: str) -> str:
    """What the kernel starts along with a program: the interpreter of a script, the loader of a binary."""
    try:
        with open(path, "rb", buffering=0) as file:
            head = file.read(HEAD_BYTES) or b""
    except OSError:
        return ""
    if head[:2] == b"#!":
        words = head[2:].partition(b"\n")[0].split()
        return words[0].decode("utf-8", "surrogateescape") if words else ""
    if head[:5] != b"\x7fELF\x02":
        return ""
    start = int.from_bytes(head[32:40], "little")
    size, count = int.from_bytes(head[54:56], "little"), int.from_bytes(head[56:58], "little")
    for at in range(start, min(start + size * count, len(head) - size + 1), size or 1):
        if int.from_bytes(head[at : at + 4], "little") == ELF_INTERPRETER:
            offset, length = (int.from_bytes(head[at + n : at + n + 8], "little") for n in (8, 32))
            return head[offset : offset + length].rstrip(b"\0").decode("utf-8", "surrogateescape")
    return ""
