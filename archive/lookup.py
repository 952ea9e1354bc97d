"""One article with all that is known of it, or why a URL has none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.rows import row_of, rows_of

if TYPE_CHECKING:
    from sqlite_utils.db import Database

Row = dict[str, Any]
LISTS = ("authors", "tags", "images", "repairs", "flags")


def find_article(db: Database, id_or_url: str) -> Row | None:
    """An article by its id or any of its addresses, or None.

    Its columns, lists as lists, with `aliases` (all addresses), `captures` (oldest first), `revisions`
    (without their texts) and `copies`: the group of its duplicates, itself among them, earliest seen
    first; empty where there are none.
    """
    article_id = _article_id(db, id_or_url.strip())
    article = row_of(db, "SELECT * FROM articles WHERE id = ?", [article_id])
    if article is None:
        return None
    del article["row_sha256"]
    return {
        **article,
        **{name: json.loads(article[name]) for name in LISTS},
        "aliases": _aliases(db, article["id"]),
        "captures": _captures(db, article["id"]),
        "revisions": list_revisions(db, article["id"]),
        "copies": _copies(db, article["id"]),
    }


def list_revisions(db: Database, article_id: int) -> list[Row]:
    """The revisions of an article from number 1: when each was first captured, and what it changed."""
    rows = rows_of(
        db,
        "SELECT number, captured, changed, reader_version, text_sha256 FROM revisions"
        " WHERE article_id = ? ORDER BY number",
        [article_id],
    )
    return [{**row, "changed": json.loads(row["changed"])} for row in rows]


def last_outcome(db: Database, url: str) -> Row | None:
    """What became of `url` the last time it was asked for: outcome, reason, run, time; or None."""
    return row_of(
        db,
        "SELECT site, url, outcome, reason, article_id, run_id, at FROM outcomes"
        " WHERE url = ? ORDER BY run_id DESC LIMIT 1",
        [url.strip()],
    )


def _article_id(db: Database, id_or_url: str) -> int | None:
    if id_or_url.isascii() and id_or_url.isdigit():
        # A number SQLite cannot hold is the id of nothing.
        return int(id_or_url) if len(id_or_url) < 19 else None
    row = row_of(db, "SELECT article_id FROM aliases WHERE url = ?", [id_or_url])
    return row["article_id"] if row else None


def _aliases(db: Database, article_id: int) -> list[str]:
    rows = db.execute("SELECT url FROM aliases WHERE article_id = ? ORDER BY url", [article_id])
    return [url for (url,) in rows.fetchall()]


def _captures(db: Database, article_id: int) -> list[Row]:
    return rows_of(
        db,
        "SELECT id, url, captured, status, file, offset, length, record_id, payload_digest"
        " FROM captures WHERE article_id = ? ORDER BY captured, record_id",
        [article_id],
    )


def _copies(db: Database, article_id: int) -> list[Row]:
    first = row_of(
        db,
        "SELECT duplicate_of FROM duplicates WHERE ? IN (article_id, duplicate_of) LIMIT 1",
        [article_id],
    )
    return rows_of(
        db,
        "SELECT id, site, url, title, published, first_seen, kind, similarity FROM articles"
        " LEFT JOIN duplicates ON duplicates.article_id = articles.id AND duplicate_of = ?1"
        " WHERE id = ?1 OR duplicate_of = ?1 ORDER BY id <> ?1, first_seen, site, key",
        [first["duplicate_of"] if first else None],
    )
