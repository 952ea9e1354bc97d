"""Reread stored captures with the present readers, in parallel: texts are replaced, revisions stay.

Captures that were refused are read too: a layout for them may exist meanwhile.
"""

from __future__ import annotations

import json
import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.article import Capture
from archive.captures import find_captures
from archive.database.connection import open_for_reading
from archive.warc.record import BrokenRecord
from archive.warc.revisits import read_payload
from crawler.crawl.recorder import Recorder, Visit
from crawler.fetch.interpret import OK
from crawler.fetch.meaning import ArticleRead
from crawler.ingest.capture_index import is_text_resource
from crawler.ingest.record_visits import visit_of_dump, visit_of_page, visit_of_unknown_host
from crawler.sites import load_sites, site_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.store import Store
    from crawler.site import Site

CHUNK = 16  # jobs that a process reads together and that are written in one transaction
MAX_CHUNKS_AHEAD = 4  # chunks submitted for each process: bounds the memory

SELECTED = f"c.status = {OK} AND (? IS NULL OR c.site = ?) AND (? IS NULL OR c.captured >= ?)"
ARTICLES = f"""
SELECT DISTINCT r.article_id FROM readings AS r JOIN captures AS c ON c.id = r.capture_id
WHERE {SELECTED} ORDER BY 1
"""
# Captures without a reading were refused, are doubted, or are not of an article.
UNREAD = f"""
SELECT c.id FROM captures AS c LEFT JOIN readings AS r ON r.capture_id = c.id
WHERE r.capture_id IS NULL AND c.id NOT IN (SELECT capture_id FROM doubts WHERE capture_id IS NOT NULL)
AND {SELECTED} ORDER BY c.captured, c.id
"""


# What a reader may change, with the length of the text and the flags first.
STORED = """
SELECT length(coalesce(lead, '')) + length(body), flags,
  text_sha256, byline, authors, published, section, tags, images, source_mark
FROM articles WHERE id = ?
"""
LETTERS, FLAGS = 0, 1


@dataclass(frozen=True, slots=True)
class Job:
    """The captures of one article, oldest first, or one capture without an article (`article_id` None)."""

    article_id: int | None
    generic: bool
    captures: tuple[Capture, ...]


JobVisits = tuple[Job, list[Visit | str]]
"""A job and the visits of its captures; an error message for each record that cannot be read."""


@dataclass(slots=True)
class RereadReport:
    """The numbers of articles that were read, that changed, and that are new.

    Of the changed ones, `grew` and `shrank` have a longer or shorter text, `flagged` have a new flag.
    `refused` counts refused captures by the first word of the reason; a stored article keeps its text.
    `missing` has a message for each capture whose record cannot be read.
    """

    read: int = 0
    changed: int = 0
    grew: int = 0
    shrank: int = 0
    flagged: int = 0
    new: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)


def reread(
    store: Store,
    *,
    site: str | None = None,
    since: str | None = None,
    processes: int | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> RereadReport:
    """Reread the captures of `site`, or of all sites, captured at `since` or later.

    All captures of an article are read in one transaction, so that no revision is made between two readers.

    Args:
        store: The archive; the caller holds its lock.
        site: The name of a site.
        since: A time as the archive stores it.
        processes: The number of processes; all cores, if not given.
        progress: Called with "articles" and their number after each transaction.

    Raises:
        ArchiveError: The archive cannot be written; what was committed stays.
    """
    report = RereadReport()
    recorder = Recorder(store, run_id=None)
    processes = processes or os.cpu_count() or 1
    jobs = _jobs(store.db, site, since)
    chunks = iter(lambda: list(islice(jobs, CHUNK)), [])
    read = _read_here(store, chunks) if processes == 1 else _read_in_parallel(store, chunks, processes)
    with closing(read):
        for chunk in read:
            with store.writing():
                for job, visits in chunk:
                    _record(store, recorder, job, visits, report)
            if progress:
                progress("articles", len(chunk))
    return report


def _jobs(db: Connection, site: str | None, since: str | None) -> Iterator[Job]:
    selected = [site, site, since, since]
    for (article_id,) in db.execute(ARTICLES, selected).fetchall():
        yield _article_job(db, article_id)
    for (capture_id,) in db.execute(UNREAD, selected).fetchall():
        yield Job(None, generic=False, captures=tuple(find_captures(db, "WHERE id = ?", [capture_id])))


def _article_job(db: Connection, article_id: int) -> Job:
    (layout,) = db.execute("SELECT layout FROM articles WHERE id = ?", [article_id]).fetchone()
    captures = find_captures(
        db,
        "JOIN readings ON capture_id = captures.id WHERE readings.article_id = ?"
        " ORDER BY captures.captured, captures.record_id",
        [article_id],
    )
    return Job(article_id, layout == "generic", tuple(captures))


def _record(
    store: Store, recorder: Recorder, job: Job, visits: list[Visit | str], report: RereadReport
) -> None:
    before = _reader_output(store, job.article_id) if job.article_id is not None else None
    for visit in visits:
        if isinstance(visit, str):
            report.missing.append(visit)
            continue
        recorded = recorder.enter(visit)
        if recorded is not None and recorded.outcome == "refused":
            report.refused[(recorded.reason or "").split(" ", 1)[0]] += 1
        elif recorded is not None and job.article_id is None:
            report.new += recorded.outcome in ("stored", "duplicate")
    if job.article_id is not None:
        report.read += any(
            isinstance(visit, Visit) and isinstance(visit.meaning, ArticleRead) for visit in visits
        )
        _compare(before, _reader_output(store, job.article_id), report)


def _compare(before: Any, after: Any, report: RereadReport) -> None:
    """Count in `report` how the row of an article changed when its captures were read again."""
    report.changed += before != after
    report.grew += before[LETTERS] < after[LETTERS]
    report.shrank += before[LETTERS] > after[LETTERS]
    report.flagged += bool(set(json.loads(after[FLAGS])) - set(json.loads(before[FLAGS])))


def _reader_output(store: Store, article_id: int) -> Any:
    return store.db.execute(STORED, [article_id]).fetchone()


def _read_here(store: Store, chunks: Iterator[list[Job]]) -> Generator[list[JobVisits], None, None]:
    reader = _Reader(store.db, store.captures, load_sites())
    for chunk in chunks:
        yield reader.read(chunk)


def _read_in_parallel(
    store: Store, chunks: Iterator[list[Job]], processes: int
) -> Generator[list[JobVisits], None, None]:
    """Yield the chunks in order; others are read meanwhile, so that no process waits for the writing."""
    submitted: deque[Future[list[JobVisits]]] = deque()
    with ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),
        initializer=_open_reader,
        initargs=(store.path, store.captures, load_sites()),  # the processes need not import Scrapy
    ) as workers:
        try:
            for chunk in chunks:
                submitted.append(workers.submit(_read, chunk))
                if len(submitted) == MAX_CHUNKS_AHEAD * processes:
                    yield submitted.popleft().result()
            while submitted:
                yield submitted.popleft().result()
        finally:
            for future in submitted:
                future.cancel()


class _Reader:
    """Reads the captures of jobs with the readers of `sites`."""

    def __init__(self, db: Connection, captures: Path, sites: Mapping[str, Site]) -> None:
        self._db = db
        self._captures = captures
        self._sites = sites

    def read(self, chunk: list[Job]) -> list[JobVisits]:
        return [(job, list(self._visits(job))) for job in chunk]

    def _visits(self, job: Job) -> Iterator[Visit | str]:
        for capture in job.captures:
            try:
                record = read_payload(self._db, self._captures, capture)
            except (BrokenRecord, FileNotFoundError) as error:
                yield f"{capture.file} at byte {capture.offset}: {error}"
                continue
            site = site_of(capture.url, self._sites) if capture.url else None
            if is_text_resource(record):  # only those of dumps are stored
                yield visit_of_dump(record, capture, self._sites.values(), job.article_id)
            elif site is not None and capture.url and site.article_key(capture.url):
                yield visit_of_page(record, capture, capture.url, site, job.article_id)
            elif job.generic and capture.url:
                yield visit_of_unknown_host(record, capture, capture.url, job.article_id)


_readers: list[_Reader] = []
"""The reader of a worker process."""


def _open_reader(archive: Path, captures: Path, sites: Mapping[str, Site]) -> None:
    _readers[:] = [_Reader(open_for_reading(archive), captures, sites)]


def _read(chunk: list[Job]) -> list[JobVisits]:
    return _readers[0].read(chunk)
