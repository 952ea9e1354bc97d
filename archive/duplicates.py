"""Copies of a text under other addresses: labels in the table `duplicates`, nothing is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.article import sha256_of

if TYPE_CHECKING:
    from sqlite_utils.db import Database

NO_TEXT = sha256_of("")  # picture stories without a word are not copies of each other


def regroup_exact(db: Database, body_sha256: str) -> None:
    """Label all articles with this lead and body as exact copies of the earliest seen among them."""
    members = [] if body_sha256 == NO_TEXT else _members(db, body_sha256)
    for article_id in members[:1]:
        db.execute("DELETE FROM duplicates WHERE article_id = ? AND kind = 'exact'", [article_id])
    for article_id in members[1:]:
        db.execute(
            "INSERT INTO duplicates (article_id, duplicate_of, kind, similarity) VALUES (?, ?, 'exact', 1)"
            " ON CONFLICT (article_id) DO UPDATE SET"
            " duplicate_of = excluded.duplicate_of, kind = 'exact', similarity = 1"
            " WHERE duplicate_of <> excluded.duplicate_of OR kind <> 'exact'",
            [article_id, members[0]],
        )


def leave_exact_group(db: Database, article_id: int, body_sha256: str) -> None:
    """Take the labels off an article whose text was `body_sha256` until now, and regroup the others."""
    db.execute("DELETE FROM duplicates WHERE article_id = ? AND kind = 'exact'", [article_id])
    regroup_exact(db, body_sha256)


def exact_copy_of(db: Database, article_id: int) -> int | None:
    """The earliest article with the same text, or None where this is it."""
    row = db.execute(
        "SELECT duplicate_of FROM duplicates WHERE article_id = ? AND kind = 'exact'", [article_id]
    ).fetchone()
    return row[0] if row else None


def _members(db: Database, body_sha256: str) -> list[int]:
    # Ids follow the order of arrival, which is no fact about the texts: they decide nothing here. Of texts
    # seen in the same second the one with the smaller number is the older: sites count upwards.
    found = db.execute(
        "SELECT id FROM articles WHERE body_sha256 = ? ORDER BY first_seen, site, length(key), key",
        [body_sha256],
    )
    return [article_id for (article_id,) in found.fetchall()]
