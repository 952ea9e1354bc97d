"""Merge what was decided about articles in another archive: doubts, and what is withheld."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive.captures import CAPTURE_COLUMNS
from archive.database.rows import fetch_row, fetch_rows, next_id
from archive.doubts.doubt_table import supersede
from archive.merge.merged_ids import insert_if_absent
from archive.withheld import withhold

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.database.rows import Row
    from archive.merge.merged_ids import MergedIds
    from archive.store import Store

SAME_DOUBT = """
SELECT * FROM doubts WHERE article_id = ? AND capture_id IS ? AND since = ? AND content_sha256 = ?
AND (reading IS NULL) = ?
"""


def merge_doubts(store: Store, other: Connection, ids: MergedIds) -> None:
    """Merge the doubts of `other`; a later good reading of either archive settles them, as in one archive."""
    with store.writing():
        for row in fetch_rows(other, "SELECT * FROM doubts ORDER BY id"):
            _merge_doubt(store.db, ids.translate(row))
            stored = fetch_row(other, "SELECT captured FROM articles WHERE id = ?", [row["article_id"]])
            newest = fetch_row(
                store.db, "SELECT captured FROM articles WHERE id = ?", [ids.articles[row["article_id"]]]
            )
            if stored and newest and stored["captured"] < newest["captured"]:
                supersede(store.db, ids.articles[row["article_id"]], newest["captured"])


def merge_withheld(store: Store, other: Connection, ids: MergedIds) -> None:
    """Withhold what `other` withholds, since the same time and for the same reason."""
    with store.writing():
        for row in fetch_rows(other, "SELECT * FROM withheld ORDER BY article_id"):
            article_id = ids.articles[row["article_id"]]
            if store.db.execute("SELECT 1 FROM withheld WHERE article_id = ?", [article_id]).fetchone():
                continue
            withhold(store, article_id, row["reason"])
            store.db.execute("UPDATE withheld SET since = ? WHERE article_id = ?", [row["since"], article_id])


def _merge_doubt(db: Connection, row: Row) -> None:
    same = [row[name] for name in ("article_id", "capture_id", "since", "content_sha256")]
    known = fetch_row(db, SAME_DOUBT, [*same, row["reading"] is None])
    if known is None:
        reading = row["reading"] and _translate_reading(db, row)
        insert_if_absent(db, "doubts", {**row, "id": next_id(db, "doubts"), "reading": reading})
    elif known["settled"] is None and row["settled"] is not None:
        settled = [row["settled"], row["settled_as"], known["id"]]
        db.execute("UPDATE doubts SET settled = ?, settled_as = ? WHERE id = ?", settled)


def _translate_reading(db: Connection, row: Row) -> str:
    """Return the doubted reading with the key that its article, and the file that its capture has here."""
    article = fetch_row(db, "SELECT key FROM articles WHERE id = ?", [row["article_id"]])
    capture = fetch_row(db, "SELECT * FROM captures WHERE id = ?", [row["capture_id"]])
    reading = json.loads(row["reading"])
    if article is not None:
        reading["key"] = article["key"]
    if capture is not None:
        reading["capture"] = {name: capture[name] for name in CAPTURE_COLUMNS}
    return json.dumps(reading, ensure_ascii=False)
