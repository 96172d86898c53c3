"""Every single flag that is listed for gcc: it makes no file but the output, and the output may be any path."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from oilgg.annotate.library import Library

SOURCE = (
    "#include <string.h>\nstruct s { int a, b; };\nstatic int twice(int x) { return 2 * x; }\n"
    "int f(const char *p, struct s *q) { int n = 0; for (int i = 0; i < 40; i++) n += twice(q->a) + (int)strlen(p); "
    "return n; }\n"
)
DEFAULTS = {"-c", "-S", "-E", "-M", "-MM", "-MD", "-MMD", "-MP", "-MG", "-H", "-fsyntax-only", "-flto"}


def flags() -> list[str]:
    """Flags of the last usage line of gcc that take no value."""
    usage = Library().lookup("gcc")[-1]
    usage.unpack()
    return sorted(name for name, entry in usage.options.items() if entry.__class__ is str and name not in DEFAULTS)


def compiled(folder: Path, words: list[str], out: str) -> tuple[int, bytes]:
    done = subprocess.run(["gcc", *words, "-c", "a.c", "-o", out], cwd=folder, capture_output=True, check=False)
    path = folder / out
    return done.returncode, path.read_bytes() if path.exists() else b""


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("gcc"), reason="gcc is not installed")
@pytest.mark.parametrize("part", range(8))
def test_flags_make_nothing_else(tmp_path: Path, part: int) -> None:
    (tmp_path / "a.c").write_text(SOURCE)
    (tmp_path / "elsewhere").mkdir()
    wrong = []
    for flag in flags()[part::8]:
        words = [flag, *(["-O2"] if not flag.startswith("-O") else [])]
        first = compiled(tmp_path, words, "a.o")
        second = compiled(tmp_path, words, "elsewhere/other.o")
        left = set(os.listdir(tmp_path)) - {"a.c", "a.o", "elsewhere"} | set(os.listdir(tmp_path / "elsewhere")) - {
            "other.o"
        }
        if first != second or left:
            wrong.append((flag, sorted(left)))
            for name in left:
                (tmp_path / name).unlink()
        for made in (tmp_path / "a.o", tmp_path / "elsewhere" / "other.o"):
            made.unlink(missing_ok=True)
    assert wrong == []
