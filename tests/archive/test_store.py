"""Saving articles: rows, revisions, duplicates and aliases."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import Any

from article_builder import capture, day, story

from archive.article import Article, Image
from archive.database.rows import fetch_rows
from archive.store import Saved, Store


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return store.db.execute(sql).fetchall()


def save(store: Store, *articles: Article) -> list[Saved]:
    with store.writing():
        return [store.save(article) for article in articles]


def revisions(store: Store) -> list[tuple[Any, ...]]:
    found = rows(
        store, "SELECT number, substr(captured, 9, 2), changed, title, lead, body FROM revisions ORDER BY 1"
    )
    return [(number, int(on), json.loads(changed), *text) for number, on, changed, *text in found]


def test_new_article_is_stored_with_all_fields(store: Store) -> None:
    article = Article(
        site="paper",
        key="1",
        url="https://paper.vn/a1.html",
        title="Đảng ủy Khối họp",
        lead="Sáng 2-4",
        body="Một.\n\nHai.",
        source_mark="HNP",
        byline="TRẦN HẢI-MINH ANH",
        authors=("Trần Hải", "Minh Anh"),
        published="2026-03-01T08:00:00+07:00",
        published_raw="08:00, 1/3/2026",
        published_precision="minute",
        modified="2026-03-01T09:00:00+07:00",
        section="Xây dựng Đảng",
        tags=("đảng ủy",),
        images=(Image("https://paper.vn/1.jpg", "Quang cảnh", "TTXVN"),),
        layout="2026",
        reader_version=3,
        repairs=("eth",),
        flags=("published:day",),
        captured=day(1),
        capture=capture(1, on=1),
    )

    saved = save(store, article)

    (stored,) = fetch_rows(store.db, "SELECT * FROM articles")
    del stored["row_sha256"]
    assert saved == [Saved(1, "stored")]
    assert stored == {
        "id": 1,
        "capture_id": 1,
        "first_seen": day(1),
        "gone_since": None,
        **{name: value for name, value in article.as_dict().items() if name not in ("aliases", "capture")},
        "authors": '["Trần Hải", "Minh Anh"]',
        "tags": '["đảng ủy"]',
        "images": '[{"src": "https://paper.vn/1.jpg", "caption": "Quang cảnh", "credit": "TTXVN"}]',
        "repairs": '["eth"]',
        "flags": '["published:day"]',
    }


def test_the_same_capture_twice_changes_nothing(store: Store) -> None:
    article = story("Một.", number=1)
    save(store, article)
    before = list(store.db.iterdump())

    saved = save(store, article)

    assert saved == [Saved(1, "unchanged")]
    assert list(store.db.iterdump()) == before


def test_same_article_under_two_urls_is_kept_once(store: Store) -> None:
    first = story("Một.", number=1)
    mobile = story("Một.", number=2, on=2, aliases=("https://m.paper.vn/a1.html",))

    saved = save(store, first, mobile)

    assert saved == [Saved(1, "stored"), Saved(1, "unchanged")]
    assert rows(store, "SELECT * FROM aliases ORDER BY url") == [
        ("https://m.paper.vn/a1.html", 1),
        ("https://paper.vn/a1.html", 1),
    ]
    assert rows(store, "SELECT id, article_id FROM captures") == [(1, 1), (2, 1)]


def test_an_edited_text_is_a_revision(store: Store) -> None:
    saved = save(
        store,
        story("Một.", on=1, number=1, byline="PV"),
        story("Hai.", on=2, number=2, byline="PV", title="Hội nghị tổng kết"),
        story("Hai.", on=3, number=3, byline="An", published="2026-03-01", title="Hội nghị tổng kết"),
    )

    assert [each.outcome for each in saved] == ["stored", "revised", "revised"]
    assert revisions(store) == [
        (1, 1, [], "Hội nghị sơ kết", None, "Một."),
        (2, 2, ["title", "text"], "Hội nghị tổng kết", None, "Hai."),
        (3, 3, ["byline", "published"], "Hội nghị tổng kết", None, "Hai."),
    ]
    assert rows(store, "SELECT body, captured, capture_id, first_seen FROM articles") == [
        ("Hai.", day(3), 3, day(1))
    ]


def test_changed_tags_or_lead_boundary_is_not_a_revision(store: Store) -> None:
    saved = save(
        store,
        story("Mở đầu.\n\nMột.", on=1, number=1),
        story("Một.", on=2, number=2, lead="Mở đầu.", tags=("mới",)),
    )

    assert [each.outcome for each in saved] == ["stored", "unchanged"]
    assert revisions(store) == [(1, 1, [], "Hội nghị sơ kết", None, "Mở đầu.\n\nMột.")]
    assert rows(store, "SELECT lead, body, tags FROM articles") == [("Mở đầu.", "Một.", '["mới"]')]


def test_text_changed_back_makes_three_revisions_in_any_order(
    store: Store,
) -> None:
    saved = save(
        store,
        story("Một.", on=1, number=1),
        story("Một.", on=3, number=3),
        story("Hai.", on=2, number=2),
    )

    assert [each.outcome for each in saved] == ["stored", "unchanged", "revised"]
    assert [(number, on, body) for number, on, *_, body in revisions(store)] == [
        (1, 1, "Một."),
        (2, 2, "Hai."),
        (3, 3, "Một."),
    ]
    assert rows(store, "SELECT body, captured FROM articles") == [("Một.", day(3))]


def test_an_older_import_takes_number_one(store: Store) -> None:
    save(store, story("Hai.", on=5, number=5))

    saved = save(store, story("Một.", on=2, number=2))

    assert saved == [Saved(1, "revised")]
    assert [(number, on, body) for number, on, *_, body in revisions(store)] == [
        (1, 2, "Một."),
        (2, 5, "Hai."),
    ]
    assert rows(store, "SELECT body, captured, first_seen FROM articles") == [("Hai.", day(5), day(2))]


def test_rereading_replaces_texts_and_makes_no_revision(store: Store) -> None:
    save(store, story("Một. Quảng cáo", on=1, number=1), story("Một. Quảng cáo", on=2, number=2))
    better = [story("Một.", on=n, number=n, reader_version=2) for n in (1, 2)]

    with store.writing():
        old = store.captures_read_before(1, 2)
        for article in better:
            store.reread(1, article)
        left = store.captures_read_before(1, 2)

    assert (old, left) == ([capture(1, on=1), capture(2, on=2)], [])
    assert revisions(store) == [(1, 1, [], "Hội nghị sơ kết", None, "Một.")]
    assert rows(store, "SELECT body, reader_version FROM articles") == [("Một.", 2)]


def test_reading_by_an_older_reader_version_is_ignored(store: Store) -> None:
    save(store, story("Một.", on=1, number=1, reader_version=2))

    saved = save(store, story("Một. Quảng cáo", on=1, number=1, reader_version=1))

    assert saved == [Saved(1, "unchanged")]
    assert rows(store, "SELECT body, reader_version FROM articles") == [("Một.", 2)]


def test_same_text_under_another_url_is_labelled_and_kept(store: Store) -> None:
    saved = save(
        store,
        story("Một.", key="1", on=2, number=1),
        story("Một.", key="2", on=3, number=2, title="Tin khác"),
        story("Ba.", key="3", on=3, number=3),
    )

    assert saved == [Saved(1, "stored"), Saved(2, "duplicate", "exact:1"), Saved(3, "stored")]
    assert rows(store, "SELECT * FROM duplicates") == [(2, 1, "exact", 1.0)]
    assert rows(store, "SELECT count(*) FROM articles") == [(3,)]


def test_duplicates_point_at_the_earliest_even_if_saved_later(store: Store) -> None:
    save(store, story("Một.", key="1", on=5, number=1), story("Một.", key="2", on=6, number=2))

    saved = save(store, story("Một.", key="3", on=2, number=3))

    assert saved == [Saved(3, "stored")]
    assert rows(store, "SELECT article_id, duplicate_of FROM duplicates ORDER BY 1") == [(1, 3), (2, 3)]


def test_edit_removes_an_article_from_its_group(store: Store) -> None:
    save(store, *(story("Một.", key=key, on=int(key), number=int(key)) for key in "123"))

    save(store, story("Hai.", key="1", on=9, number=9))

    assert rows(store, "SELECT article_id, duplicate_of FROM duplicates") == [(3, 2)]


def test_articles_without_text_are_not_duplicates(store: Store) -> None:
    saved = save(store, story("", key="1", number=1), story("", key="2", number=2))

    assert [each.outcome for each in saved] == ["stored", "stored"]


def test_dump_is_identified_by_its_bytes_on_any_site(store: Store) -> None:
    dump = story("Một.", key="sha256:ab", url=None, site="hanoi")

    saved = save(store, dump, replace(dump, site="nhandan"))

    assert saved == [Saved(1, "stored"), Saved(1, "unchanged")]
    assert rows(store, "SELECT site, url FROM articles") == [("hanoi", None)]


def test_alias_stays_with_its_first_article_and_the_conflict_is_reported(store: Store) -> None:
    old = "https://paper.vn/cu.html"

    saved = save(
        store,
        story("Một.", key="1", number=1, aliases=(old,)),
        story("Hai.", key="2", number=2, aliases=(old,)),
    )

    assert saved == [Saved(1, "stored"), Saved(2, "stored", f"alias:{old}")]
    assert rows(store, "SELECT article_id FROM aliases WHERE url = 'https://paper.vn/cu.html'") == [(1,)]


def test_canonical_url_always_leads_to_its_article(store: Store) -> None:
    redirected = "https://paper.vn/a2.html"

    save(store, story("Một.", key="1", number=1, aliases=(redirected,)), story("Hai.", key="2", number=2))

    assert rows(store, f"SELECT article_id FROM aliases WHERE url = '{redirected}'") == [(2,)]


def test_gone_article_keeps_its_text_and_can_return(store: Store) -> None:
    save(store, story("Một.", on=1, number=1))

    with store.writing():
        store.mark_gone(1, day(3))
        store.mark_gone(1, day(4))
    gone = rows(store, "SELECT body, gone_since FROM articles")
    save(store, story("Một.", on=5, number=5))

    assert gone == [("Một.", day(3))]
    assert rows(store, "SELECT body, gone_since FROM articles") == [("Một.", None)]


def test_article_captured_later_is_not_gone(store: Store) -> None:
    save(store, story("Một.", on=5, number=5))

    with store.writing():
        store.mark_gone(1, day(3))

    assert rows(store, "SELECT gone_since FROM articles") == [(None,)]


def test_article_of_a_failed_inner_transaction_is_not_indexed(store: Store) -> None:
    with store.writing():
        store.save(story("Một.", key="1", number=1))
        with contextlib.suppress(ZeroDivisionError), store.writing():
            store.save(story("Hai.", key="2", number=2))
            raise ZeroDivisionError
        store.save(story("Ba.", key="3", number=3))
        store.save(story("Bốn.", key="3", on=2, number=4))

    assert rows(store, "SELECT id, body FROM articles") == [(1, "Một."), (2, "Bốn.")]
    assert rows(store, "SELECT rowid FROM articles_exact ORDER BY rowid") == [(1,), (2,)]
    assert rows(store, "SELECT rowid FROM articles_exact WHERE articles_exact MATCH 'hai OR ba'") == []
    assert rows(store, "SELECT rowid FROM articles_exact WHERE articles_exact MATCH 'bốn'") == [(2,)]
