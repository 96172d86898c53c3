"""Results that overwrite what an earlier command leaves are reused, whether or not that is in the tree already."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NOBODY, own_environment

PATIENCE_S = 60.0
SCRIPT = """
io --pure -r x -w y -- sh -c 'sleep 0.4; cp x y'
cp /bin/true t
strip t
echo 'a text' >f
sed -i s/a/b/ f
sort f >g
sort -r g >h
sed -i s/t/T/ h
cat h
"""
READ_ONLY = """
io --pure -r x -w y -- sh -c 'sleep 0.4; cp x y'
cp from o
sort f >o || echo "status $?"
cat o
"""


def run(command: list[str], work: Path, script: str) -> tuple[str, str]:
    """What a run of `script` prints, and says, in a folder without what the one before has left there."""
    work.mkdir(exist_ok=True)
    (work.parent / "s.sh").write_text(script)
    for path in work.iterdir():
        if path.name not in ("x", "f", "from"):
            path.unlink()
    done = subprocess.run(
        [*command, "../s.sh"],
        cwd=work,
        env=own_environment(work.parent),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    return done.stdout, done.stderr


def test_behind_a_command_that_runs(oilgg: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    for content in "12":
        (work / "x").write_text(content)
        said = run([str(oilgg), "--status=log"], work, SCRIPT)
        assert said[0] == "b Text\n"
    assert "1 run, 6 reused" in said[1]


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """One that belongs to an ordinary user."""
    with tempfile.TemporaryDirectory(prefix="oilgg-overwriting-") as name:
        os.chown(name, NOBODY, NOBODY)
        yield Path(name)


def test_what_may_not_be_written(as_nobody: list[str], public_oilgg: Path, public_folder: Path) -> None:
    """The result of a time when the file could be written is no answer when it can't."""
    work = public_folder / "work"
    work.mkdir()
    os.chown(work, NOBODY, NOBODY)
    (work / "f").write_text("b\na\n")
    (work / "from").write_text("old\n")
    command = [*as_nobody, str(public_oilgg), "--status=log"]
    for content, mode, printed in (("1", 0o644, "a\nb\n"), ("2", 0o444, "status 1\nold\n")):
        (work / "x").write_text(content)
        (work / "from").chmod(mode)
        said = run(command, work, READ_ONLY)
        assert said[0] == printed, said[1]
    assert "o: Permission denied" in said[1]


def test_what_only_the_view_may_not_write(as_nobody: list[str], public_oilgg: Path, public_folder: Path) -> None:
    """Below a folder of somebody else's nothing can be written in a view: what was said there doesn't count."""
    between = public_folder / "between"
    (between / "work").mkdir(parents=True)
    os.chown(between / "work", NOBODY, NOBODY)
    for name in ("x", "f"):
        (between / "work" / name).write_text("text\n")
        os.chown(between / "work" / name, NOBODY, NOBODY)
    between.chmod(0o755)
    script = "exec 2>&1\nchmod 600 f >o && cat f\n"
    assert run([*as_nobody, str(public_oilgg)], between / "work", script)[0] == "text\n"


def test_what_replaces_a_file_that_may_not_be_written(
    as_nobody: list[str], public_oilgg: Path, public_folder: Path
) -> None:
    work = public_folder / "work"
    work.mkdir()
    for name in ("f", "from"):
        (work / name).write_text(f"{name}\n")
        os.chown(work / name, NOBODY, NOBODY)
    (work / "from").chmod(0o444)
    os.chown(work, NOBODY, NOBODY)
    assert run([*as_nobody, str(public_oilgg)], work, "mv f from\ncat from\n") == ("f\n", "")


def test_what_cannot_be_made_is_said_where_the_command_writes(
    as_nobody: list[str], public_oilgg: Path, public_folder: Path
) -> None:
    work, shut = public_folder / "work", public_folder / "shut"
    for path in (work, shut):
        path.mkdir()
        os.chown(path, NOBODY, NOBODY)
    (work / "f").write_text("b\na\n")
    shut.chmod(0o555)
    script = "sort f 2>&1 >../shut/x; sort f 2>o >../shut/x; cat o\n"
    expected = run([*as_nobody, "bash"], work, script)
    assert run([*as_nobody, str(public_oilgg)], work, script) == expected
    assert expected[0].count("../shut/x: Permission denied") == 2
