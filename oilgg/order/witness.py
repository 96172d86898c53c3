"""What a command has read that nobody declared, as the tracer saw it: for `io`, whose word is all there is (R10)."""

from __future__ import annotations

import posix

from oilgg.order.versions import fits
from oilgg.paths import normalize, parent
from oilgg.worker.sealed import is_own_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.lower.lowering import Lowered
    from oilgg.order.entry import ThunkEntry
    from oilgg.worker.collect import Change


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
    for path in sorted(seen.reads):
        if is_own_place(path) or path in own or path.startswith((scratch, *[one for one in own if one.endswith("/")])):
            continue
        if not _is_declared(lowered, path):
            found.append(path)
    return found


def _is_declared(lowered: Lowered, path: str) -> bool:
    if path in lowered.reads or path in lowered.writes:
        return True
    above = path
    while above != "/":
        above = parent(above)
        if lowered.writes.get(above) == "tree":
            return True
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
