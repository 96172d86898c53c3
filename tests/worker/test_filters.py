"""Filters without a process print what the programs print, or say that they can't (oilgg/worker/filters.py)."""

from __future__ import annotations

import os
import random
import subprocess

import pytest

from oilgg.lower.invocation import TINY
from oilgg.worker import filters

INPUTS = [
    b"", b"\n", b"\n\n\n", b"a", b"a\n", b"b 3\na 10\n\nc 2\na 10\n\n\n", b"10 x\n9 y\n9 x\n 11\n\t7 z\nnone\n0\n00\n",
    b"a:b:c\n:::\nabc\n:x\ny:\n\na:b:c:d:e:f:g", b"aabbcc  ddee\n\n\nXxYyZz\n", b"caf\xc3\xa9 x\nd\xff y\nd\xfe\n",
    b"-5\n3\n.5\n1.5\n", b"a\0b\na\nb\0\n", b"one two\r\nthree\tfour\r\n\v\f\n", b"x\n" * 40,
    b"12345678901234567890\n9\n",
]  # fmt: skip
COMMANDS = {
    "cat": [[]],
    "cut": [
        ["-d:", "-f1"], ["-d", ":", "-f", "2"], ["-d:", "-f2-"], ["-d:", "-f-2"], ["-d:", "-f1,3"], ["-f1", "-d "],
        ["-d:", "-f3,1-2,2"], ["-c1-3"], ["-c2,5-"], ["-b1"], ["-f2"], ["-d:", "-f9"], ["-d", "é", "-f1"], ["-d:"],
        ["-d::", "-f1"], ["-f0"], ["-f2-1"], ["-c1", "-f1"], ["-d:", "-f1-2,4-5,7-"],
    ],
    "grep": [
        ["a"], ["-c", "a"], ["-v", "a"], ["-q", "x"], ["^a"], ["3$"], ["^a$"], ["-F", "b 3"], ["-cv", "a"], ["-v", "^"],
        ["-E", "a|b"], ["$"], ["zzz"], ["-c", "zzz"], ["-Fv", ":"], ["a\\b"], ["."],
    ],
    "head": [[], ["-n", "2"], ["-n3"], ["-1"], ["-n", "0"], ["-n", "-1"], ["-n", "+2"], ["-c", "3"]],
    "sort": [
        [], ["-r"], ["-n"], ["-rn"], ["-nr"], ["-u"], ["-n", "-r"], ["-nu"], ["-ru"], ["-rnu"], ["-k2"], ["-f"], ["-b"],
    ],
    "tail": [[], ["-n", "2"], ["-n3"], ["-1"], ["-n", "0"], ["-n", "+2"], ["-n", "+0"], ["-n", "+1"], ["-n+3"]],
    "tr": [
        ["a-z", "A-Z"], ["[:lower:]", "[:upper:]"], ["[:upper:]", "[:lower:]"], ["-d", "a-c"], ["-s", " "],
        ["-s", "\\n"], ["-cs", "A-Za-z", "\\n"], ["-cd", "a-z\\n"], ["-d", "[:space:]"], ["abc", "x"], ["ab", "xyz"],
        ["-s", "ab", "xyz"], ["-c", "a-z", "_"], [":", "\\t"], ["-s", "[:space:]"], ["a-", "x-"], ["\\0", "\\n"],
        ["-d", "\\n"], ["aa", "xy"],
        ["[a-z]", "[A-Z]"], ["-s", "a-z", "b"], ["c-a", "x"], ["[:alpha:]", "x"], ["a-z", "[:upper:]"], ["x*", "y"],
        ["-s", "a-z", "[:upper:]"], ["[:lower:]", "A-Z"], ["[:digit:]", "a-j"], ["\\101a", "x"], ["[=a=]", "x"],
    ],
    "uniq": [[], ["-c"], ["-d"], ["-u"], ["-cd"]],
    "wc": [["-l"], ["-c"], ["-w"], []],
    "basename": [["/a/b.c"], ["/a/b.c", ".c"], ["a/"], ["/"], ["//"], [""], [".c", ".c"], ["a.c/", ".c"], ["-a", "x"]],
    "dirname": [["/a/b.c"], ["a"], ["a/"], ["/a"], ["/"], ["//a"], ["//"], [""], ["a//b//"], ["a/b/c"], ["-z", "x"]],
    "seq": [["3"], ["2", "4"], ["4", "2"], ["0"], ["08", "10"], ["1", "2", "9"], ["-3", "1"]],
}  # fmt: skip
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


def run(name: str, words: list[str], data: bytes, folder: str = "/") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [name, *words], input=data, capture_output=True, env=ENVIRONMENT, check=False, timeout=20, cwd=folder
    )


def compare(name: str, words: list[str], data: bytes) -> bool:
    """Whether there was anything to compare."""
    found = filters.find(name, words)
    result = None if found is None else found.run(data)
    if found is None or result is None:
        return False
    status = 1 if result == found.nothing else 0
    done = run(name, words, data)
    assert (b"" if found.quiet else result, status) == (done.stdout, done.returncode), (name, words, data)
    assert done.stderr == b""
    return True


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_forms(name: str) -> None:
    """Every form over every input; some of them are for the programs."""
    taken = 0
    for words in COMMANDS[name]:
        for data in INPUTS if name not in filters.PRINTING else INPUTS[:1]:
            taken += compare(name, words, data)
    assert taken > 2


def test_what_is_left_to_programs() -> None:
    """Options that are not listed, and operands that might be options."""
    for name, words in (
        ("sort", ["-k2"]), ("sort", ["-n", "--", "x"]), ("sort", ["x", "-n"]), ("cut", ["-d", "é", "-f1"]),
        ("head", ["-c3"]), ("tr", ["é", "e"]), ("uniq", ["a", "b"]), ("grep", ["a", "x", "y"]), ("grep", ["-r", "a"]),
        ("wc", ["-l", "a", "b"]), ("seq", ["1", "1000000"]), ("cat", ["-n"]), ("tail", ["-f", "x"]),
        ("sed", ["s/a/b/"]),
    ):  # fmt: skip
        assert filters.find(name, words) is None, (name, words)


def test_random() -> None:
    """Random inputs through random forms."""
    source = random.Random(5)
    names = [name for name in sorted(COMMANDS) if name not in filters.PRINTING]
    for _ in range(150):
        name = source.choice(names)
        words = source.choice(COMMANDS[name])
        letters = source.choice((b"ab\n", b"aA:1 \n\n", b"0123456789 \t\n", bytes(range(1, 256)), b"a\xc3\xa9\n"))
        compare(name, words, bytes(source.choices(letters, k=source.randrange(60))))


def test_names() -> None:
    """What is offered is what there is."""
    assert set(filters.MAKERS) == TINY


def test_sorted_counts() -> None:
    """`sort | uniq -c` in one."""
    for data in INPUTS:
        found = filters.sorted_counts(data)
        if found is not None:
            assert found == run("uniq", ["-c"], run("sort", [], data).stdout).stdout


def test_pipelines() -> None:
    """What several stages come to, where some are taken together."""
    for text in (
        "sort|uniq -c|sort -rn|head -n 2", "sort|uniq -c|sort -nr", "sort|uniq -c", "sort|uniq -c|sort -rn|tail -n 2",
        "sort|uniq -c|sort -n", "cut -d: -f1|sort|uniq -c|sort -r -n|head -3|wc -l", "sort -u|grep -c a|cat",
        "tr a b|sort|uniq -d|head -n1", "grep zzz|sort|wc -c",
    ):  # fmt: skip
        commands = [stage.split() for stage in text.split("|")]
        found = [filters.find(words[0], words[1:]) for words in commands]
        assert None not in found
        for data in INPUTS:
            try:
                statuses, result = filters.run_all(commands, found, data)  # type: ignore[arg-type]
            except filters.Unfit:
                continue
            script = f"LC_ALL=C; set -o pipefail; {text}; echo ${{PIPESTATUS[*]}}"
            done = subprocess.run(["bash", "-c", script], input=data, capture_output=True, check=False, timeout=20)
            assert result + f"{' '.join(map(str, statuses))}\n".encode() == done.stdout, (text, data)


def test_files(tmp_path: object) -> None:
    """Operands are files."""
    for name, words in (
        ("wc", ["-l", "x y"]),
        ("sort", ["-n", "x y"]),
        ("cut", ["-c1", "x y"]),
        ("grep", ["b", "x y"]),
    ):
        with open(f"{tmp_path}/x y", "wb") as file:
            file.write(INPUTS[5])
        found = filters.find(name, words)
        assert found is not None and list(found.files) == ["x y"]
        assert found.run(INPUTS[5]) == run(name, words, b"", str(tmp_path)).stdout
