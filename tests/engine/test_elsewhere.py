"""Scripts whose commands go to the loopback engine: the same bytes, and what went over the line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.worker.view import probe
from tests.engine.remote import processes, wait_until
from tests.engine.scripts import PROJECT, ROOT, Scripts

pytestmark = pytest.mark.skipif(not probe().overlay, reason="no sealed view here")

CHAIN = r"""
set -e
mkdir inc; echo '#define N 5' >inc/n.h
for f in a b; do printf '#include "n.h"\nint %s(void) { return N; }\n' $f >$f.c; done
printf 'int a(void), b(void);\nint main(void) { return a() + b() - 10; }\n' >main.c
for f in a b main; do gcc -Iinc -c $f.c -o $f.o; done
ar rcs lib.a a.o b.o
gcc main.o lib.a -o app
rm -f a.o b.o main.o lib.a
"""


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripts]:
    """A folder for scripts, with an engine process that ends soon after them."""
    (tmp_path / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("OILGG_ENGINE_LINGER", "0.3")
    yield Scripts(tmp_path, "loopback:2")
    wait_until(lambda: not processes(str(tmp_path)), "the end of the engine process")


def numbers(said: str) -> dict[str, int]:
    """The numbers in the closing line."""
    pairs = re.findall(r"(\d+) (run elsewhere|run|reused|in place|bytes sent|brought home)", said)
    return {name: int(number) for number, name in pairs}


def test_a_build(scripts: Scripts) -> None:
    found = numbers(scripts.compare(PROJECT))
    assert found["run elsewhere"] >= 8
    again = numbers(scripts.compare(PROJECT))
    assert again["run elsewhere"] <= 1 and again["reused"] >= 8


def test_only_sources_go_up_and_only_the_program_comes_down(scripts: Scripts) -> None:
    found = numbers(scripts.compare(CHAIN))
    app = scripts.folder / "work" / "app"
    assert found["run elsewhere"] == 5
    assert found["brought home"] == app.stat().st_size
    sources = sum(path.stat().st_size for path in (scripts.folder / "work").rglob("*.[ch]"))
    assert found["bytes sent"] == sources


def test_what_is_looked_at_comes_home(scripts: Scripts) -> None:
    scripts.compare(CHAIN.replace("rm -f", "test -s a.o && echo there; cat *.o | wc -c; rm -f"))
    scripts.compare(CHAIN.replace("rm -f", "cp a.o kept.o; rm -f"))
    scripts.compare(CHAIN.replace("gcc main.o lib.a", "gcc missing.o lib.a"))


def test_failures_are_what_they_would_have_been(scripts: Scripts) -> None:
    scripts.compare(
        "printf 'int x = ;\\n' >x.c; gcc -c x.c; echo $?; ls; grep nothing x.c; echo $?; sort nofile; echo $?"
    )
    scripts.compare("set -e; echo b >f; sort f >g; sort nofile >h; echo never")


def test_undeclared_inputs_are_not_there_but_change_nothing(scripts: Scripts) -> None:
    scripts.compare(
        "printf '#include \"gen.h\"\\n' >x.c; echo 'int y;' | tr y z >gen.h; gcc -c x.c; nm x.o; gcc -E x.c | tail -1"
    )


def test_links_and_places(scripts: Scripts) -> None:
    scripts.compare(
        "mkdir -p real/deep; ln -s real link; echo c >link/deep/f; cd link/deep; sort f >g; cat g; cd ../..; "
        "sort link/deep/f >>log; sort link/deep/f >>log; cat log; ln -s nowhere l; sort log >l; ls; tee x <log | wc -l"
    )


def test_modules_in_the_working_directory_are_nobody_s(scripts: Scripts) -> None:
    hostile = "for m in asyncio json distributed dask select socket; do echo 'raise SystemExit(9)' >$m.py; done; "
    assert numbers(scripts.compare(hostile + "seq 3 | sort -r >x; sort x"))["run elsewhere"] >= 1


def test_without_a_store_or_an_engine(scripts: Scripts) -> None:
    blocked = scripts.folder / "file"
    blocked.write_text("")
    scripts.environment["OILGG_STORE"] = str(blocked / "store")
    assert "without a store" in scripts.compare("echo b | sort >x; sort x")
    scripts.environment["OILGG_STORE"] = str(scripts.folder / "other")
    scripts.engine = "loopback:many"
    assert "no number of slots" in scripts.compare("seq 3 | sort -r >x; sort x")


def test_the_next_one_takes_what_the_first_cannot(scripts: Scripts) -> None:
    scripts.engine = "loopback:many,loopback:1"
    assert numbers(scripts.compare("seq 3 | sort -r >x; sort x >y"))["run elsewhere"] >= 1


IO = 'type io >/dev/null 2>&1 || io() { while [ "$1" != -- ]; do shift; done; shift; "$@"; }\n'
"""For bash, which has no `io`."""


def test_a_sample_is_made_here_again(scripts: Scripts) -> None:
    scripts.environment["OILGG_VERIFY"] = "100%"
    said = scripts.compare(CHAIN)
    assert "wrong result" not in said and numbers(said)["run"] == 5, said
    # What comes out otherwise each time stands for a machine that lies.
    lie = IO + "io -w out --pure -- sh -c 'head -c 9 /dev/urandom >out'; rm out; sort -o q <<<x"
    assert "wrong result for sh -c" in (said := scripts.compare(lie)), said
    scripts.environment["OILGG_VERIFY"] = "0"
    assert numbers(scripts.compare(CHAIN.replace("N 5", "N 6").replace("- 10", "- 12")))["run"] == 0


def test_declared_secrets_stay_here(scripts: Scripts) -> None:
    scripts.environment["OILGG_SECRETS"] = "PASSWORD,*_TOKEN"
    scripts.environment |= {"MY_TOKEN": "hush-hush", "PASSWORD": "never-told"}
    io = "io -r in -w {} --pure -- sh -c 'sort in >{}'; "
    script = IO + "seq 9 >in; tr 1 $PASSWORD <in >a; sort <<<hush-hush >b; " + io.format("c", "c")
    said = scripts.compare(script + "unset MY_TOKEN PASSWORD; " + io.format("d", "d"))
    found = numbers(said)
    assert found["in place"] == 3 and "was declared secret" in said, said
    assert found["run elsewhere"] + found["run"] >= 1, said
    for path in [*scripts.folder.joinpath("store").rglob("*"), *scripts.folder.joinpath("run").rglob("*")]:
        if path.is_file():
            data = path.read_bytes()
            assert b"hush-hush" not in data and b"never-told" not in data, path


def test_with_local_as_well(scripts: Scripts) -> None:
    scripts.engine = "loopback:1,local"
    found = numbers(scripts.compare("for i in 1 2 3 4 5 6 7 8; do seq $i 2000 | sort -r >f$i; sort f$i >g$i; done"))
    assert found["run elsewhere"] >= 1
    assert os.listdir(scripts.folder / "run")


def test_the_head_of_the_order_streams(scripts: Scripts) -> None:
    with scripts.streaming() as marker:
        assert len(processes(marker)) > 1


@pytest.mark.slow
def test_the_rules_of_order_hold_elsewhere() -> None:
    command = [sys.executable, "spec/run.py", "--mode", "elsewhere", "-j", "2", "spec/rules.test.sh"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
