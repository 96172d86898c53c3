"""Programs given as operands: what their text reads and writes, as far as a small reader of it can tell."""

from __future__ import annotations

LANGUAGES = ("awk", "sed")


class Found:
    """What a program text does: further files, facts (`linewise`, `early`), or why nothing can be said."""

    __slots__ = ("facts", "reads", "refusal", "writes")

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.writes: list[str] = []
        self.facts: set[str] = {"linewise"}
        self.refusal = ""


class Unclear(Exception):
    """The text does something that cannot be followed."""


def classify(language: str, texts: list[str]) -> Found:
    """What programs in one of LANGUAGES do."""
    if language == "sed":
        from oilgg.annotate.sed import sed

        return sed(texts)
    from oilgg.annotate.awk import awk

    return awk(texts)
