"""Reading stored captures again with today's readers: texts get better, history stays as it was.

Pages that were refused are tried too: a layout for them may exist by now.
"""

from __future__ import annotations

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
from crawler.crawl.recorder import Recorder
from crawler.crawl.visit import Visit
from crawler.fetch.interpret import OK
from crawler.fetch.meaning import ArticleRead
from crawler.ingest.record_visits import is_dump, visit_of_dump, visit_of_page, visit_of_unknown
from crawler.sites import load_sites, site_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.store import Store
    from crawler.site import Site

CHUNK = 16  # articles go to a process together, and are written in one transaction: readers wait for that
AHEAD = 4  # chunks for each process are under way: bounds the memory whatever the size of the archive

WANTED = f"c.status = {OK} AND (? IS NULL OR c.site = ?) AND (? IS NULL OR c.captured >= ?)"
READ = f"""
SELECT DISTINCT r.article_id FROM readings AS r JOIN captures AS c ON c.id = r.capture_id
WHERE {WANTED} ORDER BY 1
"""
# What has no reading was refused, or is the page of no article.
UNREAD = f"""
SELECT c.id FROM captures AS c LEFT JOIN readings AS r ON r.capture_id = c.id
WHERE r.capture_id IS NULL AND {WANTED} ORDER BY c.captured, c.id
"""


@dataclass(frozen=True, slots=True)
class Job:
    """The captures of one article, oldest first; or one page that is no article so far."""

    article_id: int | None
    generic: bool
    captures: tuple[Capture, ...]


Read = tuple[Job, list[Visit | str]]
"""A job and what its captures say; a sentence for each whose record cannot be read."""


@dataclass(slots=True)
class RereadReport:
    """How many articles were read again, how many came out otherwise, what was read for the first time.

    `refused` counts by class what today's readers refuse; an article among them keeps its text.
    `missing` are captures whose record could not be read.
    """

    read: int = 0
    changed: int = 0
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
    """Read the captures of `site`, or of all, from `since` on; the caller holds the archive's lock.

    All captures of an article are read again in one transaction, on all cores; an interrupted
    transaction leaves its few articles as they were.
    """
    report = RereadReport()
    recorder = Recorder(store, run_id=None)
    processes = processes or os.cpu_count() or 1
    jobs = _jobs(store.db, site, since)
    chunks = iter(lambda: list(islice(jobs, CHUNK)), [])
    read = _read_here(store, chunks) if processes == 1 else _read_by_others(store, chunks, processes)
    with closing(read):
        for chunk in read:
            with store.writing():
                for job, visits in chunk:
                    _enter(store, recorder, job, visits, report)
            if progress:
                progress("articles", len(chunk))
    return report


def _jobs(db: Connection, site: str | None, since: str | None) -> Iterator[Job]:
    wanted = [site, site, since, since]
    for (article_id,) in db.execute(READ, wanted).fetchall():
        yield _article_job(db, article_id)
    for (capture_id,) in db.execute(UNREAD, wanted).fetchall():
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


def _enter(
    store: Store, recorder: Recorder, job: Job, visits: list[Visit | str], report: RereadReport
) -> None:
    before = _text(store, job.article_id)
    read = False
    for visit in visits:
        if isinstance(visit, str):
            report.missing.append(visit)
            continue
        recorded = recorder.enter(visit)
        assert recorded is not None
        read |= isinstance(visit.meaning, ArticleRead)
        report.new += job.article_id is None and recorded.outcome in ("stored", "duplicate")
        if recorded.outcome == "refused":
            report.refused[(recorded.reason or "").split(" ", 1)[0]] += 1
    if job.article_id is not None:
        report.read += read
        report.changed += _text(store, job.article_id) != before


def _text(store: Store, article_id: int | None) -> Any:
    columns = "text_sha256, byline, authors, published, section, tags, images, source_mark"
    return store.db.execute(f"SELECT {columns} FROM articles WHERE id = ?", [article_id]).fetchone()


def _read_here(store: Store, chunks: Iterator[list[Job]]) -> Generator[list[Read], None, None]:
    for chunk in chunks:
        yield [(job, list(_readings(store.db, store.captures, load_sites(), job))) for job in chunk]


def _read_by_others(
    store: Store, chunks: Iterator[list[Job]], processes: int
) -> Generator[list[Read], None, None]:
    """The chunks in their order, always some of them under way: no process waits for what is written."""
    under_way: deque[Future[list[Read]]] = deque()
    with ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),
        initializer=_begin_work,
        initargs=(store.path, store.captures, load_sites()),  # they need no Scrapy to find the sites
    ) as workers:
        try:
            for chunk in chunks:
                under_way.append(workers.submit(_read, chunk))
                if len(under_way) == AHEAD * processes:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


_work: tuple[Connection, Path, Mapping[str, Site]]


def _begin_work(archive: Path, captures: Path, sites: Mapping[str, Site]) -> None:
    global _work
    _work = open_for_reading(archive), captures, sites


def _read(chunk: list[Job]) -> list[Read]:
    return [(job, list(_readings(*_work, job))) for job in chunk]


def _readings(db: Connection, folder: Path, sites: Mapping[str, Site], job: Job) -> Iterator[Visit | str]:
    for capture in job.captures:
        try:
            record = read_payload(db, folder, capture)
        except (BrokenRecord, FileNotFoundError) as error:
            yield f"{capture.file} at byte {capture.offset}: {error}"
            continue
        site = site_of(capture.url, sites) if capture.url else None
        if is_dump(record):
            yield visit_of_dump(record, capture, sites.values(), job.article_id)
        elif site is not None and capture.url and site.article_key(capture.url):
            yield visit_of_page(record, capture, capture.url, site, job.article_id)
        elif job.generic and capture.url:
            yield visit_of_unknown(record, capture, capture.url, job.article_id)
