"""Finding and killing every process of a job, also those that left its group or lost their parent."""

from __future__ import annotations

import posix

SIGKILL = 9
# The table of running jobs that launcher and shell share: per slot the process group and the
# mount namespace, 8 bytes each.
TABLE_SLOTS = 256
ENTRY_BYTES = 16
MAX_ROUNDS = 50


def write_entry(table: int, slot: int, group: int, namespace: int = 0) -> None:
    """Note what runs in `slot`. The namespace is written by the job itself, once it has one."""
    data = group.to_bytes(8, "little")
    if namespace:
        data += namespace.to_bytes(8, "little")
    posix.pwrite(table, data, slot * ENTRY_BYTES)


def forget_entry(table: int, slot: int) -> None:
    """Nothing runs in `slot`."""
    posix.pwrite(table, bytes(ENTRY_BYTES), slot * ENTRY_BYTES)


def read_entries(table: int) -> tuple[set[int], set[int]]:
    """The process groups and namespaces of all that runs."""
    data = posix.pread(table, TABLE_SLOTS * ENTRY_BYTES, 0)
    numbers = [int.from_bytes(data[at : at + 8], "little") for at in range(0, len(data), 8)]
    return set(numbers[0::2]) - {0}, set(numbers[1::2]) - {0}


def namespace_of(pid: int, outside: int) -> int:
    """The number of the mount namespace of `pid`; 0 if it is that of process `outside`, or unknown."""
    try:
        found = posix.stat(f"/proc/{pid}/ns/mnt").st_ino
        return 0 if found == posix.stat(f"/proc/{outside}/ns/mnt").st_ino else found
    except OSError:
        return 0


def kill_tree(outside: int, groups: set[int], namespaces: set[int]) -> None:
    """SIGKILL to everything in `groups`, in `namespaces`, or descended from one of these.

    `outside` is a process in the ordinary namespace, which is never killed. Looks again until nothing is found.
    """
    groups = groups - {0}
    namespaces = namespaces - {0}
    for _ in range(MAX_ROUNDS):
        victims = _find(outside, groups, namespaces)
        for group in groups:
            _kill(-group)
        for pid in victims:
            _kill(pid)
        if not victims:
            return


def _find(outside: int, groups: set[int], namespaces: set[int]) -> list[int]:
    children: dict[int, list[int]] = {}
    found: list[int] = []
    for name in posix.listdir("/proc"):
        if not name.isdigit():
            continue
        pid = int(name)
        parent, group, state = _stat(name)
        if pid == outside or state in "ZX":
            continue
        children.setdefault(parent, []).append(pid)
        if group in groups or (namespaces and namespace_of(pid, outside) in namespaces):
            found.append(pid)
    victims = set(found)
    while found:
        for child in children.get(found.pop(), ()):
            if child not in victims:
                victims.add(child)
                found.append(child)
    return list(victims)


def _stat(name: str) -> tuple[int, int, str]:
    """(parent, process group, state) of a process; state X if it is gone."""
    try:
        descriptor = posix.open(f"/proc/{name}/stat", posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError:
        return 0, 0, "X"
    try:
        fields = posix.read(descriptor, 1024).rpartition(b")")[2].split()
        return int(fields[1]), int(fields[2]), fields[0].decode()
    except (OSError, IndexError):
        return 0, 0, "X"
    finally:
        posix.close(descriptor)


def _kill(pid: int) -> None:
    try:
        posix.kill(pid, SIGKILL)
    except OSError:
        pass
