"""What one run did on one site: its URLs by outcome and reason, and the line that says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.database.rows import rows_of
from crawler.crawl.visit import DISCOVERY_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection

    from crawler.health.problem import Problem

NEWS = ("stored", "revised", "duplicate")
GOOD = (*NEWS, "unchanged")
ORDER = (*GOOD, "refused", "gone", "skipped", "deferred", "failed")


@dataclass(frozen=True, slots=True)
class Group:
    """The URLs of a site that ended alike: `count` of them, one of which is `url` with its whole `reason`.

    `word` is the first of the reason. `kind` is the frontier's (`listing`, `article`...), None for a link
    that was never to be asked for. `known`: their articles were in the archive before. `again`: they
    had come to nothing in earlier runs, too.
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
    def discovers(self) -> bool:
        """Whether these are listings, feeds, sitemaps or list APIs."""
        return self.kind in DISCOVERY_KINDS


@dataclass(frozen=True, slots=True)
class SiteRun:
    """What one run did on one site, and what is wrong with it."""

    site: str
    groups: tuple[Group, ...] = ()
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
        """Pages that were scheduled, listings and feeds apart."""
        return self.outcomes.total() - self.outcomes["listed"]

    @property
    def listings(self) -> list[Group]:
        """Those of its groups that are asked for links."""
        return [group for group in self.groups if group.discovers and group.outcome != "deferred"]

    @property
    def pages(self) -> list[Group]:
        """Those of its groups that are asked for articles, and were no hopeless cases already."""
        asked = [group for group in self.groups if group.kind is not None and group.outcome != "deferred"]
        return [group for group in asked if not group.discovers and not group.again]

    @property
    def problem(self) -> str | None:
        """The line an operator should read, or None where the run was good."""
        return "; ".join(problem.text for problem in self.problems) or None


def site_runs(db: Connection, run_id: int, sites: Iterable[str]) -> list[SiteRun]:
    """The outcomes of run `run_id`, one SiteRun for each of `sites`, in their order."""
    groups: dict[str, list[Group]] = {site: [] for site in sites}
    for row in rows_of(
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
        groups.setdefault(site, []).append(Group(**row | words | flags))
    return [SiteRun(site, tuple(found)) for site, found in groups.items()]


def counted(groups: Iterable[Group]) -> int:
    """How many URLs there are in all."""
    return sum(group.count for group in groups)


def most_common(groups: Iterable[Group]) -> str:
    """The two commonest reasons with their counts, `timeout 3x, connect 1x`, or the only one."""
    words: Counter[str] = Counter()
    for group in groups:
        words[group.word.rstrip(",;") or "no reason"] += group.count
    if len(words) == 1:
        return next(iter(words))
    return ", ".join(f"{word} {count}x" for word, count in words.most_common(2))


def summary_line(run: SiteRun) -> str:
    """One line a site: what was found, what became of it, and what is wrong."""
    outcomes = run.outcomes
    counts = [f"{outcomes[outcome]} {outcome}" for outcome in ORDER if outcomes[outcome]]
    if not any(outcomes[outcome] for outcome in NEWS):
        counts.insert(0, "nothing new")
    line = f"{run.site}: {run.found} found: {', '.join(counts)}"
    return f"{line} - {run.problem}" if run.problem else line
