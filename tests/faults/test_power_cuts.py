"""Power cuts and failing disks: the archive is valid and has every acknowledged article."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import apsw
import pytest
from article_builder import story
from conditions import SyncLog
from crawl_runner import Crawler
from faulty_disk import Acknowledged, Disk, Sync
from paper_server import PaperServer
from power_cut import after_power_cut
from survival import fill

import archive.database.connection
from archive.errors import ArchiveError, StorageFailed
from archive.fixity.verify import verify
from archive.store import Store

Count = Callable[[str, object], None]
SAVED = 30


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive with a few articles."""
    path = tmp_path / "archive.db"
    with Store.open(path) as store, store.writing():
        for number in range(5):
            store.save(story(f"Tin cũ {number}. " * 100, key=f"old{number}"))
    return path


def save_all(disk: Disk, path: Path) -> None:
    """Save thirty articles, each in its own transaction, every third with an edit."""
    with disk.mounted(), Store.open(path) as store:
        for number in range(SAVED):
            with store.writing():
                store.save(story(f"Tin mới {number}. " * 150, key=str(number)))
                if number % 3 == 2:
                    store.save(story(f"Tin sửa {number}. " * 150, key=str(number - 1), on=2))
            disk.acknowledge(str(number))


def flaws(path: Path, acknowledged: set[str]) -> list[str]:
    """Return what is wrong with a reopened archive."""
    try:
        with Store.open(path) as store:
            kept = {key for (key,) in store.db.execute("SELECT key FROM articles")}
        return [*(f"lost {key}" for key in acknowledged - kept), *map(str, verify(path).findings)]
    except (ArchiveError, sqlite3.Error) as error:
        return [str(error)]


def flaws_after_cuts(path: Path, cuts: int) -> list[str]:
    before = {path.name: path.read_bytes()}
    disk, dice = Disk(), Random(cuts)
    save_all(disk, path)
    found = []
    for cut in (dice.randrange(len(disk.steps)) for _ in range(cuts)):
        files, acknowledged = after_power_cut(before, disk.steps[:cut], dice)
        folder = path.parent / "after"
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        found += [f"cut {cut}: {flaw}" for flaw in flaws(folder / path.name, acknowledged)]
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    return found


@pytest.mark.parametrize("journal", ["PERSIST", "WAL"])
@pytest.mark.parametrize("cuts", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_power_cut_loses_no_acknowledged_article(
    path: Path, monkeypatch: pytest.MonkeyPatch, journal: str, cuts: int, record_property: Count
) -> None:
    monkeypatch.setattr(archive.database.connection, "journal_mode", lambda _: journal)
    assert flaws_after_cuts(path, cuts) == []
    record_property("power cuts", cuts)


def test_power_cuts_without_syncs_lose_data(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The same cuts, with syncs ignored.
    take = Disk.take
    monkeypatch.setattr(Disk, "take", lambda disk, step: isinstance(step, Sync) or take(disk, step))
    assert len(flaws_after_cuts(path, 20)) > 10


@pytest.mark.slow
def test_warc_record_is_synced_before_the_database_row(
    paper: PaperServer, crawler: Crawler, tmp_path: Path
) -> None:
    fill(paper, 20)
    crawler.run(under=[SyncLog(tmp_path / "log")])
    lines = (tmp_path / "log").read_text().splitlines()
    captures = crawler.rows("SELECT record_id, file, offset + length FROM captures")
    assert len(captures) == 22  # with robots.txt and the listing
    for record_id, file, end in captures:
        inserted = next(number for number, line in enumerate(lines) if record_id in line)
        synced = [line.split()[1:] for line in lines[:inserted] if line.startswith("synced ")]
        name = f"{Path(file).name}.open"
        assert max(int(size) for synced_name, size in synced if synced_name == name) >= end


ERRORS = {
    "write": apsw.SQLITE_IOERR_WRITE,
    "sync": apsw.SQLITE_IOERR_FSYNC,
    "truncate": apsw.SQLITE_IOERR_TRUNCATE,
    "full": apsw.SQLITE_FULL,
}


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("failures", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_failing_disk_exits_with_3_and_keeps_a_valid_archive(
    path: Path, error: str, lasting: bool, failures: int, record_property: Count
) -> None:
    before, disk, dice = path.read_bytes(), Disk(), Random(failures)
    save_all(disk, path)
    steps = [n for n, step in enumerate(disk.steps, 1) if not isinstance(step, Acknowledged)]
    for fails_at in dice.sample(steps, failures):
        path.write_bytes(before)
        for journal in path.parent.glob("archive.db-*"):
            journal.unlink()
        failing = Disk(fails_at=fails_at, lasting=lasting, error=ERRORS[error])
        with pytest.raises(StorageFailed) as raised:
            save_all(failing, path)
        assert raised.value.exit_code == 3
        acknowledged = {step.what for step in failing.steps if isinstance(step, Acknowledged)}
        assert flaws(path, acknowledged) == []
        save_all(Disk(), path)  # again on a good disk
        assert flaws(path, set(map(str, range(SAVED)))) == []
    record_property("failures", failures)


def test_removed_journal_is_noticed_or_unneeded(path: Path) -> None:
    before = {path.name: path.read_bytes()}
    disk, dice = Disk(), Random(10)
    save_all(disk, path)
    noticed = 0
    for cut in (dice.randrange(len(disk.steps)) for _ in range(100)):
        files, acknowledged = after_power_cut(before, disk.steps[:cut], dice)
        path.write_bytes(files[path.name])
        half_written = not is_whole(path)
        found = flaws(path, acknowledged)
        assert bool(found) >= half_written, cut
        noticed += bool(found)
    assert noticed > 0


def is_whole(path: Path) -> bool:
    """Return whether the integrity check of SQLite passes."""
    with closing(sqlite3.connect(path)) as db:
        try:
            return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        except sqlite3.DatabaseError:
            return False
