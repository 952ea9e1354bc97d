"""Lines between the paragraphs of an article that are not its text: related stories, advertisements."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from crawler.parse.blocks import Block, Line
from crawler.parse.boilerplate import (
    AD_LABELS,
    ARROW,
    BOX_LABELS,
    ENLARGE,
    is_headline,
    is_word_setting,
    labels_of,
    related_title,
)
from crawler.parse.omissions import Reason, letters_in

ADS, BOXES = labels_of(*AD_LABELS), labels_of(*BOX_LABELS)
MOSTLY = 0.8  # of the letters of a title: around a link stand marks and icons


def related_lines(blocks: Iterable[Block], box_labels: Collection[Block] = ()) -> dict[Block, Reason]:
    """Return advertisements and related stories, with the reason for each.

    A related story is `>> title`, `Xem thêm: title`, or a label and the links and pictures below it;
    `box_labels` are labels beside the common ones.
    """
    related: dict[Block, Reason] = {}
    in_box = False
    for block in blocks:
        if isinstance(block, Line):
            in_box = (in_box and block.linked) or block in box_labels or block.text in BOXES
            if reason := Reason.RELATED if in_box else _reason_alone(block):
                related[block] = reason
        elif in_box:
            related[block] = Reason.RELATED
    return related


def _reason_alone(line: Line) -> Reason | None:
    if _is_related(line):
        return Reason.RELATED
    if "Nhấp chuột" in line.text and ENLARGE.search(line.text):
        return Reason.BUTTON
    if is_word_setting(line.text):
        return Reason.WORD
    return Reason.AD if line.text in ADS else None


def _is_related(line: Line) -> bool:
    """Whether `line` is a related story: an arrow or a label, and a title that is a link or no sentence."""
    if line.linked and ARROW.match(line.text):
        return True
    title = related_title(line.text)
    return title is not None and (line.link_letters >= MOSTLY * letters_in(title) or is_headline(title))
