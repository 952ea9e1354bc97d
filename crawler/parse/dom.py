"""A page as a tree of elements, and what selectors find on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from lxml import etree

from crawler.parse.charset import decode, is_declared_utf8
from crawler.parse.html_tree import PAGE_END, Element, parse_html
from crawler.parse.selecting import Selecting, compiled, first_tags

__all__ = [
    "Element", "Page", "has_text", "is_followed", "is_inside", "open_page", "open_utf8", "select", "text_of",
    "texts_of",
]  # fmt: skip

JSON_LD = "application/ld+json"

# A third of the time of lxml's itertext.
_text = etree.XPath("string()", smart_strings=False)
_texts = etree.XPath("descendant::text()", smart_strings=False)

CLOSED = re.compile(rb"</(?i:body|html)\s*>")  # with a beginning that is found without matching


@dataclass(frozen=True)
class Page:
    """A parsed page.

    Attributes:
        root: The root element.
        closed: Whether the markup is complete: it ends in </body> or </html>.
        metadata: The elements with metadata by their tag: meta, link, base and script.
        repairs: What was mended in bytes and markup, by name.
        flags: Why its text may be wrong, as flags of an article.
    """

    root: Element
    metadata: dict[str, list[Element]]
    closed: bool
    repairs: frozenset[str]
    flags: tuple[str, ...] = ()

    @cached_property
    def _selecting(self) -> Selecting:
        return Selecting(self.root)

    def select(self, selector: str | None) -> list[Element]:
        """Return what `selector` finds on the page, in document order; nothing for None."""
        return self._selecting.select(selector) if selector else []

    def prepare(self, selectors: tuple[str, ...]) -> None:
        """Find what most of `selectors` need in one walk over the page."""
        self._selecting.find_tags(first_tags(selectors))

    @cached_property
    def json_ld(self) -> list[str]:
        """The texts of the JSON-LD blocks of the page."""
        scripts = (script for script in self.metadata["script"] if script.get("type") == JSON_LD)
        return [script.text for script in scripts if script.text]

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """The contents of the meta elements by their `property`, `itemprop` or `name`."""
        metas: dict[str, list[str]] = {}
        for meta in self.metadata["meta"]:
            name = meta.get("property") or meta.get("itemprop") or meta.get("name")
            if name and (content := meta.get("content")):
                metas.setdefault(name, []).append(content)
        return metas

    @property
    def head(self) -> Element:
        """Return the <head> of the page, or the root where it has none."""
        return next(self.root.iterchildren("head"), self.root)


def open_page(body: bytes, content_type: str | None) -> Page | None:
    """Return the page in `body`, None where there is nothing to parse."""
    decoded = decode(body, content_type)
    data, repairs = decoded.utf8, set(decoded.repairs)
    tree = parse_html(data, repairs)
    return None if tree is None else Page(*tree, _is_closed(data), frozenset(repairs), decoded.flags)


def open_utf8(body: bytes, content_type: str | None) -> Page | None:
    """Return the page in `body` if that is UTF-8 and nothing else is declared, and can be parsed; else None.

    This takes less time than `open_page`, because the bytes are not decoded before they are parsed. The
    text is not repaired: see `may_need_repair`.
    """
    if not is_declared_utf8(body, content_type):
        return None
    repairs: set[str] = set()
    try:
        tree = parse_html(body, repairs, strict=True)
    except UnicodeError:
        return None
    return None if tree is None else Page(*tree, _is_closed(body), frozenset(repairs))


def _is_closed(data: bytes) -> bool:
    end = data[-PAGE_END:]
    return end.rstrip().endswith(b"</html>") or CLOSED.search(end) is not None


def select(element: Element, selector: str | None) -> list[Element]:
    """Return what `selector` finds at or below `element`, in document order; nothing for None.

    `Page.select` is faster on a whole page.
    """
    return cast("list[Element]", compiled(selector)(element)) if selector else []


def text_of(element: Element) -> str:
    """Return all text inside `element`, that of scripts included."""
    return cast("str", _text(element))


def texts_of(element: Element) -> list[str]:
    """Return the texts inside `element`, between any two tags."""
    return cast("list[str]", _texts(element))


def is_inside(element: Element, container: Element) -> bool:
    """Return whether `element` is `container` or lies in it."""
    return element is container or any(above is container for above in element.iterancestors())


def has_text(element: Element) -> bool:
    """Return whether there is anything but white space in `element`."""
    return bool(text_of(element).strip())


def is_followed(element: Element) -> bool:
    """Return whether anything follows `element` on the page."""
    above: Element | None = element
    while above is not None:
        if above.getnext() is not None or (above.tail or "").strip():
            return True
        above = above.getparent()
    return False
