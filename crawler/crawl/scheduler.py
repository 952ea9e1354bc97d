"""The Scrapy scheduler that lives in archive.db: nothing waits in memory that a crash could lose."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypedDict

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.exceptions import CloseSpider

from archive.clock import parse_utc, utc_now
from archive.database.sqlite_errors import explain_sqlite_errors
from archive.errors import ArchiveError
from crawler.crawl.follow_up import start_of
from crawler.crawl.frontier import DEEP_DISCOVERY, LEAST_DISCOVERY
from crawler.crawl.revisit_policy import WHOLE_LISTING_INTERVAL, WHOLE_PAGE_INTERVAL
from crawler.crawl.visit import Page, Visit
from crawler.fetch.interpret import LARGEST_DISCOVERY
from crawler.fetch.meaning import Ended
from crawler.parse.read import LARGEST_PAGE

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.spider import PartySpider

logger = logging.getLogger(__name__)


class Terms(TypedDict):
    """What may be asked for right now."""

    least_priority: int
    due_before: str | None


class FrontierScheduler(BaseScheduler):
    """Gives out the pages of one site's frontier, the most urgent first.

    Rows are written in the transaction of the visit. Nothing else enqueues: redirects and retries
    are rows like all others.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls()

    def open(self, spider: Spider) -> None:
        """Put the starts of the site into the frontier."""
        self._spider: PartySpider = spider  # type: ignore[assignment]
        self._run = self._spider.run
        self._frontier = self._spider.frontier
        self._articles = 0
        self._rechecks = 0
        self._most_rechecks = spider.settings.getint("MOST_RECHECKS")
        try:
            with self._run.store.writing():
                for start in self._spider.site.starts:
                    self._frontier.add_start(start)
                if self._run.replay is not None:
                    self._frontier.reopen_for_replay()
        except ArchiveError as error:
            self._run.fail(error)
            raise CloseSpider("storage") from error

    def close(self, reason: str) -> None:
        """Nothing to save: all of it is in the archive."""

    def has_pending_requests(self) -> bool:
        """Whether there is something left to ask in this run, be it after a pause."""
        return not self._at_an_end() and self._frontier.waits(**self._terms())

    def enqueue_request(self, request: Request) -> bool:
        """False: a page is asked only when it is in the frontier."""
        logger.error("%s: not in the frontier, dropped: %s", self._spider.name, request)
        return False

    def next_request(self) -> Request | None:
        """The request for the next page, or None while there is none."""
        if self._at_an_end() or self._spider.backoff.resting:
            return None
        try:
            with explain_sqlite_errors(self._run.store.path):
                page = self._next_page()
        except ArchiveError as error:
            self._run.fail(error)
            return None
        return self._request(page) if page else None

    def _next_page(self) -> Page | None:
        while (page := self._frontier.next(**self._terms())) is not None:
            why_not = self._why_not(page)
            if why_not is None:
                self._articles += not page.discovers and not page.retries
                self._rechecks += page.due is not None and not page.retries
                return page
            self._spider.recorder.record(Visit.of_page(page, self._spider.name, Ended("skipped", why_not)))
        return None

    def _why_not(self, page: Page) -> str | None:
        if not self._spider.site.owns(page.address):
            return "blocked:offsite no longer a host of the site"
        if page.discovers and start_of(self._spider.site, page) is None:
            return f"start: {page.meta.get('start')} is no longer in the site file"
        return "since the page before it is older" if self._older(page) else None

    def _at_an_end(self) -> bool:
        exhausted = self._spider.backoff.exhausted
        if exhausted or self._limited():
            self._run.left_because.setdefault(self._spider.name, "down" if exhausted else "limit")
        return exhausted or self._run.failure is not None

    @property
    def _walks_back(self) -> bool:
        """Whether the links of pages that have not changed are wanted too."""
        return self._run.scope.full or self._run.scope.since is not None

    def _limited(self) -> bool:
        limit = self._run.scope.limit
        return limit is not None and self._articles >= limit

    def _terms(self) -> Terms:
        if self._limited():
            return Terms(least_priority=LEAST_DISCOVERY, due_before=None)
        if self._run.scope.since and self._frontier.in_flight:
            # Whether to turn the page of a listing is known when its stories are in.
            return Terms(least_priority=DEEP_DISCOVERY + 1, due_before=None)
        enough = self._run.replay is not None or self._rechecks >= self._most_rechecks
        return Terms(least_priority=0, due_before=None if enough else self._run.started)

    def _older(self, page: Page) -> bool:
        """Whether a walk back in time has gone far enough: all on the page before is from before then."""
        since = self._run.scope.since
        if since is None or not page.meta.get("after"):
            return False
        newest = self._frontier.newest_published(page.meta["after"])
        return newest is not None and newest < since.isoformat()

    def _request(self, page: Page) -> Request:
        return Request(
            page.address,
            callback=self._spider.visit,
            errback=self._spider.miss,
            headers={} if self._walks_back and page.discovers else conditions(page, utc_now()),
            meta={"page": page, "download_maxsize": LARGEST_DISCOVERY if page.discovers else LARGEST_PAGE},
            dont_filter=True,
        )


def conditions(page: Page, at: datetime) -> dict[str, str]:
    """The headers by which a server may answer that a page is not modified since it was read.

    None for an article that was not asked in a long time, and for a listing that was not read whole
    for two days: some servers say so of everything.
    """
    last = page.last
    if last is None:
        return {}
    whole = parse_utc(last.captured)
    if page.discovers and at - whole >= WHOLE_LISTING_INTERVAL:
        return {}
    if page.due and parse_utc(page.due) - whole >= WHOLE_PAGE_INTERVAL:
        return {}
    headers = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
    return {name: value for name, value in headers.items() if value}
