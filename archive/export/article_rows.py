"""The articles of a selection as rows for a writer, read in small batches: a crawl may go on meanwhile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from archive.database.rows import rows_of
from archive.lookup import LISTS, mentions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from sqlite3 import Connection

    from archive.export.writer import Row

BATCH = 200
Revisions = Literal["newest", "all"]

# What a revision has of its own; the rest is known of the newest text only.
OF_A_REVISION = ("title", "lead", "body", "byline", "published", "captured", "reader_version", "text_sha256")
OF_THE_NEWEST = ("source_mark", "published_raw", "published_precision", "modified", "body_sha256")
LISTS_OF_THE_NEWEST = ("images", "repairs", "flags", "references")

ARTICLES = """
SELECT articles.*, duplicate_of, kind AS duplicate_kind, similarity,
    (SELECT max(number) FROM revisions WHERE article_id = articles.id) AS revision
FROM visible_articles AS articles LEFT JOIN duplicates ON article_id = articles.id
WHERE articles.id IN (SELECT value FROM json_each(?))
"""
CAPTURE_COLUMNS = (
    "id, url, captured, status, file, offset, length, record_id, payload_digest, etag, last_modified"
)
CAPTURES = f"SELECT {CAPTURE_COLUMNS} FROM captures WHERE article_id = ? ORDER BY captured, record_id"


def read_rows(db: Connection, ids: Sequence[int], revisions: Revisions = "newest") -> Iterator[Row]:
    """A row for each article in the order of the ids; with `all` one for each text it has had, oldest first.

    What a row holds is said in `writer.py`.
    """
    for start in range(0, len(ids), BATCH):
        yield from _read_batch(db, list(ids[start : start + BATCH]), revisions)


def _read_batch(db: Connection, ids: list[int], revisions: Revisions) -> list[Row]:
    """The rows of a few articles as of one moment: a crawl changes none of them half."""
    db.execute("BEGIN")
    try:
        articles = {row["id"]: row for row in rows_of(db, ARTICLES, [json.dumps(ids)])}
        # One that was withheld a moment ago is not there any more.
        rows = [_whole(db, articles[article_id]) for article_id in ids if article_id in articles]
        return rows if revisions == "newest" else [one for row in rows for one in _each_revision(db, row)]
    finally:
        db.execute("COMMIT")


def _whole(db: Connection, article: dict[str, Any]) -> Row:
    """The article with lists as lists, its addresses, references and captures."""
    del article["row_sha256"], article["capture_id"]
    aliases = db.execute("SELECT url FROM aliases WHERE article_id = ? ORDER BY url", [article["id"]])
    return {
        **article,
        **{name: json.loads(article[name]) for name in LISTS},
        "aliases": [url for (url,) in aliases.fetchall() if url != article["url"]],
        "references": mentions_of(db, article["id"]),
        "captures": rows_of(db, CAPTURES, [article["id"]]),
    }


def _each_revision(db: Connection, newest: Row) -> Iterator[Row]:
    stored = rows_of(
        db, "SELECT * FROM visible_revisions WHERE article_id = ? ORDER BY number", [newest["id"]]
    )
    for revision in stored:
        if revision["number"] == newest["revision"]:
            yield newest
        else:
            yield {
                **newest,
                **dict.fromkeys(OF_THE_NEWEST),
                **{name: [] for name in LISTS_OF_THE_NEWEST},
                **{name: revision[name] for name in OF_A_REVISION},
                "revision": revision["number"],
                "captures": [c for c in newest["captures"] if c["id"] == revision["capture_id"]],
            }
