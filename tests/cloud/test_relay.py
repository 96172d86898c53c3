"""The relay: Lambda workers give objects to each other through the engine process, also from behind routers."""

from __future__ import annotations

import itertools
import os
import posix
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from oilgg.thunk.ir import FileValue, Input, Thunk
from oilgg.worker.request import Request
from oilgg.worker.view import probe
from tests.cloud.servers import Lambda, Proxy, free_port, small_lambda
from tests.engine.remote import Remote, RemoteResult, processes, wait_until

pytest.importorskip("awslambdaric")
pytest.importorskip("cryptography")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not probe().overlay, reason="no sealed view here")]

NUMBERS = itertools.count(1)
SIZE = 300_000


class Place:
    """A function with a relay, and a shell's end of the engine process that uses it."""

    def __init__(self, service: Lambda, remote: Remote, proxy: Proxy, relay: tuple[str, int]) -> None:
        self.service = service
        self.r = remote
        self.proxy = proxy
        self.relay = relay

    def make(self) -> Input:
        """Have the first worker make a file, which goes to the bucket as well."""
        made = self.r.run(self.r.request(f"head -c {SIZE} /dev/urandom >out", {}, ["out"]))
        assert made.reply is not None, made
        (output,) = made.reply.result.outputs
        assert output.digest is not None
        return Input("/work-of-tests/made", FileValue(output.digest, output.size))

    def use(self, made: Input) -> RemoteResult:
        """Have another worker read it, while the first one runs something else."""
        name = f"sleep 9{next(NUMBERS)}.{os.getpid()}"
        busy = self.r.submit(self.r.request(name))
        wait_until(lambda: processes(name))
        for _ in range(3):  # the engine process reads what the first one said of itself before it answers
            self.r.engine.traffic()
        self.proxy.requests.clear()
        result = self.read(made)
        self.r.engine.cancel(busy)
        return result

    def read(self, made: Input) -> RemoteResult:
        """Have a worker read it."""
        thunk = self.r.request(f"wc -c <made; : {next(NUMBERS)}").thunk
        key = self.r.submit(Request(Thunk(thunk.stages, thunk.cwd, thunk.umask, (made,))))
        return next(one for one in iter(lambda: self.r.results(1)[0], None) if one.key == key)

    def fetched(self) -> int:
        """How many objects were read from the bucket since `use` began."""
        return sum(method == "GET" and "/o/" in path for method, path in self.proxy.requests)

    def bill(self) -> str:
        """What the engine says of itself."""
        return self.r.engine.account()[2]


@pytest.fixture
def start(
    tmp_path: Path, worker_bundle: Path, runtime: Path, aws: str, bucket_name: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Place]]:
    """Makes a `Place`."""
    with ExitStack() as stack:

        def make(host: str = "127.0.0.1", spaces: str = "") -> Place:
            proxy = stack.enter_context(Proxy(aws, host))
            bucket = f"s3://{bucket_name}/main?region=us-east-1&endpoint={proxy.url}"
            service = stack.enter_context(small_lambda(tmp_path, worker_bundle, bucket, host, spaces))
            monkeypatch.setitem(posix.environ, b"AWS_ENDPOINT_URL_LAMBDA", service.url.encode())
            port = free_port()
            remote = Remote(f"lambda:oilgg@us-east-1?relay={host}:{port}", str(tmp_path))
            stack.callback(wait_until, lambda: not processes(str(tmp_path / "store")), "the end of the engine process")
            stack.callback(remote.close)
            return Place(service, remote, proxy, (host, port))

        yield make


def test_from_worker_to_worker(start: Callable[..., Place]) -> None:
    place = start()
    result = place.use(place.make())
    assert result.reply is not None and result.reply.result.stdout.data == b"%d\n" % SIZE
    assert f"{SIZE} bytes from worker to worker" in place.bill() and not place.fetched()


def test_the_bucket_is_there_when_nobody_answers(start: Callable[..., Place]) -> None:
    place = start()
    made = place.make()
    busy = place.r.submit(place.r.request("sleep 9876"))
    wait_until(lambda: processes("sleep 9876"))
    (frozen,) = place.service.control()["pids"]
    os.kill(frozen, signal.SIGSTOP)
    result = place.read(made)
    assert result.reply is not None and result.reply.result.stdout.data == b"%d\n" % SIZE
    os.kill(frozen, signal.SIGCONT)
    place.r.engine.cancel(busy)
    assert "from worker to worker" not in place.bill()


def test_strangers(start: Callable[..., Place]) -> None:
    """Whoever has not the word is not listened to."""
    from oilgg.worker.frames import frame

    place = start()
    made = place.make()
    import ssl

    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for words in ((b"hello", b"x" * 64), (b"want", b"1", bytes(32)), (b"x" * 100_000,)):
        with socket.create_connection(place.relay) as plain, context.wrap_socket(plain) as stranger:
            stranger.sendall(frame(*words)[:4096])
            assert stranger.recv(100) == b""
    with socket.create_connection(place.relay) as plain:
        plain.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b"HTTP" not in plain.recv(100)
    assert place.use(made).reply is not None and "from worker to worker" in place.bill()


def can_translate() -> bool:
    """Whether network namespaces with address translation can be made here."""
    if os.geteuid() != 0 or shutil.which("ip") is None or shutil.which("nft") is None:
        return False
    name = f"oilgg-nat-{os.getpid()}"
    try:
        ip("netns", "add", name)
        ip("netns", "exec", name, "nft", TRANSLATE)
        return True
    except subprocess.CalledProcessError:
        return False
    finally:
        subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL, check=False)


TRANSLATE = 'table ip t { chain c { type nat hook postrouting priority 100; oifname "wan" masquerade; }; }'


def ip(*words: str) -> None:
    """Run `ip`."""
    subprocess.run(["ip", *words], check=True, stderr=subprocess.DEVNULL)


@pytest.fixture
def sites() -> Iterator[tuple[str, str]]:
    """Two networks, each behind a router that translates addresses: (address of this machine, names of both).

    Inside, both have the same addresses, so nothing in one can even name what is in the other.
    """
    if not can_translate():
        pytest.skip("no address translation here")
    names, here = [], ""
    with ExitStack() as stack:
        for number in range(2):
            unique = f"{os.getpid() % 100000}-{next(NUMBERS)}"
            router, site, device = f"oilgg-r{unique}", f"oilgg-s{unique}", f"or{unique}"
            net = (os.getpid() + number) % 200 + 20
            for name in (router, site):
                ip("netns", "add", name)
                stack.callback(ip, "netns", "del", name)
            inside, within = ("netns", "exec", router, "ip"), ("netns", "exec", site, "ip")
            ip("link", "add", device, "type", "veth", "peer", "name", "wan", "netns", router)
            ip("addr", "add", f"10.214.{net}.1/30", "dev", device)
            ip("link", "set", device, "up")
            ip(*inside, "addr", "add", f"10.214.{net}.2/30", "dev", "wan")
            ip(*inside, "link", "set", "wan", "up")
            ip(*inside, "link", "add", "lan", "type", "veth", "peer", "name", "line", "netns", site)
            ip(*inside, "addr", "add", "192.168.77.1/24", "dev", "lan")
            ip(*inside, "link", "set", "lan", "up")
            ip(*inside, "route", "add", "default", "via", f"10.214.{net}.1")
            ip(*within, "addr", "add", "192.168.77.2/24", "dev", "line")
            for link in ("line", "lo"):
                ip(*within, "link", "set", link, "up")
            ip(*within, "route", "add", "default", "via", "192.168.77.1")
            ip("netns", "exec", router, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
            ip("netns", "exec", router, "nft", TRANSLATE)
            names.append(site)
            here = here or f"10.214.{net}.1"
        yield here, ",".join(names)


def test_behind_routers(start: Callable[..., Place], sites: tuple[str, str]) -> None:
    """Neither can reach the other; both reach this machine."""
    here, names = sites
    place = start(here, names)
    result = place.use(place.make())
    assert result.reply is not None and result.reply.result.stdout.data == b"%d\n" % SIZE
    assert place.service.control()["started"] == 2
    assert f"{SIZE} bytes from worker to worker" in place.bill() and not place.fetched()
