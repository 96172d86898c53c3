"""Files that have travelled, laid over those of the system in a sealed view; and what says which these are."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from oilgg.engine.base import SEALED
from oilgg.engine.loading import Unknown, listed_libraries, loader_of
from oilgg.engine.travelled import Differs, Travelled
from oilgg.reduce.tools import Tools
from oilgg.reduce.travel import Travel, interpreter_of_script, locale_files
from oilgg.store.local import LocalStore
from oilgg.store.memory import MemoryStore
from oilgg.thunk.codec import CodecError
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import Stage, Thunk
from oilgg.worker.closure import decode_closure, encode_closure
from oilgg.worker.request import Request
from oilgg.worker.sealed import stage
from tests.engine.helpers import NOBODY, bed, run_as, support_of

PART = ("/usr/bin/made-up", b"d" * 32, 12, True)


@pytest.mark.parametrize("user", [0, NOBODY])
def test_laid_over(user: int) -> None:
    """New files, files instead of the worker's, new folders; all else as it is. Nothing can be written there."""
    if os.geteuid() != 0 or not support_of(user).overlay:
        pytest.skip("no sealed view for this user here")

    def check() -> None:
        with bed() as b:
            b.write("over/usr/bin/made-up", "#!/bin/sh\necho made up\n", 0o755)
            b.write("over/usr/bin/od", "#!/bin/sh\necho another od\n", 0o755)
            b.write("over/usr/new/folder/file", "text\n")
            b.write("over/etc/made-up", "setting\n")
            os.mkdir(b.path("staged"))
            stage(Thunk((Stage("/bin/sh", ("sh",)),), "/"), b.path("staged"), lambda *_: None)
            script = (
                "made-up; od; cat /usr/new/folder/file /etc/made-up; echo x 2>/dev/null >/usr/bin/y || echo read-only; "
                "test -x /usr/bin/env && test -e /etc/passwd && cat /etc/hosts >/dev/null && echo the rest is there"
            )
            said, result = b.output(script, view=SEALED, places=[b.path("staged"), b.path("over")], cwd="/")
            assert result.failure is None, result.failure
            assert said == "made up\nanother od\ntext\nsetting\nread-only\nthe rest is there\n"
            said, _result = b.output("made-up || echo gone", view=SEALED, places=[b.path("staged")], cwd="/")
            assert said.endswith("gone\n")

    run_as(user, check)


def test_closures_are_read_with_care() -> None:
    data = encode_closure([PART])
    assert decode_closure(data) == (PART,)
    assert encode_closure([PART, PART]) == data
    for path in ("/home/x", "/usr/../home/x", "usr/x", "/usr//x", "/usr"):
        with pytest.raises(CodecError):
            decode_closure(encode_closure([(path, *PART[1:])]))
    for wrong in (
        b"",
        data[:-1],
        data + b"x",
        data.replace(b"closure-1", b"closure-9"),
        data.replace(b"12 1", b"12 x"),
    ):
        with pytest.raises(CodecError):
            decode_closure(wrong)
    with pytest.raises(CodecError):
        decode_closure(encode_closure([("/usr/bin/x", b"short", 1, True)]))


def test_what_a_worker_needs(tmp_path: Path) -> None:
    """Only what is another file there; laid out once; what is not listed is refused."""
    store = LocalStore(str(tmp_path / "store"))
    travelled = Travelled(store, str(tmp_path / "travelled"))
    bytes_of = b"#!/bin/sh\n"
    mine = ("/usr/bin/made-up", store.put_bytes(bytes_of), len(bytes_of), True)
    same = ("/usr/bin/env", store.digest_of("/usr/bin/env"), os.stat("/usr/bin/env").st_size, True)
    closure = store.put_bytes(encode_closure([mine, same]))
    request = Request(Thunk((Stage("/usr/bin/made-up", ("x",)),), "/"), closure=closure, closure_size=1)
    assert travelled.needed(request, {"/usr/bin/made-up": mine[1]}) == (mine,)
    for path, digest in (("/usr/bin/made-up", bytes(32)), ("/usr/bin/other", mine[1])):
        with pytest.raises(Differs):
            travelled.needed(request, {path: digest})
    tree = travelled.lay_out((mine,), ())
    assert Path(tree + "/usr/bin/made-up").read_bytes() == bytes_of and os.access(tree + "/usr/bin/made-up", os.X_OK)
    assert travelled.lay_out((mine,), ()) == tree
    other = travelled.lay_out(((("/usr/share/made-up"), *mine[1:]),), ())
    assert os.stat(other + "/usr/share/made-up").st_ino == os.stat(tree + "/usr/bin/made-up").st_ino
    store.close()


def test_closure_of_programs(tmp_path: Path) -> None:
    """As ldd says; scripts bring what runs them."""
    store = MemoryStore()
    travel = Travel(store, Tools(store))
    found = travel.closure(["/usr/bin/env"], {})
    assert found is not None and not found[1]
    parts = decode_closure(found[0])
    paths = {part[0] for part in parts}
    listed = subprocess.check_output(["ldd", "/usr/bin/env"], text=True)
    wanted = {word for line in listed.splitlines() for word in line.split() if word.startswith("/")}
    assert wanted and wanted | {"/usr/bin/env"} == paths - {"/etc/ld.so.cache"}
    for path, digest, size, _executable in parts:
        data = Path(path).read_bytes()
        assert digest_bytes(data) == digest and len(data) == size
    (tmp_path / "inner").write_text("#!/usr/bin/env -S sh -e\n")
    (tmp_path / "inner").chmod(0o755)
    (tmp_path / "script").write_text(f"#!{tmp_path}/inner\n")
    found = travel.closure([f"{tmp_path}/script"], {"PATH": "/usr/bin:/bin"})
    assert found is not None and found[1] == [f"{tmp_path}/script", f"{tmp_path}/inner"]
    assert "/usr/bin/sh" in {part[0] for part in decode_closure(found[0])}
    (tmp_path / "data").write_text("no program")
    assert travel.closure([f"{tmp_path}/data"], {}) is None
    assert travel.closure(["/usr/bin/env"], {"LD_PRELOAD": "/x.so"}) is None
    (tmp_path / "inner").chmod(0o4755)
    assert (
        travel.closure([f"{tmp_path}/inner"], {"PATH": "/usr/bin:/bin"}) is None
        or travel.closure([f"{tmp_path}/inner"], {"PATH": "/usr/bin", "LANG": "C"}) is None
    )


def test_small_readers() -> None:
    with open("/usr/bin/env", "rb") as file:
        assert loader_of(file.read(1 << 16)).startswith("/lib")
    for head in (b"", b"\x7fELF\x02\x02" + bytes(64), b"MZ" + bytes(64)):
        with pytest.raises(Unknown):
            loader_of(head)
    assert loader_of(b"\x7fELF\x02\x01" + bytes(58)) == ""
    assert interpreter_of_script(b"#! /bin/sh -e\nx", {}) == "/bin/sh"
    assert interpreter_of_script(b"#!/usr/bin/env sh\n", {"PATH": "/none:/bin"}) == "/bin/sh"
    for line in (b"#!\n", b"#!sh\n", b"#!/usr/bin/env nosuch\n", b"#!/usr/bin/env\n"):
        with pytest.raises(Unknown):
            interpreter_of_script(line, {"PATH": "/bin"})
    text = "\tlinux-vdso.so.1 (0x1)\n\tliba.so => /usr/lib/liba.so (0x2)\n\t/lib64/ld-x.so.2 (0x3)\n"
    assert listed_libraries(text) == ["/usr/lib/liba.so", "/lib64/ld-x.so.2"]
    with pytest.raises(Unknown):
        listed_libraries("\tliba.so => not found\n")
    assert locale_files({"LANG": "C"}) == [] and locale_files({"LC_ALL": "POSIX", "LANG": "C.UTF-8"}) == []
    assert all(path.startswith("/usr/lib/locale/") for path in locale_files({"LANG": "C.UTF-8"}))
