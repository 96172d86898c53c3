"""The verbs of clauses, compiled: `in each >$(basename $SRC .*).o` -> the tuple that `evaluate` applies.

Each function takes the compiler of the entry, the verb's token and the arguments, and answers clause tuples.
"""

from __future__ import annotations

from oilgg.annotate import words
from oilgg.annotate.words import token_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.annotate.clauses import Compiler

    Token = tuple[str, str, int]
    Clause = tuple[Any, ...]
    Verb = Callable[[Compiler, Token, list[Any]], list[Clause]]


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


def _flag(slot: str, value: Any = True) -> Verb:
    def compile_flag(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
        if arguments:
            raise compiler.error(f"{verb[1]} takes nothing", verb)
        return [("set", slot, value)]

    return compile_flag


def _choice(choices: dict[str, Any], kind: str = "set") -> Verb:
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
    for token, text in zip(arguments[1:], texts[1:], strict=True):
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


def _free(slot: str) -> Verb:
    def compile_free(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
        return [("first", slot, " ".join(_words_of(compiler, arguments)))]

    return compile_free


def _needs(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    found = {}
    named: list[Clause] = []
    for argument in _words_of(compiler, arguments):
        name, _, value = argument.partition("=")
        if name[:1] == "$":
            named.append(("needs-named", name[1:]))
        else:
            found[name] = value or "1"
    return [*([("needs", found)] if found else []), *named]


def _names(kind: str) -> Verb:
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


def _search(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    """Folders in order, a variable being a list with colons; `shadow .a .so`: what hides a file (`any` for all)."""
    texts = _words_of(compiler, arguments)
    if texts and texts[0] == "shadow" and len(texts) == 3:
        return [("add", "shadows", ((texts[1] if texts[1] != "any" else "", texts[2]),))]
    found = []
    for pieces in compiler.templates(arguments):
        lists = [("list", p[1]) if p.__class__ is tuple and p[0] == "env" else p for p in pieces]
        found.append(tuple(lists))
    return [("paths", "search", tuple(found))]


def _path_list(slot: str) -> Verb:
    """`removes FILE`; with `each` for templates with a repeated name."""

    def compile_paths(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
        each = bool(arguments) and arguments[0][1] == "each"
        if not each:
            return [("paths", slot, compiler.templates(arguments))]
        found = []
        for pieces in compiler.templates(arguments[1:]):
            names = words.names_in(pieces)
            many = [name for name in names if name in compiler.many_names]
            found.append(("paths-each", slot, pieces, (many or names)[0]))
        return found

    return compile_paths


def _folder(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    parents = bool(arguments) and token_text(arguments[0]) == "parents"
    compiler.looks = True
    return [("folders", parents, compiler.templates(arguments[1:] if parents else arguments))]


def _meta(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    """`meta`, or `meta modes` where times do not count."""
    texts = _words_of(compiler, arguments)
    if texts not in ([], ["modes"]):
        raise compiler.error("meta is said alone or with modes", verb, "meta, meta modes")
    return [("set", "meta", True), ("set", "modes_only", bool(texts))]


def _message(kind: str) -> Verb:
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
    from oilgg.annotate.programs import LANGUAGES

    texts = _words_of(compiler, arguments)
    names = [(token, text) for token, text in zip(arguments, texts, strict=True) if text != "from"][1:]
    if not names or len(names) > 2 or texts[0] not in LANGUAGES:
        help = "program LANGUAGE [NAME] [from NAME_OF_FILE]; languages: " + ", ".join(LANGUAGES)
        raise compiler.error("program wants a language and a name", verb, help)
    for token, text in names:
        compiler.known(text, token)
    from_file = texts[-2] == "from"
    compiler.looks = compiler.looks or from_file
    text_name = "" if from_file and len(names) == 1 else texts[1]
    return [("program", texts[0], text_name, texts[-1] if from_file else "")]


def _paths(compiler: Compiler, verb: Token, arguments: list[Any]) -> list[Clause]:
    """`paths free`, `paths free by -OPTION=FROM=` for words that make it so, `paths count` where they are not."""
    texts = _words_of(compiler, arguments)
    given = texts[2:] if texts[:2] == ["free", "by"] else []
    if texts not in (["free"], ["count"]) and not any("FROM" in word for word in given):
        help = "paths free, paths free by -ffile-prefix-map=FROM=, paths count"
        raise compiler.error("paths are free or count", verb, help)
    return [("set", "paths_free", texts[0] == "free"), ("set", "paths_words", tuple(given))]


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


VERBS: dict[str, Verb] = {
    "in": _in_out,
    "out": _in_out,
    "removes": _path_list("removes"),
    "folder": _folder,
    "learn": _learn,
    "probe": _probe,
    "flags": _without,
    "env": _env,
    "meta": _meta,
    "clock": _flag("clock"),
    "effect": _flag("effect"),
    "early": _flag("early"),
    "prompts": _choice({"": ("prompts", "existing"), "always": ("prompts", "always"), "locked": ("prompts", "locked")}),
    "tty": _flag("tty"),
    "binary": _flag("binary"),
    "words": _choice({"only": ("words_only", True)}),
    "pure": _choice({"": ("pure", "yes"), "no": ("pure", "no")}),
    "fail": _choice({"keep": ("keep_failure", True), "drop": ("keep_failure", False)}),
    "par": _par,
    "unit": _choice({unit: ("unit", unit) for unit in ("lines", "nul", "bytes", "para", "apart")}, "first"),
    "order": _choice({"any": ("order_any", True)}),
    "rc": _choice({rule: ("rc", rule) for rule in ("max", "any0", "last")}, "first"),
    "paths": _paths,
    "runs": _names("runs"),
    "net": _net,
    "needs": _needs,
    "size": _free("size"),
    "moves": _names("moves"),
    "adds": _adds,
    "stays": lambda compiler, verb, arguments: [("stays",)],
    "truncates": _path_list("truncates"),
    "search": _search,
    "scan": _scan,
    "program": _program,
    "opaque": _message("opaque"),
    "unfit": _message("mismatch"),
    "options": _nothing,
}
