"""Where title, date, lead and body are on an article page of an unknown system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.new_site.samples import titles_of
from crawler.parse.block_reader import read_blocks
from crawler.parse.blocks import joined, lines_of
from crawler.parse.boilerplate import folded
from crawler.parse.dates import has_date, lift_date_from_title
from crawler.parse.dom import is_inside
from crawler.parse.metadata import read_metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.parse.dom import Element, Page

SHORTEST_PROSE = 60  # letters of a paragraph
SHORTEST_ARTICLE = 200  # letters of prose
SHORTEST_LEAD = 40
LONGEST_DATE = 80  # letters of the line with the date
MOST_OF_THE_PROSE = 0.8
HEADINGS = ("h1", "h2", "h3", "h4")
NOT_TEXT = frozenset(("script", "style", "noscript", "nav", "aside", "footer", "select"))
FIRST_LETTERS = 50  # of a description, which is often shortened


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The elements of an article page; `lead_in_body`: the first paragraph of the body is the lead."""

    title: Element
    body: Element
    date: Element | None
    lead: Element | None
    lead_in_body: bool


def find_anatomy(page: Page) -> Anatomy | None:
    """Return the parts of an article page, None where it has no title or too little prose below it."""
    order = {
        element: number for number, element in enumerate(page.root.iter()) if isinstance(element.tag, str)
    }
    title = _find_title(page)
    if title is None:
        return None
    body = _find_body(page, title, order)
    if body is None:
        return None
    between = [
        element
        for element, number in order.items()
        if order[title] <= number < order[body] and not is_inside(body, element)
    ]
    lead = _find_lead(between, title)
    description = next(iter(read_metadata(page).descriptions), "")
    begins = body.tag != "p" and folded(text_of(body))[:FIRST_LETTERS] == folded(description)[:FIRST_LETTERS]
    return Anatomy(title, body, _find_date(between), lead, lead is None and bool(description) and begins)


def text_of(element: Element) -> str:
    """Return the visible text of an element."""
    return joined(lines_of(read_blocks(element)))


def _find_title(page: Page) -> Element | None:
    """Return the heading whose text the page names as its title."""
    titles = {folded(title) for title in titles_of(page)}
    for element in page.root.iter(*HEADINGS):
        if folded(lift_date_from_title(text_of(element))[0]) in titles:
            return element
    return None


def _find_body(page: Page, title: Element, order: dict[Element, int]) -> Element | None:
    """Return the smallest element with most of the prose that one element below the title has.

    Where the paragraphs stand beside the title, it is the first of them.
    """
    prose: dict[Element, int] = {}
    beside: dict[Element, int] = {}
    paragraphs = list(_paragraphs(page.root, order[title], order))
    for element, letters in paragraphs:
        for above in (element, *element.iterancestors()):
            prose[above] = prose.get(above, 0) + letters
        parent = element.getparent()
        if parent is not None and is_inside(title, parent):
            beside[parent] = beside.get(parent, 0) + letters
    own = {element: letters for element, letters in prose.items() if not is_inside(title, element)}
    largest = max(own.values(), default=0)
    parent = max(beside, key=lambda element: beside[element], default=None)
    if parent is not None and beside[parent] > max(largest, SHORTEST_ARTICLE):
        return next(element for element, _ in paragraphs if element.getparent() is parent)
    if largest < SHORTEST_ARTICLE:
        return None
    inner = [element for element, letters in own.items() if letters >= MOST_OF_THE_PROSE * largest]
    return max(inner, key=lambda element: order[element])


def _paragraphs(root: Element, after: int, order: dict[Element, int]) -> Iterator[tuple[Element, int]]:
    """Yield each element below the title that has prose of its own, with its letters."""
    for element, number in order.items():
        if number <= after or element.tag in NOT_TEXT or element.tag == "a":
            continue
        if any(above.tag in NOT_TEXT or above.tag == "a" for above in element.iterancestors()):
            continue
        texts = (element.text or "", *(child.tail or "" for child in element))
        letters = sum(len(text.strip()) for text in texts if len(text.strip()) >= SHORTEST_PROSE)
        if letters:
            yield element, letters


def _find_date(between: list[Element]) -> Element | None:
    """Return the innermost element between title and body that has a date and little else."""
    dated = [
        element
        for element in between
        if element.tag not in HEADINGS
        and len(text := " ".join("".join(map(str, element.itertext())).split())) <= LONGEST_DATE
        and has_date(text)
    ]
    return next(
        (each for each in dated if not any(other is not each and is_inside(other, each) for other in dated)),
        None,
    )


def _find_lead(between: list[Element], title: Element) -> Element | None:
    """Return the outermost element between title and body that has prose."""
    for element in between:
        text = "" if is_inside(element, title) or element.tag in HEADINGS else text_of(element)
        if len(text) >= (LONGEST_DATE if has_date(text) else SHORTEST_LEAD):
            return element
    return None
