"""zlib against bash and `make -j2`: clean with an empty store, unchanged, one header, a fresh tree with a kept store.

    python tests/bench/make.py [ROUNDS]

The builders take turns. Printed are medians of wall and processor seconds, and the medians of what each round gives as
ratio to make and to bash. The source comes from Debian (tests/builds/sources.py).
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from pairs import FOLDER, OILGG, ROOT

sys.path.insert(0, str(ROOT / "tests" / "builds"))

from sources import source

ROUNDS = 5
STORE = FOLDER / "store"

SCRIPT = """\
set -e
objects=
for s in *.c; do
  o=${s%.c}.o
  gcc -O3 -g -Wall -D_LARGEFILE64_SOURCE=1 -DHAVE_HIDDEN -DHAVE_UNISTD_H -c $s -o $o
  objects="$objects $o"
done
rm -f libz.a
ar cq libz.a $objects
ranlib libz.a
for t in example minigzip; do
  gcc -O3 -g -D_LARGEFILE64_SOURCE=1 -I. -c test/$t.c -o $t.o
  gcc -g $t.o libz.a -o $t
done
"""

MAKEFILE = """\
OBJECTS = $(patsubst %.c,%.o,$(wildcard *.c))
all: example minigzip
%.o: %.c
\tgcc -O3 -g -Wall -D_LARGEFILE64_SOURCE=1 -DHAVE_HIDDEN -DHAVE_UNISTD_H -MMD -c $< -o $@
example.o minigzip.o: %.o: test/%.c
\tgcc -O3 -g -D_LARGEFILE64_SOURCE=1 -I. -MMD -c test/$*.c -o $@
libz.a: $(OBJECTS)
\trm -f libz.a; ar cq libz.a $(OBJECTS); ranlib libz.a
example minigzip: %: %.o libz.a
\tgcc -g $< libz.a -o $@
-include $(wildcard *.d)
"""

BUILDERS = {
    "bash": ["bash", "build.sh"],
    "make -j2": ["make", "-s", "-j2", "-f", "Makefile.bench"],
    "oilgg": [OILGG, "-j", "2", f"--store={STORE}", "--status=none", "build.sh"],
}
"""Each builds the same; the last one is ours."""


def run(command: list[str], work: Path) -> tuple[float, float]:
    """Wall and processor seconds of `command` and all that it starts. Raises CalledProcessError."""
    before = os.times()
    started = time.perf_counter()
    subprocess.run(command, cwd=work, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    wall_s = time.perf_counter() - started
    after = os.times()
    spent_s = after.children_user + after.children_system - before.children_user - before.children_system
    return wall_s, spent_s


def unpack(work: Path) -> None:
    """A new tree at `work`."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(source("zlib"), work, ignore=shutil.ignore_patterns("contrib", "debian", "*.pdf"))
    (work / "build.sh").write_text(SCRIPT)
    (work / "Makefile.bench").write_text(MAKEFILE)


def build(command: list[str]) -> dict[str, tuple[float, float]]:
    """All scenarios once with one builder: (wall, processor) seconds by scenario."""
    work = FOLDER / "work"
    unpack(work)
    shutil.rmtree(STORE, ignore_errors=True)
    times = {"clean": run(command, work), "unchanged": run(command, work)}
    header = work / "zutil.h"
    header.write_text("#define BENCH_ADDED 1\n" + header.read_text())
    times["header"] = run(command, work)
    unpack(work)
    if command is BUILDERS["oilgg"]:
        times["fresh tree"] = run(command, work)
    else:
        times["fresh tree"] = times["clean"]
    return times


def main() -> None:
    """Measure and print."""
    found: dict[str, list[dict[str, tuple[float, float]]]] = {name: [] for name in BUILDERS}
    run([*BUILDERS["oilgg"][:1], "-c", "true"], FOLDER)
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS):
        for name, command in BUILDERS.items():
            found[name].append(build(command))
    for scenario in found["bash"][0]:
        parts = []
        for name, rounds in found.items():
            wall_s = statistics.median(times[scenario][0] for times in rounds)
            spent_s = statistics.median(times[scenario][1] for times in rounds)
            parts.append(f"{name} {wall_s:.3f} s (processor {spent_s:.3f})")
        for base in ("bash", "make -j2"):
            pairs = zip(found["oilgg"], found[base], strict=True)
            ratio = statistics.median(own[scenario][0] / other[scenario][0] for own, other in pairs)
            parts.append(f"oilgg/{base} {ratio:.3f}")
        print(f"{scenario:12}" + "  ".join(parts), flush=True)


if __name__ == "__main__":
    main()
