"""Evaluate CSS selectors on a page with an index of its ids and classes.

A walk over a page of a thousand elements takes a tenth of the time of parsing it, and a layout has about
twenty selectors, most of which match nothing. One walk collects the elements of all tags that these begin
with. A selector that begins with an id or a class is evaluated only at and below the elements that have it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, cast

from cssselect import parser as css
from lxml import etree
from lxml.cssselect import LxmlHTMLTranslator

from crawler.parse.html_tree import Element

MANY = 8  # start elements from which on one search of the whole page is faster than one from each of them

_names = re.compile(r"[^ \t\r\n]+").findall  # of a class attribute, split as by XPath's normalize-space

_ids = etree.XPath("descendant-or-self::*/@id")  # a third of the time of *[@id]
_in_order = etree.XPath("$found | $found")  # libxml2 returns a union in document order

Groups = list[list[Element]]  # elements by their class attribute; a group is in document order
NO_GROUPS: Groups = []


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
        below: Tag of the elements below a certain first one, where nothing else is required (`div.tags a`).
    """

    path: etree.XPath
    first: etree.XPath
    tag: str
    ids: frozenset[str]
    classes: frozenset[str]
    certain: bool
    steps: str
    below: str | None


@cache
def compiled(selector: str) -> etree.XPath:
    """Return `selector` as an XPath expression that searches at and below an element."""
    return etree.XPath(LxmlHTMLTranslator().css_to_xpath(selector))


@cache
def alternatives(selector: str) -> tuple[Alternative, ...]:
    """Return the selectors of a comma-separated list."""
    return tuple(map(_alternative, css.parse(selector)))


@lru_cache(maxsize=4096)
def first_tags(selectors: tuple[str, ...]) -> frozenset[str]:
    """Return the tags of the elements that have to be looked at for their class to evaluate `selectors`."""
    every = (each for selector in selectors for each in alternatives(selector))
    return frozenset(each.tag for each in every if each.classes and not each.ids)


class Selecting:
    """Evaluates selectors on one page, with an index of its tags, ids and classes."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._by_class: dict[str, dict[str, Groups]] = {}  # by tag; tags found in one walk share an index

    def find_tags(self, tags: frozenset[str]) -> None:
        """Index the elements of `tags` (`*`: of any tag) by class in one walk, for later calls."""
        if "*" in self._by_class:
            return
        tags = frozenset("*") if "*" in tags else tags.difference(self._by_class)
        if not tags:
            return
        by_attribute: defaultdict[str, list[Element]] = defaultdict(list)
        for element in self._root.iter(*tags):
            if attribute := element.get("class"):
                by_attribute[attribute].append(element)
        index: defaultdict[str, Groups] = defaultdict(list)
        for attribute, elements in by_attribute.items():
            for name in _names_in(attribute):
                index[name].append(elements)
        self._by_class.update(dict.fromkeys(tags, index))

    def select(self, selector: str) -> list[Element]:
        """Return the elements that match `selector`, in document order."""
        found = [matches for each in alternatives(selector) if (matches := self._matches(each))]
        return _joined(found) if len(found) > 1 else found[0] if found else []

    def _matches(self, alternative: Alternative) -> list[Element]:
        if not (alternative.ids or alternative.classes):
            return _search(alternative.path, self._root)
        starts = self._starts(alternative)
        if not (starts and alternative.steps):
            if alternative.certain:
                return list(starts)
            return [element for element in starts if alternative.first(element)]
        if len(starts) > MANY:
            return _search(alternative.path, self._root)
        if alternative.below is not None:
            found = [list(element.iterdescendants(alternative.below)) for element in starts]
        else:
            found = [_search(alternative.path, element) for element in starts]
        return _joined(found) if len(found) > 1 else found[0]

    def _starts(self, alternative: Alternative) -> list[Element]:
        """The elements at which a match may start: those with the id, or with the tag and a class."""
        if alternative.ids:
            return min((self._by_id.get(name, []) for name in alternative.ids), key=len)
        tag = alternative.tag
        index = self._by_class.get(tag) or self._index_of(tag)
        groups = min([index.get(name, NO_GROUPS) for name in alternative.classes], key=len)
        found = _joined(groups) if len(groups) > 1 else groups[0] if groups else []
        return found if tag == "*" else [element for element in found if element.tag == tag]

    def _index_of(self, tag: str) -> dict[str, Groups]:
        self.find_tags(frozenset((tag,)))
        return self._by_class["*" if "*" in self._by_class else tag]

    @cached_property
    def _by_id(self) -> dict[str, list[Element]]:
        """Elements by id: one each on a valid page."""
        by_id: dict[str, list[Element]] = {}
        for value in cast("list[Any]", _ids(self._root)):
            by_id.setdefault(str(value), []).append(value.getparent())
        return by_id


@lru_cache(maxsize=4096)  # the pages of a site have the same few
def _names_in(attribute: str) -> frozenset[str]:
    """The names in a class attribute."""
    return frozenset(_names(attribute))


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
    below = _tag_below(selector) if certain and steps == " " else None
    return Alternative(path, first, tag, frozenset(ids), frozenset(classes), certain, steps, below)


def _tag_below(selector: css.Selector) -> str | None:
    """Return the tag of the last compound selector, None where it requires more."""
    last = cast("css.CombinedSelector", selector.parsed_tree).subselector
    if isinstance(last, css.Element) and last.namespace is None and not selector.pseudo_element:
        return last.element
    return None
