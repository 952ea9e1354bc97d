"""A pool of processes for pure work: results in the order of the tasks, and killed processes replaced.

The processes are spawned: a forked one would share the connections to SQLite and the threads of its parent.
They ignore Ctrl-C, which the parent handles, and end when the parent ends, even if it is killed.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from typing import Any, Generic, Self, TypeVar

from archive.errors import ArchiveError

CHUNK = 16  # small tasks that a process gets at a time
AHEAD = 4  # chunks that are submitted for each process: bounds the memory
MOST_LOST = 5  # tasks in a row that end their process: then the processes cannot work at all

Context = TypeVar("Context")
Task = TypeVar("Task")
Output = TypeVar("Output")


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class WorkersKilled(ArchiveError):
    """All worker processes end at once, with any task."""


@dataclass(slots=True)
class _Chunk(Generic[Task, Output]):
    """Tasks that a process works on together."""

    tasks: list[Task]
    future: Future[list[Output]] | None = None
    results: list[Output] = field(default_factory=list)


class WorkerPool(Generic[Context]):
    """Calls functions with `context` and a task in `workers` processes, or with one in this process.

    The context is pickled once for each process. Processes are started when they are needed.
    """

    def __init__(self, workers: int, context: Context) -> None:
        self._workers = workers
        self._context = context
        self._executor: ProcessPoolExecutor | None = None
        self._lost_in_a_row = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def here(self) -> WorkerPool[Context]:
        """Return a pool with the same context that works in this process."""
        return WorkerPool(1, self._context)

    @property
    def context(self) -> Context:
        """The context of this process."""
        return self._context

    def map(
        self,
        function: Callable[[Context, Task], Output],
        tasks: Iterable[Task],
        lost: Callable[[Task], Output],
        chunk: int = 1,
    ) -> Iterator[Output]:
        """Yield the results of `function` in the order of `tasks`.

        A chunk of tasks whose process ends is tried again alone, then each of its tasks. A task that has
        ended three processes has the result that `lost` returns for it.

        Args:
            function: A function of a module, called with the context and a task.
            tasks: Read a bounded number of tasks ahead of the results.
            lost: Returns the result of a task that ends each process.
            chunk: How many tasks a process gets at a time.

        Raises:
            WorkersKilled: No process can work.
        """
        rest = iter(tasks)
        first = list(islice(rest, chunk + 1))
        rest = chain(first, rest)
        if self._workers == 1 or len(first) <= chunk:  # another process would start for one chunk
            yield from (function(self._context, task) for task in rest)
            return
        waiting: deque[_Chunk[Task, Output]] = deque()
        while True:
            while len(waiting) < AHEAD * self._workers and (some := list(islice(rest, chunk))):
                waiting.append(_Chunk(some, self._submit(function, some)))
            if not waiting:
                return
            if _collect(waiting[0]):
                self._lost_in_a_row = 0
            else:
                self._recover(function, waiting, lost)
            yield from waiting.popleft().results

    def _submit(
        self, function: Callable[[Context, Task], Output], tasks: list[Task]
    ) -> Future[list[Output]] | None:
        """Give tasks to a process; return None where the processes have ended."""
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                self._workers,
                mp_context=get_context("spawn"),
                initializer=_start_worker,
                initargs=(pickle.dumps(self._context),),
            )
        try:
            with _without_ctrl_c():
                return self._executor.submit(_call, function, tasks)
        except BrokenExecutor:
            return None

    def _recover(
        self,
        function: Callable[[Context, Task], Output],
        waiting: Iterable[_Chunk[Task, Output]],
        lost: Callable[[Task], Output],
    ) -> None:
        """Work on what was submitted, one chunk at a time, to find the task that has ended a process."""
        self._stop()
        for chunk in waiting:
            if not _collect(chunk):
                chunk.results = self._try(function, chunk.tasks) or self._try_each(
                    function, chunk.tasks, lost
                )

    def _try_each(
        self, function: Callable[[Context, Task], Output], tasks: list[Task], lost: Callable[[Task], Output]
    ) -> list[Output]:
        results: list[Output] = []
        for task in tasks:
            results += self._try(function, [task]) or [self._lose(task, lost)]
        return results

    def _try(self, function: Callable[[Context, Task], Output], tasks: list[Task]) -> list[Output]:
        """Return the results of tasks that no other process works beside; none where their process ends."""
        chunk = _Chunk(tasks, self._submit(function, tasks))
        if not _collect(chunk):
            self._stop()
        elif chunk.results:
            self._lost_in_a_row = 0
        return chunk.results

    def _lose(self, task: Task, lost: Callable[[Task], Output]) -> Output:
        self._lost_in_a_row += 1
        if self._lost_in_a_row == MOST_LOST:
            raise WorkersKilled(
                f"{MOST_LOST} tasks in a row have each ended three worker processes: they are killed, or the "
                "memory is full. Use --workers 1, and run the same again: what is stored stays."
            )
        return lost(task)

    def _stop(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
        self._executor = None


def _collect(chunk: _Chunk[Any, Any]) -> bool:
    """Wait for the results of a chunk; return whether it has them."""
    if chunk.results:
        return True
    try:
        chunk.results = chunk.future.result() if chunk.future is not None else []
    except BrokenExecutor:
        return False
    return bool(chunk.results)


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Hold SIGINT back, also in processes that are started in the block: they inherit the mask."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_contexts: list[Any] = []
"""The context of a worker process, or the error with which it could not be unpickled."""


def _start_worker(context: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _contexts[:] = [pickle.loads(context)]  # noqa: S301 - what the parent has pickled
    except Exception as error:  # raised by the first task: the parent would start this process for ever
        _contexts[:] = [error]


def _end_with_parent() -> None:
    """End this process when its parent ends, which may be killed: its results are not needed any more."""
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def _call(function: Callable[[Any, Task], Output], tasks: list[Task]) -> list[Output]:
    context = _contexts[0]
    if isinstance(context, Exception):
        raise context
    return [function(context, task) for task in tasks]
