"""The road of a page: from the bytes that were captured to an Article, or to a reason why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from archive.article import Article
from crawler.parse.blocks import joined, lines_of, read_blocks
from crawler.parse.boilerplate import is_error_page
from crawler.parse.by_markup import read_by_markup
from crawler.parse.by_text import read_by_text
from crawler.parse.bylines import lift_source_mark, read_byline
from crawler.parse.charset import decode
from crawler.parse.dates import Reading as DateReading
from crawler.parse.dates import read_date
from crawler.parse.dom import Element, head_of, parse_html, select
from crawler.parse.layout import Layout, TextLayout
from crawler.parse.parts import Missing, Parts
from crawler.parse.pictures import images_of
from crawler.parse.refusal import Refused
from crawler.site import Site

READER_VERSION = 1  # rises whenever the output of read_article changes; a golden test watches

LARGEST_PAGE = 4 * 1024 * 1024
HTML_TYPES = frozenset(
    (
        "",
        "text/html",
        "application/xhtml+xml",
        "application/xml",
        "text/xml",
        "text/plain",
        "application/octet-stream",
    )
)
BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
)
MODIFIED = (
    "meta[property='article:modified_time'], meta[itemprop='dateModified'], meta[property='og:updated_time']"
)
CLOSED = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
PAGE_END = 4096  # letters: what counters and scripts put behind </html>
MEDIA = "video, iframe, img, audio, object, embed"
LITTLE_TEXT = 200  # letters: a page with less and a film on it is no article that a layout misses
CLASSES = {"title": "layout:title", "body": "layout:body", "text": "text:none"}


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, and which selector of its layout gave which field."""

    article: Article
    selectors: dict[str, str]


def read_article(
    body: bytes, url: str, *, site: Site, content_type: str | None, captured: datetime
) -> Article:
    """The article on a page of `site`; raises Refused where there is none that could be trusted."""
    return read_page(body, url, site=site, content_type=content_type, captured=captured).article


def read_page(body: bytes, url: str, *, site: Site, content_type: str | None, captured: datetime) -> Reading:
    """The article on a page of `site` and where its fields came from; raises Refused as read_article does."""
    canonical, key = site.canonical_url(url), site.article_key(url)
    if canonical is None or key is None:
        raise Refused("url", f"{site.name}: not the address of an article: {url}")
    _refuse_by_bytes(body, content_type, site, url)
    decoded = decode(body, content_type)
    repairs = set(decoded.repairs)
    root = parse_html(decoded.text, repairs)
    if root is None:
        raise Refused("soft_error", f"{site.name}: an empty page: {url}")
    parts = _parts(root, site, url, closed=bool(CLOSED.search(decoded.text, len(decoded.text) - PAGE_END)))
    published, flags = _published(parts, captured)
    mark, lead, paragraphs = _texts(parts, site)
    byline = read_byline([line.text for line in parts.byline])
    article = Article(
        site=site.name,
        key=key,
        url=canonical,
        aliases=(url,) if url != canonical else (),
        title=parts.title,
        lead="\n\n".join(lead) or None,
        body="\n\n".join(paragraphs),
        source_mark=mark,
        byline=byline.raw,
        authors=byline.authors,
        published=published.value,
        published_raw=published.raw or None,
        published_precision=published.precision,
        modified=_modified(root, captured),
        section=parts.section,
        tags=tuple(parts.tags),
        images=images_of(parts.pictures, _base(root, url)),
        layout=parts.layout,
        reader_version=READER_VERSION,
        captured=captured.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        repairs=tuple(sorted(repairs | parts.repairs)),
        flags=flags,
    )
    return Reading(article, parts.selectors)


def _refuse_by_bytes(body: bytes, content_type: str | None, site: Site, url: str) -> None:
    """Raise Refused for what is no page, or too large to be one, before it is parsed."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in HTML_TYPES or body.lstrip()[:8].startswith(BINARY):
        raise Refused("type", f"{site.name}: {kind or 'binary data'} is no HTML: {url}")
    if len(body) > LARGEST_PAGE:
        raise Refused("too_large", f"{site.name}: {len(body)} bytes, more than {LARGEST_PAGE}: {url}")


def _parts(root: Element, site: Site, url: str, *, closed: bool) -> Parts:
    """What the first layout whose marker is on the page finds; raises Refused.

    `closed` says that the page's markup comes to its end.
    """
    for layout in site.layouts:
        where = f"{site.name}: layout {layout.name}"
        try:
            found = _by(layout, root)
        except Missing as missing:
            cls = CLASSES[missing.part] if closed else "truncated"
            raise Refused(cls, f"{where}: {missing} in {url}") from None
        if found is None:
            continue
        if not (closed or found.ended):
            raise Refused("truncated", f"{where}: the page breaks off in the text: {url}")
        if is_error_page(" ".join((found.title, joined(found.lead), joined(found.body)))):
            raise Refused("soft_error", f"{where}: the page says {found.title!r}: {url}")
        if not found.body:
            raise Refused("text:none", f"{where}: no text in {url}")
        return found
    raise _unknown(root, site, url)


def _by(layout: Layout | TextLayout, root: Element) -> Parts | None:
    return read_by_text(layout, root) if isinstance(layout, TextLayout) else read_by_markup(layout, root)


def _unknown(root: Element, site: Site, url: str) -> Refused:
    """Why no layout reads the page: it is an error page, has no text, or is of an unknown design."""
    lines = [line for line in lines_of(read_blocks(root)) if not line.linked]
    text = joined(lines)
    if not text or is_error_page(text):
        return Refused("soft_error", f"{site.name}: the page says {text!r}: {url}")
    if len(text) < LITTLE_TEXT and select(root, MEDIA):
        return Refused("text:none", f"{site.name}: pictures or a film without text: {url}")
    return Refused("layout:unknown", f"{site.name}: no layout fits the page: {url}")


def _published(parts: Parts, captured: datetime) -> tuple[DateReading, tuple[str, ...]]:
    """The first of the dates that can be believed, else the first with the doubt about it."""
    readings = [read_date(date, captured) for date in parts.dates]
    for reading in readings:
        if reading.value:
            return reading, ()
    if not readings:
        return DateReading(None, None, None, ""), ("published:missing",)
    return readings[0], (readings[0].flag,) if readings[0].flag else ("published:missing",)


def _texts(parts: Parts, site: Site) -> tuple[str | None, list[str], list[str]]:
    """The paper's mark, and the paragraphs of lead and body without it."""
    lead, body = [line.text for line in parts.lead], [line.text for line in parts.body]
    first = lead or body
    mark, first[0] = lift_source_mark(first[0], site.marks)
    return mark, [text for text in lead if text], [text for text in body if text]


def _modified(root: Element, captured: datetime) -> str | None:
    """When the page says that it was last changed."""
    readings = (
        read_date(element.get("content", ""), captured) for element in select(head_of(root), MODIFIED)
    )
    return next((reading.value for reading in readings if reading.value), None)


def _base(root: Element, url: str) -> str:
    """The address that relative addresses on the page start from."""
    for base in select(head_of(root), "base[href]"):
        try:
            return urljoin(url, base.get("href", "").strip())
        except ValueError:  # "http://[" is no address
            continue
    return url
