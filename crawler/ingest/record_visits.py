"""Interpret captured records: WARC records to visits, by the site of their address or by what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.crawl.visit import Visit
from crawler.fetch.answer import answer_of_record, media_type
from crawler.fetch.interpret import host_of, interpret, interpret_dump, interpret_generic
from crawler.fetch.meaning import ArticleRead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.article import Capture
    from archive.warc.record import Record
    from crawler.site import Site

DUMP = "text/plain"


def is_dump(record: Record) -> bool:
    """Return whether a record is a plain-text dump that was imported as a file of its own."""
    return record.kind == "resource" and media_type(record.content_type) == DUMP


def visit_of_page(
    record: Record, capture: Capture, url: str, site: Site, rereads: int | None = None
) -> Visit:
    """Return what `record` says of `url`, an address of `site`."""
    meaning = interpret(answer_of_record(record, url, capture), site)
    key = site.article_key(url)
    return Visit(site=site.name, url=url, meaning=meaning, key=key, capture=capture, rereads=rereads)


def visit_of_dump(
    record: Record, capture: Capture, sites: Iterable[Site], rereads: int | None = None
) -> Visit:
    """Return what a dump says; it belongs to no site, and nothing is kept of it, where it is no article."""
    url = record.url or ""
    meaning = interpret_dump(answer_of_record(record, url, capture), sites)
    if not isinstance(meaning, ArticleRead):
        return Visit(site="", url=url, meaning=meaning)
    return Visit(site=meaning.article.site, url=url, meaning=meaning, capture=capture, rereads=rereads)


def visit_of_unknown(record: Record, capture: Capture, url: str, rereads: int | None = None) -> Visit:
    """Return what the general reader says of a page whose site nobody knows; its host stands for a site."""
    meaning = interpret_generic(answer_of_record(record, url, capture))
    return Visit(site=host_of(url), url=url, meaning=meaning, capture=capture, rereads=rereads)
