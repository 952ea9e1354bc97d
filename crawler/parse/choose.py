"""Which layout of a site reads a page, or why none does."""

from __future__ import annotations

from crawler.parse.block_reader import read_blocks
from crawler.parse.blocks import joined, lines_of
from crawler.parse.boilerplate import LONGEST_ERROR, is_error_page, is_error_text
from crawler.parse.by_markup import read_by_markup
from crawler.parse.by_text import read_by_text
from crawler.parse.dom import Page
from crawler.parse.layout import Layout, TextLayout
from crawler.parse.parts import Missing, Parts
from crawler.parse.refusal import Refused
from crawler.site import Site

MEDIA = "video, iframe, img, audio, object, embed"
LITTLE_TEXT = 200  # letters: a page with less and a film on it is not an article
CLASSES = {"title": "layout:title", "body": "layout:body", "text": "text:none"}


def find_parts(page: Page, site: Site, url: str) -> Parts:
    """What the first layout of `site` whose marker is on the page finds; raises Refused."""
    for layout in site.layouts:
        where = f"{site.name}: layout {layout.name}"
        try:
            parts = _read_by(layout, page)
        except Missing as missing:
            cls = CLASSES[missing.part] if page.closed else "truncated"
            raise Refused(cls, f"{where}: {missing} in {url}") from None
        if parts is not None:
            _refuse_if_no_article(parts, page, where, url)
            return parts
    raise _unknown(page, site, url)


def _read_by(layout: Layout | TextLayout, page: Page) -> Parts | None:
    return read_by_text(layout, page) if isinstance(layout, TextLayout) else read_by_markup(layout, page)


def _refuse_if_no_article(parts: Parts, page: Page, where: str, url: str) -> None:
    if not (page.closed or parts.ended):
        raise Refused("truncated", f"{where}: the page breaks off in the text: {url}")
    lines = (*parts.lead, *parts.body)
    length = sum(len(line.text) for line in lines)
    if length <= LONGEST_ERROR and is_error_text(f"{parts.title} {joined(lines)}"):
        raise Refused("soft_error", f"{where}: the page says {parts.title!r}: {url}")
    if not parts.body and not (parts.lead and parts.has_captions):
        raise Refused("text:none", f"{where}: no text in {url}")


def _unknown(page: Page, site: Site, url: str) -> Refused:
    """Why no layout reads the page: an error, nothing but a film, cut off early, or an unknown design."""
    text = joined(line for line in lines_of(read_blocks(page.root)) if not line.linked)
    if not (text or page.closed):
        return Refused("truncated", f"{site.name}: the page breaks off before its text: {url}")
    if not text or is_error_page(text):
        return Refused("soft_error", f"{site.name}: the page says {text!r}: {url}")
    if len(text) < LITTLE_TEXT and page.select(MEDIA):
        return Refused("text:none", f"{site.name}: pictures or a film without text: {url}")
    return Refused("layout:unknown", f"{site.name}: no layout fits the page: {url}")
