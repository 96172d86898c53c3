"""Shell patterns: `*`, `?`, bracket expressions, extended patterns. Works without `re`, which costs too much to import.

A pattern without extended parts is a row of pieces between stars, each of a fixed length: the first piece must match at
the start, the last at the end, and those between are found greedily from either side. That answers every question
(match, shortest and longest prefix and suffix, leftmost longest part) without backtracking. With extended parts the
matcher works on sets of positions: from every position in a set, where can the next element end?

A pattern's quoted characters have a backslash before them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.expand.bracket import Bracket

    Element = str | Bracket | None | "Group"

_STAR = object()
_SPECIAL = str.maketrans({char: "\\" + char for char in "*?[]\\()|!@+-^.:=/~{},"})
_MAGIC = frozenset("*?[\\(")
_CACHE_SIZE = 2000
_cache: dict[tuple[str, bool, bool], Pattern] = {}


class Group:
    """An extended part such as `@(a|b)`: `kind` is one of ? * + @ !, the alternatives are rows of elements."""

    __slots__ = ("alternatives", "kind")

    def __init__(self, kind: str, alternatives: list[list[object]]) -> None:
        self.kind = kind
        self.alternatives = alternatives


def quote(text: str) -> str:
    """A pattern that matches `text` itself."""
    return text if text.isalnum() else text.translate(_SPECIAL)


def unquote(pattern: str) -> str:
    """`pattern` without the backslashes that quote characters."""
    if "\\" not in pattern:
        return pattern
    result = []
    position, length = 0, len(pattern)
    while position < length:
        if pattern[position] == "\\" and position + 1 < length:
            position += 1
        result.append(pattern[position])
        position += 1
    return "".join(result)


class Pattern:
    """A compiled pattern; positions and lengths are in characters of the text it is asked about."""

    __slots__ = ("elements", "fold", "literal", "match", "minds_end", "pieces", "source")

    def __init__(self, source: str, extglob: bool, nocase: bool) -> None:
        self.source = source
        self.fold = nocase
        self.literal: str | None = None
        self.pieces: list[str | list[object]] | None = None
        self.elements: list[object] = []
        self.minds_end = False
        """Whether it matters where the text ends behind what is matched (see `_row_ends`)."""
        if not nocase and _MAGIC.isdisjoint(source):
            self.literal = source
        else:
            self.elements = _Reader(source, extglob, nocase).read()
            self.minds_end = _minds_end(self.elements)
            if not any(isinstance(element, Group) for element in self.elements):
                self.pieces = _split_at_stars(self.elements, nocase)
                if len(self.pieces) == 1 and isinstance(self.pieces[0], str):
                    self.literal = self.pieces[0]
        self.match: Callable[[str], bool] = self._matcher()
        """Whether the pattern matches all of a text."""

    @classmethod
    def compile(cls, pattern: str, extglob: bool = True, nocase: bool = False) -> Pattern:
        """The pattern object for a text; kept, so compiling the same text again is cheap."""
        key = (pattern, extglob, nocase)
        known = _cache.get(key)
        if known is None:
            if len(_cache) >= _CACHE_SIZE:
                _cache.clear()
            known = _cache[key] = cls(pattern, extglob, nocase)
        return known

    # ---- questions

    def fixed_start(self) -> bytes:
        """Bytes that all text that matches starts with; there may be none."""
        if self.fold or not self.pieces or not isinstance(self.pieces[0], str):
            return b""
        return self.pieces[0].encode("utf-8", "surrogateescape")

    def _matcher(self) -> Callable[[str], bool]:
        """What `match` is: the quickest that fits."""
        literal, pieces = self.literal, self.pieces
        if literal is not None:
            return literal.__eq__
        if pieces is None:
            return lambda text: len(text) in self._ends(text, 0)
        if len(pieces) == 2:
            start, end = pieces
            if end == "" and isinstance(start, str):
                return lambda text: text.startswith(start)
            if start == "" and isinstance(end, str):
                return lambda text: text.endswith(end)
        return self._match_pieces

    def _match_pieces(self, text: str) -> bool:
        pieces = self.pieces
        assert pieces is not None
        length = len(text)
        first = pieces[0]
        if not (text.startswith(first) if first.__class__ is str else self._at(first, text, 0)):
            return False
        if len(pieces) == 1:
            return length == len(first)
        last = pieces[-1]
        end = length - len(last)
        if end < len(first) or not self._at(last, text, end):
            return False
        position = len(first)
        for piece in pieces[1:-1]:
            position = self._find(piece, text, position, end)
            if position < 0:
                return False
            position += len(piece)
        return True

    def prefix(self, text: str, longest: bool) -> int:
        """Length of the shortest or longest start of `text` that matches, -1 if none does."""
        if self.literal is not None:
            return len(self.literal) if text.startswith(self.literal) else -1
        if self.minds_end:
            each = range(len(text), -1, -1) if longest else range(len(text) + 1)
            return next((end for end in each if self.match(text[:end])), -1)
        if self.pieces is None:
            ends = self._ends(text, 0)
            return (max(ends) if longest else min(ends)) if ends else -1
        return self._prefix_from(text, 0, longest)

    def _prefix_from(self, text: str, start: int, longest: bool) -> int:
        """Where a match that starts at `start` ends, -1 if there is none. Only for patterns of pieces."""
        pieces = self.pieces
        assert pieces is not None
        first, length = pieces[0], len(text)
        if not self._at(first, text, start):
            return -1
        position = start + len(first)
        if len(pieces) == 1:
            return position
        for piece in pieces[1:-1]:
            position = self._find(piece, text, position, length)
            if position < 0:
                return -1
            position += len(piece)
        last = pieces[-1]
        if longest:
            position = self._rfind(last, text, position, length)
        else:
            position = self._find(last, text, position, length)
        return -1 if position < 0 else position + len(last)

    def suffix(self, text: str, longest: bool) -> int:
        """Length of the shortest or longest end of `text` that matches, -1 if none does."""
        length = len(text)
        if self.literal is not None:
            return len(self.literal) if text.endswith(self.literal) else -1
        if self.pieces is None:
            starts = range(length + 1) if longest else range(length, -1, -1)
            for start in starts:
                if length in self._ends(text, start):
                    return length - start
            return -1
        pieces = self.pieces
        last = pieces[-1]
        position = length - len(last)
        if position < 0 or not self._at(last, text, position):
            return -1
        if len(pieces) == 1:
            return len(last)
        for piece in pieces[-2:0:-1]:
            position = self._rfind(piece, text, 0, position)
            if position < 0:
                return -1
        first = pieces[0]
        position = self._find(first, text, 0, position) if longest else self._rfind(first, text, 0, position)
        return -1 if position < 0 else length - position

    def find(self, text: str, start: int) -> tuple[int, int] | None:
        """The leftmost longest part at or after `start` that matches, as (start, end)."""
        length = len(text)
        if self.literal is not None:
            position = text.find(self.literal, start)
            return None if position < 0 else (position, position + len(self.literal))
        if self.pieces is not None:
            position = self._find(self.pieces[0], text, start, length)
            if position < 0:
                return None
            end = self._prefix_from(text, position, True)
            return None if end < 0 else (position, end)
        if self.minds_end and not Pattern.compile(f"*{self.source}*", True, self.fold).match(text[start:]):
            return None  # bash asks that first
        for position in range(start, length + 1):
            if self.minds_end:
                end = self.prefix(text[position:], True)
                if end >= 0:
                    return position, position + end
                continue
            ends = self._ends(text, position)
            if ends:
                return position, max(ends)
        return None

    # ---- pieces

    def _at(self, piece: str | list[object], text: str, position: int) -> bool:
        if isinstance(piece, str):
            return text.startswith(piece, position)
        if position + len(piece) > len(text):
            return False
        for element in piece:
            if element is not None:
                char = text[position]
                if isinstance(element, str):
                    if char != element and not (self.fold and _same_letter(char, element)):
                        return False
                elif not element.has(char):  # type: ignore[attr-defined]
                    return False
            position += 1
        return True

    def _find(self, piece: str | list[object], text: str, start: int, end: int) -> int:
        if isinstance(piece, str):
            return text.find(piece, start, end)
        for position in range(start, end - len(piece) + 1):
            if self._at(piece, text, position):
                return position
        return -1

    def _rfind(self, piece: str | list[object], text: str, start: int, end: int) -> int:
        if isinstance(piece, str):
            return text.rfind(piece, start, end)
        for position in range(end - len(piece), start - 1, -1):
            if self._at(piece, text, position):
                return position
        return -1

    # ---- sets of positions

    def _ends(self, text: str, start: int) -> set[int]:
        return self._row_ends(self.elements, text, {start})

    def _row_ends(self, row: list[object], text: str, starts: set[int]) -> set[int]:
        for position, element in enumerate(row):
            if not starts:
                break
            # Behind a star the rest starts at the end of the text as well, but in bash not where it is a @(…).
            if element is _STAR:
                group = row[position + 1] if position + 1 < len(row) else None
                kind = group.kind if isinstance(group, Group) else ""
                low = min(starts)
                if kind == "!" and low == len(text):
                    return {low}  # bash compares no more of the pattern
                starts = set(range(low, len(text) + (kind == "" or kind not in "!@+")))
            elif isinstance(element, Group):
                starts = self._group_ends(element, text, starts)
            else:
                one = [element]
                starts = {start + 1 for start in starts if self._at(one, text, start)}
        return starts

    def _group_ends(self, group: Group, text: str, starts: set[int]) -> set[int]:
        kind = group.kind
        if kind == "!":
            length = len(text)
            result: set[int] = set()
            for start in starts:
                excluded = self._once(group, text, {start})
                result.update(end for end in range(start, length + 1) if end not in excluded)
            return result
        ends = self._once(group, text, starts)
        if kind == "@":
            return ends
        if kind == "?":
            return ends | starts
        reached = set(ends)
        while ends:
            ends = self._once(group, text, ends) - reached
            reached |= ends
        return reached | starts if kind == "*" else reached

    def _once(self, group: Group, text: str, starts: set[int]) -> set[int]:
        ends: set[int] = set()
        for row in group.alternatives:
            ends |= self._row_ends(row, text, starts)
        return ends


def _minds_end(row: list[object]) -> bool:
    """Whether a star precedes a group in it that may be empty at the end of a text."""
    for element, following in zip(row, [*row[1:], None], strict=False):
        if element is _STAR and isinstance(following, Group) and following.kind in "!@+":
            return True
        if isinstance(element, Group) and any(_minds_end(inner) for inner in element.alternatives):
            return True
    return False


def _same_letter(one: str, other: str) -> bool:
    return one.lower() == other.lower() or one.upper() == other.upper()


def _split_at_stars(elements: list[object], fold: bool) -> list[str | list[object]]:
    pieces: list[list[object]] = [[]]
    for element in elements:
        if element is _STAR:
            if len(pieces) == 1 or pieces[-1]:
                pieces.append([])
        else:
            pieces[-1].append(element)
    return [_as_text(piece) if not fold else piece for piece in pieces]


def _as_text(piece: list[object]) -> str | list[object]:
    text = [element for element in piece if isinstance(element, str)]
    return "".join(text) if len(text) == len(piece) else piece


def parse_bracket(pattern: str, start: int, fold: bool) -> tuple[Bracket, int] | None:
    """The bracket expression that starts there, and its end; see `bracket`, which is imported when there is one."""
    from oilgg.expand import bracket

    return bracket.parse_bracket(pattern, start, fold)


class _Reader:
    """Reads a pattern into elements: a character, None for `?`, a Bracket, a Group or the star."""

    __slots__ = ("extglob", "fold", "text")

    def __init__(self, text: str, extglob: bool, fold: bool) -> None:
        self.text = text
        self.extglob = extglob
        self.fold = fold

    def read(self) -> list[object]:
        """The elements of the whole pattern."""
        return self._row(0, len(self.text))

    def _row(self, position: int, end: int) -> list[object]:
        text = self.text
        row: list[object] = []
        while position < end:
            char = text[position]
            if self.extglob and char in "?*+@!" and text[position + 1 : position + 2] == "(":
                close = self._group_end(position + 2, end)
                if close is not None:
                    row.append(self._group(char, position + 2, close))
                    position = close + 1
                    continue
            position += 1
            if char == "*":
                row.append(_STAR)
            elif char == "?":
                row.append(None)
            elif char == "[":
                found = parse_bracket(text[:end], position - 1, self.fold)
                if found is None:
                    row.append("[")
                else:
                    row.append(found[0])
                    position = found[1]
            elif char == "\\" and position < end:
                row.append(text[position])
                position += 1
            else:
                row.append(char)
        return row

    def _skip(self, position: int, end: int) -> int:
        """Past one character, escaped character, bracket expression or nested group."""
        text = self.text
        char = text[position]
        if char == "\\":
            return position + 2
        if char == "[":
            found = parse_bracket(text[:end], position, self.fold)
            return position + 1 if found is None else found[1]
        if char in "?*+@!" and text[position + 1 : position + 2] == "(":
            close = self._group_end(position + 2, end)
            return position + 2 if close is None else close + 1
        return position + 1

    def _group_end(self, position: int, end: int) -> int | None:
        while position < end:
            if self.text[position] == ")":
                return position
            position = self._skip(position, end)
        return None

    def _group(self, kind: str, position: int, close: int) -> Group:
        alternatives = []
        start = position
        while position < close:
            if self.text[position] == "|":
                alternatives.append(self._row(start, position))
                position += 1
                start = position
            else:
                position = self._skip(position, close)
        alternatives.append(self._row(start, close))
        return Group(kind, alternatives)
