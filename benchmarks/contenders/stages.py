"""Stages of a crawl, measured separately: `python -m benchmarks.contenders.stages FOLDER ARTICLES`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.duplicates.signature import signature
from archive.store import Store
from archive.warc.record_builder import build_response
from archive.warc.writer import CaptureWriter
from benchmarks.harness.worker import cpu_seconds, report
from benchmarks.paper import ON_A_LISTING, article_path
from crawler.discover import Listing
from crawler.parse.read import read_article
from crawler.sites import load_sites
from spiders.families.z import NEXT_PAGE, STORIES

HEADERS = (("Server", "nginx"), ("Content-Type", "text/html; charset=utf-8"))


def main(paper: Path, count: int) -> None:
    site = load_sites()["nhandan"]
    captured = datetime(2026, 11, 20, tzinfo=UTC)
    urls = [f"https://nhandan.vn/{article_path(number)}" for number in range(count)]
    bodies = [(paper / article_path(number)).read_bytes() for number in range(count)]
    listing = (paper / "trang-1.html").read_bytes()
    costs: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "archive.db") as store:
        writer = CaptureWriter(store.captures, "nhandan", 1)
        captures = timed(
            costs,
            "writing and syncing the WARC record (mostly in a thread)",
            lambda url, body: writer.write(
                build_response(
                    url=url, status=200, reason="OK", headers=HEADERS, body=body, captured=captured
                )
            ),
            zip(urls, bodies, strict=True),
        )
        articles = timed(
            costs,
            "parsing the article",
            lambda url, body: read_article(
                body, url, site=site, content_type="text/html; charset=utf-8", captured=captured
            ),
            zip(urls, bodies, strict=True),
        )
        found = timed(
            costs, "links of a listing", Listing("", STORIES, NEXT_PAGE).read, [(listing, urls[0])] * 20
        )
        costs["links of a listing"] /= ON_A_LISTING
        assert len(found[0].stories) == min(ON_A_LISTING, count)
        timed(costs, "keys for near-duplicates", lambda article: signature(article.text), zip(articles))
        whole = [
            (replace(article, capture=capture),) for article, capture in zip(articles, captures, strict=True)
        ]

        def save(article: Any) -> None:
            with store.writing():
                store.save(article)

        timed(costs, "saving: rows, full text, near-duplicates, commit", save, whole)
    report(count, 1.0, cpu_seconds(), **costs)


def timed(costs: dict[str, float], stage: str, work: Callable[..., Any], inputs: Iterable[Any]) -> list[Any]:
    """Return the results of `work` for `inputs`; its mean time in milliseconds goes into `costs`."""
    began = time.perf_counter()
    results = [work(*values) for values in inputs]
    costs[stage] = (time.perf_counter() - began) * 1000 / len(results)
    return results


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
