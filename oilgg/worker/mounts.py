"""Which mounts a view consists of: read from mountinfo, turned into a list of steps.

Two plans exist. The *whole* plan (for root) puts one overlay over `/`, brings every other mount
back on top of it, and gives each of those that is writable an overlay of its own; the result
becomes the root. The *split* plan (for everyone else, in a user namespace) cannot do so: there
the kernel refuses an overlay whose lower directory has mounts below it, and an overlay cannot copy
up what belongs to other users. So it makes everything read-only where it is and then mounts an
overlay over each territory of the user: the topmost directories from which everything down to a place of
interest is the user's own, and the public places for temporary files.
"""

from __future__ import annotations

import posix
from _stat import S_ISDIR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

WHOLE = "whole"
SPLIT = "split"

OVERLAY = "overlay"  # an overlay over this mount point
MOVE = "move"  # the mount with all below it
BIND = "bind"  # the mount alone: some mount below it has a step of its own
READ_ONLY = "read-only"  # what cannot be the lower side of an overlay

# What holds no files of anyone's: nothing written there can be held back anyway.
KERNEL_FILE_SYSTEMS = frozenset(
    [
        "proc",
        "sysfs",
        "devtmpfs",
        "devpts",
        "cgroup",
        "cgroup2",
        "securityfs",
        "debugfs",
        "tracefs",
        "configfs",
        "bpf",
        "pstore",
        "mqueue",
        "hugetlbfs",
        "efivarfs",
        "fusectl",
        "binfmt_misc",
        "autofs",
        "nsfs",
        "rpc_pipefs",
        "selinuxfs",
        "smackfs",
    ]
)
# Mount options that an overlay takes over from what it covers (MS_NOSUID, MS_NODEV, MS_NOEXEC).
KEPT_FLAGS = {"nosuid": 2, "nodev": 4, "noexec": 8}
PUBLIC_PLACES = ("/tmp", "/var/tmp", "/dev/shm")
MEMORY_PLACE = "/dev/shm"


class Mount:
    """One mount as the process sees it."""

    __slots__ = ("children", "flags", "kind", "number", "parent", "point", "read_only")

    def __init__(self, number: int, parent: int, point: str, kind: str, read_only: bool, flags: int) -> None:
        self.number = number
        self.parent = parent
        self.point = point
        self.kind = kind
        self.read_only = read_only
        self.flags = flags
        self.children: list[Mount] = []


class Plan:
    """How to make a view. `steps` are (action, mount point, index into `points` or -1), outer ones first.

    `points` are the places that get an overlay of their own; `in_memory` says for each whether its upper side
    belongs into memory, because its lower side is there as well; `flags` are its mount flags. `refused` are places
    that turned out to be unfit for an overlay when a view was made: they are read-only in it. `lower` is the directory
    that a sealed view shows instead of the tree, "" in other views; `over` what it shows on top of the system's files.
    """

    __slots__ = ("flags", "in_memory", "kind", "lower", "over", "points", "refused", "steps")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.steps: list[tuple[str, str, int]] = []
        self.points: list[str] = []
        self.in_memory: list[bool] = []
        self.flags: list[int] = []
        self.refused: set[str] = set()
        self.lower = ""
        self.over = ""

    def add_overlay(self, point: str, in_memory: bool, flags: int) -> None:
        """One more place with an overlay."""
        self.steps.append((OVERLAY, point, len(self.points)))
        self.points.append(point)
        self.in_memory.append(in_memory)
        self.flags.append(flags)

    def is_refused(self, path: str) -> bool:
        """Whether `path` lies in a place that cannot be written in the view, although it can outside."""
        return bool(self.refused) and any(is_below(path, point) for point in self.refused)

    def part_of(self, path: str) -> int:
        """Index of the part that holds the absolute `path`, -1 if none does."""
        best, length = -1, -1
        for index, point in enumerate(self.points):
            if len(point) > length and is_below(path, point):
                best, length = index, len(point)
        return best


def is_below(path: str, directory: str) -> bool:
    """Whether `path` is `directory` or lies in it; both absolute and normalized."""
    return directory == "/" or path == directory or path.startswith(directory + "/")


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    head, *rest = text.split("\\")
    return head + "".join(chr(int(piece[:3], 8)) + piece[3:] for piece in rest)


def parse(text: str) -> dict[int, Mount]:
    """The mounts of a mountinfo file by number, children filled in (proc(5))."""
    mounts: dict[int, Mount] = {}
    for line in text.splitlines():
        fields = line.split(" ")
        middle = fields.index("-")
        read_only = "ro" in fields[5].split(",") or "ro" in fields[middle + 3].split(",")
        flags = 0
        for option in fields[5].split(","):
            flags |= KEPT_FLAGS.get(option, 0)
        mount = Mount(int(fields[0]), int(fields[1]), _unescape(fields[4]), fields[middle + 1], read_only, flags)
        mounts[mount.number] = mount
    for mount in mounts.values():
        parent = mounts.get(mount.parent)
        if parent is not None and parent is not mount:
            parent.children.append(mount)
    return mounts


def _visible(mount: Mount) -> Mount:
    """What is seen at the point of `mount`: itself or what was mounted over it; children trimmed likewise."""
    for child in mount.children:
        if child.point == mount.point:
            return _visible(child)
    points = [child.point for child in mount.children]
    mount.children = [
        _visible(child)
        for child in mount.children
        if not any(other != child.point and is_below(child.point, other) for other in points)
    ]
    return mount


def root_mount(text: str) -> Mount:
    """The tree of the visible mounts. Raises OSError (ENOENT) where `/` is none: a plain chroot."""
    mounts = parse(text)
    tops = [mount for mount in mounts.values() if mount.point == "/"]
    if not tops:
        raise OSError(2, "the root directory is not a mount")
    return _visible(next((mount for mount in tops if mount.parent not in mounts), tops[0]))


def _wants_overlay(mount: Mount) -> bool:
    return _is_special(mount) and is_directory(mount.point)


def is_directory(path: str) -> bool:
    """Whether `path` is a directory, links followed."""
    try:
        return S_ISDIR(posix.stat(path).st_mode)
    except OSError:
        return False


def _has_own_steps(mount: Mount) -> bool:
    return any(_is_special(child) or _has_own_steps(child) for child in mount.children)


def _is_special(mount: Mount) -> bool:
    if mount.read_only or mount.kind in KERNEL_FILE_SYSTEMS:
        return False
    return not mount.point.startswith(("/sys/", "/proc/"))  # cgroups hang in a tmpfs of the kernel's own


def _add_steps(plan: Plan, mount: Mount) -> None:
    for child in sorted(mount.children, key=lambda item: item.point):
        if child.point.endswith("//deleted"):
            continue
        if _wants_overlay(child):
            plan.add_overlay(child.point, child.kind in ("tmpfs", "ramfs"), child.flags)
        elif _is_special(child):
            plan.steps.append((READ_ONLY, child.point, -1))
            continue
        elif not _has_own_steps(child):
            plan.steps.append((MOVE, child.point, -1))
            continue
        else:
            plan.steps.append((BIND, child.point, -1))
        _add_steps(plan, child)


def whole_plan(mountinfo: str) -> Plan:
    """The plan for root: one overlay over everything, and one for each further writable mount."""
    plan = Plan(WHOLE)
    root = root_mount(mountinfo)
    plan.add_overlay("/", root.kind == "tmpfs", root.flags)
    _add_steps(plan, root)
    return plan


def territory(path: str, uid: int, gid: int, points: Iterable[str] = ()) -> str | None:
    """The topmost directory from which all directories down to `path` are owned by `uid` and `gid`.

    It lies low enough to have none of the mount points `points` below it. A directory that is not owned, but
    writable, stands for itself. None if the user can write nothing here.
    """
    best = None
    for current in _ancestors(path):
        try:
            status = posix.stat(current)
        except OSError:
            break
        if status.st_uid != uid or status.st_gid != gid:
            best = None
        elif best is None and not _has_below(current, points):
            best = current
    if best is None and posix.access(path, posix.W_OK) and not _has_below(path, points):
        return path
    return best


def _ancestors(path: str) -> list[str]:
    """`/` and every directory on the way down to the absolute `path`, which comes last."""
    found = ["/"]
    for name in path.split("/"):
        if name:
            found.append(found[-1].rstrip("/") + "/" + name)
    return found


def _has_below(directory: str, points: Iterable[str]) -> bool:
    return any(point != directory and is_below(point, directory) for point in points)


def split_plan(mountinfo: str, places: list[str], uid: int, gid: int) -> Plan:
    """The plan for a user: overlays over the territories around `places` and over the public places."""
    plan = Plan(SPLIT)
    found_mounts = {mount.point: mount for mount in parse(mountinfo).values()}
    kinds = {point: mount.kind for point, mount in found_mounts.items()}
    chosen: list[str] = []
    for place in places:
        found = territory(place, uid, gid, kinds)
        if found is not None:
            chosen.append(found)
    for place in PUBLIC_PLACES:
        if is_directory(place) and posix.access(place, posix.W_OK) and not _has_below(place, kinds):
            chosen.append(place)
    chosen = sorted(set(chosen))
    for place in chosen:
        if not any(other != place and is_below(place, other) for other in chosen):
            above = max((point for point in found_mounts if is_below(place, point)), key=len, default="")
            flags = found_mounts[above].flags if above else 0
            plan.add_overlay(place, kinds.get(place) == "tmpfs" or place == MEMORY_PLACE, flags)
    return plan
