"""Workers without namespaces: what goes there and comes back as under bash, and what stays here and why."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.engine.worker_process import unnamed
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import FileValue, Input, Stage, SymlinkValue, Thunk, TreeValue, sorted_inputs
from oilgg.worker.request import ROOT, Elsewhere, Request, decode_request
from oilgg.worker.rules import without_root
from oilgg.worker.sealed import EMPTY_TREE
from oilgg.worker.staged import Staged, names, staged_stages
from oilgg.worker.view import probe
from tests.engine.remote import Remote, dask_settings, processes, wait_until
from tests.engine.scripts import PROJECT, Scripts
from tests.engine.scripts import ROOT as PROJECT_ROOT

FORBID = PROJECT_ROOT / "tests/builds/forbid.c"

COMPILES = r"""
mkdir -p inc src
echo '#define N 1' >inc/n.h
printf '#include "n.h"\n#include <assert.h>\nconst char *f = __FILE__;\n' >src/x.c
printf 'const char *g(void) { return __builtin_FILE(); }\n' >>src/x.c
printf 'int x(int k) { int unused; assert(k); return k + N; }\n' >>src/x.c
printf '#include "inc/n.h"\n.globl h\nh: ret\n.long N\n' >src/z.S
printf '#include <string>\nnamespace { struct Q { Q(); } q; Q::Q() {} }\nstd::string s(__FILE__);\n' >src/y.cc
for g in '' -g -g3 '-g -gdwarf-4'; do
  gcc -Wall $g -Iinc -c src/x.c -o "x$g.o"
  gcc -Wall $g -I"$PWD/inc" -c "$PWD/src/x.c" -o "abs$g.o"
  g++ $g -O2 -c src/y.cc -o "y$g.o"
  gcc $g -I. -c src/z.S -o "z$g.o"
done
gcc -g -Iinc -MD -MF x.d -c src/x.c -o d.o
gcc -g -Iinc -MMD -c src/x.c -o e.o
gcc -g -I$PWD/inc -MMD -c src/x.c -o i.o
gcc -I$PWD/inc -MD -MP -c $PWD/src/x.c -o $PWD/j.o
mkdir 'a b'; cp inc/n.h 'a b'
gcc -I"$PWD/a b" -MD -MT 'some $(target)' -MT more -MP -c $PWD/src/x.c -o k.o
gcc -I$PWD/inc -MM -MF l.d $PWD/src/x.c
gcc -g -ffile-prefix-map="$PWD"=. -Iinc -c src/x.c -o map.o
gcc -g -fdebug-prefix-map="$PWD/src"=SRC -I"$PWD/inc" -c "$PWD/src/x.c" -o map2.o
gcc -g -Iinc -S src/x.c -o x.s && as -g x.s -o s.o
gcc -E -Iinc src/x.c | md5sum
gcc -g -E -Iinc src/x.c | md5sum
gcc -g -E -Iinc src/x.c >x.i
cat *.d
"""

NAMES = r"""
seq 20 >f; mkdir d; cp f d/g
sort -rn "$PWD/f" | head -n 2
sort -n "$PWD/f" -o "$PWD/sorted"; tail -n 1 sorted
grep -H 1 "$PWD/f" | md5sum
grep -c 1 "$PWD/f"
grep -n 19 "$PWD/f" d/g
wc -l "$PWD/f"
(cd d; sort -n ../f | tee copy | wc -l; sort g >"$PWD/h"; cksum h)
sed "w $PWD/written" f | wc -l
ln -s d/g link; ln -s "$PWD/d" absolute
tr 1 x <link | head -n 1; tr 2 y <absolute/g | head -n 2 | tail -n 1
gzip -n d/g; gzip -dc d/g.gz | cksum
sort ../../../../../../../../../../etc/passwd | head -n 1 | wc -l
awk '{ print FILENAME; exit }' "$PWD/f"
awk '{ s += $1 } END { print s }' "$PWD/f"
sort nofile; grep nothing f; echo $?
"""


@pytest.fixture(scope="module")
def forbid(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A program that runs another where namespaces are forbidden."""
    program = tmp_path_factory.mktemp("forbid") / "forbid"
    subprocess.run(["gcc", "-o", str(program), str(FORBID)], check=True)
    return str(program)


class Forbidden(Scripts):
    """Scripts of a shell, with an engine on this machine, neither of which may make namespaces."""

    def __init__(self, folder: Path, forbid: str) -> None:
        super().__init__(folder, "loopback:2")
        self.forbid = forbid

    def command(self) -> list[str]:
        return [self.forbid, *super().command(), "--explain"]

    def is_said(self, line: str) -> bool:
        return super().is_said(line) or re.match(r" +\d+  [a-z ]+  | {20,}= ", line) is not None


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch, forbid: str) -> Iterator[Forbidden]:
    """A folder with a short name for scripts, and an engine process that ends soon after them."""
    with tempfile.TemporaryDirectory(prefix="o") as folder:
        (Path(folder) / "run").mkdir(mode=0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", f"{folder}/run")
        monkeypatch.setenv("OILGG_ENGINE_LINGER", "0.3")
        yield Forbidden(Path(folder), forbid)
        wait_until(lambda: not processes(folder), "the end of the engine process")


def places(said: str) -> dict[str, str]:
    """Where each command ran, and the code of the reason that is given."""
    lines = re.findall(r"^ +\d+  (run elsewhere|run|in place)  +(.*)(?:\n +(= [\w-]+))?", said, re.MULTILINE)
    return {text: where + " " + reason for where, text, reason in lines}


def test_a_build(scripts: Forbidden) -> None:
    found = places(scripts.compare(PROJECT))
    assert [where for text, where in found.items() if text.startswith(("gcc -O1", "ar ", "gcc obj"))].count(
        "run elsewhere = never-run"
    ) >= 5, found


def test_compilers(scripts: Forbidden) -> None:
    found = places(scripts.compare(COMPILES))
    work = f"{scripts.folder}/work"
    elsewhere = [text for text, where in found.items() if where.startswith("run elsewhere")]
    assert f"gcc -Wall -g -I{work}/inc -c {work}/src/x.c -o abs-g.o" in elsewhere, found
    assert "gcc -g -Iinc -MD -MF x.d -c src/x.c -o d.o" in elsewhere, found
    assert f"gcc -g -ffile-prefix-map={work}=. -Iinc -c src/x.c -o map.o" in elsewhere, found
    assert found["gcc -g -E -Iinc src/x.c | md5sum"] == "run = names-folder", found
    assert f"gcc -g -I{work}/inc -MMD -c src/x.c -o i.o" in elsewhere, found
    assert f"gcc -I{work}/inc -MD -MP -c {work}/src/x.c -o {work}/j.o" in elsewhere, found
    assert f"gcc -I{work}/inc -MM -MF l.d {work}/src/x.c" in elsewhere, found
    assert len(elsewhere) >= 22, found


def test_names(scripts: Forbidden) -> None:
    said = scripts.compare(NAMES)
    found, work = places(said), f"{scripts.folder}/work"
    assert found[f"sort -rn {work}/f | head -n 2"].startswith("run elsewhere"), found
    assert found[f"sort -n {work}/f -o {work}/sorted"].startswith("run elsewhere"), found
    assert found[f"grep -H 1 {work}/f | md5sum"] == "run = names-folder", found
    assert found[f"sed w {work}/written f | wc -l"] == "run = no-namespaces", found
    assert "named by no word of sed" in said and "a link to an absolute path" in said, said
    assert "above the root of all files" in said, said


def test_what_no_annotation_frees_stays_here(scripts: Forbidden) -> None:
    io = 'type io >/dev/null 2>&1 || io() { while [ "$1" != -- ]; do shift; done; shift; "$@"; }\n'
    said = scripts.compare(io + "seq 3 >f; io -r f -w out --pure -- sh -c 'sort f >out'; cat out")
    assert "nothing says that sh may run at another path (`paths free`)" in said, said
    script = "io -r f -w out --pure --paths-free -- sh -c 'sort -r f >out'; cat out; printf 'x\\n' >$PWD/g; "
    script += "io -r $PWD/g -w out2 --pure --paths-free -- sh -c 'sort $PWD/g >out2'; cat out2\n"
    script += "#: <$1 >- pure ; paths free\nperl -ne 'print uc' f; : own\n"
    found = places(said := scripts.compare(io + "seq 3 >f; " + script))
    assert found["sh -c sort -r f >out"].startswith("run elsewhere"), said
    assert f"{scripts.folder}/work/g is named by no word of sh" in said, said


def test_the_head_of_the_order_streams(scripts: Forbidden) -> None:
    with scripts.streaming():
        pass


def test_what_may_be_shown_while_it_runs() -> None:
    for data, size in (
        (b"", 0),
        (b"abc", 3),
        (b"abc/F", 3),
        (b"abcF", 3),
        (b"abc/Fo", 3),
        (b"x/Fou", 5),
        (b"x/Foo y", 1),
    ):
        shown = unnamed(bytearray(data), "/Foo")
        assert shown == min(size, len(data)), (data, shown)


def free(remote: Remote, script: str) -> Request:
    """A request that may run at any path."""
    thunk = remote.request(script, outputs=["out"]).thunk
    return Request(thunk, elsewhere=Elsewhere(((thunk.stages[0].argv, ()),)))


def test_dask_workers_with_and_without(forbid: str, tmp_path: Path) -> None:
    """What needs namespaces goes to workers that have them; where none has, it is refused with that reason."""
    pytest.importorskip("distributed")
    pytest.importorskip("cryptography")
    from oilgg.tools.cluster import Cluster

    (tmp_path / "cluster").mkdir(mode=0o700)
    with dask_settings(tmp_path):
        cluster = Cluster(str(tmp_path / "cluster"))
        cluster.start_scheduler()
        cluster.prefix = (forbid,)
        cluster.start_worker("without")
        remote = Remote("dask:" + cluster.address, str(tmp_path / "remote"))
        try:
            refusal = remote.run(remote.request("echo no")).refusal
            assert refusal is not None and refusal.reason.code == "no-namespaces"
            assert "Operation not permitted" in str(refusal) and "at their own paths" in str(refusal)
            done = remote.run(free(remote, "pwd >out; echo $TMPDIR"))
            assert done.refusal is not None and done.refusal.reason.code == "names-folder"
            done = remote.run(free(remote, "cd ..; ls >work-of-tests/out; echo said"))
            assert done.reply is not None and done.reply.result.stdout.data == b"said\n" and done.reply.root
            assert remote.read(done, "out") == b"tmp\nwork-of-tests\n" and not done.reply.exact
            if probe().overlay:
                cluster.prefix = ()
                cluster.start_worker("with")
                wait_until(
                    lambda: remote.run(remote.request("echo yes")).reply is not None, "the worker with namespaces"
                )
                for key in [remote.submit(remote.request(f"echo {number}")) for number in range(6)]:
                    assert key
                assert all(result.reply is not None and not result.reply.root for result in remote.results(6))
        finally:
            remote.close()
            cluster.stop()
            wait_until(lambda: not processes(str(tmp_path)), "the end of the cluster")


@pytest.mark.slow
def test_the_rules_of_order_hold(forbid: str) -> None:
    command = [forbid, sys.executable, "spec/run.py", "--mode", "elsewhere", "-j", "2", "spec/rules.test.sh"]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def thunk(cwd: str, inputs: dict[str, FileValue | SymlinkValue | TreeValue], *stages: Stage) -> Thunk:
    """A thunk with these inputs."""
    made = sorted_inputs([Input(path, value) for path, value in inputs.items()])
    return Thunk(stages or (Stage("/bin/sh", ("sh",), ()),), cwd, 0o22, made, None, ())


def test_what_is_written_is_told_as_of_a_layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"bytes\n"
    value = FileValue(digest_bytes(data), len(data), False)

    def put(_digest: bytes, path: str, mode: int) -> None:
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, mode)

    inputs = {f"/w/{name}": value for name in ("same", "gone", "touched", "changed", "replaced", "d/below", "e/below")}
    folder = str(tmp_path / "f")
    os.mkdir(folder)
    staged = Staged(thunk("/w", {**inputs, "/w/empty": EMPTY_TREE, "/w/link": SymlinkValue("same")}), folder, put)
    monkeypatch.chdir(folder + "/w")
    os.remove("gone")
    os.utime("touched", (1, 1))
    with open("changed", "a") as file:
        file.write("more")
    os.rename("replaced", "moved")
    with open("replaced", "wb") as file:
        file.write(data)
    for name in ("e/below", "e", "link"):
        os.rmdir(name) if name == "e" else os.remove(name)
    os.mkdir("new")
    os.symlink("x", "new/link")
    os.chmod("empty", 0o700)

    def digest_of(path: str) -> bytes:
        with open(path, "rb") as file:
            return digest_bytes(file.read())

    found = {change.path: change for change in staged.changes(digest_of)}
    kinds = {path: change.kind for path, change in found.items() if not change.times_only}
    assert kinds == {
        "/w/gone": "removed", "/w/touched": "file", "/w/changed": "file", "/w/replaced": "file", "/w/moved": "file",
        "/w/e": "removed", "/w/link": "removed", "/w/new": "directory", "/w/new/link": "symlink",
        "/w/empty": "directory",
    }  # fmt: skip
    in_place = {path for path, change in found.items() if change.in_place and change.kind == "file"}
    assert in_place == {"/w/touched", "/w/changed"}
    assert found["/w/touched"].content  # its time is another one, so nobody looks


def test_words_and_variables_there() -> None:
    stages = (
        Stage(
            "/usr/bin/sort", ("sort", "/w/f"), (("HOME", "/w"), ("PATH", "/w/bin:/usr/bin")), ((1, ">", "/w/o", ""),)
        ),
        Stage("/w/own", ("own",), ()),
    )
    elsewhere = Elsewhere(
        ((("sort", ROOT + "/w/f"), (("HOME", ROOT + "/w"), ("PATH", ROOT + "/w/bin:/usr/bin"))), (("own",), ())),
        "",
        True,
    )
    request = Request(thunk("/w", {}, *stages), elsewhere=elsewhere)
    assert decode_request(request.encoded()).elsewhere == elsewhere
    first, guard, last = staged_stages(request.thunk, elsewhere, "/F")
    assert first.argv == ("sort", "/F/w/f") and first.redirects == ((1, ">", "/F/w/o", ""),)
    assert dict(first.environment) == {"HOME": "/F/w", "PATH": "/F/w/bin:/usr/bin", "TMPDIR": "/F/tmp"}
    assert guard.argv == ("without", "F") and (last.program, last.argv) == ("/F/w/own", ("own",))


def test_make_rules_with_other_names() -> None:
    long = b"x" * 63
    there = b"/R/a.o: \\\n /R/" + long + b" b\\ c \\\n /R/" + long + b"\n/R/" + long + b":\n"
    here = b"/a.o: /" + long + b" \\\n b\\ c /" + long + b"\n/" + long + b":\n"
    assert without_root(there, b"/R") == here
    assert without_root(here, b"/R") == here
    for odd in (b"a: b", b"a b\n", b"a:  b\n", b"a: b \\\n c\n", b"x: /y/R/z\n", b"-I/R/x: y\n"):
        assert without_root(odd, b"/R") is None


def test_a_name_is_found_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oilgg.worker.staged.CHUNK_BYTES", 8)
    for before in range(20):
        (tmp_path / "file").write_bytes(b"x" * before + b"dev/shm/oilgg-1" + b"y" * 9)
        assert names(str(tmp_path / "file"), "/dev/shm/oilgg-1")
        assert not names(str(tmp_path / "file"), "/dev/shm/oilgg-2")
