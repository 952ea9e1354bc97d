"""Read the articles of an export as rows for a writer, in small batches so that a crawl can go on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

from archive.database.rows import fetch_rows
from archive.lookup import LISTS, mentions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from sqlite3 import Connection

BATCH_SIZE = 200
Revisions = Literal["newest", "all"]


class ImageRow(TypedDict):
    """An image of an article."""

    src: str
    caption: str | None
    credit: str | None


class ReferenceRow(TypedDict):
    """A document that an article cites, as in `document_references`, and how often."""

    raw: str
    type: str
    number: str | None
    code: str | None
    issuer: str | None
    congress: str | None
    certainty: str
    mentions: int


class CaptureRow(TypedDict):
    """A capture of an article: columns of `captures`."""

    id: int
    url: str | None
    captured: str
    status: int | None
    file: str
    offset: int
    length: int
    record_id: str
    payload_digest: str | None
    etag: str | None
    last_modified: str | None


class ArticleRow(TypedDict):
    """One text of an article, with the columns of `articles` in the order of an export.

    `newspaper` is the name of the publisher, `revision` the number of the text, `duplicate_kind` is `exact`
    or `near`. References are in order of the text, captures oldest first.
    """

    id: int
    site: str
    newspaper: str
    key: str
    revision: int
    url: str | None
    title: str
    lead: str | None
    body: str
    byline: str | None
    authors: list[str]
    source_mark: str | None
    published: str | None
    published_raw: str | None
    published_precision: str | None
    modified: str | None
    section: str | None
    tags: list[str]
    images: list[ImageRow]
    aliases: list[str]
    layout: str
    reader_version: int
    repairs: list[str]
    flags: list[str]
    captured: str
    first_seen: str
    gone_since: str | None
    duplicate_of: int | None
    duplicate_kind: str | None
    similarity: float | None
    references: list[ReferenceRow]
    text_sha256: str
    body_sha256: str | None
    captures: list[CaptureRow]


def text_of(row: ArticleRow) -> str:
    """Return title, lead and body, joined by empty lines: the text that `text_sha256` is of."""
    return "\n\n".join(part for part in (row["title"], row["lead"], row["body"]) if part)


FIELDS = tuple(ArticleRow.__annotations__)
CAPTURE_COLUMNS = ", ".join(CaptureRow.__annotations__)

# A revision has these of its own; the other fields are known for the newest text only.
REVISION_FIELDS = (
    "title",
    "lead",
    "body",
    "byline",
    "published",
    "captured",
    "reader_version",
    "text_sha256",
)
NEWEST_FIELDS = ("source_mark", "published_raw", "published_precision", "modified", "body_sha256")
NEWEST_LISTS = ("images", "repairs", "flags", "references")

ARTICLES = """
SELECT articles.*, duplicate_of, kind AS duplicate_kind, similarity,
    (SELECT max(number) FROM revisions_stored WHERE article_id = articles.id) AS revision
FROM visible_articles AS articles LEFT JOIN duplicates ON article_id = articles.id
WHERE articles.id IN (SELECT value FROM json_each(?))
"""
CAPTURES = f"SELECT {CAPTURE_COLUMNS} FROM captures WHERE article_id = ? ORDER BY captured, record_id"


def read_rows(
    db: Connection,
    ids: Sequence[int],
    revisions: Revisions = "newest",
    newspapers: Mapping[str, str] | None = None,
) -> Iterator[ArticleRow]:
    """Yield a row per article in the order of `ids`; with `all`, one per revision, oldest first.

    `newspapers` has the publishers by site; without an entry, the site itself is the newspaper.
    """
    for start in range(0, len(ids), BATCH_SIZE):
        yield from _read_batch(db, list(ids[start : start + BATCH_SIZE]), revisions, newspapers or {})


def _read_batch(
    db: Connection, ids: list[int], revisions: Revisions, newspapers: Mapping[str, str]
) -> list[ArticleRow]:
    """Return the rows of a few articles in one read transaction, so that none is half changed by a crawl."""
    db.execute("BEGIN")
    try:
        articles = {row["id"]: row for row in fetch_rows(db, ARTICLES, [json.dumps(ids)])}
        # An article can have been withheld since it was selected.
        found = [
            _row_of(db, articles[article_id], newspapers) for article_id in ids if article_id in articles
        ]
        return found if revisions == "newest" else [row for one in found for row in _revisions_of(db, one)]
    finally:
        db.execute("COMMIT")


def _row_of(db: Connection, article: dict[str, Any], newspapers: Mapping[str, str]) -> ArticleRow:
    """Return an article with its JSON columns decoded, and its aliases, references and captures."""
    aliases = db.execute("SELECT url FROM aliases WHERE article_id = ? ORDER BY url", [article["id"]])
    row = {
        **article,
        **{name: json.loads(article[name]) for name in LISTS},
        "newspaper": newspapers.get(article["site"], article["site"]),
        "aliases": [url for (url,) in aliases.fetchall() if url != article["url"]],
        "references": mentions_of(db, article["id"]),
        "captures": fetch_rows(db, CAPTURES, [article["id"]]),
    }
    return cast("ArticleRow", {name: row[name] for name in FIELDS})


def _revisions_of(db: Connection, newest: ArticleRow) -> Iterator[ArticleRow]:
    stored = fetch_rows(
        db, "SELECT * FROM visible_revisions WHERE article_id = ? ORDER BY number", [newest["id"]]
    )
    for revision in stored:
        if revision["number"] == newest["revision"]:
            yield newest
        else:
            row = {
                **newest,
                **dict.fromkeys(NEWEST_FIELDS),
                **{name: [] for name in NEWEST_LISTS},
                **{name: revision[name] for name in REVISION_FIELDS},
                "revision": revision["number"],
                "captures": [c for c in newest["captures"] if c["id"] == revision["capture_id"]],
            }
            yield cast("ArticleRow", row)
