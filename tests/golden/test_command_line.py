"""Every message of the command line and the configuration, to the letter."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from oilgg import __version__, tools
from oilgg.cli.tool import INTERNAL, TOOLS
from oilgg.interp.builtins.usage import OWN_USAGE


def run(oilgg: Path, folder: Path, *arguments: str, **environment: str) -> tuple[str, str, int]:
    """Standard output, standard error and status of the command, run in `folder`."""
    settings = {"PATH": f"{oilgg.parent}:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8", **environment}
    found = subprocess.run(
        [str(oilgg), *arguments],
        cwd=folder,
        env=settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout, found.stderr, found.returncode


@pytest.mark.parametrize(
    ("arguments", "message", "status"),
    [
        (["-c"], "oilgg: -c: option requires an argument\n", 2),
        (["--rcfile"], "oilgg: rcfile: option requires an argument\n", 2),
        (["--jobs"], "oilgg: --jobs: option requires an argument\n", 2),
        (["-j"], "oilgg: -j: option requires an argument\n", 2),
        (["-j", "many", "-c", ":"], "oilgg: --jobs: many: jobs must be a number\n", 2),
        (["--status=loud", "-c", ":"], "oilgg: --status: loud: status is one of none, line, log\n", 2),
        (["--view=x", "-c", ":"], "oilgg: --view: x: view is one of auto, overlay, operand, plain\n", 2),
        (["--tool"], "oilgg: --tool: option requires an argument\n", 2),
        (["--tool", "nosuch"], f"oilgg: --tool nosuch: no such tool; there are {', '.join(TOOLS)}\n", 2),
        (["--tool", "../x"], f"oilgg: --tool ../x: no such tool; there are {', '.join(TOOLS)}\n", 2),
        (["--tool", "kept"], f"oilgg: --tool kept: no such tool; there are {', '.join(TOOLS)}\n", 2),
        (["--tool", "call", "f"], "oilgg: call: not for typing: it is the program of functions that are thunks\n", 2),
        (["nosuch.sh"], "oilgg: nosuch.sh: No such file or directory\n", 127),
        (["./no/such.sh"], "oilgg: ./no/such.sh: No such file or directory\n", 127),
        (["folder"], "folder: folder: Is a directory\n", 126),
        (["binary"], "binary: binary: cannot execute binary file\n", 126),
        (["-O", "nosuch", "-c", ":"], "oilgg: line 0: nosuch: invalid shell option name\n", 2),
        (["-o", "nosuch", "-c", ":"], "oilgg: line 0: oilgg: nosuch: invalid option name\n", 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes(oilgg: Path, tmp_path: Path, arguments: list[str], message: str, status: int) -> None:
    """One line, and bash's status."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(b"\0\1")
    assert run(oilgg, tmp_path, *arguments) == ("", message, status)


@pytest.mark.parametrize("option", ["-Z", "+Z", "--nosuch", "--no-such=1"])
def test_unknown_option(oilgg: Path, tmp_path: Path, option: str) -> None:
    """bash's message and usage, and a hint."""
    out, err, status = run(oilgg, tmp_path, option)
    lines = err.splitlines()
    assert (out, status) == ("", 2)
    assert lines[0] == f"oilgg: {option}: invalid option"
    assert lines[1] == "Usage:\toilgg [GNU long option] [option] ..."
    assert lines[-1] == "Try `oilgg --help' for oilgg's own options."


def test_help_and_version(oilgg: Path, tmp_path: Path) -> None:
    """They go to standard output; every option of oilgg's own is named."""
    assert run(oilgg, tmp_path, "--version") == (f"oilgg, version {__version__} (bash 5.2)\n", "", 0)
    out, err, status = run(oilgg, tmp_path, "--help")
    assert (err, status) == ("", 0)
    for option in (
        "-j N",
        "--no-lower",
        "--no-quick",
        "--explain",
        "--dry-run",
        "--status=",
        "--store=",
        "--view=",
        "--tool",
    ):
        assert option in out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("jobs = x\n", "line 1: x: jobs must be a number"),
        ("# comment\n\nlower = perhaps\n", "line 3: perhaps: lower is yes or no"),
        ("jobs\n", "line 1: jobs: not of the form `name = value'"),
        (
            "speed = 3\n",
            "line 1: speed: no such setting; there are jobs, load, engine, budget, lower, explain, dry_run, status, "
            "store, share, view, learn, check, quick, timeout, failure, secrets, verify",
        ),
    ],
)
def test_wrong_configuration_file(oilgg: Path, tmp_path: Path, text: str, message: str) -> None:
    """File and line are named, for the user's file and for the project's."""
    user = tmp_path / ".config/oilgg/config"
    user.parent.mkdir(parents=True)
    user.write_text(text)
    assert run(oilgg, tmp_path, "-c", "echo no") == ("", f"oilgg: {user}: {message}\n", 2)
    user.unlink()
    (tmp_path / ".oilgg").mkdir()
    (tmp_path / ".oilgg/config").write_text(text)
    assert run(oilgg, tmp_path, "-c", "echo no") == ("", f"oilgg: .oilgg/config: {message}\n", 2)


def test_configuration_of_the_environment(oilgg: Path, tmp_path: Path) -> None:
    """A wrong variable is named; an option wins over it."""
    assert run(oilgg, tmp_path, "-c", ":", OILGG_JOBS="x") == ("", "oilgg: OILGG_JOBS: x: jobs must be a number\n", 2)
    assert run(oilgg, tmp_path, "-j2", "-c", "echo ok", OILGG_JOBS="4") == ("ok\n", "", 0)


def test_environment_is_not_changed_by_python(oilgg: Path, tmp_path: Path) -> None:
    """In the C locale Python sets LC_CTYPE for itself; commands must not see it."""
    shown = subprocess.run(
        [str(oilgg), "-c", "/usr/bin/env"],
        env={"PATH": "/usr/bin:/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert not [line for line in shown.splitlines() if line.startswith(("LC_", "PYTHON"))]


@pytest.mark.parametrize("tool", TOOLS)
def test_help_of_tools(oilgg: Path, tmp_path: Path, tool: str) -> None:
    """Every tool tells how it is called, on standard output, and does nothing else."""
    out, err, status = run(oilgg, tmp_path, "--tool", tool, "--help")
    assert out.startswith(f"Usage: oilgg --tool {tool}") and (err, status) == ("", 0)
    assert not list(tmp_path.iterdir())


def test_dry_run(oilgg: Path, tmp_path: Path) -> None:
    """Each command with what would become of it; nothing is done."""
    (tmp_path / "a").write_text("b\na\n")
    code = "mkdir d\nsort a\ncp a b\nunknown-command a\nsort a | wc -l >c\n"
    assert run(oilgg, tmp_path, "--no-quick", "-c", "sort a") == ("a\nb\n", "", 0)
    out, err, status = run(oilgg, tmp_path, "--no-quick", "--dry-run", "-c", code)
    kinds = [line[7:26].strip() for line in err.splitlines() if line[4:5].isdigit()]
    assert kinds == ["done by the shell", "reused", "done by the shell", "in place", "run"]
    assert (out, status) == ("", 0) and {path.name for path in tmp_path.iterdir()} == {"a", ".cache"}


def test_a_store_that_cannot_be_read(oilgg: Path, tmp_path: Path) -> None:
    """It is told of once; the script runs as ever."""
    store = tmp_path / "store"
    assert run(oilgg, tmp_path, "--store=store", "--no-quick", "-c", "sort /dev/null") == ("", "", 0)
    for file in store.glob("index.db*"):
        file.unlink()
    (store / "index.db").mkdir()
    code = "set -e; echo b >f; sort f >g; cat f g | uniq; sort g >h; cat h"
    message = f"oilgg: {store}/index.db: unable to open database file; results are not kept\n"
    assert run(oilgg, tmp_path, "--store=store", "--no-quick", "-c", code) == ("b\nb\n", message, 0)


def test_tools_look_at_the_store_of_runs(oilgg: Path, tmp_path: Path) -> None:
    """Whether an option, a variable or a file says where it is."""

    def where(*options: str, **environment: str) -> str:
        return run(oilgg, tmp_path, *options, "--tool", "store", "stats", **environment)[0].splitlines()[0].split()[1]

    assert where() == str(tmp_path / ".cache/oilgg/store")
    (tmp_path / ".oilgg").mkdir()
    (tmp_path / ".oilgg/config").write_text("store = one\n")
    assert where() == str(tmp_path / "one")
    assert where(OILGG_STORE=str(tmp_path / "two")) == str(tmp_path / "two")
    assert where("--store=three", OILGG_STORE=str(tmp_path / "two")) == str(tmp_path / "three")
    (tmp_path / ".oilgg/config").write_text("stor = one\n")
    assert run(oilgg, tmp_path, "--tool", "store", "stats")[1].startswith("oilgg: .oilgg/config: line 1: stor: no such")


def test_tools_whose_output_goes_nowhere(oilgg: Path, tmp_path: Path) -> None:
    """A full disk is told of; a closed stream or a reader that has gone is not."""
    code = (
        'for to in ">/dev/full" ">&-" "| :"; do eval "oilgg --tool doctor $to"; echo $?; done; oilgg --tool jobs 2>&-'
    )
    out, err, status = run(oilgg, tmp_path, "-c", code)
    works = run(oilgg, tmp_path, "--tool", "doctor")[2]
    assert err == "oilgg: write error: No space left on device\n" and status == 0
    assert out.splitlines()[:2] == ["1", str(works)]


def test_list_of_tools(oilgg: Path, tmp_path: Path) -> None:
    """It names all that there are."""
    out, err, status = run(oilgg, tmp_path, "--tool", "--help")
    assert [line.split()[0] for line in out.splitlines()[2:-2]] == list(TOOLS) and (err, status) == ("", 0)
    folder = Path(tools.__file__).parent
    verbs = {path.stem for path in folder.glob("*.py") if "\ndef main(" in path.read_text()}
    assert verbs == {*TOOLS, *INTERNAL}


def test_launcher(oilgg: Path, tmp_path: Path) -> None:
    """`--tool launcher` writes a command that works from anywhere."""
    assert run(oilgg, tmp_path, "--tool", "launcher", "own") == ("", "", 0)
    assert run(tmp_path / "own", tmp_path, "-c", "echo $1", "-", "works") == ("works\n", "", 0)
    assert os.access(tmp_path / "own", os.X_OK)
    assert run(oilgg, tmp_path, "--tool", "launcher", "no/own") == (
        "",
        "oilgg: launcher: no/own: No such file or directory\n",
        1,
    )


@pytest.mark.parametrize(
    ("code", "message", "status"),
    [
        ("each", "each: a command is missing\n{each}", 2),
        ("each -z x", "each: -z: invalid option\n{each}", 2),
        ("each -j x echo", "each: -j: x: not a number of items that can run at once\n", 2),
        ("fold --tree", "fold: a command is missing\n{fold}", 2),
        ("fold --init", "fold: --init: a value is missing\n{fold}", 2),
        ("fold --files sort none", "fold: none: No such file or directory\n", 1),
        ("io", "io: a command is missing\n{io}", 2),
        ("io -z -- ls", "io: -z: invalid option\n{io}", 2),
        ("io -r", "io: -r wants a value\n{io}", 2),
        (
            "io -w a -- bash -c 'echo x >b'",
            "io: bash writes {folder}/b, which is not declared (-w FILE or -W TREE)\n",
            0,
        ),
    ],
)
def test_own_builtins(oilgg: Path, tmp_path: Path, code: str, message: str, status: int) -> None:
    """Mistakes in calls of `each`, `fold` and `io`."""
    usages = {name: f"{name}: usage: {usage}\n" for name, usage in OWN_USAGE.items()}
    message = "oilgg: line 1: " + message.format(folder=tmp_path, **usages)
    assert run(oilgg, tmp_path, "-c", code) == ("", message, status)


@pytest.mark.parametrize("name", OWN_USAGE)
def test_help_of_own_builtins(oilgg: Path, tmp_path: Path, name: str) -> None:
    """`help` has it, though not in its list; so has the builtin itself."""
    out, err, status = run(oilgg, tmp_path, "-c", f"help {name}")
    assert out.startswith(f"{name}: {OWN_USAGE[name]}\n    ") and (err, status) == ("", 0)
    option = "--tree --help" if name == "fold" else "--help"
    assert run(oilgg, tmp_path, "-c", f"{name} {option}") == (out, "", 2)
    assert f" {name} " not in run(oilgg, tmp_path, "-c", "help")[0]
