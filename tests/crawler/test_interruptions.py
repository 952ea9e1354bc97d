"""Runs that end early: killed, interrupted, out of disk space, or refused."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from conditions import KillAfter, Limit
from crawl_runner import HERE, ROOT, Crawler
from paper_server import Answer, HeldPage, PaperServer, article, listing

ARTICLES = 40


def put_articles(paper: PaperServer) -> list[str]:
    """Put forty articles on the paper; return their paths."""
    paths = [f"/bai-{number}.html" for number in range(ARTICLES)]
    paper.pages["/tin/"] = listing(*paths)
    paper.pages |= {path: article(number) for number, path in enumerate(paths)}
    return paths


def unaccounted(crawler: Crawler) -> list[tuple[str]]:
    """Return URLs scheduled by a run that have no outcome in it."""
    return crawler.rows(
        "SELECT url FROM frontier WHERE NOT EXISTS (SELECT 1 FROM outcomes WHERE outcomes.url = frontier.url "
        "AND outcomes.run_id = frontier.run_id)"
    )


def test_killed_crawl_loses_no_url_and_stores_no_article_twice(paper: PaperServer, crawler: Crawler) -> None:
    paths = put_articles(paper)
    dice, known = random.Random(20260302), set[str]()
    for _ in range(3):
        acknowledged = dice.randint(1, 9)
        code, _ = crawler.begin(killed=KillAfter(acknowledged)).end()
        assert code == -signal.SIGKILL
        stored = {url for (url,) in crawler.rows("SELECT url FROM articles")}
        # Articles that were ready at the same moment are in the transaction of an acknowledged one.
        assert len(stored - known) >= acknowledged
        assert crawler.acknowledged() <= stored
        known = stored
    paper_asked = Counter(paper.paths)
    paper.requests.clear()
    crawler.run()
    assert crawler.titles() == [f"Hội nghị lần thứ {number}" for number in range(ARTICLES)]
    assert not known & {paper.url(path) for path in paper.paths}, "a stored article was fetched again"
    # Requests in flight at a kill are repeated: one being saved, one being fetched, one waiting.
    assert sum((paper_asked + Counter(paper.paths))[path] for path in paths) <= ARTICLES + 3 * 3
    assert unaccounted(crawler) == []
    assert crawler.rows("SELECT reason, exit_code FROM runs") == [("killed", 137)] * 3 + [("finished", 0)]
    assert crawler.rows("SELECT count(*) FROM captures GROUP BY record_id HAVING count(*) > 1") == []
    assert list(crawler.db.parent.glob("captures/*/*.open")) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signal_ends_a_crawl_cleanly(
    paper: PaperServer, crawler: Crawler, number: signal.Signals, code: int
) -> None:
    put_articles(paper)
    paper.pages["/bai-3.html"] = held = HeldPage(article(3))
    crawl = crawler.begin()
    held.wait_until_requested()
    crawl.send(number)
    held.release()
    assert crawl.end() == (code, "interrupted")
    counts = Counter(crawler.outcomes().values())
    assert counts["deferred interrupted"] == ARTICLES - counts["stored"] > 0
    assert unaccounted(crawler) == []
    assert crawler.rows("SELECT reason, exit_code FROM runs") == [("interrupted", code)]
    crawler.run()
    assert len(crawler.titles()) == ARTICLES


def test_signal_does_not_wait_for_a_long_crawl_delay(paper: PaperServer, crawler: Crawler) -> None:
    paths = put_articles(paper)
    paper.pages["/robots.txt"] = held = HeldPage(Answer(b"User-agent: *\nCrawl-delay: 100\n"))
    crawl = crawler.begin()
    held.wait_until_requested()
    held.release()
    time.sleep(0.5)  # the listing waits for its turn
    sent_at = time.monotonic()
    crawl.send(signal.SIGTERM)
    assert crawl.end() == (143, "interrupted")
    assert time.monotonic() - sent_at < 50  # half of the delay
    assert crawler.outcomes() == {"/tin/": "deferred interrupted"}
    assert not set(paper.paths) & {"/tin/", *paths}


def test_crawl_on_a_full_disk_exits_with_3_and_can_continue(paper: PaperServer, crawler: Crawler) -> None:
    paths = put_articles(paper)
    crawler.run(limit=1)
    said = crawler.run(code=3, under=[Limit("FSIZE", crawler.db.stat().st_size + 8192)])
    assert "Traceback" not in said
    stored = len(crawler.titles())
    assert 1 <= stored < ARTICLES
    crawler.run()
    assert len(crawler.titles()) == ARTICLES
    assert unaccounted(crawler) == []
    in_progress = 2 * 2  # two requests in each of the two runs that ended early
    assert sum(paper.paths.count(path) for path in paths) <= ARTICLES + in_progress


def test_crawl_without_a_contact_address_sends_no_request(paper: PaperServer, crawler: Crawler) -> None:
    said = crawler.run(code=2, settings={"CONTACT": ""})
    assert said.startswith("The sites must be able to reach you: set PARTYNEWS_CONTACT")
    assert paper.requests == []


def scrapy(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `scrapy` with `words` in `folder`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARTYNEWS_")}
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=folder,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_scrapy_lists_the_sites_and_asks_for_a_contact() -> None:
    listed = scrapy(ROOT, "list")
    assert "nhandan" in listed.stdout.split()
    crawled = scrapy(ROOT, "crawl", "nhandan")
    assert crawled.returncode == 2
    assert "set PARTYNEWS_CONTACT" in crawled.stderr + crawled.stdout


def test_scrapy_crawl_does_the_same_as_partynews_crawl(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/tin/"] = listing("/bai-1.html", "/bai-2.html")
    for number in (1, 2):
        paper.pages[f"/bai-{number}.html"] = article(number)
    settings = {"SPIDER_MODULES": "paper_spider", "ALLOW_ADDRESSES": "127.0.0.1", "DOWNLOAD_DELAY": "0.001"}
    done = scrapy(
        HERE,
        *("crawl", "paper", "-a", "limit=1", "-s", "AUTOTHROTTLE_ENABLED=0"),
        *(word for name, value in settings.items() for word in ("-s", f"{name}={value}")),
        PYTHONPATH=os.pathsep.join([str(ROOT), str(HERE)]),
        SCRAPY_SETTINGS_MODULE="crawler.settings",
        PAPER_HOSTS=paper.netloc,
        PARTYNEWS_DB=str(crawler.db),
        PARTYNEWS_CONTACT="tests@example.org",
    )
    assert done.returncode == 0, done.stderr
    assert len(crawler.titles()) == 1
    assert crawler.rows("SELECT command, reason, exit_code FROM runs") == [("crawl", "finished", 0)]
    assert sorted(crawler.outcomes().values()) == ["deferred limit", "listed", "stored"]
