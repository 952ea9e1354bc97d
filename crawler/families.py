"""Make a Site for a host without a site file, from the CMS family whose marker its page has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.utils.misc import load_object

from crawler.parse.dom import Page, open_page
from crawler.parse.layout import Layout
from crawler.site import Site, host_and_port
from crawler.sites import project_settings

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Family:
    """A CMS that several sites share.

    Attributes:
        layouts: The layouts of its page designs, newest first; their `family` is its name.
        article: Regular expression that is searched in the path of a URL, with a group `key`.
        example: The path of an article, for the table in spiders/README.md.
        stories: Selector of the links in the headlines of its listings, None where it is not known.
        requires: Selector of what a page of a host without a site file must have beside a marker, where
            other CMSes have this marker too.
    """

    layouts: tuple[Layout, ...]
    article: str
    example: str
    stories: str | None = None
    requires: str | None = None

    @property
    def name(self) -> str:
        """Return the name of the family."""
        return self.layouts[0].family or self.layouts[0].name


def may_be_of_a_family(url: str) -> bool:
    """Return whether `url` has the form of an article URL of a family; other hosts need not be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname and _any_family().search(parts.path))


@cache
def _any_family() -> re.Pattern[str]:
    forms = (family.article.replace("(?P<key>", "(?:") for family in load_families())
    return re.compile("|".join(f"(?:{form})" for form in forms))


def _families_of(url: str) -> list[Family]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    if not parts.hostname:
        return []
    return [family for family in load_families() if re.search(family.article, parts.path)]


def family_site(url: str, body: bytes) -> Site | None:
    """Return a site for the host of `url`, None where address and page `body` fit no family.

    The site is named by its host, without `www.` and `m.`, and with a port that is not the scheme's own.
    """
    parts = urlsplit(url)
    page = open_page(body, None) if _families_of(url) else None
    family = family_of(url, page) if page is not None else None
    if family is None:
        return None
    return site_of_family(family, host_and_port(url).removeprefix("m."), parts.scheme)


def site_of_family(family: Family, host: str, scheme: str) -> Site:
    """Return the site of a host without a site file, which uses the CMS of a family."""
    return Site(
        host.removeprefix("www."),
        publisher=host,
        hosts=(host,),
        articles=(family.article,),
        layouts=family.layouts,
        scheme=scheme,
    )


def family_of(url: str, page: Page) -> Family | None:
    """Return the first family that both the address and the markup of a page fit, None without one."""
    families = _families_of(url)
    return next((family for family in families if _has_marker(page, family)), None)


def _has_marker(page: Page, family: Family) -> bool:
    has_marker = any(page.select(layout.marker) for layout in family.layouts)
    return has_marker and (family.requires is None or bool(page.select(family.requires)))


def family_module(family: Family) -> str:
    """Return the name of the module that declares the layouts of a family."""
    package = str(project_settings()["SITE_FAMILIES"]).rpartition(".")[0]
    return f"{package}.{family.name.lower()}"


@cache
def load_families() -> Sequence[Family]:
    """Return the families of the setting SITE_FAMILIES; the first one whose marker is on a page reads it."""
    families: Sequence[Family] = load_object(project_settings()["SITE_FAMILIES"])
    return families
