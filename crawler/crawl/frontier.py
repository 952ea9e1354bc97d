"""The frontier: every URL a site is known to have, whether it waits to be asked, and when it is due again.

A row is `pending` while it waits, also while it is being asked: what a killed run had in hand is still
waiting. All that writes is called inside `store.writing()`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from archive.captures import find_capture
from archive.clock import format_utc, utc_now
from crawler.crawl.revisit_policy import FRESH
from crawler.crawl.visit import Page
from crawler.discover import ListApi

if TYPE_CHECKING:
    from datetime import datetime

    from archive.store import Store
    from crawler.crawl.revisit_policy import NextVisit
    from crawler.discover import Start
    from crawler.fetch.replay import ReplayIndex
    from crawler.site import Site

DISCOVERY = 100
LEAST_DISCOVERY = 75  # each time a page is asked again it is a little less urgent
ARTICLE = 50
DEEP_DISCOVERY = 30  # a walk back in time reads the stories of a listing before it turns the page

MOST_ALIASES = 20  # a site with a session id in every link would add one a day

PAGE = "f.id, f.url, f.kind, f.key, f.priority, f.due, f.found, f.failures, f.meta, a.id, a.published"
PAGE_FIELDS = (
    *("id", "url", "kind", "key", "priority", "due", "found", "failures", "meta"),
    *("article_id", "published"),
)
ROWS = "frontier f LEFT JOIN articles a ON a.site = f.site AND a.key = f.key"


class Frontier:
    """The rows of one site in one run; in a replay, `replay` says what there is to ask for."""

    def __init__(self, store: Store, site: Site, run_id: int, replay: ReplayIndex | None = None) -> None:
        self._store = store
        self._db = store.db
        self._site = site
        self._run_id = run_id
        self._replay = replay
        self.in_flight: set[int] = set()
        """The rows that were given out and are not settled yet."""

    def next(self, *, least_priority: int, due_before: str | None) -> Page | None:
        """The page to ask for next: one that waits, else one that is due again, the fresh first, else None.

        It is in hand until it is done, asked again or renamed. Nothing is due where `due_before` is None.
        """
        others, busy = self._others("f.id")
        row = self._db.execute(
            f"SELECT {PAGE} FROM {ROWS} WHERE f.site = ? AND f.state = 'pending' AND f.priority >= ? "
            f"AND (f.due IS NULL OR f.due <= ?) AND {others} ORDER BY f.priority DESC, f.id LIMIT 1",
            [self._site.name, least_priority, format_utc(utc_now()), *busy],
        ).fetchone()
        if row is None and due_before is not None:
            row = self._due(due_before, format_utc(utc_now() - FRESH)) or self._due(due_before, "")
        if row is None:
            return None
        page = self._page(row)
        self.in_flight.add(page.id)
        return page

    def _due(self, due_before: str, found_after: str) -> tuple[Any, ...] | None:
        others, busy = self._others("f.id")
        row: tuple[Any, ...] | None = self._db.execute(
            f"SELECT {PAGE} FROM {ROWS} WHERE f.site = ? AND f.state = 'done' AND f.due < ? "
            f"AND f.found > ? AND {others} ORDER BY f.due LIMIT 1",
            [self._site.name, due_before, found_after, *busy],
        ).fetchone()
        return row

    def waits(self, *, least_priority: int, due_before: str | None) -> bool:
        """Whether `next` will give a page, now or when a pause is over."""
        others, busy = self._others("id")
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM frontier WHERE site = ? AND state = 'pending' AND priority >= ? "
            f"AND {others}) OR EXISTS (SELECT 1 FROM frontier WHERE site = ? AND state = 'done' "
            f"AND due < ? AND {others})",
            [self._site.name, least_priority, *busy, self._site.name, due_before, *busy],
        ).fetchone()
        return bool(row[0])

    def add_start(self, start: Start) -> None:
        """The first page of `start` waits to be asked in this run."""
        self.add_discovery(first_page(start), start.kind, DISCOVERY, {"start": start.url, "number": 1})

    def add_discovery(
        self, url: str, kind: str, priority: int, meta: Mapping[str, Any], found_on: str | None = None
    ) -> None:
        """A discovery page waits to be asked, once in this run however often it was in others."""
        canonical = self._site.canonical_url(url)
        if canonical is None:
            raise ValueError(
                f"{self._site.name}: {url} is on none of its hosts ({', '.join(self._site.hosts)})"
            )
        self._db.execute(
            "INSERT INTO frontier (site, url, kind, priority, run_id, found_on, found, meta) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, url) DO UPDATE SET kind = excluded.kind, "
            "priority = excluded.priority, state = 'pending', run_id = excluded.run_id, due = NULL, "
            "meta = json_patch(excluded.meta, json_object('read', json_extract(frontier.meta, '$.read'))) "
            "WHERE frontier.run_id IS NOT excluded.run_id OR frontier.kind = 'story'",
            [
                self._site.name,
                canonical,
                kind,
                priority,
                self._run_id,
                found_on,
                format_utc(utc_now()),
                json.dumps(dict(meta)),
            ],
        )

    def add_story(
        self, raw: str, *, found_on: str, aliases: Iterable[str] = (), hops: Iterable[str] = ()
    ) -> bool:
        """Whether the story at `raw`, an address of the site, was unknown; it waits to be asked then.

        A known story gets `raw` and `aliases` as further addresses. One that is in the archive
        without having been crawled (it was imported) is known too, and due in the next run.
        """
        url = self._site.canonical_url(raw) or raw
        key = self._site.article_key(raw)
        names = tuple(dict.fromkeys([urldefrag(raw).url, url, *aliases]))
        known = self._known(url, key)
        if known is not None:
            self._add_aliases(*known, names)
            return False
        article_id = self._store.article_id(self._site.name, key) if key else None
        waits = article_id is None or self._captured_anew(url, article_id)
        values = {
            "site": self._site.name,
            "url": url,
            "kind": "article" if key else "story",
            "key": key,
            "priority": ARTICLE,
            "state": "pending" if waits else "done",
            "run_id": self._run_id,
            "found_on": found_on,
            "found": format_utc(utc_now()),
            "due": None if waits else format_utc(utc_now()),
            "aliases": json.dumps([name for name in names if name != url], ensure_ascii=False),
            "meta": json.dumps({"hops": list(hops)} if hops else {}),
        }
        self._db.execute(
            f"INSERT INTO frontier ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
            list(values.values()),
        )
        self._tell_archive(key, names)
        return waits

    def done(self, page: Page, coming: NextVisit) -> None:
        """`page` was asked for; `coming` says when it is due again."""
        self._db.execute(
            "UPDATE frontier SET state = 'done', run_id = ?, due = ?, failures = ?, meta = ? WHERE id = ?",
            [
                self._run_id,
                format_utc(coming.due) if coming.due else None,
                coming.failures,
                json.dumps(dict(coming.meta)),
                page.id,
            ],
        )
        self.in_flight.discard(page.id)

    def ask_again(self, page: Page, at: datetime, **meta: Any) -> None:
        """`page` waits until `at` to be asked again in this run, behind the others, with `meta` changed."""
        self._db.execute(
            "UPDATE frontier SET state = 'pending', priority = priority - 1, run_id = ?, due = ?, meta = ? "
            "WHERE id = ?",
            [self._run_id, format_utc(at), json.dumps({**page.meta, **meta}), page.id],
        )
        self.in_flight.discard(page.id)

    def rename(self, page: Page, target: str, hops: Iterable[str]) -> None:
        """The article of `page` moved to `target`: that is asked now, the old address is an alias."""
        url = self._site.canonical_url(target) or target
        # A row of before the site file knew such addresses for articles gives way to the article's.
        self._db.execute(
            "DELETE FROM frontier WHERE site = ? AND url = ? AND key IS NULL", [self._site.name, url]
        )
        self._db.execute(
            "UPDATE frontier SET url = ?, state = 'pending', run_id = ?, due = NULL, meta = ? WHERE id = ?",
            [url, self._run_id, json.dumps({"hops": list(hops)}), page.id],
        )
        self.in_flight.discard(page.id)
        known = self._known(url, page.key)
        assert known is not None
        self._add_aliases(*known, (page.url, target))

    def aliases(self, page: Page) -> list[str]:
        """The further addresses under which `page` was found."""
        row = self._db.execute("SELECT aliases FROM frontier WHERE id = ?", [page.id]).fetchone()
        return list(json.loads(row[0]))

    def was_listed(self, start: Start) -> bool:
        """Whether an earlier run has read the first page of `start`."""
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM outcomes WHERE url = ? AND outcome = 'listed' AND run_id < ?)",
            [self._site.canonical_url(first_page(start)), self._run_id],
        ).fetchone()
        return bool(row[0])

    def newest_published(self, urls: Iterable[str]) -> str | None:
        """The newest date of publication among the stored articles at `urls`, or None."""
        names = list(urls)
        row = self._db.execute(
            "SELECT max(articles.published) FROM aliases JOIN articles ON articles.id = aliases.article_id "
            f"WHERE aliases.url IN ({','.join('?' * len(names))})",
            names,
        ).fetchone()
        return None if row[0] is None else str(row[0])

    def reopen_for_replay(self) -> None:
        """Pages wait again where the replayed files hold a capture of them that the archive has not."""
        rows = self._db.execute(
            f"SELECT f.id, f.url, a.id FROM {ROWS} WHERE f.site = ? AND f.state = 'done' "
            "AND f.kind IN ('article', 'story')",
            [self._site.name],
        ).fetchall()
        again = [row_id for row_id, url, article_id in rows if self._captured_anew(url, article_id)]
        self._db.executemany(
            "UPDATE frontier SET state = 'pending', run_id = ?, due = NULL, meta = '{}' WHERE id = ?",
            [(self._run_id, row_id) for row_id in again],
        )

    def _captured_anew(self, url: str, article_id: int | None) -> bool:
        record = self._replay.find(url) if self._replay else None
        if record is None:
            return False
        known = self._db.execute(
            "SELECT 1 FROM captures WHERE record_id = ? "
            "UNION SELECT 1 FROM articles WHERE id = ? AND captured >= ?",
            [record.record_id, article_id, record.captured],
        )
        return known.fetchone() is None

    def _page(self, row: tuple[Any, ...]) -> Page:
        values: dict[str, Any] = dict(zip(PAGE_FIELDS, row, strict=True))
        page = Page(**{**values, "meta": json.loads(values["meta"])})
        if page.discovers and "read" in page.meta:
            last = find_capture(self._db, "WHERE id = ?", [page.meta["read"]])
            same = "WHERE url = ? AND payload_digest = ? ORDER BY id"
            original = find_capture(self._db, same, [last.url, last.payload_digest]) if last else None
            return replace(page, last=last, original=original)
        if page.article_id is None:
            return page
        newest = "WHERE id = (SELECT capture_id FROM articles WHERE id = ?)"
        last = find_capture(self._db, newest, [page.article_id])
        if last is None:
            return page
        same = "WHERE article_id = ? AND payload_digest = ? ORDER BY id"
        original = find_capture(self._db, same, [page.article_id, last.payload_digest])
        return replace(page, last=last, original=original or last)

    def _others(self, column: str) -> tuple[str, list[int]]:
        """SQL, and its parameters, for the rows that are not in hand."""
        return f"{column} NOT IN ({','.join('?' * len(self.in_flight))})", list(self.in_flight)

    def _known(self, url: str, key: str | None) -> tuple[int, str, str | None, str] | None:
        row: tuple[int, str, str | None, str] | None = self._db.execute(
            "SELECT id, url, key, aliases FROM frontier WHERE site = ?1 AND key = ?2 UNION ALL "
            "SELECT id, url, key, aliases FROM frontier WHERE site = ?1 AND url = ?3 LIMIT 1",
            [self._site.name, key, url],
        ).fetchone()
        return row

    def _add_aliases(
        self, row_id: int, url: str, key: str | None, aliases: str, names: Iterable[str]
    ) -> None:
        before = json.loads(aliases)
        new = [name for name in names if name != url]
        after = list(dict.fromkeys([*before, *new]))[: max(MOST_ALIASES, len(before))]
        if after != before:
            self._db.execute(
                "UPDATE frontier SET aliases = ? WHERE id = ? AND kind IN ('article', 'story')",
                [json.dumps(after, ensure_ascii=False), row_id],
            )
            self._tell_archive(key, after)

    def _tell_archive(self, key: str | None, names: Iterable[str]) -> None:
        article_id = self._store.article_id(self._site.name, key) if key else None
        if article_id is not None:
            for name in names:
                self._store.add_alias(name, article_id)


def first_page(start: Start) -> str:
    """The address at which a start begins."""
    return start.url.format(page=start.first) if isinstance(start, ListApi) else start.url
