"""The table of builtins, their usage lines and help, and what they may import."""

from __future__ import annotations

import subprocess
import sys

import pytest

from oilgg.errors import UsageError
from oilgg.interp import builtins
from oilgg.interp.builtins.arguments import parse_options, whole_number
from oilgg.interp.builtins.help import describe, topics
from oilgg.interp.builtins.usage import USAGE

from .fake import FakeShell

FORBIDDEN = [
    "re",
    "enum",
    "typing",
    "dataclasses",
    "os",
    "argparse",
    "json",
    "pathlib",
    "subprocess",
    "tempfile",
    "shutil",
    "collections",
    "functools",
    "contextlib",
    "glob",
    "fnmatch",
    "signal",
    "asyncio",
    "lark",
]


@pytest.mark.parametrize("name", sorted(builtins.BUILTINS))
def test_builtin_is_there_and_described(name: str) -> None:
    function = builtins.find(name)
    assert function is not None
    assert function.__doc__
    assert USAGE[name].startswith((name, "job_spec", "["))
    assert describe(name).startswith(f"{name}: {USAGE[name]}\n    ")


def test_unknown_names() -> None:
    assert builtins.find("nosuch") is None
    assert set(USAGE) == set(builtins.BUILTINS)
    assert set(builtins.BUILTINS) >= builtins.SPECIAL_BUILTINS
    assert topics() == sorted(topics())


def test_imports() -> None:
    """No builtin pulls in what the start-up path must not have."""
    code = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from oilgg.interp import builtins\n"
        "for name in builtins.BUILTINS: builtins.find(name)\n"
        f"print(*sorted((set(sys.modules) - before) & set({FORBIDDEN!r})))\n"
    )
    found = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{code}"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout == "\n"


def test_options() -> None:
    shell = FakeShell()
    args = ["-ab", "-cvalue", "-c", "other", "--", "-x"]
    options, first = parse_options(shell, "read", args, "abc:")  # type: ignore[arg-type]
    assert options == [("a", ""), ("b", ""), ("c", "value"), ("c", "other")]
    assert args[first:] == ["-x"]
    assert parse_options(shell, "ulimit", ["-n", "5"], "n;") == ([("n", "5")], 2)  # type: ignore[arg-type]
    assert parse_options(shell, "ulimit", ["-n", "-S"], "n;S") == ([("n", ""), ("S", "")], 2)  # type: ignore[arg-type]
    assert parse_options(shell, "declare", ["+x", "-"], "x", plus=True) == ([("+x", "")], 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-z"], "-z: invalid option\ncd: usage: cd [-L|[-P [-e]] [-@]] [dir]"),
        (["-c"], "-c: option requires an argument\ncd: usage: cd [-L|[-P [-e]] [-@]] [dir]"),
    ],
)
def test_wrong_options(args: list[str], message: str) -> None:
    with pytest.raises(UsageError) as wrong:
        parse_options(FakeShell(), "cd", args, "ac:")  # type: ignore[arg-type]
    assert wrong.value.message == message
    assert wrong.value.status == 2


@pytest.mark.parametrize(
    ("text", "value"), [("5", 5), (" -7 ", -7), ("+3", 3), ("", None), ("0x1", None), ("9" * 20, None), ("1 2", None)]
)
def test_whole_numbers(text: str, value: int | None) -> None:
    assert whole_number(text) == value
