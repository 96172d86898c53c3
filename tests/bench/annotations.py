"""What annotations cost: loading those of a script's few commands, and matching one compile."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from oilgg.annotate.library import Library  # noqa: E402  (the path comes first)
from oilgg.annotate.match import effects  # noqa: E402

LOAD = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from oilgg.annotate.library import Library
begin = time.perf_counter()
library = Library()
for name in "gcc ar cp mkdir sort sed".split():
    for usage in library.lookup(name):
        if usage.packed is not None:
            usage.unpack()
print(time.perf_counter() - begin)
"""


class Nothing:
    """A tree with nothing in it."""

    cwd = "/"

    def exists(self, path: str) -> bool:
        return False

    def is_dir(self, path: str) -> bool:
        return False

    def is_link(self, path: str) -> bool:
        return False

    def listdir(self, path: str) -> list[str]:
        return []

    def read_bytes(self, path: str) -> bytes:
        raise OSError


def main() -> None:
    """Print both, the best of several rounds."""
    loads = [float(subprocess.check_output([sys.executable, "-S", "-c", LOAD], text=True)) for _ in range(9)]
    print(f"load six commands   {min(loads) * 1000:.2f} ms (budget 1)")
    argv = ["gcc", "-O2", "-Iinclude", "-DX", "-c", "a.c", "-o", "a.o"]
    usages, times = Library().lookup("gcc"), []
    for number in range(300):
        argv[-1] = f"a{number}.o"
        begin = time.perf_counter()
        effects(usages, argv, {}, Nothing())
        times.append(time.perf_counter() - begin)
    print(f"match one compile   {sorted(times)[20] * 1e6:.0f} us (budget 60)")


if __name__ == "__main__":
    main()
