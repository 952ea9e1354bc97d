"""Crawlers of a local site: `python -m benchmarks.contenders.crawling CRAWLER HOST ARTICLES`.

Each crawler fetches up to ARTICLES articles; each page is counted once. Of partynews `reported` has the CPU
time of the main thread in ms a page.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.harness.worker import measure
from benchmarks.paper import article_path

AT_ONCE = {
    "CONCURRENT_REQUESTS": 8,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
}
OURS = AT_ONCE | {
    "SPIDER_MODULES": ["benchmarks.contenders.benchpaper"],
    "ALLOW_ADDRESSES": ["127.0.0.1"],
    "CONTACT": "bench@example.org",
    "DOWNLOAD_DELAY": 0.00001,
    "AUTOTHROTTLE_ENABLED": False,
}


def partynews(host: str, articles: int) -> int:
    """Run the whole pipeline: links, WARC, parsing, near-duplicates, full text, a commit per article."""
    os.environ["BENCH_HOST"] = host
    from archive.store import Store
    from crawler.crawl.process import crawl
    from crawler.crawl.run import CrawlScope

    reported: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "archive.db") as store:

        def work() -> int:
            began = time.thread_time()
            report = crawl(store, ["benchpaper"], command="crawl", scope=CrawlScope(full=True), settings=OURS)
            assert report.reason == "finished", report
            (stored,) = store.db.execute("SELECT count(*) FROM articles").fetchone()
            reported["main_thread_ms"] = (time.thread_time() - began) * 1000 / stored
            return int(stored)

        measure(work, reported)
    return articles


def bare_scrapy(host: str, articles: int) -> None:
    """Scrapy that fetches the articles and ignores their content."""
    from scrapy import Spider

    class Bare(Spider):
        name = "bare"
        pages = 0

        def parse(self, response: Any) -> None:
            type(self).pages += 1

    starts = [f"http://{host}/{article_path(number)}" for number in range(articles)]
    _run_scrapy(Bare, starts, AT_ONCE)


def link_extractor(host: str, articles: int) -> None:
    """Scrapy that follows every link of every page, as in its tutorial, and stores nothing."""
    from scrapy import Spider
    from scrapy.linkextractors import LinkExtractor

    class Follower(Spider):
        name = "follower"
        pages = 0

        def parse(self, response: Any) -> Any:
            type(self).pages += 1
            for link in LinkExtractor().extract_links(response):
                yield response.follow(link)

    _run_scrapy(Follower, [f"http://{host}/trang-1.html"], AT_ONCE | {"CLOSESPIDER_PAGECOUNT": articles})


def _run_scrapy(spider: Any, starts: list[str], settings: dict[str, Any]) -> None:
    from scrapy.crawler import CrawlerProcess

    process = CrawlerProcess(settings)
    process.crawl(spider, start_urls=starts, allowed_domains=["127.0.0.1"])

    def work() -> int:
        process.start()
        return int(spider.pages)

    measure(work)


def newspaper4k(host: str, articles: int) -> None:
    from newspaper import Article, Config  # type: ignore[import-not-found]

    config = Config()
    config.fetch_images = False

    def read(url: str) -> None:
        article = Article(url, language="vi", config=config)
        article.download()
        article.parse()

    _one_by_one(read, host, articles)


def news_please(host: str, articles: int) -> None:
    from newsplease import NewsPlease  # type: ignore[import-not-found]

    _one_by_one(lambda url: NewsPlease.from_url(url, fetch_images=False), host, articles)


def _one_by_one(read: Callable[[str], object], host: str, articles: int) -> None:
    def work() -> int:
        for number in range(articles):
            read(f"http://{host}/{article_path(number)}")
        return articles

    measure(work)


CRAWLERS: dict[str, Callable[[str, int], object]] = {
    "partynews": partynews,
    "bare Scrapy": bare_scrapy,
    "LinkExtractor spider": link_extractor,
    "newspaper4k": newspaper4k,
    "news-please": news_please,
}


if __name__ == "__main__":
    logging.disable()
    CRAWLERS[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
