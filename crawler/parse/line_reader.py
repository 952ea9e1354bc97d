"""Collect the text of elements as lines, with the pictures and the skipped elements between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from crawler.parse.blocks import Block, Line, Picture, Skipped, block_of
from crawler.parse.boilerplate import LONGEST_ENDING, is_stray
from crawler.parse.dom import Element
from crawler.parse.furniture import furniture_reason
from crawler.parse.omissions import Reason
from crawler.parse.tags import BREAKS_LINE, CELLS, HEADINGS
from crawler.parse.text import superscript, tidy

LINKED, BOLD, ITALIC = 1, 2, 4  # styles of text, as bits
ALL_STYLES = LINKED | BOLD | ITALIC
SENTENCE_END = re.compile(r"[.!?…:][\"”’')\]]*$")
ICON = 40  # pixels: what is no wider is a button, not a picture

NO_REPAIRS: frozenset[str] = frozenset()

ToSkip = Callable[[Element], Reason | None]


def read_elements(
    roots: Sequence[Element], dropped: Mapping[Element, Reason], to_skip: ToSkip
) -> list[Block]:
    """Return the blocks of adjacent `roots` and of the text between them.

    Skipped are those of `roots` that are `dropped`, and below the others the elements that are `to_skip`.
    """
    reader = _LineReader(to_skip)
    for root in roots:
        if reason := dropped.get(root):
            reader.skip(root, reason)
        else:
            reader.read(root)
        if root is not roots[-1] and (tail := root.tail):
            reader.add(tail, root.getparent())
    reader.end_line()
    return reader.blocks


class _LineReader:
    """Reads elements as blocks: collects text until a line ends, and whether all of it is link, bold, italic.

    Styles are bits: `_style` has those that hold here, `_plain` those that some text of the line is without.
    """

    __slots__ = (
        "_bold", "_element", "_italic", "_link", "_link_letters", "_nested_links", "_plain", "_preformatted",
        "_raised", "_style", "_texts", "_to_skip", "blocks",
    )  # fmt: skip

    def __init__(self, to_skip: ToSkip) -> None:
        self.blocks: list[Block] = []
        self._to_skip = to_skip
        self._element: Element | None = None  # that the first text of the line stands in
        self._texts: list[str] = []
        self._plain = self._link_letters = 0
        self._style = self._bold = self._italic = self._raised = self._preformatted = 0
        self._link: Element | None = None
        self._nested_links = False

    def read(self, root: Element) -> None:  # noqa: PLR0912
        """Read `root` and what is below it.

        Open elements are on a stack, because pages nest deeper than Python calls. Elements that only break
        the line need no function call.
        """
        effect_of, to_skip, add, end_line = EFFECTS.get, self._to_skip, self.add, self.end_line
        effect = effect_of(root.tag)
        if effect:
            effect.open(self, root)
        if text := root.text:
            add(text, root)
        # For each open element: its parent, the children of that which are still to be read, and its effect.
        stack: list[tuple[Element, Iterator[Element], _Effect | None]] = [(root, iter(()), effect)]
        parent = root
        children: Iterator[Element] = iter(root)  # iterchildren() takes longer
        while stack:
            for element in children:
                if reason := to_skip(element):
                    self.skip(element, reason)
                else:
                    effect = effect_of(element.tag)
                    if effect is BREAK:
                        if self._element is not None:
                            end_line()
                    elif effect:
                        effect.open(self, element)
                    if text := element.text:
                        add(text, element)
                    if len(element):
                        stack.append((parent, children, effect))
                        parent, children = element, iter(element)
                        break
                    if effect is BREAK:
                        if self._element is not None:
                            end_line()
                    elif effect:
                        effect.close(self, element)
                if (tail := element.tail) and (self._element is not None or not tail.isspace()):
                    add(tail, parent)
            else:
                element = parent
                parent, children, effect = stack.pop()
                if effect:
                    effect.close(self, element)
                if element is not root and (tail := element.tail):
                    add(tail, parent)

    def skip(self, element: Element, reason: Reason) -> None:
        if self._element is not None and element.tag in BREAKS_LINE and not self._in_sentence():
            self.end_line()
        if reason is not Reason.CODE:
            self.blocks.append(Skipped(element, reason))
        if element.tag == "noscript" and not _has_picture(element.getprevious()):
            for image in element.iter("img"):
                if not furniture_reason(image):
                    self.add_picture(image)

    def add(self, text: str, element: Element | None) -> None:
        """Add text that stands in `element`; in a <pre> each of its lines is one."""
        if self._raised:
            text = superscript(text)
        if self._preformatted and "\n" in text:
            for line in text.split("\n"):
                self.add(line or " ", element)
                self.end_line()
            return
        if self._element is None:
            if text.isspace():  # no line begins with white space
                return
            self._element = element
        self._texts.append(text)
        style = self._style
        if style & LINKED and not text.isspace():
            self._link_letters += len(text) - text.count(" ")
        # After the first text of most lines there is nothing to find out.
        without = ALL_STYLES & ~(style | self._plain)
        if without and (text[:1].isalnum() or not is_stray(text)):
            self._plain |= without

    def end_line(self, _element: Element | None = None) -> None:
        """End the line, if there is one with text."""
        if self._element is None:
            return
        repairs = {"nested_links"} if self._nested_links else set()
        if text := tidy("".join(self._texts), repairs):
            plain = self._plain
            self.blocks.append(
                Line(
                    text,
                    block_of(self._element),
                    linked=not plain & LINKED,
                    link_letters=self._link_letters,
                    bold=not plain & BOLD,
                    italic=not plain & ITALIC,
                    repairs=frozenset(repairs) if repairs else NO_REPAIRS,
                )
            )
        self._texts.clear()
        self._plain = self._link_letters = 0
        self._nested_links = False
        self._element = None

    def open_cell(self, cell: Element) -> None:
        if self._element is not None:
            if _has_lines(cell):
                self.end_line()
            else:
                self.add(" ", None)

    def close_cell(self, cell: Element) -> None:
        if self._element is not None and _has_lines(cell):
            self.end_line()

    def open_anchor(self, anchor: Element) -> None:
        """Begin a link, or none if the anchor only has a name; an anchor ends the link it stands in."""
        if self._link is not None:
            self._nested_links = True
        if anchor.get("href") is None:
            self._link = None
            self._style &= ~LINKED
        else:
            self._link = anchor
            self._style |= LINKED

    def close_anchor(self, anchor: Element) -> None:
        if anchor is self._link:
            self._link = None
            self._style &= ~LINKED

    def open_bold(self, _element: Element) -> None:
        self._bold += 1
        self._style |= BOLD

    def close_bold(self, _element: Element) -> None:
        self._bold -= 1
        if not self._bold:
            self._style &= ~BOLD

    def open_italic(self, _element: Element) -> None:
        self._italic += 1
        self._style |= ITALIC

    def close_italic(self, _element: Element) -> None:
        self._italic -= 1
        if not self._italic:
            self._style &= ~ITALIC

    def open_heading(self, heading: Element) -> None:
        self.end_line()
        self.open_bold(heading)

    def close_heading(self, heading: Element) -> None:
        self.close_bold(heading)
        self.end_line()

    def open_raised(self, _element: Element) -> None:
        self._raised += 1

    def close_raised(self, _element: Element) -> None:
        self._raised -= 1

    def open_preformatted(self, _element: Element) -> None:
        self.end_line()
        self._preformatted += 1

    def close_preformatted(self, _element: Element) -> None:
        self._preformatted -= 1
        self.end_line()

    def add_picture(self, image: Element) -> None:
        if _is_icon(image.get("width")) or _is_icon(image.get("height")) or "emoji" in image.get("class", ""):
            return
        if self._element is not None and not _is_in_sentence(image):
            self.end_line()
        self.blocks.append(Picture(image))

    def close_picture(self, _image: Element) -> None:
        """A picture has no content."""

    def _in_sentence(self) -> bool:
        """Whether the line so far is neither a heading in bold nor ends a sentence."""
        last = next((text for text in reversed(self._texts) if not text.isspace()), "")
        return bool(self._plain & BOLD) and not SENTENCE_END.search(last.rstrip()[-LONGEST_ENDING:])


class _Effect(NamedTuple):
    """What the reader does where an element begins, and where it ends."""

    open: Callable[[_LineReader, Element], None]
    close: Callable[[_LineReader, Element], None]


BREAK = _Effect(_LineReader.end_line, _LineReader.end_line)
# Most elements have no effect on their text.
EFFECTS = {
    **dict.fromkeys(BREAKS_LINE, BREAK),
    **dict.fromkeys(CELLS, _Effect(_LineReader.open_cell, _LineReader.close_cell)),
    **dict.fromkeys(("b", "strong"), _Effect(_LineReader.open_bold, _LineReader.close_bold)),
    **dict.fromkeys(("i", "em"), _Effect(_LineReader.open_italic, _LineReader.close_italic)),
    **dict.fromkeys(HEADINGS, _Effect(_LineReader.open_heading, _LineReader.close_heading)),
    "a": _Effect(_LineReader.open_anchor, _LineReader.close_anchor),
    "img": _Effect(_LineReader.add_picture, _LineReader.close_picture),
    "pre": _Effect(_LineReader.open_preformatted, _LineReader.close_preformatted),
    "sup": _Effect(_LineReader.open_raised, _LineReader.close_raised),
}


def _is_icon(size: str | None) -> bool:
    return size is not None and size.isdigit() and int(size) <= ICON


def _is_in_sentence(image: Element) -> bool:
    """Whether a picture interrupts a sentence: the text after it begins with a lowercase letter."""
    parent = image.getparent()
    rest = image.tail or ""
    if not rest.strip() and parent is not None and parent.tag in ("a", "span") and image.getnext() is None:
        rest = parent.tail or ""
    return rest.lstrip()[:1].islower()


def _has_lines(cell: Element) -> bool:
    """Whether a cell holds lines of its own, as where a table lays out a page; cells of data are one line."""
    return any(element.tag in BREAKS_LINE for element in cell.iterdescendants())


def _has_picture(element: Element | None) -> bool:
    return element is not None and next(element.iter("img"), None) is not None
