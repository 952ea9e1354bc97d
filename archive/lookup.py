"""One article with all that is known of it, or why a URL has none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.database.rows import Row, fetch_row, fetch_rows
from archive.doubts.doubt_table import summarise_open_doubts

if TYPE_CHECKING:
    from sqlite3 import Connection

LISTS = ("authors", "tags", "images", "repairs", "flags")


def is_id(id_or_url: str) -> bool:
    """Return whether the text is a number, and so the id of an article."""
    name = id_or_url.strip()
    return name.isascii() and name.isdigit()


def article_id_of(db: Connection, id_or_url: str) -> int | None:
    """The id of an article by its id or any of its addresses; None where an address leads to none."""
    id_or_url = id_or_url.strip()
    if is_id(id_or_url):
        # A number SQLite cannot hold is the id of nothing.
        return int(id_or_url) if len(id_or_url) < 19 else None
    row = fetch_row(db, "SELECT article_id FROM aliases WHERE url = ?", [id_or_url])
    return row["article_id"] if row else None


def find_article(db: Connection, id_or_url: str) -> Row | None:
    """An article by its id or any of its addresses, or None where there is none or it is withheld.

    Its columns, lists as lists, with `aliases` (all addresses), `captures` (oldest first), `revisions`
    (without their texts), `references`, `doubts` (open ones) and `copies`: the group of its duplicates,
    itself among them, earliest seen first; empty where there are none.
    """
    article_id = article_id_of(db, id_or_url)
    article = fetch_row(db, "SELECT * FROM visible_articles WHERE id = ?", [article_id])
    if article is None:
        return None
    del article["row_sha256"]
    return {
        **article,
        **{name: json.loads(article[name]) for name in LISTS},
        "aliases": _aliases(db, article["id"]),
        "captures": _captures(db, article["id"]),
        "revisions": list_revisions(db, article["id"]),
        "references": mentions_of(db, article["id"]),
        "copies": _copies(db, article["id"]),
        "doubts": summarise_open_doubts(db, article["id"]),
    }


def list_revisions(db: Connection, article_id: int) -> list[Row]:
    """The revisions of an article from number 1: when each was first captured, and what it changed."""
    rows = fetch_rows(
        db,
        "SELECT number, captured, changed, reader_version, text_sha256 FROM visible_revisions"
        " WHERE article_id = ? ORDER BY number",
        [article_id],
    )
    return [{**row, "changed": json.loads(row["changed"])} for row in rows]


def why_withheld(db: Connection, id_or_url: str) -> Row | None:
    """Since when and for which reason an article is withheld, or None where it is not."""
    return fetch_row(
        db,
        "SELECT article_id, since, reason FROM withheld WHERE article_id = ?",
        [article_id_of(db, id_or_url)],
    )


def mentions_of(db: Connection, article_id: int) -> list[Row]:
    """The documents an article names in the order of its text, each once with the number of mentions."""
    found: dict[tuple[Any, ...], Row] = {}
    for mention in fetch_rows(
        db,
        "SELECT raw, type, number, code, issuer, congress, certainty FROM visible_references"
        " WHERE article_id = ? ORDER BY part DESC, start",  # title, lead, body
        [article_id],
    ):
        document = tuple(mention[name] for name in ("type", "number", "code", "congress"))
        found.setdefault(document, mention | {"mentions": 0})["mentions"] += 1
    return list(found.values())


def last_outcome(db: Connection, url: str) -> Row | None:
    """Return the last outcome of `url`: outcome, reason, run and time; None if it was never requested."""
    return fetch_row(
        db,
        "SELECT site, url, outcome, reason, article_id, run_id, at FROM outcomes"
        " WHERE url = ? ORDER BY run_id DESC LIMIT 1",
        [url.strip()],
    )


def _aliases(db: Connection, article_id: int) -> list[str]:
    rows = db.execute("SELECT url FROM aliases WHERE article_id = ? ORDER BY url", [article_id])
    return [url for (url,) in rows.fetchall()]


def _captures(db: Connection, article_id: int) -> list[Row]:
    return fetch_rows(
        db,
        "SELECT id, url, captured, status, file, offset, length, record_id, payload_digest,"
        " source, source_url FROM captures WHERE article_id = ? ORDER BY captured, record_id",
        [article_id],
    )


def _copies(db: Connection, article_id: int) -> list[Row]:
    return fetch_rows(
        db,
        """
        WITH story AS (SELECT coalesce(max(duplicate_of), ?1) AS id FROM duplicates WHERE article_id = ?1)
        SELECT articles.id, site, url, title, published, first_seen, kind, similarity
        FROM visible_articles AS articles LEFT JOIN duplicates ON article_id = articles.id
        WHERE (articles.id IN story OR duplicate_of IN story)
            AND EXISTS (SELECT 1 FROM duplicates WHERE duplicate_of IN story)
        ORDER BY first_seen, site, length(key), key
        """,
        [article_id],
    )
