"""Texts that are not shown after a complaint: out of search, pages and exports, and still in the archive."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.clock import format_utc, utc_now
from archive.database.rows import fetch_row, fetch_rows
from archive.duplicates.labels import label_group, remove_labels, visible_in_group
from archive.search.index import Texts, index_article, unindex_article

if TYPE_CHECKING:
    from sqlite3 import Connection
    from typing import Any

    from archive.store import Store


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """A copy of a withheld article that is still shown; `address` is its URL, or its key without one."""

    id: int
    site: str
    address: str


def withhold(store: Store, article_id: int, reason: str) -> bool:
    """Hide an article; false where it was hidden already, and then only the reason is new."""
    db = store.db
    store.index_new()  # only entries that are in the index can be removed
    known = is_withheld(db, article_id)
    db.execute(
        "INSERT INTO withheld VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason",
        [article_id, reason, format_utc(utc_now())],
    )
    if not known:
        body_sha256, texts = _texts(db, article_id)
        unindex_article(db, article_id, texts)
        remove_labels(db, article_id)
        label_group(db, body_sha256)
    return not known


def public_copies(db: Connection, article_id: int) -> list[PublicCopy]:
    """Return the visible articles with the same or almost the same text, earliest seen first."""
    (body_sha256,) = db.execute("SELECT body_sha256 FROM articles WHERE id = ?", [article_id]).fetchone()
    ids = [found for found in visible_in_group(db, body_sha256) if found != article_id]
    rows = fetch_rows(
        db,
        "SELECT article.id, site, coalesce(url, article.key) AS address FROM json_each(?) AS copy"
        " JOIN visible_articles AS article ON article.id = copy.value ORDER BY copy.key",
        [json.dumps(ids)],
    )
    return [PublicCopy(**row) for row in rows]


def show_again(store: Store, article_id: int) -> bool:
    """Show a withheld article again; false where it was not withheld."""
    db = store.db
    if not is_withheld(db, article_id):
        return False
    db.execute("DELETE FROM withheld WHERE article_id = ?", [article_id])
    body_sha256, texts = _texts(db, article_id)
    index_article(db, article_id, texts)
    label_group(db, body_sha256)
    return True


def is_withheld(db: Connection, article_id: int) -> bool:
    """Whether an article is hidden."""
    return fetch_row(db, "SELECT 1 FROM withheld WHERE article_id = ?", [article_id]) is not None


def list_withheld(db: Connection) -> list[dict[str, Any]]:
    """The articles that are hidden, since when and why, the newest decision first."""
    return fetch_rows(
        db,
        "SELECT article_id, site, url, since, reason FROM withheld JOIN articles ON id = article_id"
        " ORDER BY since DESC, article_id",
        [],
    )


def _texts(db: Connection, article_id: int) -> tuple[str, Texts]:
    body_sha256, *texts = db.execute(
        "SELECT body_sha256, title, lead, body FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    return body_sha256, Texts(*texts)
