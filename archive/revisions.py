"""The history of an article: what each capture was read as, and the revisions that follow from it.

Revisions are always worked out from all readings in the order of their captures, so it does not
matter in which order the captures came into the archive. Captures that follow each other and read
the same are one revision; a text that was changed and changed back makes three. A content keeps the
paragraphs of its earliest capture: another border between lead and body is no change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from archive.rows import columns_sha256, insert_sealed, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from sqlite3 import Connection

    from archive.article import Article

Row = dict[str, Any]
CONTENT = ("title", "lead", "body", "byline", "published", "reader_version", "text_sha256")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a reading did to the history: whether it is the newest one, whether revisions were added."""

    newest: bool
    revised: bool


def record_reading(
    db: Connection, article_id: int, article: Article, capture_id: int | None, *, anew: bool = False
) -> Recorded:
    """Put the reading of one capture into the history of its article.

    A reading of the same capture that is there already is replaced, unless a newer reader made it;
    with `anew` it always is.
    """
    record_id = article.capture.record_id if article.capture else ""
    moment = (article.captured, record_id)
    content = _content_sha256(
        {"title": article.title, "lead": article.lead, "body": article.body}
        | {"byline": article.byline, "published": article.published}
    )
    if not anew and _read_by_newer(db, article_id, moment, article.reader_version):
        return Recorded(newest=False, revised=False)
    db.execute(
        "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?)",
        [article_id, *moment, capture_id, article.reader_version, content],
    )
    readings = rows_of(
        db, "SELECT * FROM readings WHERE article_id = ? ORDER BY captured, record_id", [article_id]
    )
    texts = _texts(db, article_id)
    first = next(reading for reading in readings if reading["content_sha256"] == content)
    if content not in texts or (first["captured"], first["record_id"]) == moment:
        texts[content] = {name: getattr(article, name) for name in CONTENT}
    added = _rewrite(db, article_id, _revisions(readings, texts))
    return Recorded(
        newest=(readings[-1]["captured"], readings[-1]["record_id"]) == moment,
        revised=len(readings) > 1 and added,
    )


def _read_by_newer(db: Connection, article_id: int, moment: tuple[str, str], reader_version: int) -> bool:
    known = db.execute(
        "SELECT reader_version FROM readings WHERE article_id = ? AND captured = ? AND record_id = ?",
        [article_id, *moment],
    ).fetchone()
    return known is not None and known[0] > reader_version


def _texts(db: Connection, article_id: int) -> dict[str, Row]:
    """The texts this article has had, by the sum of their content."""
    revisions = rows_of(db, "SELECT * FROM revisions WHERE article_id = ?", [article_id])
    return {_content_sha256(row): {name: row[name] for name in CONTENT} for row in revisions}


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


def _rewrite(db: Connection, article_id: int, revisions: list[Row]) -> bool:
    """Make the table say `revisions`; true when there are more than before."""
    stored = rows_of(db, "SELECT * FROM revisions WHERE article_id = ? ORDER BY number", [article_id])
    for row in stored:
        del row["row_sha256"]
    if stored != revisions:
        if stored:
            db.execute("DELETE FROM revisions WHERE article_id = ?", [article_id])
        for revision in revisions:
            insert_sealed(db, "revisions", revision)
    return len(revisions) > len(stored)


def _content(text: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": text["title"],
        "text": "\n\n".join(part for part in (text["lead"], text["body"]) if part),
        "byline": text["byline"],
        "published": text["published"],
    }


def _content_sha256(text: Mapping[str, Any]) -> str:
    return columns_sha256(_content(text))
