"""Record what answers mean: capture, article, outcome, and in a crawl the frontier, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.fetch.interpret import MOST_HOPS, end_of_chain, interpret_not_modified
from crawler.fetch.meaning import ArticleRead, Ended, LinksRead, NotModified, RedirectsTo
from crawler.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.article import Article
    from archive.store import Store
    from crawler.crawl.follow_up import FollowUp
    from crawler.crawl.visit import Visit
    from crawler.fetch.meaning import NoArticle
    from crawler.site import Site

Progress = Callable[[str, str, str], None]
"""Called with site, URL and outcome after each URL that is recorded."""

# A URL with several captures gets the outcome that tells most.
MOST_TELLING = (
    *("stored", "revised", "duplicate", "unchanged"),
    *("gone", "refused", "failed", "listed", "skipped"),
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a URL."""

    site: str
    outcome: str
    reason: str | None


class Recorder:
    """Enters visits in the archive, in a crawl with `follow_up`, which changes the frontier.

    Without it (import, reread) a URL may have several captures, and `outcomes` has the most telling outcome
    of each. No outcomes are kept where `run_id` is None.
    """

    def __init__(
        self,
        store: Store,
        run_id: int | None,
        follow_up: FollowUp | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.outcomes: dict[str, Recorded] = {}
        self._store = store
        self._run_id = run_id
        self._follow_up = follow_up
        self._progress = progress
        self._redirects: dict[str, RedirectsTo] = {}
        self._hops: dict[str, tuple[str, ...]] = {}

    def record(self, visit: Visit) -> None:
        """Enter `visit` in a transaction of its own, then report progress; raises ArchiveError."""
        with self._store.writing():
            recorded = self.enter(visit)
        if recorded is not None and self._progress is not None:
            self._progress(visit.site, visit.url, recorded.outcome)

    def enter(self, visit: Visit) -> Recorded | None:
        """Return what became of the URL, or None where it is asked again first; inside `Store.writing()`."""
        meaning = visit.meaning
        if isinstance(meaning, ArticleRead):
            return self._enter_article(visit, meaning.article)
        capture_id = self._store.add_capture(visit.site, visit.capture) if visit.capture else None
        article_id = self._store.article_id(visit.site, visit.key) if visit.key else None
        if self._follow_up is None:
            ended: Ended | None = self._ending(visit, meaning, article_id)
        else:
            ended = self._follow_up.ending(visit, meaning, capture_id)
        if ended is None:
            return None
        return self._enter_outcome(visit, ended.outcome, ended.reason, article_id, capture_id)

    def add_redirect_aliases(self, sites: Mapping[str, Site]) -> None:
        """Let each address that redirects to an article lead to it, also over other redirects."""
        for url in self._redirects:
            article_id = self._article_behind(url, sites)
            if article_id is not None:
                self._store.add_alias(url, article_id)

    def _enter_article(self, visit: Visit, article: Article) -> Recorded:
        if visit.rereads is None:
            saved = self._store.save(article)
        else:
            saved = self._store.reread(visit.rereads, article)
        if self._follow_up is not None:
            self._follow_up.article(visit, article, saved.article_id)
        return self._enter_outcome(visit, saved.outcome, saved.reason, saved.article_id, saved.capture_id)

    def _ending(self, visit: Visit, meaning: NoArticle, article_id: int | None) -> Ended:
        """What `visit` comes to where there is no frontier: every capture is entered as it is."""
        match meaning:
            case RedirectsTo(target):
                return self._redirect(visit.url, target)
            case NotModified():
                return interpret_not_modified(known=article_id is not None, discovers=False)
            case LinksRead(reason=reason):
                return Ended("listed", reason)
            case Ended() as ended:
                if ended.outcome == "gone" and article_id is not None and visit.capture is not None:
                    self._store.mark_gone(article_id, visit.capture.captured)
                return ended

    def _redirect(self, url: str, target: str) -> Ended:
        hops = (*self._hops.get(url, ()), url)
        if ended := end_of_chain(target, hops):
            return ended
        self._redirects[url] = RedirectsTo(target)
        self._hops.setdefault(target, hops)
        return Ended("skipped", f"redirect:{target}")

    def _article_behind(self, url: str, sites: Mapping[str, Site]) -> int | None:
        for _ in range(MOST_HOPS):
            if url not in self._redirects:
                return None
            url = self._redirects[url].target
            site = site_of(url, sites)
            key = site.article_key(url) if site else None
            article_id = self._store.article_id(site.name, key) if site and key else None
            if article_id is not None:
                return article_id
        return None

    def _enter_outcome(
        self, visit: Visit, outcome: str, reason: str | None, article_id: int | None, capture_id: int | None
    ) -> Recorded:
        recorded = Recorded(visit.site, outcome, reason)
        if self._run_id is not None and self._tells_most(visit.url, outcome):
            self._store.record_outcome(
                self._run_id, visit.site, visit.url, outcome, reason, article_id, capture_id
            )
            if self._follow_up is None:
                self.outcomes[visit.url] = recorded
        return recorded

    def _tells_most(self, url: str, outcome: str) -> bool:
        before = self.outcomes.get(url)
        return before is None or MOST_TELLING.index(outcome) <= MOST_TELLING.index(before.outcome)
