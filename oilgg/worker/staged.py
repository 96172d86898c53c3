"""Staged files: what stands in for a view where namespaces are forbidden.

The inputs of a thunk lie below a folder, each at its own path: `/home/u/x.c` at `FOLDER/home/u/x.c`. The command runs
there, so names that are relative mean what they mean at home, and those that are absolute have been given the folder's
name in front (`worker.request.Elsewhere`). Nothing else is hidden from it, and nothing that it writes outside of the
folder is seen: that is only for commands of which an annotation says that this does not matter (`paths free`).

What it has written is found by comparing the folder with what it was, and told as `collect` tells of a layer.
"""

from __future__ import annotations

import posix
from _stat import S_IMODE, S_ISDIR, S_ISLNK, S_ISREG

from oilgg.thunk.ir import FileValue, Stage
from oilgg.worker.collect import DIRECTORY, REMOVED, REPLACED_DIRECTORY, Change, kind_of
from oilgg.worker.inner import PROGRAM
from oilgg.worker.layer import trace
from oilgg.worker.request import ROOT
from oilgg.worker.sealed import StagingError, is_own_place, stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.thunk.ir import Thunk
    from oilgg.worker.layer import Trace
    from oilgg.worker.request import Elsewhere

TEMPORARY = "/tmp"
"""Where a staged command makes its temporary files, below its folder."""
CHUNK_BYTES = 1 << 22


class Staged:
    """The files of one thunk below `folder`, and what they were before it ran."""

    def __init__(self, thunk: Thunk, folder: str, put: Callable[[bytes, str, int], object]) -> None:
        """Fill the fresh directory `folder`; `put(digest, path, mode)` makes a file. Raises StagingError, OSError."""
        self.folder = folder
        self.guards: list[int] = []
        """The stages that are none of the command's: they see to it that the folder's name is not handed on."""
        stage(thunk, folder, put, alone=True)
        try:
            posix.mkdir(folder + TEMPORARY, 0o700)
        except FileExistsError:
            if not S_ISDIR(posix.lstat(folder + TEMPORARY).st_mode):
                raise StagingError(f"{TEMPORARY} is no folder") from None
        self.digests = {item.path: item.value.digest for item in thunk.inputs if isinstance(item.value, FileValue)}
        self.before: dict[str, Trace] = {}
        self.below: dict[str, list[str]] = {}
        """The paths in each directory."""
        self._note("")

    def _note(self, path: str) -> None:
        with posix.scandir(self.folder + path) as entries:
            found = self.below[path] = [f"{path}/{entry.name}" for entry in entries]
        for below in found:
            status = posix.lstat(self.folder + below)
            self.before[below] = trace(status)
            if S_ISDIR(status.st_mode):
                self._note(below)

    def changes(self, digest_of: Callable[[str], bytes]) -> list[Change]:
        """What has been changed, parents before what is in them. Raises OSError."""
        found: list[Change] = []
        self._compare("", found, digest_of)
        return found

    def _compare(self, path: str, found: list[Change], digest_of: Callable[[str], bytes]) -> bool:
        """Report what differs in the directory `path`; whether an entry came or went."""
        with posix.scandir(self.folder + path) as entries:
            names = sorted(entry.name for entry in entries)
        direct = False
        for name in names:
            direct |= self._entry(f"{path}/{name}", found, digest_of)
        there = {f"{path}/{name}" for name in names}
        for gone in sorted(known for known in self.below.get(path, ()) if known not in there):
            found.append(Change(gone, REMOVED, "", None, True))
            direct = True
        return direct

    def _entry(self, path: str, found: list[Change], digest_of: Callable[[str], bytes]) -> bool:
        place = self.folder + path
        status = posix.lstat(place)
        before = self.before.get(path)
        is_directory = S_ISDIR(status.st_mode)
        if before is not None and before == trace(status) and not is_directory:
            return False
        self._make_readable(place, status.st_mode)
        same_kind = before is not None and S_ISDIR(before[4]) == is_directory
        kind = DIRECTORY if is_directory else kind_of(status.st_mode)
        change = Change(path, kind, place, status, before is not None)
        if not is_directory:
            self._judge(change, status, before, digest_of)
            found.append(change)
            return not change.in_place
        at = len(found)
        direct = self._compare(path, found, digest_of)
        if before is None or not same_kind:
            found.insert(at, change)
            return True
        if before[0] != status.st_ino:
            change.kind = REPLACED_DIRECTORY
            found.insert(at, change)
            return True
        change.times_only = before[4:] == (status.st_mode, status.st_uid, status.st_gid)
        if not change.times_only or (not direct and before[3] != status.st_mtime_ns):
            change.in_place, change.content = True, False
            found.insert(at, change)
        return False

    def _judge(
        self, change: Change, status: posix.stat_result, before: Trace | None, digest_of: Callable[[str], bytes]
    ) -> None:
        if S_ISLNK(status.st_mode):
            change.target = posix.readlink(change.layer_path)
        if status.st_nlink > 1:
            change.link_group = 1
        if before is None or not S_ISREG(status.st_mode) or not S_ISREG(before[4]):
            return
        change.in_place = before[0] == status.st_ino
        if change.in_place and before[2:4] == (status.st_size, status.st_mtime_ns):
            change.content = digest_of(change.layer_path) != self.digests.get(change.path)
            change.untouched = not change.content and before[4:] == trace(status)[4:]

    def _make_readable(self, place: str, mode: int) -> None:
        wanted = 0o700 if S_ISDIR(mode) else 0o400 if S_ISREG(mode) else 0
        if posix.geteuid() and mode & wanted != wanted:
            posix.chmod(place, S_IMODE(mode) | wanted)


def staged_stages(thunk: Thunk, elsewhere: Elsewhere, folder: str) -> list[Stage]:
    """The stages of `thunk` as they are to run below `folder`.

    What a stage hands on that knows the folder's name goes through one of ours, which ends where it holds that name.
    """
    found: list[Stage] = []
    for stage_, (argv, changes) in zip(thunk.stages, elsewhere.stages, strict=True):
        variables = dict(stage_.environment)
        variables.update({name: text.replace(ROOT, folder) for name, text in changes})
        variables["TMPDIR"] = folder + TEMPORARY
        redirects = tuple(
            (fd, op, placed(target, folder) if isinstance(target, str) and op != "text" else target, text)
            for fd, op, target, text in stage_.redirects
        )
        words = tuple([word.replace(ROOT, folder) for word in argv])
        program = placed(stage_.program, folder)
        found.append(Stage(program, words, tuple(sorted(variables.items())), redirects))
        if words != argv and len(elsewhere.stages) > 1:
            found.append(Stage(PROGRAM, ("without", folder[1:]), (), ()))
    if found and found[-1].program == PROGRAM:
        found.pop()
    return found


def placed(path: str, folder: str) -> str:
    """Where `path` is for a command that runs below `folder`."""
    return folder + path if path.startswith("/") and not is_own_place(path) else path


def names(path: str, folder: str) -> bool:
    """Whether the bytes of the file at `path` name `folder`, with its first slash or without it."""
    wanted = folder[1:].encode("utf-8", "surrogateescape")
    with open(path, "rb") as file:
        tail = b""
        while data := file.read(CHUNK_BYTES):
            data = tail + data
            if wanted in data:
                return True
            tail = data[-len(wanted) :]
    return False
