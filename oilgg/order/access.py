"""Whether a file can be opened: in the tree, and where it or its folder is pending."""

from __future__ import annotations

import posix

from oilgg.order.entry import Entry, State
from oilgg.order.fileops import has_room
from oilgg.paths import parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oilgg.lower.lowering import Lowered
    from oilgg.order.versions import Versions


class Access:
    """Asks for this user, of `versions`; what is not known yet is thought to be possible."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions

    def fails_to_open(self, lowered: Lowered) -> str:
        """The target of a redirection that will fail, where that shows by what others there are; "" for none.

        Its message goes to a redirected stream, or a file to append to is there only if it is opened before. Whom modes
        keep from writing: the command would print something of its own before.
        """
        shows = posix.geteuid() != 0 or not (isinstance(lowered.out, int) and isinstance(lowered.err, int))
        for stage in lowered.stages:
            if not shows and 2 not in [redirect[0] for redirect in stage.redirects]:
                continue
            for _fd, op, target, _text in stage.redirects:
                if op not in ("<", ">", ">|"):
                    continue
                if not target or not self.can_open(self.versions.canonical.file(str(target), lowered.cwd), op != "<"):
                    return str(target)
        return ""

    def can_open(self, path: str, writing: bool, before: Entry | None = None) -> bool:
        """Whether the file `path` can be opened by an entry at `before` (default: now), or made where it is absent."""
        state = self.versions.state(path, before)
        if isinstance(state, Entry) or state.kind == "special":
            return True
        if state.kind == "absent":
            return writing and self._can_make(path, before)
        if writing and state.kind == "directory":
            return False
        return self._allows(path, state, posix.W_OK if writing else posix.R_OK, before)

    def can_append(self, path: str, before: Entry) -> bool:
        """Whether `path` is or can become a file to append to, for an entry at `before`."""
        folder = parent(path)
        above = self.versions.state(folder, before)
        if isinstance(above, Entry) or above.kind != "directory":
            return False
        if not any(self.versions.writers(folder, before)) and not has_room(folder, 0):
            return False
        state = self.versions.state(path, before)
        return (isinstance(state, Entry) or state.kind != "special") and self.can_open(path, True, before)

    def locks(self, paths: Iterable[str], before: Entry) -> bool:
        """Whether this user may not write a file of `paths`, or make it: a `chmod` later that may be another matter."""
        if posix.geteuid() == 0:
            return False
        states = [(path, self.versions.state(path, before)) for path in paths]
        files = [path for path, state in states if isinstance(state, Entry) or state.kind != "directory"]
        return not all(self.can_open(path, True, before) for path in files)

    def _can_make(self, path: str, before: Entry | None) -> bool:
        folder = parent(path)
        above = self.versions.state(folder, before)
        if isinstance(above, Entry):
            return True
        return above.kind == "directory" and self._allows(folder, above, posix.W_OK | posix.X_OK, before)

    def _allows(self, path: str, state: State, access: int, before: Entry | None) -> bool:
        """Whether this user may do that with what is at `path`; what is pending is the user's own."""
        if any(self.versions.writers(path, before)):
            return posix.geteuid() == 0 or state.mode >> 6 & access == access
        return posix.access(path, access)
