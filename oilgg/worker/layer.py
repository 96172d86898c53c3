"""Layers: the private upper sides of a job's overlays, filled before it starts and thrown away at the end."""

from __future__ import annotations

import posix
from _stat import S_IFCHR, S_IMODE, S_ISDIR

from oilgg.worker.mounts import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Numbers from linux/fs.h and the overlay documentation.
FICLONE = 0x40049409
COPY_BLOCK = 1 << 26
O_NOFOLLOW = posix.O_NOFOLLOW

# What is remembered of a preload, to tell later whether the job touched it:
# (inode, ctime_ns, size, mtime_ns, mode, uid, gid)
Trace = tuple[int, int, int, int, int, int, int]
# (path, kind, source, mode, mtime_ns, target, uid, gid, opaque, link_group), see engine.base.Preload
PackedPreload = tuple[str, str, str, int, int, str, int, int, bool, int]


class Layer:
    """What a job wrote, not real yet.

    `parts` are (mount point, upper directory) of each overlay; `directories` are what `dispose` removes. `started_ns`
    is by the clock of the file system: nothing that was changed later has an earlier time. `lower` is the directory
    that is below it in a sealed view, "" for the tree.
    """

    __slots__ = ("directories", "lower", "marks", "parts", "preloaded", "started_ns")

    def __init__(
        self,
        directories: list[str],
        parts: list[tuple[str, str]],
        preloaded: dict[str, Trace],
        started_ns: int,
        marks: str = "trusted.overlay.",
        lower: str = "",
    ) -> None:
        self.directories = directories
        self.parts = parts
        self.preloaded = preloaded
        self.started_ns = started_ns
        self.marks = marks
        self.lower = lower

    def packed(self) -> tuple[object, ...]:
        """For marshal; `Layer(*packed)` gives it back."""
        return (self.directories, self.parts, self.preloaded, self.started_ns, self.marks, self.lower)

    def __repr__(self) -> str:
        return f"Layer({self.directories})"


def name_layer(plan: Plan, name: str, base: str, memory: str, started_ns: int) -> Layer:
    """The layer that `create` will make: below `base`, or below `memory` ("" for none) where the plan says so."""
    directories: list[str] = []
    parts: list[tuple[str, str]] = []
    for index, point in enumerate(plan.points):
        directory = (memory if plan.in_memory[index] and memory else base) + "/" + name
        if directory not in directories:
            directories.append(directory)
        parts.append((point, directory + "/u" + str(index)))
    marks = "trusted.overlay." if plan.kind == "whole" else "user.overlay."
    return Layer(directories, parts, {}, started_ns, marks, plan.lower)


def work_directory(upper: str) -> str:
    """The directory that overlayfs wants beside `upper`."""
    head, _, tail = upper.rpartition("/")
    return head + "/w" + tail[1:]


def create(layer: Layer) -> None:
    """Make the directories of `layer`; each upper side looks like the directory that it will cover."""
    for directory in layer.directories:
        posix.mkdir(directory, 0o700)
    for point, upper in layer.parts:
        posix.mkdir(work_directory(upper), 0o700)
        posix.mkdir(upper, 0o755)
        imitate(posix.stat(layer.lower or point), upper, 0o755)


def imitate(status: posix.stat_result, directory: str, mode: int = -1) -> None:
    """Give `directory`, which has `mode`, the owner, mode and times of `status`, as far as we may."""
    if status.st_uid != posix.geteuid() or status.st_gid != posix.getegid():
        try:
            posix.chown(directory, status.st_uid, status.st_gid)
        except PermissionError:
            pass
    if S_IMODE(status.st_mode) != mode:
        posix.chmod(directory, S_IMODE(status.st_mode))
    posix.utime(directory, ns=(status.st_atime_ns, status.st_mtime_ns))


def preload(layer: Layer, plan: Plan, items: Sequence[PackedPreload]) -> None:
    """Put what is pending into the fresh `layer`, before anything is mounted.

    A source that is gone was retired since the job was made, so its path is right in the tree. Raises OSError;
    errno is that of a missing parent, or EXDEV where no part holds the path.
    """
    groups: dict[int, str] = {}
    parents: dict[str, str] = {}
    for path, kind, source, mode, mtime_ns, target, uid, gid, opaque, group in items:
        place = _place(layer, plan, path, parents)
        _clear(place, keep_directory=kind == "directory" and not opaque)
        if kind == "absent":
            _white_out(place, path)
            continue
        if kind == "directory":
            _make_directory(layer, place, path, mode, opaque)
        elif kind == "symlink":
            posix.symlink(target, place)
        elif group and group in groups:
            posix.link(groups[group], place, follow_symlinks=False)
            continue
        else:
            try:
                copy_file(source, place, mode)
            except FileNotFoundError:
                if exists(source):
                    raise
                continue  # it has become real in the meantime: the tree shows it
            groups[group] = place
        _set_owner_and_time(place, kind, uid, gid, mtime_ns)
    for path, upper in parents.items():
        if not any(item[0] == path for item in items):
            _restore_time(path, upper)
    for item in items:
        _remember(layer, plan, item[0])


def hide(layer: Layer, plan: Plan, path: str) -> None:
    """Let nothing be seen at `path`, the place of all layers, where that is simple: in the top of a part."""
    point, upper = layer.parts[plan.part_of(path)]
    above, _, name = path.rpartition("/")
    if above == point:
        try:
            posix.mknod(upper + "/" + name, S_IFCHR, 0)
            layer.preloaded[path] = trace(posix.lstat(upper + "/" + name))
            posix.utime(upper, ns=(posix.stat(point).st_atime_ns, posix.stat(point).st_mtime_ns))
        except OSError:  # old kernels allow it to root only
            pass


def _place(layer: Layer, plan: Plan, path: str, parents: dict[str, str]) -> str:
    """Where `path` is in the layer; directories above it are made like the real ones."""
    index = plan.part_of(path)
    if index < 0:
        raise OSError(18, "no part of the view holds it", path)
    point, upper = layer.parts[index]
    parents[point] = upper
    rest = path[len(point) :] if point != "/" else path
    real = "" if point == "/" else point
    for name in rest.split("/")[1:-1]:
        real = real + "/" + name
        upper = upper + "/" + name
        if real in parents:
            continue
        parents[real] = upper
        try:
            posix.mkdir(upper, 0o755)
        except FileExistsError:
            continue
        status = posix.lstat(real)
        if not S_ISDIR(status.st_mode):
            raise OSError(20, "not a directory", real)
        imitate(status, upper, 0o755)
    return upper + "/" + path.rpartition("/")[2]


def _restore_time(real: str, upper: str) -> None:
    try:
        status = posix.lstat(real)
        posix.utime(upper, ns=(status.st_atime_ns, status.st_mtime_ns))
    except FileNotFoundError:
        pass


def _clear(place: str, keep_directory: bool) -> None:
    """Remove what an earlier preload put there."""
    try:
        status = posix.lstat(place)
    except FileNotFoundError:
        return
    if not S_ISDIR(status.st_mode):
        posix.unlink(place)
    elif not keep_directory:
        remove_tree(place)


def _white_out(place: str, path: str) -> None:
    if exists(path):
        posix.mknod(place, S_IFCHR, 0)


def exists(path: str) -> bool:
    """Whether anything is at `path`, links not followed."""
    try:
        posix.lstat(path)
    except OSError:
        return False
    return True


def _make_directory(layer: Layer, place: str, path: str, mode: int, opaque: bool) -> None:
    try:
        posix.mkdir(place, 0o700)
    except FileExistsError:
        pass
    posix.chmod(place, mode)
    if opaque and exists(path):
        posix.setxattr(place, layer.marks + "opaque", b"y")


def _set_owner_and_time(place: str, kind: str, uid: int, gid: int, mtime_ns: int) -> None:
    if uid >= 0 or gid >= 0:
        posix.chown(place, uid, gid, follow_symlinks=False)
    if mtime_ns >= 0:
        posix.utime(place, ns=(mtime_ns, mtime_ns), follow_symlinks=False)


def _remember(layer: Layer, plan: Plan, path: str) -> None:
    point, upper = layer.parts[plan.part_of(path)]
    place = upper + (path if point == "/" else path[len(point) :])
    try:
        layer.preloaded[path] = trace(posix.lstat(place))
    except OSError:
        layer.preloaded.pop(path, None)


def trace(status: posix.stat_result) -> Trace:
    """What tells whether a preload was touched."""
    return (
        status.st_ino,
        status.st_ctime_ns,
        status.st_size,
        status.st_mtime_ns,
        status.st_mode,
        status.st_uid,
        status.st_gid,
    )


def copy_file(source: str, target: str, mode: int) -> None:
    """Copy the bytes of `source` to the new file `target`, sharing blocks where the file system can."""
    import fcntl

    reading = posix.open(source, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        writing = posix.open(target, posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC, 0o600)
        try:
            size = posix.fstat(reading).st_size
            if size:
                try:
                    fcntl.ioctl(writing, FICLONE, reading)
                except OSError:
                    _copy_bytes(reading, writing)
            posix.fchmod(writing, mode)
        finally:
            posix.close(writing)
    finally:
        posix.close(reading)


def _copy_bytes(reading: int, writing: int) -> None:
    try:
        while posix.copy_file_range(reading, writing, COPY_BLOCK):
            pass
    except OSError as error:
        if error.errno not in (18, 22, 38, 95):  # EXDEV EINVAL ENOSYS EOPNOTSUPP: this pair of files cannot
            raise
        while block := posix.read(reading, 1 << 20):
            while block:
                block = block[posix.write(writing, block) :]


def remove_tree(path: str) -> None:
    """Remove `path` and all below it; directories without permissions (as overlayfs leaves one) included."""
    try:
        with posix.scandir(path) as entries:
            children = [(entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except PermissionError:
        try:
            posix.chmod(path, 0o700)
            with posix.scandir(path) as entries:
                children = [(entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:
            children = []
    except FileNotFoundError:
        return
    for child, is_directory in children:
        if is_directory:
            remove_tree(child)
        else:
            _unlink(child)
    try:
        posix.rmdir(path)
    except OSError:
        pass


def _unlink(path: str) -> None:
    try:
        posix.unlink(path)
    except PermissionError:
        try:
            posix.chmod(path.rpartition("/")[0], 0o700)
            posix.unlink(path)
        except OSError:
            pass
    except OSError:
        pass


def dispose(layer: Layer) -> None:
    """Remove `layer` from the disk. May be called again, and after parts of it have been moved away."""
    for directory in layer.directories:
        remove_tree(directory)
