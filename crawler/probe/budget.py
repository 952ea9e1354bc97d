"""Downloader middleware that limits how many requests a probe sends to a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.fetch.download_errors import NotRequested

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_REQUESTS = 12  # of one site, with robots.txt and redirects


class BudgetMiddleware:
    """Lets MAX_REQUESTS requests of a spider pass, those for robots.txt included.

    Its place is between the middleware that asks for robots.txt and the network.
    """

    def __init__(self) -> None:
        self.left = MAX_REQUESTS

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawler."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Count a request; raises NotRequested where none is left."""
        if self.left <= 0:
            raise NotRequested(f"budget {MAX_REQUESTS} requests are used")
        self.left -= 1
