"""Digests of bytes and files, by whichever module does them."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from oilgg.thunk import hash as hashing
from oilgg.thunk.hash import digest_bytes, digest_file, names_digest


@pytest.fixture(params=["small", "large"])
def module(request, monkeypatch):
    state = hashing._State()
    if request.param == "large":
        state.hasher(1 << 30)
    monkeypatch.setattr(hashing, "_state", state)
    return state


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 131072, 131073, (1 << 20) + 7, 3 << 20])
def test_files(module, tmp_path, size):
    data = bytes(range(251)) * (size // 251 + 1)
    path = tmp_path / "file"
    path.write_bytes(data[:size])
    assert digest_file(str(path)) == (hashlib.sha256(data[:size]).digest(), size)
    assert digest_bytes(data[:size]) == hashlib.sha256(data[:size]).digest()


def test_a_file_that_says_it_is_empty():
    digest, size = digest_file("/proc/version")
    with open("/proc/version", "rb") as file:
        data = file.read()
    assert (digest, size) == (hashlib.sha256(data).digest(), len(data))


def test_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        digest_file(str(tmp_path / "none"))
    with pytest.raises(IsADirectoryError):
        digest_file(str(tmp_path))


def test_names_in_any_order():
    assert names_digest(["a", "b", "\udcff"]) == names_digest(["\udcff", "b", "a"])
    assert names_digest(["a", "b"]) != names_digest(["a"])
    assert names_digest([]) != names_digest([""]) or names_digest([]) == digest_bytes(b"")


def test_little_is_loaded_for_a_little():
    code = (
        "import sys; from oilgg.thunk import graph, hash as h; h.digest_bytes(b'x');"
        "print([m for m in ('_hashlib', 'hashlib', 're', 'os', 'typing', 'enum', 'struct') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"],
                         capture_output=True, text=True, check=True)  # fmt: skip
    assert run.stdout == "[]\n"
