"""The modal lexer: tokens of commands.

One method a mode; the mode comes from the state of the parser (modes.py). One regular expression finds nearly every
token: blanks, then a redirection operator, a whole simple word, a newline, an operator or a comment. Words found that
way are parsed once and remembered by their text; what the expression does not take is left to word.lark (`word_at`).
"""

from __future__ import annotations

from .actions import joined
from .buffer import CONTINUATION, PATTERNS
from .tokens import (
    ARG,
    ARITHMETIC,
    ASSIGN,
    ASSIGN_ARRAY,
    BANG,
    BINARY,
    BINARY_TESTS,
    COND_CLOSE,
    COPROC_NAME,
    DECLARE,
    DECLARE_ARG,
    DECLARING,
    DELIMITER,
    ELEMENT,
    ESAC,
    FOR_ARITHMETIC,
    FUNCTION_NAME,
    ITEM,
    KEYWORDS,
    LPAREN,
    MATCHES,
    MOST_WORDS,
    NAME,
    NEWLINE,
    OPERAND,
    OPERATORS,
    PATTERN,
    PREFIXED_DECLARE,
    PREFIXED_WORD,
    REGEX,
    RPAREN,
    SUBJECT,
    TARGET,
    TIME,
    TIMEOPT,
    UNARY,
    UNARY_TESTS,
    UNEXPECTED,
    WORD,
    WORDS,
    Tokens,
    goes_on,
    starts_array,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .nodes import Word

_match_token = PATTERNS["token"].match
_match_assign = PATTERNS["assign"].match
_match_rest = PATTERNS["rest"].match
_match_calculation = PATTERNS["calculation"].match
_match_digits = PATTERNS["digits"].match
_match_coproc_name = PATTERNS["coproc_name"].match

# so many characters behind a command's first word a line continuation is looked for
AHEAD = 256

# operators whose value, behind a compound command, is their line
_WITH_LINE = (LPAREN, OPERATORS["|"], OPERATORS["|&"])

# reserved words that `time` and `!` need a ; before
_CLOSING = frozenset(("}", "do", "done", "elif", "else", "esac", "fi", "then"))

# (terminal, value) of words in command position by their text
COMMANDS: dict[str, tuple[int, Any]] = {}


class Lexer(Tokens):
    """Source text as tokens of shell.lark."""

    __slots__ = ()

    # ---- words

    def lex_argument(self) -> int:
        match = _match_token(self.text, self.pos)
        if match.lastindex == 2:
            raw = match[2]
            self.pos = match.end()
            if self.alias_next >= 0 and self.argument_alias(raw, match.start(2)):
                return self.lex_argument()
            self.value = WORDS.get(raw) or self.new_word(raw, match.start(2))
            return ARG
        if match.lastindex == 3 and not self.pending:
            self.token_pos = match.start(3)
            self.pos = match.end()
            return NEWLINE
        if self.head is not None:
            return self.second_word(ARG)
        return self.word_token(ARG)

    def second_word(self, expected: int) -> int:
        """What follows an argument; if it is the first one its lines count: of a word or of here-documents."""
        head, end = self.head, self.token_pos + len(self.token_text)
        self.head = None
        terminal = self.word_token(expected)
        if terminal in (expected, NEWLINE):
            self.second_ends(head, end, self.token_pos)
        return terminal

    def continued(self, word: Word) -> None:
        """The value of a command's first word that a line continuation may follow."""
        match = _match_token(self.text, self.pos)
        while match.end() == len(self.text) and self.text.endswith(CONTINUATION) and self.refill():
            match = _match_token(self.text, self.pos)
        kind = match.lastindex
        place = self.pos if kind is None else match.end() if kind <= 2 else match.start(kind)
        self.head = self.value = [self.line_at(place), word]

    def lex_target(self) -> int:
        if self.value[2][-1] == "&":
            match = _match_token(self.text, self.pos)
            digits = _match_digits(match[1]) if match.lastindex == 1 else None
            if digits is not None:  # in `2>&1>f` the second number belongs to the first operator
                self.token_pos, self.token_text = match.start(1), digits[0]
                self.pos = match.start(1) + digits.end()
                self.value = (digits[0], (digits[0],))
                self.redirected = True
                return TARGET
            if self.text.startswith("-", self.pos):  # `>&-` is one operator, whatever follows it
                self.token_pos, self.token_text = self.pos, "-"
                self.pos += 1
                self.value = ("-", ("-",))
                self.redirected = True
                return TARGET
        terminal = self.word_token(TARGET)
        self.redirected = True
        return terminal

    def lex_delimiter(self) -> int:
        _, fd, op = self.value
        terminal = self.word_token(DELIMITER)
        if terminal == DELIMITER:
            here = ["heredoc", self.line_at(self.pos), fd, op, self.value[0], None]
            self.pending.append(here)
            if _match_rest(self.text, self.pos) is None:
                self.used_here = True
            self.value = here
            self.redirected = True
        return terminal

    def lex_name(self) -> int:
        match, kind = self.words_match()
        if kind == 4 and match[4] == "(" and self.token_text == "for" and self.opens_at(match.end()):
            return self.for_arithmetic(match.end() + 1)
        terminal = self.word_token(NAME)
        if terminal == NAME:
            self.value = self.value[0]
            self.after_name = True
        return terminal

    def for_arithmetic(self, start: int) -> int:
        """((init; condition; step)) with `start` behind the parentheses."""
        end = self.matched(start, "(", ")")
        if not self.text.startswith(")", end):
            from .problems import silent_error

            raise silent_error(self, start)
        text = self.text[start : end - 1]
        pieces = split_semicolons(text)
        if len(pieces) != 3:
            from .problems import for_arithmetic_error

            self.value = for_arithmetic_error(self, start, text, len(pieces) < 3)
            self.pos = end + 1
            return FOR_ARITHMETIC
        value = []
        for piece in pieces:
            stripped = piece.strip(" \t\n")
            value.append(self.arithmetic(piece.lstrip(" \t"), start) if stripped else None)
        self.value = tuple(value)
        self.pos = end + 1
        return FOR_ARITHMETIC

    def lex_function_name(self) -> int:
        terminal = self.word_token(FUNCTION_NAME)
        if terminal == FUNCTION_NAME:
            self.value = self.value[0]
        return terminal

    def lex_item(self) -> int:
        return self.word_token(ITEM)

    def lex_subject(self) -> int:
        self.after_name = True
        return self.word_token(SUBJECT)

    def lex_pattern(self) -> int:
        return self.word_token(PATTERN)

    def lex_clause(self) -> int:
        terminal = self.word_token(PATTERN)
        if terminal == PATTERN and self.value[0] == "esac":
            self.token_text = "esac"
            return ESAC
        if terminal == PATTERN and self.value[0] == "}" and _match_token(self.text, self.pos)[4] not in (")", "|"):
            return UNEXPECTED  # as where a `}` is expected
        return terminal

    # ---- commands

    def lex_command(self) -> int:
        match = _match_token(self.text, self.pos)
        kind = match.lastindex
        if kind == 2:
            raw = match[2]
            start = match.start(2)
            self.pos = match.end()
            if self.aliases and not (self.posix and raw in KEYWORDS) and self.expand_alias(raw, start, self.pos):
                return self.lex_command()
            found = COMMANDS.get(raw)
            if found is None:
                found = self.new_command(raw, start)
                if found is None:
                    return self.assignment(start)
                raw = self.text[start : self.pos]
            terminal, value = found
            if terminal == TIME and self.posix and self.text[self.pos : self.pos + 80].lstrip(" \t")[:1] == "-":
                terminal, value = WORD, ("time", ("time",))
            if terminal in (BANG, TIME):
                self.bare = self.pos
            elif value is None and self.bare >= 0 and raw in _CLOSING and not self.text[self.bare : start].strip(" \t"):
                terminal = UNEXPECTED
            self.token_pos = start
            self.token_text = raw
            self.redirected = False
            if value is None:
                self.value = self.line_at(self.pos)
            elif self.text.find(CONTINUATION, self.pos, self.pos + AHEAD) < 0 or terminal == ASSIGN:
                self.head = self.value = [self.line_at(self.pos), value]
            else:
                self.continued(value)
            return terminal
        if kind == 3 and not self.pending:
            self.token_pos = match.start(3)
            self.pos = match.end()
            return NEWLINE
        return self.command_rest()

    def lex_piped(self) -> int:
        """In command position where `time` is no reserved word."""
        terminal = self.lex_command()
        if terminal == TIME:
            self.value = (self.value, ("time", ("time",)))
            self.bare = -1
            return WORD
        return terminal

    def new_command(self, raw: str, start: int) -> tuple[int, Any] | None:
        """(terminal, value) of a word in command position; None if it is an assignment with a subscript."""
        match = _match_assign(raw)
        if match is not None:
            if match.lastindex == 2:
                return None if self.subscript_assigned(start) else self.bracketed_command(raw, start)
            found = (ASSIGN, self.assignment_node(raw, match, start))
        elif raw in KEYWORDS:
            found = (KEYWORDS[raw], None)
        else:
            found = (DECLARE if raw in DECLARING else WORD, WORDS.get(raw) or self.new_word(raw, start))
        if len(COMMANDS) > MOST_WORDS:
            COMMANDS.clear()
        COMMANDS[raw] = found
        return found

    def assignment_node(self, raw: str, match: Any, start: int) -> Any:
        """name=value whose whole text the pattern found."""
        value = raw[match.end() :]
        return ("assign", match[1], None, match[3], self.value_word(value, start + match.end()))

    def value_word(self, value: str, start: int) -> Word:
        """The word of an assigned value whose text is known and simple."""
        if not value:
            return ("", ())
        word = WORDS.get(value)
        if word is not None:
            return word
        end = self.pos
        word = self.word_at(start)
        self.pos = end
        WORDS[value] = word
        return word

    def command_rest(self) -> int:
        """In command position: what is not a simple word."""
        match, kind = self.words_match()
        if kind == 2:
            return self.lex_command()
        self.redirected = False
        if kind is None:
            return self.command_word(WORD)
        if kind == 4 and match[4] == "(" and self.opens_at(match.end()):
            return self.arithmetic_command(match)
        terminal = self.rest(match, kind)
        if terminal in (LPAREN,):
            self.value = self.line_at(self.token_pos)
        return terminal

    def arithmetic_command(self, match: Any) -> int:
        """(( … )), or a subshell in a subshell."""
        start = match.end() + 1
        end = self.arithmetic_end(start)
        self.token_pos = match.start(4)
        self.token_text = "("
        if not end:
            self.value = self.line_at(match.start(4))
            self.pos = match.end()
            self.pushed = (self.pos, self.matched(start, "(", ")"))
            return LPAREN
        self.value = (self.line_at(end), self.arithmetic(self.text[start : end - 2], start))
        self.pos = end
        return ARITHMETIC

    def lost(self) -> None:
        """`((…)` at the end of a line: bash's reader gets lost there unless it reads from a file. Raises ParseError."""
        if self.more is None and not self.substitutions:
            from .problems import lost_in_subshells

            raise lost_in_subshells(self, self.pushed[0])

    def command_word(self, terminal: int) -> int:
        """A complicated word in command position, or the end of the text."""
        start = self.token_pos = self.pos
        if start >= len(self.text):
            return self.end()
        if terminal == WORD and not self.extglob and self.text.startswith("!(", start):
            self.pos = start + 1
            self.value = self.line_at(start)
            self.token_text = "!"
            return BANG
        match = _match_assign(self.text, start)
        if match is not None and (match.lastindex == 3 or self.subscript_assigned(start)):
            return self.assignment(start)
        word = self.word_at(start)
        raw = self.token_text = word[0]
        reserved = self.posix and raw in KEYWORDS and terminal == WORD
        if self.aliases and not reserved and self.expand_alias(raw, start, self.pos):
            return self.lex_command() if terminal == WORD else self.lex_prefixed()
        if terminal == WORD:
            match = _match_assign(raw)
            if match is not None and match.lastindex == 3:
                self.splice_cuts(start)
                return self.assignment(start)
            if raw in KEYWORDS and raw == "".join(p for p in word[1] if type(p) is str):
                self.value = self.line_at(self.pos)
                return KEYWORDS[raw]
        self.continued(word)
        if raw in DECLARING:
            return DECLARE if terminal == WORD else PREFIXED_DECLARE
        return terminal

    def splice_cuts(self, start: int) -> None:
        """Take the line continuations out of the word at `start` that turned out to be an assignment."""
        while True:
            cut = self.text.find("\\\n", start, self.pos)
            if cut < 0:
                return
            self.splice(cut)
            self.pos -= 2

    def bracketed_command(self, raw: str, start: int) -> tuple[int, Any]:
        """A command's name that starts like an element: blanks between the brackets are part of it (`a[1 2]`)."""
        bracket = self.text.index("[", start)
        end = self.matched(bracket + 1, "[", "]")
        if end <= start + len(raw):
            return (WORD, self.new_word(raw, start))
        head = self.text[start : bracket + 1]
        sub = self.subscript_word(self.text[bracket + 1 : end - 1], start)
        rest = self.word_at(end)
        return (WORD, (self.text[start : self.pos], joined((head, *sub[1], "]", *rest[1]))))

    def assignment(self, start: int) -> int:
        """ASSIGN or ASSIGN_ARRAY for the assignment at `start`."""
        match = _match_assign(self.text, start)
        name = match[1]
        sub = None
        at = match.end(1)
        if match.lastindex == 2:
            at = self.subscript_assigned(start)
            sub = self.subscript_word(self.text[match.end() : at - 1], start)
        op = "+=" if self.text[at] == "+" else "="
        at += len(op)
        self.token_pos = start
        if self.text.startswith("\\\n", at):
            self.splice(at)
        if self.text.startswith("(", at):
            if sub is None and (_match_calculation(self.text, at) or goes_on(self.text, at)):
                return self.calculated(start, match)
            self.pos = at + 1
            self.value = (self.line_at(at), name, sub, op)
            self.token_text = self.text[start : at + 1]
            self.closers.append(start)
            return ASSIGN_ARRAY
        word = self.word_at(at)
        self.token_text = self.text[start : self.pos]
        self.value = (self.line_at(self.pos), ("assign", name, sub, op, word))
        return ASSIGN

    def lex_prefixed(self) -> int:
        """After assignments and redirections: the command's name, without reserved words."""
        match, kind = self.words_match()
        if kind != 2:
            return self.command_word(PREFIXED_WORD) if kind is None else self.rest(match, kind)
        raw = match[2]
        start = match.start(2)
        self.pos = match.end()
        if self.aliases and self.expand_alias(raw, start, self.pos):
            return self.lex_prefixed()
        found = _match_assign(raw)
        if found is not None:
            if found.lastindex == 3:
                self.value = (self.line_at(self.pos), self.assignment_node(raw, found, start))
                return ASSIGN
            if self.subscript_assigned(start):
                return self.assignment(start)
            self.value = (self.line_at(start), self.bracketed_command(raw, start)[1])
            return PREFIXED_WORD
        self.value = (self.line_at(self.pos), WORDS.get(raw) or self.new_word(raw, start))
        return PREFIXED_DECLARE if raw in DECLARING else PREFIXED_WORD

    def lex_declare_argument(self) -> int:
        """After declare, local, …: words and assignments."""
        match, kind = self.words_match()
        if kind is not None and kind != 2:
            return self.rest(match, kind)
        start = match.start(2) if kind == 2 else self.pos
        found = _match_assign(self.text, start)
        if found is not None and (found.lastindex == 3 or self.whole_subscript(start)):
            end = found.end()
            opens = found.lastindex == 3 and self.text.startswith("(", end)
            if opens and (_match_calculation(self.text, end) or goes_on(self.text, end)):
                return self.calculated(start, found)
            return self.assignment(start)
        return self.word_token(DECLARE_ARG) if self.head is None else self.second_word(DECLARE_ARG)

    def calculated(self, start: int, match: Any) -> int:
        """`a=(1 + 2)*3`: parentheses with more behind them are no array. Further ones are no part of the word."""
        end = self.matched(match.end() + 1, "(", ")")
        sub = self.sublexer(self.text[match.end() : end], self.line_at(start))
        sub.regex = True
        raw, parts = sub.word_at(0)
        rest = self.word_at(end)
        word = (raw + rest[0], joined((*parts, *rest[1])))
        self.token_pos = start
        self.token_text = self.text[start : self.pos]
        self.value = (self.line_at(self.pos), ("assign", match[1], None, match[3], word))
        return ASSIGN

    def lex_element(self) -> int:
        """Between the parentheses of an array."""
        while True:
            match, kind = self.words_match()
            if kind != 3:
                break
            self.pos = match.end()
        if kind is not None and kind != 2:
            terminal = self.rest(match, kind)
            if terminal == RPAREN:
                self.closers.pop()
            return terminal
        start = match.start(2) if kind == 2 else self.pos
        if start >= len(self.text):
            raise self.unterminated(self.closers.pop(), ")", in_array=True)
        if self.text.startswith("[", start):
            end = self.matched(start + 1, "[", "]")
            at = end + 1 if self.text.startswith("=", end) else end + 2 if self.text.startswith("+=", end) else 0
            if at:
                sub = self.subscript_word(self.text[start + 1 : end - 1], start)
                self.value = ("elem", sub, self.text[end:at], self.word_at(at))
                return ELEMENT
        terminal = self.word_token(ELEMENT)
        self.value = ("elem", None, "=", self.value)
        return terminal

    def lex_timed(self) -> int:
        """After `time`: its options, or a command."""
        match, kind = self.words_match()
        if kind == 2 and (match[2] == "--" or (match[2] == "-p" and self.text[: self.bare].endswith("time"))):
            self.pos = self.bare = match.end()
            self.value = match[2]
            return TIMEOPT
        return self.lex_command()

    def lex_coproc(self) -> int:
        """After `coproc`: a name if a reserved word follows it, which should begin a compound command."""
        match, kind = self.words_match()
        named = kind == 2 and (match[2] not in KEYWORDS or match[2] == "time") and match[2] not in (self.aliases or ())
        if named and _match_coproc_name(self.text, match.end()):
            self.pos = match.end()
            self.value = match[2]
            return COPROC_NAME
        found = self.lex_piped()
        # As there might have been a name, assignments may follow the first word.
        return DECLARE if found == WORD and starts_array(self.text, self.pos) else found

    def lex_after(self) -> int:
        """Where no word can stand: reserved words, operators."""
        match, kind = self.words_match()
        after_name, self.after_name = self.after_name, False
        if kind == 2:
            raw = match[2]
            self.pos = match.end()
        elif kind is not None:
            if kind == 4 and match[4] == "(" and not after_name and self.text.startswith("(", match.end()):
                return self.arithmetic_command(match)
            terminal = self.rest(match, kind)
            if terminal in _WITH_LINE:
                self.value = self.line_at(self.token_pos)
            elif terminal == NEWLINE and self.token_pos == self.pushed[1]:
                self.lost()
            return terminal
        else:
            word = self.slow_word()
            if word is None:
                return self.end()
            raw = word[0]
        start = match.start(2) if kind == 2 else match.end()
        self.token_pos = start
        self.token_text = raw
        self.value = self.line_at(start)
        if self.redirected:
            return UNEXPECTED
        if self.aliases and not after_name and raw not in KEYWORDS and self.expand_alias(raw, start, self.pos):
            return self.lex_after()
        return KEYWORDS.get(raw, UNEXPECTED)

    # ---- [[ ]]

    def cond_match(self, newlines: bool) -> Any:
        while True:
            match, kind = self.words_match()
            if kind != 3 or not newlines:
                return match, kind
            self.pos = match.end()
            if self.pending:
                self.read_here_documents()

    def lex_condition(self) -> int:
        """The start of a term."""
        match, kind = self.cond_match(True)
        if kind == 4 and match[4] == "(":
            return self.rest(match, kind)
        if kind is not None and kind != 2:
            return self.rest(match, kind)
        if kind is None and not self.extglob and self.text.startswith("!(", self.pos):
            self.pos += 1
            self.value = 0
            return BANG
        start = self.pos
        terminal = self.word_token(OPERAND)
        if terminal == OPERAND:
            raw = self.value[0]
            self.token_pos = start
            self.token_text = raw
            if raw == "!":
                return BANG
            if raw == "]]":
                return COND_CLOSE
            if raw in UNARY_TESTS:
                self.value = raw
                self.test = "unary"
                return UNARY
        return terminal

    def lex_operand(self) -> int:
        match, kind = self.cond_match(False)
        if kind == 1 and match[1][0] not in "<>&":
            self.pos = match.start(1)
            self.value = self.word_at(self.pos)
            return OPERAND
        start = self.pos
        extglob = self.extglob
        if self.test == "pattern":
            self.extglob = True
        try:
            terminal = self.word_token(OPERAND)
        finally:
            self.extglob = extglob
        if terminal == OPERAND and self.value[0] == "]]":
            self.token_pos = start
            self.token_text = "]]"
            return COND_CLOSE
        return terminal

    def lex_binary(self) -> int:
        """Behind an operand: a binary operator or what ends the term."""
        last = self.pos
        match, kind = self.cond_match(False)
        self.test = "binary"
        if kind == 1 and match[1] in ("<", ">"):
            self.pos = match.end()
            self.value = match[1]
            return BINARY
        return self.cond_end(last)

    def lex_after_condition(self) -> int:
        last = self.pos
        self.cond_match(True)
        return self.cond_end(last)

    def cond_end(self, last: int) -> int:
        """Behind a term that ends at `last`."""
        start = self.pos
        terminal = self.word_token(BINARY)
        if terminal == NEWLINE:
            return terminal
        if terminal != BINARY:
            return terminal
        raw = self.value[0]
        self.token_pos = start
        self.token_text = raw
        self.value = raw
        if raw == "]]":
            self.value = (self.line_at(last), self.line_at(start))
            return COND_CLOSE
        if raw in ("==", "=", "!="):
            self.test = "pattern"
        if raw not in BINARY_TESTS:
            return UNEXPECTED
        return MATCHES if raw == "=~" else BINARY

    def lex_regex(self) -> int:
        """The word behind =~: parentheses and | are part of it."""
        match, kind = self.words_match()
        start = match.start(kind) if kind is not None else match.end()
        self.pos = start
        if kind == 3 or start >= len(self.text) or (kind == 4 and match[4][0] not in "(|"):
            return self.word_token(REGEX)
        self.regex = True
        try:
            self.value = self.word_at(start)
        finally:
            self.regex = False
        self.token_pos = start
        self.token_text = self.value[0] or self.text[start : start + 1]
        if self.token_text == "]]":
            return COND_CLOSE
        return REGEX if self.value[0] else UNEXPECTED


def split_semicolons(text: str) -> list[str]:
    """The expressions of for (( )): split at ; outside of quotes and brackets."""
    pieces = [""]
    depth = 0
    quote = ""
    skip = False
    for char in text:
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif quote:
            if char == quote:
                quote = ""
        elif char in "'\"`":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == ";" and depth <= 0:
            pieces.append("")
            continue
        pieces[-1] += char
    return pieces
