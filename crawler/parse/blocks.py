"""Blocks of a page: its lines of text, its pictures, and the elements that were skipped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.parse.dom import Element
from crawler.parse.omissions import Reason
from crawler.parse.tags import BREAKS_LINE, CELLS

BLOCKS = BREAKS_LINE | CELLS


@dataclass(slots=True, eq=False)
class Line:
    """One line of text as the page shows it, tidied, with the block it stands in.

    `linked`, `bold` and `italic` say that all of its words are so, `link_letters` how many letters are
    links; `repairs` what tidying mended.
    """

    text: str
    element: Element
    linked: bool = False
    link_letters: int = 0
    bold: bool = False
    italic: bool = False
    repairs: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Picture:
    """A picture of the page, and its caption once that is known."""

    element: Element
    caption: str | None = None


@dataclass(slots=True, eq=False)
class Skipped:
    """An element that was not read, and why."""

    element: Element
    reason: Reason


Block = Line | Picture | Skipped


def lines_of(blocks: Iterable[Block]) -> list[Line]:
    """Return the lines among `blocks`."""
    return [block for block in blocks if isinstance(block, Line)]


def pictures_of(blocks: Iterable[Block]) -> list[Picture]:
    """Return the pictures among `blocks`."""
    return [block for block in blocks if isinstance(block, Picture)]


def joined(lines: Iterable[Line]) -> str:
    """Return the text of several lines as one."""
    return " ".join(line.text for line in lines)


def reasons_for(blocks: Iterable[Block], reason: Reason) -> dict[Block, Reason]:
    """Return the one `reason` for each of `blocks`, to be given to `account`."""
    return dict.fromkeys(blocks, reason)


def is_block(element: Element) -> bool:
    """Return whether `element` is a paragraph, a cell or a box, which lines of text do not cross."""
    return element.tag in BLOCKS


def block_of(element: Element) -> Element:
    """Return the block that `element` stands in: the paragraph or cell, not the word in bold."""
    while element.tag not in BLOCKS:
        parent = element.getparent()
        if parent is None:
            break
        element = parent
    return element
