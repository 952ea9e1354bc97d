"""Index of MinHash keys: texts, their keys, and pairs of copies (near_texts, near_keys, near_pairs).

A text is stored once, however many articles have it, and removed with the last of them. Whether two texts
are copies depends on them alone, so the order of arrival does not matter. Only in a family of more than
MAX_COMPARED similar texts, such as a form that is printed daily for years, a loose copy can be missed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive.article import sha256_of
from archive.duplicates.near_duplicates import (
    MIN_SHARED_KEYS,
    SIGNATURE_SIZE,
    is_copy,
    shared_keys_needed,
    signature,
    similarity,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

MAX_COMPARED = 50  # a copy shares more keys than other forms of its family, so it is among the first
COMMON_KEY_TEXTS = 100  # a key that so many texts have comes from a stock phrase
NO_TEXT = sha256_of("")  # picture stories without text are not copies of each other


def add_text(db: Connection, body_sha256: str, text: str, keys: Sequence[int] | None = None) -> None:
    """Add a text with its keys and its pairs of copies; do nothing where it is in the index.

    `keys` is its signature, where that is known.
    """
    if body_sha256 == NO_TEXT or _text_id(db, body_sha256) is not None:
        return
    keys = signature(text) if keys is None else keys
    copies = find_copies(db, text, keys)
    db.execute("INSERT INTO near_texts (body_sha256) VALUES (?)", [body_sha256])
    text_id = _text_id(db, body_sha256)
    one_key = "INSERT INTO near_keys (key, keys, text_id) VALUES (?, ?, ?)"
    db.executemany(one_key, [(key, len(keys), text_id) for key in keys])
    for other_id, _, similar in copies:
        both_ways = [(text_id, other_id, similar), (other_id, text_id, similar)]
        db.executemany("INSERT INTO near_pairs VALUES (?, ?, ?)", both_ways)


def find_copies(db: Connection, text: str, keys: Sequence[int]) -> list[tuple[int, str, float]]:
    """Return id, `body_sha256` and similarity of the texts in the index that are copies of `text`.

    `keys` is its signature.
    """
    others = ((*found, _load_text(db, found[1])) for found in find_candidates(db, keys))
    return [
        (other_id, body_sha256, _rounded_similarity(text, other))
        for other_id, body_sha256, other in others
        if is_copy(text, other)
    ]


def find_candidates(db: Connection, keys: Sequence[int]) -> list[tuple[int, str]]:
    """Return id and `body_sha256` of the texts that share enough of these keys (`shared_keys_needed`).

    Of more than MAX_COMPARED those that share most keys.
    """
    rare, common = _split_by_frequency(db, keys)
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
            **{"needed": MIN_SHARED_KEYS, "all": SIGNATURE_SIZE, "most": MAX_COMPARED},
        },
    )
    return [(text_id, body_sha256) for text_id, body_sha256, _ in found.fetchall()]


def _split_by_frequency(db: Connection, keys: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the keys that some text has, rare and common ones; common are at most one fewer than needed.

    A text that shares enough keys then shares a rare one too, or has fewer keys than others, so the
    thousands of texts with a common key need not be read.
    """
    known = db.execute(
        """
        SELECT value, (SELECT count(*) FROM (SELECT 1 FROM near_keys WHERE key = value LIMIT ?2)) AS texts
        FROM json_each(?1) WHERE EXISTS (SELECT 1 FROM near_keys WHERE key = value) ORDER BY texts
        """,
        [json.dumps(keys), COMMON_KEY_TEXTS],
    ).fetchall()
    needed = shared_keys_needed(len(keys), SIGNATURE_SIZE)
    common = [key for key, texts in known if texts == COMMON_KEY_TEXTS][: needed - 1]
    return [key for key, _ in known if key not in common], common


def remove_text(db: Connection, body_sha256: str, text: str) -> list[str]:
    """Remove a text that no article has any more; return the `body_sha256` of its copies."""
    text_id = _text_id(db, body_sha256)
    if text_id is None or _lead_and_body(db, body_sha256) is not None:
        return []
    copies = db.execute(
        "SELECT other_id, body_sha256 FROM near_pairs JOIN near_texts ON id = other_id WHERE text_id = ?",
        [text_id],
    ).fetchall()
    both_ways = [pair for other_id, _ in copies for pair in ((text_id, other_id), (other_id, text_id))]
    db.executemany("DELETE FROM near_pairs WHERE text_id = ? AND other_id = ?", both_ways)
    keys = signature(text)
    one_key = "DELETE FROM near_keys WHERE key = ? AND keys = ? AND text_id = ?"
    db.executemany(one_key, [(key, len(keys), text_id) for key in keys])
    db.execute("DELETE FROM near_texts WHERE id = ?", [text_id])
    return [other for _, other in copies]


def texts_in_group(db: Connection, body_sha256: str) -> list[str]:
    """Return the `body_sha256` of a text, of its copies, of copies of those, and so on."""
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


def similarity_in_group(db: Connection, one: str, other: str) -> float:
    """Return the similarity, from 0 to 1, of two texts of one group, by their `body_sha256`."""
    if one == other:
        return 1.0
    pair = db.execute(
        "SELECT similarity FROM near_pairs JOIN near_texts AS one ON one.id = text_id"
        " JOIN near_texts AS other ON other.id = other_id"
        " WHERE one.body_sha256 = ? AND other.body_sha256 = ?",
        [one, other],
    ).fetchone()
    # Two copies of a third text need not be copies of each other.
    return pair[0] if pair else _rounded_similarity(_load_text(db, one), _load_text(db, other))


def _rounded_similarity(text: str, other: str) -> float:
    return round(similarity(text, other), 3)


def _text_id(db: Connection, body_sha256: str) -> int | None:
    row = db.execute("SELECT id FROM near_texts WHERE body_sha256 = ?", [body_sha256]).fetchone()
    return row[0] if row else None


def _lead_and_body(db: Connection, body_sha256: str) -> tuple[str | None, str] | None:
    """Return lead and body of an article with this text, None where there is none."""
    row: tuple[str | None, str] | None = db.execute(
        "SELECT lead, body FROM articles WHERE body_sha256 = ? LIMIT 1", [body_sha256]
    ).fetchone()
    return row


def _load_text(db: Connection, body_sha256: str) -> str:
    row = _lead_and_body(db, body_sha256)
    if row is None:
        raise LookupError(f"no article has the text {body_sha256}")
    return "\n\n".join(part for part in row if part)
