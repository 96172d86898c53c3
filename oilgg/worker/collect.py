"""What a job wrote, read from its layer.

overlayfs leaves in the upper directory: new files as they are; changed ones whole, with a mark
(`origin`) that names the file they were copied from; a device 0:0 where something was removed (a
whiteout); a directory marked `opaque` where one was removed and made again; one marked
`redirect` where a real one was renamed. Directories above all these are copied as well,
and must be told from those that the job itself changed. Unset marks mean `directory like below`.
"""

from __future__ import annotations

import posix
from _stat import S_IMODE, S_ISBLK, S_ISCHR, S_ISDIR, S_ISFIFO, S_ISLNK, S_ISREG, S_ISSOCK

from oilgg.worker.layer import Layer, Trace, trace

FILE = "file"
DIRECTORY = "directory"
REPLACED_DIRECTORY = "replaced-directory"
MOVED_DIRECTORY = "moved-directory"
SYMLINK = "symlink"
REMOVED = "removed"
FIFO = "fifo"
SOCKET = "socket"
CHARACTER = "character"
BLOCK = "block"

# Given to every file by the kernel, not by the command.
IGNORED_ATTRIBUTES = frozenset(["security.selinux", "system.posix_acl_access.default"])


class Change:
    """One thing that a job did to one path.

    path       absolute
    kind       FILE, SYMLINK, FIFO, SOCKET, CHARACTER, BLOCK: it is this now (for REMOVED: it is gone, with all below)
               DIRECTORY: it is a directory now; where `existed`, it was one before, its entries stay, and only
               mode, owner, attributes or mtime changed
               REPLACED_DIRECTORY: was a directory and has been removed and made again: nothing below it stays
               MOVED_DIRECTORY: the real directory `target` (absolute) was renamed to this path; what comes below
               it changes its entries at the new place, and `target` is reported as removed if nothing new is there
    mode       permission bits; uid, gid, size, mtime_ns, device: as in stat
    existed    something was at the path before (in the tree, or as a preload)
    in_place   FILE: it is the same inode as before, written or changed in place; False: a new inode
    content    FILE: False if only mode, owner, times or links changed, the bytes are the same
    untouched  FILE: nothing that is told here differs from what it was; it was only opened to be written
    times_only DIRECTORY: nothing but its mtime changed (for example something was made in it and removed again)
    link_group 0, or a number that all names of one inode in this layer share
    layer_path where it is in the layer; retirement may rename from there (see `strip_marks`). Its permissions there
               may be wider than `mode`, so that its owner can read it
    target     of a symlink; of MOVED_DIRECTORY the old path
    attributes extended attributes, without the marks of overlayfs
    origin     FILE: a handle of the real file that it was copied from before it was changed or renamed, see
               `is_origin`; b"" for none
    """

    __slots__ = (
        "attributes",
        "content",
        "device",
        "existed",
        "gid",
        "in_place",
        "kind",
        "layer_path",
        "link_group",
        "mode",
        "mtime_ns",
        "origin",
        "path",
        "size",
        "target",
        "times_only",
        "uid",
        "untouched",
    )

    def __init__(self, path: str, kind: str, layer_path: str, status: posix.stat_result | None, existed: bool) -> None:
        self.path = path
        self.kind = kind
        self.layer_path = layer_path
        self.mode = S_IMODE(status.st_mode) if status else 0
        self.uid = status.st_uid if status else -1
        self.gid = status.st_gid if status else -1
        self.size = status.st_size if status else 0
        self.mtime_ns = status.st_mtime_ns if status else 0
        self.device = status.st_rdev if status else 0
        self.existed = existed
        self.in_place = False
        self.content = True
        self.untouched = False
        self.times_only = False
        self.link_group = 0
        self.target = ""
        self.attributes: dict[str, bytes] = {}
        self.origin = b""

    def __repr__(self) -> str:
        flags = [name for name in ("existed", "in_place", "times_only") if getattr(self, name)]
        return f"Change({self.kind} {self.path!r} {oct(self.mode)}{' ' if flags else ''}{' '.join(flags)})"


def collect(layer: Layer) -> list[Change]:
    """Everything that the job changed, parents before what is in them. Preloads it left alone are not among it.

    Compares with the real tree as it is now. Raises OSError if the layer is gone.
    """
    walk = _Walk(layer)
    for point, upper in layer.parts:
        place = "" if point == "/" else point
        walk.directory(place, upper, layer.lower + place)
        if not layer.lower:
            walk.own_directory(point, upper)
    walk.missing_preloads()
    return walk.changes


class _Walk:
    """State of one `collect`."""

    __slots__ = ("changes", "groups", "layer", "marks", "parts", "removed", "seen", "user")

    def __init__(self, layer: Layer) -> None:
        self.changes: list[Change] = []
        self.layer = layer
        self.seen: set[str] = set()
        self.marks = layer.marks
        self.user = posix.geteuid()
        self.groups: dict[tuple[int, int], int] = {}
        self.removed: set[str] = set()

    def directory(self, path: str, upper: str, lower: str | None) -> bool:
        """Report what is in `upper`; `lower` is the real directory that shows through, None for none.

        True if an entry was made in or removed from this very directory.
        """
        with posix.scandir(upper) as entries:
            names = sorted(entry.name for entry in entries)
        changed = False
        for name in names:
            place = upper + "/" + name
            changed |= self._entry(path + "/" + name, place, None if lower is None else lower + "/" + name)
        return changed

    def own_directory(self, point: str, upper: str) -> None:
        """Report the directory at the very top of a part, if the job changed it."""
        before = _lstat(point)
        now = posix.lstat(upper)
        prefix = "/" if point == "/" else point + "/"
        direct = any(
            change.path.startswith(prefix) and "/" not in change.path[len(prefix) :] for change in self.changes
        )
        if before is not None and before.st_uid == now.st_uid:
            self._compare_directory(point, upper, now, before, direct, len(self.changes))

    def _entry(self, path: str, place: str, lower: str | None) -> bool:
        status = posix.lstat(place)
        mode = status.st_mode
        remembered = self.layer.preloaded.get(path)
        self.seen.add(path)
        if S_ISCHR(mode) and status.st_rdev == 0:
            return self._whiteout(path, place, status, remembered)
        before = None if lower is None else _lstat(lower)
        if S_ISDIR(mode):
            return self._directory_entry(path, place, status, lower, before, remembered)
        if remembered is not None and remembered == trace(status):
            return False
        if S_ISREG(mode):
            self._make_readable(place, mode, 0o400)
        change = Change(path, kind_of(mode), place, status, before is not None or remembered is not None)
        if S_ISLNK(mode):
            change.target = posix.readlink(place)
        elif S_ISREG(mode):
            if status.st_size == 0 and self._has_mark(place, "whiteout"):
                return self._whiteout(path, place, status, None)
            self._judge_file(change, place, status, lower, before, remembered)
        if status.st_nlink > 1:
            key = (status.st_dev, status.st_ino)
            change.link_group = self.groups.setdefault(key, len(self.groups) + 1)
        change.attributes = self._attributes(place)
        if change.untouched and lower is not None:
            change.untouched = change.attributes == self._attributes(lower)
        self.changes.append(change)
        return not change.in_place

    def _whiteout(self, path: str, place: str, status: posix.stat_result, remembered: Trace | None) -> bool:
        if remembered is not None and remembered == trace(status):
            return False
        self.removed.add(path)
        self.changes.append(Change(path, REMOVED, place, None, True))
        return True

    def _judge_file(
        self,
        change: Change,
        place: str,
        status: posix.stat_result,
        lower: str | None,
        before: posix.stat_result | None,
        remembered: Trace | None,
    ) -> None:
        origin = self._origin(place)
        change.origin = origin or b""
        if remembered is not None and S_ISREG(remembered[4]):
            change.in_place = status.st_ino == remembered[0]
            change.content = not (change.in_place and remembered[2:4] == (status.st_size, status.st_mtime_ns))
            change.untouched = not change.content and remembered[4:] == trace(status)[4:]
        elif before is not None and lower is not None and S_ISREG(before.st_mode):
            change.in_place = origin is not None and (not origin or is_origin(origin, before.st_ino))
            if change.in_place and (status.st_size, status.st_mtime_ns) == (before.st_size, before.st_mtime_ns):
                change.content = not _same_bytes(place, lower)
                change.untouched = not change.content and trace(before)[4:] == trace(status)[4:]

    def _directory_entry(
        self,
        path: str,
        place: str,
        status: posix.stat_result,
        lower: str | None,
        before: posix.stat_result | None,
        remembered: Trace | None,
    ) -> bool:
        self._make_readable(place, status.st_mode, 0o700)
        marks = self._marks(place)
        index = len(self.changes)
        if marks and self.marks + "redirect" in marks:
            return self._moved_directory(path, place, status, before)
        was_directory = before is not None and S_ISDIR(before.st_mode)
        opaque = bool(marks) and self.marks + "opaque" in marks and self._opaque(place)
        if was_directory and not opaque:
            assert before is not None
            direct = self.directory(path, place, lower)
            if remembered is not None:
                self._compare_preload(path, place, status, remembered, index)
            else:
                self._compare_directory(path, place, status, before, direct, index)
            return False
        if remembered is not None and S_ISDIR(remembered[4]) and remembered[0] == status.st_ino:
            self.directory(path, place, None)
            self._compare_preload(path, place, status, remembered, index)
            return False
        kind = REPLACED_DIRECTORY if was_directory else DIRECTORY
        change = Change(path, kind, place, status, before is not None)
        change.attributes = self._attributes(place)
        self.changes.append(change)
        self.directory(path, place, None)
        return True

    def _moved_directory(
        self, path: str, place: str, status: posix.stat_result, before: posix.stat_result | None
    ) -> bool:
        old = posix.getxattr(place, self.marks + "redirect").decode("utf-8", "surrogateescape")
        top = self._point_of(place)
        old = (top if top != "/" else "") + old if old.startswith("/") else path.rpartition("/")[0] + "/" + old
        change = Change(path, MOVED_DIRECTORY, place, status, before is not None)
        change.target = old
        change.attributes = self._attributes(place)
        self.changes.append(change)
        self.directory(path, place, old)
        return True

    def _point_of(self, place: str) -> str:
        for point, upper in self.layer.parts:
            if place.startswith(upper + "/"):
                return point
        return "/"

    def _compare_preload(self, path: str, place: str, status: posix.stat_result, remembered: Trace, index: int) -> None:
        if remembered[4:] != (status.st_mode, status.st_uid, status.st_gid):
            self._report_directory(path, place, status, False, index)

    def _compare_directory(
        self,
        path: str,
        place: str,
        status: posix.stat_result,
        before: posix.stat_result,
        direct: bool,
        index: int,
    ) -> None:
        """Report a directory that shows the real one, if more was done to it than to its entries."""
        changed = (status.st_mode, status.st_uid, status.st_gid) != (before.st_mode, before.st_uid, before.st_gid)
        if not changed and self._attributes(place) != self._attributes(before_path(path)):
            changed = True
        if changed:
            self._report_directory(path, place, status, False, index)
        elif status.st_mtime_ns != before.st_mtime_ns:
            start = self.layer.started_ns
            if status.st_mtime_ns >= start:
                touched = not direct
            else:  # set by hand, or copied before something else changed the real one
                touched = before.st_mtime_ns < start
            if touched:
                self._report_directory(path, place, status, True, index)

    def _report_directory(self, path: str, place: str, status: posix.stat_result, times_only: bool, index: int) -> None:
        change = Change(path, DIRECTORY, place, status, True)
        change.in_place = True
        change.content = False
        change.times_only = times_only
        change.attributes = self._attributes(place)
        self.changes.insert(index, change)

    def missing_preloads(self) -> None:
        """Preloads that are no longer in the layer were removed by the job."""
        for path in self.layer.preloaded:
            if path not in self.seen and not self._is_gone_above(path):
                self.removed.add(path)
                self.changes.append(Change(path, REMOVED, "", None, True))

    def _is_gone_above(self, path: str) -> bool:
        above = path.rpartition("/")[0]
        while above:
            if above in self.removed:
                return True
            above = above.rpartition("/")[0]
        return False

    def _marks(self, place: str) -> list[str]:
        try:
            return posix.listxattr(place, follow_symlinks=False)
        except OSError:
            return []

    def _has_mark(self, place: str, name: str) -> bool:
        return self.marks + name in self._marks(place)

    def _opaque(self, place: str) -> bool:
        return posix.getxattr(place, self.marks + "opaque", follow_symlinks=False) == b"y"

    def _make_readable(self, place: str, mode: int, wanted: int) -> None:
        if self.user and mode & wanted != wanted:
            posix.chmod(place, S_IMODE(mode) | wanted)

    def _origin(self, place: str) -> bytes | None:
        try:
            return posix.getxattr(place, self.marks + "origin", follow_symlinks=False)
        except OSError:
            return None

    def _attributes(self, place: str) -> dict[str, bytes]:
        return {name: value for name, value in attributes(place).items() if not name.startswith(self.marks)}


def attributes(place: str) -> dict[str, bytes]:
    """The extended attributes of what is at `place`."""
    found: dict[str, bytes] = {}
    try:
        for name in posix.listxattr(place, follow_symlinks=False):
            if name not in IGNORED_ATTRIBUTES:
                found[name] = posix.getxattr(place, name, follow_symlinks=False)
    except OSError:
        pass
    return found


def is_origin(handle: bytes, inode: int) -> bool:
    """Whether `handle` may be that of the file with number `inode`.

    Every file system puts the number into its handles, at a place of its own.
    """
    return (inode & 0xFFFFFFFF).to_bytes(4, "little") in handle


def before_path(path: str) -> str:
    """The real directory at `path`, which is empty for the root."""
    return path or "/"


def _lstat(path: str) -> posix.stat_result | None:
    try:
        return posix.lstat(path or "/")
    except OSError:
        return None


def kind_of(mode: int) -> str:
    """The kind of `Change` of a file with this mode; not for directories."""
    if S_ISREG(mode):
        return FILE
    if S_ISLNK(mode):
        return SYMLINK
    if S_ISFIFO(mode):
        return FIFO
    if S_ISSOCK(mode):
        return SOCKET
    return BLOCK if S_ISBLK(mode) else CHARACTER


def _same_bytes(one: str, other: str) -> bool:
    first = posix.open(one, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        second = posix.open(other, posix.O_RDONLY | posix.O_CLOEXEC)
        try:
            while True:
                block = posix.read(first, 1 << 18)
                if block != posix.read(second, 1 << 18):
                    return False
                if not block:
                    return True
        finally:
            posix.close(second)
    except OSError:
        return False
    finally:
        posix.close(first)


def strip_marks(path: str) -> None:
    """Remove the marks of overlayfs from something that is to be renamed out of a layer.

    They would be taken seriously if the file ever were in the lower side of an overlay.
    """
    try:
        names = posix.listxattr(path, follow_symlinks=False)
    except OSError:
        return
    for name in names:
        if name.startswith(("trusted.overlay.", "user.overlay.")):
            try:
                posix.removexattr(path, name, follow_symlinks=False)
            except OSError:
                pass
