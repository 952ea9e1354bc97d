"""Evaluate CSS selectors on a page with an index of its ids and classes.

A walk over a page of a thousand elements takes a tenth of the time of parsing it, and a layout has about
twenty selectors, most of which match nothing. A selector that begins with an id or a class is evaluated only
at and below the elements that have it.
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

MANY = 8  # start elements from which on one search of the whole page is faster than one from each of them

# Tags with which most selectors of layouts begin, indexed in one walk over the page.
COMMON_TAGS = ("div", "p", "span", "h1", "h2", "meta", "figure")

_names = re.compile(r"[^ \t\r\n]+").findall  # of a class attribute, split as by XPath's normalize-space

_with_id = etree.XPath("descendant-or-self::*[@id]")
_in_order = etree.XPath("$found | $found")  # libxml2 returns a union in document order


Groups = list[list[Element]]  # elements by their class attribute; a group is in document order


@dataclass(frozen=True, slots=True)
class Alternative:
    """One selector of a comma-separated list, with what its first compound selector requires.

    Attributes:
        path: Finds the matches at and below an element.
        first: Tests an element against the first compound selector.
        tag: Tag of the first compound selector, `*` for any.
        ids: Ids that it requires.
        classes: Classes that it requires.
        certain: Whether having the tag and the id or class is all that it requires.
        steps: Combinators that follow it; without any, its matches are those of the selector.
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
    """Return `selector` as an XPath expression that searches at and below an element."""
    return etree.XPath(LxmlHTMLTranslator().css_to_xpath(selector))


@cache
def alternatives(selector: str) -> tuple[Alternative, ...]:
    """Return the selectors of a comma-separated list."""
    return tuple(map(_alternative, css.parse(selector)))


class Selecting:
    """Evaluates selectors on one page, with an index of its ids and classes."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._by_tag: dict[str, dict[str, Groups]] = {}
        self._index(*COMMON_TAGS)

    def select(self, selector: str) -> list[Element]:
        """Return the elements that match `selector`, in document order."""
        found = [matches for each in alternatives(selector) if (matches := self._matches(each))]
        return _joined(found) if len(found) > 1 else found[0] if found else []

    def _matches(self, alternative: Alternative) -> list[Element]:
        if not (alternative.ids or alternative.classes):
            return _search(alternative.path, self._root)
        starts = self._starts(alternative)
        if not alternative.steps:
            if alternative.certain:
                return list(starts)
            return [element for element in starts if alternative.first(element)]
        if len(starts) > MANY:
            return _search(alternative.path, self._root)
        found = [_search(alternative.path, element) for element in starts]
        return _joined(found) if len(found) > 1 else found[0] if found else []

    def _starts(self, alternative: Alternative) -> list[Element]:
        """The elements at which a match may start: those with the id, or with the rarest class."""
        if alternative.ids:
            return min((self._by_id.get(name, []) for name in alternative.ids), key=len)
        by_class = self._classes(alternative.tag)
        rarest = min((by_class.get(name, []) for name in alternative.classes), key=_size)
        return _joined(rarest) if len(rarest) > 1 else rarest[0] if rarest else []

    @cached_property
    def _by_id(self) -> dict[str, list[Element]]:
        """Elements by id: one each on a valid page."""
        by_id: dict[str, list[Element]] = {}
        for element in _search(_with_id, self._root):
            by_id.setdefault(element.get("id", ""), []).append(element)
        return by_id

    def _classes(self, tag: str) -> dict[str, Groups]:
        """The elements of a tag by class."""
        if tag not in self._by_tag:
            self._index(tag)
        return self._by_tag[tag]

    def _index(self, *tags: str) -> None:
        """Index the elements of `tags` by class; each different class attribute is split once."""
        by_tag: dict[str, dict[str, list[Element]]] = {tag: {} for tag in tags}
        any_tag = by_tag.get("*")
        for element in self._root.iter(*tags):
            if attribute := element.get("class"):
                by_attribute = by_tag[element.tag] if any_tag is None else any_tag
                by_attribute.setdefault(attribute, []).append(element)
        for tag, by_attribute in by_tag.items():
            by_class = self._by_tag[tag] = {}
            for attribute, elements in by_attribute.items():
                for name in {*_names(attribute)}:
                    by_class.setdefault(name, []).append(elements)


def _size(groups: Groups) -> int:
    return sum(map(len, groups))


def _search(path: etree.XPath, element: Element) -> list[Element]:
    return cast("list[Element]", path(element))


def _joined(found: list[list[Element]]) -> list[Element]:
    """The elements of several lists, each once, in document order."""
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
