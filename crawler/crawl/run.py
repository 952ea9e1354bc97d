"""A run: the state that the spiders of one process share, its beginning and its end in the archive."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from archive import exit_codes
from archive.clock import format_utc, utc_now
from archive.doubts.doubt_table import find_doubts
from archive.doubts.gate import DoubtGate, judge_killed_run
from archive.errors import ArchiveError
from archive.runs.run_history import count_fields
from archive.store import Store
from archive.warc.writer import CaptureWriter, recover_unsealed
from crawler.archive_lock import archive_lock
from crawler.crawl.group_commit import GroupCommit
from crawler.crawl.revisit_policy import MAX_INTERVAL, next_check
from crawler.fetch.backoff import MAX_RETRY_AFTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.settings import BaseSettings

    from archive.article import Capture
    from archive.doubts.gate import Judged
    from crawler.crawl.recorder import Progress
    from crawler.fetch.replay import ReplayIndex
    from crawler.site import Site

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CrawlScope:
    """How far a run goes: back to `since`, to the end (`full`), for at most `limit` articles a site."""

    since: date | None = None
    full: bool = False
    limit: int | None = None

    @property
    def is_deep(self) -> bool:
        """Whether the run goes further than the first pages of the listings."""
        return self.full or self.since is not None


USUAL_SCOPE = CrawlScope()


@dataclass(eq=False)
class Run:
    """One run over one or more sites, in one process, on one connection to the archive.

    `failure` is the first error of the storage, which ends the run; `deferral_reasons` says by site why URLs
    were left for the next run.
    """

    store: Store
    run_id: int
    scope: CrawlScope = USUAL_SCOPE
    replay: ReplayIndex | None = None
    progress: Progress | None = None
    started: str = field(default_factory=lambda: format_utc(utc_now()))
    failure: ArchiveError | None = None
    deferral_reasons: dict[str, str] = field(default_factory=dict)
    gate: DoubtGate = field(init=False)
    group_commit: GroupCommit = field(init=False)
    _writers: dict[str, CaptureWriter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the gate and the transactions that the recorders of all sites share."""
        self.gate = DoubtGate(self.store, self.run_id)
        self.group_commit = GroupCommit(self.store)

    @classmethod
    def begin(
        cls,
        store: Store,
        sites: Sequence[str],
        *,
        command: str,
        scope: CrawlScope = USUAL_SCOPE,
        replay: ReplayIndex | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Recover what killed runs left, then begin a run in the archive."""
        recover_unsealed(store.captures)
        with store.writing():
            finish_killed_runs(store)
            correct_future_times(store)
            run_id = store.start_run(command, sites)
        return cls(store, run_id, scope, replay, progress)

    def writer(self, site: Site) -> CaptureWriter:
        """Return the writer of the WARC files of `site`."""
        if site.name not in self._writers:
            self._writers[site.name] = CaptureWriter(self.store.captures, site.name, self.run_id)
        return self._writers[site.name]

    def add_capture(self, site: Site, capture: Capture | None) -> None:
        """Add the capture of a response that no row of the frontier asked for (a robots.txt)."""
        if capture is not None:
            with self.store.writing():
                self.store.add_capture(site.name, capture)

    def fail(self, error: ArchiveError) -> None:
        """End the run on all sites: what is fetched can no longer be stored."""
        self.failure = self.failure or error

    def defer_unfetched(self, reason: str) -> None:
        """Seal the WARC files, judge the held readings, and record `deferred` for what was not requested.

        Where that fails, the next run does it, as after a kill.
        """
        with self.catch_failure():
            for writer in self._writers.values():
                writer.seal()
            with self.store.writing():
                record_verdict(self.store, self.run_id, self.gate.judge())
                default = "storage" if self.failure else reason
                defer_unfetched(self.store, self.run_id, self.deferral_reasons, default)

    def finish(self, reason: str, exit_code: int) -> None:
        """Record how the run ended."""
        with self.catch_failure(), self.store.writing():
            self.store.finish_run(self.run_id, reason, exit_code)

    @contextmanager
    def catch_failure(self) -> Iterator[None]:
        """Catch an ArchiveError of the block; it is the failure of the run, if it has none yet."""
        try:
            yield
        except ArchiveError as error:
            self.fail(error)


def defer_unfetched(store: Store, run_id: int, reasons: Mapping[str, str], default: str) -> None:
    """Record `deferred` for URLs that a run scheduled and did not request; they stay pending.

    The reason is that of the site in `reasons`, else `default`. The counts of the run are stored too.
    """
    rows = store.db.execute(
        "SELECT site, url FROM frontier WHERE state = 'pending' AND run_id = ?1 AND NOT EXISTS "
        "(SELECT 1 FROM outcomes WHERE outcomes.run_id = ?1 AND outcomes.url = frontier.url)",
        [run_id],
    ).fetchall()
    for site, url in rows:
        store.record_outcome(run_id, site, url, "deferred", reasons.get(site, default))
    count_fields(store.db, run_id)


def record_verdict(store: Store, run_id: int, judged: Iterable[Judged]) -> None:
    """Record the outcomes that the verdict on a run has changed; doubted articles are soon due again."""
    at = utc_now()
    for item in judged:
        store.record_outcome(
            run_id, item.site, item.url, item.outcome, item.reason, item.article_id, item.capture_id
        )
    for doubt in find_doubts(store.db, "run_id = ? AND settled IS NULL", [run_id]):
        due = format_utc(next_check(None, doubt.since, at))
        store.db.execute(
            "UPDATE frontier SET due = min(due, ?) WHERE state = 'done' AND due IS NOT NULL AND site = ?"
            " AND key = (SELECT key FROM articles WHERE id = ?)",
            [due, doubt.site, doubt.article_id],
        )


def finish_killed_runs(store: Store) -> None:
    """Finish the runs that were killed: judge what they held, and defer what they had scheduled.

    The caller holds the archive's lock, so no other run is alive.
    """
    killed = store.db.execute("SELECT id FROM runs WHERE finished IS NULL").fetchall()
    for (run_id,) in killed:
        record_verdict(store, run_id, judge_killed_run(store, run_id))
        defer_unfetched(store, run_id, {}, "killed")
        store.finish_run(run_id, "killed", exit_codes.KILLED)


def correct_future_times(store: Store) -> None:
    """Set times in the frontier that lie in the future, written while the clock was ahead, to now.

    No rule sets a check further ahead than MAX_INTERVAL, nor a pause longer than MAX_RETRY_AFTER. The
    times of captures stay: nothing else tells when they were made.
    """
    at = utc_now()
    last = store.db.execute("SELECT id, started FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    if last is not None and last[1] > format_utc(at):
        logger.warning(
            "The clock was ahead in run %d, or is behind now: that run began at %s. Its pages "
            "are requested again; texts it captured count as the newest until then.",
            *last,
        )
    times = {
        "now": format_utc(at),
        "check": format_utc(at + MAX_INTERVAL),
        "wait": format_utc(at + timedelta(seconds=MAX_RETRY_AFTER)),
    }
    store.db.execute(
        "UPDATE frontier SET found = min(found, :now), "
        "due = CASE state WHEN 'pending' THEN NULL ELSE :now END "
        "WHERE due > :check OR (due > :now AND found > :now) OR (due > :wait AND state = 'pending')",
        times,
    )


class StandaloneRun:
    """The run of a spider that `scrapy crawl` started: settings name the archive; it takes the lock."""

    def __init__(self, settings: BaseSettings, site: str, scope: CrawlScope) -> None:
        path = Path(settings["ARCHIVE_DB"])
        with ExitStack() as opened:
            opened.enter_context(archive_lock(path, "crawl"))
            store = opened.enter_context(Store.open(path))
            self.run = Run.begin(store, [site], command="crawl", scope=scope)
            self._opened = opened.pop_all()

    def end(self, reason: str) -> None:
        """Finish the run with the reason of Scrapy's signal `spider_closed`, and close the archive."""
        with self._opened:
            self.run.defer_unfetched("interrupted" if reason == "shutdown" else reason)
            failure = self.run.failure
            self.run.finish("storage" if failure else reason, failure.exit_code if failure else 0)
            if failure:
                logger.error("%s", failure)
