"""Builds of a C project: clean, unchanged, one header, one source, a fresh tree; against bash and make -j2."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from pairs import FOLDER, OILGG, ROOT, run

ROUNDS = 3

MAKEFILE = """\
CFLAGS = -std=c11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Isrc -Ibuild -MMD
OBJECTS = $(patsubst src/%.c,build/obj/%.o,$(wildcard src/*.c))
LIBRARY = $(filter-out build/obj/main.o build/obj/options.o,$(OBJECTS))
TESTS = $(patsubst tests/%.c,build/tests/%,$(wildcard tests/test_*.c))
all: build/sheet build/sheet.stripped $(TESTS)
build/obj/%.o: src/%.c build/functions.inc build/version.h | build/obj
\tgcc $(CFLAGS) -c $< -o $@
build/obj build/tests:
\tmkdir -p $@
build/version.h: | build/obj
\techo '#define SHEET_VERSION "1.21"' > $@
build/make_functions: tools/make_functions.c | build/obj
\tgcc $(CFLAGS) $< -o $@
build/functions.inc: build/make_functions data/functions.txt
\tbuild/make_functions < data/functions.txt > $@
build/libsheet.a: $(LIBRARY)
\trm -f $@; ar cq $@ $^; ranlib $@
build/sheet: build/obj/main.o build/obj/options.o build/libsheet.a
\tgcc -g $^ -lm -o $@
build/sheet.stripped: build/sheet
\tcp $< $@; strip $@
build/tests/%: tests/%.c build/libsheet.a | build/tests
\tgcc $(CFLAGS) -Itests $< build/libsheet.a -lm -o $@ && $@
-include $(OBJECTS:.o=.d)
"""


def edit(work: Path, name: str) -> None:
    """Change a source so that what depends on it has to be compiled again."""
    path = work / name
    path.write_text("\n" + path.read_text())


def build(command: list[str], keep_store: bool = True) -> dict[str, float]:
    """All scenarios once with one builder; seconds by scenario."""
    work = FOLDER / "work"
    store = FOLDER / "store"

    def fresh() -> None:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(ROOT / "examples/c-project", work, ignore=shutil.ignore_patterns("build"))
        (work / "Makefile").write_text(MAKEFILE)

    fresh()
    shutil.rmtree(store, ignore_errors=True)
    times = {"clean": run(command, work), "unchanged": run(command, work)}
    edit(work, "src/value.h")
    times["header"] = run(command, work)
    edit(work, "src/sort.c")
    times["source"] = run(command, work)
    fresh()
    times["fresh tree"] = run(command, work)
    return times


if __name__ == "__main__":
    builders = {
        "bash": ["bash", "build.sh"],
        "make -j2": ["make", "-s", "-j2"],
        "oilgg": [OILGG, "-j", "2", "build.sh"],
        "oilgg plain": ["env", "OILGG_VIEW=plain", OILGG, "-j", "2", "build.sh"],
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in builders}
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS):
        for name, command in builders.items():
            found[name].append(build(command))
    scenarios = list(found["bash"][0])
    print(f"{'seconds':14}" + "".join(f"{name:>14}" for name in scenarios))
    for name, runs in found.items():
        print(f"{name:14}" + "".join(f"{sorted(times[s] for times in runs)[len(runs) // 2]:14.2f}" for s in scenarios))
    subprocess.run(["rm", "-rf", str(FOLDER / "work")], check=False)
