"""Canonical names of files: `./a`, `a`, a path through a symbolic link and a second hard link are one.

Two commands conflict when they touch the same file, so every path is resolved before it is
compared. Directories are resolved once and remembered until something
that could move them has happened.
"""

from __future__ import annotations

import posix
from _stat import S_ISDIR, S_ISLNK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_LINKS = 40


class PendingLink(Exception):
    """A path leads through `name`, where a pending command may put, change or remove a symbolic link."""

    def __init__(self, name: str) -> None:
        self.name = name


def normalize(path: str, cwd: str) -> str:
    """`path` made absolute, without `.` and empty components; `..` is kept for `resolve`."""
    if not path.startswith("/"):
        path = cwd + "/" + path
    if "//" not in path and "/." not in path and (len(path) == 1 or path[-1] != "/"):
        return path
    parts = [part for part in path.split("/") if part and part != "."]
    return "/" + "/".join(parts)


def parent(path: str) -> str:
    """The directory that holds the absolute, normalized `path`."""
    return path.rpartition("/")[0] or "/"


class Canonical:
    """Resolves paths against the real tree, remembering directories."""

    __slots__ = ("_directories", "_plain", "_ways", "epoch", "target_of", "watched")

    def __init__(self) -> None:
        self._directories: dict[str, str] = {"/": "/"}
        self._ways: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._plain: dict[str, str] = {}
        """Names that led to their files through no link, when that was asked last."""
        self.epoch = 0
        """Grows whenever all that is remembered is forgotten."""
        self.watched: Mapping[str, object] = {}
        """Names that may become other links: going through one of them raises PendingLink."""
        self.target_of: Callable[[str], str] = _target_of
        """What a name that is a symbolic link leads to, "" for anything else: who remembers the tree says it."""

    def forget(self) -> None:
        """Something may have moved directories or links: resolve afresh from here on."""
        self.epoch += 1
        self._directories = {"/": "/"}
        self._ways.clear()
        self._plain.clear()

    def directory(self, path: str) -> str:
        """The real name of directory `path` (absolute, normalized); what does not exist stays as written."""
        if self.watched and path != "/":
            return self._resolve(path, 0)
        known = self._directories.get(path)
        if known is None:
            known = self._directories[path] = self._resolve(path, 0)
        return known

    def name(self, path: str, cwd: str) -> str:
        """Where `path` really is, the last component not followed: the name of the entry itself."""
        path = normalize(path, cwd)
        above, _, last = path.rpartition("/")
        if last in ("..", ""):
            return self.directory(path)
        above = self.directory(above or "/")
        return above + "/" + last if above != "/" else "/" + last

    def file(self, path: str, cwd: str) -> str:
        """The file that opening `path` reaches: a final symbolic link is followed."""
        name = self.name(path, cwd)
        for _ in range(MAX_LINKS):
            if name in self.watched:
                raise PendingLink(name)
            target = self.target_of(name)
            if not target:
                return name
            name = self.name(target, parent(name))
        return name

    def links(self, path: str, cwd: str) -> tuple[str, ...]:
        """The real names of all symbolic links that lead from `path` to the file it reaches."""
        return self._way(normalize(path, cwd), 0)[1]

    def plain(self, path: str, cwd: str) -> str:
        """The file that `path` reached through no link, when that was asked last; "" if it has to be asked afresh.

        The file itself may be a link by now: the caller looks at it in any case.
        """
        if self.watched:
            return ""
        if path[:1] != "/":
            path = cwd + "/" + path
        known = self._plain.get(path, "")
        if not known:
            file, links = self._way(normalize(path, cwd), 0)
            if not links:
                self._plain[path] = file
        return known

    def links_to(self, directory: str) -> tuple[str, ...]:
        """The real names of all symbolic links that lead to `directory` (absolute, normalized); remembered."""
        return self.directory_way(directory)[1]

    def way(self, path: str) -> tuple[str, tuple[str, ...]]:
        """The file that opening `path` (absolute, normalized) reaches, and the links that lead there."""
        return self._way(path, 0)

    def directory_way(self, directory: str) -> tuple[str, tuple[str, ...]]:
        """The same for a directory, remembered."""
        known = self._ways.get(directory)
        if known is None:
            known = self._ways[directory] = self._way(directory, 0)
        return known

    def _way(self, path: str, depth: int) -> tuple[str, tuple[str, ...]]:
        """(real name, links on the way) of an absolute, normalized path."""
        if path == "/":
            return path, ()
        start, _, last = path.rpartition("/")
        start = start or "/"
        known = self._ways.get(start)
        if known is None:
            known = self._ways[start] = self._way(start, depth)
        above, links = known
        if last == "..":
            return parent(above), links
        name = above + "/" + last if above != "/" else "/" + last
        try:
            if depth >= MAX_LINKS or not S_ISLNK(posix.lstat(name).st_mode):
                return name, links
            real, more = self._way(normalize(posix.readlink(name), above), depth + 1)
        except OSError:
            return name, links
        return real, (*links, name, *more)

    def _resolve(self, path: str, depth: int) -> str:
        above, _, last = path.rpartition("/")
        above = self.directory(above or "/")
        if last == "..":
            return parent(above)
        name = above + "/" + last if above != "/" else "/" + last
        if name in self.watched:
            raise PendingLink(name)
        if depth >= MAX_LINKS:
            return name
        try:
            if not S_ISLNK(posix.lstat(name).st_mode):
                return name
            return self._resolve(normalize(posix.readlink(name), above), depth + 1)
        except OSError:
            return name


def _target_of(name: str) -> str:
    try:
        return posix.readlink(name) if S_ISLNK(posix.lstat(name).st_mode) else ""
    except OSError:
        return ""


def is_link(path: str) -> bool:
    """Whether `path` itself is a symbolic link now."""
    return bool(_target_of(path))


def is_directory(path: str) -> bool:
    """Whether `path` is a directory now, links followed."""
    try:
        return S_ISDIR(posix.stat(path).st_mode)
    except OSError:
        return False
