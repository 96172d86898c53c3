"""Permission bits that follow from what is there already: access lists of folders, set-ID bits, attributes."""

from __future__ import annotations

import os
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NOBODY

PATIENCE_S = 30.0
EVERYBODY = 0xFFFFFFFF
LIST = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, bits, who)
    for tag, bits, who in ((1, 7, EVERYBODY), (2, 7, 1000), (4, 5, EVERYBODY), (16, 7, EVERYBODY), (32, 5, EVERYBODY))
)
"""user::rwx user:1000:rwx group::r-x mask::rwx other::r-x, as the kernel takes it."""

IN_FOLDER = """
umask 077
cp a d/b; sort a >d/c; sort a >>d/e; mkdir d/f; mkdir -p d/g/h; touch d/i; sort -o d/j a; install -D a d/k/l; cp -r s d
echo x >d/m; for i in 1 2 3; do echo $i >>d/n; sort a >d/o$i; done; tee d/p <a; cp d/c d/q; sort d/j >d/r
"""
OF_FILES = "cp -a a b; cp -p a c; mv a d; install d e; sort d >f; cp d g; sort -o h s/x; cp -p h i"
SET_ID = """
sort s/x >a; cp s/x b; sort /dev/null >c; sort -o d s/x; tee e <s/x; cp s/x f; cp f g
for i in 1 2; do echo $i >h; sort s/x >>i; done; sort /dev/null >>j
"""


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """One that belongs to an ordinary user."""
    with tempfile.TemporaryDirectory(prefix="oilgg-access-") as name:
        os.chown(name, NOBODY, NOBODY)
        yield Path(name)


def outcome(folder: Path) -> dict[str, object]:
    """Mode and attributes of all below `folder`."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        attributes = {name: os.getxattr(path, name, follow_symlinks=False) for name in os.listxattr(path)}
        found[str(path.relative_to(folder))] = oct(path.lstat().st_mode), attributes
    return found


def run(shell: list[str], work: Path, script: str, view: str) -> dict[str, object]:
    environment = {**os.environ, "OILGG_STORE": str(work.parent / "store"), "OILGG_QUICK": "no", "OILGG_VIEW": view}
    done = subprocess.run(
        [*shell, "-c", script], cwd=work, env={**environment, "HOME": str(work.parent), "OILGG_STATUS": "none"},
        capture_output=True, text=True, check=False, timeout=PATIENCE_S, umask=0o022,
    )  # fmt: skip
    assert done.stderr == ""
    return outcome(work)


def fresh(work: Path) -> None:
    """The folder `work` with two files."""
    subprocess.run(["rm", "-rf", str(work)], check=True)
    (work / "s").mkdir(parents=True)
    (work / "s/x").write_text("2\n1\n")
    (work / "a").write_text("b\na\n")


@pytest.mark.parametrize("view", ["", "plain"])
@pytest.mark.parametrize("folder", [True, False], ids=["folder", "files"])
def test_access_lists(folder: bool, view: str, tmp_path: Path, oilgg: Path) -> None:
    """The first time, reused, and reused where there was no list before."""
    found = []
    bash, ours = "bash", str(oilgg)
    for shell, listed in ((bash, True), (bash, False), (ours, False), (ours, True), (ours, True), (ours, False)):
        work = tmp_path / "work"
        fresh(work)
        (work / "d").mkdir() if folder else (work / "f").write_text("old")
        if listed:
            try:
                if folder:
                    os.setxattr(work / "d", "system.posix_acl_default", LIST)
                else:
                    os.setxattr(work / "a", "system.posix_acl_access", LIST)
                    os.setxattr(work / "f", "user.note", b"kept")
            except OSError:
                pytest.skip("no access lists here")
        found.append(run([shell], work, IN_FOLDER if folder else OF_FILES, view))
    assert found[3] == found[4] == found[0]
    assert found[2] == found[5] == found[1]


@pytest.mark.parametrize("view", ["", "plain"])
def test_set_id_bits(view: str, as_nobody: list[str], public_oilgg: Path, public_folder: Path) -> None:
    """An ordinary user's writing takes them away, whoever writes."""
    found = []
    for shell in ("bash", str(public_oilgg), str(public_oilgg)):
        work = public_folder / "work"
        fresh(work)
        for name in "abcdefghij":
            (work / name).write_text("old")
        subprocess.run(["chown", "-R", "--reference", str(public_folder), str(work)], check=True)
        for number, name in enumerate("abcdefghij"):
            (work / name).chmod(0o6755 if number % 2 else 0o4644)
        found.append(run([*as_nobody, shell], work, SET_ID, view))
    assert found[1] == found[2] == found[0]


def test_owners_and_groups(tmp_path: Path, oilgg: Path) -> None:
    """What keeps an owner and a group is not reused where these are others, or the folder gives a group."""
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    script = (
        "cp -p a d/b; cp -a a c; gzip -nk c; sort a >d/e; cp -r s d; install -d d/f; stat -c '%u %g' a d/e d/b c c.gz"
    )
    for change in ("true", "true", "chown 1000:1001 a", "chgrp 1000 d; chmod g+s d", "true", "chown 1000:1001 a"):
        found = []
        for shell in ("bash", str(oilgg)):
            work = tmp_path / "work"
            fresh(work)
            subprocess.run(["bash", "-c", f"mkdir d; {change}"], cwd=work, check=True)
            modes = run([shell], work, script, "")
            found.append((modes, [(path.lstat().st_uid, path.lstat().st_gid) for path in sorted(work.rglob("*"))]))
        assert found[1] == found[0], change


def test_failures_of_the_locked(as_nobody: list[str], public_oilgg: Path, public_folder: Path) -> None:
    """That a file or folder may not be written is no result to keep: a `chmod` comes, and nothing read has changed."""
    script = """
{ cut >b; cut >d/c; } 2>e; grep -q ^cut: e && echo it ran >&2
for i in 1 2; do uniq a b 2>/dev/null; sort a -o d/c 2>/dev/null; chmod 644 b; chmod 755 d; done
test "$(cat b d/c)" = "$(cat a; sort a)" || echo not written >&2
"""
    found = []
    for shell in ("bash", str(public_oilgg), str(public_oilgg)):
        work = public_folder / "work"
        fresh(work)
        (work / "b").write_text("old")
        (work / "d").mkdir()
        subprocess.run(["chown", "-R", "--reference", str(public_folder), str(work)], check=True)
        (work / "b").chmod(0o444)
        (work / "d").chmod(0o555)
        found.append(run([*as_nobody, shell], work, script, ""))
    assert found[1] == found[2] == found[0]
