"""Duplicate labels: copies refer to the earliest article, in any order of saving."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from article_builder import story
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.article import Article
from archive.duplicates import key_index
from archive.duplicates import key_store as keys_module
from archive.duplicates.key_index import find_candidates
from archive.duplicates.key_store import key_store
from archive.duplicates.signature import SIGNATURE_SIZE, shared_keys_needed, signature
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


@settings(max_examples=25)
@given(st.permutations(ARTICLES))
def test_labels_do_not_depend_on_the_order_of_saving(order: list[Article]) -> None:
    assert labelled_in(order) == [
        ("1", "2", "exact"),
        ("3", "2", "near"),
        ("4", "2", "near"),
        ("5", "6", "exact"),
    ]


def pairs(store: Store) -> list[tuple[object, ...]]:
    return store.db.execute(
        "SELECT one.body_sha256, other.body_sha256, similarity FROM near_pairs"
        " JOIN near_texts AS one ON one.id = text_id JOIN near_texts AS other ON other.id = other_id"
        " ORDER BY 1, 2"
    ).fetchall()


@pytest.mark.parametrize("move", ["near keys", "near copies"])
def test_keys_and_pairs_of_an_older_archive_are_those_of_a_new_one(store: Store, move: str) -> None:
    save(store, *ARTICLES)
    before, paired = labels(store), pairs(store)
    assert before
    with store.writing():
        for table in (
            "near_new_keys",
            "near_blocks",
            *(["near_pairs", "duplicates"] * (move != "near keys")),
        ):
            store.db.execute(f"DELETE FROM {table}")
        store.db.execute("UPDATE near_texts SET keys = NULL")
        store.db.execute("INSERT INTO unfinished_moves (name) VALUES (?)", [move])
    with Store.open(store.path) as again:
        assert (labels(again), pairs(again)) == (before, paired)
        save(again, story(STORY + " Tin thêm.", key="7", on=9, site="d"))
        assert labels(again) == [*before, ("7", "2", "near")]


class Keys:
    """Texts with random keys, and which of them share enough keys, computed from all."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.held: dict[int, set[int]] = {}

    def add(self, keys: set[int]) -> None:
        inserted = self.db.execute(
            "INSERT INTO near_texts (keys, body_sha256) VALUES (?, ?)", [len(keys), "?"]
        )
        number = inserted.lastrowid
        assert number is not None
        self.db.execute("UPDATE near_texts SET body_sha256 = ?1 WHERE id = ?1", [number])
        key_store(self.db).add(number, sorted(keys))
        self.held[number] = keys

    def remove(self, number: int) -> None:
        key_store(self.db).remove(number, sorted(self.held.pop(number)))
        self.db.execute("DELETE FROM near_texts WHERE id = ?", [number])

    def check(self, keys: set[int]) -> None:
        enough = [
            number
            for number, others in self.held.items()
            if len(keys & others) >= shared_keys_needed(len(keys), len(others))
        ]
        assert sorted(find_candidates(self.db, key_store(self.db), sorted(keys))) == [
            (one, str(one)) for one in sorted(enough)
        ]


KEYS = st.sets(st.integers(0, 120), min_size=1, max_size=SIGNATURE_SIZE)


@pytest.mark.parametrize("lookups_a_filter", [0, 1e9])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(KEYS, st.integers(0, 30)), min_size=1, max_size=40))
def test_candidates_share_enough_keys_wherever_these_are_stored(
    monkeypatch: pytest.MonkeyPatch, lookups_a_filter: float, steps: list[set[int] | int]
) -> None:
    monkeypatch.setattr(key_index, "COMMON_KEY_TEXTS", 2)
    for name, value in {
        "RECENT_TEXTS": 3,
        "MERGE_TEXTS": 4,
        "BLOCK_ENTRIES": 10,
        "BLOCKS_AT_ONCE": 2,
    }.items():
        monkeypatch.setattr(keys_module, name, value)
    monkeypatch.setattr(keys_module, "LOOKUPS_A_FILTER", lookups_a_filter)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "archive.db") as store, store.writing():
        keys = Keys(store.db)
        for step in steps:
            if isinstance(step, set):
                keys.check(step)
                keys.add(step)
            elif step in keys.held:
                keys.remove(step)


def save_and_fail(store: Store) -> None:
    with store.writing():
        store.save(story(OTHER, key="8"))
        raise ZeroDivisionError


def test_keys_of_a_rolled_back_transaction_are_forgotten(store: Store) -> None:
    save(store, ARTICLES[0])
    with pytest.raises(ZeroDivisionError):
        save_and_fail(store)
    with store.writing():
        with pytest.raises(ZeroDivisionError):
            save_and_fail(store)
        store.save(story(SHORTENED, key="9", on=6))
        assert [body for _, body in find_candidates(store.db, key_store(store.db), signature(OTHER))] == []

    assert labels(store) == [("9", "1", "near")]


def test_keys_that_another_process_merged_are_found(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, ARTICLES[0])
    monkeypatch.setattr(keys_module, "MERGE_TEXTS", 0)
    monkeypatch.setattr(keys_module, "RECENT_TEXTS", 1)
    with Store.open(store.path) as other:
        save(other, story(OTHER, key="8"))

    assert store.db.execute("SELECT count(*) FROM near_new_keys").fetchone() == (0,)
    save(store, story(SHORTENED, key="9", on=6))
    assert labels(store) == [("9", "1", "near")]
