"""What a function thunk stands on, and what it may not do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from oilgg.interp import closure
from oilgg.syntax.parser import parse_all
from tests.conftest import ROOT, own_environment

EXAMPLES = ROOT / "examples" / "recursion"


def scan(body: str) -> closure.Scan:
    """What the function `f() { body }` mentions."""
    tree = parse_all(f"f() {{ {body}; }}\n")
    assert tree is not None
    found = closure.Scan()
    found.visit(tree[3], False)
    return found


@pytest.mark.parametrize(
    ("body", "mentioned"),
    [
        ("echo $a ${b%.c} $((c + d[e])) ${f:g:h}", "a b c d e f g h"),
        ("(( x++ )); [[ $y -lt z && -v w ]]", "x y z w"),
        ("echo ${#a} ${b[i]} ${!c[@]} '$d' \"$e\"", "a b i c e"),
        ("for ((i = 0; i < n; i++)); do :; done", "i n"),
    ],
)
def test_mentioned(body: str, mentioned: str) -> None:
    """Every variable that is read is seen, also in arithmetic."""
    assert scan(body).mentioned == set(mentioned.split())


@pytest.mark.parametrize(
    ("body", "assigned"),
    [
        ("a=1; b+=2; c=3 command", "a b"),
        ("read -r a b; mapfile -t c; printf -v d x; printf %s e", "a b c d"),
        ("(( a++ )); (( b = 1 )); (( c == 1 )); : $((d <<= 2))", "a b d"),
        ("for a in b; do :; done; (c=1); d=$(e=2)", "a d"),
        ("local a=1 b; a=2; : ${c:=3}", "a c"),
    ],
)
def test_assigned(body: str, assigned: str) -> None:
    """What a function sets outside of subshells."""
    assert scan(body).assigned == set(assigned.split())


@pytest.mark.parametrize(
    "body",
    [
        "cd /", "eval x", "exec 3<f", "trap x EXIT", '"$1" x', "a & b", "g() { :; }", "echo ${!x}", "echo >&3",
        "cat <&4", "set -e", "export A=1", "local -n a=b", "declare -g a=1", "(eval x)", "echo `a`", "exit 1",
        "command cd /", "coproc x", "tee >(cat)",
    ],
)  # fmt: skip
def test_refused(body: str) -> None:
    """What changes the shell, or can't be known from the text."""
    assert scan(body).trouble


@pytest.mark.parametrize(
    "body", ["(cd /; pwd)", "x=$(set -e; a)", "local -a a=(1 2)", "echo 2>&1", "return 3", "shift"]
)
def test_allowed(body: str) -> None:
    """In a subshell more is allowed."""
    assert not scan(body).trouble


def test_payload_is_canonical() -> None:
    """The same function gives the same text, however its tree came about."""
    first, second = [parse_all("f() { echo $a; sort <(g); }\n") for _ in range(2)]
    texts = [closure.Closure("f", (tree,), [], True).payload for tree in (first, second)]
    assert texts[0] == texts[1]
    assert closure.unpack(texts[0]) == (first,)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run oilgg with a store of its own."""
    return subprocess.run(
        [sys.executable, "-m", "oilgg", *words],
        cwd=folder, env=own_environment(folder), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_fibonacci(tmp_path: Path) -> None:
    """A recursion with exponentially many calls has few that are different; the second run runs nothing."""
    done = run(tmp_path, str(EXAMPLES / "fib.sh"), "30")
    assert (done.stdout, done.stderr) == ("832040\n", "")
    again = run(tmp_path, "--explain", str(EXAMPLES / "fib.sh"), "30")
    assert again.stdout == "832040\n"
    assert "reused" in again.stderr
    assert "0 run, 1 reused" in again.stderr


def test_merge_sort(tmp_path: Path) -> None:
    """The pieces are sorted apart; the result is that of sort."""
    lines = [f"{number * 7919 % 100003} line" for number in range(3000)]
    (tmp_path / "in").write_text("".join(f"{line}\n" for line in lines))
    script = str(EXAMPLES / "mergesort.sh")
    done = run(tmp_path, "-c", f"LEAF=100; export LC_ALL=C; . {script} in 3000")
    assert done.stdout.split("\n")[:-1] == sorted(lines)
    assert done.stderr == ""
    (tmp_path / "in").write_text("".join(f"{line}\n" for line in [*lines, "a line more"]))
    done = run(tmp_path, "-c", f"LEAF=100; export LC_ALL=C; . {script} in 3001")
    assert done.stdout.split("\n")[:-1] == sorted([*lines, "a line more"])


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            "x=1\n#: >- pure\nf() { echo $x; }\nf",
            "t.sh:3: f: it uses $x, which its annotation does not declare: #: … $x",
        ),
        ("#: >- pure\nf() { y=1; }\nf", "t.sh:2: f: it sets y, which is not local to it"),
        ("#: >- pure\nf() { cd /; }\nf", "t.sh:2: f: it uses `cd`, which is for the shell itself"),
        (
            "#: >- pure\nf() { local q; read -r q <here; }\nf",
            "t.sh:3: f: it reads here, which its annotation does not declare",
        ),
    ],
)
def test_messages(tmp_path: Path, script: str, message: str) -> None:
    """What is wrong is said once, and the function runs in its place."""
    (tmp_path / "t.sh").write_text(script + "\nf 2>/dev/null\n")
    done = run(tmp_path, "t.sh")
    lines = [line for line in done.stderr.split("\n") if line.startswith("oilgg:")]
    # Both calls may run side by side; the one that ends first is named.
    assert [line.replace("t.sh:4:", "t.sh:3:") for line in lines] == [f"oilgg: {message}"]
