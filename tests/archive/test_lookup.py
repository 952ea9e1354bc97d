"""Lookups: an article with its history, the outcome of a URL, statistics."""

from __future__ import annotations

from article_builder import day, story

from archive.lookup import find_article, last_outcome
from archive.runs import status
from archive.store import Store


def fill(store: Store) -> None:
    with store.writing():
        store.save(story("Một.", key="1", on=3, number=1, authors=("An",), aliases=("https://paper.vn/cu",)))
        store.save(story("Hai.", key="1", on=4, number=2, authors=("An",)))
        store.save(story("Hai.", key="2", on=2, number=3))
        store.save(story("Hai.", key="3", on=5, number=4))


def test_an_article_is_found_by_its_id_and_by_every_address(store: Store) -> None:
    fill(store)

    found = [
        find_article(store.db, name) for name in ("1", " https://paper.vn/a1.html ", "https://paper.vn/cu")
    ]

    assert found[0] is not None
    assert found[0] == found[1] == found[2]


def test_unknown_article_is_none(store: Store) -> None:
    fill(store)

    assert [find_article(store.db, name) for name in ("99", "https://paper.vn/no", "", "9" * 30, "²")] == [
        None
    ] * 5


def test_article_has_urls_captures_revisions_and_copies(store: Store) -> None:
    fill(store)

    found = find_article(store.db, "1")

    assert found is not None
    assert found["authors"] == ["An"]
    assert found["aliases"] == ["https://paper.vn/a1.html", "https://paper.vn/cu"]
    assert [(each["id"], each["captured"], each["offset"]) for each in found["captures"]] == [
        (1, day(3), 1000),
        (2, day(4), 2000),
    ]
    assert [(each["number"], each["captured"], each["changed"]) for each in found["revisions"]] == [
        (1, day(3), []),
        (2, day(4), ["text"]),
    ]
    assert [(each["id"], each["first_seen"], each["kind"]) for each in found["copies"]] == [
        (2, day(2), None),
        (1, day(3), "exact"),
        (3, day(5), "exact"),
    ]


def test_all_articles_of_a_group_list_the_same_copies(store: Store) -> None:
    fill(store)
    with store.writing():
        store.save(story("Khác.", key="4", number=5))

    groups = [(find_article(store.db, name) or {})["copies"] for name in "1234"]

    assert groups[0] == groups[1] == groups[2]
    assert groups[3] == []


def test_url_without_an_article_has_a_last_outcome(store: Store) -> None:
    url = "https://paper.vn/video.html"
    with store.writing():
        for outcome, reason in [("failed", "connect"), ("refused", "layout:none nothing fits")]:
            run = store.start_run("crawl", ["paper"])
            store.record_outcome(run, "paper", url, outcome, reason)

    found = last_outcome(store.db, url)

    assert found is not None
    assert (found["outcome"], found["reason"], found["run_id"]) == ("refused", "layout:none nothing fits", 2)
    assert last_outcome(store.db, "https://paper.vn/never") is None


def test_url_has_one_outcome_per_run(store: Store) -> None:
    with store.writing():
        run = store.start_run("import", ["paper"])
        store.record_outcome(run, "paper", "https://paper.vn/a", "stored")
        store.record_outcome(run, "paper", "https://paper.vn/a", "revised")
        store.finish_run(run, "finished", 0)

    (found,) = status.load_runs(store.db)

    assert (found["command"], found["sites"], found["reason"], found["exit_code"], found["outcomes"]) == (
        "import",
        ["paper"],
        "finished",
        0,
        {"revised": 1},
    )


def test_figures_of_sites_and_layouts(store: Store) -> None:
    fill(store)
    with store.writing():
        store.save(story("Cũ.", key="9", on=1, number=9, layout="2018", published="2018-05-15"))
        store.mark_gone(3, day(9))

    assert status.load_sites(store.db) == [
        {
            "site": "paper",
            "articles": 4,
            "duplicates": 2,
            "edited": 1,
            "gone": 1,
            "first_published": "2018-05-15",
            "last_published": "2018-05-15",
            "last_new": day(5),
            "last_capture": day(5),
        }
    ]
    assert [
        (row["layout"], row["articles"], row["last_capture"]) for row in status.load_layouts(store.db)
    ] == [
        ("2026", 3, day(5)),
        ("2018", 1, day(1)),
    ]
