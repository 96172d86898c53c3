"""The system calls that views need and Python does not have, through `_ctypes` alone.

The `ctypes` package costs three milliseconds to import, ten times what these few lines do.
"""

from __future__ import annotations

import _ctypes
import posix
import sys

CLONE_NEWNS = 0x20000
CLONE_NEWUSER = 0x10000000

MS_RDONLY = 1
MS_NOEXEC = 8
MS_NOATIME = 1024
MS_BIND = 4096
MS_MOVE = 8192
MS_REC = 16384
MS_SLAVE = 1 << 19

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36

SYS_MOUNT_SETATTR = 442
AT_FDCWD = -100
AT_RECURSIVE = 0x8000
MOUNT_ATTR_RDONLY = 1

LINUX_CAPABILITY_VERSION_3 = 0x20080522


class _Int(_ctypes._SimpleCData):  # type: ignore[type-arg]
    """C int."""

    _type_ = "i"


class _Long(_ctypes._SimpleCData):  # type: ignore[type-arg]
    """C long."""

    _type_ = "l"


class _Bytes(_ctypes._SimpleCData):  # type: ignore[type-arg]
    """C char *, None is NULL."""

    _type_ = "z"


class _Char(_ctypes._SimpleCData):  # type: ignore[type-arg]
    """C char."""

    _type_ = "c"


class Memory(_ctypes.Array):  # type: ignore[type-arg]
    """Bytes that the kernel writes into."""

    _type_ = _Char
    _length_ = 128


def address(memory: Memory) -> int:
    """Where `memory` is."""
    return _ctypes.addressof(memory)


class Pointer(_ctypes._SimpleCData):  # type: ignore[type-arg]
    """C char *: points to the bytes it was made of, which live as long as it."""

    _type_ = "z"


class _Function(_ctypes.CFuncPtr):
    """A function of the C library that returns an int and sets errno."""

    _flags_ = _ctypes.FUNCFLAG_CDECL | _ctypes.FUNCFLAG_USE_ERRNO
    _restype_ = _Int


_library = _ctypes.dlopen(None, 0)  # type: ignore[arg-type]
_functions: dict[tuple[str, tuple[type, ...]], _Function] = {}


def _call(name: str, types: tuple[type, ...], *arguments: object) -> int:
    function = _functions.get((name, types))
    if function is None:
        try:
            function = _Function(_ctypes.dlsym(_library, name))
        except OSError:
            raise OSError(38, "not in this C library", name)
        function.argtypes = types
        _functions[name, types] = function
    result: int = function(*arguments)
    if result < 0:
        number = _ctypes.get_errno()
        raise OSError(number, posix.strerror(number), name)
    return result


_MOUNT = (_Bytes, _Bytes, _Bytes, _Long, _Bytes)


def mount(source: bytes, target: bytes, kind: bytes | None, flags: int, data: bytes | None = None) -> None:
    """mount(2)."""
    _call("mount", _MOUNT, source, target, kind, flags, data)


def unshare(flags: int) -> None:
    """unshare(2)."""
    _call("unshare", (_Int,), flags)


def setns(descriptor: int, flags: int) -> None:
    """setns(2)."""
    _call("setns", (_Int, _Int), descriptor, flags)


def prctl(option: int, argument: int) -> int:
    """prctl(2) with one argument."""
    return _call("prctl", (_Int, _Long, _Long, _Long, _Long), option, argument, 0, 0, 0)


def set_mount_attributes(path: bytes, recursive: bool, set_flags: int, clear_flags: int = 0) -> None:
    """mount_setattr(2) on `path`; needs Linux 5.12."""
    order: str = sys.byteorder
    attributes = b"".join(value.to_bytes(8, order) for value in (set_flags, clear_flags, 0, 0))  # type: ignore[arg-type]
    types = (_Long, _Long, _Bytes, _Long, _Bytes, _Long)
    flags = AT_RECURSIVE if recursive else 0
    _call("syscall", types, SYS_MOUNT_SETATTR, AT_FDCWD, path, flags, attributes, len(attributes))


def system_call(number: int, first: int, second: int, data: bytes) -> int:
    """A system call that Python has no name for, with two numbers and a structure."""
    return _call("syscall", (_Long, _Long, _Long, _Bytes), number, first, second, data)


def ptrace(request: int, pid: int, first: int, second: int) -> int:
    """ptrace(2)."""
    return _call("ptrace", (_Long, _Long, _Long, _Long), request, pid, first, second)


def drop_capabilities() -> None:
    """Give up every capability of this process: what it opens from here on, it opens as the user."""
    header = LINUX_CAPABILITY_VERSION_3.to_bytes(4, sys.byteorder) + bytes(4)
    _call("capset", (_Bytes, _Bytes), header, bytes(24))
