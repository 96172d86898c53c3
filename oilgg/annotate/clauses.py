"""Tree of an annotation file -> usages as marshal-able tuples: what `match` evaluates.

The usage line becomes an option table and a list of places for operands, each clause line becomes
(else?, condition, clauses). Everything that can be wrong is found here, so that matching never fails on a file.
"""

from __future__ import annotations

import marshal

from oilgg.annotate import words
from oilgg.annotate.match import JOINED, OPTIONAL, VALUE
from oilgg.annotate.words import WordError

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
STATES = ("none", "one", "many", "dir", "file", "exists", "missing")


def compile_tree(tree: Node, source: Source) -> list[tuple[Any, ...]]:
    """The usages of a file, in order; `part` entries serve the usages after and before them."""
    parts = {}
    for entry in tree[1]:
        usage = entry[1][0]
        if usage[1][0][0] == "part":
            parts[token_text(usage[1][1][1][0][1][0])] = entry
    return [
        usage for entry in tree[1] if entry[1][0][1][0][0] != "part" for usage in [Compiler(entry, source, parts).usage()]
    ]


def token_text(token: Token) -> str:
    """The text of a token, quotes and backslashes of a string removed."""
    text = token[1]
    if token[0] == "STRING":
        body = text[1:-1]
        return body.replace('\\"', '"').replace("\\\\", "\\")
    return text


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
            self.packed(tuple(line for line in [*called, *compiled] if line[2])),
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
            (tuple(self.subcommand), " ".join(flags), aliases, tuple(valued), tuple(kinds), tuple(self.operands), lines), 2
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
        role, variable, globs, dash, part = "", "", (), False, ""
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
        role, name, globs, dash = "", "", (), False
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
                    raise self.error("a literal word comes first and is not optional", inner, "operands are in capitals")
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
        help = f'{name} none, one, many, -, dir, file, exists, missing; {name}=GLOB; {name} ~ "REGEX"; {name} is FACT'
        raise self.error("this is no test", tokens[-1], help)

    def check_regex(self, text: str, token: Token) -> None:
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
        raise self.error(f"the usage line has no option {text}", token, "list it in the usage line first")

    def known(self, name: str, token: Token) -> None:
        """A name has to be one of the usage line."""
        if name not in self.names:
            raise self.error(
                f"the usage line has nothing called {name}", token, "its names: " + ", ".join(self.names or ["none"])
            )

    def clause(self, node: Node) -> list[Clause]:
        """The compiled clauses of one written clause (`in <A >B` makes two)."""
        verb = node[1][0]
        compile_verb = VERBS.get(verb[1])
        if compile_verb is None:
            raise self.error(f"there is no clause {verb[1]}", verb, "clauses: " + ", ".join(sorted(VERBS)))
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


# Verbs: each compiles (compiler, verb token, arguments) to clause tuples


def _words_of(compiler: Compiler, arguments: list[Any]) -> list[str]:
    """Plain words; tokens that touch (`--file=` `FILE`) are one word."""
    texts: list[str] = []
    end = -1
    for argument in arguments:
        if argument[0] == "role":
            raise compiler.source.error("no arrow belongs here", compiler.first_offset(argument))
        if argument[2] == end:
            texts[-1] += token_text(argument)
        else:
            texts.append(token_text(argument))
        end = argument[2] + len(argument[1])
    return texts


def _flag(slot: str, value: Any = True) -> Callable[[Compiler, Token, list[Any]], list[Clause]]:
    def compile_flag(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
        if arguments:
            raise compiler.error(f"{verb[1]} takes nothing", verb)
        return [("set", slot, value)]

    return compile_flag


def _choice(
    choices: dict[str, Any], kind: str = "set"
) -> Callable[[Compiler, Token, list[Any]], list[Clause]]:
    """A verb whose words are one of a few: words -> (slot, value)."""

    def compile_choice(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
        said = " ".join(_words_of(compiler, arguments))
        if said not in choices:
            known = ", ".join(f"{verb[1]} {choice}".strip() for choice in choices)
            raise compiler.error(f"{verb[1]} {said} is not known".replace("  ", " "), verb, known)
        return [(kind, *choices[said])]

    return compile_choice


def _in_out(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    each = bool(arguments) and arguments[0][0] != "role" and arguments[0][1] == "each"
    roles = arguments[1:] if each else arguments
    if not roles:
        raise compiler.error(f"{verb[1]} wants an arrow and a path", verb, f"for example: {verb[1]} <FILE")
    allowed = ("<", "<<", "<>") if verb[1] == "in" else (">", ">>", ">>>", "<>")
    found: list[Clause] = []
    for role in roles:
        if role[0] != "role":
            raise compiler.error("an arrow is missing", role, f"for example: {verb[1]} {allowed[0]}{token_text(role)}")
        arrow, target = role[1][0][1][0], role[1][1][1][0]
        if arrow[1] not in allowed:
            raise compiler.error(f"{arrow[1]} does not go with {verb[1]}", arrow, "one of " + " ".join(allowed))
        if target[0] == "DASH":
            found.append(("role", arrow[1], None, None, ()))
        else:
            found.append(_role_clause(compiler, arrow[1], target, each))
    return found


def _role_clause(compiler: Compiler, arrow: str, target: Token, each: bool) -> Clause:
    text, globs = compiler.word(words.target, target)
    if text in compiler.names:
        pieces: tuple[Any, ...] = (("name", text),)
    else:
        pieces = compiler.template((target[0], target[1][: len(text)] if target[0] == "WORD" else target[1], target[2]))
    mentioned = [name for name in words.names_in(pieces) if name in compiler.names]
    many = [name for name in mentioned if name in compiler.many_names]
    if each and not mentioned:
        raise compiler.error("each, but no name of the usage line", target)
    return ("role", arrow, pieces, (many or mentioned)[0] if each else None, globs)


def _env(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    texts = _words_of(compiler, arguments)
    if not texts or texts[0] != "only":
        raise compiler.error("env wants the word only", verb, "for example: env only $LANG? $LC_ALL?")
    names = []
    for token, text in zip(arguments[1:], texts[1:]):
        if text[:1] != "$":
            raise compiler.error("a variable starts with a dollar sign", token)
        names.append((text[1:].rstrip("?"), text.endswith("?")))
    return [("env", tuple(names))]


def _learn(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    help = "for example: learn in -MD -MF FILE, learn in $VARIABLE, learn in written $DEP"
    texts = _words_of(compiler, arguments)
    if len(texts) < 2 or texts[0] != "in":
        raise compiler.error("learn wants the word in and a way", verb, help)
    if texts[1] in ("written", "written-user"):
        return [("written", texts[1], compiler.templates(arguments[2:]))]
    if texts[1][0] == "$":
        return [("add", "learn", (("environment", texts[1][1:]),))]
    return [("add", "learn", (("options", tuple(texts[1:])),))]


def _probe(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    texts = _words_of(compiler, arguments)
    if len(texts) < 2 or texts[0] not in ("in", "out"):
        raise compiler.error("probe wants in or out and a command", verb, "for example: probe out tar -tf $ARCHIVE")
    return [("probe", "probe_" + texts[0], _inner_words(compiler, arguments[1:]))]


def _inner_words(compiler: Compiler, arguments: list[Any]) -> tuple[Any, ...]:
    texts = ((token_text(argument), argument) for argument in arguments)
    return tuple((text,) if text in ("$flags", "$command") else compiler.template(token) for text, token in texts)


def _without(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    """`flags without -c -MD`: options that `$flags` leaves out."""
    texts = _words_of(compiler, arguments)
    if len(texts) < 2 or texts[0] != "without":
        raise compiler.error("flags wants the word without and options", verb, "for example: flags without -c -MD")
    for token in arguments[1:]:
        compiler.option_fact(token)
    return [("without", tuple(texts[1:]))]


def _par(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    texts = _words_of(compiler, arguments)
    if texts and texts[0] == "fold" and len(texts) > 1:
        return [("fold", _inner_words(compiler, arguments[1:]))]
    if texts == ["map", "text"] or (texts and texts[0] == "files") or texts in (["map"], ["no"]):
        return [("first", "par", (texts[0], tuple(texts[1:])))]
    help = "par map, par map text, par files [OPTION…], par no, par fold COMMAND"
    raise compiler.error("this is no way to run parts", verb, help)


def _free(slot: str) -> Callable[[Compiler, Token, list[Any]], list[Clause]]:
    def compile_free(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
        return [("first", slot, " ".join(_words_of(compiler, arguments)))]

    return compile_free


def _needs(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    found = {}
    for argument in _words_of(compiler, arguments):
        name, _, value = argument.partition("=")
        found[name] = value or "1"
    return [("needs", found)]


def _names(kind: str) -> Callable[[Compiler, Token, list[Any]], list[Clause]]:
    """A verb that takes names of the usage line, with or without an arrow in front."""

    def compile_names(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
        found: list[Clause] = []
        for argument in arguments:
            token = argument[1][1][1][0] if argument[0] == "role" else argument
            name = token_text(token).lstrip("$")
            compiler.known(name, token)
            found.append((kind, name))
        if not found:
            raise compiler.error(f"{verb[1]} wants a name of the usage line", verb)
        return found

    return compile_names


def _path_list(slot: str) -> Callable[[Compiler, Token, list[Any]], list[Clause]]:
    def compile_paths(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
        return [("paths", slot, compiler.templates(arguments))]

    return compile_paths


def _search(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    """Folders in order; a variable holds a list with colons, `shadow any .gch` and `shadow .a .so` name what hides a file."""
    texts = _words_of(compiler, arguments)
    if texts and texts[0] == "shadow" and len(texts) == 3:
        return [("add", "shadows", ((texts[1] if texts[1] != "any" else "", texts[2]),))]
    found = []
    for pieces in compiler.templates(arguments):
        lists = [("list", p[1]) if p.__class__ is tuple and p[0] == "env" else p for p in pieces]
        found.append(tuple(lists))
    return [("paths", "search", tuple(found))]


def _removes(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    """`removes FILE`; `removes each …` for templates with a repeated name."""
    each = bool(arguments) and arguments[0][1] == "each"
    if not each:
        return [("paths", "removes", compiler.templates(arguments))]
    found = []
    for pieces in compiler.templates(arguments[1:]):
        names = words.names_in(pieces)
        many = [name for name in names if name in compiler.many_names]
        found.append(("removes-each", pieces, (many or names)[0]))
    return found


def _folder(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    parents = bool(arguments) and token_text(arguments[0]) == "parents"
    compiler.looks = True
    return [("folders", parents, compiler.templates(arguments[1:] if parents else arguments))]


def _message(kind: str) -> Callable[[Compiler, Token, list[Any]], list[Clause]]:
    def compile_message(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
        if len(arguments) != 1 or arguments[0][0] != "STRING":
            raise compiler.error(f"{verb[1]} wants a reason", verb, f'for example: {verb[1]} "follows links"')
        return [(kind, token_text(arguments[0]))]

    return compile_message


def _scan(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    texts = _words_of(compiler, arguments)
    if len(texts) < 2 or texts[0] not in ("varies", "opaque", "listings"):
        raise compiler.error("scan wants a consequence and texts", verb, "scan varies|opaque|listings TEXT…")
    return [("add", "opaque_scan", tuple((text.encode(), texts[0]) for text in texts[1:]))]


def _program(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    from oilgg.annotate.programs import CLASSIFIERS

    texts = _words_of(compiler, arguments)
    if len(texts) not in (2, 4) or texts[0] not in CLASSIFIERS or (len(texts) == 4 and texts[2] != "from"):
        help = "program LANGUAGE NAME [from NAME_OF_FILE]; languages: " + ", ".join(CLASSIFIERS)
        raise compiler.error("program wants a language and a name", verb, help)
    for token in arguments[1::2]:
        compiler.known(token_text(token), token)
    if len(texts) == 4:
        compiler.looks = True
    return [("program", texts[0], texts[1], texts[3] if len(texts) == 4 else "")]


def _adds(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    """`adds -o FILE >a.out`: the output a.out may be any path with these words appended."""
    if len(arguments) < 2 or arguments[-1][0] != "role":
        raise compiler.error("adds wants words and the output they name", verb, "for example: adds -o FILE >a.out")
    target = arguments[-1][1][1][1][0]
    return [("adds", tuple(_words_of(compiler, arguments[:-1])), compiler.template(target))]


def _net(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    return [("net", _inner_words(compiler, arguments))]


def _nothing(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    return []


VERBS: dict[str, Callable[[Compiler, Token, list[Any]], list[Clause]]] = {
    "in": _in_out,
    "out": _in_out,
    "removes": _removes,
    "folder": _folder,
    "learn": _learn,
    "probe": _probe,
    "flags": _without,
    "env": _env,
    "meta": _flag("meta"),
    "clock": _flag("clock"),
    "effect": _flag("effect"),
    "early": _flag("early"),
    "prompts": _flag("prompts"),
    "tty": _flag("tty"),
    "binary": _flag("binary"),
    "pure": _choice({"": ("pure", "yes"), "no": ("pure", "no")}),
    "fail": _choice({"keep": ("keep_failure", True), "drop": ("keep_failure", False)}),
    "par": _par,
    "unit": _choice({unit: ("unit", unit) for unit in ("lines", "nul", "bytes", "para")}, "first"),
    "order": _choice({"any": ("order_any", True)}),
    "rc": _choice({rule: ("rc", rule) for rule in ("max", "any0", "last")}, "first"),
    "paths": _choice({"free": ("paths_free", True)}),
    "runs": _names("runs"),
    "net": _net,
    "needs": _needs,
    "size": _free("size"),
    "moves": _names("moves"),
    "adds": _adds,
    "stays": lambda compiler, verb, arguments: [("stays",)],
    "search": _search,
    "scan": _scan,
    "program": _program,
    "opaque": _message("opaque"),
    "unfit": _message("mismatch"),
    "options": _nothing,
}
