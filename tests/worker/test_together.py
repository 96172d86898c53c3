"""A pipeline over a small file is done by one process (oilgg/worker/together.py)."""

from __future__ import annotations

import posix
import subprocess
from pathlib import Path

import pytest

from oilgg.worker import filters, together
from oilgg.worker.execute import Table

SCRIPT = r"""
for n in 1 2 3; do
  cut -d: -f1 in | sort | uniq -c | sort -rn | head -n "$n" > top$n
  grep -v zz in | tr a-z A-Z | sort -u > upper$n
done
cut -d: -f1 < in | grep zz > none; echo $? "${PIPESTATUS[@]}"
sort in | uniq -c
tr a-z A-Z < in | sort -r | head -n 2
sort missing | uniq > gone; echo $? "${PIPESTATUS[@]}"
sort nul | uniq -c | head -n 1 > binary
x=$(sort in | uniq | wc -l); echo "$x"
sort in | cut -d: -f2 2>/dev/null > cut; sort in | uniq > nodir/x; echo $?
cat top3 upper2 none cut
set -e; set -o pipefail
grep zz in | sort > never
echo never
"""


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
@pytest.mark.parametrize("again", [False, True])
def test_as_bash(oilgg: Path, tmp_path: Path, locale: str, again: bool) -> None:
    """The same files, output, messages and status as in bash."""
    results = []
    for shell in (["bash"], [str(oilgg), "--no-quick"], [str(oilgg), "--no-quick"])[: 3 if again else 2]:
        place = tmp_path / "place"
        subprocess.run(["rm", "-rf", str(place)], check=True)
        place.mkdir()
        (place / "in").write_text("b:1\na:2\n\na:3\nc\nb:4\n")
        (place / "nul").write_bytes(b"b\0\na\n")
        (tmp_path / "s.sh").write_text(SCRIPT)
        environment = {"PATH": "/usr/bin:/bin", "OILGG_STORE": str(tmp_path / "store"), "LC_ALL": locale}
        done = subprocess.run(
            [*shell, str(tmp_path / "s.sh")], cwd=place, env=environment, capture_output=True, check=False, timeout=60,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        files = {path.name: path.read_bytes() for path in sorted(place.iterdir())}
        results.append((done.stdout, done.stderr, done.returncode, files))
    assert results[0] == results[1] == results[-1]


FULL = """
mount -t tmpfs -o size=1m none "$1" && cd "$1" || exit 77
shift
seq 100 >in
head -c 3M /dev/zero >big 2>/dev/null
"$@" 'sort in | uniq -c >t; echo "${PIPESTATUS[@]}"; set -C; sort in | uniq >u; echo "${PIPESTATUS[@]}"; wc -c t u
p=$PWD; cd /; sort "$p/in" | uniq -c >"$p/v"; echo "${PIPESTATUS[@]}"'
"""


def test_a_full_disk(oilgg: Path, tmp_path: Path) -> None:
    """The programs have their own words for it."""
    results = []
    mount = ["unshare", "-m"] if posix.geteuid() == 0 else ["unshare", "-rm"]
    for shell in (["bash", "-c"], [str(oilgg), "--no-quick", "-c"]):
        command = [*mount, "sh", "-c", FULL, "sh", str(tmp_path), *shell]
        environment = {"PATH": "/usr/bin:/bin", "OILGG_STORE": str(tmp_path.parent / "store"), "LC_ALL": "C"}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL
        )
        if done.returncode == 77 or "unshare" in done.stderr:
            pytest.skip(done.stderr)
        results.append((done.stdout, done.stderr, done.returncode))
    assert results[0] == results[1] and results[0][0].startswith("0 1\n0 1\n") and results[0][0].endswith("\n0 1\n")


def stages(*commands: str, environment: tuple[str, ...] = ("LC_ALL=C",)) -> together.Stages:
    return [
        (f"/usr/bin/{command.split()[0]}", command.split(), environment, [], False) for command in commands
    ]  # fmt: skip


def output(wanted: together.Stages) -> tuple[together.Ends | None, bytes]:
    """What an attempt comes to, and what it prints."""
    reading, writing = posix.pipe()
    table = Table({1: writing})
    try:
        ends = together.attempt(wanted, [table] * len(wanted))
        posix.close(writing)
        return ends, posix.read(reading, 1000)
    finally:
        posix.close(reading)


def test_attempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known forms are done; nothing is printed where they are not."""
    monkeypatch.chdir(tmp_path)
    Path("in").write_text("b\na\nb\n")
    assert output(stages("sort in", "uniq -c")) == (([0, 0], [0, 0], False), b"      1 a\n      2 b\n")
    assert output(stages("sort in", "grep x")) == (([0, 1], [0, 0], False), b"")
    assert output(stages("sort -k1 in", "uniq -c")) == (None, b"")
    assert output(stages("sort in", "uniq -c", environment=("LC_ALL=de_DE",))) == (None, b"")
    assert output(stages("sort in", "uniq -c", environment=("LC_ALL=C", "LD_PRELOAD=x"))) == (None, b"")
    assert output(stages("sort no", "uniq -c")) == (None, b"")
    assert output(stages("sort", "uniq -c")) == (None, b"")


def test_may_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large inputs, single commands, other programs and unclear inputs are not tried."""
    monkeypatch.chdir(tmp_path)
    Path("in").write_text("b\na\nb\n")
    assert together.may_do(stages("sort in", "uniq -c"))
    assert not together.may_do(stages("sort in"))
    assert not together.may_do(stages("sort", "uniq -c"))
    assert not together.may_do(stages("sort in", "sed p"))
    assert not together.may_do([("/opt/sort", ["sort", "in"], (), [], False), *stages("uniq")])
    with open("in", "ab") as file:
        file.truncate(together.MOST_BYTES + 1)
    assert not together.may_do(stages("sort in", "uniq -c"))


def test_reader_has_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last stage is told by its pipe, as a program is."""
    monkeypatch.chdir(tmp_path)
    Path("in").write_text("b\na\nb\n")
    reading, writing = posix.pipe()
    posix.close(reading)
    ends = together.attempt(stages("sort in", "uniq"), [Table({1: writing})] * 2)
    posix.close(writing)
    assert ends == ([0, filters.ENDED_BY_PIPE], [0, 13], False)
