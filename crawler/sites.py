"""Load the sites from the spiders that SiteLoader finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from crawler.site import Site, netloc_of

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.settings import Settings

    from crawler.site_loader import BrokenSiteFile, SiteLoader


def project_settings() -> Settings:
    """Return Scrapy's settings with those of crawler/settings.py; no scrapy.cfg is needed."""
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    return settings


@cache
def _loader() -> SiteLoader:
    from crawler.site_loader import SiteLoader

    return SiteLoader.from_settings(project_settings())


@cache
def _spiders() -> Mapping[str, Site]:
    loader = _loader()
    names = sorted(set(loader.list()) - loader.broken.keys())
    return {name: loader.load(name).site for name in names}  # type: ignore[attr-defined]


def load_sites() -> dict[str, Site]:
    """Return all sites by name, sorted by name, without those whose site file is broken."""
    return dict(_spiders())


def publishing_sites() -> list[str]:
    """Return the names of the sites that still publish, which a crawl without names requests."""
    return [site.name for site in load_sites().values() if not site.ended]


def broken_site_files() -> dict[str, BrokenSiteFile]:
    """Return the site files that cannot be used, by the name of the site."""
    return _loader().broken


def site_file(name: str) -> Path:
    """Return the path of the site file of a site that is loaded."""
    return _loader().files[name]


def site_of(url: str, sites: Mapping[str, Site] | Iterable[Site]) -> Site | None:
    """Return the one of `sites` that `url` belongs to, or None."""
    candidates = sites.values() if isinstance(sites, Mapping) else sites
    netloc = netloc_of(url)
    return None if netloc is None else next((site for site in candidates if netloc in site.netlocs), None)
