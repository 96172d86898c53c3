"""Bracket expressions of patterns: `[a-z]`, `[!x]`, `[[:digit:]_]`, `[[.-.]]`, `[[=e=]]`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Bracket:
    """The set of characters a bracket expression matches."""

    __slots__ = ("_chars", "_classes", "_fold", "_memo", "_negated", "_ranges")

    def __init__(
        self,
        negated: bool,
        chars: frozenset[str],
        ranges: tuple[tuple[str, str], ...],
        classes: tuple[Callable[[str], bool], ...],
        fold: bool,
    ) -> None:
        self._negated = negated
        self._chars = chars
        self._ranges = ranges
        self._classes = classes
        self._fold = fold
        self._memo: dict[str, bool] = {}

    def has(self, char: str) -> bool:
        """Whether the expression matches this character; where case is ignored, its lower case is looked for.

        Classes keep their case, as in bash.
        """
        known = self._memo.get(char)
        if known is None:
            known = self._contains(char.lower() if self._fold else char, char) != self._negated
            if len(self._memo) < 512:
                self._memo[char] = known
        return known

    def _contains(self, char: str, original: str) -> bool:
        if char in self._chars:
            return True
        for low, high in self._ranges:
            if low <= char <= high:
                return True
        return any(test(original) for test in self._classes)


_PUNCT = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_HEX = frozenset("0123456789abcdefABCDEF")
_WORD = frozenset("_")


def _is_punct(char: str) -> bool:
    if char.isascii():
        return char in _PUNCT
    return char.isprintable() and not char.isalnum() and not char.isspace()


def _is_wide_space(char: str) -> bool:
    return char > "\x85" and char.isspace()


CLASSES: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha,
    "digit": lambda char: "0" <= char <= "9",
    "alnum": lambda char: char.isalpha() or "0" <= char <= "9" or (not char.isascii() and char.isalnum()),
    "upper": str.isupper,
    "lower": str.islower,
    "space": lambda char: char in " \t\n\v\f\r" or (_is_wide_space(char) and char not in "\xa0\u2007\u202f"),
    "blank": lambda char: char in " \t" or (_is_wide_space(char) and char not in "\xa0\u2007\u2028\u2029\u202f"),
    "punct": _is_punct,
    "print": lambda char: char == " " or char.isprintable() or (char > "\xa0" and char.isspace()),
    "graph": lambda char: char != " " and char.isprintable() and not char.isspace(),
    "cntrl": lambda char: char < " " or "\x7f" <= char < "\xa0" or char in "\u2028\u2029",
    "xdigit": _HEX.__contains__,
    "word": lambda char: char == "_" or char.isalnum(),
    "ascii": str.isascii,
}
"""Character classes by the name between `[:` and `:]`."""

_COLLATING = {
    "NUL": "\0", "SOH": "\x01", "alert": "\a", "BS": "\b", "backspace": "\b", "HT": "\t", "tab": "\t", "LF": "\n",
    "newline": "\n", "VT": "\v", "vertical-tab": "\v", "FF": "\f", "form-feed": "\f", "CR": "\r",
    "carriage-return": "\r", "ESC": "\x1b", "space": " ", "exclamation-mark": "!", "quotation-mark": '"',
    "number-sign": "#", "dollar-sign": "$", "percent-sign": "%", "ampersand": "&", "apostrophe": "'",
    "left-parenthesis": "(", "right-parenthesis": ")", "asterisk": "*", "plus-sign": "+", "comma": ",",
    "hyphen": "-", "hyphen-minus": "-", "minus": "-", "dash": "-", "period": ".", "full-stop": ".", "slash": "/",
    "solidus": "/", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "colon": ":", "semicolon": ";", "less-than-sign": "<",
    "equals-sign": "=", "greater-than-sign": ">", "question-mark": "?", "commercial-at": "@",
    "left-square-bracket": "[", "backslash": "\\", "reverse-solidus": "\\", "right-square-bracket": "]",
    "circumflex": "^", "circumflex-accent": "^", "underscore": "_", "grave-accent": "`", "left-brace": "{",
    "left-curly-bracket": "{", "vertical-line": "|", "right-brace": "}", "right-curly-bracket": "}", "tilde": "~",
    "DEL": "\x7f",
}  # fmt: skip


def parse_bracket(pattern: str, start: int, fold: bool) -> tuple[Bracket, int] | None:
    """The bracket expression at `pattern[start] == "["` and where it ends; None if it is no complete one."""
    length = len(pattern)
    position = start + 1
    negated = position < length and pattern[position] in "!^"
    if negated:
        position += 1
    chars: set[str] = set()
    ranges: list[tuple[str, str]] = []
    classes: list[Callable[[str], bool]] = []
    first = True
    while True:
        if position >= length:
            return None
        char = pattern[position]
        if char == "]" and not first:
            break
        first = False
        if char == "[" and position + 1 < length and pattern[position + 1] in ":=.":
            kind = pattern[position + 1]
            end = pattern.find(kind + "]", position + 2)
            if end >= 0:
                name = pattern[position + 2 : end]
                if kind == ":":
                    position = end + 2
                    test = CLASSES.get(name)
                    if test is not None:
                        classes.append(test)
                    continue
                if kind == "=":
                    position = end + 2
                    if len(name) == 1:
                        chars.add(name)
                    continue
                position = end + 2
                char = name if len(name) == 1 else _COLLATING.get(name, "")
                if char == "":
                    continue
            else:
                position += 1
        elif char == "\\" and position + 1 < length:
            char = pattern[position + 1]
            position += 2
        else:
            position += 1
        if position + 1 < length and pattern[position] == "-" and pattern[position + 1] != "]":
            high = _range_end(pattern, position + 1)
            if high is None:
                return None
            last, position = high
            if fold:
                char, last = char.lower(), last.lower()
            if last and char <= last:
                ranges.append((char, last))
            continue
        chars.add(char.lower() if fold else char)
    return Bracket(negated, frozenset(chars), tuple(ranges), tuple(classes), fold), position + 1


def _range_end(pattern: str, position: int) -> tuple[str, int] | None:
    char = pattern[position]
    if char == "\\":
        if position + 1 >= len(pattern):
            return None
        return pattern[position + 1], position + 2
    if char == "[" and pattern[position + 1 : position + 2] == ".":
        end = pattern.find(".]", position + 2)
        if end >= 0:
            name = pattern[position + 2 : end]
            return (name if len(name) == 1 else _COLLATING.get(name, "")), end + 2
    return char, position + 1
