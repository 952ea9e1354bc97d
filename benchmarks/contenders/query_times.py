"""Time queries of an archive, each several times."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from archive.database.connection import reading
from benchmarks.harness.worker import cpu_seconds, report


def time_queries(
    asker: Callable[[Any], Callable[[str], int]], queries: Mapping[str, str], archive: Path, repeats: int
) -> None:
    """Report wall and CPU time, and the 95th percentile of each query in milliseconds, by its name.

    `asker` returns, for a connection, a function that runs a query and returns the number of results.
    """
    spent: dict[str, list[float]] = {name: [] for name in queries}
    with reading(archive) as db:
        ask = asker(db)
        for typed in queries.values():
            ask(typed)  # warm-up: the first query reads from disk
        cpu = cpu_seconds()
        for _ in range(repeats):
            for name, typed in queries.items():
                began = time.perf_counter()
                ask(typed)
                spent[name].append(time.perf_counter() - began)
    percentiles = {name: sorted(times)[int(len(times) * 0.95)] * 1000 for name, times in spent.items()}
    wall = sum(map(sum, spent.values()))
    report(repeats * len(queries), wall, cpu_seconds() - cpu, **percentiles)
