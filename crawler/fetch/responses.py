"""What a response means: an article, links, a redirect, a page that is gone, or nothing that may be kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from archive.clock import parse_utc
from archive.warc.content_encoding import UnusableBody, decode_content
from crawler.crawl.revisit_policy import retry_after
from crawler.crawl.visit import Page, Visit
from crawler.fetch.soft_errors import given_instead
from crawler.parse.read import HTML_TYPES, LARGEST_PAGE, read_article
from crawler.parse.refusal import Refused

if TYPE_CHECKING:
    from scrapy.http import Response

    from archive.article import Capture
    from crawler.discover import Start
    from crawler.site import Site

LARGEST_DISCOVERY = 16 * 1024**2  # a sitemap of a whole year

REDIRECTS = (301, 302, 303, 307, 308)
GONE = (404, 410)


def largest(page: Page) -> int:
    """The most bytes that the answer for `page` may have, packed or unpacked."""
    return LARGEST_DISCOVERY if page.discovers else LARGEST_PAGE


def can_be_read(page: Page, content_type: str | None) -> bool:
    """Whether the answer for `page` may be what was asked for: an article is no PDF and no picture.

    Feeds and sitemaps come under every type there is.
    """
    return page.discovers or (content_type or "").partition(";")[0].strip().lower() in HTML_TYPES


def visit_of(
    response: Response, page: Page, site: Site, start: Start | None, capture: Capture | None
) -> Visit:
    """What came of asking for `page`; `start` is where a discovery page belongs."""
    status = response.status
    if status in REDIRECTS:
        return _redirect(response, page, capture)
    if status == 304 and (page.last is not None or page.article_id is not None):
        outcome = "listed" if page.discovers else "unchanged"
        return Visit(page=page, outcome=outcome, reason="status:304", capture=capture)
    if status in GONE:
        return Visit(page=page, outcome="gone", reason=f"status:{status}", capture=capture)
    if status != 200:
        wait = retry_after(_header(response, "Retry-After"))
        passing = status >= 500 or status in (408, 429)
        reason = f"status:{status}"
        return Visit(page=page, outcome="failed", reason=reason, capture=capture, passing=passing, wait=wait)
    if not can_be_read(page, _header(response, "Content-Type")) or "download_stopped" in response.flags:
        reason = f"type {_header(response, 'Content-Type')}"
        return Visit(page=page, outcome="skipped", reason=reason, capture=capture)
    return _whole_page(response, page, site, start, capture)


def _redirect(response: Response, page: Page, capture: Capture | None) -> Visit:
    location = response.headers.get("Location")
    if not location:
        return Visit(page=page, outcome="failed", reason="redirects nowhere", capture=capture)
    try:
        target = urljoin(page.address, safe_url_string(location))
    except ValueError as error:
        return Visit(page=page, outcome="failed", reason=f"redirects badly: {error}", capture=capture)
    return Visit(page=page, capture=capture, target=target)


def _whole_page(
    response: Response, page: Page, site: Site, start: Start | None, capture: Capture | None
) -> Visit:
    try:
        body = decode_content(response.body, _header(response, "Content-Encoding") or "", largest(page))
    except UnusableBody as unusable:
        reason = f"{unusable.word} {unusable}"
        return Visit(page=page, outcome="failed", reason=reason, capture=capture)
    if "partial" in response.flags and not ends_as_a_page(body):
        reason = "truncated the connection was closed without a sign that the page was whole"
        return Visit(page=page, outcome="failed", reason=reason, capture=capture, passing=True)
    if page.discovers:
        return _discovered(body, response, page, start, capture)
    return _article(body, response, page, site, capture)


def ends_as_a_page(body: bytes) -> bool:
    """Whether `body` ends with its last tag: all that tells, where a server sends no length.

    >>> ends_as_a_page(b"<html><p>Tin</p></html>\\n"), ends_as_a_page(b"<html><p>Ti")
    (True, False)
    """
    return body[-64:].rstrip().lower().endswith((b"</html>", b"</rss>", b"</urlset>", b"</sitemapindex>"))


def _discovered(
    body: bytes, response: Response, page: Page, start: Start | None, capture: Capture | None
) -> Visit:
    if start is None:
        reason = f"start: {page.meta.get('start')} is no longer in the site file"
        return Visit(page=page, outcome="skipped", reason=reason, capture=capture)
    found = start.read(body, page.address)
    useless = found.why is not None and not found.stories and not found.pages
    instead = given_instead(body, _header(response, "Content-Type")) if useless else None
    told = instead or found.why
    return Visit(
        page=page,
        outcome="failed" if useless and not (told or "").startswith("empty") else "listed",
        reason=told,
        capture=capture,
        stories=found.stories,
        pages=found.pages,
    )


def _article(body: bytes, response: Response, page: Page, site: Site, capture: Capture | None) -> Visit:
    assert capture is not None, "an article's record is on disk before it is read"
    try:
        article = read_article(
            body,
            page.address,
            site=site,
            content_type=_header(response, "Content-Type"),
            captured=parse_utc(capture.captured),
        )
    except Refused as refused:
        reason = f"{refused.cls} {refused.why}"
        instead = given_instead(body, _header(response, "Content-Type"))
        if instead is not None and instead.startswith("challenge"):
            reason = instead
        return Visit(page=page, outcome="refused", reason=reason, capture=capture)
    return Visit(page=page, article=replace(article, capture=capture), capture=capture)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else None
