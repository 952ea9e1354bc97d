"""The base spider of all sites: asks for what the ledger gives out, and hands on what came of it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.exceptions import UsageError

from archive.errors import ArchiveError
from crawler.crawl.follow_up import FollowUp, start_of
from crawler.crawl.frontier import Frontier
from crawler.crawl.recorder import Recorder
from crawler.crawl.run import CrawlScope, OwnRun, Run
from crawler.crawl.visit import Page, Visit
from crawler.fetch.answer import Answer
from crawler.fetch.backoff import Backoff, retry_after
from crawler.fetch.download_errors import Interrupted, interpret_failure
from crawler.fetch.interpret import asks_to_wait, interpret, shows_trouble
from crawler.fetch.meaning import Ended, Meaning
from crawler.fetch.user_agent import NoContact, user_agent
from crawler.site import Site

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from archive.article import Capture


class PartySpider(scrapy.Spider):
    """A site file is a subclass with a name and its `site`.

    `partynews crawl` gives it its run; under `scrapy crawl` it begins one of its own, and `-a since=DATE`,
    `-a full=1` and `-a limit=N` say how far that goes.
    """

    site: ClassVar[Site]
    run: Run
    frontier: Frontier
    recorder: Recorder
    backoff: Backoff

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the contact address into the user agent; nobody is asked anything without it."""
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
        spider = super().from_crawler(crawler, *args, **kwargs)
        if run is None:
            own = OwnRun(crawler.settings, spider.name, scope_from_arguments(kwargs))
            crawler.signals.connect(own.end, signal=signals.spider_closed, weak=False)
            run = own.run
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
        spider.recorder = Recorder(run.store, run.run_id, follow_up, run.progress)
        down_after = sys.maxsize if run.replay else settings.getint("SITE_DOWN_AFTER")
        spider.backoff = Backoff(settings.getfloat("SITE_REST"), down_after)
        if run.replay is None:
            crawler.signals.connect(spider._rest, signal=signals.response_downloaded)
        crawler.signals.connect(spider._bug_in_callback, signal=signals.spider_error)
        crawler.signals.connect(spider._bug_in_pipeline, signal=signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the ledger puts the starts of the site into the frontier."""
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item

    def visit(self, response: Response) -> Visit:
        """Interpret the response to a page of the frontier."""
        page: Page = response.meta["page"]
        answer: Answer = response.meta["answer"]
        start = start_of(self.site, page) if page.discovers else None
        return self._judged(page, interpret(answer, self.site, start), answer.capture)

    def miss(self, failure: Failure) -> Visit | None:
        """Interpret that there was no response; where its record could not be written, the run ends."""
        if isinstance(failure.value, Interrupted):
            return None
        if isinstance(failure.value, ArchiveError):
            self.run.fail(failure.value)
            return None
        page: Page = failure.request.meta["page"]  # type: ignore[attr-defined]
        return self._judged(page, interpret_failure(failure, page.address))

    def _judged(self, page: Page, meaning: Meaning, capture: Capture | None = None) -> Visit:
        """Tell from an answer whether the site is well; `_rest` has seen that it is busy."""
        if shows_trouble(meaning):
            self.backoff.trouble()
        else:
            self.backoff.good()
        return Visit.of_page(page, self.name, meaning, capture)

    def _rest(self, response: Response, request: Request) -> None:
        """Leave a busy site alone, at once: the next request waits in the downloader already."""
        if not asks_to_wait(response.status):
            return
        header = response.headers.get("Retry-After")
        until = self.backoff.busy(retry_after(header.decode("latin-1") if header else None))
        self.crawler.engine.downloader.slots[request.meta["download_slot"]].lastseen = until

    def _bug_in_callback(self, failure: Failure, response: Response | Failure) -> None:
        self._enter_bug(response.request.meta["page"], failure)  # type: ignore[union-attr]

    def _bug_in_pipeline(self, item: Visit, failure: Failure) -> None:
        self._enter_bug(item.frontier_page, failure)

    def _enter_bug(self, page: Page, failure: Failure) -> None:
        """A fault of the program on one page has an outcome too, and the crawl goes on."""
        reason = f"bug {type(failure.value).__name__}: {failure.getErrorMessage()}"
        try:
            self.recorder.record(Visit.of_page(page, self.name, Ended("failed", reason)))
        except ArchiveError as error:
            self.run.fail(error)


def scope_from_arguments(arguments: dict[str, str]) -> CrawlScope:
    """How far a run goes, from the `-a` arguments of `scrapy crawl`."""
    since, limit = arguments.get("since"), arguments.get("limit")
    return CrawlScope(
        since=date.fromisoformat(since) if since else None,
        full=arguments.get("full", "0") not in ("", "0", "no", "false"),
        limit=int(limit) if limit else None,
    )
