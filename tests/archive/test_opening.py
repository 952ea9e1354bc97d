"""Opening archives: new, newer, damaged and foreign files."""

from __future__ import annotations

import hashlib
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from article_builder import story

from archive.database.journal_mode import is_wal_safe, network_file_system
from archive.errors import ArchiveError, DamagedArchive, NotAnArchive, StorageFailed
from archive.store import Store, open_for_reading


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


def test_archive_that_cannot_be_written_whole_is_not_left_behind(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(StorageFailed, match=r"Cannot write .*archive\.db: File too large"):
            Store.open(tmp_path / "archive.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


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
