"""Commands that nobody annotated, which run ahead on the word of others that differ in names of files only."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.order.precedents import _translate
from tests.builds.harness import Place, Run
from tests.engine.remote import processes, wait_until

ACT = '#!/bin/sh\n. "./$1"\n'
"""Does what the file says that it is given."""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/w/out/a.o", "/w/out/b.o"),
        ("/w/src/a.c", "/w/other/b.c"),
        ("/w/a.lo", "/w/b.lo"),
        ("/w/src/a.d", "/w/other/b.d"),
        ("/w/.deps/a.Po", "/w/.deps/b.Po"),
        ("/w/a-debug", "/w/b-debug"),
        ("/w/about", "/w/about"),
        ("/w/log", "/w/log"),
        ("/w/set/one/x", "/w/set/two/x"),
    ],
)
def test_names_follow_those_of_the_words(path: str, expected: str) -> None:
    pairs = [("/w/src/a.c", "/w/other/b.c"), ("/w/out/a.o", "/w/out/b.o"), ("/w/set/one", "/w/set/two")]
    assert _translate(path, pairs) == expected


@pytest.fixture
def acts(tmp_path: Path) -> Iterator[Place]:
    """A place for scripts that call `act FILE`."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "act").write_text(ACT)
    (source / "act").chmod(0o755)
    (source / "first.sh").write_text("echo first; cat common >first.txt\n")
    (source / "common").write_text("common\n")
    yield Place(tmp_path, source, tmp_path / "script")


def script(place: Place, text: str, **files: str) -> None:
    """The script of `place`, and files NAME.sh beside it."""
    assert place.script is not None
    place.script.write_text(text)
    for name, content in files.items():
        (place.source / f"{name}.sh").write_text(content)


def both(place: Place, oilgg: Path, *options: str) -> tuple[Run, Run]:
    """(of bash, of oilgg) with an empty store."""
    place.fresh()
    expected = place.run(["bash", "./build.sh"])
    place.fresh()
    return expected, place.run([str(oilgg), "--learn", *options, "./build.sh"])


def start(place: Place, oilgg: Path, *options: str, session: bool = False) -> subprocess.Popen[bytes]:
    """oilgg at work on the script of `place`."""
    return subprocess.Popen(
        [str(oilgg), "--learn", *options, "./build.sh"],
        cwd=place.work,
        env=place.environment,
        stdout=subprocess.PIPE,
        start_new_session=session,
    )


def test_they_run_side_by_side(acts: Place, oilgg: Path) -> None:
    naps = {"second": "4.0731", "third": "4.0732"}
    script(
        acts,
        "./act first.sh\n./act second.sh\n./act third.sh\ncat *.txt\n",
        **{name: f"sleep {nap}; echo {name} >{name}.txt; echo {name}\n" for name, nap in naps.items()},
    )
    acts.fresh()
    with start(acts, oilgg, "-j", "2") as shell:
        wait_until(lambda: all(processes(f"sleep {nap}") for nap in naps.values()), "both at once")
        out, _ = shell.communicate(timeout=60)
    assert out == b"first\nsecond\nthird\ncommon\nsecond\nthird\n"
    acts.fresh(keep_store=True)
    again = acts.run([str(oilgg), "--status=log", "./build.sh"])
    assert again.stdout == out.decode()
    assert "0 run, 4 reused" in again.stderr


def test_what_comes_between_is_seen(acts: Place, oilgg: Path) -> None:
    """A command that reads what an earlier one wrote without a word of it, and one that writes more than foretold."""
    script(
        acts,
        "./act first.sh\n./act second.sh\n./act third.sh\n./act fourth.sh; cat *.txt; ls\n",
        second="sleep 0.3; echo changed >common; echo 2 >second.txt; echo 2 >beside\n",
        third="cat common beside >third.txt; rm -f first.txt\n",
        fourth="cat beside third.txt >fourth.txt; mkdir folder; mv fourth.txt folder/\n",
    )
    expected, ours = both(acts, oilgg)
    assert ours.differences(expected) == []


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A process that counts the signals USR1 it gets: its id, and the file with a line for each."""
    count = tmp_path / "count"
    count.write_text("")
    text = f"trap 'echo got >>{count}' USR1; echo ready; while :; do sleep 0.05; done"
    with subprocess.Popen(["sh", "-c", text], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid, count
        process.kill()


def test_what_no_view_holds_waits_for_its_turn(acts: Place, oilgg: Path, counter: tuple[int, Path]) -> None:
    pid, count = counter
    script(
        acts,
        "./act first.sh\n./act slow.sh\n./act third.sh\n./act fourth.sh\n",
        slow="sleep 0.5; echo slow\n",
        third=f"echo third >third.txt; kill -USR1 {pid}; echo sent\n",
        fourth="cat third.txt\n",
    )
    acts.fresh()
    ours = acts.run([str(oilgg), "--learn", "--explain", "./build.sh"])
    assert (ours.stdout, ours.status) == ("first\nslow\nsent\nthird\n", 0)
    assert f"trace differs      ./act third.sh\n{'':26}= effect: it sends a signal to process {pid}\n" in ours.stderr
    wait_until(lambda: count.read_text(), "a signal")
    time.sleep(0.2)
    assert count.read_text() == "got\n"


def test_what_never_comes_about_has_no_effect(acts: Place, oilgg: Path, counter: tuple[int, Path]) -> None:
    """The command before it fails: bash never comes to the one that sends the signal."""
    pid, count = counter
    script(
        acts,
        "set -e\n./act first.sh\n./act slow.sh\n./act third.sh\n",
        slow="sleep 0.5; exit 3\n",
        third=f"kill -USR1 {pid}\n",
    )
    expected, ours = both(acts, oilgg)
    assert ours.differences(expected) == []
    assert ours.status == 3
    time.sleep(0.2)
    assert count.read_text() == ""


@pytest.mark.parametrize(
    "text",
    [
        "echo second >second.txt; (sleep 0.3; echo late >late.txt) & exit 0\n",
        "cat </dev/tty; echo done\n",
        "mkfifo fifo; (echo through >fifo) & cat fifo >second.txt; wait\n",
        "exit 7\n",
        "rm -rf common; exec ./nothing\n",
        "chmod 600 common; ln common other; echo more >>other\n",
    ],
    ids=["leaves", "terminal", "fifo", "fails", "gone", "links"],
)
def test_whatever_they_do(acts: Place, oilgg: Path, text: str) -> None:
    script(acts, "./act first.sh\n./act slow.sh\n./act second.sh\necho $?\n./act fourth.sh\ncat *.txt\n",
           slow="sleep 0.2\n", second=text, fourth="ls -a; cat *.txt other; sleep 0.4\n")  # fmt: skip
    expected, ours = both(acts, oilgg)
    assert ours.differences(expected) == []


def test_a_file_that_is_no_file(acts: Place, oilgg: Path) -> None:
    """A FIFO among the words: what comes through it is not to be had twice."""
    script(acts, "./act first.sh\n./act slow.sh\n./act pipe\necho $?\n", slow="sleep 0.3\n")
    acts.fresh()
    subprocess.run(["mkfifo", str(acts.work / "pipe")], check=True)
    with start(acts, oilgg) as shell:
        (acts.work / "pipe").write_text("echo through >out.txt\n")
        assert shell.wait(60) == 0
    assert (acts.work / "out.txt").read_text() == "through\n"


def test_interrupted(acts: Place, oilgg: Path) -> None:
    """Ctrl-C while they run ahead: nothing stays behind, and nothing of what had not come yet is there."""
    script(
        acts,
        "./act first.sh\n./act second.sh\n./act third.sh\n",
        second="sleep 30.0741\n",
        third="echo 3 >third.txt; sleep 30.0742\n",
    )
    acts.fresh()
    with start(acts, oilgg, "-j", "2", session=True) as shell:
        wait_until(lambda: processes("sleep 30.0741") and processes("sleep 30.0742"), "both at once")
        shell.send_signal(signal.SIGINT)
        assert shell.wait(60) == -signal.SIGINT
    wait_until(lambda: not processes("sleep 30.0741") and not processes("sleep 30.0742"), "their end")
    assert not (acts.work / "third.txt").exists()
