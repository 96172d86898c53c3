"""Commands over some kilobytes are done without programs, and leave what the programs leave (oilgg/lower/tiny.py)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from oilgg.lower import tiny
from oilgg.lower.invocation import Invocation

SCRIPTS = {
    "loop": r"""
for n in 1 2 3; do cut -d: -f1 in | sort | uniq -c | sort -rn | head -n "$n" > "top$n"; done
cat top1 top2 top3 > all; cat all
""",
    "statuses": r"""
grep zz in > none; echo $? "${PIPESTATUS[@]}"
grep zz in | sort > none; echo $? "${PIPESTATUS[@]}"
set -o pipefail
grep zz in | sort > none; echo $? "${PIPESTATUS[@]}"
if grep -q b in; then echo there; fi
! grep -q b in; echo $?
x=$(grep -c a in); echo "$x $?"
y=$(grep zz in); echo "<$y> $?"
set -e
trap 'echo bye $?' EXIT
sort in | grep zz > none
echo never
""",
    "words": r"""
p=/usr/share/doc/x.tar.gz
echo $(basename "$p") $(basename $p .gz) $(dirname $p) $(dirname $(dirname $p)) $(seq 4) $_
tr a-z A-Z <<< "$p" > upper
cut -d/ -f2- <<'EOF' | tr / _ >> upper
/a/b
/c/d
EOF
cat upper
basename "$p" .gz extra; echo $?
dirname; echo $?
""",
    "trouble": r"""
sort missing > out; echo $?; ls out
sort < missing > out2; echo $?; ls out2
sort in > nodir/out; echo $?
sort in > .; echo $?
set -o noclobber
echo old > kept; sort in > kept; echo $?; cat kept
sort in >| kept; head -n1 kept
set +o noclobber
sort in > in; wc -c < in
cut -f in; tr a; head -n x kept; echo $?
sort kept nothere > both 2>/dev/null; echo $?; cat both
""",
    "files": r"""
umask 027; sort in > private; ls -l private | cut -c1-10
ln -s private link; sort -r in > link; cat private
ln private second; sort in >> second; wc -l < private
chmod 400 in; wc -l in > count; cat count
mkfifo pipe; (cat pipe > got &) ; sort in > pipe; sleep 0.2; wc -l < got
printf 'no end' > a; printf 'no start' > b; cat a b > ab; sort a b > sorted; cat ab sorted
: > empty; sort empty > e2; uniq -c empty >> e2; wc -c < e2; x=$(cat empty); echo "<$x>"
printf 'nul\0byte\n' > nul; x=$(tr '\0' '-' < nul); echo "$x"; grep nul nul; sort nul > nul2; wc -c nul2
""",
    "fed": r"""
x='a:b:c'
y=$(echo "$x" | cut -d: -f2); echo "$y"
z=$(printf '%s\n' b a b | sort | uniq -c); echo "$z $?"
echo "$x" | tr : '\n' | sort -r > out; echo $? "${PIPESTATUS[@]}"; cat out
if echo "$x" | grep -q b; then echo found; fi
w=$(echo "$x" | grep zz); echo "$? <$w>"
set -o pipefail; echo x >&- | cat > e1; echo $? "${PIPESTATUS[@]}"
v=$(echo one | cat - in | head -n 2); echo "$v"
u=$(echo $((n++)) | cat; echo "$n"); echo "$u $n"
t=$(echo "${unset?no}" | cat); echo "$? $t"
s=$(echo a | cat missing); echo "$? $s"
r=$(echo $(basename /x/y) | tr y z); echo "$r"
echo hi | tr h H; echo $?
shopt -s lastpipe; echo q | cat > e2; cat e2
printf 'no end' | sort > e3; wc -c < e3
set -e; q=$(echo "$x" | grep -c zz); echo never
""",
    "groups": r"""
a=$(basename "$PWD/x"); b=$(wc -l < in); c=$(cat in); d=$(sort in | head -n1); echo "$a $b $c $d"
e=$(cat missing); f=$(cat in); echo "$? $e $f"
readonly g=$(seq 3) ; readonly h=$(cat missing in); echo "$? $g $h"
""",
    "others": r"""
mkdir bin; printf '#!/bin/sh\necho mine\n' > bin/sort; chmod +x bin/sort
PATH=$PWD/bin:$PATH; sort in > out; cat out; PATH=${PATH#*:}
cut() { echo function; }; cut -d: -f1 in > out; cat out; unset -f cut
hash -r; hash -p /bin/echo head; head -n1 in > out; cat out; hash -r
LC_ALL=C sort in > c1; sort in > c2; cmp c1 c2
exec 3> log; sort in >&3; wc -l < in >&3; cat log
{ sort in; wc -l in; } > group; cat group
z=$(sort in; echo end; wc -l < in; cat in); echo "$z"
( sort in > sub; head -n1 sub ); w=`tail -n1 sub`; echo $w
grep b in > out 2>&1; cat out; grep b nofile > out 2>&1; cat out
""",
}


@pytest.mark.parametrize("name", sorted(SCRIPTS))
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_as_bash(oilgg: Path, tmp_path: Path, name: str, locale: str) -> None:
    """The same files, output, messages and status."""
    results = []
    for shell in ("bash", str(oilgg)):
        place = tmp_path / Path(shell).name
        place.mkdir()
        (place / "in").write_text("b:1\na:2\n\na:3\nc\nb:4\n")
        script = tmp_path / "s.sh"
        script.write_text(SCRIPTS[name])
        environment = {"PATH": "/usr/bin:/bin", "OILGG_STORE": str(tmp_path / "store"), "LC_ALL": locale}
        done = subprocess.run(
            [shell, str(script)], cwd=place, env=environment, capture_output=True, check=False, timeout=60,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        files = {
            str(path.relative_to(place)): (path.lstat().st_mode, path.read_bytes())
            for path in sorted(place.rglob("*"))
            if path.is_file()
        }
        results.append((done.stdout, done.stderr, done.returncode, files))
    assert results[0] == results[1]


def test_each(oilgg: Path, tmp_path: Path) -> None:
    """Items print one after the other, and none after one that has failed."""
    (tmp_path / "f").write_text("1\n")
    (tmp_path / "s.sh").write_text('x=$(each cat f nope f 2>&1; echo "$? ${EACH_STATUS[*]}"); echo "$x"\n')
    done = subprocess.run(
        [str(oilgg), "s.sh"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "OILGG_STORE": str(tmp_path / "store")},
    )  # fmt: skip
    assert done.stdout == "1\ncat: nope: No such file or directory\n1 0 1\n"


def test_starts_no_program(oilgg: Path, tmp_path: Path) -> None:
    """A loop over small files has no children."""
    (tmp_path / "in").write_text("b\na\nb\n")
    (tmp_path / "s.sh").write_text(
        'for n in 1 2 3; do sort in | uniq -c > out$n; x=$(basename "/a/out$n"); echo "$x $(wc -l < "$x")"; done\n'
        'read -r _ _ _ _ _ _ _ _ _ _ faults rest < <(cat /proc/$$/stat); echo "$faults"\n'
    )
    done = subprocess.run(
        [str(oilgg), "--explain", "s.sh"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "OILGG_STORE": str(tmp_path / "store")},
    )  # fmt: skip
    lines = done.stdout.split("\n")
    assert lines[:3] == ["out1 2", "out2 2", "out3 2"]
    assert int(lines[3]) == 0, "page faults of children that have ended"


def invocation(folder: Path, *argv: str) -> Invocation:
    return Invocation(argv[0], list(argv), f"/usr/bin/{argv[0]}", dict, [], str(folder), 0o022)


def test_sizes(tmp_path: Path) -> None:
    """What is larger is left to programs, in long loops already from less on."""
    taken: list[bytes] = []

    file = tmp_path / "some"
    file.write_bytes(b"12345678\n" * 20_000)
    stages = [invocation(tmp_path, "sort", "-u", str(file)), invocation(tmp_path, "wc", "-l")]
    assert tiny.attempt(stages, False, 1, taken.append) == [0, 0]
    assert taken == [b"1\n"]
    assert tiny.attempt(stages, False, 100, taken.append) is None
    file.write_bytes(b"12345678\n" * 60_000)
    assert tiny.attempt(stages, False, 1, taken.append) is None
    assert tiny.attempt(stages[:1], False, 1, None) is None
    assert taken == [b"1\n"]


def test_head_ends_what_is_before_it(tmp_path: Path) -> None:
    """`sort` is told by its pipe that nobody reads on, once that is full; other filters are left to themselves."""
    file = tmp_path / "some"
    file.write_bytes(b"".join([b"%08d\n" % number for number in range(20_000)]))
    head = invocation(tmp_path, "head", "-n", "2")
    taken: list[bytes] = []
    assert tiny.attempt([invocation(tmp_path, "sort", str(file)), head], False, 1, taken.append) == [141, 0]
    assert tiny.attempt([invocation(tmp_path, "cut", "-c1", str(file)), head], False, 1, taken.append) == [0, 0]
    assert tiny.attempt([invocation(tmp_path, "cat", str(file)), head], False, 1, taken.append) is None
