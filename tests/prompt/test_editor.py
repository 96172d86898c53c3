"""The line editor on a real terminal: what is typed, what is shown, what is kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prompt.terminal import PATIENCE_S, Terminal

pytest.importorskip("prompt_toolkit")


@pytest.fixture
def terminal(oilgg: Path, tmp_path: Path) -> Iterator[Terminal]:
    """A shell with the line editor, at its first prompt."""
    with Terminal([str(oilgg), "--norc"], tmp_path, TERM="xterm", HISTFILE=str(tmp_path / "history")) as shown:
        shown.prompt = "@@"  # the editor moves the cursor over blanks
        shown.wait()
        yield shown


def test_a_command_of_several_lines_is_one(terminal: Terminal, tmp_path: Path) -> None:
    """Enter goes on to the next line while the command is not complete, and the history has it as one."""
    terminal.type("for i in 1 2\r", ">")
    terminal.type('do echo $i-"a\r', ">")
    terminal.type('b"; done\r', "1-a\nb\n2-a\nb\n")
    terminal.wait()
    terminal.type("if true; then\r", ">")
    terminal.type("echo yes\r", ">")
    terminal.type("fi\r", "\nyes\n")
    terminal.wait()
    terminal.type("cat <<E\r", ">")
    terminal.type("text\r", ">")
    terminal.type("E\r", "\ntext\n")
    terminal.wait()
    terminal.send("exit\r")
    assert terminal.finish() == 0
    kept = (tmp_path / "history").read_text()
    assert kept == 'for i in 1 2; do echo $i-"a\nb"; done\nif true; then echo yes; fi\ncat <<E\ntext\nE\nexit\n'


def test_history_is_there_again(terminal: Terminal, oilgg: Path, tmp_path: Path) -> None:
    """The file of one shell is the history of the next."""
    terminal.type("echo first | tr a-z A-Z\r", "FIRST\n")
    terminal.wait()
    terminal.send("exit\r")
    terminal.finish()
    with Terminal([str(oilgg), "--norc"], tmp_path, TERM="xterm", HISTFILE=str(tmp_path / "history")) as again:
        again.prompt = "@@"
        again.wait()
        again.type("\x1b[A\x1b[A\r", "FIRST\n")
        again.wait()
        again.type("!echo\r", "FIRST\n")


def test_ctrl_c_and_ctrl_d(terminal: Terminal) -> None:
    """Ctrl-C gives up a line, also one of several; Ctrl-D leaves."""
    terminal.type("echo not this\x03", "^C\n")
    terminal.wait()
    terminal.type("echo status=$?\r", "status=130\n")
    terminal.wait()
    terminal.type("while true\r", ">")
    terminal.type("do\x03", "^C\n")
    terminal.wait()
    terminal.send("\x04")
    assert os.waitstatus_to_exitcode(terminal.finish()) == 130
    assert terminal.text.endswith("exit\n")


def test_tab(terminal: Terminal, tmp_path: Path) -> None:
    """A word is completed; where that is not certain, the possibilities are shown."""
    (tmp_path / "a long name").write_text("content\n")
    (tmp_path / "b-one").touch()
    (tmp_path / "b-two").touch()
    terminal.type("cat a\t\r", "content\n")
    terminal.wait()
    terminal.type("echo b\t\t", "b-one  b-two\n")
    terminal.type("o\t\r", "\nb-one\n")


def test_stopped_editor_gives_its_modes_back(terminal: Terminal) -> None:
    """A program that is killed in raw mode leaves no raw mode behind."""
    terminal.type("stty -echo -icanon; sh -c 'stty raw; kill -9 $$'; stty -a | grep -o ' isig'\r", " isig")
    terminal.wait()
    terminal.type("stty sane\r")
    terminal.type("sh -c 'stty raw -echo; kill -9 $$'\r", "Killed")
    terminal.wait()
    terminal.type("stty -a | grep -oE ' icanon| echo '\r", " icanon\n echo \n")


def test_traps_run_while_somebody_types(terminal: Terminal) -> None:
    """A signal with a trap does not wait for Enter, and what has been typed stays."""
    terminal.type("trap 'echo trapped | tr a-z A-Z' USR1\r")
    terminal.type("echo pid=$$.\r", "\npid=")
    terminal.wait(".\n")
    pid = int(terminal.text[: terminal.seen - 2].rpartition("=")[2])
    terminal.wait()
    terminal.type("echo ab", "ab")
    os.kill(pid, 10)
    terminal.wait("TRAPPED\n")
    terminal.type("cd\r", "\nabcd\n")


def test_vi_mode(terminal: Terminal) -> None:
    """`set -o vi`."""
    terminal.type("set -o vi\r")
    terminal.type("echo wrong right\x1b0wdwA too\r", "\nright too\n")


def test_completion_function_may_be_interrupted(terminal: Terminal) -> None:
    """Ctrl-C ends a completion that takes too long; the line is still there."""
    terminal.type("_slow() { echo BEG''UN >&2; sleep 1000; }; complete -F _slow slow\r")
    terminal.type("slow x\t", "BEGUN")
    terminal.send("\x03")
    terminal.type("\x01echo \r", "\nslow x\n")


def test_completion_function_may_be_interrupted_while_the_shell_works(terminal: Terminal) -> None:
    """The same where no program runs that gets the signal too."""
    terminal.type("_slow() { echo BEG''UN >&2; while :; do :; done; }; complete -F _slow slow\r")
    terminal.type("slow x\t", "BEGUN")
    terminal.send("\x03")
    terminal.type("\x01echo \r", "\nslow x\n")


def test_a_signal_during_a_completion_is_not_lost(terminal: Terminal) -> None:
    """Only Ctrl-C ends with the completion; a signal with a trap has it run."""
    terminal.type(
        "trap 'echo GOT''IT' USR1; _signal() { kill -USR1 $$; COMPREPLY=(done); }; complete -F _signal signal\r"
    )
    terminal.type("signal x\t", "GOTIT")
    terminal.type("\x01echo \r", "\nsignal done\n")


def test_prompt_with_colours_and_title(terminal: Terminal) -> None:
    """Escapes in PS1 reach the terminal and take no room."""
    terminal.type("PS1='\\[\\e[31m\\]red\\[\\e[0m\\]\\[\\e]0;title\\a\\] \\W>'\r", "red ")
    assert "\x1b]0;title\a" in terminal.output


def test_screen(oilgg: Path, tmp_path: Path) -> None:
    """What a terminal emulator shows in the end, colours included."""
    if shutil.which("tmux") is None:
        pytest.skip("no tmux")
    socket = str(tmp_path / "socket")

    def tmux(*words: str) -> str:
        command = ["tmux", "-S", socket, "-f", "/dev/null", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=100).stdout

    def show_until(wanted: str) -> str:
        end = time.monotonic() + PATIENCE_S
        while wanted not in (screen := tmux("capture-pane", "-p", "-e")):
            assert time.monotonic() < end, f"no {wanted!r} on the screen:\n{screen}"
            time.sleep(0.05)  # a screen can only be looked at again and again
        return screen

    shell = f"env HOME={tmp_path} HISTFILE= PS1='@@ ' LC_ALL=C.UTF-8 {oilgg} --norc"
    tmux("new-session", "-d", "-x", "60", "-y", "20", "-c", str(tmp_path), shell)
    try:
        show_until("@@")
        tmux("send-keys", "echo 'a b' $HOME; if", "Enter")
        show_until(">")
        tmux("send-keys", "nosuchcommand; then", "C-c")
        screen = show_until("then^C")
        assert "\x1b[32mecho" in screen and "\x1b[33m'a b'" in screen and "\x1b[36m$HOME" in screen
        assert "\x1b[35mif" in screen and "\x1b[31mnosuchcommand" in screen
        tmux("send-keys", "sh -c 'echo RUNS; exec cat'", "Enter")
        show_until("RUNS\n")
        tmux("send-keys", "typed", "Enter")
        show_until("typed\ntyped")
        tmux("send-keys", "C-z")
        assert "[1]+  Stopped                 sh -c 'echo RUNS; exec cat'\n" in show_until("Stopped")
    finally:
        tmux("kill-server")
