"""Every letter of the elements that hold an article is in the article or in the account of omitted text."""

from __future__ import annotations

import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from lxml import etree
from mutated_pages import PageFile, captured_pages, mutated, pages

from crawler.parse.choose import find_parts
from crawler.parse.dom import open_page
from crawler.parse.layout import TextLayout
from crawler.parse.parts import Parts
from crawler.parse.read import Reading, read_page
from crawler.parse.refusal import Refused

# Elements whose text no browser shows.
NEVER_SHOWN = frozenset(("base", "frame", "head", "input", "link", "meta", "script", "style", "title"))
ETH = str.maketrans("ÐðĐ", "đđđ")
LONGEST = 1.0  # seconds of processor time for one page


def test_no_letter_of_a_page_is_lost() -> None:
    checked = [page.name for page in (*pages(), *captured_pages()) if is_whole(page)]
    assert len(checked) > len(pages()) // 2


def test_no_letter_of_a_broken_page_is_lost() -> None:
    assert sum(map(is_whole, mutated(pages(), 500, seed=1))) > 100


@pytest.mark.slow
def test_no_letter_of_45000_broken_pages_is_lost_and_none_is_slow() -> None:
    slow = []
    for page in mutated([*pages(), *captured_pages()], 45_000, seed=2):
        started = time.process_time()
        is_whole(page)
        if time.process_time() - started > LONGEST:
            slow.append(page.name)
    assert slow == []


def is_whole(page: PageFile) -> bool:
    """Whether the page is read; fails where letters of its containers are neither kept nor accounted for."""
    told = {"site": page.site, "content_type": page.content_type, "captured": page.captured}
    try:
        reading = read_page(page.body, page.url, **told)
    except Refused:
        return False
    opened = open_page(page.body, page.content_type)
    assert opened is not None
    parts = find_parts(opened, page.site, page.url)
    kept, shown = letters_kept(reading), letters_shown(parts)
    if any(layout.name == parts.layout and isinstance(layout, TextLayout) for layout in page.site.layouts):
        shown = shown[-len(kept) :]  # the account begins below the title
    else:
        kept += letters(reading.article.title)
    assert Counter(shown) == Counter(kept), page.name
    return True


def letters_kept(reading: Reading) -> str:
    """The letters of the article without its title, and of its account."""
    article = reading.article
    omitted = (each.text for each in reading.omitted)
    return letters("".join((article.source_mark or "", article.text, *omitted)))


def letters_shown(parts: Parts) -> str:
    """The letters that a browser shows of the containers of the article."""
    return "".join(letters("".join(texts_of_row(row))) for row in parts.containers)


def texts_of_row(row: Iterable[etree._Element]) -> Iterator[str]:
    """The texts of adjacent elements and those between them."""
    between = ""
    for element in row:
        yield between
        yield from texts_of(element)
        between = element.tail or ""


def texts_of(element: etree._Element) -> Iterator[str]:
    """The texts that a browser shows in `element`, those of hidden elements too."""
    if element.tag not in NEVER_SHOWN:
        yield element.text or ""
        for child in element:
            yield from texts_of(child)
            yield child.tail or ""


def letters(text: str) -> str:
    """The letters and figures of `text`, in one case and one Unicode form."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text.translate(ETH)).casefold()))
