"""What is wrong with a script, and how it is printed.

A `Diagnostic` carries facts. `render` makes text of it: on a terminal

    error[unbound]: unbound variable: out
     --> job.sh:2:17
    2 | sort big.txt >| $out | uniq
      |                 ^^^^ expanded here
      = help: give it a default: ${out:-result.txt}

and otherwise bash's own line, `job.sh: line 2: out: unbound variable`, because scripts read that. Nothing here knows
what the messages mean.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .errors import ParseError

_TAB_WIDTH = 4


class Source:
    """A text and the name it goes by in messages; `first_line` is the number of its first line."""

    __slots__ = ("first_line", "name", "text")

    def __init__(self, name: str, text: str, first_line: int = 1) -> None:
        self.name = name
        self.text = text
        self.first_line = first_line

    def line(self, number: int) -> str | None:
        """The text of a line, None if there is no such line."""
        lines = self.text.split("\n")
        index = number - self.first_line
        if 0 <= index < len(lines):
            return lines[index]
        return None


class Span:
    """A piece of one line: `column` is 1-based, `length` counts characters."""

    __slots__ = ("column", "length", "line")

    def __init__(self, line: int, column: int, length: int = 1) -> None:
        self.line = line
        self.column = column
        self.length = length


class Diagnostic:
    """One thing that is wrong.

    `message` is for people; `plain` is bash's text after "name: line N: " (several lines where bash prints several,
    each gets that prefix). `label` stands under the excerpt, `help` says what to do.
    """

    __slots__ = ("code", "help", "label", "message", "plain", "source", "span")

    def __init__(
        self,
        code: str,
        message: str,
        source: Source,
        span: Span,
        *,
        plain: tuple[str, ...] = (),
        label: str = "",
        help: str = "",
    ) -> None:
        self.code = code
        self.message = message
        self.source = source
        self.span = span
        self.plain = plain or (message,)
        self.label = label
        self.help = help


def render(diagnostic: Diagnostic, terminal: bool, colour: bool = False) -> str:
    """The text of a diagnostic, with its last newline."""
    return pretty(diagnostic, colour) if terminal else bash_text(diagnostic)


def bash_text(diagnostic: Diagnostic) -> str:
    """The lines bash prints."""
    prefix = f"{diagnostic.source.name}: line {diagnostic.span.line}: "
    return "".join(prefix + line + "\n" for line in diagnostic.plain)


def pretty(diagnostic: Diagnostic, colour: bool = False) -> str:
    """The form for a terminal: headline, place, excerpt, help."""
    red, blue, bold, off = ("\x1b[1;31m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m") if colour else ("", "", "", "")
    span = diagnostic.span
    headline = f"{red}error[{diagnostic.code}]{off}{bold}: {diagnostic.message}{off}\n"
    number = str(span.line)
    margin = " " * len(number)
    out = [headline, f"{margin}{blue}-->{off} {diagnostic.source.name}:{span.line}:{span.column}\n"]
    line = diagnostic.source.line(span.line)
    if line is not None:
        before, marked = _columns(line, span)
        label = " " + diagnostic.label if diagnostic.label else ""
        out.append(f"{blue}{number} |{off} {line.expandtabs(_TAB_WIDTH)}\n")
        out.append(f"{blue}{margin} |{off} {' ' * before}{red}{'^' * marked}{label}{off}\n")
    if diagnostic.help:
        out.append(f"{margin} {blue}={off} help: {diagnostic.help}\n")
    return "".join(out)


def _columns(line: str, span: Span) -> tuple[int, int]:
    """How far to indent the marks, and how many there are, when tabs are expanded."""
    start = span.column - 1
    before = len(line[:start].expandtabs(_TAB_WIDTH))
    end = len(line[: start + max(span.length, 1)].expandtabs(_TAB_WIDTH))
    return before, max(end - before, 1)


_HELP = {
    "newline": "the command is not complete at the end of the line",
    "fi": "there is no open `if` here, or a `;` or newline is missing before `fi`",
    "done": "there is no open `do` here, or a `;` or newline is missing before `done`",
    "esac": "there is no open `case` here",
    "}": "there is no open `{` here, or a `;` or newline is missing before `}`",
    ")": "there is no open `(` here",
    "then": "`then` follows a condition: is there a `;` or newline before it?",
    "do": "`do` follows `for`, `while` or `until`: is there a `;` or newline before it?",
    ";;": "`;;` ends a clause of `case`",
}


def syntax_diagnostic(error: ParseError, source: Source) -> Diagnostic:
    """The diagnostic for text that cannot be parsed; `source.name` is all of bash's prefix before "line N"."""
    plain = [error.message]
    shown = getattr(error, "text", None)
    if shown is not None:
        plain.append(shown if shown.startswith("syntax error") else "`" + shown + "'")
    code = "incomplete" if error.incomplete else "syntax"
    line, column = error.line, error.column
    label = help = ""
    if error.incomplete:
        label = "opened here" if "matching" in error.message else "the text ends here"
    elif error.token:
        label = "not expected here"
        help = _HELP.get(error.token, "")
    message = error.message[len("syntax error ") :] if error.message.startswith("syntax error near") else error.message
    message = message.replace("near unexpected", "unexpected")
    length = 1 if error.token == "newline" else len(error.token.split("\n")[0])
    span = Span(line, max(column, 1), length)
    return Diagnostic(code, message, source, span, plain=tuple(plain), label=label, help=help)
