"""New articles of a run until its verdict, on disk: a day of an import may have more than fit in memory."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = """
PRAGMA journal_mode = OFF;
CREATE TABLE articles (id INTEGER PRIMARY KEY, site TEXT NOT NULL, url TEXT NOT NULL);
CREATE INDEX articles_site ON articles(site);
"""
UPSERT = """
INSERT INTO articles VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET site = excluded.site, url = excluded.url
"""
IN_A_CHUNK = 100


class NewArticles:
    """Ids of new articles, their sites, and the URLs at which they were read, in a temporary database."""

    def __init__(self) -> None:
        # An empty name: SQLite keeps what does not fit in its cache in an unlinked file.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(SCHEMA)

    def add(self, site: str, article_id: int, url: str) -> None:
        """Add an article."""
        self._db.execute(UPSERT, [article_id, site, url])

    def clear(self) -> None:
        """Remove all articles."""
        self._db.execute("DELETE FROM articles")

    def count(self, site: str) -> int:
        """Return the number of new articles of a site."""
        count: int = self._db.execute("SELECT count(*) FROM articles WHERE site = ?", [site]).fetchone()[0]
        return count

    def urls(self, site: str) -> Iterator[tuple[int, str]]:
        """Yield ids and URLs of the new articles of a site, by id."""
        yield from self._db.execute("SELECT id, url FROM articles WHERE site = ? ORDER BY id", [site])

    def ids(self, site: str) -> Iterator[list[int]]:
        """Yield the ids of the new articles of a site in chunks, ascending."""
        found = self._db.execute("SELECT id FROM articles WHERE site = ? ORDER BY id", [site])
        while rows := found.fetchmany(IN_A_CHUNK):
            yield [article_id for (article_id,) in rows]
