"""The Dask engine with a real cluster: a scheduler and workers as processes, TLS, on loopback."""

from __future__ import annotations

import os
import posix
import signal
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")
pytest.importorskip("cryptography")

from oilgg.engine.certificates import files, make
from oilgg.errors import EngineError
from oilgg.thunk.ir import FileValue, Input, Thunk
from oilgg.tools.cluster import Cluster
from oilgg.worker.request import Request
from oilgg.worker.view import probe
from tests.engine.remote import Remote, command_line, dask_cluster, processes, wait_until
from tests.engine.scripts import PROJECT, Scripts

pytestmark = [
    pytest.mark.skipif(not probe().overlay, reason="no sealed view here"),
    pytest.mark.xdist_group("dask"),
]


@pytest.fixture(scope="module")
def cluster(place: Path) -> Iterator[Cluster]:
    """A scheduler and two workers, one of which has what it calls a GPU."""
    with dask_cluster(place) as found:
        found.start_worker("one", 1)
        found.start_worker("two", 1, "--resources", "GPU=1")
        yield found


@pytest.fixture
def r(on_cluster: Remote) -> Remote:
    """A client of the cluster."""
    return on_cluster


def worker_of(cluster: Cluster, pid: int) -> str:
    """The name of the worker of `cluster` that process `pid` belongs to."""
    while pid > 1:
        for process in cluster.processes:
            if process.pid == pid:
                words = command_line(pid).split()
                return words[words.index("--name") + 1]
        with open(f"/proc/{pid}/stat") as file:
            pid = int(file.read().rpartition(")")[2].split()[1])
    return ""


def test_requests_and_objects(r: Remote) -> None:
    result = r.run(r.request("cat in >out; echo said; exit 3", {"in": b"data\n" * 50_000}, ["out"]))
    assert result.statuses == [3] and result.reply is not None, result
    assert result.reply.result.stdout.data == b"said\n"
    assert r.read(result, "out") == b"data\n" * 50_000
    assert not r.said


def test_what_it_makes_goes_from_worker_to_worker(r: Remote, cluster: Cluster) -> None:
    made = r.run(r.request("head -c 300000 /dev/zero | tr '\\0' x >out", {}, ["out"]))
    assert made.reply is not None, made
    (output,) = made.reply.result.outputs
    assert output.digest is not None
    before = r.engine.traffic()
    # With the GPU it has to run on one of them, without it on the one that has the file: one of these is a journey.
    request = r.request("cat in | wc -c; sleep 0.3", {})
    inputs = (Input("/work-of-tests/in", FileValue(output.digest, output.size)),)
    thunk = Thunk(request.thunk.stages, request.thunk.cwd, request.thunk.umask, inputs)
    salted = [Thunk(thunk.stages, thunk.cwd, thunk.umask, inputs, salt=str(number)) for number in range(6)]
    for one in salted:
        r.submit(Request(one))
    for number in range(6, 8):
        r.submit(Request(Thunk(thunk.stages, thunk.cwd, thunk.umask, inputs, salt=str(number)), (("gpu", 1.0),)))
    for result in r.results(8):
        assert result.reply is not None and result.reply.result.stdout.data == b"300000\n"
    assert r.engine.traffic() == before and not r.store.has(output.digest)


def test_needs(r: Remote, cluster: Cluster) -> None:
    refused = r.run(r.request("true", needs=(("gpu", 2.0),)))
    assert refused.refusal is not None and refused.refusal.reason.code == "needs-unmet"
    assert r.run(r.request("true", needs=(("mem", 2.0**60),))).refusal is not None
    assert r.run(r.request("true", needs=(("cpu", 9.0),))).refusal is not None
    for number in range(3):
        r.submit(r.request(f"sleep 0.2012; echo {number}", needs=(("gpu", 1.0),)))
    wait_until(lambda: processes("sleep 0.2012; echo"))
    assert {worker_of(cluster, pid) for pid in processes("sleep 0.2012; echo")} <= {"two", ""}
    assert all(result.statuses == [0] for result in r.results(3))


def test_cancel_kills_the_whole_tree(r: Remote) -> None:
    key = r.submit(r.request("sleep 98766 & setsid sleep 98766 & sleep 98766"))
    wait_until(lambda: len(processes("sleep 98766")) >= 3)
    r.engine.cancel(key)
    assert r.results(1)[0].cancelled
    wait_until(lambda: not processes("sleep 98766"))


def test_cancelled_before_it_starts(r: Remote, tmp_path: Path) -> None:
    keys = [r.submit(r.request(f"echo {number}; sleep 98767")) for number in range(12)]
    wait_until(lambda: processes("sleep 98767"))
    for key in keys:
        r.engine.cancel(key)
    assert all(result.cancelled for result in r.results(12))
    wait_until(lambda: not processes("sleep 98767"))
    assert r.run(r.request("echo fine")).statuses == [0]


def test_many_short_ones_go_in_batches(r: Remote) -> None:
    for number in range(200):
        r.submit(r.request(f"echo {number}"))
    said = {result.reply.result.stdout.data for result in r.results(200) if result.reply is not None}
    assert said == {b"%d\n" % number for number in range(200)}


def test_a_worker_that_joins_late_gets_work(r: Remote, cluster: Cluster) -> None:
    for number in range(30):
        r.submit(r.request(f"sleep 0.3012; echo {number}"))
    late = cluster.start_worker("late", 2)
    seen = False
    results = 0
    while results < 30:
        results += len(r.results(1))
        seen = seen or any(worker_of(cluster, pid) == "late" for pid in processes("sleep 0.3012; echo"))
    assert seen
    late.terminate()
    late.wait()


def test_a_worker_killed_in_the_middle(r: Remote, cluster: Cluster, tmp_path: Path) -> None:
    victim = cluster.start_worker("victim", 1, "--resources", "victim=1")
    wait_until(lambda: r.run(r.request("true", needs=(("victim", 1.0),))).reply is not None)
    begun = r.submit(r.request("sleep 98768", needs=(("victim", 1.0),)))
    queued = r.submit(r.request("echo queued"))
    wait_until(lambda: processes("sleep 98768"))
    victim.kill()
    victim.wait()
    results = {result.key: result for result in r.results(2)}
    refusal = results[begun].refusal
    assert refusal is not None and refusal.reason.code in ("engine-lost", "needs-unmet"), results[begun]
    assert results[queued].statuses == [0]
    wait_until(lambda: not processes("sleep 98768"), "the death of a dead worker's children")


@pytest.mark.slow
def test_the_file_of_a_scheduler_is_not_whole_yet(place: Path, tmp_path: Path) -> None:
    """Dask writes it in place: what it is before that says no address."""
    own = Cluster(str(tmp_path), prefix=("sh", "-c", 'printf "{ " >"$0"; exec "$@"', f"{tmp_path}/scheduler.json"))
    try:
        own.start_scheduler()
        assert own.address.startswith("tls://127.0.0.1:") and own.port > 0
    finally:
        own.stop()


@pytest.mark.slow
def test_scheduler_killed(place: Path, tmp_path: Path) -> None:
    own = Cluster(str(tmp_path))
    scheduler = own.start_scheduler()
    own.start_worker("only")
    remote = Remote("dask:" + own.address, str(tmp_path))
    try:
        assert remote.run(remote.request("echo there")).statuses == [0]
        key = remote.submit(remote.request("sleep 0.2012; echo x"))
        scheduler.kill()
        scheduler.wait()
        (result,) = remote.results(1)
        assert result.key == key and (result.reply is not None or result.refusal is not None)
        gone = remote.run(remote.request("echo gone"))
        assert gone.refusal is not None and "cannot connect" in str(gone.refusal), gone
        assert any("cannot connect" in text for text in remote.said)
    finally:
        remote.close()
        own.stop()


@pytest.mark.slow
def test_scheduler_that_comes_back(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(posix.environ, b"OILGG_DASK_PATIENCE", b"60")
    own = Cluster(str(tmp_path))
    own.start_scheduler()
    own.start_worker("first")
    remote = Remote("dask:" + own.address, str(tmp_path))
    try:
        assert remote.run(remote.request("echo there")).statuses == [0]
        own.stop()
        # What is sent before the client knows might have been begun, and would be handed back.
        wait_until(lambda: (remote.engine.events(), remote.engine.slots)[1] == 0, "the end of the scheduler")
        key = remote.submit(remote.request("echo back"))
        own.start_scheduler()
        own.start_worker("second")
        (result,) = remote.results(1)
        assert result.key == key and result.statuses == [0], result
    finally:
        remote.close()
        own.stop()


def test_nobody_without_the_key_is_listened_to(cluster: Cluster) -> None:
    host, _, port = cluster.address.partition("://")[2].rpartition(":")
    context = ssl.create_default_context(cafile=cluster.files["ca"])
    context.check_hostname = False
    with (
        pytest.raises(OSError),
        socket.create_connection((host, int(port))) as plain,
        context.wrap_socket(plain) as tls,
    ):
        tls.sendall(b"x" * 100)
        if not tls.recv(100):
            raise OSError("closed")


def test_addresses_without_encryption(tmp_path: Path, place: Path) -> None:
    for address in ("dask:tcp://192.0.2.1:8786", "dask:192.0.2.1:8786"):
        remote = Remote(address, str(tmp_path))
        result = remote.run(remote.request("true"))
        assert result.refusal is not None and "tls://" in str(result.refusal)
        remote.close()


def test_certificates_are_private(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(str(tmp_path / "tls"))
    assert all(os.stat(path).st_mode & 0o77 == 0 for path in made.values())
    with pytest.raises(EngineError, match="already"):
        make(str(tmp_path / "tls"))
    monkeypatch.setenv("OILGG_TLS", str(tmp_path / "tls"))
    assert files() == made
    os.chmod(made["key"], 0o644)
    with pytest.raises(EngineError, match="chmod 600"):
        files()
    monkeypatch.setenv("OILGG_TLS", str(tmp_path / "none"))
    assert files() is None


def test_a_build_is_what_bash_makes(cluster: Cluster, tmp_path: Path) -> None:
    scripts = Scripts(tmp_path, "dask:" + cluster.address)
    found = scripts.compare(PROJECT)
    assert "bytes sent" in found and " 0 bytes sent" not in found


def test_the_shell_is_killed(cluster: Cluster, tmp_path: Path) -> None:
    scripts = Scripts(tmp_path, "dask:" + cluster.address)
    process = scripts.start("sort <<<x >out; sleep 0; sort --parallel=7 in | sort >out2; mkfifo p; sort <p")
    wait_until(lambda: process.poll() is None)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert "1 bytes" not in scripts.compare("seq 9 | sort -r >x; sort x >y; cat y")


def test_what_is_printed_can_be_watched(r: Remote) -> None:
    printed = bytearray()
    r.engine.submit(
        1, r.request("echo one; sleep 98771; echo three"), lambda _stream, _place, data: printed.extend(data)
    )
    r.engine.watch(1)
    while printed != b"one\n":
        r.wait()
        assert not r.engine.events()
    r.engine.cancel(1)
    assert r.results(1)[0].cancelled
    wait_until(lambda: not processes("sleep 98771"))
