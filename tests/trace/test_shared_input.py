"""Commands that nobody annotated and that share a standard input with the shell: most make nothing of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.prompt.terminal import Terminal

PROGRAMS = {
    "copy": 'cat <"$1" >"$2"; ls "$2"',
    "piped": 'cat "$1" | while read -r x; do echo "$x"; done | sort -r',
    "eat": 'read -r x; echo "eaten $x"',
    "flagged": 'cat <in; if [ -f flag ]; then read -r x; echo "flag $x"; fi',
    "saved": "exec 7<&0 </dev/null; cat in; read -r x <&7; echo $x",
    "size": "stat -L -c %s /dev/stdin; cat in",
    "ask": 'printf "name? "; read -r x; echo "hello $x"',
}
# How a script gets its standard input: what comes before `SHELL SCRIPT`, and behind.
FEEDS = {"file": ("", "<lines"), "pipe": ("cat lines |", "")}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the programs, which is the working directory; oilgg's store beside it."""
    work = tmp_path / "work"
    work.mkdir()
    for name, text in PROGRAMS.items():
        (work / name).write_text(f"#!/bin/sh\n{text}\n")
        (work / name).chmod(0o755)
    (work / "in").write_text("one\ntwo\n")
    (work / "lines").write_text("".join(f"{number}\n" for number in range(1, 13)))
    monkeypatch.chdir(work)
    monkeypatch.setenv("OILGG_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("OILGG_QUICK", "no")
    return work


def fed(feed: str, shell: str) -> tuple[str, str]:
    """(output, errors) of the file `script` with the lines of `lines` on its standard input."""
    before, behind = FEEDS[feed]
    command = f"{before} {shell} ./script {behind}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=100)
    return done.stdout, done.stderr


@pytest.mark.parametrize("feed", FEEDS)
def test_who_makes_nothing_of_it_is_not_started_again(folder: Path, oilgg: Path, feed: str) -> None:
    Path("script").write_text(
        "./copy in a; ./piped in\n"
        "while read -r n; do ./copy in b$n; done <lines; sort lines | while read -r n; do ./copy b$n c$n; done\n"
        "while read -r n; do echo $n; [ $n = 2 ] && ./copy a d; done; wc -l <d\n"
    )
    learn = f"{oilgg} --learn --status=log"
    expected, _ = fed(feed, "bash")
    first, summary = fed(feed, learn)
    again, summary_again = fed(feed, learn)
    assert (first, again) == (expected, expected)
    assert " 28 run, 0 reused" in summary
    assert " 0 run, 28 reused" in summary_again


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("program", ["eat", "saved", "size", "flagged", "ask"])
def test_who_uses_it_finds_it_as_in_bash(folder: Path, oilgg: Path, feed: str, program: str) -> None:
    """Also where it did nothing of the kind the last time, and others of its form never do."""
    Path("script").write_text(
        f"./{program}; ./copy in a; read -r x; echo $x; ./{program}; ./copy in b\n"
        f"while read -r x; do echo $x; ./copy in c; ./{program}; done\n"
    )
    learn = f"{oilgg} --learn"
    for change in (lambda: None, lambda: None, Path("flag").touch, lambda: None, Path("flag").unlink):
        change()
        expected, _ = fed(feed, "bash")
        assert fed(feed, learn)[0] == expected


def test_the_size_of_a_file_counts(folder: Path, oilgg: Path) -> None:
    """What only asks how long the file is has used it as well."""
    program = shutil.which("python3") or ""
    Path("long").write_text(f"#!{program} -ISB\nimport posix\nprint(posix.fstat(0).st_size)\n")
    Path("long").chmod(0o755)
    Path("script").write_text("./long\n")
    for lines in ("1\n", "1\n2\n"):
        Path("lines").write_text(lines)
        assert fed("file", f"{oilgg} --learn")[0] == f"{len(lines)}\n"


def test_on_a_terminal(folder: Path, oilgg: Path) -> None:
    """A build started from a prompt is learned like any other, and whoever asks is answered."""
    Path("script").write_text('./copy in a; ./ask; read -p "more? " x; echo "<$x>"; ./copy a b; ./ask | tr a-z A-Z\n')
    environment = {"OILGG_STORE": os.environ["OILGG_STORE"], "OILGG_QUICK": "no"}
    shown = []
    for shell in (["bash"], *[[str(oilgg), "--learn", "--status=log"]] * 2):
        with Terminal([*shell, "./script"], folder, **environment) as one:
            one.wait("name? ")
            one.type("you\n", "more? ")
            one.type("yes\n", "b\n")
            one.send("them\n")
            assert one.finish() == 0
            text, _, summary = one.text.partition("oilgg: ")
            shown.append(text)
    assert shown[1:] == [shown[0], shown[0]]
    assert summary.startswith("0 run, 2 reused")


def test_the_program_decides_what_an_interrupt_means(folder: Path, oilgg: Path) -> None:
    """As in bash: who catches Ctrl-C and goes on lets the script go on; who dies of it ends it."""
    Path("caught").write_text("#!/bin/sh\ntrap 'echo caught; exit 3' INT\necho ready\nsleep 50 & wait; kill $!\n")
    Path("caught").chmod(0o755)
    Path("script").write_text('./caught; echo "status $?"; echo again; sh -c "echo ready; exec sleep 50"; echo never\n')
    for shell in (["bash"], [str(oilgg), "--learn"]):
        with Terminal([*shell, "./script"], folder, OILGG_STORE=os.environ["OILGG_STORE"], OILGG_STATUS="none") as one:
            one.wait("ready\n")
            one.type("\x03", "status 3\n")
            one.wait("ready\n")
            one.send("\x03")
            assert os.waitstatus_to_exitcode(one.finish()) == -signal.SIGINT
            assert "never" not in one.text


def test_without_the_filter_nobody_knows(folder: Path, oilgg: Path) -> None:
    """Where the kernel allows only ptrace, who shares a standard input stays in place; it is no secret why."""
    Path("script").write_text("./copy in a; ./copy a b; ./eat\n")
    expected, _ = fed("pipe", "bash")
    refusing = f"{sys.executable} -m tests.trace.without_notification {oilgg} --learn"
    root = str(Path(__file__).parents[2])
    for _ in range(2):
        shown, errors = fed("pipe", f"env PYTHONPATH={root} {refusing} --explain")
        assert shown == expected
        assert "1 run, 0 reused" in errors
    Path("script").write_text("./copy in a; ./copy a b\n")
    assert "0 run, 2 reused" in [fed("file", f"{oilgg} --learn --status=log")[1] for _ in range(2)][1]
