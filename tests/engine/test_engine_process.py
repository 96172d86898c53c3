"""The engine process with the loopback engine: what network engines share, and what it survives."""

from __future__ import annotations

import os
import posix
import shutil
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.engine.journal import Journal
from oilgg.engine.registry import open_network_engine
from oilgg.engine.rendezvous import Near, name
from oilgg.errors import EngineError
from oilgg.thunk.ir import FileValue, Input, OutputPath, Stage, SymlinkValue, Thunk
from oilgg.worker.frames import frame
from oilgg.worker.request import Request
from oilgg.worker.sealed import EMPTY_TREE
from oilgg.worker.view import probe
from tests.engine.remote import Remote, command_line, processes, wait_until

pytestmark = pytest.mark.skipif(not probe().overlay, reason="no sealed view here")


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for sockets; engine processes of the test end soon after it."""
    place = tmp_path / "run"
    place.mkdir(mode=0o700)
    monkeypatch.setitem(posix.environ, b"XDG_RUNTIME_DIR", os.fsencode(place))
    monkeypatch.setitem(posix.environ, b"OILGG_ENGINE_LINGER", b"0.2")
    return place


@pytest.fixture
def r(runtime: Path, tmp_path: Path) -> Iterator[Remote]:
    """A shell's end of an engine process with the loopback engine."""
    remote = Remote("loopback:2", str(tmp_path))
    yield remote
    remote.close()
    wait_until(lambda: not processes(str(tmp_path)), "the end of the engine process")


def test_runs_with_its_inputs_only(r: Remote, tmp_path: Path) -> None:
    (tmp_path / "undeclared").write_text("x")
    script = f"cat in >out; echo said; echo err >&2; test -e {tmp_path}/undeclared || echo unseen; exit 3"
    result = r.run(r.request(script, {"in": b"data\n"}, ["out"]))
    assert result.statuses == [3] and result.reply is not None, result
    assert result.reply.result.stdout.data == b"said\nunseen\n"
    assert result.reply.result.stderr.data == b"err\n"
    assert r.read(result, "out") == b"data\n"


def test_outputs_become_inputs_without_coming_home(r: Remote) -> None:
    first = r.run(r.request("tr a b <in >mid", {"in": b"aaa" * 5000}, ["mid"]))
    assert first.reply is not None
    (output,) = first.reply.result.outputs
    assert output.digest is not None and not r.store.has(output.digest)
    before = r.engine.traffic()
    request = r.request("tr b c <mid >out", {}, ["out"])
    thunk = request.thunk
    value = FileValue(output.digest, output.size)
    inputs = (Input("/work-of-tests/mid", value),)
    second = r.run(Request(Thunk(thunk.stages, thunk.cwd, thunk.umask, inputs, None, thunk.outputs)))
    assert r.engine.traffic() == before and not r.store.has(output.digest)
    assert r.read(second, "out") == b"ccc" * 5000


def test_kinds_of_inputs_and_outputs(r: Remote) -> None:
    inputs = (
        Input("/p/dir", EMPTY_TREE),
        Input("/p/link", SymlinkValue("real")),
        Input("/p/real", r.value(b"bytes", executable=True)),
    )
    script = "cat link; test -x real; test -d dir && mkdir made && ln -s x made/l && rm real && echo 1 >dir/f"
    outputs = (OutputPath("/p/dir/f"), OutputPath("/p/made", True), OutputPath("/p/real"))
    stages = (Stage("/bin/sh", ("sh", "-ec", script), (("PATH", "/usr/bin:/bin"),)),)
    result = r.run(Request(Thunk(stages, "/p", 0o27, inputs, None, outputs)))
    assert result.reply is not None and result.statuses == [0], result
    found = {one.path: (one.kind, one.target) for one in result.reply.result.outputs}
    assert found == {
        "/p/dir/f": ("file", ""),
        "/p/made": ("directory", ""),
        "/p/made/l": ("symlink", "x"),
        "/p/real": ("removed", ""),
    }
    modes = {one.path: one.mode for one in result.reply.result.outputs}
    assert modes["/p/dir/f"] == 0o640 and modes["/p/made"] == 0o750


def test_pipelines_standard_input_and_reports(r: Remote) -> None:
    stages = (
        Stage("/bin/cat", ("cat",), (("PATH", "/usr/bin:/bin"),)),
        Stage("/bin/sh", ("sh", "-c", "tr x y; echo seen >/report; exit 2"), (("PATH", "/usr/bin:/bin"),)),
    )
    result = r.run(Request(Thunk(stages, "/", 0o22, (), r.value(b"xyx")), reports=("/report", "/none")))
    assert result.reply is not None and result.statuses == [0, 2]
    assert result.reply.result.stdout.data == b"yyy"
    assert result.reply.reports == (b"seen\n", b"")


def test_long_streams_come_by_the_store(r: Remote) -> None:
    result = r.run(r.request("head -c 3000000 /dev/zero"))
    assert result.reply is not None
    stream = result.reply.result.stdout
    assert stream.data is None and stream.digest is not None
    assert r.store.get_bytes(stream.digest) == bytes(3_000_000)


def test_what_nobody_declared_is_reported(r: Remote) -> None:
    result = r.run(r.request("echo x >out; echo y >/work-of-tests/other", {}, ["out"]))
    assert result.reply is not None and result.reply.violation == "/work-of-tests/other"
    result = r.run(r.request("echo x >/usr/oilgg-test; echo x >/etc/oilgg-test"))
    assert result.statuses != [0] and not os.path.exists("/usr/oilgg-test")


def test_secrets_are_hidden(r: Remote) -> None:
    result = r.run(r.request("cat /etc/shadow | wc -c"))
    assert result.reply is not None and result.reply.result.stdout.data == b"0\n"


@pytest.mark.parametrize("path", ["/p/../etc/x", "p", "/p//x", "/proc/x", "/dev/null", "/usr"])
def test_paths_that_lead_elsewhere_are_refused(r: Remote, path: str) -> None:
    inputs = (Input(path, r.value(b"x")),)
    stages = (Stage("/bin/true", ("true",)),)
    result = r.run(Request(Thunk(stages, "/p", 0o22, inputs)))
    assert result.refusal is not None and result.refusal.reason.code == "not-supported"


def test_a_link_among_the_inputs_leads_nowhere(r: Remote, tmp_path: Path) -> None:
    inputs = (Input("/p/link", SymlinkValue(str(tmp_path))), Input("/p/link/evil", r.value(b"x")))
    result = r.run(Request(Thunk((Stage("/bin/true", ("true",)),), "/p", 0o22, inputs)))
    assert result.refusal is not None and not (tmp_path / "evil").exists()


def test_other_system_files_are_refused(r: Remote) -> None:
    stages = (Stage("/bin/true", ("true",)),)
    result = r.run(Request(Thunk(stages, "/p", tools=(("/usr/bin/true", bytes(32)),))))
    assert result.refusal is not None and result.refusal.reason.code == "platform-differs"
    assert "/usr/bin/true" in str(result.refusal)


def test_needs_that_nobody_meets_are_refused(r: Remote) -> None:
    result = r.run(r.request("true", needs=(("gpu", 1.0),)))
    assert result.refusal is not None and result.refusal.reason.code == "needs-unmet"


def test_time_limit(r: Remote) -> None:
    result = r.run(r.request("sleep 1000", timeout_s=0.2))
    assert result.refusal is not None and "longer" in str(result.refusal)


def test_cancel_kills_the_whole_tree(r: Remote) -> None:
    key = r.submit(r.request("sleep 98765 & setsid sleep 98765 & sleep 98765"))
    wait_until(lambda: len(processes("sleep 98765")) >= 3)
    r.engine.cancel(key)
    (result,) = r.results(1)
    assert result.cancelled
    wait_until(lambda: not processes("sleep 98765"))


def test_the_same_work_runs_once_and_is_remembered(r: Remote, tmp_path: Path) -> None:
    request = r.request("date +%N")
    first, second = r.submit(request), r.submit(request)
    results = {result.key: result for result in r.results(2)}
    assert results[first].reply == results[second].reply
    other = Remote("loopback:2", str(tmp_path))
    assert other.run(request).reply == results[first].reply
    other.close()


def engine_processes(r: Remote) -> list[int]:
    """The engine process of `r`."""
    running = processes("engine.process")
    return [pid for pid in processes(r.folder) if pid in running]


def test_engine_process_killed(r: Remote) -> None:
    done = r.run(r.request("date +%N"))
    r.submit(r.request("sleep 0.2; echo done"))
    (pid,) = engine_processes(r)
    os.kill(pid, signal.SIGKILL)
    (result,) = r.results(1)
    assert result.reply is not None and result.reply.result.stdout.data == b"done\n"
    assert r.run(r.request("date +%N")).reply == done.reply, "the journal was lost"


def test_worker_process_killed(r: Remote) -> None:
    r.submit(r.request("sleep 0.3011; echo done"))
    wait_until(lambda: processes("sleep 0.3011"))
    (pid,) = [pid for pid in processes("worker_process") if _is_of(pid, r)]
    os.kill(pid, signal.SIGKILL)
    (result,) = r.results(1)
    assert result.reply is not None and result.reply.result.stdout.data == b"done\n"


def _is_of(pid: int, r: Remote) -> bool:
    """Whether the worker process `pid` was started by the engine process of `r`."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            parent = int(file.read().rpartition(")")[2].split()[1])
    except FileNotFoundError:
        return False  # one of another test, which has just ended
    return parent in engine_processes(r)


def test_objects_that_are_lost(r: Remote) -> None:
    result = r.run(r.request("head -c 200000 /dev/zero | tr '\\0' x >out", {}, ["out"]))
    assert result.reply is not None
    (output,) = result.reply.result.outputs
    assert output.digest is not None
    assert r.bring(output.digest)
    path = r.store._object_path(output.digest)
    os.chmod(path, 0o644)
    with open(path, "wb") as file:
        file.write(b"damaged")
    request = r.request("cat in | wc -c", {})
    inputs = (Input("/work-of-tests/in", FileValue(output.digest, output.size)),)
    thunk = Thunk(request.thunk.stages, request.thunk.cwd, request.thunk.umask, inputs)
    again = r.run(Request(thunk))
    assert again.reply is not None and again.reply.result.stdout.data == b"200000\n"
    assert not r.bring(bytes(32))


def test_objects_that_died_with_their_worker_are_made_again(r: Remote) -> None:
    first = r.run(r.request("tr a b <in >out", {"in": b"aaa" * 5000}, ["out"]))
    assert first.reply is not None
    (one,) = first.reply.result.outputs
    request = r.request("tr b c <in >out", {}, ["out"])
    inputs = (Input("/work-of-tests/in", FileValue(one.digest or b"", one.size)),)
    thunk = Thunk(request.thunk.stages, request.thunk.cwd, request.thunk.umask, inputs, None, request.thunk.outputs)
    second = r.run(Request(thunk))
    assert second.reply is not None
    (pid,) = [pid for pid in processes("worker_process") if _is_of(pid, r)]
    (word,) = [word for word in command_line(pid).split("'") if "oilgg-loopback" in word]
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: pid not in processes("worker_process"))
    shutil.rmtree(word)
    assert r.read(second, "out") == b"ccc" * 5000


def test_socket_and_journal_are_private(r: Remote, runtime: Path) -> None:
    r.run(r.request("true"))
    for folder, _folders, names in os.walk(runtime):
        assert stat.S_IMODE(os.stat(folder).st_mode) & 0o77 == 0
        for each in names:
            assert stat.S_IMODE(os.stat(f"{folder}/{each}").st_mode) & 0o77 == 0, each
    (journal,) = Path(r.folder, "store").glob("engine-*.journal")
    assert stat.S_IMODE(journal.stat().st_mode) & 0o77 == 0


def test_rubbish_on_the_socket_harms_nobody(r: Remote, runtime: Path) -> None:
    r.run(r.request("true"))
    own = name("loopback:2", r.folder + "/store")
    for rubbish in (b"\xff" * 64, frame(b"what"), frame(b"submit", b"1", b"no request"), frame()):
        with socket.socket(socket.AF_UNIX) as other:
            with Near(f"{runtime}/.oilgg-{os.geteuid()}-engines") as near:
                other.connect(f"{near}/{own}")
            other.sendall(rubbish)
            other.shutdown(socket.SHUT_WR)
            while other.recv(4096):
                pass
    assert r.run(r.request("echo fine")).statuses == [0]


def test_a_journal_that_was_cut_off(tmp_path: Path, r: Remote) -> None:
    result = r.run(r.request("echo kept"))
    assert result.reply is not None
    path = tmp_path / "journal"
    journal = Journal(str(path))
    journal.note(b"1", result.reply)
    journal.note(b"2", result.reply)
    journal.close()
    path.write_bytes(path.read_bytes()[:-3])
    journal = Journal(str(path))
    assert journal.find(b"1") == result.reply and journal.find(b"2") is None
    journal.note(b"3", result.reply)
    journal.close()
    journal = Journal(str(path))
    assert journal.find(b"3") == result.reply
    journal.close()


def test_an_engine_that_does_not_start(runtime: Path, tmp_path: Path) -> None:
    remote = Remote("loopback:x", str(tmp_path))
    result = remote.run(remote.request("true"))
    assert result.refusal is not None and "no number of slots" in str(result.refusal)
    remote.close()
    with pytest.raises(EngineError, match="there are"):
        open_network_engine("nothing:x", None)


def test_what_is_printed_can_be_watched(r: Remote) -> None:
    printed: dict[int, bytes] = {0: b"", 1: b""}

    def take(stream: int, place: int, data: bytes) -> None:
        assert place == len(printed[stream])
        printed[stream] += data

    request = r.request("echo one; echo two >&2; sleep 98770; echo three")
    r.engine.submit(1, request, take)
    r.engine.watch(1)
    while printed != {0: b"one\n", 1: b"two\n"}:
        r.wait()
        assert not r.engine.events()
    r.engine.cancel(1)
    assert r.results(1)[0].cancelled
