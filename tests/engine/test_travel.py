"""Programs travel: Dask workers that lack what the commands of a script consist of, by mounts of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")
pytest.importorskip("cryptography")

from oilgg.thunk.ir import Thunk
from oilgg.tools.cluster import Cluster
from oilgg.worker.request import Request
from oilgg.worker.view import probe
from tests.engine.remote import Remote, dask_cluster
from tests.engine.scripts import Scripts

LESS = """
set -e
mount -t tmpfs none "$0"
mkdir "$0/up" "$0/work"
mount -t overlay -o "lowerdir=/usr,upperdir=$0/up,workdir=$0/work" none /usr
rm -rf /usr/bin/*gcc* /usr/bin/cc /usr/bin/as /usr/bin/*-gnu-as /usr/lib/gcc /usr/include /usr/bin/sort /usr/bin/xz
rm -rf /usr/bin/gawk /usr/bin/jq /usr/bin/ar /usr/bin/ld /usr/bin/*-gnu-ar /usr/bin/*-gnu-ld /usr/bin/*ld.bfd
echo '#error of the worker' >/usr/local/include/fenv.h
rm -rf /usr/lib/bfd-plugins /usr/lib/*/*crt*.o /usr/lib/*/lib*.a /usr/lib/*/libc.so /usr/lib/*/libm.so
for name in mpfr sigsegv jq onig bfd opcodes mvec; do rm -f /usr/lib/*/lib$name.so*; done
"""
"""Run with a folder: takes compilers, their headers and some tools away from the processes that follow."""


def can_take_away() -> bool:
    """Whether a part of /usr can be hidden from a process here."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    command = ["unshare", "-m", "sh", "-c", LESS + "! test -e /usr/bin/sort", "/mnt"]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


pytestmark = [
    pytest.mark.skipif(not probe().overlay, reason="no sealed view here"),
    pytest.mark.skipif(not can_take_away(), reason="nothing can be hidden from a worker here"),
    pytest.mark.xdist_group("dask"),
]


@pytest.fixture(scope="module")
def cluster(place: Path) -> Iterator[Cluster]:
    """A scheduler and a worker without compilers."""
    (place / "less").mkdir()
    with dask_cluster(place, prefix=("unshare", "-m", "sh", "-c", LESS + 'exec "$@"', str(place / "less"))) as found:
        found.start_worker("one", 1)
        yield found


COMPILE = r"""
set -e
printf '#include <stdio.h>\nint main(void) { return !puts("made elsewhere"); }\n' >a.c
gcc -O1 -Wall -c a.c -o a.o
cc -O2 -S a.c -o a.s
"""


def sent(said: str) -> int:
    """How many bytes of objects went to workers."""
    return int(said.partition(" bytes sent")[0].rpartition(" ")[2])


def test_a_compiler_travels(cluster: Cluster, tmp_path: Path) -> None:
    """gcc, cc1, as, their libraries and all headers: the same bytes from a worker that has none of them."""
    parts = [subprocess.check_output(["gcc", "-print-prog-name=" + name], text=True).strip() for name in ("cc1", "as")]
    size = sum(os.stat(shutil.which(part) or part).st_size for part in [*parts, "gcc"])
    said = Scripts(tmp_path, "dask:" + cluster.address).compare(COMPILE)
    assert " 2 run elsewhere" in said and sent(said) > size, said
    (tmp_path / "again").mkdir()
    said = Scripts(tmp_path / "again", "dask:" + cluster.address).compare(COMPILE.replace("elsewhere", "there"))
    assert " 2 run elsewhere" in said and sent(said) < 10_000_000, "the compiler has travelled twice: " + said


CHAIN = r"""
set -e
for f in a b; do
  printf '#include "n.h"\n#include <math.h>\ndouble %s(double x) { return sin(x) + N; }\n' $f >$f.c
done
echo '#define N 5' >n.h
printf '#include <stdio.h>\ndouble a(double), b(double);\n' >main.c
printf 'int main(int n, char **w) { return !printf("%%g\\n", a(n) - b(n)); }\n' >>main.c
for f in a b main; do gcc -O1 -c $f.c -o $f.o; done
ar rcs lib.a a.o b.o
gcc main.o lib.a -lm -o app
rm -f a.o b.o main.o lib.a
"""


def test_a_chain_stays_there(cluster: Cluster, tmp_path: Path) -> None:
    """Compile, archive, link, with no compiler and no libraries there: sources go up, the program comes down."""
    said = Scripts(tmp_path, "dask:" + cluster.address).compare(CHAIN)
    assert " 5 run elsewhere" in said, said
    (tmp_path / "again").mkdir()
    scripts = Scripts(tmp_path / "again", "dask:" + cluster.address)
    said = scripts.compare(CHAIN.replace("N 5", "N 17").replace("n.h", "number.h").replace("%%g", "%%g there"))
    assert " 5 run elsewhere" in said, said
    work = tmp_path / "again/work"
    assert sent(said) == sum(path.stat().st_size for path in work.glob("*.[ch]")), said
    assert f" {(work / 'app').stat().st_size} brought home" in said, said


LINKS = r"""
set -e
printf 'int f(void) { return 4; }\n' >f.c
printf '#include <stdlib.h>\nint f(void);\nint main(void) { return abs(-f()) - 4; }\n' >main.c
gcc -shared -fPIC f.c -o libf.so
gcc -static main.c f.c -o static
gcc main.c -L. -lf -Wl,-rpath,'$ORIGIN' -o dynamic
gcc -pthread -fopenmp main.c f.c -o threads
printf '#include <iostream>\n#include <string>\nint main() { std::string s("x"); std::cout << s + "y\\\\n"; }\n' >m.cc
g++ -O1 m.cc -o cxx
for program in static dynamic threads cxx; do ./$program; done
gcc main.c -lnowhere -o never 2>message || echo failed as it should
"""


def test_links_of_many_kinds(cluster: Cluster, tmp_path: Path) -> None:
    """Shared, static, with libraries that need others, with specs; a failure is repeated here."""
    if shutil.which("g++") is None:
        pytest.skip("no g++ here")
    said = Scripts(tmp_path, "dask:" + cluster.address).compare(LINKS)
    assert " 5 run elsewhere" in said, said


LTO = r"""
set -e
printf '#include <math.h>\nint g(int); int f(int x) { return g(x) * 3 + (int)sqrt(x); }\n' >f.c
printf '#include <stdio.h>\nint f(int); int g(int x) { return x + 1; }\n' >g.c
printf 'int main(int n, char **w) { return !printf("%%d\\n", f(n)); }\n' >>g.c
for n in f g; do gcc -O2 -flto -frandom-seed=$n -c $n.c -o $n.o; done
gcc -O2 -flto f.o g.o -lm -o serial
gcc -O2 -flto=2 -flto-partition=max f.o g.o -lm -o parallel
gcc -O2 -flto=auto -g f.o g.o -lm -o debugged
gcc -O2 -flto -shared -fPIC -frandom-seed=1 f.c -o libf.so -lm
for program in serial parallel debugged; do ./$program; done
"""


def test_links_that_compile(cluster: Cluster, tmp_path: Path) -> None:
    """The plugin of the linker has objects of -flto compiled by parts of the compiler, and by make: they travel."""
    said = Scripts(tmp_path, "dask:" + cluster.address).compare(LTO)
    assert " 6 run elsewhere" in said, said


@pytest.mark.parametrize("how", ["-flto=jobserver", "-fno-lto", ""])
def test_links_that_compile_and_run_here(cluster: Cluster, tmp_path: Path, how: str) -> None:
    """With tokens of a make that is here, or where only the objects tell what has to be done with them."""
    text = LTO.partition("gcc -O2 -flto f.o")[0] + f"gcc -O2 {how} f.o g.o -lm -o program\n./program\n"
    said = Scripts(tmp_path, "dask:" + cluster.address).compare(text)
    assert "1 run, 2 run elsewhere" in said, said


DEPENDENCIES = r"""
set -e
printf '#include <zlib.h>\n#include "n.h"\nint f(void) { return Z_OK + N; }\n' >f.c
echo '#define N 5' >n.h
gcc -MD -c f.c -o f.o
gcc -MMD -MF g.d -c f.c -o g.o
"""


def test_what_compilers_write_of_their_reading(cluster: Cluster, tmp_path: Path) -> None:
    """Files of dependencies are outputs as well: a changed header is noticed by them."""
    if not os.path.exists("/usr/include/zlib.h"):
        pytest.skip("no zlib here")
    scripts = Scripts(tmp_path, "dask:" + cluster.address)
    assert " 2 run elsewhere" in (said := scripts.compare(DEPENDENCIES)), said
    assert " 2 reused" in (said := scripts.compare(DEPENDENCIES)), said
    said = scripts.compare(DEPENDENCIES.replace("N 5", "N 6"))
    assert " 2 run elsewhere" in said and " 0 reused" in said, said


@pytest.mark.parametrize("how", ["", "-MD", "-MMD"])
def test_headers_that_only_a_worker_has(cluster: Cluster, tmp_path: Path, how: str) -> None:
    """They would be read instead of what is read here: the command runs here."""
    script = f"echo '#include <fenv.h>' >f.c; gcc {how} -c f.c -o f.o; echo 'int x;' >g.c; gcc {how} -c g.c -o g.o"
    assert " 1 run, 1 run elsewhere" in (said := Scripts(tmp_path, "dask:" + cluster.address).compare(script)), said


TOOLS = r"""
set -e
seq 1 2000 | sort -R --random-source=/etc/passwd >numbers
sort -n numbers >sorted
gawk '{ s += $1 } END { print s, length("ä") }' sorted
printf '{"a": [1, 2, {"b": "c"}]}\n' >data.json
jq -c '.a[2]' data.json >found.json
xz -k -9 sorted
LC_ALL=C.UTF-8 gawk '{ print length($0) }' found.json
"""


def test_tools_of_the_system_travel(cluster: Cluster, tmp_path: Path) -> None:
    """With their libraries, and the data of the locale."""
    for name in ("gawk", "jq", "xz"):
        if shutil.which(name, path="/usr/bin") is None:
            pytest.skip(f"no {name} here")
    said = Scripts(tmp_path, "dask:" + cluster.address).compare(TOOLS)
    assert int(said.partition(" run elsewhere")[0].rpartition(" ")[2]) >= 5, said


OWN = r"""
set -e
P=$PWD/../own
if [ ! -e $P/bin/real ]; then
  mkdir -p $P/bin $P/lib
  printf '#include <string.h>\nint count(const char *s) { return (int)strlen(s); }\n' >c.c
  printf '#include <stdio.h>\nint count(const char *);\nint main(int n, char **a) { char b[99];\n' >m.c
  printf 'FILE *f = fopen(a[1], "r"); printf("%%d %%d\\n", n, count(fgets(b, 99, f))); return 0; }\n' >>m.c
  cc -shared -fPIC c.c -o $P/lib/libcount.so
  cc m.c -L$P/lib -lcount -Wl,-rpath,'$ORIGIN/../lib' -o $P/bin/real
  ln -s real $P/bin/program
  printf '#!/usr/bin/env -S gawk -f\n{ print "script", $0 }\n' >$P/bin/script
  chmod +x $P/bin/script
  rm c.c m.c
fi
echo a line of text >in
#: <$1 >- pure
$P/bin/program in >counted
#: <$1 >- pure
$P/bin/script in >said
cat counted said
"""


def test_own_programs_travel(cluster: Cluster, tmp_path: Path) -> None:
    """A program outside of the system's folders, through a link, with a library of its own; a script as well."""
    if shutil.which("gawk", path="/usr/bin") is None:
        pytest.skip("no gawk here")
    said = Scripts(tmp_path, "dask:" + cluster.address).compare(OWN)
    assert " 3 run elsewhere" in said, said


def test_what_differs_and_does_not_come_along_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    """A request without a closure, as other clients may make."""
    remote = Remote("dask:" + cluster.address, str(tmp_path))
    try:
        request = remote.request("true")
        thunk = request.thunk
        tools = (("/usr/bin/sort", bytes(32)),)
        made = Thunk(thunk.stages, thunk.cwd, thunk.umask, (), None, (), thunk.streams, tools)
        result = remote.run(Request(made))
        assert result.refusal is not None and result.refusal.reason.code == "platform-differs"
        assert str(result.refusal).endswith("/usr/bin/sort: No such file or directory")
        foreign = Thunk(thunk.stages, thunk.cwd, thunk.umask, (), None, (), thunk.streams, (), "linux-vax")
        result = remote.run(Request(foreign))
        assert result.refusal is not None and "a command for linux-vax" in str(result.refusal)
    finally:
        remote.close()
