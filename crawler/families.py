"""Make a Site for a host without a site file, from the CMS family whose marker its page has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.utils.misc import load_object

from crawler.parse.dom import open_page
from crawler.parse.layout import Layout
from crawler.site import Site
from crawler.sites import project_settings

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Family:
    """The layout that sites of one CMS share; `article` is searched in a path and has a group `key`."""

    layout: Layout
    article: str


def family_site(url: str, body: bytes) -> Site | None:
    """Return a site for the host of `url`, None where address and page `body` fit no family."""
    parts = urlsplit(url)
    page = open_page(body, None)
    if page is None or parts.hostname is None:
        return None
    for family in _families():
        if re.search(family.article, parts.path) and page.select(family.layout.marker):
            host = parts.hostname.removeprefix("m.")
            return Site(
                host.removeprefix("www."),
                publisher=host,
                hosts=(host,),
                articles=(family.article,),
                layouts=(family.layout,),
                scheme=parts.scheme,
            )
    return None


@cache
def _families() -> Sequence[Family]:
    families: Sequence[Family] = load_object(project_settings()["SITE_FAMILIES"])
    return families
