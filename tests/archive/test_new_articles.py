"""The verdict on the new articles of a run, which are read a part at a time."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from article_builder import story

from archive.doubts.gate import DoubtGate
from archive.doubts.new_articles import NewArticles
from archive.doubts.verdict import Tally, find_run_reasons
from archive.store import Store

Row = tuple[str, str, str]  # title, body, flag

INSERT = """
INSERT INTO articles
    (id, site, key, title, body, layout, reader_version, captured, first_seen, text_sha256, body_sha256,
    row_sha256)
VALUES (?1, 'paper', ?1, ?1, ?2, '', 1, '', '', '', ?1, '')
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "archive.db") as store:
        yield store


def verdict(store: Store, rows: list[Row]) -> str | None:
    """Save new articles in one run, and return the reason for which they are all doubted, or None."""
    with store.writing():
        gate = DoubtGate(store, store.start_run("crawl", ["paper"]))
        for number, (title, body, flag) in enumerate(rows):
            flags = (flag,) if flag else ()
            article = story(body, key=str(number), number=number, title=title, flags=flags)
            gate.save(article, f"https://paper.vn/a{number}.html")
        judged = gate.judge()
    assert [item.url for item in judged] in ([], [f"https://paper.vn/a{n}.html" for n in range(len(rows))])
    (reason,) = {item.reason for item in judged} or {None}
    return reason


def different(count: int, first: int = 0) -> list[Row]:
    """Return articles that have nothing in common."""
    return [
        (f"Tin số {n}", f"Nội dung {n}: " + f"câu {n} khác hẳn " * (n + 1), "")
        for n in range(first, first + count)
    ]


def same_body(count: int) -> list[Row]:
    return [(f"Tựa đề {n}", "Mời quý vị đăng nhập để đọc bài này.", "") for n in range(count)]


def same_title(count: int) -> list[Row]:
    return [("Báo điện tử", body, "") for _, body, _ in different(count, first=50)]


def broken(count: int) -> list[Row]:
    return [(title, body, "charset:lossy") for title, body, _ in different(count, first=70)]


def without_text(count: int) -> list[Row]:
    return [(f"Ảnh {n}", "", "") for n in range(count)]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (different(9), None),
        (same_body(3), None),
        (same_body(4), "text:same"),
        (different(4) + same_body(5), "text:same"),
        (same_body(5) + different(4), "text:same"),
        (same_body(4) + different(4), None),
        (without_text(9), None),
        (without_text(4) + same_body(5), "text:same"),
        (without_text(5) + same_body(4), None),
        (same_title(4), None),
        (same_title(5), "title:same"),
        (different(1) + same_title(4), None),
        (different(2) + same_title(8), "title:same"),
        (different(3) + same_title(8), None),
        (broken(4) + different(3), "charset:broken"),
        (broken(4) + different(4), None),
    ],
)
def test_new_articles_are_doubted_where_most_are_alike(
    store: Store, rows: list[Row], reason: str | None
) -> None:
    assert verdict(store, rows) == reason


def test_verdict_counts_the_articles_since_the_last_one_only(store: Store) -> None:
    with store.writing():
        gate = DoubtGate(store, store.start_run("import", ["paper"]))
        for number, (title, body, _) in enumerate(same_body(6)):
            gate.save(story(body, key=str(number), number=number, title=title), "https://paper.vn/")
            assert gate.judge() == []


def test_killed_run_is_judged_by_its_outcomes(store: Store) -> None:
    with store.writing():
        run_id = store.start_run("crawl", ["paper"])
        killed = DoubtGate(store, run_id)
        for number, (title, body, _) in enumerate(same_body(4)):
            url = f"https://paper.vn/a{number}.html"
            saved = killed.save(story(body, key=str(number), number=number, title=title), url)
            store.record_outcome(run_id, "paper", url, saved.outcome, saved.reason, saved.article_id)
        gate = DoubtGate(store, run_id)
        gate.recount()
        assert [item.reason for item in gate.judge()] == ["text:same"] * 4


def test_ids_are_given_by_site_in_parts() -> None:
    new = NewArticles()
    for article_id in range(1, 232):
        new.add("paper", article_id, f"https://paper.vn/{article_id}")
    new.add("gazette", 2000, "https://gazette.vn/1")
    new.add("gazette", 2000, "https://gazette.vn/2")
    assert [len(ids) for ids in new.ids("paper")] == [100, 100, 31]
    assert list(new.urls("gazette")) == [(2000, "https://gazette.vn/2")]
    new.clear()
    assert new.count("paper") == new.count("gazette") == 0


def test_memory_of_a_verdict_does_not_grow_with_the_new_articles(store: Store) -> None:
    few, many = peak_of_a_verdict(store, range(1, 301)), peak_of_a_verdict(store, range(301, 2_001))
    assert many < 2 * few  # of texts that are six times as long together


def peak_of_a_verdict(store: Store, ids: range) -> int:
    """Return the bytes that Python objects take at most in the verdict on new articles with these ids."""
    new = NewArticles()
    with store.writing():
        for article_id in ids:
            row = [article_id, f"{article_id} " * 500]
            store.db.execute(INSERT, row)
            new.add("paper", article_id, f"https://paper.vn/{article_id}")
        tracemalloc.start()
        found = find_run_reasons(store.db, "paper", Tally(), new, [], [])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert found == ({}, None)
    return peak
