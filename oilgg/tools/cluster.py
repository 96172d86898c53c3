"""`oilgg --tool cluster`: certificates for a Dask cluster, and a small cluster on this machine to try it out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile

from oilgg.errors import EngineError
from oilgg.worker.kernel import PR_SET_PDEATHSIG, prctl

USAGE = """\
Usage: oilgg --tool cluster [--workers=N] [--threads=N] [--port=N]
       oilgg --tool cluster ca [FOLDER]

Starts a scheduler and workers of Dask on this machine, with TLS, until it is interrupted. The first line it prints is
what to give to --engine. `ca' makes the certificates that scheduler, workers and clients of a cluster share.
examples/cluster of oilgg's source has more: machines that you log in to, Slurm, PBS, Kubernetes.
"""
# What a cluster for oilgg should know: a lost worker is noticed soon, and a task never repeated behind our back.
SETTINGS = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "60s",
    "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True",
}

STOP_S = 5.0


def main(arguments: list[str]) -> int:
    """Do what `arguments` say; the exit status."""
    if arguments in (["--help"], ["help"]):
        sys.stdout.write(USAGE)
        return 0
    if arguments[:1] == ["ca"]:
        return _authority(arguments[1:])
    numbers = {"workers": 2, "threads": 1, "port": 0}
    for argument in arguments:
        name, _, value = argument.removeprefix("--").partition("=")
        if not argument.startswith("--") or name not in numbers or not value.isdecimal():
            sys.stderr.write(USAGE)
            return 2
        numbers[name] = int(value)
    try:
        return _serve(**numbers)
    except (EngineError, OSError) as error:
        sys.stderr.write(f"oilgg: {error}\n")
        return 1


def _authority(arguments: list[str]) -> int:
    from oilgg.engine import certificates

    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        sys.stderr.write(USAGE)
        return 2
    try:
        made = certificates.make(arguments[0] if arguments else certificates.folder())
    except (EngineError, OSError) as error:
        sys.stderr.write(f"oilgg: {error}\n")
        return 1
    for kind, path in made.items():
        sys.stdout.write(f"{kind}: {path}\n")
    return 0


class Cluster:
    """A scheduler and workers of this machine, as processes. Raises EngineError where they don't start."""

    def __init__(self, folder: str, port: int = 0, host: str = "127.0.0.1", prefix: tuple[str, ...] = ()) -> None:
        """They listen at `host`; `prefix` are the words of a command that starts each, as `ip netns exec NAME`."""
        from oilgg.engine import certificates

        self.folder = folder
        self.host = host
        self.prefix = prefix
        self.files = certificates.files() or certificates.make(certificates.folder())
        root = __file__.rpartition("/oilgg/")[0]
        self.environment = {**os.environ, **SETTINGS, "PYTHONPATH": root, "PYTHONWARNINGS": "ignore"}
        self.processes: list[subprocess.Popen[bytes]] = []
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.port = port
        self.address = ""

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        """Start the scheduler; `address` is known afterwards."""
        import time

        about = os.path.join(self.folder, "scheduler.json")
        try:
            os.unlink(about)
        except FileNotFoundError:
            pass
        options = ["--protocol", "tls", "--host", self.host, "--port", str(self.port), "--no-dashboard", "--no-show"]
        scheduler = self.scheduler = self._start("dask_scheduler", "scheduler", [*options, "--scheduler-file", about])
        end = time.monotonic() + 60
        while not (address := _address(about)):
            if scheduler.poll() is not None or time.monotonic() > end:
                raise EngineError(f"the scheduler does not start; see {self.folder}/scheduler.log")
            time.sleep(0.05)
        self.address = address
        self.port = int(address.rpartition(":")[2])
        return scheduler

    def start_worker(self, name: str, threads: int = 1, *options: str) -> subprocess.Popen[bytes]:
        """Start one more worker."""
        place = os.path.join(self.folder, name)
        os.makedirs(place, mode=0o700, exist_ok=True)
        fixed = ["--nthreads", str(threads), "--no-nanny", "--name", name, "--no-dashboard", "--host", self.host]
        fixed += ["--protocol", "tls", "--local-directory", place, "--death-timeout", "60"]
        return self._start("dask_worker", name, [self.address, *fixed, *options])

    def _start(self, module: str, name: str, options: list[str]) -> subprocess.Popen[bytes]:
        tls = ["--tls-ca-file", self.files["ca"], "--tls-cert", self.files["cert"], "--tls-key", self.files["key"]]
        with open(os.path.join(self.folder, name + ".log"), "ab") as log:
            process = subprocess.Popen(
                [*self.prefix, sys.executable, "-P", "-m", f"distributed.cli.{module}", *options, *tls],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=_die_with_parent,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def stop(self) -> None:
        """End all processes: the scheduler last, since a worker that loses it while it ends hangs for long."""
        workers = [process for process in self.processes if process is not self.scheduler]
        for group in (workers, self.processes):
            for process in group:
                if process.poll() is None:
                    process.terminate()
            for process in group:
                try:
                    process.wait(STOP_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self.processes.clear()


def _address(about: str) -> str:
    """The address in a scheduler's file; "" before all of that is written, which Dask does in place."""
    import json

    try:
        with open(about) as file:
            found: dict[str, str] = json.load(file)
    except (FileNotFoundError, json.JSONDecodeError):
        return ""
    return found["address"]


def _die_with_parent() -> None:
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _serve(workers: int, threads: int, port: int) -> int:
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise EngineError("a cluster needs Dask: pip install 'oilgg[dask]'")
    with tempfile.TemporaryDirectory(prefix="oilgg-cluster-") as folder:
        cluster = Cluster(folder, port)
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            scheduler = cluster.start_scheduler()
            for number in range(workers):
                cluster.start_worker(f"worker-{number + 1}", threads)
            sys.stdout.write(f"dask:{cluster.address}\n")
            sys.stdout.flush()
            scheduler.wait()
            sys.stderr.write("oilgg: the scheduler has ended\n")
            return 1
        except KeyboardInterrupt:
            return 0
        finally:
            cluster.stop()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
