"""Finding and killing every process of a job, also those that left its group or lost their parent."""

from __future__ import annotations

import posix
import time

SIGKILL, SIGSTOP = 9, 19
# The table of running jobs that launcher and shell share: per slot the process group and the
# mount namespace, 8 bytes each.
TABLE_SLOTS = 256
ENTRY_BYTES = 16
MAX_ROUNDS = 50
PATIENCE_S = 0.1
CLOCK_BOOTTIME = 7


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


def namespace_of(pid: int) -> int:
    """The number of the mount namespace of `pid`; 0 if it is our own, or unknown."""
    try:
        found = posix.stat(f"/proc/{pid}/ns/mnt").st_ino
        return 0 if found == posix.stat("/proc/self/ns/mnt").st_ino else found
    except OSError:
        return 0


def now_ticks() -> int:
    """The time as processes' start times are given in /proc."""
    return int(time.clock_gettime(CLOCK_BOOTTIME) * posix.sysconf("SC_CLK_TCK"))


def join_group(pid: int, group: int) -> None:
    """Put the fork `pid` into a process group; not where it has done that and is a program already, or has ended."""
    try:
        posix.setpgid(pid, group)
    except OSError:
        pass


def kill_group(group: int, signal: int) -> bool:
    """Send `signal` to the process group, if there is one; whether it has processes."""
    if not group:
        return False
    try:
        posix.killpg(group, signal)
    except OSError as error:
        return error.errno == 1
    return True


def children_of(pid: int) -> list[int]:
    """The processes that `pid` is the parent of; none where the kernel does not say."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", "rb") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def kill_tree(groups: set[int], namespaces: set[int], launcher: int, before_ticks: int = 0) -> None:
    """SIGKILL to everything in `groups`, in `namespaces`, or descended from one of these, until nothing is found.

    The number of a process stands for a group as well: one that may read the terminal has none of its own.
    The kernel gives numbers of namespaces that are gone to the next comer, which may be somebody else's job. While
    a launcher holds its jobs' namespaces that cannot happen to them, and nothing but descendants of `launcher` is
    touched. When it is gone (`launcher` 0), processes that started after `before_ticks` are not meant.
    """
    groups = groups - {0}
    namespaces = namespaces - {0}
    for _ in range(MAX_ROUNDS):
        victims = _stopped(groups, namespaces, launcher, before_ticks)
        for group in groups:
            _send(-group, SIGKILL)
        for pid in victims:
            _send(pid, SIGKILL)
        if not victims:
            return


def _stopped(groups: set[int], namespaces: set[int], launcher: int, before_ticks: int) -> set[int]:
    """All that is to be killed, stopped: what has lost its parent, or was made meanwhile, would not be found."""
    stopped: set[int] = set()
    for _ in range(MAX_ROUNDS):
        found = _find(groups, namespaces, launcher, before_ticks) - stopped
        if not found:
            break
        for pid in found:
            _send(pid, SIGSTOP)
        for pid in found:
            _wait_for_stop(pid)
        stopped |= found
    return stopped


def _wait_for_stop(pid: int) -> None:
    """Until `pid`, which has been sent SIGSTOP, makes no more processes."""
    deadline_s = time.monotonic() + PATIENCE_S
    while _stat(str(pid))[2] in "RS" and time.monotonic() < deadline_s:
        time.sleep(0.0002)


def _find(groups: set[int], namespaces: set[int], launcher: int, before_ticks: int) -> set[int]:
    children: dict[int, list[int]] = {}
    found: list[int] = []
    for name in posix.listdir("/proc"):
        if not name.isdigit():
            continue
        pid = int(name)
        parent, group, state, started = _stat(name)
        children.setdefault(parent, []).append(pid)
        if state in "ZX" or pid == launcher:
            continue
        if (
            group in groups
            or pid in groups
            or (namespaces and not (before_ticks and started > before_ticks) and namespace_of(pid) in namespaces)
        ):
            found.append(pid)
    victims = _descendants(found, children)
    if launcher:
        victims &= _descendants([launcher], children)
    return victims - {launcher, posix.getpid()}


def _descendants(pids: list[int], children: dict[int, list[int]]) -> set[int]:
    found = set(pids)
    waiting = list(pids)
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _stat(name: str) -> tuple[int, int, str, int]:
    """(parent, process group, state, start in ticks) of a process; state X if it is gone."""
    try:
        descriptor = posix.open(f"/proc/{name}/stat", posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError:
        return 0, 0, "X", 0
    try:
        fields = posix.read(descriptor, 1024).rpartition(b")")[2].split()
        return int(fields[1]), int(fields[2]), fields[0].decode(), int(fields[19])
    except (OSError, IndexError):
        return 0, 0, "X", 0
    finally:
        posix.close(descriptor)


def _send(pid: int, number: int) -> None:
    try:
        posix.kill(pid, number)
    except OSError:
        pass
