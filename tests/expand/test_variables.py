"""Variables: assignment rules, dynamic scope, and that undoing the journal restores everything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oilgg.errors import ExpansionError, ReadonlyError
from oilgg.expand.values import name_hash
from oilgg.expand.variables import (
    ASSOC,
    EXPORT,
    INDEXED,
    NAMEREF,
    READONLY,
    UPPER,
    AssocArray,
    IndexedArray,
    NameRef,
    Variables,
)


class Shell:
    """As much of a shell as variables ask for."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.options = self
        self.nounset = False
        self.dotglob = False
        self.localvar_unset = False
        self.vars = Variables(self)  # type: ignore[arg-type]

    def error(self, message: str) -> None:
        self.errors.append(message)

    def set_option(self, name: str, value: bool) -> bool:
        setattr(self, name, value)
        return True


def make() -> Variables:
    return Shell().vars


def picture(variables: Variables) -> object:
    """Everything a mark has to bring back, as comparable values."""

    def shown(value: object) -> object:
        if isinstance(value, IndexedArray):
            return ("indexed", value.pairs(), value.top)
        if isinstance(value, AssocArray):
            return ("assoc", value.pairs())
        return ("nameref", value.target) if isinstance(value, NameRef) else value

    def bound(table: dict) -> object:
        return {name: (shown(value), bits) for name, (value, bits) in table.items()}

    scopes = []
    scope = variables.scope
    while scope is not None:
        scopes.append((scope.temporary, bound(scope.saved)))
        scope = scope.parent
    values = {name: shown(value) for name, value in variables.values.items()}
    return values, dict(variables.attributes), scopes, dict(variables.exported()), variables.allexport


NAMES = st.sampled_from(["a", "b", "c", "PATH", "IFS"])
TEXTS = st.sampled_from(["", "1", "x y", "b", "7"])
OPERATIONS = st.one_of(
    st.tuples(st.just("set"), NAMES, TEXTS),
    st.tuples(st.just("append"), NAMES, TEXTS),
    st.tuples(st.just("set_element"), NAMES, st.integers(0, 4), TEXTS),
    st.tuples(st.just("assign_array"), NAMES, st.lists(TEXTS, max_size=3), st.booleans()),
    st.tuples(st.just("unset"), NAMES),
    st.tuples(st.just("unset_element"), NAMES, st.sampled_from(["0", "1", "@"])),
    st.tuples(st.just("set_attributes"), NAMES, st.sampled_from([EXPORT, UPPER, INDEXED])),
    st.tuples(st.just("export_off"), NAMES),
    st.tuples(st.just("set_nameref"), st.sampled_from(["r", "q"]), st.sampled_from(["a", "b", "a[1]", "q"])),
    st.tuples(st.just("set"), st.sampled_from(["r", "q"]), TEXTS),
    st.tuples(st.just("push_scope")),
    st.tuples(st.just("push_temporary"), NAMES, TEXTS),
    st.tuples(st.just("pop_scope")),
    st.tuples(st.just("declare_temporary"), NAMES, TEXTS),
    st.tuples(st.just("declare_local"), NAMES, st.booleans()),
    st.tuples(st.just("set_local"), NAMES, TEXTS),
    st.tuples(st.just("swap_global"), NAMES),
    st.tuples(st.just("allexport"), st.booleans()),
)


def perform(variables: Variables, operation: tuple) -> None:
    verb, *args = operation
    try:
        if verb == "assign_array":
            name, texts, append = args
            variables.assign_array(name, [(None, "=", text) for text in texts], append)
        elif verb == "export_off":
            variables.set_attributes(args[0], remove=EXPORT)
        elif verb == "push_temporary":
            variables.push_scope(temporary=True)
            variables.declare_temporary(*args)
        elif verb == "pop_scope":
            if variables.scope is not None:
                variables.pop_scope()
        elif verb in ("declare_local", "set_local"):
            if variables.in_function():
                getattr(variables, verb)(*args)
        elif verb == "declare_temporary":
            if variables.scope is not None and variables.scope.temporary:
                variables.declare_temporary(*args)
        elif verb == "allexport":
            variables.allexport = args[0]
        else:
            getattr(variables, verb)(*args)
    except (ExpansionError, ReadonlyError):
        pass


@settings(max_examples=300, deadline=None)
@given(
    st.lists(OPERATIONS, max_size=12),
    st.lists(st.one_of(OPERATIONS, st.just(("mark",)), st.just(("undo",)), st.just(("release",))), max_size=30),
    st.randoms(use_true_random=False),
)
def test_undo_restores_everything(before, operations, random) -> None:
    variables = make()
    for operation in before:
        perform(variables, operation)
    outer = variables.mark()
    whole = picture(variables)
    marks: list[tuple[int, object]] = []
    for operation in operations:
        if operation[0] == "mark":
            marks.append((variables.mark(), picture(variables)))
        elif operation[0] == "undo":
            if marks:
                at = random.randrange(len(marks))
                number, wanted = marks[at]
                variables.undo(number)
                assert picture(variables) == wanted
                del marks[at:]
        elif operation[0] == "release":
            if marks:
                at = random.randrange(len(marks))
                now = picture(variables)
                variables.release(marks.pop(at)[0])
                assert picture(variables) == now
        else:
            perform(variables, operation)
    variables.undo(outer)
    assert picture(variables) == whole


def test_undo_brings_back_what_a_scope_hides_from_the_shell_alone() -> None:
    variables = make()
    perform(variables, ("push_temporary", "a", ""))
    perform(variables, ("swap_global", "a"))
    whole = picture(variables)
    outer = variables.mark()
    perform(variables, ("pop_scope",))
    perform(variables, ("unset", "a"))
    assert picture(variables) != whole
    variables.undo(outer)
    assert picture(variables) == whole


@settings(max_examples=100, deadline=None)
@given(st.lists(OPERATIONS, max_size=15))
def test_scopes_restore_what_was_outside(operations) -> None:
    variables = make()
    variables.set("a", "outer")
    variables.set_element("b", 2, "outer")
    variables.push_scope()
    for name in ("a", "b", "c", "PATH", "IFS"):
        variables.declare_local(name)
    bottom = variables.scope
    for operation in operations:
        if operation[0] not in ("swap_global", "set_nameref", "unset", "unset_element"):
            if operation[0] == "pop_scope" and variables.scope is bottom:
                continue
            perform(variables, operation)
    while variables.scope is not None:
        variables.pop_scope()
    assert variables.get("a") == "outer"
    assert variables.get_element("b", "2") == "outer"
    assert variables.get("c") is None


def test_release_of_the_oldest_mark_forgets_it() -> None:
    variables = make()
    first = variables.mark()
    variables.set("x", "1")
    second = variables.mark()
    variables.set("x", "2")
    variables.release(first)
    variables.undo(second)
    assert variables.get("x") == "1"


def test_readonly() -> None:
    variables = make()
    variables.set("x", "1")
    variables.set_attributes("x", add=READONLY)
    for change in (
        lambda: variables.set("x", "2"),
        lambda: variables.append("x", "2"),
        lambda: variables.set_element("x", 0, "2"),
        lambda: variables.assign_array("x", []),
        lambda: variables.unset("x"),
    ):
        with pytest.raises(ReadonlyError):
            change()
    assert variables.get("x") == "1"


def test_environment_is_kept_until_something_exported_changes() -> None:
    variables = make()
    variables.import_environment({"A": "1", "BASH_FUNC_x%%": "() { :; }"})
    first = variables.exported()
    assert first == {"A": "1", "BASH_FUNC_x%%": "() { :; }"}
    variables.set("other", "x")
    assert variables.exported() is first
    variables.set("A", "2")
    assert variables.exported()["A"] == "2"
    assert variables.environment()[b"A"] == b"2"


def test_temporary_assignment_reaches_the_local_of_the_function() -> None:
    variables = make()
    variables.push_scope(temporary=True)
    variables.declare_temporary("x", "1")
    variables.push_scope()
    variables.declare_local("x")
    assert variables.get("x") == "1"
    variables.set("x", "2")
    variables.pop_scope()
    variables.pop_scope()
    assert variables.get("x") is None


def test_unset_of_a_callers_local_uncovers_the_outer_one() -> None:
    variables = make()
    variables.set("x", "global")
    variables.push_scope()
    variables.declare_local("x")
    variables.set("x", "local")
    variables.push_scope()
    variables.unset("x")
    assert variables.get("x") == "global"


def test_namerefs() -> None:
    variables = make()
    variables.set_nameref("r", "a[2]")
    variables.set("r", "x")
    assert variables.get_element("a", "2") == "x"
    assert variables.get("r") == "x"
    variables.unset("r")
    assert variables.get_element("a", "2") is None
    assert variables.attributes["r"] & NAMEREF


def test_hash_order_is_that_of_bash() -> None:
    array = AssocArray([("k", "v"), ("l", "w"), ("x", "1"), ("y", "2"), ("z", "3")])
    assert array.keys() == ["z", "y", "x", "l", "k"]
    assert name_hash("a") == (2166136261 * 16777619 % 2**32) ^ ord("a")


def test_sparse_arrays_go_by_index() -> None:
    array = IndexedArray(["a", "b"])
    array.set(7, "h")
    array.set(4, "e")
    assert array.pairs() == [(0, "a"), (1, "b"), (4, "e"), (7, "h")]
    array.delete(7)
    assert array.top == 4 and array.resolve(-1) == 4


def test_ifs_and_globignore_are_followed() -> None:
    shell = Shell()
    variables = shell.vars
    variables.set("IFS", ":")
    assert variables.splitter.split("a:b") == ["a", "b"]
    mark = variables.mark()
    variables.unset("IFS")
    assert variables.splitter.default
    variables.set("GLOBIGNORE", "x")
    assert shell.dotglob
    variables.undo(mark)
    assert variables.splitter.first == ":"


def test_assoc_attribute_makes_key_0_of_a_scalar() -> None:
    variables = make()
    variables.set("x", "1")
    variables.set_attributes("x", add=ASSOC)
    assert variables.get("x") == "1"
    assert variables.get_element("x", "0") == "1"
