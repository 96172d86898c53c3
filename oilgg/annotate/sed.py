"""What a sed script reads and writes, and whether it treats each line by itself."""

from __future__ import annotations

from oilgg.annotate.programs import Found, Unclear

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

SPACE = " \t"
# Commands after which each line is still treated by itself, whatever the lines around it are.
LINEWISE = frozenset("sypdblTt:{}aicrz")


class _Sed:
    """Reads one sed script (GNU sed 4.8 manual, "sed scripts") far enough to know its files and its state."""

    def __init__(self, text: str, found: Found) -> None:
        self.text = text
        self.at = 0
        self.found = found

    def peek(self) -> str:
        """The next character, "" at the end."""
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        """The next character, "" at the end, and go past it."""
        char = self.text[self.at : self.at + 1]
        self.at += 1
        return char

    def skip(self, chars: str) -> None:
        """Go past any of these characters."""
        while self.peek() and self.peek() in chars:
            self.at += 1

    def script(self) -> None:
        """All commands of the script."""
        if self.text.startswith("#n\n") or self.text == "#n":
            self.at = 2
        while True:
            self.skip(SPACE + ";\n")
            if not self.peek():
                return
            if self.peek() == "#":
                self.rest_of_line()
                continue
            self.command()

    def command(self) -> None:
        """One command with its addresses."""
        first = self.address()
        if first:
            self.skip(SPACE)
            if self.peek() == ",":
                self.at += 1
                self.skip(SPACE)
                if not self.address(second=True):
                    raise Unclear("an address is missing")
                self.stateful()
        self.skip(SPACE + "!")
        name = self.take()
        if name not in LINEWISE:
            self.stateful()
        action = _SED.get(name)
        if action is None:
            raise Unclear(f"the command {name!r}")
        action(self)

    def stateful(self) -> None:
        """What happens to a line depends on the lines before it."""
        self.found.facts.discard("linewise")

    def address(self, second: bool = False) -> bool:
        """Skip an address; line numbers and `$` make the program depend on where a line is."""
        char = self.peek()
        if char == "/" or char == "\\":
            self.at += 1
            self.delimited(self.take() if char == "\\" else "/", 1)
            self.skip("IM")
            return True
        if char == "$" or char.isdigit() or (second and char in ("+", "~")):
            self.stateful()
            self.at += 1
            self.skip("0123456789~")
            return True
        return False

    def delimited(self, mark: str, count: int, patterns: bool = True) -> None:
        """Skip `count` texts that end with `mark`; in a pattern (the first) a mark inside [ ] does not count."""
        if not mark or mark in "\n\\":
            raise Unclear("a delimiter")
        for index in range(count):
            while True:
                char = self.take()
                if not char:
                    raise Unclear("a text that does not end")
                if char == "\\":
                    self.at += 1
                elif char == mark:
                    break
                elif char == "[" and index == 0 and patterns:
                    self.bracket()

    def bracket(self) -> None:
        """Skip the rest of a bracket expression if it ends on this line, as sed does for delimiters inside it."""
        start = self.at
        if self.peek() == "^":
            self.at += 1
        if self.peek() == "]":
            self.at += 1
        while self.peek() not in ("", "\n", "]"):
            if self.peek() == "[" and self.text[self.at + 1 : self.at + 2] in (".", ":", "="):
                end = self.text.find(self.text[self.at + 1] + "]", self.at + 2)
                if end < 0:
                    break
                self.at = end + 2
            else:
                self.at += 1
        if self.peek() != "]":
            self.at = start

    def rest_of_line(self) -> str:
        """What is left of the line; the newline stays."""
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        line = self.text[self.at : end]
        self.at = end
        return line

    def end(self) -> None:
        """A command ends at `;`, `}`, `#`, a newline or the end."""
        self.skip(SPACE)
        if self.peek() and self.peek() not in ";}#\n":
            raise Unclear("text after a command")

    def substitute(self) -> None:
        """s: two texts and flags; `w FILE` takes the rest of the line."""
        self.delimited(self.take(), 2)
        while self.peek() and self.peek() not in ";}#\n" + SPACE:
            flag = self.take()
            if flag == "w":
                self.write()
                return
            if flag == "e":
                raise Unclear("s///e runs a command")
            if flag not in "gpIiMm0123456789":
                raise Unclear(f"the flag {flag!r}")
        self.end()

    def transliterate(self) -> None:
        """y: two texts, without brackets."""
        self.delimited(self.take(), 2, patterns=False)
        self.end()

    def write(self) -> None:
        """w: the file is made even if no line is written to it."""
        self.stateful()
        self.found.facts.add("writes")
        self.found.writes.append(self.file_name())

    def read(self) -> None:
        """r, R: the file may be missing."""
        self.found.reads.append(self.file_name())

    def file_name(self) -> str:
        """The rest of the line; /dev/stdout and the like have a meaning of their own."""
        self.skip(SPACE)
        name = self.rest_of_line()
        if not name:
            raise Unclear("a missing file name")
        if name.startswith("/dev/"):
            raise Unclear(name)
        return name

    def label(self) -> None:
        """A label ends at a newline or, for b t T, at `;`; `}` after it is read differently by versions of sed."""
        self.skip(SPACE)
        while self.peek() and self.peek() not in ";\n":
            if self.peek() in "}{#":
                raise Unclear("a brace after a label")
            self.at += 1

    def branch(self) -> None:
        """b, t, T: a label or none."""
        self.skip(SPACE)
        if self.peek() == "}":
            return
        self.label()

    def text_lines(self) -> None:
        """a, i, c: `a\\` and lines, or one line."""
        self.skip(SPACE)
        if self.peek() == "}":
            raise Unclear("a text that is missing")
        while True:
            char = self.take()
            if char == "\\":
                self.at += 1
            elif char in ("", "\n"):
                return

    def quit(self) -> None:
        """q, Q: lines after it are not read."""
        self.found.facts.add("early")
        self.skip(SPACE + "0123456789")
        self.end()

    def number(self) -> None:
        """l: a line length may follow."""
        self.skip(SPACE + "0123456789")
        self.end()

    def brace(self) -> None:
        """{: commands follow at once, nothing is to be skipped."""
        return


_SED: dict[str, Callable[[_Sed], None]] = {
    "s": _Sed.substitute,
    "y": _Sed.transliterate,
    "w": _Sed.write,
    "W": _Sed.write,
    "r": _Sed.read,
    "R": _Sed.read,
    "a": _Sed.text_lines,
    "i": _Sed.text_lines,
    "c": _Sed.text_lines,
    "b": _Sed.branch,
    "t": _Sed.branch,
    "T": _Sed.branch,
    ":": _Sed.label,
    "q": _Sed.quit,
    "Q": _Sed.quit,
    "l": _Sed.number,
    "{": _Sed.brace,
    "}": _Sed.end,
    **dict.fromkeys("dDgGhHnNpPxz=", _Sed.end),
}


def sed(texts: list[str]) -> Found:
    """What sed scripts do. `e`, `F`, `v`, `s///e` and whatever is unclear refuse."""
    found = Found()
    for text in texts:
        try:
            _Sed(text, found).script()
        except Unclear as unclear:
            found.refusal = f"the program has {unclear}"
    return found
