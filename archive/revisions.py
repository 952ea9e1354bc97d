"""The history of an article: what each capture was read as, and the revisions that follow from it.

Revisions are always worked out from all readings in the order of their captures, so it does not
matter in which order the captures came into the archive. Captures that follow each other and read
the same are one revision; a text that was changed and changed back makes three. A content keeps the
paragraphs of its earliest capture: moving the border between lead and body is not a change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from archive.database.rows import (
    ROW_SHA256,
    Row,
    columns_sha256,
    fetch_row,
    fetch_rows,
    insert_row,
    row_sha256,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from sqlite3 import Connection

    from archive.article import Article

# The columns that a revision shares with its article while they are equal (database/schema_changes.py).
SHARED = ("title", "lead", "body", "byline", "published", "text_sha256")
EMPTY = {"title": "", "lead": None, "body": "", "byline": None, "published": None, "text_sha256": ""}
IS_LIKE_ARTICLE = f"""as_article = 0
    AND ({", ".join(SHARED)}) IS (SELECT {", ".join(SHARED)} FROM articles WHERE id = article_id)"""

CONTENT = ("title", "lead", "body", "byline", "published", "reader_version", "text_sha256")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a reading did to the history: whether it is the newest one, whether revisions were added."""

    newest: bool
    revised: bool


def record_reading(
    db: Connection,
    article_id: int,
    article: Article,
    capture_id: int | None,
    *,
    anew: bool = False,
    content: str | None = None,
) -> Recorded:
    """Put the reading of one capture into the history of its article.

    A reading of the same capture that is there already is replaced, unless a newer reader made it;
    with `anew` it always is. `content` is `content_sha256_of` the article, where that is known.
    """
    reading = _reading(article_id, article, capture_id, content or content_sha256_of(article))
    readings = fetch_rows(
        db, "SELECT * FROM readings WHERE article_id = ? ORDER BY captured, record_id", [article_id]
    )
    known = next((other for other in readings if _moment(other) == _moment(reading)), None)
    if known and not anew and known["reader_version"] > article.reader_version:
        return Recorded(newest=False, revised=False)
    if known != reading:
        db.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?)", list(reading.values()))
    readings = sorted([*(other for other in readings if other is not known), reading], key=_moment)
    stored = fetch_rows(db, "SELECT * FROM revisions WHERE article_id = ? ORDER BY number", [article_id])
    texts = {content_sha256(row): {name: row[name] for name in CONTENT} for row in stored}
    content = reading["content_sha256"]
    first = next(other for other in readings if other["content_sha256"] == content)
    if content not in texts or first is reading:
        texts[content] = {name: getattr(article, name) for name in CONTENT}
    revisions = _revisions(readings, texts)
    _rewrite(db, article_id, stored, revisions)
    more = len(revisions) > len(stored)
    return Recorded(newest=readings[-1] is reading, revised=len(readings) > 1 and more)


def forget_reading(db: Connection, article_id: int) -> None:
    """Take the reading of the stored text out of the history; the caller saves another one."""
    db.execute(
        "DELETE FROM readings WHERE article_id = ?1"
        " AND capture_id = (SELECT capture_id FROM articles WHERE id = ?1)",
        [article_id],
    )


def _reading(article_id: int, article: Article, capture_id: int | None, content: str) -> Row:
    """The row of `readings` for one capture of an article."""
    return {
        "article_id": article_id,
        "captured": article.captured,
        "record_id": article.capture.record_id if article.capture else "",
        "capture_id": capture_id,
        "reader_version": article.reader_version,
        "content_sha256": content,
    }


def _moment(reading: Row) -> tuple[str, str]:
    """What puts the readings of an article in order."""
    return reading["captured"], reading["record_id"]


def _revisions(readings: list[Row], texts: Mapping[str, Row]) -> list[Row]:
    revisions: list[Row] = []
    for content, same in groupby(readings, key=lambda reading: reading["content_sha256"]):
        first = next(same)
        text = texts[content]
        revisions.append(
            {
                "article_id": first["article_id"],
                "number": len(revisions) + 1,
                "captured": first["captured"],
                "changed": json.dumps(changed_fields(revisions[-1], text) if revisions else []),
                "capture_id": first["capture_id"],
                **text,
            }
        )
    return revisions


def changed_fields(older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[str]:
    """Which of title, text (lead and body), byline and published differ between two texts."""
    before, after = _content(older), _content(newer)
    return [name for name in before if before[name] != after[name]]


def _rewrite(db: Connection, article_id: int, stored: list[Row], revisions: list[Row]) -> None:
    """Make the table, which says `stored`, say `revisions`."""
    if [{**row, ROW_SHA256: None} for row in stored] == [{**row, ROW_SHA256: None} for row in revisions]:
        return
    if stored:
        db.execute("DELETE FROM revisions_stored WHERE article_id = ?", [article_id])
    article = fetch_row(db, f"SELECT {', '.join(SHARED)} FROM articles WHERE id = ?", [article_id])
    for revision in revisions:
        _insert(db, revision, shared=article == {name: revision[name] for name in SHARED})


def _insert(db: Connection, revision: Row, *, shared: bool) -> None:
    """Insert a revision with the checksum of its complete row; `shared`: without the text of its article."""
    row = {**revision, ROW_SHA256: row_sha256(revision), "as_article": int(shared)}
    row |= EMPTY if shared else {}
    insert_row(db, "revisions_stored", row)


def share_text(db: Connection, article_id: int) -> None:
    """Take the text out of the revisions of an article that are equal to its row in `articles`."""
    emptied = ", ".join(f"{name} = ?" for name in EMPTY)
    db.execute(
        f"UPDATE revisions_stored SET as_article = 1, {emptied} WHERE article_id = ? AND {IS_LIKE_ARTICLE}",
        [*EMPTY.values(), article_id],
    )


def _content(text: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": text["title"],
        "text": "\n\n".join(part for part in (text["lead"], text["body"]) if part),
        "byline": text["byline"],
        "published": text["published"],
    }


def content_sha256(text: Mapping[str, Any]) -> str:
    """Return the hex SHA-256 of what makes a revision: title, lead and body, byline, published."""
    return columns_sha256(_content(text))


def content_sha256_of(article: Article) -> str:
    """Return `content_sha256` of a reading."""
    return content_sha256(
        {name: getattr(article, name) for name in ("title", "lead", "body", "byline", "published")}
    )
