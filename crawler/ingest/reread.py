"""Reread stored captures with the present readers, in parallel: texts are replaced, revisions stay.

Captures that were refused are read too: a layout for them may exist meanwhile.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.capture_files import OutsideCaptures, capture_path, is_at_url
from archive.captures import find_captures
from archive.warc.record import Damage
from archive.warc.revisits import find_originals
from crawler.crawl.recorder import Recorder
from crawler.engines.engine import Workers, is_one_process, open_engine
from crawler.fetch.interpret import OK
from crawler.fetch.meaning import ArticleRead
from crawler.ingest.import_work import ENDS_ITS_PROCESS
from crawler.ingest.prepare import COPY_IT_BACK, Prepared, RecordReader, RereadTask
from crawler.ingest.worker_pool import CHUNK
from crawler.sites import load_sites

if TYPE_CHECKING:
    from archive.store import Store
    from crawler.crawl.recorder import Visit

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
    """The captures of one article, oldest first, or one capture without an article (`article_id` None).

    `missing` has a message for each capture whose file must not be read; `at_urls` counts those at URLs.
    """

    article_id: int | None
    tasks: tuple[RereadTask, ...]
    missing: tuple[str, ...] = ()
    at_urls: int = 0


@dataclass(slots=True)
class RereadReport:
    """The numbers of articles that were read, that changed, and that are new.

    Of the changed ones, `grew` and `shrank` have a longer or shorter text, `flagged` have a new flag.
    `refused` counts refused captures by the first word of the reason; a stored article keeps its text.
    `missing` has a message for each capture whose record cannot be read; `at_urls` counts those at URLs.
    """

    read: int = 0
    changed: int = 0
    grew: int = 0
    shrank: int = 0
    flagged: int = 0
    new: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    at_urls: int = 0


def reread(
    store: Store,
    *,
    site: str | None = None,
    since: str | None = None,
    workers: Workers = 1,
    progress: Callable[[str, int], None] | None = None,
) -> RereadReport:
    """Reread the captures of `site`, or of all sites, captured at `since` or later.

    All captures of an article are read in one transaction, so that no revision is made between two readers.

    Args:
        store: The archive; the caller holds its lock.
        site: The name of a site.
        since: A time as the archive stores it.
        workers: Where the captures are read, as in import_files.
        progress: Called with "articles" and their number after each transaction.

    Raises:
        ArchiveError: The archive cannot be written, or no worker process can work; what was committed stays.
    """
    report = RereadReport()
    recorder = Recorder(store, run_id=None)
    submitted: deque[Job] = deque()

    def jobs() -> Iterator[Job]:
        for job in _jobs(store, site, since):
            submitted.append(job)
            yield job

    reader = RecordReader(load_sites(), derive=not is_one_process(workers))
    with open_engine(workers, reader) as pool:
        read = pool.map(_read_job, jobs(), _lost_job, CHUNK)
        while results := list(islice(read, CHUNK)):
            with store.writing():
                for prepared in results:
                    _record(store, recorder, submitted.popleft(), prepared, report)
            if progress:
                progress("articles", len(results))
    return report


def _jobs(store: Store, site: str | None, since: str | None) -> Iterator[Job]:
    db, selected = store.db, [site, site, since, since]
    for (article_id,) in db.execute(ARTICLES, selected).fetchall():
        yield _article_job(store, article_id)
    for (capture_id,) in db.execute(UNREAD, selected).fetchall():
        captures = find_captures(db, "WHERE id = ?", [capture_id])
        yield _job(store, None, [RereadTask(Path(), capture) for capture in captures])


def _article_job(store: Store, article_id: int) -> Job:
    layout, text_sha256 = store.db.execute(
        "SELECT layout, text_sha256 FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    captures = find_captures(
        store.db,
        "JOIN readings ON capture_id = captures.id WHERE readings.article_id = ?"
        " ORDER BY captures.captured, captures.record_id",
        [article_id],
    )
    tasks = [
        RereadTask(
            Path(),
            capture,
            article_id,
            text_sha256,
            is_newest=capture is captures[-1],
            generic=layout == "generic",
        )
        for capture in captures
    ]
    return _job(store, article_id, tasks)


def _job(store: Store, article_id: int | None, tasks: Iterable[RereadTask]) -> Job:
    """Return the job of tasks whose paths are yet to be found."""
    found, missing, at_urls = [], [], 0
    for task in tasks:
        if is_at_url(task.capture.file):
            at_urls += 1
            continue
        try:
            found.append(_with_paths(store, task))
        except OutsideCaptures as error:
            missing.append(_message(task.capture.file, task.capture.offset, str(error)))
    return Job(article_id, tuple(found), tuple(missing), at_urls)


def _with_paths(store: Store, task: RereadTask) -> RereadTask:
    capture, folder = task.capture, store.captures
    path = capture_path(folder, capture.file)
    places = find_originals(store.db, folder, capture.payload_digest, capture.record_id, capture.url)
    return replace(task, path=path, originals=places)


def _message(file: str | Path, offset: int, what: str) -> str:
    return f"{file} at byte {offset}: {what}"


def _damage_message(damage: Damage) -> str:
    if damage.what == COPY_IT_BACK:
        return f"{damage.file} {COPY_IT_BACK}"
    return _message(damage.file, damage.offset, damage.what)


def _record(
    store: Store, recorder: Recorder, job: Job, results: list[Prepared], report: RereadReport
) -> None:
    before = _reader_output(store, job.article_id) if job.article_id is not None else None
    report.missing += job.missing
    report.at_urls += job.at_urls
    for result in results:
        if result.damage is not None:
            report.missing.append(_damage_message(result.damage))
        if result.visit is not None:
            _record_visit(recorder, job, result.visit, report)
    if job.article_id is not None:
        report.read += any(
            result.visit is not None and isinstance(result.visit.meaning, ArticleRead) for result in results
        )
        _compare(before, _reader_output(store, job.article_id), report)


def _record_visit(recorder: Recorder, job: Job, visit: Visit, report: RereadReport) -> None:
    recorded = recorder.enter(visit)
    if recorded is not None and recorded.outcome == "refused":
        report.refused[(recorded.reason or "").split(" ", 1)[0]] += 1
    elif recorded is not None and job.article_id is None:
        report.new += recorded.outcome in ("stored", "duplicate")


def _compare(before: Any, after: Any, report: RereadReport) -> None:
    """Count in `report` how the row of an article changed when its captures were read again."""
    report.changed += before != after
    report.grew += before[LETTERS] < after[LETTERS]
    report.shrank += before[LETTERS] > after[LETTERS]
    report.flagged += bool(set(json.loads(after[FLAGS])) - set(json.loads(before[FLAGS])))


def _reader_output(store: Store, article_id: int) -> Any:
    return store.db.execute(STORED, [article_id]).fetchone()


def _read_job(reader: RecordReader, job: Job) -> list[Prepared]:
    return [reader.reread_capture(task) for task in job.tasks]


def _lost_job(job: Job) -> list[Prepared]:
    """Return the results of a job that ends each process that reads it."""
    return [
        Prepared(damage=Damage(Path(task.capture.file), task.capture.offset, ENDS_ITS_PROCESS))
        for task in job.tasks
    ]
