"""Field splitting by IFS (POSIX 2.6.5, as bash does it)."""

from __future__ import annotations

from oilgg.expand.values import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT = " \t\n"


_splitters: dict[tuple[str | None, bool], Splitter] = {}


def splitter_of(ifs: str | None, bytewise: bool) -> Splitter:
    """The splitter of one value of IFS."""
    splitter = _splitters.get((ifs, bytewise))
    if splitter is None:
        splitter = _splitters[ifs, bytewise] = Splitter(ifs, bytewise)
    return splitter


def as_bytes(text: str) -> str:
    """The text with each byte of a longer character as a character; `whole` undoes it."""
    return text.encode("utf-8", "surrogateescape").decode("ascii", "surrogateescape")


class Splitter:
    """What one value of IFS means. `first` joins `"$*"`; `separators` is empty where nothing is split.

    `bytewise`: the locale has no characters longer than a byte, but IFS has; texts are split at its bytes then.
    """

    __slots__ = ("bytewise", "default", "first", "joining", "others", "separators", "white")

    def __init__(self, ifs: str | None, bytewise: bool = False) -> None:
        self.separators = DEFAULT if ifs is None else as_bytes(ifs) if bytewise else ifs
        self.bytewise = bytewise
        self.first = self.separators[:1]
        self.white = frozenset(char for char in self.separators if char in " \t\n\v\f\r")
        self.others = frozenset(self.separators) - self.white
        self.joining = self.others
        """Those of the others that are one separator with white space before them: of one byte."""
        if not self.separators.isascii():
            self.joining = frozenset(char for char in self.others if char.isascii() or "\udc80" <= char <= "\udcff")
        self.default = self.white == frozenset(DEFAULT) and not self.others

    def splits(self, text: str) -> bool:
        """Whether `text` has a separator in it."""
        if self.default:
            return " " in text or "\n" in text or "\t" in text
        if self.bytewise:
            text = as_bytes(text)
        return any(char in text for char in self.separators)

    def split(self, text: str) -> list[str]:
        """The fields of a text that is all subject to splitting."""
        if self.default:
            if "\t" in text:
                text = text.replace("\t", " ")
            if "\n" in text:
                text = text.replace("\n", " ")
            return [field for field in text.split(" ") if field]
        if self.bytewise and not text.isascii():
            return [whole(field) for field in self._split_slow(as_bytes(text))]
        if not self.others:
            if not self.white:
                return [text] if text else []
            space = self.first
            for char in self.white:
                text = text.replace(char, space)
            return [field for field in text.split(space) if field]
        if not self.white and len(self.others) == 1:
            fields = text.split(self.first)
            if not fields[-1]:
                fields.pop()
            return fields
        return self._split_slow(text)

    def _split_slow(self, text: str) -> list[str]:
        fields: list[str] = []
        white, others, length = self.white, self.others, len(text)
        position = 0
        while position < length and text[position] in white:
            position += 1
        while position < length:
            start = position
            while position < length and text[position] not in white and text[position] not in others:
                position += 1
            fields.append(text[start:position])
            position = self.after_separator(text, position)
        return fields

    def after_separator(self, text: str, position: int) -> int:
        """Where the next field starts: past one separator, white space around it and one more non-white one."""
        length = len(text)
        if position >= length:
            return position
        was_white = text[position] in self.white
        position += 1
        while position < length and text[position] in self.white:
            position += 1
        if was_white and position < length and text[position] in self.joining:
            position += 1
            while position < length and text[position] in self.white:
                position += 1
        return position

    def split_marked(self, text: str, fixed: str) -> list[tuple[int, int]]:
        """Fields of a text partly subject to splitting, as (start, end).

        `fixed` is as long as `text`; a character is a separator only where `fixed` has a space. Quoted empty strings
        must be in `text` as a character of their own, that the caller removes.
        """
        spans: list[tuple[int, int]] = []
        white, others, length = self.white, self.others, len(text)

        def skip(position: int, chars: frozenset[str]) -> int:
            while position < length and fixed[position] == " " and text[position] in chars:
                position += 1
            return position

        position = skip(0, white)
        both = white | others
        while position < length:
            start = position
            while position < length and not (fixed[position] == " " and text[position] in both):
                position += 1
            spans.append((start, position))
            if position < length:
                was_white = text[position] in white
                position = skip(position + 1, white)
                if was_white and position < length and fixed[position] == " " and text[position] in self.joining:
                    position = skip(position + 1, white)
        return spans


def join(splitter: Splitter, items: Iterable[str]) -> str:
    """`"$*"`: items with the first character of IFS between them."""
    return splitter.first.join(items)
