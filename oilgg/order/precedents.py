"""What an opaque command will probably do, by the trace of one that differs from it in names of files only.

`mycc -c a.c -o a.o` has read a.c and written a.o; so `mycc -c b.c -o b.o` will write b.o. A guess decides when a
command may run and nothing else: what it has done is told by its own trace, and where that is more, it runs again in
its turn.
"""

from __future__ import annotations

from oilgg.order.programs import SYSTEM_PLACES, option_of
from oilgg.paths import normalize, parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oilgg.lower.lowering import Lowered
    from oilgg.order.entry import ThunkEntry
    from oilgg.order.versions import Versions

    Pairs = list[tuple[str, str]]

ORDINARY = ("file", "directory", "symlink", "absent")
AFTER_STEM = ("", ".", "-", "_")
PATH_MARKS = frozenset("/.")
MOST_ALIKE = 8
"""So many are kept of those that have programs and numbers of words in common."""


class Precedents:
    """Commands whose traces are known."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._known: dict[tuple[object, ...], list[_Precedent]] = {}

    def note(self, lowered: Lowered, outputs: Mapping[str, str], reads: Iterable[str]) -> None:
        """A command has left `outputs` (path -> kind) and read, or looked at, these paths."""
        alike = self._known.setdefault(_key(lowered), [])
        words = _words(lowered)
        if not any(one.fits(words) for one in alike):
            alike.append(_Precedent(words, lowered.cwd, outputs, reads))
            del alike[:-MOST_ALIKE]

    def guess(self, entry: ThunkEntry) -> tuple[dict[str, str], list[str]] | None:
        """(what `entry` will leave, what of the tree it will read), each as `note` got it; None: nobody knows."""
        words, cwd = _words(entry.lowered), entry.lowered.cwd
        precedent = next((one for one in self._known.get(_key(entry.lowered), ()) if one.fits(words)), None)
        if precedent is None or precedent.is_misleading():
            return None
        pairs = [
            (normalize(old, cwd), normalize(new, cwd))
            for old, new in zip(precedent.words, words, strict=True)
            if old != new and old and new
        ]
        if any(self._versions.tree_state(new).kind not in ORDINARY for _old, new in pairs):
            return None
        precedent.followers.append(entry)
        outputs = {_translate(path, pairs): kind for path, kind in precedent.outputs.items()}
        return outputs, [_translate(path, pairs) for path in precedent.reads]


class _Precedent:
    """A command: its words, what it left and what of the tree it read, and who was expected to do likewise."""

    __slots__ = ("files", "followers", "outputs", "reads", "words")

    def __init__(self, words: list[str], cwd: str, outputs: Mapping[str, str], reads: Iterable[str]) -> None:
        self.words = words
        self.outputs = outputs
        self.reads = [path for path in reads if path.startswith(cwd + "/") or not path.startswith(SYSTEM_PLACES)]
        names = {*outputs, *self.reads}
        self.files = [
            word[:1] != "-" and (not PATH_MARKS.isdisjoint(word) or normalize(word, cwd) in names) for word in words
        ]
        """Which of the words are names of files."""
        self.followers: list[ThunkEntry] = []

    def fits(self, words: list[str]) -> bool:
        """Whether a command with these words differs in names of files only."""
        for own, other, is_file in zip(self.words, words, self.files, strict=True):
            if own != other and not is_file and option_of(own) != option_of(other):
                return False
        return True

    def is_misleading(self) -> bool:
        """Whether somebody did something else."""
        self.followers = [entry for entry in self.followers if entry.violation or not entry.gone]
        return any(entry.violation for entry in self.followers)


def _key(lowered: Lowered) -> tuple[object, ...]:
    """What commands have in common that may differ in names of files only."""
    stages = [(stage.program, len(stage.argv), *[one[:2] for one in stage.redirects]) for stage in lowered.stages]
    return (lowered.cwd, *stages)


def _words(lowered: Lowered) -> list[str]:
    """The words and targets of redirections of a command: as many for each with the same key."""
    words: list[str] = []
    for stage in lowered.stages:
        words += [*stage.argv, *[str(target) for _fd, _op, target, _text in stage.redirects]]
    return words


def _translate(path: str, pairs: Pairs) -> str:
    """`path` with the name of a file of one command replaced by that of the other; or what begins like the name."""
    for old, new in pairs:
        if path == old:
            return new
    for old, new in pairs:
        if path.startswith(old + "/"):
            return new + path[len(old) :]
    folder, _, name = path.rpartition("/")
    for old, new in pairs:
        for before, after in zip(_stems(old), _stems(new), strict=True):
            if name.startswith(before) and name[len(before) : len(before) + 1] in AFTER_STEM:
                place = parent(new) if folder == parent(old) else folder
                return f"{place}/{after}{name[len(before) :]}"
    return path


def _stems(path: str) -> tuple[str, str, str]:
    """The last name of `path`: whole, without what follows its last point, and its first."""
    name = path.rpartition("/")[2]
    return name, name.rpartition(".")[0] or name, name.partition(".")[0] or name
