"""Decisions about doubts, and what a person needs to see for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from archive.database.rows import fetch_row
from archive.doubts.doubt_table import OPEN, find_doubts, settle
from archive.doubts.gate import clear_doubted_flag, save_doubted
from archive.doubts.stored_reading import reading_of_json
from archive.revision_diff import FIELDS, edits

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.doubts.doubt_table import Doubt
    from archive.revision_diff import Edit
    from archive.store import Store


class DoubtDifference(TypedDict):
    """How a doubted reading differs from the stored text: title, byline and published, and the text."""

    fields: dict[str, tuple[str | None, str | None]]
    text: list[Edit]


def list_open_doubts(db: Connection, site: str | None = None) -> list[Doubt]:
    """Return the open doubts of a site, or of all, oldest first, without those of withheld articles."""
    visible = f"{OPEN} AND article_id IN (SELECT id FROM visible_articles)"
    if site is None:
        return find_doubts(db, visible, [])
    return find_doubts(db, f"{visible} AND site = ?", [site])


def find_open_doubt(db: Connection, doubt_id: int) -> Doubt | None:
    """Return an open doubt by its id, or None."""
    return next(iter(find_doubts(db, f"{OPEN} AND id = ?", [doubt_id])), None)


def doubt_difference(db: Connection, doubt: Doubt) -> DoubtDifference:
    """Return the way from the stored text of the article to the doubted reading; empty without a reading."""
    if doubt.reading is None:
        return {"fields": {}, "text": []}
    article = reading_of_json(doubt.reading)
    stored: dict[str, Any] = fetch_row(db, "SELECT * FROM articles WHERE id = ?", [doubt.article_id]) or {}
    before = "\n\n".join(part for part in (stored["lead"], stored["body"]) if part)
    fields = {name: (stored[name], getattr(article, name)) for name in FIELDS}
    return {
        "fields": {name: pair for name, pair in fields.items() if pair[0] != pair[1]},
        "text": edits(before, article.text) if before != article.text else [],
    }


def accept_doubt(store: Store, doubt: Doubt) -> None:
    """Store the doubted reading as that of its capture; the doubted text of a new article is good."""
    if doubt.reading is not None:
        save_doubted(store, doubt.article_id, reading_of_json(doubt.reading))
    else:
        clear_doubted_flag(store.db, doubt.article_id)
    settle(store.db, doubt.id, "accepted")


def reject_doubt(store: Store, doubt: Doubt) -> None:
    """Keep the stored text; the same reading is not reported again. Its capture stays."""
    settle(store.db, doubt.id, "rejected")
