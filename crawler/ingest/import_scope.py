"""ImportScope: which pages are imported, and how pages of hosts without a site file are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archive.warc.record import WantsUrl
from crawler.ingest.capture_index import http_url
from crawler.site import Site, netloc_of

SiteDetector = Callable[[str, bytes], Site | None]
"""Returns the site of a page (URL, body) of a host without a site file, or None."""


@dataclass(frozen=True, slots=True)
class ImportScope:
    """Which pages are imported: of `only` one site, or also of hosts without a site file.

    These are given to `detect`, and then, with `generic`, to the generic reader. Records whose URLs
    `may_detect` refuses cannot be detected, and are not read.
    """

    only: str | None = None
    detect: SiteDetector | None = None
    generic: bool = False
    may_detect: WantsUrl | None = None

    def wants(self, sites: Mapping[str, Site]) -> WantsUrl | None:
        """Return whether a URL of a record may be of `sites` or of a detected one; None wants all."""
        may_detect = self.may_detect if self.only is None else _nothing
        if may_detect is None or (self.generic and self.only is None):
            return None
        # One look-up for all sites: most records of a file of others are of other hosts.
        hosts = {host for site in sites.values() for host in site.netlocs}
        return lambda url: http_url(url) is None or netloc_of(url) in hosts or may_detect(url)


def _nothing(_url: str) -> bool:
    return False


ALL_SITES = ImportScope()
