"""Reading a page by a layout of selectors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.parse.blocks import Line, Picture, joined, lines_of, pictures_of, read_blocks
from crawler.parse.boilerplate import folded
from crawler.parse.dom import Element, Page, has_text, is_followed, is_inside, select
from crawler.parse.layout import Layout
from crawler.parse.parts import Missing, Parts
from crawler.parse.pictures import settle_captions
from crawler.parse.text import tidy
from crawler.parse.trim import UNIT, trim

BETWEEN_SECTIONS = re.compile(r",(?! )")  # a comma within a name has a space after it
HOME = frozenset(("trang chủ", "trang nhất", "home", "homepage"))


def read_by_markup(layout: Layout, page: Page) -> Parts | None:
    """The parts that `layout` finds, None where its marker is not on the page; raises Missing."""
    if not page.select(layout.marker):
        return None
    title = _first_with_text(page, layout.title, layout.drop)
    if not title:
        raise Missing("title", repr(layout.title))
    bodies = _body(page, layout)
    bylines = page.select(layout.byline)
    dropped = {*bylines, *(found for body in bodies for found in select(body, layout.drop))}
    blocks = [block for body in bodies for block in read_blocks(body, dropped)]
    trimmed = trim(blocks, bodies[0], end_marks=layout.end_marks, known=(joined(title),))
    lead = _lead(page, layout, bodies, trimmed.lines)
    body = _after(lead, trimmed.lines)
    credit = _credit(bylines, layout.drop)
    byline = credit or trimmed.byline
    section = section_of(page, layout.section, joined(title))
    parts = Parts(
        layout.name,
        joined(title),
        body,
        ended=is_followed(bodies[-1]),
        lead=lead,
        byline=byline,
        dates=dates_of(page.select(layout.published)),
        section=section,
        tags=tags_of(page, layout.tags),
        pictures=[*_pictures_outside(page, layout, bodies), *trimmed.pictures],
        repairs={repair for line in (*title, *lead, *body, *byline) for repair in line.repairs},
    )
    parts.selectors = _selectors(layout, parts, byline_in_text=not credit)
    return parts


def dates_of(elements: Iterable[Element]) -> list[str]:
    """The date texts of elements: what they say to machines, then what they say to readers."""
    dates: list[str] = []
    for element in elements:
        dates += filter(None, (element.get("datetime"), element.get("content")))
        dates += (line.text for line in lines_of(read_blocks(element)))
    return dates


def section_of(page: Page, selector: str | None, title: str) -> str | None:
    """Return the innermost section that a breadcrumb or a `meta` element names, None without one.

    Of several matches the last counts. A `meta` lists its sections innermost first: `Quy hoạch,Địa ốc`.
    """
    names = map(_section_name, page.select(selector))
    own = [name for name in names if folded(name) and folded(name) not in HOME and name != title]
    return own[-1] if own else None


def _section_name(element: Element) -> str:
    if element.tag == "meta":
        return tidy(BETWEEN_SECTIONS.split(element.get("content", ""))[0], set())
    return joined(lines_of(read_blocks(element)))


def tags_of(page: Page, selector: str | None) -> list[str]:
    """The names of the tags, each once."""
    names = (joined(lines_of(read_blocks(element))).lstrip("# ") for element in page.select(selector))
    return list(dict.fromkeys(name.rstrip(" ,;") for name in names if folded(name)))


def _first_with_text(page: Page, selector: str, drop: str | None) -> list[Line]:
    for element in page.select(selector):
        if lines := lines_of(read_blocks(element, select(element, drop))):
            return lines
    return []


def _body(page: Page, layout: Layout) -> list[Element]:
    """The first element of the body that has anything in it, with those of its siblings that are selected."""
    found = page.select(layout.body)
    if not found:
        raise Missing("body", repr(layout.body))
    return _first_group(found) or found[:1]


def _first_group(elements: list[Element]) -> list[Element]:
    """The first of `elements` that has text, and those that stand beside it."""
    for first in elements:
        if has_text(first):
            parent = first.getparent()
            return [element for element in elements if element.getparent() is parent]
    return []


def _credit(bylines: list[Element], drop: str | None) -> list[Line]:
    """Return the lines of the first byline, and what a repetition elsewhere adds in brackets."""
    first = _first_group(bylines)
    lines = [line for element in first for line in lines_of(read_blocks(element, select(element, drop)))]
    for element in bylines:
        if element not in first:
            more = lines_of(read_blocks(element, select(element, drop)))
            lines += (line for line in more if UNIT.match(line.text) and line.text not in joined(lines))
    return lines


def _outermost(elements: list[Element]) -> list[Element]:
    """The elements that lie in no other of them."""
    return [
        element
        for element in elements
        if not any(above is other for above in element.iterancestors() for other in elements)
    ]


def _lead(page: Page, layout: Layout, bodies: list[Element], text: list[Line]) -> list[Line]:
    """The first that the lead's selector finds; in the body only where the text begins with it."""
    for element in page.select(layout.lead):
        lead = lines_of(read_blocks(element, select(element, layout.drop)))
        if lead and not any(is_inside(body, element) for body in bodies):
            inside = any(is_inside(element, body) for body in bodies)
            return lead if not inside or _begins_with(text, lead) else []
    return []


def _begins_with(lines: list[Line], lead: list[Line]) -> bool:
    return bool(lead) and [line.text for line in lines[: len(lead)]] == [line.text for line in lead]


def _after(lead: list[Line], lines: list[Line]) -> list[Line]:
    """The body without a lead that it repeats."""
    return lines[len(lead) :] if _begins_with(lines, lead) else lines


def _pictures_outside(page: Page, layout: Layout, bodies: list[Element]) -> list[Picture]:
    """The pictures that stand beside the body, with their captions."""
    boxes = [
        box
        for box in _outermost(page.select(layout.images))
        if not any(is_inside(box, body) for body in bodies)
    ]
    return [picture for box in boxes for picture in pictures_of(settle_captions(read_blocks(box), box))]


def _selectors(layout: Layout, parts: Parts, *, byline_in_text: bool) -> dict[str, str]:
    """Which selector gave which field."""
    found = {
        "title": parts.title,
        "lead": parts.lead,
        "body": parts.body,
        "byline": parts.byline,
        "published": parts.dates,
        "section": parts.section,
        "tags": parts.tags,
        "images": parts.pictures,
    }
    selectors = {name: getattr(layout, name) or layout.body for name, value in found.items() if value}
    if parts.byline and byline_in_text:
        selectors["byline"] = "last lines of the body"
    return selectors
