"""Downloader middleware that obeys robots.txt (RFC 9309) from the first request on.

It replaces Scrapy's own (2.14 to 2.19): there all requests that wait for the same robots.txt share one
Deferred, each gets what the callback of the previous one returned, and only the first is checked. Scrapy also
takes a robots.txt with status 503 as one without rules.
"""

from __future__ import annotations

import asyncio
import codecs
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, signals
from scrapy.exceptions import StopDownload
from scrapy.http.request import NO_CALLBACK

from crawler.fetch.download_errors import (
    DOWNLOAD_ERRORS,
    NotCaptured,
    NotRequested,
    download_error_reason,
)
from crawler.fetch.interpret import interpret_robots
from crawler.fetch.meaning import Ended, RedirectsTo, RobotsText

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.fetch.answer import Answer
    from crawler.site import Site
    from crawler.spider import PartySpider

AGENT = "partynews"
PARSED_SIZE = 500 * 1024  # bytes that a crawler must parse at least (RFC 9309, section 2.5)
RULES_TTL = 24 * 3600.0  # seconds that rules may be cached (RFC 9309, section 2.4)
MAX_REDIRECTS = 5  # that a crawler should follow at least (RFC 9309, section 2.3.1.2)
ATTEMPTS = 2
MAX_CRAWL_DELAY = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a host; `unreachable` says why they are unknown, and then nothing may be requested."""

    robots: Protego
    unreachable: str | None = None

    def check(self, url: str) -> None:
        """Raise NotRequested where `url` must not be requested."""
        if self.unreachable:
            raise NotRequested(f"robots:unreachable {self.unreachable}")
        if not self.robots.can_fetch(url, AGENT):
            raise NotRequested("robots:forbidden")

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between two requests, at most MAX_CRAWL_DELAY; None where the host names none."""
        delay = self.robots.crawl_delay(AGENT)
        return None if delay is None else min(float(delay), MAX_CRAWL_DELAY)


NO_RULES = Rules(Protego.parse(""))


def parse_rules(body: bytes) -> Rules:
    """Return the rules in the first 500 KiB of a robots.txt; an HTML page has none."""
    if len(body) > PARSED_SIZE:
        body = body[:PARSED_SIZE].rpartition(b"\n")[0]
    return Rules(Protego.parse(_decoded(body)))


def _decoded(body: bytes) -> str:
    """Return the text of a robots.txt; Windows editors save it as UTF-16, mostly with a byte order mark."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="ignore")
    if b"\0" in body[:2]:
        return body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", errors="ignore")
    return body.decode("utf-8-sig", errors="ignore")


def unknown_rules(reason: str) -> Rules:
    """Return the rules of a host whose robots.txt is unreachable: everything is forbidden (RFC 9309)."""
    return Rules(NO_RULES.robots, reason)


def rules_of(answer: Answer, site: Site) -> Rules | RedirectsTo:
    """Return the rules in the answer for a robots.txt of `site`, or the URL that it moved to."""
    meaning = interpret_robots(answer, site)
    match meaning:
        case RedirectsTo():
            return meaning
        case Ended():
            return unknown_rules(meaning.reason or "")
        case RobotsText(body):
            return parse_rules(body)


class RobotsMiddleware:
    """Holds a request until the rules of its host are known, and drops it where they forbid it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[Rules]] = {}
        self._fetched_at: dict[str, float] = {}
        crawler.signals.connect(stop_at_parsed_size, signal=signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawler."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the rules of the host.

        Raises:
            NotRequested: The rules forbid the request, or are unknown.
        """
        if request.meta.get("robots"):
            return
        rules = await self.rules_for(request.url)
        rules.check(request.url)
        if rules.crawl_delay is not None:
            request.meta["autothrottle_dont_adjust_delay"] = True

    async def rules_for(self, url: str) -> Rules:
        """Return the rules of the host of `url`, which are fetched once a day."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules or monotonic() - self._fetched_at[origin] > RULES_TTL:
            self._fetched_at[origin] = monotonic()
            self._rules[origin] = asyncio.ensure_future(self._fetch_rules(origin))
        # Shielded: a request that is cancelled must not cancel the rules for the others.
        return await asyncio.shield(self._rules[origin])

    async def _fetch_rules(self, origin: str) -> Rules:
        rules = NO_RULES
        for _ in range(ATTEMPTS):
            rules = await self._request_rules(f"{origin}/robots.txt")
            if not rules.unreachable:
                break
        if rules.crawl_delay is not None and not self._spider.run.replay:
            self._set_delay(urlsplit(origin).hostname or "", rules.crawl_delay)
        return rules

    async def _request_rules(self, url: str) -> Rules:
        for _ in range(1 + MAX_REDIRECTS):
            meta = {"robots": True, "download_maxsize": 0}  # stop_at_parsed_size limits the size
            request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)
            try:
                response = await self._crawler.engine.download_async(request)
            except NotCaptured:
                return NO_RULES
            except DOWNLOAD_ERRORS as error:
                return unknown_rules(download_error_reason(error, url))
            answer: Answer = response.meta["answer"]
            self._spider.run.add_capture(self._spider.site, answer.capture)
            rules = rules_of(answer, self._spider.site)
            if isinstance(rules, Rules):
                return rules
            url = rules.target
        return NO_RULES

    def _set_delay(self, host: str, delay: float) -> None:
        """Keep `delay` seconds between two requests to `host`, in its present and future slots."""
        downloader = self._crawler.engine.downloader
        delay = max(delay, self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        # Without jitter, which shortens the delay as often as it lengthens it.
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0}
        if host in downloader.slots:
            downloader.slots[host].delay = delay
            downloader.slots[host].jitter = 0

    @property
    def _spider(self) -> PartySpider:
        spider: PartySpider = self._crawler.spider  # type: ignore[assignment]
        return spider


def stop_at_parsed_size(data: bytes, request: Request) -> None:
    """Stop the download of a robots.txt at the size that is parsed."""
    if request.meta.get("robots"):
        received = request.meta.get("robots_bytes", 0) + len(data)
        request.meta["robots_bytes"] = received
        if received > PARSED_SIZE:
            raise StopDownload(fail=False)
