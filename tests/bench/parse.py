"""Parsing big scripts: `-n`, against bash. Aims: at most 12 times bash when new, no more than bash from the cache."""

from __future__ import annotations

from pathlib import Path

from pairs import FOLDER, OILGG, ROOT, compare, run

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
        cache = str(FOLDER / "cache")

        def cold(script: Path = script, cache: str = cache) -> float:
            """With an empty cache."""
            run(["rm", "-rf", cache])
            return run([OILGG, "-n", str(script)], environment={"XDG_CACHE_HOME": cache})

        def warm(script: Path = script, cache: str = cache) -> float:
            """With what the run before left in it."""
            return run([OILGG, "-n", str(script)], environment={"XDG_CACHE_HOME": cache})

        commands = {
            "bash": ["bash", "-n", str(script)],
            "oilgg": cold,
            "cached": warm,
            "empty": [OILGG, "-n", "/dev/null"],
        }
        compare(commands, rounds=5, base="bash", title=f"{script.name}, {lines(script)} lines")
