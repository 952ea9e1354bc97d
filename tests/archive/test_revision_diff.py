"""Differences between two revisions, by field and by word."""

from __future__ import annotations

from article_builder import day, story
from hypothesis import given
from hypothesis import strategies as st

from archive.revision_diff import Difference, Edit, difference, edits
from archive.store import Store


def fill(store: Store) -> None:
    with store.writing():
        store.save(story("Sáng 2-4, họp.\n\nHai năm qua.", on=1, number=1))
        store.save(story("Sáng 2-4, họp.\n\nBa năm qua.", on=2, number=2))
        store.save(story("Sáng 2-4, họp.\n\nBa năm qua.", on=3, number=3, title="Tin mới", byline="PV"))


def test_the_last_two_revisions_are_compared(store: Store) -> None:
    fill(store)

    assert difference(store.db, 1) == Difference(
        older={"number": 2, "captured": day(2)},
        newer={"number": 3, "captured": day(3)},
        fields={"title": ("Hội nghị sơ kết", "Tin mới"), "byline": (None, "PV")},
        text=[],
    )


def test_any_two_revisions_are_compared(store: Store) -> None:
    fill(store)

    found = difference(store.db, 1, older=1, newer=2)

    assert found is not None
    assert found.fields == {}
    assert found.text == [
        Edit("same", "Sáng 2-4, họp.\n\n"),
        Edit("removed", "Hai"),
        Edit("added", "Ba"),
        Edit("same", " năm qua."),
    ]


def test_unknown_revision_gives_none(store: Store) -> None:
    with store.writing():
        store.save(story("Một."))

    assert [difference(store.db, 1), difference(store.db, 1, 1, 7), difference(store.db, 9)] == [None] * 3


TEXTS = st.lists(st.sampled_from(["Một", "hai", " ", "\n\n", "ba.", "Đảng"]), max_size=12).map("".join)


@given(TEXTS, TEXTS)
def test_edits_contain_both_texts(before: str, after: str) -> None:
    found = edits(before, after)

    assert "".join(edit.text for edit in found if edit.kind != "added") == before
    assert "".join(edit.text for edit in found if edit.kind != "removed") == after
