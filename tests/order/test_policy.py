"""What runs behind a command that fails, how long a command may take, and Ctrl-C twice."""

from __future__ import annotations

import os
import pty
import signal
import socket
import subprocess
from pathlib import Path

import pytest

PATIENCE_S = 30.0


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A store and a folder of this test's own."""
    monkeypatch.setenv("OILGG_STORE", str(tmp_path / "store"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def run(oilgg: Path, script: str, *options: str) -> tuple[int, str, str]:
    """Run `script`: status, output, errors."""
    Path("../s.sh").write_text(script)
    done = subprocess.run([oilgg, *options, "../s.sh"], capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    return done.returncode, done.stdout, done.stderr


MANY = """set -e
for i in 1 2 3 4 5; do
  io -w o$i -- sh -c "echo $i >o$i; echo out$i; echo err$i >&2; exit $(((i % 2 == 0) * i))"
done
io -r o2 -w p2 -- sh -c 'cat o2 >p2'
io -r p2 -w q2 -- sh -c 'cat p2 >q2'
io -r o3 -w p3 -- sh -c 'cat o3 >p3'
"""
FIRST = "out1\nout2\n"


def test_keep_going(oilgg: Path) -> None:
    """Everything that can be done is done, all failures are told of; status and tree are those of the first."""
    told = (
        "err1\nerr2\n"
        "oilgg: ../s.sh: line 3: sh -c echo 4 >o4; echo out4; echo err4 >&2; exit 4: failed too, with status 4\n"
        "out4\nerr4\n"
        "oilgg: 2 commands not run for want of what failed\n"
    )
    assert run(oilgg, MANY, "--keep-going") == (2, FIRST, told)
    assert sorted(os.listdir()) == ["o1", "o2"]
    for path in Path().iterdir():
        path.unlink()
    assert run(oilgg, MANY) == (2, FIRST, "err1\nerr2\n")
    assert sorted(os.listdir()) == ["o1", "o2"]


def test_keep_going_keeps_results(oilgg: Path) -> None:
    """What ran behind the failure need not run again when that is mended."""
    script = "set -e\nio --pure -r in -w a -- sh -c 'cp in a; test -s in'\nio --pure -r x -w b -- sh -c 'cat x >b'\n"
    Path("x").write_text("x")
    Path("in").write_text("")
    assert run(oilgg, script, "--keep-going")[0] == 1
    assert not Path("b").exists()
    Path("in").write_text("in")
    assert "1 run, 1 reused" in run(oilgg, script, "--status=log")[2]


@pytest.mark.parametrize("failing", ["false; true", "f || exit 3", "$(exit 3)", "! true || false"])
def test_keep_going_ends_as_bash(oilgg: Path, failing: str) -> None:
    """Failures that the shell itself sees end the script there and then."""
    script = f"set -e\nf() {{ return 3; }}\nio -w a -- touch a\n{failing}\nio -w b -- touch b\n"
    plain = script.replace("io -w a --", "").replace("io -w b --", "")
    expected = subprocess.run(
        ["bash", "-c", plain], capture_output=True, text=True, check=False, timeout=PATIENCE_S
    ).returncode
    left = sorted(os.listdir())
    for name in left:
        os.unlink(name)
    assert run(oilgg, script, "--keep-going")[0] == expected
    assert sorted(os.listdir()) == left


def test_fail_fast(oilgg: Path) -> None:
    """What runs behind a failed command ends while what runs before it goes on."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(PATIENCE_S)
    port = server.getsockname()[1]
    Path("../s.sh").write_text(
        f"""set -e
        call() {{
          io -w "$1" -- bash -c "exec 3<>/dev/tcp/127.0.0.1/{port}; echo $1 >&3; read x <&3; touch $1; exit \\$x"
        }}
        call before; call failing; call behind; call never
        """
    )
    with subprocess.Popen([oilgg, "-j3", "--fail-fast", "../s.sh"]) as process:
        calls = {}
        for _ in range(3):
            call = server.accept()[0]
            call.settimeout(PATIENCE_S)
            calls[call.recv(10)] = call
        assert set(calls) == {b"before\n", b"failing\n", b"behind\n"}
        calls[b"failing\n"].send(b"5\n")
        assert calls[b"behind\n"].recv(1) == b""  # killed: the other end has closed
        calls[b"before\n"].send(b"0\n")
        assert process.wait(PATIENCE_S) == 5
    assert sorted(os.listdir()) == ["before", "failing"]
    for call in [server, *calls.values()]:
        call.close()


def test_timeout(oilgg: Path) -> None:
    """Commands in views, in their places, in pipelines, substitutions and `each` are ended, and named."""
    script = """io -w a -- sh -c 'echo hi; exec sleep 60'; echo $?
cat <(:); sleep 60; echo $?
sleep 60 | cat; echo ${PIPESTATUS[0]}
x=$(sh -c 'echo x; exec sleep 60'); echo $x $?
each -k sleep 60 0 60; echo ${EACH_STATUS[*]}
f() { sleep 60; }; each f 1; echo $?
sh -c 'sleep 60; exit 3'; echo $?
sleep 0.01; echo $?
"""
    status, out, errors = run(oilgg, script, "--timeout=1s")
    assert (status, out) == (0, "hi\n124\n124\n124\nx 124\n124 0 124\n124\n124\n0\n")
    lines = [line for line in errors.splitlines() if ": cat:" not in line]
    names = {1: ["sh"], 2: ["sleep"], 3: ["sleep"], 4: ["sh"], 5: ["sleep"] * 2, 6: ["sleep"], 7: ["sh"]}
    assert lines == [
        f"../s.sh: line {number}: {name}: timed out after 1 s" for number, found in names.items() for name in found
    ]


def test_timeout_is_not_kept(oilgg: Path) -> None:
    """Another time the same command may be quick enough."""
    script = "io --pure -- sh -c 'echo 1; sleep 2; echo 2'; echo $?\n"
    assert run(oilgg, script, "--timeout", "1")[1] == "1\n124\n"
    assert run(oilgg, script)[1] == "1\n2\n0\n"


def test_interrupts_close_together(oilgg: Path) -> None:
    """Two signals at once are one: the script is killed by it, whatever it is doing then."""
    for _ in range(5):
        with subprocess.Popen(
            [oilgg, "-c", "io -w a -- sh -c 'echo ready; sleep 60'"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None and process.stderr is not None
            assert process.stdout.readline() == b"ready\n"
            os.kill(process.pid, signal.SIGINT)
            try:
                os.kill(process.pid, signal.SIGINT)
            except ProcessLookupError:
                pass
            assert process.wait(PATIENCE_S) == -signal.SIGINT
            assert process.stderr.read() == b""
        assert os.listdir() == []


def test_second_interrupt(oilgg: Path) -> None:
    """With a trap the first Ctrl-C waits for the command, as in bash; the second kills it, and all."""
    script = "trap 'echo caught' INT; io -w a -- sh -c 'trap \"\" INT; touch a; echo ready; sleep 60'; echo end"
    pid, terminal = pty.fork()
    if not pid:
        os.execv(oilgg, [str(oilgg), "-c", script])
    seen = b""
    while b"ready" not in seen:
        seen += os.read(terminal, 100)
    try:
        while True:  # as often as it takes: what comes before the first is dealt with counts as one
            os.write(terminal, b"\x03")
            seen += os.read(terminal, 100)
    except OSError:
        pass  # nobody is there any more
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGINT
    assert b"caught" not in seen and not os.path.exists("a")
    os.close(terminal)


@pytest.mark.parametrize("seed", range(1, 7))
def test_readers_that_leave_change_the_status(oilgg: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """The status of a stage is what its last command ended with, also where that had ended before its turn."""
    monkeypatch.setenv("OILGG_TEST_DELAY", "60")
    monkeypatch.setenv("OILGG_TEST_SEED", str(seed))
    script = "seq 100000 >f; (for i in 1 2 3; do cat f; done) | head -n 1; echo ${PIPESTATUS[*]}\n"
    assert run(oilgg, script, "--no-quick") == (0, "1\n141 0\n", "")
