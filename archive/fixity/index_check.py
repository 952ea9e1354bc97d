"""Compare the full-text index with the texts of the articles.

The articles are indexed again in memory, a batch at a time. Then the number of words of each article is
compared with the index, and after the last batch, for each word, how many articles contain it and how often
it occurs.
"""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from archive.database.rows import Row, fetch_rows
from archive.database.transaction import writing
from archive.fixity.report import Counts, Finding, WordCounts
from archive.fixity.row_batches import BATCH_SIZE, MAX_ROWID
from archive.search.index import EXACT, FOLDED, Texts, index_article

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

VOCABULARY_TABLES = {EXACT: "words_exact", FOLDED: "words_folded"}
WORDS_PER_QUERY = 5000
MAX_WORDS_NAMED = 20

Sizes = dict[int, tuple[int, ...]]
"""Article id -> number of words in title, lead and body."""


class _Batch(NamedTuple):
    articles: list[Row]
    sizes: dict[str, Sizes]  # by index table


def check_articles(
    db: sqlite3.Connection, after: int, upto: int | None, counts: Counter[str], words: WordCounts
) -> Iterator[Finding]:
    """Yield where the index has other articles, or another number of words, than the texts.

    Args:
        db: A connection for queries.
        after: Check articles with an id after this one,
        upto: and up to this one.
        counts: The number of checked articles is added as `index entries`.
        words: The words of the texts are added, for `compare_words`.
    """
    memory = _MemoryIndex(words)
    for batch in _read_batches(db, after, upto):
        for table, expected in memory.index(batch.articles).items():
            yield from _compare_sizes(table, batch.sizes[table], expected)
        counts["index entries"] += len(batch.articles)


def compare_words(db: sqlite3.Connection, words: WordCounts) -> list[Finding]:
    """Return where the index counts words differently from `words`, the words of all texts."""
    return [found for table, counts in words.items() for found in _compare_words(db, table, counts)]


def add_words(words: WordCounts, more: WordCounts) -> None:
    """Add the counts of `more` to those in `words`."""
    for table, counts in more.items():
        known = words.setdefault(table, {})
        for word, (articles, times) in counts.items():
            before = known.get(word, (0, 0))
            known[word] = (before[0] + articles, before[1] + times)


def data_version(db: sqlite3.Connection) -> int:
    """Return a number that changes when another connection commits (PRAGMA data_version)."""
    version: int = db.execute("PRAGMA data_version").fetchone()[0]
    return version


class _MemoryIndex:
    """An index in memory that holds one batch of articles; `words` collects those of all batches."""

    def __init__(self, words: WordCounts) -> None:
        self._words = words
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        for table, vocabulary in VOCABULARY_TABLES.items():
            self._db.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5"
                "(title, lead, body, content = '', tokenize = 'unicode61 remove_diacritics 0')"
            )
            self._db.execute(f"CREATE VIRTUAL TABLE {vocabulary} USING fts5vocab('{table}', 'row')")

    def index(self, articles: list[Row]) -> dict[str, Sizes]:
        """Return the number of words in each column of each article, by index table."""
        with writing(self._db):
            for article in articles:
                # A damaged row can hold anything; its checksum reports it.
                texts = [value if isinstance(value, str) else "" for value in list(article.values())[1:]]
                index_article(self._db, article["id"], Texts(*texts))
        sizes = {}
        for table, vocabulary in VOCABULARY_TABLES.items():
            sizes[table] = _read_sizes(self._db, table, -1, None)
            counts = self._db.execute(f"SELECT term, doc, cnt FROM {vocabulary}").fetchall()
            add_words(self._words, {table: {word: (doc, times) for word, doc, times in counts}})
            self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
        return sizes


def _read_batches(db: sqlite3.Connection, after: int, upto: int | None) -> Iterator[_Batch]:
    """Yield articles with their sizes in the index; the last batch has what else is in the index."""
    last: int | None = after
    while last is not None:
        db.execute("BEGIN")  # texts and index of the same snapshot
        try:
            articles = fetch_rows(
                db,
                "SELECT id, title, lead, body FROM visible_articles"
                f" WHERE id > ? AND id <= coalesce(?, {MAX_ROWID}) ORDER BY id LIMIT ?",
                [last, upto, BATCH_SIZE],
            )
            end = articles[-1]["id"] if articles else None
            sizes = {
                table: _read_sizes(db, table, last, upto if end is None else end)
                for table in VOCABULARY_TABLES
            }
        finally:
            db.rollback()
        yield _Batch(articles, sizes)
        last = end


def _read_sizes(db: sqlite3.Connection, table: str, after: int, upto: int | None) -> Sizes:
    rows = db.execute(
        f"SELECT id, sz FROM {table}_docsize WHERE id > ? AND id <= coalesce(?, {MAX_ROWID})",
        [after, upto],
    )
    # An entry of a damaged index can have lost its sizes.
    return {article_id: tuple(_decode_varints(size or b"")) for article_id, size in rows.fetchall()}


def _decode_varints(data: bytes) -> Iterator[int]:
    r"""Decode SQLite's variable-length integers of up to 8 bytes: 7 bits a byte, the last has no high bit.

    The format is that of https://www.sqlite.org/fileformat2.html#varint.

    >>> list(_decode_varints(b"\x05\x81\x00"))
    [5, 128]
    """
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            yield value
            value = 0


def _compare_sizes(table: str, indexed: Sizes, expected: Sizes) -> Iterator[Finding]:
    for article_id in sorted(indexed.keys() | expected.keys()):
        here, there = indexed.get(article_id), expected.get(article_id)
        if here is None:
            yield Finding(table, str(article_id), "the article is not in the index")
        elif there is None:
            yield Finding(table, str(article_id), "the index has an entry for an article that does not exist")
        elif here != there:
            yield Finding(
                table, str(article_id), f"the index has {sum(here)} words, the text has {sum(there)}"
            )


def _compare_words(db: sqlite3.Connection, table: str, expected: Counts) -> Iterator[Finding]:
    wrong = 0
    for word, here in _read_words(db, VOCABULARY_TABLES[table]):
        there = expected.pop(word, (0, 0))
        if here != there:
            wrong += 1
            if wrong <= MAX_WORDS_NAMED:
                yield _word_finding(table, word, here, there)
    for word, there in islice(expected.items(), MAX_WORDS_NAMED):
        yield _word_finding(table, word, (0, 0), there)
    if wrong + len(expected) > MAX_WORDS_NAMED:
        yield Finding(table, "words", f"{wrong + len(expected)} words differ in total")


def _word_finding(table: str, word: str, here: tuple[int, int], there: tuple[int, int]) -> Finding:
    return Finding(
        table,
        f"word {word!r}",
        f"{here[1]} times in {here[0]} articles of the index, {there[1]} times in {there[0]} of the texts",
    )


def _read_words(db: sqlite3.Connection, vocabulary: str) -> Iterator[tuple[str, tuple[int, int]]]:
    last = ""
    while batch := db.execute(
        f"SELECT term, doc, cnt FROM {vocabulary} WHERE term > ? ORDER BY term LIMIT ?",
        [last, WORDS_PER_QUERY],
    ).fetchall():
        for word, articles, times in batch:
            yield word, (articles, times)
        last = batch[-1][0]
