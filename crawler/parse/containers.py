"""Find the elements of a page that hold the title and the body of its article."""

from __future__ import annotations

from typing import cast

from lxml import etree

from crawler.parse.dom import Element, Page, has_text, is_inside
from crawler.parse.layout import Layout
from crawler.parse.parts import Missing

_letters = etree.XPath("string-length(normalize-space())")


def bodies_of(page: Page, layout: Layout, titles: list[Element]) -> list[list[Element]]:
    """Return the elements selected as body of the first of `titles`, siblings together, most text first.

    A box of the same class above the title is a teaser, one below a second title is another article.
    Raises Missing where nothing is selected.
    """
    found = outermost(page.select(layout.body))
    if not found:
        raise Missing("body", repr(layout.body))
    if len(found) > 1:
        found = _below_title(found, titles, page.select(f"{layout.title}, {layout.body}"))
    groups = siblings_together(found)
    if len(groups) > 1:
        groups.sort(key=lambda group: -sum(map(length_of, group)))
    return groups or [found[:1]]


def length_of(element: Element) -> int:
    """Return the number of characters of the text inside `element`, a run of white space counted as one."""
    return int(cast("float", _letters(element)))


def siblings_together(elements: list[Element]) -> list[list[Element]]:
    """Return those of `elements` that have text, in one list for each parent."""
    groups: dict[Element | None, list[Element]] = {}
    for element in filter(has_text, elements):
        groups.setdefault(element.getparent(), []).append(element)
    return list(groups.values())


def with_siblings_between(group: list[Element]) -> list[Element]:
    """Return all siblings from the first element of `group` to the last."""
    siblings = [group[0], *group[0].itersiblings()]
    return siblings[: siblings.index(group[-1]) + 1]


def outermost(elements: list[Element]) -> list[Element]:
    """Return the elements that are inside no other of them."""
    every = frozenset(elements)
    return [element for element in elements if not any(above in every for above in element.iterancestors())]


def _below_title(found: list[Element], titles: list[Element], in_order: list[Element]) -> list[Element]:
    """Return the elements between the first title and the second, else those below the first, else all.

    `in_order` has titles and elements in the order of the page.
    """
    order = {element: number for number, element in enumerate(in_order)}
    first = order[titles[0]]
    second = order[titles[1]] if len(titles) > 1 else len(order)
    below = [element for element in found if order[element] > first or is_inside(titles[0], element)]
    return [element for element in below if order[element] < second] or below or found
