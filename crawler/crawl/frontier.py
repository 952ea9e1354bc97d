"""The frontier: every known URL of a site, whether it waits to be requested, and when it is due again.

The states of a row: `pending` until its visit is recorded (what a killed run had requested is requested
again), then `done`, with the time when it is due again, if ever. `gone?` is done too: the URL redirects
permanently to a page that is not an article. `given up`: requests over weeks gave no article.
All writing methods are called inside `Store.writing()`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urldefrag

from archive.clock import format_utc, utc_now
from archive.database.rows import insert_row
from crawler.crawl.frontier_row import ROW_COLUMNS, ROW_TABLES, FrontierRow, RowMeta, read_row
from crawler.crawl.revisit_policy import FRESH
from crawler.discover import ListApi

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from archive.store import Store
    from crawler.crawl.revisit_policy import NextVisit
    from crawler.discover import Start
    from crawler.fetch.replay import ReplayIndex
    from crawler.site import Site

# Priorities; each retry lowers the priority of a row by one.
DISCOVERY = 100
MIN_DISCOVERY = 75
ARTICLE = 50
DEEP_DISCOVERY = 30  # below articles: a deep crawl stores the articles of a listing page before the next page

VISITED_STATES = "('done', 'gone?')"  # in SQL; a row in one of these states may be due again
MAX_ALIASES = 20  # a site with a session id in every link would add one a day


class _Known(NamedTuple):
    """A row that is in the frontier under a key or URL."""

    id: int
    url: str
    key: str | None
    aliases: str


class Frontier:
    """The rows of one site in one run; in a replay, `replay` says which captures there are."""

    def __init__(self, store: Store, site: Site, run_id: int, replay: ReplayIndex | None = None) -> None:
        self._store = store
        self._db = store.db
        self._site = site
        self._run_id = run_id
        self._replay = replay
        self.in_flight: set[int] = set()
        """The ids of the rows that were requested and whose visit is not recorded yet."""

    def next_row(self, *, min_priority: int, due_before: str | None) -> FrontierRow | None:
        """Return the next URL to request: a pending one, else one that is due again, fresh ones first.

        It is in flight until it is marked as done, postponed or moved. Without `due_before` no row is due.
        """
        others, busy = self._not_in_flight("f.id")
        values = self._db.execute(
            f"SELECT {ROW_COLUMNS} FROM {ROW_TABLES} WHERE f.site = ? AND f.state = 'pending' "
            f"AND f.priority >= ? AND (f.due IS NULL OR f.due <= ?) AND {others} "
            "ORDER BY f.priority DESC, f.id LIMIT 1",
            [self._site.name, min_priority, format_utc(utc_now()), *busy],
        ).fetchone()
        if values is None and due_before is not None:
            values = self._due(due_before, format_utc(utc_now() - FRESH)) or self._due(due_before, "")
        if values is None:
            return None
        row = read_row(self._db, values)
        self.in_flight.add(row.id)
        return row

    def _due(self, due_before: str, found_after: str) -> tuple[Any, ...] | None:
        others, busy = self._not_in_flight("f.id")
        values: tuple[Any, ...] | None = self._db.execute(
            f"SELECT {ROW_COLUMNS} FROM {ROW_TABLES} WHERE f.site = ? AND f.state IN {VISITED_STATES} "
            f"AND f.due < ? AND f.found > ? AND {others} ORDER BY f.due LIMIT 1",
            [self._site.name, due_before, found_after, *busy],
        ).fetchone()
        return values

    def has_next(self, *, min_priority: int, due_before: str | None) -> bool:
        """Return whether `next_row` gives a row, now or when a pause is over."""
        others, busy = self._not_in_flight("id")
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM frontier WHERE site = ? AND state = 'pending' AND priority >= ? "
            f"AND {others}) OR EXISTS (SELECT 1 FROM frontier WHERE site = ? "
            f"AND state IN {VISITED_STATES} AND due < ? AND {others})",
            [self._site.name, min_priority, *busy, self._site.name, due_before, *busy],
        ).fetchone()
        return bool(row[0])

    def add_start(self, start: Start) -> None:
        """Add the first page of `start`, pending in this run."""
        self.add_discovery(first_page(start), start.kind, DISCOVERY, {"start": start.url, "number": 1})

    def add_discovery(
        self, url: str, kind: str, priority: int, meta: RowMeta, found_on: str | None = None
    ) -> None:
        """Add a discovery page; it is requested once in each run.

        Raises:
            ValueError: `url` is not on a host of the site.
        """
        canonical = self._site.canonical_url(url)
        if canonical is None:
            hosts = ", ".join(self._site.hosts)
            raise ValueError(f"{self._site.name}: {url} is not on one of its hosts ({hosts})")
        self._db.execute(
            "INSERT INTO frontier (site, url, kind, priority, run_id, found_on, found, meta) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, url) DO UPDATE SET kind = excluded.kind, "
            "priority = excluded.priority, state = 'pending', run_id = excluded.run_id, due = NULL, "
            "meta = json_patch(excluded.meta, json_object('read', json_extract(frontier.meta, '$.read'))) "
            "WHERE frontier.run_id IS NOT excluded.run_id OR frontier.kind = 'story'",
            [
                *(self._site.name, canonical, kind, priority, self._run_id, found_on),
                *(format_utc(utc_now()), json.dumps(meta)),
            ],
        )

    def add_story(
        self, link: str, *, found_on: str, aliases: Iterable[str] = (), hops: Sequence[str] = ()
    ) -> bool:
        """Add the link of a story, an address of the site; return whether it is new and pending.

        A known story gets `link` and `aliases` as further addresses. A story that is in the archive without
        a row here (it was imported) is known too, and due in the next run.
        """
        url = self._site.canonical_url(link) or link
        key = self._site.article_key(link)
        addresses = tuple(dict.fromkeys([urldefrag(link).url, url, *aliases]))
        known = self._known(url, key)
        if known is not None:
            self._add_aliases(known, addresses)
            if hops:
                self._add_hops(known, hops)
            return False
        article_id = self._store.article_id(self._site.name, key) if key else None
        is_new = article_id is None or self._has_newer_capture(url, article_id)
        values = {
            "site": self._site.name,
            "url": url,
            "kind": "article" if key else "story",
            "key": key,
            "priority": ARTICLE,
            "state": "pending" if is_new else "done",
            "run_id": self._run_id,
            "found_on": found_on,
            "found": format_utc(utc_now()),
            "due": None if is_new else format_utc(utc_now()),
            "aliases": json.dumps([name for name in addresses if name != url], ensure_ascii=False),
            "meta": json.dumps({"hops": list(hops)} if hops else {}),
        }
        insert_row(self._db, "frontier", values)
        self._add_archive_aliases(key, addresses)
        return is_new

    def mark_done(self, row: FrontierRow, following: NextVisit) -> None:
        """Record that `row` was requested and when it is due again."""
        due = format_utc(following.due) if following.due else None
        self._db.execute(
            "UPDATE frontier SET state = ?, run_id = ?, due = ?, failures = ?, meta = ? WHERE id = ?",
            [following.state, self._run_id, due, following.failures, json.dumps(following.meta), row.id],
        )
        self.in_flight.discard(row.id)

    def postpone(self, row: FrontierRow, until: datetime, changes: RowMeta) -> None:
        """Request `row` again in this run, not before `until`, after others of its priority."""
        self._db.execute(
            "UPDATE frontier SET state = 'pending', priority = priority - 1, run_id = ?, due = ?, meta = ? "
            "WHERE id = ?",
            [self._run_id, format_utc(until), json.dumps({**row.meta, **changes}), row.id],
        )
        self.in_flight.discard(row.id)

    def move(self, row: FrontierRow, target: str, hops: Sequence[str]) -> None:
        """Give the article of `row` the address `target` that it moved to; the old one is an alias.

        The new address is pending.
        """
        url = self._site.canonical_url(target) or target
        # An older site file may not have recognised the address as an article's: the article's row stays.
        self._db.execute(
            "DELETE FROM frontier WHERE site = ? AND url = ? AND key IS NULL", [self._site.name, url]
        )
        self._db.execute(
            "UPDATE frontier SET url = ?, state = 'pending', run_id = ?, due = NULL, meta = ? WHERE id = ?",
            [url, self._run_id, json.dumps({"hops": list(hops)}), row.id],
        )
        self.in_flight.discard(row.id)
        known = self._known(url, row.key)
        if known is not None:
            self._add_aliases(known, (row.url, target))

    def aliases(self, row: FrontierRow) -> list[str]:
        """Return the other addresses under which `row` was found."""
        values = self._db.execute("SELECT aliases FROM frontier WHERE id = ?", [row.id]).fetchone()
        return list(json.loads(values[0]))

    def hops(self, row: FrontierRow) -> tuple[str, ...]:
        """Return the addresses that redirected to `row`, also those found while it was in flight."""
        values = self._db.execute(
            "SELECT json_extract(meta, '$.hops') FROM frontier WHERE id = ?", [row.id]
        ).fetchone()
        return tuple(json.loads(values[0] or "[]"))

    def was_listed(self, start: Start) -> bool:
        """Return whether an earlier run has read the first page of `start`."""
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM outcomes WHERE url = ? AND outcome = 'listed' AND run_id < ?)",
            [self._site.canonical_url(first_page(start)), self._run_id],
        ).fetchone()
        return bool(row[0])

    def newest_published(self, urls: Iterable[str]) -> str | None:
        """Return the newest date of publication of the stored articles at `urls`, or None."""
        names = list(urls)
        row = self._db.execute(
            "SELECT max(articles.published) FROM aliases JOIN articles ON articles.id = aliases.article_id "
            f"WHERE aliases.url IN ({','.join('?' * len(names))})",
            names,
        ).fetchone()
        return None if row[0] is None else str(row[0])

    def reopen_for_replay(self) -> None:
        """Set rows to pending where the replayed files hold a capture that is not in the archive."""
        rows = self._db.execute(
            f"SELECT f.id, f.url, a.id FROM {ROW_TABLES} WHERE f.site = ? AND f.state <> 'pending' "
            "AND f.kind IN ('article', 'story')",
            [self._site.name],
        ).fetchall()
        again = [row_id for row_id, url, article_id in rows if self._has_newer_capture(url, article_id)]
        self._db.executemany(
            "UPDATE frontier SET state = 'pending', run_id = ?, due = NULL, meta = '{}' WHERE id = ?",
            [(self._run_id, row_id) for row_id in again],
        )

    def reopen_unread(self) -> None:
        """Set the articles to pending that were given up, or that wait for a later visit without a text."""
        self._db.execute(
            "UPDATE frontier SET state = 'pending', run_id = ?, due = NULL, "
            "meta = json_remove(meta, '$.unread', '$.perhaps_gone') WHERE site = ? AND (state = 'given up' "
            f"OR state IN {VISITED_STATES} AND due IS NOT NULL AND kind IN ('article', 'story') "
            "AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.site = frontier.site "
            "AND articles.key = frontier.key))",
            [self._run_id, self._site.name],
        )

    def _has_newer_capture(self, url: str, article_id: int | None) -> bool:
        """Whether the replayed files hold a capture of `url` newer than those in the archive."""
        entry = self._replay.find(url) if self._replay else None
        if entry is None:
            return False
        known = self._db.execute(
            "SELECT 1 FROM captures WHERE record_id = ? "
            "UNION SELECT 1 FROM articles WHERE id = ? AND captured >= ?",
            [entry.record_id, article_id, entry.captured],
        )
        return known.fetchone() is None

    def _not_in_flight(self, column: str) -> tuple[str, list[int]]:
        """Return an SQL condition, and its parameters, for the rows that are not in flight."""
        return f"{column} NOT IN ({','.join('?' * len(self.in_flight))})", list(self.in_flight)

    def _known(self, url: str, key: str | None) -> _Known | None:
        values = self._db.execute(
            "SELECT id, url, key, aliases FROM frontier WHERE site = ?1 AND key = ?2 UNION ALL "
            "SELECT id, url, key, aliases FROM frontier WHERE site = ?1 AND url = ?3 LIMIT 1",
            [self._site.name, key, url],
        ).fetchone()
        return None if values is None else _Known(*values)

    def _add_aliases(self, known: _Known, addresses: Iterable[str]) -> None:
        before = json.loads(known.aliases)
        new = [address for address in addresses if address != known.url]
        after = list(dict.fromkeys([*before, *new]))[: max(MAX_ALIASES, len(before))]
        if after != before:
            self._db.execute(
                "UPDATE frontier SET aliases = ? WHERE id = ? AND kind IN ('article', 'story')",
                [json.dumps(after, ensure_ascii=False), known.id],
            )
            self._add_archive_aliases(known.key, after)

    def _add_hops(self, known: _Known, hops: Sequence[str]) -> None:
        """Remember what redirected to a pending row, so that it is seen when it redirects back."""
        self._db.execute(
            "UPDATE frontier SET meta = json_set(meta, '$.hops', json(?)) "
            "WHERE id = ? AND state = 'pending' AND json_extract(meta, '$.hops') IS NULL",
            [json.dumps(list(hops)), known.id],
        )

    def _add_archive_aliases(self, key: str | None, addresses: Iterable[str]) -> None:
        """Let `addresses` lead to the article with this key, if it is stored."""
        article_id = self._store.article_id(self._site.name, key) if key else None
        if article_id is not None:
            for address in addresses:
                self._store.add_alias(address, article_id)


def first_page(start: Start) -> str:
    """Return the URL of the first page of a start."""
    return start.url.format(page=start.first) if isinstance(start, ListApi) else start.url
