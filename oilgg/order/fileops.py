"""Small file commands whose outcome is clear at once: their status is known, their effect waits its turn (R7).

`mkdir`, `rm`, `cp`, `mv`, `touch`, `ln -s` and `chmod` in their plain forms are planned against the tree plus
what is pending. Whatever is not plainly going to succeed is left to the tool itself, with its own message.
"""

from __future__ import annotations

import posix

from oilgg.order.effects import copy, copy_into, gives_list, make_directory, write_out, written_mode
from oilgg.order.entry import ABSENT_STATE, Entry, State
from oilgg.paths import parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.lower.invocation import Invocation, Redirection
    from oilgg.order.versions import TreeView, Versions

    Plan = tuple[list[tuple[Any, ...]], dict[str, State | None]]


# What must be free at least for a copy to be sure to succeed, whatever else is written before.
ROOM_BYTES = 64 << 20
MOST_NAME_BYTES = 255


class NotPlain(Exception):
    """This call is better left to the tool."""


class FileCommands:
    """Plans calls of small file commands: operations to do at retirement, and what each path will be."""

    def __init__(self, view: TreeView, versions: Versions) -> None:
        self._view = view
        self._versions = versions
        self._operations: list[tuple[Any, ...]] = []
        self._states: dict[str, State | None] = {}
        self._umask = 0
        self._planners: dict[str, Callable[[list[str]], None]] = {
            "mkdir": self._mkdir,
            "rm": self._rm,
            "cp": self._cp,
            "mv": self._mv,
            "touch": self._touch,
            "ln": self._ln,
        }

    def plan(self, invocation: Invocation) -> Plan | None:
        """The plan of `invocation`, or None. It is annotated, so the name means the usual tool."""
        planner = self._planners.get(invocation.name)
        if planner is None or any(not _is_harmless(redirect) for redirect in invocation.redirects):
            return None
        self._operations, self._states = [], {}
        self._umask = invocation.umask
        self._view.cwd = invocation.cwd
        try:
            planner(invocation.argv[1:])
        except (NotPlain, OSError):
            return None
        return self._operations, self._states

    def plan_write(self, path: str, append: bool, umask: int, cwd: str) -> tuple[str, bool, int, int] | None:
        """(name, append, umask, mode) if the file `path` can certainly be opened by `>` or `>>`, and written."""
        self._operations, self._states = [], {}
        self._view.cwd = cwd
        try:
            name = self._name(path)
            if name in self._versions.volatile:
                return None
            state = self._state(name)
            self._check_parent(name)
            if state is None:
                # What a command that runs will make of it; whatever that is can be appended to.
                return (name, append, umask, 0) if append and self._is_plain(name) else None
            if state.kind not in ("absent", "file") or state.links > 1 or not has_room(self._existing(name), 0):
                return None
            if state.kind == "file":
                self._check_writable(name)
                return name, append, umask, written_mode(state.mode)
            self._check_list(name)
            return name, append, umask, 0o666 & ~umask
        except (NotPlain, OSError):
            return None

    def _is_plain(self, name: str) -> bool:
        state = self._versions.tree_state(name)
        return state.kind in ("absent", "file") and state.links <= 1 and has_room(self._existing(name), 0)

    # -- what is there ---------------------------------------------------------------------------------------------

    def _name(self, path: str) -> str:
        if not path or path.endswith("/") or _is_too_long(path):
            raise NotPlain
        return self._versions.canonical.name(path, self._view.cwd)

    def _state(self, name: str) -> State | None:
        """The state of `name` as planned so far; None if it depends on a command that is running."""
        if name in self._states:
            return self._states[name]
        blocker = self._versions.blocker(name)
        if blocker is not None:
            raise NotPlain
        state = self._versions.state(name)
        return None if isinstance(state, Entry) else state

    def _known(self, name: str) -> State:
        state = self._state(name)
        if state is None:
            raise NotPlain
        return state

    def _check_list(self, name: str) -> None:
        """Something new at `name` has a mode that no plan knows where its folder gives it an access list."""
        if gives_list(self._existing(name)):
            raise NotPlain

    def _check_parent(self, name: str) -> None:
        above = parent(name)
        if self._known(above).kind != "directory":
            raise NotPlain
        planned = above in self._states or any(self._versions.writers(above))
        if not planned:
            status = posix.stat(above)
            sticky = bool(status.st_mode & 0o1000) and posix.geteuid() not in (0, status.st_uid)
            if sticky or not posix.access(above, posix.W_OK | posix.X_OK):
                raise NotPlain

    def _do(self, name: str, state: State | None, *operation: object) -> None:
        self._operations.append(operation)
        self._states[name] = state

    # -- the commands -----------------------------------------------------------------------------------------------

    def _mkdir(self, words: list[str]) -> None:
        options, names = _split(words, "p")
        if not names:
            raise NotPlain
        for word in names:
            word = word.rstrip("/") or "/"
            if "p" in options:
                self._make_path(word)
            else:
                self._make_directory(self._name(word), 0o777 & ~self._umask)

    def _make_path(self, word: str) -> None:
        missing = []
        path = self._view.cwd if not word.startswith("/") else ""
        for part in word.split("/"):
            if part in ("", "."):
                continue
            if part == "..":
                raise NotPlain
            path = self._name(path + "/" + part)
            state = self._known(path)
            if state.kind == "symlink" and self._view.is_dir(path):
                path = self._versions.canonical.file(path, "/")
            elif state.kind == "absent":
                missing.append(path)
            elif state.kind != "directory":
                raise NotPlain
        mode = 0o777 & ~self._umask
        for path in missing:
            self._make_directory(path, mode if path is missing[-1] else mode | 0o300)

    def _make_directory(self, name: str, mode: int) -> None:
        if self._known(name).kind != "absent":
            raise NotPlain
        self._check_parent(name)
        if posix.stat(self._existing(name)).st_mode & 0o2000:
            raise NotPlain
        self._check_list(name)
        self._do(name, State("directory", mode=mode), "mkdir", name, mode)

    def _existing(self, name: str) -> str:
        name = parent(name)
        while self._versions.tree_state(name).kind != "directory":
            name = parent(name)
        return name

    def _rm(self, words: list[str]) -> None:
        options, names = _split(words, "frRv")
        if "v" in options or not names:
            raise NotPlain
        for word in names:
            if word.rstrip("/").rpartition("/")[2] in (".", "..", ""):
                raise NotPlain
            name = self._name(word)
            state = self._state(name)
            if state is not None and state.kind == "absent":
                if "f" not in options:
                    raise NotPlain
                continue
            if state is None and "f" in options:
                if self._versions.tree_state(name).kind == "directory":
                    raise NotPlain  # nothing can be written there
                self._check_parent(name)
                self._do(name, ABSENT_STATE, "remove", name)
                continue
            if state is None or state.kind == "directory":
                raise NotPlain
            if "f" not in options and state.kind == "file" and name not in self._states and not posix.access(name, 2):
                raise NotPlain
            self._check_parent(name)
            self._do(name, ABSENT_STATE, "unlink", name)

    def _cp(self, words: list[str]) -> None:
        options, names = _split(words, "fp")
        if "p" in options:
            raise NotPlain
        for source, target in self._pairs(names):
            origin = self._versions.canonical.file(source, "/")
            before = self._known(target)
            state = self._state(origin)
            if origin == target or before.kind not in ("absent", "file") or before.links > 1:
                raise NotPlain
            self._check_parent(target)
            if state is None:
                raise NotPlain
            self._check_readable(origin, state)
            self._check_room(target, state)
            if before.kind == "file":
                self._check_writable(target)
                mode = written_mode(before.mode)
            else:
                self._check_list(target)
                mode = state.mode & 0o777 & ~self._umask
            result = State("file", state.digest, state.size, mode, source=state.source) if state.digest else None
            self._do(target, result, "copy", origin, target, mode)

    def _check_room(self, name: str, state: State) -> None:
        """A copy that may not fit has a status that is not clear yet."""
        if not has_room(self._existing(name), state.size):
            raise NotPlain

    def _check_readable(self, name: str, state: State) -> None:
        if state.kind != "file":
            raise NotPlain
        if name not in self._states and not any(self._versions.writers(name)) and not posix.access(name, posix.R_OK):
            raise NotPlain

    def _check_writable(self, name: str) -> None:
        if name not in self._states and not any(self._versions.writers(name)) and not posix.access(name, posix.W_OK):
            raise NotPlain

    def _mv(self, words: list[str]) -> None:
        options, names = _split(words, "f")
        for source, target in self._pairs(names):
            state, before = self._state(source), self._known(target)
            if source == target or before.kind not in ("absent", "file") or before.links > 1:
                raise NotPlain
            if state is None or state.kind not in ("file", "symlink") or state.links > 1:
                raise NotPlain
            if before.kind == "file" and "f" not in options:
                self._check_writable(target)
            self._check_parent(source)
            self._check_parent(target)
            if posix.stat(self._existing(source)).st_dev != posix.stat(self._existing(target)).st_dev:
                raise NotPlain
            moved = state if state.digest or state.kind == "symlink" else None
            self._operations.append(("rename", source, target))
            self._states[target] = moved
            self._states[source] = ABSENT_STATE

    def _pairs(self, names: list[str]) -> list[tuple[str, str]]:
        """(source, target) of each operand of `cp` and `mv`: the last operand may be a directory."""
        if len(names) < 2:
            raise NotPlain
        last = names[-1]
        into = self._view.is_dir(last)
        if not into and (len(names) > 2 or last.endswith("/")):
            raise NotPlain
        pairs = []
        for word in names[:-1]:
            target = f"{last.rstrip('/')}/{word.rstrip('/').rpartition('/')[2]}" if into else last
            pairs.append((self._name(word), self._name(target)))
        if len({target for _source, target in pairs}) != len(pairs):
            raise NotPlain
        return pairs

    def _touch(self, words: list[str]) -> None:
        _options, names = _split(words, "")
        if not names:
            raise NotPlain
        for word in names:
            name = self._name(word)
            state = self._state(name)
            if state is not None and state.kind == "absent":
                self._check_parent(name)
                self._check_list(name)
                empty = State("file", b"", 0, 0o666 & ~self._umask)
                self._do(name, None, "touch", name, empty.mode)
            elif state is not None and state.kind == "file":
                self._check_writable(name)
                self._do(name, state if state.digest else None, "touch", name, state.mode)
            else:
                raise NotPlain

    def _ln(self, words: list[str]) -> None:
        options, names = _split(words, "sf")
        if "s" not in options or len(names) != 2 or self._view.is_dir(names[1]):
            raise NotPlain
        target, name = names[0], self._name(names[1])
        before = self._known(name)
        if self._versions.canonical.file(target, parent(name)) == name:
            raise NotPlain
        if before.kind != "absent":
            if "f" not in options or before.kind not in ("file", "symlink"):
                raise NotPlain
            self._operations.append(("unlink", name))
        self._check_parent(name)
        self._do(name, State("symlink", target=target), "symlink", target, name)


def _is_too_long(path: str) -> bool:
    """Whether a part of `path` is longer than a name of a file may be."""
    if len(path) * 4 <= MOST_NAME_BYTES:
        return False
    return any(len(part.encode("utf-8", "surrogateescape")) > MOST_NAME_BYTES for part in path.split("/"))


def has_room(directory: str, size: int) -> bool:
    """Whether there is plenty of room for `size` bytes in `directory`."""
    room = _free_bytes(directory)
    return room is not None and room >= size + ROOM_BYTES


def is_full(directory: str) -> bool:
    """Whether there is hardly any room in `directory`, which may not be there yet."""
    room = _free_bytes(directory)
    return room is not None and room < ROOM_BYTES


def _free_bytes(directory: str) -> int | None:
    """The room that there is for anybody; None where that can't be told."""
    try:
        room = posix.statvfs(directory)
    except OSError:
        return None
    return room.f_bavail * room.f_frsize


def _is_harmless(redirect: Redirection) -> bool:
    """Whether a redirection leaves nothing behind: to /dev/null, or from one stream to another."""
    return redirect.op == "dup" or (redirect.op == ">" and redirect.target == "/dev/null")


def _split(words: list[str], allowed: str) -> tuple[set[str], list[str]]:
    """(option letters, operands). Options that are not single letters of `allowed` are left to the tool."""
    options: set[str] = set()
    operands: list[str] = []
    ended = False
    for word in words:
        if not word:
            raise NotPlain
        if ended or not word.startswith("-") or word == "-":
            operands.append(word)
        elif word == "--":
            ended = True
        elif all(letter in allowed for letter in word[1:]):
            options.update(word[1:])
        else:
            raise NotPlain
    return options, operands


def perform(operations: list[tuple[Any, ...]]) -> None:
    """Do what was planned. Raises OSError where the tree has become another in the meantime."""
    for operation in operations:
        _PERFORM[operation[0]](*operation[1:])


def stamp(operations: list[tuple[Any, ...]], when_ns: int) -> dict[str, int]:
    """Give what was made or written the time of its turn: the kernel's clock may lag behind those given before.

    Gives the times of the files.
    """
    given = {}
    for verb, *names in operations:
        if verb not in ("mkdir", "copy", "symlink", "touch", "write"):
            continue
        path = names[1 if verb in ("copy", "symlink") else 0]
        try:
            posix.utime(path, ns=(when_ns, when_ns), follow_symlinks=False)
        except OSError:  # somebody else's file, or gone again by a later operation
            continue
        given[path] = when_ns
    return given


def _perform_copy(source: str, target: str, mode: int) -> None:
    try:
        copy_into(source, target)
    except FileNotFoundError:
        copy(source, target, mode)


def _perform_touch(path: str, mode: int) -> None:
    try:
        posix.utime(path)
    except FileNotFoundError:
        previous = posix.umask(0)
        try:
            posix.close(posix.open(path, posix.O_WRONLY | posix.O_CREAT | posix.O_CLOEXEC, mode))
        finally:
            posix.umask(previous)


def _perform_write(path: str, data: bytes, append: bool, umask: int) -> None:
    write_out(path, data, posix.O_APPEND if append else posix.O_TRUNC, umask)


def _perform_remove(path: str) -> None:
    try:
        posix.unlink(path)
    except FileNotFoundError:
        pass


_PERFORM: dict[str, Callable[..., None]] = {
    "mkdir": make_directory,
    "unlink": posix.unlink,
    "remove": _perform_remove,
    "copy": _perform_copy,
    "rename": posix.rename,
    "symlink": posix.symlink,
    "touch": _perform_touch,
    "write": _perform_write,
}
