"""A backup that is made while a crawl goes on is whole, and the crawl goes on."""

from __future__ import annotations

import time
from pathlib import Path

from crawling import Crawler
from paper_server import Answer, PaperServer, article, listing

from archive.backup.backup import back_up
from archive.fixity.verify import verify

ARTICLES = 30


def test_backups_of_a_running_crawl_are_whole(paper: PaperServer, crawler: Crawler, tmp_path: Path) -> None:
    paths = [f"/bai-{number}.html" for number in range(ARTICLES)]
    paper.pages["/tin/"] = listing(*paths)
    for number, path in enumerate(paths):
        paper.pages[path] = Answer(article(number).body, pause=0.05)
    crawl = crawler.begin()
    until = time.monotonic() + 30
    while not list(tmp_path.glob("captures/*/*.open")) and time.monotonic() < until:
        time.sleep(0.05)
    counts = []
    while crawl.process.is_alive():
        made = back_up(crawler.db, tmp_path / "backup")
        assert verify(made.folder / "archive.db").findings == []
        assert made.lost == []
        counts.append(made.articles)
    assert crawl.end() == (0, "finished")
    assert len(crawler.titles()) == ARTICLES
    assert counts == sorted(counts)
    assert counts[0] < ARTICLES
