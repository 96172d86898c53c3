"""Start-up: a two-line script, against `python3 -c pass` and bash. Aim: at most 1.3 of Python."""

from __future__ import annotations

import sys

from pairs import FOLDER, OILGG, ROOT, compare, run

SCRIPT = FOLDER / "two.sh"
SCRIPT.write_text("x=1\necho $x\n")

if __name__ == "__main__":
    run([OILGG, "-c", "true"])
    compare(
        {
            "python3 -c pass": [sys.executable, "-c", "pass"],
            "python3 -IS": [sys.executable, "-IS", "-c", "pass"],
            "oilgg": [OILGG, str(SCRIPT)],
            "oilgg by sh": [str(ROOT / "oilgg/share/bin/oilgg"), str(SCRIPT)],
            "bash": ["bash", str(SCRIPT)],
        },
        rounds=40,
        base="python3 -c pass",
        title="start",
    )
