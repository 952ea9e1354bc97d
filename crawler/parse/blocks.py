"""Read an element as the lines and pictures that a browser shows, in order, whatever its tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from crawler.parse.boilerplate import is_stray
from crawler.parse.dom import Element
from crawler.parse.furniture import furniture_reason, is_code
from crawler.parse.omissions import Omitted, Reason, letters_in
from crawler.parse.tags import BREAKS_LINE, CELLS, HEADINGS
from crawler.parse.text import tidy

# What an element makes of its text, as bits.
LINKED, BOLD, ITALIC = 1, 2, 4
ALL_STYLES = LINKED | BOLD | ITALIC
STYLES = {
    **dict.fromkeys(("b", "strong", *HEADINGS), BOLD),
    **dict.fromkeys(("i", "em"), ITALIC),
}
SUPERSCRIPTS = str.maketrans("0123456789+-–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
RAISED_FIGURE = re.compile(r"\s*[+–-]?[\dn]{1,6}\s*")
NOTE_NUMBER = re.compile(r"[(\[*]")
SENTENCE_END = re.compile(r"[.!?…:][\"”’')\]]*$")
LONGEST_ENDING = 8  # letters at the end of a text in which its sentence may end
ICON = 40  # pixels: what is no wider is a button, not a picture


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

NOTHING: Mapping[Element, Reason] = {}


def read_blocks(root: Element, dropped: Mapping[Element, Reason] = NOTHING) -> list[Block]:
    """Return the lines, pictures and skipped elements at and below `root`, in the order of the page.

    Skipped are furniture and the elements of `dropped`; code is passed over without a word.
    """
    return _read([root], lambda element: dropped.get(element) or furniture_reason(element))


def read_siblings(elements: Sequence[Element], dropped: Mapping[Element, Reason] = NOTHING) -> list[Block]:
    """Return the blocks of adjacent `elements`, as `read_blocks` does, and of the text between them.

    Those of the elements that are `dropped` are skipped.
    """
    return _read(elements, lambda element: dropped.get(element) or furniture_reason(element), dropped)


def reasons_for(blocks: Iterable[Block], reason: Reason) -> dict[Block, Reason]:
    """Return the one `reason` for each of `blocks`, to be given to `account`."""
    return dict.fromkeys(blocks, reason)


def account(blocks: Iterable[Block], reasons: Mapping[Block, Reason]) -> list[Omitted]:
    """Return the account of those of `blocks` that have a reason, and of the elements skipped among them."""
    omitted = (
        _omitted(block, reason)
        for block in blocks
        if (reason := block.reason if isinstance(block, Skipped) else reasons.get(block))
    )
    return [each for each in omitted if each.text]


def _read(
    roots: Sequence[Element],
    reason_to_skip: Callable[[Element], Reason | None],
    dropped: Mapping[Element, Reason] = NOTHING,
) -> list[Block]:
    reader = _Reader()
    for root in roots:
        if reason := dropped.get(root):
            reader.skip(root, reason)
            reader.close(root)
        else:
            _read_element(reader, root, reason_to_skip)
        if root is not roots[-1] and (tail := root.tail):
            reader.add(tail, root.getparent())
    reader.end_line()
    return reader.blocks


def _read_element(reader: _Reader, root: Element, reason_to_skip: Callable[[Element], Reason | None]) -> None:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            reason = reason_to_skip(element) if element is not root else None
            if reason:
                walk.skip_subtree()
                reader.skip(element, reason)
            else:
                reader.open(element)
        else:
            reader.close(element)
            if element is not root and (tail := element.tail):
                reader.add(tail, element.getparent())


def _omitted(block: Block, reason: Reason) -> Omitted:
    """Return the account of one block; a picture has no text."""
    if isinstance(block, Line):
        return Omitted(reason, block.text, block.link_letters)
    if isinstance(block, Picture):
        return Omitted(reason, "")
    lines = lines_of(_read([block.element], lambda element: Reason.CODE if is_code(element) else None))
    return Omitted(reason, joined(lines), sum(line.link_letters for line in lines))


def lines_of(blocks: Iterable[Block]) -> list[Line]:
    """The lines among `blocks`."""
    return [block for block in blocks if isinstance(block, Line)]


def pictures_of(blocks: Iterable[Block]) -> list[Picture]:
    """The pictures among `blocks`."""
    return [block for block in blocks if isinstance(block, Picture)]


def joined(lines: Iterable[Line]) -> str:
    """The text of several lines as one."""
    return " ".join(line.text for line in lines)


class _Reader:
    """Collects text until a line ends, and whether all of it is link, bold, italic.

    Styles are bits: `_styled` has those that hold here, `_plain` those that some text of the line is without.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._skipped: Element | None = None
        self._texts: list[str] = []
        self._depths = {BOLD: 0, ITALIC: 0}
        self._link: Element | None = None
        self._nested_links = False
        self._styled = 0
        self._plain = 0
        self._link_letters = 0
        self._raised = 0
        self._element: Element | None = None

    def open(self, element: Element) -> None:
        tag = element.tag
        if tag in BREAKS_LINE:
            self.end_line()
        elif tag in CELLS:
            self._texts.append(" ")
        elif tag == "img":
            self._add_picture(element)
        elif tag == "sup":
            self._raised += 1
        elif tag == "a":
            self._open_anchor(element)
        if style := STYLES.get(tag):
            self._depths[style] += 1
            self._styled |= style
        if text := element.text:
            self.add(text, element)

    def skip(self, element: Element, reason: Reason) -> None:
        self._skipped = element
        if element.tag in BREAKS_LINE and not self._in_sentence():
            self.end_line()
        if reason is not Reason.CODE:
            self.blocks.append(Skipped(element, reason))
        if element.tag == "noscript" and not _has_picture(element.getprevious()):
            for image in element.iter("img"):
                if not furniture_reason(image):
                    self._add_picture(image)

    def close(self, element: Element) -> None:
        tag = element.tag
        if element is self._skipped:
            self._skipped = None
            return
        if style := STYLES.get(tag):
            self._depths[style] -= 1
            if not self._depths[style]:
                self._styled &= ~style
        elif element is self._link:
            self._end_link()
        if tag in BREAKS_LINE:
            self.end_line()
        elif tag == "sup":
            self._raised -= 1

    def _open_anchor(self, element: Element) -> None:
        """Begin a link, or none if the anchor only has a name; an anchor ends the link it stands in."""
        if self._link is not None:
            self._nested_links = True
            self._end_link()
        if element.get("href") is not None:
            self._link = element
            self._styled |= LINKED

    def _end_link(self) -> None:
        self._link = None
        self._styled &= ~LINKED

    def add(self, text: str, element: Element | None) -> None:
        """Add text that stands in `element`; in a <pre> each of its lines is one."""
        if "\n" in text and element is not None and block_of(element).tag == "pre":
            for line in text.split("\n"):
                self._add(line, element)
                self.end_line()
        else:
            self._add(superscript(text) if self._raised else text, element)

    def _add(self, text: str, element: Element | None) -> None:
        self._texts.append(text)
        if not text or text.isspace():
            return
        if self._element is None:
            self._element = element
        if self._styled & LINKED:
            self._link_letters += letters_in(text)
        without = ALL_STYLES & ~(self._styled | self._plain)
        if without and not is_stray(text):
            self._plain |= without

    def _in_sentence(self) -> bool:
        """Whether the line so far is neither a heading in bold nor ends a sentence."""
        last = next((text for text in reversed(self._texts) if not text.isspace()), "")
        return bool(self._plain & BOLD) and not SENTENCE_END.search(last.rstrip()[-LONGEST_ENDING:])

    def end_line(self) -> None:
        if self._element is not None:
            repairs = {"nested_links"} if self._nested_links else set()
            if text := tidy("".join(self._texts), repairs):
                self.blocks.append(self._line(text, self._element, repairs))
            self._nested_links = False
            self._plain = 0
            self._link_letters = 0
            self._element = None
        self._texts.clear()

    def _line(self, text: str, element: Element, repairs: set[str]) -> Line:
        plain = self._plain
        return Line(
            text,
            block_of(element),
            linked=not plain & LINKED,
            link_letters=self._link_letters,
            bold=not plain & BOLD,
            italic=not plain & ITALIC,
            repairs=frozenset(repairs),
        )

    def _add_picture(self, image: Element) -> None:
        sizes = (image.get("width", ""), image.get("height", ""))
        if not any(size.isdigit() and int(size) <= ICON for size in sizes):
            self.end_line()
            self.blocks.append(Picture(image))


def superscript(text: str) -> str:
    """Return raised `text` so that it does not run into the figure or word before it.

    >>> superscript("2"), superscript("(1)"), superscript("o")
    ('²', ' (1)', 'o')
    """
    if RAISED_FIGURE.fullmatch(text):
        return text.translate(SUPERSCRIPTS)
    return f" {text}" if NOTE_NUMBER.match(text) else text


def _has_picture(element: Element | None) -> bool:
    return element is not None and next(element.iter("img"), None) is not None


def block_of(element: Element) -> Element:
    """The block that `element` stands in: the paragraph or cell, not the word in bold."""
    while element.tag not in BREAKS_LINE and element.tag not in CELLS:
        parent = element.getparent()
        if parent is None:
            break
        element = parent
    return element
