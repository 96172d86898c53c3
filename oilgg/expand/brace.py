"""Brace expansion: `a{b,c}d`, `{1..9..2}`, `{a..e}`; of words as parsed, before anything else is expanded.

Works on a row of items: unquoted characters, and parts (quotes, expansions) that are opaque. The rules of what is a
valid brace expression follow bash's scanner step by step, odd ones included: `{}` is none, nor `{a}`; in `{a}b,c}` the
first `}` is text.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Item = Any
    Items = list[Item]

_INT_MAX = 2**63 - 1


def may_expand(parts: tuple[Any, ...]) -> bool:
    """Whether brace expansion could change a word of these parts; quick."""
    has_open = False
    for part in parts:
        if part.__class__ is str:
            if "{" in part:
                has_open = True
            if has_open and "}" in part:
                return True
    return False


def expand(parts: tuple[Any, ...], raw: str) -> list[tuple[Any, ...]]:
    """The parts of the words that a word becomes; the word's own parts alone if it has no brace expression."""
    if quotes_within(raw):
        texts = _expand_text(raw)
        if texts:
            from oilgg.syntax.lexer import Lexer

            return [Lexer(text + "\n", 1, None, False).word_at(0)[1] for text in texts]
    items: Items = []
    for part in parts:
        if part.__class__ is str:
            if part[:1] == "{" and items[-1:] == [("var", "$")] and "$${" in raw:
                end = part.find("}") + 1  # to bash that is `${…}`
                items.append(("sq", part[:end]))
                part = part[end:]
            items.extend(part)
        else:
            items.append(part)
    words = _expand(items)
    if len(words) == 1 and words[0] == items:
        return [parts]
    return [_assemble(word, raw) for word in words]


def quotes_within(raw: str) -> bool:
    """Whether there may be quotes within quotes, as in `"${x:+"{a,b}"}"`; quick."""
    return raw.count('"') > 3 and '"${' in raw


def _expand_text(raw: str) -> list[str]:
    """The words that a word with quotes within quotes becomes; [] if it has no brace expression.

    bash looks for braces in the text, where the next quote ends what the first began: in `"${x:+"{a,b}"}"` the braces
    are not quoted. A word with `${` outside of such quotes is left to the other way.
    """
    items: Items = []
    position = 0
    while position < len(raw):
        end = position + 1
        char = raw[position]
        if char == "\\":
            end += 1
        elif char == '"':
            while end < len(raw) and raw[end] != '"':
                if raw.startswith("$(", end):
                    return []
                end += 2 if raw[end] == "\\" else 1
            end += 1
        elif char == "'":
            end = raw.find("'", end) + 1 or len(raw)
        elif char in "$`<>" and (char == "`" or raw[end : end + 1] in ("{", "(", "'", '"')):
            return []
        items.append(char if end == position + 1 else ("text", raw[position:end]))
        position = end
    words = _expand(items)
    if len(words) == 1 and words[0] == items:
        return []
    return ["".join([item if item.__class__ is str else item[1] for item in word]) for word in words]


def plain_sequence(parts: tuple[Any, ...]) -> list[str] | None:
    """The words of `a{1..9}b`, quickly, where it is all plain text with one pair of braces and not a pattern."""
    if len(parts) != 1 or parts[0].__class__ is not str:
        return None
    head, opening, rest = parts[0].partition("{")
    amble, closing, tail = rest.partition("}")
    if not (opening and closing) or not _PLAIN.issuperset(head + tail) or "," in amble:
        return None
    values = _numbers(amble)
    return None if values is None else [f"{head}{value}{tail}" for value in values]


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./%@,")


def _numbers(text: str) -> Iterable[str | int] | None:
    """The numbers that `low..high..step` stands for, None if it is no such thing."""
    ends = text.split("..")
    if len(ends) not in (2, 3) or not all(ends):
        return None
    low, high = _number(ends[0]), _number(ends[1])
    step = _number(ends[2]) if len(ends) == 3 else 1
    if low is None or high is None or step is None or step < -_INT_MAX:
        return None
    values = _range(low, high, step)
    if _is_padded(ends[0]) or _is_padded(ends[1]):
        width = max(len(ends[0]), len(ends[1]))
        return [f"{value:0{width}d}" for value in values]
    return values


def _assemble(items: Items, raw: str) -> tuple[Any, ...]:
    parts: list[Any] = []
    absorbs = False
    for item in items:
        if item.__class__ is not str:
            parts.append(item)
            absorbs = item[0] == "var" and _is_bare(item[1], raw)
        elif absorbs and (item == "_" or (item.isascii() and item.isalnum())):
            # Text substitution in bash: $x{a,b} is $xa $xb.
            parts[-1] = ("var", parts[-1][1] + item)
        elif parts and parts[-1].__class__ is str:
            parts[-1] += item
        else:
            parts.append(item)
            absorbs = False
    return tuple(parts)


def _is_bare(name: str, raw: str) -> bool:
    """Whether a variable stands as `$x` and not as `${x}` in the word; undecided where it stands in both ways."""
    if not (name[0] == "_" or name[0].isalpha()):
        return False
    unquoted = _unquoted(raw)
    return f"${name}" in unquoted and f"${{{name}}}" not in unquoted


def _unquoted(raw: str) -> str:
    """What of a word is neither quoted nor escaped."""
    kept = []
    quote = ""
    position = 0
    while position < len(raw):
        char = raw[position]
        if char == "\\" and quote != "'":
            position += 1
        elif quote:
            quote = "" if char == quote else quote
        elif char in ("'", '"'):
            quote = char
        else:
            kept.append(char)
        position += 1
    return "".join(kept)


def _expand(items: Items) -> list[Items]:
    length = len(items)
    position = 0
    while True:
        position = _gobble(items, position, "{")
        if position >= length:
            return [items]
        close = _gobble(items, position + 1, "}")
        if close < length:
            break
        position += 1
    preamble = items[:position]
    amble = items[position + 1 : close]
    if "," in amble or any(_hides_comma(item) for item in amble):
        middle = _expand_amble(amble)
    else:
        sequence = _sequence(amble)
        if sequence is not None:
            middle = sequence
        elif close + 1 < length:
            middle = [items[position : close + 1]]
        else:
            return [items]
    if close + 1 < length:
        tails = _expand(items[close + 1 :])
        return [preamble + one + tail for one in middle for tail in tails]
    return [preamble + one for one in middle]


def _hides_comma(item: Item) -> bool:
    """Whether a quoted part has a comma in it: bash sees that, but does not separate there."""
    if item.__class__ is str:
        return False
    if item[0] == "sq":
        return "," in item[1] and item[1].strip(",") != ""
    return item[0] == "dq" and any(inner.__class__ is str and "," in inner for inner in item[1])


def _expand_amble(items: Items) -> list[Items]:
    result: list[Items] = []
    start = 0
    while True:
        end = _gobble(items, start, ",")
        result.extend(_expand(items[start:end]))
        if end >= len(items):
            return result
        start = end + 1


def _gobble(items: Items, position: int, wanted: str) -> int:
    """Where the next `wanted` at this level is, or the length of `items`. A `}` counts only after a comma or `..`."""
    length = len(items)
    level = 0
    found = wanted != "}"
    while position < length:
        item = items[position]
        if item == wanted and level == 0 and found:
            follower = items[position + 1] if position + 1 < length else ""
            if not (item == "{" and position == 0 and follower in ("", "}")):
                return position
            position += 1
            continue
        if item == "{":
            level += 1
        elif item == "}" and level:
            level -= 1
        elif wanted == "}" and level == 0:
            if item == ",":
                found = True
            elif item == "." and items[position + 1 : position + 2] == ["."] and position + 2 < length:
                found = found or items[position + 2] != "}"
        position += 1
    return length


def _sequence(items: Items) -> list[Items] | None:
    if any(item.__class__ is not str for item in items):
        return None
    text = "".join(items)
    ends = text.split("..")
    if len(ends) not in (2, 3) or not all(ends):
        return None
    step = _number(ends[2]) if len(ends) == 3 else 1
    if step is None or step < -_INT_MAX:
        return None
    numbers = _numbers(text)
    if numbers is not None:
        return [list(str(number)) for number in numbers]
    if _is_letter(ends[0]) and _is_letter(ends[1]):
        return [_letter(chr(code)) for code in _range(ord(ends[0]), ord(ends[1]), step)]
    return None


def _letter(char: str) -> Items:
    return [("sq", "")] if char == "\\" else [char]


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isascii() and text.isalpha()


def _is_padded(text: str) -> bool:
    return (len(text) > 1 and text[0] == "0") or (len(text) > 2 and text[0] == "-" and text[1] == "0")


def _number(text: str) -> int | None:
    digits = text[1:] if text[0] in "+-" else text
    if not (digits.isascii() and digits.isdecimal()):
        return None
    value = int(text)
    return value if -_INT_MAX - 1 <= value <= _INT_MAX else None


def _range(low: int, high: int, step: int) -> range:
    step = abs(step) or 1
    return range(low, high + 1, step) if low <= high else range(low, high - 1, -step)
