"""Where the cursor stands in a command that is not finished: the command around it, its words, the open quote."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_BLANK = " \t\n"
_BEFORE_COMMAND = frozenset(
    ("if", "then", "else", "elif", "do", "while", "until", "!", "{", "time", "coproc", "sudo", "exec", "command",
     "env", "nohup", "nice", "xargs", "builtin")
)  # fmt: skip
"""Words behind which another command comes."""
_DEFAULT_BREAKS = " \t\n\"'@><=;|&(:"


class Place:
    """A cursor at the end of `text`.

    `raw` is the current word as typed, from `start` on, `word` without its quotes; `quote` is the quote that is open at
    the cursor. `words` are the words before it in the same simple command, which begins at `command_start`;
    `is_command` says that the current word is its first, `redirected` that it is the target of a redirection.
    `variable` is where a variable's name begins that is being typed, or -1.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.start = len(text)
        self.raw = ""
        self.word = ""
        self.quote = ""
        self.words: list[str] = []
        self.command_start = len(text)
        self.is_command = True
        self.redirected = False
        self.variable = -1
        self.last_slash = -1
        self.quote_at_last_slash = ""

    def folder_of(self, shell: Shell) -> str:
        """The folder that the word names before its last slash, with variables and ~ expanded; "" if there is none."""
        folder = self.word[: self.word.rfind("/") + 1]
        if not folder:
            return ""
        if self.raw[:1] == "~":
            name, _, rest = folder[1:].partition("/")
            home = _home_of(shell, name)
            folder = folder if home is None else home + "/" + rest
        return _with_variables(shell, folder) if "$" in folder else folder

    def end_of_command(self, text: str) -> int:
        """Where the command ends in the whole text, which goes on behind the cursor."""
        end = len(self.text)
        while end < len(text) and text[end] not in "\n;&|":
            end += 1
        return end

    def start_of_part(self, breaks: str) -> int:
        """Where the part of the current word begins that a completion replaces: behind the last of `breaks`."""
        start = opened = self.start
        quote = ""
        position = self.start
        while position < len(self.text):
            char = self.text[position]
            if char == "\\" and quote != "'":
                position += 1
            elif quote:
                quote = "" if char == quote else quote
            elif char in "'\"":
                quote = char
                opened = position + 1
            elif char in breaks:
                start = position + 1
            position += 1
        return opened if quote else start

    def broken_words(self, breaks: str, text: str, end: int) -> tuple[list[str], int]:
        """The words of the command up to `end` as COMP_WORDS has them, and the number of the current one."""
        words: list[str] = []
        current = -1
        cursor = len(self.text)
        for begin, stop in _split(text, self.command_start, end, breaks):
            if current < 0 and cursor < begin:
                current = len(words)
                words.append("")
            elif current < 0 and cursor <= stop:
                current = len(words)
            words.append(text[begin:stop])
        if current < 0:
            current = len(words)
            words.append("")
        return words, current


def word_breaks(shell: Shell) -> str:
    """The characters between which completions see words."""
    breaks = shell.vars.get("COMP_WORDBREAKS")
    return _DEFAULT_BREAKS if breaks is None else breaks


def without_quotes(raw: str, quote: str) -> str:
    """What a word stands for whose text `raw` begins inside of `quote` ("" for none)."""
    out = []
    position = 0
    while position < len(raw):
        char = raw[position]
        if char == "\\" and quote != "'" and (not quote or raw[position + 1 : position + 2] in tuple('"$`\\')):
            position += 1
            out.append(raw[position : position + 1])
        elif quote:
            if char == quote:
                quote = ""
            else:
                out.append(char)
        elif char in "'\"":
            quote = char
        else:
            out.append(char)
        position += 1
    return "".join(out)


def _split(text: str, start: int, end: int, breaks: str) -> list[tuple[int, int]]:
    """Start and end of each word: separated by blanks, and runs of the other break characters are words too."""
    found: list[tuple[int, int]] = []
    position = start
    separators = breaks.replace('"', "").replace("'", "")
    while position < end:
        char = text[position]
        if char in _BLANK:
            position += 1
            continue
        begin = position
        if char in separators:
            while position < end and text[position] in separators and text[position] not in _BLANK:
                position += 1
        else:
            quote = ""
            while position < end:
                char = text[position]
                if char == "\\" and quote != "'":
                    position += 1
                elif quote:
                    quote = "" if char == quote else quote
                elif char in "'\"":
                    quote = char
                elif char in separators or char in _BLANK:
                    break
                position += 1
            position = min(position, end)
        found.append((begin, position))
    return found


def _home_of(shell: Shell, name: str) -> str | None:
    if not name:
        return shell.vars.get("HOME")
    if name == "+":
        return shell.vars.get("PWD")
    if name == "-":
        return shell.vars.get("OLDPWD")
    import pwd

    try:
        return pwd.getpwnam(name).pw_dir
    except KeyError:
        return None


def _with_variables(shell: Shell, text: str) -> str:
    """`text` with the plain variables in it expanded."""
    import re

    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda match: shell.vars.get(match[1] or match[2]) or "", text)


class _Context:
    """A list of commands that is being read: the top one, or one in `$( )`, `( )`, backquotes."""

    def __init__(self, start: int, closer: str, outer: _Word | None) -> None:
        self.closer = closer
        self.outer = outer
        self.begin(start)

    def begin(self, position: int) -> None:
        """A new simple command begins."""
        self.words: list[str] = []
        self.command_start = position
        self.redirected = False
        self.expects_command = True


class _Word:
    """A word that is being read."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.text: list[str] = []
        self.quote = ""
        self.last_slash = -1
        self.quote_at_last_slash = ""
        self.variable = -1


def place_of(text: str) -> Place:
    """The place of a cursor at the end of `text`."""
    return _Reader(text).run()


class _Reader:
    """Reads a command up to the cursor, character by character, forgiving everything."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.contexts = [_Context(0, "", None)]
        self.word: _Word | None = None

    def run(self) -> Place:
        """Read it all."""
        text = self.text
        while self.at < len(text):
            char = text[self.at]
            if self.word is not None and self.word.quote:
                self._quoted(char)
            elif char == "\\":
                self._literal(text[self.at + 1 : self.at + 2], 2)
            elif char in "'\"":
                self._open(char)
            elif char == "$":
                self._dollar()
            elif char == "`":
                self._backquote()
            elif char in _BLANK or char in ";&|()<>":
                self._separator(char)
            elif char == "#" and self.word is None:
                end = text.find("\n", self.at)
                self.at = len(text) if end < 0 else end
            else:
                self._literal(char, 1)
        return self._place()

    def _here(self) -> _Word:
        if self.word is None:
            self.word = _Word(self.at)
            context = self.contexts[-1]
            if not context.words:
                context.command_start = self.at
        return self.word

    def _literal(self, char: str, length: int) -> None:
        word = self._here()
        word.text.append(char)
        if char == "/":
            word.last_slash = self.at + length - 1 - word.start
            word.quote_at_last_slash = word.quote
        if word.variable >= 0 and not (char.isalnum() or char == "_"):
            word.variable = -1
        self.at += length

    def _open(self, quote: str) -> None:
        word = self._here()
        word.quote = quote
        word.variable = -1
        self.at += 1

    def _quoted(self, char: str) -> None:
        word = self._here()
        if char == word.quote:
            word.quote = ""
            word.variable = -1
            self.at += 1
        elif word.quote == '"' and char == "\\":
            self._literal(self.text[self.at + 1 : self.at + 2], 2)
        elif word.quote == '"' and char == "$":
            self._dollar()
        elif word.quote == '"' and char == "`":
            self._backquote()
        else:
            self._literal(char, 1)

    def _dollar(self) -> None:
        text = self.text
        word = self._here()
        after = text[self.at + 1 : self.at + 2]
        if after == "(":
            self.at += 2
            if text[self.at : self.at + 1] == "(":
                self.at += 1
            self._enter(")")
        elif after == "{":
            end = text.find("}", self.at)
            name = text[self.at + 2 : end if end >= 0 else len(text)]
            if end < 0 and all(char.isalnum() or char == "_" for char in name):
                word.text.append(text[self.at :])
                word.variable = self.at + 2
                self.at = len(text)
            else:
                end = len(text) if end < 0 else end + 1
                word.text.append(text[self.at : end])
                self.at = end
        else:
            word.text.append("$")
            word.variable = self.at + 1
            self.at += 1

    def _backquote(self) -> None:
        if self.contexts[-1].closer == "`":
            self.at += 1
            self._leave()
        else:
            self._here()
            self.at += 1
            self._enter("`")

    def _enter(self, closer: str) -> None:
        self.contexts.append(_Context(self.at, closer, self.word))
        self.word = None

    def _leave(self) -> None:
        self.word = self.contexts.pop().outer

    def _end_word(self) -> None:
        word = self.word
        if word is None:
            return
        context = self.contexts[-1]
        raw = self.text[word.start : self.at]
        self.word = None
        if context.redirected:
            context.redirected = False
        elif context.expects_command and (raw in _BEFORE_COMMAND or _is_assignment(raw)):
            context.begin(self.at)
        elif context.expects_command and raw[:1] == "-" and context.command_start:
            pass  # an option of `env`, `sudo`…
        else:
            context.words.append("".join(word.text))
            context.expects_command = False

    def _separator(self, char: str) -> None:
        context = self.contexts[-1]
        word = self.word
        raw = "" if word is None else self.text[word.start : self.at]
        if char in "<>" and raw.isdigit():
            self.word = None
        else:
            self._end_word()
        self.at += 1
        if char in "<>":
            if self.text[self.at : self.at + 1] == "(":
                self.at += 1
                self.word = _Word(self.at - 2)
                self._enter(")")
            else:
                context.redirected = True
                while self.text[self.at : self.at + 1] in ("<", ">", "&", "|") and self.at < len(self.text):
                    self.at += 1
        elif char in ";&|\n":
            context.begin(self.at)
        elif char == "(":
            if context.words and self.text[self.at : self.at + 1] == ")":
                self.at += 1  # f()
                context.begin(self.at)
            else:
                self._enter("(")
        elif char == ")":
            if len(self.contexts) > 1 and context.closer != "`":
                self._leave()
                if context.closer == "(":
                    self.contexts[-1].begin(self.at)
                elif self.text[self.at : self.at + 1] == ")" and self.word is not None:
                    self.at += 1
            else:
                context.begin(self.at)  # the pattern of a `case`

    def _place(self) -> Place:
        place = Place(self.text)
        context = self.contexts[-1]
        place.words = context.words
        place.command_start = context.command_start if context.words else len(self.text)
        place.redirected = context.redirected
        place.is_command = context.expects_command and not context.redirected
        word = self.word
        if word is None:
            return place
        if not context.words:
            place.command_start = word.start
        place.start = word.start
        place.raw = self.text[word.start :]
        place.word = "".join(word.text)
        place.quote = word.quote
        place.variable = word.variable
        place.last_slash = word.last_slash
        place.quote_at_last_slash = word.quote_at_last_slash
        equals = place.raw.find("=")
        if place.is_command and equals > 0 and _is_assignment(place.raw):
            _cut(place, equals + 1)
            place.is_command = False
        return place


def _cut(place: Place, length: int) -> None:
    """What is completed of `x=va` is the value."""
    place.start += length
    place.raw = place.raw[length:]
    place.word = place.word[length:]
    place.last_slash = place.last_slash - length if place.last_slash >= length else -1
    place.words = []


def _is_assignment(raw: str) -> bool:
    name, equals, _ = raw.partition("=")
    name = name.removesuffix("+").partition("[")[0]
    return bool(equals) and name.isidentifier() and name.isascii()
