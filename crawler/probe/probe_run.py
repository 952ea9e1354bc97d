"""Run the probe of sites in one process, with the settings and middlewares of a crawl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive import exit_codes
from archive.doubts.doubt_table import count_doubts_of_run
from crawler.crawl.process import QUIET_SETTINGS, CrawlProcess
from crawler.crawl.run import Run
from crawler.fetch.user_agent import user_agent
from crawler.probe.judge_site_file import judge_site_file
from crawler.probe.probe_spider import probe_spider
from crawler.sites import project_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archive.store import Store
    from crawler.crawl.recorder import Progress
    from crawler.probe.facts import Fact
    from crawler.probe.observations import Observations
    from crawler.probe.probe_spider import ProbeSpider
    from crawler.site import Site

BUDGET = "crawler.probe.budget.BudgetMiddleware"
BELOW_ROBOTS = 500  # the number of BudgetMiddleware: robots.txt and its redirects are counted too


@dataclass(frozen=True, slots=True)
class ProbedSite:
    """A site, what the probe saw of it, and a verdict for each fact that its site file declares."""

    site: Site
    observed: Observations
    facts: list[Fact]

    @property
    def fails(self) -> bool:
        """Whether a declared fact does not hold."""
        return any(fact.verdict == "fails" for fact in self.facts)


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """The run of a probe; `reason` is `finished` or `interrupted`."""

    run_id: int
    sites: list[ProbedSite]
    reason: str
    exit_code: int


def probe(
    store: Store,
    sites: Iterable[Site],
    *,
    progress: Progress | None = None,
    settings: Mapping[str, Any] | None = None,
) -> ProbeReport:
    """Probe `sites`; once in a process, as a reactor starts only once. The caller holds the archive's lock.

    Raises:
        NoContact: There is no contact address.
        ArchiveError: The archive cannot be written.
    """
    chosen = project_settings()
    chosen.update(QUIET_SETTINGS | dict(settings or {}), priority="cmdline")
    middlewares = chosen.getdict("DOWNLOADER_MIDDLEWARES") | {BUDGET: BELOW_ROBOTS}
    chosen.set("DOWNLOADER_MIDDLEWARES", middlewares, priority="cmdline")
    chosen.set("SCHEDULER", "scrapy.core.scheduler.Scheduler", priority="cmdline")
    user_agent(chosen["CONTACT"])
    spiders = [probe_spider(site) for site in sites]
    run = Run.begin(store, [spider.name for spider in spiders], command="probe", progress=progress)
    process = CrawlProcess(chosen)
    try:
        process.run_all(spiders, run)
    finally:
        run.defer_unfetched("interrupted")
    probed = [_judged(spider, run) for spider in spiders]
    return _report(run, probed, process.stopped_by, [spider.error for spider in spiders])


def _judged(spider: type[ProbeSpider], run: Run) -> ProbedSite:
    doubts = count_doubts_of_run(run.store.db, run.run_id, spider.name)
    return ProbedSite(spider.site, spider.observed, judge_site_file(spider.site, spider.observed, doubts))


def _report(
    run: Run, probed: list[ProbedSite], stopped_by: int | None, errors: list[BaseException | None]
) -> ProbeReport:
    """Finish the run; raises the error that ended it, or the first error of a spider."""
    reason, code = "finished", exit_codes.UNHEALTHY if any(each.fails for each in probed) else 0
    if stopped_by is not None:
        reason, code = "interrupted", 128 + stopped_by
    error = run.failure or next(filter(None, errors), None)
    if error is not None:
        code = run.failure.exit_code if run.failure else exit_codes.BUG
    run.finish(reason, code)
    if error is not None:
        raise error
    return ProbeReport(run.run_id, probed, reason, code)
