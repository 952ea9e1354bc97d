"""Import WARC files into a new archive: `python -m benchmarks.contenders.importing FOLDER FILES WORKERS`.

FILES is how many of the files in FOLDER are imported. `reported` has the peak memory of the process that
writes and of the others, in MiB.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

from archive.store import Store
from benchmarks.harness.worker import cpu_seconds, report
from crawler.ingest.import_files import import_files
from crawler.sites import load_sites


def main(folder: Path, files: int, workers: int) -> None:
    inputs = sorted(folder.glob("*.warc.gz"))[:files]
    sites = load_sites()
    peaks: dict[str, float] = {"parent": 0, "worker": 0}

    def watch(done: int, total: int) -> None:
        peaks["parent"] = peak("self")
        workers = [peak(str(child.pid)) for child in multiprocessing.active_children()]
        peaks["worker"] = max([peaks["worker"], *workers])

    with tempfile.TemporaryDirectory(dir=folder) as target, Store.open(Path(target) / "archive.db") as store:
        wall, cpu = time.perf_counter(), cpu_seconds()
        import_files(store, sites, inputs, in_place=True, workers=workers, progress=watch)
        wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
        (articles,) = store.db.execute("SELECT count(*) FROM articles").fetchone()
    report(articles, wall, cpu, **peaks)


def peak(process: str) -> float:
    """Return the peak memory of a process in MiB.

    `getrusage` of a spawned process also counts what its parent had when it was forked.
    """
    status = Path(f"/proc/{process}/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
