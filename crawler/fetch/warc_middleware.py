"""Downloader middleware that writes each response to a WARC file, as received, before it is interpreted."""

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
    from crawler.crawl.frontier_row import FrontierRow
    from crawler.spider import PartySpider


class RecordingMiddleware:
    """The middleware nearest to the network, where bodies still have their content encoding.

    It is off in a replay: the responses have WARC records already.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(stop_at_other_types, signal=signals.headers_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a live crawl."""
        if crawler.spider.run.replay is not None:  # type: ignore[union-attr]
            raise NotConfigured
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Write the record of `response` and put its Answer into `request.meta["answer"]`.

        Raises:
            StorageFailed: The record cannot be written.
        """
        row: FrontierRow | None = request.meta.get("row")
        # There is no body to record where the download was stopped.
        capture = None if "download_stopped" in response.flags else await self._record(request, response)
        url = row.address if row else request.url
        request.meta["answer"] = answer_of_response(response, url, capture)
        return response

    async def _record(self, request: Request, response: Response) -> Capture:
        spider: PartySpider = self._crawler.spider  # type: ignore[assignment]
        row: FrontierRow | None = request.meta.get("row")
        records = build_response(
            url=response.url,
            status=response.status,
            reason=reason_phrase(response.status),
            headers=header_pairs(response.headers),
            body=response.body,
            captured=utc_now(),
            request_headers=header_pairs(request.headers),
            unchanged=row.original if row else None,
        )
        # In a thread: compressing and syncing release Python's lock, and other requests go on.
        return await asyncio.to_thread(spider.run.writer(spider.site).write, records)


def stop_at_other_types(headers: Headers, request: Request) -> None:
    """Stop the download of a response that cannot be an article before its body is received.

    Feeds and sitemaps are served with every type.
    """
    row: FrontierRow | None = request.meta.get("row")
    if row is None or row.is_discovery:
        return
    content_type = headers.get("Content-Type")
    if not may_be_article(content_type.decode("latin-1") if content_type else None):
        raise StopDownload(fail=False)


def reason_phrase(status: int) -> str:
    """Return the standard reason phrase of a status, which Scrapy does not pass on: `Not Found`."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
