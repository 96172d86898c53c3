"""Bodies of here-documents: read when the newline after their operators has been reached.

The node of a here-document is a list until its body is known (its command may be complete before that: `cat <<E && …`);
`settled` makes tuples of them when the complete command is parsed.
"""

from __future__ import annotations

from ..errors import ParseError
from . import actions, driver
from .escapes import decode_ansi
from .words import TABLE, WordLexer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class HereDocuments(WordLexer):
    """The part of the lexer that reads here-documents."""

    __slots__ = ("left_here", "pending", "used_here", "warn")

    def __init__(self, text: str, line: int, more: Callable[[], str] | None, posix: bool) -> None:
        super().__init__(text, line, more, posix)
        # nodes whose text follows the next newline
        self.pending: list[list[Any]] = []
        # whether the current command may contain nodes that are still lists
        self.used_here = False
        # those whose substitution was closed before their text
        self.left_here: list[list[Any]] = []
        self.warn: Callable[[int, str], None] | None = None

    def read_here_documents(self) -> None:
        """Read the bodies of all pending here-documents from `pos` on."""
        pending = self.pending
        self.pending = []
        for here in pending:
            self.read_here_document(here)

    def leave_here_documents(self, line: int) -> None:
        """A substitution is closed before the text of its here-documents, which the rest of `line` is not."""
        left = [here for here in self.pending if not any(here is other for other in self.left_here)]
        self.left_here += left
        if left and self.warn is not None:
            many = "s" if len(left) > 1 else ""
            self.warn(line, f"command substitution: {len(left)} unterminated here-document{many}")

    def read_here_document(self, here: list[Any]) -> None:
        raw = here[4]
        quoted = "'" in raw or '"' in raw or "\\" in raw
        wanted = unquoted(raw) if quoted else raw
        first_line = self.line_at(self.pos)
        text = self.here_text(wanted, here[3] == "<<-", not quoted, first_line - 1)
        if quoted:
            here[5] = (text, (("sq", text),) if text else ())
        elif "$" not in text and "`" not in text and "\\" not in text:
            here[5] = (text, (text,) if text else ())
        else:
            here[5] = self.here_word(text, first_line)

    def here_word(self, text: str, line: int) -> Any:
        """An unquoted body as a word. What is wrong in there is only noticed when it is expanded."""
        lexer = self.sublexer(text, line)
        lexer.here = True
        try:
            parts = driver.run(TABLE, "quoted", lexer.word_methods, lexer, lexer.word_failed)
        except ParseError as error:
            from .problems import here_document_problem

            return (text, (("bad", text, here_document_problem(error, text)),))
        return (text, actions.joined(part for part in parts if part != ""))

    def here_text(self, wanted: str, tabs: bool, joins: bool, start_line: int) -> str:
        """The lines up to the delimiter; `pos` is moved behind them."""
        lines = []
        while True:
            line = self.here_line(joins)
            if line is None:
                self.here_unterminated(wanted, start_line)
                break
            if tabs:
                line = line.lstrip("\t")
            if line == wanted + "\n":
                break
            if self.substitutions and wanted and line.startswith(wanted) and ")" in line[len(wanted) :]:
                self.pos -= len(line) - len(wanted)
                self.here_unterminated(wanted, start_line, self.line_at(self.pos))
                break
            lines.append(line)
        return "".join(lines)

    def here_line(self, joins: bool) -> str | None:
        """One line with its newline, lines ended by a backslash joined; None at the end of the text."""
        pieces: list[str] = []
        while True:
            end = self.text.find("\n", self.pos)
            while end < 0 and self.refill():
                end = self.text.find("\n", self.pos)
            if end < 0:
                if self.pos >= len(self.text) and not pieces:
                    return None
                end = len(self.text) - 1
            line: str = self.text[self.pos : end + 1]
            self.pos = end + 1
            if not joins or not line.endswith("\\\n"):
                pieces.append(line)
                break
            body = line[:-1]
            if (len(body) - len(body.rstrip("\\"))) % 2 == 0:
                pieces.append(line)
                break
            pieces.append(body[:-1])
        line = "".join(pieces)
        return line if line.endswith("\n") else line + "\n"

    def here_unterminated(self, wanted: str, start_line: int, line: int = 0) -> None:
        if self.warn is not None:
            message = f"here-document at line {start_line} delimited by end-of-file (wanted `{wanted}')"
            self.warn(line or self.line_at(len(self.text) - self.text.endswith("\n")), message)


def unquoted(raw: str) -> str:
    """A delimiter without its quotes."""
    result = []
    quote = ""
    pos = 0
    while pos < len(raw):
        char = raw[pos]
        if quote:
            if char == quote:
                quote = ""
            elif char == "\\" and quote == '"' and raw[pos + 1 : pos + 2] in ("$", "`", '"', "\\"):
                pos += 1
                result.append(raw[pos])
            else:
                result.append(char)
        elif char in "'\"":
            quote = char
        elif char == "\\":
            pos += 1
            result.append(raw[pos : pos + 1])
        elif raw.startswith("$'", pos):
            start = pos = pos + 2
            while pos < len(raw) and raw[pos] != "'":
                pos += 2 if raw[pos] == "\\" else 1
            result.append(decode_ansi(raw[start:pos]))
        elif char == "$" and raw[pos + 1 : pos + 2] == '"':
            pass
        else:
            result.append(char)
        pos += 1
    return "".join(result)


def settled(node: Any) -> Any:
    """The tree with here-documents as tuples."""
    changed: list[Any] | None = None
    for index, item in enumerate(node):
        kind = type(item)
        if kind is tuple:
            new = settled(item)
        elif kind is list:
            new = settled(tuple(item))
        else:
            continue
        if new is not item:
            if changed is None:
                changed = list(node)
            changed[index] = new
    return node if changed is None else tuple(changed)
