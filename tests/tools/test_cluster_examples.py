"""What examples/cluster shows: jobs as they would be submitted, and command lines that Dask takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed")
pytest.importorskip("cryptography")

from oilgg.engine.certificates import make

PLACE = Path(__file__).parents[2] / "examples/cluster"


def shown(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What `jobs.py` would submit."""
    pytest.importorskip("dask_jobqueue")
    environment = {**os.environ, "OILGG_TLS": str(tmp_path / "tls"), "HOME": str(tmp_path)}
    program = [sys.executable, str(PLACE / "jobs.py"), *words, "--print"]
    return subprocess.run(program, env=environment, capture_output=True, text=True, cwd=tmp_path)


@pytest.mark.parametrize(
    ("queue", "mark"), [("slurm", "#SBATCH --cpus-per-task=6"), ("pbs", "#PBS -l select=1:ncpus=6")]
)
def test_jobs(tmp_path: Path, queue: str, mark: str) -> None:
    made = make(str(tmp_path / "tls"))
    done = shown(tmp_path, queue, "3", "--cores", "6", "--hours", "2")
    assert done.returncode == 0, done.stderr
    assert mark in done.stdout and "02:00:00" in done.stdout
    assert f"export OILGG_TLS={tmp_path / 'tls'}" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if "distributed.cli.dask_worker" in line]
    assert " tls://" in line and "--nthreads 6" in line and f"--tls-key {made['key']}" in line


def test_jobs_without_certificates(tmp_path: Path) -> None:
    done = shown(tmp_path, "slurm", "3")
    assert done.returncode == 1 and "make them with `oilgg --tool cluster ca`" in done.stderr


def test_kubernetes(tmp_path: Path) -> None:
    """Every option in the manifest is one of Dask's, and takes a value where one is given."""
    yaml = pytest.importorskip("yaml")
    from distributed.cli import dask_scheduler, dask_worker

    commands = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}
    make(str(tmp_path / "tls"))
    seen = set()
    for document in yaml.safe_load_all((PLACE / "kubernetes.yaml").read_text()):
        if document["kind"] != "Deployment":
            continue
        (container,) = document["spec"]["template"]["spec"]["containers"]
        program, name = container["command"]
        assert program == "dask"
        seen.add(name)
        context = commands[name].make_context(
            name, [word.replace("/tls/", f"{tmp_path}/tls/") for word in container["args"]], resilient_parsing=False
        )
        assert context.params["protocol"] == "tls"
    assert seen == {"scheduler", "worker"}
