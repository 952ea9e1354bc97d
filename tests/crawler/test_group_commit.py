"""Visits that are ready at the same time share a transaction, and each is reported when it is on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from article_builder import story

from archive.database.connection import reading
from archive.errors import StorageFailed
from archive.store import Store
from crawler.crawl.group_commit import MAX_VISITS, GroupCommit
from crawler.crawl.recorder import Progress, Recorder, Visit
from crawler.fetch.meaning import ArticleRead, Ended

UNWRITABLE = "\ud800"  # SQLite takes no lone surrogate


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new archive."""
    with Store.open(tmp_path / "archive.db") as store:
        yield store


def visit(number: int, title: str = "Hội nghị") -> Visit:
    """Return the visit of the article with this number."""
    article = story(f"Tin số {number}. " * 30, key=str(number), title=title)
    return Visit(site="paper", url=str(article.url), meaning=ArticleRead(article))


def record_at_once(
    store: Store, visits: list[Visit], progress: Progress | None = None
) -> tuple[list[BaseException | None], int]:
    """Record visits in one turn of the event loop; return the error of each, and the number of commits."""
    with store.writing():
        recorder = Recorder(store, store.start_run("crawl", ["paper"]), progress=progress)
    group = GroupCommit(store)
    commits: list[str] = []

    async def record_all() -> list[BaseException | None]:
        return await asyncio.gather(
            *(group.record(recorder, each) for each in visits), return_exceptions=True
        )

    store.db.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    errors = asyncio.run(record_all())
    store.db.set_trace_callback(None)
    return errors, len(commits)


def recorded(path: Path) -> list[str]:
    """Return the keys of the articles that another connection sees, in the full-text index too."""
    with reading(path) as db:
        found = db.execute(
            "SELECT key FROM articles JOIN articles_exact ON articles_exact.rowid = id"
            " JOIN outcomes ON article_id = id WHERE articles_exact MATCH 'tin' ORDER BY id"
        )
        return [key for (key,) in found.fetchall()]


def test_visits_that_are_ready_together_share_a_transaction(store: Store) -> None:
    assert record_at_once(store, [visit(1), visit(2), visit(3)]) == ([None] * 3, 1)
    assert recorded(store.path) == ["1", "2", "3"]


def test_a_transaction_holds_a_limited_number_of_visits(store: Store) -> None:
    visits = [visit(number) for number in range(2 * MAX_VISITS + 1)]
    assert record_at_once(store, visits) == ([None] * len(visits), 3)
    assert len(recorded(store.path)) == len(visits)


def test_visit_is_reported_when_it_is_committed(store: Store) -> None:
    seen: list[list[str]] = []
    record_at_once(store, [visit(1), visit(2)], lambda *_: seen.append(recorded(store.path)))
    assert seen == [["1", "2"]] * 2


def test_error_at_one_visit_loses_no_other(store: Store) -> None:
    errors, _ = record_at_once(store, [visit(1), visit(2, title=UNWRITABLE), visit(3)])
    assert [type(error) for error in errors] == [type(None), UnicodeEncodeError, type(None)]
    assert recorded(store.path) == ["1", "3"]


def test_storage_that_fails_fails_all_visits_of_the_group(store: Store) -> None:
    used = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {used}")
    wide = Ended("failed", "reason " * 2000)
    visits = [Visit(site="paper", url=f"https://paper.vn/{number}", meaning=wide) for number in range(3)]
    errors, commits = record_at_once(store, visits)
    assert ([type(error) for error in errors], commits) == ([StorageFailed] * 3, 0)
    assert recorded(store.path) == []
