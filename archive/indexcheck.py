"""Does the full-text index say what the texts say?

The articles are indexed again in memory, a batch at a time. Then of each article the number of its
words is compared, and of each word in how many articles it stands and how often.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from archive.findings import BATCH, Finding
from archive.index import EXACT, FOLDED, Texts, index_article
from archive.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORD_TABLES = {EXACT: "words_exact", FOLDED: "words_folded"}
WORDS_AT_ONCE = 5000
MOST_WORDS_NAMED = 20

Sizes = dict[int, tuple[int, ...]]
Counts = dict[str, tuple[int, int]]


class ArchiveChanged(Exception):
    """Somebody wrote into the archive between reads that had to see the same."""


def index_findings(db: Database, count: Callable[[str, int], None]) -> Iterator[Finding]:
    """Where index and texts differ; raises ArchiveChanged at its end where words could not be compared."""
    before = _version(db)
    again = _IndexedAgain()
    for articles, sizes in _article_batches(db):
        for table, right in again.take(articles).items():
            yield from _size_findings(table, sizes[table], right)
        count("index entries", len(articles))
    findings = [found for table in WORD_TABLES for found in _word_findings(db, table, again.words[table])]
    if _version(db) != before:
        raise ArchiveChanged
    yield from findings


class _IndexedAgain:
    """An index in memory that holds one batch of articles, and the words of all it has held."""

    def __init__(self) -> None:
        self.words: dict[str, Counts] = {EXACT: {}, FOLDED: {}}
        self._db = Database(memory=True)
        for table, words in WORD_TABLES.items():
            self._db.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5"
                "(title, lead, body, content = '', tokenize = 'unicode61 remove_diacritics 0')"
            )
            self._db.execute(f"CREATE VIRTUAL TABLE {words} USING fts5vocab('{table}', 'row')")

    def take(self, articles: list[dict[str, Any]]) -> dict[str, Sizes]:
        """The number of words in each column of each article, by index table."""
        with self._db.atomic():
            for article in articles:
                # A damaged row can hold anything; that it is damaged is found by its sum.
                texts = [value if isinstance(value, str) else "" for value in list(article.values())[1:]]
                index_article(self._db, article["id"], Texts(*texts))
        sizes = {}
        for table, words in WORD_TABLES.items():
            sizes[table] = _sizes(self._db, table, -1, None)
            for word, articles_with, times in self._db.execute(f"SELECT * FROM {words}").fetchall():
                known = self.words[table].get(word, (0, 0))
                self.words[table][word] = (known[0] + articles_with, known[1] + times)
            self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
        return sizes


def _article_batches(db: Database) -> Iterator[tuple[list[dict[str, Any]], dict[str, Sizes]]]:
    """Articles and what the index says of them; after the last article what else is in the index."""
    last: int | None = -1
    while last is not None:
        db.execute("BEGIN")  # texts and index as they are at one moment
        try:
            articles = rows_of(
                db,
                "SELECT id, title, lead, body FROM articles WHERE id > ? ORDER BY id LIMIT ?",
                [last, BATCH],
            )
            end = articles[-1]["id"] if articles else None
            sizes = {table: _sizes(db, table, last, end) for table in WORD_TABLES}
        finally:
            db.rollback()
        yield articles, sizes
        last = end


def _sizes(db: Database, table: str, after: int, upto: int | None) -> Sizes:
    rows = db.execute(
        f"SELECT id, sz FROM {table}_docsize WHERE id > ? AND id <= coalesce(?, 9223372036854775807)",
        [after, upto],
    )
    return {article_id: tuple(_varints(size)) for article_id, size in rows.fetchall()}


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


def _word_findings(db: Database, table: str, right: Counts) -> Iterator[Finding]:
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


def _words(db: Database, words: str) -> Iterator[tuple[str, tuple[int, int]]]:
    last = ""
    while batch := db.execute(
        f"SELECT term, doc, cnt FROM {words} WHERE term > ? ORDER BY term LIMIT ?", [last, WORDS_AT_ONCE]
    ).fetchall():
        for word, articles, times in batch:
            yield word, (articles, times)
        last = batch[-1][0]


def _version(db: Database) -> int:
    version: int = db.execute("PRAGMA data_version").fetchone()[0]
    return version
