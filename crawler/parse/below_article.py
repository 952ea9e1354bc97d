"""The texts and links right below an article, where a page says that there is more of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from crawler.parse.dom import Element, text_of, texts_of
from crawler.parse.furniture import TAGS
from crawler.parse.parts import Parts
from crawler.parse.rest_notes import LONGEST_NOTE

ELEMENTS = 24  # that are looked at
SMALL_BOX = 8  # elements: its text is looked at as a whole too
SHORTEST_TEXT = 8  # letters: `Trang 1/3` has more
LONGEST_TEXT = 2 * LONGEST_NOTE  # letters, white space counted
LONGEST_STORY_LINK = 25  # letters: a longer link is a headline, and ends the neighbourhood of the article

PAGE_LINK = re.compile(
    r"(?:trang )?\d{1,2}|[>»›]{1,2}|(?:trang |xem |đọc )?(?:tiếp|sau|kế)(?: theo| trang)?\W{0,3}|next\W{0,3}",
    re.IGNORECASE,
)
COMMENTS = re.compile(r"comment|binh-?luan|y-?kien", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Below:
    """What the first elements below the last line of an article hold.

    Attributes:
        texts: The text of each element, and of each small box as a whole.
        page_addresses: Where links lead that are named like pages: `2`, `Trang sau`, `»`. Those in the last
            line count too; those of comments do not, nor those below the first headline.
    """

    texts: list[str] = field(default_factory=list)
    page_addresses: list[str] = field(default_factory=list)


def read_below(parts: Parts) -> Below:
    """Return what stands right below the article of `parts`."""
    below = Below()
    lines = parts.body or parts.lead
    if not lines:
        return below
    last = lines[-1].element
    links = [link for link in last.iter("a") if len(_link_text(link)) <= LONGEST_STORY_LINK]
    left = ELEMENTS
    for box in _following(last):
        elements = list(islice(box.iter(), left)) if len(box) else [box]
        links += _add_texts(below.texts, elements)
        left -= len(elements)
        if not left:
            break
    below.page_addresses.extend(_page_addresses(links))
    return below


def _add_texts(texts: list[str], elements: list[Element]) -> list[Element]:
    """Add the texts of `elements`, a box or the beginning of one, to `texts`; return the links among them."""
    links, shown = [], 0
    for element in elements:
        tag = element.tag
        if tag not in TAGS:
            shown += 1
            if tag == "a":
                links.append(element)
            if (text := element.text) and len(text) > SHORTEST_TEXT and not text.isspace():
                texts.append(" ".join(text[:LONGEST_TEXT].split()))
    if 1 < shown == len(elements) <= SMALL_BOX:
        whole = " ".join(texts_of(elements[0]))
        texts.append(" ".join(whole[:LONGEST_TEXT].split()))
    return links


def _page_addresses(links: list[Element]) -> Iterator[str]:
    for link in links:
        text = _link_text(link)
        if len(text) > LONGEST_STORY_LINK:
            return
        if PAGE_LINK.fullmatch(text) and not _is_in_comments(link):
            yield link.get("href", "")


def _following(element: Element) -> Iterator[Element]:
    """Yield what follows `element` on the page, each subtree once, in the order of the page."""
    above: Element | None = element
    while above is not None:
        yield from above.itersiblings()
        above = above.getparent()


def _is_in_comments(link: Element) -> bool:
    names = (f"{above.get('class', '')} {above.get('id', '')}" for above in link.iterancestors())
    return any(map(COMMENTS.search, names))


def _link_text(link: Element) -> str:
    return (text_of(link) if len(link) else link.text or "").strip()
