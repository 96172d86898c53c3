"""What a person sees at a prompt without line editing: to the letter what bash shows."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.prompt.terminal import PROMPT, Terminal

BASH = ["bash", "--norc", "--noprofile", "--noediting", "-i"]
JOB = f"""#!{sys.executable} -IS
import os, signal, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
signal.signal(signal.SIGCONT, lambda *_: os.write(1, b"BACK AGAIN\\n"))
os.write(1, b"HERE WE ARE\\n")
while True:
    time.sleep(0.05)
"""
"""No shell: stopped while it starts a process, one may stay in between, and a signal is lost during its own trap."""
UP, BACK = "HERE WE ARE\n", "BACK AGAIN\n"
WAITS = """#!/bin/sh
echo HERE WE ARE >&2
exec sleep 1000
"""
Step = tuple[str, str]
CASES: dict[str, list[Step | str]] = {
    "Ctrl-Z stops, fg goes on, Ctrl-C ends": [
        ("./job\n", UP), "\x1a", "echo $?\n", "jobs\n", ("fg\n", BACK), "\x03", "echo $?\n", "jobs\n",
    ],
    "stopped twice": [("./job\n", UP), "\x1a", ("fg\n", BACK), "\x1a", ("fg %1\n", BACK), "\x03", "jobs\n"],
    "the list goes on behind a stopped job": [("./job; echo after=$?\n", UP), "\x1a"],
    "and-or lists do not": [("./job && echo after\n", UP), "\x1a", "echo $?\n"],
    "a loop ends with its stopped job": [("while :; do ./job; echo no; done\n", UP), "\x1a", "jobs\n"],
    "for as well": [("for i in 1 2; do ./job; done; echo st=$?\n", UP), "\x1a"],
    "a function goes on": [
        ("f() { ./job; echo in f $?; }; f; echo out\n", UP), "\x1a", ("fg\n", BACK), "\x03", "echo $?\n",
    ],
    "a subshell is a job": [("(./job; echo in sub)\n", UP), "\x1a", "jobs\n", ("fg\n", BACK), "\x03", "echo $?\n"],
    "bg": [("(./waits; echo in sub)\n", UP), "\x1a", "bg\n", "jobs\n", "bg\n"],
    "a group is none": [("{ ./job; echo in group; }\n", UP), "\x1a", "jobs\n"],
    "pipelines": [
        ("./job | cat\n", UP), "\x1a", "jobs\n", ("fg\n", BACK), "\x03", 'echo $? "${PIPESTATUS[@]}"\n',
    ],
    "pipelines of shell code": [
        ("{ ./job; } | while read x; do echo $x; done\n", UP), "\x1a", "jobs\n", ("fg\n", BACK), "\x03", "jobs\n",
    ],
    "Ctrl-C ends a list": [("./job; echo no\n", UP), "\x03", "echo $?\n"],
    "Ctrl-C ends a loop": [("while :; do ./job; done; echo no\n", UP), "\x03", "echo $?\n"],
    "Ctrl-C ends a busy loop": [('echo BUSY" "NOW; while :; do :; done; echo no\n', "BUSY NOW"), "\x03", "echo $?\n"],
    "Ctrl-C in a function": [
        ("f() { local x=1; while :; do ./job; done; }; x=2; f\n", UP), "\x03", "echo $? $x ${FUNCNAME-none}\n",
    ],
    "Ctrl-C in a command substitution": [("x=$(./waits); echo x=$x\n", UP), "\x03", "echo $?\n"],
    "Ctrl-C at the prompt": ["abc\x03", "echo $?\n"],
    "Ctrl-C in a command of several lines": [("if true\n", "> "), "\x03", "echo $?\n"],
    "Ctrl-C ends read": [('echo READ" "IT; read x; echo no\n', "READ IT\n"), "\x03", "echo $?\n"],
    "Ctrl-C ends wait, not the job": [
        'sh -c "sleep 1; echo WAIT NOW; exec sleep 1000" &\n', ("wait\n", "WAIT NOW\n"), "\x03", "echo $?\n", "jobs\n",
        "kill %1; wait %1; echo $?\n",
    ],
    "ended jobs are told of": [
        "sleep 0.1 &\n", "wait; echo w=$?\n", "false & wait $!\n", "sleep 1000 & kill -9 $!; wait $!\n",
        "(exit 3) & wait $!\n", "jobs\n",
    ],
    "how jobs ended": ["sh -c 'kill -TERM $$'\n", "sh -c 'kill -9 $$' | cat\n", "sh -c 'kill -9 $$'\n", "echo $?\n"],
    "stopped jobs at the end": [("./job\n", UP), "\x1a", "exit\n", "echo stay\n", "exit\n", "exit\n"],
    "running jobs at the end": ["shopt -s checkjobs\n", "sleep 1000 &\n", "exit\n", "disown\n", "exit\n"],
    "signals to the shell": ["kill -TERM $$\n", "kill -QUIT $$\n", "kill -TSTP $$\n", "kill -INT $$\n", "echo $?\n"],
    "options": ["echo $-\n", "(echo $-)\n", "echo $(echo $-)\n", "set -o | grep 'on$'\n", "shopt | grep 'on$'\n"],
    "end of input": ["IGNOREEOF=1\n", "\x04", "\x04"],
    "end of input in a command": [("if\n", "> "), "\x04"],
    "errors": [
        "echo ${x?bad}; echo no\n", "set -u; echo $nope; echo no\n", "echo $?\n", "set +u\n", "readonly r=1\n",
        "r=2; echo no\n", "return\n", "break\n", "nosuch\n", "echo $((1/0)); echo no\n", "exec nosuch\n", "echo )\n",
        "echo $?\n",
    ],
    "several lines": [
        ("if true\n", "> "), ("then echo yes\n", "> "), "fi\n", ("echo 'a\n", "> "), "b'\n", ("echo a \\\n", "> "),
        "b\n", ("f() {\n", "> "), ("echo f\n", "> "), "}\n", "f\n", ("for i in 1 2; do\n", "> "), "echo $i; done\n",
        ("case x in\n", "> "), ("x) echo c;;\n", "> "), "esac\n", ("echo a &&\n", "> "), "echo b\n", "history\n",
        ("cat <<E\n", "> "), ("x\n", "> "), "E\n",
    ],
    "history": [
        "echo a b c\n", "!!\n", "!ec\n", "^a^z\n", "!nosuch\n", "echo $?\n", "echo !$ !-2:1\n", "!!:p\n",
        "echo 'no !!' \"!\"\n", "echo x!(a)\n", "echo a{1,2}; echo ${!x}\n", "echo /usr/lib/x.tar.gz\n",
        "echo !$:h !$:t\n", "echo !?tar?:1:r !#:0\n", "!-1:s/echo/echo -n/\n", "echo !*; # !!\n", "history 3\n",
        "fc -l -2\n", "fc -s a=b ec\n", "history -p '!e'\n", "set +H; echo !!\n",
    ],
    "what is remembered": [
        "HISTCONTROL=ignoreboth HISTIGNORE='ls*:&'\n", " echo no\n", "echo 1\n", "echo 1\n", "ls -d /\n", "history\n",
        "HISTCONTROL=erasedups; echo 1\n", "history\n", "HISTSIZE=2; echo 3\n", "history\n", "history -c; history\n",
    ],
    "PROMPT_COMMAND, PS0": [
        "PROMPT_COMMAND='echo pc=$?'\n", "false\n", "PROMPT_COMMAND=('echo a' 'echo b')\n", "unset PROMPT_COMMAND\n",
        "PS0='[run \\W \\!]'\n", "echo x\n", "PS0=\n", "PS1='\\u \\# \\! \\j \\w @'\"@ \"\n", "sleep 1000 &\n",
        "cd /usr/bin\n",
    ],
    "silent reading": [
        ('stty -echo; echo SEC" "RET; read y; stty echo\n', "SEC RET\n"), "hidden\n", "echo $y\n",
    ],
    "read -s and -n": [
        ("read -s -p 'Pa'\"ss \" y\n", "Pass "), "hidden\n",
        ('echo N" "T; read -n 2 z\n', "N T\n"), "ab", "echo $y $z\n",
    ],
    "job control off": [
        "set +m\n", "sleep 0.01 &\n", "fg\n", "wait; set -m\n", "sleep 1000 & disown; jobs\n", "kill $!\n",
    ],
    "current and previous": [
        "sleep 1001 &\n", "sleep 1002 &\n", "sleep 1003 &\n", "jobs\n", "kill %-; wait %-\n", "jobs %sleep\n",
        "jobs %?1003\n", "kill %1; wait %1\n", "jobs\n",
    ],
    "traps": ["trap 'echo got it' USR1\n", "kill -USR1 $$\n", "trap 'echo bye' EXIT\n", "exit 3\n"],
    "LINES and COLUMNS": ["echo $LINES $COLUMNS\n"],
    "process groups": ["ps -o pid=,pgid=,tpgid= -p $$ | { read a b c; ((a == b && b != c)) && echo apart; }\n"],
}  # fmt: skip
"""What to type, with what to wait for if that is not the next prompt."""
LAST = ("exit\n", "exit 3\n", "\x04")


def transcript(argv: list[str], home: Path, steps: list[Step | str]) -> str:
    """What is on the terminal at the end."""
    home.mkdir()
    for name, text in (("job", JOB), ("waits", WAITS)):
        (home / name).write_text(text)
        (home / name).chmod(0o755)
    with Terminal(argv, home) as terminal:
        terminal.wait(PROMPT)
        for number, step in enumerate(steps, 1):
            text, wanted = (step, PROMPT) if isinstance(step, str) else step
            terminal.send(text)
            if number == len(steps) and text in LAST:
                terminal.finish()
            else:
                terminal.wait(wanted)
        shown = terminal.text
    shown = re.sub(r"\[(\d+)\] \d+\n", r"[\1] PID\n", shown)
    return re.sub(r"\b(bash|oilgg): ", "shell: ", shown)


@pytest.mark.parametrize("name", CASES)
def test_same_transcript(name: str, oilgg: Path, tmp_path: Path) -> None:
    """Same steps, same text."""
    steps = CASES[name]
    expected = transcript(BASH, tmp_path / "bash", steps)
    assert transcript([str(oilgg), *BASH[1:]], tmp_path / "oilgg", steps) == expected
