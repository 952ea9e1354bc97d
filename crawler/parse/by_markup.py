"""Read a page by a layout of CSS selectors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.parse.blocks import Line, account, joined, lines_of, pictures_of, read_blocks, reasons_for
from crawler.parse.boilerplate import folded
from crawler.parse.captions import settle_captions
from crawler.parse.dom import Element, Page, has_text, is_followed, is_inside, select
from crawler.parse.layout import Layout
from crawler.parse.omissions import Omitted, Reason
from crawler.parse.parts import Missing, Parts
from crawler.parse.publication import dates_of
from crawler.parse.text import tidy
from crawler.parse.trim import UNIT, Trimmed, trim

BETWEEN_SECTIONS = re.compile(r",(?! )")  # a comma within a name has a space after it
HOME = frozenset(("trang chủ", "trang nhất", "home", "homepage"))


@dataclass(slots=True)
class _Found:
    """The lines of a part, and the account of the rest of its element."""

    lines: list[Line] = field(default_factory=list)
    omitted: list[Omitted] = field(default_factory=list)


def read_by_markup(layout: Layout, page: Page) -> Parts | None:
    """Return the parts that `layout` finds, None where its marker is not on the page; raises Missing."""
    if not page.select(layout.marker):
        return None
    title = _title(page, layout)
    bodies = _body(page, layout)
    bylines = page.select(layout.byline)
    text = _text(page, layout, bodies, joined(title.lines))
    lead = _lead(page, layout, bodies, text.lines)
    body = text.lines[len(_repeated(lead.lines, text.lines)) :]
    credit = _credit(bylines, layout)
    byline = credit or text.byline
    pictures = _pictures_outside(page, layout, bodies)
    section = section_of(page, layout.section, joined(title.lines))
    parts = Parts(
        layout.name,
        joined(title.lines),
        body,
        ended=is_followed(bodies[-1]),
        lead=lead.lines,
        byline=byline,
        dates=dates_of(page.select(layout.published)),
        section=section,
        tags=tags_of(page, layout.tags),
        pictures=[*pictures.pictures, *text.pictures],
        repairs={repair for line in (*title.lines, *lead.lines, *body, *byline) for repair in line.repairs},
        omitted=[*title.omitted, *lead.omitted, *pictures.omitted, *text.omitted],
    )
    parts.selectors = _selectors(layout, parts, byline_in_text=not credit)
    return parts


def _text(page: Page, layout: Layout, bodies: list[Element], title: str) -> Trimmed:
    """The text of the body, trimmed."""
    dropped = {found: Reason.LAYOUT for body in bodies for found in select(body, layout.drop)}
    dropped |= dict.fromkeys(page.select(layout.byline), Reason.BYLINE)
    blocks = [block for body in bodies for block in read_blocks(body, dropped)]
    parent = bodies[0].getparent()
    root = bodies[0] if len(bodies) == 1 or parent is None else parent
    return trim(blocks, root, layout, title=title, boxes=page.select(layout.images))


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


def _title(page: Page, layout: Layout) -> _Found:
    for element in page.select(layout.title):
        if (found := _found(element, layout)).lines:
            return found
    raise Missing("title", repr(layout.title))


def _found(element: Element, layout: Layout) -> _Found:
    blocks = read_blocks(element, dict.fromkeys(select(element, layout.drop), Reason.LAYOUT))
    return _Found(lines_of(blocks), account(blocks, {}))


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


def _credit(bylines: list[Element], layout: Layout) -> list[Line]:
    """Return the lines of the first byline, and what a repetition elsewhere adds in brackets."""
    first = _first_group(bylines)
    lines = [line for element in first for line in _found(element, layout).lines]
    for element in bylines:
        if element not in first:
            more = _found(element, layout).lines
            lines += (line for line in more if UNIT.match(line.text) and line.text not in joined(lines))
    return lines


def _outermost(elements: list[Element]) -> list[Element]:
    """The elements that lie in no other of them."""
    return [
        element
        for element in elements
        if not any(above is other for above in element.iterancestors() for other in elements)
    ]


def _lead(page: Page, layout: Layout, bodies: list[Element], text: list[Line]) -> _Found:
    """The first that the lead's selector finds; in the body only where the text begins with it."""
    for element in page.select(layout.lead):
        lead = _found(element, layout)
        if lead.lines and not any(is_inside(body, element) for body in bodies):
            if not any(is_inside(element, body) for body in bodies):
                repeated = reasons_for(_repeated(lead.lines, text), Reason.LEAD)
                return _Found(lead.lines, lead.omitted + account(repeated, repeated))
            return _Found(_repeated(lead.lines, text))
    return _Found()


def _repeated(lead: list[Line], text: list[Line]) -> list[Line]:
    """The lines of `text` that are those of `lead`: its first ones or none."""
    first = text[: len(lead)]
    return first if [line.text for line in first] == [line.text for line in lead] else []


def _pictures_outside(page: Page, layout: Layout, bodies: list[Element]) -> Trimmed:
    """The pictures that stand beside the body, with their captions; other text in their boxes is left out."""
    found = Trimmed()
    for box in _outermost(page.select(layout.images)):
        if not any(is_inside(box, body) for body in bodies):
            blocks = read_blocks(box)
            captions = reasons_for(settle_captions(blocks, page.root, boxes=(box,)), Reason.CAPTION)
            found.pictures += pictures_of(blocks)
            found.omitted += account(blocks, reasons_for(lines_of(blocks), Reason.OUTSIDE) | captions)
    return found


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
