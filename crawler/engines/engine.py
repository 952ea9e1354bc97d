"""The interface of an engine, and the choice of one: processes of this machine, or a Ray cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, Self

from crawler.engines.ray_engine import RayEngine
from crawler.ingest.worker_pool import Context, Output, Task, WorkerPool, usable_cores


class Engine(Protocol[Context]):
    """Calls functions of modules with a context, which each process gets once, and a task."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    @property
    def context(self) -> Context:
        """The context of this process."""

    def here(self) -> Engine[Context]:
        """Return an engine with the same context that works in this process."""

    def map(
        self,
        function: Callable[[Context, Task], Output],
        tasks: Iterable[Task],
        lost: Callable[[Task], Output],
        chunk: int = 1,
    ) -> Iterator[Output]:
        """Yield the results of `function` in the order of `tasks`, which are read a bounded number ahead.

        A task that has ended three processes has the result that `lost` returns for it. `chunk` tasks are
        given to a process at a time.
        """


@dataclass(frozen=True, slots=True)
class RayCluster:
    """A Ray cluster: the one at `address`, or a local one that is started with `workers` processes."""

    address: str | None = None
    workers: int | None = None


Workers = int | RayCluster | None
"""The number of processes (1: this process), a Ray cluster, or None: a process for each core."""


def open_engine(workers: Workers, context: Context) -> Engine[Context]:
    """Return the engine for a choice of workers; it is a context manager."""
    if isinstance(workers, RayCluster):
        return RayEngine(context, address=workers.address, workers=workers.workers)
    return WorkerPool(usable_cores() if workers is None else workers, context)


def is_one_process(workers: Workers) -> bool:
    """Return whether all work is done in this process."""
    return workers == 1 or (workers is None and usable_cores() == 1)
