"""A page as a tree: lxml's, whole however deep the page is nested."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from lxml import etree

from crawler.parse.charset import decode
from crawler.parse.selecting import Element, Selecting, compiled

__all__ = ["Element", "Page", "has_text", "is_followed", "is_inside", "open_page", "parse_html", "select"]

# libxml2 gives up the rest of a page at 2048 levels; beyond this depth elements are opened no further.
DEEPEST = 256

JSON_LD = "application/ld+json"

CLOSED = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
PAGE_END = 4096  # letters: what counters and scripts put behind </html>


@dataclass(frozen=True)
class Page:
    """A parsed page; `closed` says that its markup comes to its end, `repairs` what decoding mended."""

    root: Element
    closed: bool
    repairs: frozenset[str]

    @cached_property
    def _selecting(self) -> Selecting:
        return Selecting(self.root)

    def select(self, selector: str | None) -> list[Element]:
        """What `selector` finds on the page, in its order; nothing for None."""
        return self._selecting.select(selector) if selector else []

    @cached_property
    def json_ld(self) -> list[str]:
        """The texts of the JSON-LD blocks of the page."""
        scripts = (script for script in self.root.iter("script") if script.get("type") == JSON_LD)
        return [script.text for script in scripts if script.text]

    @property
    def head(self) -> Element:
        """The <head> of the page, or the page itself where it has none."""
        head = self.root.find("head")
        return self.root if head is None else head


def open_page(body: bytes, content_type: str | None) -> Page | None:
    """The page in `body`, None where there is nothing to parse."""
    decoded = decode(body, content_type)
    repairs = set(decoded.repairs)
    root = parse_html(decoded.text if decoded.utf8 is None else decoded.utf8, repairs)
    if root is None:
        return None
    closed = CLOSED.search(decoded.text, max(0, len(decoded.text) - PAGE_END)) is not None
    return Page(root, closed, frozenset(repairs))


class _Shallow:
    """A parser target that puts what is nested deeper than DEEPEST into the element at that depth."""

    def __init__(self) -> None:
        self._tree = etree.TreeBuilder()
        self._depth = 0

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes]) -> None:
        self._depth += 1
        if self._depth <= DEEPEST:
            self._tree.start(tag, attrib)

    def end(self, tag: str | bytes) -> None:
        if self._depth <= DEEPEST:
            self._tree.end(tag)
        self._depth -= 1

    def data(self, data: str | bytes) -> None:
        self._tree.data(data)

    def comment(self, text: str | bytes) -> None:
        """Comments are no part of the tree."""

    def close(self) -> Element:
        return self._tree.close()


def parse_html(markup: str | bytes, repairs: set[str]) -> Element | None:
    """The root of the page, without comments; None where there is nothing to parse. Bytes are UTF-8.

    A page nested too deep for libxml2 is flattened, with the repair `nesting`: its text is whole.
    Raises MemoryError: a page that does not fit is not an empty one.
    """
    data = markup.encode("utf-8", "replace") if isinstance(markup, str) else markup
    data = data.replace(b"\0", b"")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = _parse(data, parser)
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        repairs.add("nesting")
        root = _parse(data, etree.HTMLParser(encoding="utf-8", huge_tree=True, target=_Shallow()))
    return root


def _parse(data: bytes, parser: etree.HTMLParser) -> Element | None:
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, AssertionError):  # nothing but white space or comments
        if any(error.type == etree.ErrorTypes.ERR_NO_MEMORY for error in parser.error_log):
            raise MemoryError(f"a page of {len(data)} bytes does not fit") from None
        return None


def select(element: Element, selector: str | None) -> list[Element]:
    """What `selector` finds at or below `element`, in the order of the page; nothing for None.

    A whole page is better asked by `Page.select`.
    """
    return cast("list[Element]", compiled(selector)(element)) if selector else []


def is_inside(element: Element, container: Element) -> bool:
    """Whether `element` is `container` or lies in it."""
    return element is container or any(above is container for above in element.iterancestors())


def has_text(element: Element) -> bool:
    """Whether there is anything but white space in `element`."""
    return any(not text.isspace() for text in element.itertext())


def is_followed(element: Element) -> bool:
    """Whether anything stands on the page after `element` has ended."""
    return any(
        above.getnext() is not None or (above.tail or "").strip()
        for above in (element, *element.iterancestors())
    )
