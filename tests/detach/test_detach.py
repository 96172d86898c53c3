"""Runs apart from the terminal: --detach, --attach, --tool jobs, with real processes and terminals."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.detach import folder, keeper
from oilgg.engine.rendezvous import Near
from oilgg.worker.frames import frame
from oilgg.worker.view import probe
from tests.engine.remote import command_line, processes, wait_until
from tests.prompt.terminal import Terminal

WAITING = "until [ -e gate ]; do sleep 0.02; done"


class Place:
    """A folder with scripts, whose detached runs are its own."""

    def __init__(self, oilgg: Path, home: Path) -> None:
        self.oilgg = str(oilgg)
        self.home = home
        self.environment = {
            "PATH": f"{oilgg.parent}:/usr/bin:/bin",
            "HOME": str(home),
            "OILGG_QUICK": "no",
            "LC_ALL": "C.UTF-8",
        }
        self.runs = home / ".local/state/oilgg/runs"

    def run(self, *arguments: str, **options: object) -> tuple[str, str, int]:
        """Output, errors and status of oilgg."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        found = subprocess.run(  # type: ignore[call-overload]
            [self.oilgg, *arguments], cwd=self.home, env=self.environment, text=True, check=False, **options
        )
        return found.stdout or "", found.stderr or "", found.returncode

    def detach(self, *arguments: str, **options: object) -> str:
        """Start a run; its number."""
        out, err, status = self.run("--detach", *arguments, **options)
        assert (err, status) == ("", 0), (out, err, status)
        return out.strip()

    def jobs(self) -> dict[str, tuple[str, str]]:
        """State and status of all runs by number."""
        lines = self.run("--tool", "jobs")[0].splitlines()[1:]
        return {line.split()[0]: (line.split()[1], line.split()[4]) for line in lines}

    def open_gate(self) -> None:
        """Let scripts go on that wait."""
        (self.home / "gate").touch()

    def facts(self, number: str) -> folder.Run:
        """What the folder of a run says."""
        return folder.Run(int(number), f"{self.runs}/{number}")


def sleeping(marker: str) -> list[int]:
    """The processes that sleep for a time that begins so."""
    return [pid for pid in processes(marker) if command_line(pid).startswith(f"sleep {marker}")]


@pytest.fixture
def place(oilgg: Path, tmp_path: Path) -> Iterator[Place]:
    found = Place(oilgg, tmp_path)
    yield found
    for number, (state, _status) in found.jobs().items():
        if state == "running":
            found.run("--tool", "jobs", "--cancel", number)


def test_output_and_status_come_back(place: Place) -> None:
    """Both streams, arguments, the status; as often as one asks."""
    (place.home / "s.sh").write_text('echo "out $1"; echo "err $2" >&2; read line || echo nothing to read; exit 7')
    number = place.detach("s.sh", "a b", "c")
    for _ in range(2):
        assert place.run("--attach", number) == ("out a b\nnothing to read\n", "err c\n", 7)
    assert place.run("--attach")[2] == 7
    assert place.jobs() == {number: ("ended", "7")}
    shown = place.run("--tool", "jobs", number)[0]
    assert "status   7\n" in shown and "command  s.sh a b c\n" in shown and f"folder   {place.home}\n" in shown
    kept = place.runs / number
    assert (kept / "out").read_text() == "out a b\nnothing to read\n" and (kept / "err").read_text() == "err c\n"


def test_only_its_user_may_enter(place: Place) -> None:
    number = place.detach("-c", WAITING)
    for path in (place.runs, place.runs / number):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for name in ("about", "out", "err", "lock"):
        assert stat.S_IMODE((place.runs / number / name).stat().st_mode) == 0o600
    place.runs.chmod(0o755)
    assert place.run("--attach") == ("", f"oilgg: {place.runs} is not a folder of this user alone\n", 1)
    place.runs.chmod(0o700)
    place.open_gate()
    assert place.run("--attach", number) == ("", "", 0)


def test_others_are_not_heard(place: Place, as_nobody: list[str]) -> None:
    """Somebody else who has reached the socket all the same can cancel nothing."""
    number = place.detach("-c", f"{WAITING}; echo done")
    with Near(f"{place.runs}/{number}") as near, socket.socket(socket.AF_UNIX) as connection:
        connection.connect(near + "/socket")
        assert keeper.peer(connection) == os.geteuid()
    path = Path(subprocess.check_output(["mktemp", "-d", "/tmp/oilgg-test-XXXXXX"], text=True).strip())
    try:
        path.chmod(0o755)
        (path / "s").hardlink_to(place.runs / number / "socket")
        (path / "s").chmod(0o777)
        code = (
            f"import socket; s = socket.socket(socket.AF_UNIX); s.connect('{path}/s'); "
            f"s.sendall({frame(b'cancel')!r}); assert s.recv(1) == b''"
        )
        done = subprocess.run([*as_nobody, "/usr/bin/python3", "-c", code], check=False, capture_output=True, text=True)
        assert done.returncode == 0 or "BrokenPipe" in done.stderr or "ConnectionReset" in done.stderr, done.stderr
    finally:
        (path / "s").unlink(missing_ok=True)
        path.rmdir()
    place.open_gate()
    assert place.run("--attach", number) == ("done\n", "", 0)


def test_one_place_for_both_streams_keeps_their_order(place: Place) -> None:
    """As on a terminal, or with 2>&1."""
    text = "for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done"
    command = [place.oilgg, "--detach", "-c", text]
    started = subprocess.run(
        command, cwd=place.home, env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True
    )
    lines = "".join(f"out {i}\nerr {i}\n" for i in range(1, 6))
    assert place.run("--attach", started.stdout.decode().strip()) == (lines, "", 0)


def test_given_standard_input_stays(place: Place) -> None:
    (place.home / "data").write_text("some\nlines\n")
    with open(place.home / "data") as data:
        number = place.detach("-c", "sort -r", stdin=data)
    assert place.run("--attach", number) == ("some\nlines\n", "", 0)
    with open(place.home / "data", "w") as script:
        script.write("echo a script\n")
    with open(place.home / "data") as script:
        number = place.detach(stdin=script)
    assert place.run("--attach", number) == ("a script\n", "", 0)


def test_outlives_its_terminal(place: Place) -> None:
    """It has none, and none of its signals reaches it; on a terminal a hint is given."""
    (place.home / "s.sh").write_text(f"tty; {WAITING}; echo through; (: </dev/tty) 2>/dev/null || echo no terminal")
    with Terminal([place.oilgg, "--detach", "s.sh"], place.home, PATH=place.environment["PATH"]) as terminal:
        assert terminal.finish() == 0
        assert terminal.text == (
            "1\noilgg: run 1 is apart from this terminal; `oilgg --attach 1' joins it, `oilgg --tool jobs' lists all\n"
        )
    assert place.jobs() == {"1": ("running", "-")}
    with Terminal([place.oilgg, "--attach"], place.home, PATH=place.environment["PATH"]) as terminal:
        terminal.wait("not a tty\n")
        terminal.send("\x03")
        terminal.wait("oilgg: run 1 goes on; `oilgg --attach 1' joins it again, `oilgg --tool jobs --cancel 1' ends it")
        assert os.WEXITSTATUS(terminal.finish()) == 130
    assert place.jobs() == {"1": ("running", "-")}
    with Terminal([place.oilgg, "--attach", "1"], place.home, PATH=place.environment["PATH"]) as terminal:
        terminal.wait("not a tty\n")
        place.open_gate()
        terminal.wait("through\nno terminal\n")
        assert terminal.finish() == 0


def test_a_reader_that_goes_away(place: Place) -> None:
    number = place.detach("-c", "yes | head -n 100000")
    script = f"{place.oilgg} --attach {number} | head -n 1; echo ${{PIPESTATUS[*]}}"
    found = subprocess.run(["bash", "-c", script], env=place.environment, capture_output=True, text=True, check=True)
    assert (found.stdout, found.stderr) == ("y\n141 0\n", "")


def test_cancel(place: Place) -> None:
    """The script is told, what it has started ends with it."""
    marker = f"10000{os.getpid()}"
    text = f"trap 'echo bye' EXIT; sleep {marker} & echo started; sleep {marker}1 & wait"
    number = place.detach("-c", text)
    wait_until(lambda: "started" in (place.runs / number / "out").read_text(), "the start")
    assert place.run("--tool", "jobs", "--forget", number) == ("", f"oilgg: run {number} is not over\n", 1)
    assert place.run("--tool", "jobs", "--cancel", number) == ("", "", 0)
    assert not sleeping(marker)
    assert place.jobs() == {number: ("cancelled", "143")}
    assert place.run("--attach", number) == ("started\nbye\n", f"oilgg: run {number} was cancelled\n", 143)
    assert place.run("--tool", "jobs", "--cancel", number)[2] == 0
    assert place.run("--tool", "jobs", "--forget", number) == ("", "", 0)
    assert place.jobs() == {} and not (place.runs / number).exists()


def test_cancel_what_does_not_listen(place: Place) -> None:
    """SIGKILL follows for all of it, at once where one asks again."""
    marker = f"10000{os.getpid()}"
    number = place.detach("-c", f"trap '' TERM; (echo in; sleep {marker}; sleep {marker}1); echo no")
    wait_until(lambda: "in" in (place.runs / number / "out").read_text(), "the start")
    with subprocess.Popen([place.oilgg, "--tool", "jobs", "--cancel", number], env=place.environment) as first:
        with Near(f"{place.runs}/{number}") as near, socket.socket(socket.AF_UNIX) as connection:
            connection.connect(near + "/socket")
            connection.sendall(frame(b"cancel") + frame(b"cancel"))
            assert connection.recv(100) == frame(b"ended")
        assert first.wait() == 0
    assert not sleeping(marker)
    assert place.jobs() == {number: ("cancelled", "137")}


def test_killed_with_its_keeper(place: Place) -> None:
    """Nobody could write down how it ended: it has died all the same."""
    number = place.detach("-c", "echo before; while :; do :; done")
    wait_until(lambda: "before" in (place.runs / number / "out").read_text(), "the start")
    shell = place.facts(number).pid
    with open(f"/proc/{shell}/stat") as file:
        parent = int(file.read().rpartition(")")[2].split()[1])
    os.kill(parent, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{parent}").exists(), "the end of the keeper")
    assert place.jobs() == {number: ("running", "-")}
    out, err, status = place.run("--tool", "jobs", "--cancel", number)
    assert (out, err, status) == ("", f"oilgg: run {number} has no keeper any more: end process {shell} yourself\n", 1)
    os.kill(shell, signal.SIGKILL)
    wait_until(lambda: place.facts(number).is_over, "the end")
    assert place.jobs() == {number: ("died", "137")}
    assert place.run("--attach", number) == (
        "before\n",
        f"oilgg: run {number} has died; the same command again goes on from what it had finished\n",
        137,
    )


STEPS = """\
io -w one --pure -- sh -c 'cat /proc/sys/kernel/random/uuid >one'
io -r one -w two --pure -- sh -c 'cat one /proc/sys/kernel/random/uuid >two'
io -r two -r pause -w three --pure -- sh -c 'sleep $(cat pause); cat two /proc/sys/kernel/random/uuid >three'
io -r three -w four --pure -- sh -c 'cat three /proc/sys/kernel/random/uuid >four'
"""


def kept(place: Place) -> int:
    """How many results the store has."""
    path = place.home / ".cache/oilgg/store/index.db"
    if not path.exists():
        return 0
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        found: int = connection.execute("SELECT count(*) FROM reduction").fetchone()[0]
        return found
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


@pytest.mark.parametrize("engine", [[], ["--engine=loopback:2"]], ids=["here", "loopback"])
def test_killed_shell_goes_on_where_it_was(place: Place, engine: list[str]) -> None:
    """kill -9 of the shell: the run has died; the same command again runs only what had not been finished."""
    if engine and not probe().overlay:
        pytest.skip("no sealed view here")
    place.environment |= {"OILGG_TEST_SMALL": "0", "OILGG_ENGINE_LINGER": "0.2"}
    (place.home / "steps.sh").write_text(STEPS)
    pause = place.home / "pause"
    pause.write_text(f"10000{os.getpid()}\n")
    number = place.detach(*engine, "steps.sh")
    wait_until(lambda: kept(place) >= 2 and (place.home / "two").exists(), "the first two results")
    before = (place.home / "two").read_text()
    os.kill(place.facts(number).pid, signal.SIGKILL)
    wait_until(lambda: place.facts(number).is_over, "the end")
    wait_until(lambda: not sleeping(f"10000{os.getpid()}"), "the end of what it ran")
    assert place.jobs()[number] == ("died", "137")
    out, err, status = place.run("--attach", number)
    assert (out, status) == ("", 137)
    assert err == (
        f"oilgg: run {number} was killed by signal 9; the same command again goes on from what it had finished\n"
    )
    for name in ("one", "two"):
        (place.home / name).unlink()
    pause.write_text("0\n")
    again = place.detach(*engine, "--status=log", "steps.sh")
    out, err, status = place.run("--attach", again)
    assert (out, status) == ("", 0) and " 2 reused," in err
    assert (place.home / "two").read_text() == before, "it has been run again"
    assert len((place.home / "four").read_text().split()) == 4
    assert (place.home / "three").read_text().startswith(before)


def test_old_runs_are_forgotten(place: Place) -> None:
    """After days; what is running never is, nor what is not old."""
    old, running, new = place.detach("-c", ":"), place.detach("-c", WAITING), place.detach("-c", "exit 3")
    for number in (old, new):
        place.run("--attach", number)
    for number in (old, running):
        for name in ("about", "end") if number == old else ("about",):
            path = place.runs / number / name
            text = path.read_text()
            for key in ("started_s", "ended_s"):
                before, found, rest = text.partition(f'"{key}": ')
                if found:
                    digits = rest.split(",")[0].split("}")[0]
                    text = f"{before}{found}{float(digits) - folder.KEPT_S - 60}{rest[len(digits) :]}"
            path.write_text(text)
    assert place.jobs() == {running: ("running", "-"), new: ("ended", "3")}
    assert not (place.runs / old).exists()


def test_other_machines_and_boots(place: Place) -> None:
    """A folder that machines share: what runs on the other one is not called dead. A machine that was restarted is."""
    number = place.detach("-c", WAITING)
    path = place.runs / number / "about"
    text = path.read_text()
    path.write_text(text.replace(f'"host": "{folder.host()}"', '"host": "other"'))
    assert place.jobs() == {number: ("elsewhere", "-")}
    assert place.run("--attach", number) == ("", f"oilgg: run {number} is one of another machine\n", 1)
    path.write_text(text.replace(folder.boot(), "before"))
    assert place.jobs() == {number: ("died", "137")}
    path.write_text(text)
    place.open_gate()
    assert place.run("--attach", number)[2] == 0


def test_mistakes(place: Place) -> None:
    assert place.run("--attach") == ("", "oilgg: there is no detached run\n", 1)
    assert place.run("--attach", "1")[1:] == ("oilgg: 1: no such run; `oilgg --tool jobs' lists them\n", 1)
    assert place.run("--attach", "1", "2") == ("", "Usage: oilgg --attach [ID]\n", 2)
    assert place.run("--detach", "nosuch.sh") == ("", "oilgg: nosuch.sh: No such file or directory\n", 127)
    assert place.run("--detach", "--jobs=x", "-c", ":")[2] == 2
    assert place.run("--tool", "jobs", "--nosuch")[2] == 2
    with Terminal([place.oilgg, "--detach"], place.home, PATH=place.environment["PATH"]) as terminal:
        terminal.wait("oilgg: --detach: what is typed cannot be detached: name a script")
        assert os.WEXITSTATUS(terminal.finish()) == 2
    assert place.jobs() == {}
    del place.environment["HOME"]
    assert place.run("--detach", "-c", ":")[1:] == (
        "oilgg: no folder for detached runs: neither XDG_STATE_HOME nor HOME is set\n",
        1,
    )
    place.environment["HOME"] = str(place.home)


def test_numbers_at_the_same_time(place: Place) -> None:
    """Runs that start at once get different numbers."""
    started = [
        subprocess.Popen(
            [place.oilgg, "--detach", "-c", f"echo {i}"],
            cwd=place.home, env=place.environment, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
        )
        for i in range(6)
    ]  # fmt: skip
    numbers = [one.communicate()[0].decode().strip() for one in started]
    assert sorted(numbers, key=int) == [str(i) for i in range(1, 7)]
    for i, number in enumerate(numbers):
        assert place.run("--attach", number) == (f"{i}\n", "", 0)
    assert time.time() > place.facts(numbers[0]).since_s
