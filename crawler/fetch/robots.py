"""robots.txt, obeyed from the first request on.

In place of Scrapy's own middleware (2.14 to 2.19), in which all requests that wait for the same
robots.txt hang on one Deferred: each gets what the callback of the one before it returned, so only
the first gets the rules, and the others get None, which means allowed. Scrapy also takes a
robots.txt that answers 503 for one without rules.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, signals
from scrapy.exceptions import StopDownload
from scrapy.http.request import NO_CALLBACK

from crawler.fetch.download_errors import DOWNLOAD_ERRORS, NotAsked, download_error
from crawler.fetch.interpret import interpret_robots
from crawler.fetch.meaning import Ended, RedirectsTo, RobotsText
from crawler.fetch.replay import NotCaptured

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.fetch.answer import Answer
    from crawler.site import Site
    from crawler.spider import PartySpider

AGENT = "partynews"
LARGEST_RULES = 500 * 1024  # what RFC 9309 asks a crawler to read at least
# The same RFC: rules hold no longer than a day, and a walk through an old paper takes several.
RULES_HOLD = 24 * 3600.0  # seconds
MOST_REDIRECTS = 5
ATTEMPTS = 2
LONGEST_CRAWL_DELAY = 120.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host asks of us; `unreachable` says why nobody knows, and then all is forbidden."""

    robots: Protego
    unreachable: str | None = None

    def check(self, url: str) -> None:
        """Raises NotAsked where `url` must not be asked for."""
        if self.unreachable:
            raise NotAsked(f"robots:unreachable {self.unreachable}")
        if not self.robots.can_fetch(url, AGENT):
            raise NotAsked("robots:forbidden")

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between two requests, as far as one can live with it."""
        delay = self.robots.crawl_delay(AGENT)
        return None if delay is None else min(float(delay), LONGEST_CRAWL_DELAY)


NO_RULES = Rules(Protego.parse(""))


def parse_rules(body: bytes) -> Rules:
    """The rules in the first 500 KiB of a robots.txt; a page of HTML has none."""
    if len(body) > LARGEST_RULES:
        body = body[:LARGEST_RULES].rpartition(b"\n")[0]
    return Rules(Protego.parse(body.decode("utf-8-sig", errors="ignore")))


def unreachable(why: str) -> Rules:
    """The rules of a host that does not give its own: RFC 9309 says to stay away."""
    return Rules(NO_RULES.robots, why)


class RobotsMiddleware:
    """Lets a request pass when the rules of its host are known and allow it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[Rules]] = {}
        self._asked: dict[str, float] = {}
        crawler.signals.connect(stop_at_largest, signal=signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Waits until the rules of the host are known; raises NotAsked."""
        if request.meta.get("robots"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules or monotonic() - self._asked[origin] > RULES_HOLD:
            self._asked[origin] = monotonic()
            self._rules[origin] = asyncio.ensure_future(self._learn(origin))
        # Shielded: a request that is cancelled must not take the rules away from the others.
        rules = await asyncio.shield(self._rules[origin])
        rules.check(request.url)
        if rules.crawl_delay is not None:
            request.meta["autothrottle_dont_adjust_delay"] = True

    async def _learn(self, origin: str) -> Rules:
        rules = NO_RULES
        for _ in range(ATTEMPTS):
            rules = await self._ask(f"{origin}/robots.txt")
            if not rules.unreachable:
                break
        if rules.crawl_delay is not None and not self._spider.run.replay:
            self._slow_down(urlsplit(origin).hostname or "", rules.crawl_delay)
        return rules

    async def _ask(self, url: str) -> Rules:
        for _ in range(1 + MOST_REDIRECTS):
            meta = {"robots": True, "download_maxsize": 0}  # bounded by stop_at_largest instead
            request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)
            try:
                response = await self._crawler.engine.download_async(request)
            except NotCaptured:
                return NO_RULES
            except DOWNLOAD_ERRORS as error:
                return unreachable(download_error(error, url))
            answer: Answer = response.meta["answer"]
            self._spider.run.keep(self._spider.site, answer.capture)
            rules = rules_of(answer, self._spider.site)
            if isinstance(rules, Rules):
                return rules
            url = rules.target
        return NO_RULES

    def _slow_down(self, host: str, delay: float) -> None:
        """Keep `delay` between two requests to `host`, in the slot that is and in those to come."""
        downloader = self._crawler.engine.downloader
        delay = max(delay, self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        # Without jitter: it would go below the delay as often as above it.
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0}
        if host in downloader.slots:
            downloader.slots[host].delay = delay
            downloader.slots[host].jitter = 0

    @property
    def _spider(self) -> PartySpider:
        spider: PartySpider = self._crawler.spider  # type: ignore[assignment]
        return spider


def rules_of(answer: Answer, site: Site) -> Rules | RedirectsTo:
    """Return the rules in the answer to a request for robots.txt of `site`, or where they moved."""
    meaning = interpret_robots(answer, site)
    match meaning:
        case RedirectsTo():
            return meaning
        case Ended():
            return unreachable(meaning.reason or "")
        case RobotsText(body):
            return parse_rules(body)


def stop_at_largest(data: bytes, request: Request) -> None:
    """Ends the download of a robots.txt that is longer than anyone has to read."""
    if request.meta.get("robots"):
        received = request.meta.get("robots_bytes", 0) + len(data)
        request.meta["robots_bytes"] = received
        if received > LARGEST_RULES:
            raise StopDownload(fail=False)
