"""Duplicate labels: copies refer to the earliest article, in any order of saving."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from article_builder import story
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.article import Article
from archive.database.schema import NEAR
from archive.database.schema_changes import NEAR_KEYS
from archive.duplicates import key_index
from archive.duplicates.key_index import find_candidates
from archive.duplicates.labels import regroup_everything
from archive.duplicates.near_duplicates import SIGNATURE_SIZE, shared_keys_needed
from archive.store import Store

FIRST = (
    "Sáng 12/5, Đảng ủy xã Hòa Sơn tổ chức hội nghị sơ kết ba năm làm đường thôn. Bí thư Trần Văn Thủy cho "
    "biết bà con đã hiến hơn 4.000 mét vuông đất."
)
SECOND = (
    "Tuyến đường dài 6 km nối bốn thôn với chợ, trước đây mùa mưa lầy lội, học sinh phải nghỉ học. Nay xe "
    "tải vào tận ruộng, lúa bán được giá hơn."
)
THIRD = "Hội nghị thống nhất năm tới trồng hoa hai bên đường và lắp đèn chiếu sáng bằng tiền của chi hội."
LEAD = "Nhờ dân góp đất góp công, con đường mơ ước của một xã vùng cao đã thành hình sau ba năm."
STORY = "\n\n".join((FIRST, SECOND, THIRD))
SHORTENED = "\n\n".join((FIRST, SECOND))
OTHER = "Chiều qua, đội bóng chuyền nữ của tỉnh thắng trận chung kết trước hàng nghìn khán giả nhà thi đấu."

NAMED = "SELECT copy.key, first.key, kind FROM duplicates JOIN articles AS copy ON copy.id = article_id"
LABELS = f"{NAMED} JOIN articles AS first ON first.id = duplicate_of ORDER BY copy.key"


def labels(store: Store) -> list[tuple[str, str, str]]:
    return store.db.execute(LABELS).fetchall()


def save(store: Store, *articles: Article) -> None:
    with store.writing():
        for article in articles:
            store.save(article)


def test_changed_lead_or_dropped_paragraph_is_a_near_duplicate(store: Store) -> None:
    save(
        store,
        story(STORY, key="1"),
        story(STORY, key="2", lead=LEAD, on=2),
        story(SHORTENED, key="3", on=3),
        story(OTHER, key="4", on=4),
    )

    assert labels(store) == [("2", "1", "near"), ("3", "1", "near")]
    alike = store.db.execute("SELECT similarity FROM duplicates").fetchall()
    assert all(0.9 < similarity <= 1 for (similarity,) in alike)


def test_outcome_of_a_duplicate_names_the_first_article(store: Store) -> None:
    with store.writing():
        saved = [store.save(story(STORY, key=str(n), lead=lead, on=n)) for n, lead in ((1, None), (2, LEAD))]

    assert [(s.outcome, s.reason) for s in saved] == [("stored", None), ("stored", "near:1")]


def test_copy_of_a_copy_joins_the_group_of_the_first_article(
    store: Store,
) -> None:
    save(
        store,
        story(SHORTENED, key="3", on=3),
        story(SHORTENED, key="2", on=2),
        story(STORY, key="1", on=1),
        story(STORY, key="4", on=4),
    )

    assert labels(store) == [("2", "1", "near"), ("3", "1", "near"), ("4", "1", "exact")]


def test_form_for_another_place_and_day_is_not_a_duplicate(store: Store) -> None:
    form = (
        "Chiều {day}, Chi bộ thôn {place} tổ chức sinh hoạt thường kỳ tháng {month} do đồng chí {name}, Bí "
        "thư chi bộ, chủ trì. Dự buổi sinh hoạt có {there} đảng viên. Chi bộ đã nghe báo cáo kết quả lãnh "
        "đạo thực hiện nhiệm vụ, thu {sum} nghìn đồng đảng phí và kết nạp {new} quần chúng ưu tú vào Đảng."
    )
    one = form.format(day="3/4", place="Bình An", month="4", name="Lê Văn Tám", there=31, sum=620, new=2)
    other = form.format(day="5/6", place="Sơn Hạ", month="6", name="Đỗ Thị Na", there=18, sum=415, new=3)
    save(store, story(one, key="1"), story(other, key="2", on=2))

    assert labels(store) == []


def test_edit_moves_an_article_to_another_group(store: Store) -> None:
    save(store, story(STORY, key="1", number=1), story(SHORTENED, key="2", on=2), story(OTHER, key="3", on=2))
    save(store, story(OTHER, key="1", number=2, on=3))

    assert labels(store) == [("3", "1", "exact")]
    assert store.db.execute("SELECT count(*) FROM near_texts").fetchone() == (2,)
    assert store.db.execute("SELECT count(*) FROM near_pairs").fetchone() == (0,)


def test_group_is_relabelled_when_its_first_article_leaves(store: Store) -> None:
    save(store, story(STORY, key="1", number=1), story(SHORTENED, key="2", on=2), story(STORY, key="3", on=3))
    save(store, story(OTHER, key="1", number=2, on=4))

    assert labels(store) == [("3", "2", "near")]


ARTICLES = (
    story(STORY, key="1", on=5, site="a"),
    story(STORY, key="2", on=2, site="b"),
    story(STORY, key="3", on=2, site="b", lead=LEAD),
    story(SHORTENED, key="4", on=3, site="c"),
    story(OTHER, key="5", on=1, site="c"),
    story(OTHER, key="6", on=1, site="a"),
)


def labelled_in(order: Sequence[Article]) -> list[tuple[str, str, str]]:
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "archive.db") as store:
        save(store, *order)
        return labels(store)


@settings(max_examples=25, deadline=None)
@given(st.permutations(ARTICLES))
def test_labels_do_not_depend_on_the_order_of_saving(order: list[Article]) -> None:
    assert labelled_in(order) == [
        ("1", "2", "exact"),
        ("3", "2", "near"),
        ("4", "2", "near"),
        ("5", "6", "exact"),
    ]


def test_relabelling_all_articles_gives_the_same_groups(store: Store) -> None:
    save(store, *ARTICLES)
    before = labels(store)
    with store.writing():
        regroup_everything(store.db)

    assert labels(store) == before != []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sets(st.integers(0, 120), min_size=1, max_size=SIGNATURE_SIZE), min_size=1, max_size=20))
def test_common_keys_do_not_hide_candidates(signatures: list[set[int]]) -> None:
    with closing(sqlite3.connect(":memory:")) as db, patch.object(key_index, "COMMON_KEY_TEXTS", 2):
        for script in (NEAR, NEAR_KEYS):
            db.executescript(script)
        for number, keys in enumerate(signatures):
            enough = [
                other
                for other, others in enumerate(signatures[:number])
                if len(keys & others) >= shared_keys_needed(len(keys), len(others))
            ]
            assert sorted(find_candidates(db, sorted(keys))) == [(other, str(other)) for other in enough]
            db.execute("INSERT INTO near_texts VALUES (?1, ?1)", [number])
            rows = [(key, len(keys), number) for key in keys]
            db.executemany("INSERT INTO near_keys VALUES (?, ?, ?)", rows)
