"""What a contender runs in: it measures itself and says so in one line of JSON.

Contenders run in the environments of peers, so nothing but the standard library is used here.
"""

from __future__ import annotations

import gc
import json
import resource
import time
from collections.abc import Callable, Mapping
from typing import Any


def measure(work: Callable[[], int], said: Mapping[str, Any] | None = None) -> None:
    """Do `work`, which says how many things it did, and print count, seconds and peak memory.

    `said` is what else is to be told; `work` may still fill it.
    """
    gc.collect()
    wall, cpu = time.perf_counter(), cpu_seconds()
    count = work()
    tell(count, time.perf_counter() - wall, cpu_seconds() - cpu, **(said or {}))


def tell(count: int, wall: float, cpu: float, **said: Any) -> None:
    """Print the line of JSON that `rounds.run` reads."""
    print(json.dumps({"count": count, "wall": wall, "cpu": cpu, "peak": peak_memory(), "said": said}))


def cpu_seconds() -> float:
    """CPU time of this process and of its children that have ended."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def peak_memory() -> float:
    """The most memory this process or one of its children has had, in MiB."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in both) / 1024
