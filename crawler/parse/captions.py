"""Tell the captions of pictures from the text.

A line is a caption only where markup says so: a <figcaption>, a class that names a caption, the figure,
the table or the box of a picture; or where the layout says that captions stand below pictures.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain, takewhile

from crawler.parse.blocks import Block, Line, Picture, block_of, joined
from crawler.parse.boilerplate import is_sentence
from crawler.parse.bylines import is_byline
from crawler.parse.containers import length_of
from crawler.parse.dom import Element, has_text, is_inside

# Letters in a box or below a picture, and in an element that is marked as a caption.
LONGEST_CAPTION = 400
LONGEST_MARKED = 1000
CAPTION_CLASS = re.compile(r"caption|image_?desc|img_?desc|photo_?desc|chu-?thich", re.IGNORECASE)
PICTURE_CLASS = re.compile(r"(?:^|[\s_-])(?:photo|image|img|picture)s?(?=[\s_-]|$)", re.IGNORECASE)
FILMS = frozenset(("audio", "iframe", "video"))
BOX_TAGS = frozenset(("div", "span", "td"))
CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
CREDIT_ALONE = re.compile(r"[(\[]?\s*(?:Ảnh|Nguồn ảnh|Nguồn)\s*:")
CREDIT_AT_END = re.compile(r"(?:^|[(\[.])\s?(?:Ảnh|Nguồn ảnh|Nguồn|Ảnh minh họa|Ảnh tư liệu|Photo)\s*:[^:]*$")
PARAGRAPHS = 3  # elements in a figcaption: more than a caption and its credit
TEXT_ROWS = 2  # of a table, below a row of pictures: the caption and the credit


def settle_captions(
    blocks: Iterable[Block], root: Element, *, boxes: Collection[Element] = (), below: bool = False
) -> list[Line]:
    """Give each picture of `blocks` its caption, and return the lines that are captions.

    All blocks are inside `root`. `boxes` are elements that hold a picture and its caption alone;
    `below` says that a centred line below a picture is its caption. A line that repeats a caption is one,
    and so are a figcaption without a picture and a line marked as caption below a film.
    """
    pictures, gaps, below_films = _pictures_and_gaps(blocks)
    captions: set[Line] = set()
    for number in reversed(range(len(pictures))):
        place = _Place(
            pictures[number],
            before=gaps[number][::-1],
            after=list(takewhile(lambda line: line not in captions, gaps[number + 1])),
            previous=pictures[number - 1] if number else None,
        )
        lines = _caption_by_markup(place, root, boxes) or (_centred_below(place, root) if below else [])
        lines = lines or _credited_below(place, root)
        if lines:
            place.picture.caption = joined(lines)
            captions.update(lines)
    captions.update(line for lines in below_films for line in _marked(lines, root))
    texts = {picture.caption for picture in pictures}
    figcaptions = _in_figcaptions(root)
    return [
        line
        for line in chain.from_iterable(gaps)
        if line in captions or line.text in texts or line.element in figcaptions
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """A picture, the lines between it and its neighbours, the nearest first, and the picture before it."""

    picture: Picture
    before: list[Line]
    after: list[Line]
    previous: Picture | None


def _pictures_and_gaps(
    blocks: Iterable[Block],
) -> tuple[list[Picture], list[list[Line]], list[list[Line]]]:
    """Return the pictures, the lines around them (one list more than pictures), and the lines after films."""
    pictures: list[Picture] = []
    gaps: list[list[Line]] = [[]]
    films: list[tuple[list[Line], int]] = []
    for block in blocks:
        if isinstance(block, Picture):
            pictures.append(block)
            gaps.append([])
        elif isinstance(block, Line):
            gaps[-1].append(block)
        elif block.element.tag in FILMS:
            films.append((gaps[-1], len(gaps[-1])))
    return pictures, gaps, [gap[number:] for gap, number in films]


def _caption_by_markup(place: _Place, root: Element, boxes: Collection[Element]) -> list[Line]:
    own = block_of(place.picture.element)
    for above in place.picture.element.iterancestors():
        if above is root:
            break
        if lines := _caption_in(above, place, is_own=above is own, is_box=above in boxes):
            return lines
    return _marked_caption(place, root)


def _caption_in(element: Element, place: _Place, *, is_own: bool, is_box: bool) -> list[Line]:
    """The caption of a picture in `element`, one of those around it, where that is the box of a picture."""
    named = element.tag in BOX_TAGS and bool(PICTURE_CLASS.search(element.get("class", "")))
    if not (is_own or is_box or named or element.tag in ("figure", "table")):
        return []
    after, before = _inside(element, place.after), _inside(element, place.before)
    if element.tag == "figure":
        return _of_figure(after, element) or _of_figure(before[::-1], element)
    shared = place.previous is not None and is_inside(place.previous.element, element)
    if element.tag == "table" and before and not (after or shared):
        return before[::-1] if _is_small(element) and _is_picture_table(element) else []
    alone = not before or shared
    if not (after and alone and _is_small(element)):
        return []
    if is_box or named:
        return after
    if element.tag == "table" and _is_picture_table(element):
        return after
    return after if is_own and CREDIT_AT_END.search(joined(after)) else []


def _of_figure(lines: list[Line], figure: Element) -> list[Line]:
    """The caption among the lines of a figure: its figcaption, and beside that a credit or a short line.

    Without a figcaption it is all of a small figure. A quotation is text, to which the portrait belongs.
    """
    quoted = {element for quotation in figure.iter("blockquote") for element in quotation.iter()}
    unquoted = [line for line in lines if line.element not in quoted] if quoted else lines
    if figcaptions := _in_figcaptions(figure):
        return [line for line in unquoted if line.element in figcaptions or not _is_text(line)]
    return unquoted if _is_small(figure) else []


def _is_text(line: Line) -> bool:
    """Whether a line beside a figcaption is a sentence and no credit: the figure may never be closed."""
    return is_sentence(line.text) and not (CREDIT_ALONE.match(line.text) or CREDIT_AT_END.search(line.text))


def _in_figcaptions(root: Element) -> set[Element]:
    """The elements of figcaptions at and below `root`; of one that is never closed the figcaption alone."""
    found: set[Element] = set()
    for figcaption in root.iter("figcaption"):
        found.update([figcaption] if _is_open(figcaption) else figcaption.iter())
    return found


def _is_open(figcaption: Element) -> bool:
    """Whether a figcaption holds paragraphs of the article because it is never closed."""
    return len(figcaption) >= PARAGRAPHS and length_of(figcaption) > LONGEST_MARKED


def _is_small(element: Element) -> bool:
    return length_of(element) <= LONGEST_CAPTION


def _is_picture_table(table: Element) -> bool:
    """Whether rows of pictures alternate with a line or two of text; a table of data has text beside them."""
    pictures, text_rows = 1, 0
    for row in table.iter("tr"):
        cells = list(row.iterchildren("td", "th"))
        pictured = [cell for cell in cells if next(cell.iter("img"), None) is not None]
        written = [cell for cell in cells if cell not in pictured and has_text(cell)]
        if pictured and not written:
            pictures, text_rows = len(pictured), 0
        elif written:
            text_rows += 1
            if pictured or text_rows > TEXT_ROWS or len(written) > pictures:
                return False
    return True


def _marked_caption(place: _Place, root: Element) -> list[Line]:
    """The lines next to a picture that are marked as its caption: below it, else above it."""
    if below := _marked(place.after, root):
        return below
    above = _marked(place.before, root)
    # What follows the previous picture at once is the caption of that one.
    return above[::-1] if place.previous is None or len(above) < len(place.before) else []


def _marked(lines: list[Line], root: Element) -> list[Line]:
    """The first of `lines` that stand in an element marked as a caption."""
    if not lines:
        return []
    for element in (lines[0].element, *lines[0].element.iterancestors()):
        if element is root:
            break
        if element.tag == "figcaption" or CAPTION_CLASS.search(element.get("class", "")):
            marked = _inside(element, lines)
            if element.tag == "figcaption":
                return [line for line in marked if line.element is element] if _is_open(element) else marked
            return marked if len(joined(marked)) <= LONGEST_MARKED else []
    return []


def _inside(element: Element, lines: list[Line]) -> list[Line]:
    """The first of `lines` that are inside `element`."""
    return list(takewhile(lambda line: is_inside(line.element, element), lines))


def _centred_below(place: _Place, root: Element) -> list[Line]:
    """The first line below a picture where it is centred, and the credit below that."""
    first = place.after[0] if place.after else None
    if first is None or first.linked or first.bold or len(first.text) > LONGEST_CAPTION:
        return []
    if is_byline(first.text) or not _is_centred(first, root):
        return []
    block = list(takewhile(lambda line: line.element is first.element, place.after))
    if len(block) > 1 and not any(map(_ends_caption, block)):
        return []  # a verse
    return block + [line for line in place.after[len(block) :][:1] if CREDIT_ALONE.match(line.text)]


def _credited_below(place: _Place, root: Element) -> list[Line]:
    """The line below a picture where it is a credit, or in italics or centred and ends in a credit."""
    line = place.after[0] if place.after else None
    if line is None or line.linked or ":" not in line.text or len(line.text) > LONGEST_CAPTION:
        return []
    credit = CREDIT_AT_END.search(line.text)
    if credit is None or not is_byline(line.text[credit.start() :].lstrip(".([ ").rstrip(")] ")):
        return []
    return [line] if credit.start() == 0 or line.italic or _is_centred(line, root) else []


def _ends_caption(line: Line) -> bool:
    return is_sentence(line.text) or bool(CREDIT_ALONE.match(line.text) or CREDIT_AT_END.search(line.text))


def _is_centred(line: Line, root: Element) -> bool:
    """Whether the block of the line is centred, or one around it is and the line is in italics."""
    around = takewhile(lambda above: above is not root, line.element.iterancestors())
    return _centres(line.element) or (line.italic and any(map(_centres, around)))


def _centres(element: Element) -> bool:
    centred = element.get("align", "").lower() == "center" or element.tag == "center"
    return centred or CENTRED.search(element.get("style", "")) is not None
