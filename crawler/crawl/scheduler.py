"""The Scrapy scheduler: takes requests from the frontier in archive.db, so that a crash loses none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypedDict

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.exceptions import CloseSpider

from archive.clock import utc_now
from archive.database.sqlite_errors import explain_sqlite_errors
from archive.errors import ArchiveError
from crawler.crawl.follow_up import start_of
from crawler.crawl.frontier import DEEP_DISCOVERY, MIN_DISCOVERY
from crawler.crawl.recorder import Visit
from crawler.crawl.revisit_policy import conditional_headers
from crawler.fetch.interpret import size_limit
from crawler.fetch.meaning import Ended

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.crawl.frontier_row import FrontierRow
    from crawler.spider import PartySpider

logger = logging.getLogger(__name__)


class Selection(TypedDict):
    """Which rows of the frontier may be requested now: the arguments of Frontier.next_row."""

    min_priority: int
    due_before: str | None


class FrontierScheduler(BaseScheduler):
    """Gives out the rows of one site's frontier by priority.

    Rows are added in the transaction of a visit. Nothing is enqueued otherwise: redirects and retries are
    rows too.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return a scheduler; its settings are read when the spider is opened."""
        return cls()

    def open(self, spider: Spider) -> None:
        """Add the starts of the site to the frontier."""
        self._spider: PartySpider = spider  # type: ignore[assignment]
        self._run = self._spider.run
        self._frontier = self._spider.frontier
        self._articles = 0
        self._rechecks = 0
        self._max_rechecks = spider.settings.getint("MAX_RECHECKS")
        try:
            with self._run.store.writing():
                for start in self._spider.site.starts:
                    self._frontier.add_start(start)
                if self._run.replay is not None:
                    self._frontier.reopen_for_replay()
                elif self._run.scope.is_deep:
                    self._frontier.reopen_unread()
        except ArchiveError as error:
            self._run.fail(error)
            raise CloseSpider("storage") from error

    def close(self, reason: str) -> None:
        """Do nothing: the frontier is in the archive."""

    def has_pending_requests(self) -> bool:
        """Return whether there is a URL to request in this run, now or after a pause."""
        return not self._is_finished() and self._frontier.has_next(**self._selection())

    def enqueue_request(self, request: Request) -> bool:
        """Return False: only URLs of the frontier are requested."""
        logger.error("%s: not in the frontier, dropped: %s", self._spider.name, request)
        return False

    def next_request(self) -> Request | None:
        """Return the request for the next URL, or None while there is none."""
        if self._is_finished() or self._spider.backoff.resting:
            return None
        try:
            with explain_sqlite_errors(self._run.store.path):
                row = self._next_row()
        except ArchiveError as error:
            self._run.fail(error)
            return None
        return self._request(row) if row else None

    def _next_row(self) -> FrontierRow | None:
        while (row := self._frontier.next_row(**self._selection())) is not None:
            reason = self._skip_reason(row)
            if reason is None:
                self._articles += not row.is_discovery and not row.retries
                self._rechecks += row.due is not None and not row.retries
                return row
            self._spider.recorder.record(Visit.of_row(row, self._spider.name, Ended("skipped", reason)))
        return None

    def _skip_reason(self, row: FrontierRow) -> str | None:
        """Return why `row` is not requested after all, or None."""
        if not self._spider.site.owns(row.address):
            return "blocked:offsite no longer a host of the site"
        if self._run.replay is None and not self._spider.site.is_current(row.address):
            return "blocked:offsite a past host of the site, not requested"
        if row.is_discovery and start_of(self._spider.site, row) is None:
            return f"start: {row.meta.get('start')} is no longer in the site file"
        return "since the page before it is older" if self._is_too_old(row) else None

    def _is_finished(self) -> bool:
        exhausted = self._spider.backoff.exhausted
        if exhausted or self._is_limit_reached():
            self._run.deferral_reasons.setdefault(self._spider.name, "down" if exhausted else "limit")
        return exhausted or self._run.failure is not None

    def _is_limit_reached(self) -> bool:
        limit = self._run.scope.limit
        return limit is not None and self._articles >= limit

    def _selection(self) -> Selection:
        if self._is_limit_reached():
            return Selection(min_priority=MIN_DISCOVERY, due_before=None)
        if self._run.scope.since and self._frontier.in_flight:
            # Whether the next page of a listing is too old is known once its articles are stored.
            return Selection(min_priority=DEEP_DISCOVERY + 1, due_before=None)
        no_rechecks = self._run.replay is not None or self._rechecks >= self._max_rechecks
        return Selection(min_priority=0, due_before=None if no_rechecks else self._run.started)

    def _is_too_old(self, row: FrontierRow) -> bool:
        """Whether all articles on the previous page of a listing are from before the date of the crawl."""
        since = self._run.scope.since
        if since is None or not row.meta.get("after"):
            return False
        newest = self._frontier.newest_published(row.meta["after"])
        return newest is not None and newest < since.isoformat()

    def _request(self, row: FrontierRow) -> Request:
        # A deep crawl needs the links of pages that have not changed, too.
        return Request(
            row.address,
            callback=self._spider.interpret_response,
            errback=self._spider.interpret_failure,
            headers={}
            if self._run.scope.is_deep and row.is_discovery
            else conditional_headers(row, utc_now()),
            meta={"row": row, "download_maxsize": size_limit(is_discovery=row.is_discovery)},
            dont_filter=True,
        )
