"""`command || return`: nobody waits for the command where a function that fails ends the shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PATIENCE_S = 30.0

COUNT = """
import sys
from oilgg.order.order import Order
settle = Order.settle
def counted(self, status):
    if -status in self.unsettled:
        sys.stderr.write("waits\\n")
    return settle(self, status)
Order.settle = counted
from oilgg.cli.main import main
main(["oilgg", *sys.argv[1:]])
"""
"""oilgg that tells of every status it waits for."""


@pytest.mark.parametrize(
    ("script", "waits"),
    [
        ("set -e; f() { sort $1 >$1.s || return 1; }; f a; f b; f c", 0),
        ("set -e; f() { sort $1 >$1.s || return 1; }; g() { f a; f b; }; g; f c", 0),
        ("f() { sort $1 >$1.s || return 2; }; f a || exit 3; f b || exit; f c || exit 4", 0),
        ("f() { sort $1 >$1.s || return; }; g() { f a || return 5; f b || return; }; g || exit; f c || exit", 0),
        ("f() { sort $1 >$1.s || return 1; }; f a; f b; f c", 3),
        ("set -e; f() { sort $1 >$1.s || return 1; }; trap : EXIT; f a; f b; f c", 3),
        ("set -e; f() { sort $1 >$1.s || return 0; }; f a; f b; f c", 3),
        ("set -e; f() { sort $1 >$1.s || return 1; }; f a || true; if f b; then f c; fi", 2),
    ],
)
def test_who_waits(script: str, waits: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the number of statuses that are asked for before they are known; the tree is bash's, also where one fails."""
    monkeypatch.chdir(tmp_path)
    environment = {**os.environ, "OILGG_QUICK": "no", "OILGG_STATUS": "none"}
    for missing in ("", "b", "c"):
        outcomes = []
        for number, shell in enumerate((["bash"], [sys.executable, "-c", COUNT, f"--store={tmp_path}/store"])):
            place = tmp_path / f"{missing}{number}"
            place.mkdir()
            for name in "abc":
                if name != missing:
                    (place / name).write_text(f"2\n1 {name}\n")
            run = subprocess.run(
                [*shell, "-c", script], cwd=place, env=environment, capture_output=True, text=True, check=False,
                timeout=PATIENCE_S,
            )  # fmt: skip
            said = run.stderr.splitlines()
            outcomes.append(
                (
                    run.returncode,
                    [line for line in said if line != "waits"],
                    {path.name: path.read_text() for path in place.iterdir()},
                )
            )
            if number and not missing:
                assert said.count("waits") == waits
        assert outcomes[0] == outcomes[1]
