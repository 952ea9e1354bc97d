"""Where article URLs come from: listings, sitemaps, feeds and list APIs, as a site file declares them.

Each start reads the bytes of one page into links and needs neither Scrapy nor a network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any, ClassVar, Literal
from urllib.parse import urljoin

import feedparser
from bs4 import BeautifulSoup
from lxml import etree

Kind = Literal["listing", "sitemap", "feed", "api"]


@dataclass(frozen=True, slots=True)
class Found:
    """The links of one discovery page: absolute, as found, each once and in the order of the page.

    `stories` are said to be articles, `pages` are further discovery pages of the same start;
    `why` says what was wrong with the page, and is None when all of it was read.
    """

    stories: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    why: str | None = None


@dataclass(frozen=True)
class Listing:
    """A paged list of headlines, newest first.

    `stories` selects the links of story headings and nothing else (no menus, no boxes); `next_page`
    the link to the following page. A usual run looks at no more than `pages` of them.
    """

    url: str
    stories: str
    next_page: str | None = None
    pages: int = 3
    kind: ClassVar[Kind] = "listing"

    def read(self, body: bytes, url: str) -> Found:
        """The story links and the next page of one listing page."""
        soup = BeautifulSoup(body, "lxml")
        base = soup.select_one("base[href]")
        home = urljoin(url, str(base["href"])) if base else url
        following = links(soup, self.next_page, home) if self.next_page else ()
        stories = tuple(link for link in links(soup, self.stories, home) if link not in following)
        return Found(stories, following, None if stories else f"empty: no link at {self.stories!r}")


@dataclass(frozen=True)
class Sitemap:
    """A sitemap, or an index of sitemaps whose children matching `months` are read.

    Where the groups `year` and `month` are in `months`, a usual run reads only the newest months.
    """

    url: str
    months: str = ""
    kind: ClassVar[Kind] = "sitemap"

    @cached_property
    def _months(self) -> re.Pattern[str]:
        return re.compile(self.months)

    def month_of(self, url: str) -> str | None:
        """`2026-07` when the address of a child sitemap tells the month it is for."""
        match = self._months.search(url)
        parts = match.groupdict() if match else {}
        if not (parts.get("year") and parts.get("month")):
            return None
        return f"{int(parts['year']):04d}-{int(parts['month']):02d}"

    def read(self, body: bytes, url: str) -> Found:
        """The stories of a sitemap, or the months of an index, newest first.

        Of a damaged sitemap the whole entries are kept: one that was cut off names no page.
        """
        stories: list[str] = []
        children: list[str] = []
        why = None
        try:
            for parent, loc in sitemap_locations(body):
                (children if parent == "sitemap" else stories).append(urljoin(url, loc))
        except etree.XMLSyntaxError as damage:
            why = f"xml: {damage.msg}"
        months = [child for child in dict.fromkeys(children) if self._months.search(child)]
        months.sort(key=lambda child: self.month_of(child) or "", reverse=True)
        if not stories and not months:
            why = why or "empty: no address in it"
        return Found(tuple(dict.fromkeys(stories)), tuple(months), why)


@dataclass(frozen=True)
class Feed:
    """An RSS or Atom feed."""

    url: str
    kind: ClassVar[Kind] = "feed"

    def read(self, body: bytes, url: str) -> Found:
        """The links of the entries; of a feed that breaks off, not those of the entry it breaks in."""
        feed = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
        entries = feed.entries
        why = None
        if feed.bozo and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride):
            why = f"xml: {feed.bozo_exception}"
            entries = entries[:-1]
        stories = absolute((entry.get("link") for entry in entries), url)
        return Found(stories, (), why or (None if stories else "empty: no entry in it"))


@dataclass(frozen=True)
class ListApi:
    """A JSON list with `{page}` in its address.

    `items` is the dotted path to a list of objects whose `link` is the story's address, or to a
    piece of HTML in which `stories` selects the links.
    """

    url: str
    items: str
    link: str = "url"
    stories: str = "a"
    pages: int = 3
    first: int = 1
    kind: ClassVar[Kind] = "api"

    def read(self, body: bytes, url: str) -> Found:
        """The story links of one page of the list, and the page after it while there are any."""
        try:
            value: Any = json.loads(body)
            for name in self.items.split("."):
                value = value[name]
            if not isinstance(value, str | list):
                raise TypeError(f"{self.items!r} is no list")
        except (ValueError, KeyError, TypeError, RecursionError) as damage:
            return Found(why=f"json: {type(damage).__name__}: {damage}")
        if isinstance(value, str):
            html = value.encode(errors="replace")  # JSON can hold half a character
            stories = links(BeautifulSoup(html, "lxml", from_encoding="utf-8"), self.stories, url)
        else:
            stories = absolute((item.get(self.link) for item in value if isinstance(item, dict)), url)
        page = self._page(url)
        following = (self.url.format(page=page + 1),) if stories and page is not None else ()
        return Found(stories, following, None if stories else f"empty: nothing at {self.items!r}")

    def _page(self, url: str) -> int | None:
        before, _, after = self.url.partition("{page}")
        match = re.fullmatch(re.escape(before) + r"(\d{1,6})" + re.escape(after), url)
        return int(match[1]) if match else None


Start = Listing | Sitemap | Feed | ListApi


def links(soup: BeautifulSoup, selector: str, base: str) -> tuple[str, ...]:
    """Absolute addresses of what `selector` finds: links, or the first link inside an element."""
    found = (node if node.get("href") else node.select_one("a[href]") for node in soup.select(selector))
    return absolute((node.get("href") for node in found if node), base)


def absolute(addresses: Iterable[Any], base: str) -> tuple[str, ...]:
    """Each address once, absolute, without those that cannot be one."""
    return tuple(dict.fromkeys(_absolute(addresses, base)))


def _absolute(addresses: Iterable[Any], base: str) -> Iterator[str]:
    for address in addresses:
        if isinstance(address, str) and address.strip():
            try:
                address.encode()
                yield urljoin(base, address.strip())
            except ValueError:  # "http://[", half a character, and other addresses that no page can have
                continue


def sitemap_locations(body: bytes) -> Iterator[tuple[str, str]]:
    """(`url` or `sitemap`, location) of each whole entry; entities are not expanded, nothing is loaded."""
    events = etree.iterparse(
        BytesIO(body.lstrip()), events=("end",), resolve_entities=False, no_network=True, huge_tree=False
    )
    for _, node in events:
        name = etree.QName(node).localname
        if name in ("url", "sitemap"):
            location = next((child for child in node if etree.QName(child).localname == "loc"), None)
            if location is not None and not len(location) and location.text:
                yield name, location.text.strip()
            node.clear()
