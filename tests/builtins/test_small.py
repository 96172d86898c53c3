"""test's grammar, getopts, umask and quoting of lists, against a fake shell."""

from __future__ import annotations

import pytest

from oilgg.expand.values import AssocArray, IndexedArray
from oilgg.interp.builtins import getopts, listing, umask
from oilgg.interp.builtins import test as test_builtin

from .fake import FakeShell


@pytest.mark.parametrize(
    ("expression", "status"),
    [
        ("", 1),
        ("-z", 0),
        ("! a", 1),
        ("a b", 2),
        ("( a )", 0),
        ("a -a b -a -z", 0),
        ("( a = a", 2),
        ("1 -lt 2 -a 3 -gt x", 2),
        ("! ! ! a = a", 1),
        ("-t a", 1),
    ],
)
def test_expressions(expression: str, status: int) -> None:
    assert test_builtin.test(FakeShell(), expression.split()) == status  # type: ignore[arg-type]


def test_looks_are_announced() -> None:
    shell = FakeShell()
    test_builtin.bracket(shell, ["-e", "/tmp", "]"])  # type: ignore[arg-type]
    assert shell.before == ["/tmp"]


def test_getopts_goes_through_a_word() -> None:
    shell = FakeShell()
    shell.vars.set("OPTIND", "1")
    seen = []
    while getopts.getopts(shell, ["ab:c", "o", "-abx", "-c", "rest"]) == 0:  # type: ignore[arg-type]
        seen.append((shell.vars.get("o"), shell.vars.get("OPTARG"), shell.vars.get("OPTIND")))
    assert seen == [("a", None, "1"), ("b", "x", "2"), ("c", None, "3")]
    assert shell.vars.get("o") == "?"


@pytest.mark.parametrize(
    ("mode", "mask"), [("027", 0o027), ("u=rwx,g=rx,o=", 0o027), ("g-w", 0o022), ("=", 0o777), ("o+w", 0o020)]
)
def test_umask(mode: str, mask: int) -> None:
    shell = FakeShell()
    assert umask.umask(shell, [mode]) == 0  # type: ignore[arg-type]
    assert shell.umask == mask


def test_elements() -> None:
    assert listing.elements(IndexedArray(["a", 'b"']), True) == '([0]="a" [1]="b\\"")'
    assert listing.elements(AssocArray([("k", "v")]), True) == '([k]="v" )'
