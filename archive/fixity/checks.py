"""Split a fixity check into tasks, and run a task: structure, rows, WARC records, or search index.

Rows are read in small batches, each in a short transaction, so that a crawl can continue meanwhile.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from archive.capture_files import OutsideCaptures, is_at_url
from archive.database.rows import ROW_SHA256, Row, row_sha256
from archive.database.sqlite_errors import has_code
from archive.fixity.index_check import check_articles
from archive.fixity.record_check import RecordCheck
from archive.fixity.report import FILE_MISSING, CheckResult, Finding
from archive.fixity.row_batches import ROWID, read_batches, rowid_of, rows_of

if TYPE_CHECKING:
    from pathlib import Path

    ReadRows = Callable[[sqlite3.Connection, str], Iterator[list[Row]]]

PARTS = ("structure", "rows", "records", "index")
CHECKSUM_TABLES = ("articles", "revisions", "captures")
ROWS_PER_TASK = 4000
FILE_SIZE = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"


class Task(NamedTuple):
    """One part of a check of one table, for rowids after `after` and up to `upto`.

    `structure` is checked a whole table at a time; without a table, its foreign keys.
    """

    part: str
    table: str = ""
    after: int = -1
    upto: int | None = None


def plan_tasks(db: sqlite3.Connection, parts: Collection[str]) -> list[Task]:
    """Return the tasks that check these parts (of PARTS) of the whole archive."""
    tasks: list[Task] = []
    if "structure" in parts:
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0").fetchall()
        tasks += [Task("structure", name) for (name,) in tables] + [Task("structure")]
    if "rows" in parts:
        tasks += [task for table in CHECKSUM_TABLES for task in _split(db, "rows", table)]
    if "records" in parts:
        tasks += _split(db, "records", "captures")
    if "index" in parts:
        tasks += _split(db, "index", "articles")
    return tasks


def run_task(
    db: sqlite3.Connection, captures: Path, task: Task, read_rows: ReadRows | None = None
) -> CheckResult:
    """Return the result of one task.

    Args:
        db: A connection for queries; its `text_factory` is changed.
        captures: The folder of the WARC files.
        task: One of `plan_tasks`.
        read_rows: Reads the rows to check, such as `Sample.read_batches`; by default those of the task.
    """
    result = CheckResult()
    batches = read_rows(db, task.table) if read_rows else _read_task_rows(db, task)
    # Checksums cover the stored bytes, also where they are no longer UTF-8. Other checks need text.
    db.text_factory = bytearray if task.part == "rows" else _decode
    match task.part:
        case "structure":
            findings = _check_structure(db, task.table)
        case "rows":
            findings = _check_rows(batches, task.table, result.counts)
        case "records":
            findings = _check_records(batches, captures, result)
        case _:
            findings = check_articles(db, task.after, task.upto, result.counts, result.words)
    result.findings += _until_damage(task.table or "database", findings)
    return result


def _split(db: sqlite3.Connection, part: str, table: str) -> list[Task]:
    try:
        last = db.execute(f"SELECT max({rowid_of(table)}) FROM {rows_of(table)}").fetchone()[0] or 0
    except sqlite3.DatabaseError as error:
        if not has_code(error, sqlite3.SQLITE_CORRUPT):
            raise
        last = 0  # one task for all rows: running it reports the damage
    if last > db.execute(FILE_SIZE).fetchone()[0]:
        last = 0  # a damaged rowid: a file has fewer rows than bytes
    ends = [*range(ROWS_PER_TASK, last, ROWS_PER_TASK), None]
    return [Task(part, table, after, upto) for after, upto in zip([-1, *ends], ends, strict=False)]


def _read_task_rows(db: sqlite3.Connection, task: Task) -> Iterator[list[Row]]:
    return read_batches(db, task.table, after=task.after, upto=task.upto)


def _decode(text: bytes | bytearray) -> str:
    return text.decode("utf-8", "replace")


def _until_damage(what: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings, and one more where SQLite cannot read any further."""
    try:
        yield from findings
    except sqlite3.DatabaseError as error:
        if not has_code(error, sqlite3.SQLITE_CORRUPT):
            raise
        yield Finding(what, "further rows", f"cannot be read ({error})")


def _check_structure(db: sqlite3.Connection, table: str) -> Iterator[Finding]:
    """Yield what SQLite's own checks find; one table at a time, because each is one long read."""
    if table:
        for (what,) in db.execute(f"PRAGMA integrity_check([{table}])").fetchall():
            if what != "ok":
                yield Finding(table, "structure", what)
        return
    for child, rowid, parent, _ in db.execute("PRAGMA foreign_key_check").fetchall():
        yield Finding(child, f"row {rowid}", f"refers to a row of {parent} that does not exist")


def _check_rows(batches: Iterator[list[Row]], table: str, counts: Counter[str]) -> Iterator[Finding]:
    for batch in batches:
        for row in batch:
            name = _row_name(table, row, row.pop(ROWID))
            if row_sha256(row) != _text(row[ROW_SHA256]):
                yield Finding(table, name, "was changed after it was written (row_sha256 does not match)")
            elif table == "articles":
                yield from _check_text_sums(row, name)
        counts[table] += len(batch)


def _text(value: object) -> str | None:
    """Return the text of a column, None where it holds another type."""
    return _decode(value) if isinstance(value, bytearray) else None


def _check_text_sums(article: Row, name: str) -> Iterator[Finding]:
    text = b"\n\n".join(part for part in (article["lead"], article["body"]) if part)
    if hashlib.sha256(text).hexdigest() != _text(article["body_sha256"]):
        yield Finding("articles", name, "body_sha256 does not match lead and body")
    if hashlib.sha256(article["title"] + b"\n\n" + text).hexdigest() != _text(article["text_sha256"]):
        yield Finding("articles", name, "text_sha256 does not match title, lead and body")


def _row_name(table: str, row: Row, rowid: int) -> str:
    return f"{row['article_id']}/{row['number']}" if table == "revisions" else str(rowid)


def _check_records(batches: Iterator[list[Row]], captures: Path, result: CheckResult) -> Iterator[Finding]:
    missing: set[str] = set()  # or outside, or at a URL
    with RecordCheck(captures) as check:
        for batch in batches:
            at_urls = 0
            for row in batch:
                name = str(row.pop(ROWID))
                if row_sha256(row) != row[ROW_SHA256]:
                    continue  # the row has a finding already
                at_urls += is_at_url(row["file"])
                if row["file"] in missing:
                    continue
                try:
                    what = check.find_error(row)
                except FileNotFoundError:
                    missing.add(row["file"])
                    what = f"{row['file']} {FILE_MISSING}"
                except OutsideCaptures as error:
                    missing.add(row["file"])
                    what = f"{row['file']} {error}"
                if what:
                    yield Finding("captures", name, what)
            result.counts["records"] += len(batch) - at_urls
            result.at_urls += at_urls
