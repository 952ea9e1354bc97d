"""Read elements as the lines and pictures that a browser shows, in order, whatever their tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from crawler.parse.blocks import Block, Line, Picture, Skipped, block_of, joined, lines_of
from crawler.parse.boilerplate import LONGEST_ENDING, is_stray
from crawler.parse.dom import Element
from crawler.parse.furniture import furniture_reason, is_code
from crawler.parse.omissions import Omitted, Reason
from crawler.parse.tags import BREAKS_LINE, CELLS, HEADINGS
from crawler.parse.text import tidy

# What an element does to its text, as bits. Most elements do nothing.
LINKED, BOLD, ITALIC, BREAKS, CELL, OTHER = 1, 2, 4, 8, 16, 32
ALL_STYLES = LINKED | BOLD | ITALIC
EFFECTS = {
    **dict.fromkeys(BREAKS_LINE, BREAKS),
    **dict.fromkeys(CELLS, CELL),
    **dict.fromkeys(("b", "strong"), BOLD),
    **dict.fromkeys(("i", "em"), ITALIC),
    **dict.fromkeys(HEADINGS, BREAKS | BOLD),
    **dict.fromkeys(("a", "img", "sup"), OTHER),
    "pre": BREAKS | OTHER,
}
SUPERSCRIPTS = str.maketrans("0123456789+-–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
RAISED_FIGURE = re.compile(r"\s*[+–-]?[\dn]{1,6}\s*")
NOTE_NUMBER = re.compile(r"[(\[*]")
SENTENCE_END = re.compile(r"[.!?…:][\"”’')\]]*$")
ICON = 40  # pixels: what is no wider is a button, not a picture

NO_REPAIRS: frozenset[str] = frozenset()

ToSkip = Callable[[Element], Reason | None]


def read_blocks(root: Element, dropped: Mapping[Element, Reason] | None = None) -> list[Block]:
    """Return the lines, pictures and skipped elements at and below `root`, in the order of the page.

    Skipped are furniture and the elements of `dropped`; code is passed over without a word.
    """
    return _read([root], {}, _skips(dropped or {}))


def read_siblings(elements: Sequence[Element], dropped: Mapping[Element, Reason]) -> list[Block]:
    """Return the blocks of adjacent `elements`, as `read_blocks` does, and of the text between them.

    Those of the elements that are `dropped` are skipped.
    """
    return _read(elements, dropped, _skips(dropped))


def account(blocks: Iterable[Block], reasons: Mapping[Block, Reason]) -> list[Omitted]:
    """Return the account of those of `blocks` that have a reason, and of the elements skipped among them."""
    omitted = (
        _omitted(block, reason)
        for block in blocks
        if (reason := block.reason if isinstance(block, Skipped) else reasons.get(block))
    )
    return [each for each in omitted if each.text]


def superscript(text: str) -> str:
    """Return raised `text` so that it does not run into the figure or word before it.

    >>> superscript("2"), superscript("(1)"), superscript("o")
    ('²', ' (1)', 'o')
    """
    if RAISED_FIGURE.fullmatch(text):
        return text.translate(SUPERSCRIPTS)
    return f" {text}" if NOTE_NUMBER.match(text) else text


def _omitted(block: Block, reason: Reason) -> Omitted:
    """The account of one block; a picture has no text."""
    if isinstance(block, Line):
        return Omitted(reason, block.text, block.link_letters)
    if isinstance(block, Picture):
        return Omitted(reason, "")
    lines = lines_of(_read([block.element], {}, lambda element: Reason.CODE if is_code(element) else None))
    return Omitted(reason, joined(lines), sum(line.link_letters for line in lines))


def _skips(dropped: Mapping[Element, Reason]) -> ToSkip:
    if not dropped:
        return furniture_reason
    return lambda element: dropped.get(element) or furniture_reason(element)


def _read(roots: Sequence[Element], dropped: Mapping[Element, Reason], to_skip: ToSkip) -> list[Block]:
    reader = _LineReader()
    for root in roots:
        if reason := dropped.get(root):
            reader.skip(root, reason)
        else:
            _read_element(reader, root, to_skip)
        if root is not roots[-1] and (tail := root.tail):
            reader.add(tail, root.getparent())
    reader.end_line()
    return reader.blocks


def _read_element(reader: _LineReader, root: Element, to_skip: ToSkip) -> None:  # noqa: PLR0912
    """Read `root` and what is below it.

    This loop takes half of the time of reading a page. It has no function call for the elements that only
    break the line, and a stack for those that are open, as pages nest deeper than Python calls.
    """
    effect_of, add, end_line = EFFECTS.get, reader.add, reader.end_line
    effect = effect_of(root.tag, 0)
    reader.open(root, effect)
    if text := root.text:
        add(text, root)
    # For each open element: its parent, the children of that which are still to be read, and its effect.
    stack: list[tuple[Element, Iterator[Element], int]] = [(root, iter(()), effect)]
    parent = root
    children: Iterator[Element] = iter(root)  # iterchildren() takes longer
    while stack:
        for element in children:
            if reason := to_skip(element):
                reader.skip(element, reason)
            else:
                effect = effect_of(element.tag, 0)
                if effect == BREAKS:
                    end_line()
                elif effect:
                    reader.open(element, effect)
                if text := element.text:
                    add(text, element)
                if len(element):
                    stack.append((parent, children, effect))
                    parent, children = element, iter(element)
                    break
                if effect == BREAKS:
                    end_line()
                elif effect:
                    reader.close(element, effect)
            if tail := element.tail:
                add(tail, parent)
        else:
            element = parent
            parent, children, effect = stack.pop()
            reader.close(element, effect)
            if element is not root and (tail := element.tail):
                add(tail, parent)


class _LineReader:
    """Collects text until a line ends, and whether all of it is link, bold, italic.

    Styles are bits: `_styled` has those that hold here, `_plain` those that some text of the line is without.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._texts: list[str] = []
        self._bold = self._italic = 0
        self._link: Element | None = None
        self._nested_links = False
        self._styled = 0
        self._plain = 0
        self._link_letters = 0
        self._raised = 0
        self._preformatted = 0
        self._element: Element | None = None

    def open(self, element: Element, effect: int) -> None:
        if effect & BREAKS:
            self.end_line()
        elif effect & CELL and self._element is not None:
            if _has_lines(element):
                self.end_line()
            else:
                self._texts.append(" ")
        if effect & OTHER:
            self._open_other(element)
        elif style := effect & ALL_STYLES:
            self._style(style, 1)

    def skip(self, element: Element, reason: Reason) -> None:
        if element.tag in BREAKS_LINE and not self._in_sentence():
            self.end_line()
        if reason is not Reason.CODE:
            self.blocks.append(Skipped(element, reason))
        if element.tag == "noscript" and not _has_picture(element.getprevious()):
            for image in element.iter("img"):
                if not furniture_reason(image):
                    self._add_picture(image)

    def close(self, element: Element, effect: int) -> None:
        if effect & OTHER:
            self._close_other(element)
        elif style := effect & ALL_STYLES:
            self._style(style, -1)
        if effect & BREAKS or (effect & CELL and _has_lines(element)):
            self.end_line()

    def add(self, text: str, element: Element | None) -> None:
        """Add text that stands in `element`; in a <pre> each of its lines is one."""
        if self._raised:
            text = superscript(text)
        if self._preformatted and "\n" in text:
            for line in text.split("\n"):
                self.add(line or " ", element)
                self.end_line()
            return
        if text.isspace():
            if self._element is not None:  # no line begins with white space
                self._texts.append(text)
            return
        self._texts.append(text)
        if self._element is None:
            self._element = element
        if self._link is not None:
            self._link_letters += len(text) - text.count(" ")
        without = ALL_STYLES & ~(self._styled | self._plain)
        if without and not is_stray(text):
            self._plain |= without

    def end_line(self) -> None:
        """End the line, if there is one with text."""
        if self._element is None:
            return
        repairs = {"nested_links"} if self._nested_links else set()
        if text := tidy("".join(self._texts), repairs):
            self.blocks.append(self._line(text, self._element, repairs))
        self._texts.clear()
        self._nested_links = False
        self._plain = 0
        self._link_letters = 0
        self._element = None

    def _line(self, text: str, element: Element, repairs: set[str]) -> Line:
        plain = self._plain
        return Line(
            text,
            block_of(element),
            linked=not plain & LINKED,
            link_letters=self._link_letters,
            bold=not plain & BOLD,
            italic=not plain & ITALIC,
            repairs=frozenset(repairs) if repairs else NO_REPAIRS,
        )

    def _style(self, style: int, change: int) -> None:
        """Begin or end bold or italic text."""
        if style & BOLD:
            self._bold += change
        else:
            self._italic += change
        self._styled = self._styled & LINKED | (BOLD if self._bold else 0) | (ITALIC if self._italic else 0)

    def _open_other(self, element: Element) -> None:
        if element.tag == "img":
            self._add_picture(element)
        elif element.tag == "sup":
            self._raised += 1
        elif element.tag == "pre":
            self._preformatted += 1
        else:
            self._open_anchor(element)

    def _close_other(self, element: Element) -> None:
        if element.tag == "sup":
            self._raised -= 1
        elif element.tag == "pre":
            self._preformatted -= 1
        elif element is self._link:
            self._end_link()

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

    def _add_picture(self, image: Element) -> None:
        sizes = (image.get("width", ""), image.get("height", ""))
        if not any(size.isdigit() and int(size) <= ICON for size in sizes):
            self.end_line()
            self.blocks.append(Picture(image))

    def _in_sentence(self) -> bool:
        """Whether the line so far is neither a heading in bold nor ends a sentence."""
        last = next((text for text in reversed(self._texts) if not text.isspace()), "")
        return bool(self._plain & BOLD) and not SENTENCE_END.search(last.rstrip()[-LONGEST_ENDING:])


def _has_lines(cell: Element) -> bool:
    """Whether a cell holds lines of its own, as where a table lays out a page; cells of data are one line."""
    return next(cell.iterdescendants(*BREAKS_LINE), None) is not None


def _has_picture(element: Element | None) -> bool:
    return element is not None and next(element.iter("img"), None) is not None
