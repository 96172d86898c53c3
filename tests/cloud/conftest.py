"""Amazon's services for the tests of this folder."""

from __future__ import annotations

import os
import posix
import shutil
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from oilgg.engine import bundle
from tests.cloud.servers import CREDENTIALS, Proxy, ministack


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that speaks for S3, Lambda, IAM and CloudFormation."""
    if not (Path(sys.executable).parent / "ministack").exists() and not shutil.which("ministack"):
        pytest.skip("ministack is not installed")
    with ministack(tmp_path_factory.mktemp("ministack")) as url:
        yield url


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials for loopback, and nothing of whoever runs the tests."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setitem(posix.environ, os.fsencode(name), os.fsencode(value))
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def proxy(aws: str) -> Iterator[Proxy]:
    """A proxy before those services, well-behaved until a test says otherwise."""
    with Proxy(aws) as server:
        yield server


@pytest.fixture
def bucket_name(aws: str, request: pytest.FixtureRequest) -> str:
    """A bucket of this test's own."""
    from oilgg.store.s3 import client

    s3 = client("s3", "us-east-1", aws)
    name = f"test-{abs(hash(request.node.nodeid)) % 10**12}"
    s3.create_bucket(Bucket=name)
    s3.close()
    return name


@pytest.fixture(scope="session")
def worker_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the function, unpacked."""
    folder = tmp_path_factory.mktemp("bundle")
    with ZipFile(BytesIO(bundle.build())) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for sockets; engine processes of the test end soon after it."""
    place = tmp_path / "run"
    place.mkdir(mode=0o700)
    for name, value in {"XDG_RUNTIME_DIR": str(place), "OILGG_ENGINE_LINGER": "0.2"}.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setitem(posix.environ, os.fsencode(name), os.fsencode(value))
    return place
