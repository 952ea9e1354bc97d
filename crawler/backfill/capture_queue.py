"""Queue of a backfill: which parts of an index are listed, and which captures are still to be fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.article import sha256_of
from archive.captures import find_captures
from archive.clock import format_utc, utc_now
from crawler.backfill.web_archive import CAPTURED_TYPES, UNTYPED, IndexPage, ListedCapture
from crawler.crawl.recorder import REDIRECT_REASON
from crawler.fetch.interpret import may_have_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.article import Capture
    from archive.store import Store
    from crawler.backfill.web_archive import TimeWindow
    from crawler.site import Site

TRY_AGAIN = "archive:"  # reasons that start so are failures of the web archive, which may pass


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """A host of a site in one window of an index; `resume_key` is that of the next page."""

    id: int
    host: str
    window: str
    resume_key: str | None


@dataclass(frozen=True, slots=True)
class QueuedCapture:
    """A row of `backfill_captures`: a listed capture of the article with this key."""

    id: int
    key: str
    listed: ListedCapture


class CaptureQueue:
    """The rows of one site and one web archive in backfill_queries and backfill_captures.

    Methods that write are called inside a transaction.
    """

    def __init__(self, store: Store, site: Site, source: str) -> None:
        self._db = store.db
        self._site = site
        self._source = source
        # Captures without an article key are not kept, so other patterns make another list.
        self._patterns = sha256_of("\n".join(site.articles))

    def add_query(self, host: str, window: str) -> None:
        """Add a query unless it is known."""
        self._db.execute(
            "INSERT OR IGNORE INTO backfill_queries (site, source, host, window, patterns_sha256, listed)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [self._site.name, self._source, host, window, self._patterns, format_utc(utc_now())],
        )

    def open_queries(self) -> list[IndexQuery]:
        """Return the queries that are not listed to their end, oldest first."""
        rows = self._db.execute(
            "SELECT id, host, window, resume_key FROM backfill_queries WHERE site = ? AND source = ?"
            " AND patterns_sha256 = ? AND state = 'open' ORDER BY id",
            [self._site.name, self._source, self._patterns],
        )
        return [IndexQuery(*row) for row in rows.fetchall()]

    def listed_windows(self, host: str) -> list[str]:
        """Return the windows in which `host` is listed to the end, or being listed."""
        rows = self._db.execute(
            "SELECT window FROM backfill_queries WHERE site = ? AND source = ? AND host = ?"
            " AND patterns_sha256 = ? AND state <> 'blocked'",
            [self._site.name, self._source, host, self._patterns],
        )
        return [window for (window,) in rows.fetchall()]

    def add_page(self, query: IndexQuery, page: IndexPage) -> int:
        """Add the captures of a page and the key of the next page; return how many of them are new."""
        before = self._db.total_changes
        for listed in page.captures:
            key = self._key(listed)
            if key is not None and _may_be_of_an_article(listed):
                self._add(listed, key)
        added = self._db.total_changes - before
        self._db.execute(
            "UPDATE backfill_queries SET resume_key = ?, pages = pages + 1, state = ?, listed = ?"
            " WHERE id = ?",
            [
                page.resume_key,
                "open" if page.resume_key else "complete",
                format_utc(utc_now()),
                query.id,
            ],
        )
        return added

    def block(self, query: IndexQuery) -> None:
        """Mark a query whose host the archive refuses to serve."""
        self._db.execute("UPDATE backfill_queries SET state = 'blocked' WHERE id = ?", [query.id])

    def retry_failures_of_the_archive(self) -> None:
        """Queue the captures again that the archive failed to give in an earlier run."""
        self._db.execute(
            "UPDATE backfill_captures SET state = 'pending'"
            " WHERE site = ? AND source = ? AND state = 'failed' AND reason LIKE ?",
            [self._site.name, self._source, f"{TRY_AGAIN}%"],
        )

    def captures(self, window: TimeWindow) -> Iterator[tuple[QueuedCapture, str]]:
        """Yield all captures in a window with their states, oldest first."""
        rows = self._db.execute(
            "SELECT id, key, state, url, timestamp, status, digest, location FROM backfill_captures"
            " WHERE site = ? AND source = ? AND timestamp BETWEEN ? AND ? ORDER BY timestamp, url",
            [self._site.name, self._source, window.since, window.until],
        )
        for id_, key, state, url, timestamp, status, digest, location in rows.fetchall():
            listed = ListedCapture(
                url=url, timestamp=timestamp, status=status, digest=digest, location=location
            )
            yield QueuedCapture(id_, key, listed), state

    def finish(
        self, queued: QueuedCapture, state: str, reason: str | None, capture_id: int | None = None
    ) -> None:
        """Record the end of a capture: `done`, `skipped` or `failed`, and why."""
        self._db.execute(
            "UPDATE backfill_captures SET state = ?, reason = ?, capture_id = ? WHERE id = ?",
            [state, reason, capture_id, queued.id],
        )

    def same_bytes(self, digest: str, key: str) -> Capture | None:
        """Return the first capture with these bytes, of a page of the article with this key, or None."""
        captures = find_captures(
            self._db,
            "WHERE payload_digest = ? AND site = ? ORDER BY id",
            [f"sha1:{digest}", self._site.name],
        )
        return next((each for each in captures if self._site.article_key(each.url or "") == key), None)

    def redirects(self) -> list[tuple[str, str]]:
        """Return the redirects that this and earlier runs have recorded, as (URL, target)."""
        rows = self._db.execute(
            "SELECT url, reason FROM backfill_captures WHERE site = ? AND source = ? AND reason LIKE ?"
            " ORDER BY timestamp, url",
            [self._site.name, self._source, f"{REDIRECT_REASON}%"],
        )
        return [(url, reason.removeprefix(REDIRECT_REASON)) for url, reason in rows.fetchall()]

    def _key(self, listed: ListedCapture) -> str | None:
        """Return the key of the article that a capture is of, or that it is known to redirect to."""
        key = self._site.article_key(listed.url)
        return key if key or listed.redirect is None else self._site.article_key(listed.redirect)

    def _add(self, listed: ListedCapture, key: str) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO backfill_captures"
            " (site, source, url, key, timestamp, digest, status, location) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(self._site.name, self._source, listed.url, key),
                *(listed.timestamp, listed.digest, listed.status, listed.location),
            ],
        )


def _may_be_of_an_article(listed: ListedCapture) -> bool:
    is_untyped = listed.media_type in UNTYPED and not may_have_page(listed.status)
    return is_untyped or listed.media_type in CAPTURED_TYPES
