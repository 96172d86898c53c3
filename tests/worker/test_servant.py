"""Servants run calls one after the other: each finds what it was given and nothing of the one before."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oilgg.worker import calls
from oilgg.worker.run import Run
from oilgg.worker.servant import MOST_CALLS, Servants

ENVIRONMENT = ["A=1", "B=2"]


def prepare() -> None:
    """As calls want it of the module that runs them."""


def run(name: str, arguments: list[str], environment: dict[bytes, bytes]) -> int:
    """What the process finds; "die" ends it, "stay" leaves a descriptor, a directory and a handler behind."""
    if name == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    numbers = sorted(int(number) for number in os.listdir("/proc/self/fd"))
    open_below = [number for number in numbers if number < 200 and os.path.exists(f"/proc/self/fd/{number}")]
    old = os.umask(0)
    os.umask(old)
    handler = signal.getsignal(signal.SIGUSR2) == signal.SIG_DFL
    os.write(1, repr((os.getpid(), os.getcwd(), old, open_below, environment, handler, arguments)).encode())
    if name == "stay":
        os.open("/dev/null", os.O_RDONLY)
        os.chdir("/usr")
        os.umask(0o777)
        signal.signal(signal.SIGUSR2, lambda *_: None)
    return 7


class Asked:
    """Servants, and how to ask them something."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servants = Servants()
        self.count = 0
        self.pids: set[int] = set()

    def start(self, name: str, environment: list[str], redirects: list[tuple[int, str, str, str]]) -> tuple[int, int]:
        """(process, descriptor to read from) of a call."""
        self.count += 1
        argv = [sys.executable, *calls.WORDS, name, str(self.count)]
        reading, writing = os.pipe()
        stage = (sys.executable, argv, environment, redirects, False)
        job = (1, "plain", str(self.folder), 0o27, (), "", "", (), [stage], [], [(0, -1), (1, 0), (2, 0)], None, 0)
        assert self.servants.may_run(job)
        one = Run(1, job, [writing])
        pid = self.servants.start(one)
        os.close(writing)
        self.pids.add(pid)
        return pid, reading

    def ask(
        self, name: str, environment: list[str] = ENVIRONMENT, redirects: list[tuple[int, str, str, str]] | None = None
    ) -> tuple[Any, Any]:
        """(answer, what was printed) of a call."""
        pid, reading = self.start(name, environment, redirects or [])
        with open(reading, "rb") as file:
            printed = file.read()
        assert select.select([self.servants.answers], [], [], 20)[0]
        answer = self.servants.answer()
        assert answer is not None and answer[0] == pid and self.servants.answer() is None
        return answer, eval(printed) if printed else None


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    monkeypatch.setattr(calls._runner, "module", __name__)
    one = Asked(tmp_path)
    yield one
    one.servants.close()
    for pid in one.pids:
        try:
            os.waitpid(pid, 0)
        except ChildProcessError:
            continue  # its end was waited for in the test


def test_one_process_runs_many_calls_and_each_begins_anew(asked: Asked) -> None:
    found = [asked.ask(name) for name in ("look", "stay", "look")]
    assert [answer[1:4] for answer, _ in found] == [(7, None, 0)] * 3
    (pid,) = {printed[0] for _, printed in found}
    assert pid != os.getpid()
    for number, (_, printed) in enumerate(found, 1):
        environment = {b"A": b"1", b"B": b"2"}
        assert printed[1:] == (str(asked.folder), 0o27, [0, 1, 2], environment, True, [str(number)])


def test_another_environment_gets_another_process(asked: Asked) -> None:
    pids = [asked.ask("look", environment)[0][0] for environment in (ENVIRONMENT, ["A=2"], ENVIRONMENT, ["A=2"])]
    assert pids[0] == pids[2] != pids[1] == pids[3]


def test_a_call_that_dies_takes_its_process_along(asked: Asked) -> None:
    first = asked.ask("look")[0][0]
    pid, reading = asked.start("die", ENVIRONMENT, [])
    with open(reading, "rb") as file:
        assert file.read() == b""
    assert pid == first
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    assert asked.servants.answer() is None
    asked.servants.gone(pid)
    assert asked.ask("look")[0][0] != first


def test_one_that_died_while_it_waited_is_replaced(asked: Asked) -> None:
    first = asked.ask("look")[0][0]
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    assert asked.ask("look")[0][0] != first


def test_a_redirection_that_fails(asked: Asked) -> None:
    answer, printed = asked.ask("look", redirects=[(0, "<", "missing", "")])
    assert answer[1:4] == (1, 0, 2) and printed is None
    assert asked.ask("look")[1][0] == answer[0]


def test_after_many_calls_and_after_signals_a_new_process_comes(asked: Asked) -> None:
    first = {asked.ask("look")[0][0] for _ in range(MOST_CALLS)}
    assert len(first) == 1
    second = asked.ask("look")[0][0]
    assert second not in first
    asked.servants.retire()
    assert asked.ask("look")[0][0] not in {second, *first}
