"""Flags for a reading that may not be the whole article, or not the article of its address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.parse.below_article import Below, read_below
from crawler.parse.dom import Page
from crawler.parse.junk import is_leak
from crawler.parse.omissions import Reason
from crawler.parse.parts import Parts
from crawler.parse.rest_notes import is_page_note, is_paywall_note

if TYPE_CHECKING:
    from crawler.site import Site

SHORTEST_REPEATED = 40  # letters: a shorter sentence may be a refrain
MOST_REPEATED = 1 / 3  # of the letters of the body

PAGE_IN_ADDRESS = re.compile(
    r"[?&](?:page|trang|p|pg|paged|page_?(?:index|num|number|no)|phan)=\d|[/_-](?:trang|page|p)[-/=]?\d{1,2}\b"
    r"|_\d{1,2}\.\w{2,5}$",
    re.IGNORECASE,
)
# `isAccessibleForFree` of schema.org, which search engines ask of pages behind a paywall.
NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)

WORD = re.compile(r"\w+")


def flags_of(parts: Parts, page: Page, *, site: Site, url: str, key: str) -> Iterator[str]:
    """Yield the flags of the article `key`: those of `text_flags`, `partial:paged`, `canonical:URL`."""
    below = read_below(parts)
    notes = notes_of(parts, below)
    yield from text_flags(parts, page, notes)
    links = {rel: link.get("href", "") for link in page.metadata["link"] if (rel := link.get("rel"))}
    pages = (links.get("next", ""), *below.page_addresses)
    if any(map(is_page_note, notes)) or any(_is_page_of(address, site, url, key) for address in pages):
        yield "partial:paged"
    stated = (links.get("canonical", ""), *page.metas.get("og:url", ()))
    if other := next(filter(None, (_other_article(address, site, url, key) for address in stated)), None):
        yield f"canonical:{other}"


def text_flags(parts: Parts, page: Page, notes: list[str]) -> Iterator[str]:
    """Yield the flags that a text shows by itself: `text:junk`, `text:repeated`, `partial:paywall`."""
    lines = [line.text for line in (*parts.lead, *parts.body)]
    if any(map(is_leak, (*lines, *(line.text for line in parts.byline)))):
        yield "text:junk"
    if is_repeated(lines):
        yield "text:repeated"
    if any(map(is_paywall_note, notes)) or any(map(_costs_money, page.json_ld)):
        yield "partial:paywall"


def _costs_money(json_ld: str) -> bool:
    return "isaccessibleforfree" in json_ld.lower() and NOT_FREE.search(json_ld) is not None


def notes_of(parts: Parts, below: Below) -> list[str]:
    """Return what may be a note on the rest of the article: texts taken off its end, and below it."""
    return [*(left.text for left in parts.omitted if left.reason is Reason.NOTE), *below.texts]


def is_repeated(lines: list[str]) -> bool:
    """Return whether more than MOST_REPEATED of a text are sentences that stand in it before."""
    sentences = ". ".join([line.rstrip(". ") for line in lines]).split(". ")
    if len(sentences) == len(set(sentences)):
        return False
    long = [sentence for sentence in sentences if len(sentence) >= SHORTEST_REPEATED]
    again = sum(len(sentence) * (times - 1) for sentence, times in Counter(long).items())
    return again > MOST_REPEATED * sum(map(len, lines))


def _is_page_of(href: str, site: Site, url: str, key: str) -> bool:
    if not PAGE_IN_ADDRESS.search(href):
        return False
    target = _absolute(url, href)
    return target is not None and site.owns(target) and (site.article_key(target) == key or key in target)


def _other_article(address: str, site: Site, url: str, key: str) -> str | None:
    """Return the absolute `address` that a page states as its own where it is that of another article.

    An address of another host, of the home page or of a form unknown to the site is no sign of another
    article: many sites state one address on all pages, or a short form of the article's own. A copy under a
    second number states its original, whose address has the same words.
    """
    target = _absolute(url, address) if address and key not in address else None
    other = site.article_key(target) if target else None
    if target and other and _slug(url, key) not in ([], _slug(target, other)):
        return target
    return None


def _slug(url: str, key: str) -> list[str]:
    """Return the words of the part of an address with the key.

    Where it has no others they are those of the longest part; one word is a section (`/tin/1190172.html`).
    """
    parts = urlsplit(url).path.split("/")
    own = max((part for part in parts if key in part), key=len, default="")
    if words := _words_of(own, key):
        return words
    words = _words_of(max((part for part in parts if part != own), key=len, default=""), key)
    return words if len(words) > 1 else []


def _words_of(part: str, key: str) -> list[str]:
    """Return the words of a part of an address, without the last one that ends with the key."""
    words = WORD.findall(part.rpartition(".")[0] or part)
    last = max((place for place, word in enumerate(words) if word.endswith(key)), default=len(words))
    return words[:last] + words[last + 1 :]


def _absolute(url: str, href: str) -> str | None:
    try:
        return urljoin(url, href.strip())
    except ValueError:  # "http://[" is not a valid address
        return None
