"""Plans of views, from mountinfo alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oilgg.worker import mounts
from oilgg.worker.mounts import BIND, MOVE, OVERLAY, READ_ONLY, Plan, is_below, root_mount, territory, whole_plan


@pytest.fixture(autouse=True)
def directories(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every mount point but `resolv.conf` is a directory."""
    monkeypatch.setattr(mounts, "is_directory", lambda path: not path.endswith("resolv.conf"))


def line(number: int, parent: int, point: str, kind: str = "ext4", options: str = "rw") -> str:
    """A line of mountinfo; optional fields stand before the dash."""
    return f"{number} {parent} 8:1 / {point} {options},relatime shared:1 master:2 - {kind} source rw,data=x\n"


def steps(text: str) -> list[tuple[str, str]]:
    """The steps of the whole plan after the first."""
    plan = whole_plan(text)
    assert plan.steps[0] == (OVERLAY, "/", 0)
    return [(action, point) for action, point, _ in plan.steps[1:]]


KERNEL = (
    line(2, 1, "/proc", "proc")
    + line(3, 1, "/sys", "sysfs")
    + line(4, 3, "/sys/fs/cgroup", "tmpfs")
    + line(5, 4, "/sys/fs/cgroup/cpu", "cgroup")
    + line(6, 1, "/dev", "devtmpfs")
    + line(7, 6, "/dev/pts", "devpts")
    + line(8, 6, "/dev/shm", "tmpfs")
)


def test_usual_system() -> None:
    text = (
        line(1, 0, "/")
        + KERNEL
        + line(9, 1, "/home")
        + line(10, 1, "/run", "tmpfs")
        + line(11, 10, "/run/user/1", "tmpfs")
    )
    assert steps(text) == [
        (BIND, "/dev"),
        (MOVE, "/dev/pts"),
        (OVERLAY, "/dev/shm"),
        (OVERLAY, "/home"),
        (MOVE, "/proc"),
        (OVERLAY, "/run"),
        (OVERLAY, "/run/user/1"),
        (MOVE, "/sys"),
    ]
    plan = whole_plan(text)
    assert plan.points == ["/", "/dev/shm", "/home", "/run", "/run/user/1"]
    assert plan.in_memory == [False, True, False, True, True]
    assert [plan.part_of(path) for path in ("/etc/x", "/home", "/home/a/b", "/homer", "/run/user/1/x")] == [
        0,
        2,
        2,
        0,
        4,
    ]


def test_read_only_and_files() -> None:
    text = line(1, 0, "/") + line(2, 1, "/cdrom", "iso9660", "ro") + line(3, 1, "/etc/resolv.conf")
    assert steps(text) == [(MOVE, "/cdrom"), (READ_ONLY, "/etc/resolv.conf")]


def test_mounted_over() -> None:
    """What a later mount hides takes no part."""
    text = (
        line(1, 0, "/")
        + line(2, 1, "/mnt/a/b", "xfs")
        + line(3, 1, "/mnt/a", "tmpfs")
        + line(4, 3, "/mnt/a", "proc")
        + line(5, 4, "/mnt/a/deep", "proc")
        + line(6, 1, "/gone//deleted", "xfs")
    )
    assert steps(text) == [(MOVE, "/mnt/a")]


def test_root_mounted_over() -> None:
    """An initial root file system below the real one, as without pivot_root."""
    text = line(1, 1, "/", "rootfs") + line(2, 1, "/", "ext4") + line(3, 2, "/proc", "proc")
    assert root_mount(text).kind == "ext4"
    assert steps(text) == [(MOVE, "/proc")]


def test_no_root() -> None:
    with pytest.raises(OSError):
        whole_plan(line(1, 0, "/proc", "proc"))


def test_escapes() -> None:
    assert steps(line(1, 0, "/") + line(2, 1, "/a\\040b\\134c\\011")) == [(OVERLAY, "/a b\\c\t")]


def test_is_below() -> None:
    assert is_below("/a", "/") and is_below("/a/b", "/a") and is_below("/a", "/a")
    assert not is_below("/ab", "/a") and not is_below("/", "/a")


def test_territory(tmp_path: Path) -> None:
    place = str(tmp_path)
    deep = place + "/x/y/z"
    os.makedirs(deep)
    uid, gid = os.geteuid(), os.getegid()
    top = territory(deep, uid, gid)
    assert top is not None and is_below(deep, top)
    assert territory(deep, uid, gid, [place + "/x/mount", "/proc"]) == place + "/x/y"
    assert territory(deep, uid, gid, [deep]) == deep
    assert territory(deep, uid, gid, [deep + "/mount"]) is None
    assert territory(place + "/missing/dir", uid, gid) == top


def test_split_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uid, gid = os.geteuid(), os.getegid()
    monkeypatch.setattr(mounts, "PUBLIC_PLACES", (str(tmp_path),))
    monkeypatch.setattr(mounts, "is_directory", os.path.isdir)
    inside = tmp_path / "own"
    inside.mkdir()
    text = (
        line(1, 0, "/")
        + line(2, 1, str(tmp_path), "tmpfs")
        + "".join(line(10 + number, 1, f"{above}/other-mount") for number, above in enumerate(tmp_path.parents))
    )
    plan: Plan = mounts.split_plan(text, [str(inside)], uid, gid)
    assert plan.points == [str(tmp_path)] and plan.in_memory == [True]
    assert plan.part_of(str(inside)) == 0 and plan.part_of("/etc") == -1
