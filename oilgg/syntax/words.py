"""Words: from text to parts, by word.lark.

`WordLexer` is the part of the lexer that works inside of words: it knows where quotes, `${…}`, `$((…))` and backquotes
end and gives word.lark its tokens. What a command substitution contains is parsed by a recursive call on the same text
(`Lexer.substitution`), so that `$(case x in a) …)` comes out right without tricks.

All text comes from one growing buffer (`text`, `pos`); `refill` asks for more of it only when what is there is used up.
"""

from __future__ import annotations

from ..errors import ParseError
from . import actions, driver
from .buffer import CONTINUATION, PATTERNS, Buffer
from .escapes import decode_ansi
from .modes import MODES, TERMINALS, mode_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .nodes import Word

(
    END,
    LITERAL,
    PART,
    QUOTE_OPEN,
    QUOTE_END,
    LOCALE_OPEN,
    BRACE_OPEN,
    BRACE_END,
    QUOTED_BRACE_END,
    REPLACE_END,
    REPLACE_BY,
    DEFAULT,
    TRIM,
    CASE,
    REPLACE,
    SLICE,
    TRANSFORM,
    NAMES,
    BAD,
    NAME,
    SUBSCRIPT,
    LENGTH,
    INDIRECT,
) = range(23)

TABLE = driver.Table("word", actions)

_match_word = PATTERNS["word"].match
_match_quotes = PATTERNS["quotes"].match
_match_text = PATTERNS["text"].match
_match_braces = PATTERNS["braces"].match
_match_replaced = PATTERNS["replaced"].match
_match_quoted_braces = PATTERNS["quoted_braces"].match
_match_head = PATTERNS["head"].match
_match_operation = PATTERNS["operation"].match

# texts of arithmetic, subscripts, offsets: parsed once
TEXTS: dict[tuple[str, str], Any] = {}


class WordLexer(Buffer):
    """A position in source text, and the tokens of words from there on."""

    __slots__ = (
        "brace_start", "cuts", "depth", "extglob", "here", "nested", "opened", "plain_text", "prefix", "regex",
        "shield", "translated", "value", "word_methods",
    )  # fmt: skip

    def __init__(self, text: str, line: int, more: Callable[[], str] | None, posix: bool) -> None:
        super().__init__(text, line, more, posix)
        self.value: Any = None
        # line continuations in the current word
        self.cuts: list[int] = []
        # of the current ${: 1 after #, 2 after !; where it starts; up to where a } is no end of it
        self.prefix = 0
        self.brace_start = 0
        self.shield = 0
        # open parentheses of an extended pattern or a regular expression, and where the first is
        self.depth = 0
        self.opened = 0
        self.regex = False
        # whether `@(a|b)` is one word
        self.extglob = True
        # `"` is an ordinary character: in a here-document, as opposed to arithmetic
        self.plain_text = True
        self.here = False
        # the word contains commands, whose line numbers make it different from others of the same text
        self.nested = False
        # the texts of $"…" and their lines, where somebody wants them
        self.translated: list[tuple[int, str]] | None = None
        self.word_methods = tuple(getattr(self, "word_" + mode) for mode in _MODES)

    def note_translated(self, pos: int) -> None:
        """Note the text of a $"…" whose quote is at `pos`."""
        found, self.translated = self.translated, None
        end = self.quotes_end(pos)
        self.translated = found
        found.append((self.line_at(pos), self.text[pos + 1 : end - 1]))  # type: ignore[union-attr]

    # ---- words

    def word_at(self, start: int) -> Word:
        """The word that starts at `start`, however complicated; `pos` is moved behind it."""
        self.pos = start
        cuts = self.cuts
        self.cuts = []
        parts = driver.run(TABLE, "word", self.word_methods, self, self.word_failed)
        raw = self.cut(start, self.pos)
        self.cuts = cuts
        return (raw, actions.joined(parts))

    def cut(self, start: int, end: int) -> str:
        """The source between two positions without line continuations."""
        if not self.cuts:
            return self.text[start:end]
        pieces = []
        for cut in self.cuts:
            if start <= cut < end:
                pieces.append(self.text[start:cut])
                start = cut + 2
        pieces.append(self.text[start:end])
        return "".join(pieces)

    def word_failed(self, terminal: int, expected: dict[int, int]) -> None:
        """A token that word.lark does not want here: cannot happen but for a bug."""
        raise AssertionError(
            (TERMINALS["word"][terminal], [TERMINALS["word"][t] for t in expected], self.text, self.pos)
        )

    def continuation(self) -> int:
        """Skip the line continuation at `pos`."""
        self.cuts.append(self.pos)
        self.pos += 2
        self.value = ""
        if self.pos >= len(self.text):
            self.refill()
        return LITERAL

    def literal(self, text: str) -> int:
        """The next len(text) characters are literal."""
        self.value = text
        self.pos += len(text)
        return LITERAL

    def part(self, value: Any, end: int) -> int:
        """A finished part that ends at `end`."""
        self.value = value
        self.pos = end
        return PART

    def token_of(self, match: Any, kind: int) -> int:
        """Groups 2 to 6 of the unquoted patterns."""
        self.pos = match.end()
        if kind <= 3:
            self.value = ("sq", match[kind])
        elif kind <= 5:
            self.value = ("var", match[kind])
        else:
            return QUOTE_OPEN
        return PART

    def word_word(self) -> int:
        """Unquoted text up to the end of the word."""
        text, pos = self.text, self.pos
        match = _match_word(text, pos)
        if match is None:
            return self.word_special(pos)
        kind = match.lastindex
        if kind == 1:
            self.value = match[1]
            end = self.pos = match.end()
            if text.startswith("(", end) and text[end - 1] in "?*+@!" and self.extglob and not self.regex:
                self.value += "("
                self.pos += 1
                if not self.depth:
                    self.opened = end
                self.depth += 1
            return LITERAL
        return self.token_of(match, kind)

    def word_special(self, pos: int) -> int:
        """What the pattern for unquoted text leaves over: ends, rare quotes, expansions, bracketed operators."""
        text = self.text
        if pos >= len(text):
            if self.depth:
                if self.refill():
                    return self.literal("")
                raise self.unterminated(self.opened, ")")
            return END
        char = text[pos]
        if char == "\\":
            if text.startswith(CONTINUATION, pos):
                return self.continuation()
            return self.literal(char)
        if char == "'":
            return self.single_quoted(pos)
        if char == "$":
            return self.dollar(pos, False)
        if char == "`":
            return self.backquoted(pos, False)
        if char in "<>" and text.startswith("(", pos + 1) and not self.depth:
            return self.process_substitution(pos, char)
        return self.word_bracketed(char)

    def word_bracketed(self, char: str) -> int:
        """A character that ends a word, but not within the parentheses of an extended pattern or regular expression."""
        if self.depth:
            if char == "(":
                self.depth += 1
            elif char == ")":
                self.depth -= 1
            return self.literal(char)
        if self.regex:
            if char == "(":
                self.depth = 1
                self.opened = self.pos
                return self.literal(char)
            if char == "|":
                return self.literal(char)
        return END

    def word_quotes(self) -> int:
        """Inside of "…"."""
        match = _match_quotes(self.text, self.pos)
        if match is None:
            return self.quoted_special(self.pos)
        kind = match.lastindex
        if kind == 6:
            self.pos = match.end()
            return QUOTE_END
        return self.quoted_token(match, kind)

    def quoted_token(self, match: Any, kind: int) -> int:
        """Groups 1 to 5 of the quoted patterns."""
        if kind == 2:
            return self.continuation()
        self.pos = match.end()
        if kind <= 3:
            self.value = match[kind]
            return LITERAL
        self.value = ("var", match[kind])
        return PART

    def quoted_special(self, pos: int) -> int:
        """What the patterns for quoted text leave over."""
        text = self.text
        if pos >= len(text):
            if self.refill():
                return self.literal("")
            raise self.unterminated(self.quote_start(), '"')
        char = text[pos]
        if char == "$":
            return self.dollar(pos, True)
        if char == "`":
            return self.backquoted(pos, True)
        return self.literal(char)

    def quote_start(self) -> int:
        """Where the innermost unclosed `"` is, roughly: for the line in the error."""
        return self.text.rfind('"', 0, self.pos)

    def word_text(self) -> int:
        """The text of a here-document or of arithmetic."""
        match = (_match_text if self.plain_text else _match_quotes)(self.text, self.pos)
        if match is None:
            if self.pos >= len(self.text):
                return END
            if self.text[self.pos] == "`":
                return self.backquoted(self.pos, False)
            return self.quoted_special(self.pos)
        if match.lastindex == 6:
            self.pos += 1
            self.value = ""
            return LITERAL
        return self.quoted_token(match, match.lastindex)

    def word_braces(self) -> int:
        """The word of an unquoted `${x:-word}`, or a pattern, up to }."""
        match = _match_braces(self.text, self.pos)
        if match is None:
            return self.brace_special(self.pos)
        kind = match.lastindex
        if kind == 1:
            self.value = match[1]
            self.pos = match.end()
            return LITERAL
        if kind == 7:
            return self.brace_end(BRACE_END, match.end())
        return self.token_of(match, kind)

    def word_replaced(self) -> int:
        """The pattern of `${x/pattern/string}`, up to / or }."""
        match = _match_replaced(self.text, self.pos)
        if match is None:
            if self.text.startswith("/", self.pos):
                if self.pos == self.starts[-1] and self.value == "//":
                    return self.literal("/")
                end = self.pos
                self.brace_end(REPLACE_BY, end + 1)
                self.starts.append(end + 1)
                return REPLACE_BY
            return self.brace_special(self.pos)
        kind = match.lastindex
        if kind == 1:
            self.value = match[1]
            self.pos = match.end()
            return LITERAL
        if kind == 7:
            return self.brace_end(REPLACE_END, match.end())
        return self.token_of(match, kind)

    def word_quoted_braces(self) -> int:
        """The word of `"${x:-word}"`, up to }."""
        match = _match_quoted_braces(self.text, self.pos)
        if match is None:
            return self.quoted_brace_special(self.pos)
        kind = match.lastindex
        if kind == 7:
            if self.pos < self.shield:
                return self.literal("}")
            start = self.starts[-1]
            self.brace_end(QUOTED_BRACE_END, match.end())
            if '"' in self.value or ("'" in self.value and ("$" in self.value or "`" in self.value)):
                self.value = self.inner_word(self.value, start)
            return QUOTED_BRACE_END
        if kind == 6:
            if self.pos < self.shield:
                return self.literal('"')
            self.pos = match.end()
            return QUOTE_OPEN
        return self.quoted_token(match, kind)

    def brace_end(self, terminal: int, end: int) -> int:
        """The end of a word inside of ${ }: its value is the source of that word."""
        self.value = self.cut(self.starts.pop(), end - 1) if self.starts else ""
        self.pos = end
        return terminal

    def brace_special(self, pos: int) -> int:
        """What the patterns inside of an unquoted ${ } leave over."""
        text = self.text
        if pos >= len(text):
            if self.refill():
                return self.literal("")
            raise self.unterminated(text.rfind("${", 0, pos), "}")
        char = text[pos]
        if char == "\\":
            return self.continuation() if text.startswith(CONTINUATION, pos) else self.literal(char)
        if char == "'":
            return self.single_quoted(pos)
        if char == "$":
            return self.dollar(pos, False)
        if char == "`":
            return self.backquoted(pos, False)
        if char in "<>" and text.startswith("(", pos + 1):
            return self.process_substitution(pos, char)
        return self.literal(char)

    def quoted_brace_special(self, pos: int) -> int:
        """What the pattern for `"${x:-word}"` leaves over; a ' protects a } up to the next ', though both stay."""
        text = self.text
        if pos < len(text):
            if text.startswith("$'", pos) and pos > self.shield and not self.here and not self.posix:
                self.ansi_quoted(pos)
                self.value = self.value[1]
                return LITERAL
            if text.startswith('$"', pos) and pos > self.shield and not self.here:
                self.pos += 1
                self.value = ""
                return LITERAL
            if text[pos] == "`":
                return self.backquoted(pos, False)
            if text[pos] != "'":
                return self.quoted_special(pos)
            if pos > self.shield and not self.posix:
                self.shield = self.closing_quote(pos)
                within = self.text[pos : self.shield]
                if "${" in within or "$(" in within or "`" in within:  # that is found when the word is there
                    return self.literal(within)
            return self.literal("'")
        if self.refill():
            return self.literal("")
        raise self.unterminated(text.rfind("${", 0, pos), "}")

    # ---- quotes

    def single_quoted(self, pos: int) -> int:
        end = self.closing_quote(pos)
        return self.part(("sq", self.text[pos + 1 : end]), end + 1)

    def ansi_quoted(self, pos: int) -> int:
        """$'…' at pos."""
        end = self.ansi_end(pos)
        return self.part(("sq", decode_ansi(self.text[pos + 2 : end - 1])), end)

    def cut_backquoted(self, pos: int, end: int) -> None:
        """Line continuations within backquotes are no part of the source of the word."""
        while True:
            pos = self.text.find("\\", pos, end)
            if pos < 0:
                return
            if self.text[pos + 1] == "\n":
                self.cuts.append(pos)
            pos += 2

    def backquoted(self, pos: int, quoted: bool) -> int:
        """`…` at pos; `quoted`: in "…", where \\" is a quote."""
        end = self.backquote_end(pos)
        text = self.text[pos + 1 : end - 1]
        if "\\" in text:
            self.cut_backquoted(pos, end)
            pieces = text.split("\\")
            result = [pieces[0]]
            index = 1
            while index < len(pieces):
                piece = pieces[index]
                index += 1
                if piece == "" and index < len(pieces):
                    result.append("\\" + pieces[index])
                    index += 1
                elif piece[:1] in ("$", "`") or (quoted and piece[:1] == '"'):
                    result.append(piece)
                elif piece[:1] == "\n" and piece:
                    result.append(piece[1:])
                else:
                    result.append("\\" + piece)
            text = "".join(result)
        return self.part(("backq", text), end)

    # ---- what starts with $

    def dollar(self, pos: int, quoted: bool) -> int:
        """An expansion that is not just a name, or a $ on its own."""
        text = self.text
        after = text[pos + 1 : pos + 2]
        if after == "(":
            return self.parenthesis(pos)
        if after == "{":
            self.pos = pos + 2
            self.brace_start = pos
            return BRACE_OPEN
        if after == "[":
            end = self.matched(pos + 2, "[", "]")
            return self.part(("arith", self.arithmetic(self.text[pos + 2 : end - 1], pos + 2)), end)
        if not quoted:
            if after == "'":
                return self.ansi_quoted(pos)
            if after == '"':
                if self.translated is not None:
                    self.note_translated(pos + 1)
                self.pos = pos + 2
                return LOCALE_OPEN
        if after == "\\" and text.startswith(CONTINUATION, pos + 1):
            return self.without_continuation(pos)
        return self.literal("$")

    def without_continuation(self, pos: int) -> int:
        """A line continuation right behind a $: taken out of the buffer, then looked at again."""
        self.splice(pos + 1)
        return self.literal("")

    def parenthesis(self, pos: int) -> int:
        """$(( )) or $( ) at pos."""
        text = self.text
        if text.startswith(CONTINUATION, pos + 2):
            self.splice(pos + 2)
            return self.literal("")
        if text.startswith("(", pos + 2):
            end = self.arithmetic_end(pos + 3)
            if end:
                return self.part(("arith", self.arithmetic(self.text[pos + 3 : end - 2], pos + 3)), end)
            return self.doubly_opened(pos)
        node, end = self.substitution(pos + 2)
        return self.part(("heresub" if self.here else "cmdsub", node, self.text[pos + 2 : end - 1]), end)

    def doubly_opened(self, pos: int) -> int:
        """`$((a); b)`: commands. Those with a syntax error are parsed when they are run, as bash does here."""
        try:
            node, end = self.substitution(pos + 2)
        except ParseError:
            self.cuts, self.starts, self.depth = [], [], 0
            end = self.matched(pos + 2, "(", ")")
            return self.part(("backq", self.text[pos + 2 : end - 1]), end)
        return self.part(("cmdsub", node, self.text[pos + 2 : end - 1]), end)

    def process_substitution(self, pos: int, direction: str) -> int:
        node, end = self.substitution(pos + 2)
        return self.part(("procsub", direction, node, self.text[pos + 2 : end - 1]), end)

    # ---- what is between ${ and }

    def word_head(self) -> int:
        """`#`, `!` or the name after ${."""
        match = _match_head(self.text, self.pos)
        if match is None:
            if self.text.startswith(CONTINUATION, self.pos):
                self.splice(self.pos)
                return self.word_head()
            return self.bad_parameter()
        kind = match.lastindex
        if self.text.startswith(CONTINUATION, match.end()):
            self.splice(match.end())
            return self.word_head()
        self.prefix = 0 if kind == 3 else kind
        self.value = match[kind]
        self.pos = match.end()
        return NAME if kind == 3 else LENGTH if kind == 1 else INDIRECT

    def word_name(self) -> int:
        """The name after `${#` or `${!`."""
        match = _match_head(self.text, self.pos)
        if match is None or match.lastindex != 3:
            value = self.text[self.pos : self.pos + 1]
            if value not in ("#", "!"):
                raise AssertionError(self.text[self.pos :])
            self.value = value
            self.pos += 1
            return NAME
        if self.text.startswith(CONTINUATION, match.end()):
            self.splice(match.end())
            return self.word_name()
        self.value = match[3]
        self.pos = match.end()
        return NAME

    def word_operation(self) -> int:
        """What follows the name: subscript, operator or }."""
        text, pos = self.text, self.pos
        match = _match_operation(text, pos)
        if match is None:
            if text.startswith("[", pos):
                return self.subscript(pos)
            if text.startswith(CONTINUATION, pos):
                self.splice(pos)
                return self.word_operation()
            return self.bad_parameter()
        kind = match.lastindex
        if kind == 8:
            self.value = ""
            self.pos = match.end()
            return BRACE_END
        if self.prefix == 1 or (kind == 6 and self.prefix != 2):
            return self.bad_parameter()
        self.value = match[kind]
        if kind == 7:
            if text.startswith(CONTINUATION, pos + 1):
                self.splice(pos + 1)
                return self.word_operation()
            return self.slice(pos + 1)
        self.pos = match.end()
        self.starts.append(self.pos)
        return _OPERATIONS[kind]

    def bad_parameter(self) -> int:
        """`${…}` that is no form of parameter expansion: everything up to }."""
        start = self.brace_start
        end = self.matched(start + 2, "", "}")
        self.value = self.text[start:end]
        self.pos = end
        return BAD

    def subscript(self, pos: int) -> int:
        """[…] after the name."""
        if not self.plain_name(pos):
            return self.bad_parameter()
        brace = self.brace_start
        end = self.matched(pos + 1, "[", "]", "}")
        self.brace_start = brace
        end = end or self.subscript_of_braces(pos + 1)
        if not end:
            return self.bad_parameter()
        raw = self.text[pos + 1 : end - 1]
        self.value = raw if raw in ("@", "*") else self.subscript_word(raw, pos + 1)
        self.pos = end
        return SUBSCRIPT if raw else self.bad_parameter()

    def subscript_of_braces(self, pos: int) -> int:
        """Behind the subscript at `pos` that has a `}` in it (`${m[}]}`), if it is simple; else 0."""
        depth = 1
        for index in range(pos, len(self.text)):
            char = self.text[index]
            if char in "[]":
                depth += 1 if char == "[" else -1
                if not depth:
                    return index + 1
            elif char in _NO_PLAIN_SUBSCRIPT:
                return 0
        return 0

    def plain_name(self, pos: int) -> bool:
        """Whether what precedes `pos` can be the name of an array, and has no subscript yet."""
        start = pos
        while self.text[start - 1] == "_" or self.text[start - 1].isalnum():
            start -= 1
        return start < pos and not self.text[start].isdigit()

    def slice(self, pos: int) -> int:
        """offset or offset:length after the first colon."""
        end = self.matched(pos, "", "}") - 1
        text = self.text[pos:end]
        colon = slice_colon(text)
        if colon < 0:
            self.value = (self.arithmetic(text, pos), None)
        else:
            self.value = (self.arithmetic(text[:colon], pos), self.arithmetic(text[colon + 1 :], pos))
        self.pos = end
        self.starts.append(end)
        return SLICE

    # ---- regions of known extent, parsed on their own

    def arithmetic(self, text: str, pos: int) -> Word:
        """Arithmetic text as a word."""
        return self.region(text, pos, "quoted")

    def subscript_word(self, text: str, pos: int) -> Word:
        """A subscript as a word: its quotes are quotes."""
        return self.region(text, pos, "subscript")

    def region(self, text: str, pos: int, kind: str) -> Word:
        word = TEXTS.get((text, kind))
        if word is None:
            line = self.line_at(pos)
            if kind == "subscript" and ("'" in text or "\\" in text):
                lexer = self.sublexer(text + "}", line)
                parts = lexer.parts_to_brace()
            else:
                lexer = self.sublexer(text, line)
                lexer.plain_text = False
                parts = driver.run(TABLE, "quoted", lexer.word_methods, lexer, lexer.word_failed)
            word = (text, actions.joined(part for part in parts if part != ""))
            if not lexer.nested:
                TEXTS[text, kind] = word
            else:
                self.nested = True
        return word

    def inner_word(self, raw: str, pos: int) -> Word:
        """The word of `"${x-word}"` with double quotes in it."""
        from .inner import without_quotes

        lexer = self.sublexer(raw, self.line_at(pos))
        lexer.here = self.here
        text = raw
        try:
            text = without_quotes(lexer)
            lexer = self.sublexer(text, lexer.line)
            lexer.here, lexer.plain_text = self.here, False
            parts = driver.run(TABLE, "quoted", lexer.word_methods, lexer, lexer.word_failed)
        except ParseError:
            return (raw, (("bad", text),))
        self.nested = self.nested or lexer.nested
        return (raw, actions.joined(part for part in parts if part != ""))

    def sublexer(self, text: str, line: int) -> WordLexer:
        """A lexer for a piece of this text."""
        return type(self)(text, line, None, self.posix)

    def parts_to_brace(self) -> list[Any]:
        """All parts up to a } at the end of the text, where blanks and operators are literal."""
        self.text = "${x-" + self.text
        parts = driver.run(TABLE, "word", self.word_methods, self, self.word_failed)
        word = parts[0][5][0]
        return list(word[1])


def slice_colon(text: str) -> int:
    """Where the offset ends in `offset:length`; -1: no length. Colons of `? :` and in brackets do not count."""
    depth = questions = 0
    skip = False
    for index, char in enumerate(text):
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif depth <= 0:
            if char == "?":
                questions += 1
            elif char == ":":
                if not questions:
                    return index
                questions -= 1
    return -1


_NO_PLAIN_SUBSCRIPT = frozenset(" \t\n\"'`$\\;|&()<>")
_OPERATIONS = {1: DEFAULT, 2: TRIM, 3: REPLACE, 4: CASE, 5: TRANSFORM, 6: NAMES}
_MODES = mode_names("word")
assert len(MODES["word"]) >= len(_MODES)
