"""Interpret an answer: the one place where HTTP statuses, redirects and pages are judged.

Crawls, replays, imports and rereads share it, so that the same answer has the same outcome in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from w3lib.url import safe_url_string

from archive.article import Article
from archive.clock import parse_utc
from archive.warc.content_encoding import TruncatedBody, UnusableBody
from crawler.discover import Start
from crawler.fetch.answer import Answer, media_type
from crawler.fetch.backoff import retry_after
from crawler.fetch.meaning import (
    ArticleRead,
    Ended,
    LinksRead,
    Meaning,
    NotModified,
    RedirectsTo,
    RobotsText,
)
from crawler.fetch.soft_errors import given_instead
from crawler.parse.dump import read_dump
from crawler.parse.generic import read_generic
from crawler.parse.read import HTML_TYPES, LARGEST_PAGE, read_article
from crawler.parse.refusal import Refused
from crawler.site import Site

OK = 200
REDIRECTS = (301, 302, 303, 307, 308)
NOT_MODIFIED = 304
GONE = (404, 410)
REQUEST_TIMEOUT = 408
BUSY = (429, 503)  # the server asks for fewer requests

MOST_HOPS = 20
LONGEST_URL = 2000
LARGEST_DISCOVERY = 16 * 1024**2  # bytes of a sitemap for a whole year
LARGEST_ROBOTS = 2 * 1024**2  # bytes; the rules in it are read up to 500 KiB (crawler.fetch.robots)
LAST_TAGS = (b"</html>", b"</rss>", b"</urlset>", b"</sitemapindex>")


def interpret(answer: Answer, site: Site, start: Start | None = None) -> Meaning:
    """Return what the answer for an address of `site` means.

    It is read for links where `start` is given, the start that the discovery page belongs to, else as an
    article.
    """
    if (ended := _without_page(answer, site)) is not None:
        return ended
    if start is not None:
        return _read_links(answer, start)
    if not may_be_article(answer.content_type):
        return Ended("skipped", f"type {media_type(answer.content_type)}")
    # What is at no article's address may be a sitemap: it is not refused for its size.
    limit = LARGEST_DISCOVERY if site.article_key(answer.url) is None else LARGEST_PAGE
    return _read_article(answer, limit, _site_reader(answer, site))


def interpret_dump(answer: Answer, sites: Iterable[Site]) -> ArticleRead | Ended:
    """Return what a plain-text dump of an article means; its site is recognised by its marks."""
    known = tuple(sites)
    read = _read_article(
        answer, LARGEST_PAGE, lambda body: read_dump(body, sites=known, captured=_captured(answer))
    )
    if isinstance(read, Ended):
        return read
    site = next(site for site in known if site.name == read.article.site)
    return ArticleRead(_with_address(read.article, answer.url, site))


def interpret_generic(answer: Answer) -> Meaning:
    """Return what the answer of a host without a site file means, read by the general reader."""
    host = host_of(answer.url)
    site = Site(host, publisher=host, hosts=(host,), articles=(), layouts=())
    if (ended := _without_page(answer, site)) is not None:
        return ended
    return _read_article(
        answer,
        LARGEST_PAGE,
        lambda body: (
            read_generic(
                body, answer.url, content_type=answer.content_type, captured=_captured(answer)
            ).article
        ),
    )


def interpret_robots(answer: Answer, site: Site) -> RobotsText | RedirectsTo | Ended:
    """Return the rules in the answer for a robots.txt, where they moved, or why nobody knows them.

    As RFC 9309 (section 2.3.1) says: no rules where there is no such file (4xx) or where it leads out of
    the site, none known where the server fails or the file cannot be read whole.
    """
    if answer.status in REDIRECTS:
        redirect = _redirect(answer, site)
        return redirect if isinstance(redirect, RedirectsTo) else RobotsText()
    if answer.status >= 500 or answer.status in BUSY:
        return Ended("failed", f"status:{answer.status}")
    if answer.status != OK:
        return RobotsText()
    try:
        return RobotsText(answer.decoded(LARGEST_ROBOTS))
    except UnusableBody as unusable:
        return Ended("failed", unusable.word)


def interpret_not_modified(*, known: bool, discovers: bool) -> Ended:
    """Return what "not modified" comes to; `known`: the archive has a text or the links of that page."""
    if not known:
        return Ended("failed", f"status:{NOT_MODIFIED}")
    return Ended("listed" if discovers else "unchanged", f"status:{NOT_MODIFIED}")


def end_of_chain(target: str, hops: Sequence[str]) -> Ended | None:
    """Return why a redirect to `target` is not followed after `hops`, the addresses that led to it."""
    if target in hops or len(hops) > MOST_HOPS:
        return Ended("failed", f"redirects {len(hops)} times, to {target}")
    return None


def may_be_article(content_type: str | None) -> bool:
    """Return whether a page of this type may be an article: a PDF or a picture is none."""
    return media_type(content_type) in HTML_TYPES


def page_body(answer: Answer) -> bytes | None:
    """Return the decoded body of an answer that has a page, or None where it has none that can be used."""
    if not has_page(answer.status):
        return None
    try:
        return _whole_body(answer, LARGEST_PAGE)
    except UnusableBody:
        return None


def has_page(status: int) -> bool:
    """Return whether an answer of this status has a page in it."""
    return status == OK


def repeats_page(status: int) -> bool:
    """Return whether an answer of this status says that the page is as it was."""
    return status == NOT_MODIFIED


def asks_to_wait(status: int) -> bool:
    """Return whether the server asks for fewer requests."""
    return status in BUSY


def shows_trouble(meaning: Meaning) -> bool:
    """Return whether the site did not answer, or with a fault of its own; not where it is only slow."""
    if not isinstance(meaning, Ended):
        return False
    reason = meaning.reason or ""
    return reason.startswith("robots:unreachable") or (meaning.passing and not reason.startswith("truncated"))


def blocked(url: str) -> str:
    """Return the reason why an address that is not the site's is not requested.

    >>> blocked("file:///etc/passwd"), blocked("https://en.nhandan.vn/")
    ('blocked:scheme', 'blocked:offsite')
    """
    return "blocked:offsite" if urlsplit(url).scheme in ("http", "https") else "blocked:scheme"


def host_of(url: str) -> str:
    """Return the host that a page without a site is named by."""
    return urlsplit(url).hostname or ""


def _without_page(answer: Answer, site: Site) -> RedirectsTo | NotModified | Ended | None:
    """What the status alone says, or None where the answer has a page."""
    status = answer.status
    if status in REDIRECTS:
        return _redirect(answer, site)
    if status == NOT_MODIFIED:
        return NotModified()
    if status in GONE:
        return Ended("gone", f"status:{status}")
    if not has_page(status):
        passing = status >= 500 or status in (REQUEST_TIMEOUT, *BUSY)
        wait = retry_after(answer.header("Retry-After"))
        return Ended("failed", f"status:{status}", passing=passing, wait=wait)
    return None


def _redirect(answer: Answer, site: Site) -> RedirectsTo | Ended:
    location = answer.header("Location")
    if not location:
        return Ended("failed", "redirects nowhere")
    try:
        target = urldefrag(urljoin(answer.url, safe_url_string(location))).url
    except ValueError as error:
        return Ended("failed", f"redirects badly: {error}")
    if target == answer.url:
        return Ended("failed", "redirects nowhere: to itself")
    if not site.owns(target):
        return Ended("skipped", f"{blocked(target)} {target[:LONGEST_URL]}")
    return RedirectsTo(target)


def _read_links(answer: Answer, start: Start) -> LinksRead | Ended:
    try:
        body = _whole_body(answer, LARGEST_DISCOVERY)
    except UnusableBody as unusable:
        return _unusable(answer, unusable)
    found = start.read(body, answer.url)
    useless = found.why is not None and not found.stories and not found.pages
    reason = (given_instead(body, answer.content_type) if useless else None) or found.why
    if useless and not (reason or "").startswith("empty"):
        return Ended("failed", reason)
    return LinksRead(found.stories, found.pages, reason)


def _read_article(answer: Answer, limit: int, read: Callable[[bytes], Article]) -> ArticleRead | Ended:
    try:
        body = _whole_body(answer, limit)
    except UnusableBody as unusable:
        return _unusable(answer, unusable)
    try:
        return ArticleRead(replace(read(body), capture=answer.capture))
    except Refused as refused:
        return _refusal(refused, body, answer.content_type)


def _refusal(refused: Refused, body: bytes, content_type: str | None) -> Ended:
    """What a page without an article comes to: one that tests for a browser hides what the address has."""
    instead = given_instead(body, content_type)
    if instead is not None and instead.startswith("challenge"):
        return Ended("refused", instead)
    return Ended("skipped" if refused.cls == "url" else "refused", f"{refused.cls} {refused.why}")


def _whole_body(answer: Answer, limit: int) -> bytes:
    body = answer.decoded(limit)
    if answer.may_be_cut and not ends_as_a_page(body):
        raise TruncatedBody("the connection was closed without a sign that the page was whole")
    return body


def _unusable(answer: Answer, unusable: UnusableBody) -> Ended:
    passing = answer.may_be_cut and isinstance(unusable, TruncatedBody)
    return Ended("failed", f"{unusable.word} {unusable}", passing=passing)


def ends_as_a_page(body: bytes) -> bool:
    r"""Return whether `body` ends with its last tag: all that tells, where a server sends no length.

    >>> ends_as_a_page(b"<html><p>Tin</p></html>\n"), ends_as_a_page(b"<html><p>Ti")
    (True, False)
    """
    return body[-64:].rstrip().lower().endswith(LAST_TAGS)


def _site_reader(answer: Answer, site: Site) -> Callable[[bytes], Article]:
    return lambda body: read_article(
        body, answer.url, site=site, content_type=answer.content_type, captured=_captured(answer)
    )


def _captured(answer: Answer) -> datetime:
    assert answer.capture is not None, "an answer is read only once its record is on disk"
    return parse_utc(answer.capture.captured)


def _with_address(article: Article, url: str, site: Site) -> Article:
    """Give a dump without an address of its own the one that it was imported with."""
    key = site.article_key(url)
    if article.url is not None or key is None:
        return article
    canonical = site.canonical_url(url)
    return replace(article, url=canonical, key=key, aliases=(url,) if url != canonical else ())
