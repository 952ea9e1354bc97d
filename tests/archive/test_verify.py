"""Verify finds every foreign change and names the row."""

from __future__ import annotations

import gzip
import random
import sqlite3
import threading
from pathlib import Path

import pytest
from article_builder import story
from captured_articles import add_captured, warc_record
from forked_command import run_forked

from archive.errors import ArchiveError
from archive.fixity.report import Finding, Report
from archive.fixity.row_batches import Sample
from archive.fixity.verify import verify
from archive.search.index import Texts, rebuild_index, unindex_article
from archive.store import Store


@pytest.fixture
def filled(store: Store) -> Path:
    """An archive of four articles in five captures, one article edited, with its WARC file."""
    bodies = [("1", "Một."), ("2", "Hai."), ("3", "Ba."), ("4", "Bốn."), ("1", "Một năm.")]
    for number, (key, body) in enumerate(bodies):
        add_captured(store, number, key, body, on=number + 1)
    return store.path


def harm(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute(sql)
    db.close()


def test_unchanged_archive_has_no_findings(filled: Path) -> None:
    progress: list[tuple[str, int]] = []

    report = verify(filled, on_progress=lambda what, count: progress.append((what, count)))

    assert report.findings == report.notes == []
    assert [number for what, number in progress if what == "revisions"] == [5]
    assert dict(report.checked) == {
        "articles": 4,
        "revisions": 5,
        "captures": 5,
        "records": 5,
        "index entries": 4,
    }


@pytest.mark.parametrize(
    ("sql", "table", "row"),
    [
        ("UPDATE articles SET published = '2018-01-01' WHERE id = 2", "articles", "2"),
        ("UPDATE articles SET title = 'Hội nghị sơ kêt' WHERE id = 3", "articles", "3"),
        ("UPDATE articles SET gone_since = '2020' WHERE id = 4", "articles", "4"),
        ("UPDATE articles SET body = x'ff' WHERE id = 4", "articles", "4"),
        ("UPDATE articles SET byline = CAST(x'ff' AS TEXT) WHERE id = 4", "articles", "4"),
        ("UPDATE articles SET tags = 7 WHERE id = 4", "articles", "4"),
        ("UPDATE revisions_stored SET body = 'Một!' WHERE article_id = 1 AND number = 1", "revisions", "1/1"),
        ("UPDATE captures SET offset = offset + 1 WHERE id = 3", "captures", "3"),
        ("UPDATE captures SET row_sha256 = '' WHERE id = 3", "captures", "3"),
    ],
)
def test_changed_column_is_found_by_the_row_checksum(filled: Path, sql: str, table: str, row: str) -> None:
    harm(filled, sql)

    findings = verify(filled).findings

    assert Finding(table, row, "was changed after it was written (row_sha256 does not match)") in findings
    assert {finding.table for finding in findings} <= {table, "articles_exact", "articles_folded"}


def test_several_processes_find_the_same_as_one(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.fixity.checks.ROWS_PER_TASK", 2)
    harm(filled, "UPDATE articles SET title = 'Hội nghị' WHERE id IN (1, 4)")
    (filled.parent / "captures" / "paper" / "paper-1.warc.gz").write_bytes(b"")

    one, two = (verify(filled, processes=processes) for processes in (1, 2))

    assert one.findings == two.findings
    assert {finding.table for finding in one.findings} == {
        *("articles", "captures", "articles_exact", "articles_folded")
    }
    assert one.checked == two.checked


def test_damaged_row_number_does_not_slow_down_verify(filled: Path) -> None:
    harm(filled, "UPDATE revisions_stored SET rowid = 1 << 60 WHERE rowid = 1")

    assert verify(filled).checked["revisions"] == 5


def test_sample_checks_the_requested_number_of_rows(filled: Path) -> None:
    harm(filled, "UPDATE captures SET offset = offset + 1")

    some = verify(filled, sample=Sample.parse("2"))
    half = verify(filled, sample=Sample.parse("50%"))
    more = verify(filled, sample=Sample.parse("1000"))

    assert dict(some.checked) == {"articles": 2, "revisions": 2, "captures": 2, "records": 2}
    assert dict(half.checked) == {"articles": 2, "revisions": 2, "captures": 2, "records": 2}
    assert dict(more.checked) == {"articles": 4, "revisions": 5, "captures": 5, "records": 5}
    assert [len(report.findings) for report in (some, half, more)] == [2, 2, 5]
    assert len(some.notes) == 1


@pytest.mark.parametrize("text", ["", "0", "-1", "0%", "101%", "half", "1e3", "٣"])
def test_invalid_sample_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is neither a number of rows"):
        Sample.parse(text)


def partynews(*words: str, cwd: Path) -> tuple[int, str, str]:
    done = run_forked(*words, cwd=cwd)
    return done.returncode, done.stdout, done.stderr


def test_verify_command_prints_counts_and_findings(filled: Path) -> None:
    harm(filled, "UPDATE revisions_stored SET body = 'Một!' WHERE article_id = 1 AND number = 1")

    assert partynews("verify", cwd=filled.parent) == (
        6,
        "Checked 4 articles, 5 captures, 4 index entries, 5 records, 5 revisions: 1 error.\n",
        "partynews: revisions 1/1: was changed after it was written (row_sha256 does not match)\n",
    )
    code, said, _ = partynews("verify", "--sample", "2", cwd=filled.parent)
    assert code in (0, 6)
    assert said.startswith("Checked 2 articles, 2 captures, 2 records, 2 revisions: ")
    code, said, errors = partynews("verify", "--sample", "many", cwd=filled.parent)
    assert (code, said) == (2, "")
    assert "'many' is neither a number of rows (500) nor a percentage (5%)" in errors


def test_deleted_row_is_found_by_rows_that_refer_to_it(filled: Path) -> None:
    harm(filled, "DELETE FROM articles WHERE id = 2")

    findings = verify(filled).findings

    assert {(finding.table, finding.row) for finding in findings} >= {
        ("aliases", "row 2"),
        ("captures", "row 2"),
    }
    assert (
        Finding("articles_exact", "2", "the index has an entry for an article that does not exist")
        in findings
    )


def test_article_missing_from_the_index_is_named(store: Store, filled: Path) -> None:
    with store.writing():
        unindex_article(store.db, 3, Texts("Hội nghị sơ kết", None, "Ba."))

    assert verify(filled).findings[:1] == [Finding("articles_exact", "3", "the article is not in the index")]

    with store.writing():
        rebuild_index(store.db)

    assert verify(filled).findings == []


def test_fts5_rebuild_is_noticed(store: Store, filled: Path) -> None:
    with store.writing():
        store.db.execute("INSERT INTO articles_folded (articles_folded) VALUES ('rebuild')")

    findings = verify(filled).findings

    assert (
        Finding(
            "articles_folded",
            "word 'một'",
            "1 times in 1 articles of the index, 0 times in 0 of the texts",
        )
        in findings
    )
    assert {finding.table for finding in findings} == {"articles_folded"}


def test_changed_record_is_named_with_file_and_offset(filled: Path) -> None:
    warc = filled.parent / "captures" / "paper" / "paper-1.warc.gz"
    data = bytearray(warc.read_bytes())
    start = len(warc_record(0))
    data[start : start + len(warc_record(1))] = gzip.compress(
        gzip.decompress(warc_record(1)).replace(b"<p>", b"<b>"), mtime=0
    )
    warc.write_bytes(data)

    found = [str(finding) for finding in verify(filled).findings]

    assert found[:1] == [
        f"captures 2: paper/paper-1.warc.gz, offset {start}: the digest of the payload does not match"
    ]


def test_truncated_and_missing_files_are_named(filled: Path) -> None:
    warc = filled.parent / "captures" / "paper" / "paper-1.warc.gz"
    warc.write_bytes(warc.read_bytes()[:-20])
    cut = verify(filled).findings
    warc.write_bytes(b"")
    empty = verify(filled).findings
    warc.unlink()

    missing = verify(filled).findings

    assert [(finding.table, finding.row) for finding in cut] == [("captures", "5")]
    assert [(finding.table, finding.row) for finding in empty] == [("captures", str(n)) for n in range(1, 6)]
    assert missing == [Finding("captures", "1", "paper/paper-1.warc.gz is missing")]


def test_flipped_bit_that_changes_an_article_is_noticed(filled: Path) -> None:
    whole = filled.read_bytes()
    before = contents(filled)
    with sqlite3.connect(filled) as db:
        pages = db.execute(
            "SELECT pageno FROM dbstat WHERE name IN ('articles', 'revisions_stored', 'captures')"
        )
        starts = [(page - 1) * 4096 for (page,) in pages]
    db.close()
    chance = random.Random(4)
    changed = 0
    for _ in range(200):
        data = bytearray(whole)
        data[chance.choice(starts) + chance.randrange(4096)] ^= 1 << chance.randrange(8)
        filled.write_bytes(data)
        if contents(filled) != before:
            changed += 1
            assert is_told(filled)
    assert changed > 50


def contents(path: Path) -> object:
    """Return all articles, revisions and captures, or the error of reading them."""
    try:
        db = sqlite3.connect(path)
        db.text_factory = bytes
        return [
            db.execute(f"SELECT * FROM {table}").fetchall() for table in ("articles", "revisions", "captures")
        ]
    except sqlite3.Error as error:
        return str(error)


def is_told(path: Path) -> bool:
    try:
        return verify(path).findings != []
    except ArchiveError:
        return True


def test_verify_works_during_writes(store: Store, filled: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with Store.open(filled) as other:
            number = 0
            while not stop.wait(0.02):
                number += 1
                with other.writing():
                    other.save(story(f"Tin {number}.", key=f"new{number}"))

    writer = threading.Thread(target=write)
    writer.start()
    reports: list[Report] = [verify(filled) for _ in range(3)]
    stop.set()
    writer.join()

    assert [report.findings for report in reports] == [[]] * 3
