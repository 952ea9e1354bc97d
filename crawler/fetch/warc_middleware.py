"""Every response is in a WARC file, as it came over the wire, before anyone looks at it."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured, StopDownload

from archive.clock import utc_now
from archive.warc.record_builder import build_response
from crawler.fetch.answer import answer_of_response, header_pairs
from crawler.fetch.interpret import may_be_article

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

    from archive.article import Capture
    from crawler.crawl.visit import Page
    from crawler.spider import PartySpider


class RecordingMiddleware:
    """The middleware nearest to the net: bodies still have their content encoding here.

    A replayed response has its record already.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(stop_at_other_types, signal=signals.headers_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if crawler.spider.run.replay is not None:  # type: ignore[union-attr]
            raise NotConfigured
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return `response`, with its Answer in the meta; raises StorageFailed.

        A thread packs and syncs the record: neither needs Python's lock.
        """
        page: Page | None = request.meta.get("page")
        # Where the download was stopped there is no body to keep.
        capture = None if "download_stopped" in response.flags else await self._write(request, response, page)
        url = page.address if page else request.url
        request.meta["answer"] = answer_of_response(response, url, capture)
        return response

    async def _write(self, request: Request, response: Response, page: Page | None) -> Capture:
        spider: PartySpider = self._crawler.spider  # type: ignore[assignment]
        records = build_response(
            url=response.url,
            status=response.status,
            reason=phrase(response.status),
            headers=header_pairs(response.headers),
            body=response.body,
            captured=utc_now(),
            request_headers=header_pairs(request.headers),
            unchanged=page.original if page else None,
        )
        writer = spider.run.writer(spider.site)
        return await asyncio.to_thread(writer.write, records)


def stop_at_other_types(headers: Headers, request: Request) -> None:
    """Ends the download of what cannot be an article before its body comes."""
    page: Page | None = request.meta.get("page")
    kind = headers.get("Content-Type")
    if page is None or page.discovers:  # feeds and sitemaps come under every type there is
        return
    if not may_be_article(kind.decode("latin-1") if kind else None):
        raise StopDownload(fail=False)


def phrase(status: int) -> str:
    """The usual words for a status, which Scrapy does not hand on: `Not Found`."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
