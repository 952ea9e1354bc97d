"""Where an article ends: at a label such as `Các tin khác` with links, a form or nothing more below it.

The same words may be a subheading (`Bình luận`, `Thời tiết`) or open a sentence (`Nguồn tin: người dân ...`).
What stands below decides: where the prose goes on in the column of the article, the label ends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile

from crawler.parse.blocks import Block, Line, lines_of
from crawler.parse.boilerplate import Labels, is_publisher, is_sentence, is_sentence_after_label, is_stray
from crawler.parse.bylines import is_byline
from crawler.parse.dates import is_date_line
from crawler.parse.dom import Element

SHORTEST_PARAGRAPH = 40  # letters from which a sentence is taken for a paragraph
SHORTEST_PROSE = 25
LONG_PARAGRAPH = 150  # letters from which a text is one without a full stop
MOST_SHORT_LINES = 6  # between a subheading and its prose
CONTROLS = ("button", "input", "select", "textarea")


@dataclass(frozen=True, slots=True)
class ArticleEnd:
    """The number of blocks before the end of an article, and the labels among them that stand above links."""

    number: int
    box_labels: list[Line] = field(default_factory=list)


def find_end(blocks: Sequence[Block], labels: Labels) -> ArticleEnd:
    """Return where the article in `blocks` ends: at the first of `labels` below which it does not go on."""
    box_labels: list[Line] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Line) and block.text in labels and not is_sentence_after_label(block.text):
            below = _below(blocks, number + 1, labels)
            if not (_leads_to_prose(below) and _goes_on(blocks[:number], block, below)):
                return ArticleEnd(number, box_labels)
            if below[0].linked:
                box_labels.append(block)
    return ArticleEnd(len(blocks), box_labels)


def is_paragraph(line: Line, shortest: int = SHORTEST_PARAGRAPH) -> bool:
    """Return whether `line` is a sentence or a long text, and neither a link nor the imprint of the paper."""
    if line.linked or len(line.text) < shortest:
        return False
    return (len(line.text) >= LONG_PARAGRAPH or is_sentence(line.text)) and not is_publisher(line.text)


def _is_prose(line: Line) -> bool:
    """Whether `line` is text of an article, where a label above has already announced something else."""
    return is_paragraph(line, SHORTEST_PROSE)


@dataclass(frozen=True, slots=True)
class _Column:
    """The element that holds a label and the last paragraph above it, and the part of it with that paragraph.

    `is_flat` says that the paragraph stands in the column itself and not in a box of its own; `flat` are
    the forms of those above that do.
    """

    element: Element
    part: Element | None = None
    is_flat: bool = True
    flat: frozenset[tuple[str, str | None]] = frozenset()

    def part_with(self, element: Element) -> Element | None:
        """Return the child of the column that holds `element`: the column for its own text, None outside."""
        part = element
        for each in (element, *element.iterancestors()):
            if each is self.element:
                return part
            part = each
        return None


def _column(above: Sequence[Block], label: Line) -> _Column:
    paragraphs = [line.element for line in lines_of(above) if _is_prose(line)]
    if not paragraphs:
        parent = label.element.getparent()
        return _Column(label.element if parent is None else parent)
    last = paragraphs[-1]
    around = {last, *last.iterancestors()}
    common = next(each for each in (label.element, *label.element.iterancestors()) if each in around)
    part = _Column(common).part_with(last)
    flat = frozenset(_form(each) for each in paragraphs if each.getparent() is common)
    return _Column(common, part, is_flat=part is last, flat=flat)


def _form(element: Element) -> tuple[str, str | None]:
    return str(element.tag), element.get("class")


def _below(blocks: Sequence[Block], start: int, labels: Labels) -> list[Line]:
    """The lines from block `start` on, as far as the next label."""
    lines = (block for block in islice(blocks, start, None) if isinstance(block, Line))
    return [
        line for line in takewhile(lambda line: not _is_label(line, labels), lines) if not is_stray(line.text)
    ]


def _is_label(line: Line, labels: Labels) -> bool:
    return line.text in labels and not is_sentence_after_label(line.text)


def _leads_to_prose(below: Sequence[Line]) -> bool:
    """Whether prose is below a label, and above it only a few short lines, or only links.

    Names and dates stand above the comments of readers.
    """
    for number, line in enumerate(below):
        if _is_prose(line):
            return True
        if below[0].linked:
            if not line.linked:
                return False
        elif number == MOST_SHORT_LINES or line.linked or is_date_line(line.text) or is_byline(line.text):
            return False
    return False


def _goes_on(above: Sequence[Block], label: Line, below: Sequence[Line]) -> bool:
    """Whether the prose below `label` is that of the article: in its column, and more than the links there.

    Links below a label and among the prose too belong to the summaries of other stories.
    """
    column = _column(above, label)
    inside = [line for line in below if column.part_with(line.element) is not None]
    first = next((number for number, line in enumerate(inside) if _is_prose(line)), None)
    if first is None or (inside[0].linked and any(line.linked for line in inside[first:])):
        return False
    prose = sum(len(line.text) for line in inside if _is_prose(line))
    links = sum(len(line.text) for line in inside if line.linked)
    return prose > links and _is_beside(label, inside[first], column)


def _is_beside(label: Line, prose: Line, column: _Column) -> bool:
    """Whether `prose` stands in the column as the paragraphs above the label do, with no form before it."""
    box, place = column.part_with(label.element), column.part_with(prose.element)
    if box is None or place is None or _has_controls(column, box, place):
        return False
    if column.is_flat or column.part is None:
        return True
    # A sidebar has a label and its text in one box, a section of the article is like the one above it.
    if place is prose.element and _form(place) in column.flat:
        return True
    same = _form(place) == _form(column.part)
    return same and (box is not place or place.get("class") is not None)


def _has_controls(column: _Column, box: Element, place: Element) -> bool:
    """Whether a field or a button stands in the boxes from the label's to that of the prose."""
    if column.element in (box, place):
        return False
    between = [] if box is place else [*takewhile(lambda each: each is not place, box.itersiblings()), place]
    controls = (control for each in (box, *between) for control in each.iter(*CONTROLS))
    return any(control.get("type") != "hidden" for control in controls)
