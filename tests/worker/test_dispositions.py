"""A signal that comes while it is ignored for a program's sake is not lost on the launcher."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from oilgg.worker import dispositions

SIGNAL = signal.SIGUSR2
INTERNAL = 0b11 << 31
"""Two that the C library keeps to itself, and catches where there were threads."""


def in_a_fork(run: Callable[[], str]) -> str:
    """What `run` gives in a process with a single thread, as the launcher is. Another would take the signals."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, run().encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading) as file:
        found = file.read()
    os.waitpid(pid, 0)
    return found


def test_a_program_finds_it_ignored_and_we_get_it_afterwards() -> None:
    def run() -> str:
        got: list[int] = []
        counts = []
        signal.signal(SIGNAL, lambda number, frame: got.append(number))
        with dispositions.Ignored([SIGNAL]):
            assert signal.getsignal(SIGNAL) is signal.SIG_IGN
            os.kill(os.getpid(), SIGNAL)
            counts.append(len(got))
        counts.append(len(got))
        os.kill(os.getpid(), SIGNAL)
        counts.append(len(got))
        return f"{counts}"

    assert in_a_fork(run) == "[0, 1, 2]"


def test_a_fork_that_runs_a_stage_begins_like_a_program() -> None:
    def run() -> str:
        dispositions.become_default([signal.SIGPIPE])
        return Path("/proc/self/status").read_text()

    with dispositions.Ignored([SIGNAL]):
        status = in_a_fork(run)
    lines = dict(line.split(":\t") for line in status.splitlines())
    masks = [int(lines[name], 16) & ~INTERNAL for name in ("SigBlk", "SigIgn", "SigCgt")]
    assert masks == [0, 1 << signal.SIGPIPE - 1, 0]
