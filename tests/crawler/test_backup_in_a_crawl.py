"""Backups made during a crawl."""

from __future__ import annotations

from pathlib import Path

from crawl_runner import Crawler
from paper_server import Answer, HeldPage, PaperServer, article, listing

from archive.backup.backup import create_backup
from archive.fixity.verify import verify

ARTICLES = 30


def test_backups_of_a_running_crawl_are_consistent(
    paper: PaperServer, crawler: Crawler, tmp_path: Path
) -> None:
    paths = [f"/bai-{number}.html" for number in range(ARTICLES)]
    paper.pages["/tin/"] = listing(*paths)
    paper.pages |= {path: Answer(article(number).body, pause=0.05) for number, path in enumerate(paths)}
    paper.pages[paths[3]] = held = HeldPage(article(3))
    crawl = crawler.begin()
    held.wait_until_requested()
    counts = []
    while crawl.process.is_alive():
        made = create_backup(crawler.db, tmp_path / "backup")
        assert verify(made.folder / "archive.db").findings == []
        assert made.lost == []
        counts.append(made.articles)
        held.release()
    assert crawl.end() == (0, "finished")
    assert len(crawler.titles()) == ARTICLES
    assert counts == sorted(counts)
    assert counts[0] < ARTICLES
