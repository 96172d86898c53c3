"""The words of a call whose files lie below another root than at home: see `paths free` in data/README.md."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from oilgg.annotate.model import Effects

PREFIX_MAPS = ("-ffile-prefix-map=", "-fdebug-prefix-map=", "-fmacro-prefix-map=")


def words_below(argv: Sequence[str], effects: Effects, root: str, moves: Callable[[str], bool]) -> list[str]:
    """`argv` with `root` in front of each name of a file for which `moves` holds, and what the annotation adds.

    `argv` may be longer than the call that `effects` are of. Raises ValueError where a name is no word of it.
    """
    words = list(argv)
    for index, prefix, text in {place for place in effects.places if moves(place[2])}:
        if index >= len(words) or words[index][prefix:] != text:
            raise ValueError(f"{text} is not a word of {argv[0]}")
        words[index] = words[index][:prefix] + root + text
    if not effects.paths_words:
        return words
    return [words[0], *[word.replace("FROM", root) for word in effects.paths_words], *_mapped(words[1:], root)]


def _mapped(words: list[str], root: str) -> Iterable[str]:
    """`words`, with each map of path prefixes also for what lies below `root`: the last one that fits counts."""
    for word in words:
        yield word
        option, equals, rest = word.partition("=")
        if option + equals in PREFIX_MAPS:
            yield f"{option}={root}{rest}"
