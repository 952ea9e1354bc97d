"""The base spider of all sites: finds article URLs, hands bytes to the reader."""

from __future__ import annotations

from typing import ClassVar

import scrapy

from crawler.site import Site


class PartySpider(scrapy.Spider):
    """A site file is a subclass with a name and its `site`."""

    site: ClassVar[Site]
