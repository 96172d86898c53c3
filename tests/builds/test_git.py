"""Files of git's own test-suite, run with oilgg as git's shell, say what they say with bash.

The shell under test runs the file, the scripts that it writes, git's commands that are scripts, the wrappers that find
the git under test, and every command that git gives to a shell (`run-command.c`).
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builds.built_git import built_git

pytestmark = [pytest.mark.slow, pytest.mark.network]

TIME_LIMIT_S = 300
BASIC = (
    "t0000-basic t0001-init t0002-gitfile t0003-attributes t0004-unwritable t0005-signals t0006-date t0007-git-var"
    " t0008-ignores t0009-prio-queue t0010-racy-git t0011-hashmap t0013-sha1dc t0018-advice t0019-json-writer"
    " t0020-crlf t0022-crlf-rename t0023-crlf-am t0024-crlf-archive t0025-crlf-renormalize t0026-eol-config"
    " t0030-stripspace t0035-safe-bare-repository t0040-parse-options t0041-usage t0050-filesystem"
    " t0055-beyond-symlinks t0060-path-utils t0061-run-command t0062-revision-walking t0063-string-list"
    " t0066-dir-iterator t0068-for-each-repo t0070-fundamental t0071-sort t0090-cache-tree t0095-bloom t0100-previous"
    " t0101-at-syntax t1401-symbolic-ref t1402-check-ref-format t1403-show-ref t1407-worktree-ref-store"
    " t1413-reflog-detach t1420-lost-found t1501-work-tree t1502-rev-parse-parseopt t1504-ceiling-dirs"
    " t1506-rev-parse-diagnosis t1508-at-combinations"
)
NOT_LOWERED = "t0001-init t0005-signals t0061-run-command t0100-previous t1403-show-ref"
PASSED = re.compile(r"^ok \d+ ", re.MULTILINE)


def environment(shell: str, folder: Path) -> dict[str, str]:
    """What the built git is run with, so that its shell is the command `shell`."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "CHOSEN_SHELL": shell,
        "TEST_OUTPUT_DIRECTORY": str(folder),
        "OILGG_STORE": str(folder / "store"),
        "OILGG_QUICK": "no",
        "OILGG_STATUS": "none",
    }


def outcome(name: str, shell: str, folder: Path) -> tuple[int, str, str]:
    """Status, TAP lines and messages of one file of git's tests, run by the command `shell`."""
    tests = built_git() / "t"
    run = subprocess.run(
        [tests.parent / "chosen-shell", f"{name}.sh", f"--root={folder / 'root'}"],
        cwd=tests,
        env=environment(shell, folder),
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=TIME_LIMIT_S,
    )
    return run.returncode, run.stdout, run.stderr


def compare(name: str, shell: str, folder: Path) -> None:
    """The file passes with bash, and says the same with `shell`."""
    expected = outcome(name, "/bin/bash", folder)
    status, lines, _ = expected
    assert status == 0, expected
    assert PASSED.search(lines), lines
    assert "\nnot ok" not in re.sub(r"(?m)^not ok \d+ - .* # TODO known breakage.*$", "", lines)
    assert outcome(name, shell, folder) == expected


def test_the_shell_is_the_chosen_one(tmp_path: Path, oilgg: Path) -> None:
    """A command that git gives to its shell runs in bash, or in the Python of oilgg."""
    program = {}
    for shell in ("/bin/bash", str(oilgg)):
        command = [built_git() / "bin-wrappers/git", "-c", "alias.which-shell=!readlink /proc/$$/exe; :", "which-shell"]
        program[shell] = subprocess.check_output(command, cwd=tmp_path, env=environment(shell, tmp_path), text=True)
    assert program["/bin/bash"].strip() == str(Path("/bin/bash").resolve())
    assert program[str(oilgg)].strip() == str(Path(sys.executable).resolve())


@pytest.mark.parametrize("name", BASIC.split())
def test_with_lowering(tmp_path: Path, oilgg: Path, name: str) -> None:
    """As scripts are run."""
    compare(name, str(oilgg), tmp_path)


@pytest.mark.parametrize("name", NOT_LOWERED.split())
def test_without_lowering(tmp_path: Path, oilgg: Path, name: str) -> None:
    """Every command in place."""
    compare(name, f"{oilgg} --no-lower", tmp_path)
