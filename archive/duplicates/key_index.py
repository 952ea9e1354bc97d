"""Texts by their keys, and which of them are copies of each other: the tables that `near.py` works on.

A text is entered once, however many articles have it, and leaves with the last of them. Which pairs are
copies depends on the texts alone, so it does not matter in which order they came; only in a family of more
than MOST_COMPARED texts alike, such as a form printed daily for years, can a loose copy be missed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive.article import sha256_of
from archive.duplicates.near_duplicates import (
    KEYS,
    SHARED_KEYS,
    is_copy,
    shared_keys_needed,
    signature,
    similarity,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

# A true copy shares more keys than the forms of its family do, so it is among the first.
MOST_COMPARED = 50
MANY = 100  # texts that have a key: it stands in a stock phrase of the papers
NO_TEXT = sha256_of("")  # picture stories without a word are not copies of each other


def enter_text(db: Connection, body_sha256: str, text: str) -> None:
    """Tie a text to all others that it is a copy of; one that is there already stays as it is."""
    if body_sha256 == NO_TEXT or _text_id(db, body_sha256) is not None:
        return
    keys = signature(text)
    others = ((other_id, _text(db, other)) for other_id, other in candidates(db, keys))
    copies = [(other_id, _alike(text, other)) for other_id, other in others if is_copy(text, other)]
    db.execute("INSERT INTO near_texts (body_sha256) VALUES (?)", [body_sha256])
    text_id = _text_id(db, body_sha256)
    one_key = "INSERT INTO near_keys (key, keys, text_id) VALUES (?, ?, ?)"
    db.executemany(one_key, [(key, len(keys), text_id) for key in keys])
    for other_id, likeness in copies:
        both_ways = [(text_id, other_id, likeness), (other_id, text_id, likeness)]
        db.executemany("INSERT INTO near_pairs VALUES (?, ?, ?)", both_ways)


def candidates(db: Connection, keys: Sequence[int]) -> list[tuple[int, str]]:
    """The texts that share enough of these keys, each by its id and `body_sha256`.

    Of more than MOST_COMPARED they are those that share most.
    """
    rare, common = _by_rarity(db, keys)
    found = db.execute(
        """
        WITH met AS (
            SELECT text_id, keys, sum(is_rare) AS rare FROM (
                SELECT text_id, keys, 1 AS is_rare FROM near_keys
                WHERE key IN (SELECT value FROM json_each(:rare))
                UNION ALL
                SELECT text_id, keys, 0 FROM near_keys
                WHERE key IN (SELECT value FROM json_each(:common)) AND keys < :all
            ) GROUP BY text_id
        )
        SELECT text_id, body_sha256, rare + (
            SELECT count(*) FROM near_keys AS own
            WHERE own.key IN (SELECT value FROM json_each(:common))
                AND own.keys = met.keys AND own.text_id = met.text_id
        ) AS shared
        FROM met JOIN near_texts ON id = text_id
        WHERE shared >= max(1, :needed * min(:own, keys) / :all)
        ORDER BY shared DESC, body_sha256 LIMIT :most
        """,
        {
            **{"rare": json.dumps(rare), "common": json.dumps(common), "own": len(keys)},
            **{"needed": SHARED_KEYS, "all": KEYS, "most": MOST_COMPARED},  # as `shared_keys_needed` counts
        },
    )
    return [(text_id, body_sha256) for text_id, body_sha256, _ in found.fetchall()]


def _by_rarity(db: Connection, keys: Sequence[int]) -> tuple[list[int], list[int]]:
    """Those of the keys that some text has, and apart from them common ones: one fewer than are needed.

    Who shares enough keys shares a rare one too, or has fewer keys than others: so the thousands of texts
    that have a common key need not be gone through.
    """
    known = db.execute(
        """
        SELECT value, (SELECT count(*) FROM (SELECT 1 FROM near_keys WHERE key = value LIMIT ?2)) AS texts
        FROM json_each(?1) WHERE EXISTS (SELECT 1 FROM near_keys WHERE key = value) ORDER BY texts
        """,
        [json.dumps(keys), MANY],
    ).fetchall()
    common = [key for key, texts in known if texts == MANY][: shared_keys_needed(len(keys), KEYS) - 1]
    return [key for key, _ in known if key not in common], common


def drop_text(db: Connection, body_sha256: str, text: str) -> list[str]:
    """Take out a text that no article has any more; the texts it was tied to, by their `body_sha256`."""
    text_id = _text_id(db, body_sha256)
    if text_id is None or _article_with(db, body_sha256) is not None:
        return []
    tied = db.execute(
        "SELECT other_id, body_sha256 FROM near_pairs JOIN near_texts ON id = other_id WHERE text_id = ?",
        [text_id],
    ).fetchall()
    both_ways = [pair for other_id, _ in tied for pair in ((text_id, other_id), (other_id, text_id))]
    db.executemany("DELETE FROM near_pairs WHERE text_id = ? AND other_id = ?", both_ways)
    keys = signature(text)
    one_key = "DELETE FROM near_keys WHERE key = ? AND keys = ? AND text_id = ?"
    db.executemany(one_key, [(key, len(keys), text_id) for key in keys])
    db.execute("DELETE FROM near_texts WHERE id = ?", [text_id])
    return [other for _, other in tied]


def texts_of_story(db: Connection, body_sha256: str) -> list[str]:
    """All texts that are copies of this one, or of a copy of it, and itself."""
    found = db.execute(
        """
        WITH RECURSIVE story(id) AS (
            SELECT id FROM near_texts WHERE body_sha256 = ?
            UNION
            SELECT other_id FROM near_pairs JOIN story ON text_id = story.id
        )
        SELECT body_sha256 FROM story JOIN near_texts USING (id)
        """,
        [body_sha256],
    )
    return [text for (text,) in found.fetchall()]


def likeness(db: Connection, one: str, other: str) -> float:
    """The similarity of two texts of one story, by their `body_sha256`."""
    if one == other:
        return 1.0
    pair = db.execute(
        "SELECT similarity FROM near_pairs JOIN near_texts AS one ON one.id = text_id"
        " JOIN near_texts AS other ON other.id = other_id"
        " WHERE one.body_sha256 = ? AND other.body_sha256 = ?",
        [one, other],
    ).fetchone()
    # They may be copies of a third one, and not of each other.
    return pair[0] if pair else _alike(_text(db, one), _text(db, other))


def _alike(text: str, other: str) -> float:
    return round(similarity(text, other), 3)


def _text_id(db: Connection, body_sha256: str) -> int | None:
    row = db.execute("SELECT id FROM near_texts WHERE body_sha256 = ?", [body_sha256]).fetchone()
    return row[0] if row else None


def _article_with(db: Connection, body_sha256: str) -> tuple[str | None, str] | None:
    """Lead and body of an article that has this text."""
    row: tuple[str | None, str] | None = db.execute(
        "SELECT lead, body FROM articles WHERE body_sha256 = ? LIMIT 1", [body_sha256]
    ).fetchone()
    return row


def _text(db: Connection, body_sha256: str) -> str:
    row = _article_with(db, body_sha256)
    assert row is not None, f"no article has the text {body_sha256}"
    return "\n\n".join(part for part in row if part)
