"""Parts of the interpreter that a script cannot look at directly."""

from __future__ import annotations

import os

import pytest

from oilgg.interp import capture, descriptors, facts, job, signals, timing, xtrace
from oilgg.interp.state import Shell
from oilgg.syntax.parser import parse_all


@pytest.fixture
def shell() -> Shell:
    return Shell("test", [], {b"PATH": b"/usr/bin:/bin"})


def tree(text: str) -> tuple[object, ...]:
    parsed = parse_all(text)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("text", "forks"),
    [
        ("echo a; cd /; x=1", False),
        ("sleep 1 &", True),
        ("echo $BASHPID", True),
        ("ulimit -n 10", True),
        ("trap 'echo x' EXIT", False),
        ("trap 'echo x' INT", True),
        ("f() { sleep 1 & }", False),
        ("coproc cat", True),
        ("if true; then { (wait); }; fi", True),
        ("set -m", True),
    ],
)
def test_what_needs_a_process(shell: Shell, text: str, forks: bool) -> None:
    assert facts.must_fork(shell, tree(text)) is forks


def test_functions_are_looked_into(shell: Shell) -> None:
    shell.define_function("f", tree("f() { g; }")[3])  # type: ignore[arg-type]
    shell.define_function("g", tree("g() { sleep 1 & }")[3])  # type: ignore[arg-type]
    assert facts.must_fork(shell, tree("echo; f"))
    assert not facts.must_fork(shell, tree("echo; h"))


def test_own_descriptors_are_high_and_closed_by_programs() -> None:
    high = descriptors.duplicate_high(0 if descriptors.is_open(0) else 1)
    assert high >= descriptors.FIRST_OWN
    assert not os.get_inheritable(high)
    os.close(high)


def test_capture_keeps_the_order_of_builtins_and_programs(shell: Shell) -> None:
    output = capture.Capture()
    sink = capture.Sink(output)
    shell.sinks = {97: sink}
    sink.append(b"a")
    capture.make_real(shell)
    os.write(97, b"b")
    sink.append(b"c")
    sink.restore(97)
    shell.sinks = {}
    output.finish(shell)
    assert output.data() == b"abc"
    assert not descriptors.is_open(97)
    assert not shell.live_captures


def test_mark_and_undo_bring_everything_back(shell: Shell) -> None:
    here = os.getcwd()
    shell.vars.set("x", "1")
    mark = shell.mark()
    shell.vars.set("x", "2")
    shell.set_option("nounset", True)
    shell.define_function("f", tree("{ :; }"))
    shell.aliases = {"a": "b"}
    shell.positional = ["p"]
    shell.chdir("/")
    shell.set_umask(0o77)
    shell.status = 3
    shell.undo(mark)
    assert (shell.vars.get("x"), shell.options.nounset, shell.functions, shell.aliases) == ("1", False, {}, {})
    assert (shell.positional, shell.status, os.getcwd()) == ([], 0, here)
    mask = os.umask(0o22)
    os.umask(mask)
    assert mask == shell.umask


def test_jobs_are_found_by_what_users_write() -> None:
    table = job.JobTable()
    table.add([10], ["sleep 1"])
    table.add([20, 21], ["make all", "tee log"])
    found = {spec: one.number for spec in ("%1", "%%", "%+", "%-", "%make", "%?tee") if (one := table.find(spec))}
    assert found == {"%1": 1, "%%": 2, "%+": 2, "%-": 1, "%make": 2, "%?tee": 2}
    assert table.find("%nosuch") is None
    table.record(21, 3 << 8)
    table.record(20, 0)
    assert table.jobs[2].done and table.jobs[2].status == 3 and table.statuses == {21: 3}
    table.remove(2)
    assert (table.current, table.previous) == (1, 1)


def test_jobs_of_the_parent_are_seen_but_not_waited_for() -> None:
    table = job.JobTable()
    table.add([10], ["sleep 1"])
    inner = table.fresh()
    assert inner.find("%1") is not None and inner.running_pids() == [] and inner.of_pid(10) is None
    inner.add([30], ["true"])
    assert list(inner.jobs) == [1] and inner.jobs[1].pids == [30]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("15", "TERM"),
        ("SIGINT", "INT"),
        ("int", "INT"),
        ("0", "EXIT"),
        ("err", "ERR"),
        ("RTMIN+1", "RTMIN+1"),
        ("x", None),
    ],
)
def test_signal_names(text: str, name: str | None) -> None:
    assert signals.signal_name(text) == name


@pytest.mark.parametrize(
    ("word", "shown"),
    [("", "''"), ("a", "a"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("~", "'~'"), ("a~", "a~"), ("\x1b", "$'\\E'")],
)
def test_words_in_traces(word: str, shown: str) -> None:
    assert xtrace.quote(word) == shown


def test_timeformat(shell: Shell) -> None:
    assert timing.format_times(shell, "%R %2U %lS %%", 61.2345, 0.5, 60.0) == "61.234 0.50 1m0.000s %\n"
