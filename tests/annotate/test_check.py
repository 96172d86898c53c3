"""The checker finds claims that do not hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from oilgg.annotate import check
from oilgg.annotate.library import Library
from tests.annotate.trees import TEXT, C

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")

WRONG = [
    ("sed [-n] SCRIPT [<FILE|-...]\n  if FILE none: in <-\n  out >- ; pure ; par map", "sed -n '$p'", "par map"),
    ("sed SCRIPT [<FILE|-...]\n  if FILE none: in <-\n  out >- ; par map", "sed 'N;s/\\n/ /'", "par map"),
    ("sed SCRIPT <FILE\n  out >-", "sed 'w copy' t", "changes copy"),
    ("grep [-A N] PAT [<FILE]\n  if FILE none: in <-\n  out >- ; par map", "grep -A 2 a", "par map"),
    ("grep PAT [<FILE]\n  if FILE none: in <-\n  out >- ; par map", "grep a", "other status"),
    ("grep [-c] PAT [<FILE]\n  if FILE none: in <-\n  out >- ; par map", "grep -c a", "par map"),
    ("cut [-z] [-c N]\n  in <- ; out >- ; par map", "cut -z -c 1-5", "par map"),
    ("sort [-n]\n  in <- ; out >- ; par map", "sort -n", "par map"),
    ("sort [-n]\n  in <- ; out >- ; par fold sort -m", "sort -n", "par fold"),
    ("cat FILE\n  out >-", "cat t", "reads t"),
    ("cat <FILE", "cat t", "standard output"),
    ("cat [<FILE]\n  out >-", "cat", "reads standard input"),
    ("cp <FROM TO", "cp t new", "changes new"),
    ("cp <FROM >TO\n  pure", "cp t new", "new differs"),
    ("rm FILE", "rm t", "changes t"),
    ("gcc [-c] <SRC\n  options words\n  in <<.\n  out >a.o", "gcc -c b.c", "changes b.o"),
    ("gcc [-c] [-I <<D] [-o >OUT] <SRC\n  options words", "gcc -c -Ilib a.c -o a.o", "reads inc/h.h"),
    ("gcc [-MMD] [-c] [-o >OUT] <SRC\n  options words\n  out >b.d\n  moves OUT", "gcc -MMD -c b.c -o b.o", "moved b.o"),
    ("mktemp [-p >>>DIR] [TEMPLATE]\n  out >- ; pure", "mktemp -p dir", "other standard output"),
    ("mktemp TEMPLATE\n  out >- ; pure no ; in <<. ; out >>>dir", "mktemp /var/tmp/oilgg-XXXXXX", "writes /var/tmp"),
    ("printenv NAME\n  out >- ; pure ; env only $LANG?", "printenv HOME", "other standard output"),
    ("stat [-c F] <FILE\n  out >- ; pure", "stat -c %Y t", "other standard output"),
    ("wc [-l] <FILE...\n  out >- ; par files", "wc -l t u", "par files"),
]


@pytest.mark.parametrize(("text", "line", "problem"), WRONG)
def test_wrong_claims_are_found(tmp_path: Path, text: str, line: str, problem: str) -> None:
    import shlex

    argv = shlex.split(line)
    (tmp_path / "wrong.io").write_text(text + "\n")
    tree = C if argv[0] == "gcc" else TEXT
    found = check.check_call(argv, tree, library=Library(str(tmp_path)), stdin=b"foo\nbar\n")
    for made in Path("/var/tmp").glob("oilgg-??????"):
        made.unlink()
    assert any(problem in one for one in found), found


def test_learning_is_compared_with_the_trace(tmp_path: Path) -> None:
    text = "gcc [-c] [-I <<D] [-o >OUT] <SRC\n  options words\n  in <<.\n  learn in -MMD -MF FILE\n"
    (tmp_path / "wrong.io").write_text(text)
    found = check.check_call(["gcc", "-c", "-Ilib", "-isystem", "inc", "a.c"], C, library=Library(str(tmp_path)))
    assert found and "refused" in found[0]
    (tmp_path / "wrong.io").write_text(text.replace("[-I <<D]", "[-I <<D] [-isystem <<S]"))
    found = check.check_call(["gcc", "-c", "-isystem", "lib", "a.c", "-o", "a.o"], C, library=Library(str(tmp_path)))
    assert any("does not report that it reads lib/lib.h" in one for one in found), found


def test_a_folder_as_a_tree(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "file").write_bytes(b"\xff\n")
    (tmp_path / "link").symlink_to("sub")
    (tmp_path / "tool").write_bytes(b"#!\xfe")
    (tmp_path / "tool").chmod(0o755)
    tree = check.tree_of(str(tmp_path))
    assert tree == {"sub": None, "sub/file": b"\xff\n", "link": ("link", "sub"), "tool": ("run", "#!\udcfe")}
    with check.Bench(["cat", "sub/file"], tree) as bench:
        bench.make()
        assert check.tree_of(bench.root) == tree
        assert bench.problems() == []
