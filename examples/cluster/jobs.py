"""Workers for oilgg on a Slurm or PBS cluster, by its queue.

    python jobs.py slurm|pbs JOBS [--cores N] [--memory SIZE] [--hours H] [--interface DEVICE] [--print]

Starts a scheduler of Dask here (on a login node, say) and JOBS jobs with a worker each; the first line it prints is
what to give to `oilgg --engine`. Ctrl-C ends everything. `--print` only shows the job that it would submit.
Needs: pip install 'oilgg[dask]' dask-jobqueue, here and on the nodes; `oilgg --tool cluster ca` once, with the folder
of the certificates in the same place everywhere (a shared home is enough).
"""

from __future__ import annotations

import argparse
import os
import threading

import dask
from dask_jobqueue import PBSCluster, SLURMCluster
from distributed import Security


def security() -> Security:
    """The certificates that `oilgg --tool cluster ca` has made."""
    folder = os.environ.get("OILGG_TLS") or os.path.expanduser("~/.config/oilgg/tls")
    ca, cert, key = [os.path.join(folder, name) for name in ("ca.pem", "cert.pem", "key.pem")]
    if not os.path.exists(key):
        raise SystemExit(f"{folder}: no certificates; make them with `oilgg --tool cluster ca`")
    return Security(
        tls_ca_file=ca,
        tls_scheduler_cert=cert, tls_scheduler_key=key,
        tls_worker_cert=cert, tls_worker_key=key,
        tls_client_cert=cert, tls_client_key=key,
        require_encryption=True,
    )  # fmt: skip


def main() -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("queue", choices=["slurm", "pbs"])
    parser.add_argument("jobs", type=int)
    parser.add_argument("--cores", type=int, default=4, help="of each job; so many commands at a time")
    parser.add_argument("--memory", default="8GB", help="of each job")
    parser.add_argument("--hours", type=int, default=1)
    parser.add_argument("--interface", help="of the network that nodes and this machine share, such as ib0")
    parser.add_argument("--print", action="store_true", dest="show")
    options = parser.parse_args()
    # oilgg counts attempts itself, and wants to know of lost workers soon.
    dask.config.set({"distributed.scheduler.allowed-failures": 0, "distributed.scheduler.worker-ttl": "60s"})
    kinds = {"slurm": SLURMCluster, "pbs": PBSCluster}
    cluster = kinds[options.queue](
        cores=options.cores,
        processes=1,
        memory=options.memory,
        walltime=f"{options.hours:02}:00:00",
        interface=options.interface,
        protocol="tls",
        security=security(),
        scheduler_options={"dashboard_address": None, "dashboard": False},
        job_script_prologue=[f"export OILGG_TLS={os.environ['OILGG_TLS']}"] if os.environ.get("OILGG_TLS") else [],
    )
    if options.show:
        print(cluster.job_script())
        cluster.close()
        return
    # Not `adapt`: oilgg sends nothing to a cluster without workers, so none would ever be started.
    cluster.scale(jobs=options.jobs)
    print(f"dask:{cluster.scheduler_address}", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        cluster.close()


if __name__ == "__main__":
    main()
