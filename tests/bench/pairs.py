"""Paired, interleaved measurements: what is compared runs in turn, so that a busy machine slows all alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from oilgg.tools import launcher  # noqa: E402

_folder = tempfile.TemporaryDirectory(prefix="oilgg-bench-")
FOLDER = Path(_folder.name)
OILGG = str(FOLDER / "oilgg")
launcher.write(OILGG, sys.executable, str(ROOT))


def run(command: Sequence[str], directory: Path = FOLDER, environment: Mapping[str, str] | None = None) -> float:
    """Run `command` without output; its wall time in seconds."""
    start = time.perf_counter()
    subprocess.run(
        command,
        cwd=directory,
        env={**os.environ, "OILGG_STATUS": "none", "OILGG_STORE": str(FOLDER / "store"), **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.perf_counter() - start


def compare(
    commands: Mapping[str, Sequence[str] | Callable[[], float]], rounds: int, base: str, title: str = ""
) -> dict[str, float]:
    """Measure every command in turn, `rounds` times; prints medians and ratios to `base`, gives the ratios."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(command() if callable(command) else run(command))
    ratios = {
        name: statistics.median(mine / theirs for mine, theirs in zip(times[name], times[base], strict=True))
        for name in commands
    }
    parts = [f"{name} {statistics.median(times[name]) * 1000:.1f} ms ({ratios[name]:.2f})" for name in commands]
    print(f"{title:24}" + "  ".join(parts), flush=True)
    return ratios
