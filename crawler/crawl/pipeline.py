"""The pipeline: every visit is entered in the archive before its page counts as asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.errors import ArchiveError

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.crawl.visit import Visit
    from crawler.spider import PartySpider


class ArchivePipeline:
    """Writes what the spiders yield: one transaction a visit."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, visit: Visit) -> Visit:
        """Enter `visit`; where the archive cannot be written the run ends and the page keeps waiting."""
        spider: PartySpider = self._crawler.spider  # type: ignore[assignment]
        try:
            spider.recorder.record(visit)
        except ArchiveError as error:
            spider.run.fail(error)
        return visit
