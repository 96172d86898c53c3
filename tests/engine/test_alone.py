"""Programs travel to workers without namespaces: a Dask worker that lacks some, and may not make namespaces either."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")
pytest.importorskip("cryptography")

from oilgg.engine.alone import Alone
from oilgg.engine.loading import parts_of
from oilgg.engine.travelled import Differs, Travelled
from oilgg.store.local import LocalStore
from oilgg.thunk.ir import Stage
from oilgg.tools.cluster import Cluster
from tests.engine.remote import dask_cluster
from tests.engine.scripts import ROOT, Scripts
from tests.engine.test_travel import LESS, OWN, can_take_away

pytestmark = [
    pytest.mark.skipif(not can_take_away(), reason="nothing can be hidden from a worker here"),
    pytest.mark.xdist_group("dask"),
]


@pytest.fixture(scope="module")
def cluster(place: Path) -> Iterator[Cluster]:
    """A scheduler and a worker without compilers, some tools and namespaces."""
    (place / "less").mkdir()
    subprocess.run(["gcc", "-o", str(place / "forbid"), str(ROOT / "tests/builds/forbid.c")], check=True)
    prefix = ("unshare", "-m", "sh", "-c", LESS + 'exec "$@"', str(place / "less"), str(place / "forbid"))
    with dask_cluster(place, prefix=prefix) as found:
        found.start_worker("one", 1)
        yield found


class Explained(Scripts):
    """Scripts that say what became of each command."""

    def command(self) -> list[str]:
        return [*super().command(), "--explain"]

    def is_said(self, line: str) -> bool:
        return super().is_said(line) or line.startswith("     ") or line[5:7].isspace()


TOOLS = r"""
seq 1 2000 | sort -R --random-source=/etc/passwd >numbers
sort -n numbers >sorted
sort -n $PWD/numbers | tail -n 1 | tr 0 x
gawk '{ s += $1 } END { print s, length("ä") }' sorted
xz -k -9 sorted
LC_ALL=C.UTF-8 gawk '{ print length($0), toupper("ä") }' sorted | tail -n 1
sed -n 1p sorted
printf 'int x;\n' >x.c
gcc -c x.c -o x.o
ar rcs x.a x.o
"""


def test_tools_start_from_another_place(cluster: Cluster, tmp_path: Path) -> None:
    """With their libraries, and the data of the locale; compilers, which start their parts, do not."""
    for name in ("gawk", "xz"):
        if shutil.which(name, path="/usr/bin") is None:
            pytest.skip(f"no {name} here")
    said = Explained(tmp_path, "dask:" + cluster.address).compare(TOOLS)
    lines = [line for line in said.splitlines() if " run elsewhere  " in line]
    for text in ("sort -R", "sort -n numbers", "sort -n /", "gawk {", "xz -k", "toupper", "sed -n", "ar rcs"):
        assert any(text in line for line in lines), (text, said)
    assert "cannot be at its place where there are no namespaces" in said, said


def test_own_programs(cluster: Cluster, tmp_path: Path) -> None:
    """A program outside of the system's folders, with a library of its own beside it; a script stays."""
    if shutil.which("gawk", path="/usr/bin") is None:
        pytest.skip("no gawk here")
    script = OWN.replace("#: <$1 >- pure", "#: <$1 >- pure ; paths free")
    said = Explained(tmp_path, "dask:" + cluster.address).compare(script)
    assert " run elsewhere      " in said.partition("program in")[0].rpartition("\n")[2], said
    assert "is a script, which would be called otherwise" in said, said


def test_what_the_loader_finds(tmp_path: Path) -> None:
    """A complete tree, with what is here by links; libraries that are missing in it; what is no program."""
    store = LocalStore(str(tmp_path / "store"))
    listed = parts_of(["/usr/bin/sort"], store)
    for part in listed:
        store.put_file(part[0])
    travelled = Travelled(store, str(tmp_path / "travelled"))
    tree = travelled.lay_out(listed[:1], (), listed[1:])
    assert os.path.islink(tree + listed[-1][0]) and not os.path.islink(tree + "/usr/bin/sort")
    words = ("sort", "-r")
    made = Alone().stage(Stage("/usr/bin/sort", words, (("LC_ALL", "C"),)), tree, listed, "/nowhere")
    done = subprocess.run(made.argv, executable=made.program, input=b"a\nb\n", capture_output=True, env={}, check=True)
    assert done.stdout == b"b\na\n"
    done = subprocess.run([*made.argv[:-1], "--no"], input=b"", capture_output=True, env={}, check=False)
    assert done.stderr.startswith(b"sort: ")
    os.unlink(tree + next(part[0] for part in listed if "libc.so" in part[0]))
    with pytest.raises(Differs, match="does not find its libraries"):
        Alone().stage(Stage("/usr/bin/sort", words, ()), tree, listed, "/nowhere")
    os.unlink(tree + "/usr/bin/sort")
    Path(tree + "/usr/bin/sort").write_text("#!/bin/sh\n")
    with pytest.raises(Differs, match="no program that its loader could start"):
        Alone().stage(Stage("/usr/bin/sort", words, ()), tree, listed, "/nowhere")
    store.close()
