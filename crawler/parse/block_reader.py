"""Read elements as the lines and pictures that a browser shows, in order, whatever their tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crawler.parse.blocks import Block, Line, Picture, Skipped, joined, lines_of
from crawler.parse.dom import Element
from crawler.parse.furniture import furniture_reason, is_code
from crawler.parse.line_reader import ToSkip, read_elements
from crawler.parse.omissions import Omitted, Reason
from crawler.parse.text import tidy

SPECIAL_TEXT = frozenset(("pre", "sup"))  # elements whose own text is not read as it stands


def read_blocks(root: Element, dropped: Mapping[Element, Reason] | None = None) -> list[Block]:
    """Return the lines, pictures and skipped elements at and below `root`, in the order of the page.

    Skipped are furniture and the elements of `dropped`; code is passed over without a word.
    """
    return read_elements([root], {}, _skips(dropped or {}))


def read_siblings(elements: Sequence[Element], dropped: Mapping[Element, Reason]) -> list[Block]:
    """Return the blocks of adjacent `elements`, as `read_blocks` does, and of the text between them.

    Those of the elements that are `dropped` are skipped.
    """
    return read_elements(elements, dropped, _skips(dropped))


def text_in(element: Element) -> str:
    """Return the lines at and below `element`, joined by a space."""
    return " ".join(texts_in(element))


def texts_in(element: Element) -> list[str]:
    """Return the text of each line at and below `element`."""
    if not len(element) and element.tag not in SPECIAL_TEXT:  # as most links and labels
        text = tidy(element.text or "", set())
        return [text] if text else []
    return [line.text for line in lines_of(read_blocks(element))]


def account(blocks: Iterable[Block], reasons: Mapping[Block, Reason]) -> list[Omitted]:
    """Return the account of those of `blocks` that have a reason, and of the elements skipped among them."""
    omitted = (
        _omitted(block, reason)
        for block in blocks
        if (reason := block.reason if isinstance(block, Skipped) else reasons.get(block))
    )
    return [each for each in omitted if each.text]


def _omitted(block: Block, reason: Reason) -> Omitted:
    """The account of one block; a picture has no text."""
    if isinstance(block, Line):
        return Omitted(reason, block.text, block.link_letters)
    if isinstance(block, Picture):
        return Omitted(reason, "")
    lines = lines_of(
        read_elements([block.element], {}, lambda element: Reason.CODE if is_code(element) else None)
    )
    return Omitted(reason, joined(lines), sum(line.link_letters for line in lines))


def _skips(dropped: Mapping[Element, Reason]) -> ToSkip:
    if not dropped:
        return furniture_reason
    return lambda element: dropped.get(element) or furniture_reason(element)
