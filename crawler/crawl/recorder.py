"""Record visits: capture, article and outcome, and in a crawl the frontier, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from archive.doubts.doubt_table import supersede
from archive.doubts.gate import DoubtGate
from crawler.crawl.outcome_table import OutcomeTable, RecordedOutcome
from crawler.fetch.interpret import MAX_HOPS, end_of_chain, interpret_not_modified
from crawler.fetch.meaning import ArticleRead, Ended, LinksRead, NotModified, RedirectsTo
from crawler.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.article import Capture
    from archive.doubts.gate import Judged
    from archive.store import Store
    from crawler.crawl.follow_up import FollowUp
    from crawler.crawl.frontier_row import FrontierRow
    from crawler.fetch.meaning import Meaning, NoArticle
    from crawler.site import Site

Progress = Callable[[str, str, str], None]
"""Called with site, URL and outcome after each URL that is recorded."""

REDIRECT_REASON = "redirect:"  # followed by the target

# The order in which one outcome is kept for a URL with several captures.
OUTCOME_RANK = (
    *("stored", "revised", "duplicate", "doubted", "unchanged"),
    *("gone", "refused", "failed", "listed", "skipped"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one answer means for one URL, ready to be recorded.

    `key` is the key of the article at `url`, None where the URL is not an article's. `capture` is the record
    that the archive keeps, None where there is none. `row` is the row of the frontier in a crawl. `reread`
    is the id of the article whose stored capture was read again.
    """

    site: str
    url: str
    meaning: Meaning
    key: str | None = None
    capture: Capture | None = None
    row: FrontierRow | None = None
    reread: int | None = None

    @classmethod
    def of_row(cls, row: FrontierRow, site: str, meaning: Meaning, capture: Capture | None = None) -> Self:
        """Return the visit of a URL of the frontier."""
        return cls(site=site, url=row.url, meaning=meaning, key=row.key, capture=capture, row=row)


class Recorder:
    """Records visits in the archive.

    In a crawl or replay `follow_up` changes the frontier. Without it (import, reread) a URL may have several
    captures: `outcomes` has the one outcome of each URL, by OUTCOME_RANK. Without `run_id` no outcomes are
    written. `gate` doubts readings that are worse than the stored text; the runs of a crawl share one.
    """

    def __init__(
        self,
        store: Store,
        run_id: int | None,
        follow_up: FollowUp | None = None,
        progress: Progress | None = None,
        gate: DoubtGate | None = None,
    ) -> None:
        self.outcomes = OutcomeTable()
        self._store = store
        self.run_id = run_id
        self._follow_up = follow_up
        self._progress = progress
        self._gate = gate or DoubtGate(store, run_id)
        self._redirects: dict[str, str] = {}
        self._hops: dict[str, tuple[str, ...]] = {}

    def record(self, visit: Visit) -> None:
        """Record `visit` in a transaction of its own, then report progress.

        Raises:
            ArchiveError: The archive cannot be written; nothing of the visit is recorded.
        """
        with self._store.writing():
            recorded = self.enter(visit)
        self.report(visit, recorded)

    def report(self, visit: Visit, recorded: RecordedOutcome | None) -> None:
        """Report progress: the outcome of `visit` is committed."""
        if recorded is not None and self._progress is not None:
            self._progress(visit.site, visit.url, recorded.outcome)

    def enter(self, visit: Visit) -> RecordedOutcome | None:
        """Record `visit` inside a transaction.

        Returns:
            The outcome of this visit, or None where the URL is requested again before it has one.
        """
        meaning = visit.meaning
        if isinstance(meaning, ArticleRead):
            return self._enter_article(visit, meaning)
        capture_id = self._store.add_capture(visit.site, visit.capture) if visit.capture else None
        article_id = self._store.article_id(visit.site, visit.key) if visit.key else None
        if isinstance(meaning, NotModified) and article_id is not None:
            supersede(self._store.db, article_id)  # the site has the stored text again
        if self._follow_up is not None and visit.row is not None:
            ended = self._follow_up.after(visit.row, meaning, visit.capture, capture_id)
        else:
            ended = self._end(visit, meaning, article_id)
        if ended is None:
            return None
        return self._enter_outcome(visit, ended.outcome, ended.reason, article_id, capture_id)

    def judge(self) -> list[Judged]:
        """Decide inside a transaction about the readings that are held, and correct their outcomes."""
        judged = self._gate.judge()
        for item in judged:
            visit = Visit(site=item.site, url=item.url, meaning=Ended("unchanged", None))
            self._enter_outcome(visit, item.outcome, item.reason, item.article_id, item.capture_id)
        return judged

    def add_redirect(self, url: str, target: str) -> None:
        """Let `add_redirect_aliases` know a redirect that an earlier run has recorded."""
        self._redirects.setdefault(url, target)

    def add_redirect_aliases(self, sites: Mapping[str, Site]) -> None:
        """Let each URL that redirects to an article of `sites` lead to it, also over several redirects."""
        for url in self._redirects:
            article_id = self._article_behind(url, sites)
            if article_id is not None:
                self._store.add_alias(url, article_id)

    def _enter_article(self, visit: Visit, meaning: ArticleRead) -> RecordedOutcome:
        article = meaning.article
        if visit.reread is None:
            saved = self._gate.save(article, visit.url, meaning.derived)
        else:
            saved = self._gate.reread(visit.reread, article, visit.url, meaning.derived)
        if self._follow_up is not None and visit.row is not None:
            self._follow_up.after_article(visit.row, article, saved.article_id)
        return self._enter_outcome(visit, saved.outcome, saved.reason, saved.article_id, saved.capture_id)

    def _end(self, visit: Visit, meaning: NoArticle, article_id: int | None) -> Ended:
        """Return how a visit without a frontier ended."""
        match meaning:
            case RedirectsTo(target):
                return self._redirect(visit.url, target)
            case NotModified():
                return interpret_not_modified(is_stored=article_id is not None, is_discovery=False)
            case LinksRead(reason=reason):
                return Ended("listed", reason)
            case Ended():
                if meaning.outcome == "gone" and article_id is not None and visit.capture is not None:
                    self._store.mark_gone(article_id, visit.capture.captured)
                return meaning

    def _redirect(self, url: str, target: str) -> Ended:
        hops = (*self._hops.get(url, ()), url)
        if ended := end_of_chain(target, hops):
            return ended
        self._redirects[url] = target
        self._hops.setdefault(target, hops)
        return Ended("skipped", f"{REDIRECT_REASON}{target}")

    def _article_behind(self, url: str, sites: Mapping[str, Site]) -> int | None:
        """Return the id of the stored article that a chain of redirects leads to."""
        for _ in range(MAX_HOPS):
            if url not in self._redirects:
                return None
            url = self._redirects[url]
            site = site_of(url, sites)
            key = site.article_key(url) if site else None
            article_id = self._store.article_id(site.name, key) if site and key else None
            if article_id is not None:
                return article_id
        return None

    def _enter_outcome(
        self, visit: Visit, outcome: str, reason: str | None, article_id: int | None, capture_id: int | None
    ) -> RecordedOutcome:
        recorded = RecordedOutcome(visit.site, outcome, reason)
        if self.run_id is not None and self._ranks_first(visit.url, outcome):
            self._store.record_outcome(
                self.run_id, visit.site, visit.url, outcome, reason, article_id, capture_id
            )
            if self._follow_up is None:
                self.outcomes[visit.url] = recorded
        return recorded

    def _ranks_first(self, url: str, outcome: str) -> bool:
        before = self.outcomes.get(url)
        return before is None or OUTCOME_RANK.index(outcome) <= OUTCOME_RANK.index(before.outcome)
