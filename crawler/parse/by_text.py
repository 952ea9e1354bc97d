"""Read a page of unknown markup by the forms and labels of its text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from crawler.parse.block_reader import account, read_blocks
from crawler.parse.blocks import Block, Line, Skipped, is_block, lines_of, reasons_for
from crawler.parse.boilerplate import folded, is_stray, labels_of
from crawler.parse.by_markup import section_of, tags_of
from crawler.parse.bylines import is_byline
from crawler.parse.dates import LONGEST_DATE_TEXT
from crawler.parse.dom import Element, Page, is_followed, is_inside, text_of
from crawler.parse.end_labels import find_end, is_paragraph
from crawler.parse.layout import TextLayout
from crawler.parse.omissions import Omitted, Reason
from crawler.parse.parts import Missing, Parts
from crawler.parse.publication import PageDate, labelled_dates
from crawler.parse.related import announces
from crawler.parse.titles import SHORTEST_TITLE, is_named, titles_in, whole_title
from crawler.parse.trim import UNIT, Trimmed, trim

FIGURE = re.compile(r"\d")  # every date has one
LINES_BESIDE_DATE = 6
LINES_BELOW_DATE = 2


@dataclass(frozen=True, slots=True)
class _Heading:
    """A date as the site prints it, its line, the title beside it, and the last line of both."""

    title: str
    date: str
    line: Line
    last: Line


@dataclass(frozen=True, slots=True)
class _Column:
    """The element that holds the article, and the blocks of the article."""

    element: Element
    blocks: list[Block]


def read_by_text(layout: TextLayout, page: Page) -> Parts | None:
    """The parts that `layout` finds, None where no date of its form stands beside a title.

    Raises Missing where there is no text under them. Where several titles have text under them
    (a list of summaries), the page's own <title> must tell which is meant, else it is none.
    """
    blocks = read_blocks(page.root, dict.fromkeys(page.select(layout.drop), Reason.LAYOUT))
    names = _page_names(page)
    headings = _headings(blocks, re.compile(rf"(?<![\d/]){layout.date_form}\s*$"), names)
    articles = [(heading, article) for heading in headings if (article := _article(blocks, heading, layout))]
    meant = [pair for pair in articles if is_named(pair[0].title, names)] or articles
    if headings and not meant:
        raise Missing("text", f"the lines below {layout.date_form!r}")
    if len({heading.title for heading, _ in meant}) != 1:
        return None
    heading, article = meant[0]
    dates = [_page_date(each) for each, _ in meant]
    return _parts(layout, page, heading, article, dates)


def _page_date(heading: _Heading) -> PageDate:
    """Return the date of a heading, which may be labelled as that of an update."""
    return PageDate(heading.date, role=labelled_dates(heading.line.text)[-1].role)


def _parts(
    layout: TextLayout, page: Page, heading: _Heading, article: Trimmed, dates: list[PageDate]
) -> Parts:
    has_captions = any(each.reason is Reason.CAPTION for each in article.omitted)
    has_lead = len(article.lines) > 1 or has_captions
    texts = [heading.line, *article.lines, *article.byline]
    section = section_of(page, layout.section, heading.title)
    found = {
        "title": "beside the date",
        "published": layout.date_form,
        "lead": "first paragraph" if has_lead else "",
        "body": "below the date",
        "byline": "last lines of the body" if article.byline else "",
        "section": (layout.section or "") if section else "",
        "images": "below the date" if article.pictures else "",
    }
    return Parts(
        layout.name,
        heading.title,
        body=article.lines[has_lead:],
        ended=article.ended,
        lead=article.lines[:has_lead],
        byline=article.byline,
        dates=dates,
        section=section,
        tags=tags_of(page, layout.tags),
        pictures=article.pictures,
        repairs={repair for line in texts for repair in line.repairs},
        selectors={name: place for name, place in found.items() if place},
        omitted=article.omitted,
        containers=article.containers,
    )


def _page_names(page: Page) -> list[str]:
    """What the page calls itself: its <title>, and the title it shows when shared."""
    titles = (title.text or "" for title in page.head.iter("title"))
    names = (*titles, *page.metas.get("og:title", ()))
    return [folded(" ".join(name.split())) for name in names]


def _headings(blocks: Sequence[Block], form: re.Pattern[str], names: Sequence[str]) -> list[_Heading]:
    """Every date of this form with a title beside it; dates of stories that are linked to are none."""
    shown = [block for block in blocks if not isinstance(block, Skipped)]
    headings: list[_Heading] = []
    for number, block in enumerate(shown):
        if not isinstance(block, Line) or block.linked:
            continue
        # The date ends the line: of a paragraph only the end need be looked at.
        start = max(0, len(block.text) - LONGEST_DATE_TEXT)
        if FIGURE.search(block.text, start) and (match := form.search(block.text, start)):
            before = block.text[: match.start()].strip()
            if before:
                before = whole_title(before, block, shown[:number], names)
            if len(before.split()) < SHORTEST_TITLE:
                if beside := _title_beside(shown, number, names):
                    title, last = beside
                    headings.append(_Heading(title, match[0], block, last))
            elif is_named(before, names) or not _is_link(before, block.element):
                headings.append(_Heading(before, match[0], block, block))
    return headings


def _title_beside(blocks: Sequence[Block], number: int, names: Sequence[str]) -> tuple[str, Line] | None:
    """Return the title beside the date at `number`, and the last line of both.

    It is the one that the page's name has, else the nearest that is a heading, else the nearest above.
    """
    above = titles_in(lines_of(blocks[max(0, number - LINES_BESIDE_DATE) : number]), names)[::-1]
    following = blocks[number + 1 : number + 1 + LINES_BESIDE_DATE]
    below = [
        title
        for title in titles_in(lines_of(following), names)
        if title.lines[0] in following[:LINES_BELOW_DATE]
    ]
    named = [title for title in (*above, *below) if is_named(title.text, names)]
    unlinked = [title for title in (*above, *below) if not title.linked]
    headings = [title for title in unlinked if title.heading]
    for title in (*named, *headings, *(title for title in unlinked if title in above)):
        return title.text, title.lines[-1] if title in below else cast("Line", blocks[number])
    return None


def _is_link(text: str, element: Element) -> bool:
    """Whether `text` is that of a link in `element`."""
    links = (" ".join(text_of(link).split()) for link in element.iter("a"))
    return any(folded(text) in folded(link) for link in links)


def _article(blocks: Sequence[Block], heading: _Heading, layout: TextLayout) -> Trimmed | None:
    """The article below a heading, None where no paragraph stands there.

    Its account covers what stands below the heading in the column of the article.
    """
    following = blocks[blocks.index(heading.last) + 1 :]
    end = find_end(following, labels_of(*layout.end_marks))
    region = following[: end.number]
    column = _column(region, heading.line.element, ends=len(region) < len(following))
    links = _stories(lines_of(column.blocks))
    kept = [block for block in column.blocks if block not in links]
    article = trim(kept, column.element, layout, title=heading.title, end=replace(end, number=len(kept)))
    if not any(map(is_paragraph, article.lines)):
        return None
    article.ended = len(region) < len(following) or is_followed(column.element)
    article.containers = [[column.element]]
    article.omitted += account(links, reasons_for(links, Reason.RELATED))
    article.omitted += _account_below(column, following, len(region))
    return article


def _stories(lines: Sequence[Line]) -> dict[Line, None]:
    """The headlines of other stories, which are links and no sentences, and the labels above them."""
    stories: dict[Line, None] = {}
    for above, line in zip((None, *lines), lines, strict=False):
        if line is lines[-1] and is_byline(line.text):
            break
        if line.linked and (not line.text.endswith(".") or line.text.endswith("..")):
            if above is not None and announces(above, line):
                stories[above] = None
            stories[line] = None
    return stories


def _account_below(column: _Column, following: Sequence[Block], end: int) -> list[Omitted]:
    """The account of what stands in the column below the article; its end mark is block `end`, if any."""
    outside = bisect_left(following, True, key=lambda block: not is_inside(block.element, column.element))
    article = frozenset(column.blocks)
    footer = [block for block in following[: min(end, outside)] if block not in article]
    reasons = reasons_for(footer, Reason.FOOTER) | reasons_for(following[end:outside], Reason.END_LABEL)
    return account(reasons, reasons)


def _column(region: Sequence[Block], date: Element, *, ends: bool) -> _Column:
    """The innermost block around the date that holds the article, and the blocks of the article in it.

    Where an end mark bounds the region (`ends`), every paragraph before it belongs to the article;
    else a wider element is believed only when it adds half as much text again: footers are shorter.
    """
    around = [date, *filter(is_block, date.iterancestors())]
    levels = {element: level for level, element in enumerate(around)}
    placed = [(block, _level(block.element, levels)) for block in region]
    letters = [0] * len(around)
    for block, level in placed:
        if isinstance(block, Line) and is_paragraph(block):
            letters[level] += len(block.text)
    widest, total = 0, 0
    for level, gain in enumerate(letters):
        if gain and (ends or gain * 2 >= total):
            widest, total = level, total + gain
    column = [block for block, level in placed if level <= widest]
    element = around[widest]
    return _Column(element, column if ends else _to_last_paragraph(column, element))


def _to_last_paragraph(column: list[Block], container: Element) -> list[Block]:
    """The blocks of `column` as far as the part of the container with the last paragraph, and a byline."""
    paragraphs = [line for line in lines_of(column) if is_paragraph(line)]
    if not paragraphs:
        return []
    part = paragraphs[-1].element
    while part is not container and part.getparent() is not container:
        part = cast("Element", part.getparent())
    end = max(number for number, block in enumerate(column) if is_inside(block.element, part)) + 1
    while end < len(column) and _may_sign(column[end]):
        end += 1
    return column[:end]


def _may_sign(block: Block) -> bool:
    if isinstance(block, Line):
        return is_byline(block.text) or is_stray(block.text) or bool(UNIT.match(block.text))
    return isinstance(block, Skipped)


def _level(element: Element, levels: dict[Element, int]) -> int:
    while element not in levels:
        element = cast("Element", element.getparent())  # the root is around every date
    return levels[element]
