"""Crawl several sites in one Scrapy process, and report how the run ended."""

from __future__ import annotations

import gc
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess
from twisted.python.failure import Failure

from archive import exit_codes
from crawler.crawl.run import USUAL_SCOPE, CrawlScope, Run
from crawler.fetch.download_errors import Interrupted
from crawler.fetch.user_agent import user_agent
from crawler.health.doubtful import doubt_problems
from crawler.health.judge import judge_broken_site, judge_site
from crawler.health.site_run import site_runs
from crawler.site import Site
from crawler.sites import broken_site_files, project_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrapy import Spider

    from archive.errors import ArchiveError
    from archive.store import Store
    from crawler.crawl.recorder import Progress
    from crawler.fetch.replay import ReplayIndex
    from crawler.health.site_run import SiteRun
    from crawler.run_log import RunFormatter
    from crawler.site_loader import BrokenSiteFile

# Allocations between two garbage collections. Python's default (700) collects several times for each page.
GC_THRESHOLD = 10_000

QUIET_SETTINGS = {"LOG_LEVEL": "WARNING"}  # cron mails what is printed
REPLAY_HANDLER = "crawler.fetch.replay.ReplayHandler"
REPLAY_SETTINGS = {
    "REPLAYING": True,
    "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), REPLAY_HANDLER)
    | dict.fromkeys(("file", "ftp", "s3", "data")),
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "CONCURRENT_REQUESTS": 8,
}


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a run did on each site, and how it ended.

    `reason` is `finished`, `interrupted` or `storage`; `failure` is the error that ended the run.
    """

    run_id: int
    sites: dict[str, SiteRun]
    reason: str
    exit_code: int
    failure: ArchiveError | None = None


class CrawlProcess(AsyncCrawlerProcess):
    """Scrapy's process for several spiders; `stopped_by` is the number of the signal that stopped it."""

    stopped_by: int | None = None

    def _signal_shutdown(self, signum: int, _: Any) -> None:
        self.stopped_by = signum
        super()._signal_shutdown(signum, _)

    async def stop(self) -> None:
        """Finish the requests in progress and cancel those that wait: a Crawl-delay can be minutes."""
        for crawler in self.crawlers:
            for slot in crawler.engine.downloader.slots.values():
                while slot.queue:
                    slot.queue.popleft()[1].errback(Failure(Interrupted()))  # type: ignore[no-untyped-call]
        await super().stop()

    def run_all(self, sites: Sequence[str | type[Spider]], run: Run) -> None:
        """Run the spiders of `sites`, by name or class; raises the error with which one did not start."""
        if not sites:
            return  # a reactor without spiders would never stop
        tasks = []
        for site in sites:
            crawler = self.create_crawler(site)
            crawler.settings.set("REPLAY_INDEX", run.replay)
            tasks.append(self.crawl(crawler, run=run))
        gc.set_threshold(GC_THRESHOLD)
        self.start()
        for task in tasks:
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                raise error


def crawl(
    store: Store,
    sites: Sequence[str],
    *,
    command: str,
    scope: CrawlScope = USUAL_SCOPE,
    replay: ReplayIndex | None = None,
    progress: Progress | None = None,
    log: RunFormatter | None = None,
    settings: Mapping[str, Any] | None = None,
) -> CrawlReport:
    """Crawl or replay `sites` and return the report; once in a process, as a reactor starts only once.

    Args:
        store: The archive; the caller holds its lock.
        sites: Names of spiders; a site whose file is broken is not crawled, but reported.
        command: The name of the run in the archive, `crawl` or `replay`.
        scope: How far the run goes; a replay reads all that was captured.
        replay: The captures that answer the requests of a replay.
        progress: Called after each URL that is recorded.
        log: The formatter of the caller's log, which gets the number of the run; without it Scrapy logs.
        settings: Override those of crawler/settings.py.

    Raises:
        NoContact: A live crawl without a contact address.
        ArchiveError: The run cannot begin. Later errors of the storage are in the report.
    """
    chosen = project_settings()
    chosen.update(
        QUIET_SETTINGS | (REPLAY_SETTINGS if replay else {}) | dict(settings or {}), priority="cmdline"
    )
    if replay is None:
        user_agent(chosen["CONTACT"])
    else:
        scope = replace(scope, full=True)
    broken = broken_site_files()
    run = Run.begin(store, sites, command=command, scope=scope, replay=replay, progress=progress)
    if log is not None:
        log.run_id = run.run_id
        chosen.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    process = CrawlProcess(chosen)
    try:
        process.run_all([site for site in sites if site not in broken], run)
    finally:
        run.defer_unfetched("finished" if process.stopped_by is None else "interrupted")
    loader: Any = process.spider_loader
    loaded = {site: broken.get(site) or loader.load(site).site for site in sites}
    return _report(run, loaded, process.stopped_by)


def _report(run: Run, sites: Mapping[str, Site | BrokenSiteFile], stopped_by: int | None) -> CrawlReport:
    counts = {site.site: site for site in site_runs(run.store.db, run.run_id, sites)}
    if run.replay is None and run.failure is None and stopped_by is None:
        with run.catch_failure(), run.store.writing():
            counts = {name: _judge(run, sites[name], count) for name, count in counts.items()}
    elif run.replay is not None:
        counts = {name: _with_doubts(run, count) for name, count in counts.items()}
    reason, code = _end_of_run(run, counts, stopped_by)
    run.finish(reason, code)
    return CrawlReport(run.run_id, counts, reason, code, run.failure)


def _judge(run: Run, site: Site | BrokenSiteFile, count: SiteRun) -> SiteRun:
    if not isinstance(site, Site):
        return judge_broken_site(run.store.db, count, site, run_id=run.run_id, started=run.started)
    whole = run.scope.limit is None and not count.outcomes["deferred"]
    return judge_site(run.store.db, site, count, run_id=run.run_id, started=run.started, whole=whole)


def _with_doubts(run: Run, count: SiteRun) -> SiteRun:
    """Return what a replay did on a site, with its doubts as the only problems."""
    problems = doubt_problems(run.store.db, run.run_id, count.site)
    return replace(count, problems=tuple(problem.dated(run.started) for problem in problems))


def _end_of_run(run: Run, counts: Mapping[str, SiteRun], stopped_by: int | None) -> tuple[str, int]:
    if run.failure is not None:
        return "storage", run.failure.exit_code
    if stopped_by is not None:
        return "interrupted", 128 + stopped_by
    return "finished", exit_codes.UNHEALTHY if any(site.problems for site in counts.values()) else 0
