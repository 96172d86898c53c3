"""How `read` cuts a line into words: IFS splitting in which escaped characters never separate."""

from __future__ import annotations

from oilgg.expand.split import as_bytes
from oilgg.expand.values import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.expand.split import Splitter

_WHITESPACE = " \t\n"


class Line:
    """What was read: its text, and the indices of characters that a backslash protects."""

    __slots__ = ("escaped", "text")

    def __init__(self, text: str, escaped: frozenset[int] = frozenset()) -> None:
        self.text = text
        self.escaped = escaped


def _of_bytes(line: Line) -> Line:
    """The line with each byte as a character; a backslash protects one of them."""
    if not line.escaped:
        return Line(as_bytes(line.text))
    pieces = [as_bytes(char) for char in line.text]
    escaped: list[int] = []
    at = 0
    for index, piece in enumerate(pieces):
        if index in line.escaped:
            escaped.append(at)
        at += len(piece)
    return Line("".join(pieces), frozenset(escaped))


def for_names(line: Line, count: int, splitter: Splitter) -> list[str]:
    """The texts for `count` variables: the last one gets all that is left, with its separators.

    POSIX, read: white space of IFS goes from both ends; a lone separator behind the last word goes as well.
    """
    ifs = splitter.separators
    if splitter.bytewise and not line.text.isascii():
        return [whole(word) for word in _for_names(_of_bytes(line), count, ifs)]
    return _for_names(line, count, ifs)


def _for_names(line: Line, count: int, ifs: str) -> list[str]:
    text = line.text
    if not ifs:
        return [text] + [""] * (count - 1)
    if len(ifs) == 1 and ifs not in _WHITESPACE and not line.escaped:
        return _at_one(text, count, ifs)
    blank = "".join([char for char in _WHITESPACE if char in ifs])
    if not line.escaped:
        if len(blank) == len(ifs) and text.isascii() and text.isprintable() and " " in blank:
            words = text.rstrip(" ").split(None, count - 1)
            return words + [""] * (count - len(words))
        if count == 1 and len(blank) == len(ifs):
            return [text.strip(blank)]
    scan = _Scan(line, ifs, blank)
    found: list[str] = []
    while len(found) < count - 1:
        start, end = scan.word()
        found.append(text[start:end])
    start, end = scan.word()
    if scan.at < len(text):
        end = len(text)
        while end > start and text[end - 1] in blank:
            end -= 1
    found.append(text[start:end])
    return found


def _at_one(text: str, count: int, separator: str) -> list[str]:
    """for_names where IFS is one character and no white space."""
    words = text.split(separator, count - 1)
    if len(words) < count:
        return words + [""] * (count - len(words))
    last = words[-1]
    if last.find(separator) == len(last) - 1 >= 0:
        words[-1] = last[:-1]
    return words


def all_words(line: Line, splitter: Splitter) -> list[str]:
    """All words of the line (`read -a`)."""
    ifs = splitter.separators
    if splitter.bytewise and not line.text.isascii():
        return [whole(word) for word in _all_words(_of_bytes(line), ifs)]
    return _all_words(line, ifs)


def _all_words(line: Line, ifs: str) -> list[str]:
    text = line.text
    if not ifs:
        return [text] if text else []
    blank = "".join([char for char in _WHITESPACE if char in ifs])
    if not line.escaped and len(blank) == len(ifs) and text.isascii() and text.isprintable() and " " in blank:
        return text.split()
    scan = _Scan(line, ifs, blank)
    words = []
    while scan.at < len(text):
        start, end = scan.word()
        words.append(text[start:end])
    return words


class _Scan:
    """Goes over a line word by word; `at` is behind the separator of the last one."""

    def __init__(self, line: Line, ifs: str, blank: str) -> None:
        self.text = line.text
        self.escaped = line.escaped
        self.ifs = ifs
        self.blank = blank
        self.at = self._behind_blanks(0)

    def _behind_blanks(self, at: int) -> int:
        text, blank, escaped = self.text, self.blank, self.escaped
        while at < len(text) and text[at] in blank and at not in escaped:
            at += 1
        return at

    def word(self) -> tuple[int, int]:
        """Start and end of the next word, which may be empty."""
        start = self.at
        end = self._word_end(start)
        at = end
        if at < len(self.text):
            separator = self.text[at]
            at = self._behind_blanks(at + 1)
            if separator in self.blank and self._is_separator(at) and self.text[at].isascii():
                at = self._behind_blanks(at + 1)
        self.at = at
        return start, end

    def _is_separator(self, at: int) -> bool:
        return at < len(self.text) and self.text[at] in self.ifs and at not in self.escaped

    def _word_end(self, start: int) -> int:
        text = self.text
        if self.escaped:
            end = start
            while end < len(text) and not self._is_separator(end):
                end += 1
            return end
        places = [place for place in [text.find(char, start) for char in self.ifs] if place >= 0]
        return min(places) if places else len(text)
