"""The filter that makes the kernel tell of file accesses: seccomp user notification, without any library.

A process installs the filter on itself, hands the descriptor it gets to a supervisor and becomes the program; all
that this starts is under the filter as well. The supervisor is told of each call before the kernel does it and answers
"go on". What needs no look (`fstat`, the link-by-link walk of `realpath`) is let through here, since a notification
costs some 40 µs and a compiler makes a thousand of those.

Without CAP_SYS_ADMIN the kernel wants no_new_privs first: programs then don't get the rights that their set-user-ID
bit would give them (`is_privileged` says which files those are).
"""

from __future__ import annotations

import posix
from fcntl import ioctl

from oilgg.worker import kernel
from oilgg.worker.standard_input import CALLS, FIRST_KEPT, NOWHERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SECCOMP_SET_MODE_FILTER = 1
SECCOMP_FILTER_FLAG_NEW_LISTENER = 8
PR_SET_NO_NEW_PRIVS = 38
RET_ALLOW = 0x7FFF0000
RET_NOTIFY = 0x7FC00000
IOCTL_RECV = 0xC0502100
IOCTL_SEND = 0xC0182101
IOCTL_SET_FLAGS = 0x40082104
SYNC_WAKE_UP = 1
NOTIFICATION_BYTES = 80
CONTINUE = 1
EBUSY = 16
AT_EMPTY_PATH = 0x1000
CAP_SYS_ADMIN = 1 << 21
X32_BIT = 0x40000000
NEGATIVE = 0x80000000
REALPATH_SIZE = 1023
"""The buffer that the C library's `realpath` has for one link; its callers open what they find by its true name."""

_LOAD, _EQUAL, _AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16

# Name of a machine -> (its audit number, system call number of seccomp(2), column in _NUMBERS).
_MACHINES = {"x86_64": (0xC000003E, 317, 0), "aarch64": (0xC00000B7, 277, 1)}

# system call -> (number on x86_64, number on aarch64), -1 where there is none
_NUMBERS = {
    "open": (2, -1),
    "stat": (4, -1),
    "lstat": (6, -1),
    "access": (21, -1),
    "shmget": (29, 194),
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "execve": (59, 221),
    "kill": (62, 129),
    "semget": (64, 190),
    "msgget": (68, 186),
    "truncate": (76, 45),
    "getdents": (78, -1),
    "chdir": (80, 49),
    "fchdir": (81, 50),
    "rename": (82, -1),
    "mkdir": (83, -1),
    "rmdir": (84, -1),
    "creat": (85, -1),
    "link": (86, -1),
    "unlink": (87, -1),
    "symlink": (88, -1),
    "readlink": (89, -1),
    "chmod": (90, -1),
    "fchmod": (91, 52),
    "chown": (92, -1),
    "fchown": (93, 55),
    "lchown": (94, -1),
    "ptrace": (101, 117),
    "utime": (132, -1),
    "mknod": (133, -1),
    "statfs": (137, 43),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "settimeofday": (164, 170),
    "mount": (165, 40),
    "umount2": (166, 39),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "init_module": (175, 105),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "tkill": (200, 130),
    "getdents64": (217, 61),
    "clock_settime": (227, 112),
    "tgkill": (234, 131),
    "utimes": (235, -1),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "openat": (257, 56),
    "mkdirat": (258, 34),
    "mknodat": (259, 33),
    "fchownat": (260, 54),
    "futimesat": (261, -1),
    "newfstatat": (262, 79),
    "unlinkat": (263, 35),
    "renameat": (264, 38),
    "linkat": (265, 37),
    "symlinkat": (266, 36),
    "readlinkat": (267, 78),
    "fchmodat": (268, 53),
    "faccessat": (269, 48),
    "unshare": (272, 97),
    "utimensat": (280, 88),
    "perf_event_open": (298, 241),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268),
    "process_vm_writev": (311, 271),
    "finit_module": (313, 273),
    "renameat2": (316, 276),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "statx": (332, 291),
    "io_uring_setup": (425, 425),
    "openat2": (437, 437),
    "faccessat2": (439, 439),
    "fchmodat2": (452, 452),
}

# Let through where this argument has these bits, or is this number.
UNLESS_BITS = {"newfstatat": (3, AT_EMPTY_PATH), "statx": (2, AT_EMPTY_PATH)}
UNLESS_EQUAL = {"readlink": (2, REALPATH_SIZE), "readlinkat": (3, REALPATH_SIZE)}


def machine() -> str:
    """The kind of processor, as the kernel calls it."""
    return posix.uname().machine


def is_known_machine() -> bool:
    """Whether the system call numbers of this machine are known here."""
    return machine() in _MACHINES


def call_names() -> dict[int, str]:
    """The traced system calls of this machine by number."""
    column = _MACHINES[machine()][2]
    return {numbers[column]: name for name, numbers in _NUMBERS.items() if numbers[column] >= 0}


def input_calls() -> dict[int, str]:
    """Those calls of this machine by number that could make something of a standard input."""
    column = _MACHINES[machine()][2]
    return {numbers[column]: name for name, numbers in CALLS.items() if numbers[column] >= 0}


def architecture() -> int:
    """The audit number of this machine, as notifications give it."""
    return _MACHINES[machine()][0]


def _instruction(code: int, if_true: int, if_false: int, value: int) -> bytes:
    return code.to_bytes(2, "little") + bytes((if_true, if_false)) + value.to_bytes(4, "little")


def _argument(index: int) -> bytes:
    return _instruction(_LOAD, 0, 0, _ARGUMENTS_AT + 8 * index)


def _conditions(number: int, name: str, of_input: bool) -> Iterator[bytes]:
    """Load an argument of the call, if it is this one, and decide. `of_input`: standard input is looked after."""
    if name in CALLS:
        if CALLS[name][2] == NOWHERE:
            yield _instruction(_EQUAL, 0, 1, number)
            yield _instruction(_RETURN, 0, 0, RET_NOTIFY)
            return
        yield _instruction(_EQUAL, 0, 6, number)
        yield from _if_looked_after(CALLS[name][2])
        return
    if of_input and name in UNLESS_BITS:
        index, value = UNLESS_BITS[name]
        yield _instruction(_EQUAL, 0, 9, number)
        yield _argument(index)
        yield _instruction(_HAS_BITS, 1, 0, value)
        yield _instruction(_RETURN, 0, 0, RET_NOTIFY)
        yield from _if_looked_after(0)
        return
    if name in UNLESS_BITS:
        index, value = UNLESS_BITS[name]
        test = _HAS_BITS
    else:
        index, value = UNLESS_EQUAL[name]
        test = _EQUAL
    yield _instruction(_EQUAL, 0, 4, number)
    yield _argument(index)
    yield _instruction(test, 0, 1, value)
    yield _instruction(_RETURN, 0, 0, RET_ALLOW)
    yield _instruction(_RETURN, 0, 0, RET_NOTIFY)


def _if_looked_after(index: int) -> Iterator[bytes]:
    """Tell of a call if this argument is such a descriptor (see standard_input)."""
    yield _argument(index)
    yield _instruction(_AT_LEAST, 3, 0, NEGATIVE)
    yield _instruction(_EQUAL, 1, 0, 0)
    yield _instruction(_AT_LEAST, 0, 1, FIRST_KEPT)
    yield _instruction(_RETURN, 0, 0, RET_NOTIFY)
    yield _instruction(_RETURN, 0, 0, RET_ALLOW)


_programs: dict[bool, bytes] = {}
_capabilities: list[int] = []


def program(of_input: bool = False) -> bytes:
    """The filter for this machine: calls of any other kind of machine are told of, whatever they are.

    `of_input`: also what could make something of standard input is told of (see standard_input).
    """
    known = _programs.get(of_input)
    if known is not None:
        return known
    parts = [
        _instruction(_LOAD, 0, 0, _ARCHITECTURE_AT),
        _instruction(_EQUAL, 1, 0, architecture()),
        _instruction(_RETURN, 0, 0, RET_NOTIFY),
        _instruction(_LOAD, 0, 0, _NUMBER_AT),
        _instruction(_AT_LEAST, 0, 1, X32_BIT),
        _instruction(_RETURN, 0, 0, RET_NOTIFY),
    ]
    plain = []
    for number, name in call_names().items():
        if name in UNLESS_BITS or name in UNLESS_EQUAL:
            parts += _conditions(number, name, of_input)
        else:
            plain.append(number)
    for number, name in input_calls().items() if of_input else ():
        parts += _conditions(number, name, of_input)
    for index, number in enumerate(plain):
        parts.append(_instruction(_EQUAL, len(plain) - index, 0, number))
    parts.append(_instruction(_RETURN, 0, 0, RET_ALLOW))
    parts.append(_instruction(_RETURN, 0, 0, RET_NOTIFY))
    made = _programs[of_input] = b"".join(parts)
    return made


def install(of_input: bool = False) -> int:
    """Put this process and all it will start under the filter; the descriptor to listen at. Raises OSError.

    EBUSY: there is a listener already, since one process tree can have only one.
    """
    code = program(of_input)
    pointer = kernel.Pointer(code)
    fprog = (len(code) // 8).to_bytes(8, "little") + bytes(memoryview(pointer))
    number = _MACHINES[machine()][1]
    try:
        return kernel.system_call(number, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, fprog)
    except OSError as error:
        if error.errno == EBUSY:
            raise
    kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)
    return kernel.system_call(number, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, fprog)


def wake_in_place(listener: int) -> None:
    """Let a call and its answer wake the other side on the processor they come from: half the time, from Linux 6.6 on.

    Otherwise a processor that sleeps is woken for each of them.
    """
    try:
        ioctl(listener, IOCTL_SET_FLAGS, SYNC_WAKE_UP)
    except OSError:
        pass


def is_privileged(mode: int) -> bool:
    """Whether a program with these permission bits gets rights of its own, which no_new_privs would keep from it."""
    return bool(mode & 0o4000) or (mode & 0o2010) == 0o2010


def needs_no_new_privs(capability: int = CAP_SYS_ADMIN) -> bool:
    """Whether programs that this process traces don't get rights of their own: it lacks the capability for that.

    The filter then needs no_new_privs. Forks remember it.
    """
    if not _capabilities:
        _capabilities.append(_effective_capabilities())
    return not _capabilities[0] & capability


def _effective_capabilities() -> int:
    try:
        with open("/proc/self/status", "rb") as file:
            for line in file:
                if line.startswith(b"CapEff:"):
                    return int(line.split()[1], 16)
    except OSError:
        pass
    return 0
