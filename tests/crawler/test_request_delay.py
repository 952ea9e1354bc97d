"""Delay between requests, and the user agent."""

from __future__ import annotations

from pathlib import Path

from conditions import SendTimes
from crawl_runner import Crawler
from paper_server import Answer, PaperServer, article, listing

EVEN = {"RANDOMIZE_DOWNLOAD_DELAY": False}


def put_articles(paper: PaperServer, count: int, pause: float = 0.0) -> None:
    paths = [f"/bai-{number}.html" for number in range(count)]
    paper.pages["/tin/"] = listing(*paths)
    for number, path in enumerate(paths):
        paper.pages[path] = Answer(article(number).body, pause=pause)


def test_delay_is_kept_from_the_first_request(paper: PaperServer, crawler: Crawler, tmp_path: Path) -> None:
    put_articles(paper, 2)
    sent = SendTimes(tmp_path / "sent")
    paper.pages["/bai-0.html"] = Answer(status=301, headers={"Location": "/bai-0.html?a"})
    paper.pages["/bai-0.html?a"] = Answer(b"", 500)
    crawler.run(settings={"DOWNLOAD_DELAY": 0.4, "RETRY_TIMES": 1} | EVEN, under=[sent])
    assert len(paper.requests) >= 5  # robots.txt, listing, articles, redirect, retry
    assert len(sent.gaps()) == len(paper.requests) - 1
    assert min(sent.gaps()) > 0.39
    assert {asked.headers["User-Agent"].partition(" ")[2] for asked in paper.requests} == {
        "(news archive; tests@example.org)"
    }


def test_slow_server_gets_half_of_the_time_free(paper: PaperServer, crawler: Crawler, tmp_path: Path) -> None:
    put_articles(paper, 5, pause=0.4)
    sent = SendTimes(tmp_path / "sent")
    crawler.run(
        settings={"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.01} | EVEN, under=[sent]
    )
    assert len(crawler.titles()) == 5
    assert min(sent.gaps()[-3:]) > 0.79


def test_default_settings_are_slow() -> None:
    from crawler.sites import project_settings

    settings = project_settings()
    names = ("DOWNLOAD_DELAY", "CONCURRENT_REQUESTS_PER_DOMAIN", "AUTOTHROTTLE_ENABLED")
    assert [settings[name] for name in names] == [2.0, 1, True]
