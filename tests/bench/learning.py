"""What learning costs: a C project whose tools nobody knows, built by `oilgg --learn` with an empty store and by bash.

Usage: learning.py [ROUNDS [NAME...]]; further names are projects of tests/builds, whose sources are fetched.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import statistics
import sys
from pathlib import Path

from pairs import FOLDER, OILGG, ROOT, run

TOOLS = ("ar", "ranlib", "strip", "install", "basename", "cp", "rm", "mkdir", "sort", "wc", "grep")


def disguise(script: Path, folder: Path) -> str:
    """The text of a build script that calls its tools by names that nobody knows."""
    folder.mkdir()
    for name, tool in (("mycc", "gcc"), *[(f"my{tool}", tool) for tool in TOOLS]):
        (folder / name).write_text(f'#!/bin/sh\nexec {tool} "$@"\n')
        (folder / name).chmod(0o755)
    text = re.sub(r"\bCC(=|:=|=\$\{CC:-)gcc", r"CC\1mycc", script.read_text())
    for tool in ("ar", "ranlib", "strip", "install"):
        text = re.sub(rf"(?m)^(\s*){tool} ", rf"\1my{tool} ", text)
    return re.sub(r"\A#!.*\n", f"#!/bin/bash\nPATH={folder}:$PATH\n", text)


def project(name: str) -> tuple[Path, Path]:
    """The folder of a project and its build script."""
    if name == "c-project":
        return ROOT / "examples/c-project", ROOT / "examples/c-project/build.sh"
    from tests.builds.sources import source

    return source(name), ROOT / f"tests/builds/scripts/{name}.sh"


def processor_s() -> float:
    """Processor time of all children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(name: str, rounds: int) -> None:
    """Print medians of bash and of the first run under `--learn`, and of both ratios."""
    tree, script = project(name)
    tools = FOLDER / f"tools-{name}"
    text = disguise(script, tools)
    ways = {"bash": ["bash", "./build.sh"], "--learn": [OILGG, "--learn", "./build.sh"]}
    walls: dict[str, list[float]] = {way: [] for way in ways}
    processors: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, command in ways.items():
            work = FOLDER / "work"
            shutil.rmtree(work, ignore_errors=True)
            shutil.rmtree(FOLDER / "store", ignore_errors=True)
            shutil.copytree(tree, work, ignore=shutil.ignore_patterns("build"), symlinks=True)
            (work / "build.sh").write_text(text)
            before = processor_s()
            walls[way].append(run(command, work))
            processors[way].append(processor_s() - before)
    for title, times in (("wall", walls), ("processor", processors)):
        ratio = statistics.median(mine / theirs for mine, theirs in zip(times["--learn"], times["bash"], strict=True))
        medians = "  ".join(f"{way} {statistics.median(values):.2f} s" for way, values in times.items())
        print(f"{name:12} {title:10} {medians}  ratio {ratio:.2f}", flush=True)


if __name__ == "__main__":
    os.environ.pop("CC", None)
    for one in sys.argv[2:] or ["c-project"]:
        measure(one, int(sys.argv[1]) if len(sys.argv) > 1 else 3)
