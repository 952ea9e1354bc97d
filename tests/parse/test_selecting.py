"""Our selector matching gives the same elements in the same order as lxml."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.cssselect import CSSSelector

from crawler.parse.dom import open_page
from crawler.parse.layout import Layout
from crawler.sites import load_sites

PAGES = sorted((Path(__file__).parents[1] / "sites").glob("*/*.html"))
PARTS = ("marker", "title", "body", "lead", "byline", "published", "section", "tags", "images", "drop")
NESTED = b"""<html><body class="a">
<div class="a b"><p class="c">1</p><div class="a"><p class="c">2</p></div></div>
<h2 class="a">3</h2><p class="c d">4</p><span CLASS="a
b">5</span><p class="c">6</p><div class="ab">7</div><div id="x" class="a">8</div></body></html>"""


def selectors() -> set[str]:
    """Return every selector of every layout."""
    layouts = [
        layout for site in load_sites().values() for layout in site.layouts if isinstance(layout, Layout)
    ]
    return {selector for layout in layouts for part in PARTS if (selector := getattr(layout, part))}


@pytest.mark.parametrize("file", PAGES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_layout_selectors_match_like_lxml(file: Path) -> None:
    page = open_page(file.read_bytes(), None)
    assert page is not None
    for selector in selectors():
        assert page.select(selector) == CSSSelector(selector, translator="html")(page.root), selector


@pytest.mark.parametrize(
    "selector",
    [
        *("div.a p", "div.a > p.c", ".a.b", ".a .c", "div.a, h2.a", "h2.a ~ p.c", "h2.a + p", "body.a p.d"),
        *("p.c:not(.d)", "#x.a", "div.none, p.none", "div.a:has(p)", "p:nth-of-type(2).c", "*.a", "[id=x]"),
        *("span.b", "html", "div.a div.a p, div.a p", "h2.a ~ p.c, div.a p", "p.c ~ p.c"),
    ],
)
def test_any_selector_matches_like_lxml(selector: str) -> None:
    page = open_page(NESTED, None)
    assert page is not None
    assert page.select(selector) == CSSSelector(selector, translator="html")(page.root)
