"""Small file commands: what is planned and performed is what the tool itself does."""

from __future__ import annotations

import os
import random
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from oilgg.lower.invocation import Invocation
from oilgg.order.fileops import FileCommands, perform
from oilgg.order.versions import TreeView, Versions
from oilgg.paths import Canonical

COMMANDS = ["mkdir", "rm", "cp", "mv", "touch", "ln"]
OPTIONS: dict[str, list[list[str]]] = {
    "mkdir": [[], ["-p"]],
    "rm": [[], ["-f"], ["-rf"]],
    "cp": [[], ["-f"], ["-p"]],
    "mv": [[], ["-f"]],
    "touch": [[]],
    "ln": [["-s"], ["-sf"], []],
}
NAMES = [
    "a", "b", "d", "d/x", "d/e", "d/e/y", "link", "dead", "new", "new/deep", "./a", "d/../b", "d/", "ro", "nodir/z",
]  # fmt: skip


def make_tree(root: Path) -> None:
    (root / "d" / "e").mkdir(parents=True)
    for name in ("a", "b", "d/x", "d/e/y"):
        (root / name).write_text(name)
    (root / "ro").write_text("read only")
    (root / "ro").chmod(0o444)
    (root / "a").chmod(0o755)
    (root / "link").symlink_to("d/x")
    (root / "dead").symlink_to("nowhere")


def snapshot(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        what: Any = None
        if stat.S_ISLNK(status.st_mode):
            what = os.readlink(path)
        elif stat.S_ISREG(status.st_mode):
            what = path.read_bytes()
        mode = stat.S_IMODE(status.st_mode) if not stat.S_ISLNK(status.st_mode) else 0
        found[str(path.relative_to(root))] = (stat.S_IFMT(status.st_mode), mode, status.st_nlink, what)
    return found


def plan(root: Path, argv: list[str]) -> Any:
    canonical = Canonical()
    versions = Versions(None, canonical)
    view = TreeView(versions, lambda entry, retired: None)
    invocation = Invocation(argv[0], argv, "/usr/bin/" + argv[0], dict, [], str(root), 0o022, 1)
    return FileCommands(view, versions).plan(invocation)


@pytest.mark.parametrize("seed", range(12))
def test_random_calls_do_what_the_tool_does(seed: int, tmp_path: Path) -> None:
    generator = random.Random(seed)
    planned = 0
    for number in range(40):
        command = generator.choice(COMMANDS)
        words = generator.sample(NAMES, generator.choice([1, 1, 2, 2, 3]))
        argv = [command, *generator.choice(OPTIONS[command]), *words]
        ours, theirs = tmp_path / f"o{number}", tmp_path / f"t{number}"
        for root in (ours, theirs):
            root.mkdir()
            make_tree(root)
        found = plan(ours, argv)
        if found is None:
            continue
        planned += 1
        perform(found[0])
        done = subprocess.run(argv, cwd=theirs, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), argv
        assert snapshot(ours) == snapshot(theirs), argv
        shutil.rmtree(ours)
        shutil.rmtree(theirs)
    assert planned > 2


@pytest.mark.parametrize(
    "argv",
    [
        ["mkdir", "a"],
        ["rm", "nothing"],
        ["rm", "-f", "d"],
        ["cp", "a", "a"],
        ["mv", "a", "d/e", "b"],
        ["rm", "-rf", "d"],
        ["cp", "-r", "d", "new"],
        ["touch", "nodir/x"],
        ["mkdir"],
        ["rm", "."],
        ["cp", "--", "a"],
        ["mkdir", "-m", "700", "n"],
    ],
)
def test_what_is_not_plain_is_left_to_the_tool(argv: list[str], tmp_path: Path) -> None:
    make_tree(tmp_path)
    assert plan(tmp_path, argv) is None
