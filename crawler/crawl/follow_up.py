"""Follow up a visit in the frontier: retries, redirects, the links of a page, the time of its next visit."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from archive.clock import utc_now
from archive.runs.run_history import record_links
from crawler.crawl.frontier import DEEP_DISCOVERY, DISCOVERY
from crawler.crawl.frontier_row import RowMeta
from crawler.crawl.pagination import end_of_listing, pages_to_follow
from crawler.crawl.revisit_policy import NextVisit, next_check, next_visit
from crawler.discover import Found, ListApi, Listing
from crawler.fetch.interpret import (
    MAX_URL_LENGTH,
    blocked_reason,
    end_of_chain,
    end_of_redirect,
    interpret_not_modified,
)
from crawler.fetch.meaning import Ended, LinksRead, NotModified, RedirectsTo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.article import Article, Capture
    from crawler.crawl.frontier import Frontier
    from crawler.crawl.frontier_row import FrontierRow
    from crawler.crawl.run import Run
    from crawler.discover import Start
    from crawler.fetch.meaning import NoArticle
    from crawler.site import Site


class FollowUp:
    """Changes the frontier of one site after each visit of one run; inside `Store.writing()`.

    A URL is requested again up to `retries` times in a run where the failure may pass, after `pause` seconds.
    """

    def __init__(self, run: Run, site: Site, frontier: Frontier, *, retries: int, pause: float) -> None:
        self._run = run
        self._store = run.store
        self._site = site
        self._frontier = frontier
        self._retries = 0 if run.replay else retries
        self._pause = pause
        self._listed: dict[str, set[str]] = {}  # the stories on the pages of a start in this run

    def after_article(self, row: FrontierRow, article: Article, article_id: int) -> None:
        """Schedule the next check of an article, and let all addresses of its page lead to it."""
        for address in (row.url, *row.hops, *self._frontier.aliases(row)):
            self._store.add_alias(address, article_id)
        due = next_check(article.published, row.found, utc_now())
        self._frontier.mark_done(row, NextVisit(due=due))

    def after(
        self, row: FrontierRow, meaning: NoArticle, capture: Capture | None, capture_id: int | None
    ) -> Ended | None:
        """Return how a visit without an article ended, or None where the URL is requested again first."""
        match meaning:
            case RedirectsTo():
                return self._redirect(row, meaning, capture)
            case LinksRead():
                return self._enter_links(row, meaning, capture_id)
            case NotModified():
                return self._not_modified(row, capture)
            case Ended():
                return None if self._retried(row, meaning) else self._end(row, meaning, capture)

    def _end(self, row: FrontierRow, ended: Ended, capture: Capture | None) -> Ended:
        following = next_visit(row, ended, capture, utc_now())
        if following.gone_since is not None and row.article_id is not None:
            self._store.mark_gone(row.article_id, following.gone_since)
        self._frontier.mark_done(row, following)
        return ended

    def _not_modified(self, row: FrontierRow, capture: Capture | None) -> Ended:
        is_stored = row.last is not None or row.article_id is not None
        ended = interpret_not_modified(is_stored=is_stored, is_discovery=row.is_discovery)
        if ended.outcome != "listed":
            return self._end(row, ended, capture)
        self._mark_listed(row, row.meta.get("read"))
        return ended

    def _mark_listed(self, row: FrontierRow, capture_id: int | None) -> None:
        """Remember the capture whose links were stored, for conditional requests."""
        meta = RowMeta() if capture_id is None else RowMeta(read=capture_id)
        self._frontier.mark_done(row, NextVisit(meta=meta))

    def _retried(self, row: FrontierRow, ended: Ended) -> bool:
        """Whether the URL is requested again in this run, after the others."""
        if not ended.passing or row.retries >= self._retries:
            return False
        wait = timedelta(seconds=self._pause if ended.wait is None else ended.wait)
        self._frontier.postpone(row, utc_now() + wait, {"retries": row.retries + 1})
        return True

    def _redirect(self, row: FrontierRow, redirect: RedirectsTo, capture: Capture | None) -> Ended | None:
        """Follow a redirect within the site by a row of its own; the address that redirects is an alias."""
        target = redirect.target
        hops = [*self._frontier.hops(row), row.address]
        if ended := end_of_chain(target, hops):
            return self._end(row, ended, capture)
        if self._site.canonical_url(target) == row.url:
            self._frontier.postpone(row, utc_now(), {"ask": target, "hops": hops})
            return None
        ended = end_of_redirect(redirect, self._site, row.key)
        if row.key is not None and self._site.article_key(target) == row.key:
            self._frontier.move(row, target, hops)
            return ended
        if row.is_discovery:
            meta: RowMeta = {**row.meta, "hops": hops, "read": None}
            self._frontier.add_discovery(target, row.kind, row.priority, meta, found_on=row.url)
        else:
            aliases = (row.url, row.address, *self._frontier.aliases(row))
            self._frontier.add_story(target, found_on=row.url, aliases=aliases, hops=hops)
        return self._end(row, ended, capture)

    def _enter_links(self, row: FrontierRow, links: LinksRead, capture_id: int | None) -> Ended:
        """Put the links of a discovery page into the frontier."""
        start = start_of(self._site, row)
        if start is None:
            raise ValueError(f"{self._site.name}: {row.url} belongs to no start of the site file")
        number = row.meta.get("number", 1)
        stories = [link for link in links.stories if self._is_internal(link, row)]
        new = sum(self._frontier.add_story(link, found_on=row.url) for link in stories)
        if number == 1 and (stories or links.pages):
            found = (*stories, *links.pages)
            record_links(self._store.db, self._run.run_id, self._site.name, row.url, found)
        idle = self._count_idle_pages(row, start, stories)
        pages = pages_to_follow(
            self._run.scope,
            start,
            Found(links.stories, links.pages),
            number=number,
            new_stories=new,
            reached=new < len(stories) or not self._frontier.was_listed(start),
            idle_pages=idle,
        )
        self._add_pages(row, start, pages, stories, idle)
        self._mark_listed(row, None if links.reason else capture_id)
        return Ended("listed", end_of_listing(number, idle) or links.reason)

    def _count_idle_pages(self, row: FrontierRow, start: Start, stories: list[str]) -> int:
        """Return how many pages of a listing in a row, up to this one, had no story new in this run."""
        if not isinstance(start, Listing | ListApi):
            return 0
        listed = self._listed.setdefault(start.url, set())
        is_idle = listed.issuperset(stories)
        listed.update(stories)
        return row.meta.get("idle", 0) + 1 if is_idle else 0

    def _add_pages(
        self, row: FrontierRow, start: Start, pages: Sequence[str], stories: list[str], idle: int
    ) -> None:
        number = row.meta.get("number", 1)
        back = self._run.scope.since is not None
        meta: RowMeta = {"start": start.url, "number": number + 1, "idle": idle}
        meta["after"] = stories if back else []
        priority = DEEP_DISCOVERY if back or number >= getattr(start, "pages", math.inf) else DISCOVERY
        for link in pages:
            if self._is_internal(link, row):
                self._frontier.add_discovery(link, row.kind, priority, meta, found_on=row.url)

    def _is_internal(self, link: str, row: FrontierRow) -> bool:
        """Whether `link` is on the site; the outcome of an external one is recorded at once."""
        if self._site.owns(link) and len(link) <= MAX_URL_LENGTH:
            return True
        reason = f"{blocked_reason(link)} found on {row.url}"
        url = link[:MAX_URL_LENGTH]
        self._store.record_outcome(self._run.run_id, self._site.name, url, "skipped", reason)
        return False


def start_of(site: Site, row: FrontierRow) -> Start | None:
    """Return the start that a discovery page belongs to, or None where it is no longer in the site file."""
    return next((start for start in site.starts if start.url == row.meta.get("start")), None)
