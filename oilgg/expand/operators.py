"""The operators of `${…}` on one text: removal, substitution, case, substring."""

from __future__ import annotations

from oilgg.errors import LenientError
from oilgg.expand import pattern as patterns
from oilgg.expand.split import as_bytes
from oilgg.expand.values import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.host import Host


def counts_bytes(shell: Host, text: str) -> bool:
    """Whether the characters of `text` are its bytes, and that makes a difference."""
    return not text.isascii() and not shell.vars.multibyte()


def _sees_bytes(shell: Host, text: str, pattern: str) -> bool:
    """Whether a pattern is compared byte by byte: so says the locale, or there are bytes that are no characters."""
    if text.isascii() and pattern.isascii():
        return False
    if not shell.vars.multibyte():
        return True
    try:
        text.encode()
        pattern.encode()
    except UnicodeEncodeError:
        return True
    return False


def matches(shell: Host, pattern: str, text: str, extglob: bool, nocase: bool) -> bool:
    """Whether `pattern` matches all of `text`, character by character as the locale has them."""
    if _sees_bytes(shell, text, pattern):
        return patterns.Pattern.compile(as_bytes(pattern), extglob, nocase).match(as_bytes(text))
    return patterns.Pattern.compile(pattern, extglob, nocase).match(text)


def length(shell: Host, text: str) -> int:
    """`${#x}`."""
    if text.isascii() or shell.vars.multibyte():
        return len(text)
    return len(text.encode("utf-8", "surrogateescape"))


def remove(shell: Host, text: str, pattern: str, op: str) -> str:
    """`${text#pattern}` and the like; `op` is # ## % %%."""
    if _sees_bytes(shell, text, pattern):
        if shell.vars.multibyte() and not _ONE_CHARACTER.isdisjoint(pattern):
            return _remove_seen_apart(shell, text, pattern, op)
        return whole(_remove(as_bytes(text), as_bytes(pattern), op, shell.options.extglob))
    return _remove(text, pattern, op, shell.options.extglob)


def _remove_seen_apart(shell: Host, text: str, pattern: str, op: str) -> str:
    """The same for bytes that are no characters: each part of the text is bytes, or characters if it can be."""
    raw = text.encode("utf-8", "surrogateescape")
    at_start = op[0] == "#"
    cuts = range(len(raw) + 1) if at_start != (len(op) == 2) else range(len(raw), -1, -1)
    for cut in cuts:
        start, end = raw[:cut].decode("utf-8", "surrogateescape"), raw[cut:].decode("utf-8", "surrogateescape")
        part, rest = (start, end) if at_start else (end, start)
        if matches(shell, pattern, part, shell.options.extglob, False):
            return rest
    return text


def _remove(text: str, pattern: str, op: str, extglob: bool) -> str:
    compiled = patterns.Pattern.compile(pattern, extglob)
    if op[0] == "#":
        size = compiled.prefix(text, len(op) == 2)
        return text[size:] if size > 0 else text
    size = compiled.suffix(text, len(op) == 2)
    return text[: len(text) - size] if size > 0 else text


def constant_removal(word: tuple[Any, ...], op: str) -> Callable[[str], str] | None:
    """A function that does a removal whose pattern is a literal with at most one star at the far end; else None.

    `${x#*/}` `${x##*/}` `${x%/*}` `${x%%/*}` `${x#lib}` `${x%.c}`: most removals there are.
    """
    parts = word[1]
    text = ""
    for part in parts:
        if part.__class__ is str:
            if not _ONLY_STARS.isdisjoint(part) or part.startswith("~"):
                return None
            text += part
        elif part[0] == "sq" and "*" not in part[1]:
            text += part[1]
        else:
            return None
    stars = text.count("*")
    at_start = op[0] == "#"
    if stars == 0:
        return (lambda value: value.removeprefix(text)) if at_start else (lambda value: value.removesuffix(text))
    if stars > 1 or len(text) == 1 or not (text.startswith("*") if at_start else text.endswith("*")):
        return None
    if at_start:
        return _cut_start(text[1:], len(op) == 2)
    return _cut_end(text[:-1], len(op) == 2)


_ONLY_STARS = frozenset("?[]\\()~")
_ONE_CHARACTER = frozenset("?[(")
"""What in a pattern can match a character as well as a byte."""


def _cut_start(mark: str, longest: bool) -> Callable[[str], str]:
    size = len(mark)

    def shortest_cut(value: str) -> str:
        position = value.find(mark)
        return value if position < 0 else value[position + size :]

    def longest_cut(value: str) -> str:
        position = value.rfind(mark)
        return value if position < 0 else value[position + size :]

    return longest_cut if longest else shortest_cut


def _cut_end(mark: str, longest: bool) -> Callable[[str], str]:
    def shortest_cut(value: str) -> str:
        position = value.rfind(mark)
        return value if position < 0 else value[:position]

    def longest_cut(value: str) -> str:
        position = value.find(mark)
        return value if position < 0 else value[:position]

    return longest_cut if longest else shortest_cut


def substitute(shell: Host, text: str, pattern: str, replacement: Callable[[str], str], op: str) -> str:
    """`${text/pattern/string}`; `op` is / // /# /%, `replacement` gives the string for what was matched."""
    if not _sees_bytes(shell, text, pattern):
        return _substitute(text, pattern, replacement, op, shell)

    def bytewise(matched: str) -> str:
        return as_bytes(replacement(whole(matched)))

    if op != "//" or not shell.vars.multibyte() or _ONE_CHARACTER.isdisjoint(pattern):
        return whole(_substitute(as_bytes(text), as_bytes(pattern), bytewise, op, shell))
    # What is left behind a part that was replaced is characters again if it can be.
    compiled = patterns.Pattern.compile(as_bytes(pattern), shell.options.extglob, shell.options.nocasematch)
    result = ""
    while text and _sees_bytes(shell, text, pattern):
        raw = as_bytes(text)
        found = compiled.find(raw, 0)
        if found is None:
            return whole(result + raw)
        start, end = found
        result += raw[:start] + bytewise(raw[start:end])
        if start == end:
            result += raw[start : start + 1]
            end += 1
        text = whole(raw[end:])
    return whole(result + as_bytes(_substitute(text, pattern, replacement, op, shell) if text else ""))


def _substitute(text: str, pattern: str, replacement: Callable[[str], str], op: str, shell: Host) -> str:
    if pattern == "":
        if op == "/#":
            return replacement("") + text
        if op == "/%":
            return text + replacement("")
        return text
    if text == "" and op != "/%" and pattern[0] != "*":
        return ""  # bash lets nothing else match an empty text
    if op in ("/#", "/%") and "(" in pattern and shell.options.extglob and not _may_match(shell, text, pattern, op):
        return text
    compiled = patterns.Pattern.compile(pattern, shell.options.extglob, shell.options.nocasematch)
    if op == "/#":
        size = compiled.prefix(text, True)
        return text if size < 0 else replacement(text[:size]) + text[size:]
    if op == "/%":
        size = compiled.suffix(text, True)
        return text if size < 0 else text[: len(text) - size] + replacement(text[len(text) - size :])
    if op == "//" and compiled.literal:
        return text.replace(compiled.literal, replacement(compiled.literal))
    return _replace_found(text, compiled, replacement, op == "//")


def _may_match(shell: Host, text: str, pattern: str, op: str) -> bool:
    """What bash asks first: whether all of the text matches, with anything next to the pattern."""
    around = pattern + "*" if op == "/#" else "*" + pattern
    return patterns.Pattern.compile(around, True, shell.options.nocasematch).match(text)


def _replace_found(text: str, compiled: patterns.Pattern, replacement: Callable[[str], str], every: bool) -> str:
    if text == "":
        return replacement("") if compiled.match("") else ""
    result: list[str] = []
    position = 0
    while position < len(text):
        found = compiled.find(text, position)
        if found is None or (found[0] == len(text) and found[0] == found[1]):
            break
        start, end = found
        result.append(text[position:start])
        result.append(replacement(text[start:end]))
        if end == start:
            # An empty match: one character stays and the search goes on after it.
            result.append(text[start : start + 1])
            end += 1
        position = end
        if not every:
            break
    return "".join(result) + text[position:]


def change_case(shell: Host, text: str, pattern: str | None, op: str) -> str:
    """`${text^pattern}` and the like; `op` is ^ ^^ , ,, ~ ~~."""
    if counts_bytes(shell, text):
        return whole(_change_case(shell, as_bytes(text), pattern, op))
    return _change_case(shell, text, pattern, op)


def _change_case(shell: Host, text: str, pattern: str | None, op: str) -> str:
    if pattern is None and text.isascii():
        if op == "^^":
            return text.upper()
        if op == ",,":
            return text.lower()
    variables = shell.vars
    toggled = _toggled if variables.multibyte() else _toggled_ascii
    if pattern is None or pattern == "":
        head, tail = (text, "") if len(op) == 2 else (text[:1], text[1:])
        if op[0] == "~":
            return "".join([toggled(char) for char in head]) + tail
        return (variables.to_upper(head) if op[0] == "^" else variables.to_lower(head)) + tail
    compiled = patterns.Pattern.compile(pattern, True)
    change = {"^": variables.to_upper, ",": variables.to_lower, "~": toggled}[op[0]]
    if len(op) == 1:
        return change(text[0]) + text[1:] if text and compiled.match(text[0]) else text
    return "".join([change(char) if compiled.match(char) else char for char in text])


def _toggled_ascii(char: str) -> str:
    return char.swapcase() if char.isascii() else char


def _toggled(char: str) -> str:
    # Like bash, which knows one character for each, and then "i" for "İ".
    other = char.upper() if char.islower() else char.lower()[:1]
    return other if len(other) == 1 else char


def substring(shell: Host, text: str, offset: int, size: int | None, size_text: str) -> str:
    """`${text:offset:size}`; `size_text` is what the error message shows."""
    if counts_bytes(shell, text):
        return whole(_substring(as_bytes(text), offset, size, size_text))
    return _substring(text, offset, size, size_text)


def _substring(text: str, offset: int, size: int | None, size_text: str) -> str:
    total = len(text)
    if offset < 0:
        offset += total
    if offset < 0 or offset > total:
        return ""
    if size is None:
        return text[offset:]
    if size < 0:
        end = total + size
        if end < offset:
            raise LenientError(f"{size_text}: substring expression < 0", strict=False)
        return text[offset:end]
    return text[offset : offset + size]
