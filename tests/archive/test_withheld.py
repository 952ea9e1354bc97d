"""Withheld articles are hidden from all output and stay in the archive."""

from __future__ import annotations

from pathlib import Path

import pytest
from article_builder import story

from archive.fixity.verify import verify
from archive.lookup import find_article
from archive.references.reference_queries import citing_articles
from archive.search.full_text import search
from archive.store import Store
from archive.withheld import public_copies, show_again, withhold
from crawler.cli import main

TEXT = "Chi bộ thôn Hạ học tập Chỉ thị 05-CT/TW vào chiều thứ bảy, rồi cùng bàn việc sửa đường, đào mương."


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing():
        for number in (1, 2, 3):
            store.save(story(TEXT, key=str(number), on=number, published=f"2019-0{number}-01"))
    return store


def tables(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return all tables with texts."""
    names = ("articles", "revisions", "aliases", "document_references", "near_texts", "near_new_keys")
    return {name: store.db.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def found(store: Store, query: str) -> list[int]:
    return sorted(hit.id for hit in search(store.db, query))


def copies(store: Store) -> list[tuple[int, int]]:
    return store.db.execute("SELECT article_id, duplicate_of FROM duplicates ORDER BY 1").fetchall()


def withhold_first(store: Store) -> None:
    with store.writing():
        withhold(store, 1, "letter 17")


def test_withheld_article_is_hidden_and_not_deleted(filled: Store) -> None:
    before = tables(filled)
    withhold_first(filled)

    assert found(filled, "thôn Hạ") == found(filled, "thon ha") == found(filled, "site:paper") == [2, 3]
    assert find_article(filled.db, "1") is None
    assert sorted(row["id"] for row in citing_articles(filled.db, "05-CT/TW")) == [2, 3]
    assert filled.db.execute("SELECT count(*) FROM articles_exact").fetchone() == (2,)
    assert tables(filled) == before


def test_article_can_be_withheld_and_shown_again_where_it_is_new(store: Store) -> None:
    with store.writing():
        saved = store.save(story(TEXT, key="1"))
        assert withhold(store, saved.article_id, "letter 17")
    assert found(store, "thôn Hạ") == []
    assert verify(store.path).findings == []
    with store.writing():
        new = store.save(story(TEXT, key="2", on=2))
        withhold(store, new.article_id, "letter 18")
        assert show_again(store, new.article_id)
    assert found(store, "thôn Hạ") == [new.article_id]
    assert verify(store.path).findings == []


def test_copies_of_a_withheld_article_point_at_the_earliest_visible_one(filled: Store) -> None:
    withhold_first(filled)

    assert copies(filled) == [(3, 2)]


def test_undo_restores_the_article(filled: Store) -> None:
    labels = copies(filled)
    withhold_first(filled)
    with filled.writing():
        assert show_again(filled, 1)
        assert not show_again(filled, 1)

    assert found(filled, "thôn Hạ") == [1, 2, 3]
    assert copies(filled) == labels
    assert verify(filled.path).findings == []


def test_later_revision_stays_withheld(filled: Store) -> None:
    withhold_first(filled)
    with filled.writing():
        filled.save(story(TEXT + " Thêm một câu mới.", key="1", on=9))

    assert found(filled, "câu mới") == []
    assert find_article(filled.db, "1") is None
    assert verify(filled.path).findings == []


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    said = capsys.readouterr()
    return ended.value.code, said.out + said.err


def test_withhold_command_hides_lists_and_undoes(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    filled.close()
    monkeypatch.setenv("PARTYNEWS_DB", str(tmp_path / "archive.db"))

    assert run(capsys, "withhold") == (0, "No articles are withheld.\n")
    assert run(capsys, "withhold", "https://paper.vn/a1.html", "letter 17") == (
        0,
        "Article 1 is now withheld.\n"
        "These copies stay public; to withhold one too: partynews withhold ID 'REASON'\n"
        "id  site   url\n"
        " 2  paper  https://paper.vn/a2.html\n"
        " 3  paper  https://paper.vn/a3.html\n",
    )
    code, said = run(capsys, "show", "1")
    assert (code, said.startswith("partynews: Article 1 has been withheld since "), said.rstrip()[-9:]) == (
        2,
        True,
        "letter 17",
    )
    assert "letter 17  https://paper.vn/a1.html" in run(capsys, "withhold")[1]
    assert run(capsys, "withhold", "--undo", "1") == (0, "Article 1 is shown again.\n")
    assert run(capsys, "show", "1")[0] == 0


def test_copies_that_stay_public_are_the_visible_ones_of_the_same_text(filled: Store) -> None:
    with filled.writing():
        filled.save(story("Một bài khác về hội nghị của Ban Thường vụ Tỉnh ủy.", key="4", on=4))
        filled.save(story(TEXT.replace("chiều", "sáng"), key="5", on=5))
        withhold(filled, 2, "letter 16")
    withhold_first(filled)
    assert [copy.id for copy in public_copies(filled.db, 1)] == [3, 5]
    assert public_copies(filled.db, 4) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("withhold", "1"), "A reason is required: partynews withhold ID 'REASON'"),
        (("withhold", "99", "x"), "No article has the id 99. The ids go from 1 to "),
        (("withhold", "--undo", "https://paper.vn/no"), "https://paper.vn/no is not in the archive."),
    ],
)
def test_withhold_command_names_missing_arguments(
    filled: Store, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    code, said = run(capsys, *words, "--db", str(filled.path))

    assert code == 2
    assert sentence in said
