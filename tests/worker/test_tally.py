"""Lines that are counted before they are sorted come out as of `sort | uniq -c`, `sort -u` and `sort | uniq`."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from oilgg.engine.base import JobStage, Redirect
from oilgg.lower.collation import BYTE_ORDER, by_bytes, is_plain
from oilgg.lower.faster import faster

ROOT = Path(__file__).resolve().parent.parent.parent
SORT, UNIQ = shutil.which("sort") or "", shutil.which("uniq") or ""
CODE = """\
import sys
sys.path.insert(0, {root!r})
from oilgg.worker import tally
tally.SAMPLE_LINES, tally.MOST_LINES, tally.BLOCK_BYTES, tally.WIDEST = {numbers}
sys.exit(tally.{stage}(sys.argv[1:], [f"{{k}}={{v}}" for k, v in __import__("os").environ.items()]))
"""
SMALL = (4, 5, 16, 3)
LARGE = (40_000, 250_000, 1 << 18, 10**7 - 1)


def run(argvs: list[list[str]], data: bytes, env: dict[str, str]) -> tuple[bytes, list[int]]:
    """What a pipeline prints, and the statuses of its stages."""
    processes: list[subprocess.Popen[bytes]] = []
    for argv in argvs:
        stdin = processes[-1].stdout if processes else subprocess.PIPE
        processes.append(subprocess.Popen(argv, stdin=stdin, stdout=subprocess.PIPE, env=env))
        if len(processes) > 1:
            assert processes[-2].stdout is not None
            processes[-2].stdout.close()
    first, last = processes[0], processes[-1]
    assert first.stdin is not None and last.stdout is not None
    pid = os.fork()
    if pid == 0:
        try:
            last.stdout.close()
            first.stdin.write(data)
            first.stdin.close()
        finally:
            os._exit(0)
    first.stdin.close()
    found = last.stdout.read()
    last.stdout.close()
    os.waitpid(pid, 0)
    return found, [process.wait() for process in processes]


def stage(name: str, numbers: tuple[int, ...], *words: str) -> list[str]:
    return [sys.executable, "-IS", "-c", CODE.format(root=str(ROOT), numbers=numbers, stage=name), *words]


def texts() -> dict[str, bytes]:
    """Inputs of all kinds."""
    source = random.Random(5)
    few = [b"", b"a", b"b c", b"B", b"\xc3\xa9", b"\xff\xfe", b"x\0y", b"-1", b"  7 z", b"10", b"9"]
    return {
        "none": b"",
        "few": b"\n".join(source.choices(few, k=300)) + b"\n",
        "no line end": b"\n".join(source.choices(few, k=100)) + b"\nb c",
        "one": b"a",
        "empty lines": b"\n" * 50,
        "all different": b"".join(b"%d\n" % number for number in source.sample(range(9999), 400)),
        "different later": b"a\n" * 40 + b"".join(b"%d\n" % number for number in range(400)),
        "long": b"\n".join(bytes([letter]) * 5000 for letter in b"abcabcabc") + b"\n",
    }


@pytest.mark.parametrize("numbers", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("name", list(texts()))
@pytest.mark.parametrize("ways", ["1", "3"])
def test_counts(name: str, numbers: tuple[int, ...], ways: str) -> None:
    """As `sort | uniq -c`, however little the table holds, and however many sorts there are."""
    data = texts()[name]
    for locale, words in (("C", []), ("C.UTF-8", ["-r"])):
        env = {**os.environ, "LC_ALL": locale}
        expected = run([[SORT, *words], [UNIQ, "-c"]], data, env)
        mine = run(
            [
                stage("tally", numbers, "counts", ways, SORT, "sort", *words),
                stage("tallied", numbers, UNIQ, "uniq", "-c"),
            ],
            data,
            env,
        )
        assert mine == expected


@pytest.mark.parametrize("words", ["-u", "-ru", "-nu", "-fu", "-t' ' -k2,2 -u", "-u -k1.2,1.2r"])
def test_lines(words: str) -> None:
    """As `sort -u` with any order: of equal lines the first stays."""
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    options = [word.strip("'") if word != "-t'" else "-t " for word in words.split(" ") if word != "'"]
    for data in texts().values():
        expected = run([[SORT, *options]], data, env)
        assert run([stage("tally", SMALL, "lines", "1", SORT, "sort", *options)], data, env) == expected


@pytest.mark.parametrize("words", ["", "-r", "-n", "-k2,2", "-t. -k1,1nr", "-u", "-fbr"])
def test_several(words: str) -> None:
    """Several sorts and a merge are one sort."""
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    for data in texts().values():
        argv = stage("tally", SMALL, "plain", "3", SORT, "sort", *words.split())
        assert run([argv], data, env) == run([[SORT, *words.split()]], data, env)


@pytest.mark.parametrize("ways", ["1", "2"])
def test_a_failing_sort(tmp_path: Path, ways: str) -> None:
    """Its status and no output."""
    program = tmp_path / "sort"
    program.write_text("#!/bin/sh\nexit 7\n")
    program.chmod(0o755)
    argv = stage("tally", SMALL, "lines", ways, str(program), "sort", "-u")
    assert run([argv], b"".join(b"%d\n" % number for number in range(100_000)), dict(os.environ)) == (b"", [7])


def test_one_of_several_fails(tmp_path: Path) -> None:
    """Then nothing is printed, as by one that fails."""
    program = tmp_path / "sort"
    program.write_text(f'#!/bin/sh\nmkdir {tmp_path}/first 2>/dev/null && exit 7\nexec {SORT} "$@"\n')
    program.chmod(0o755)
    argv = stage("tally", SMALL, "plain", "2", str(program), "sort", "-n")
    data = b"".join(b"%d\n" % number for number in range(500_000))
    assert run([argv], data, dict(os.environ)) == (b"", [7])


def job(text: str) -> list[JobStage]:
    """The stages of a pipeline of plain words."""
    found = []
    for part in text.split(" | "):
        words = part.split()
        redirects = [Redirect(0, "<", words.pop()[1:])] if words[-1][0] == "<" else []
        found.append(JobStage(f"/usr/bin/{words[0]}", words, ["LANG=C"], redirects))
    return found


def kinds(text: str, size: int = 1 << 30, early: tuple[bool, ...] = ()) -> str:
    """What becomes of each stage: its program, or the kind of tally."""
    found = []
    for stage in faster(job(text), size, early):
        kind, ways = (stage.argv[1], stage.argv[2]) if stage.argv[0] == "tally" else (stage.argv[0], "1")
        found.append(kind if ways == "1" else kind + ways)
    return " ".join(found)


SOME = 6 << 20


def test_what_is_counted() -> None:
    """Only where the bytes stay."""
    assert kinds("cut -f1 | sort | uniq -c", SOME) == "cut counts tallied"
    assert kinds("sort <f | uniq -c") == "counts tallied"
    assert kinds("cut -f1 | sort -r | uniq --count | cat", SOME) == "cut counts tallied cat"
    assert kinds("cut -f1 | sort | uniq", SOME) == "cut lines uniq"
    assert kinds("cut -f1 | sort -u", SOME) == "cut lines"
    assert kinds("sort -u") == "sort"
    for words in ("sort", "sort -n", "sort -u f", "sort -u -", "sort -u -t ,", "sort -zu", "sort -mu", "sort -Ru"):
        assert kinds(f"cut -f1 | {words}", SOME) == "cut sort"
    for words in ("uniq -d", "uniq -ci", "uniq -c f", "uniq -c <f"):
        assert kinds(f"cut -f1 | sort | {words}", SOME) == "cut sort uniq"
    for words in ("-n", "-f", "-s", "-k1,1"):
        assert kinds(f"cut -f1 | sort {words} | uniq -c", SOME) == "cut sort uniq"
    assert kinds("cut -f1 | sort | uniq -c", 1 << 16) == "cut sort uniq"
    stages = job("cut -f1 | sort -u")
    stages[1].redirects.append(Redirect(2, ">&", 1))
    assert faster(stages, 1 << 30)[1].argv == ["sort", "-u"]


def test_what_is_shared() -> None:
    """Long streams, where all different lines have an order."""
    assert kinds("cut -f1 | sort | uniq -c") == "cut counts2 tallied"
    assert kinds("cut -f1 | sort -u") == "cut lines2"
    for words in ("", "-n", "-rn", "-k2,2 -t:", "-t: -k1r"):
        assert kinds(f"cut -f1 | sort {words}") == "cut plain2"
    assert kinds("cut -f1 | sort -nu") == "cut lines"
    for words in ("-s", "-sn", "f", "-", "-k 2", "-z", "-m", "-R", "-kR", "-k2R", "-c", "-o f", "--", "-S1G", "-T/tmp"):
        assert kinds(f"cut -f1 | sort {words}") == "cut sort"
    assert kinds("sort <f") == "sort"
    assert kinds("cut -f1 | sort | head", early=(True,)) == "cut sort head"


def test_who_ends_early() -> None:
    """`sort` has to print everything where a later stage may not want it."""
    assert kinds("cat | sort | uniq -c | head", early=(True,)) == "cat sort uniq head"
    assert kinds("cat | sort | uniq -c | cut -c9- | head", early=(False, True)) == "cat sort uniq cut head"
    assert kinds("cat | sort | uniq -c | sort -rn | head", SOME, (True,)) == "cat counts tallied sort head"


def test_locales() -> None:
    """Only where strings are compared by their bytes anyway is the locale another one."""
    for name in BYTE_ORDER:
        assert by_bytes(["sort"], {b"LANG": name}) == {b"LANG": name, b"LC_COLLATE": b"C"}
        found = by_bytes(["sort"], {b"LC_ALL": name, b"LC_CTYPE": b"xx", b"A": b"b"})
        assert found == {b"LANG": name, b"LC_COLLATE": b"C", b"A": b"b"}
        for word in ("--debug", "-R", "-uR", "-k1R,2", "--random-sort", "--sort=ran"):
            assert by_bytes(["sort", word], {b"LANG": name}) == {b"LANG": name}
    for environment in (
        {b"LANG": b"en_US.UTF-8"},
        {b"LANG": b"C"},
        {},
        {b"LANG": b"C.UTF-8", b"LC_ALL": b"de_DE.UTF-8"},
        {b"LANG": b"C.UTF-8", b"LC_COLLATE": b"xx"},
    ):
        assert by_bytes(["sort"], environment) == environment


@pytest.mark.skipif(not is_plain(), reason="C.UTF-8 of this libc has an order of its own")
def test_order_of_any_bytes() -> None:
    """C.UTF-8 orders as C does, whatever the bytes are."""
    source = random.Random(3)
    letters = [bytes([number]) for number in range(256) if number != 10] + ["é".encode(), "𐍈".encode(), b"\xed\xa0\x80"]
    data = b"".join(b"".join(source.choices(letters, k=source.randrange(4))) + b"\n" for _ in range(5000))
    for words in ([], ["-k2"], ["-f"], ["-d"], ["-u", "-i"]):
        one, other = (
            {**os.environ, "LC_ALL": "C.UTF-8"},
            {**os.environ, "LC_ALL": "", "LANG": "C.UTF-8", "LC_COLLATE": "C"},
        )
        assert run([[SORT, *words]], data, one) == run([[SORT, *words]], data, other)
