"""What a command reports of its own reading, and what it must have looked for in vain.

A compiler's make rules name every file it opened. A header found in one directory of the search path
was not in those before it: such names are learned as absent, so that a header that appears there later
is noticed although no old input changed.
"""

from __future__ import annotations

from oilgg.paths import normalize, parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


def rule_prerequisites(text: str) -> list[str]:
    """The prerequisites of all make rules in `text`, in order, each once.

    Understands what compilers and linkers write: continued lines, `\\ ` and `\\#` in names, `$$`. Empty
    rules (`header.h:`, for removed headers) name nothing.
    """
    found: dict[str, None] = {}
    for line in text.replace("\\\n", " ").split("\n"):
        words = _words(line)
        for index, word in enumerate(words):
            if word.endswith(":"):
                for name in words[index + 1 :]:
                    found[name] = None
                break
    return list(found)


def _words(line: str) -> list[str]:
    if "\\" not in line and "$" not in line:
        return line.split()
    words: list[str] = []
    word = ""
    index, length = 0, len(line)
    while index < length:
        character = line[index]
        following = line[index + 1] if index + 1 < length else ""
        if character == "\\" and following in (" ", "#", "\\", ":"):
            word += following
            index += 1
        elif character == "$" and following == "$":
            word += "$"
            index += 1
        elif character in " \t":
            if word:
                words.append(word)
            word = ""
        else:
            word += character
        index += 1
    if word:
        words.append(word)
    return words


def absent_names(
    found: Iterable[str],
    search: Sequence[str],
    system: Sequence[str],
    shadows: Sequence[tuple[str, str]],
    cwd: str,
    exists: Callable[[str], bool],
    known: dict[tuple[object, ...], list[str]],
) -> list[str]:
    """Paths that do not exist but would have been taken instead of one of `found`.

    `found` is as the command reported it; `search` are the directories given to it and `system` those it
    searches by itself, each in order; a pair of `shadows` says that a file ending in the second is taken instead
    of one ending in the first. A file may have been asked for by its name below any searched
    directory, or below that of any file that includes it; each of those names is absent from every
    directory before. That errs on the side of too many names, which costs at worst a run. Where a
    directory of the name is missing, that directory stands for all names below it.

    `known` remembers the answers for each file: compilations share most of their headers. Empty it when something
    was removed.
    """
    files = [normalize(path, cwd) for path in found]
    searched = list(dict.fromkeys([normalize(directory, cwd) for directory in (*search, *system)]))
    inside = tuple([normalize(directory, cwd) + "/" for directory in system])
    including = list(dict.fromkeys([parent(path) for path in files if not path.startswith(inside)]))
    places = (tuple(searched), tuple(including), tuple(shadows))
    absent: dict[str, None] = {}
    for path in files:
        key = (path, *places)
        names = known.get(key)
        if names is None:
            names = known[key] = _instead_of(path, searched, including, shadows, exists)
        absent.update(dict.fromkeys(names))
    return list(absent)


def _instead_of(
    path: str,
    searched: Sequence[str],
    including: Sequence[str],
    shadows: Sequence[tuple[str, str]],
    exists: Callable[[str], bool],
) -> list[str]:
    """The paths that do not exist but would have been taken instead of `path`."""
    absent: dict[str, None] = {}
    for name, earlier in _ways_to(path, searched, including):
        for directory in earlier:
            missing = _first_missing(directory, name, exists)
            if missing:
                absent[missing] = None
    for old, new in shadows:
        shadow = path[: len(path) - len(old)] + new
        if path.endswith(old) and not exists(shadow):
            absent[shadow] = None
    return list(absent)


def _ways_to(path: str, searched: Sequence[str], including: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """(name, directories looked in before) for each way in which `path` may have been found."""
    for start in including:
        if path.startswith(start + "/"):
            yield path[len(start) + 1 :], [directory for directory in including if directory != start]
    for index, start in enumerate(searched):
        if path.startswith(start + "/"):
            earlier = [directory for directory in including if directory != start]
            yield path[len(start) + 1 :], earlier + list(searched[:index])


def _first_missing(directory: str, name: str, exists: Callable[[str], bool]) -> str:
    """The first part of `name` that is missing below `directory`; "" if all of it is there.

    A part that would have to be a directory ends in `/`: a file that appears there changes nothing.
    """
    path = directory
    *folders, last = name.split("/")
    for folder in folders:
        path = path + "/" + folder
        if not exists(path + "/"):
            return path + "/"
    path = path + "/" + last
    return "" if exists(path) else path
