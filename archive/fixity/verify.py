"""Is the archive still what was put in: rows, WARC records and the index against their sums.

A large archive is checked on all cores, piece by piece.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from archive.database.connection import open_for_reading, reading
from archive.database.sqlite_errors import explain_sqlite_errors
from archive.fixity.checks import MISSING, PARTS, SEALED, Checked, Piece, check, pieces
from archive.fixity.findings import Finding
from archive.fixity.index_check import Words, add_words, version_of, word_findings

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.fixity.sampling import Sample

    Count = Callable[[str, int], None]

__all__ = ["MISSING", "PARTS", "Finding", "Report", "verify"]

WORTH_A_PROCESS = 6  # pieces of rows, records and index: with fewer, one process is ready sooner
NOT_COMPARED = (
    "The words of the index were not compared with the texts, because the archive was written to meanwhile."
    " Run verify again when no crawl runs."
)
A_SAMPLE = "This was a sample, {}. All rows, the file's structure and the index: partynews verify"


@dataclass(slots=True)
class Report:
    """How many of what were checked, what was found, and what could not be checked."""

    checked: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(
        self, done: Checked, on_finding: Callable[[Finding], None] | None, on_progress: Count | None
    ) -> None:
        """Take in what a piece of the check came to, and tell who listens."""
        self.checked.update(done.counts)
        self.findings += done.findings
        if on_finding:
            for finding in done.findings:
                on_finding(finding)
        if on_progress:
            for what, number in done.counts.items():
                on_progress(what, number)


def verify(
    path: Path,
    captures: Path | None = None,
    *,
    parts: Collection[str] = PARTS,
    sample: Sample | None = None,
    processes: int | None = None,
    on_finding: Callable[[Finding], None] | None = None,
    on_progress: Count | None = None,
) -> Report:
    """Check the archive at `path` and the WARC records in `captures`, by default the folder beside it.

    `parts` names those of PARTS that are checked. With `sample`, rows and records are, of some rows.
    `on_finding` hears each finding as it is made, `on_progress` of what how many more were checked.
    Raises NotAnArchive, DamagedArchive or StorageFailed where the archive cannot be opened.
    """
    report = Report()
    words: Words = {}
    with reading(path) as db:
        before = version_of(db)
        for done in _check_all(db, path, captures or path.parent / "captures", parts, sample, processes):
            report.add(done, on_finding, on_progress)
            add_words(words, done.words)
        in_words = word_findings(db, words)
        if words and version_of(db) != before:
            report.notes.append(NOT_COMPARED)
        else:
            report.add(Checked(findings=in_words), on_finding, on_progress)
    if sample is not None:
        report.notes.append(A_SAMPLE.format(sample))
    return report


def _check_all(
    db: Connection,
    path: Path,
    captures: Path,
    parts: Collection[str],
    sample: Sample | None,
    processes: int | None,
) -> Iterator[Checked]:
    if sample is not None:
        chosen = [*(Piece("rows", table) for table in SEALED), Piece("records", "captures")]
        yield from (check(db, captures, piece, sample.batches) for piece in chosen)
        return
    todo = pieces(db, parts)
    if processes == 1 or sum(piece.part != "structure" for piece in todo) < WORTH_A_PROCESS:
        yield from (check(db, captures, piece) for piece in todo)
        return
    workers = ProcessPoolExecutor(
        processes or os.cpu_count(),
        mp_context=get_context("spawn"),
        initializer=_begin_work,
        initargs=(path, captures),
    )
    with workers:
        yield from workers.map(_work_on, todo)


_work: tuple[Connection, Path, Path]


def _begin_work(path: Path, captures: Path) -> None:
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began it ends it
    _work = open_for_reading(path), path, captures


def _work_on(piece: Piece) -> Checked:
    db, path, captures = _work
    with explain_sqlite_errors(path):  # pickling an SQLite error loses its code
        return check(db, captures, piece)
