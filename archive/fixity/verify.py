"""Verify an archive: checksums of rows, WARC records, search index and SQLite's structure.

A large archive is checked by several processes, each running tasks of checks.py.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from archive.capture_files import captures_beside
from archive.database.connection import open_for_reading, reading
from archive.database.sqlite_errors import explain_sqlite_errors
from archive.fixity.checks import CHECKSUM_TABLES, PARTS, Task, plan_tasks, run_task
from archive.fixity.index_check import add_words, compare_words, data_version
from archive.fixity.report import NOT_AT_HAND, CheckResult, Finding, OnProgress, Report, WordCounts

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.fixity.row_batches import Sample

MIN_TASKS_FOR_PROCESSES = 6  # apart from structure; starting processes takes longer than fewer tasks
WORDS_NOT_COMPARED = (
    "The words of the index were not compared with the texts, because another process wrote to the archive."
    " Run verify again when no crawl is running."
)
IS_SAMPLE = "This was a sample ({}). To check everything, run: partynews verify"


def verify(
    path: Path,
    captures: Path | None = None,
    *,
    parts: Collection[str] = PARTS,
    sample: Sample | None = None,
    processes: int | None = None,
    on_finding: Callable[[Finding], None] | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Return the report of a check of the archive at `path`; nothing is changed.

    Args:
        path: The database file.
        captures: The folder of the WARC files, by default `captures` beside the database.
        parts: Which of PARTS are checked.
        sample: Check the checksums of randomly chosen rows and their records only, instead of `parts`.
        processes: By default one per core, and one for a small archive.
        on_finding: Called with each finding at once.
        on_progress: Called with what was checked and how many more of it.

    Raises:
        NotAnArchive: `path` does not exist or is not an archive.
        DamagedArchive: The archive cannot be opened.
        StorageFailed: The disk is failing, or another program locks the file.
    """
    report = Report()
    words: WordCounts = {}
    at_urls = 0
    with reading(path) as db:
        version = data_version(db)
        for result in _run_tasks(db, path, captures or captures_beside(path), parts, sample, processes):
            report.add(result, on_finding, on_progress)
            at_urls += result.at_urls
            add_words(words, result.words)
        word_findings = compare_words(db, words)
        if words and data_version(db) != version:
            report.notes.append(WORDS_NOT_COMPARED)
        else:
            report.add(CheckResult(findings=word_findings), on_finding, on_progress)
    if at_urls:
        report.notes.append(NOT_AT_HAND.format(at_urls))
    if sample is not None:
        report.notes.append(IS_SAMPLE.format(sample))
    return report


def _run_tasks(
    db: Connection,
    path: Path,
    captures: Path,
    parts: Collection[str],
    sample: Sample | None,
    processes: int | None,
) -> Iterator[CheckResult]:
    if sample is not None:
        tasks = [*(Task("rows", table) for table in CHECKSUM_TABLES), Task("records", "captures")]
        yield from (run_task(db, captures, task, sample.read_batches) for task in tasks)
        return
    tasks = plan_tasks(db, parts)
    if processes == 1 or sum(task.part != "structure" for task in tasks) < MIN_TASKS_FOR_PROCESSES:
        yield from (run_task(db, captures, task) for task in tasks)
        return
    workers = ProcessPoolExecutor(
        processes or os.cpu_count(),
        mp_context=get_context("spawn"),
        initializer=_Worker.start,
        initargs=(path, captures),
    )
    with workers:
        yield from workers.map(_Worker.run, tasks)


class _Worker:
    """State of a worker process: its own connection."""

    db: Connection
    path: Path
    captures: Path

    @classmethod
    def start(cls, path: Path, captures: Path) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process ends its workers
        cls.db, cls.path, cls.captures = open_for_reading(path), path, captures

    @classmethod
    def run(cls, task: Task) -> CheckResult:
        with explain_sqlite_errors(cls.path):  # pickling an SQLite error would lose its code
            return run_task(cls.db, cls.captures, task)
