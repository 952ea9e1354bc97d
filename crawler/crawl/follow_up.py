"""Follow up a visit in the frontier: retries, redirects, the links of a page, the time of its next visit."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from archive.clock import utc_now
from archive.runs.run_history import record_links
from crawler.crawl.frontier import DEEP_DISCOVERY, DISCOVERY
from crawler.crawl.pagination import MOST_PAGES, following
from crawler.crawl.revisit_policy import NextVisit, next_check, next_visit
from crawler.discover import Found
from crawler.fetch.interpret import LONGEST_URL, blocked, end_of_chain, interpret_not_modified
from crawler.fetch.meaning import Ended, LinksRead, NotModified, RedirectsTo

if TYPE_CHECKING:
    from archive.article import Article
    from crawler.crawl.frontier import Frontier
    from crawler.crawl.run import Run
    from crawler.crawl.visit import Page, Visit
    from crawler.discover import Start
    from crawler.fetch.meaning import NoArticle
    from crawler.site import Site


class FollowUp:
    """The follow-up of visits to one site in one run; a passing fault is retried `retries` times.

    All of it is called inside `Store.writing()`.
    """

    def __init__(self, run: Run, site: Site, frontier: Frontier, *, retries: int, pause: float) -> None:
        self._run = run
        self._store = run.store
        self._site = site
        self._frontier = frontier
        self._retries = 0 if run.replay else retries
        self._pause = pause

    def article(self, visit: Visit, article: Article, article_id: int) -> None:
        """Schedule the next check of an article, and let the addresses of its page lead to it."""
        page = visit.frontier_page
        for address in (page.url, *page.hops, *self._frontier.aliases(page)):
            self._store.add_alias(address, article_id)
        self._frontier.done(page, NextVisit(due=next_check(article.published, page.found, utc_now())))

    def ending(self, visit: Visit, meaning: NoArticle, capture_id: int | None) -> Ended | None:
        """Return what a visit without an article comes to, or None where its page is asked again first."""
        page = visit.frontier_page
        match meaning:
            case RedirectsTo(target):
                return self._redirect(visit, page, target)
            case LinksRead():
                reason = self._enter_links(page, meaning) or meaning.reason
                read = {} if meaning.reason or capture_id is None else {"read": capture_id}
                return self._done(page, Ended("listed", reason), NextVisit(meta=read))
            case NotModified():
                known = page.last is not None or page.article_id is not None
                return self._not_modified(visit, page, known=known)
            case Ended():
                return None if self._retried(page, meaning) else self._settle(visit, page, meaning)

    def _settle(self, visit: Visit, page: Page, ended: Ended) -> Ended:
        coming = next_visit(page, ended.outcome, ended.reason, visit.capture, utc_now())
        if coming.gone_since is not None and page.article_id is not None:
            self._store.mark_gone(page.article_id, coming.gone_since)
        return self._done(page, ended, coming)

    def _done(self, page: Page, ended: Ended, coming: NextVisit) -> Ended:
        self._frontier.done(page, coming)
        return ended

    def _not_modified(self, visit: Visit, page: Page, *, known: bool) -> Ended:
        ended = interpret_not_modified(known=known, discovers=page.discovers)
        if ended.outcome == "listed":
            read = page.meta.get("read")
            return self._done(page, ended, NextVisit(meta={} if read is None else {"read": read}))
        return self._settle(visit, page, ended)

    def _retried(self, page: Page, ended: Ended) -> bool:
        """Whether the page is asked again in this run, behind the others."""
        if not ended.passing or page.retries >= self._retries:
            return False
        wait = timedelta(seconds=self._pause if ended.wait is None else ended.wait)
        self._frontier.ask_again(page, utc_now() + wait, retries=page.retries + 1)
        return True

    def _redirect(self, visit: Visit, page: Page, target: str) -> Ended | None:
        """Follow a redirect within the site by a row of its own; the page that redirects is an alias."""
        hops = (*page.hops, page.address)
        if ended := end_of_chain(target, hops):
            return self._settle(visit, page, ended)
        if self._site.canonical_url(target) == page.url:
            self._frontier.ask_again(page, utc_now(), ask=target, hops=hops)
            return None
        ended = Ended("skipped", f"redirect:{target}")
        if page.key is not None and self._site.article_key(target) == page.key:
            self._frontier.rename(page, target, hops)
            return ended
        if page.discovers:
            meta = {**page.meta, "hops": hops, "read": None}
            self._frontier.add_discovery(target, page.kind, page.priority, meta, found_on=page.url)
        else:
            aliases = (page.url, page.address, *self._frontier.aliases(page))
            self._frontier.add_story(target, found_on=page.url, aliases=aliases, hops=hops)
        return self._settle(visit, page, ended)

    def _enter_links(self, page: Page, links: LinksRead) -> str | None:
        """Put the links of a discovery page into the frontier; what ended the walk, if a bound did."""
        start = start_of(self._site, page)
        assert start is not None, "the links of a page were read by its start"
        ours = [link for link in links.stories if self._is_ours(link, page)]
        new = sum(self._frontier.add_story(link, found_on=page.url) for link in ours)
        number = int(page.meta.get("number", 1))
        if number == 1 and (ours or links.pages):
            found = (*ours, *links.pages)
            record_links(self._store.db, self._run.run_id, self._site.name, page.url, found)
        pages = following(
            self._run.scope,
            start,
            Found(links.stories, links.pages),
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
        reason = f"{blocked(link)} found on {page.url}"
        self._store.record_outcome(self._run.run_id, self._site.name, link[:LONGEST_URL], "skipped", reason)
        return False


def start_of(site: Site, page: Page) -> Start | None:
    """The start that a discovery page belongs to; None when the site file has it no more."""
    return next((start for start in site.starts if start.url == page.meta.get("start")), None)
