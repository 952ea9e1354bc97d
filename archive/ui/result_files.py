"""Results of a search as CSV and JSON lines."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from archive.database.rows import fetch_rows
from archive.export.csv_table import escape_formula
from archive.ui.facet_counts import MAX_HITS
from archive.ui.search_results import select

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

    from archive.database.rows import Row
    from archive.ui.facets import SearchFilters

RESULT_COLUMNS = (
    *("id", "site", "url", "published", "title", "lead", "byline", "section", "first_seen", "captured"),
    *("gone_since", "duplicate_of", "text_sha256"),
)


def load_results(db: Connection, filters: SearchFilters) -> list[Row]:
    """Return the first MAX_HITS results with RESULT_COLUMNS, in the order of the page, copies included.

    Raises QueryError for an invalid query.
    """
    selection = select(db, filters, MAX_HITS)
    columns = ", ".join(f"articles.{name}" for name in RESULT_COLUMNS if name != "duplicate_of")
    copy = "(SELECT duplicate_of FROM duplicates WHERE article_id = articles.id) AS duplicate_of"
    rows = fetch_rows(
        db,
        f"SELECT {columns}, {copy} FROM {selection.source} ORDER BY {selection.order} LIMIT {MAX_HITS}",
        selection.values,
    )
    return [{name: row[name] for name in RESULT_COLUMNS} for row in rows]


def as_csv(rows: Sequence[Row], columns: Sequence[str] = RESULT_COLUMNS) -> str:
    """Return a table in CSV, with a byte order mark for Excel; no cell is evaluated by a spreadsheet."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([escape_formula(row[name]) for name in columns] for row in rows)
    return "\ufeff" + text.getvalue()


def as_jsonl(rows: Sequence[Row]) -> str:
    """Return one JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
