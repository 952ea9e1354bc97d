"""Scrapy item pipeline: records the visits that the spiders yield."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.errors import ArchiveError

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.crawl.recorder import Visit
    from crawler.spider import PartySpider


class ArchivePipeline:
    """Records each visit in a transaction, with others that are ready."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawler."""
        return cls(crawler)

    async def process_item(self, visit: Visit) -> Visit:
        """Record `visit`; where the archive cannot be written the run ends and the URL stays pending."""
        spider: PartySpider = self._crawler.spider  # type: ignore[assignment]
        try:
            await spider.run.group_commit.record(spider.recorder, visit)
        except ArchiveError as error:
            spider.run.fail(error)
        return visit
