"""What has travelled to a worker: files laid over its own system files, in a tree for each set of them.

A tree holds links to one copy of each file; a sealed view shows it on top of the worker's own (`worker/sealed.py`).
"""

from __future__ import annotations

import posix
import time

from oilgg.store.files import make_folders
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import FileValue
from oilgg.worker.closure import decode_closure, encode_closure
from oilgg.worker.layer import remove_tree
from oilgg.worker.sealed import is_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from oilgg.store.base import Store
    from oilgg.worker.closure import Part
    from oilgg.worker.request import Request

LOOK_AGAIN_S = 5.0
"""So long it is believed that the files of a closure are those of this machine."""
MOST_TREES = 64


class Differs(Exception):
    """The file `path` of the system is another one here, and nothing can be done about it."""

    def __init__(self, path: str, text: str = "") -> None:
        try:
            posix.stat(path)
            self.text = text or f"{path} has other bytes here"
        except OSError as error:
            self.text = text or f"{path}: {error.strerror}"
        super().__init__(self.text)


class Travelled:
    """Decides what has to come along, and lays it out in `folder`."""

    def __init__(self, store: Store, folder: str) -> None:
        self.store = store
        self.folder = folder
        self._differing: dict[bytes, tuple[float, tuple[Part, ...]]] = {}
        self._trees: dict[bytes, str] = {}

    def needed(self, request: Request, others: Mapping[str, bytes]) -> tuple[Part, ...]:
        """The files to be laid over those of this machine, of which `others` (by path) are known to differ.

        Raises Differs; MissingObject where the closure is not here; CodecError.
        """
        if not request.closure:
            if others:
                raise Differs(next(iter(others)))
            return ()
        found = {part[0]: part for part in self._parts_that_differ(request.closure)}
        for item in request.thunk.inputs if others else ():
            value = item.value
            if isinstance(value, FileValue) and item.path in others and is_platform(item.path):
                found[item.path] = (item.path, value.digest, value.size, value.mode_executable)
        for path, digest in others.items():
            if path not in found or found[path][1] != digest:
                raise Differs(path)
        return tuple(sorted(found.values()))

    def _parts_that_differ(self, closure: bytes) -> tuple[Part, ...]:
        until, parts = self._differing.get(closure, (0.0, ()))
        if time.monotonic() >= until:
            listed = decode_closure(self.store.get_bytes(closure))
            parts = tuple([part for part in listed if not self._is_here(part)])
            self._differing[closure] = (time.monotonic() + LOOK_AGAIN_S, parts)
        return parts

    def _is_here(self, part: Part) -> bool:
        try:
            same = self.store.digest_of(part[0]) == part[1]
            return same and (not part[3] or posix.access(part[0], posix.X_OK))
        except OSError:
            return False

    def listed(self, request: Request) -> tuple[Part, ...]:
        """All files of the closure of `request`. Raises MissingObject, CodecError."""
        return decode_closure(self.store.get_bytes(request.closure)) if request.closure else ()

    def lay_out(self, parts: tuple[Part, ...], used: Container[str], here: tuple[Part, ...] | None = None) -> str:
        """The tree that holds `parts`; trees in `used` stay. Raises MissingObject, Differs, OSError, StoreError.

        With `here`, files that this machine has itself, the tree is complete: it has all of them as well, by links, and
        each at its own path.
        """
        name = digest_bytes(encode_closure(parts) + (b"" if here is None else encode_closure(here)))
        tree = self._trees.pop(name, "")
        if not tree:
            tree = f"{self.folder}/{name.hex()}"
            mask = posix.umask(0o022)
            try:
                self._make(tree, parts, here)
            except BaseException:
                remove_tree(tree)
                raise
            finally:
                posix.umask(mask)
        self._trees[name] = tree  # the last that was used is the last
        for other in list(self._trees)[:-MOST_TREES]:
            if self._trees[other] not in used:
                remove_tree(self._trees.pop(other))
        return tree

    def _make(self, tree: str, parts: tuple[Part, ...], here: tuple[Part, ...] | None) -> None:
        remove_tree(tree)  # of a process before this one
        copies = f"{self.folder}/files"
        make_folders(copies, 0o755)
        for path, digest, _size, executable in parts:
            copy = f"{copies}/{digest.hex()}{'x' if executable else ''}"
            if not posix.access(copy, posix.F_OK):
                self.store.materialize(digest, copy + ".new", 0o755 if executable else 0o644)
                posix.rename(copy + ".new", copy)
            place = tree + (place_here(path) if here is None else path)
            make_folders(place.rpartition("/")[0], 0o755)
            posix.link(copy, place)
        for path, *_rest in here or ():
            make_folders((tree + path).rpartition("/")[0], 0o755)
            posix.symlink(path, tree + path)


def place_here(path: str) -> str:
    """Where on this machine a file of the system goes: links of folders followed. Raises Differs where it can't."""
    from os.path import realpath

    folder, _, name = path.rpartition("/")
    place = f"{realpath(folder)}/{name}"
    if not is_platform(place):
        raise Differs(path)
    return place
