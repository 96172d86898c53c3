"""Programs given as operands: what their text reads and writes, as far as a small reader of it can tell."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Found:
    """What a program text does: further files, facts for conditions, or why nothing can be said."""

    __slots__ = ("reads", "writes", "facts", "refusal")

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.writes: list[str] = []
        self.facts: set[str] = set()
        self.refusal = ""


CLASSIFIERS: dict[str, Callable[[list[str], set[str]], Found]] = {}
