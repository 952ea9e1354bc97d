"""Merge the articles of another archive: their readings, addresses, and since when they are seen and gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.database.rows import fetch_row, fetch_rows, update_with_checksum
from archive.doubts.doubt_table import supersede
from archive.doubts.gate import DoubtGate
from archive.duplicates.labels import label_group
from archive.errors import ArchiveError
from archive.merge.stored_readings import load_readings

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection

    from archive.article import Article
    from archive.database.rows import Row
    from archive.merge.stored_readings import RenameFile
    from archive.store import Store

BATCH = 50  # articles in one transaction

READER_VERSIONS = """
SELECT site, key, max(readings.reader_version) FROM readings JOIN articles ON articles.id = article_id
GROUP BY article_id
"""


class MixedReaders(ArchiveError):
    """Texts of different reader versions would meet in one article, and give revisions that nobody made."""

    exit_code = exit_codes.BAD_INPUT


def check_reader_versions(store: Store, other: Store) -> None:
    """Check that articles of both archives were read by the same reader version in both.

    Raises:
        MixedReaders: Some were not; the message says which archive to read again.
    """
    here, there = _reader_versions(store.db), _reader_versions(other.db)
    differing = [article for article in here.keys() & there.keys() if here[article] != there[article]]
    if not differing:
        return
    older = other if any(there[article] < here[article] for article in differing) else store
    raise MixedReaders(
        f"{len(differing)} articles that are in {other.path} and in {store.path} were parsed by different "
        f"reader versions. Run this first: partynews reread --db {older.path}"
    )


def merge_articles(
    store: Store, other: Store, rename: RenameFile, progress: Callable[[str, int], None]
) -> dict[int, int]:
    """Merge all articles of `other`, and return the id of each here by its id there.

    An article that is here gets the readings that it lacks; its row is that of the newest reading of both.
    """
    ids: dict[int, int] = {}
    gate = DoubtGate(store, run_id=None)
    last = 0
    while rows := fetch_rows(
        other.db, f"SELECT * FROM articles WHERE id > ? ORDER BY id LIMIT {BATCH}", [last]
    ):
        with store.writing():
            for row in rows:
                ids[row["id"]] = _merge_article(store, gate, row, load_readings(other, row, rename))
                _merge_aliases(store, other.db, row["id"], ids[row["id"]])
        last = rows[-1]["id"]
        progress("articles", len(rows))
    return ids


def _merge_article(store: Store, gate: DoubtGate, row: Row, readings: list[Article]) -> int:
    newest = gate.with_own_key(readings[0])
    known_id = store.article_id(newest.site, newest.key)
    known = _known_readings(store.db, known_id)
    before = fetch_row(store.db, "SELECT captured FROM articles WHERE id = ?", [known_id])
    for reading in readings:
        if _moment(reading) not in known:
            store.save(replace(newest if reading is readings[0] else reading, key=newest.key))
    article_id = store.article_id(newest.site, newest.key)
    if article_id is None:
        raise LookupError(f"article {newest.key} of {newest.site} is not in the archive")
    _merge_times(store, article_id, row)
    if before is not None and before["captured"] < newest.captured:
        supersede(store.db, article_id, newest.captured)
    return article_id


def _merge_times(store: Store, article_id: int, row: Row) -> None:
    """Let an article be seen since the earlier time of both archives, and gone as Store.mark_gone says."""
    stored = fetch_row(store.db, "SELECT * FROM articles WHERE id = ?", [article_id])
    if stored is not None and row["first_seen"] < stored["first_seen"]:
        update_with_checksum(store.db, "articles", stored, {"first_seen": row["first_seen"]})
        label_group(store.db, stored["body_sha256"])
    if row["gone_since"] is not None:
        store.mark_gone(article_id, row["gone_since"])


def _merge_aliases(store: Store, other: Connection, other_id: int, article_id: int) -> None:
    for (url,) in other.execute("SELECT url FROM aliases WHERE article_id = ? ORDER BY rowid", [other_id]):
        store.add_alias(url, article_id)


def _moment(article: Article) -> tuple[str, str]:
    return article.captured, article.capture.record_id if article.capture else ""


def _known_readings(db: Connection, article_id: int | None) -> set[tuple[str, str]]:
    found = db.execute("SELECT captured, record_id FROM readings WHERE article_id = ?", [article_id])
    return set(found.fetchall())


def _reader_versions(db: Connection) -> dict[tuple[str, str], int]:
    """Return the newest reader version that has read each article, by site and key."""
    return {(site, key): version for site, key, version in db.execute(READER_VERSIONS).fetchall()}
