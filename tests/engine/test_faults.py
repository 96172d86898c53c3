"""Workers with wrong clocks, full disks and damaged stores: nothing is wrong, and what is the matter is said."""

from __future__ import annotations

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

from oilgg.engine import certificates
from oilgg.thunk.ir import FileValue, Input, Thunk
from oilgg.tools.cluster import Cluster
from oilgg.worker.request import Request
from oilgg.worker.view import probe
from tests.engine.remote import Remote, dask_cluster, processes, wait_until
from tests.engine.scripts import PROJECT, Scripts

pytestmark = [
    pytest.mark.skipif(not probe().overlay, reason="no sealed view here"),
    pytest.mark.xdist_group("dask"),
]

CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
static int (*real)(clockid_t, struct timespec *);
int clock_gettime(clockid_t clock, struct timespec *when) {
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int status = real(clock, when);
  const char *seconds = getenv("TEST_CLOCK");
  if (!status && clock == CLOCK_REALTIME && seconds) when->tv_sec += atol(seconds);
  return status;
}
time_t time(time_t *place) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place) *place = now.tv_sec;
  return now.tv_sec;
}
"""
HOURS_S = 5 * 3600


@pytest.fixture(scope="module")
def cluster(place: Path) -> Iterator[Cluster]:
    """A worker whose clock is hours late, and one whose clock is hours early; the scheduler's is right."""
    if shutil.which("gcc") is None:
        pytest.skip("no compiler here")
    (place / "clock.c").write_text(CLOCK)
    library = str(place / "clock.so")
    subprocess.run(["gcc", "-shared", "-fPIC", str(place / "clock.c"), "-o", library, "-ldl"], check=True)
    with dask_cluster(place) as found:
        for name, offset_s in (("late", -HOURS_S), ("early", HOURS_S)):
            found.prefix = ("env", f"LD_PRELOAD={library}", f"TEST_CLOCK={offset_s}")
            found.start_worker(name, 1, "--resources", f"{name}=1")
        yield found


@pytest.fixture
def r(on_cluster: Remote) -> Remote:
    """A client of the cluster."""
    return on_cluster


def test_the_clocks_are_wrong(r: Remote) -> None:
    """What the tests below stand on."""
    now = time.time()
    for name, offset_s in (("late", -HOURS_S), ("early", HOURS_S)):
        wait_until(lambda name=name: r.run(r.request(": " + name, needs=((name, 1.0),))).reply is not None)
        result = r.run(r.request(f"true {name}", needs=((name, 1.0),)))
        assert result.reply is not None and abs(result.reply.started_ns / 1e9 - now - offset_s) < 600


def test_a_build_with_wrong_clocks(cluster: Cluster, tmp_path: Path) -> None:
    """The same bytes, and times of files as if they had been made here, in the order of the script."""
    began = time.time()
    scripts = Scripts(tmp_path, "dask:" + cluster.address)
    scripts.compare(PROJECT)
    work = tmp_path / "work"
    names = ["obj/f0.o", "obj/f1.o", "obj/f2.o", "obj/main.o", "libf.a", "app", "numbers"]
    times = [(work / name).stat().st_mtime for name in names]
    assert times == sorted(times) and began - 1 < times[0] and times[-1] < time.time() + 1


def test_times_that_a_command_sets_are_kept(r: Remote) -> None:
    """They are its own, whatever the clocks say."""
    for name in ("late", "early"):
        script = "echo x >out; touch -d @1000000000 out; echo y >new"
        result = r.run(r.request(script, {}, ["out", "new"], needs=((name, 1.0),), reports=(f"/none/{name}",)))
        assert result.reply is not None, result
        when = {one.path.rpartition("/")[2]: one.mtime_policy for one in result.reply.result.outputs}
        assert when == {"out": 1_000_000_000_000_000_000, "new": "now"}


def test_damaged_objects_on_a_worker(r: Remote, cluster: Cluster) -> None:
    """Inputs are sent again; outputs that nobody else has are made again."""
    data = b"line\n" * 20000
    result = r.run(r.request("tr l f <in >out", {"in": data}, ["out"]))
    assert result.reply is not None
    (output,) = result.reply.result.outputs
    assert output.digest is not None and not r.store.has(output.digest)
    damaged = 0
    for path in Path(cluster.folder).glob("*/dask-scratch-space/*/oilgg-store/store/**/*"):
        if path.is_file() and path.stat().st_size == len(data):
            path.chmod(0o644)
            path.write_bytes(b"X" * len(data))
            damaged += 1
    assert damaged >= 2
    thunk = r.request("cat in made | sort | uniq -c", {"in": data}).thunk
    inputs = (*thunk.inputs, Input("/work-of-tests/made", FileValue(output.digest, output.size)))
    again = r.run(Request(Thunk(thunk.stages, thunk.cwd, thunk.umask, inputs)))
    assert again.reply is not None, again
    assert again.reply.result.stdout.data == b"  20000 fine\n  20000 line\n"


def test_a_full_disk_on_a_worker(place: Path, cluster: Cluster, tmp_path: Path) -> None:
    """What does not fit there runs here, and the reason is told."""
    if posix.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(small)], check=True)
    own = Cluster(str(small))
    try:
        own.start_scheduler()
        own.start_worker("only")
        remote = Remote("dask:" + own.address, str(tmp_path))
        small_one = remote.run(remote.request("wc -c <in", {"in": b"x" * 1000}))
        assert small_one.reply is not None and small_one.reply.result.stdout.data == b"1000\n"
        large = remote.run(remote.request("wc -c <in", {"in": os.urandom(20 << 20)}))
        assert large.refusal is not None and "No space left" in str(large.refusal), large
        made = remote.run(remote.request("head -c 20M /dev/urandom >out", {}, ["out"]))
        assert made.refusal is not None and "No space left" in str(made.refusal), made
        remote.close()
    finally:
        own.stop()
        wait_until(lambda: subprocess.run(["umount", str(small)], stderr=subprocess.DEVNULL).returncode == 0)


def test_certificates_that_a_clock_does_not_believe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason names the certificate's time and this machine's."""
    monkeypatch.setattr(certificates, "DAYS", 0.5)  # they begin a day ago: clocks differ
    for name in (b"OILGG_TLS", b"XDG_RUNTIME_DIR"):
        monkeypatch.setitem(posix.environ, name, os.fsencode(tmp_path))
    monkeypatch.setenv("OILGG_TLS", str(tmp_path / "tls"))
    monkeypatch.setitem(posix.environ, b"OILGG_TLS", os.fsencode(tmp_path / "tls"))
    tmp_path.chmod(0o700)
    certificates.make(str(tmp_path / "tls"))
    own = Cluster(str(tmp_path))
    try:
        own.start_scheduler()
        remote = Remote("dask:" + own.address, str(tmp_path))
        result = remote.run(remote.request("true"))
        assert "certificate has expired (this machine's clock says" in str(result.refusal), result
        remote.close()
        wait_until(lambda: not processes(str(tmp_path / "store")), "the end of the engine process")
    finally:
        own.stop()
