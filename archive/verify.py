"""Is the archive still what was put in: rows, WARC records and the index against their sums.

Rows are read in small batches, each a short transaction, so that a crawl can go on meanwhile.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.findings import ROWID, Finding, Row, batches
from archive.indexcheck import ArchiveChanged, index_findings
from archive.opening import reading
from archive.recordcheck import RecordCheck
from archive.rows import SEAL, row_sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from sqlite_utils.db import Database

    from archive.sample import Sample

    Count = Callable[[str, int], None]
    Batches = Callable[[Database, str], Iterator[list[Row]]]

PARTS = ("structure", "rows", "records", "index")
OF_ROWS = ("rows", "records")  # what can be said of some rows without the others
MISSING = "is missing"
SEALED = ("articles", "revisions", "captures")
NOT_COMPARED = (
    "The words of the index were not compared with the texts, because the archive was written to meanwhile."
    " Run verify again when no crawl runs."
)


@dataclass(slots=True)
class Report:
    """How many of what were checked, what was found, and what could not be checked."""

    checked: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(
    path: Path,
    captures: Path | None = None,
    *,
    parts: Collection[str] = PARTS,
    sample: Sample | None = None,
    on_finding: Callable[[Finding], None] | None = None,
    on_progress: Count | None = None,
) -> Report:
    """Check the archive at `path` and the WARC records in `captures`, by default the folder beside it.

    `parts` names those of PARTS that are checked. With `sample`, rows and records are, of some rows.
    `on_finding` hears each finding as it is made, `on_progress` of what how many more were checked.
    Raises NotAnArchive, DamagedArchive or StorageFailed where the archive cannot be opened.
    """
    report = Report()
    if sample is not None:
        parts = OF_ROWS
        report.notes.append(
            f"This was a sample, {sample}. All rows, the file's structure and the index: partynews verify"
        )

    def count(what: str, number: int) -> None:
        report.checked[what] += number
        if on_progress:
            on_progress(what, number)

    with reading(path) as db:
        try:
            check = _Check(
                db, captures or path.parent / "captures", sample.batches if sample else batches, count
            )
            for finding in check.findings(parts):
                report.findings.append(finding)
                if on_finding:
                    on_finding(finding)
        except ArchiveChanged:
            report.notes.append(NOT_COMPARED)
    return report


class _Check:
    """One check of an archive; `batches` says which rows of a table are looked at."""

    def __init__(self, db: Database, captures: Path, batches: Batches, count: Count) -> None:
        self._db = db
        self._captures = captures
        self._batches = batches
        self._count = count

    def findings(self, parts: Collection[str]) -> Iterator[Finding]:
        if "structure" in parts:
            yield from _past_damage("database", _structure(self._db))
        self._db.conn.text_factory = bytearray  # as it is stored, whatever a flipped bit has made of it
        for table in SEALED if "rows" in parts else ():
            yield from _past_damage(table, self._rows(table))
        self._db.conn.text_factory = lambda text: text.decode("utf-8", "replace")
        if "records" in parts:
            yield from _past_damage("captures", self._records())
        if "index" in parts:
            yield from _past_damage("index", index_findings(self._db, self._count))

    def _rows(self, table: str) -> Iterator[Finding]:
        for batch in self._batches(self._db, table):
            for row in batch:
                name = _name(table, row, row.pop(ROWID))
                if row_sha256(row) != _text(row[SEAL]):
                    yield Finding(table, name, "is not what was written (row_sha256)")
                elif table == "articles":
                    yield from _text_sums(row, name)
            self._count(table, len(batch))

    def _records(self) -> Iterator[Finding]:
        missing: set[str] = set()
        with RecordCheck(self._captures) as check:
            for batch in self._batches(self._db, "captures"):
                for row in batch:
                    name = str(row.pop(ROWID))
                    if row_sha256(row) != row[SEAL] or row["file"] in missing:
                        continue  # the row, or the file, is a finding already
                    try:
                        what = check.flaw(row)
                    except FileNotFoundError:
                        missing.add(row["file"])
                        what = f"{row['file']} {MISSING}"
                    if what:
                        yield Finding("captures", name, what)
                self._count("records", len(batch))


def _past_damage(what: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, and one more where SQLite can read no further."""
    try:
        yield from findings
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        yield Finding(what, "further rows", f"cannot be read ({error})")


def _structure(db: Database) -> Iterator[Finding]:
    """What SQLite itself finds; a table at a time, because each is one long read."""
    for (table,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
    ).fetchall():
        for (what,) in db.execute(f"PRAGMA integrity_check([{table}])").fetchall():
            if what != "ok":
                yield Finding(table, "structure", what)
    for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check").fetchall():
        yield Finding(table, f"row {rowid}", f"points at a row of {parent} that is not there")


def _text(value: object) -> str | None:
    """The text of a column, None where it holds something else."""
    return value.decode("utf-8", "replace") if isinstance(value, bytearray) else None


def _text_sums(article: Row, name: str) -> Iterator[Finding]:
    text = b"\n\n".join(part for part in (article["lead"], article["body"]) if part)
    if hashlib.sha256(text).hexdigest() != _text(article["body_sha256"]):
        yield Finding("articles", name, "body_sha256 is not that of lead and body")
    if hashlib.sha256(article["title"] + b"\n\n" + text).hexdigest() != _text(article["text_sha256"]):
        yield Finding("articles", name, "text_sha256 is not that of title, lead and body")


def _name(table: str, row: Row, rowid: int) -> str:
    return f"{row['article_id']}/{row['number']}" if table == "revisions" else str(rowid)
