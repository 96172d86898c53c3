"""Syntax errors in bash's words."""

from __future__ import annotations

from ..errors import ParseError
from .escapes import printable
from .modes import TERMINALS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .buffer import Buffer
    from .tokens import Tokens

_NUMBERS = {name: number for number, name in enumerate(TERMINALS["shell"])}
_CONDITION = frozenset(_NUMBERS[name] for name in ("COND_CLOSE", "OPERAND", "UNARY", "BINARY", "MATCHES", "REGEX"))
_QUOTES = ("'", '"')
_NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_TESTS = {"unary": "unary", "binary": "binary", "pattern": "binary"}


class SourceError(ParseError):
    """A syntax error with what bash prints below it.

    `text` is the offending line, or None where bash does not show it. After an error inside of `[[ ]]` bash acts as if
    the script ended there: `keeps_status` says that the status stays that of the last command; so it does after a quote
    or bracket without an end, but is 2 then if it was 0. After an error between the parentheses of an array it goes on
    with the next line: `in_array`. `pushed` is what bash shows instead of the line behind a `((` that is no arithmetic,
    `unclosed` how many parentheses of `[[ ]]` are open at the error, `end_line` where the text ends if
    bash tells of that.
    """

    pushed: str | None = None
    unclosed = 0
    end_line = 0

    def __init__(
        self,
        message: str,
        line: int,
        column: int,
        token: str = "",
        incomplete: bool = False,
        text: str | None = None,
        keeps_status: bool = False,
        in_array: bool = False,
    ) -> None:
        super().__init__(message, line, column, token, incomplete)
        self.text = text
        self.keeps_status = keeps_status
        self.in_array = in_array


def syntax_error(lexer: Tokens, terminal: int, expected: dict[int, int]) -> ParseError:
    """The error for a token the grammar does not want."""
    at_end = terminal == _NUMBERS["END"]
    before = lexer.text[: lexer.token_pos].rstrip(" \t")
    is_definition = before.endswith("(") and not before.endswith("\\(")
    if terminal == _NUMBERS["COND_CLOSE"] and list(expected) == [_NUMBERS["RPAREN"]] and not is_definition:
        return _condition_error(lexer, terminal, expected)
    if not _CONDITION.isdisjoint(expected):
        return _condition_error(lexer, terminal, expected)
    if at_end:
        return unexpected_end(lexer)
    pos = lexer.token_pos
    token = "newline" if terminal == _NUMBERS["NEWLINE"] else _shown(lexer, lexer.token_text)
    message = "syntax error near unexpected token `" + token + "'"
    line = lexer.line_at(pos)
    text = source_line(lexer, pos)
    error = SourceError(message, line, _column(lexer, pos), token, text=text, in_array=bool(lexer.closers))
    start, end = lexer.pushed
    if start <= pos <= end:
        error.pushed = lexer.text[start : end + 1].rstrip("\n")
    if lexer.pending and token != "newline":
        error.pushed = error.pushed or text
        error.line = _line_behind_documents(lexer, pos)
    return error


def _line_behind_documents(lexer: Tokens, pos: int) -> int:
    """bash has read the here-documents of the line by the time it complains, and names the line where they end."""
    end = lexer.text.find("\n", pos)
    while end < 0 and lexer.refill():
        end = lexer.text.find("\n", pos)
    lexer.pos = end + 1 if end >= 0 else len(lexer.text)
    lexer.read_here_documents()
    return lexer.line_at(lexer.pos - 1)


def _shown(lexer: Tokens, token: str) -> str:
    """A token as bash names it: arrays as a whole, commands in it printed anew, no control characters."""
    end = lexer.token_pos + len(token)
    is_array = token.endswith("=") and token[:-1].removesuffix("+").partition("[")[0].isidentifier()
    if is_array and lexer.text.startswith(token + "(", lexer.token_pos):
        token = lexer.text[lexer.token_pos : lexer.matched(end + 1, "(", ")")]
    elif "$" in token:
        from .printer import word_text

        sub = lexer.sublexer(token + " ", 1)
        try:
            token = word_text(sub.word_at(0))
        except ParseError:
            pass
    return printable(token)


def unexpected_end(lexer: Buffer) -> ParseError:
    """The text ends inside of a command."""
    line = lexer.line_at(len(lexer.text))
    if not lexer.text.endswith("\n"):
        line += 1
    if lexer.substitutions:
        return SourceError("unexpected EOF while looking for matching `)'", line, 1, "", True)
    return SourceError("syntax error: unexpected end of file", line, 1, "", True)


def unterminated(lexer: Buffer, start: int, closer: str, at_end: bool, in_array: bool) -> ParseError:
    """A quote or bracket opened at `start` is not closed; bash names the line it was opened on (or the last one)."""
    line = lexer.line_at(len(lexer.text) if at_end else start)
    message = "unexpected EOF while looking for matching `" + closer + "'"
    inside = not in_array and closer in ("'", '"', "]") and bool(getattr(lexer, "closers", None))
    error = SourceError(message, line, _column(lexer, start), "", True, None, True, in_array or inside)
    if inside:
        error.end_line = lexer.line_at(len(lexer.text))
    return error


def here_document_problem(error: ParseError, text: str) -> tuple[int, str]:
    """What to say when the `text` of a here-document that cannot be parsed is expanded: (line, message).

    The line is 0 if it is that of the command, else that of a command substitution.
    """
    if error.substituting:
        shown = getattr(error, "text", None)
        shown = shown.partition("$(")[2] if shown and "$(" in shown else shown
        return error.line, error.message + (f"\n`{shown}'" if shown else "")
    closer = error.message[-2:-1]
    if closer == "`":
        return 0, 'bad substitution: no closing "`" in ' + text[text.find("`") :]
    if closer == "]" or (closer == "}" and not _has_operator(text)):
        return 0, text + ": bad substitution"
    return 0, f"bad substitution: no closing `{'}' if closer in _QUOTES else closer}' in {text}"


def _has_operator(text: str) -> bool:
    """Whether the first `${` of `text` that no `}` follows has something between its name and the end."""
    start = text.rfind("${", 0, text.find("${", text.rfind("}") + 1) + 2)
    rest = text[start + 2 :].lstrip("!#")
    name = len(rest) - len(rest.lstrip(_NAME_CHARACTERS))
    return rest[name : name + 1] in tuple("#%^,~:-=?+/@")


def silent_error(lexer: Buffer, start: int) -> ParseError:
    """`for ((…)` with something else behind it: bash acts as if the script ended there, and says nothing."""
    return SourceError("", lexer.line_at(start), _column(lexer, start), "(", keeps_status=True)


def lost_in_subshells(lexer: Buffer, start: int) -> ParseError:
    """bash cannot find its place behind the first `)` after the `((` at `start`."""
    shown = source_line(lexer, start)
    word = shown[max(shown.rfind(char) for char in " \t;|&") + 1 :]
    error = SourceError(f"syntax error near `{word}'", lexer.line_at(start), _column(lexer, start), word, text=shown)
    error.pushed = shown
    return error


def for_arithmetic_error(lexer: Buffer, start: int, text: str, too_few: bool) -> ParseError:
    """`for ((…))` without exactly three expressions."""
    message = "syntax error: " + ("arithmetic expression required" if too_few else "`;' unexpected")
    shown = "syntax error: `((" + text + "))'"
    return SourceError(message, lexer.line_at(start), _column(lexer, start), ";", text=shown)


def _condition_error(lexer: Tokens, terminal: int, expected: dict[int, int]) -> ParseError:
    """An error inside of [[ ]]: the message depends on what is missing."""
    at_end = terminal == _NUMBERS["END"]
    word = terminal in (_NUMBERS["OPERAND"], _NUMBERS["UNARY"], 1000)
    number = terminal == _NUMBERS["REDIRECT"] and lexer.token_text.isdigit()
    word = word or number
    is_text = word or terminal in (_NUMBERS["BINARY"], _NUMBERS["MATCHES"])
    pos = lexer.token_pos
    unclosed = _open_parentheses(lexer, pos)
    token = "newline" if terminal == _NUMBERS["NEWLINE"] else "EOF" if at_end else lexer.token_text
    if _NUMBERS["BINARY"] in expected:
        message = "conditional binary operator expected"
        if not word:
            message = f"unexpected token `{token}', {message}"
        if terminal == _NUMBERS["RPAREN"]:
            message = "syntax error in conditional expression: unexpected token `)'"
    elif _NUMBERS["UNARY"] in expected and terminal == _NUMBERS["COND_CLOSE"]:
        message = ""
    elif _NUMBERS["UNARY"] in expected and number:
        message = "unexpected token 284 in conditional command"
    elif _NUMBERS["UNARY"] in expected:
        message = f"unexpected token `{token}' in conditional command"
    elif _NUMBERS["REGEX"] in expected and token not in ("newline", "EOF", "]]"):
        message = f"syntax error in conditional expression: unexpected token `{token}'"
    elif _NUMBERS["OPERAND"] in expected or _NUMBERS["REGEX"] in expected:
        argument = "argument" if number else f"argument `{token}'"
        message = f"unexpected {argument} to conditional {_TESTS.get(lexer.test)} operator"
    elif _NUMBERS["RPAREN"] in expected and (unclosed or _NUMBERS["COND_CLOSE"] not in expected):
        message = "expected `)'" if is_text else f"unexpected token `{token}', expected `)'"
        unclosed -= 1
    elif at_end:
        message = "unexpected EOF while looking for `]]'"
    elif is_text:
        message = "syntax error in conditional expression"
    else:
        message = f"syntax error in conditional expression: unexpected token `{token}'"
    at_end = at_end or (not lexer.text[pos:].strip() and "\n" not in lexer.text[pos + 1 :] and not lexer.refill())
    place = (
        max(lexer.text.rfind("[[", 0, pos), 0) if "`]]'" in message or message.startswith("syntax error in") else pos
    )
    error = SourceError(message, lexer.line_at(place), _column(lexer, pos), token, at_end, keeps_status=True)
    error.unclosed = max(unclosed, 0)
    return error


def _open_parentheses(lexer: Tokens, pos: int) -> int:
    """How many parentheses of a `[[ ]]` are open at a position."""
    start = max(lexer.text.rfind("[[ ", 0, pos), lexer.text.rfind("[[(", 0, pos), 0)
    text = lexer.text[start + 2 : pos]
    rest = text.lstrip("( \t\n")
    count = text[: len(text) - len(rest)].count("(")
    for word in rest.split():
        count += word == "("
        count -= 0 if "(" in word else len(word) - len(word.rstrip(")"))
    return count


def _column(lexer: Buffer, pos: int) -> int:
    return pos - lexer.text.rfind("\n", 0, pos)


def source_line(lexer: Buffer, pos: int) -> str:
    """The line around a position, as bash shows it."""
    start = lexer.text.rfind("\n", 0, pos) + 1
    end = lexer.text.find("\n", pos)
    return lexer.text[start : end if end >= 0 else len(lexer.text)]
