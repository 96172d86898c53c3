"""Signals from outside: what a script and its children do, as bash does it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

READY_S = 5.0
ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = {
    "a program dies": "echo ready; sleep 5; echo after",
    "a program ignores it": "sh -c 'trap \"\" INT TERM; echo ready; sleep 0.3'; echo after $?",
    "a program handles it": "sh -c 'trap \"exit 0\" INT TERM; echo ready; sleep 5 & wait'; echo after $?",
    "a trap runs after the program": "trap 'echo int' INT; echo ready; sleep 5; echo after $?",
    "a loop of builtins": "echo ready; while :; do :; done; echo no",
    "EXIT trap": "trap 'echo bye $?' EXIT; echo ready; sleep 5; echo no",
    "EXIT trap in a loop": "trap 'echo bye' EXIT; echo ready; while :; do :; done",
    "in $( )": 'echo ready; x=$(sleep 5; echo in); echo "[$x] $?"',
    "in ( )": "echo ready; (sleep 5); echo after",
    "in a pipeline": "echo ready; sleep 5 | cat; echo after",
    "in shell code of a pipeline": "echo ready; { sleep 5; echo a; } | cat",
    "ignored": "trap '' INT TERM; echo ready; sleep 0.5; echo after $?",
    "a trap that exits": "trap 'echo t; exit 9' INT; echo ready; while :; do :; done",
    "while reading": "echo ready; read x; echo after",
    "while waiting": "sleep 2 & echo ready; wait; echo after",
    "after a program that failed": "sh -c 'exit 3'; echo ready; sleep 5; echo no",
}


def run(command: list[str], script: str, number: int) -> tuple[int, bytes]:
    """Start the script, send the signal to its process group when it is ready; status and output."""
    process = subprocess.Popen(
        [*command, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(0.15)
    os.killpg(process.pid, number)
    try:
        rest = process.communicate(timeout=10)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return process.returncode, first + rest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: signal.Signals(number).name)
@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_as_bash(oilgg: Path, script: str, number: int) -> None:
    assert run([str(oilgg)], script, number) == run(["bash"], script, number)


DROPPED = """
import os, sys, types, weakref
sys.path.insert(0, sys.argv[1])
from oilgg.errors import ExitShell
from oilgg.interp import signals
signals.start(types.SimpleNamespace(waiting=False, interactive=sys.argv[2] == "i"))
class Thing: pass
thing = Thing()
reference = weakref.ref(thing, lambda _: [os.kill(os.getpid(), 2), None])
try:
    del thing
    while True: pass
except (ExitShell, KeyboardInterrupt) as end:
    print(type(end).__name__)
"""


@pytest.mark.parametrize(("how", "end"), [("s", "ExitShell"), ("i", "KeyboardInterrupt")])
def test_where_python_drops_errors(how: str, end: str) -> None:
    """A Ctrl-C that comes while Python cleans up behind something is not lost."""
    command = [sys.executable, "-c", DROPPED, str(ROOT), how]
    run = subprocess.run(command, capture_output=True, timeout=10, check=False)
    assert (run.stdout.decode(), run.stderr) == (end + "\n", b"")
