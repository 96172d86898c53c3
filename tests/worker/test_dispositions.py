"""A signal that comes while it is ignored for a program's sake is not lost on the launcher."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from oilgg.worker import dispositions

SIGNAL = signal.SIGUSR2
INTERNAL = 0b11 << 31
"""Two that the C library keeps to itself, and catches where there were threads."""


def test_a_program_finds_it_ignored_and_we_get_it_afterwards() -> None:
    got: list[int] = []
    before = signal.signal(SIGNAL, lambda number, frame: got.append(number))
    try:
        with dispositions.Ignored([SIGNAL]):
            assert signal.getsignal(SIGNAL) is signal.SIG_IGN
            os.kill(os.getpid(), SIGNAL)
            assert got == []
        assert got == [SIGNAL]
        os.kill(os.getpid(), SIGNAL)
        assert got == [SIGNAL, SIGNAL]
    finally:
        signal.signal(SIGNAL, before)


def test_a_fork_that_runs_a_stage_begins_like_a_program() -> None:
    reading, writing = os.pipe()
    with dispositions.Ignored([SIGNAL]):
        pid = os.fork()
        if pid == 0:
            try:
                dispositions.become_default([signal.SIGPIPE])
                os.write(writing, Path("/proc/self/status").read_bytes())
            finally:
                os._exit(0)
    os.waitpid(pid, 0)
    lines = dict(line.split(":\t") for line in os.read(reading, 1 << 16).decode().splitlines())
    os.close(reading)
    os.close(writing)
    masks = [int(lines[name], 16) & ~INTERNAL for name in ("SigBlk", "SigIgn", "SigCgt")]
    assert masks == [0, 1 << signal.SIGPIPE - 1, 0]
