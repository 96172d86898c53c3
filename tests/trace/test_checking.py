"""`--check`: annotated commands run under the tracer, and what they read without saying so is found (R10)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.engine.helpers import support_of

SCRIPT = """\
PATH=$PWD:$PATH
echo changed >secret.txt
mytool in.txt out.txt
sort in.txt >sorted.txt
gcc -c x.c -o x.o
cat out.txt sorted.txt
"""
FILES = {
    ".oilgg/my.io": "mytool <IN >OUT\n  pure\n",
    "mytool": '#!/bin/sh\ncat "$1" secret.txt >"$2"\n',
    "in.txt": "b\na\n",
    "secret.txt": "secret\n",
    "x.c": '#include "x.h"\nint x = X;\n',
    "x.h": "#define X 1\n",
    "script": SCRIPT,
}
needs_overlay = pytest.mark.skipif(not support_of(os.geteuid()).overlay, reason="no overlay here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a tool whose annotation is wrong."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "mytool").chmod(0o755)
    return tmp_path


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run `command` in `folder`, with a store there."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "OILGG_STORE": str(folder / "store"),
        "OILGG_QUICK": "no",
    }
    return subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


@needs_overlay
def test_undeclared_reads_are_told_and_the_output_is_right(folder: Path, oilgg: Path) -> None:
    expected = run(folder, "bash", "script")
    ours = run(folder, str(oilgg), "--check", "script")
    assert (ours.returncode, ours.stdout) == (expected.returncode, expected.stdout)
    (line,) = ours.stderr.splitlines()
    said = f"script:3: mytool in.txt out.txt: reads {folder}/secret.txt, which its annotation does not declare: "
    assert line == f"oilgg: {said}mytool <IN >OUT [{folder}/.oilgg/my.io:1]"


@needs_overlay
def test_the_first_run_by_a_comment_is_examined(folder: Path, oilgg: Path) -> None:
    """Also where the script's name, and so that of the place of the comment, has no folder in it."""
    (folder / ".oilgg/my.io").unlink()
    (folder / "script").write_text("#: <$1 >$2 pure\n./mytool in.txt out.txt\ncat out.txt\n")
    ours = run(folder, str(oilgg), "script")
    said = f"script:2: ./mytool in.txt out.txt: reads {folder}/secret.txt, which its annotation does not declare"
    assert ours.stderr == f"oilgg: {said}: #: <$1 >$2 pure [script:1]\n"
    (folder / "script").write_text("#: <$1 <secret.txt >$2 pure\n./mytool in.txt out.txt\ncat out.txt\n")
    assert run(folder, str(oilgg), "script").stderr == ""
    assert "2  reused " in run(folder, str(oilgg), "--explain", "script").stderr


@needs_overlay
def test_true_annotations_pass(folder: Path, oilgg: Path) -> None:
    (folder / ".oilgg/my.io").write_text("mytool <IN >OUT\n  in <secret.txt\n  pure\n")
    ours = run(folder, str(oilgg), "--check", "--status=log", "script")
    assert "which its annotation" not in ours.stderr
    assert "4 run, 0 reused" in ours.stderr
    assert run(folder, str(oilgg), "--check", "--status=log", "script").stderr.count("4 run, 0 reused") == 1


@needs_overlay
def test_the_first_run_of_a_new_annotation_is_examined(folder: Path, oilgg: Path) -> None:
    ours = run(folder, str(oilgg), "script")
    assert f"reads {folder}/secret.txt" in ours.stderr
    (folder / ".oilgg/my.io").write_text("mytool <IN >OUT\n  in <secret.txt\n  pure\n")
    assert run(folder, str(oilgg), "script").stderr == ""
    assert (folder / "out.txt").read_text() == "b\na\nchanged\n"
