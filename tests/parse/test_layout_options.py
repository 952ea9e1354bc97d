"""Options of a layout for pages whose markup says what no general rule can know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from page_builder import FIRST, LAYOUT, LONG, SITE, page, read

from crawler.site import Site


def with_layout(**changes: Any) -> Site:
    return replace(SITE, layouts=(LAYOUT.but(**changes),))


def test_mark_without_a_separator_is_lifted_by_the_selector_of_the_layout() -> None:
    site = with_layout(source_mark="span.mark", lead=".content .first")
    opening = f'<p class="first"><span class="mark">BNEWS</span> <b>{FIRST}</b></p>'
    article = read(page(f"{opening}<p>{LONG}</p>"), site=site)
    assert (article.source_mark, article.lead, article.body) == ("BNEWS", FIRST, LONG)


def test_page_without_the_mark_is_read_with_the_mark_in_its_text() -> None:
    article = read(page(f"<p>(QBĐT) - {FIRST}</p><p>{LONG}</p>"), site=with_layout(source_mark="span.mark"))
    assert (article.source_mark, article.body) == ("QBĐT", f"{FIRST}\n\n{LONG}")


def test_layout_names_the_attribute_with_the_address_of_a_picture() -> None:
    image = '<figure><img src="/a-777.jpg" data-original="/a.jpg"></figure>'
    html = page(f"<p>{FIRST}</p>{image}<p>{LONG}</p>")
    found = [read(html, site=site).images[0].src for site in (SITE, with_layout(image_source="src"))]
    assert found == ["https://bao.example/a.jpg", "https://bao.example/a-777.jpg"]


def test_placeholder_in_the_named_attribute_is_no_address() -> None:
    image = '<figure><img src="data:image/gif;base64,R0" data-original="/a.jpg"></figure>'
    article = read(page(f"<p>{FIRST}</p>{image}<p>{LONG}</p>"), site=with_layout(image_source="src"))
    assert [image.src for image in article.images] == ["https://bao.example/a.jpg"]
