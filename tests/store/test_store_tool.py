"""`oilgg --tool store`: what it says, to the letter."""

from __future__ import annotations

import os
import random

import pytest

from oilgg.store.base import Reduction
from oilgg.store.local import LocalStore
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import Learned, Output, Result
from oilgg.tools.store import USAGE, size_text, store_tool


@pytest.fixture
def folder(tmp_path):
    folder = str(tmp_path / "store")
    store = LocalStore(folder)
    digest = store.put_bytes(b"x" * 200_000)
    store.put_bytes(b"few")
    result = Result((0,), outputs=(Output("/o", digest=digest, size=200_000),))
    store.record(bytes(32), Reduction(Learned((("/a", b"a" * 32),)), result))
    store.put_fact(b"k", b"v")
    store.close()
    return folder


def run(*args: str) -> tuple[int, str, str]:
    out: list[str] = []
    err: list[str] = []
    status = store_tool(list(args), out.append, err.append)
    return status, "".join(out), "".join(err)


def test_stats(folder):
    status, out, err = run("--dir", folder, "stats")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[:-1] == [
        f"store       {folder}",
        "objects     2, 200.0 kB",
        "reductions  1",
        "learned     1",
        "files known 0",
        "facts       1",
    ]
    assert lines[-1].startswith("index       ")


def test_gc(folder):
    status, out, err = run(f"--dir={folder}", "gc", "--size", "1G")
    assert (status, out, err) == (0, "removed 0 objects, 0 B, and 0 reductions; 200.0 kB kept\n", "")
    store = LocalStore(folder)
    store.write([("UPDATE reduction SET used = 1000", [()]), ("UPDATE object SET made = 1000", [()])])
    store.close()
    status, out, err = run("--dir", folder, "gc", "--age=3")
    assert (status, out) == (0, "removed 1 objects, 3 B, and 1 reductions; 200.0 kB kept\n")


def test_verify(folder):
    assert run("--dir", folder, "verify") == (0, "2 objects read, 0 damaged\n", "")
    name = digest_bytes(b"x" * 200_000).hex()
    path = f"{folder}/objects/{name[:2]}/{name[2:]}"
    import os

    os.chmod(path, 0o600)
    with open(path, "ab") as file:
        file.write(b"!")
    assert run("--dir", folder, "verify") == (1, f"damaged, removed: {name}\n2 objects read, 1 damaged\n", "")
    assert run("--dir", folder, "verify") == (0, "1 objects read, 0 damaged\n", "")


def test_a_relative_folder(folder, monkeypatch):
    monkeypatch.chdir(folder + "/..")
    assert run("--dir", "store", "verify")[0] == 0


@pytest.mark.parametrize(
    ("args", "text"),
    [
        ([], "say stats, gc or verify"),
        (["fly"], "fly: not stats, gc or verify"),
        (["stats", "gc"], "stats gc: not stats, gc or verify"),
        (["--fly", "gc"], "--fly: no such option"),
        (["gc", "--size"], "--size needs a value"),
        (["gc", "--size", "much"], "much: not a number"),
        (["gc", "--size", "-1G"], "-1G: out of range"),
        (["gc", "--age", "nan"], "nan: out of range"),
    ],
)
def test_wrong_calls(args, text):
    assert run(*args) == (2, "", f"oilgg: store: {text}\n{USAGE}")


def test_help():
    assert run("--help") == (0, USAGE, "")


def test_a_store_that_cannot_be_used(tmp_path):
    (tmp_path / "file").touch()
    status, out, err = run("--dir", f"{tmp_path}/file", "stats")
    assert (status, out, err) == (1, "", f"oilgg: store: {tmp_path}/file: not a directory\n")


def test_sizes():
    assert [size_text(size) for size in (0, 999, 1000, 999_940, 999_960, 3_400_000, 10 << 30, 5e15)] == [
        "0 B", "999 B", "1.0 kB", "999.9 kB", "1.0 MB", "3.4 MB", "10.7 GB", "5000.0 TB",
    ]  # fmt: skip


def test_a_shared_store(tmp_path):
    from oilgg.store.bucket import FolderBucket
    from oilgg.store.memory import MemoryStore
    from oilgg.store.shared import SharedStore

    url = f"file://{tmp_path}/share?namespace=team"
    store = SharedStore(MemoryStore(), FolderBucket(f"{tmp_path}/share"), "team")
    digest = store.put_bytes(random.Random(1).randbytes(51_200))
    store.record(bytes(32), Reduction(Learned(), Result((0,), outputs=(Output("/o", digest=digest, size=51200),))))
    store.close()
    status, out, err = run("--share", url, "stats")
    assert (status, err) == (0, "")
    assert out.splitlines()[:3] == [f"store       file://{tmp_path}/share, namespace team", "objects     1, 51.2 kB",
                                    "packs       0, 0 B"]  # fmt: skip
    assert run("--share", url, "verify") == (0, "2 objects and reductions read, 0 damaged\n", "")
    assert run("--share", url, "gc") == (0, "removed 0 blobs, 0 B\n", "")
    (path,) = (tmp_path / "share/team/o").glob("*/*")
    path.write_bytes(b"r" + b"other bytes")
    name = str(path.relative_to(tmp_path / "share"))
    status, out, _err = run("--share", url, "verify")
    assert (status, out) == (1, f"damaged, removed: {name}\n2 objects and reductions read, 1 damaged\n")
    for path in (tmp_path / "share/team").glob("*/*/*"):
        os.utime(path, (1000, 1000))
    status, out, _err = run("--share", url, "gc")
    assert status == 0 and out.startswith("removed 1 blobs, ")
    assert run("--share", "ftp://x", "gc")[:2] == (1, "")
