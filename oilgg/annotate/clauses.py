"""Tree of an annotation file -> usages as marshal-able tuples: what `match` evaluates.

The usage line becomes an option table and a list of places for operands, each clause line becomes
(else?, condition, clauses). Everything that can be wrong is found here, so that matching never fails on a file.
"""

from __future__ import annotations

import marshal

from oilgg.annotate import words
from oilgg.annotate.call import JOINED, OPTIONAL, VALUE
from oilgg.annotate.verbs import VERBS
from oilgg.annotate.words import WordError, token_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.annotate.reader import Source

    Node = tuple[str, Any]
    Token = tuple[str, str, int]
    Clause = tuple[Any, ...]

MANY = 1 << 30
STYLES = ("gnu", "posix", "words", "letters", "none")
STATES = ("none", "one", "many", "dir", "file", "exists", "missing", "link")


def compile_tree(tree: Node, source: Source) -> list[tuple[Any, ...]]:
    """The usages of a file, in order; `part` entries serve the usages after and before them."""
    parts = {}
    for entry in tree[1]:
        usage = entry[1][0]
        if usage[1][0][0] == "part":
            parts[token_text(usage[1][1][1][0][1][0])] = entry
    return [
        usage
        for entry in tree[1]
        if entry[1][0][1][0][0] != "part"
        for usage in [Compiler(entry, source, parts).usage()]
    ]


class Compiler:
    """Compiles one entry (or a part that another entry calls with `@PART`)."""

    def __init__(self, entry: Node, source: Source, parts: dict[str, Node]) -> None:
        self.entry = entry
        self.source = source
        self.parts = parts
        self.style = "gnu"
        self.options: dict[str, Any] = {}
        self.operands: list[tuple[Any, ...]] = []
        self.subcommand: list[str] = []
        self.required: list[tuple[str, ...]] = []
        self.called: dict[str, Token] = {}
        self.many_names: set[str] = set()
        self.names: dict[str, None] = {}
        self.variables: dict[str, None] = {}
        self.looks = False
        self.part_lines: list[Node] = []

    def usage(self) -> tuple[Any, ...]:
        """The tuple that model.Usage takes."""
        head = self.entry[1][0]
        children = [child for child in head[1] if child[0] != "part"]
        names = [token_text(name[1][0]) for name in children[0][1]]
        lines = list(self.entry[1][1:])
        for name in self.included(children):
            self.find_style(list(self.parts[name][1][1:]))
        self.find_style(lines)
        self.items(children[1:], required=True, many=False)
        compiled = [self.line(line) for line in [*self.part_lines, *lines]]
        called = [(False, None, (("part", part, self.called_part(part)),)) for part in self.called]
        if self.style == "gnu":
            self.variables["POSIXLY_CORRECT"] = None
        first = self.first_offset(head)
        return (
            tuple(names),
            self.style,
            tuple(self.required),
            self.usage_text(first),
            f"{self.source.path}:{self.source.line_at(first)}",
            tuple(self.variables),
            self.looks,
            self.packed(tuple(line for line in [*compiled, *called] if line[2])),
        )

    def packed(self, lines: tuple[Any, ...]) -> bytes:
        """What is needed only when a call could fit, in the form that `model.Usage.unpack` reads."""
        flags = [name for name, entry in self.options.items() if name == entry]
        aliases = {n: e for n, e in self.options.items() if e.__class__ is str and n != e}
        kinds: dict[Any, int] = {}
        valued = []
        for name, entry in self.options.items():
            if entry.__class__ is not str:
                valued.append((name, entry[0], kinds.setdefault(entry[1:], len(kinds))))
        return marshal.dumps(
            (
                tuple(self.subcommand),
                " ".join(flags),
                aliases,
                tuple(valued),
                tuple(kinds),
                tuple(self.operands),
                lines,
            ),
            2,
        )

    def included(self, node: Any) -> list[str]:
        """The parts that a usage line takes over."""
        if len(node) == 3 and node[0] == "WORD":
            return [node[1]] if node[1] in self.parts else []
        return [name for child in node if child.__class__ is tuple for name in self.included(child)]

    def called_part(self, name: str) -> tuple[Any, ...]:
        """The usage that the words given to `@PART` are held against."""
        inner = Compiler(self.parts[name], self.source, self.parts)
        data = inner.usage()
        self.variables.update(inner.variables)
        self.looks = self.looks or inner.looks
        return data

    def first_offset(self, node: Any) -> int:
        """Where a node begins in the text."""
        while node.__class__ is tuple and len(node) == 2:
            node = node[1][0] if node[1] and node[0] != "part" else (0, 0, 0)
        return int(node[2])

    def usage_text(self, at: int) -> str:
        """The usage line as written, for explain; long ones are cut."""
        end = self.source.text.find("\n", at)
        return self.source.text[at:end].partition(" #")[0].strip()

    def error(self, message: str, token: Token, help: str = "", offset: int = 0) -> Exception:
        """A mistake at a token."""
        return self.source.error(message, token[2] + offset, len(token[1]) - offset, help)

    def word(self, function: Callable[[str], Any], token: Token) -> Any:
        """Apply a reader of words; its mistakes get a place."""
        try:
            return function(token_text(token))
        except WordError as error:
            raise self.error(error.message, token, error.help, error.offset) from None

    def find_style(self, lines: list[Node]) -> None:
        """`options words` has to be known before the usage line is read."""
        for line in lines:
            for clause in line[1]:
                if clause[0] == "clause" and clause[1][0][1] == "options":
                    words_given = [argument[1][0] for argument in clause[1][1:]]
                    if len(words_given) != 1 or words_given[0][1] not in STYLES:
                        raise self.error("options wants one style", clause[1][0], "one of " + ", ".join(STYLES))
                    self.style = words_given[0][1]

    # The usage line

    def items(self, items: Any, required: bool, many: bool) -> None:
        """Enter the items of a sequence."""
        for item in items:
            kind = item[0]
            if kind == "repeated":
                inner = item[1][0]
                self.items([inner], required, True)
            elif kind == "optional":
                for sequence in item[1][0][1]:
                    self.items(sequence[1], False, many)
            elif kind == "group":
                self.group(item[1][0][1], many)
            elif kind == "option":
                names = self.option(item, many)
                if required:
                    self.required.append(tuple(names))
            else:
                self.operand(item, required, many, ())

    def group(self, sequences: Any, many: bool) -> None:
        """`( PAT | -e PAT | -f <F )`: one of them has to be there; an operand only if no option is."""
        names: list[str] = []
        operand = None
        for sequence in sequences:
            for item in sequence[1]:
                item = item[1][0] if item[0] == "repeated" else item
                if item[0] == "option":
                    names.extend(self.option(item, many))
                elif item[0] == "operand":
                    operand = item
                else:
                    raise self.source.error("only options and one operand fit in ( )", self.first_offset(item))
        if operand is None:
            self.required.append(tuple(names))
        else:
            self.operand(operand, True, False, tuple(names))

    def option(self, item: Node, many: bool) -> list[str]:
        """Enter an option under all its spellings; answers the names it is known by in conditions."""
        token = item[1][0]
        groups = self.word(words.option_names, token)
        if len(item[1]) == 1:
            return self.flags(groups, token)
        value = item[1][1]
        role, variable, dash, part = "", "", False, ""
        globs: tuple[str, ...] = ()
        kind = VALUE
        if value[0] == "role":
            role, variable, globs, dash = self.role(value)
            if role == "@":
                role, part, variable = "", variable, ""
                self.call(part, value[1][1][1][0])
        else:
            variable = value[1].strip("[]").lstrip("=")
            if value[0] == "ATTACHED":
                kind = OPTIONAL
        if variable:
            self.names[variable] = None
            if many:
                self.many_names.add(variable)
        found = []
        for group in groups:
            canonical = group[0]
            own = kind
            if canonical[-1:] == "=" and self.style != "words":
                group = [name.rstrip("=") for name in group]
                canonical = group[0]
            elif kind == VALUE and (canonical[-1:] in "=,"):
                own = JOINED
            for name in group:
                self.enter(name, (canonical, own, role, variable, globs, dash, part, many), token)
            found.append(canonical)
        return found

    def flags(self, groups: list[list[str]], token: Token) -> list[str]:
        """Enter options without a value; `-xyz` is three of them where options are letters."""
        names = []
        for group in groups:
            if len(group) == 1 and self.style != "words" and group[0][:2] != "--" and "=" not in group[0]:
                letters = group[0][1:]
                if group[0] != "-#":
                    for letter in letters:
                        self.enter("-" + letter, "-" + letter, token)
                        names.append("-" + letter)
                    continue
            for name in group:
                if name[-1:] == "*":
                    self.enter(name[:-1], (name[:-1], JOINED, "", "", (), False, "", True), token)
                else:
                    self.enter(name, group[0], token)
            names.append(group[0])
        return names

    def enter(self, name: str, entry: Any, token: Token) -> None:
        """Enter one spelling of an option; each is listed once."""
        if name in self.options:
            raise self.error(f"option {name} is listed twice", token)
        self.options[name] = entry

    def call(self, part: str, token: Token) -> None:
        """Note that `@PART` is used."""
        if part not in self.parts:
            raise self.error(f"there is no part {part}", token, "a part is an entry that starts with the word part")
        self.called[part] = token

    def role(self, role: Node) -> tuple[str, str, tuple[str, ...], bool]:
        """(arrow, name, patterns, `-` is a stream) of `<FILE:*.c|-`."""
        arrow = role[1][0][1][0][1]
        token = role[1][1][1][0]
        if token[0] == "DASH":
            raise self.error(f"{arrow}- belongs into a clause", token, "write: in <-   or: out >-")
        name, globs = self.word(words.target, token)
        if not name.isupper() and not name.replace("_", "").isalnum():
            raise self.error("the name of an operand is in capitals", token)
        return arrow, name, globs, len(role[1]) > 2

    def operand(self, item: Node, required: bool, many: bool, unless: tuple[str, ...]) -> None:
        """Enter an operand, a literal word such as `add` in `git add`, or the items of a part."""
        inner = item[1][0]
        role, name, dash = "", "", False
        globs: tuple[str, ...] = ()
        if inner[0] == "role":
            role, name, globs, dash = self.role(inner)
            if role == "@":
                role = ""
        else:
            name = inner[1]
            if name in self.parts and not required:
                return self.include(name)
            if not name.isupper():
                if not required or self.operands:
                    raise self.error(
                        "a literal word comes first and is not optional", inner, "operands are in capitals"
                    )
                self.subcommand.append(name)
                return None
            name, globs = self.word(words.target, inner)
        self.names[name] = None
        if many:
            self.many_names.add(name)
        tree = role in ("<<", ">>>")
        self.operands.append(
            (
                name,
                role,
                1 if required else 0,
                MANY if many else 1,
                () if tree else globs,
                dash,
                unless,
                globs if tree else (),
            )
        )
        return None

    def include(self, name: str) -> None:
        """Take over the items and clauses of a part."""
        entry = self.parts[name]
        head = entry[1][0]
        self.items(head[1][2:], required=False, many=False)
        self.part_lines.extend(entry[1][1:])

    # Clause lines

    def line(self, node: Node) -> tuple[Any, ...]:
        """(else?, condition, clauses)"""
        is_else, condition = False, None
        clauses = []
        for child in node[1]:
            if child[0] == "condition":
                for part in child[1]:
                    if part[0] == "ELSE":
                        is_else = True
                    elif part[0] != "IF":
                        condition = self.condition(part)
            else:
                clauses.extend(self.clause(child))
        return (is_else, condition, tuple(clauses))

    def condition(self, node: Node) -> Clause:
        """A test tuple."""
        if node[0] == "fact":
            return self.fact(node)
        if node[0] == "negation":
            return ("not", self.condition(node[1][0]))
        tests = tuple(self.condition(child) for child in node[1])
        if node[0] == "either":
            if all(test[0] == "option" for test in tests):
                return ("any", tuple(test[1] for test in tests))
            return ("or", tests)
        return ("and", tests)

    def fact(self, node: Node) -> Clause:
        """One test: an option, or something about an operand, a variable, the command's name."""
        tokens = node[1]
        first = tokens[0]
        if first[0] == "OPTION":
            return self.option_fact(first)
        texts = [token_text(token) for token in tokens]
        if texts[0][0] == "$" and len(texts) == 1:
            self.variables[texts[0][1:]] = None
            return ("variable", texts[0][1:])
        if texts[0].startswith("command=") and len(texts) == 1:
            return ("name", self.word(lambda text: words.patterns(text[8:]), first))
        if texts[0] == "same" and len(texts) == 3:
            self.known(texts[1], tokens[1])
            self.known(texts[2], tokens[2])
            return ("same", texts[1], texts[2])
        every = texts[0] == "every" and len(texts) == 2
        if every:
            first, texts = tokens[1], texts[1:]
        name, equals, pattern = texts[0].partition("=")
        if equals and len(texts) == 1:
            self.known(name, first)
            return ("every" if every else "value", name, words.patterns(pattern))
        return self.operand_fact(first, texts, tokens)

    def operand_fact(self, first: Token, texts: list[str], tokens: Any) -> Clause:
        """`FILE none`, `DEST dir`, `SRC ~ "regex"`, `SCRIPT is linewise`."""
        name = texts[0]
        self.known(name, first)
        if len(texts) == 2 and texts[1] == "-":
            return ("value", name, ("-",))
        if len(texts) == 2 and texts[1] in STATES:
            if STATES.index(texts[1]) < 3:
                return ("count", name, texts[1])
            self.looks = True
            return ("file", name, texts[1])
        if len(texts) == 3 and texts[1] == "~":
            self.check_regex(texts[2], tokens[2])
            return ("regex", name, texts[2])
        if len(texts) == 3 and texts[1] == "is":
            return ("program", texts[2])
        states = ", ".join((*STATES[:3], "-", *STATES[3:]))
        help = f'{name} {states}; {name}=GLOB; {name} ~ "REGEX"; {name} is FACT'
        raise self.error("this is no test", tokens[-1], help)

    def check_regex(self, text: str, token: Token) -> None:
        """A text that Python does not take as a regular expression is a mistake at its token."""
        import re

        try:
            re.compile(text)
        except re.error as error:
            raise self.error(f"not a regular expression: {error}", token) from None

    def option_fact(self, token: Token) -> Clause:
        """A test for an option, or for its value: `-O=3`, `--sort=name`."""
        text = token[1]
        entry = self.options.get(text) or self.options.get(text + "=")
        if entry is not None:
            return ("option", entry if entry.__class__ is str else entry[0])
        name, equals, pattern = text.partition("=")
        if equals:
            entry = self.options.get(name + "=") or self.options.get(name)
            if entry is not None and entry.__class__ is not str:
                return ("option-value", entry[0], words.patterns(pattern))
        help = words.nearest(text, list(self.options), "") or "list it in the usage line first"
        raise self.error(f"the usage line has no option {text}", token, help)

    def known(self, name: str, token: Token) -> None:
        """A name has to be one of the usage line."""
        if name not in self.names:
            raise self.error(
                f"the usage line has nothing called {name}", token, words.nearest(name, list(self.names), "its names")
            )

    def clause(self, node: Node) -> list[Clause]:
        """The compiled clauses of one written clause (`in <A >B` makes two)."""
        verb = node[1][0]
        compile_verb = VERBS.get(verb[1])
        if compile_verb is None:
            raise self.error(f"there is no clause {verb[1]}", verb, words.nearest(verb[1], sorted(VERBS), "clauses"))
        arguments = [argument[1][0] for argument in node[1][1:]]
        return compile_verb(self, verb, arguments)

    def template(self, token: Token) -> tuple[Any, ...]:
        """A template; variables in it are noted."""
        return self.resolved(self.word(words.template, token), token)

    def resolved(self, pieces: tuple[Any, ...], token: Token) -> tuple[Any, ...]:
        """Names that the usage line does not have become environment variables."""
        result: list[Any] = []
        for piece in pieces:
            if piece.__class__ is not str:
                if piece[0] in ("base", "dir"):
                    piece = (piece[0], self.resolved(piece[1], token), *piece[2:])
                elif piece[1] not in self.names:
                    if piece[0] == "trim":
                        self.known(piece[1], token)
                    self.variables[piece[1]] = None
                    piece = ("env", piece[1])
            result.append(piece)
        return tuple(result)

    def templates(self, arguments: list[Any]) -> tuple[Any, ...]:
        """Templates of plain words; a name of the usage line may stand bare."""
        found = []
        for argument in arguments:
            if argument[0] == "role":
                raise self.source.error("no arrow belongs here", self.first_offset(argument))
            text = token_text(argument)
            found.append((("name", text),) if text in self.names else self.template(argument))
        return tuple(found)
