"""Which bytes a path has at some point of the order: pending writers first, then the tree (R2, R4).

The tree holds what a run in order would have made up to the last retired entry; what later entries
make is known by their entries alone. Files with several links are one file, found by device and inode.
"""

from __future__ import annotations

import posix
import time
from _stat import S_IMODE, S_ISDIR, S_ISLNK, S_ISREG

from oilgg.order.entry import ABSENT_STATE, DONE, Entry, State
from oilgg.paths import Canonical, parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from os import stat_result

    from oilgg.store.base import Store


class Versions:
    """The index of pending writers, and a memory of the tree between changes."""

    __slots__ = (
        "_aliases", "_digests", "_fitting", "_groups", "_store", "_tree", "_under", "_writers", "canonical", "links",
        "own_times", "volatile", "generation", "_made", "_real_ns", "_last_real_ns",
    )  # fmt: skip

    def __init__(self, store: Store | None, canonical: Canonical) -> None:
        self._store = store
        self.canonical = canonical
        canonical.target_of = lambda name: self.tree_state(name).target
        self._writers: dict[str, list[Entry]] = {}
        self._real_ns: dict[str, int] = {}
        """When an entry that may write there retired last."""
        self._last_real_ns = 0
        self._under: dict[str, dict[Entry, None]] = {}
        self._aliases: dict[tuple[int, int], list[Entry]] = {}
        self._groups: dict[str, dict[str, None]] = {}
        """Pending paths by what follows the first dot of the name: the filters of trees are about that."""
        self._fitting: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._tree: dict[str, State] = {}
        self._digests: dict[str, bytes] = {}
        self._made: dict[str, tuple[tuple[int, ...], bytes]] = {}
        """Files that retirement made: what they were right after, and the name of their bytes."""
        self.generation = 0
        """Counts the times that something may have been removed."""
        self.volatile: set[str] = set()
        """Files that the shell itself may be writing: looked at afresh each time."""
        self.own_times: dict[str, int] = {}
        """Modification times that retirement gave, by path: what has another was changed by somebody else."""
        self.links: dict[str, Entry] = {}
        """Names at which a pending entry may put, change or remove a symbolic link."""

    # -- pending writers --------------------------------------------------------------------------------------------

    def add(self, entry: Entry) -> None:
        """`entry` is pending now, after all others."""
        if entry.indexed:
            return
        entry.indexed = True
        for path in entry.writes():
            self._writers.setdefault(path, []).append(entry)
            self._groups.setdefault(_ending(path), {})[path] = None
            state = self.tree_state(path)
            if state.links > 1 and state.kind == "file":
                self._aliases.setdefault(state.inode, []).append(entry)
            if entry.may_link(path, state.kind == "symlink"):
                self.links[path] = entry
            while path != "/":
                path = parent(path)
                self._under.setdefault(path, {})[entry] = None

    def retired(self, entry: Entry) -> None:
        """`entry` has become real, just now."""
        if entry.indexed:
            self._last_real_ns = time.time_ns()
            for path in entry.writes():
                self._real_ns[path] = self._real_ns[parent(path) + "/"] = self._last_real_ns
            self.remove(entry)

    def became_real(self, path: str, since_ns: int) -> bool:
        """Whether an entry that may have written `path`, or (with a `/` at the end) into it, has retired since."""
        if self._last_real_ns < since_ns:
            return False
        while self._real_ns.get(path, 0) < since_ns:
            if len(path) < 2:
                return False
            path = parent(path.rstrip("/"))  # it may have written all of a folder above
        return True

    def remove(self, entry: Entry) -> None:
        """`entry` has retired or was dropped."""
        if not entry.indexed:
            return
        entry.indexed = False
        for path in entry.writes():
            writers = self._writers.get(path)
            if writers and entry in writers:
                writers.remove(entry)
                if not writers:
                    del self._writers[path]
                    group = self._groups[_ending(path)]
                    del group[path]
                    if not group:
                        del self._groups[_ending(path)]
            while path != "/":
                path = parent(path)
                below = self._under.get(path)
                if below is not None:
                    below.pop(entry, None)
                    if not below:
                        del self._under[path]
        linked = [path for path, writer in self.links.items() if writer is entry] if self.links else ()
        for path in linked:
            del self.links[path]
        if linked:
            self.canonical.forget()
        for inode in [inode for inode, writers in self._aliases.items() if entry in writers]:
            self._aliases[inode].remove(entry)
            if not self._aliases[inode]:
                del self._aliases[inode]

    def writers(self, path: str, before: Entry | None = None) -> Iterator[Entry]:
        """Pending entries that may write `path`, the latest first; only those before `before`."""
        for entry in reversed(self._writers.get(path, ())):
            if before is None or entry.number < before.number:
                yield entry

    def any_pending(self) -> bool:
        """Whether any pending entry may write anything."""
        return bool(self._under)

    def has_writers(self, path: str) -> bool:
        """Whether any pending entry may write `path`."""
        return path in self._writers

    def written_of(self, paths: frozenset[str]) -> set[str]:
        """Those of `paths` that any pending entry may write."""
        return self._writers.keys() & paths

    def below(self, directory: str, before: Entry | None = None) -> list[Entry]:
        """Pending entries that may write something below `directory`, in order."""
        found = self._under.get(directory)
        if not found:
            return []
        return [entry for entry in found if before is None or entry.number < before.number]

    def matching(
        self, directory: str, globs: tuple[str, ...], before: Entry | None = None
    ) -> Iterator[tuple[str, Entry]]:
        """(path, entry) of everything pending below `directory` whose name fits `globs` (see `fits`)."""
        if directory not in self._under:
            return
        prefix = directory.rstrip("/") + "/"
        for ending, paths in self._groups.items():
            if not self._ending_fits(ending, globs):
                continue
            for path in paths:
                if path.startswith(prefix) and fits(path, globs):
                    for entry in self.writers(path, before):
                        yield path, entry

    def _ending_fits(self, ending: str, globs: tuple[str, ...]) -> bool:
        """Whether names with this ending can fit; exact where all globs start with `*.`, else perhaps."""
        known = self._fitting.get((ending, globs))
        if known is None:
            simple = all(glob.startswith(("*.", "!*.")) for glob in globs)
            known = self._fitting[ending, globs] = not simple or fits("x" + ending, globs)
        return known

    def is_quiet(self, name: str) -> bool:
        """Whether, as a quick look tells, nothing pending can change what a look at `name`, a real name, shows."""
        directory = parent(name)
        if directory in self._under:
            return False
        state = self.tree_state(name)
        if state.kind == "symlink" or state.links > 1:
            return False
        while directory != "/":
            if directory in self._writers:
                return False
            directory = parent(directory)
        return True

    def last_touching(self, path: str) -> Entry | None:
        """The last pending entry that may change what a look at `path` shows, or None."""
        last: Entry | None = None
        candidates = list(self._writers.get(path, ())) + self.below(path)
        state = self.tree_state(path)
        if state.links > 1 and state.kind == "file":
            candidates += self._aliases.get(state.inode, [])
        above = path
        while above != "/":
            above = parent(above)
            candidates += self._writers.get(above, ())
        for entry in candidates:
            if last is None or entry.number > last.number:
                last = entry
        return last

    def blocker(self, path: str, before: Entry | None = None) -> Entry | None:
        """An entry that must retire before `path` can be spoken of: it changes another name, or a directory above."""
        if not self._under:
            return None
        state = self.tree_state(path) if self._aliases else ABSENT_STATE
        if state.links > 1 and state.kind == "file":
            for entry in reversed(self._aliases.get(state.inode, ())):
                if before is None or entry.number < before.number:
                    return entry
        above = parent(path)
        while above != "/":
            for entry in self.writers(above, before):
                known = entry.phase is DONE and entry.state_of(above)
                if not known or known.kind != "directory":
                    return entry
                break
            above = parent(above)
        return None

    # -- states ---------------------------------------------------------------------------------------------------

    def state(self, path: str, before: Entry | None = None) -> State | Entry:
        """What `path` is for an entry at `before` (default: now), or the entry on whose result that depends."""
        if path in self._writers:
            for entry in self.writers(path, before):
                if entry.phase is not DONE:
                    return entry
                if entry.appends_to(path):
                    return entry
                state = entry.state_of(path)
                if state is not None:
                    return state
        return self.tree_state(path)

    def contents(self, directory: str, globs: tuple[str, ...]) -> Iterator[tuple[str, State]]:
        """What is in the tree below `directory`: all directories and links, and files whose names fit."""
        folders = [directory]
        while folders:
            here = folders.pop()
            for name in sorted(posix.listdir(here)):
                path = f"{here}/{name}"
                state = self.tree_state(path)
                if state.kind == "directory":
                    folders.append(path)
                if state.kind in ("directory", "symlink") or (state.kind == "file" and fits(path, globs)):
                    yield path, state

    def tree_state(self, path: str) -> State:
        """What `path` itself is in the tree now; a symbolic link is one. Remembered until `forget` or `changed`."""
        state = self._tree.get(path)
        if state is None:
            state = look(path)
            if path in self.volatile:
                self._digests.pop(path, None)
            else:
                self._tree[path] = state
        return state

    def nothing_at(self, paths: Sequence[str]) -> bool:
        """Whether nothing is at any of `paths`, nor pending there."""
        for path in paths:
            if path in self._writers or (self._tree.get(path) or self.tree_state(path)).kind != "absent":
                return False
        return True

    def look_again(self, path: str) -> State:
        """The same, having looked whether it is still what is remembered: others may have written it."""
        state = self._tree.get(path)
        if state is not None and state.kind == "file":
            try:
                status = posix.lstat(path)
            except OSError:
                status = None
            if status is not None and is_untouched(state.status, status):
                return state
        self.changed(path)
        return self.tree_state(path)

    def digest(self, path: str, state: State) -> bytes:
        """The digest of the file `path` in `state`. Raises OSError where it can't be read."""
        if state.digest:
            return state.digest
        made = self.made_digest(path, state)
        if state.source:
            digest = self._hash(state.source)
        elif made is not None:
            digest = made
        else:
            known = self._digests.get(path)
            digest = self._digests[path] = self._hash(path, state.status) if known is None else known
        state.digest = digest
        return digest

    def _hash(self, path: str, status: posix.stat_result | None = None) -> bytes:
        if self._store is not None:
            return self._store.digest_of(path, status)
        from oilgg.thunk.hash import digest_file

        return digest_file(path)[0]

    def changed(self, path: str) -> None:
        """The tree has changed at `path`, and so has what its other names show."""
        before = self._tree.pop(path, None)
        self._digests.pop(path, None)
        if before is not None and before.links > 1:
            for name in [name for name, state in self._tree.items() if state.inode == before.inode]:
                del self._tree[name]
                self._digests.pop(name, None)

    def made_digest(self, path: str, state: State) -> bytes | None:
        """The name of the bytes of a file in the tree that retirement made and nobody has changed."""
        made = self._made.get(path)
        return made[1] if made is not None and made[0] == (*state.inode, state.size, state.mtime_ns) else None

    def made(self, path: str, digest: bytes) -> State:
        """The file at `path` was made just now by its entry, and has bytes of this name; gives its state."""
        self.changed(path)
        state = self.tree_state(path)
        self._made[path] = ((*state.inode, state.size, state.mtime_ns), digest)
        return state

    def forget(self, made: bool = True) -> None:
        """Anything may have changed; unless `made` is false, what retirement made as well."""
        if made:
            self._made.clear()
        self.generation += 1
        self._tree.clear()
        self._digests.clear()
        self.canonical.forget()


def look(path: str) -> State:
    """The state of `path` in the tree, links not followed."""
    try:
        status = posix.lstat(path)
    except OSError:
        return ABSENT_STATE
    mode = status.st_mode
    if S_ISREG(mode):
        return State(
            "file",
            b"",
            status.st_size,
            S_IMODE(mode),
            status.st_mtime_ns,
            links=status.st_nlink,
            inode=(status.st_dev, status.st_ino),
            status=status,
        )
    if S_ISDIR(mode):
        return State("directory", mode=S_IMODE(mode))
    if S_ISLNK(mode):
        return State("symlink", target=posix.readlink(path))
    return State("special", mode=S_IMODE(mode))


def is_untouched(before: stat_result | None, status: stat_result) -> bool:
    """Whether a file of which `status` was asked just now is the one that was seen before."""
    if before is None or status.st_ino != before.st_ino or status.st_dev != before.st_dev:
        return False
    times = status.st_mtime_ns == before.st_mtime_ns
    return times and status.st_size == before.st_size and status.st_mode == before.st_mode


def _ending(path: str) -> str:
    name = path[path.rfind("/") + 1 :]
    dot = name.find(".", 1)
    return name[dot:] if dot > 0 else ""


def fits(path: str, globs: tuple[str, ...]) -> bool:
    """Whether the name of `path` fits `globs` (`*.h`; `!*.o` excludes; none: any name)."""
    name = path[path.rfind("/") + 1 :]
    positive = False
    for glob in globs:
        if glob[0] == "!":
            if _name_fits(name, glob[1:]):
                return False
        else:
            positive = True
    return not positive or any(glob[0] != "!" and _name_fits(name, glob) for glob in globs)


def _name_fits(name: str, glob: str) -> bool:
    before, star, after = glob.partition("*")
    if not star:
        return name == glob
    if "*" in after or "?" in glob or "[" in glob:
        from fnmatch import fnmatchcase

        return fnmatchcase(name, glob)
    return len(name) >= len(before) + len(after) and name.startswith(before) and name.endswith(after)


class TreeView:
    """What lowering sees of the file system: the tree and what is pending. Waits for results where it has to."""

    __slots__ = ("_versions", "_settle", "cwd")

    def __init__(self, versions: Versions, settle: object) -> None:
        self._versions = versions
        self._settle = settle
        self.cwd = "/"

    def state(self, path: str) -> State:
        """The state of what opening `path` (relative to `cwd`) reaches."""
        versions = self._versions
        for _ in range(40):
            file = versions.canonical.file(path, self.cwd)
            blocker = versions.blocker(file)
            if blocker is not None:
                self._settle(blocker, True)  # type: ignore[operator]
                continue
            found = versions.state(file)
            if isinstance(found, Entry):
                self._settle(found, False)  # type: ignore[operator]
            elif found.kind == "symlink":
                path = parent(file) + "/" + found.target if not found.target.startswith("/") else found.target
            else:
                return found
        return ABSENT_STATE

    def is_dir(self, path: str) -> bool:
        """Whether `path` is a directory; a file that a running command will write is known not to be one."""
        file = self._versions.canonical.file(path, self.cwd)
        for entry in self._versions.writers(file):
            if entry.phase is not DONE:
                return False
            break
        return self.state(path).kind == "directory"

    def is_link(self, path: str) -> bool:
        """Whether `path` itself is a symbolic link; one that is pending becomes real."""
        versions = self._versions
        name = versions.canonical.name(path, self.cwd)
        last = versions.links.get(name)
        if last is None and versions.tree_state(name).kind == "symlink":
            last = next(versions.writers(name), None)
        if last is not None:
            self._settle(last, True)  # type: ignore[operator]
        return versions.tree_state(name).kind == "symlink"

    def kind_of(self, path: str) -> tuple[str, str]:
        """("file", "directory" or something else, real name) of what `path` leads to; whatever is pending is a file."""
        versions = self._versions
        file = versions.canonical.file(path, self.cwd)
        if versions.has_writers(file):
            return "file", file
        return versions.tree_state(file).kind, file

    def nothing_at(self, names: Sequence[str]) -> bool:
        """Whether nothing is at any of `names`, real names; False where that has to be found out one by one."""
        return not self._versions.canonical.watched and self._versions.nothing_at(names)

    def exists(self, path: str) -> bool:
        """Whether `path` exists, links followed."""
        return self.state(path).kind != "absent"

    def has_other_names(self, path: str) -> bool:
        """Whether the file at `path` itself has several names."""
        state = self._versions.tree_state(self._versions.canonical.name(path, self.cwd))
        return state.kind == "file" and state.links > 1

    def is_locked(self, path: str) -> bool:
        """Whether something is at `path` that this user may not write."""
        if posix.geteuid() == 0:
            return False
        state = self.state(path)
        if state.kind == "absent":
            return False
        file = self._versions.canonical.file(path, self.cwd)
        return not state.mode & 0o200 if self._versions.has_writers(file) else not posix.access(file, posix.W_OK)

    def listdir(self, path: str) -> list[str]:
        """The names in directory `path`, once everything pending below it is real."""
        self.retire_below(path)
        return posix.listdir(self._versions.canonical.file(path, self.cwd))

    def read_bytes(self, path: str) -> bytes:
        """The bytes of `path`."""
        self.retire_below(path)
        with open(self._versions.canonical.file(path, self.cwd), "rb") as file:
            return file.read()

    def retire_below(self, path: str) -> None:
        """Make everything that a look at `path` could show real."""
        last = self._versions.last_touching(self._versions.canonical.file(path, self.cwd))
        if last is not None:
            self._settle(last, True)  # type: ignore[operator]
