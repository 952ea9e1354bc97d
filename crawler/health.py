"""Was this run good? Outcomes counted a site, and the one reason why a person should look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils.db import Database

NEWS = ("stored", "revised", "duplicate")
GOOD = (*NEWS, "unchanged")
ORDER = (*GOOD, "refused", "gone", "skipped", "deferred", "failed")

# A redesign breaks every page of a layout; single odd pages (video, maps) are always there.
BROKEN_SHARE = 0.2
BROKEN_COUNT = 3


@dataclass(frozen=True, slots=True)
class SiteRun:
    """What one run did on one site: URLs by outcome, and by outcome and first word of the reason."""

    site: str
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def found(self) -> int:
        """Pages that were scheduled, listings and feeds apart."""
        return self.outcomes.total() - self.outcomes["listed"]

    @property
    def problem(self) -> str | None:
        """The sentence an operator should read, or None where the run was good."""
        failed = self._with_outcome("failed") + self._with_outcome("skipped")
        if not self.outcomes["listed"]:
            return (
                f"down: nothing was listed ({_most_common(failed)})" if failed else "down: nothing was asked"
            )
        if self.reasons["listed", "empty:"] == self.outcomes["listed"]:
            return "empty listing: no story on any listing, feed or sitemap"
        refused = self._with_outcome("refused")
        broken = sum(count for reason, count in refused.items() if reason.startswith("layout"))
        fetched = sum(self.outcomes[outcome] for outcome in GOOD) + broken
        if broken >= BROKEN_COUNT and broken > BROKEN_SHARE * fetched:
            return f"layout: {broken} of {fetched} pages were not read ({_most_common(refused)})"
        return None

    def _with_outcome(self, outcome: str) -> Counter[str]:
        return Counter({reason: n for (name, reason), n in self.reasons.items() if name == outcome})


def site_runs(db: Database, run_id: int, sites: Iterable[str]) -> list[SiteRun]:
    """The outcomes of run `run_id`, one SiteRun for each of `sites`, in their order."""
    runs = {site: SiteRun(site) for site in sites}
    for site, outcome, reason, count in db.execute(
        "SELECT site, outcome, coalesce(reason, ''), count(*) FROM outcomes WHERE run_id = ?"
        " GROUP BY 1, 2, 3",
        [run_id],
    ):
        run = runs.setdefault(site, SiteRun(site))
        run.outcomes[outcome] += count
        run.reasons[outcome, first_word(reason)] += count
    return list(runs.values())


def first_word(reason: str) -> str:
    """The class of a reason: `layout:body` of `layout:body nhandan: layout 2018: no body ...`."""
    return reason.split(" ", 1)[0].rstrip(",;")


def summary_line(run: SiteRun) -> str:
    """One line a site: what was found, what became of it, and what is wrong."""
    counts = [f"{run.outcomes[outcome]} {outcome}" for outcome in ORDER if run.outcomes[outcome]]
    if not any(run.outcomes[outcome] for outcome in NEWS):
        counts.insert(0, "nothing new")
    line = f"{run.site}: {run.found} found: {', '.join(counts)}"
    return f"{line} - {run.problem}" if run.problem else line


def _most_common(reasons: Counter[str]) -> str:
    return ", ".join(f"{reason or 'no reason'} {count}x" for reason, count in reasons.most_common(2))
