"""The archive as its only writer sees it: captures, articles with all that hangs on them, runs."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from archive.article_columns import columns_of
from archive.capture_files import captures_beside
from archive.captures import CAPTURE_COLUMNS, find_captures
from archive.clock import format_utc, utc_now
from archive.database.connection import open_for_reading, open_for_writing
from archive.database.rows import fetch_row, insert_with_checksum, next_id, update_with_checksum
from archive.database.sqlite_errors import explain_sqlite_errors
from archive.database.transaction import WRITE_TIMEOUT, writing
from archive.derived_data import DerivedData, enter_article, update_derived
from archive.duplicates.labels import find_label, label_group
from archive.revisions import record_reading, share_text
from archive.search.index import insert_forms
from archive.version import own_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from sqlite3 import Connection
    from types import TracebackType

    from archive.article import Article, Capture
    from archive.search.index import Forms

__all__ = ["Saved", "Store", "open_for_reading"]

# With at least this many articles in a transaction, SQLite may cache more pages than its usual 2 MB: the
# entries of an article are spread over the indexes by URL, by checksum and by digest.
BATCH_ARTICLES, BATCH_CACHE_KIB = 50, 16 * 1024

DUMP_KEY = "sha256:"  # the key of a dump without an address: the sum of its bytes
Outcome = Literal["stored", "unchanged", "revised", "duplicate", "doubted"]


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of saving an article.

    `reason` adds to the outcome: `exact:7` or `near:7` (the article of which it is a copy), `alias:URL` (a
    URL it claims that belongs to another article). Only an exact copy is a `duplicate`.
    `capture_id` is the capture it came from.
    """

    article_id: int
    outcome: Outcome
    reason: str | None = None
    capture_id: int | None = field(default=None, compare=False)


class Store:
    """An archive open for writing; everything but `open` and `close` is called inside `writing()`."""

    def __init__(self, db: Connection, path: Path, captures: Path) -> None:
        self.db = db
        self.path = path
        self.captures = captures
        self.write_timeout = WRITE_TIMEOUT  # seconds to wait for other writers and readers
        self._to_index: dict[int, Forms] = {}  # new articles of the transaction, by their ids

    @classmethod
    def open(cls, path: Path, *, create: bool = True, captures: Path | None = None) -> Store:
        """The archive at `path`, brought to today's schema; `captures` defaults to the folder beside it.

        Raises NotAnArchive, DamagedArchive or StorageFailed, and then has changed nothing.
        """
        db = open_for_writing(path, create=create)
        return cls(db, path, captures or captures_beside(path))

    def close(self) -> None:
        """Close the connection to the database."""
        self.db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction around the block, a savepoint inside another one; the block must not await.

        Raises StorageFailed or DamagedArchive where SQLite cannot go on; nothing of the block is kept.
        """
        with self.savepoint():
            yield
            self.index_new()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Run a block inside `writing()` as a savepoint: if it fails, nothing of it is kept.

        Its new articles are indexed at the end of `writing()`: entries are written faster together.
        """
        before = dict(self._to_index)
        try:
            with explain_sqlite_errors(self.path), writing(self.db, self.write_timeout):
                yield
        except BaseException:
            self._to_index = before
            raise

    def add_capture(self, site: str, capture: Capture, article_id: int | None = None) -> int:
        """The id of a capture, kept once however often its record is seen; `article_id` ties it to one."""
        row = self._captured(site, capture, article_id)
        if article_id is not None:
            update_with_checksum(self.db, "captures", row, {"article_id": article_id})
        capture_id: int = row["id"]
        return capture_id

    def save(self, article: Article, derived: DerivedData | None = None) -> Saved:
        """Keep one reading of an article, with its capture, its aliases and what it does to its history.

        `derived` has what was computed from the same text before. Nothing depends on the order in which
        captures come: the row in `articles` is the newest by time of capture, revisions are numbered by it,
        and saving the same again changes nothing.
        """
        article_id = self.article_id(article.site, article.key)
        derived = derived or DerivedData(article)
        if article_id is None:
            return self._keep_new(article, derived)
        return self._keep(article_id, article, derived)

    def reread(self, article_id: int, article: Article, derived: DerivedData | None = None) -> Saved:
        """Replace the reading of a stored capture, whatever reader version made it.

        Read all captures of an article again in one transaction: while some are read by the old
        reader and some by the new, there are revisions that no editor made.
        """
        return self._keep(article_id, article, derived or DerivedData(article), anew=True)

    def captures_read_before(self, article_id: int, reader_version: int) -> list[Capture]:
        """The captures of an article that were last read by an older reader, oldest first."""
        return find_captures(
            self.db,
            "JOIN readings ON readings.capture_id = captures.id"
            " WHERE readings.article_id = ? AND reader_version < ?"
            " ORDER BY captures.captured, captures.record_id",
            [article_id, reader_version],
        )

    def article_id(self, site: str, key: str) -> int | None:
        """The id of the article with this key; a dump is identified by its bytes, in any site."""
        where, values = (
            ("key = ?", [key]) if key.startswith(DUMP_KEY) else ("site = ? AND key = ?", [site, key])
        )
        row = self.db.execute(f"SELECT id FROM articles WHERE {where}", values).fetchone()
        return row[0] if row else None

    def add_alias(self, url: str, article_id: int) -> int:
        """Let `url` lead to an article; the id of the article it then leads to.

        An article's own address always leads to it; another address stays with whom it came first.
        """
        row = self.db.execute("SELECT article_id FROM aliases WHERE url = ?", [url]).fetchone()
        holder: int | None = row[0] if row else None
        if holder == article_id:
            return article_id
        if holder is None or self._own_url(article_id) == url != self._own_url(holder):
            self.db.execute(
                "INSERT OR REPLACE INTO aliases (url, article_id) VALUES (?, ?)", [url, article_id]
            )
            return article_id
        return holder

    def mark_gone(self, article_id: int, at: str) -> None:
        """Say since when the site no longer has the article; its text stays.

        An article captured later than `at` is not gone, and one that is gone stays so since the first time.
        """
        row = fetch_row(self.db, "SELECT * FROM articles WHERE id = ?", [article_id])
        if row and row["captured"] < at and (row["gone_since"] is None or at < row["gone_since"]):
            update_with_checksum(self.db, "articles", row, {"gone_since": at})

    def start_run(self, command: str, sites: Iterable[str]) -> int:
        """The id of a new run."""
        self.db.execute(
            "INSERT INTO runs (command, sites, started, version) VALUES (?, ?, ?, ?)",
            [command, json.dumps(list(sites), ensure_ascii=False), format_utc(utc_now()), own_version()],
        )
        run_id: int = self.db.execute("SELECT last_insert_rowid()").fetchone()[0]
        return run_id

    def finish_run(self, run_id: int, reason: str, exit_code: int) -> None:
        """Say when and how a run ended."""
        self.db.execute(
            "UPDATE runs SET finished = ?, reason = ?, exit_code = ? WHERE id = ?",
            [format_utc(utc_now()), reason, exit_code, run_id],
        )

    def record_outcome(
        self,
        run_id: int,
        site: str,
        url: str,
        outcome: str,
        reason: str | None = None,
        article_id: int | None = None,
        capture_id: int | None = None,
    ) -> None:
        """Record the outcome of a URL in a run; a later one replaces it."""
        self.db.execute(
            "INSERT OR REPLACE INTO outcomes (run_id, site, url, outcome, reason, article_id, capture_id, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [run_id, site, url, outcome, reason, article_id, capture_id, format_utc(utc_now())],
        )

    def index_new(self) -> None:
        """Index the articles that are new, all at a time.

        One after the other, each would be written out by itself: FTS5 does so at every savepoint, and SQLite
        opens one for statements such as INSERT OR REPLACE.
        """
        for article_id, forms in self._to_index.items():
            insert_forms(self.db, article_id, forms)
        self._to_index.clear()

    def _keep_new(self, article: Article, derived: DerivedData) -> Saved:
        article_id = next_id(self.db, "articles")
        captured = self._captured(article.site, article.capture) if article.capture else None
        capture_id = captured["id"] if captured else None
        named = {"id": article_id, "site": article.site, "key": article.key, "first_seen": article.captured}
        insert_with_checksum(
            self.db, "articles", named | columns_of(article, derived) | {"capture_id": capture_id}
        )
        if captured:  # not before there is the article that it names
            update_with_checksum(self.db, "captures", captured, {"article_id": article_id})
        enter_article(self.db, article_id, derived)
        self._to_index[article_id] = derived.forms
        if len(self._to_index) == BATCH_ARTICLES:
            self.db.execute(f"PRAGMA cache_size = -{BATCH_CACHE_KIB}")
        record_reading(self.db, article_id, article, capture_id, content=derived.content_sha256)
        label_group(self.db, derived.body_sha256)
        taken = self._add_aliases(article_id, article)
        copied = find_label(self.db, article_id)
        outcome: Outcome = "duplicate" if copied and copied.kind == "exact" else "stored"
        told = [f"{copied.kind}:{copied.duplicate_of}"] if copied else []
        return Saved(article_id, outcome, " ".join([*told, *taken]) or None, capture_id)

    def _keep(self, article_id: int, article: Article, derived: DerivedData, *, anew: bool = False) -> Saved:
        if article_id in self._to_index:
            self.index_new()
        capture_id = None
        if article.capture:
            capture_id = self.add_capture(article.site, article.capture, article_id)
        recorded = record_reading(
            self.db, article_id, article, capture_id, anew=anew, content=derived.content_sha256
        )
        self._update(article_id, article, derived, capture_id, newest=recorded.newest)
        taken = self._add_aliases(article_id, article)
        outcome: Outcome = "revised" if recorded.revised else "unchanged"
        return Saved(article_id, outcome, " ".join(taken) or None, capture_id)

    def _captured(self, site: str, capture: Capture, article_id: int | None = None) -> dict[str, Any]:
        """The row of a capture; one that is made now is tied to the article."""
        row = fetch_row(self.db, "SELECT * FROM captures WHERE record_id = ?", [capture.record_id])
        if row is None:
            row = {"id": next_id(self.db, "captures"), "site": site, "article_id": article_id}
            row |= {name: getattr(capture, name) for name in CAPTURE_COLUMNS}
            insert_with_checksum(self.db, "captures", row)
        return row

    def _update(
        self,
        article_id: int,
        article: Article,
        derived: DerivedData,
        capture_id: int | None,
        *,
        newest: bool,
    ) -> None:
        """Bring the row of the article, and the group of its copies, up to what its history now says."""
        stored = fetch_row(self.db, "SELECT * FROM articles WHERE id = ?", [article_id])
        if stored is None:
            raise LookupError(f"articles has no row {article_id}")
        changes: dict[str, Any] = {"first_seen": min(stored["first_seen"], article.captured)}
        if newest:
            changes |= columns_of(article, derived) | {"capture_id": capture_id}
        if stored["gone_since"] and stored["gone_since"] < article.captured:
            changes["gone_since"] = None
        update_with_checksum(self.db, "articles", stored, changes)
        if newest:
            share_text(self.db, article_id)
            update_derived(self.db, article_id, stored, derived)
        if changes["first_seen"] != stored["first_seen"]:
            label_group(self.db, derived.body_sha256 if newest else stored["body_sha256"])

    def _add_aliases(self, article_id: int, article: Article) -> list[str]:
        """`alias:URL` for those of the article's addresses that lead to another article."""
        urls = dict.fromkeys([article.url, *article.aliases])
        return [f"alias:{url}" for url in urls if url and self.add_alias(url, article_id) != article_id]

    def _own_url(self, article_id: int) -> str | None:
        row = self.db.execute("SELECT url FROM articles WHERE id = ?", [article_id]).fetchone()
        return row[0] if row else None
