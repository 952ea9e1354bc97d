"""Find the titles among the lines of a page: a title is a line, or all lines of one heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from crawler.parse.blocks import Block, Line, joined
from crawler.parse.boilerplate import folded, is_bar, is_stray
from crawler.parse.dates import is_date_line
from crawler.parse.tags import CELLS

SHORTEST_TITLE = 3  # words
LONGEST_TITLE = 400
SHORTEST_NAME = 10  # letters: a shorter title is in the <title> of a page by chance
HEADINGS = frozenset(("h1", "h2", "h3", "h4"))


@dataclass(frozen=True, slots=True)
class Title:
    """A text that may be a title, its lines, whether it is a link, and whether it is a heading."""

    text: str
    lines: tuple[Line, ...]
    linked: bool
    heading: bool


def titles_in(lines: Sequence[Line], names: Sequence[str]) -> list[Title]:
    """Return what may be titles among `lines`; `names` are the folded titles in the head of the page."""
    titles = (title for run in _runs(lines) for title in _titles_of(run, names))
    return [title for title in titles if _may_be_title(title, names)]


def whole_title(text: str, line: Line, above: Sequence[Block], names: Sequence[str]) -> str:
    """Return a title whose last words are `text`, in `line`, with those of its lines that stand `above`."""
    title, longer = text, text
    for block in reversed(above):
        if not isinstance(block, Line) or block.element is not line.element or not _may_begin(block.text):
            break
        longer = f"{block.text} {longer}"
        if _is_one_title([block, line], longer, names) and len(longer) <= LONGEST_TITLE:
            title = longer
    return title


def is_named(title: str, names: Sequence[str]) -> bool:
    """Return whether one of the page's `names` has `title` in it."""
    said = folded(title)
    return len(said) >= SHORTEST_NAME and any(said in name for name in names)


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Return the lines that stand in one element and follow each other."""
    for _, run in groupby(lines, key=lambda line: line.element):
        yield list(run)


def _titles_of(run: list[Line], names: Sequence[str]) -> Iterator[Title]:
    whole = joined(run)
    heading = run[0].element.tag in HEADINGS
    if len(run) > 1 and all(_may_begin(line.text) for line in run) and _is_one_title(run, whole, names):
        yield Title(whole, tuple(run), all(line.linked for line in run), heading)
    else:
        yield from (Title(line.text, (line,), line.linked, heading) for line in run)


def _is_one_title(run: Sequence[Line], whole: str, names: Sequence[str]) -> bool:
    """Return whether the lines of an element are one title: by the page's names, or as all are a heading."""
    if is_named(whole, names):
        return True
    if any(is_named(line.text, names) for line in run):
        return False
    tag = run[0].element.tag
    return tag in HEADINGS or (tag not in CELLS and all(line.bold for line in run))


def _may_begin(text: str) -> bool:
    return not is_stray(text) and not is_bar(text) and not is_date_line(text)


def _may_be_title(title: Title, names: Sequence[str]) -> bool:
    """Whether a title is long enough, or a heading that is all of the page's name."""
    text = title.text
    if len(text.split()) < SHORTEST_TITLE and not (title.heading and folded(text) in names):
        return False
    return len(text) <= LONGEST_TITLE and _may_begin(text)
