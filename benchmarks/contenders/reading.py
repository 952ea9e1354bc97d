"""Article extractors: `python -m benchmarks.contenders.reading READER FOLDER [--fields]`.

FOLDER holds pages with their index.json. Each reader gets the bytes of a page and returns title, lead, text,
date and authors; `--fields` prints these instead of the speed.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.harness.worker import measure

DECLARED_CHARSET = re.compile(rb"<meta[^>]+charset=[\"' ]*([\\w-]+)", re.IGNORECASE)

Fields = dict[str, Any]
Reader = Callable[[bytes, dict[str, Any]], Fields]


def partynews() -> Reader:
    from crawler.parse.read import read_article
    from crawler.parse.refusal import Refused
    from crawler.sites import load_sites

    sites = load_sites()

    def read(body: bytes, page: dict[str, Any]) -> Fields:
        try:
            article = read_article(
                body,
                page["url"],
                site=sites[page["site"]],
                content_type="text/html; charset=utf-8",
                captured=datetime.fromisoformat(page["captured"]),
            )
        except Refused as refused:
            return {"refused": refused.cls}
        return fields(article.title, article.lead, article.text, article.published, article.authors)

    return read


def lxml() -> Reader:
    """A bare parse, as the upper limit: nothing is extracted."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8")

    def read(body: bytes, page: dict[str, Any]) -> Fields:
        etree.fromstring(body, parser)
        return {}

    return read


def trafilatura() -> Reader:
    from trafilatura import bare_extraction

    def read(body: bytes, page: dict[str, Any]) -> Fields:
        found: Any = bare_extraction(body, url=page["url"], fast=True, with_metadata=True)
        if found is None:
            return {"refused": "no text"}
        authors = (found.author or "").split("; ")
        return fields(found.title, found.description, found.text, found.date, authors)

    return read


def fundus() -> Reader:
    from fundus import PublisherCollection  # type: ignore[import-not-found]

    captured = datetime(2026, 11, 20)
    parser = PublisherCollection.vn.VnExpress.parser(captured)

    def read(body: bytes, page: dict[str, Any]) -> Fields:
        found = parser.parse(body.decode("utf-8"), "suppress")
        article = found["body"]
        text = str(article) if article else ""
        lead = "\n\n".join(article.summary) if article else None
        published = found["publishing_date"]
        return fields(
            found["title"], lead, text, published.isoformat() if published else None, found["authors"]
        )

    return read


def newspaper4k() -> Reader:
    from newspaper import Article, Config  # type: ignore[import-not-found]

    config = Config()
    config.fetch_images = False

    def read(body: bytes, page: dict[str, Any]) -> Fields:
        article = Article(page["url"], language="vi", config=config)
        article.download(input_html=as_text(body))
        article.parse()
        published = article.publish_date.isoformat() if article.publish_date else None
        return fields(article.title, article.meta_description, article.text, published, article.authors)

    return read


def news_please() -> Reader:
    from newsplease import NewsPlease  # type: ignore[import-not-found]

    def read(body: bytes, page: dict[str, Any]) -> Fields:
        found = NewsPlease.from_html(as_text(body), url=page["url"], fetch_images=False)
        published = found.date_publish.isoformat() if found.date_publish else None
        return fields(found.title, found.description, found.maintext, published, found.authors or [])

    return read


def as_text(body: bytes) -> str:
    """Return a page decoded as UTF-8, or else as its meta element says, for readers that take text."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        declared = DECLARED_CHARSET.search(body)
    try:
        return body.decode(declared[1].decode("ascii") if declared else "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


READERS = {
    "partynews": partynews,
    "lxml": lxml,
    "trafilatura": trafilatura,
    "fundus": fundus,
    "newspaper4k": newspaper4k,
    "news-please": news_please,
}


def fields(
    title: str | None, lead: str | None, text: str | None, published: str | None, authors: Any
) -> Fields:
    """Return the fields under common names."""
    return {
        "title": title or "",
        "lead": lead or "",
        "text": text or "",
        "published": published or "",
        "authors": [name for name in authors if name],
    }


def main(reader: str, folder: Path, *options: str) -> None:
    logging.disable()
    read = READERS[reader]()
    listed = json.loads((folder / "index.json").read_text("utf-8"))
    loaded = [((folder / page["file"]).read_bytes(), page) for page in listed]
    if "--fields" in options:
        print(
            json.dumps(
                {Path(page["file"]).name: read(body, page) for body, page in loaded}, ensure_ascii=False
            )
        )
        return
    read(*loaded[0])  # warm-up: compiled patterns and imports do not count
    repeats = int(options[0]) if options else 1

    def work() -> int:
        for _ in range(repeats):
            for body, page in loaded:
                read(body, page)
        return repeats * len(loaded)

    measure(work)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
