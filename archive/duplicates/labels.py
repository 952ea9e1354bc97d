"""Label duplicates: groups of articles with the same text or with copies, in the table `duplicates`.

Each article but the earliest seen of its group is labelled as a copy of that one: `exact` where lead and
body are equal, else `near`. Nothing is deleted. key_index.py finds the copies.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from archive.duplicates.key_index import NO_TEXT, add_text, remove_text, similarity_in_group, texts_in_group

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection


class Label(NamedTuple):
    """The label of a copy: the article that it copies, and `exact` or `near`."""

    duplicate_of: int
    kind: str


class _Member(NamedTuple):
    id: int
    body_sha256: str
    label: Label | None


def replace_text(
    db: Connection,
    article_id: int,
    old: tuple[str, str],
    new: tuple[str, str],
    new_keys: Sequence[int] | None = None,
) -> None:
    """Move an article from the group of its old text to that of its new text, and label both groups.

    Args:
        db: A connection inside a transaction; the row in `articles` has the new text already.
        article_id: The article.
        old: `body_sha256` and text until now.
        new: `body_sha256` and text from now on.
        new_keys: The signature of the new text, where it is known.
    """
    remove_labels(db, article_id)
    for body_sha256 in remove_text(db, *old) or [old[0]]:
        label_group(db, body_sha256)
    add_text(db, *new, new_keys)
    label_group(db, new[0])


def label_group(db: Connection, body_sha256: str) -> None:
    """Label all articles of the group of a text, without those that are withheld."""
    members = _load_members(db, body_sha256)
    for member in members[:1]:
        db.execute("DELETE FROM duplicates WHERE article_id = ?", [member.id])
    for member in members[1:]:
        first = members[0]
        label = Label(first.id, "exact" if member.body_sha256 == first.body_sha256 else "near")
        if member.label != label:
            similarity = similarity_in_group(db, member.body_sha256, first.body_sha256)
            row = [member.id, label.duplicate_of, label.kind, similarity]
            db.execute("INSERT OR REPLACE INTO duplicates VALUES (?, ?, ?, ?)", row)


def remove_labels(db: Connection, article_id: int) -> None:
    """Remove the labels of an article and of its copies; the caller labels their group again."""
    db.execute("DELETE FROM duplicates WHERE article_id = ?1 OR duplicate_of = ?1", [article_id])


def find_label(db: Connection, article_id: int) -> Label | None:
    """Return the label of an article, None for the earliest of its group."""
    row = db.execute(
        "SELECT duplicate_of, kind FROM duplicates WHERE article_id = ?", [article_id]
    ).fetchone()
    return Label(*row) if row else None


def visible_in_group(db: Connection, body_sha256: str) -> list[int]:
    """Return the ids of the visible articles with a text or a copy of it, earliest seen first."""
    return [member.id for member in _load_members(db, body_sha256)]


def _load_members(db: Connection, body_sha256: str) -> list[_Member]:
    """Return the articles of a group, earliest seen first, with their labels."""
    if body_sha256 == NO_TEXT:
        return []
    # Ids follow the order of arrival, so they must not decide. Of articles seen in the same second the one
    # with the smaller number in its key is older: sites count upwards.
    found = db.execute(
        "SELECT id, body_sha256, duplicate_of, kind FROM visible_articles"
        " LEFT JOIN duplicates ON article_id = id"
        " WHERE body_sha256 IN (SELECT value FROM json_each(?))"
        " ORDER BY first_seen, site, length(key), key",
        [json.dumps(texts_in_group(db, body_sha256))],
    )
    return [
        _Member(article_id, text, Label(duplicate_of, kind) if duplicate_of else None)
        for article_id, text, duplicate_of, kind in found.fetchall()
    ]
