"""Read the articles of an archive as it has stored them: one Article for each capture that was parsed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from archive.article import Article, Capture, Image
from archive.article_columns import LIST_FIELDS, PLAIN_FIELDS
from archive.captures import CAPTURE_COLUMNS
from archive.database.rows import fetch_rows
from archive.errors import DamagedArchive
from archive.merge.merged_ids import check_row
from archive.revisions import CONTENT, content_sha256

if TYPE_CHECKING:
    from archive.database.rows import Row
    from archive.store import Store

RenameFile = Callable[[str], str]
"""Returns the value of `captures.file` here for one of the other archive."""


def capture_of_row(row: Row, rename: RenameFile) -> Capture:
    """Return the capture of a row of `captures`."""
    return Capture(**{name: row[name] for name in CAPTURE_COLUMNS} | {"file": rename(row["file"])})


def load_readings(other: Store, row: Row, rename: RenameFile) -> list[Article]:
    """Return the readings of an article, newest first; `row` is its row in `articles`.

    The first has all fields. Of an older one the archive has only what makes a revision.

    Raises:
        DamagedArchive: A row does not match its checksum, or the text of a reading is missing.
    """
    check_row(row, "articles", other.path)
    texts = _load_texts(other, row["id"])
    captures = _load_captures(other, row["id"], rename)
    readings = fetch_rows(
        other.db,
        "SELECT * FROM readings WHERE article_id = ? ORDER BY captured DESC, record_id DESC",
        [row["id"]],
    )
    articles = []
    for reading in readings:
        capture = captures.get(reading["capture_id"])
        if (reading["capture_id"], reading["captured"]) == (row["capture_id"], row["captured"]):
            articles.append(_article_of_row(row, capture))
        elif reading["content_sha256"] in texts:
            articles.append(_article_of_text(row, reading, texts[reading["content_sha256"]], capture))
        else:
            raise DamagedArchive(
                f"{other.path}: the text of a capture of article {row['id']} is missing; it is not merged. "
                f"See: partynews verify --db {other.path}"
            )
    return articles


def _load_texts(other: Store, article_id: int) -> dict[str, Row]:
    revisions = fetch_rows(other.db, "SELECT * FROM revisions WHERE article_id = ?", [article_id])
    for revision in revisions:
        check_row(revision, "revisions", other.path)
    return {content_sha256(revision): revision for revision in revisions}


def _load_captures(other: Store, article_id: int, rename: RenameFile) -> dict[int, Capture]:
    rows = fetch_rows(
        other.db,
        "SELECT * FROM captures WHERE id IN (SELECT capture_id FROM readings WHERE article_id = ?)",
        [article_id],
    )
    for row in rows:
        check_row(row, "captures", other.path)
    return {row["id"]: capture_of_row(row, rename) for row in rows}


def _article_of_row(row: Row, capture: Capture | None) -> Article:
    fields: dict[str, Any] = {name: row[name] for name in PLAIN_FIELDS}
    fields |= {name: tuple(json.loads(row[name])) for name in LIST_FIELDS}
    images = tuple(Image(**image) for image in json.loads(row["images"]))
    return Article(site=row["site"], key=row["key"], images=images, capture=capture, **fields)


def _article_of_text(row: Row, reading: Row, text: Row, capture: Capture | None) -> Article:
    content = {name: text[name] for name in CONTENT if name != "text_sha256"}
    return Article(
        site=row["site"],
        key=row["key"],
        url=row["url"],
        layout=row["layout"],
        captured=reading["captured"],
        capture=capture,
        **content | {"reader_version": reading["reader_version"]},
    )
