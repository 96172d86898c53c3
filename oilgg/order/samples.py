"""`--verify`: a part of the results from other machines is made here again, and compared.

The sample is drawn anew in each run, so no machine knows which of its results will be looked at. Where the two differ
the user is told, and what was made here counts.
"""

from __future__ import annotations

import posix

from oilgg.order.naming import is_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.order.entry import ThunkEntry

    Claim = dict[str, tuple[object, ...]]


class Samples:
    """Draws `share` (0 to 1) of the results; `say` gets a line for each that was wrong."""

    def __init__(self, share: float, say: Callable[[str], object]) -> None:
        self.share = share
        self.say = say
        self.wrong = 0

    def takes(self, entry: ThunkEntry) -> bool:
        """Whether `entry`, which has ended elsewhere, is to run here as well; what it came to there is noted."""
        if entry.claim is not None or not entry.pure:
            return False
        if any(capture is not None and capture.delivered for _sink, capture, _data in entry.streams):
            return False  # somebody has seen it already
        if int.from_bytes(posix.urandom(4), "big") >= self.share * 2**32:
            return False
        entry.claim = _claim(entry)
        return True

    def compare(self, entry: ThunkEntry) -> None:
        """`entry` has ended here: if it was drawn, is the result the same?"""
        claim = entry.claim
        if claim is None:
            return
        own = _claim(entry)
        for what in sorted({*claim, *own}):
            there, here = claim.get(what), own.get(what)
            if there != here and not (there and here and is_name(here[1] if isinstance(here[1], bytes) else b"")):
                self.wrong += 1
                self.say(f"oilgg: another machine gave a wrong result for {entry.lowered.text}: {what} differs\n")
                break
        entry.claim = {}


def _claim(entry: ThunkEntry) -> Claim:
    """What a run has come to: its statuses, and what is in its outputs and streams."""
    found: Claim = {"its exit status": ("status", *entry.statuses)}
    for path, output in entry.outputs.items():
        found[path] = (output.kind, output.digest, output.mode, output.target)
    for index, (_sink, capture, data) in enumerate(entry.streams):
        found[("standard output", "standard error")[index]] = ("stream", bytes(capture.data) if capture else data)
    return found
