"""Killed crawls lose no acknowledged article, store none twice and forget no URL."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable

import pytest
from conditions import KillAt, KillAtSize, MemoryLeft
from crawl_runner import Crawler
from paper_server import Answer, HeldPage, PaperServer, article
from survival import Survival, captured, fill, wait_until

Count = Callable[[str, object], None]

ARTICLES = 400
GOOD = {"lost": 0, "doubled": 0, "never fetched": 0, "unsettled": 0, "findings": 0}


def finish(survival: Survival, count: Count, **options: object) -> dict[str, int]:
    """Run the crawl to its end; return its counts and report them to the fault table."""
    survival.crawler.run(**options)
    figures = survival.figures()
    for name, value in figures.items():
        count(name, value)
    return figures


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_replay_of_400_articles_survives_ten_kills(
    paper: PaperServer, crawler: Crawler, record_property: Count, seed: int
) -> None:
    survival = Survival(crawler, fill(paper, ARTICLES))
    files, dice = [captured(paper, crawler.db.with_name("paper.warc.gz"))], random.Random(seed)
    for _ in range(10):
        survival.kill(after=dice.randint(1, 38), cpu_seconds=dice.uniform(0, 0.03), replay=files)
    assert finish(survival, record_property, replay=files) == GOOD | {"kills": 10}


@pytest.mark.slow
def test_live_crawl_of_400_articles_survives_ten_kills(
    paper: PaperServer, crawler: Crawler, record_property: Count
) -> None:
    survival, dice = Survival(crawler, fill(paper, ARTICLES)), random.Random(10)
    for _ in range(10):
        survival.kill(after=dice.randint(1, 38), cpu_seconds=dice.uniform(0, 0.03))
    assert finish(survival, record_property) == GOOD | {"kills": 10}


STATEMENTS = (
    *("BEGIN IMMEDIATE", "INSERT INTO captures", "INSERT INTO articles ", "INSERT INTO revisions"),
    *("INSERT OR REPLACE INTO aliases", "INSERT OR REPLACE INTO outcomes", "UPDATE frontier", "COMMIT"),
)


def kill_at_statements(paper: PaperServer, crawler: Crawler, kills: int) -> Survival:
    survival = Survival(crawler, fill(paper, 4 * kills))
    dice = random.Random(kills)
    for number in range(kills):
        where = KillAt(STATEMENTS[number % len(STATEMENTS)], dice.randint(1, 4))
        survival.check(crawler.begin(under=[where]))
    return survival


def test_kill_inside_a_transaction_is_atomic(
    paper: PaperServer, crawler: Crawler, record_property: Count
) -> None:
    survival = kill_at_statements(paper, crawler, 4)
    assert finish(survival, record_property) == GOOD | {"kills": 4}


@pytest.mark.slow
def test_fifty_kills_inside_transactions_are_atomic(
    paper: PaperServer, crawler: Crawler, record_property: Count
) -> None:
    survival = kill_at_statements(paper, crawler, 50)
    assert finish(survival, record_property) == GOOD | {"kills": 50}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_ten_kills_inside_warc_records_lose_no_acknowledged_article(
    paper: PaperServer, crawler: Crawler, record_property: Count, seed: int
) -> None:
    survival = Survival(crawler, fill(paper, 100))
    dice = random.Random(seed)
    for number, path in enumerate(survival.paths):
        noise = b"<!-- %s --></body>" % dice.randbytes(60_000).hex().encode()
        paper.pages[path] = Answer(article(number).body.replace(b"</body>", noise))
    crawler.run(limit=1)
    for _ in range(10):
        larger_than_the_database = crawler.db.stat().st_size + 100_000
        most = larger_than_the_database + dice.randrange(300_000)
        survival.check(crawler.begin(under=[KillAtSize(most)]))
    assert finish(survival, record_property) == GOOD | {"kills": 10}
    assert [path.name for path in crawler.db.parent.glob("captures/*/*.open")] == []


def test_second_signal_ends_the_crawl_at_once_without_loss(paper: PaperServer, crawler: Crawler) -> None:
    survival = Survival(crawler, fill(paper, 30))
    paper.pages["/bai-9.html"] = held = HeldPage(article(9))
    crawl = crawler.begin(settings={"LOG_LEVEL": "INFO"})
    held.wait_until_requested()
    crawl.send(signal.SIGTERM)
    # Two equal signals sent at once can merge into one.
    wait_until(lambda: "Received SIGTERM" in crawl.said.read_text())
    crawl.send(signal.SIGTERM)
    survival.check(crawl)  # ends although the page is still held
    held.release()
    assert crawl.process.exitcode == 143
    paper.pages["/bai-9.html"] = article(9)
    crawler.run()
    assert survival.figures() == GOOD | {"kills": 0}


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [15, 60])
def test_crawl_that_runs_out_of_memory_is_completed_by_the_next(
    paper: PaperServer, crawler: Crawler, megabytes: int
) -> None:
    survival = Survival(crawler, fill(paper, 20))
    for number in (5, 6):
        paper.pages[f"/bai-{number}.html"] = heavy(number)
    crawl = crawler.begin(under=[MemoryLeft(megabytes)])
    survival.check(crawl)
    heavy_pages = crawler.rows("SELECT outcome, reason FROM outcomes WHERE url LIKE '%/bai-_.html'")
    # `deferred finished`: there was no memory for the response itself; the next run requests it.
    fine = {"stored", "bug MemoryError", "truncated", "finished"}
    assert {(reason or outcome).split(":")[0] for outcome, reason in heavy_pages} <= fine
    crawler.run()
    crawler.change("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE kind = 'article'")
    crawler.run()
    assert survival.figures() == GOOD | {"kills": survival.kills}


def heavy(number: int) -> Answer:
    """Return an article whose markup needs far more memory than its text."""
    return Answer(article(number).body.replace(b"</h1>", b"</h1>" + b"<p>" * 600_000))
