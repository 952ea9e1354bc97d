"""Every response is in a WARC file, as it came over the wire, before anyone looks at it."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured, StopDownload

from archive.clock import utc_now
from archive.warc.record_builder import build_response
from crawler.fetch.responses import can_be_read

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

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
        """`response`, with its capture in the meta; raises StorageFailed.

        To pack and sync a record needs no Python, and leaves the time to other pages.
        """
        if "download_stopped" in response.flags:  # there is no body to keep
            return response
        spider: PartySpider = self._crawler.spider  # type: ignore[assignment]
        page: Page | None = request.meta.get("page")
        records = build_response(
            url=response.url,
            status=response.status,
            reason=phrase(response.status),
            headers=pairs(response.headers),
            body=response.body,
            captured=utc_now(),
            request_headers=pairs(request.headers),
            unchanged=page.original if page else None,
        )
        writer = spider.run.writer(spider.site)
        request.meta["capture"] = await asyncio.to_thread(writer.write, records)
        return response


def stop_at_other_types(headers: Headers, request: Request) -> None:
    """Ends the download of what cannot be an article before its body comes."""
    page: Page | None = request.meta.get("page")
    kind = headers.get("Content-Type")
    if page is not None and not can_be_read(page, kind.decode("latin-1") if kind else None):
        raise StopDownload(fail=False)


def pairs(headers: Headers) -> list[tuple[str, str]]:
    """Headers one by one, as text in which each byte is one character."""
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]


def phrase(status: int) -> str:
    """The usual words for a status, which Scrapy does not hand on: `Not Found`."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
