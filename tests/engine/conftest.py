"""A place for the Dask clusters of a file of tests, and clients of its cluster: a fixture `cluster` of that file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.remote import Remote, dask_settings


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Certificates, and a place for sockets, for all tests of the file."""
    found = tmp_path_factory.mktemp("dask")
    with dask_settings(found):
        yield found


@pytest.fixture
def on_cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Remote]:
    """A shell's end of an engine process that is a client of the cluster."""
    remote = Remote("dask:" + request.getfixturevalue("cluster").address, str(tmp_path))
    yield remote
    remote.close()
