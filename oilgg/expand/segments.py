"""Between an expansion and its fields: segments, and how they become fields.

While a word is expanded its results are gathered in a list of segments:

    text (a str)        result of an unquoted expansion: split by IFS, then a pattern
    (text, False)       unquoted text of the word itself: not split, but a pattern
    (text, True)        quoted text: neither; it makes a field even where it is empty
    None                a field ends here whatever IFS is: between the elements of "$@"
    NOTHING             "$@" without parameters: inside quotes with nothing else it makes no field
"""

from __future__ import annotations

from oilgg.expand import pattern
from oilgg.expand.split import as_bytes
from oilgg.expand.values import joined, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.expand.host import Host
    from oilgg.expand.split import Splitter

    Segment = str | tuple[str, bool] | None
    Segments = list[Segment]

NOTHING: tuple[str, bool] = ("", False)
"""Compared by identity."""
EMPTY: tuple[str, bool] = ("", True)
"""Nothing in quotes, compared by identity: next to "$@" without parameters it makes no field either."""


def flat_text(out: Segments) -> str:
    """The text of segments that are not split."""
    return joined([segment if segment.__class__ is str else segment[0] for segment in out if segment is not None])


def flat_pattern(out: Segments) -> str:
    """The same as a pattern: what was quoted stands for itself."""
    result = []
    for segment in out:
        if segment is None:
            continue
        if isinstance(segment, str):
            result.append(segment)
        else:
            result.append(pattern.quote(segment[0]) if segment[1] else segment[0])
    return "".join(result)


def traced_pattern(out: Segments) -> str:
    """The same with a backslash before every character that was quoted."""
    result = []
    for segment in out:
        if isinstance(segment, str):
            result.append(segment)
        elif segment is not None:
            result.append("".join(["\\" + char for char in segment[0]]) if segment[1] else segment[0])
    return "".join(result)


def flat_regex(out: Segments) -> str:
    """The same as an extended regular expression: what was quoted stands for itself."""
    result = []
    inside = False
    for segment in out:
        if segment is None:
            continue
        text, quoted = (segment, False) if isinstance(segment, str) else segment
        if not quoted:
            inside = _ends_in_bracket(text, inside)
        elif not inside:
            # Within brackets bash adds no backslash: it would be a member.
            text = text.translate(_REGEX_SPECIAL)
        result.append(text)
    return "".join(result)


def _ends_in_bracket(text: str, inside: bool) -> bool:
    """Whether a bracket expression is open after `text`, if one was open (`inside`) before it."""
    position = 0
    while position < len(text):
        char = text[position]
        position += 1
        if not inside:
            if char == "\\":
                position += 1
            elif char == "[":
                inside = True
                if text[position : position + 1] == "^":
                    position += 1
                if text[position : position + 1] == "]":
                    position += 1
        elif char == "[" and text[position : position + 1] in (":", "=", "."):
            end = text.find(text[position] + "]", position + 1)
            if end > 0:
                position = end + 2
        elif char == "]":
            inside = False
    return inside


_REGEX_SPECIAL = str.maketrans({char: "\\" + char for char in "\\.[()*+?{|^$"})
_MAGIC = frozenset("*?[(")


def has_magic(text: str) -> bool:
    """Whether unquoted `text` may be a pattern; quick, says yes too often."""
    return not (text.isalnum() or _MAGIC.isdisjoint(text))


def without_lead(out: Segments, splitter: Splitter) -> None:
    """Remove white space at the start with one other separator behind it, which makes no empty field in some words.

    A word with `$@` in it is split twice by bash, and first where white space has already been removed.
    """
    found = False
    for position, segment in enumerate(out):
        if not isinstance(segment, str):
            return
        rest = segment.lstrip("".join(splitter.white))
        found = found or rest != segment
        if rest:
            if found and rest[0] in splitter.others:
                out[: position + 1] = [rest[1:]]
            return


def fields(out: Segments, shell: Host) -> list[str]:
    """The fields that segments become: split, then pathname expansion."""
    if len(out) == 1 and out[0].__class__ is str and out[0].isalnum() and shell.vars.splitter.default:
        return [out[0]]
    result: list[str] = []
    if None in out:
        start = 0
        for position, segment in enumerate(out):
            if segment is None:
                _group(out[start:position], shell, result)
                start = position + 1
        _group(out[start:], shell, result)
    else:
        _group(out, shell, result)
    return result


def fields_without_paths(out: Segments, shell: Host) -> list[str]:
    """The fields that segments become without pathname expansion."""
    noglob, shell.options.noglob = shell.options.noglob, True
    try:
        return fields(out, shell)
    finally:
        shell.options.noglob = noglob


def _group(out: Segments, shell: Host, result: list[str]) -> None:
    """One run of segments without a forced end."""
    splitter = shell.vars.splitter
    exists = split = magic = False
    for segment in out:
        if isinstance(segment, str):
            if segment:
                exists = True
                if not segment.isalnum() or not splitter.default:
                    split = split or splitter.splits(segment)
                    magic = magic or has_magic(segment)
        elif segment is not NOTHING:
            exists = True
            magic = magic or not (segment[1] or not has_magic(segment[0]))  # type: ignore[index]
    if not exists:
        return
    if split:
        _split(out, splitter, shell, result, magic)
        return
    text = flat_text(out)
    if magic:
        pattern = flat_pattern(_separators_quoted(out, splitter) if splitter.others else out)
        glob_or_text(text, pattern, shell, result)
    else:
        result.append(text)


def _separators_quoted(out: Segments, splitter: Splitter) -> Segments:
    """In a word with expansions the separators in its own text count as quoted: `$x[[:alpha:]]` with a colon in IFS."""
    if not any(segment.__class__ is str for segment in out):
        return out
    quoted: Segments = []
    for segment in out:
        if segment.__class__ is str or segment is None or segment[1] or splitter.others.isdisjoint(segment[0]):
            quoted.append(segment)
        else:
            quoted += [(char, char in splitter.others) for char in segment[0]]
    return quoted


def _marked(out: Segments, bytewise: bool) -> tuple[str, str]:
    """The text of segments, and for each character: " " may separate, "a" is text of the word, "q" is quoted."""
    texts: list[str] = []
    kinds: list[str] = []
    for segment in out:
        if isinstance(segment, str):
            text = as_bytes(segment) if bytewise else segment
            texts.append(text)
            kinds.append(" " * len(text))
        elif segment is not None and segment is not NOTHING:
            text, quoted = segment
            text = (as_bytes(text) if bytewise else text) or "\0"
            texts.append(text)
            kinds.append(("q" if quoted else "a") * len(text))
    return "".join(texts), "".join(kinds)


def _split(out: Segments, splitter: Splitter, shell: Host, result: list[str], magic: bool) -> None:
    if len(out) == 1 and not magic:
        result.extend(splitter.split(out[0]))  # type: ignore[arg-type]
        return
    text, fixed = _marked(out, splitter.bytewise)
    for start, end in splitter.split_marked(text, fixed):
        field = text[start:end]
        if magic:
            part = fixed[start:end]
            if splitter.others:
                part = "".join(
                    [
                        "q" if kind == "a" and char in splitter.others else kind
                        for char, kind in zip(field, part, strict=True)
                    ]
                )
            glob_or_text(whole(field.replace("\0", "")), whole(_part_pattern(field, part)), shell, result)
        else:
            result.append(joined([field.replace("\0", "")]))


def joined_by_spaces(out: Segments, splitter: Splitter) -> Segments:
    """The fields of segments without a forced end as one run of segments, with spaces between the fields."""
    text, fixed = _marked(out, splitter.bytewise)
    joined: Segments = []
    for start, end in splitter.split_marked(text, fixed):
        if joined:
            joined.append(" ")
        joined.append("")
        while start < end:
            kind = fixed[start]
            stop = start
            while stop < end and fixed[stop] == kind:
                stop += 1
            piece = whole(text[start:stop].replace("\0", ""))
            joined.append(piece if kind == " " else (piece, kind == "q"))
            start = stop
    return joined


def cut_at(text: str, separators: frozenset[str]) -> Segments:
    """Text between double quotes that ends a field at each separator."""
    cut: Segments = []
    start = 0
    for position, char in enumerate(text):
        if char in separators:
            cut += [(text[start:position], True), None]
            start = position + 1
    if start < len(text):
        cut.append((text[start:], True))
    return cut


def _part_pattern(text: str, fixed: str) -> str:
    if "q" not in fixed:
        return text
    chars = [
        pattern.quote(char) if kind == "q" else char for char, kind in zip(text, fixed, strict=True) if char != "\0"
    ]
    return "".join(chars)


def glob_or_text(text: str, pattern: str, shell: Host, result: list[str]) -> None:
    """Append the paths that match `pattern`, or `text` where there are none."""
    if shell.options.noglob:
        result.append(text)
        return
    from oilgg.expand.pathname import expand

    expand(text, pattern, shell, result)
