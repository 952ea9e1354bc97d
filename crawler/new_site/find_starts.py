"""Starts among sample pages: feeds, sitemaps and listings that lead to articles."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.discover import Feed, Listing, Sitemap
from crawler.new_site.element_selectors import NAME
from crawler.new_site.page_anatomy import find_anatomy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from crawler.discover import Start
    from crawler.new_site.samples import Sample
    from crawler.parse.dom import Element

FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")
SITEMAP_INDEX = re.compile(rb"<sitemapindex\b")
SITEMAP = re.compile(rb"<urlset\b")
HEAD = 2000  # bytes
FEWEST_LINKS = 3
MOST_LISTINGS = 4
MOST_LEVELS = 4  # above a link
PURE = 0.6  # share of articles among the links of headlines
MONTHS = r"(?P<year>\d{4})-(?P<month>\d{1,2})\.xml$"
FURTHER_PAGE = re.compile(r"(?:trang|page|p)[-_/]?\d+", re.IGNORECASE)
NEXT_LINKS = ("ul.pagination li.active + li a", "a[rel=next]", "a.next", ".next a", ".pagination .active + a")
HEADLINES = "h2 > a, h3 > a"


def find_starts(
    samples: Sequence[Sample], is_article: Callable[[str], bool], stories: str | None
) -> list[Start]:
    """Return the starts that the samples have; `stories` is the selector of headlines in the family."""
    starts: list[Start] = []
    listings: list[Listing] = []
    for sample in samples:
        if FEED.search(sample.body, 0, HEAD):
            starts.append(Feed(sample.url))
        elif SITEMAP_INDEX.search(sample.body, 0, HEAD):
            starts.append(Sitemap(sample.url, MONTHS))
        elif SITEMAP.search(sample.body, 0, HEAD):
            found = Sitemap(sample.url).read(sample.body, sample.url).stories
            if any(map(is_article, found)) and not re.search(MONTHS, sample.url):
                starts.append(Sitemap(sample.url))
        elif not is_article(sample.url) and (listing := _listing(sample, is_article, stories)):
            listings.append(listing)
    listings.sort(key=lambda each: len(urlsplit(each.url).path))
    return [*starts, *listings[:MOST_LISTINGS]]


def _listing(sample: Sample, is_article: Callable[[str], bool], stories: str | None) -> Listing | None:
    """Return the listing on a page, None where it has few links to articles."""
    parts = urlsplit(sample.url)
    if sample.page is None or parts.query or FURTHER_PAGE.search(parts.path) or find_anatomy(sample.page):
        return None
    for selector in filter(None, (stories, HEADLINES, *_headline_selectors(sample, is_article))):
        found = Listing(sample.url, selector).read(sample.body, sample.url).stories
        articles = [link for link in found if is_article(link)]
        if len(articles) >= FEWEST_LINKS and len(articles) >= PURE * len(found):
            following = next((each for each in NEXT_LINKS if sample.page.select(each)), None)
            return Listing(sample.url, selector, following)
    return None


def _headline_selectors(sample: Sample, is_article: Callable[[str], bool]) -> list[str]:
    """Return selectors of the elements that hold links to articles, the most frequent first."""
    links = sample.page.select("a[href]") if sample.page is not None else []
    counts: Counter[str] = Counter()
    for link in links:
        if is_article(urljoin(sample.url, link.get("href", ""))):
            counts.update(_names_above(link))
    return [name for name, _ in counts.most_common()]


def _names_above(link: Element) -> Iterator[str]:
    for number, above in enumerate(link.iterancestors()):
        if number == MOST_LEVELS or not isinstance(above.tag, str):
            return
        classes = [name for name in above.get("class", "").split() if NAME.fullmatch(name)]
        between = ">" if number == 0 else ""
        yield from (" ".join(f"{above.tag}.{name} {between} a".split()) for name in classes)


def offered_feeds(samples: Iterable[Sample]) -> list[str]:
    """Return the URLs of feeds that the pages name in their head."""
    found = (
        urljoin(sample.url, link.get("href", ""))
        for sample in samples
        if sample.page is not None
        for link in sample.page.select("link[type='application/rss+xml'], link[type='application/atom+xml']")
    )
    return list(dict.fromkeys(found))
