"""From what stands on a page to the article: its paragraphs and pictures, and the byline under it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from crawler.parse.blocks import Block, Line, Picture, lines_of, pictures_of
from crawler.parse.boilerplate import (
    AD_LABELS,
    ARROW,
    BOX_LABELS,
    ENLARGE,
    RELATED_IN_TEXT,
    is_bar,
    is_label,
    is_stray,
    opens_footer,
)
from crawler.parse.bylines import is_byline
from crawler.parse.dates import is_date_line
from crawler.parse.dom import Element
from crawler.parse.pictures import settle_captions

LINES_OF_A_BYLINE = 3
NOTE = re.compile(r"^(?:\*+|\(\d{1,2}\)|\[\d{1,2}\])\s*\S")
UNIT = re.compile(r"^[(\[].{2,100}[)\]]$")
# `./. (TTXVN/Vietnam+)`: the agency signs in the last paragraph.
AGENCY_MARK = re.compile(
    r"(?<=[.!?…”\"])\s*(?P<mark>\((?:[^()]{0,99}/)?(?:TTXVN|Vietnam\+|Vnews)(?:/[^()]{0,99})?\))\.?$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Trimmed:
    """The text of an article and what was found at its edges."""

    lines: list[Line] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    byline: list[Line] = field(default_factory=list)
    ended: bool = True


def trim(
    blocks: Sequence[Block], root: Element, *, end_marks: tuple[str, ...] = (), known: Collection[str] = ()
) -> Trimmed:
    """The article among `blocks`, which are those of `root`.

    Taken off: all after an end mark, boxes of related stories, captions, lines that only repeat
    what is `known` (the title), and at both edges stray marks, bars, dates; last the byline.
    """
    blocks = settle_captions(_without_boxes(until_end_mark(blocks, end_marks)), root)
    pictures = pictures_of(blocks)
    captions = {picture.caption for picture in pictures}
    lines = [line for line in lines_of(blocks) if line.text not in captions]
    lines = _without_head(lines, {text.casefold() for text in known})
    lines, byline = _without_tail(lines)
    return Trimmed(lines, pictures, byline)


def until_end_mark(blocks: Sequence[Block], end_marks: tuple[str, ...]) -> list[Block]:
    """The blocks before the first line that is an end mark."""
    for number, block in enumerate(blocks):
        if isinstance(block, Line) and is_label(block.text, end_marks):
            return list(blocks[:number])
    return list(blocks)


def _without_boxes(blocks: Iterable[Block]) -> list[Block]:
    """The blocks without advertisements and related stories: a label and its links, or `>> title`."""
    kept: list[Block] = []
    in_box = False
    for block in blocks:
        if isinstance(block, Line):
            in_box = (in_box and block.linked) or is_label(block.text, BOX_LABELS)
            if in_box or _is_between_paragraphs(block):
                continue
        elif in_box:
            continue
        kept.append(block)
    return kept


def _is_between_paragraphs(line: Line) -> bool:
    related = RELATED_IN_TEXT.match(line.text) or (line.linked and ARROW.match(line.text))
    return bool(related or ENLARGE.search(line.text)) or is_label(line.text, AD_LABELS)


def _without_head(lines: list[Line], known: Collection[str]) -> list[Line]:
    first = 0
    while first < len(lines) and (
        lines[first].text.casefold() in known
        or is_stray(lines[first].text)
        or is_bar(lines[first].text)
        or is_date_line(lines[first].text)
    ):
        first += 1
    return lines[first:]


def _without_tail(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines without what is below the text, and the byline."""
    lines = _without_bars(lines)
    notes: list[Line] = []
    while lines and NOTE.match(lines[-1].text):
        notes.insert(0, lines.pop())
    text, byline = _without_byline(_without_bars(lines))
    return [*_without_bars(text), *notes], byline


def _without_bars(lines: list[Line]) -> list[Line]:
    last = len(lines)
    while last and (
        is_stray(lines[last - 1].text) or is_bar(lines[last - 1].text) or opens_footer(lines[last - 1].text)
    ):
        last -= 1
    return lines[:last]


def _without_byline(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    first = len(lines)
    for number in range(len(lines) - 1, max(0, len(lines) - LINES_OF_A_BYLINE) - 1, -1):
        line = lines[number]
        if is_byline(line.text):
            first = number
        elif not UNIT.match(line.text):
            break
    if first < len(lines):
        return lines[:first], lines[first:]
    return _without_agency_mark(lines)


def _without_agency_mark(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    match = AGENCY_MARK.search(lines[-1].text) if lines else None
    if match is None:
        return lines, []
    last = lines[-1]
    return (
        [*lines[:-1], replace(last, text=last.text[: match.start()])],
        [replace(last, text=match["mark"])],
    )
