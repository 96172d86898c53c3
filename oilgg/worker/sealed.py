"""The sealed view: a worker's files as far as they belong to the platform, and the inputs of one thunk; nothing else.

What a thunk reads is staged in a directory, at its absolute path, beside the mount points of the platform. That
directory is the lower side of an overlay which becomes the root; what the command writes lands in the upper side. A
file that was not declared is not there (ENOENT), as with any other file that does not exist.
"""

from __future__ import annotations

import posix
from _stat import S_ISDIR, S_ISLNK

from oilgg.thunk.ir import AbsentValue, FileValue, SymlinkValue, TreeValue
from oilgg.worker import kernel
from oilgg.worker.layer import work_directory
from oilgg.worker.mounts import Plan, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.thunk.ir import Thunk

PLATFORM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc")
"""What is the worker's own: programs, libraries, system headers, settings. Digests tell whether it is as at home."""
KERNEL = ("/proc", "/dev")
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
LINKS = (
    ("fd", "/proc/self/fd"),
    ("stdin", "/proc/self/fd/0"),
    ("stdout", "/proc/self/fd/1"),
    ("stderr", "/proc/self/fd/2"),
)
SHARED_FOLDERS = ("tmp", "var/tmp", "dev/shm")
EMPTY_TREE = TreeValue(bytes(32))
"""An input that is a directory of which only its being there counts."""
# Nobody's business, and no command's that may run elsewhere.
SECRET_PLACES = ("/etc/ssl/private", "/etc/ssh", "/etc/sudoers.d")


def is_platform(path: str) -> bool:
    """Whether the file at `path` is one of the worker's own in a sealed view."""
    top, slash, _rest = path[1:].partition("/")
    return slash != "" and "/" + top in PLATFORM


def is_own_place(path: str) -> bool:
    """Whether `path` is of the platform, or of the kernel: nothing of a thunk's can be put there."""
    top = "/" + path[1:].partition("/")[0]
    return top in PLATFORM or top in KERNEL or top == "/sys"


class Platform:
    """What of this machine a sealed view shows; looked up once."""

    def __init__(self) -> None:
        self.binds: list[str] = []
        self.links: list[tuple[str, str]] = []
        for place in PLATFORM:
            try:
                status = posix.lstat(place)
            except OSError:
                continue
            if S_ISLNK(status.st_mode):
                self.links.append((place, posix.readlink(place)))
            else:
                self.binds.append(place)
        self.hidden = _secrets() if posix.geteuid() == 0 else []
        self.below = _mounts_below(self.binds)

    def frame(self, staged: str) -> None:
        """Make the mount points, links and shared folders in the fresh directory `staged`."""
        for place in [*self.binds, *KERNEL, "/var"]:
            posix.mkdir(staged + place, 0o755)
        for place, target in self.links:
            posix.symlink(target, staged + place)
        for name in SHARED_FOLDERS:
            posix.mkdir(f"{staged}/{name}", 0o777)
            posix.chmod(f"{staged}/{name}", 0o1777)
        for name in DEVICES:
            posix.close(posix.open(f"{staged}/dev/{name}", posix.O_WRONLY | posix.O_CREAT | posix.O_CLOEXEC, 0o666))
        for name, target in LINKS:
            posix.symlink(target, f"{staged}/dev/{name}")


def _mounts_below(places: list[str]) -> dict[str, list[str]]:
    """The mount points below each of `places`, outer ones first."""
    from oilgg.worker.view import read_file

    points = {mount.point for mount in parse(read_file("/proc/self/mountinfo")).values()}
    return {place: sorted([point for point in points if point.startswith(place + "/")]) for place in places}


def _secrets() -> list[tuple[str, bool]]:
    """(path, whether it is a directory) of what in /etc only root may read."""
    found = []
    for name in sorted(posix.listdir("/etc")):
        path = "/etc/" + name
        try:
            status = posix.lstat(path)
        except OSError:
            continue
        if not S_ISLNK(status.st_mode) and not status.st_mode & 0o004:
            found.append((path, S_ISDIR(status.st_mode)))
    found += [(place, True) for place in SECRET_PLACES if _is_directory(place)]
    return [pair for pair in found if pair[1] or pair[0] not in ("/etc/.pwd.lock",)]


def _is_directory(path: str) -> bool:
    try:
        return S_ISDIR(posix.lstat(path).st_mode)
    except OSError:
        return False


_found: list[Platform] = []


def platform() -> Platform:
    """The platform of this machine, as it was when first asked for."""
    if not _found:
        _found.append(Platform())
    return _found[0]


class StagingError(Exception):
    """A thunk that no view can be made for: its inputs contradict each other, or name places that none may."""


def stage(thunk: Thunk, staged: str, put: Callable[[bytes, str, int], object], alone: bool = False) -> None:
    """Fill the fresh directory `staged` with the inputs of `thunk`; `put(digest, path, mode)` makes a file.

    It will be the root, unless `alone`: then there are no places for the system's files in it. Raises StagingError, and
    OSError of the disk.
    """
    own = platform()
    if alone:
        made = {""}
    else:
        own.frame(staged)
        made = {"", *own.binds, *KERNEL, "/var", *["/" + name for name in SHARED_FOLDERS]}
    fixed = tuple([place + "/" for place in [*own.binds, *KERNEL, *[link for link, _target in own.links]]])
    folders = [thunk.cwd] if thunk.cwd != "/" else []
    folders += [item.path for item in thunk.inputs if isinstance(item.value, TreeValue)]
    for path in folders:
        if not (path + "/").startswith(fixed):
            _make_folders(staged, path, made)
    links = []
    for item in thunk.inputs:
        path, value = item.path, item.value
        if isinstance(value, (TreeValue, AbsentValue)) or is_platform(path):
            continue
        if (path + "/").startswith(fixed) or path in made:
            raise StagingError(f"{path} cannot be an input")
        _make_folders(staged, path.rpartition("/")[0], made)
        if isinstance(value, SymlinkValue):
            links.append((path, value.target))
        elif isinstance(value, FileValue):
            mode = value.mode if value.mode is not None else 0o755 if value.mode_executable else 0o644
            put(value.digest, staged + path, mode)
            if value.mtime_ns is not None:
                posix.utime(staged + path, ns=(value.mtime_ns, value.mtime_ns))
        else:
            raise StagingError(f"{path} is not known yet")
    for path, target in links:
        try:
            posix.symlink(target, staged + path)
        except FileExistsError:
            raise StagingError(f"{path} is there twice")


def _make_folders(staged: str, path: str, made: set[str]) -> None:
    """Make the directory `path` and those above it; no part of it is a link, since links are made last."""
    if path in made:
        return
    _make_folders(staged, path.rpartition("/")[0], made)
    try:
        posix.mkdir(staged + path, 0o755)
    except FileExistsError:
        raise StagingError(f"{path} is a file and a directory")
    except NotADirectoryError:
        raise StagingError(f"{path} lies below a file")
    made.add(path)


def make_plan(kind: str, staged: str, over: str = "") -> Plan:
    """The plan of a sealed view over `staged`; `kind` is that of the overlays that work here.

    `over` is a tree of files that are shown instead of this machine's own.
    """
    platform()  # here, so that the forks that enter such a view have it
    plan = Plan(kind)
    plan.lower, plan.over = staged, over
    plan.add_overlay("/", False, 0)
    return plan


def enter(plan: Plan, upper: str, options: str) -> None:
    """Put this process into the view of `plan`: mounts and root, not the working directory. Raises OSError.

    The caller has made the namespaces. `/` is the root of the view afterwards.
    """
    from oilgg.worker.view import mount_overlay

    own = platform()
    place = work_directory(upper)
    mount_overlay(plan.lower, upper, place, options, 0, plan.over)
    posix.chdir(place)
    for source in [*own.binds, "/proc"]:
        if plan.over and _is_directory(plan.over + source):
            _lay_over(plan.over, source, own.below.get(source, []), options)
        else:
            _bind(source, source[1:])
            kernel.set_mount_attributes(_bytes(source[1:]), True, kernel.MOUNT_ATTR_RDONLY)
    for path, is_directory in own.hidden:
        try:
            if is_directory:
                kernel.mount(b"none", _bytes(path[1:]), b"tmpfs", kernel.MS_RDONLY, b"size=0,mode=755")
            else:
                _bind("/dev/null", path[1:])
        except FileNotFoundError:
            continue
    for name in DEVICES:
        _bind("/dev/" + name, "dev/" + name)
    kernel.mount(b".", b"/", None, kernel.MS_MOVE)
    posix.chroot(".")
    posix.chdir("/")


def _lay_over(over: str, source: str, below: list[str], options: str) -> None:
    """Show the files of the tree `over` on top of those in `source`, and of what is mounted below that."""
    from oilgg.worker.view import mount_over

    mount_over(over + source, source, source[1:], options)
    for point in below:
        try:
            if _is_directory(over + point):
                mount_over(over + point, point, point[1:], options)
            else:
                kernel.mount(_bytes(point), _bytes(point[1:]), None, kernel.MS_BIND)
                kernel.set_mount_attributes(_bytes(point[1:]), False, kernel.MOUNT_ATTR_RDONLY)
        except FileNotFoundError:
            continue  # it has been unmounted


def _bind(source: str, target: str) -> None:
    kernel.mount(_bytes(source), _bytes(target), None, kernel.MS_BIND | kernel.MS_REC)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
