"""Read a page by a layout of CSS selectors."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

from crawler.parse.block_reader import account, read_blocks, read_siblings, text_in
from crawler.parse.blocks import Block, Line, joined, lines_of, pictures_of, reasons_for
from crawler.parse.boilerplate import folded, is_headline
from crawler.parse.captions import settle_captions
from crawler.parse.containers import bodies_of, outermost, siblings_together, with_siblings_between
from crawler.parse.dom import Element, Page, is_followed, is_inside, select
from crawler.parse.furniture import furniture_reason
from crawler.parse.layout import Layout
from crawler.parse.metadata import HOME, innermost_section
from crawler.parse.omissions import Omitted, Reason
from crawler.parse.parts import Missing, Parts
from crawler.parse.publication import dates_of
from crawler.parse.related import related_lines
from crawler.parse.trim import UNIT, Trimmed, trim

SELECTORS = (
    "marker", "title", "body", "lead", "source_mark", "byline", "published", "section", "tags", "images",
)  # fmt: skip


@dataclass(slots=True)
class _Found:
    """The lines of a part, the elements that hold it, and the account of the rest of these."""

    containers: list[list[Element]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    omitted: list[Omitted] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Elements:
    """What the selectors of a layout find: the title, and elements; body elements `apart` are not read."""

    title: _Found
    bodies: list[Element]
    apart: list[Element]
    bylines: list[Element]
    picture_boxes: list[Element]


def read_by_markup(layout: Layout, page: Page) -> Parts | None:
    """Return the parts that `layout` finds, None where its marker is not on the page; raises Missing."""
    if not page.select(layout.marker):
        return None
    page.prepare(_selectors_in(layout))
    elements = _elements(page, layout)
    title = elements.title
    credit = _credit(elements.bylines, layout)
    text = _text(elements, layout, title=joined(title.lines), credit=joined(credit))
    lead = _lead(page, layout, elements.bodies, text.lines)
    beside = _beside(elements, page.root)
    parts = Parts(
        layout.name,
        joined(title.lines),
        body=text.lines[len(_repeated(lead.lines, text.lines)) :],
        ended=is_followed(elements.bodies[-1]),
        lead=lead.lines,
        source_mark=_source_mark(page, layout),
        byline=credit or text.byline,
        dates=dates_of(page.select(layout.published)),
        trusted_date=layout.trusted_date,
        section=section_of(page, layout.section, joined(title.lines)),
        tags=tags_of(page, layout.tags),
        pictures=[*beside.pictures, *text.pictures],
        image_source=layout.image_source,
        omitted=[*title.omitted, *lead.omitted, *beside.omitted, *text.omitted],
        containers=[*title.containers, *lead.containers, *beside.containers, elements.bodies],
    )
    lines = (*title.lines, *parts.lead, *parts.body, *parts.byline)
    parts.repairs = {repair for line in lines for repair in line.repairs}
    parts.selectors = _selectors(layout, parts, byline_in_text=not credit)
    if parts.section is None and (stated := _section_in_meta(page, layout)):
        parts.section, parts.selectors["section"] = stated, f"meta {layout.section_meta}"
    return parts


def _selectors_in(layout: Layout) -> tuple[str, ...]:
    """Return the selectors that are evaluated on a whole page."""
    return tuple(selector for name in SELECTORS if (selector := getattr(layout, name)))


def _elements(page: Page, layout: Layout) -> _Elements:
    found = [_lines_in(element, layout) for element in page.select(layout.title)]
    titles = [title for title in found if title.lines]
    if not titles:
        raise Missing("title", repr(layout.title))
    body, *apart = bodies_of(page, layout, [title.containers[0][0] for title in titles])
    return _Elements(
        titles[0],
        with_siblings_between(body),
        list(chain.from_iterable(apart)),
        [each for each in page.select(layout.byline) if next(each.iterancestors("figcaption"), None) is None],
        page.select(layout.images),
    )


def _text(elements: _Elements, layout: Layout, *, title: str, credit: str) -> Trimmed:
    """The text of the body, trimmed; elements between those of the body may be furniture."""
    bodies = elements.bodies
    dropped = {between: reason for between in bodies[1:-1] if (reason := furniture_reason(between))}
    for body in bodies:
        dropped |= _dropped(body, layout)
    dropped |= dict.fromkeys(elements.bylines, Reason.BYLINE)
    parent = bodies[0].getparent()
    root = bodies[0] if len(bodies) == 1 or parent is None else parent
    blocks = read_siblings(bodies, dropped)
    return trim(blocks, root, layout, title=title, credit=credit, boxes=elements.picture_boxes)


def section_of(page: Page, selector: str | None, title: str) -> str | None:
    """Return the innermost section that a breadcrumb names, None without one."""
    names = map(text_in, reversed(page.select(selector)))
    own = (name for name in names if (said := folded(name)) and said not in HOME and name != title)
    return next(own, None)


def _section_in_meta(page: Page, layout: Layout) -> str | None:
    stated = page.metas.get(layout.section_meta, ()) if layout.section_meta else ()
    return next(filter(None, map(innermost_section, stated)), None)


def tags_of(page: Page, selector: str | None) -> list[str]:
    """The names of the tags, each once."""
    names = (text_in(element).lstrip("# ") for element in page.select(selector))
    return list(dict.fromkeys(name.rstrip(" ,;") for name in names if folded(name)))


def _lines_in(element: Element, layout: Layout) -> _Found:
    blocks = read_blocks(element, _dropped(element, layout) if len(element) else None)
    return _Found([[element]], lines_of(blocks), account(blocks, {}))


def _dropped(element: Element, layout: Layout) -> dict[Element, Reason]:
    """Return the elements in `element` that are not read as text, with the reason."""
    marks = select(element, layout.source_mark)
    return dict.fromkeys((*select(element, layout.drop), *marks), Reason.LAYOUT)


def _source_mark(page: Page, layout: Layout) -> str | None:
    return next(filter(None, map(text_in, page.select(layout.source_mark))), None)


def _credit(bylines: list[Element], layout: Layout) -> list[Line]:
    """The lines of the first byline, and what a repetition elsewhere adds in brackets."""
    first, *others = siblings_together(bylines) or [[]]
    lines = [line for element in first for line in _lines_in(element, layout).lines]
    for element in chain.from_iterable(others):
        more = _lines_in(element, layout).lines
        lines += (line for line in more if UNIT.match(line.text) and line.text not in joined(lines))
    return lines


def _lead(page: Page, layout: Layout, bodies: list[Element], text: list[Line]) -> _Found:
    """The first that the lead's selector finds; in the body only where the text begins with it."""
    for element in page.select(layout.lead):
        found = _lines_in(element, layout)
        related = related_lines(found.lines) | _headlines(found.lines)
        lines = [line for line in found.lines if line not in related]
        if lines and not any(is_inside(body, element) for body in bodies):
            repeated = _repeated(lines, text)
            if any(is_inside(element, body) for body in bodies):
                return _Found([], repeated)
            reasons = related | reasons_for(repeated, Reason.LEAD)
            return _Found([[element]], lines, [*found.omitted, *account(reasons, reasons)])
    return _Found()


def _headlines(lead: list[Line]) -> dict[Block, Reason]:
    """Return the lines below the first of a lead that are links and no sentences: related stories."""
    below = lead[1:] if lead and not lead[0].linked else []
    return {line: Reason.RELATED for line in below if line.linked and is_headline(line.text)}


def _repeated(lead: list[Line], text: list[Line]) -> list[Line]:
    """The lines of `text` that are those of `lead`: its first ones or none."""
    first = text[: len(lead)]
    return first if [line.text for line in first] == [line.text for line in lead] else []


def _beside(elements: _Elements, root: Element) -> Trimmed:
    """The pictures beside the body with their captions, and the account of body elements that stand apart."""
    found = Trimmed()
    for element in elements.apart:
        blocks = read_blocks(element)
        found.containers.append([element])
        found.omitted += account(blocks, reasons_for(blocks, Reason.OUTSIDE))
    read = (*elements.bodies, *elements.apart)
    for box in outermost(elements.picture_boxes):
        if not any(is_inside(box, body) for body in read):
            blocks = read_blocks(box)
            captions = reasons_for(settle_captions(blocks, root, boxes=(box,)), Reason.CAPTION)
            found.containers.append([box])
            found.pictures += pictures_of(blocks)
            found.omitted += account(blocks, reasons_for(blocks, Reason.OUTSIDE) | captions)
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
