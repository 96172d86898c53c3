"""Whether a traced command makes anything of the standard input that it shares with the shell.

Most commands inherit it and never look. The filter tells of the calls that would: those with descriptor 0, or one of 7
and above, where shells and their scripts keep it while something else stands in its place, and the few whose
descriptors lie in memory. Here is said whether such a descriptor leads to what the command was given, and whether the
call depends on more than on what kind of file that is, which is part of the identity of the command. A copy among the
numbers that are not looked after counts as well, since what becomes of it would not be seen. (No call on sockets is
among these: the process that installs the filter still has to send its listener.)
"""

from __future__ import annotations

import posix
from _stat import S_ISREG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.worker.tracer import Call

NOWHERE = -1
FIRST_KEPT = 7
MOST_POLLED = 1024
F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC = 0, 1, 2, 3, 1030
# What kind of terminal it is, how large it is (no result is told apart by that), whether programs inherit it.
HARMLESS_CONTROLS = (0x5401, 0x802C542A, 0x5413, 0x5450, 0x5451)
MAP_ANONYMOUS = 0x20
POLLFD_BYTES = 8

# system call -> (number on x86_64, number on aarch64, the argument that is a descriptor or NOWHERE)
CALLS = {
    "read": (0, 63, 0),
    "write": (1, 64, 0),
    "fstat": (5, 80, 0),
    "poll": (7, -1, NOWHERE),
    "lseek": (8, 62, 0),
    "mmap": (9, 222, 4),
    "ioctl": (16, 29, 0),
    "pread64": (17, 67, 0),
    "pwrite64": (18, 68, 0),
    "readv": (19, 65, 0),
    "writev": (20, 66, 0),
    "select": (23, -1, NOWHERE),
    "dup": (32, 23, 0),
    "dup2": (33, -1, 0),
    "sendfile": (40, 71, 1),
    "fcntl": (72, 25, 0),
    "flock": (73, 32, 0),
    "ftruncate": (77, 46, 0),
    "epoll_ctl": (233, 21, 2),
    "pselect6": (270, 72, NOWHERE),
    "ppoll": (271, 73, NOWHERE),
    "splice": (275, 76, 0),
    "tee": (276, 77, 0),
    "fallocate": (285, 47, 0),
    "dup3": (292, 24, 0),
    "preadv": (295, 69, 0),
    "pwritev": (296, 70, 0),
    "copy_file_range": (326, 285, 0),
    "preadv2": (327, 286, 0),
    "pwritev2": (328, 287, 0),
}
_POLLS = ("poll", "ppoll")
_SELECTS = ("select", "pselect6")
_COPIES = ("dup2", "dup3")
_OF_ITS_STATE = ("fstat", "lseek", "newfstatat", "statx")
"""They tell of a file how long it is and where its reader stands; of anything else only what it is."""


class StandardInput:
    """The standard input of a job, as its supervisor knows it."""

    __slots__ = ("_identity", "_is_regular", "is_terminal")

    def __init__(self, descriptor: int) -> None:
        """`descriptor` leads to it. Raises OSError."""
        status = posix.fstat(descriptor)
        self._identity = (status.st_dev, status.st_ino)
        self._is_regular = S_ISREG(status.st_mode)
        self.is_terminal = posix.isatty(descriptor)

    def is_used(self, name: str, call: Call) -> bool:
        """Whether a call that the filter has told of makes more of it than to ask what kind of file it is."""
        if name in _OF_ITS_STATE and not self._is_regular:
            return False
        if name == "fcntl" and _is_harmless(call):
            return False
        if name == "ioctl" and call.arguments[1] & 0xFFFFFFFF in HARMLESS_CONTROLS:
            return False
        if name == "mmap" and call.arguments[3] & MAP_ANONYMOUS:
            return False
        if name in _COPIES and is_looked_after(call.number(1)):
            return False
        return any(self._is(call.tid, descriptor) for descriptor in _descriptors(name, call))

    def _is(self, tid: int, descriptor: int) -> bool:
        try:
            status = posix.stat(f"/proc/{tid}/fd/{descriptor}")
        except OSError:
            return False  # it is closed
        return (status.st_dev, status.st_ino) == self._identity


def is_looked_after(descriptor: int) -> bool:
    """Whether the filter tells of what is done with this descriptor."""
    return descriptor == 0 or descriptor >= FIRST_KEPT


def _is_harmless(call: Call) -> bool:
    """Whether a call of fcntl asks for flags, or makes a copy that is looked after."""
    command = call.number(1)
    if command in (F_DUPFD, F_DUPFD_CLOEXEC):
        return call.number(2) >= FIRST_KEPT
    return command in (F_GETFD, F_SETFD, F_GETFL)


def _descriptors(name: str, call: Call) -> list[int]:
    """The descriptors that are looked after, of those that a call names."""
    if name in _POLLS:
        data = call.bytes_at(call.arguments[0], POLLFD_BYTES * min(call.arguments[1], MOST_POLLED))
        places = range(0, len(data) - POLLFD_BYTES + 1, POLLFD_BYTES)
        found = [int.from_bytes(data[at : at + 4], "little", signed=True) for at in places]
    elif name in _SELECTS:
        sets = [call.bytes_at(call.arguments[index], MOST_POLLED // 8) for index in (1, 2, 3) if call.arguments[index]]
        bits = [int.from_bytes(one, "little") for one in sets]
        found = [descriptor for descriptor in range(call.number(0)) if any(one >> descriptor & 1 for one in bits)]
    else:
        found = [call.number(CALLS[name][2] if name in CALLS else 0)]
    return [descriptor for descriptor in found if is_looked_after(descriptor)]
