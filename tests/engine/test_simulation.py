"""The simulator of many machines (tests/bench/simulate.py) drives what is there now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SIMULATOR = Path(__file__).parents[1] / "bench/simulate.py"


def test_a_small_one() -> None:
    """Dispatcher, journal and shell do all that they are given; figures are printed."""
    done = subprocess.run([sys.executable, str(SIMULATOR), "600", "60", "90"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "us a decision" in done.stdout and "ms of processor a command" in done.stdout
