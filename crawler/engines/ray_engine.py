"""The engine `ray`: tasks on a Ray cluster, or on one that is started on this machine for the run.

Ray counts how often a task has lost its process or node, and starts it again
(https://docs.ray.io/en/latest/ray-core/fault_tolerance/tasks.html). Its usage statistics are off, and
its logs are not shown.
"""

from __future__ import annotations

import os
import socket
from collections import deque
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, Self

from archive import exit_codes
from archive.errors import ArchiveError, missing_extra
from crawler.ingest.worker_pool import Context, Output, Task, WorkerPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CHECK_INTERVAL = 1.0  # seconds between two looks whether Ray lives
RETRIES = 2  # after the first try
AHEAD_OF_WORKERS = 4  # chunks that are submitted for each processor: bounds the memory
ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # or Ray prints a warning about it
}
# Without an address Ray would listen on the address of the first network card.
ON_LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}


class ClusterLost(ArchiveError):
    """The Ray cluster cannot be reached, or has ended."""

    exit_code = exit_codes.UNHEALTHY


@dataclass(slots=True)
class _Chunk(Generic[Task]):
    """Tasks that a process works on together."""

    tasks: list[Task]
    reference: Any


class RayEngine(Generic[Context]):
    """Calls functions on a Ray cluster, as `Engine` says."""

    def __init__(self, context: Context, *, address: str | None = None, workers: int | None = None) -> None:
        self._context = context
        self._address = address
        self._workers = workers
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        """Connect to the cluster at the address, or start one on this machine.

        Raises:
            MissingExtra: Ray is not installed.
            ClusterLost: There is no cluster at the address.
        """
        os.environ.update(ENVIRONMENT if self._address else ENVIRONMENT | ON_LOOPBACK)
        try:
            import ray
        except ModuleNotFoundError as error:
            raise missing_extra("The engine ray", error, extra="ray") from None
        self._ray = ray
        with self._opened as opened:
            opened.callback(ray.shutdown)
            with self._explain_loss():
                self._connect()
                self._shared = ray.put(self._context)
                self._remote: Any = ray.remote(num_cpus=1, max_retries=RETRIES)(_call)
                self._processors = self._workers or _processors_of(ray)
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    @property
    def context(self) -> Context:
        """The context of this process."""
        return self._context

    def here(self) -> WorkerPool[Context]:
        """Return an engine with the same context that works in this process."""
        return WorkerPool(1, self._context)

    def map(
        self,
        function: Callable[[Context, Task], Output],
        tasks: Iterable[Task],
        lost: Callable[[Task], Output],
        chunk: int = 1,
    ) -> Iterator[Output]:
        """Yield results, as `Engine.map`.

        Raises:
            ClusterLost: The cluster has ended.
        """
        rest = iter(tasks)
        waiting: deque[_Chunk[Task]] = deque()
        while True:
            while len(waiting) < AHEAD_OF_WORKERS * self._processors:
                some = list(islice(rest, chunk))
                if not some:
                    break
                waiting.append(self._submit(function, some))
            if not waiting:
                return
            yield from self._results(function, waiting.popleft(), lost)

    def _results(
        self, function: Callable[[Context, Task], Output], chunk: _Chunk[Task], lost: Callable[[Task], Output]
    ) -> list[Output]:
        """Return the results of a chunk; where its processes have ended, those of each task alone."""
        errors = self._ray.exceptions
        try:
            with self._explain_loss():
                self._wait(chunk.reference)
                results: list[Output] = self._ray.get(chunk.reference)
        except errors.RayTaskError as error:
            if isinstance(error, errors.RaySystemError):
                what = str(error).strip().rpartition("\n")[2]
                raise ClusterLost(
                    f"A node of the Ray cluster cannot work ({what}). Install the same partynews[ray] on "
                    "all, then run the same again: what is finished stays."
                ) from error
            raise _cause(error) from error
        except (
            errors.WorkerCrashedError,
            errors.OutOfMemoryError,
            errors.NodeDiedError,
            errors.ObjectLostError,
        ):
            if len(chunk.tasks) == 1:
                return [lost(chunk.tasks[0])]
            alone = [self._submit(function, [task]) for task in chunk.tasks]
            return [result for one in alone for result in self._results(function, one, lost)]
        return results

    def _wait(self, reference: Any) -> None:
        """Wait for a task while Ray lives on this machine: without its raylet, Ray ends this process at last.

        Raises:
            ConnectionError: The raylet has ended.
        """
        node = getattr(self._ray._private.worker.global_worker, "node", None)
        while not self._ray.wait([reference], timeout=CHECK_INTERVAL)[0]:
            if node is not None:  # there is none where the cluster is at ray://
                with socket.socket(socket.AF_UNIX) as raylet:
                    raylet.connect(node.raylet_socket_name)

    def _submit(self, function: Callable[[Context, Task], Output], tasks: list[Task]) -> _Chunk[Task]:
        with self._explain_loss():
            return _Chunk(tasks, self._remote.remote(self._shared, function, tasks))

    def _connect(self) -> None:
        options: dict[str, Any] = {
            "log_to_driver": False,
            "logging_level": "ERROR",
            "configure_logging": True,
        }
        if self._address:
            self._ray.init(address=self._address, **options)
            return
        try:
            self._ray.init(address="local", num_cpus=self._workers, include_dashboard=False, **options)
        except Exception as error:  # Ray raises no class of its own
            if "timed out during startup" not in str(error):
                raise
            raise TimeoutError("it has not started in 30 seconds: is the machine busy?") from error

    @contextmanager
    def _explain_loss(self) -> Iterator[None]:
        errors = self._ray.exceptions
        try:
            yield
        except errors.RayTaskError:  # of a task, whatever it is besides
            raise
        except (ConnectionError, TimeoutError, errors.LocalRayletDiedError, errors.RaySystemError) as error:
            place = self._address or "on this machine"
            what = " ".join(str(error).split())[:200]
            raise ClusterLost(
                f"The Ray cluster {place} cannot be reached ({what}). What is finished stays: start the "
                "cluster, then run the same again."
            ) from error


def _call(context: Context, function: Callable[[Context, Task], Output], tasks: list[Task]) -> list[Output]:
    return [function(context, task) for task in tasks]


def _processors_of(ray: Any) -> int:
    return int(ray.cluster_resources().get("CPU", 1))


def _cause(error: Exception) -> Exception:
    """Return the error that a function has raised on a node, as it would be raised here."""
    cause = getattr(error, "cause", None)
    return cause if isinstance(cause, ArchiveError) else error
