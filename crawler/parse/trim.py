"""Trim the blocks of a page to the article: its paragraphs and pictures, and the byline under it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from crawler.parse.block_reader import account
from crawler.parse.blocks import Block, Line, Picture, Skipped, lines_of, pictures_of, reasons_for
from crawler.parse.boilerplate import is_bar, is_stray, labels_of, opens_footer
from crawler.parse.bylines import EMAIL, ROLE, is_byline, is_office, read_byline
from crawler.parse.captions import settle_captions
from crawler.parse.dates import is_date_line
from crawler.parse.dom import Element
from crawler.parse.end_labels import ArticleEnd, find_end
from crawler.parse.layout import Layout, TextLayout
from crawler.parse.omissions import Omitted, Reason
from crawler.parse.related import is_story, related_lines
from crawler.parse.rest_notes import is_page_note, is_paywall_note

MOST_NAMES = 3  # lines of names below an article: more are a list
NOTE = re.compile(r"^(?:\*+|\(\*{1,3}\)|\(\d{1,2}\)|\[\d{1,2}\])\s*\S")
DATED = re.compile(r"\W{0,3}(?:cập nhật|ngày đăng|đăng|xuất bản|chỉnh sửa)\b", re.IGNORECASE)
UNIT = re.compile(r"^[(\[].{2,100}[)\]]$")
# `./. (TTXVN/Vietnam+)`: the agency signs in the last paragraph.
AGENCY_MARK = re.compile(
    r"(?<=[.!?…”\"])\s*(?P<mark>\((?:[^()]{0,99}/)?(?:TTXVN|Vietnam\+|Vnews)(?:/[^()]{0,99})?\))\.?$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Trimmed:
    """The text of an article, what was found at its edges, and the account of what was left out."""

    lines: list[Line] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    byline: list[Line] = field(default_factory=list)
    ended: bool = True
    omitted: list[Omitted] = field(default_factory=list)
    containers: list[list[Element]] = field(default_factory=list)


def trim(
    blocks: Sequence[Block],
    root: Element,
    layout: Layout | TextLayout,
    *,
    title: str,
    credit: str = "",
    boxes: Collection[Element] = (),
    end: ArticleEnd | None = None,
) -> Trimmed:
    """Return the article among `blocks`, which are those of `root`.

    Taken off: all after an end mark, boxes of related stories, captions (`boxes` hold pictures and their
    captions), lines that only repeat the title, and at both edges stray marks, bars, dates; last the byline.
    `end` is where the article ends, if that is known already.
    Where the `credit` of the article is known from elsewhere, other names at the end of the text are text.
    """
    end = end or find_end(blocks, labels_of(*layout.end_marks))
    text = blocks[: end.number]
    reasons = reasons_for(blocks[end.number :], Reason.END_LABEL) | related_lines(text, end.box_labels)
    text = [block for block in text if block not in reasons]
    captions = settle_captions(text, root, boxes=boxes, below=layout.captions_below)
    reasons |= reasons_for(captions, Reason.CAPTION) | _stories_below_byline(text)
    lines = [line for line in lines_of(text) if line not in reasons]
    reasons |= _head(lines, title)
    lines, byline, tail = _without_tail([line for line in lines if line not in reasons], credit)
    omitted = account(blocks, reasons | tail)
    return Trimmed(
        lines,
        pictures_of(text),
        byline,
        omitted=[*omitted, *account(byline, reasons_for(byline, Reason.BYLINE))],
    )


def _stories_below_byline(text: Sequence[Block]) -> dict[Block, Reason]:
    """The links at the end of the text where the byline stands above them."""
    stories: dict[Block, Reason] = {}
    for block in reversed(text):
        if isinstance(block, Skipped) and block.reason is Reason.BYLINE:
            return stories
        if isinstance(block, Line):
            if not is_story(block):
                return stories if stories and is_byline(block.text) else {}
            stories[block] = Reason.RELATED
    return {}


def _head(lines: Iterable[Line], title: str) -> dict[Block, Reason]:
    """The lines above the text: the title again, a date, buttons, stray marks."""
    head: dict[Block, Reason] = {}
    for line in lines:
        if line.text.casefold() == title.casefold():
            head[line] = Reason.TITLE
        elif is_date_line(line.text):
            head[line] = Reason.DATE
        elif is_stray(line.text) or is_bar(line.text):
            head[line] = Reason.BUTTON
        else:
            break
    return head


def _without_tail(lines: list[Line], credit: str) -> tuple[list[Line], list[Line], dict[Block, Reason]]:
    """Return the lines without what is below the text, the byline, and why the rest was taken off."""
    above, tail = _without_bars(lines)
    notes: list[Line] = []
    while above and NOTE.match(above[-1].text):
        notes.insert(0, above.pop())
    if notes:
        above, below_text = _without_bars(above)
        tail |= below_text
    text, byline = _without_byline(above, credit)
    if byline:
        text, below_text = _without_bars(text)
        tail |= below_text
    return [*text, *notes], byline, tail


def _without_bars(lines: list[Line]) -> tuple[list[Line], dict[Block, Reason]]:
    """Return the lines without the buttons and the footer at their end, and why each was taken off."""
    last = len(lines)
    while last and _reason_at_end(lines[last - 1].text):
        last -= 1
    return lines[:last], {line: reason for line in lines[last:] if (reason := _reason_at_end(line.text))}


def _reason_at_end(text: str) -> Reason | None:
    if is_stray(text) or is_bar(text):
        return Reason.BUTTON
    if is_page_note(text) or is_paywall_note(text):
        return Reason.NOTE
    if DATED.match(text) and is_date_line(text):
        return Reason.DATE
    return Reason.FOOTER if opens_footer(text) else None


def _without_byline(lines: list[Line], credit: str) -> tuple[list[Line], list[Line]]:
    """Return the lines without the byline, and the byline: names and units that end the text."""
    first = last = len(lines)
    while first and (_is_unit(lines[first - 1]) or _may_sign(lines[first - 1], credit)):
        first -= 1
    while first < last and not is_byline(lines[first].text):
        first += 1
    while first and _ends_text(lines, first):
        first += 1
    if first == last:
        return _without_agency_mark(lines)
    names = sum(is_byline(line.text) for line in lines[first:])
    if names > MOST_NAMES or _opens_list(lines[:first]):
        form = _form(lines[first])
        first = next((number for number in range(first, last) if _form(lines[number]) != form), last)
    return lines[:first], lines[first:]


def _is_unit(line: Line) -> bool:
    """Whether a line is an e-mail address, or an office in brackets or set like a signature."""
    if UNIT.match(line.text) or EMAIL.fullmatch(line.text):
        return True
    style = f"{line.element.get('align', '')} {line.element.get('style', '')} {line.element.get('class', '')}"
    signed = line.bold or line.italic or "right" in style.lower() or "text-end" in style
    return signed and is_office(line.text)


def _ends_text(lines: list[Line], number: int) -> bool:
    """Whether a line that may be a name ends the text: it looks like that, the byline below does not."""
    if number + 1 >= len(lines) or not is_byline(lines[number + 1].text) or ROLE.match(lines[number].text):
        return False
    form = _form(lines[number])
    return form == _form(lines[number - 1]) != _form(lines[number + 1])


def _may_sign(line: Line, credit: str) -> bool:
    """Whether a line is a credit; with a `credit` known, one with a role, or whose persons are in that."""
    if not is_byline(line.text) or any(element.tag == "li" for element in _block_and_parent(line)):
        return False
    persons = read_byline([line.text]).authors if credit and not ROLE.match(line.text) else ()
    return all(person.casefold() in credit.casefold() for person in persons)


def _opens_list(lines: list[Line]) -> bool:
    """Whether the last of `lines` announces a list, of persons perhaps: `Ba người được khen thưởng:`."""
    return bool(lines) and lines[-1].text.endswith(":") and not ROLE.match(lines[-1].text)


def _block_and_parent(line: Line) -> list[Element]:
    parent = line.element.getparent()
    return [line.element] if parent is None else [line.element, parent]


def _form(line: Line) -> tuple[object, ...]:
    """How a line is shown: a byline below a list of names looks different."""
    return line.bold, line.italic, *(line.element.get(name) for name in ("align", "style", "class"))


def _without_agency_mark(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    signed = bool(lines) and lines[-1].text.endswith((")", ")."))
    match = AGENCY_MARK.search(lines[-1].text) if signed else None
    if match is None:
        return lines, []
    last = lines[-1]
    return (
        [*lines[:-1], replace(last, text=last.text[: match.start()])],
        [replace(last, text=match["mark"])],
    )
