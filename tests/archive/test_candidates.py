"""Candidates for near-duplicates: the index finds those that a comparison with all texts finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import archive.duplicates.key_index as index_module
import archive.duplicates.key_store as keys_module
from archive.duplicates.key_index import MAX_COMPARED, find_candidates
from archive.duplicates.key_store import KeyStore
from archive.duplicates.signature import SIGNATURE_SIZE, shared_keys_needed
from archive.store import Store

TEXTS = 700
STOCK, RARE = range(40), range(1_000, 40_000)  # keys of stock phrases, and of one text or few

Keys = list[int]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An archive whose index merges new keys often, and takes a key of ten texts for a common one."""
    monkeypatch.setattr(keys_module, "RECENT_TEXTS", 100)
    monkeypatch.setattr(keys_module, "MERGE_TEXTS", 200)
    monkeypatch.setattr(index_module, "COMMON_KEY_TEXTS", 10)
    with Store.open(tmp_path / "archive.db") as store:
        yield store


def some_keys(rng: random.Random) -> Keys:
    """Return the keys of a text: of each length, with few or many keys of stock phrases."""
    size = rng.choice([SIGNATURE_SIZE, SIGNATURE_SIZE, rng.randint(1, SIGNATURE_SIZE)])
    stock = rng.sample(STOCK, min(size, rng.choice([0, 1, 3, 6, 7, 8, 12, 25])))
    return sorted([*stock, *rng.sample(RARE, size - len(stock))])


def compare_with_all(texts: dict[int, Keys], keys: Keys) -> list[tuple[int, str]]:
    """Return what `find_candidates` must find among texts with these keys."""
    shared = {number: len(set(others) & set(keys)) for number, others in texts.items()}
    enough = [
        (-count, str(number), number)
        for number, count in shared.items()
        if count >= shared_keys_needed(len(keys), len(texts[number]))
    ]
    return [(number, name) for _, name, number in sorted(enough)[:MAX_COMPARED]]


def test_candidates_are_the_texts_that_share_most_keys(store: Store) -> None:
    rng = random.Random(1)
    texts: dict[int, Keys] = {}
    found_counts = set()
    with store.writing():
        keys = KeyStore(store.db)
        for number in range(1, TEXTS):
            texts[number] = some_keys(rng)
            row = [number, str(number), len(texts[number])]
            store.db.execute("INSERT INTO near_texts (id, body_sha256, keys) VALUES (?, ?, ?)", row)
            keys.add(number, texts[number])
            if number % 5 == 0:
                wanted = some_keys(rng)
                found = find_candidates(store.db, keys, wanted)
                assert found == compare_with_all(texts, wanted)
                found_counts.add(len(found))
    assert {0, 1, MAX_COMPARED} <= found_counts
