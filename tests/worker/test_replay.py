"""Random commands in a view, their changes made real, leave the tree that the same commands leave without one."""

from __future__ import annotations

import os
import random
import shutil
import stat
import subprocess

import pytest

from oilgg.worker.collect import collect
from tests.engine.helpers import Bed
from tests.worker.replay import replay
from tests.worker.test_views import CASES, Case, check, support_of

NAMES = ["a", "b", "c", "d", "d/e", "d/e/f", "g", "g/a", "g/h", "d/a", "n", "n/a"]
OPERATIONS = [
    "echo {word} > {one}",
    "echo {word} >> {one}",
    "printf {word} | tee {one} > /dev/null",
    "rm -f {one}",
    "rm -rf {one}",
    "mkdir {one}",
    "mkdir -p {one}",
    "rmdir {one}",
    "mv -T {one} {two}",
    "mv -T {one} {two}",
    "cp {one} {two}",
    "cp -a {one} {two}",
    "ln {one} {two}",
    "ln -sf {word} {two}",
    "ln -sfn {one} {two}",
    "chmod {mode} {one}",
    "touch -h -d @{number} {one}",
    "touch -c {one}",
    "truncate -s {number} {one}",
    "rm -rf {one}; mkdir {one}; echo {word} > {one}/a",
    "sed -i s/{word}/x/ {one}",
]
OLD_NS = 10**15


def script(seed: int) -> str:
    """A random script."""
    chosen = random.Random(seed)
    lines = []
    for number in range(chosen.randint(1, 14)):
        operation = chosen.choice(OPERATIONS)
        one, two = chosen.sample(NAMES, 2)
        lines.append(
            operation.format(
                one=one,
                two=two,
                word=f"w{seed}_{number}",
                number=chosen.randint(0, 5000),
                mode=chosen.choice(["600", "755", "640", "2775", "700"]),
            )
        )
    return "exec 2>/dev/null\n" + "\n".join(lines) + "\ntrue\n"


def furnish(root: str, seed: int) -> None:
    """A few files and directories, all of them old."""
    chosen = random.Random(-seed)
    for name in NAMES:
        if chosen.random() < 0.5 and os.path.isdir(os.path.dirname(f"{root}/{name}")):
            if name in ("d", "d/e", "g", "g/h"):
                os.mkdir(f"{root}/{name}", 0o755)
            else:
                with open(f"{root}/{name}", "w") as stream:
                    stream.write(f"old {name} w{seed}_0\n")
    for folder, _, files in os.walk(root, topdown=False):
        for path in [os.path.join(folder, name) for name in files] + [folder]:
            os.utime(path, ns=(OLD_NS // 2, OLD_NS // 2))


def tree(root: str) -> dict[str, object]:
    """Everything about a tree that must be the same: times only where somebody set them."""
    inodes: dict[int, str] = {}
    found: dict[str, object] = {}
    for folder, folders, files in os.walk(root):
        for name in [*sorted(folders), *sorted(files)]:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            content = ""
            needed = os.R_OK | os.X_OK if stat.S_ISDIR(status.st_mode) else os.R_OK
            if not stat.S_ISLNK(status.st_mode) and not os.access(path, needed):
                os.chmod(path, status.st_mode | 0o700)
            if stat.S_ISREG(status.st_mode):
                with open(path) as stream:
                    content = stream.read()
            elif stat.S_ISLNK(status.st_mode):
                content = os.readlink(path)
            first = inodes.setdefault(status.st_ino, path[len(root) :]) if not stat.S_ISDIR(status.st_mode) else ""
            time = status.st_mtime_ns if status.st_mtime_ns < OLD_NS else "new"
            found[path[len(root) :]] = (oct(status.st_mode), content, first, time)
    return found


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("block", range(5))
def test_same_tree(case: Case, block: int) -> None:
    if not support_of(case[0]).overlay:
        pytest.skip("no overlay here")

    def test(b: Bed) -> None:
        for seed in range(block * 20, block * 20 + 20):
            plain, viewed = b.path("plain"), b.path("viewed")
            for root in (plain, viewed):
                os.mkdir(root, 0o755)
                furnish(root, seed)
            before = tree(viewed)
            text = script(seed)
            subprocess.run(["/bin/sh", "-c", text], cwd=plain, check=True)
            result = b.run(text, cwd=viewed)
            assert result.statuses == [0], result
            assert tree(viewed) == before, "something became real early"
            assert result.layer is not None
            changes = collect(result.layer)
            replay([change for change in changes if change.path.startswith(viewed)])
            # Another process of the machine may have changed the time of a shared folder such as /var/tmp.
            outside = [change for change in changes if not change.path.startswith(viewed) and not change.times_only]
            assert not outside
            assert tree(viewed) == tree(plain), (seed, text, changes)
            b.engine.dispose(result.layer)
            for root in (plain, viewed):
                subprocess.run(["/bin/chmod", "-R", "u+rwx", root], check=True)
                shutil.rmtree(root)

    check(case, test)
