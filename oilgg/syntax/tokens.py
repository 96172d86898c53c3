"""Tokens: what the modes of the lexer have in common, aliases, and nested commands."""

from __future__ import annotations

from ..errors import ParseError
from . import actions, driver
from .buffer import PATTERNS
from .heredoc import HereDocuments
from .modes import TERMINALS, mode_names
from .nodes import DECLARATION_BUILTINS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from .nodes import Node, Word

_NUMBERS = {name: number for number, name in enumerate(TERMINALS["shell"])}
NEWLINE, END, SEMI, LPAREN, RPAREN, BANG = (_NUMBERS[n] for n in ("NEWLINE", "END", "SEMI", "LPAREN", "RPAREN", "BANG"))
TIMEOPT, WORD, PREFIXED_WORD, ARG = (_NUMBERS[n] for n in ("TIMEOPT", "WORD", "PREFIXED_WORD", "ARG"))
DECLARE, PREFIXED_DECLARE, DECLARE_ARG = (_NUMBERS[n] for n in ("DECLARE", "PREFIXED_DECLARE", "DECLARE_ARG"))
ASSIGN, ASSIGN_ARRAY, ELEMENT = (_NUMBERS[n] for n in ("ASSIGN", "ASSIGN_ARRAY", "ELEMENT"))
REDIRECT, TARGET, HERE, DELIMITER = (_NUMBERS[n] for n in ("REDIRECT", "TARGET", "HERE", "DELIMITER"))
ARITHMETIC, FOR_ARITHMETIC, NAME, ITEM = (_NUMBERS[n] for n in ("ARITHMETIC", "FOR_ARITHMETIC", "NAME", "ITEM"))
SUBJECT, ESAC, PATTERN = (_NUMBERS[n] for n in ("SUBJECT", "ESAC", "PATTERN"))
COND_CLOSE, OPERAND, UNARY, BINARY = (_NUMBERS[n] for n in ("COND_CLOSE", "OPERAND", "UNARY", "BINARY"))
MATCHES, REGEX, FUNCTION_NAME, COPROC_NAME = (_NUMBERS[n] for n in ("MATCHES", "REGEX", "FUNCTION_NAME", "COPROC_NAME"))
UNEXPECTED = 1000

OPERATORS = {
    ";": SEMI, "&": _NUMBERS["AMP"], "&&": _NUMBERS["AND_IF"], "||": _NUMBERS["OR_IF"], "|": _NUMBERS["BAR"],
    "|&": _NUMBERS["BAR_AMP"], "(": LPAREN, ")": RPAREN, ";;": _NUMBERS["CLAUSE_END"], ";&": _NUMBERS["CLAUSE_END"],
    ";;&": _NUMBERS["CLAUSE_END"],
}  # fmt: skip
KEYWORDS = {
    "!": BANG, "{": _NUMBERS["LBRACE"], "}": _NUMBERS["RBRACE"], "[[": _NUMBERS["COND_OPEN"], "if": _NUMBERS["IF"],
    "then": _NUMBERS["THEN"], "else": _NUMBERS["ELSE"], "elif": _NUMBERS["ELIF"], "fi": _NUMBERS["FI"],
    "while": _NUMBERS["WHILE"], "until": _NUMBERS["UNTIL"], "do": _NUMBERS["DO"], "done": _NUMBERS["DONE"],
    "for": _NUMBERS["FOR"], "select": _NUMBERS["SELECT"], "case": _NUMBERS["CASE"], "esac": ESAC,
    "function": _NUMBERS["FUNCTION"], "coproc": _NUMBERS["COPROC"], "time": _NUMBERS["TIME"], "in": _NUMBERS["IN"],
    "]]": COND_CLOSE,
}  # fmt: skip
TIME = KEYWORDS["time"]
# builtins besides the declaring ones behind which `a=(1 2)` is no error
ARRAY_WORDS = frozenset(("eval", "let", "alias"))
DECLARING = DECLARATION_BUILTINS | ARRAY_WORDS
UNARY_TESTS = frozenset("-" + letter for letter in "abcdefghknoprstuvwxzGLNORS")
BINARY_TESTS = frozenset(
    ("==", "=", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "=~")
)

TABLE = driver.Table("shell", actions)
_match_token = PATTERNS["token"].match
_match_assign = PATTERNS["assign"].match
_match_digits = PATTERNS["digits"].match

# words by their text, for all parsers; emptied when it has grown large
WORDS: dict[str, Word] = {}
MOST_WORDS = 50_000


class Tokens(HereDocuments):
    """Source text as tokens; subclasses add the modes."""

    __slots__ = (
        "after_name",
        "alias_ended",
        "alias_later",
        "alias_next",
        "aliased",
        "aliases",
        "bare",
        "closers",
        "head",
        "methods",
        "pushed",
        "redirected",
        "spans",
        "test",
        "token_pos",
        "token_text",
    )

    def __init__(
        self,
        text: str,
        line: int,
        more: Callable[[], str] | None,
        posix: bool,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(text, line, more, posix)
        self.aliases = aliases
        # aliases being expanded: [name, where the expansion ends in the buffer, whether the word behind may be one]
        self.aliased: list[list[Any]] = []
        # whether a word in argument position has ended with an alias, and was replaced
        self.alias_ended = False
        # the first unquoted word that starts here or later may be an alias, whatever its position
        self.alias_next = -1
        # the same, behind that place
        self.alias_later: list[int] = []
        # behind the name of `for` or the subject of `case`, where nothing is an alias
        self.after_name = False
        # the current token, for errors
        self.token_pos = 0
        self.token_text = ""
        # the last token was the target of a redirection: no reserved word can follow it
        self.redirected = False
        # "unary" or "binary": the last operator of [[ ]]
        self.test = ""
        # what bash reads once more: the text between the parentheses of a `((` that is no arithmetic
        self.pushed = (-1, -1)
        # behind a `!` or `time`, which only ; or the end of a line may follow if no command does
        self.bare = -1
        # where the open arrays started
        self.closers: list[int] = []
        # first and last lines of command substitutions, where somebody wants them
        self.spans: list[tuple[int, int]] | None = None
        # the last word in command position: [line, word]
        self.head: list[Any] | None = None
        self.methods = tuple(getattr(self, "lex_" + mode) for mode in mode_names("shell"))
        if more is None:
            self.complete()

    def complete(self) -> None:
        """The whole text is there: without NULs, which bash ignores, and ended by a newline; a last \\ is no quote."""
        text = self.text
        if "\0" in text:
            text = text.replace("\0", "")
        if text and text[-1] != "\n":
            text += "\n" if (len(text) - len(text.rstrip("\\"))) % 2 == 0 else "\\\n"
        self.text = text

    def sublexer(self, text: str, line: int) -> Tokens:
        """A lexer for a piece of this text."""
        lexer = type(self)(text, line, None, self.posix, self.aliases)
        lexer.text = text
        lexer.extglob = self.extglob
        return lexer

    def drop(self) -> int:
        """Take what has been read out of the buffer, so that it does not grow with the script; how much that was."""
        cut = self.pos
        self.line_at(cut)
        self.text = self.text[cut:]
        self.pos = self.line_pos = self.shield = 0
        self.pushed = (-1, -1)
        self.bare = -1
        if self.uncounted:
            self.uncounted = [place - cut for place in self.uncounted if place >= cut]
        if self.alias_next >= 0:
            self.alias_next = max(self.alias_next - cut, 0)
            self.alias_later = [max(place - cut, 0) for place in self.alias_later]
        self.aliased = [[name, end - cut, goes_on] for name, end, goes_on in self.aliased if end > cut]
        return cut

    def skip_blank_lines(self) -> bool:
        """Go to the start of the next command; False if there is none."""
        while True:
            match, kind = self.words_match()
            if kind == 3:
                self.pos = match.end()
            else:
                return kind is not None or self.pos < len(self.text)

    def skip_blank_line(self) -> bool:
        """Skip the line if it is empty or a comment; False if it is none, or at the end."""
        match, kind = self.words_match()
        if kind == 3:
            self.pos = match.end()
        return bool(kind == 3)

    # ---- the common ground of all modes

    def words_match(self) -> Any:
        """The next token that is not a comment: (kind, match); kind is None if the pattern took nothing but blanks.

        `pos` is still at the start of the token.
        """
        while True:
            match = _match_token(self.text, self.pos)
            kind = match.lastindex
            if kind == 5:
                self.pos = match.end()
                continue
            if kind is None:
                self.pos = match.end()
                if self.pos >= len(self.text):
                    if self.refill():
                        continue
                elif self.text[self.pos] == "#":
                    self.pos = self.text.find("\n", self.pos)
                    continue
            return match, kind

    def rest(self, match: Any, kind: int) -> int:
        """The token of a match that is not a word."""
        start = match.start(kind)
        self.token_pos = start
        if kind == 3:
            self.pos = start + 1
            if self.pending:
                if self.aliased and self.aliased[0][1] > start:
                    self.read_behind_alias(self.aliased[0][1])
                else:
                    self.read_here_documents()
            return NEWLINE
        if kind == 4:
            text = match[4]
            end = match.end()
            if self.text.startswith("\\\n", end) and text != "(":
                longer = self.rejoined(end, start)
                if longer is not None:
                    return self.rest(longer, longer.lastindex)
            self.pos = end
            self.value = self.token_text = text
            if text == ")":
                self.value = self.line_at(start)
            if self.bare >= 0 and text != "(":
                bare, self.bare = self.bare, -1
                closes = text == ")" and self.substitutions and self.text.endswith("time", 0, bare)  # $(time)
                if text != ";" and not closes and not self.text[bare:start].strip(" \t"):
                    return UNEXPECTED
            return OPERATORS[text]
        return self.redirect(match[1], start, match.end())

    def redirect(self, text: str, start: int, end: int) -> int:
        """A redirection operator with what stands before it."""
        if self.text.startswith("\\\n", end):
            longer = self.rejoined(end, start)
            if longer is not None:
                return self.rest(longer, longer.lastindex)
        self.pos = end
        fd: Any = None
        op = text
        if text[0] == "{":
            close = text.rindex("}")
            fd, op = text[1:close], text[close + 1 :]
        elif text[0] not in "<>&":
            digits = _match_digits(text).end()
            fd, op = int(text[:digits]), text[digits:]
        self.token_text = op if fd is None else text[: -len(op)].strip("{}")
        self.value = (self.line_at(end), fd, op)
        return HERE if op in ("<<", "<<-") else REDIRECT

    def rejoined(self, end: int, start: int) -> Any:
        """The match at `start`, if there is one, when the line continuation at `end` of an operator is taken out."""
        self.splice(end)
        match = _match_token(self.text, start)
        return match if match.lastindex in (1, 4) else None

    def slow_word(self) -> Word | None:
        """The word at `pos` if there is one: the pattern did not take it."""
        text, start = self.text, self.pos
        if start >= len(text):
            self.token_text = ""
            return None
        return self.word_at(start)

    def end(self) -> int:
        """The end of the text."""
        self.token_pos = self.pos
        self.token_text = ""
        if self.pending:
            self.read_here_documents()
        return END

    def new_word(self, raw: str, start: int) -> Word:
        """The word that the pattern found at `start`, seen for the first time."""
        end = self.pos
        if raw.isalnum():
            word: Word = (raw, (raw,))
        else:
            word = self.word_at(start)
            assert self.pos == end or self.depth == 0
        if len(WORDS) > MOST_WORDS:
            WORDS.clear()
        if "\n" in raw:
            self.second_ends(self.head, self.token_pos + len(self.token_text), start)
            self.head = None
        elif word[0] == raw:
            WORDS[raw] = word
        return word

    def second_ends(self, head: list[Any] | None, end: int, start: int) -> None:
        """A token from `start` to `pos`. If it follows `head`, which ends at `end`: its last line is the command's."""
        if head is not None and not self.text[end:start].strip(" \t\\\n"):
            head[0] = self.line_at(self.pos - (self.text[self.pos - 1] == "\n"))

    def word_token(self, terminal: int) -> int:
        """A word of any kind becomes `terminal`; everything else is what it is."""
        match = _match_token(self.text, self.pos)
        kind = match.lastindex
        if kind == 2:
            raw = match[2]
            self.pos = match.end()
            self.token_pos = match.start(2)
            self.token_text = raw
            if self.alias_next >= 0 and self.argument_alias(raw, match.start(2)):
                return self.word_token(terminal)
            self.value = WORDS.get(raw) or self.new_word(raw, match.start(2))
            return terminal
        match, kind = self.words_match()
        if kind == 2:
            raw = match[2]
            self.pos = match.end()
            self.token_pos = match.start(2)
            self.token_text = raw
            if self.alias_next >= 0 and self.argument_alias(raw, match.start(2)):
                return self.word_token(terminal)
            self.value = WORDS.get(raw) or self.new_word(raw, match.start(2))
            return terminal
        if kind is not None:
            return self.rest(match, kind)
        self.token_pos = self.pos
        word = self.slow_word()
        if word is None:
            return self.end()
        self.value = word
        self.token_text = word[0]
        return terminal

    # ---- aliases

    def argument_alias(self, raw: str, start: int) -> bool:
        """Whether a word that is no command was replaced: the first unquoted one behind an alias ending in a blank."""
        if start < self.alias_next:
            return False
        quoted = not raw.isalnum() and ("'" in raw or '"' in raw or "\\" in raw)
        if self.aliased and self.alias_spent(start):
            self.next_alias_place(start)
            return False
        return not quoted and self.expand_alias(raw, start, self.pos)

    def alias_spent(self, start: int) -> bool:
        """Whether the blank that made the word from `start` to `pos` a possible alias no longer counts.

        That is so once an alias without such a blank has ended behind it. bash takes the end of an alias for the end of
        the word, but only once: the next time, the word turns out to be behind the end.
        """
        here = self.pos
        place = max([self.alias_next, *(later for later in self.alias_later if later <= start)])
        ending = ended = False
        for _, end, goes_on in self.aliased:
            ending = ending or end == here
            ended = ended or (place < end <= start and not goes_on)
        ended = ended or (ending and self.alias_ended)
        self.alias_ended = not ended and (ending or self.alias_ended)
        return ended

    def expand_alias(self, raw: str, start: int, end: int) -> bool:
        """Put the value of the alias `raw`, which stands from `start` to `end`, in its place."""
        aliases = self.aliases
        if aliases is None or raw not in aliases:
            if start >= self.alias_next:
                self.next_alias_place(start)
            self.alias_ended = False
            return False
        while self.aliased and self.aliased[-1][1] <= start:
            self.aliased.pop()
        if any(raw == active[0] for active in self.aliased):
            if start >= self.alias_next:
                self.next_alias_place(start)
            self.alias_ended = False
            return False
        value = aliases[raw]
        growth = len(value) - (end - start)
        self.alias_later = [place + growth for place in self.alias_later if place > start]
        if self.alias_next > start:
            self.alias_later.append(self.alias_next + growth)
        goes_on = value[-1:] in (" ", "\t")
        if goes_on and all(active[1] != end for active in self.aliased):
            self.alias_later.append(start + len(value))
        self.alias_next = start
        self.line_at(start)
        self.line += self.text.count("\n", start, end)
        self.moved(start, growth)
        lines = value.split("\n")
        place = start
        for line in lines[:-1]:
            place += len(line) + 1
            if not line.endswith("\\"):
                self.uncounted.append(place - 1)
        self.text = self.text[:start] + value + self.text[end:]
        grown = len(value) - (end - start)
        self.grown += grown
        for active in self.aliased:
            active[1] += grown
        self.aliased.append([raw, start + len(value), goes_on])
        self.pos = start
        return True

    def read_behind_alias(self, end: int) -> None:
        """Read here-documents of an alias, which ends at `end`: their texts are on the lines after its own."""
        pos = self.pos
        newline = self.text.find("\n", end)
        while newline < 0 and self.refill():
            newline = self.text.find("\n", end)
        self.pos = start = newline + 1 if newline >= 0 else len(self.text)
        self.read_here_documents()
        self.line_at(pos)
        self.line += self.text.count("\n", start, self.pos)
        self.text = self.text[:start] + self.text[self.pos :]
        self.grown -= self.pos - start
        self.pos = pos

    def next_alias_place(self, start: int) -> None:
        """The word at `start` is no alias: the next place behind which one may be, if any."""
        places = [place for place in self.alias_later if place > start]
        self.alias_next = min(places) if places else -1
        self.alias_later = [place for place in places if place != self.alias_next]

    # ---- nested commands

    def substitution(self, pos: int) -> tuple[Node | None, int]:
        saved = (self.cuts, self.starts, self.depth, self.regex, self.shield, self.brace_start, self.prefix)
        outer = (self.pending, self.pos, self.redirected, self.closers, self.token_pos)
        self.cuts, self.starts, self.depth, self.regex, self.shield, self.pending = [], [], 0, False, 0, []
        self.pos = pos
        self.nested = True
        self.closers = []
        self.substitutions += 1
        text, grown, uncounted = self.text, self.grown, self.uncounted[:]
        aliases, places = self.aliases, (self.alias_next, self.alias_later)
        if aliases and not self.posix:  # those are expanded that are known when the substitution is run
            self.aliases, self.alias_next, self.alias_later = None, -1, []
        try:
            node = driver.run(TABLE, "substitution", self.methods, self, self.failed)
        except ParseError as error:
            error.in_substitution = not error.incomplete
            error.substituting = True
            raise
        finally:
            self.substitutions -= 1
            if aliases and not self.posix:
                self.aliases = aliases
                self.alias_next, self.alias_later = places
        end = self.pos
        if self.spans is not None:
            self.spans.append((self.line_at(pos), self.line_at(end)))
        if self.grown != grown:
            end = self.unexpand(text, end, self.grown - grown)
            self.uncounted = uncounted
        left = self.pending
        if left:
            self.leave_here_documents(self.line_at(end))
        self.cuts, self.starts, self.depth, self.regex, self.shield, self.brace_start, self.prefix = saved
        self.pending, self.pos, self.redirected, self.closers, self.token_pos = outer
        self.pending = left + self.pending if left else self.pending
        return node, end

    def unexpand(self, text: str, end: int, grown: int) -> int:
        """After `$( )`: put back the source with the aliases in it, which is what bash shows of it; the new end."""
        self.line_at(end)
        self.text = text + self.text[len(text) + grown :]
        self.grown -= grown
        self.line_pos = end - grown
        return self.line_pos

    def subscript_assigned(self, start: int) -> int:
        """If `name[subscript]=` or `+=` starts at `start`: where the operator is; else 0."""
        match = _match_assign(self.text, start)
        if match is None or match.lastindex != 2:
            return 0
        end = self.matched(match.end(), "[", "]")
        if self.text.startswith("=", end) or self.text.startswith("+=", end):
            return end
        return 0

    def whole_subscript(self, start: int) -> bool:
        """Whether an argument is `name[subscript]=`: unlike the first word of a command it ends at a blank in there."""
        try:
            at = self.subscript_assigned(start)
        except ParseError:
            return False
        if not at or BREAKING.isdisjoint(self.text[start:at]):
            return at > 0
        pos, cuts = self.pos, self.cuts
        self.word_at(start)
        end, self.pos, self.cuts = self.pos, pos, cuts
        return end > at

    def failed(self, terminal: int, expected: dict[int, int]) -> None:
        """Raise the syntax error for a token that the grammar does not want here."""
        from .problems import syntax_error

        raise syntax_error(self, terminal, expected)


def goes_on(text: str, start: int) -> bool:
    """Whether text follows the parentheses at `start` at once, as in `a=('' $x)-`: then they are no array.

    Only those with plain text, simple variables and quotes on one line are looked at.
    """
    close = text.find(")", start)
    if close < 0 or text[close + 1 : close + 2] in _ENDING:
        return False
    at = start + 1
    while at < len(text):
        char = text[at]
        if char == ")":
            return text[at + 1 : at + 2] not in _ENDING
        if char in "'\"":
            end = text.find(char, at + 1)
            if end < 0 or (char == '"' and not _UNPLAIN.isdisjoint(text[at + 1 : end])):
                return False
            at = end
        elif char in "(\n#`\\" or text.startswith("${", at):
            return False
        at += 1
    return False


BREAKING = frozenset(" \t\n;&|<>()")
"""What ends a word, unless it is quoted."""
_ENDING = BREAKING | {""}
_UNPLAIN = frozenset("\\`\n(")


def starts_array(text: str, pos: int) -> bool:
    """Whether `name=(`, `name+=(` or `name[subscript]=(` is the next word."""
    while text.startswith((" ", "\t"), pos):
        pos += 1
    match = _match_assign(text, pos)
    if match is None:
        return False
    end = match.end(1) if match.lastindex == 3 else text.find("]", match.end()) + 1
    return end > 0 and text.startswith(("=(", "+=("), end)
