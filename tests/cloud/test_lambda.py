"""The Lambda engine against a small Lambda whose workers run AWS's own runtime client, with S3 beside it."""

from __future__ import annotations

import os
import posix
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from oilgg.engine import bundle
from oilgg.store.bucket import open_bucket
from oilgg.store.s3 import client
from oilgg.worker.request import Elsewhere, Request
from oilgg.worker.view import probe
from tests.cloud.servers import Answer, Lambda, Proxy, small_lambda
from tests.conftest import ROOT
from tests.engine.remote import Remote, processes, wait_until
from tests.store.test_exchange import noise

SHELL = ("oilgg.syntax", "oilgg.interp", "oilgg.expand", "oilgg.order", "oilgg.lower", "oilgg.cli", "oilgg.session")

pytest.importorskip("awslambdaric")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not probe().overlay, reason="no sealed view here")]


class Place:
    """A function, a shell's end of an engine process that uses it, and the proxy before its bucket."""

    def __init__(self, service: Lambda, remote: Remote, proxy: Proxy, bucket: str) -> None:
        self.service = service
        self.bucket = bucket
        self.r = remote
        self.proxy = proxy

    def kill_workers(self) -> None:
        """Kill every worker, and wait until the service knows."""
        for pid in self.service.control()["pids"]:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.service.control()["pids"], "the end of the workers")


@pytest.fixture
def start(
    tmp_path: Path,
    worker_bundle: Path,
    runtime: Path,
    proxy: Proxy,
    bucket_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Place]]:
    """Makes a `Place`; keyword arguments are settings of the service."""
    with ExitStack() as stack:

        def make(engine: str = "lambda:oilgg@us-east-1", **settings: object) -> Place:
            bucket = f"s3://{bucket_name}/main?region=us-east-1&endpoint={proxy.url}"
            service = stack.enter_context(small_lambda(tmp_path, worker_bundle, bucket, **settings))
            monkeypatch.setitem(posix.environ, b"AWS_ENDPOINT_URL_LAMBDA", service.url.encode())
            remote = Remote(engine, str(tmp_path))
            stack.callback(wait_until, lambda: not processes(str(tmp_path / "store")), "the end of the engine process")
            stack.callback(remote.close)
            return Place(service, remote, proxy, bucket)

        yield make


def test_a_bundle_holds_the_worker_and_no_shell():
    names = bundle.modules()
    assert not [name for name in names if name.startswith(SHELL)]
    assert {"oilgg.engine.lambda_worker", "oilgg.engine.worker_process", "oilgg.worker.launcher"} <= set(names)
    assert bundle.build() == bundle.build() and len(bundle.build()) < 3_000_000


def test_runs_with_its_inputs_only(start):
    place = start()
    r = place.r
    result = r.run(r.request("cat in >out; echo said; echo err >&2; exit 3", {"in": b"data\n"}, ["out"]))
    assert result.statuses == [3] and result.reply is not None, result
    assert (result.reply.result.stdout.data, result.reply.result.stderr.data) == (b"said\n", b"err\n")
    assert r.read(result, "out") == b"data\n"
    assert place.proxy.requests == [], "small things need no bucket"


def test_large_objects_go_through_the_bucket(start):
    place = start()
    r = place.r
    data = noise(9_000_000)
    result = r.run(r.request("tee out <in >copy", {"in": data}, ["out", "copy"]))
    assert result.statuses == [0], result
    assert r.read(result, "out") == data
    (put, *_) = [path for method, path in place.proxy.requests if method == "PUT"]
    assert "/main/o/" in put


def test_a_new_version_of_an_input_travels_as_a_delta(start):
    place = start()
    r = place.r
    old = noise(600_000)
    r.run(r.request("wc -c <in", {"in": old}))
    sent = place.proxy.bytes_up
    assert sent > 600_000
    result = r.run(r.request("wc -c <in", {"in": old[:300_000] + b"more" + old[300_000:]}))
    assert result.reply is not None and result.reply.result.stdout.data == b"600004\n"
    assert place.proxy.bytes_up - sent < 2_000


def test_a_chain_stays_there(start):
    """Compile, archive and link: only sources go up, only the program comes down."""
    place = start()
    r = place.r
    text = b"const char data%d[300000] = {%s};\nint f%d(void) { return 0; }\n"
    objects, values = [], []
    for number in range(2):
        source = text % (number, b",".join(b"%d" % (byte % 100) for byte in noise(60_000, number)), number)
        result = r.run(r.request("gcc -c in.c -o in.o", {"in.c": source}, ["in.o"]))
        assert result.statuses == [0] and result.reply is not None, result
        (output,) = result.reply.result.outputs
        assert output.digest is not None and not r.store.has(output.digest)
        objects.append(f"in{number}.o")
        values.append((f"/work-of-tests/in{number}.o", output))
    from oilgg.thunk.ir import FileValue, Input, Thunk, sorted_inputs
    from oilgg.worker.request import Request

    def then(script: str, more: dict[str, bytes], outputs: list[str], made: list[tuple[str, object]]) -> Request:
        request = r.request(script, more, outputs)
        thunk = request.thunk
        inputs = [*thunk.inputs, *[Input(path, FileValue(one.digest, one.size)) for path, one in made]]
        return Request(Thunk(thunk.stages, thunk.cwd, thunk.umask, sorted_inputs(inputs), None, thunk.outputs))

    archived = r.run(then(f"ar rcD lib.a {' '.join(objects)}", {}, ["lib.a"], values))
    assert archived.statuses == [0] and archived.reply is not None, archived
    (library,) = archived.reply.result.outputs
    main = b"int f0(void); int f1(void);\nint main(void) { return f0() + f1() - f0() - f1(); }\n"
    linked = r.run(then("gcc main.c lib.a -o app", {"main.c": main}, ["app"], [("/work-of-tests/lib.a", library)]))
    assert linked.statuses == [0], linked
    assert all(not r.store.has(one.digest) for _path, one in [*values, ("", library)])
    program = r.read(linked, "app")
    assert program.startswith(b"\x7fELF")


def test_a_tree_of_many_small_files(start):
    place = start()
    r = place.r
    files = {f"h{number}": b"%d\n" % number for number in range(400)}
    result = r.run(r.request("cat h* | sort -n | tail -1", files))
    assert result.reply is not None and result.reply.result.stdout.data == b"399\n"
    for word in ("1", "2", "3"):
        result = r.run(r.request(f"cat h* | wc -l; echo {word}", files))
        assert result.reply is not None and result.reply.result.stdout.data == b"400\n%s\n" % word.encode()
    puts = [path for method, path in place.proxy.requests if method == "PUT"]
    assert len(puts) == 1, "what many requests share goes up once, together"


def test_throttling_at_ten_invocations(start):
    place = start(concurrency=3)
    r = place.r
    for number in range(40):
        r.submit(r.request(f"echo {number}"))
    results = r.results(40)
    said = sorted(
        int(result.reply.result.stdout.data) for result in results if result.reply and result.reply.result.stdout.data
    )
    assert said == list(range(40))
    counts = place.service.control()
    assert counts["throttled"] > 0 and counts["most"] <= 3


def test_an_event_that_comes_twice(start):
    place = start(duplicate=1)
    r = place.r
    result = r.run(r.request("cat in >out; date +%N >>out", {"in": b"x\n"}, ["out"]))
    assert result.statuses == [0] and r.read(result, "out").startswith(b"x\n")
    assert place.service.control()["started"] == 2


def test_a_worker_that_dies_is_replaced(start):
    """What it had begun is handed back, as it may have been the reason; what comes later runs elsewhere."""
    place = start()
    r = place.r
    r.run(r.request("true"))
    r.submit(r.request("sleep 1.0625; echo done"))
    wait_until(lambda: processes("sleep 1.0625"), "the start of the command")
    place.kill_workers()
    (result,) = r.results(1)
    assert result.reply is None and result.refusal is not None and "the worker died" in str(result.refusal)
    wait_until(lambda: not processes("sleep 1.0625"), "the end of what the dead worker ran")
    result = r.run(r.request("echo after"))
    assert result.reply is not None and result.reply.result.stdout.data == b"after\n"
    assert place.service.control()["started"] == 2


def test_the_time_limit_of_the_function(start):
    place = start(timeout=5)
    r = place.r
    result = r.run(r.request("sleep 30.0312"))
    assert result.reply is None and result.refusal is not None and result.refusal.reason.code == "takes-too-long"
    result = r.run(r.request("echo after"))
    assert result.reply is not None
    assert not processes("sleep 30.0312")
    result = r.run(r.request("true", expected_s=60.0))
    assert result.refusal is not None and result.refusal.reason.code == "takes-too-long"


def test_needs_that_nobody_meets(start):
    place = start()
    for need in (("gpu", 1.0), ("mem", 64e9), ("cpu", 16.0)):
        result = place.r.run(place.r.request("true", needs=(need,)))
        assert result.refusal is not None and result.refusal.reason.code == "needs-unmet"


def test_an_object_that_the_bucket_has_lost_is_sent_again(start, bucket_name, aws):
    place = start()
    r = place.r
    data = noise(500_000)
    r.run(r.request("wc -c <in", {"in": data}))
    s3 = client("s3", "us-east-1", aws)
    for item in s3.list_objects_v2(Bucket=bucket_name)["Contents"]:
        s3.delete_object(Bucket=bucket_name, Key=item["Key"])
    s3.close()
    place.kill_workers()
    result = r.run(r.request("wc -c <in; echo again", {"in": data}))
    assert result.reply is not None and result.reply.result.stdout.data == b"500000\nagain\n"


def test_a_damaged_object_is_never_used(start, bucket_name, aws):
    place = start()
    r = place.r
    data = noise(500_000)
    r.run(r.request("true", {"in": data}))
    s3 = client("s3", "us-east-1", aws)
    for item in s3.list_objects_v2(Bucket=bucket_name)["Contents"]:
        s3.put_object(Bucket=bucket_name, Key=item["Key"], Body=b"r" + noise(500_000, 2))
    s3.close()
    place.kill_workers()
    result = r.run(r.request("cat <in >out", {"in": data}, ["out"]))
    assert result.statuses == [0] and r.read(result, "out") == data


def test_trouble_with_the_bucket_that_passes(start):
    place = start()
    r = place.r
    left = [2]

    def trouble(_method: str, _path: str) -> Answer | None:
        left[0] -= 1
        return Answer(503, "SlowDown") if left[0] >= 0 else Answer(wait_s=0.02)

    place.proxy.fault = trouble
    result = r.run(r.request("wc -c <in", {"in": noise(500_000)}))
    assert result.reply is not None and result.reply.result.stdout.data == b"500000\n"


def test_the_disk_of_the_worker_is_full(start, tmp_path):
    import subprocess

    if posix.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "none", str(small)], check=True)
    try:
        place = start(OILGG_FOLDER=str(small))
        r = place.r
        for seed in range(5):  # what is kept from earlier invocations has to go
            result = r.run(r.request("wc -c <in", {"in": noise(5_000_000, seed)}))
            assert result.reply is not None and result.reply.result.stdout.data == b"5000000\n", result
        result = r.run(r.request("wc -c <in", {"in": noise(20_000_000)}))
        assert result.refusal is not None and result.refusal.reason.code == "input-too-large"
    finally:
        for pid in processes(str(small)):
            with suppress(ProcessLookupError):  # it has ended by now
                os.kill(pid, signal.SIGKILL)
        wait_until(
            lambda: subprocess.run(["umount", str(small)], check=False, stderr=subprocess.DEVNULL).returncode == 0
        )


def test_a_cancelled_request_ends_on_the_worker(start):
    place = start()
    r = place.r
    r.run(r.request("true"))
    key = r.submit(r.request("sleep 1234"))
    wait_until(lambda: processes("sleep 1234"), "the start of the command")
    r.engine.cancel(key)
    wait_until(lambda: not processes("sleep 1234"), "the end of the command")


def test_what_is_printed_can_be_watched(start):
    """By chunks through the bucket, of which none is left there afterwards."""
    place = start()
    r = place.r
    r.run(r.request("true"))
    printed: dict[int, bytes] = {0: b"", 1: b""}

    def take(stream: int, offset: int, data: bytes) -> None:
        assert offset == len(printed[stream])
        printed[stream] += data

    key = r.number = r.number + 1
    request = r.request("echo one; echo two >&2; head -c 3000000 /dev/zero; sleep 98773; echo three")
    r.engine.submit(key, request, take)
    r.engine.watch(key)
    while len(printed[0]) < 3000004 or not printed[1]:
        r.wait()
        assert not r.engine.events()
    assert printed == {0: b"one\n" + bytes(3000000), 1: b"two\n"}
    r.engine.cancel(key)
    wait_until(lambda: not processes("sleep 98773"), "the end of the command")
    bucket = open_bucket(place.bucket)[0]
    wait_until(lambda: not list(bucket.blobs("main/o/")), "the end of the chunks")
    bucket.close()


def test_a_budget(start):
    place = start(engine="lambda:oilgg@us-east-1?budget=0.00002")
    r = place.r
    assert r.run(r.request("true", expected_s=0.1)).reply is not None
    result = r.run(r.request("false", expected_s=3.0))
    assert result.refusal is not None and result.refusal.reason.code == "over-budget"
    assert "of $0.0000" in str(result.refusal)
    assert "1 invocations" in r.engine.account()[2]


def test_no_such_function(start, tmp_path):
    place = start()
    remote = Remote("lambda:nothing@us-east-1", str(tmp_path / "other"))
    result = remote.run(remote.request("true"))
    assert result.refusal is not None and "oilgg --tool aws bootstrap --name nothing" in str(result.refusal)
    remote.close()
    assert place.service.control()["invocations"] == 0


def test_many_in_flight(start):
    place = start(concurrency=12)
    r = place.r
    for number in range(12):
        r.submit(r.request(f"sleep 2; echo {number}"))
    assert len(r.results(12)) == 12
    assert place.service.control()["most"] == 12


def test_without_namespaces(start: Callable[..., Place], tmp_path: Path) -> None:
    """The first answer says so: what needs them is not sent any more, what does not runs there."""
    subprocess.run(["gcc", "-o", str(tmp_path / "forbid"), str(ROOT / "tests/builds/forbid.c")], check=True)
    place = start(prefix=str(tmp_path / "forbid"))
    for _ in range(2):
        refusal = place.r.run(place.r.request("echo")).refusal
        assert refusal is not None and refusal.reason.code == "no-namespaces", refusal
        assert "lambda:oilgg@us-east-1 has no namespaces (" in str(refusal)
    assert place.service.control()["invocations"] == 1
    thunk = place.r.request("cat in >out", {"in": b"bytes"}, ["out"]).thunk
    done = place.r.run(Request(thunk, elsewhere=Elsewhere(((thunk.stages[0].argv, ()),))))
    assert place.r.read(done, "out") == b"bytes"
    assert place.service.control()["invocations"] == 2
