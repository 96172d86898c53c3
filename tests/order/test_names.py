"""What is remembered of names and files between the commands of a run, and when it is found to have changed."""

from __future__ import annotations

import os
from pathlib import Path

from oilgg.annotate.library import Library
from oilgg.lower.invocation import Invocation
from oilgg.lower.lowering import Lowered, Lowerer
from oilgg.order.versions import TreeView, Versions
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


def test_a_stage_that_comes_again_names_a_file_that_is_there_by_now(tmp_path: Path) -> None:
    """What is remembered of the stages of a pipeline in a loop is not what is at the places that their words name."""
    canonical = Canonical()
    versions = Versions(None, canonical)
    lowerer = Lowerer(Library(), canonical, TreeView(versions, None), lambda: True)
    environment = {"PATH": "/usr/bin"}
    cwd = str(tmp_path.resolve())
    (tmp_path / "a").write_text("")

    def lowered(words: str) -> Lowered:
        stages = [
            Invocation(argv.split()[0], argv.split(), "/usr/bin/" + argv.split()[0], lambda: environment, [], cwd, 0)
            for argv in words.split("|")
        ]
        found = lowerer.lower(stages, False)
        assert isinstance(found, Lowered)
        return found

    for _ in range(3):
        assert list(lowered("cat a|sort|head -n 5").reads) == [f"{cwd}/a"]
    assert lowered("cat a|sort|head -n 5").stages[1] is lowered("cat a|sort|head -n 5").stages[1]
    (tmp_path / "5").write_text("")
    versions.forget()
    for _ in range(2):
        assert list(lowered("cat a|sort|head -n 5").reads) == [f"{cwd}/a", f"{cwd}/5"]
    environment = {"PATH": "/usr/bin", "LC_ALL": "C"}
    assert ("LC_ALL", "C") in lowered("cat a|sort|head -n 5").stages[1].environment
    lowerer.distrusted.add("sort")
    assert not isinstance(
        lowerer.lower([Invocation("sort", ["sort"], "/usr/bin/sort", lambda: environment, [], cwd, 0)], False), Lowered
    )
