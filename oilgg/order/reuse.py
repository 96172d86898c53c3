"""Whether a known result may be used again here and now: what was learned holds, outputs can go to their places."""

from __future__ import annotations

import posix

from oilgg.lower.lowering import KEEPS_INODE
from oilgg.order.effects import gives_list, written_mode
from oilgg.order.entry import State, ThunkEntry
from oilgg.order.naming import bears, is_name
from oilgg.paths import parent
from oilgg.reason import INPUT_CHANGED, NEVER_RUN, NEW_FILE, NOT_PURE, OBJECT_LOST, OUTPUT_PLACE, STORE_OFF, Refusal
from oilgg.store.base import KIND_ABSENT, KIND_DIRECTORY, Reduction
from oilgg.store.verify import Verifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oilgg.order.resolve import Resolver
    from oilgg.store.base import Store
    from oilgg.thunk.ir import Output, Result


class Reuse:
    """Looks for reductions that hold. `keep` false: there is no store worth asking."""

    def __init__(self, resolver: Resolver, store: Store, keep: bool) -> None:
        self.resolver = resolver
        self.versions = resolver.versions
        self.store = store
        self.keep = keep
        self.check = False
        """Every command is to be run, to see whether its annotation is true."""
        self.verifier = Verifier(store, resolver.digest_now, resolver.exists_now, resolver.names_now, resolver.look_now)
        self.later_writes: Callable[[ThunkEntry], set[str]] = _no_paths

    def find(self, entry: ThunkEntry, keys: Iterable[bytes]) -> Reduction | None:
        """A reduction that holds here and now; else None, with the reason in `entry.reason`."""
        if not self.keep:
            entry.reason = Refusal(STORE_OFF)
            return None
        if self.check and not entry.lowered.traced:
            entry.reason = Refusal(NEVER_RUN, "--check runs everything")
            return None
        if not entry.pure:
            entry.reason = Refusal(NOT_PURE)
            return None
        newest: Refusal | None = None
        for key in keys:
            for reduction in self.store.lookup(key):
                refusal = self.refusal(entry, reduction)
                if refusal is None:
                    return reduction
                newest = newest or refusal
        entry.reason = newest or Refusal(NEVER_RUN)
        return None

    def refusal(self, entry: ThunkEntry, reduction: Reduction) -> Refusal | None:
        """Why `reduction` may not be used for `entry`, or None."""
        if not self.learned_holds(entry, reduction):
            broken = self.verifier.broken
            if broken is None:
                return Refusal(OBJECT_LOST)
            if broken[0] not in (KIND_ABSENT, KIND_DIRECTORY):
                return Refusal(INPUT_CHANGED, f"{broken[1]} has changed")
            return Refusal(NEW_FILE, f"{broken[1]} is new")
        made = {output.path for output in reduction.result.outputs if output.kind == "directory"}
        for output in reduction.result.outputs:
            refusal = self._output_refusal(entry, output, made)
            if refusal is not None:
                return refusal
        for stream in (reduction.result.stdout, reduction.result.stderr):
            if stream.digest is not None and not self.store.has(stream.digest):
                return Refusal(OBJECT_LOST)
        return None

    def outputs(self, entry: ThunkEntry, result: Result) -> dict[str, Output]:
        """What `result`, which may be used, leaves here by path: a file that is written into has its own mode."""
        found = {}
        for output in result.outputs:
            if output.kind == "file" and self._keeps_inode(entry, output.path):
                before = self.resolver.known(output.path, entry)
                if before.kind == "file":
                    output = output.with_mode(written_mode(before.mode))
            found[output.path] = output
        return found

    def learned_holds(self, entry: ThunkEntry, reduction: Reduction) -> bool:
        """Whether all that was learned is as it was; if not, `verifier.broken` says what is not."""
        later = self.later_writes(entry)
        if later and self.verifier.entries_at(reduction, later):
            return self.verifier.learned_holds(reduction.learned)
        return self.verifier.holds(reduction)

    def _output_refusal(self, entry: ThunkEntry, output: Output, made: set[str]) -> Refusal | None:
        """Why a stored output may not be put where it belongs: what stands there would have made a difference.

        `made` are the directories that come along.
        """
        path = output.path
        if parent(path) in made:
            pass
        elif self.resolver.known(parent(path), entry).kind != "directory" or not may_write(
            self._existing(parent(path))
        ):
            return Refusal(OUTPUT_PLACE, f"{parent(path)} is not a directory to write in")
        before = self.resolver.known(path, entry)
        if output.kind in ("file", "directory") and before.kind == "absent" and self._gives_more(entry, output):
            return Refusal(OUTPUT_PLACE, f"{path} gets more from its folder than a result holds")
        if output.kind == "file":
            if before.kind not in ("file", "absent"):
                return Refusal(OUTPUT_PLACE, f"{path} is a {before.kind}")
            if before.kind == "file":
                if before.links > 1 or (before.mode != output.mode and not self._keeps_inode(entry, path)):
                    return Refusal(OUTPUT_PLACE, f"{path} has other permissions or names")
                if not (may_write(path) if before.status is not None else _may_write_new(before)):
                    return Refusal(OUTPUT_PLACE, f"{path} is not writable")
            there = output.digest and before.kind == "file" and self._same(path, before, output.digest)
            if not there and not (output.digest and self.store.has(output.digest)):
                return Refusal(OBJECT_LOST, f"the bytes of {path} are no longer in the store")
        elif output.kind == "directory":
            if before.kind not in ("absent", "directory"):
                return Refusal(OUTPUT_PLACE, f"{path} is a {before.kind}")
            if before.kind == "directory" and before.mode != output.mode:
                return Refusal(OUTPUT_PLACE, f"{path} has other permissions")
        elif output.kind == "removed" and before.kind == "absent":
            return Refusal(OUTPUT_PLACE, f"{path} is not there to be removed")
        if output.in_place and before.kind == "absent":
            return Refusal(OUTPUT_PLACE, f"{path} has the permissions of what was there before")
        return None

    def _existing(self, directory: str) -> str:
        """`directory`, or the nearest above it that is in the tree already."""
        while self.versions.tree_state(directory).kind == "absent" and directory != "/":
            directory = parent(directory)
        return directory

    def _gives_more(self, entry: ThunkEntry, output: Output) -> bool:
        """Whether what is made in that folder gets an access list there, or a group that the result knows nothing of.

        A folder gets the set-group-ID bit with it, or had got it where the result was made. A file's group matters
        where the command gives it one.
        """
        above = self._existing(parent(output.path))
        bits = self.versions.tree_state(above).mode
        if output.kind == "directory":
            bits |= output.mode
        elif not self.resolver.sees_times(entry):
            bits = 0
        return bool(bits & 0o2000) or gives_list(above)

    def _keeps_inode(self, entry: ThunkEntry, path: str) -> bool:
        return entry.lowered.writes.get(path) in KEEPS_INODE

    def _same(self, path: str, state: State, digest: bytes) -> bool:
        try:
            if is_name(digest):
                return not state.source and bears(self.store, path, digest)
            return self.versions.digest(path, state) == digest
        except OSError:
            return False


def took_mode(entry: ThunkEntry, path: str, before: State, mode: int) -> bool:
    """Whether a file that has replaced `before` may have its mode from there, and no trace tells of it."""
    lowered = entry.lowered
    if lowered.traced or path in lowered.reads or lowered.writes.get(path) in KEEPS_INODE:
        return False
    usual = (0o666 & ~lowered.umask, 0o777 & ~lowered.umask)
    return before.kind == "file" and before.mode == mode and mode not in usual


def may_write(path: str) -> bool:
    """Whether this process may write `path`."""
    return posix.access(path, posix.W_OK)


def _may_write_new(state: State) -> bool:
    """Whether this process may write a file that an earlier command of it leaves."""
    return bool(state.mode & 0o200) or posix.geteuid() == 0


def _no_paths(_entry: ThunkEntry) -> set[str]:
    return set()
