"""Read a single page of any site: by its site file, its family, or the generic reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.families import family_site
from crawler.parse.generic import read_generic
from crawler.parse.read import Reading, read_page
from crawler.parse.refusal import Refused
from crawler.sites import load_sites, site_of

if TYPE_CHECKING:
    from datetime import datetime


def read_any(
    body: bytes, url: str, *, content_type: str | None, captured: datetime, generic: bool = False
) -> Reading:
    """Return the article on the page `body` of `url`.

    With `generic`, trafilatura reads pages of hosts that have no site file and no family's marker. It reads
    no other page, so that a layout that no longer fits is noticed.

    Raises:
        Refused: The page has no article, or no site owns its URL.
    """
    site = site_of(url, load_sites()) or family_site(url, body)
    if site is not None:
        return read_page(body, url, site=site, content_type=content_type, captured=captured)
    if generic:
        return read_generic(body, url, content_type=content_type, captured=captured)
    raise Refused("site:unknown", f"no site file and no family matches this page: {url}")
