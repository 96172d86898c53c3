"""How large data are named, and whether they are worth keeping.

Reading 500 MB to hash them takes a quarter of a second, copying them into the store as much again: more than some
commands need for their work. So

- a large input of a filter is named by its stat (device, inode, size, both times) instead of its bytes;
- a large output is copied into the store, or only hashed, where the command took many times as long as that;
- else it is named by what made it: the identity of its thunk and the path. The store then knows no bytes of that name,
  only that the file whose stat is such has it: while it is left alone, it need not be made again.

Names begin with `MARK`, which no digest does but by a chance of one in 2^64. They are only ever compared.
"""

from __future__ import annotations

import posix
import time

from oilgg.store.base import is_racy, stat_key
from oilgg.thunk.hash import digest_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import stat_result

    from oilgg.lower.lowering import Lowered
    from oilgg.store.base import Store

MARK = b"\0\0oilgg\0"
LARGE_BYTES = 8 << 20
SMALL_BYTES = 1 << 20
HASH_BYTES_S = 1.5e9
COPY_BYTES_S = 0.7e9
MOST_KEPT_BYTES = 128 << 20
TIMES_AS_LONG = 25
"""What is done for the sake of later runs may cost this part of the command,"""
TIMES_TO_HASH = 80
"""and where it is only done to recognize equal bytes, which seldom come of other inputs, this part."""
RACY_WAIT_S = 0.03

STORE, HASH, NAME = "store", "hash", "name"


def treatment(size: int, processor_s: float) -> str:
    """What to do with `size` bytes that took so long to make: STORE, HASH or NAME."""
    if size <= SMALL_BYTES:
        return STORE
    hash_s, copy_s = size / HASH_BYTES_S, size / COPY_BYTES_S
    if size <= MOST_KEPT_BYTES and processor_s > TIMES_AS_LONG * (hash_s + copy_s):
        return STORE
    return HASH if processor_s > TIMES_TO_HASH * hash_s else NAME


def name_of_output(key: bytes, path: str) -> bytes:
    """The name of what the pure thunk `key` leaves at `path`."""
    return MARK + digest_bytes(b"output\0" + key + path.encode("utf-8", "surrogateescape"))[len(MARK) :]


def is_name(digest: bytes | None) -> bool:
    """Whether `digest` is a name instead of the hash of bytes."""
    return digest is not None and digest.startswith(MARK)


def bears(store: Store, path: str, name: bytes) -> bool:
    """Whether the file at `path` is the one that was given `name`. Raises OSError."""
    return store.get_fact(_fact(posix.stat(path))) == name


def give(store: Store, path: str, name: bytes) -> int:
    """Remember that the file at `path`, made just now, has `name`; its change time in ns. Raises OSError.

    Whoever changes it must not do so before the clock of the file system has gone on.
    """
    status = posix.stat(path)
    store.put_fact(_fact(status), name)
    return status.st_ctime_ns


def _fact(status: stat_result) -> bytes:
    return digest_bytes(b"named\0" + repr(stat_key(status)).encode())


def is_filter(lowered: Lowered) -> bool:
    """Whether `lowered` is of the kind whose inputs may be named by their stat: streams, no compilers or archives."""
    return all(
        (effects.stdin or effects.stdout) and not effects.learn and not effects.binary for effects in lowered.effects
    )


def name_of_file(path: str) -> bytes | None:
    """The name of the large file at `path` by its stat; None where its times say too little. Raises OSError."""
    status = posix.stat(path)
    key = stat_key(status)
    if is_racy(key, time.time_ns()):
        time.sleep(RACY_WAIT_S)
        if stat_key(posix.stat(path)) != key or is_racy(key, time.time_ns()):
            return None
    return MARK + digest_bytes(b"stat\0" + repr(key).encode())[len(MARK) :]
