"""Where views and layers of one shell are made: which sort of view, which plan, memory or disk."""

from __future__ import annotations

import posix
import select

from oilgg.worker import view
from oilgg.worker.mounts import SPLIT, Plan

GOOD_UPPER = frozenset(["ext2", "ext3", "ext4", "xfs", "btrfs", "tmpfs", "f2fs", "bcachefs"])
# Layers are kept in memory, where making and removing directories costs a thousandth of what it can on a disk,
# as long as there is plenty of it. Budgets under this are not worth the risk.
LEAST_MEMORY_BYTES = 256 << 20
MAX_PLANS = 100


class Places:
    """What the launcher has found out about this machine."""

    __slots__ = (
        "base",
        "bases",
        "home",
        "memory",
        "memory_budget",
        "memory_free",
        "mounts",
        "mounts_poll",
        "plans",
        "support",
    )

    def __init__(self, base: str) -> None:
        self.base = base
        self.memory = ""
        self.memory_free = 0
        self.memory_budget = 0
        self.bases: dict[str, str] = {}
        self.plans: dict[tuple[str, ...], Plan] = {}
        self.mounts = posix.open("/proc/self/mountinfo", posix.O_RDONLY | posix.O_CLOEXEC)
        self.mounts_poll = select.poll()
        self.mounts_poll.register(self.mounts, select.POLLPRI)
        home = posix.environ.get(b"HOME", b"").decode("utf-8", "surrogateescape")
        self.home = [home] if home.startswith("/") else []
        self.support = view.probe(base, in_process=True)
        if self.support.overlay:
            self.base = base or view.default_base()
            self.memory = view.memory_base(self.support.kind)
        if self.memory:
            self.memory_free = _free_bytes(self.memory)
            budget = min(self.memory_free, view.available_memory_bytes()) // 2
            self.memory_budget = budget if budget >= LEAST_MEMORY_BYTES else 0

    def plan_for(self, cwd: str, wanted: list[str]) -> Plan:
        """The plan of the view of a job in `cwd`; made again when mounts have changed."""
        if self.mounts_poll.poll(0) or len(self.plans) > MAX_PLANS:
            self.plans.clear()
        places: tuple[str, ...] = ()
        if self.support.kind == SPLIT:
            places = tuple(sorted({cwd, *wanted, *self.home}))
        plan = self.plans.get(places)
        if plan is None:
            plan = view.make_plan(self.support.kind, view.read_file("/proc/self/mountinfo"), list(places))
            self.plans[places] = plan
        return plan

    def choose_base(self, wanted: str) -> str:
        """Where the next layer goes: where it is `wanted`, else into memory, else to the default place on disk.

        "" if no layer can be there.
        """
        if not wanted and self.memory_used() < self.memory_budget // 2:
            return self._usable(self.memory)
        return self._usable(wanted or self.base)

    def memory_used(self) -> int:
        """About how many bytes of memory the layers of this shell occupy."""
        return self.memory_free - _free_bytes(self.memory) if self.memory_budget else 0

    def memory_is_full(self) -> bool:
        """Whether jobs with layers in memory must end before one of them meets a full disk that is none."""
        return self.memory_budget > 0 and self.memory_used() > self.memory_budget * 9 // 10

    def _usable(self, base: str) -> str:
        """`base`, or memory where layers cannot be on its file system; "" if nothing will do."""
        found = self.bases.get(base)
        if found is None:
            found = base
            if view.file_system_of(base) not in GOOD_UPPER:
                found = ""
                for candidate in (base, self.memory):
                    if candidate and not view.try_view(self.support.kind, candidate, self.memory, self.support.options):
                        found = candidate
                        break
            self.bases[base] = found
        return found

    def layers(self) -> list[tuple[int, str]]:
        """(process, directory) of all layers in the places that have been used, whoever made them."""
        found = []
        for base in {*self.bases.values(), self.base, self.memory} - {""}:
            for name in _list(base):
                pieces = name.split("-")
                if pieces[0] == "oilgg" and len(pieces) == 3 and pieces[1].isdigit():
                    found.append((int(pieces[1]), base + "/" + name))
        return found


def _list(directory: str) -> list[str]:
    try:
        return posix.listdir(directory)
    except OSError:
        return []


def _free_bytes(directory: str) -> int:
    found = posix.statvfs(directory)
    return found.f_bavail * found.f_frsize


def is_alive(pid: int) -> bool:
    """Whether there is a process `pid`."""
    try:
        posix.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
