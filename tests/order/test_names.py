"""What is remembered of names and files between the commands of a run, and when it is found to have changed."""

from __future__ import annotations

import os
from pathlib import Path

from oilgg.order.versions import Versions
from oilgg.paths import Canonical


def test_a_name_without_links_is_remembered(tmp_path: Path) -> None:
    canonical = Canonical()
    cwd = str(tmp_path.resolve())
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.h").write_text("")
    (tmp_path / "link").symlink_to("real")
    for name, plain in (("./real/a.h", True), ("real/../real/a.h", True), ("link/a.h", False)):
        assert canonical.plain(name, cwd) == ""
        assert canonical.plain(name, cwd) == (f"{cwd}/real/a.h" if plain else "")
    assert canonical.links_to(f"{cwd}/link") == (f"{cwd}/link",)
    assert canonical.links_to(f"{cwd}/real") == ()
    epoch = canonical.epoch
    canonical.forget()
    assert canonical.epoch != epoch
    assert canonical.plain("./real/a.h", cwd) == ""


def test_pending_links_are_asked_about_each_time(tmp_path: Path) -> None:
    canonical = Canonical()
    (tmp_path / "a.h").write_text("")
    canonical.plain("a.h", str(tmp_path))
    canonical.watched = {str(tmp_path / "a.h"): None}
    assert canonical.plain("a.h", str(tmp_path)) == ""


def test_a_file_that_somebody_else_writes_during_the_run(tmp_path: Path) -> None:
    versions = Versions(None, Canonical())
    header = tmp_path / "a.h"
    header.write_text("1\n")
    path = str(header)
    first = versions.tree_state(path)
    digest = versions.digest(path, first)
    assert versions.look_again(path) is first
    header.write_text("2\n")
    os.utime(path, ns=(1, 1))
    assert versions.tree_state(path) is first
    second = versions.look_again(path)
    assert second is not first
    assert versions.digest(path, second) != digest
    header.unlink()
    assert versions.look_again(path).kind == "absent"
