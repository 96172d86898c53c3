"""From the words of a call to its effects: the words are sorted by a usage line, then its clauses speak.

`effects` is pure but for `look`. A usage line is a few dict look-ups a word; clauses are tuples made by
`reader`, evaluated in order. Results that depended on the words alone are kept by words.
"""

from __future__ import annotations

from oilgg.annotate.model import Effects, Refusal
from oilgg.annotate.template import Bindings, expand, name_fits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from oilgg.annotate.model import Look, Usage

    Place = tuple[int, int, str]  # argv index, length of the prefix before the text, the text

MEMO_LIMIT = 512
# How the value of an option is found. Flags are plain strings in the option table.
VALUE, OPTIONAL, JOINED, REST = 1, 2, 3, 4
SEPARATE = 5
SPECIAL = ("/dev/", "/proc/", "/sys/")


def effects(usages: list[Usage], argv: list[str], environment: Mapping[str, str], look: Look) -> Effects | Refusal:
    """What `argv` does by the first of `usages` that fits it, or why none does.

    The result is shared with later calls with the same words: do not change it.
    """
    if not usages:
        return Refusal("no-annotation", f"nothing says what {argv[0]} reads and writes")
    refusal: Refusal | None = None
    for usage in usages:
        result = _by_usage(usage, argv, environment, look)
        if result.__class__ is Effects:
            return result
        if refusal is None or refusal.code == "usage-mismatch" or result.code != "usage-mismatch":  # type: ignore[union-attr]
            refusal = result  # type: ignore[assignment]
        if result.code == "condition" or result.code == "special-file":  # type: ignore[union-attr]
            break
    return refusal  # type: ignore[return-value]


def _by_usage(usage: Usage, argv: list[str], environment: Mapping[str, str], look: Look) -> Effects | Refusal:
    """The effects by one usage line, from its memory where the words alone decided."""
    if usage.packed is not None:
        for group in usage.required:
            if not any(word.startswith(group) for word in argv):
                if usage.style == "words":
                    return Refusal("usage-mismatch", f"{argv[0]} without {' or '.join(group)}")
        usage.unpack()
    if usage.looks:
        return _Match(usage, argv, environment, look).run()
    words = tuple(argv)
    for name in usage.variables:
        if environment.get(name):
            return _Match(usage, argv, environment, look).run()
    memo = usage.memo
    known = memo.get(words)
    if known is None:
        known = _Match(usage, argv, environment, look).run()
        if len(memo) >= MEMO_LIMIT:
            memo.clear()
        memo[words] = known
    return known


class _Mismatch(Exception):
    """The words do not fit the usage line; carries the refusal."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.refusal = Refusal(code, detail)


class _Match:
    """One call held against one usage line."""

    __slots__ = (
        "usage",
        "argv",
        "environment",
        "look",
        "given",
        "values",
        "operands",
        "parts",
        "effects",
        "bindings",
        "facts",
        "fixed",
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

    def run(self) -> Effects | Refusal:
        """Sort the words, then let the clauses speak."""
        try:
            SORTERS[self.usage.style](self)
            self.place_operands()
            for group in self.usage.required:
                if not any(name in self.given for name in group):
                    raise _Mismatch("usage-mismatch", f"{self.argv[0]} without {' or '.join(group)}")
            self.speak(self.usage.lines)
            result = self.effects
            for paths in (result.reads, result.writes, result.appends, result.changes, result.removes, result.makes_dirs):
                if paths:
                    self.refuse_special(paths)
        except _Mismatch as mismatch:
            return mismatch.refusal
        if self.fixed:
            result.moves = []
            result.adds = []
        result.usage = (self.usage.text, self.usage.origin)
        return result

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
        if permute and "POSIXLY_CORRECT" in self.environment and self.operands:
            if any(word[:1] == "-" and word != "-" for word in argv[self.operands[0][0] :]):
                raise _Mismatch("condition", "POSIXLY_CORRECT is set and an option follows an operand")

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
            raise _Mismatch("usage-mismatch", f"{word} wants a value")
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
                raise _Mismatch("usage-mismatch", f"{word} wants a value")
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
                if entry[1] == VALUE or entry[1] == SEPARATE:
                    if index >= count:
                        raise _Mismatch("usage-mismatch", f"{word} wants a value")
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
        """The first word is a cluster of letters with or without a dash (ar, tar); their values follow in order."""
        argv = self.argv
        if len(argv) < 2:
            raise _Mismatch("usage-mismatch", f"{argv[0]} without operands")
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
                raise _Mismatch("usage-mismatch", f"{letter} wants a value")
            else:
                self.take(entry, index, 0, argv[index])
                index += 1
        for at in range(index, len(argv)):
            if argv[at][:1] == "-" and argv[at] != "-":
                raise self.unlisted(argv[at])
            self.operands.append((at, argv[at]))

    def unlisted(self, option: str) -> _Mismatch:
        """The refusal for an option that the usage line does not list."""
        return _Mismatch("unlisted-option", f"option {option} is not listed for {self.argv[0]}")

    def take(self, decl: tuple[Any, ...], at: int, prefix: int, text: str) -> None:
        """Note the value of an option, and what its role says."""
        name, _, role, variable, globs, dash, part, many = decl
        known = self.given.get(name)
        if known is None:
            self.given[name] = [text]
        else:
            if role and not many:
                raise _Mismatch("usage-mismatch", f"{name} is given twice")
            known.append(text)
        if part:
            self.parts.setdefault(part, []).extend(text.split(",") if name[-1:] == "," else [text])
            return
        if variable:
            self.values.setdefault(variable, []).append((at, prefix, text))
        if role:
            if not text:
                raise _Mismatch("usage-mismatch", f"{name} with an empty name")
            self.role(role, text, globs, dash)

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
                    raise _Mismatch("usage-mismatch", f"not {self.argv[0]} {' '.join(usage.subcommand)}")
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
            raise _Mismatch("usage-mismatch", f"{self.argv[0]} with too few operands")
        at = 0
        for spec, least, most in ranges:
            size = least + min(left, most - least)
            left -= size - least
            for index, text in words[at : at + size]:
                self.operand(spec, index, text)
            at += size
        if at < len(words):
            raise _Mismatch("usage-mismatch", f"{self.argv[0]} with too many operands: {words[at][1]}")
        return None

    def place_by_name(self, words: list[tuple[int, str]]) -> None:
        """Each operand goes to the first place whose name patterns fit it."""
        counts = {}
        for index, text in words:
            for spec in self.usage.operands:
                if not spec[4] or name_fits(text, spec[4]):
                    self.operand(spec, index, text)
                    counts[spec[0]] = counts.get(spec[0], 0) + 1
                    break
            else:
                raise _Mismatch("usage-mismatch", f"operand {text} is of no kind that {self.argv[0]} is known to take")
        if not words and any(spec[2] for spec in self.usage.operands):
            raise _Mismatch("usage-mismatch", f"{self.argv[0]} without operands")

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
                raise _Mismatch("usage-mismatch", f"{self.argv[0]} with an empty name")
            self.role(role, text, spec[7], spec[5])
            self.effects.files.append(index)

    def refuse_special(self, paths: list[str]) -> None:
        """Devices and descriptors make a call opaque; /dev/null is nothing where it is only read or written."""
        result = self.effects
        for path in paths:
            if path.startswith(SPECIAL):
                if path == "/dev/null" and (paths is result.reads or paths is result.writes or paths is result.appends):
                    if not result.meta:
                        continue
                raise _Mismatch("special-file", f"{path} is not a plain file")

    # Clauses

    def speak(self, lines: tuple[Any, ...]) -> None:
        """Apply every clause whose condition holds."""
        held = False
        for is_else, condition, clauses in lines:
            if is_else and held:
                continue
            if condition is not None:
                if not TESTS[condition[0]](self, condition):
                    held = False
                    continue
                held = True
            for clause in clauses:
                VERBS[clause[0]](self, clause)

    def names(self) -> Bindings:
        """What templates may mention."""
        if self.bindings is None:
            self.bindings = Bindings(self.values, self.environment)
        return self.bindings

    def texts(self, name: str) -> list[str]:
        """The values of an operand or option value by its name in the usage line."""
        return [place[2] for place in self.values.get(name, ())]

    def flags(self) -> list[str]:
        """The words that are options or their values, but for options that name an output or that `flags without` names."""
        left_out = {index for index, _ in self.operands}
        left_out.add(0)
        for entry in self.usage.options.values():
            if entry.__class__ is not str and entry[0] in self.given:
                if entry[2] in (">", ">>", ">>>") or entry[0] in self.without:
                    for at, prefix, _ in self.values.get(entry[3], ()):
                        left_out.update((at,) if prefix else (at - 1, at))
        return [word for at, word in enumerate(self.argv) if at not in left_out and word not in self.without]


# Tests of conditions: each answers for (match, test tuple)


def _test_option(match: _Match, test: tuple[Any, ...]) -> bool:
    return test[1] in match.given


def _test_not(match: _Match, test: tuple[Any, ...]) -> bool:
    return not TESTS[test[1][0]](match, test[1])


def _test_and(match: _Match, test: tuple[Any, ...]) -> bool:
    for part in test[1]:
        if not TESTS[part[0]](match, part):
            return False
    return True


def _test_or(match: _Match, test: tuple[Any, ...]) -> bool:
    for part in test[1]:
        if TESTS[part[0]](match, part):
            return True
    return False


def _test_any_option(match: _Match, test: tuple[Any, ...]) -> bool:
    given = match.given
    for name in test[1]:
        if name in given:
            return True
    return False


def _test_option_value(match: _Match, test: tuple[Any, ...]) -> bool:
    return any(name_fits(text, test[2]) for text in match.given.get(test[1], ()))


def _test_count(match: _Match, test: tuple[Any, ...]) -> bool:
    count = len(match.values.get(test[1], ()))
    kind = test[2]
    return count == 0 if kind == "none" else count == 1 if kind == "one" else count > 1


def _test_value(match: _Match, test: tuple[Any, ...]) -> bool:
    return any(name_fits(text, test[2]) for text in match.texts(test[1]))


def _test_every(match: _Match, test: tuple[Any, ...]) -> bool:
    return all(name_fits(text, test[2]) for text in match.texts(test[1]))


def _test_file(match: _Match, test: tuple[Any, ...]) -> bool:
    look = match.look
    kind = test[2]
    for text in match.names().all(test[1]):
        if kind == "dir":
            if look.is_dir(text):
                return True
        elif kind == "exists":
            if look.exists(text):
                return True
        elif kind == "missing":
            if not look.exists(text):
                return True
        elif look.exists(text) and not look.is_dir(text):
            return True
    return False


def _test_regex(match: _Match, test: tuple[Any, ...]) -> bool:
    texts = match.texts(test[1])
    if not texts:
        return False
    import re

    return any(re.search(test[2], text) for text in texts)


def _test_variable(match: _Match, test: tuple[Any, ...]) -> bool:
    return bool(match.environment.get(test[1]))


def _test_name(match: _Match, test: tuple[Any, ...]) -> bool:
    return name_fits(match.argv[0].rpartition("/")[2], test[1])


def _test_program(match: _Match, test: tuple[Any, ...]) -> bool:
    return match.facts is not None and test[1] in match.facts.facts


TESTS: dict[str, Callable[[_Match, tuple[Any, ...]], bool]] = {
    "option": _test_option,
    "not": _test_not,
    "and": _test_and,
    "or": _test_or,
    "any": _test_any_option,
    "option-value": _test_option_value,
    "count": _test_count,
    "value": _test_value,
    "every": _test_every,
    "file": _test_file,
    "regex": _test_regex,
    "variable": _test_variable,
    "name": _test_name,
    "program": _test_program,
}


# Clauses: each applies (match, clause tuple)


def _set(match: _Match, clause: tuple[Any, ...]) -> None:
    setattr(match.effects, clause[1], clause[2])


def _first(match: _Match, clause: tuple[Any, ...]) -> None:
    """Of par, unit, rc, order and size the first that holds counts."""
    if clause[1] not in match.parts:
        match.parts[clause[1]] = []
        setattr(match.effects, clause[1], clause[2])


def _add(match: _Match, clause: tuple[Any, ...]) -> None:
    setattr(match.effects, clause[1], getattr(match.effects, clause[1]) + clause[2])


def _par_fold(match: _Match, clause: tuple[Any, ...]) -> None:
    if "par" not in match.parts:
        match.parts["par"] = []
        match.effects.par = ("fold", tuple(_words(match, clause[1])))


def _words(match: _Match, words: tuple[Any, ...]) -> list[str]:
    """The words of an inner command, `$flags` and names replaced."""
    result: list[str] = []
    for word in words:
        if word == ("$flags",):
            result.extend(match.flags())
        elif word == ("$command",):
            result.append(match.argv[0])
        else:
            result.extend(expand(word, match.names()))
    return result


def _role(match: _Match, clause: tuple[Any, ...]) -> None:
    """`in`, `out`: roles that the usage line cannot show. ("role", arrow, template, each, tree globs)"""
    _, arrow, template, each, globs = clause
    if template is None:
        if arrow == "<":
            match.effects.stdin = True
        else:
            match.effects.stdout = True
        return
    names = match.names()
    if each is None:
        for text in expand(template, names):
            match.role(arrow, text, globs, False)
        return
    for text in match.texts(each):
        for path in expand(template, names.bound(each, text)):
            match.role(arrow, path, globs, False)


def _removes_each(match: _Match, clause: tuple[Any, ...]) -> None:
    for text in match.texts(clause[2]):
        match.effects.removes.extend(expand(clause[1], match.names().bound(clause[2], text)))


def _env(match: _Match, clause: tuple[Any, ...]) -> None:
    match.effects.environment = (match.effects.environment or ()) + clause[1]


def _written(match: _Match, clause: tuple[Any, ...]) -> None:
    """`learn in written $DEP`: a declared output lists what was read."""
    paths = [path for template in clause[2] for path in expand(template, match.names())]
    match.effects.learn += tuple((clause[1], path) for path in paths)


def _paths(match: _Match, clause: tuple[Any, ...]) -> None:
    """`removes`, `search`: a list of paths. ("paths", slot, templates)"""
    into = getattr(match.effects, clause[1])
    for template in clause[2]:
        into.extend(expand(template, match.names()))


def _folders(match: _Match, clause: tuple[Any, ...]) -> None:
    """`folder $DIR` is made; `folder parents $DIR` with every missing folder above it, none if it is there."""
    look = match.look
    made = match.effects.makes_dirs
    for template in clause[2]:
        for path in expand(template, match.names()):
            if not path:
                raise _Mismatch("usage-mismatch", "an empty name of a folder")
            missing = []
            while path and path not in made and not look.exists(path):
                missing.append(path)
                if not clause[1]:
                    break
                path = path.rstrip("/").rpartition("/")[0].rstrip("/")
            made.extend(reversed(missing))


def _opaque(match: _Match, clause: tuple[Any, ...]) -> None:
    raise _Mismatch("condition", f"{match.argv[0]}: {clause[1]}")


def _mismatch(match: _Match, clause: tuple[Any, ...]) -> None:
    raise _Mismatch("usage-mismatch", f"{match.argv[0]}: {clause[1]}")


def _without(match: _Match, clause: tuple[Any, ...]) -> None:
    match.without = clause[1]


def _probe(match: _Match, clause: tuple[Any, ...]) -> None:
    setattr(match.effects, clause[1], _words(match, clause[2]))


def _moves(match: _Match, clause: tuple[Any, ...]) -> None:
    match.effects.moves.extend(match.values.get(clause[1], ()))


def _adds(match: _Match, clause: tuple[Any, ...]) -> None:
    for path in expand(clause[2], match.names()):
        match.effects.adds.append((clause[1], path))


def _stays(match: _Match, clause: tuple[Any, ...]) -> None:
    match.fixed = True


def _needs(match: _Match, clause: tuple[Any, ...]) -> None:
    match.effects.needs.update(clause[1])


def _runs(match: _Match, clause: tuple[Any, ...]) -> None:
    places = match.values.get(clause[1])
    match.effects.runs = places[0][0] if places else None


def _net(match: _Match, clause: tuple[Any, ...]) -> None:
    match.effects.net += tuple(_words(match, clause[1]))


def _part(match: _Match, clause: tuple[Any, ...]) -> None:
    """Words collected for `@PART` are held against that part's own usage line; its paths join ours."""
    words = match.parts.get(clause[1])
    if not words:
        return
    usage = match.usage.parts.get(clause[1])
    if usage is None:
        from oilgg.annotate.model import Usage

        usage = match.usage.parts[clause[1]] = Usage(clause[2])
        usage.unpack()
    inner = _Match(usage, [match.argv[0], *words], match.environment, match.look)
    result = inner.run()
    if result.__class__ is Refusal:
        raise _Mismatch(result.code, result.detail)
    ours = match.effects
    match.fixed = match.fixed or inner.fixed
    for slot in ("reads", "read_trees", "writes", "write_trees", "appends", "changes", "removes", "search"):
        getattr(ours, slot).extend(getattr(result, slot))
    if result.pure == "no":  # type: ignore[union-attr]
        ours.pure = "no"


def _program(match: _Match, clause: tuple[Any, ...]) -> None:
    """The text of a program operand is read by a classifier: more files, and facts for `NAME is FACT`."""
    from oilgg.annotate import programs

    texts = ["\n".join(match.texts(clause[2]))]
    for path in match.texts(clause[3]):
        try:
            texts.append(match.look.read_bytes(path).decode("utf-8", "surrogateescape"))
        except OSError:
            raise _Mismatch("content", f"{match.argv[0]}: cannot read {path}") from None
    found = programs.CLASSIFIERS[clause[1]](texts)
    if found.refusal:
        raise _Mismatch("content", f"{match.argv[0]}: {found.refusal}")
    match.effects.reads.extend(found.reads)
    match.effects.writes.extend(found.writes)
    match.facts = found


VERBS: dict[str, Callable[[_Match, tuple[Any, ...]], None]] = {
    "set": _set,
    "first": _first,
    "add": _add,
    "fold": _par_fold,
    "role": _role,
    "removes-each": _removes_each,
    "env": _env,
    "written": _written,
    "paths": _paths,
    "folders": _folders,
    "opaque": _opaque,
    "mismatch": _mismatch,
    "without": _without,
    "probe": _probe,
    "moves": _moves,
    "adds": _adds,
    "stays": _stays,
    "needs": _needs,
    "runs": _runs,
    "net": _net,
    "part": _part,
    "program": _program,
}

SORTERS: dict[str, Callable[[_Match], None]] = {
    "gnu": _Match.sort_gnu,
    "posix": _Match.sort_posix,
    "words": _Match.sort_words,
    "letters": _Match.sort_letters,
    "none": _Match.sort_none,
}
