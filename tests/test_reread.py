"""Reread, on an archive of the samples."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from archive.fixity.verify import verify
from archive.store import Store
from crawler.ingest.import_files import import_files
from crawler.ingest.reread import reread
from crawler.ingest.single_files import SinglePage
from crawler.sites import load_sites
from samples import sample_files

SPOILED = "UPDATE articles SET section = 'none' WHERE site = 'hanoi'"


@pytest.fixture
def archive(tmp_path):
    with Store.open(tmp_path / "a.db") as store:
        import_files(store, load_sites(), [path for path in sample_files() if "hanoi" in path.name])
        yield store


def contents(store):
    return store.db.execute("SELECT * FROM articles ORDER BY id").fetchall()


def test_reread_with_the_same_reader_changes_nothing(archive):
    before = contents(archive)
    report = reread(archive)
    assert (report.read, report.changed, report.new) == (len(before), 0, 0)
    assert contents(archive) == before


@pytest.mark.parametrize("workers", [1, 2])
def test_text_of_an_older_reader_is_replaced_without_a_revision(archive, workers):
    before = contents(archive)
    revisions = archive.db.execute("SELECT count(*) FROM revisions").fetchone()
    with closing(sqlite3.connect(archive.path)) as meddler, meddler:
        meddler.execute(SPOILED)
    report = reread(archive, site="hanoi", workers=workers)
    assert report.changed == len(before)
    assert contents(archive) == before
    assert archive.db.execute("SELECT count(*) FROM revisions").fetchone() == revisions
    assert verify(archive.path).findings == []


def test_longer_shorter_and_flagged_texts_are_counted(archive, tmp_path):
    undated = tmp_path / "undated.html"
    undated.write_text('<h1 id="title">Sơ kết</h1><div id="content"><p>Chi bộ họp sáng nay.</p></div></html>')
    url = "https://baoquangbinh.vn/xay-dung-dang/201504/so-ket-2123456/"
    import_files(archive, load_sites(), [undated], page=SinglePage(url, datetime(2026, 3, 2, tzinfo=UTC)))
    *_, third, second, first = (row[0] for row in archive.db.execute("SELECT id FROM articles ORDER BY id"))
    with closing(sqlite3.connect(archive.path)) as meddler, meddler:
        meddler.execute("UPDATE articles SET body = 'Ngắn.', flags = '[]' WHERE id = ?", [first])
        meddler.execute("UPDATE articles SET body = body || ' Quảng cáo.' WHERE id = ?", [second])
        meddler.execute("UPDATE articles SET section = 'none' WHERE id = ?", [third])
    report = reread(archive)
    assert (report.changed, report.grew, report.shrank, report.flagged) == (3, 1, 1, 1)


def test_refused_page_is_parsed_again(archive):
    report = reread(archive)
    assert report.refused["layout:unknown"] == 1
    assert report.missing == []


def test_missing_warc_file_is_reported_and_the_text_kept(archive):
    before = contents(archive)
    for file in (archive.captures / "imported").iterdir():
        file.rename(file.with_name("elsewhere"))
    report = reread(archive)
    assert len(report.missing) >= len(before)
    assert set(report.missing) == {
        f"{archive.captures / file} is missing. Copy it back from a backup."
        for (file,) in archive.db.execute("SELECT DISTINCT file FROM captures")
    }
    assert contents(archive) == before
