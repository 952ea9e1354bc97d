"""Measurement within a contender's process: prints one line of JSON.

Contenders run in the environments of peers, so only the standard library is used.
"""

from __future__ import annotations

import gc
import json
import resource
import time
from collections.abc import Callable, Mapping
from typing import Any


def measure(work: Callable[[], int], reported: Mapping[str, Any] | None = None) -> None:
    """Run `work`, which returns the number of items, and print count, seconds and peak memory.

    `reported` has further values to report; `work` may fill it.
    """
    gc.collect()
    wall, cpu = time.perf_counter(), cpu_seconds()
    count = work()
    report(count, time.perf_counter() - wall, cpu_seconds() - cpu, **(reported or {}))


def report(count: int, wall: float, cpu: float, **reported: Any) -> None:
    """Print the JSON line that `rounds.run` reads."""
    print(json.dumps({"count": count, "wall": wall, "cpu": cpu, "peak": peak_memory(), "reported": reported}))


def cpu_seconds() -> float:
    """Return the CPU time of this process and its finished children, in seconds."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def peak_memory() -> float:
    """Return the peak memory of this process and its finished children, in MiB."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in both) / 1024
