"""Entering a visit in the archive: one transaction for capture, article, outcome, frontier and links."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from archive.clock import utc_now
from archive.runs.run_history import enter_links
from crawler.crawl.frontier import DEEP_DISCOVERY, DISCOVERY
from crawler.crawl.pagination import MOST_PAGES, following
from crawler.crawl.revisit_policy import NextVisit, next_check, next_visit
from crawler.discover import Found

if TYPE_CHECKING:
    from archive.article import Article
    from crawler.crawl.frontier import Frontier
    from crawler.crawl.run import Run
    from crawler.crawl.visit import Page, Visit
    from crawler.discover import Start
    from crawler.site import Site

MOST_HOPS = 20
LONGEST_URL = 2000


class Recorder:
    """Enters the visits of one site; a fault that may pass is asked again `retries` times in a run."""

    def __init__(self, run: Run, site: Site, frontier: Frontier, *, retries: int, pause: float) -> None:
        self._run = run
        self._store = run.store
        self._site = site
        self._frontier = frontier
        self._retries = 0 if run.replay else retries
        self._pause = pause

    def enter(self, visit: Visit) -> None:
        """Write all that `visit` came to, or nothing; raises ArchiveError."""
        with self._store.writing():
            outcome = self._enter(visit)
        if outcome is not None:
            self._run.settled(self._site, visit.page.url, outcome)

    def _enter(self, visit: Visit) -> str | None:
        """The outcome, or None for a page that is asked again before it has one."""
        page = visit.page
        if visit.article is not None:
            return self._article(page, visit.article)
        capture_id = self._store.add_capture(self._site.name, visit.capture) if visit.capture else None
        if visit.passing and page.retries < self._retries:
            wait = timedelta(seconds=self._pause if visit.wait is None else visit.wait)
            self._frontier.ask_again(page, utc_now() + wait, retries=page.retries + 1)
            return None
        if visit.target is not None:
            return self._redirect(visit, visit.target, capture_id)
        return self._settle(visit, visit.outcome or "failed", self._links(visit) or visit.reason, capture_id)

    def _settle(self, visit: Visit, outcome: str, reason: str | None, capture_id: int | None) -> str:
        page = visit.page
        coming = next_visit(page, outcome, reason, visit.capture, utc_now())
        if outcome == "listed":
            coming = NextVisit(meta=_as_read(visit, capture_id))
        self._frontier.done(page, coming)
        if coming.gone_since is not None and page.article_id is not None:
            self._store.mark_gone(page.article_id, coming.gone_since)
        self._outcome(page.url, outcome, reason, page.article_id, capture_id)
        return outcome

    def _article(self, page: Page, article: Article) -> str:
        saved = self._store.save(article)
        for address in (page.url, *page.hops, *self._frontier.aliases(page)):
            self._store.add_alias(address, saved.article_id)
        self._frontier.done(page, NextVisit(due=next_check(article.published, page.found, utc_now())))
        self._outcome(page.url, saved.outcome, saved.reason, saved.article_id, saved.capture_id)
        return saved.outcome

    def _redirect(self, visit: Visit, target: str, capture_id: int | None) -> str | None:
        """Follow a redirect within the site by a row of its own; the page that redirects is an alias."""
        page = visit.page
        target = urldefrag(target).url
        hops = (*page.hops, page.address)
        if not self._site.owns(target):
            return self._settle(visit, "skipped", f"{blocked(target)} {target[:LONGEST_URL]}", capture_id)
        if target in hops or len(hops) > MOST_HOPS:
            return self._settle(visit, "failed", f"redirects {len(hops)} times, to {target}", capture_id)
        if self._site.canonical_url(target) == page.url:
            self._frontier.ask_again(page, utc_now(), ask=target, hops=hops)
            return None
        if page.key is not None and self._site.article_key(target) == page.key:
            self._frontier.rename(page, target, hops)
            self._outcome(page.url, "skipped", f"redirect:{target}", page.article_id, capture_id)
            return "skipped"
        if page.discovers:
            meta = {**page.meta, "hops": hops, "read": None}
            self._frontier.add_discovery(target, page.kind, page.priority, meta, found_on=page.url)
        else:
            aliases = (page.url, page.address, *self._frontier.aliases(page))
            self._frontier.add_story(target, found_on=page.url, aliases=aliases, hops=hops)
        return self._settle(visit, "skipped", f"redirect:{target}", capture_id)

    def _links(self, visit: Visit) -> str | None:
        """Put the links of a discovery page into the frontier; what ended the walk, if a bound did."""
        page, start = visit.page, start_of(self._site, visit.page)
        if start is None:
            return None
        ours = [link for link in visit.stories if self._is_ours(link, page)]
        new = sum(self._frontier.add_story(link, found_on=page.url) for link in ours)
        number = int(page.meta.get("number", 1))
        if number == 1 and (ours or visit.pages):
            links = (*ours, *visit.pages)
            enter_links(self._store.db, self._run.run_id, self._site.name, page.url, links)
        pages = following(
            self._run.scope,
            start,
            Found(visit.stories, visit.pages),
            number=number,
            new_stories=new,
            reached=new < len(ours) or not self._frontier.was_listed(start),
        )
        back = self._run.scope.since is not None
        meta = {"start": start.url, "number": number + 1, "after": ours if back else []}
        priority = DEEP_DISCOVERY if back or number >= getattr(start, "pages", math.inf) else DISCOVERY
        for link in pages:
            if self._is_ours(link, page):
                self._frontier.add_discovery(link, page.kind, priority, meta, found_on=page.url)
        return f"budget {MOST_PAGES} pages of one listing are read" if number >= MOST_PAGES else None

    def _is_ours(self, link: str, page: Page) -> bool:
        """Whether `link` stays on the site; one that leads out has its outcome at once."""
        if self._site.owns(link) and len(link) <= LONGEST_URL:
            return True
        self._outcome(link[:LONGEST_URL], "skipped", f"{blocked(link)} found on {page.url}")
        return False

    def _outcome(
        self,
        url: str,
        outcome: str,
        reason: str | None,
        article_id: int | None = None,
        capture_id: int | None = None,
    ) -> None:
        self._store.record_outcome(
            self._run.run_id, self._site.name, url, outcome, reason, article_id, capture_id
        )


def _as_read(visit: Visit, capture_id: int | None) -> dict[str, Any]:
    """What is remembered of a listing for a conditional request: only one that was read whole counts."""
    if visit.capture is not None and visit.capture.status == 304:
        capture_id = visit.page.meta.get("read")
    elif visit.reason is not None:
        capture_id = None
    return {} if capture_id is None else {"read": capture_id}


def start_of(site: Site, page: Page) -> Start | None:
    """The start that a discovery page belongs to; None when the site file has it no more."""
    return next((start for start in site.starts if start.url == page.meta.get("start")), None)


def blocked(url: str) -> str:
    """Why an address that is not the site's is not asked for.

    >>> blocked("file:///etc/passwd"), blocked("https://en.nhandan.vn/")
    ('blocked:scheme', 'blocked:offsite')
    """
    return "blocked:offsite" if urlsplit(url).scheme in ("http", "https") else "blocked:scheme"
