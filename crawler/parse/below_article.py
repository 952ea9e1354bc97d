"""The texts and links right below an article, where a page says that there is more of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawler.parse.dom import Element
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


class BelowArticle:
    """The first elements that follow the last line of an article."""

    def __init__(self, parts: Parts) -> None:
        lines = parts.body or parts.lead
        self._last = lines[-1].element if lines else None
        self._boxes: list[list[Element]] = []
        left = ELEMENTS
        for box in _following(self._last) if self._last is not None else ():
            self._boxes.append(list(islice(box.iter(), left)))
            left -= len(self._boxes[-1])
            if not left:
                break

    def texts(self) -> Iterator[str]:
        """Yield the text of each element and of each small box as a whole."""
        for elements in self._boxes:
            shown = 0
            for element in elements:
                if element.tag not in TAGS:
                    shown += 1
                    if (text := element.text) and len(text) > SHORTEST_TEXT and not text.isspace():
                        yield " ".join(text[:LONGEST_TEXT].split())
            if 1 < shown == len(elements) <= SMALL_BOX:
                whole = " ".join(map(str, elements[0].itertext()))
                yield " ".join(whole[:LONGEST_TEXT].split())

    def page_addresses(self) -> Iterator[str]:
        """Yield where links lead that are named like pages: `2`, `Trang sau`, `»`.

        Those in the last line count too; those of comments do not, nor those below the first headline.
        """
        for link in self._links():
            text = _text_of(link)
            if len(text) > LONGEST_STORY_LINK:
                return
            if PAGE_LINK.fullmatch(text) and not _is_in_comments(link):
                yield link.get("href", "")

    def _links(self) -> Iterator[Element]:
        if self._last is not None:
            yield from [link for link in self._last.iter("a") if len(_text_of(link)) <= LONGEST_STORY_LINK]
        yield from (element for elements in self._boxes for element in elements if element.tag == "a")


def _following(element: Element) -> Iterator[Element]:
    """Yield what follows `element` on the page, each subtree once, in the order of the page."""
    for above in (element, *element.iterancestors()):
        yield from above.itersiblings()


def _is_in_comments(link: Element) -> bool:
    names = (f"{above.get('class', '')} {above.get('id', '')}" for above in link.iterancestors())
    return any(map(COMMENTS.search, names))


def _text_of(element: Element) -> str:
    text = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return text.strip()
