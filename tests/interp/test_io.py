"""`io`: what a command reads or writes undeclared is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oilgg.worker import seccomp
from tests.conftest import own_environment


def run(folder: Path, script: str) -> tuple[str, list[str]]:
    """Run `script`: what it prints, and what oilgg says."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    (work / "s.sh").write_text(script)
    done = subprocess.run(
        [sys.executable, "-m", "oilgg", "s.sh"],
        cwd=work, env=own_environment(folder), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout, done.stderr.replace(str(work) + "/", "").rstrip("\n").split("\n")


SCRIPT = """echo 1 >in; echo 2 >other
io -r in --pure -- sh -c 'cat in other'
io -r in --pure -- sh -c 'cat in other'
io -R . --pure -- sh -c 'cat in other'
"""


def test_reads(tmp_path: Path) -> None:
    """Each read is named, once; the result is right and not kept; what is said holds the next time."""
    pytest.importorskip("ctypes")
    expected = ["oilgg: s.sh:%d: io: sh reads other, which is not declared (-r FILE or -R TREE)"]
    for _ in range(2):
        out, said = run(tmp_path, SCRIPT)
        assert out == "1\n2\n" * 3
        # Of two equal commands that run side by side the one that ends first is named.
        assert said in ([[line % number for line in expected] for number in (2, 3)] if traces() else [[""]])


def test_appends_are_kept(tmp_path: Path) -> None:
    """What ends before the file is there has not removed it: the next time both lines are there as well."""
    for _ in range(3):
        out, _said = run(
            tmp_path, "io --pure -- sh -c 'sleep 0.3; echo 1' >>log; io --pure -- sh -c 'echo 2' >>log; cat log\n"
        )
        assert out == "1\n2\n"
        (tmp_path / "work/log").unlink()


def test_writes(tmp_path: Path) -> None:
    """A write is named, and is done in its turn."""
    out, said = run(tmp_path, "io -w a --pure -- sh -c 'echo 1 >a; echo 2 >b'; cat a b\n")
    assert out == "1\n2\n"
    assert said in (["oilgg: s.sh:1: io: sh writes b, which is not declared (-w FILE or -W TREE)"], [""])


def traces() -> bool:
    """Whether the tracer works here."""
    try:
        pid = os.fork()
        if not pid:
            try:
                seccomp.install()
            except OSError:
                os._exit(1)
            os._exit(0)
        return os.waitpid(pid, 0)[1] == 0
    except OSError:
        return False
