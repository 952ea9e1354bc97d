"""A run: what the spiders of one process share, what was asked of it, and how it ends."""

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
from archive.errors import ArchiveError
from archive.runs.run_history import count_fields
from archive.store import Store
from archive.warc.writer import CaptureWriter, recover_unsealed
from crawler.archive_lock import archive_lock
from crawler.crawl.revisit_policy import LONGEST_INTERVAL
from crawler.fetch.backoff import LONGEST_RETRY_AFTER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

    from archive.article import Capture
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


@dataclass(eq=False)
class Run:
    """One run over one or more sites, all in one process, on one connection to the archive."""

    store: Store
    run_id: int
    captures: Path
    scope: CrawlScope = CrawlScope()
    replay: ReplayIndex | None = None
    progress: Progress | None = None
    started: str = field(default_factory=lambda: format_utc(utc_now()))
    failure: ArchiveError | None = None
    left_because: dict[str, str] = field(default_factory=dict)
    _writers: dict[str, CaptureWriter] = field(default_factory=dict)

    @classmethod
    def begin(
        cls,
        store: Store,
        sites: Sequence[str],
        *,
        command: str,
        scope: CrawlScope = CrawlScope(),
        captures: Path | None = None,
        replay: ReplayIndex | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """A run begun in the archive, after what killed runs left behind was put in order."""
        folder = captures or store.captures
        recover_unsealed(folder)
        with store.writing():
            end_killed_runs(store)
            distrust_the_future(store)
            run_id = store.start_run(command, sites)
        return cls(store, run_id, folder, scope, replay, progress)

    def writer(self, site: Site) -> CaptureWriter:
        """Where the responses of `site` are written."""
        if site.name not in self._writers:
            self._writers[site.name] = CaptureWriter(self.captures, site.name, self.run_id)
        return self._writers[site.name]

    def keep(self, site: Site, capture: Capture | None) -> None:
        """Note in the archive where a response lies that belongs to no page (a robots.txt)."""
        if capture is not None:
            with self.store.writing():
                self.store.add_capture(site.name, capture)

    def fail(self, error: ArchiveError) -> None:
        """End the run on all sites: what was fetched can no longer be stored."""
        self.failure = self.failure or error

    def defer_unfetched(self, reason: str) -> None:
        """Seal the WARC files; what was not asked gets the outcome `deferred`, for `reason`.

        Where that fails too, the next run does it, as after a kill.
        """
        with self.failing():
            for writer in self._writers.values():
                writer.seal()
            with self.store.writing():
                otherwise = "storage" if self.failure else reason
                defer_unfetched(self.store, self.run_id, self.left_because, otherwise)

    def finish(self, reason: str, exit_code: int) -> None:
        """Say in the archive how the run ended."""
        with self.failing(), self.store.writing():
            self.store.finish_run(self.run_id, reason, exit_code)

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Take an error of the block for the run's, if it has none yet."""
        try:
            yield
        except ArchiveError as error:
            self.fail(error)


def defer_unfetched(store: Store, run_id: int, reasons: Mapping[str, str], otherwise: str) -> None:
    """What a run that ends, or was killed, scheduled and did not ask gets the outcome `deferred`.

    The reason is the site's in `reasons`, or `otherwise`. The pages keep waiting. What it read is counted.
    """
    rows = store.db.execute(
        "SELECT site, url FROM frontier WHERE state = 'pending' AND run_id = ?1 AND NOT EXISTS "
        "(SELECT 1 FROM outcomes WHERE outcomes.run_id = ?1 AND outcomes.url = frontier.url)",
        [run_id],
    ).fetchall()
    for site, url in rows:
        store.record_outcome(run_id, site, url, "deferred", reasons.get(site, otherwise))
    count_fields(store.db, run_id)


def end_killed_runs(store: Store) -> None:
    """Give what killed runs had scheduled its outcome, and the runs their end.

    Whoever holds the archive's lock knows that no other run is alive.
    """
    killed = store.db.execute("SELECT id FROM runs WHERE finished IS NULL").fetchall()
    for (run_id,) in killed:
        defer_unfetched(store, run_id, {}, "killed")
        store.finish_run(run_id, "killed", exit_codes.KILLED)


def distrust_the_future(store: Store) -> None:
    """What a run wrote whose clock was ahead is set right: nothing is found later than now.

    No rule puts a check so far ahead, nor lets a page wait so long: these are due now. What was captured
    keeps its time, for which there is no other witness.
    """
    at = utc_now()
    last = store.db.execute("SELECT id, started FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    if last is not None and last[1] > format_utc(at):
        logger.warning(
            "The clock was ahead in run %d, or is behind now: that run began at %s. Its pages "
            "are asked again; texts it captured count as the newest until then.",
            *last,
        )
    times = {
        "now": format_utc(at),
        "check": format_utc(at + LONGEST_INTERVAL),
        "wait": format_utc(at + timedelta(seconds=LONGEST_RETRY_AFTER)),
    }
    store.db.execute(
        "UPDATE frontier SET found = min(found, :now), due = CASE state WHEN 'done' THEN :now END "
        "WHERE due > :check OR (due > :now AND found > :now) OR (due > :wait AND state = 'pending')",
        times,
    )


class OwnRun:
    """The run of a spider that was started by Scrapy itself: archive and lock are opened by settings."""

    def __init__(self, settings: BaseSettings, site: str, scope: CrawlScope) -> None:
        path = Path(settings["ARCHIVE_DB"])
        with ExitStack() as opened:
            opened.enter_context(archive_lock(path, "crawl"))
            store = opened.enter_context(Store.open(path))
            self.run = Run.begin(store, [site], command="crawl", scope=scope)
            self._opened = opened.pop_all()

    def end(self, reason: str) -> None:
        """End the run as the spider ended, and let go of the archive."""
        with self._opened:
            self.run.defer_unfetched("interrupted" if reason == "shutdown" else reason)
            failure = self.run.failure
            self.run.finish("storage" if failure else reason, failure.exit_code if failure else 0)
            if failure:
                logger.error("%s", failure)
