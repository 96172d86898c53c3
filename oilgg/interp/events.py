"""History expansion: `!!`, `!n`, `!text`, `^old^new`, words and modifiers, as GNU history has them.

Works on a whole command, which may have several lines, so that quotes that span lines are known.
"""

from __future__ import annotations

from oilgg.expand.quote import single

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANK = " \t\n"
_NO_EVENT = " \t\n\r="
_STOPS = ";&()|<>"
_IMPLIED = ":$*%^"
_DESIGNATORS = "^$*%-"
_OPERATORS = ("<<<", "<<-", "&&", "||", "<<", ">>", ";;", "<&", ">&", ">|", "&>", "<>")


class EventError(Exception):
    """An event that is not there, or a modifier that can't be applied; the argument is bash's message."""


class Expansion:
    """What has been made of a line: its `text`, whether it `changed`, and whether `:p` says to print it only."""

    __slots__ = ("changed", "print_only", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.changed = False
        self.print_only = False


class Memory:
    """What later expansions refer to: the last substitution, the last text searched for and the word it was in."""

    __slots__ = ("found_word", "new", "old", "searched")

    def __init__(self) -> None:
        self.old = self.new = self.searched = self.found_word = ""


_memory = Memory()


def expand(
    text: str, lines: Sequence[str], extglob: bool = False, characters: str = "!^#", first: int = 1
) -> Expansion:
    """Expand the history references in `text`; `lines` are the earlier commands, the number of the first is `first`.

    Raises EventError.
    """
    result = Expansion(text)
    mark, quick, comment = list((characters + "!^#"[len(characters) :])[:3])
    if text.startswith(quick) and len(text) > 1:
        body = text.rstrip("\n")
        text = f"{mark}{mark}:s{body}" + text[len(body) :]
    elif mark not in text:
        return result
    scanner = _Scanner(text, lines, extglob, mark, comment, result)
    scanner.first = first
    done = scanner.run()
    result.changed = done != result.text
    result.text = done
    return result


class _Scanner:
    """Goes through a text once and replaces what stands for something earlier."""

    def __init__(
        self, text: str, lines: Sequence[str], extglob: bool, mark: str, comment: str, result: Expansion
    ) -> None:
        self.text = text
        self.lines = lines
        self.extglob = extglob
        self.mark = mark
        self.comment = comment
        self.result = result
        self.at = 0
        self.first = 1
        self.out: list[str] = []
        self.looking = True

    def run(self) -> str:
        """The text with everything replaced."""
        if not self._scan():
            return self.text
        self.at, self.looking = 0, False
        self.out.clear()
        self._scan()
        return "".join(self.out)

    def _scan(self) -> bool:
        """Go through the text; while `looking` only up to the first reference. Gives whether there was one."""
        text, out = self.text, self.out
        quoted = False
        while self.at < len(text):
            char = text[self.at]
            if char == "\\":
                out.append(text[self.at : self.at + 2])
                self.at += 2
            elif char == "'" and not quoted:
                end = text.find("'", self.at + 1)
                end = len(text) if end < 0 else end + 1
                out.append(text[self.at : end])
                self.at = end
            elif char == self.comment and not quoted and (not self.at or text[self.at - 1] in _BLANK):
                end = text.find("\n", self.at)
                end = len(text) if end < 0 else end
                out.append(text[self.at : end])
                self.at = end
            elif char == self.mark and not self._is_plain(quoted):
                if self.looking:
                    return True
                out.append(self._reference(quoted))
            else:
                quoted = quoted is not (char == '"')
                out.append(char)
                self.at += 1
        return False

    def _is_plain(self, quoted: bool) -> bool:
        """Whether the character at hand stands for itself; in `[!x]` and `${!x}` only if no reference is there."""
        text, at = self.text, self.at
        after = text[at + 1 : at + 2]
        if not after or after in _NO_EVENT or (quoted and after == '"'):
            return True
        before = text[:at]
        if before.endswith("$") and len(before) > 1:
            return True
        if not self.looking:
            return False
        if before.endswith("[") and "]" in text[at + 1 :]:
            return True
        if before.endswith("${") and "}" in text[at + 1 :]:
            return True
        return self.extglob and after == "(" and ")" in text[at + 2 :]

    def _reference(self, quoted: bool) -> str:
        """Take the reference at hand; gives what it stands for."""
        start = self.at
        self.at += 1
        event = self._event(start, quoted)
        chosen = self._words(event, start)
        return self._modified(chosen, start)

    def _fail(self, start: int, what: str) -> EventError:
        return EventError(f"{self.text[start : self.at].rstrip(chr(10))}: {what}")

    def _event(self, start: int, quoted: bool) -> str:
        """The earlier command that is meant."""
        text, lines = self.text, self.lines
        char = text[self.at]
        if char == "#":
            self.at += 1
            return "".join(self.out)
        if char == self.mark or char in _IMPLIED:
            self.at += char == self.mark
            return self._by_number(-1, start)
        sign = 1
        if char == "-" and text[self.at + 1 : self.at + 2].isdigit():
            sign = -1
            self.at += 1
        digits = _digits(text, self.at)
        if digits:
            self.at += len(digits)
            return self._by_number(sign * int(digits), start)
        within = char == "?"
        self.at += within
        begin = self.at
        while self.at < len(text) and text[self.at] != "\n":
            char = text[self.at]
            if within and char == "?":
                break
            if not within and (char in _BLANK or char == ":" or char in _STOPS or (quoted and char == '"')):
                break
            if not within and self.at > begin and char in _DESIGNATORS:
                break
            self.at += 1
        wanted = text[begin : self.at]
        if within:
            self.at += text[self.at : self.at + 1] == "?"
            wanted = _memory.searched = wanted or _memory.searched
        if wanted:
            for line in reversed(lines):
                if wanted in line if within else line.startswith(wanted):
                    if within:
                        _memory.found_word = next((word for word in words_of(line) if wanted in word), "")
                    return line
        raise self._fail(start, "event not found")

    def _by_number(self, number: int, start: int) -> str:
        index = number - self.first if number > 0 else len(self.lines) + number
        if number == 0 or not 0 <= index < len(self.lines):
            raise self._fail(start, "event not found")
        return self.lines[index]

    def _words(self, event: str, start: int) -> str:
        """The words of the event that a designator chooses; all of it without one."""
        text = self.text
        place = at = self.at
        colon = text[at : at + 1] == ":"
        at += colon
        char = text[at : at + 1]
        words = words_of(event)
        if char == "%":
            self.at = at + 1
            return _memory.found_word
        if char == "*":
            self.at = at + 1
            return " ".join(words[1:])
        if char == "$":
            self.at = at + 1
            return words[-1] if words else ""
        if char == "-":
            first = 0
        elif char == "^":
            first = 1
            at += 1
        elif char.isdigit() and colon:
            digits = _digits(text, at)
            first = int(digits)
            at += len(digits)
        else:
            return event
        last, self.at = self._last_word(at, first, len(words))
        abbreviated = text[self.at - 1] in "*-"
        if first > last + abbreviated or max(first - abbreviated, last) >= len(words):
            raise self._fail(place, "bad word specifier")
        return " ".join(words[first : last + 1])

    def _last_word(self, at: int, first: int, count: int) -> tuple[int, int]:
        """The end of a range of words, and the position behind it."""
        text = self.text
        char = text[at : at + 1]
        if char == "*":
            return count - 1, at + 1
        if char != "-":
            return first, at
        at += 1
        digits = _digits(text, at)
        if digits:
            return int(digits), at + len(digits)
        char = text[at : at + 1]
        if char == "$":
            return count - 1, at + 1
        if char == "^":
            return 1, at + 1
        return count - 2, at

    def _modified(self, chosen: str, start: int) -> str:
        """Apply the modifiers that follow."""
        text = self.text
        quote = ""
        while text[self.at : self.at + 1] == ":":
            start = self.at
            everywhere = each_word = False
            letter = text[self.at + 1 : self.at + 2]
            self.at += 2
            while letter and letter in "gaG":
                everywhere = everywhere or letter in "ga"
                each_word = each_word or letter == "G"
                letter = text[self.at : self.at + 1]
                self.at += 1
            if letter in ("q", "x"):
                quote = letter
            elif letter == "p":
                self.result.print_only = True
            elif letter == "t":
                chosen = chosen.rpartition("/")[2]
            elif letter == "h":
                chosen = chosen.rpartition("/")[0] if "/" in chosen else chosen
            elif letter == "r":
                chosen = chosen.rpartition(".")[0] if "." in chosen else chosen
            elif letter == "e":
                chosen = "." + chosen.rpartition(".")[2] if "." in chosen else chosen
            elif letter in ("s", "&"):
                if letter == "s":
                    self._read_substitution()
                chosen = self._substituted(chosen, everywhere, each_word, start)
            else:
                raise EventError(f"{letter.strip()}: unrecognized history modifier")
        if quote == "q":
            return single(chosen)
        if quote == "x":
            return _quoted_words(chosen)
        return chosen

    def _read_substitution(self) -> None:
        """Take `/old/new/`."""
        text = self.text
        delimiter = text[self.at : self.at + 1]
        pieces: list[str] = []
        self.at += 1
        for _ in range(2):
            piece = []
            while self.at < len(text) and text[self.at] not in (delimiter, "\n"):
                if text[self.at] == "\\" and text[self.at + 1 : self.at + 2] == delimiter:
                    self.at += 1
                piece.append(text[self.at])
                self.at += 1
            pieces.append("".join(piece))
            if text[self.at : self.at + 1] == delimiter:
                self.at += 1
        old, new = pieces
        _memory.old = old or _memory.old or _memory.searched
        _memory.new = new.replace("\\&", "\0").replace("&", _memory.old).replace("\0", "&")

    def _substituted(self, chosen: str, everywhere: bool, each_word: bool, start: int) -> str:
        old, new = _memory.old, _memory.new
        if not old:
            raise self._fail(start, "no previous substitution")
        if old not in chosen:
            raise self._fail(start, "substitution failed")
        if each_word:
            return " ".join(word.replace(old, new, 1) for word in words_of(chosen))
        return chosen.replace(old, new, -1 if everywhere else 1)


def _digits(text: str, at: int) -> str:
    end = at
    while end < len(text) and text[end] in "0123456789":
        end += 1
    return text[at:end]


def words_of(line: str) -> list[str]:
    """The words of a command as history expansion counts them: quotes stay, operators are words of their own."""
    found: list[str] = []
    at = 0
    while at < len(line):
        if line[at] in _BLANK:
            at += 1
            continue
        operator = next((one for one in _OPERATORS if line.startswith(one, at)), "")
        end = at + len(operator) if operator else at + 1 if line[at] in _STOPS else _word_end(line, at)
        found.append(line[at:end])
        at = end
    return found


def _word_end(line: str, at: int) -> int:
    closer = ""
    depth = 0
    while at < len(line):
        char = line[at]
        if char == "\\" and closer != "'":
            at += 1
        elif closer:
            if char == closer:
                closer = ""
        elif char in "'\"`":
            closer = char
        elif char == "(" and line[at - 1 : at] in ("$", "<", ">"):
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        elif not depth and (char in _BLANK or char in _STOPS):
            break
        at += 1
    return min(at, len(line))


def _quoted_words(text: str) -> str:
    """What lies between blanks in single quotes, the blanks as they are."""
    return "'" + "".join("'\\''" if char == "'" else f"'{char}'" if char in " \t\n" else char for char in text) + "'"
