"""Index of near-duplicates: texts, their keys (key_store.py), and pairs of copies (near_texts, near_pairs).

A text is stored once, however many articles have it, and removed with the last of them. Whether two texts
are copies depends on them alone, so the order of arrival does not matter. Only in a family of more than
MAX_COMPARED similar texts, such as a form that is printed daily for years, a loose copy can be missed.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from archive.article import sha256_of
from archive.duplicates.key_store import ID_MASK, IS_FULL, KeyStore, key_store
from archive.duplicates.near_duplicates import copy_similarity, similarity
from archive.duplicates.signature import SIGNATURE_SIZE, shared_keys_needed, signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from sqlite3 import Connection

    from numpy.typing import NDArray

    Texts = NDArray[np.int64]

MAX_COMPARED = 50  # a copy shares more keys than other forms of its family, so it is among the first
COMMON_KEY_TEXTS = 100  # a key that so many texts have comes from a stock phrase
DECIMALS = 3  # of a similarity
NO_TEXT = sha256_of("")  # picture stories without text are not copies of each other

Sum = TypeVar("Sum", str, int)  # of a text, as hex digits or as a number


def add_text(db: Connection, body_sha256: str, text: str, keys: Sequence[int] | None = None) -> None:
    """Add a text with its keys and its pairs of copies; do nothing where it is in the index.

    `keys` is its signature, where that is known.
    """
    if body_sha256 == NO_TEXT or _text_id(db, body_sha256) is not None:
        return
    keys = signature(text) if keys is None else keys
    store = key_store(db)
    copies = _find_copies(db, store, text, keys)
    db.execute("INSERT INTO near_texts (body_sha256, keys) VALUES (?, ?)", [body_sha256, len(keys)])
    text_id: int = db.execute("SELECT last_insert_rowid()").fetchone()[0]
    store.add(text_id, keys)
    _add_pairs(db, text_id, copies)


def add_keys(db: Connection, text_id: int, body_sha256: str, *, compare: bool) -> None:
    """Add the keys of a text that is in `near_texts`; with `compare` also its pairs of copies."""
    text = _load_text(db, body_sha256)
    keys = signature(text)
    copies = find_copies(db, text, keys) if compare else []
    db.execute("UPDATE near_texts SET keys = ? WHERE id = ?", [len(keys), text_id])
    key_store(db).add(text_id, keys)
    _add_pairs(db, text_id, copies)


def _add_pairs(db: Connection, text_id: int, copies: Iterable[tuple[int, str, float]]) -> None:
    for other_id, _, similar in copies:
        both_ways = [(text_id, other_id, similar), (other_id, text_id, similar)]
        db.executemany("INSERT INTO near_pairs VALUES (?, ?, ?)", both_ways)


def find_copies(db: Connection, text: str, keys: Sequence[int]) -> list[tuple[int, str, float]]:
    """Return id, `body_sha256` and similarity of the texts in the index that are copies of `text`.

    `keys` is its signature.
    """
    return _find_copies(db, key_store(db), text, keys)


def _find_copies(
    db: Connection, store: KeyStore, text: str, keys: Sequence[int]
) -> list[tuple[int, str, float]]:
    others = ((*found, _load_text(db, found[1])) for found in find_candidates(db, store, keys))
    return [
        (other_id, body_sha256, round(similar, DECIMALS))
        for other_id, body_sha256, other in others
        if (similar := copy_similarity(text, other)) is not None
    ]


def find_candidates(db: Connection, store: KeyStore, keys: Sequence[int]) -> list[tuple[int, str]]:
    """Return id and `body_sha256` of the texts that share enough of these keys (`shared_keys_needed`).

    Of more than MAX_COMPARED those that share most keys.
    """
    shared = count_shared(store, keys)
    if not shared:
        return []
    found = db.execute(
        "SELECT id, body_sha256, keys FROM near_texts WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(shared))],
    )
    return choose_candidates(shared, len(keys), found)


def choose_candidates(
    shared: Mapping[int, int], keys: int, texts: Iterable[tuple[int, Sum, int]]
) -> list[tuple[int, Sum]]:
    """Return id and sum of the texts that share enough keys with a text that has `keys`, the best first.

    Args:
        shared: The numbers of keys that they share, by id.
        keys: The number of keys of the text.
        texts: Id, sum and number of keys of each; of equal ones the smaller sum is chosen.
    """
    enough = [
        (-shared[text_id], body_sum, text_id)
        for text_id, body_sum, others in texts
        if shared[text_id] >= shared_keys_needed(keys, others)
    ]
    return [(text_id, body_sum) for _, body_sum, text_id in sorted(enough)[:MAX_COMPARED]]


class KeyHolders(Protocol):
    """The texts that have a key, by their ids with the bit IS_FULL, as KeyStore gives them."""

    def holders(self, keys: Sequence[int], *, at_most: int) -> dict[int, list[int]]:
        """Return the texts with each of these keys that some text has; of many, `at_most` or more."""

    def all_holders(self, key: int) -> Texts:
        """Return all texts with a key."""

    def short_holders(self, key: int) -> Texts:
        """Return the texts with a key that have fewer than SIGNATURE_SIZE keys."""

    def have_key(self, texts: Texts, key: int) -> NDArray[np.bool_]:
        """Return for each of these texts whether it has a key."""


def count_shared(store: KeyHolders, keys: Sequence[int]) -> dict[int, int]:
    """Return the texts among which candidates are chosen, by id, with the number of these keys they share.

    The thousands of texts with a common key are not read: of those that share enough keys each shares a
    rare one too, as at most one key fewer than needed counts as common, or has fewer keys than others.
    A text with all keys is left out as soon as it cannot share enough of those that remain.
    """
    held = store.holders(keys, at_most=COMMON_KEY_TEXTS)
    needed = shared_keys_needed(len(keys), SIGNATURE_SIZE)
    frequent = [key for key, texts in held.items() if len(texts) >= COMMON_KEY_TEXTS]
    frequent.sort(key=lambda key: len(held[key]), reverse=True)
    common = frequent[: needed - 1]
    rare = [text for key, texts in held.items() if len(texts) < COMMON_KEY_TEXTS for text in texts]
    if not frequent:
        few = Counter(rare).items()
        return {text & ID_MASK: count for text, count in few if not text & IS_FULL or count >= needed}
    counted = [np.array(rare, np.int64), *(store.all_holders(key) for key in frequent[needed - 1 :])]
    texts, counts = _count(np.concatenate(counted), [store.short_holders(key) for key in common])
    for left, key in reversed(list(enumerate(common, start=1))):
        possible = (texts & IS_FULL == 0) | (counts + left >= needed)
        texts, counts = texts[possible], counts[possible]
        if not len(texts):
            return {}
        counts += store.have_key(texts, key)
    enough = _enough(counts, texts & IS_FULL != 0, needed)
    return dict(zip((texts[enough] & ID_MASK).tolist(), counts[enough].tolist(), strict=True))


def _count(texts: Texts, others: list[Texts]) -> tuple[Texts, Texts]:
    """Return the different texts of both, and how often each is in the first array."""
    every = np.concatenate([texts, *others])
    order = every.argsort(kind="stable")
    ordered = every[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    if not len(starts):
        return every, every
    return ordered[starts], np.add.reduceat((order < len(texts)).astype(np.int64), starts)


def _enough(counts: Texts, full: NDArray[np.bool_], needed: int) -> NDArray[np.bool_]:
    """Return for each text whether it may be chosen, by its number of shared keys and whether it has all.

    Of texts with all keys it is known who shares enough; those with fewer shared keys than the best
    MAX_COMPARED of these are not chosen.
    """
    certain = counts[full & (counts >= needed)]
    if len(certain) > MAX_COMPARED:
        least: int = np.partition(certain, -MAX_COMPARED)[-MAX_COMPARED].item()
        return counts >= least
    return ~full | (counts >= needed)


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
    key_store(db).remove(text_id, signature(text))
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
    return pair[0] if pair else round(similarity(_load_text(db, one), _load_text(db, other)), DECIMALS)


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
