"""Thunks that wait for each other."""

from __future__ import annotations

import random

from oilgg.thunk.graph import Graph, dependencies, substitute, thunk_outputs
from oilgg.thunk.hash import identity
from oilgg.thunk.ir import ABSENT, FileValue, Input, Stage, Thunk, ThunkOutput, is_reduced

VALUE = FileValue(b"v" * 32, 3)


def thunk(name: str, *needs: Thunk, stdin=None) -> Thunk:
    inputs = tuple([Input(f"/{place}", ThunkOutput(identity(need), "/out")) for place, need in enumerate(needs)])
    return Thunk((Stage("/bin/" + name, (name,)),), "/", inputs=inputs, stdin=stdin)


def test_what_a_thunk_stands_on():
    first, second = thunk("a"), thunk("b")
    old = ThunkOutput(identity(first), "/old")
    new = ThunkOutput(identity(second), "/old", old)
    both = Thunk((), "/", inputs=(Input("/old", new), Input("/x", VALUE)), stdin=ThunkOutput(identity(first), "&1"))
    assert thunk_outputs(both) == (new, old, both.stdin)
    assert dependencies(both) == (identity(second), identity(first))
    assert dependencies(first) == ()


def test_substitution_step_by_step():
    a, b = thunk("a"), thunk("b")
    c = thunk("c", a, b, stdin=ThunkOutput(identity(a), "&1"))
    half = substitute(c, lambda output: VALUE if output.thunk_hash == identity(a) else None)
    assert half.stdin == VALUE and not is_reduced(half)
    whole = substitute(half, lambda output: ABSENT)
    assert is_reduced(whole) and whole.inputs[1].value == ABSENT
    assert substitute(whole, lambda output: None) is whole
    assert identity(whole) != identity(half) != identity(c)


def run(graph: Graph, names: list[bytes]) -> list[bytes]:
    """All thunks in an order in which they can run."""
    ready = [name for name in names if graph.is_ready(name)]
    for name in ready:
        ready += graph.done(name)
    return ready


def test_everything_runs_after_what_it_needs_in_whatever_order_it_came():
    random.seed(4)
    thunks: list[Thunk] = []
    for number in range(60):
        thunks.append(thunk(f"t{number}", *random.sample(thunks, min(len(thunks), random.randrange(4)))))
    for _ in range(5):
        random.shuffle(thunks)
        graph = Graph()
        names = [graph.add(one) for one in thunks]
        assert [graph.add(one) for one in thunks] == names
        order = run(graph, names)
        assert sorted(order) == sorted(names)
        for one in thunks:
            assert all(order.index(need) < order.index(identity(one)) for need in dependencies(one))
        assert graph.thunks == {}


def test_what_was_never_added_is_not_waited_for():
    graph = Graph()
    assert graph.is_ready(graph.add(thunk("b", thunk("a"))))


def test_dependents():
    a = thunk("a")
    b, c = thunk("b", a), thunk("c", a)
    d = thunk("d", b, c)
    graph = Graph()
    for one in (a, b, c, d, thunk("e")):
        graph.add(one)
    assert list(graph.dependents(identity(a))) == [identity(b), identity(c), identity(d)]
    assert list(graph.dependents(identity(d))) == []
