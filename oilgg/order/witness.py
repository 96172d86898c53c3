"""What a command has read that nobody declared, as the tracer saw it (R10): for `io`, `--check` and new annotations."""

from __future__ import annotations

import posix

from oilgg.lower.lowering import APPENDED, IN_PLACE
from oilgg.order.programs import option_words
from oilgg.order.versions import fits
from oilgg.paths import normalize, parent
from oilgg.thunk.hash import digest_bytes
from oilgg.worker import sealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.lower.lowering import Lowered
    from oilgg.order.entry import ThunkEntry
    from oilgg.store.base import Store
    from oilgg.worker.collect import Change


class Examiner:
    """Chooses the commands that run under the tracer only to see whether their annotations are true.

    With `always` (--check) all do. Otherwise it is the first run of each form of an annotation that did not come with
    oilgg, whose tests hold the others: once for each usage line and set of options it costs no more than a process.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.always = False

    def wants(self, entry: ThunkEntry) -> bool:
        """Whether `entry` is to be examined."""
        lowered = entry.lowered
        if lowered.watched or lowered.call is not None:
            return False
        if self.always:
            return True
        shipped = all(effects.shipped for effects in lowered.effects)
        return not shipped and self.store.get_fact(_form(entry)) is None

    def passed(self, entry: ThunkEntry) -> None:
        """`entry` has read nothing undeclared."""
        self.store.put_fact(_form(entry), b"1")


def _form(entry: ThunkEntry) -> bytes:
    """A fact for the usage lines and options of a command, and what its programs are."""
    parts = []
    for stage, effects, _environment in entry.lowered.parts():
        parts += [effects.usage[0], stage.program, *option_words(stage.argv)]
    tools = [digest.hex() for _path, digest in entry.thunk.tools] if entry.thunk is not None else []
    return digest_bytes(b"examined\0" + "\0".join([*parts, *tools]).encode("utf-8", "surrogateescape"))


def undeclared_reads(entry: ThunkEntry, changes: Sequence[Change], scratch: str) -> list[str]:
    """The files that the traced run of `entry` has read although they are not declared, in order of their names.

    What belongs to the system and to the program itself is nobody's business. `changes` is what the run left in a
    layer, the trace among it.
    """
    from oilgg.worker import trace

    place = next((change.layer_path for change in changes if change.path == entry.trace), entry.trace)
    try:
        seen = trace.read(place)
    except (OSError, ValueError):
        return []
    finally:
        try:
            posix.unlink(place)
        except OSError:
            pass
    lowered = entry.lowered
    own = _own_places(lowered)
    found = []
    changed = {path for path, (kind, _inode, kept) in seen.touched.items() if kept and kind == "file"}
    for path in sorted(seen.reads):
        if path in changed and not _is_read(lowered, path):
            found.append(path)  # its bytes stay in part: what it was before counts
        elif (
            sealed.is_own_place(path)
            or path in own
            or path.startswith((scratch, *[one for one in own if one.endswith("/")]))
        ):
            continue
        elif not _is_declared(lowered, path):
            found.append(path)
    return found


def _is_read(lowered: Lowered, path: str) -> bool:
    """Whether `path` is declared to be read, or to be changed in place."""
    if path in lowered.reads or lowered.writes.get(path) in (IN_PLACE, APPENDED):
        return True
    return _is_in_trees(lowered, path)


def _is_declared(lowered: Lowered, path: str) -> bool:
    if path in lowered.reads or path in lowered.writes:
        return True
    above = path
    while above != "/":
        above = parent(above)
        if lowered.writes.get(above) == "tree":
            return True
    return _is_in_trees(lowered, path)


def _is_in_trees(lowered: Lowered, path: str) -> bool:
    above = path
    while above != "/":
        above = parent(above)
        for directory, globs in lowered.trees:
            if above == directory and fits(path, globs):
                return True
    return False


def _own_places(lowered: Lowered) -> list[str]:
    """The programs of a command, and the folders (with a `/` at the end) in which they are installed."""
    found = []
    for stage in lowered.stages:
        program = real = normalize(stage.program, lowered.cwd)
        try:
            while True:
                found.append(real)
                target = posix.readlink(real)
                real = target if target.startswith("/") else f"{parent(real)}/{target}"
        except OSError:
            pass
        for path in (program, real):
            folder = parent(path)
            if folder.rpartition("/")[2] in ("bin", "sbin"):
                found.append(parent(folder).rstrip("/") + "/")
    return found
