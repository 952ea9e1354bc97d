"""Flags for a reading that may not be the whole article, or not the article of its address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.parse.dom import Element, Page, select
from crawler.parse.furniture import TAGS
from crawler.parse.junk import is_leak
from crawler.parse.omissions import Reason
from crawler.parse.parts import Parts
from crawler.parse.rest_notes import LONGEST_NOTE, is_page_note, is_paywall_note

if TYPE_CHECKING:
    from crawler.site import Site

LINKS_BELOW = 12  # the article, among which those to its other pages may be
ELEMENTS_BELOW = 12
SMALL_BOX = 8  # elements
SHORTEST_TEXT = 8  # letters: `Trang 1/3` has more
LONGEST_TEXT = 2 * LONGEST_NOTE  # letters, white space counted
LONGEST_STORY_LINK = 25  # letters: a longer link is a headline, and ends the neighbourhood of the article

SHORTEST_REPEATED = 40  # letters: a shorter sentence may be a refrain
MOST_REPEATED = 1 / 3  # of the letters of the body

PAGE_IN_ADDRESS = re.compile(
    r"[?&](?:page|trang|p|pg|paged|page_?(?:index|num|number|no)|phan)=\d|[/_-](?:trang|page|p)[-/=]?\d{1,2}\b"
    r"|_\d{1,2}\.\w{2,5}$",
    re.IGNORECASE,
)
PAGE_LINK = re.compile(
    r"(?:trang )?\d{1,2}|[>»›]{1,2}|(?:trang |xem |đọc )?(?:tiếp|sau|kế)(?: theo| trang)?\W{0,3}|next\W{0,3}",
    re.IGNORECASE,
)
COMMENTS = re.compile(r"comment|binh-?luan|y-?kien", re.IGNORECASE)
# `isAccessibleForFree` of schema.org, which search engines ask of pages behind a paywall.
NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)

WORD = re.compile(r"\w+")
STATED_ADDRESSES = "link[rel='canonical'], link[rel='next'], meta[property='og:url']"


def flags_of(parts: Parts, page: Page, *, site: Site, url: str, key: str) -> Iterator[str]:
    """Yield the flags of the article `key`: those of `text_flags`, `partial:paged`, `canonical:URL`."""
    notes = notes_of(parts)
    yield from text_flags(parts, page, notes)
    stated = select(page.head, STATED_ADDRESSES)
    addresses = (link.get("href", "") for link in _page_links(parts, stated))
    if any(map(is_page_note, notes)) or any(_is_page_of(address, site, url, key) for address in addresses):
        yield "partial:paged"
    if other := _other_address(stated, site, url, key):
        yield f"canonical:{other}"


def text_flags(parts: Parts, page: Page, notes: list[str]) -> Iterator[str]:
    """Yield the flags that a text shows by itself: `text:junk`, `text:repeated`, `partial:paywall`."""
    lines = [line.text for line in (*parts.lead, *parts.body)]
    if any(map(is_leak, (*lines, *(line.text for line in parts.byline)))):
        yield "text:junk"
    if is_repeated(lines):
        yield "text:repeated"
    if any(map(is_paywall_note, notes)) or any(map(NOT_FREE.search, page.json_ld)):
        yield "partial:paywall"


def notes_of(parts: Parts) -> list[str]:
    """Return what may be a note on the rest of the article: texts taken off its end, and below it."""
    taken_off = [left.text for left in parts.omitted if left.reason is Reason.NOTE]
    return [*taken_off, *_texts_below(parts)]


def is_repeated(lines: list[str]) -> bool:
    """Return whether more than MOST_REPEATED of a text are sentences that stand in it before."""
    sentences = [sentence for line in lines for sentence in line.rstrip(". ").split(". ")]
    long = [sentence for sentence in sentences if len(sentence) >= SHORTEST_REPEATED]
    if len(long) == len(set(long)):
        return False
    again = sum(len(sentence) * (times - 1) for sentence, times in Counter(long).items())
    return again > MOST_REPEATED * sum(map(len, lines))


def _page_links(parts: Parts, stated: list[Element]) -> Iterator[Element]:
    """Yield the links of the head and below the article that may lead to a second page."""
    yield from (link for link in stated if link.get("rel") == "next")
    for link in _links_below(parts):
        if PAGE_LINK.fullmatch(_text_of(link)) and not _is_in_comments(link):
            yield link


def _is_page_of(href: str, site: Site, url: str, key: str) -> bool:
    if not PAGE_IN_ADDRESS.search(href):
        return False
    target = _absolute(url, href)
    return target is not None and site.owns(target) and (site.article_key(target) == key or key in target)


def _links_below(parts: Parts) -> Iterator[Element]:
    """Yield the links in the last line of the text and those below it, up to the first headline."""
    last = _last_element(parts)
    if last is None:
        return
    yield from [*last.iter("a")][-LINKS_BELOW:]
    below = (link for element in _siblings_below(last) for link in element.iter("a"))
    for link in islice(below, LINKS_BELOW):
        if len(_text_of(link)) > LONGEST_STORY_LINK:
            return
        yield link


def _texts_below(parts: Parts) -> Iterator[str]:
    """Yield the texts of the first elements below the article, and of small boxes as a whole."""
    last, left = _last_element(parts), ELEMENTS_BELOW
    for box in _siblings_below(last) if last is not None else ():
        elements = list(islice(box.iter(), left))
        left -= len(elements)
        shown = [element for element in elements if element.tag not in TAGS]
        texts = [text for element in shown if (text := element.text) and len(text) > SHORTEST_TEXT]
        if 1 < len(shown) == len(elements) <= SMALL_BOX:
            texts.append(" ".join(map(str, box.itertext())))
        yield from (" ".join(text[:LONGEST_TEXT].split()) for text in texts)
        if not left:
            return


def _last_element(parts: Parts) -> Element | None:
    lines = parts.body or parts.lead
    return lines[-1].element if lines else None


def _siblings_below(element: Element) -> Iterator[Element]:
    """Yield what follows `element` on the page, each subtree once, in the order of the page."""
    for above in (element, *element.iterancestors()):
        yield from above.itersiblings()


def _is_in_comments(link: Element) -> bool:
    names = (f"{above.get('class', '')} {above.get('id', '')}" for above in link.iterancestors())
    return any(map(COMMENTS.search, names))


def _text_of(element: Element) -> str:
    text = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return text.strip()


def _other_address(stated: list[Element], site: Site, url: str, key: str) -> str | None:
    """Return the address of another article of the site that the page states as its own.

    An address of another host, of the home page or of a form unknown to the site is no sign of another
    article: many sites state one address on all pages, or a short form of the article's own. A copy under a
    second number states its original, whose address has the same words.
    """
    for element in stated:
        address = element.get("content") if element.tag == "meta" else element.get("href")
        if not address or key in address or element.get("rel") == "next":
            continue
        target = _absolute(url, address)
        other = site.article_key(target) if target else None
        if target and other and _slug(url, key) not in ([], _slug(target, other)):
            return target
    return None


def _slug(url: str, key: str) -> list[str]:
    """Return the words of the longest part of an address, without the last one that ends with the key."""
    longest = max(urlsplit(url).path.split("/"), key=len)
    words = WORD.findall(longest.rpartition(".")[0] or longest)
    last = max((place for place, word in enumerate(words) if word.endswith(key)), default=len(words))
    return words[:last] + words[last + 1 :]


def _absolute(url: str, href: str) -> str | None:
    try:
        return urljoin(url, href.strip())
    except ValueError:  # "http://[" is not a valid address
        return None
