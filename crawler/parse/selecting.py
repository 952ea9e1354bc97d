"""CSS selectors on a whole page, of which most find nothing: what cannot match is not searched for.

A walk over a thousand elements costs a tenth of parsing them, and a layout has twenty selectors. Where one
begins with an id or a class, the elements that have it are looked up, and only below them is the selector
tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, cast

from cssselect import parser as css
from lxml import etree
from lxml.cssselect import LxmlHTMLTranslator

from crawler.parse.html_tree import Element

MANY = 8  # beginnings after which one search from the top is quicker than one from each of them

# Where the selectors of layouts mostly begin: one walk over the page sees them all.
OFTEN = ("div", "p", "span", "h1", "h2", "meta", "figure")

_names = re.compile(r"[^ \t\r\n]+").findall  # of a class attribute, parted as XPath's normalize-space does

_with_id = etree.XPath("descendant-or-self::*[@id]")
_in_order = etree.XPath("$found | $found")  # as libxml2 gives every union


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the selectors that a comma separates; a match begins at a `tag` that has `ids` and `classes`.

    `path` searches below an element, `first` tells whether a match begins with it: certainly where an id, or
    a tag with a class, is all that is wanted (`certain`). `steps` are the combinators that follow: without
    any, what begins a match is the match.
    """

    path: etree.XPath
    first: etree.XPath
    tag: str
    ids: frozenset[str]
    classes: frozenset[str]
    certain: bool
    steps: str


@cache
def compiled(selector: str) -> etree.XPath:
    """The whole of `selector`, to be tried at and below any element."""
    return etree.XPath(LxmlHTMLTranslator().css_to_xpath(selector))


@cache
def alternatives(selector: str) -> tuple[Alternative, ...]:
    """The alternatives of `selector`."""
    return tuple(map(_alternative, css.parse(selector)))


class Selecting:
    """Finds elements of one page, whose classes and ids it remembers once it has looked at them."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._by_tag: dict[str, dict[str, list[Element]]] = {}
        self._look_at(*OFTEN)

    def select(self, selector: str) -> list[Element]:
        """What `selector` finds on the page, in the order of the page."""
        found = [matches for each in alternatives(selector) if (matches := self._matches(each))]
        return _joined(found) if len(found) > 1 else found[0] if found else []

    def _matches(self, alternative: Alternative) -> list[Element]:
        if not (alternative.ids or alternative.classes):
            return _search(alternative.path, self._root)
        beginnings = self._beginnings(alternative)
        if not alternative.steps:
            if alternative.certain:
                return list(beginnings)
            return [element for element in beginnings if alternative.first(element)]
        if len(beginnings) > MANY:
            return _search(alternative.path, self._root)
        found = [_search(alternative.path, element) for element in beginnings]
        return _joined(found) if len(found) > 1 else found[0] if found else []

    def _beginnings(self, alternative: Alternative) -> list[Element]:
        """The elements at which a match may begin: those with the id, or with the rarest of the classes."""
        if alternative.ids:
            return min((self._by_id.get(name, []) for name in alternative.ids), key=len)
        by_class = self._classes(alternative.tag)
        return min((by_class.get(name, []) for name in alternative.classes), key=len)

    @cached_property
    def _by_id(self) -> dict[str, list[Element]]:
        """The elements that have an id by it: one each, but for mistakes of the page."""
        by_id: dict[str, list[Element]] = {}
        for element in _search(_with_id, self._root):
            by_id.setdefault(element.get("id", ""), []).append(element)
        return by_id

    def _classes(self, tag: str) -> dict[str, list[Element]]:
        """The elements of a tag by each class that they have."""
        if tag not in self._by_tag:
            self._look_at(tag)
        return self._by_tag[tag]

    def _look_at(self, *tags: str) -> None:
        for tag in tags:
            self._by_tag[tag] = {}
        # Most attributes are the same as some other one: each is parted once.
        lists: dict[tuple[str, str], list[list[Element]]] = {}
        for element in self._root.iter(*tags):
            attribute = element.get("class")
            if attribute is None:
                continue
            tag = "*" if tags == ("*",) else element.tag
            if (tag, attribute) not in lists:
                by_class = self._by_tag[tag]
                lists[tag, attribute] = [by_class.setdefault(name, []) for name in {*_names(attribute)}]
            for elements in lists[tag, attribute]:
                elements.append(element)


def _search(path: etree.XPath, element: Element) -> list[Element]:
    return cast("list[Element]", path(element))


def _joined(found: list[list[Element]]) -> list[Element]:
    """All elements of several lists, each once, in the order of the page."""
    each: list[Any] = list(dict.fromkeys(element for elements in found for element in elements))
    return cast("list[Element]", _in_order(each[0], found=each)) if each else []


def _alternative(selector: css.Selector) -> Alternative:
    translator = LxmlHTMLTranslator()
    path = etree.XPath(translator.selector_to_xpath(selector))
    tree, steps = selector.parsed_tree, ""
    while isinstance(tree, css.CombinedSelector):
        steps += tree.combinator
        tree = tree.selector
    first = etree.XPath(translator.selector_to_xpath(css.Selector(tree), prefix="self::"))
    ids, classes, conditions = set(), set(), 0
    while not isinstance(tree, css.Element):
        if isinstance(tree, css.Hash):
            ids.add(tree.id)
        elif isinstance(tree, css.Class):
            classes.add(tree.class_name)
        conditions += 1
        tree = tree.selector
    tag = tree.element or "*"
    certain = conditions == 1 and (bool(classes) or (bool(ids) and tag == "*"))
    return Alternative(path, first, tag, frozenset(ids), frozenset(classes), certain, steps)
