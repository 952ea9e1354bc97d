"""The pieces into which a check of the archive is cut, each to be done by itself, and what is done.

Rows are read in small batches, each a short transaction, so that a crawl can go on meanwhile.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from archive.database.rows import ROW_SHA256, row_sha256
from archive.database.sqlite_errors import has_code
from archive.fixity.findings import ROWID, Finding, Row, batches
from archive.fixity.index_check import Words, article_findings
from archive.fixity.record_check import RecordCheck

if TYPE_CHECKING:
    from pathlib import Path

    Choice = Callable[[sqlite3.Connection, str], Iterator[list[Row]]]

SEALED = ("articles", "revisions", "captures")
MISSING = "is missing"
ROWS_A_PIECE = 4000
BYTES = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
PARTS = ("structure", "rows", "records", "index")


class Piece(NamedTuple):
    """A part of the check: of the rows of a table those with a rowid after `after` and up to `upto`.

    The structure of the file is checked a table at a time; without one, what its rows point at.
    """

    part: str
    table: str = ""
    after: int = -1
    upto: int | None = None


@dataclass(slots=True)
class Checked:
    """How many of what were checked, what was found, and of the index which words the texts have."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    words: Words = field(default_factory=dict)


def pieces(db: sqlite3.Connection, parts: Collection[str]) -> list[Piece]:
    """All that has to be checked for these parts."""
    found: list[Piece] = []
    if "structure" in parts:
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0").fetchall()
        found += [Piece("structure", name) for (name,) in tables] + [Piece("structure")]
    if "rows" in parts:
        found += [piece for table in SEALED for piece in _cut(db, "rows", table)]
    if "records" in parts:
        found += _cut(db, "records", "captures")
    if "index" in parts:
        found += _cut(db, "index", "articles")
    return found


def _cut(db: sqlite3.Connection, part: str, table: str) -> list[Piece]:
    try:
        newest = db.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        newest = 0  # the one piece of all rows says what is wrong with them
    if newest > db.execute(BYTES).fetchone()[0]:
        newest = 0  # a damaged number: no file has more rows than bytes
    ends = [*range(ROWS_A_PIECE, newest, ROWS_A_PIECE), None]
    return [Piece(part, table, *ends_of) for ends_of in zip([-1, *ends], ends, strict=False)]


def check(db: sqlite3.Connection, captures: Path, piece: Piece, choose: Choice | None = None) -> Checked:
    """What a piece of the check came to; `choose` gives the rows that are looked at in place of all."""
    checked = Checked()
    chosen = choose(db, piece.table) if choose else _batches(db, piece)
    # As it is stored, whatever a flipped bit has made of it; elsewhere damaged text must still be readable.
    db.text_factory = bytearray if piece.part == "rows" else _readable
    match piece.part:
        case "structure":
            findings = _structure(db, piece.table)
        case "rows":
            findings = _rows(chosen, piece.table, checked.counts)
        case "records":
            findings = _records(chosen, captures, checked.counts)
        case _:
            findings = article_findings(db, piece.after, piece.upto, checked.counts, checked.words)
    checked.findings += _past_damage(piece.table or "database", findings)
    return checked


def _batches(db: sqlite3.Connection, piece: Piece) -> Iterator[list[Row]]:
    return batches(db, piece.table, after=piece.after, upto=piece.upto)


def _readable(text: bytes | bytearray) -> str:
    return text.decode("utf-8", "replace")


def _past_damage(what: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, and one more where SQLite can read no further."""
    try:
        yield from findings
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        yield Finding(what, "further rows", f"cannot be read ({error})")


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return has_code(error, sqlite3.SQLITE_CORRUPT)


def _structure(db: sqlite3.Connection, table: str) -> Iterator[Finding]:
    """What SQLite itself finds; a table at a time, because each is one long read."""
    if table:
        for (what,) in db.execute(f"PRAGMA integrity_check([{table}])").fetchall():
            if what != "ok":
                yield Finding(table, "structure", what)
        return
    for child, rowid, parent, _ in db.execute("PRAGMA foreign_key_check").fetchall():
        yield Finding(child, f"row {rowid}", f"points at a row of {parent} that is not there")


def _rows(chosen: Iterator[list[Row]], table: str, counts: Counter[str]) -> Iterator[Finding]:
    for batch in chosen:
        for row in batch:
            name = _name(table, row, row.pop(ROWID))
            if row_sha256(row) != _text(row[ROW_SHA256]):
                yield Finding(table, name, "is not what was written (row_sha256)")
            elif table == "articles":
                yield from _text_sums(row, name)
        counts[table] += len(batch)


def _text(value: object) -> str | None:
    """The text of a column, None where it holds something else."""
    return _readable(value) if isinstance(value, bytearray) else None


def _text_sums(article: Row, name: str) -> Iterator[Finding]:
    text = b"\n\n".join(part for part in (article["lead"], article["body"]) if part)
    if hashlib.sha256(text).hexdigest() != _text(article["body_sha256"]):
        yield Finding("articles", name, "body_sha256 is not that of lead and body")
    if hashlib.sha256(article["title"] + b"\n\n" + text).hexdigest() != _text(article["text_sha256"]):
        yield Finding("articles", name, "text_sha256 is not that of title, lead and body")


def _name(table: str, row: Row, rowid: int) -> str:
    return f"{row['article_id']}/{row['number']}" if table == "revisions" else str(rowid)


def _records(chosen: Iterator[list[Row]], captures: Path, counts: Counter[str]) -> Iterator[Finding]:
    missing: set[str] = set()
    with RecordCheck(captures) as records:
        for batch in chosen:
            for row in batch:
                name = str(row.pop(ROWID))
                if row_sha256(row) != row[ROW_SHA256] or row["file"] in missing:
                    continue  # the row, or the file, is a finding already
                try:
                    what = records.find_error(row)
                except FileNotFoundError:
                    missing.add(row["file"])
                    what = f"{row['file']} {MISSING}"
                if what:
                    yield Finding("captures", name, what)
            counts["records"] += len(batch)
