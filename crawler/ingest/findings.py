"""What a captured record means for the archive: an article, a redirect, a page gone, or why nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from archive.article import Article, Capture
from archive.clock import parse_utc
from archive.warc.content_encoding import UnusableBody
from archive.warc.record import Record, decode_body
from crawler.parse.dump import read_dump
from crawler.parse.generic import read_generic
from crawler.parse.read import HTML_TYPES, LARGEST_PAGE, read_article
from crawler.parse.refusal import Refused
from crawler.site import Site

REDIRECTS = (301, 302, 303, 307, 308)
GONE = (404, 410)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What came of one captured URL.

    Either an `article`, whose outcome the archive will say, or an `outcome` with its reason. A
    redirect has its `target`, a page that is gone the `key` of the article that was there.
    `capture` is None where the page belongs to no site: then nothing is kept of it.
    """

    site: str
    url: str
    capture: Capture | None = None
    article: Article | None = None
    outcome: str | None = None
    reason: str | None = None
    target: str | None = None
    key: str | None = None


def find_in_page(record: Record, capture: Capture, url: str, site: Site) -> Finding:
    """What `record` says of `url`, a page of `site`."""
    found = Finding(site=site.name, url=url, capture=capture)
    if record.status in REDIRECTS:
        return _redirect(found, record, site)
    if record.status in GONE:
        return replace(found, outcome="gone", reason=f"status:{record.status}", key=site.article_key(url))
    if record.status != 200:
        outcome = "skipped" if record.status == 304 else "failed"
        return replace(found, outcome=outcome, reason=f"status:{record.status}")
    if site.article_key(url) is None:
        return replace(found, outcome="skipped", reason="url")
    if media_type(record) not in HTML_TYPES:
        return replace(found, outcome="skipped", reason=f"type {media_type(record)}")
    when = parse_utc(record.captured)
    return _read(
        found,
        record,
        lambda body: read_article(body, url, site=site, content_type=record.content_type, captured=when),
    )


def find_in_dump(record: Record, capture: Capture, sites: Iterable[Site]) -> Finding:
    """What the plain-text dump in `record` holds; its site is recognised by its marks."""
    known = tuple(sites)
    url, when = record.url or "", parse_utc(record.captured)
    found = Finding(site="", url=url, capture=capture)
    found = _read(found, record, lambda body: read_dump(body, sites=known, captured=when))
    if found.article is None:
        return replace(found, capture=None)
    site = next(site for site in known if site.name == found.article.site)
    return replace(found, site=site.name, article=_addressed(found.article, url, site))


def find_by_general_reader(record: Record, capture: Capture, url: str) -> Finding:
    """What trafilatura makes of a page whose site nobody knows; the site is named by its host."""
    found = Finding(site=host_of(url), url=url, capture=capture)
    when = parse_utc(record.captured)
    if record.status != 200:
        return replace(found, outcome="failed", reason=f"status:{record.status}")
    return _read(
        found,
        record,
        lambda body: read_generic(body, url, content_type=record.content_type, captured=when).article,
    )


def host_of(url: str) -> str:
    """The host that a page without a site is named by."""
    return urlsplit(url).hostname or ""


def media_type(record: Record) -> str:
    """The type of the body, without parameters and in small letters."""
    return (record.content_type or "").partition(";")[0].strip().lower()


def _addressed(article: Article, url: str, site: Site) -> Article:
    """A dump without an address of its own under the one that it was imported with."""
    key = site.article_key(url)
    if article.url is not None or key is None:
        return article
    canonical = site.canonical_url(url)
    return replace(article, url=canonical, key=key, aliases=(url,) if url != canonical else ())


def _redirect(found: Finding, record: Record, site: Site) -> Finding:
    location = record.header("Location")
    try:
        target = urljoin(found.url, safe_url_string(location or ""))
    except ValueError:
        target = found.url
    if not location or target == found.url:
        return replace(found, outcome="failed", reason="redirects nowhere")
    if not site.owns(target):
        return replace(found, outcome="skipped", reason=f"blocked:offsite {target}")
    return replace(found, outcome="skipped", reason=f"redirect:{target}", target=target)


def _read(found: Finding, record: Record, reader: Callable[[bytes], Article]) -> Finding:
    try:
        article = reader(decode_body(record, LARGEST_PAGE))
    except UnusableBody as unusable:
        return replace(found, outcome="failed", reason=f"{unusable.word} {unusable}")
    except Refused as refused:
        return replace(found, outcome="refused", reason=f"{refused.cls} {refused.why}")
    return replace(found, article=replace(article, capture=found.capture))
