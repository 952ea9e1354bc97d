"""Run a backfill: list the index of a web archive host by host, then fetch its captures and record them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.clock import format_utc, utc_now
from archive.warc.writer import recover_unsealed
from crawler.backfill.capture_queue import CaptureQueue
from crawler.backfill.chosen_captures import Choice, Listing, choose, count_listing
from crawler.backfill.fetch_captures import BLOCKED_CAPTURE, CaptureFetcher
from crawler.backfill.web_archive import BackfillStopped, Blocked, BrokenIndex
from crawler.crawl.recorder import Recorder, Visit
from crawler.crawl.run import finish_killed_runs
from crawler.fetch.meaning import Ended
from crawler.health.doubtful import doubt_problems

if TYPE_CHECKING:
    from archive.store import Store
    from crawler.backfill.capture_queue import IndexQuery, QueuedCapture
    from crawler.backfill.web_archive import IndexPage, TimeWindow, WebArchive
    from crawler.site import Site

INDEX_TRIES = 3

BackfillProgress = Callable[[str, int, int], None]
"""Called with a kind of work, how much of it is done, and the total; 0 where the total is not known."""


@dataclass(frozen=True, slots=True)
class BackfillScope:
    """Which captures are fetched: those in `window` by `choice`, at most `limit` in this run.

    With `dry_run` they are listed, and none is fetched.
    """

    window: TimeWindow
    choice: Choice = "all"
    limit: int | None = None
    dry_run: bool = False


@dataclass
class SiteReport:
    """What a run did for a site.

    `listed` counts captures that are new in the queue, `fetched` those that were requested, `revisits` those
    whose bytes were known, `pending` those still to be fetched. `problem` says why the list is not complete,
    `doubts` which readings are doubted.
    """

    site: str
    listing: Listing
    listed: int = 0
    fetched: int = 0
    revisits: int = 0
    pending: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    blocked_hosts: list[str] = field(default_factory=list)
    problem: str | None = None
    doubts: list[str] = field(default_factory=list)


@dataclass
class BackfillReport:
    """The result of a backfill; `stopped` says why the web archive was left before the end."""

    run_id: int
    sites: list[SiteReport] = field(default_factory=list)
    stopped: str | None = None

    @property
    def exit_code(self) -> int:
        """UNHEALTHY where the archive was left early, a list is not complete, or readings are doubted."""
        incomplete = self.stopped or any(site.problem or site.doubts for site in self.sites)
        return exit_codes.UNHEALTHY if incomplete else exit_codes.SUCCESS


def backfill(
    store: Store,
    sites: Iterable[Site],
    archive: WebArchive,
    scope: BackfillScope,
    progress: BackfillProgress | None = None,
) -> BackfillReport:
    """List and fetch the captures of `sites`, one after the other; the caller holds the archive's lock.

    Raises:
        ArchiveError: The own archive cannot be written.
    """
    sites = list(sites)
    recover_unsealed(store.captures)
    with store.writing():
        finish_killed_runs(store)
        run_id = store.start_run("backfill", [site.name for site in sites])
    report = BackfillReport(run_id)
    run = _Run(store, archive, scope, Recorder(store, run_id), report, progress or (lambda *_: None))
    try:
        for site in sites:
            run.add_site(site)
    except BackfillStopped as stopped:
        report.stopped = str(stopped)
    with store.writing():
        run.recorder.judge()
        run.recorder.add_redirect_aliases({site.name: site for site in sites})
    for site_report in report.sites:
        found = doubt_problems(store.db, run_id, site_report.site)
        site_report.doubts = [
            f"{site_report.site}: {each.dated(format_utc(utc_now())).text}" for each in found
        ]
    with store.writing():
        store.finish_run(run_id, "stopped" if report.stopped else "finished", report.exit_code)
    return report


@dataclass
class _Run:
    """The state of one backfill."""

    store: Store
    archive: WebArchive
    scope: BackfillScope
    recorder: Recorder
    report: BackfillReport
    progress: BackfillProgress
    requested: int = 0

    def add_site(self, site: Site) -> None:
        queue = CaptureQueue(self.store, site, self.archive.source)
        report = SiteReport(site.name, count_listing([]))
        self.report.sites.append(report)
        try:
            self._list(site, queue, report)
            chosen = self._chosen(queue)
            if not self.scope.dry_run and report.problem is None:
                self._fetch(site, queue, chosen, report)
        finally:
            self._count(queue, report)
            for url, target in queue.redirects():
                self.recorder.add_redirect(url, target)

    def _list(self, site: Site, queue: CaptureQueue, report: SiteReport) -> None:
        try:
            with self.store.writing():
                queue.retry_failures_of_the_archive()
            for host in site.netlocs:
                for window in self.archive.windows(self.scope.window, queue.listed_windows(host)):
                    with self.store.writing():
                        queue.add_query(host, window)
            for query in queue.open_queries():
                self._list_query(site, queue, query, report)
        except BrokenIndex as broken:
            report.problem = (
                f"{site.name}: the index gave {broken}. What it has listed is kept, and none of it is "
                "fetched before the list is complete. Run the same again later."
            )

    def _list_query(self, site: Site, queue: CaptureQueue, query: IndexQuery, report: SiteReport) -> None:
        key, pages = query.resume_key, 0
        while pages == 0 or key is not None:
            try:
                page = self._read_page(query.host, query.window, key)
            except Blocked:
                report.blocked_hosts.append(query.host)
                with self.store.writing():
                    queue.block(query)
                    url = f"{site.scheme}://{query.host}/"
                    self.recorder.enter(_blocked(site, url))
                return
            with self.store.writing():
                report.listed += queue.add_page(query, page)
            key, pages = page.resume_key, pages + 1
            self.progress(f"listing {query.host}", pages, 0)

    def _read_page(self, host: str, window: str, key: str | None) -> IndexPage:
        """Return a page of the index; a broken answer is requested again."""
        for _ in range(INDEX_TRIES - 1):
            try:
                return self.archive.index_page(host, window, key)
            except BrokenIndex:
                continue
        try:
            return self.archive.index_page(host, window, key)
        except BrokenIndex as broken:
            raise BrokenIndex(f"{broken} for {host}, {INDEX_TRIES} times") from None

    def _chosen(self, queue: CaptureQueue) -> list[QueuedCapture]:
        """Return the captures of the scope that are still to be fetched."""
        rows = list(queue.captures(self.scope.window))
        states = {queued.id: state for queued, state in rows}
        chosen = choose([queued for queued, _ in rows], self.scope.choice)
        return [queued for queued in chosen if states[queued.id] == "pending"]

    def _fetch(
        self, site: Site, queue: CaptureQueue, chosen: list[QueuedCapture], report: SiteReport
    ) -> None:
        fetcher = CaptureFetcher(self.store, self.archive, self.recorder, queue, site)
        try:
            for done, queued in enumerate(chosen):
                if self.scope.limit is not None and self.requested >= self.scope.limit:
                    return
                self.requested += 1
                self.progress(site.name, done, len(chosen))
                report.outcomes[fetcher.fetch(queued)] += 1
        finally:
            fetcher.seal()
            report.fetched, report.revisits = fetcher.fetched, fetcher.revisits

    def _count(self, queue: CaptureQueue, report: SiteReport) -> None:
        report.listing = count_listing([queued for queued, _ in queue.captures(self.scope.window)])
        report.pending = len(self._chosen(queue))


def _blocked(site: Site, url: str) -> Visit:
    return Visit(site=site.name, url=url, meaning=Ended("skipped", BLOCKED_CAPTURE))
