"""A Dask cluster behind a network that can be cut: scheduler and workers in a network namespace of their own."""

from __future__ import annotations

import itertools
import os
import posix
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")
pytest.importorskip("cryptography")

from oilgg.tools.cluster import Cluster
from oilgg.worker.view import probe
from tests.engine.remote import Remote, dask_cluster, dask_settings, processes, wait_until
from tests.engine.scripts import PROJECT, Scripts

CUT_S = 5.0
NUMBERS = itertools.count(1)


def can_make_namespaces() -> bool:
    """Whether network namespaces with a pair of devices can be made here."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    name = f"oilgg-try-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], stderr=subprocess.DEVNULL, check=False).returncode == 0
    subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL, check=False)
    return made


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not probe().overlay, reason="no sealed view here"),
    pytest.mark.skipif(not can_make_namespaces(), reason="no network namespaces here"),
    pytest.mark.xdist_group("dask"),
]


class Network:
    """A namespace that is reached through one line."""

    def __init__(self) -> None:
        number = next(NUMBERS)
        self.name = f"oilgg-{os.getpid()}-{number}"
        self.device = f"og{os.getpid() % 100000}-{number}"
        net = (os.getpid() + number) % 200 + 20
        self.here, self.there = f"10.213.{net}.1", f"10.213.{net}.2"
        inside = ["netns", "exec", self.name, "ip"]
        self.ip("netns", "add", self.name)
        self.ip("link", "add", self.device, "type", "veth", "peer", "name", "line", "netns", self.name)
        self.ip("addr", "add", f"{self.here}/30", "dev", self.device)
        self.ip("link", "set", self.device, "up")
        self.ip(*inside, "addr", "add", f"{self.there}/30", "dev", "line")
        self.ip(*inside, "link", "set", "line", "up")
        self.ip(*inside, "link", "set", "lo", "up")

    def ip(self, *words: str) -> None:
        """Run `ip`."""
        subprocess.run(["ip", *words], check=True)

    def cut(self) -> None:
        """Nothing gets through any more, and nobody is told."""
        self.ip("netns", "exec", self.name, "ip", "link", "set", "line", "down")

    def mend(self) -> None:
        """The line is whole again."""
        self.ip("netns", "exec", self.name, "ip", "link", "set", "line", "up")

    def remove(self) -> None:
        """Take it down."""
        self.ip("link", "del", self.device)
        self.ip("netns", "del", self.name)


@pytest.fixture
def network() -> Iterator[Network]:
    """A network for one test."""
    found = Network()
    yield found
    found.remove()


@pytest.fixture
def cluster(network: Network, tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler and two workers behind the line."""
    prefix = ("ip", "netns", "exec", network.name)
    with dask_settings(tmp_path, 60), dask_cluster(tmp_path, network.there, prefix) as found:
        found.start_worker("one")
        found.start_worker("two")
        yield found


def test_a_build_across_a_network(cluster: Cluster, tmp_path: Path) -> None:
    assert " 0 bytes sent" not in Scripts(tmp_path, "dask:" + cluster.address).compare(PROJECT)


def test_a_cut_of_some_seconds(cluster: Cluster, network: Network, tmp_path: Path) -> None:
    remote = Remote("dask:" + cluster.address, str(tmp_path))
    assert remote.run(remote.request("echo there")).statuses == [0]
    keys = [remote.submit(remote.request(f"sleep 1.0013; echo {number}")) for number in range(4)]
    wait_until(lambda: processes("sleep 1.0013; echo"))
    network.cut()
    time.sleep(CUT_S)
    network.mend()
    results = {result.key: result for result in remote.results(4)}
    for number, key in enumerate(keys):
        reply = results[key].reply
        assert reply is not None and reply.result.stdout.data == b"%d\n" % number, results[key]
    remote.close()


def test_a_cut_for_good(cluster: Cluster, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(posix.environ, b"OILGG_DASK_PATIENCE", b"2")
    monkeypatch.setenv("OILGG_DASK_PATIENCE", "2")
    scripts = Scripts(tmp_path, "dask:" + cluster.address)
    remote = Remote("dask:" + cluster.address, str(tmp_path))
    assert remote.run(remote.request("echo there")).statuses == [0]
    remote.submit(remote.request("sleep 0.5013; echo lost"))
    wait_until(lambda: processes("sleep 0.5013; echo"))
    network.cut()
    (result,) = remote.results(1)
    assert result.refusal is not None and result.refusal.reason.code == "engine-lost", result
    assert any("cannot connect" in text for text in remote.said), remote.said
    remote.close()
    assert "cannot connect" in scripts.compare("seq 5 | sort -r >x; sort x >y; cat y")
    network.mend()


def test_workers_that_only_the_scheduler_reaches(cluster: Cluster, network: Network, tmp_path: Path) -> None:
    """As behind a router, or a forwarded port: what is for them goes through the scheduler."""
    if shutil.which("nft") is None:
        pytest.skip("no nft here")
    port = cluster.address.rpartition(":")[2]
    rule = (
        f'table ip f {{ chain c {{ type filter hook input priority 0; iifname "line" tcp dport != {port} drop; }}; }}'
    )
    network.ip("netns", "exec", network.name, "nft", rule)
    remote = Remote("dask:" + cluster.address, str(tmp_path))
    data = os.urandom(300_000)
    result = remote.run(remote.request("cat in in >out; wc -c <out", {"in": data}, ["out"]))
    assert result.reply is not None and result.reply.result.stdout.data == b"600000\n", result
    assert remote.read(result, "out") == data * 2
    remote.close()
