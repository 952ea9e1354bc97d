"""Find near-duplicates: `python -m benchmarks.contenders.near_duplicates FINDER FILE`.

FILE has one text a line, as JSON. Each text is looked up among the earlier ones, then stored. `reported` has
the number of planted copies paired with their original, and the number of wrong pairs.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpus import original_of
from benchmarks.harness.worker import measure

Finder = Callable[[int, str], list[int]]
Texts = Callable[[int], str]

# Copies with a tenth of their words changed have a Jaccard similarity of 0.4 (five-word shingles): with these
# bands, 95 % of them become candidates.
SHINGLE = 5
THRESHOLD = 0.3
PERMUTATIONS, BANDS, ROWS = 126, 42, 3


def partynews(folder: Path, texts: Texts) -> Finder:
    """Keys in the tables of the archive; every candidate is compared."""
    from archive.article import sha256_of
    from archive.duplicates.key_index import add_text
    from archive.store import Store

    store = Store.open(folder / "archive.db")
    db = store.db
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    insert = """
        INSERT INTO articles (id, site, key, title, layout, reader_version, captured, first_seen,
            text_sha256, body_sha256, row_sha256, body)
        VALUES (?1, 's', ?1, '', 'Z', 1, '', '', '', ?2, '', ?3)
    """
    tied = """
        SELECT id FROM articles WHERE body_sha256 IN (
            SELECT other.body_sha256 FROM near_texts AS one JOIN near_pairs ON text_id = one.id
            JOIN near_texts AS other ON other.id = other_id WHERE one.body_sha256 = ?)
    """

    def find(number: int, text: str) -> list[int]:
        sha256 = sha256_of(text)
        db.execute(insert, [number, sha256, text])
        add_text(db, sha256, text)
        return [other for (other,) in db.execute(tied, [sha256]).fetchall()]

    return find


def datasketch(folder: Path, texts: Texts) -> Finder:
    """MinHash with LSH; every candidate is compared by the Jaccard similarity of its shingles."""
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found]

    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))

    def find(number: int, text: str) -> list[int]:
        own = shingles(text)
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in own])
        found = [other for other in index.query(sketch) if jaccard(own, shingles(texts(other))) >= THRESHOLD]
        index.insert(number, sketch)
        return found

    return find


def rensa(folder: Path, texts: Texts) -> Finder:
    """rensa's MinHash with LSH, without comparison."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS)

    def find(number: int, text: str) -> list[int]:
        sketch = RMinHash(PERMUTATIONS, 42)
        sketch.update(list(shingles(text)))
        found: list[int] = index.query(sketch)
        index.insert(number, sketch)
        return found

    return find


def shingles(text: str) -> set[str]:
    """Return the five-word shingles of a text."""
    words = text.lower().split()
    return {" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


FINDERS: dict[str, Callable[[Path, Texts], Finder]] = {
    "partynews": partynews,
    "datasketch": datasketch,
    "rensa": rensa,
}


class Corpus:
    """The texts of a file in order, with random access to those already read."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._again = path.open("rb")
        self._places: list[int] = []

    def __iter__(self) -> Iterator[str]:
        place = 0
        for line in self._file:
            self._places.append(place)
            place += len(line)
            yield json.loads(line)

    def text(self, number: int) -> str:
        """Return the text with this number."""
        self._again.seek(self._places[number])
        text: str = json.loads(self._again.readline())
        return text


def main(finder: str, file: Path) -> None:
    reported: dict[str, Any] = {"planted": 0, "found": 0, "wrong": 0}
    corpus = Corpus(file)
    with tempfile.TemporaryDirectory() as folder:
        find = FINDERS[finder](Path(folder), corpus.text)

        def work() -> int:
            number = -1
            for number, text in enumerate(corpus):
                original = original_of(number)
                tied = find(number, text)
                reported["planted"] += original is not None
                reported["found"] += original in tied
                reported["wrong"] += sum(other != original for other in tied)
            return number + 1

        measure(work, reported)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
