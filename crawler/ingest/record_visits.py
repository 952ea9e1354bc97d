"""Interpret WARC records: the visit of a page, of a text dump, or of a page of an unknown host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.crawl.recorder import Visit
from crawler.fetch.answer import answer_of_record
from crawler.fetch.interpret import host_of, interpret, interpret_dump, interpret_generic
from crawler.fetch.meaning import ArticleRead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.article import Capture
    from archive.warc.record import Record
    from crawler.site import Site


def visit_of_page(record: Record, capture: Capture, url: str, site: Site, reread: int | None = None) -> Visit:
    """Return the visit of `url`, a URL of `site`, in a record; `reread` as in Visit."""
    meaning = interpret(answer_of_record(record, url, capture), site)
    key = site.article_key(url)
    return Visit(site=site.name, url=url, meaning=meaning, key=key, capture=capture, reread=reread)


def visit_of_dump(
    record: Record, capture: Capture, sites: Iterable[Site], reread: int | None = None
) -> Visit:
    """Return the visit of a dump; without an article it has no site and its capture is not kept."""
    url = record.url or ""
    meaning = interpret_dump(answer_of_record(record, url, capture), sites)
    if not isinstance(meaning, ArticleRead):
        return Visit(site="", url=url, meaning=meaning)
    return Visit(site=meaning.article.site, url=url, meaning=meaning, capture=capture, reread=reread)


def visit_of_unknown_host(record: Record, capture: Capture, url: str, reread: int | None = None) -> Visit:
    """Return the visit of a page of a host without a site file, read by the generic reader."""
    meaning = interpret_generic(answer_of_record(record, url, capture))
    return Visit(site=host_of(url), url=url, meaning=meaning, capture=capture, reread=reread)
