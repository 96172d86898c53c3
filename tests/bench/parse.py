"""Parsing big scripts: `-n`, against bash. Aim: at most 12 times bash."""

from __future__ import annotations

from pathlib import Path

from pairs import OILGG, ROOT, compare

SCRIPTS = [
    ROOT / "tests/builds/.sources/hello/configure",
    Path("/usr/bin/ldd"),
    Path("/usr/share/bash-completion/bash_completion"),
]


def lines(path: Path) -> int:
    """How many lines a file has."""
    return path.read_bytes().count(b"\n")


if __name__ == "__main__":
    for script in SCRIPTS:
        if not script.exists():
            continue
        commands = {
            "bash": ["bash", "-n", str(script)],
            "oilgg": [OILGG, "-n", str(script)],
            "empty": [OILGG, "-n", "/dev/null"],
        }
        compare(commands, rounds=5, base="bash", title=f"{script.name}, {lines(script)} lines")
