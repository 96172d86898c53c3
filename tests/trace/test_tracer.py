"""The tracer sees what real programs read, look for in vain, list, write and start."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.engine.base import OVERLAY, PLAIN, Redirect
from oilgg.thunk.hash import digest_bytes
from oilgg.worker import seccomp, supervision
from oilgg.worker.trace import Trace
from tests.engine.helpers import NOBODY, run_as, support_of
from tests.trace.helpers import run_traced, traces_of

ROOT = os.geteuid() == 0
USERS = [os.geteuid(), *([NOBODY] if ROOT else [])]


@pytest.fixture(params=["seccomp", "ptrace"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to trace: by notifications of the filter, and by stops where the kernel refuses the filter."""
    chosen: str = request.param
    if chosen == "ptrace":
        monkeypatch.setattr(supervision, "install", refuse)
    return chosen


def refuse(_of_input: bool) -> int:
    """Install no filter."""
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody may use, below one of its own."""
    import tempfile

    base = Path(tempfile.mkdtemp(prefix="trace-", dir="/tmp"))
    base.chmod(0o777)
    work = base / "work"
    work.mkdir()
    work.chmod(0o777)
    yield work
    shutil.rmtree(base)


def trace_of(folder: Path, *argv: str, view: str = PLAIN, redirects: list[Redirect] | None = None) -> Trace:
    """The trace of a command that succeeds."""
    result, trace = run_traced(folder, list(argv), view, redirects)
    assert trace.way == ("ptrace" if supervision.install is refuse else "seccomp")
    assert result.statuses == [0], result
    return trace


def below(folder: Path, paths: object) -> set[str]:
    """Those of `paths` that lie in `folder`, relative to it."""
    prefix = f"{folder}/"
    return {path[len(prefix) :] for path in paths if path.startswith(prefix)}  # type: ignore[attr-defined]


@pytest.mark.parametrize("user", USERS)
def test_compiling_reads_headers_and_what_might_come_before_them(folder: Path, user: int) -> None:
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    (folder / "b/x.h").write_text("#define X 1\n")
    (folder / "main.c").write_text('#include <x.h>\n#include "missing/../own.h"\nint main(void) { return X - 1; }\n')
    (folder / "own.h").write_text("\n")
    (folder / "missing").mkdir()
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o777)

    def check() -> None:
        trace = trace_of(folder, "gcc", "-Ia", "-Inone", "-Ib", "-c", "main.c", "-o", "main.o")
        assert below(folder, trace.reads) == {"main.c", "own.h", "b/x.h"}
        assert {"a/x.h", "none", "x.h.gch"} & below(folder, trace.absent) >= {"a/x.h", "none"}
        assert below(folder, trace.touched) == {"main.o"}
        assert not trace.specials
        started = {path.rpartition("/")[2] for path, _argv in trace.executed}
        assert {"gcc", "cc1", "as"} <= started
        assert "/usr/bin/gcc" in trace.links

    run_as(user, check)


def test_a_static_program_is_seen(folder: Path) -> None:
    (folder / "p.c").write_text('#include <stdio.h>\nint main(void) { return fopen("in", "r") == NULL; }\n')
    (folder / "in").write_text("x")
    os.system(f"cd {folder} && gcc -static -o p p.c")
    trace = trace_of(folder, "./p")
    assert below(folder, trace.reads) == {"p", "in"}


def test_what_is_changed_in_place_is_hashed_as_it_was(folder: Path) -> None:
    (folder / "log").write_text("before\n")
    (folder / "old").write_text("old\n")
    script = "echo after >>log; mv old new; sed -i s/o/0/ new; printf x >fresh; cat fresh >/dev/null; rm fresh"
    trace = trace_of(folder, "sh", "-c", script)
    assert trace.reads[f"{folder}/log"] == digest_bytes(b"before\n")
    assert trace.reads[f"{folder}/old"] == digest_bytes(b"old\n")
    assert {"log", "old", "new", "fresh"} <= below(folder, trace.touched)
    assert trace.touched[f"{folder}/log"][0] == "file" and trace.touched[f"{folder}/log"][2]
    assert "fresh" not in below(folder, trace.reads)


def test_directories_that_are_listed(folder: Path) -> None:
    for name in ("one", "two"):
        (folder / name).write_text("")
    trace = trace_of(folder, "sh", "-c", "echo >three; rm one; ls . >/dev/null")
    assert trace.lists[str(folder)][0] == ["one", "two"]


def test_links_that_lead_somewhere(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "real/f").write_text("x")
    (folder / "way").symlink_to("real")
    (folder / "last").symlink_to("way/f")
    trace = trace_of(folder, "cat", "last")
    assert below(folder, trace.links) == {"way", "last"}
    assert below(folder, trace.reads) == {"real/f"}


def test_a_directory_that_becomes_another(folder: Path) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "f").write_text(name)
    (folder / "way").symlink_to("one")
    trace = trace_of(
        folder, "sh", "-c", "cat way/f; rm way; ln -s two way; cat way/f; mv two/f two/g; mkdir new; cat new/f; :"
    )
    assert below(folder, trace.reads) == {"one/f", "two/f"}
    assert trace.links[f"{folder}/way"] == "one"
    assert "new/f" not in below(folder, trace.absent)


def test_looks_come_before_what_happens_next(folder: Path) -> None:
    (folder / "in").write_text("x")
    trace = trace_of(
        folder, "sh", "-c", "[ -e out ] || cat in >out; [ -e out ] && rm in; [ -e in ] || cat out; mv out in"
    )
    assert below(folder, trace.absent) == {"out"}
    assert below(folder, trace.reads) == {"in"}
    assert trace.touched[f"{folder}/in"][0] == "file" and trace.touched[f"{folder}/out"][0] == "absent"


def test_commands_at_once_and_one_after_another(folder: Path) -> None:
    for name in "abc":
        (folder / name).write_text(name)
    (first, second), (third,) = traces_of(folder, ["cat a; sleep 0.2; cat c", "sleep 0.1; cat b"], ["cat c"])
    assert below(folder, first.reads) == {"a", "c"}
    assert below(folder, second.reads) == {"b"}
    assert below(folder, third.reads) == {"c"}
    assert "sleep" not in {argv[0] for _path, argv in third.programs if argv}


def test_what_was_asked_about(folder: Path) -> None:
    (folder / "there").write_text("12345")
    trace = trace_of(folder, "sh", "-c", "[ -s there ]; [ ! -e gone ]; [ ! -e deep/er/x ]; [ -d . ]")
    (kind, mode, size, _mtime, _names), who = trace.looks[f"{folder}/there"]
    assert (kind, mode, size) == ("file", stat.S_IMODE((folder / "there").stat().st_mode), 5)
    assert [trace.programs[index][1][0] for index in who] == ["sh"]
    assert {"gone", "deep"} <= below(folder, trace.absent)


def test_own_folders_are_the_commands_affair(folder: Path) -> None:
    trace = trace_of(
        folder,
        "sh",
        "-c",
        "mkdir d; echo x >d/f; cat d/f >/dev/null; [ ! -e d/g ]; mv d e; cat e/f >/dev/null; rm -r e",
    )
    assert not below(folder, trace.reads)
    assert below(folder, trace.absent) <= {"d", "e"}


def test_pipelines_and_redirections(folder: Path) -> None:
    (folder / "in").write_text("x\n")
    redirects = [Redirect(0, "<", "in"), Redirect(1, ">", "out")]
    trace = trace_of(folder, "cat", redirects=redirects)
    assert below(folder, trace.reads) == {"in"}
    assert below(folder, trace.touched) == {"out"}
    assert (folder / "out").read_text() == "x\n"


@pytest.mark.parametrize(
    ("code", "script"),
    [
        ("clock", "ls -l --time-style=full-iso /usr"),
        ("network", "python3 -c 'import socket; socket.socket(type=socket.SOCK_DGRAM)'"),
        ("terminal", "true 2>/dev/null </dev/tty; true"),
        ("random", "head -c 1 /dev/urandom"),
        ("device", "cat /proc/uptime"),
        ("device", "mkfifo f"),
        ("effect", "(sleep 5 >/dev/null 2>&1 &)"),
        ("effect", "kill -0 1; true"),
    ],
)
def test_what_no_trace_can_vouch_for(folder: Path, code: str, script: str) -> None:
    trace = trace_of(folder, "sh", "-c", script)
    assert code in {code for code, *_ in trace.specials}


def test_what_is_left_behind_goes_on(folder: Path) -> None:
    script = "(while [ ! -e stop ]; do cat in >/dev/null || exit; sleep 0.01; done; cat in >out; echo done >>out) &"
    (folder / "in").write_text("x\n")
    trace_of(folder, "sh", "-c", f"{{ {script} }} >/dev/null 2>&1")
    (folder / "stop").write_text("")
    import time

    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and "done" not in (
        (folder / "out").read_text() if (folder / "out").exists() else ""
    ):
        time.sleep(0.01)
    assert (folder / "out").read_text() == "x\ndone\n"


def test_in_an_overlay(folder: Path) -> None:
    if not support_of(os.geteuid()).overlay:
        pytest.skip("no overlay here")
    (folder / "in").write_text("x\n")
    trace = trace_of(folder, "cp", "in", "out", view=OVERLAY)
    assert below(folder, trace.reads) == {"in"}
    assert below(folder, trace.touched) == {"out"}
    assert not (folder / "out").exists()


@pytest.mark.skipif(not ROOT, reason="needs a set-user-ID program of another user")
def test_programs_with_rights_of_their_own_are_told_of(folder: Path) -> None:
    shutil.copy("/usr/bin/true", folder / "mighty")
    (folder / "mighty").chmod(0o4755)

    def check() -> None:
        trace = trace_of(folder, "./mighty")
        assert "privileged" in {code for code, *_ in trace.specials}

    run_as(NOBODY, check)
    assert not trace_of(folder, "./mighty").specials


def test_the_filter_knows_its_machine() -> None:
    assert seccomp.is_known_machine()
    numbers = seccomp.call_names()
    assert len(numbers) == len(set(numbers.values()))
    assert len(seccomp.program()) % 8 == 0
