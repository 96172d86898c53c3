"""Make rules written by compilers, and the names that would have been found instead."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from oilgg.reduce.learn import absent_names, rule_prerequisites


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a.o: a.c a.h\n", ["a.c", "a.h"]),
        ("a.o: a.c \\\n  b.h \\\n  c.h\n\nb.h:\n\nc.h:\n", ["a.c", "b.h", "c.h"]),
        ("a.o: with\\ space.h d$$x.h h\\#sh.h\n", ["with space.h", "d$x.h", "h#sh.h"]),
        ("a.o b.o: a.c\nb.o: a.c z.h\n", ["a.c", "z.h"]),
        ("", []),
    ],
)
def test_rules(text: str, names: list[str]) -> None:
    assert rule_prerequisites(text) == names


def test_names_that_gcc_itself_writes(tmp_path: Path) -> None:
    names = ["plain.h", "with space.h", "a#b.h", "do$lar.h", "per%cent.h", "tab\there.h"]
    text = ""
    for name in names:
        (tmp_path / name).write_text("")
        text += f'#include "{name}"\n'
    (tmp_path / "m.c").write_text(text)
    subprocess.run(["gcc", "-c", "-MD", "-MF", "m.d", "m.c"], cwd=tmp_path, check=True)
    assert set(names[:-1]) <= set(rule_prerequisites((tmp_path / "m.d").read_text()))


def absent(root: Path, found: list[str], search: list[str], system: list[str] | None = None) -> set[str]:
    exists = [str(path) for path in root.rglob("*")]
    names = absent_names(found, search, system or [], [], str(root), lambda path: path.rstrip("/") in exists, {})
    return {name[len(str(root)) + 1 :] for name in names}


def test_a_header_is_absent_from_every_directory_before_its_own(tmp_path: Path) -> None:
    for name in ("src/a.c", "i1/x", "i2/h.h", "i3/k.h"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    found = absent(tmp_path, ["src/a.c", "i2/h.h", "i3/k.h"], ["i1", "i2", "i3"])
    assert {"i1/h.h", "src/h.h", "src/k.h", "i1/k.h", "i2/k.h"} <= found
    assert "i2/h.h" not in found


def test_a_missing_directory_stands_for_all_names_below_it(tmp_path: Path) -> None:
    for name in ("src/a.c", "inc/sub/one.h", "inc/sub/two.h"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    found = absent(tmp_path, ["src/a.c", "inc/sub/one.h", "inc/sub/two.h"], ["inc"])
    assert "src/sub/" in found  # a file of that name would change nothing
    assert not [name for name in found if name.startswith("src/sub/") and name != "src/sub/"]
