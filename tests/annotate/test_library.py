"""Where annotations come from, and what looking them up costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from oilgg.annotate import given
from oilgg.annotate.library import Library, default_folders
from oilgg.annotate.match import effects
from oilgg.annotate.model import AnnotationError, Effects

FORBIDDEN = (
    "re enum typing dataclasses os argparse json pathlib subprocess tempfile shutil collections functools lark glob"
)


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def test_nearest_wins(tmp_path: Path) -> None:
    write(tmp_path / "a", "x.io", "cat <FILE\n  clock\n")
    write(tmp_path / "b", "x.io", "cat <FILE\n  tty\n\nmine\n  pure\n")
    library = Library(str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "missing"))
    assert "clock" not in library.lookup("cat")[0].text and library.lookup("cat")[0].origin.endswith("a/x.io:1")
    assert library.lookup("mine")[0].origin.endswith("b/x.io:4")
    assert library.lookup("sort")[0].shipped and not library.lookup("mine")[0].shipped
    library.give("cat\n  pure\n", "script.sh", 7)
    assert library.lookup("cat")[0].origin == "script.sh:7"


def test_folders(tmp_path: Path) -> None:
    deep = tmp_path / "p" / "q"
    deep.mkdir(parents=True)
    for folder in (tmp_path / ".oilgg", tmp_path / "p" / ".oilgg", tmp_path / "home" / ".config" / "oilgg"):
        folder.mkdir(parents=True)
    found = default_folders(str(deep), {"HOME": str(tmp_path / "home")})
    assert found[:2] == [str(tmp_path / "p" / ".oilgg"), str(tmp_path / ".oilgg")]
    assert found[-1] == str(tmp_path / "home" / ".config" / "oilgg")


def test_paths_and_names(tmp_path: Path) -> None:
    library = Library()
    assert library.lookup("/usr/bin/cat") and library.lookup("cat")
    assert not library.lookup("./cat") and not library.lookup("/home/me/bin/cat")
    assert library.lookup("gcc-12") and library.lookup("aarch64-linux-gnu-g++") and not library.lookup("gcc-nm")
    write(tmp_path, "x.io", "./gen.sh >OUT\n")
    assert Library(str(tmp_path)).lookup("./gen.sh")


def test_mistakes(tmp_path: Path) -> None:
    write(tmp_path, "bad.io", "tool [\n")
    write(tmp_path, "good.io", "tool2\n  pure\n")
    with pytest.raises(AnnotationError):
        Library(str(tmp_path)).lookup("tool2")
    heard: list[Exception] = []
    library = Library(str(tmp_path), complain=heard.append)
    assert library.lookup("tool2") and library.lookup("cat")
    assert len(heard) == 1 and str(heard[0]).startswith("error[annotation]")


SCRIPT = """
import sys
before = set(sys.modules)
from oilgg.annotate.library import Library
from oilgg.annotate.match import effects
library = Library()
for name in "gcc ar cp mkdir sort sed".split():
    for usage in library.lookup(name):
        if usage.packed is not None:
            usage.unpack()
print(" ".join(set(sys.modules) - before))
"""


def test_imports() -> None:
    """Looking up the annotations of a script's few commands loads nothing heavy."""
    done = subprocess.run([sys.executable, "-S", "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & set(FORBIDDEN.split())


READ = """
import sys
before = set(sys.modules)
from oilgg.annotate.library import Library
library = Library()
library.give("tool [-x] <FILE...\\n  if -x: pure no\\n", "script.sh")
print(" ".join(set(sys.modules) - before))
"""


def test_reading_annotations_needs_no_heavy_imports() -> None:
    done = subprocess.run([sys.executable, "-S", "-c", READ], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & set(FORBIDDEN.split())


def give_comment(library: Library, lines: list[str], name: str, path: str, line: int) -> None:
    library.given[name] = given.comment(lines, name, path, line)


def test_comments() -> None:
    look = Nothing()
    library = Library()
    give_comment(library, [" <$1 >${2%.png}.jpg pure needs gpu=1"], "render", "s.sh", 3)
    said = effects(library.lookup("render"), ["render", "a", "b.png", "-x"], {}, look)
    assert isinstance(said, Effects)
    assert said.facts() == {"reads": ["a"], "writes": ["b.jpg"], "needs": {"gpu": "1"}}
    give_comment(library, [" pure no <$@ >- par map env only $LANG?"], "./x.sh", "s.sh", 3)
    said = effects(library.lookup("./x.sh"), ["./x.sh", *"abcdefghijk"], {}, look)
    assert isinstance(said, Effects)
    assert said.reads == list("abcdefghijk") and said.stdout and said.pure == "no"
    assert said.environment == (("LANG", True),) and said.par == ("map", ())
    give_comment(library, [" pack [-q] -o >OUT <IN...", "   pure ; meta"], "pack", "s.sh", 9)
    said = effects(library.lookup("pack"), ["pack", "-o", "x", "a", "b"], {}, look)
    assert isinstance(said, Effects) and said.writes == ["x"] and said.meta


def test_mistakes_in_comments() -> None:
    with pytest.raises(AnnotationError) as caught:
        given.comment([" <$1 pure maybe"], "render", "s.sh", 3)
    assert str(caught.value) == (
        "error[annotation]: pure maybe is not known\n --> s.sh:3:1\n3 | #: <$1 pure maybe\n  | ^^^^^^^^^^^^^^^^^\n"
        "  = help: pure, pure no"
    )


def test_io() -> None:
    argv = [
        "io",
        "-r",
        "scene.json",
        "-w",
        "frame.png",
        "-R",
        "assets",
        "--pure",
        "--needs=gpu=1",
        "--",
        "./render",
        "scene.json",
        "-o",
        "frame.png",
    ]
    said = effects(Library().lookup("io"), argv, {}, Nothing())
    assert isinstance(said, Effects)
    assert said.runs == 10 and argv[10] == "./render"
    assert said.reads == ["scene.json"] and said.writes == ["frame.png"] and said.read_trees == [("assets", ())]
    assert said.pure == "yes" and said.needs == {"gpu": "1"} and said.stdout and not said.stdin


class Nothing:
    """An empty tree."""

    def exists(self, path: str) -> bool:
        return False

    def is_dir(self, path: str) -> bool:
        return False

    def is_link(self, path: str) -> bool:
        return False

    def listdir(self, path: str) -> list[str]:
        return []

    def read_bytes(self, path: str) -> bytes:
        raise FileNotFoundError(path)
