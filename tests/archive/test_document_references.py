"""Document references of articles: rows, positions and queries."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from article_builder import story

from archive.errors import QueryError
from archive.references.reference_queries import cited_documents, citing_articles
from archive.store import Store
from crawler.cli import main


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing():
        for key, title, lead, body, published in (
            ("1", "Học Chỉ thị 05", "Thực hiện Chỉ thị số 05-CT/TW.", "Tổng kết Chỉ thị 05.", "2018-05-15"),
            ("2", "Sơ kết", None, "Sơ kết Chỉ thị 05- CT/T.Ư và Quy định 101-QĐ/TW.", "2021-03-01"),
            ("3", "Tin", None, "Chỉ thị 05 của tỉnh.", None),
            (
                "4",
                "Tin",
                None,
                "Nghị quyết Trung ương 4 khóa XII và Nghị quyết Trung ương 4 khóa XI.",
                "2020",
            ),
        ):
            store.save(story(body, key=key, title=title, lead=lead, published=published))
    return store


def named(store: Store, typed: str) -> list[tuple[int, int]]:
    return [(row["id"], row["mentions"]) for row in citing_articles(store.db, typed)]


def test_reference_row_gives_the_position_of_its_words(filled: Store) -> None:
    with sqlite3.connect(filled.path) as db:
        db.row_factory = sqlite3.Row
        rows = db.execute("SELECT * FROM document_references JOIN articles ON id = article_id").fetchall()

    assert len(rows) == 8
    for row in rows:
        assert row[row["part"]][row["start"] : row["end"]] == row["raw"]


def test_bare_number_gets_the_code_named_in_another_field(filled: Store) -> None:
    rows = filled.db.execute(
        "SELECT part, raw, code, certainty FROM document_references WHERE article_id = 1 ORDER BY part DESC"
    )

    assert rows.fetchall() == [
        ("title", "Chỉ thị 05", "CT/TW", "named"),
        ("lead", "Chỉ thị số 05-CT/TW", "CT/TW", "code"),
        ("body", "Chỉ thị 05", "CT/TW", "named"),
    ]


def test_reference_rows_follow_the_newest_text(filled: Store) -> None:
    with filled.writing():
        filled.save(story("Kết luận 21-KL/TW.", key="2", on=5))

    rows = filled.db.execute("SELECT raw FROM document_references WHERE article_id = 2")
    assert rows.fetchall() == [("Kết luận 21-KL/TW",)]


def test_documents_have_counts_of_articles_mentions_and_years(filled: Store) -> None:
    rows = [tuple(row.values()) for row in cited_documents(filled.db)]

    assert rows == [
        ("chi_thi", "05", "CT/TW", None, "Chỉ thị 05", 2, 4, "2018", "2021"),
        ("chi_thi", "05", None, None, "Chỉ thị 05", 1, 1, None, None),
        (
            *("nghi_quyet_tw", "4", None, "XI", "Nghị quyết Trung ương 4 khóa XI"),
            *(1, 1, "2020", "2020"),
        ),
        (
            *("nghi_quyet_tw", "4", None, "XII", "Nghị quyết Trung ương 4 khóa XII"),
            *(1, 1, "2020", "2020"),
        ),
        ("quy_dinh", "101", "QĐ/TW", None, "Quy định 101-QĐ/TW", 1, 1, "2021", "2021"),
    ]


@pytest.mark.parametrize(
    ("typed", "articles"),
    [
        ("05-CT/TW", [(2, 1), (1, 3)]),
        ("5-ct/tw", [(2, 1), (1, 3)]),
        ("05 - CT/T.Ư", [(2, 1), (1, 3)]),
        ("101-qd/tw", [(2, 1)]),
        ("Chỉ thị 05", [(2, 1), (1, 3), (3, 1)]),
        ("Chỉ thị số 05-CT/TW", [(2, 1), (1, 3)]),
        ("Nghị quyết TW 4", [(4, 2)]),
        ("Nghị quyết Trung ương 4 khóa XI", [(4, 1)]),
        ("05-CT/TU", []),
        ("7-CT/TW", []),
    ],
)
def test_document_is_found_in_any_spelling(
    filled: Store, typed: str, articles: list[tuple[int, int]]
) -> None:
    assert named(filled, typed) == articles


@pytest.mark.parametrize("typed", ["", "Hà Nội", "05", "chỉ thị", "'; DROP TABLE articles", "\x00"])
def test_query_without_a_document_is_refused(filled: Store, typed: str) -> None:
    with pytest.raises(QueryError, match=r"is not the name of a document\. Use its code"):
        citing_articles(filled.db, typed)


def test_references_command_prints_documents_or_articles(
    filled: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled.close()
    with pytest.raises(SystemExit):
        main(["references", "--limit", "1", "--db", str(tmp_path / "archive.db")])
    assert capsys.readouterr().out == (
        "document    type     articles  mentions  years\nChỉ thị 05  chi_thi         2         4  2018-2021\n"
    )

    with pytest.raises(SystemExit):
        main(["references", "05-ct/tw", "--db", str(tmp_path / "archive.db")])
    assert capsys.readouterr().out == (
        "2  paper  2021-03-01  Sơ kết\n    Chỉ thị 05- CT/T.Ư\n"
        "1  paper  2018-05-15  Học Chỉ thị 05\n    Chỉ thị 05, 3 times\n"
    )

    with pytest.raises(SystemExit):
        main(["references", "Quy", "định", "101-QĐ/TW", "--json", "--db", str(tmp_path / "archive.db")])
    assert json.loads(capsys.readouterr().out)["id"] == 2
