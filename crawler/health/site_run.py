"""What a run did on one site: its URLs grouped by outcome and reason, its problems, its summary line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.database.rows import fetch_rows
from crawler.crawl.frontier_row import DISCOVERY_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection

SINCE = "{since}"
ROBOTS_UNREACHABLE = "robots:unreachable"  # the word after it says why
ARTICLE_CHANGES = ("stored", "revised", "duplicate")
OUTCOME_ORDER = (*ARTICLE_CHANGES, "doubted", "unchanged", "refused", "gone", "skipped", "deferred", "failed")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something at a site that needs attention.

    `cause` identifies the problem from run to run (`blocked`, `layout`, `lead of 2018`). `text` is the line
    that an operator reads; `{since}` in it becomes the day on which the problem was first seen. `since` is
    set, as the archive stores times, where an earlier time than this run is known.
    """

    cause: str
    text: str
    since: str | None = None

    def dated(self, since: str) -> Problem:
        """Return the problem with its first time, also in its text."""
        return Problem(self.cause, self.text.replace(SINCE, since[:10]), since)


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    """The URLs of a site with the same outcome: `count` of them, and one as an example.

    Attributes:
        outcome: The outcome of all URLs of the group.
        word: The first word of their reasons.
        kind: Their kind in the frontier (`listing`, `article`...), None for a link that was not scheduled.
        known: Whether their articles were in the archive before the run.
        again: Whether they failed in earlier runs too.
        count: The number of URLs.
        url: One of the URLs.
        reason: The whole reason of that URL.
    """

    outcome: str
    word: str
    kind: str | None
    known: bool
    again: bool
    count: int
    url: str
    reason: str

    @property
    def is_discovery(self) -> bool:
        """Whether these are listings, feeds, sitemaps or list APIs."""
        return self.kind in DISCOVERY_KINDS


@dataclass(frozen=True, slots=True)
class SiteRun:
    """What one run did on one site, and the problems found."""

    site: str
    groups: tuple[OutcomeGroup, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def outcomes(self) -> Counter[str]:
        """URLs by outcome."""
        counts: Counter[str] = Counter()
        for group in self.groups:
            counts[group.outcome] += group.count
        return counts

    @property
    def found(self) -> int:
        """The number of scheduled URLs that are not listings, feeds or sitemaps."""
        return self.outcomes.total() - self.outcomes["listed"]

    @property
    def listings(self) -> list[OutcomeGroup]:
        """The groups that were requested for links."""
        return [group for group in self._requested if group.is_discovery]

    @property
    def _requested(self) -> list[OutcomeGroup]:
        return [group for group in self.groups if group.kind is not None and group.outcome != "deferred"]

    @property
    def pages(self) -> list[OutcomeGroup]:
        """The groups that were requested for articles and did not fail in earlier runs too."""
        return [group for group in self._requested if not group.is_discovery and not group.again]

    @property
    def is_unresolved(self) -> bool:
        """Whether DNS gave no address of any host that was requested."""
        return bool(self._requested) and all(
            group.reason == f"{ROBOTS_UNREACHABLE} dns" for group in self._requested
        )

    @property
    def problem(self) -> str | None:
        """The texts of all problems on one line, or None."""
        return "; ".join(problem.text for problem in self.problems) or None


def site_runs(db: Connection, run_id: int, sites: Iterable[str]) -> list[SiteRun]:
    """Return the outcomes of run `run_id`, one SiteRun for each of `sites`, in their order."""
    groups: dict[str, list[OutcomeGroup]] = {site: [] for site in sites}
    for row in fetch_rows(
        db,
        # Beside min(), SQLite takes the other columns from the same row: url and reason belong together.
        "SELECT o.site, outcome, substr(reason, 1, instr(reason || ' ', ' ') - 1) AS word, kind,"
        " article_id IS NOT NULL AND outcome NOT IN ('stored', 'duplicate') AS known,"
        " coalesce(failures > 1, 0) AS again, count(*) AS count, min(o.url) AS url, reason"
        " FROM outcomes o LEFT JOIN frontier f ON f.site = o.site AND f.url = o.url"
        " WHERE o.run_id = ? GROUP BY 1, 2, 3, 4, 5, 6",
        [run_id],
    ):
        site = row.pop("site")
        words = {name: row[name] or "" for name in ("word", "reason")}
        flags = {name: bool(row[name]) for name in ("known", "again")}
        groups.setdefault(site, []).append(OutcomeGroup(**row | words | flags))
    return [SiteRun(site, tuple(found)) for site, found in groups.items()]


def count_urls(groups: Iterable[OutcomeGroup]) -> int:
    """Return the number of URLs in all groups."""
    return sum(group.count for group in groups)


def common_reasons(groups: Iterable[OutcomeGroup]) -> str:
    """Return the two most common reasons with counts, `timeout 3x, connect 1x`, or the only reason."""
    words: Counter[str] = Counter()
    for group in groups:
        reason = group.reason if group.word == ROBOTS_UNREACHABLE else group.word
        words[reason.rstrip(",;") or "no reason"] += group.count
    if len(words) == 1:
        return next(iter(words))
    return ", ".join(f"{word} {count}x" for word, count in words.most_common(2))


def summary_line(run: SiteRun) -> str:
    """Return the summary of a site: `paper: 3 found: 2 stored, 1 refused - PROBLEM`."""
    outcomes = run.outcomes
    counts = [f"{outcomes[outcome]} {outcome}" for outcome in OUTCOME_ORDER if outcomes[outcome]]
    if not any(outcomes[outcome] for outcome in ARTICLE_CHANGES):
        counts.insert(0, "nothing new")
    line = f"{run.site}: {run.found} found: {', '.join(counts)}"
    return f"{line} - {run.problem}" if run.problem else line
