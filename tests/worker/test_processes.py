"""Killing a job's processes spares everybody else's, whatever numbers the kernel has given out again."""

from __future__ import annotations

import os
import subprocess

import pytest

from oilgg.worker.processes import kill_tree, namespace_of, now_ticks
from tests.engine.helpers import wait_until


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a mount namespace")
def test_number_of_a_namespace_that_was_given_out_again() -> None:
    before = now_ticks() - 1
    innocent = subprocess.Popen(["/usr/bin/unshare", "-m", "/bin/sleep", "100"])
    try:
        wait_until(lambda: namespace_of(innocent.pid), "in its namespace")
        number = namespace_of(innocent.pid)
        other = subprocess.Popen(["/bin/sleep", "100"])
        kill_tree({other.pid}, {number}, launcher=other.pid)
        assert innocent.poll() is None
        kill_tree(set(), {number}, 0, before)
        assert innocent.poll() is None
        kill_tree(set(), {number}, os.getpid())
        assert innocent.wait(10) == -9
        other.kill()
        other.wait()
    finally:
        innocent.kill()
        innocent.wait()


def test_own_namespace_is_none() -> None:
    assert namespace_of(os.getpid()) == 0 and namespace_of(os.getppid()) == 0
    assert namespace_of(2**22 + 1) == 0
