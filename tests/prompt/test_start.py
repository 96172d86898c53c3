"""How an interactive shell starts, and job control without one."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.prompt.terminal import Terminal


def without_terminal(argv: list[str], home: Path, text: str = "") -> tuple[str, int]:
    """Run a shell that has no terminal at all; both streams, and the status."""
    names = {"PATH": os.environ["PATH"], "HOME": str(home), "PS1": "@@ ", "HISTFILE": ""}
    done = subprocess.run(
        argv, input=text, text=True, env=names, cwd=home, start_new_session=True, stdout=-1, stderr=-2, check=False
    )
    shown = re.sub(r"process group \(-?\d+\)", "process group", done.stdout)
    return re.sub(r"\b(bash|oilgg): ", "shell: ", re.sub(r"\[1\] \d+", "[1] PID", shown)), done.returncode


@pytest.mark.parametrize(
    "arguments",
    [
        ["-ic", "echo $-; shopt expand_aliases; set -o | grep -E 'mon|hist'; nosuch; exit 4"],
        ["-ic", "echo $PS1; false"],
    ],
)
def test_command_string(arguments: list[str], oilgg: Path, tmp_path: Path) -> None:
    """`-i -c`: an interactive shell without a prompt."""
    options = ["--norc", *arguments]
    assert without_terminal([str(oilgg), *options], tmp_path) == without_terminal(["bash", *options], tmp_path)


def test_prompt_on_a_pipe(oilgg: Path, tmp_path: Path) -> None:
    """`-i` where standard input is a pipe: plain lines, and (other than in bash) what commands read of it is theirs."""
    options = ["--norc", "--noediting", "-i"]
    text = "echo a\nif true\nthen echo b; fi\nfalse & wait\n(exit 3)\n"
    assert without_terminal([str(oilgg), *options], tmp_path, text) == without_terminal(
        ["bash", *options], tmp_path, text
    )
    shown, _ = without_terminal([str(oilgg), *options], tmp_path, "read x\ngiven\necho $x\n")
    assert shown.endswith("\n@@ @@ given\n@@ exit\n")


def test_start_up_files(oilgg: Path, tmp_path: Path) -> None:
    """~/.oilggrc, whatever is wrong in it, comes before the first prompt; others in its place."""
    (tmp_path / ".oilggrc").write_text("alias hi='echo from rc'\nnosuchcommand\necho ${x?wrong}\nfor\n")
    (tmp_path / "other").write_text("hi() { echo other; }\n")
    (tmp_path / ".profile").write_text("hi() { echo profile; }\n")
    for options, expected in (([], "from rc"), (["--rcfile", "other"], "other"), (["-l"], "profile")):
        with Terminal([str(oilgg), "--noediting", *options], tmp_path) as terminal:
            terminal.wait("# " if "-l" in options and not os.getuid() else "$ " if "-l" in options else "")
            assert ("nosuchcommand: command not found" in terminal.text) is (not options)
            terminal.type("hi\n", f"\n{expected}\n")
    with Terminal([str(oilgg), "--norc", "--noediting"], tmp_path) as terminal:
        terminal.type("hi\n", "hi: command not found")


def test_timeout(oilgg: Path, tmp_path: Path) -> None:
    """TMOUT ends a shell that nobody types at."""
    with Terminal([str(oilgg), "--norc", "--noediting"], tmp_path, TMOUT="1") as terminal:
        assert os.waitstatus_to_exitcode(terminal.finish()) == 0
        assert "timed out waiting for input: auto-logout" in terminal.text


def test_hang_up_reaches_the_jobs(oilgg: Path, tmp_path: Path) -> None:
    """A shell that is hung up hangs up its jobs, stopped ones too, but not those it was told to spare."""
    script = "#!/bin/sh\ntrap 'echo $1 >>ended; exit' HUP\necho $1 $$ >>begun\n"
    script += "for i in $(seq 2000); do sleep 0.05; done\n"  # not for ever: nobody ends it if this test fails
    (tmp_path / "job").write_text(script)
    (tmp_path / "job").chmod(0o755)
    with Terminal([str(oilgg), "--norc", "--noediting"], tmp_path) as terminal:
        terminal.wait()
        terminal.type("./job one & ./job spared & disown -h; ./job two &\n")
        terminal.type("until [ $(grep -c . begun) = 3 ]; do sleep 0.05; done 2>/dev/null\n")
        terminal.type("kill -STOP $!; until jobs -s | grep '[S]topped'; do sleep 0.05; done\n", "Stopped")
        terminal.send("kill -HUP $$\n")
        assert os.waitstatus_to_exitcode(terminal.finish()) == -1
        pids = dict(line.split() for line in (tmp_path / "begun").read_text().splitlines())
    waited = "until [ $(grep -c . ended) = 2 ]; do sleep 0.05; done 2>/dev/null; sort ended; kill -9 $1"
    ended = subprocess.run(["bash", "-c", waited, "-", pids["spared"]], cwd=tmp_path, capture_output=True, timeout=100)
    assert ended.stdout == b"one\ntwo\n"


SCRIPT = """set -m
sh -c 'ps -o pgid= -p $$ | tr -d " " >group; [ $(cat group) = $$ ] && echo own group'
trap 'echo not run' INT
sh -c 'kill -INT $$'; echo after=$?
for i in 1 2; do sh -c 'kill -INT $$'; echo no; done
trap - INT
(sleep 0; exit 3); echo $?
sleep 1000 & fg %1 >/dev/null
echo no
"""


def test_job_control_in_scripts(oilgg: Path, tmp_path: Path) -> None:
    """`set -m` without a prompt: groups, the terminal, and an interrupted job that ends the script."""
    (tmp_path / "script").write_text(SCRIPT.replace("sleep 1000 &", "sh -c 'echo WAI''TS; exec sleep 1000' &"))
    shown = []
    for shell in ("bash", str(oilgg)):
        command = ["bash", "-c", f"{shell} script; echo status=$?"]
        with Terminal(command, tmp_path) as terminal:
            terminal.wait("WAITS\n")
            while str(terminal.pid) == _foreground(terminal):
                pass
            terminal.send("\x03")
            terminal.finish()
            shown.append(terminal.text)
    assert shown[0] == shown[1]
    assert "own group" in shown[0] and "status=130" in shown[0]


def _foreground(terminal: Terminal) -> str:
    return str(os.tcgetpgrp(terminal.fd))
