"""Which articles tell the same story: labels in the table `duplicates`, nothing is taken away.

A story is all articles with one text, or with texts that are copies of each other (`neartexts.py`). Each but
the earliest seen is labelled as a copy of that one: `exact` where lead and body are the same, else `near`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from archive.duplicates.key_index import NO_TEXT, drop_text, enter_text, likeness, texts_of_story

if TYPE_CHECKING:
    from sqlite3 import Connection


class CopyOf(NamedTuple):
    """Of which article another one is a copy, and how."""

    article_id: int
    kind: str


class _Member(NamedTuple):
    id: int
    body_sha256: str
    copy_of: int | None
    kind: str | None


def text_changed(db: Connection, article_id: int, old: tuple[str, str], new: tuple[str, str]) -> None:
    """Move an article from the story of its old text to that of its new one; each is (`body_sha256`, text).

    The row in `articles` has the new text already.
    """
    unlabel(db, article_id)
    for body_sha256 in drop_text(db, *old) or [old[0]]:
        label_story(db, body_sha256)
    enter_text(db, *new)
    label_story(db, new[0])


def label_story(db: Connection, body_sha256: str) -> None:
    """Label all articles of the story with this text, those that are withheld left out."""
    members = _members(db, body_sha256)
    for member in members[:1]:
        db.execute("DELETE FROM duplicates WHERE article_id = ?", [member.id])
    for member in members[1:]:
        first = members[0]
        kind = "exact" if member.body_sha256 == first.body_sha256 else "near"
        if (member.copy_of, member.kind) != (first.id, kind):
            alike = likeness(db, member.body_sha256, first.body_sha256)
            label = [member.id, first.id, kind, alike]
            db.execute("INSERT OR REPLACE INTO duplicates VALUES (?, ?, ?, ?)", label)


def unlabel(db: Connection, article_id: int) -> None:
    """Take the labels off an article and off its copies; their story is then to be labelled anew."""
    db.execute("DELETE FROM duplicates WHERE article_id = ?1 OR duplicate_of = ?1", [article_id])


def copy_of(db: Connection, article_id: int) -> CopyOf | None:
    """What the article is a copy of, or None where it is the earliest of its story."""
    row = db.execute(
        "SELECT duplicate_of, kind FROM duplicates WHERE article_id = ?", [article_id]
    ).fetchone()
    return CopyOf(*row) if row else None


def regroup_everything(db: Connection) -> None:
    """Find and label all stories of an archive anew."""
    for table in ("duplicates", "near_pairs", "near_keys", "near_texts"):
        db.execute(f"DELETE FROM {table}")
    for body_sha256, *parts in db.execute(
        "SELECT body_sha256, lead, body FROM articles GROUP BY body_sha256"
    ):
        enter_text(db, body_sha256, "\n\n".join(part for part in parts if part))
    for (body_sha256,) in db.execute("SELECT body_sha256 FROM near_texts").fetchall():
        label_story(db, body_sha256)


def _members(db: Connection, body_sha256: str) -> list[_Member]:
    """The articles of a story, earliest seen first, with the labels they have."""
    if body_sha256 == NO_TEXT:
        return []
    # Ids follow the order of arrival, which is no fact about the texts: they decide nothing here. Of texts
    # seen in the same second the one with the smaller number is the older: sites count upwards.
    found = db.execute(
        "SELECT id, body_sha256, duplicate_of, kind FROM visible_articles"
        " LEFT JOIN duplicates ON article_id = id"
        " WHERE body_sha256 IN (SELECT value FROM json_each(?))"
        " ORDER BY first_seen, site, length(key), key",
        [json.dumps(texts_of_story(db, body_sha256))],
    )
    return [_Member(*row) for row in found.fetchall()]
