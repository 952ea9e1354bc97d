"""CSS selectors that may name an element on all pages of a design."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.parse.dom import Element, Page

NAME = re.compile(r"[A-Za-z][A-Za-z_-]*")  # without figures: `col-md-8` and `ctl00_lblTitle` say nothing
TOO_COMMON = frozenset(
    ("clearfix", "container", "content", "detail", "item", "left", "main", "right", "row", "wrap")
)


def selectors_of(element: Element, page: Page) -> list[str]:
    """Return selectors whose first match on `page` is `element`, the plainest first."""
    return [name for name in dict.fromkeys(_candidates(element)) if _is_first(element, name, page)]


def _candidates(element: Element) -> Iterator[str]:
    own = list(_names(element))
    yield from own
    tag = str(element.tag)
    parent, before = element.getparent(), element.getprevious()
    for name in _names(parent) if parent is not None else ():
        yield from (f"{name} > {each}" for each in (*own, tag))
    for name in _names(before) if before is not None else ():
        yield f"{name} + {tag}"
        yield f"{name} ~ {tag}"
    for above in element.iterancestors():
        yield from (f"{name} {tag}" for name in _names(above))


def _names(element: Element) -> Iterator[str]:
    """Yield the selectors of an element by its own id and classes."""
    tag = element.tag
    if not isinstance(tag, str) or tag in ("html", "body"):
        return
    if NAME.fullmatch(identity := element.get("id", "")):
        yield f"{tag}#{identity}"
    classes = [name for name in element.get("class", "").split() if NAME.fullmatch(name)]
    classes.sort(key=lambda name: name in TOO_COMMON)
    yield from (f"{tag}.{name}" for name in classes)


def _is_first(element: Element, selector: str, page: Page) -> bool:
    found = page.select(selector)
    return bool(found) and found[0] is element
