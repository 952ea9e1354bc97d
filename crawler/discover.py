"""Starts of a site file: listings, sitemaps, feeds and list APIs, which give the links to articles.

Each reads the bytes of one page into links, without Scrapy and without a network.
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

from crawler.fetch.body_end import closes_root
from crawler.sitemap_entries import BEFORE_XML, read_sitemap

FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")
FEED_ENTRY_START = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)\b", re.IGNORECASE)
FEED_ENTRY_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)

Kind = Literal["listing", "sitemap", "feed", "api"]


@dataclass(frozen=True, slots=True)
class Found:
    """The links of one discovery page: absolute URLs, each once, in the order of the page.

    `stories` are the links that lead to articles, `pages` are further discovery pages of the same start.
    `why` says what was wrong with the page, None if all of it was read.
    """

    stories: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    why: str | None = None


@dataclass(frozen=True)
class Listing:
    """A paginated list of headlines, newest first.

    `stories` is a CSS selector of the links in headlines only (no menus, no boxes), `next_page` one of the
    link to the next page. A usual run reads up to `pages` pages.
    """

    url: str
    stories: str
    next_page: str | None = None
    pages: int = 3
    kind: ClassVar[Kind] = "listing"

    def read(self, body: bytes, url: str) -> Found:
        """Return the links of one page of the listing."""
        soup = BeautifulSoup(body, "lxml")
        base = soup.select_one("base[href]")
        home = urljoin(url, str(base["href"])) if base else url
        following = links(soup, self.next_page, home) if self.next_page else ()
        stories = tuple(link for link in links(soup, self.stories, home) if link not in following)
        return Found(stories, following, None if stories else f"empty: no link at {self.stories!r}")


@dataclass(frozen=True)
class Sitemap:
    """A sitemap (sitemaps.org protocol 0.9), or a sitemap index.

    Of an index those sitemaps are read whose URL matches the regular expression `months`. If it has the
    groups `year` and `month`, a usual run reads the newest months only.
    """

    url: str
    months: str = ""
    kind: ClassVar[Kind] = "sitemap"

    @cached_property
    def _months(self) -> re.Pattern[str]:
        return re.compile(self.months)

    def month_of(self, url: str) -> str | None:
        """Return the month in the URL of a sitemap of an index (`2026-07`), or None."""
        match = self._months.search(url)
        parts = match.groupdict() if match else {}
        if not (parts.get("year") and parts.get("month")):
            return None
        return f"{int(parts['year']):04d}-{int(parts['month']):02d}"

    def read(self, body: bytes, url: str) -> Found:
        """Return the stories of a sitemap, or the sitemaps of an index, newest month first.

        Of a damaged sitemap the complete entries are returned, not the truncated one. A feed may serve as
        a sitemap.
        """
        if FEED_START.search(body[:2000]):
            return Feed(self.url).read(body, url)
        entries = read_sitemap(body)
        stories = absolute(entries.stories, url)
        months = [child for child in absolute(entries.sitemaps, url) if self._months.search(child)]
        months.sort(key=lambda child: self.month_of(child) or "", reverse=True)
        why = entries.why
        if not stories and not months:
            why = why or "empty: no URL in it"
        return Found(stories, tuple(months), why)


@dataclass(frozen=True)
class Feed:
    """An RSS or Atom feed."""

    url: str
    kind: ClassVar[Kind] = "feed"

    def read(self, body: bytes, url: str) -> Found:
        """Return the links of the entries, without the truncated last entry of a feed that is not whole.

        feedparser reads damaged feeds too; what it complains about in a whole feed is of no interest.
        """
        body = body.lstrip(BEFORE_XML)
        feed = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
        entries = feed.entries[:-1] if feed.bozo and _ends_in_entry(body) else feed.entries
        stories = absolute((entry.get("link") for entry in entries), url)
        is_damaged = feed.bozo and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride)
        if is_damaged and not (stories and closes_root(body)):
            return Found(stories, (), f"xml: {feed.bozo_exception}")
        return Found(stories, (), None if stories else "empty: no entry in it")


@dataclass(frozen=True)
class ListApi:
    """A JSON list with `{page}` in its URL.

    `items` is the dotted path to a list of objects whose property `link` is the URL of an article, or to a
    piece of HTML in which the CSS selector `stories` selects the links. The first page is number `first`.
    """

    url: str
    items: str
    link: str = "url"
    stories: str = "a"
    pages: int = 3
    first: int = 1
    kind: ClassVar[Kind] = "api"

    def read(self, body: bytes, url: str) -> Found:
        """Return the links of one page of the list, and the next page if there are any."""
        try:
            value: Any = json.loads(body)
            for name in self.items.split("."):
                value = value[name]
        except (ValueError, KeyError, TypeError, RecursionError) as damage:
            return Found(why=f"json: {type(damage).__name__}: {damage}")
        if not isinstance(value, str | list):
            return Found(why=f"json: TypeError: {self.items!r} is not a list")
        if isinstance(value, str):
            html = value.encode(errors="replace")  # JSON may contain lone surrogates
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


def _ends_in_entry(feed: bytes) -> bool:
    """Whether the last entry of a feed is not closed."""
    starts = [match.start() for match in FEED_ENTRY_START.finditer(feed)]
    ends = [match.start() for match in FEED_ENTRY_END.finditer(feed)]
    return not ends or (bool(starts) and starts[-1] > ends[-1])


def links(soup: BeautifulSoup, selector: str, base: str) -> tuple[str, ...]:
    """Return the absolute URLs of the selected links, or of the first link in each selected element."""
    found = (node if node.get("href") else node.select_one("a[href]") for node in soup.select(selector))
    return absolute((node.get("href") for node in found if node), base)


def absolute(addresses: Iterable[Any], base: str) -> tuple[str, ...]:
    """Return each URL once, absolute, without malformed ones."""
    return tuple(dict.fromkeys(_absolute(addresses, base)))


def _absolute(addresses: Iterable[Any], base: str) -> Iterator[str]:
    for address in addresses:
        if isinstance(address, str) and address.strip():
            try:
                address.encode()
                yield urljoin(base, address.strip())
            except ValueError:  # "http://[", a lone surrogate
                continue
