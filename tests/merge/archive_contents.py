"""All that an archive holds, without ids: rows refer to articles, captures and texts by what names them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from archive.database.rows import ROW_SHA256, fetch_rows

OF_RUNS = {"runs", "outcomes", "field_counts", "listings", "health"}
# Behind the view `revisions`, and the keys of near-duplicates, which are packed with ids.
OF_FORM = {"revisions_stored", "unfinished_moves", "near_blocks", "near_new_keys"}
QUEUES = {"frontier", "backfill_queries", "backfill_captures", "merged_shards"}
KEPT = {
    *("articles", "aliases", "captures", "readings", "revisions", "document_references", "duplicates"),
    *("near_texts", "near_pairs", "words_exact", "words_folded", "doubts", "withheld"),
}
NAMES = {
    "article_id": "SELECT id, site || ' ' || key FROM articles",
    "duplicate_of": "SELECT id, site || ' ' || key FROM articles",
    "capture_id": "SELECT id, record_id FROM captures",
    "text_id": "SELECT id, body_sha256 FROM near_texts",
    "other_id": "SELECT id, body_sha256 FROM near_texts",
}
LEFT_OUT = {"id", "run_id", ROW_SHA256}

Contents = dict[str, Counter[str]]


def contents(path: Path, tables: set[str] = KEPT) -> Contents:
    """Return the rows of each table, as JSON."""
    with closing(sqlite3.connect(path)) as db:
        names = {column: dict(db.execute(sql).fetchall()) for column, sql in NAMES.items()}
        return {table: Counter(_row(row, names) for row in _rows(db, table)) for table in sorted(tables)}


def everything(path: Path) -> Contents:
    """Return all rows, without the time of each outcome and the ids in reasons."""
    found = contents(path, KEPT | OF_RUNS - {"runs"})
    rows = [json.loads(row) for row in found["outcomes"].elements()]
    found["outcomes"] = Counter(
        json.dumps(
            {**row, "at": None, "reason": (row["reason"] or "").partition(":")[0]},
            ensure_ascii=False,
            sort_keys=True,
        )
        for row in rows
    )
    return found


def tables_of(path: Path) -> set[str]:
    """Return the tables of an archive, without those that SQLite and FTS5 keep for themselves."""
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {
        name
        for (name,) in found
        if not name.startswith(("sqlite_", "_sqlite", "articles_exact", "articles_folded"))
    }


def differences(one: Contents, other: Contents) -> dict[str, list[str]]:
    """Return the rows by table that only one of two archives has."""
    found = {
        table: [f"only in the first: {row}" for row in one[table] - other[table]]
        + [f"only in the second: {row}" for row in other[table] - one[table]]
        for table in one
    }
    return {table: rows for table, rows in found.items() if rows}


def _rows(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    return fetch_rows(db, f"SELECT * FROM {table}")


def _row(row: dict[str, Any], names: dict[str, dict[int, str]]) -> str:
    named = {
        column: names[column].get(value) if column in names and value is not None else value
        for column, value in row.items()
        if column not in LEFT_OUT
    }
    return json.dumps(named, ensure_ascii=False, sort_keys=True)


LABELS = """
    SELECT copy.site, copy.key, earliest.site, earliest.key, kind, similarity FROM duplicates
    JOIN articles AS copy ON copy.id = article_id JOIN articles AS earliest ON earliest.id = duplicate_of
    ORDER BY copy.site, length(copy.key), copy.key
"""


def labels_of(path: Path) -> list[tuple[Any, ...]]:
    """Return the duplicates of an archive as `duplicates.parquet` of shards has them."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(LABELS).fetchall()
