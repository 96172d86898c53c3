"""What is inside the words of an annotation: option names with braces, name patterns, templates.

All functions raise WordError (message, offset inside the word, help); the reader adds file and line.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Token = tuple[str, str, int]

NAME_CHARS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")


class WordError(Exception):
    """A mistake inside one word."""

    def __init__(self, message: str, offset: int = 0, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.help = help


def braces(text: str) -> list[str]:
    """`-f{,no-}common` -> `-fcommon`, `-fno-common`; `{0..9}` counts. White space inside braces is dropped."""
    start = text.find("{")
    while start > 0 and text[start - 1] == "$":
        start = text.find("{", text.find("}", start))
    if start < 0:
        return [text]
    depth = 0
    pieces: list[str] = []
    begin = start + 1
    for at in range(start, len(text)):
        char = text[at]
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if not depth:
                pieces.append(text[begin:at])
                break
        elif char == "," and depth == 1:
            pieces.append(text[begin:at])
            begin = at + 1
    else:
        raise WordError("a brace is not closed", start, "write {a,b}")
    if len(pieces) == 1 and ".." in pieces[0]:
        first, last = pieces[0].split("..", 1)
        pieces = [str(number) for number in range(int(first), int(last) + 1)]
    tails = braces(text[at + 1 :])
    return [text[:start] + middle.strip() + tail for piece in pieces for middle in braces(piece) for tail in tails]


def split_commas(text: str) -> list[str]:
    """Split at commas outside braces."""
    depth = 0
    begin = 0
    parts = []
    for at, char in enumerate(text):
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[begin:at])
            begin = at + 1
    parts.append(text[begin:])
    return parts


def option_names(text: str) -> list[list[str]]:
    """Groups of spellings: aliases `-o,--output` make one group, braces make a group each."""
    parts: list[str] = []
    for part in split_commas(text):
        if parts and not part.startswith("-"):
            parts[-1] += "," + part
        else:
            parts.append(part)
    if len(parts) > 1:
        return [[name for part in parts for name in braces(part)]]
    return [[name] for name in braces(parts[0])]


def patterns(text: str) -> tuple[str, ...]:
    """`*.{c,h},*.inc` -> its patterns."""
    return tuple(name.strip() for part in split_commas(text) for name in braces(part))


def target(text: str) -> tuple[str, tuple[str, ...]]:
    """`DIR:*.h,*.inc` -> the name or template and its patterns. A colon inside `$( )` or `${ }` does not count."""
    depth = 0
    for at, char in enumerate(text):
        if char in "({":
            depth += 1
        elif char in ")}":
            depth -= 1
        elif char == ":" and not depth and at:
            return text[:at], patterns(text[at + 1 :])
    return text, ()


def template(text: str) -> tuple[Any, ...]:
    """Text with `$NAME`, `${NAME%pattern}`, `$(basename …)`, `$(dirname …)` as what `template.expand` takes."""
    pieces: list[Any] = []
    at = 0
    while at < len(text):
        dollar = text.find("$", at)
        if dollar < 0:
            pieces.append(text[at:])
            break
        if dollar > at:
            pieces.append(text[at:dollar])
        piece, at = _dollar(text, dollar)
        pieces.append(piece)
    return tuple(pieces)


def _dollar(text: str, dollar: int) -> tuple[Any, int]:
    """The piece that starts at a dollar sign, and where it ends."""
    after = text[dollar + 1 : dollar + 2]
    if after == "(":
        end = _closing(text, dollar + 1)
        word, _, inner = text[dollar + 2 : end].strip().partition(" ")
        if word not in ("basename", "dirname"):
            raise WordError(f"$({word} …) cannot be computed", dollar, "only $(basename …) and $(dirname …) can")
        inner, _, suffix = inner.strip().partition(" ")
        if word == "dirname":
            return ("dir", template(inner)), end + 1
        return ("base", template(inner), suffix), end + 1
    if after == "{":
        end = text.find("}", dollar)
        if end < 0:
            raise WordError("${ is not closed", dollar)
        return _braced(text[dollar + 2 : end], dollar), end + 1
    end = dollar + 1
    while end < len(text) and text[end] in NAME_CHARS:
        end += 1
    if end == dollar + 1:
        raise WordError("a dollar sign without a name", dollar)
    return ("name", text[dollar + 1 : end]), end


def _closing(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        if text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
            if not depth:
                return at
    raise WordError("$( is not closed", start - 1)


def _braced(inner: str, at: int) -> tuple[Any, ...]:
    end = 0
    while end < len(inner) and inner[end] in NAME_CHARS:
        end += 1
    name, rest = inner[:end], inner[end:]
    if not name:
        raise WordError("${} without a name", at)
    if not rest:
        return ("name", name)
    for op in ("%%", "%", "##", "#"):
        if rest.startswith(op):
            return ("trim", name, op, rest[len(op) :])
    raise WordError(f"${{{inner}}} cannot be computed", at, "only ${N%p} ${N%%p} ${N#p} ${N##p} can")


def names_in(pieces: tuple[Any, ...]) -> list[str]:
    """The names that a template mentions, in order."""
    found = []
    for piece in pieces:
        if piece.__class__ is str:
            continue
        if piece[0] in ("name", "list", "trim"):
            found.append(piece[1])
        elif piece[0] in ("base", "dir"):
            found.extend(names_in(piece[1]))
    return found


def token_text(token: Token) -> str:
    """The text of a token, quotes and backslashes of a string removed."""
    text = token[1]
    if token[0] == "STRING":
        body = text[1:-1]
        return body.replace('\\"', '"').replace("\\\\", "\\")
    return text


def nearest(word: str, names: list[str], what: str) -> str:
    """A help line: the name that was probably meant, else all names behind `what`."""
    import difflib

    close = difflib.get_close_matches(word, names, 1)
    if close:
        return f"did you mean {close[0]}?"
    return f"{what}: {', '.join(names) or 'none'}" if what else ""
