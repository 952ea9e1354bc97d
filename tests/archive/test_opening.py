"""Opening archives: new, older, newer, damaged and foreign files."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from article_builder import day, story
from sqlite_utils import Database

from archive.article import sha256_of
from archive.database.journal_mode import is_wal_safe, network_file_system
from archive.database.migrations import APPLICATION_ID, migrations
from archive.database.rows import insert_with_checksum
from archive.duplicates.key_index import find_copies
from archive.duplicates.signature import signature
from archive.errors import ArchiveError, DamagedArchive, NotAnArchive, StorageFailed
from archive.fixity.verify import verify
from archive.search.full_text import search
from archive.search.index import rebuild_index
from archive.store import Store, open_for_reading

OLD_STORY = (
    "Chi bộ thôn Hạ học tập Chỉ thị 05-CT/TW vào chiều thứ bảy, mỗi người kể một việc tốt đã làm trong tuần "
    "rồi cùng bàn việc sửa đường, đào mương, trồng cây quanh nhà văn hóa."
)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Store.open(path) as store, store.writing():
        for number in range(200):
            store.save(story(f"Một {number}.", key=str(number), number=number))
    return path


def articles_in(path: Path) -> int:
    with closing(open_for_reading(path)) as db:
        count: int = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        return count


def text_file(path: Path) -> None:
    path.write_text("Đảng ủy Khối\n" * 100)


def empty_file(path: Path) -> None:
    path.touch()


def other_database(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE articles (id)")


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (text_file, "is not an archive: not a SQLite file, or its header is damaged."),
        (empty_file, "is not an archive: the file is empty."),
        (other_database, "is not an archive: it is a SQLite file of another program."),
        (folder, "is not an archive: it is a folder."),
    ],
)
def test_file_that_is_not_an_archive_is_refused_and_unchanged(
    tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    path = tmp_path / "archive.db"
    make(path)
    before = fingerprint(tmp_path)

    for opened in (Store.open, open_for_reading):
        with pytest.raises(NotAnArchive) as raised:
            opened(path)
        assert str(raised.value) == f"{path} {sentence}"
        assert raised.value.exit_code == 6
    assert fingerprint(tmp_path) == before


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


def test_missing_archive_error_says_how_to_create_one(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"

    for opened in (open_for_reading, lambda path: Store.open(path, create=False)):
        with pytest.raises(NotAnArchive) as raised:
            opened(path)
        assert str(raised.value) == (
            f"No archive at {path}. Create one with: partynews crawl, or: partynews import FILE"
        )
    assert list(tmp_path.iterdir()) == []


def test_new_archive_is_created_atomically(tmp_path: Path) -> None:
    Store.open(tmp_path / "a #1?.db").close()

    assert [path.name for path in tmp_path.iterdir()] == ["a #1?.db"]
    assert articles_in(tmp_path / "a #1?.db") == 0


def test_concurrent_creation_gives_one_archive(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"

    def write(key: str) -> None:
        with Store.open(path) as store, store.writing():
            store.save(story("Một.", key=key))

    with ThreadPoolExecutor(8) as makers:
        list(makers.map(write, "abcdefgh"))

    assert articles_in(path) == 8
    assert list(tmp_path.glob(".archive.db.*")) == []


def test_archive_in_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="does not exist"):
        Store.open(tmp_path / "missing" / "archive.db")


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def zero_in_the_middle(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(2 * 4096)
        file.write(bytes(path.stat().st_size - 2 * 4096))


def zero_at_the_start(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(4096))


@pytest.mark.parametrize("harm", [cut_in_half, zero_in_the_middle, zero_at_the_start])
def test_damaged_archive_is_reported_and_not_overwritten(filled: Path, harm: Callable[[Path], None]) -> None:
    harm(filled)
    before = fingerprint(filled.parent)

    with pytest.raises(ArchiveError) as raised, Store.open(filled) as store, store.writing():
        store.save(story("Hai.", key="0", on=2, number=300))

    assert raised.value.exit_code == 6
    assert isinstance(raised.value, DamagedArchive | NotAnArchive)
    assert fingerprint(filled.parent) == before


def test_archive_of_a_newer_version_is_refused_and_unchanged(filled: Path) -> None:
    with sqlite3.connect(filled) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('partynews', 'step_99_later', '2030-01-01')"
        )
    db.close()
    before = fingerprint(filled.parent)

    with pytest.raises(NotAnArchive, match=r"written by a newer partynews \(step_99_later\)"):
        Store.open(filled)

    assert fingerprint(filled.parent) == before


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


def test_reader_connection_is_read_only(filled: Path) -> None:
    db = open_for_reading(filled)

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM articles")


def test_read_only_archive_is_refused_before_any_request(filled: Path) -> None:
    filled.chmod(0o444)
    if os.access(filled, os.W_OK):
        pytest.skip("this user may write everything")

    with pytest.raises(StorageFailed, match="Cannot write") as raised:
        Store.open(filled)

    assert raised.value.exit_code == 3


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 6, 23), True),
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_wal_is_used_only_with_safe_sqlite_versions(version: tuple[int, int, int], safe: bool) -> None:
    assert is_wal_safe(version) is safe


def test_journal_and_sync_mode_are_durable(store: Store) -> None:
    settings = [store.db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]

    assert settings == ["wal" if is_wal_safe(sqlite3.sqlite_version_info) else "persist", 2]


MOUNTS = r"""
22 27 0:21 / / rw,relatime - ext4 /dev/sda1 rw
31 22 0:45 / /mnt rw,relatime shared:1 - nfs4 server:/archive rw,vers=4.2
32 31 0:46 / /mnt/local rw,relatime - xfs /dev/sdb1 rw
33 22 0:47 / /srv/k\040ho rw,relatime - cifs //server/kho rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/archive.db", None),
        ("/mnt/papers/archive.db", "nfs4"),
        ("/mnt/local/archive.db", None),
        ("/srv/k ho/archive.db", "cifs"),
        ("/srv/kho/archive.db", None),
    ],
)
def test_network_drives_are_detected_by_mount_type(tmp_path: Path, path: str, kind: str | None) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS.lstrip())

    assert network_file_system(Path(path), mounts) == kind


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


def test_new_archive_is_made_without_loading_pandas(tmp_path: Path) -> None:
    """sqlite-utils loads pandas where it is installed, which takes longer than making the archive."""
    make = f"""
from pathlib import Path
from archive.store import Store
with Store.open(Path({str(tmp_path / "a.db")!r})): pass
"""
    shown = "import sys; print('pandas' in sys.modules, 'sqlite_utils' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", make + shown], capture_output=True, text=True)
    assert done.stdout == "False True\n", done.stderr
