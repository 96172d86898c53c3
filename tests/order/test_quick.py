"""Short commands run in place, until a script turns out to be a long one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from oilgg.lower.cost import costs_ns
from oilgg.lower.invocation import Invocation
from oilgg.lower.quick import BUDGET_S, SHORT_S, Quick


def invocation(folder: Path, *argv: str, program: str = "") -> Invocation:
    return Invocation(argv[0], list(argv), program or f"/usr/bin/{argv[0]}", dict, [], str(folder), 0o022)


def sized(folder: Path, name: str, size: int) -> str:
    """A file of short lines; most of it is a hole."""
    with open(folder / name, "wb") as file:
        file.write(b"a few words\n" * 1000)
        file.truncate(size)
    return name


def test_size_decides(tmp_path: Path) -> None:
    """A filter over little is taken, one over much is not."""
    small, large = sized(tmp_path, "small", 20_000), sized(tmp_path, "large", 1 << 30)
    assert Quick().takes([invocation(tmp_path, "sort", small)])
    assert Quick().takes([invocation(tmp_path, "cut", "-c1", small), invocation(tmp_path, "sort")])
    assert not Quick().takes([invocation(tmp_path, "sort", large)])
    assert not Quick().takes([invocation(tmp_path, "cat", large)])


def test_a_long_loop_is_known_from_its_first_round(tmp_path: Path) -> None:
    """What is worth its thunk is lowered at once, where the loop makes many rounds of it."""
    small, middle = sized(tmp_path, "small", 20_000), sized(tmp_path, "middle", 300_000)
    assert Quick().takes([invocation(tmp_path, "gzip", "-c", middle)], 3)
    assert not Quick().takes([invocation(tmp_path, "gzip", "-c", middle)], 300)
    assert Quick().takes([invocation(tmp_path, "gzip", "-c", small)], 300)


def test_what_is_unknown_is_not_taken(tmp_path: Path) -> None:
    """Other programs, programs elsewhere, whole trees, and what is no file."""
    assert not Quick().takes([invocation(tmp_path, "gcc", "-c", "x.c")])
    assert not Quick().takes([invocation(tmp_path, "sort", "x", program=f"{tmp_path}/sort")])
    assert not Quick().takes([invocation(tmp_path, "grep", "-r", "x", ".")])
    assert not Quick().takes([invocation(tmp_path, "cat", "/dev/zero")])


def test_back_references_are_not_short(tmp_path: Path) -> None:
    """A pattern can make a filter slow."""
    name = sized(tmp_path, "some", 300_000)
    assert Quick().takes([invocation(tmp_path, "grep", "a", name)])
    assert not Quick().takes([invocation(tmp_path, "grep", r"\(a\).*\1", name)])


def test_the_budget_ends(tmp_path: Path) -> None:
    """Once short commands have taken their time, nothing is taken any more."""
    quick = Quick()
    quick.spent_s = BUDGET_S + 0.001
    assert not quick.takes([invocation(tmp_path, "sort", sized(tmp_path, "small", 20))])


def test_costs_follow_the_stream() -> None:
    """What `tr` makes of a text are short lines, which are dear to sort; behind `cut` there is less."""
    lines = costs_ns([["sort"]])[0]
    assert costs_ns([["tr", "-cs", "A-Za-z", "\\n"], ["sort"]])[1] > 2 * lines
    assert costs_ns([["cut", "-c1-3"], ["uniq"]])[1] < costs_ns([["uniq"]])[0]
    assert costs_ns([["sort", "-k2", "x"]])[0] > lines
    assert SHORT_S <= BUDGET_S


def test_explained_and_marked(oilgg: Path, tmp_path: Path) -> None:
    """--explain names the reason; a command worth lowering ends it, and leaves a mark for the next run."""
    sized(tmp_path, "f", 9000)
    (tmp_path / "s.sh").write_text("sort -k1 f > g\ncut -c1 g > h\nmd5sum < h\n")
    script = [str(oilgg), "--explain", "s.sh"]
    environment = {"PATH": "/usr/bin:/bin", "OILGG_STORE": str(tmp_path / "store"), "LC_ALL": "C"}

    def explained() -> str:
        done = subprocess.run(
            script, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
        )
        return done.stderr

    assert explained().count("= brief") == 3
    assert not (tmp_path / "store").exists()
    (tmp_path / "s.sh").write_text("sort -k1 f > g\nar rc lib.a f\ncut -c1 g > h\n")
    assert explained().count("= brief") == 1
    assert "= brief" not in explained()
