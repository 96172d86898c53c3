"""Name patterns and the small templates of clauses: `$(basename $SRC .*).o`.

A template is a tuple of text and pieces: ("name", NAME) of the usage line, which stands for all its values, so that a
template gives a list; ("trim", NAME, op, pattern); ("base", template, suffix pattern); ("dir", template); ("env", NAME)
for a variable, ("list", NAME) for one that is a list with colons. Nothing is run.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Bindings:
    """What the names in a template stand for."""

    __slots__ = ("environment", "one", "text", "values")

    def __init__(
        self, values: Mapping[str, Any], environment: Mapping[str, str], one: str = "", text: str = ""
    ) -> None:
        self.values = values
        self.environment = environment
        self.one = one
        self.text = text

    def bound(self, name: str, text: str) -> Bindings:
        """The same, with `name` standing for one of its values only (`each`)."""
        return Bindings(self.values, self.environment, name, text)

    def all(self, name: str) -> list[str]:
        """Every value of a name."""
        if name == self.one:
            return [self.text]
        return [place[2] for place in self.values.get(name, ())]


def expand(template: tuple[Any, ...], names: Bindings) -> list[str]:
    """The texts that a template stands for; none if a name in it has no value."""
    if len(template) == 1:  # most name one thing
        piece = template[0]
        return [piece] if piece.__class__ is str else _piece(piece, names)
    results = [""]
    for piece in template:
        if piece.__class__ is str:
            results = [text + piece for text in results]
        else:
            texts = _piece(piece, names)
            results = [text + more for text in results for more in texts]
    return results


def _piece(piece: tuple[Any, ...], names: Bindings) -> list[str]:
    kind = piece[0]
    if kind == "name":
        return names.all(piece[1])
    if kind == "env":
        text = names.environment.get(piece[1])
        return [text] if text else []
    if kind == "list":
        return [part for part in names.environment.get(piece[1], "").split(":") if part]
    if kind == "trim":
        return [trim(text, piece[2], piece[3]) for text in names.all(piece[1])]
    if kind == "base":
        bases = [basename(text) for text in expand(piece[1], names)]
        return [trim(base, "%", piece[2]) or base for base in bases] if piece[2] else bases
    return [dirname(text) for text in expand(piece[1], names)]


def named(template: tuple[Any, ...]) -> set[str]:
    """The names of the usage line that a template mentions."""
    found: set[str] = set()
    for piece in template:
        if piece.__class__ is tuple:
            if piece[0] == "name" or piece[0] == "trim":
                found.add(piece[1])
            elif piece[0] == "base" or piece[0] == "dir":
                found |= named(piece[1])
    return found


def basename(path: str) -> str:
    """As basename(1)."""
    return path.rstrip("/").rpartition("/")[2] or path[:1]


def dirname(path: str) -> str:
    """As dirname(1)."""
    head, slash, _ = path.rstrip("/").rpartition("/")
    return head.rstrip("/") or ("/" if slash or path[:1] == "/" else ".")


def trim(text: str, op: str, pattern: str) -> str:
    """`${NAME%pattern}` and its kin `%%`, `#`, `##`."""
    size = len(text)
    shortest = op == "%" or op == "#"
    if op[0] == "%":
        cuts = range(size, -1, -1) if shortest else range(size + 1)
        for at in cuts:
            if glob(pattern, text[at:]):
                return text[:at]
        return text
    cuts = range(size + 1) if shortest else range(size, -1, -1)
    for at in cuts:
        if glob(pattern, text[:at]):
            return text[at:]
    return text


def name_fits(text: str, patterns: tuple[str, ...]) -> bool:
    """Whether the last part of a path fits one of the patterns; patterns with a slash are held against all of it.

    "!*.o" excludes: a name then fits if no "!" pattern holds and, where there are others, one of them does.
    """
    sorted_ = _sorted.get(patterns)
    if sorted_ is None:
        sorted_ = _sorted[patterns] = _sort_patterns(patterns)
    no_suffixes, no_others, suffixes, others = sorted_
    if no_suffixes and text.endswith(no_suffixes):
        return False
    base = text.rpartition("/")[2]
    for pattern in no_others:
        if glob(pattern, base):
            return False
    if not suffixes and not others:
        return True
    if text.endswith(suffixes):
        return True
    for pattern in others:  # noqa: SIM110  (a generator takes three times as long)
        if glob(pattern, text if "/" in pattern else base):
            return True
    return False


# Patterns -> (suffixes that exclude, other patterns that exclude, suffixes that fit, other patterns that fit)
_sorted: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}


def _sort_patterns(patterns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Most patterns are `*.c`: those are one `endswith`."""
    kinds: tuple[list[str], ...] = ([], [], [], [])
    for pattern in patterns:
        kind = 0 if pattern[:1] == "!" else 2
        body = pattern[1:] if kind == 0 else pattern
        tail = body[1:]
        if body[:1] == "*" and tail and not any(char in tail for char in "*?[/"):
            kinds[kind].append(tail)
        else:
            kinds[kind + 1].append(body)
    return tuple([tuple(each) for each in kinds])


def glob(pattern: str, text: str) -> bool:
    """Whether `text` is of the form `pattern`: `*`, `?`, `[a-z]`; `*` crosses slashes."""
    if pattern[:1] == "*" and not ("*" in pattern[1:] or "?" in pattern or "[" in pattern):
        return text.endswith(pattern[1:])
    return _glob(pattern, 0, text, 0)


def _glob(pattern: str, p: int, text: str, t: int) -> bool:
    while p < len(pattern):
        char = pattern[p]
        if char == "*":
            return any(_glob(pattern, p + 1, text, at) for at in range(len(text), t - 1, -1))
        if t >= len(text):
            return False
        if char == "[":
            end = pattern.find("]", p + 2)
            if end > 0:
                if not _in_set(pattern[p + 1 : end], text[t]):
                    return False
                p = end + 1
                t += 1
                continue
        if char != "?" and char != text[t]:
            return False
        p += 1
        t += 1
    return t == len(text)


def _in_set(members: str, char: str) -> bool:
    negated = members[:1] in ("!", "^")
    if negated:
        members = members[1:]
    found = False
    at = 0
    while at < len(members):
        if members[at + 1 : at + 2] == "-" and at + 2 < len(members):
            found = found or members[at] <= char <= members[at + 2]
            at += 3
        else:
            found = found or members[at] == char
            at += 1
    return found != negated
