"""Does the full-text index say what the texts say?

The articles are indexed again in memory, a batch at a time. Then of each article the number of its
words is compared, and of each word in how many articles it stands and how often.
"""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.database.rows import fetch_rows
from archive.database.transaction import writing
from archive.fixity.findings import BATCH, LAST_ROWID, Finding
from archive.search.index import EXACT, FOLDED, Texts, index_article

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

WORD_TABLES = {EXACT: "words_exact", FOLDED: "words_folded"}
WORDS_AT_ONCE = 5000
MOST_WORDS_NAMED = 20

Sizes = dict[int, tuple[int, ...]]
Counts = dict[str, tuple[int, int]]
Words = dict[str, Counts]
"""Index table -> word -> in how many articles it stands, and how often."""


def article_findings(
    db: sqlite3.Connection, after: int, upto: int | None, counts: Counter[str], words: Words
) -> Iterator[Finding]:
    """Where the index has other articles, or another number of words, than the texts.

    Of the articles with an id after `after` and up to `upto`; `words` gets the words of their texts.
    """
    again = _IndexedAgain(words)
    for articles, sizes in _article_batches(db, after, upto):
        for table, right in again.take(articles).items():
            yield from _size_findings(table, sizes[table], right)
        counts["index entries"] += len(articles)


def word_findings(db: sqlite3.Connection, words: Words) -> list[Finding]:
    """Where the index counts the words otherwise than the texts do, which have `words` in all."""
    return [found for table, counts in words.items() for found in _word_findings(db, table, counts)]


def add_words(words: Words, more: Words) -> None:
    """Add the counts of `more` to those in `words`."""
    for table, counts in more.items():
        known = words.setdefault(table, {})
        for word, (articles, times) in counts.items():
            before = known.get(word, (0, 0))
            known[word] = (before[0] + articles, before[1] + times)


def version_of(db: sqlite3.Connection) -> int:
    """A number that changes when somebody else writes into the archive."""
    version: int = db.execute("PRAGMA data_version").fetchone()[0]
    return version


class _IndexedAgain:
    """An index in memory that holds one batch of articles; `words` get those of all it has held."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        for table, vocabulary in WORD_TABLES.items():
            self._db.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5"
                "(title, lead, body, content = '', tokenize = 'unicode61 remove_diacritics 0')"
            )
            self._db.execute(f"CREATE VIRTUAL TABLE {vocabulary} USING fts5vocab('{table}', 'row')")

    def take(self, articles: list[dict[str, Any]]) -> dict[str, Sizes]:
        """The number of words in each column of each article, by index table."""
        with writing(self._db):
            for article in articles:
                # A damaged row can hold anything; that it is damaged is found by its sum.
                texts = [value if isinstance(value, str) else "" for value in list(article.values())[1:]]
                index_article(self._db, article["id"], Texts(*texts))
        sizes = {}
        for table, vocabulary in WORD_TABLES.items():
            sizes[table] = _sizes(self._db, table, -1, None)
            counts = self._db.execute(f"SELECT term, doc, cnt FROM {vocabulary}").fetchall()
            add_words(self._words, {table: {word: (doc, times) for word, doc, times in counts}})
            self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
        return sizes


def _article_batches(
    db: sqlite3.Connection, after: int, upto: int | None
) -> Iterator[tuple[list[dict[str, Any]], dict[str, Sizes]]]:
    """Articles and what the index says of them; after the last article what else is in the index."""
    last: int | None = after
    while last is not None:
        db.execute("BEGIN")  # texts and index as they are at one moment
        try:
            articles = fetch_rows(
                db,
                "SELECT id, title, lead, body FROM visible_articles"
                f" WHERE id > ? AND id <= coalesce(?, {LAST_ROWID}) ORDER BY id LIMIT ?",
                [last, upto, BATCH],
            )
            end = articles[-1]["id"] if articles else None
            sizes = {table: _sizes(db, table, last, upto if end is None else end) for table in WORD_TABLES}
        finally:
            db.rollback()
        yield articles, sizes
        last = end


def _sizes(db: sqlite3.Connection, table: str, after: int, upto: int | None) -> Sizes:
    rows = db.execute(
        f"SELECT id, sz FROM {table}_docsize WHERE id > ? AND id <= coalesce(?, {LAST_ROWID})",
        [after, upto],
    )
    # After damage an entry may have lost its sizes.
    return {article_id: tuple(_varints(size or b"")) for article_id, size in rows.fetchall()}


def _varints(data: bytes) -> Iterator[int]:
    """SQLite's variable-length integers, short ones: seven bits a byte, the last byte has no high bit."""
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            yield value
            value = 0


def _size_findings(table: str, indexed: Sizes, right: Sizes) -> Iterator[Finding]:
    for article_id in sorted(indexed.keys() | right.keys()):
        here, there = indexed.get(article_id), right.get(article_id)
        if here is None:
            yield Finding(table, str(article_id), "the article is not in the index")
        elif there is None:
            yield Finding(table, str(article_id), "in the index is an article that is not in the archive")
        elif here != there:
            yield Finding(
                table, str(article_id), f"{sum(here)} words are indexed, {sum(there)} are in the text"
            )


def _word_findings(db: sqlite3.Connection, table: str, right: Counts) -> Iterator[Finding]:
    wrong = 0
    for word, here in _words(db, WORD_TABLES[table]):
        there = right.pop(word, (0, 0))
        if here != there:
            wrong += 1
            if wrong <= MOST_WORDS_NAMED:
                yield _word_finding(table, word, here, there)
    for word, there in islice(right.items(), MOST_WORDS_NAMED):
        yield _word_finding(table, word, (0, 0), there)
    if wrong + len(right) > MOST_WORDS_NAMED:
        yield Finding(table, "words", f"{wrong + len(right)} words in all differ")


def _word_finding(table: str, word: str, here: tuple[int, int], there: tuple[int, int]) -> Finding:
    return Finding(
        table,
        f"word {word!r}",
        f"{here[1]} times in {here[0]} articles by the index, {there[1]} times in {there[0]} by the texts",
    )


def _words(db: sqlite3.Connection, words: str) -> Iterator[tuple[str, tuple[int, int]]]:
    last = ""
    while batch := db.execute(
        f"SELECT term, doc, cnt FROM {words} WHERE term > ? ORDER BY term LIMIT ?", [last, WORDS_AT_ONCE]
    ).fetchall():
        for word, articles, times in batch:
            yield word, (articles, times)
        last = batch[-1][0]
