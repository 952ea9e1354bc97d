"""CSS selectors on a whole page, of which most find nothing: what cannot match is not searched for.

A walk over a thousand elements costs a tenth of parsing them, and a layout has twenty selectors. Where one
begins with a class, the elements that have it are looked up, and only below them is the selector tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import cast

from cssselect import parser as css
from lxml import etree
from lxml.cssselect import LxmlHTMLTranslator

Element = etree._Element

MANY = 8  # beginnings after which one search from the top is quicker than one from each of them


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the selectors that a comma separates; a match begins at an element of `tag` with `classes`.

    `beside` says that it may lead to elements that stand after the first and not in it.
    """

    path: etree.XPath
    tag: str
    classes: frozenset[str]
    beside: bool


@cache
def compiled(selector: str) -> etree.XPath:
    """The whole of `selector`, to be tried at and below any element."""
    return etree.XPath(LxmlHTMLTranslator().css_to_xpath(selector))


@cache
def alternatives(selector: str) -> tuple[Alternative, ...]:
    """The alternatives of `selector`."""
    return tuple(map(_alternative, css.parse(selector)))


class Selecting:
    """Finds elements of one page, whose classes it remembers once it has looked at them."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._by_tag: dict[str, dict[str, list[Element]]] = {}

    def select(self, selector: str) -> list[Element]:
        """What `selector` finds on the page, in the order of the page."""
        found = [matches for each in alternatives(selector) if (matches := self._matches(each))]
        if len(found) > 1:
            return _search(compiled(selector), self._root)
        return found[0] if found else []

    def _matches(self, alternative: Alternative) -> list[Element]:
        if not alternative.classes:
            return _search(alternative.path, self._root)
        beginnings = self._beginnings(alternative)
        if len(beginnings) > (1 if alternative.beside else MANY):
            return _search(alternative.path, self._root)
        below = (_search(alternative.path, element) for element in beginnings)
        return list(dict.fromkeys(element for matches in below for element in matches))

    def _beginnings(self, alternative: Alternative) -> list[Element]:
        """The elements at which a match may begin: those with the rarest of the classes."""
        by_class = self._classes(alternative.tag)
        return min((by_class.get(name, []) for name in alternative.classes), key=len)

    def _classes(self, tag: str) -> dict[str, list[Element]]:
        """The elements of a tag by each class that they have."""
        if tag not in self._by_tag:
            by_class: dict[str, list[Element]] = {}
            for element in self._root.iter(tag):
                for name in element.get("class", "").split():
                    by_class.setdefault(name, []).append(element)
            self._by_tag[tag] = by_class
        return self._by_tag[tag]


def _search(path: etree.XPath, element: Element) -> list[Element]:
    return cast("list[Element]", path(element))


def _alternative(selector: css.Selector) -> Alternative:
    path = LxmlHTMLTranslator().selector_to_xpath(selector)
    beside = False
    tree = selector.parsed_tree
    while isinstance(tree, css.CombinedSelector):
        beside = beside or tree.combinator in "~+"
        tree = tree.selector
    classes = set()
    while not isinstance(tree, css.Element):
        if isinstance(tree, css.Class):
            classes.add(tree.class_name)
        tree = tree.selector
    return Alternative(etree.XPath(path), tree.element or "*", frozenset(classes), beside)
