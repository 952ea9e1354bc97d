"""Import WARC files into a new archive: `... benchmarks.contenders.importing FOLDER FILES WORKERS [ENGINE]`.

FILES is how many of the files in FOLDER are imported; ENGINE is `local` or `ray`. `reported` has the peak
memory of the process that writes and of the others, in MiB, and the seconds that a Ray cluster on this
machine took to start, before the clock. Its processes are not children of this one: their memory is 0 and
their CPU time is missing.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.store import Store
from benchmarks.harness.worker import cpu_seconds, report
from crawler.engines.engine import RayCluster, Workers
from crawler.engines.ray_engine import ENVIRONMENT, ON_LOOPBACK
from crawler.ingest.import_files import import_files
from crawler.sites import load_sites


def main(folder: Path, files: int, workers: int, engine: str = "local") -> None:
    inputs = sorted(folder.glob("*.warc.gz"))[:files]
    sites = load_sites()
    peaks: dict[str, float] = {"parent": 0, "worker": 0}

    def watch(done: int, total: int) -> None:
        peaks["parent"] = peak("self")
        workers = [peak(str(child.pid)) for child in multiprocessing.active_children()]
        peaks["worker"] = max([peaks["worker"], *workers])

    with (
        _started(workers, engine) as (chosen, seconds),
        tempfile.TemporaryDirectory(dir=folder) as target,
        Store.open(Path(target) / "archive.db") as store,
    ):
        wall, cpu = time.perf_counter(), cpu_seconds()
        import_files(store, sites, inputs, in_place=True, workers=chosen, progress=watch)
        wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
        (articles,) = store.db.execute("SELECT count(*) FROM articles").fetchone()
    report(articles, wall, cpu, started=seconds, **peaks)


@contextmanager
def _started(workers: int, engine: str) -> Iterator[tuple[Workers, float]]:
    """Yield the choice of workers for the block, and the seconds that its cluster took to start."""
    if engine != "ray":
        yield workers, 0.0
        return
    os.environ.update(ENVIRONMENT | ON_LOOPBACK)  # before Ray is imported
    from ray.cluster_utils import Cluster

    began = time.perf_counter()
    node = {"num_cpus": workers, "include_dashboard": False, "node_ip_address": "127.0.0.1"}
    cluster: Any = Cluster(initialize_head=True, head_node_args=node)
    try:
        yield RayCluster(cluster.address), time.perf_counter() - began
    finally:
        cluster.shutdown()


def peak(process: str) -> float:
    """Return the peak memory of a process in MiB.

    `getrusage` of a spawned process also counts what its parent had when it was forked.
    """
    status = Path(f"/proc/{process}/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
