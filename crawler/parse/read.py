"""Parse pipeline: the bytes of a page to an Article, or Refused."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from archive.article import Article
from archive.clock import format_utc
from archive.warc.content_encoding import UnusableBody, decode_content
from crawler.parse.bylines import lift_source_mark, read_byline
from crawler.parse.charset import may_need_repair
from crawler.parse.choose import find_parts
from crawler.parse.dates import DateReading, read_date
from crawler.parse.dom import Page, open_page, open_utf8
from crawler.parse.junk import find_junk, is_encrypted, is_junk, is_leak
from crawler.parse.mojibake import damage_flag
from crawler.parse.omissions import Omitted, dropped_flag, hidden_flag
from crawler.parse.parts import Parts
from crawler.parse.pictures import images_of
from crawler.parse.plausibility import flags_of
from crawler.parse.publication import choose_publication, machine_dates
from crawler.parse.refusal import Refused
from crawler.site import Site

READER_VERSION = 2  # increase with every change of the output of read_article; a golden test checks it

LARGEST_PAGE = 4 * 1024 * 1024
LONGEST_QUOTE = 200  # letters of the page in the reason for a refusal
HTML_TYPES = frozenset((
    "", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain",
    "application/octet-stream", "application/gzip", "application/x-gzip",
))  # fmt: skip
BINARY = (
    b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\xd0\xcf\x11\xe0", b"{\\rtf",
)  # fmt: skip
GZIP = b"\x1f\x8b\x08"
UNUSABLE = {"truncated": "truncated", "too_large": "too_large", "corrupt": "type"}  # classes of Refused
MODIFIED = ("article:modified_time", "dateModified", "og:updated_time")  # names of meta elements


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, the selector of its layout that gave each field, and the account of omitted text."""

    article: Article
    selectors: dict[str, str]
    omitted: tuple[Omitted, ...] = ()


def read_article(
    body: bytes, url: str, *, site: Site, content_type: str | None, captured: datetime
) -> Article:
    """Return the article on a page of `site`.

    `body` are the bytes without HTTP transfer and content encodings, `content_type` the value of that header,
    `captured` the time of the capture. Raises Refused for a page without an article or with one that
    cannot be trusted.
    """
    return read_page(body, url, site=site, content_type=content_type, captured=captured).article


def read_page(body: bytes, url: str, *, site: Site, content_type: str | None, captured: datetime) -> Reading:
    """Return what read_article does, with the selectors and the account of omitted text; raises Refused."""
    key = site.article_key(url)
    if key is None:
        raise Refused("url", f"{site.name}: not the address of an article: {url}")
    markup = _unzipped(body, site, url)
    _refuse_by_bytes(markup, content_type, site, url)
    page, parts = _open(markup, content_type, site, url)
    if markup is not body:
        parts.repairs.add("gzip")
    _refuse_junk(parts, site, url)
    published = choose_publication(
        parts.dates, machine_dates(page), url=url, captured=captured, trusted=parts.trusted_date
    )
    article = build_article(
        parts,
        page,
        site=site,
        key=key,
        url=url,
        captured=captured,
        published=published,
        doubts=flags_of(parts, page, site=site, url=url, key=key),
    )
    return Reading(article, parts.selectors, tuple(parts.omitted))


def _unzipped(body: bytes, site: Site, url: str) -> bytes:
    """Return the page in a body that is gzipped once more than its Content-Encoding says."""
    try:
        return decode_content(body, "gzip", LARGEST_PAGE) if body.startswith(GZIP) else body
    except UnusableBody as unusable:
        raise Refused(UNUSABLE[unusable.word], f"{site.name}: {unusable}: {url}") from None


def _refuse_by_bytes(body: bytes, content_type: str | None, site: Site, url: str) -> None:
    """Raise Refused for bytes that are not HTML or too many, before they are parsed."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in HTML_TYPES or body.lstrip()[:8].startswith(BINARY):
        raise Refused("type", f"{site.name}: {kind or 'binary data'} is not HTML: {url}")
    if len(body) > LARGEST_PAGE:
        raise Refused("too_large", f"{site.name}: {len(body)} bytes, more than {LARGEST_PAGE}: {url}")


def _open(body: bytes, content_type: str | None, site: Site, url: str) -> tuple[Page, Parts]:
    """Return the page in `body` and its parts; raises Refused.

    It is decoded and repaired only where something else than UTF-8 is declared, where nothing is found
    without that, or where what is found may need a repair: nearly all pages are read at the first attempt.
    """
    page = open_utf8(body, content_type)
    if page is not None:
        with suppress(Refused):
            parts = find_parts(page, site, url)
            if not may_need_repair(parts.text):
                return page, parts
    page = open_page(body, content_type)
    if page is None:
        raise Refused("soft_error", f"{site.name}: an empty page: {url}")
    return page, find_parts(page, site, url)


def _refuse_junk(parts: Parts, site: Site, url: str) -> None:
    """Raise Refused for an encrypted body, and for what a broken template or server printed."""
    where = f"{site.name}: layout {parts.layout}"
    lines = [line.text for line in parts.body or parts.byline]
    if any(map(is_encrypted, lines)):
        raise Refused("text:encrypted", f"{where}: the text is encrypted, a script decrypts it: {url}")
    junk = find_junk(parts.title, lines)
    if junk is not None:
        raise Refused("text:junk", f"{where}: the page says {junk[:LONGEST_QUOTE]!r}: {url}")


def build_article(
    parts: Parts,
    page: Page,
    *,
    site: Site,
    key: str,
    url: str,
    captured: datetime,
    published: DateReading,
    doubts: Iterable[str],
) -> Article:
    """Return the article of `parts`; `doubts` are flags beside those of its date, text and markup."""
    canonical = site.canonical_url(url) or url
    mark, lead, body = _texts(parts, site)
    text = f"{parts.title}\n{lead}\n{body}"
    flags = (
        published.flag,
        *doubts,
        dropped_flag(parts.omitted, text),
        hidden_flag(parts.omitted, text),
        *page.flags,
        damage_flag(parts.title, text),
        None if body else "text:captions",
        None if page.closed else "unclosed",
    )
    byline = read_byline([line.text for line in parts.byline if not is_junk(line.text)])
    return Article(
        site=site.name,
        key=key,
        url=canonical,
        aliases=(url,) if url != canonical else (),
        title=parts.title,
        lead=lead or None,
        body=body,
        source_mark=mark,
        byline=byline.raw,
        authors=byline.authors,
        published=published.value,
        published_raw=published.raw or None,
        published_precision=published.precision,
        modified=_modified(page, captured),
        section=None if is_leak(parts.section or "") else parts.section,
        tags=tuple(tag for tag in parts.tags if not is_leak(tag)),
        images=images_of(parts.pictures, _base(page, url), parts.image_source),
        layout=parts.layout,
        reader_version=READER_VERSION,
        captured=format_utc(captured),
        repairs=tuple(sorted(page.repairs | parts.repairs)),
        flags=tuple(dict.fromkeys(filter(None, flags))),
    )


def _texts(parts: Parts, site: Site) -> tuple[str | None, str, str]:
    """Return the paper's mark, and lead and body without it."""
    lead, body = [line.text for line in parts.lead], [line.text for line in parts.body]
    first = lead or body
    mark, first[0] = lift_source_mark(first[0], site.marks)
    return parts.source_mark or mark, "\n\n".join(filter(None, lead)), "\n\n".join(filter(None, body))


def _modified(page: Page, captured: datetime) -> str | None:
    """Return when the page states to be last changed, None where it states nothing readable."""
    if page.metas.keys().isdisjoint(MODIFIED):
        return None
    names = ((meta.get("property") or meta.get("itemprop"), meta) for meta in page.head.iter("meta"))
    readings = (read_date(meta.get("content", ""), captured) for name, meta in names if name in MODIFIED)
    return next((reading.value for reading in readings if reading.value), None)


def _base(page: Page, url: str) -> str:
    """Return the address that relative addresses on the page start from.

    The first <base> with an address counts, wherever it stands; `data:` and `javascript:` have no effect
    (HTML standard, 4.2.3).
    """
    for base in page.metadata["base"]:
        href = base.get("href", "").strip()
        if href and not href.lower().startswith(("data:", "javascript:")):
            try:
                return urljoin(url, href)
            except ValueError:  # "http://[" is not an address
                continue
    return url
