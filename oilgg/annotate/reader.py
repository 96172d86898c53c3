"""Text of an annotation file -> tree -> usages. The tables come from `grammar/annotation.lark` by way of `build`.

Nodes are (rule name, tuple of children), tokens are (terminal, text, offset): the same tree as lark's own parser
makes, which a test demands. Errors are AnnotationError and name file, line and column.
"""

from __future__ import annotations

import _sre
import marshal

from oilgg.annotate.model import AnnotationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Node = tuple[str, Any]

TABLES_PATH = __file__.rpartition("/")[0] + "/data/grammar.bin"

# How each terminal is called in messages.
SPOKEN = {
    "WORD": "a word",
    "OPTION": "an option",
    "STRING": 'text in "…"',
    "DASH": "-",
    "ARROW": "an arrow such as < or >",
    "ATTACHED": "[VALUE]",
    "ELLIPSIS": "...",
    "ORDASH": "|-",
    "_LINE": "a new clause line",
    "_START": "a new usage line",
    "$END": "the end of the file",
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "COLON": ":",
    "SEMICOLON": ";",
    "VBAR": "|",
    "IF": "if",
    "ELSE": "else",
}


class Tables:
    """The parser: LALR states, rules and the one pattern of the lexer."""

    __slots__ = ("end", "ignored", "keywords", "names", "pattern", "rules", "start", "states")

    def __init__(self, data: dict[str, Any]) -> None:
        self.states: list[dict[str, int]] = data["states"]
        self.start: int = data["start"]
        self.end: int = data["end"]
        self.rules: list[tuple[Any, ...]] = data["rules"]
        self.names: tuple[str, ...] = data["names"]
        self.keywords: dict[str, dict[str, str]] = data["keywords"]
        self.ignored: frozenset[str] = data["ignored"]
        magic, flags, code, groups, index = data["code"]
        if magic == _sre.MAGIC:
            self.pattern = _sre.compile(data["pattern"], flags, list(code), groups, index, (None, *self.names))
        else:
            import re

            self.pattern = re.compile(data["pattern"])


_tables: Tables | None = None


def tables() -> Tables:
    """The tables, read once."""
    global _tables
    if _tables is None:
        with open(TABLES_PATH, "rb") as file:
            _tables = Tables(marshal.load(file))
    return _tables


class Source:
    """The text of an annotation file and where it came from; makes errors."""

    __slots__ = ("first_line", "path", "text")

    def __init__(self, text: str, path: str, first_line: int = 1) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line

    def line_at(self, offset: int) -> int:
        """The line number of an offset."""
        return self.text.count("\n", 0, offset) + self.first_line

    def error(self, message: str, offset: int, width: int = 1, help: str = "") -> AnnotationError:
        """A mistake at an offset, with the line it is on."""
        offset = min(offset, len(self.text.rstrip("\n")))
        begin = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        source = self.text[begin : end if end >= 0 else len(self.text)]
        width = max(1, min(width, len(source) - (offset - begin)))
        return AnnotationError(message, self.path, self.line_at(offset), offset - begin + 1, source, width, help)


def lex(source: Source) -> list[tuple[str, str, int]]:
    """The tokens of a text, ignored ones left out."""
    table = tables()
    text = source.text
    match = table.pattern.match
    tokens = []
    at = 0
    while at < len(text):
        found = match(text, at)
        if found is None or found.end() == at:
            raise source.error(f"{text[at]!r} does not belong here", at, 1, 'text with special characters goes in "…"')
        kind = found.lastgroup
        value = found.group()
        keywords = table.keywords.get(kind)
        if keywords is not None:
            kind = keywords.get(value, kind)
        if kind not in table.ignored:
            tokens.append((kind, value, at))
        at = found.end()
    tokens.append(("$END", "", len(text)))
    return tokens


def parse(source: Source) -> Node:
    """The tree of a text."""
    table = tables()
    states, rules = table.states, table.rules
    stack = [table.start]
    values: list[Any] = []
    for token in lex(source):
        while True:
            state = states[stack[-1]]
            action = state.get(token[0])
            if action is None:
                raise _unexpected(source, token, state)
            if action >= 0:
                stack.append(action)
                values.append(token)
                break
            origin, size, keep, inline, expand, name = rules[-action - 1]
            children: list[Any] = []
            if size:
                for index, value in enumerate(values[-size:]):
                    if inline >> index & 1:
                        children.extend(value[1])
                    elif keep >> index & 1:
                        children.append(value)
                del values[-size:], stack[-size:]
            node = children[0] if expand and len(children) == 1 else (name, tuple(children))
            values.append(node)
            stack.append(states[stack[-1]][origin])
            if token[0] == "$END" and stack[-1] == table.end:
                return node
    raise AssertionError("unreachable")


def _unexpected(source: Source, token: tuple[str, str, int], state: dict[str, int]) -> AnnotationError:
    wanted = sorted({SPOKEN[name] for name in state if name in SPOKEN})
    shown = "the end of the file" if token[0] == "$END" else repr(token[1].strip() or "the end of the line")
    return source.error(
        f"{shown} does not belong here", token[2], len(token[1].rstrip("\n")), "here can be: " + ", ".join(wanted)
    )


def compile_text(text: str, path: str, first_line: int = 1) -> list[tuple[Any, ...]]:
    """The usages of an annotation file as marshal-able tuples (see model.Usage). Raises AnnotationError."""
    from oilgg.annotate import clauses

    source = Source(text if text.endswith("\n") else text + "\n", path, first_line)
    return clauses.compile_tree(parse(source), source)
