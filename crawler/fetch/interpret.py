"""Interpret an answer: the one place where HTTP statuses, redirects and pages are judged.

Crawls, replays, imports and rereads share it, so that the same answer has the same outcome in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from w3lib.url import safe_url_string

from archive.article import Article
from archive.warc.content_encoding import TruncatedBody, UnusableBody, decode_content
from archive.warc.members import GZIP_MAGIC
from crawler.discover import Start
from crawler.fetch.answer import Answer, media_type
from crawler.fetch.backoff import retry_after
from crawler.fetch.body_end import is_checked, shows_its_end
from crawler.fetch.meaning import (
    ArticleRead,
    Ended,
    LinksRead,
    Meaning,
    NotModified,
    RedirectsTo,
    RobotsText,
)
from crawler.fetch.soft_errors import error_page_reason
from crawler.parse.dump import read_dump
from crawler.parse.generic import read_generic
from crawler.parse.read import HTML_TYPES, LARGEST_PAGE, read_article
from crawler.parse.refusal import Refused
from crawler.site import Site, host_and_port, site_of_host

OK = 200
REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT_REDIRECTS = (301, 308)
NOT_MODIFIED = 304
PARTIAL_CONTENT = 206
GONE = (404, 410)
REFUSED = (403, 451)
REQUEST_TIMEOUT = 408
BUSY = (429, 503)  # the server asks for fewer requests

MAX_HOPS = 20
MAX_URL_LENGTH = 2000
MAX_DISCOVERY_SIZE = 16 * 1024**2  # bytes; the sitemap of a whole year
MAX_ROBOTS_SIZE = 2 * 1024**2  # bytes; of these crawler.fetch.robots parses the first 500 KiB


def interpret(answer: Answer, site: Site, start: Start | None = None) -> Meaning:
    """Return what the answer for a URL of `site` means.

    With `start`, the start in the site file that the URL belongs to, the page is read for links, else as an
    article.
    """
    if (judged := _judge_status(answer, site)) is not None:
        return judged
    if start is not None:
        return _read_links(answer, start)
    if not may_be_article(answer.content_type):
        return Ended("skipped", f"type {media_type(answer.content_type)}")
    # A URL that is not an article's may be a sitemap, which is skipped whatever its size.
    limit = MAX_DISCOVERY_SIZE if site.article_key(answer.url) is None else LARGEST_PAGE
    return _read_article(answer, limit, _site_reader(answer, site))


def interpret_dump(answer: Answer, sites: Iterable[Site]) -> ArticleRead | Ended:
    """Return what a plain-text dump of an article means; its site is recognised by its marks."""
    known = tuple(sites)
    read = _read_article(
        answer, LARGEST_PAGE, lambda body: read_dump(body, sites=known, captured=answer.captured)
    )
    if isinstance(read, Ended):
        return read
    site = next(site for site in known if site.name == read.article.site)
    return ArticleRead(_with_address(read.article, answer.url, site))


def interpret_generic(answer: Answer) -> Meaning:
    """Return what the answer of a host without a site file means, read by the generic reader."""
    if (judged := _judge_status(answer, site_of_host(answer.url))) is not None:
        return judged

    def read(body: bytes) -> Article:
        reading = read_generic(body, answer.url, content_type=answer.content_type, captured=answer.captured)
        return reading.article

    return _read_article(answer, LARGEST_PAGE, read)


def interpret_robots(answer: Answer, site: Site) -> RobotsText | RedirectsTo | Ended:
    """Return the text of a robots.txt, the URL it moved to, or why the rules are unknown.

    RFC 9309, section 2.3.1: no rules where there is no such file (4xx) or where it redirects to another
    site; unknown rules where the server fails or the file is not readable.
    """
    if answer.status in REDIRECTS:
        redirect = _judge_redirect(answer, site)
        return redirect if isinstance(redirect, RedirectsTo) else RobotsText()
    if answer.status >= 500 or answer.status in BUSY:
        return Ended("failed", f"status:{answer.status}")
    if answer.status != OK:
        return RobotsText()
    try:
        return RobotsText(answer.decode(MAX_ROBOTS_SIZE))
    except UnusableBody as unusable:
        return Ended("failed", unusable.word)


def interpret_not_modified(*, is_stored: bool, is_discovery: bool) -> Ended:
    """Return the outcome of "not modified".

    Args:
        is_stored: Whether the archive has the text or the links of the page; without them a page that
            "is not modified" is missing.
        is_discovery: Whether the page is read for links.
    """
    if not is_stored:
        return Ended("failed", f"status:{NOT_MODIFIED}")
    return Ended("listed" if is_discovery else "unchanged", f"status:{NOT_MODIFIED}")


def end_of_chain(target: str, hops: Sequence[str]) -> Ended | None:
    """Return why a redirect to `target` is not followed, or None; `hops` are the URLs that led to it."""
    if target in hops or len(hops) > MAX_HOPS:
        return Ended("failed", f"redirects {len(hops)} times, to {target}")
    return None


def end_of_redirect(redirect: RedirectsTo, site: Site, key: str | None) -> Ended:
    """Return the outcome of a URL with article key `key` (None without one) that redirects within the site.

    An address that redirects to an article is an alias of it. But a server that is overloaded or under
    maintenance redirects temporarily to any page: such an article address is not final.
    """
    to_article = site.article_key(redirect.target) is not None
    return Ended(
        "skipped",
        f"redirect:{redirect.target}",
        perhaps_gone=redirect.permanent and not to_article,
        final=to_article and (redirect.permanent or key is None),
    )


def may_be_article(content_type: str | None) -> bool:
    """Return whether a response of this type may be an article; a PDF or an image is not."""
    return media_type(content_type) in HTML_TYPES


def size_limit(*, is_discovery: bool) -> int:
    """Return how many bytes a page may have, compressed or not."""
    return MAX_DISCOVERY_SIZE if is_discovery else LARGEST_PAGE


def page_body(answer: Answer) -> bytes | None:
    """Return the decoded body of a page, or None where the answer has no readable page."""
    if not has_page(answer.status):
        return None
    try:
        return _complete_body(answer, LARGEST_PAGE)
    except UnusableBody:
        return None


def has_page(status: int) -> bool:
    """Return whether an answer of this status has a page as its body."""
    return status == OK


def may_have_page(status: int | None) -> bool:
    """Return whether a capture may have a page as its body; `status` is None where an index has none."""
    return status is None or has_page(status)


def is_not_modified(status: int) -> bool:
    """Return whether an answer of this status stands for the earlier one."""
    return status == NOT_MODIFIED


def asks_to_wait(status: int) -> bool:
    """Return whether the server asks for fewer requests."""
    return status in BUSY


def judge_web_archive(status: int) -> Literal["good", "wait", "refused", "missing", "broken"]:
    """Return what the status of a web archive's own answer means; that of a capture is never judged so.

    A redirect of the archive is broken: it leads to another capture than the one that was requested.
    """
    if status in BUSY:
        return "wait"
    if status in REFUSED:
        return "refused"
    if status in GONE:
        return "missing"
    return "good" if status in (OK, PARTIAL_CONTENT) else "broken"


def shows_trouble(meaning: Meaning) -> bool:
    """Return whether the site did not answer, or failed; one truncated body does not count."""
    if not isinstance(meaning, Ended):
        return False
    reason = meaning.reason or ""
    return reason.startswith("robots:unreachable") or (meaning.passing and not reason.startswith("truncated"))


def blocked_reason(url: str) -> str:
    """Return the reason why a URL that is not the site's is not requested.

    >>> blocked_reason("file:///etc/passwd"), blocked_reason("https://en.nhandan.vn/")
    ('blocked:scheme', 'blocked:offsite')
    """
    return "blocked:offsite" if urlsplit(url).scheme in ("http", "https") else "blocked:scheme"


def host_of(url: str) -> str:
    """Return the name of the site of a URL where there is no site file: its host."""
    return host_and_port(url)


def _judge_status(answer: Answer, site: Site) -> RedirectsTo | NotModified | Ended | None:
    """Return what the status means, or None where the body has to be read."""
    status = answer.status
    if status in REDIRECTS:
        return _judge_redirect(answer, site)
    if status == NOT_MODIFIED:
        return NotModified()
    if status in GONE:
        return Ended("gone", f"status:{status}")
    if not has_page(status):
        passing = status >= 500 or status in (REQUEST_TIMEOUT, *BUSY)
        wait = retry_after(answer.header("Retry-After"))
        return Ended("failed", f"status:{status}", passing=passing, wait=wait)
    return None


def _judge_redirect(answer: Answer, site: Site) -> RedirectsTo | Ended:
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
        reason = f"{blocked_reason(target)} {target[:MAX_URL_LENGTH]}"
        return Ended("skipped", reason, perhaps_gone=answer.status in PERMANENT_REDIRECTS)
    return RedirectsTo(target, answer.status in PERMANENT_REDIRECTS)


def _read_links(answer: Answer, start: Start) -> LinksRead | Ended:
    try:
        body = _unpacked(_complete_body(answer, MAX_DISCOVERY_SIZE))
    except UnusableBody as unusable:
        return _unusable(answer, unusable)
    found = start.read(body, answer.url)
    is_empty = found.why is not None and not found.stories and not found.pages
    reason = (error_page_reason(body, answer.content_type) if is_empty else None) or found.why
    if is_empty and not (reason or "").startswith("empty"):
        return Ended("failed", reason)
    return LinksRead(found.stories, found.pages, reason)


def _read_article(answer: Answer, limit: int, read: Callable[[bytes], Article]) -> ArticleRead | Ended:
    try:
        body = _complete_body(answer, limit)
    except UnusableBody as unusable:
        return _unusable(answer, unusable)
    try:
        return ArticleRead(replace(read(body), capture=answer.capture))
    except Refused as refused:
        return _refused(refused, body, answer.content_type)


def _refused(refused: Refused, body: bytes, content_type: str | None) -> Ended:
    """Return the outcome of a page without an article.

    A browser challenge is named whatever the URL is: it hides the page, which may be requested again.
    """
    reason = error_page_reason(body, content_type)
    if reason is not None and reason.startswith("challenge"):
        return Ended("refused", reason)
    return Ended("skipped" if refused.cls == "url" else "refused", f"{refused.cls} {refused.why}")


def _complete_body(answer: Answer, limit: int) -> bytes:
    """Return the decoded body; without a length its own format must show that it is whole."""
    body = answer.decode(limit)
    if answer.may_be_truncated and not (is_checked(answer) or shows_its_end(body)):
        raise TruncatedBody("the connection was closed before the last tag of the page")
    return body


def _unpacked(body: bytes) -> bytes:
    """Return the content of a gzip file (`sitemap.xml.gz`), or `body` where it is none."""
    return decode_content(body, "gzip", MAX_DISCOVERY_SIZE) if body.startswith(GZIP_MAGIC) else body


def _unusable(answer: Answer, unusable: UnusableBody) -> Ended:
    passing = answer.may_be_truncated and isinstance(unusable, TruncatedBody)
    return Ended("failed", f"{unusable.word} {unusable}", passing=passing)


def _site_reader(answer: Answer, site: Site) -> Callable[[bytes], Article]:
    return lambda body: read_article(
        body, answer.url, site=site, content_type=answer.content_type, captured=answer.captured
    )


def _with_address(article: Article, url: str, site: Site) -> Article:
    """Give a dump that names no URL the one that it was imported with."""
    key = site.article_key(url)
    if article.url is not None or key is None:
        return article
    canonical = site.canonical_url(url)
    return replace(article, url=canonical, key=key, aliases=(url,) if url != canonical else ())
