"""The words of a call, sorted into options, values and operands by a usage line; roles enter the effects at once."""

from __future__ import annotations

from oilgg.annotate.model import Effects, Refusal
from oilgg.annotate.template import Bindings, name_fits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from oilgg.annotate.model import Look, Usage

    Place = tuple[int, int, str]  # argv index, length of the prefix before the text, the text

# How the value of an option is found. Flags are plain strings in the option table.
VALUE, OPTIONAL, JOINED = 1, 2, 3
SPECIAL = ("/dev/", "/proc/", "/sys/")


class Mismatch(Exception):
    """The words do not fit the usage line; carries the refusal."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.refusal = Refusal(code, detail)


class Call:
    """One call held against one usage line."""

    __slots__ = (
        "argv",
        "bindings",
        "effects",
        "environment",
        "facts",
        "fixed",
        "given",
        "look",
        "operands",
        "parts",
        "usage",
        "values",
        "without",
    )

    def __init__(self, usage: Usage, argv: list[str], environment: Mapping[str, str], look: Look) -> None:
        self.usage = usage
        self.argv = argv
        self.environment = environment
        self.look = look
        self.given: dict[str, list[str]] = {}
        self.values: dict[str, list[Place]] = {}
        self.operands: list[tuple[int, str]] = []
        self.parts: dict[str, list[str]] = {}
        self.effects = Effects()
        self.bindings: Bindings | None = None
        self.facts: Any = None
        self.fixed = False
        self.without: tuple[str, ...] = ()

    # Sorting words into options and operands

    def sort_gnu(self, permute: bool = True) -> None:
        """getopt_long: clusters of letters, `--long=value`, options after operands, `--`."""
        argv = self.argv
        options = self.usage.options
        given = self.given
        count = len(argv)
        index = 1
        while index < count:
            word = argv[index]
            here = index
            index += 1
            if word[:1] != "-" or word == "-":
                self.operands.append((here, word))
                if not permute:
                    self.operands.extend((at, argv[at]) for at in range(index, count))
                    return
                continue
            if word == "--":
                self.operands.extend((at, argv[at]) for at in range(index, count))
                break
            entry = options.get(word)
            if entry.__class__ is str:
                given[entry] = []
            elif word[1] == "-":
                index = self.long_option(word, here, entry)
            elif "-#" in options and word[1:].isdigit():
                given["-#"] = [word[1:]]
            else:
                index = self.cluster(word, here)
        if permute and self.operands and "POSIXLY_CORRECT" in self.environment:
            after = argv[self.operands[0][0] :]
            if any(word[:1] == "-" and word != "-" for word in after):
                raise Mismatch("condition", "POSIXLY_CORRECT is set and an option follows an operand")

    def sort_posix(self) -> None:
        """getopt that stops at the first operand."""
        self.sort_gnu(False)

    def long_option(self, word: str, here: int, entry: Any) -> int:
        """Take `--name`, `--name VALUE` or `--name=VALUE`; answers the index of the next word."""
        name, equals, text = word.partition("=")
        if equals:
            entry = self.usage.options.get(name)
        if entry is None or entry.__class__ is str:
            raise self.unlisted(word)
        if equals:
            self.take(entry, here, len(name) + 1, text)
            return here + 1
        if entry[1] == OPTIONAL:
            self.given.setdefault(entry[0], [])
            return here + 1
        if here + 1 >= len(self.argv):
            raise Mismatch("usage-mismatch", f"{word} wants a value")
        self.take(entry, here + 1, 0, self.argv[here + 1])
        return here + 2

    def cluster(self, word: str, here: int) -> int:
        """Take `-abc`, `-oFILE`, `-o FILE`; answers the index of the next word."""
        options = self.usage.options
        for at in range(1, len(word)):
            entry = options.get("-" + word[at])
            if entry is None:
                raise self.unlisted("-" + word[at])
            if entry.__class__ is str:
                self.given[entry] = []
                continue
            if at + 1 < len(word):
                self.take(entry, here, at + 1, word[at + 1 :])
                return here + 1
            if entry[1] == OPTIONAL:
                self.given.setdefault(entry[0], [])
                return here + 1
            if here + 1 >= len(self.argv):
                raise Mismatch("usage-mismatch", f"{word} wants a value")
            self.take(entry, here + 1, 0, self.argv[here + 1])
            return here + 2
        return here + 1

    def sort_words(self) -> None:
        """Options are whole words (gcc): exact spelling first, then the longest prefix that takes a value."""
        argv = self.argv
        options = self.usage.options
        joined = self.usage.joined
        given = self.given
        count = len(argv)
        index = 1
        while index < count:
            word = argv[index]
            here = index
            index += 1
            entry = options.get(word)
            if entry.__class__ is str:
                given[entry] = []
                continue
            if entry is not None:
                if entry[1] == OPTIONAL:
                    given.setdefault(entry[0], [])
                    continue
                if entry[1] == VALUE:
                    if index >= count:
                        raise Mismatch("usage-mismatch", f"{word} wants a value")
                    self.take(entry, index, 0, argv[index])
                    index += 1
                    continue
                raise self.unlisted(word)
            if word[:1] != "-" or word == "-":
                self.operands.append((here, word))
                continue
            for prefix, decl in joined.get(word[:2], ()):
                if word.startswith(prefix):
                    self.take(decl, here, len(prefix), word[len(prefix) :])
                    break
            else:
                raise self.unlisted(word)

    def sort_none(self) -> None:
        """Every word is an operand (echo, expr)."""
        self.operands.extend((at, self.argv[at]) for at in range(1, len(self.argv)))

    def sort_letters(self) -> None:
        """The first word is a cluster of letters with or without a dash (ar, tar); their values follow in order.

        Options with a value may come later too, each a word of its own.
        """
        argv = self.argv
        if len(argv) < 2:
            raise Mismatch("usage-mismatch", f"{argv[0]} without operands")
        word = argv[1]
        index = 2
        if word[:2] == "--":
            raise self.unlisted(word)
        for letter in word[1:] if word[:1] == "-" else word:
            entry = self.usage.options.get("-" + letter)
            if entry is None:
                raise self.unlisted("-" + letter)
            if entry.__class__ is str:
                self.given[entry] = []
            elif index >= len(argv):
                raise Mismatch("usage-mismatch", f"{letter} wants a value")
            else:
                self.take(entry, index, 0, argv[index])
                index += 1
        while index < len(argv):
            word = argv[index]
            if word[:1] == "-" and word != "-":
                entry = self.usage.options.get(word)
                if entry is None or entry.__class__ is str:
                    raise self.unlisted(word)
                index += 1
                if index >= len(argv):
                    raise Mismatch("usage-mismatch", f"{word} wants a value")
                self.take(entry, index, 0, argv[index])
            else:
                self.operands.append((index, word))
            index += 1

    def unlisted(self, option: str) -> Mismatch:
        """The refusal for an option that the usage line does not list."""
        return Mismatch("unlisted-option", f"option {option} is not listed for {self.argv[0]}")

    def take(self, decl: tuple[Any, ...], at: int, prefix: int, text: str) -> None:
        """Note the value of an option, and what its role says."""
        name, _, role, variable, globs, dash, part, many = decl
        known = self.given.get(name)
        if known is None:
            self.given[name] = [text]
        else:
            if role and not many:
                raise Mismatch("usage-mismatch", f"{name} is given twice")
            known.append(text)
        if part:
            self.parts.setdefault(part, []).extend(text.split(",") if name[-1:] == "," else [text])
            return
        if variable:
            self.values.setdefault(variable, []).append((at, prefix, text))
        if role:
            if not text:
                raise Mismatch("usage-mismatch", f"{name} with an empty name")
            self.role(role, text, globs, dash)
            self.effects.places.append((at, prefix, text))

    def role(self, role: str, text: str, globs: tuple[str, ...], dash: bool) -> None:
        """Enter a path into the effects by its arrow."""
        result = self.effects
        if dash and text == "-":
            if role == "<":
                result.stdin = True
            else:
                result.stdout = True
        elif role == "<":
            result.reads.append(text)
        elif role == ">":
            result.writes.append(text)
        elif role == "<<":
            if (text, globs) not in result.read_trees:
                result.read_trees.append((text, globs))
        elif role == ">>":
            result.appends.append(text)
        elif role == "<>":
            result.changes.append(text)
        else:
            result.write_trees.append((text, globs))

    def place_operands(self) -> None:
        """Give each operand to its place in the usage line: by name patterns where it has them, else by position."""
        usage = self.usage
        words = self.operands
        if usage.subcommand:
            for literal in usage.subcommand:
                if not words or words[0][1] != literal:
                    raise Mismatch("usage-mismatch", f"not {self.argv[0]} {' '.join(usage.subcommand)}")
                words = words[1:]
        specs = usage.operands
        if any(spec[4] for spec in specs):
            return self.place_by_name(words)
        left = len(words)
        ranges = []
        for spec in specs:
            if spec[6] and any(option in self.given for option in spec[6]):
                ranges.append((spec, 0, 0))
            else:
                ranges.append((spec, spec[2], spec[3]))
                left -= spec[2]
        if left < 0:
            raise Mismatch("usage-mismatch", f"{self.argv[0]} with too few operands")
        at = 0
        for spec, least, most in ranges:
            size = least + min(left, most - least)
            left -= size - least
            for index, text in words[at : at + size]:
                self.operand(spec, index, text)
            at += size
        if at < len(words):
            raise Mismatch("usage-mismatch", f"{self.argv[0]} with too many operands: {words[at][1]}")
        return None

    def place_by_name(self, words: list[tuple[int, str]]) -> None:
        """Each operand goes to the first place whose name patterns fit it."""
        for index, text in words:
            for spec in self.usage.operands:
                if not spec[4] or name_fits(text, spec[4]):
                    self.operand(spec, index, text)
                    break
            else:
                raise Mismatch("usage-mismatch", f"operand {text} is of no kind that {self.argv[0]} is known to take")
        if not words and any(spec[2] for spec in self.usage.operands):
            raise Mismatch("usage-mismatch", f"{self.argv[0]} without operands")

    def operand(self, spec: tuple[Any, ...], index: int, text: str) -> None:
        """Note an operand, and what its role says."""
        name, role = spec[0], spec[1]
        known = self.values.get(name)
        if known is None:
            self.values[name] = [(index, 0, text)]
        else:
            known.append((index, 0, text))
        if role:
            if not text:
                raise Mismatch("usage-mismatch", f"{self.argv[0]} with an empty name")
            self.role(role, text, spec[7], spec[5])
            self.effects.files.append(index)
            self.effects.places.append((index, 0, text))

    def refuse_special(self, paths: list[str]) -> None:
        """Devices, descriptors, empty words make a call opaque; /dev/null is nothing where it is read or written."""
        result = self.effects
        for path in paths:
            if path.startswith(SPECIAL):
                plain = paths is result.reads or paths is result.writes or paths is result.appends
                if path == "/dev/null" and plain and not result.meta:
                    continue
                raise Mismatch("special-file", f"{path} is not a plain file")
            if not path:
                raise Mismatch("special-file", "an empty word names no file")

    # What clauses ask of the call

    def names(self) -> Bindings:
        """What templates may mention."""
        if self.bindings is None:
            self.bindings = Bindings(self.values, self.environment)
        return self.bindings

    def mention(self, template: tuple[Any, ...], paths: list[str]) -> None:
        """`template` has given `paths`: note from which words, or that variables have a part in them."""
        for piece in template:
            if piece.__class__ is str:
                continue
            if piece[0] == "name" or piece[0] == "trim":
                self.effects.places.extend(self.values.get(piece[1], ()))
            elif piece[0] == "env" or piece[0] == "list":
                self.effects.loose.extend(paths)
            else:
                self.mention(piece[1], paths)

    def texts(self, name: str) -> list[str]:
        """The values of an operand or option value by its name in the usage line."""
        return [place[2] for place in self.values.get(name, ())]

    def flags(self) -> list[str]:
        """The words that are options or values of options, but for those that name an output or are left out."""
        left_out = {index for index, _ in self.operands}
        left_out.add(0)
        options = self.usage.options
        for name in self.given:
            entry = options[name]
            if entry.__class__ is str:
                continue
            if entry[2] in (">", ">>", ">>>") or name in self.without:
                for at, prefix, _ in self.values.get(entry[3], ()):
                    left_out.update((at,) if prefix else (at - 1, at))
        return [word for at, word in enumerate(self.argv) if at not in left_out and word not in self.without]


SORTERS: dict[str, Callable[[Call], None]] = {
    "gnu": Call.sort_gnu,
    "posix": Call.sort_posix,
    "words": Call.sort_words,
    "letters": Call.sort_letters,
    "none": Call.sort_none,
}
