"""Commands run in parts leave what bash leaves: every form here is cut into tiny parts, whatever it would cost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# Each is run by bash and by oilgg in a folder with `f` (text), `g` (more), `n` (numbers), `z` (NUL records), `b` (not
# text), `e` (empty), `w` (sorted words), `u` (no line end at its end); stdout, status and files have to be the same.
FORMS = r"""
cat f | sed -n '$p'
cat f | sed -n 5p
sed -s -n 5p f
cat f | sed '3i x'
cat f | sed 'N;s/\n/ /'
cat f | sed -n '100,102p'
cat f | sed 'w copy'; cat copy
cat f | xargs -n 10 echo
cat f | xargs -n 30 sh -c 'echo $#'
cat f | grep -A 2 a
cat f | grep -B 1 -n a
cat f | grep -m 2 a
grep -H a f
cut -z -c 1-5 z
cat f | grep nosuch; echo $? ${PIPESTATUS[@]}
grep nosuch f; echo $?
grep -c a f
grep -vc a f | cat
cat f g | grep -c a
grep a f g
grep -h a f g
grep -c nosuch f; echo $?
grep a b; echo $?
cat b | grep a; echo $?
cat b | grep -c a; echo $?
grep -a a b | od -c | head -n 5
sort f
sort -r f
sort -u f
sort -k 2,2 -t ' ' f
sort -s -k 1.1,1.1 f
sort -n n
sort -rn n | head
sort n | head -n 3
sort -rn n | head -n 3 | cat -n
sort f | head -n 0
sort -z z | tr '\0' '\n'
sort f | uniq
sort f | uniq -c
sort -r f | uniq -c | sort -rn | head -n 5
sort -f f | uniq -c
sort f | uniq -d
sort -k 2 f | uniq
sort -c w; echo $?
sort -c f 2>/dev/null; echo $?
sort -m w w
sort f -o out; cat out
sort f u
tr a-z A-Z < f
tr -d '\n' < f | wc -c
tr '\n' ' ' < f | grep -c a
tr '\n' '\0' < f | tr '\0' '\n' | sort
tr -s a-z < f
tr -cs A-Za-z '\n' < f | sort | uniq -c | sort -rn | head -n 7
tr -cs A-Za-z '\n' < f | tr A-Z a-z | sort -u | comm -23 - w
tr -s '\n' < f | wc -l
tr -sc '\n' x < f | head -n 3
tr -ds 'a\n' b < f | md5sum
tr ' ' '\n' < f | tr -s '\n' | sort | uniq -c
tr a '\0' < f | grep -c b
cut -c 1-3 f | sort | uniq -c
cut -d' ' -f2 < f | sort -n | head -n 2
cat f | cut -d' ' -f1 | rev | rev | md5sum
cat u g | cut -c 1-4 | md5sum
cat u u | grep -c .
cat u u | wc -l
cat u e g | sort | md5sum
wc -l < f
wc -l f
wc < f
cat f | wc
cat f | wc -w
cat f g | wc -c
cat e e | wc -l
grep a e; echo $?
sort e | uniq -c
awk '{print $1}' f | sort | uniq -c
awk '{printf "%s,", $1}' f | wc -c
awk '{printf "%s,", $1}' f | sort
awk 'NR % 3 == 0' f
awk '{s += $1} END {print s}' n
awk '/a/ {print NR}' f | tail -n 1
sed s/a/b/g f | grep -c b
sed -n '/a/p' f | tail -n 3
sed 5q f
sed 's/a/\x00/' f | grep -c a
head -n 3 f | sort
tail -n 3 f | sort -r
cat f | head -n 2
cat f | grep a | head -n 1; echo ${PIPESTATUS[1]}
nl f | tail -n 1
paste f g | sort | head -n 3
fold -w 3 f | sort | uniq -c | sort -n
iconv -f utf-8 -t ascii//TRANSLIT f | tr -cs A-Za-z '\n' | sort -u
iconv -f utf-8 -t ascii b; echo $?
iconv -f utf-8 -t latin1 f | od -c | tail -n 2
rev f | cut -c 1-2 | sort | uniq -c
sort f > out; cat out
sort < f > out; sort -r out > out2; cat out2
sort f 2>/dev/null | uniq -c > out; cat out
{ sort f | uniq -c; } > out 2>&1; cat out
sort f >> out; sort -r g >> out; cat out
sort <f >/dev/null
count() { tr -cs a-z '\n' < "$1" | sort | uniq -c; }; count f; count g
x=$(sort f | uniq | head -n 2); echo "$x"
echo "$(grep -c a f) $(sort -u f | wc -l)"
LC_ALL=C sort f | md5sum
A=b grep -c a f
"cat" f | "sort" | head -n 1
c=cat; s="sort -r"; $c f | $s | head -n 1
cat [fg] | sort -u
for i in f g; do sort $i | uniq -c | sort -rn | head -n 2 > $i.top; done; cat *.top
for i in f g u; do grep -c a $i; done
if grep -q a f; then echo yes; fi
if grep nosuch f | sort; then echo sorted; fi
set -o pipefail; grep nosuch f | sort | uniq; echo $?
set -e; grep a f > out; grep nosuch f > out2; echo not reached
set -e; sort missing | uniq; echo $?
sort missing; echo $?
grep -c a f missing; echo $?
sort f | while read -r a b; do echo "<$a>"; done | head -n 4
sort f | { read -r x; echo "$x"; cat | wc -l; }
while read -r word rest; do echo "$word"; done < <(sort f | head -n 3)
sort f | tee copy | md5sum; md5sum < copy
! grep nosuch f; echo $?
(sort f; sort g) | md5sum
sort f & wait; echo done
cat f | (cd / && sort | head -n 1)
cd sub && sort ../f | uniq -c | head -n 2
sort -t, -k2 f | md5sum
trap 'echo bye' EXIT; sort f | uniq -c | tail -n 1
exec > out; sort f | uniq -c; exec >&2; cat out
sort f | uniq -c | awk '{n += $1} END {print n}'
cat f | sort | uniq -c | sed 's/^ *//' | sort -k2 | cut -d' ' -f1 | head -n 5
grep -v '^$' f | sort | uniq -c | sort -k1,1nr -k2 | head -n 3
cat f > g2; sort g2 > g3; uniq -c g3 > g4; cat g4
echo new >> f; sort f | uniq -c | tail -n 2
chmod 000 f; sort f | uniq -c; echo $?
""".strip().splitlines()


def fill(folder: Path) -> None:
    source = random.Random(3)
    words = ["a", "bb", "abc", "Ab", "x y", "", "é", "zz a", "10", "9 b", "a,b", "bab"]
    lines = [" ".join(source.choices(words, k=source.randrange(0, 4))) for _ in range(60)]
    (folder / "f").write_text("\n".join(lines) + "\n")
    (folder / "g").write_text("\n".join(source.sample(lines, 30)) + "\n")
    (folder / "n").write_text("".join(f"{source.randrange(-50, 200)}\n" for _ in range(50)))
    (folder / "z").write_bytes(b"one two\0three\nfour\0" * 9)
    (folder / "b").write_bytes(b"a text\n" * 20 + b"a\xff\xfe b\0a\n" + b"text a\n" * 20)
    (folder / "e").write_text("")
    (folder / "u").write_text("a last line\nwithout its end")
    (folder / "w").write_text("a\nab\nabc\nbab\nzz\n")
    (folder / "sub").mkdir()


def leave(shell: list[str], code: str, place: Path, **variables: str) -> tuple[object, ...]:
    """(status, stdout, whether there were messages, files) of a run of `code` in a new folder at `place`."""
    place.mkdir()
    fill(place)
    (place.parent / "script.sh").write_text(code + "\n")
    done = subprocess.run(
        [*shell, str(place.parent / "script.sh")],
        cwd=place,
        env={**os.environ, "LC_ALL": "C.UTF-8", "OILGG_STATUS": "none", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    files = {
        path.name: path.read_bytes() if os.access(path, os.R_OK) else b"" for path in place.iterdir() if path.is_file()
    }
    for path in sorted(place.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    place.rmdir()
    return done.returncode, done.stdout, done.stderr, files


@pytest.mark.parametrize("size", ["40", pytest.param("3", marks=pytest.mark.slow)])
@pytest.mark.parametrize("code", FORMS)
def test_parts_leave_what_bash_leaves(code: str, size: str, tmp_path: Path) -> None:
    place = tmp_path / "here"
    expected = leave(["bash"], code, place)
    variables = {
        "PYTHONPATH": str(ROOT),
        "OILGG_STORE": str(tmp_path / "store"),
        "OILGG_QUICK": "no",
        "OILGG_TEST_PARTS": size,
    }
    assert leave([sys.executable, "-m", "oilgg"], code, place, **variables) == expected


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("sort f | uniq -c", 9),
        ("cat f g | tr a b | grep -c b", 13),
        ('x=$(A=b "grep" a f | sort); :', 9),
        ("count() { tr -cs a-z '\\n' < \"$1\" | sort -u > out; }; count f", 9),
        ("cat f | sed -n '$p'", 0),
        ("grep -m 2 a f", 0),
        ("grep a f | head -n 1", 0),
        ("cut -z -c 1-5 z", 0),
        ("grep a b", 0),
    ],
)
def test_what_runs_in_parts(code: str, parts: int, tmp_path: Path) -> None:
    fill(tmp_path)
    assert explained(code, tmp_path)[1] == ([f"{parts} parts"] if parts else [])


@pytest.mark.parametrize("code", ["sort f | uniq -c", "cat f g | rev | sort -u | sort -r", "paste f g | sort | tail"])
def test_a_trace_shows_nothing_of_how_it_was_run(code: str, tmp_path: Path) -> None:
    """Not what the stages that stand for programs read."""
    place = tmp_path / "here"
    expected = leave(["bash"], code, place)
    variables = {"PYTHONPATH": str(ROOT), "OILGG_STORE": str(tmp_path / "store"), "OILGG_TEST_PARTS": "40"}
    assert leave([sys.executable, "-m", "oilgg", "--check"], code, place, **variables) == expected


def explained(code: str, place: Path, size: str = "40") -> tuple[str, list[str]]:
    """(stdout, what is said of parts) of a run of `code` in the folder `place`."""
    done = subprocess.run(
        [sys.executable, "-m", "oilgg", "--explain", "-c", code],
        cwd=place,
        env={
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "OILGG_STORE": str(place.parent / "store"),
            "OILGG_QUICK": "no",
            "OILGG_TEST_PARTS": size,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [line.rpartition("[")[2].rstrip("]") for line in done.stderr.splitlines() if " parts" in line]
    return done.stdout, said


@pytest.mark.parametrize(
    "code", ["sort f | uniq -c", "grep a < f", "cat g f | tr -cs a-z '\\n' | sort -u | head -n 2", "wc -w < f"]
)
def test_only_the_end_of_a_grown_file_is_run(code: str, tmp_path: Path) -> None:
    place = tmp_path / "here"
    place.mkdir()
    fill(place)
    first, said = explained(code, place)
    count = int(said[0].split()[0])
    assert said == [f"{count} parts"]
    assert explained(code, place) == (first, [])
    with open(place / "f", "a") as file:
        file.write("new\n")
    now, said = explained(code, place)
    assert said == [f"{count} parts, {count - 1} known"]
    assert now == subprocess.run(["bash", "-c", code], cwd=place, capture_output=True, text=True, check=False).stdout
    text = (place / "f").read_text()
    (place / "f").write_text("X" + text[1:])
    now, said = explained(code, place)
    assert said == [f"{count} parts, {count - 1} known"]
    assert now == subprocess.run(["bash", "-c", code], cwd=place, capture_output=True, text=True, check=False).stdout


def test_pieces_of_parts_lie_where_lines_end(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("one long line that is longer than a part of this file would be\n" * 3 + "short\n" * 20)
    assert (
        explained("sort f | uniq -c", tmp_path, "10")[0]
        == "      3 one long line that is longer than a part of this file would be\n     20 short\n"
    )


@pytest.mark.parametrize(("pattern", "in_parts"), [(r"^(.*)([a-z])\2(.*)\2\2?([a-z])\3", True), (r"(qx)\1", False)])
def test_few_bytes_that_take_long(pattern: str, in_parts: bool, tmp_path: Path) -> None:
    """What a pattern with references back costs is found out by a few lines."""
    source = random.Random(3)
    words = ["".join(source.choices("abcdefghinorst", k=source.randrange(2, 8))) for _ in range(300)]
    (tmp_path / "f").write_text("".join(" ".join(source.choices(words, k=9)) + "\n" for _ in range(2000)))
    (tmp_path / "script.sh").write_text(f"grep -E '{pattern}' f >out; wc -l <out\n")
    done = subprocess.run(
        [sys.executable, "-m", "oilgg", "--explain", "script.sh"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OILGG_STORE": str(tmp_path / "store"), "OILGG_JOBS": "2"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ("parts]" in done.stderr) == in_parts, done.stderr
    out = (tmp_path / "out").read_bytes()
    (tmp_path / "script.sh").write_text(f"grep -E '{pattern}' f >out; wc -l <out\n")
    again = subprocess.run(["bash", "script.sh"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (again.stdout, (tmp_path / "out").read_bytes()) == (done.stdout, out)
