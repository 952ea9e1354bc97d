"""Archives of older versions are migrated on opening, without loss, also after an interruption."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from article_builder import day, story
from sqlite_utils import Database

from archive.article import sha256_of
from archive.database.migrations import APPLICATION_ID, migrations
from archive.database.rows import insert_with_checksum
from archive.duplicates.key_index import find_copies
from archive.duplicates.signature import signature
from archive.errors import StorageFailed
from archive.fixity.verify import verify
from archive.search.full_text import search
from archive.search.index import rebuild_index
from archive.store import Store, open_for_reading

OLD_STORY = (
    "Chi bộ thôn Hạ học tập Chỉ thị 05-CT/TW vào chiều thứ bảy, mỗi người kể một việc tốt đã làm trong tuần "
    "rồi cùng bàn việc sửa đường, đào mương, trồng cây quanh nhà văn hóa."
)


def archive_of_step_04(path: Path) -> None:
    """An archive with the schema before references and near-duplicates, with two articles."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations().apply(Database(conn), stop_before="step_05_copies_references_withheld")
        for number, body in enumerate((OLD_STORY, OLD_STORY + " Tin thêm."), start=1):
            row = {"id": number, "site": "paper", "key": str(number), "title": f"Tin {number}", "body": body}
            row |= dict.fromkeys(("authors", "tags", "images", "repairs", "flags"), "[]")
            sums = {"text_sha256": sha256_of(f"Tin {number}\n\n{body}"), "body_sha256": sha256_of(body)}
            seen = {"first_seen": day(number), "captured": day(number), "layout": "2019", "reader_version": 1}
            insert_with_checksum(conn, "articles", row | sums | seen)
        insert_crawl(conn)


def insert_crawl(db: sqlite3.Connection) -> None:
    """Insert a run that stored these two articles and refused a page with an unknown layout."""
    run = [7, "crawl", day(1), "0.1.0"]
    db.execute("INSERT INTO runs (id, command, started, version) VALUES (?, ?, ?, ?)", run)
    for url, outcome, reason, article_id in (
        ("https://paper.vn/a1.html", "stored", None, 1),
        ("https://paper.vn/a2.html", "stored", None, 2),
        ("https://paper.vn/a3.html", "refused", "layout:unknown paper: no layout fits", None),
        ("https://paper.vn/a4.html", "gone", "status:404", None),
    ):
        db.execute(
            "INSERT INTO outcomes (run_id, site, url, outcome, reason, article_id, at)"
            " VALUES (7, 'paper', ?, ?, ?, ?, ?)",
            [url, outcome, reason, article_id, day(1)],
        )
        db.execute(
            "INSERT INTO frontier (site, url, kind, key, state, run_id, found)"
            " VALUES ('paper', ?, 'article', ?, 'done', 7, ?)",
            [url, url[18], day(1)],
        )


def test_older_archive_is_migrated_on_opening(tmp_path: Path) -> None:
    archive_of_step_04(tmp_path / "archive.db")

    with closing(open_for_reading(tmp_path / "archive.db")) as db:
        assert [hit.id for hit in search(db, "chi thi 05-CT/TW")] == [1, 2]
        assert db.execute("SELECT article_id, duplicate_of, kind FROM duplicates").fetchall() == [
            (2, 1, "near")
        ]
        assert db.execute("SELECT article_id, part, raw FROM document_references").fetchall() == [
            (1, "body", "Chỉ thị 05-CT/TW"),
            (2, "body", "Chỉ thị 05-CT/TW"),
        ]
        assert db.execute("SELECT run_id, layout, articles, lead FROM field_counts").fetchall() == [
            (7, "", 1, 0),
            (7, "2019", 2, 0),
        ]
        due = db.execute("SELECT key, state, due FROM frontier ORDER BY id").fetchall()
        assert due == [(key, "done", day(1) if key == "3" else None) for key in "1234"]
    assert verify(tmp_path / "archive.db").findings == []


def text_of(number: int) -> str:
    """Return a text that is like no other."""
    return " ".join(f"việc{number}x{word}" for word in range(160))


STEP_11_TABLES = (
    *("captures", "articles", "aliases", "revisions", "readings", "duplicates", "near_texts", "near_pairs"),
)


def archive_of_step_11(path: Path) -> list[tuple[object, ...]]:
    """Create an archive in which each revision has its own text; return its revisions."""
    with Store.open(path.with_name("today.db")) as store, store.writing():
        for number in range(120):
            store.save(story(text_of(number), key=str(number % 110), on=1 + number // 110, number=number))
        store.save(story(text_of(50) + " Thêm.", key="copy", on=5, number=130))
        assert store.db.execute("SELECT count(*) FROM near_pairs").fetchone() == (2,)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations().apply(Database(db), stop_before="step_12_revisions_shared")
        db.execute("ATTACH ? AS today", [str(store.path)])
        for table in STEP_11_TABLES:
            columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}")
        rebuild_index(db)
        db.execute("INSERT INTO near_keys SELECT id, 48, id FROM near_texts")
        return db.execute("SELECT * FROM revisions ORDER BY article_id, number").fetchall()


def test_second_copies_of_texts_are_taken_out_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    before = archive_of_step_11(path)
    (pages,) = (
        sqlite3.connect(path).execute("SELECT count(*) FROM dbstat WHERE name = 'revisions'").fetchone()
    )

    Store.open(path).close()

    with closing(open_for_reading(path)) as db:
        assert db.execute("SELECT * FROM revisions ORDER BY article_id, number").fetchall() == before
        assert db.execute("SELECT sum(as_article), count(*) FROM revisions_stored").fetchone() == (111, 121)
        assert db.execute("SELECT * FROM unfinished_moves").fetchall() == []
        signed = "SELECT sum(near_texts.keys), count(*) FROM near_texts JOIN near_new_keys ON text_id = id"
        assert db.execute(signed).fetchone() == (48 * 111, 111)
        assert len(find_copies(db, text_of(50), signature(text_of(50)))) == 2
        (left,) = db.execute("SELECT count(*) FROM dbstat WHERE name = 'revisions_stored'").fetchone()
    assert left < pages / 4
    assert verify(path, parts=["structure", "rows", "index"]).findings == []


def test_interrupted_move_continues_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "archive.db"
    before = archive_of_step_11(path)
    monkeypatch.setattr("archive.database.moves.ROWS_IN_A_BATCH", 50)
    room = iter([10**12, 10**6])
    with monkeypatch.context() as patched:
        patched.setattr("archive.database.moves.free_space", lambda _: next(room))
        with pytest.raises(StorageFailed, match="needs 64 MB of free disk space; there are 0 MB"):
            Store.open(path)
    with closing(open_for_reading(path)) as db:
        assert db.execute("SELECT * FROM revisions ORDER BY article_id, number").fetchall() == before
        assert db.execute("SELECT count(*) FROM near_new_keys").fetchone() == (50,)
        unfinished = db.execute("SELECT name FROM unfinished_moves").fetchall()
        assert unfinished == [("near keys",), ("revisions",)]

    Store.open(path).close()

    with closing(open_for_reading(path)) as db:
        assert db.execute("SELECT * FROM revisions ORDER BY article_id, number").fetchall() == before
        assert db.execute("SELECT sum(as_article) FROM revisions_stored").fetchone() == (111,)
        assert db.execute("SELECT count(*) FROM near_new_keys").fetchone() == (111,)
