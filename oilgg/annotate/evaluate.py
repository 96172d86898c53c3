"""What the clauses of a usage line do to the effects of a call: tests of conditions and verbs, by name.

Each takes the call and a tuple made by `verbs` and `clauses`. The verb `part` is in `match`, because it matches again.
"""

from __future__ import annotations

from oilgg.annotate.call import Mismatch
from oilgg.annotate.template import expand, name_fits, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.annotate.call import Call


SHAPES_LIMIT = 64


def speak(call: Call) -> None:
    """Apply every clause whose condition holds; `else` holds if the condition before it did not."""
    shapes = call.usage.shapes
    values = tuple([(name, len(places) > 1) for name, places in call.values.items()])
    shape = (tuple(call.given), values, tuple(call.parts))
    lines = shapes.get(shape)
    if lines is None:
        if len(shapes) >= SHAPES_LIMIT:
            shapes.clear()
        lines = shapes[shape] = _left_open(call, call.usage.lines)
    held = False
    for is_else, condition, clauses in lines:
        if is_else and held:
            continue
        if condition is not None:
            if not TESTS[condition[0]](call, condition):
                held = False
                continue
            held = True
        for clause in clauses:
            VERBS[clause[0]](call, clause)


# Calls that differ only in texts have the same shape, which decides most conditions


def _left_open(call: Call, lines: tuple[Any, ...]) -> tuple[Any, ...]:
    """The lines that a call of this shape can come to, each with what its condition still depends on."""
    result: list[tuple[bool, Any, tuple[Any, ...]]] = []
    held: bool | None = False
    for is_else, condition, clauses in lines:
        if is_else and held:
            continue
        otherwise = is_else and held is None
        if condition is not None:
            condition = _decided(call, condition)
            if condition is False:
                held = held if otherwise else False
                continue
            held = True if condition is True else None
        if condition is True:
            condition = None
        clauses = tuple(
            [_of_shape(call, clause) for clause in clauses if clause[0] != "part" or clause[1] in call.parts]
        )
        if result and condition is None and result[-1][1] is None and not otherwise and not result[-1][0]:
            clauses = result.pop()[2] + clauses
        if clauses:
            result.append((otherwise, condition, clauses))
    return tuple(result)


def _of_shape(call: Call, clause: tuple[Any, ...]) -> tuple[Any, ...]:
    """The clause without templates that name what this call does not have: they stand for nothing."""
    if clause[0] != "paths":
        return clause
    return (*clause[:2], tuple([template for template in clause[2] if call.values.keys() >= named(template)]))


def _decided(call: Call, test: tuple[Any, ...]) -> Any:
    """True or False if the shape of the call decides this, else the test without its decided parts."""
    kind = test[0]
    if kind == "and" or kind == "or":
        parts = [_decided(call, part) for part in test[1]]
        if (kind == "or") in parts:
            return kind == "or"
        parts = [part for part in parts if part.__class__ is tuple]
        return (parts[0] if len(parts) == 1 else (kind, tuple(parts))) if parts else kind == "and"
    if kind == "not":
        inner = _decided(call, test[1])
        return not inner if inner.__class__ is bool else ("not", inner)
    if kind in SHAPE_TESTS:
        return TESTS[kind](call, test)
    if kind == "option-value":
        return test if test[1] in call.given else False
    if kind in VALUE_TESTS and test[1] not in call.values:
        return TESTS[kind](call, test)
    return test


SHAPE_TESTS = frozenset(("option", "any", "count"))
VALUE_TESTS = frozenset(("value", "every", "regex"))


# Tests of conditions: each answers for (call, test tuple)


def _test_option(call: Call, test: tuple[Any, ...]) -> bool:
    return test[1] in call.given


def _test_not(call: Call, test: tuple[Any, ...]) -> bool:
    return not TESTS[test[1][0]](call, test[1])


def _test_and(call: Call, test: tuple[Any, ...]) -> bool:
    for part in test[1]:  # noqa: SIM110  (a generator takes three times as long)
        if not TESTS[part[0]](call, part):
            return False
    return True


def _test_or(call: Call, test: tuple[Any, ...]) -> bool:
    for part in test[1]:  # noqa: SIM110
        if TESTS[part[0]](call, part):
            return True
    return False


def _test_any_option(call: Call, test: tuple[Any, ...]) -> bool:
    given = call.given
    for name in test[1]:  # noqa: SIM110
        if name in given:
            return True
    return False


def _test_option_value(call: Call, test: tuple[Any, ...]) -> bool:
    return any(name_fits(text, test[2]) for text in call.given.get(test[1], ()))


def _test_count(call: Call, test: tuple[Any, ...]) -> bool:
    count = len(call.values.get(test[1], ()))
    kind = test[2]
    return count == 0 if kind == "none" else count == 1 if kind == "one" else count > 1


def _test_value(call: Call, test: tuple[Any, ...]) -> bool:
    for place in call.values.get(test[1], ()):  # noqa: SIM110
        if name_fits(place[2], test[2]):
            return True
    return False


def _test_every(call: Call, test: tuple[Any, ...]) -> bool:
    return all(name_fits(text, test[2]) for text in call.texts(test[1]))


def _test_file(call: Call, test: tuple[Any, ...]) -> bool:
    look = call.look
    kind = test[2]
    for text in call.names().all(test[1]):
        if not text:  # joined to a folder, it would be that folder
            if kind == "missing":
                return True
        elif kind == "dir":
            if look.is_dir(text):
                return True
        elif kind == "exists":
            if look.exists(text):
                return True
        elif kind == "missing":
            if not look.exists(text):
                return True
        elif kind == "link":
            if look.is_link(text):
                return True
        elif look.exists(text) and not look.is_dir(text):
            return True
    return False


def _test_regex(call: Call, test: tuple[Any, ...]) -> bool:
    texts = call.texts(test[1])
    if not texts:
        return False
    import re

    return any(re.search(test[2], text) for text in texts)


def _test_same(call: Call, test: tuple[Any, ...]) -> bool:
    others = call.texts(test[2])
    return any(text in others for text in call.texts(test[1]))


def _test_variable(call: Call, test: tuple[Any, ...]) -> bool:
    return bool(call.environment.get(test[1]))


def _test_name(call: Call, test: tuple[Any, ...]) -> bool:
    return name_fits(call.argv[0].rpartition("/")[2], test[1])


def _test_program(call: Call, test: tuple[Any, ...]) -> bool:
    return call.facts is not None and test[1] in call.facts.facts


TESTS: dict[str, Callable[[Call, tuple[Any, ...]], bool]] = {
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
    "same": _test_same,
    "name": _test_name,
    "program": _test_program,
}


# Clauses: each applies (call, clause tuple)


def _set(call: Call, clause: tuple[Any, ...]) -> None:
    setattr(call.effects, clause[1], clause[2])


def _first(call: Call, clause: tuple[Any, ...]) -> None:
    """Of par, unit, rc, order and size the first that holds counts."""
    if clause[1] not in call.parts:
        call.parts[clause[1]] = []
        setattr(call.effects, clause[1], clause[2])


def _add(call: Call, clause: tuple[Any, ...]) -> None:
    setattr(call.effects, clause[1], getattr(call.effects, clause[1]) + clause[2])


def _par_fold(call: Call, clause: tuple[Any, ...]) -> None:
    if "par" not in call.parts:
        call.parts["par"] = []
        call.effects.par = ("fold", tuple(_words(call, clause[1])))


def _words(call: Call, words: tuple[Any, ...]) -> list[str]:
    """The words of an inner command, `$flags` and names replaced."""
    result: list[str] = []
    for word in words:
        if word == ("$flags",):
            result.extend(call.flags())
        elif word == ("$command",):
            result.append(call.argv[0])
        else:
            result.extend(expand(word, call.names()))
    return result


def _role(call: Call, clause: tuple[Any, ...]) -> None:
    """`in`, `out`: roles that the usage line cannot show. ("role", arrow, template, each, tree globs)"""
    _, arrow, template, each, globs = clause
    if template is None:
        if arrow == "<":
            call.effects.stdin = True
        else:
            call.effects.stdout = True
        return
    names = call.names()
    if each is None:
        paths = expand(template, names)
    else:
        paths = [path for text in call.texts(each) for path in expand(template, names.bound(each, text))]
    call.mention(template, paths)
    for path in paths:
        call.role(arrow, path, globs, False)


def _paths_each(call: Call, clause: tuple[Any, ...]) -> None:
    names = call.names()
    paths = [path for text in call.texts(clause[3]) for path in expand(clause[2], names.bound(clause[3], text))]
    call.mention(clause[2], paths)
    getattr(call.effects, clause[1]).extend(paths)


def _env(call: Call, clause: tuple[Any, ...]) -> None:
    call.effects.environment = (call.effects.environment or ()) + clause[1]


def _written(call: Call, clause: tuple[Any, ...]) -> None:
    """`learn in written $DEP`: a declared output lists what was read."""
    paths = [path for template in clause[2] for path in expand(template, call.names())]
    call.effects.learn += tuple((clause[1], path) for path in paths)


def _paths(call: Call, clause: tuple[Any, ...]) -> None:
    """`removes`, `search`: a list of paths. ("paths", slot, templates)"""
    into = getattr(call.effects, clause[1])
    for template in clause[2]:
        paths = expand(template, call.names())
        call.mention(template, paths)
        into.extend(paths)


def _folders(call: Call, clause: tuple[Any, ...]) -> None:
    """`folder $DIR` is made; `folder parents $DIR` with every missing folder above it, none if it is there."""
    look = call.look
    made = call.effects.makes_dirs
    for template in clause[2]:
        paths = expand(template, call.names())
        call.mention(template, paths)
        for path in paths:
            if not path:
                raise Mismatch("usage-mismatch", "an empty name of a folder")
            missing = []
            while path and path not in made and not look.exists(path):
                missing.append(path)
                if not clause[1]:
                    break
                path = path.rstrip("/").rpartition("/")[0].rstrip("/")
            made.extend(reversed(missing))


def _opaque(call: Call, clause: tuple[Any, ...]) -> None:
    raise Mismatch("condition", f"{call.argv[0]}: {clause[1]}")


def _mismatch(call: Call, clause: tuple[Any, ...]) -> None:
    raise Mismatch("usage-mismatch", f"{call.argv[0]}: {clause[1]}")


def _without(call: Call, clause: tuple[Any, ...]) -> None:
    call.without = clause[1]


def _probe(call: Call, clause: tuple[Any, ...]) -> None:
    setattr(call.effects, clause[1], _words(call, clause[2]))


def _moves(call: Call, clause: tuple[Any, ...]) -> None:
    call.effects.moves.extend(call.values.get(clause[1], ()))


def _adds(call: Call, clause: tuple[Any, ...]) -> None:
    for path in expand(clause[2], call.names()):
        call.effects.adds.append((clause[1], path))


def _stays(call: Call, clause: tuple[Any, ...]) -> None:
    call.fixed = True


def _needs(call: Call, clause: tuple[Any, ...]) -> None:
    call.effects.needs.update(clause[1])


def _needs_named(call: Call, clause: tuple[Any, ...]) -> None:
    for text in call.texts(clause[1]):
        name, _, value = text.partition("=")
        call.effects.needs[name] = value or "1"


def _runs(call: Call, clause: tuple[Any, ...]) -> None:
    places = call.values.get(clause[1])
    call.effects.runs = places[0][0] if places else None


def _net(call: Call, clause: tuple[Any, ...]) -> None:
    call.effects.net += tuple(_words(call, clause[1]))


def _program(call: Call, clause: tuple[Any, ...]) -> None:
    """The text of a program operand is read by a classifier: more files, and facts for `NAME is FACT`."""
    from oilgg.annotate import programs

    texts = ["\n".join(call.texts(clause[2]))] if call.texts(clause[2]) else []
    for path in call.texts(clause[3]):
        try:
            texts.append(call.look.read_bytes(path).decode("utf-8", "surrogateescape"))
        except OSError:
            raise Mismatch("content", f"{call.argv[0]}: cannot read {path}") from None
    found = programs.classify(clause[1], texts)
    if found.refusal:
        raise Mismatch("content", f"{call.argv[0]}: {found.refusal}")
    call.effects.reads.extend(found.reads)
    call.effects.writes.extend(found.writes)
    call.effects.loose += [*found.reads, *found.writes]
    call.facts = found


VERBS: dict[str, Callable[[Call, tuple[Any, ...]], None]] = {
    "set": _set,
    "first": _first,
    "add": _add,
    "fold": _par_fold,
    "role": _role,
    "paths-each": _paths_each,
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
    "needs-named": _needs_named,
    "runs": _runs,
    "net": _net,
    "program": _program,
}
