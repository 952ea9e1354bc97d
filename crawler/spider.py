"""The base spider of all sites: interprets the responses to the requests of the scheduler."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.exceptions import UsageError

from archive.errors import ArchiveError
from crawler.crawl.follow_up import FollowUp, start_of
from crawler.crawl.frontier import Frontier
from crawler.crawl.recorder import Recorder, Visit
from crawler.crawl.run import CrawlScope, Run, StandaloneRun
from crawler.fetch.backoff import Backoff, retry_after
from crawler.fetch.download_errors import Interrupted, interpret_download_error
from crawler.fetch.interpret import asks_to_wait, interpret, shows_trouble
from crawler.fetch.meaning import Ended
from crawler.fetch.user_agent import NoContact, user_agent
from crawler.site import Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from archive.article import Capture
    from crawler.crawl.frontier_row import FrontierRow
    from crawler.fetch.answer import Answer
    from crawler.fetch.meaning import Meaning


class PartySpider(scrapy.Spider):
    """A site file is a subclass with a name and its `site`.

    `partynews crawl` gives it its run. Under `scrapy crawl` it begins a run of its own, whose scope is set by
    `-a since=DATE`, `-a full=1` and `-a limit=N`.
    """

    site: ClassVar[Site]
    run: Run
    frontier: Frontier
    recorder: Recorder
    backoff: Backoff

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the contact address into the user agent.

        Raises:
            UsageError: A live crawl without a contact address.
        """
        super().update_settings(settings)
        if settings.getbool("REPLAYING"):
            return
        try:
            agent = user_agent(settings.get("CONTACT"))
        except NoContact as missing:
            raise UsageError(str(missing), print_help=False) from None
        settings.set("USER_AGENT", agent, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, run: Run | None = None, **kwargs: Any) -> Self:
        """Return the spider of a run, with its frontier and recorder."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if run is None:
            standalone = StandaloneRun(crawler.settings, spider.name, scope_from_arguments(kwargs))
            crawler.signals.connect(standalone.end, signal=signals.spider_closed, weak=False)
            run = standalone.run
        settings = crawler.settings
        spider.run = run
        spider.frontier = Frontier(run.store, cls.site, run.run_id, run.replay)
        follow_up = FollowUp(
            run,
            cls.site,
            spider.frontier,
            retries=settings.getint("RETRY_TIMES"),
            pause=settings.getfloat("RETRY_PAUSE"),
        )
        spider.recorder = Recorder(run.store, run.run_id, follow_up, run.progress, run.gate)
        down_after = sys.maxsize if run.replay else settings.getint("SITE_DOWN_AFTER")
        spider.backoff = Backoff(settings.getfloat("SITE_REST"), down_after)
        if run.replay is None:
            crawler.signals.connect(spider._back_off, signal=signals.response_downloaded)
        crawler.signals.connect(spider._callback_error, signal=signals.spider_error)
        crawler.signals.connect(spider._pipeline_error, signal=signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing: the scheduler puts the starts of the site into the frontier."""
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item

    def interpret_response(self, response: Response) -> Visit:
        """Return the visit that the response to a URL of the frontier comes to."""
        row: FrontierRow = response.meta["row"]
        answer: Answer = response.meta["answer"]
        start = start_of(self.site, row) if row.is_discovery else None
        return self._visit(row, interpret(answer, self.site, start), answer.capture)

    def interpret_failure(self, failure: Failure) -> Visit | None:
        """Return the visit without a response; where a WARC record could not be written the run ends."""
        if isinstance(failure.value, Interrupted):
            return None
        if isinstance(failure.value, ArchiveError):
            self.run.fail(failure.value)
            return None
        row: FrontierRow = failure.request.meta["row"]  # type: ignore[attr-defined]
        return self._visit(row, interpret_download_error(failure, row.address))

    def _visit(self, row: FrontierRow, meaning: Meaning, capture: Capture | None = None) -> Visit:
        if shows_trouble(meaning):
            self.backoff.failed()
        else:
            self.backoff.succeeded()
        return Visit.of_row(row, self.name, meaning, capture)

    def _back_off(self, response: Response, request: Request) -> None:
        """Pause a busy site at once: the next request may be in the downloader already."""
        if not asks_to_wait(response.status):
            return
        header = response.headers.get("Retry-After")
        until = self.backoff.busy(retry_after(header.decode("latin-1") if header else None))
        self.crawler.engine.downloader.slots[request.meta["download_slot"]].lastseen = until

    def _callback_error(self, failure: Failure, response: Response | Failure) -> None:
        self._record_error(response.request.meta["row"], failure)  # type: ignore[union-attr]

    def _pipeline_error(self, item: Visit, failure: Failure) -> None:
        if item.row is not None:
            self._record_error(item.row, failure)

    def _record_error(self, row: FrontierRow, failure: Failure) -> None:
        """Record an internal error as the outcome of the URL; the crawl goes on."""
        reason = f"bug {type(failure.value).__name__}: {failure.getErrorMessage()}"
        try:
            self.recorder.record(Visit.of_row(row, self.name, Ended("failed", reason)))
        except ArchiveError as error:
            self.run.fail(error)


def scope_from_arguments(arguments: Mapping[str, str]) -> CrawlScope:
    """Return the scope of a run from the `-a` arguments of `scrapy crawl`."""
    since, limit = arguments.get("since"), arguments.get("limit")
    return CrawlScope(
        since=date.fromisoformat(since) if since else None,
        full=arguments.get("full", "0") not in ("", "0", "no", "false"),
        limit=int(limit) if limit else None,
    )
