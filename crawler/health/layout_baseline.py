"""Layout problems: pages or fields that layouts no longer read, measured against the site's own history."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from math import comb
from typing import TYPE_CHECKING

from archive.clock import format_utc, parse_utc
from archive.runs.run_history import FIELDS, NO_LAYOUT, find_undated_article, load_field_counts
from crawler.health.causes import MIN_UNREAD_PAGES, unread_new_pages, unread_problem
from crawler.health.site_run import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from sqlite3 import Connection

    from archive.runs.run_history import Field, FieldCounts
    from crawler.health.site_run import SiteRun

HISTORY = timedelta(days=365)
BASELINE = timedelta(weeks=8)
RECENT = timedelta(weeks=1)

# A result less probable than this under the site's own history is not chance. Articles of one day are
# alike (a column without leads, a page of pictures), so that a few in a row prove nothing.
SIGNIFICANCE = 1e-6
MIN_BASELINE_ARTICLES = 20
MIN_MISSES = 8
MIN_PAGES = 20


@dataclass(frozen=True, slots=True)
class HitCount:
    """Of `total` pages that a run read, `hits` had the field in question."""

    at: datetime
    hits: int
    total: int


def read_field_counts(db: Connection, site: str, at: datetime) -> list[FieldCounts]:
    """Return what the crawls of a site read in the year before `at`, oldest first."""
    return load_field_counts(db, site, format_utc(at - HISTORY))


def usual_unread_share(counts: list[FieldCounts], at: datetime) -> float:
    """Return the share (0 to 1) of new pages that no layout read in the eight weeks before `at`.

    0 where there were fewer than MIN_PAGES.
    """
    before = [row for row in counts if at - BASELINE <= parse_utc(row["started"]) < at]
    total = sum(row["articles"] for row in before)
    unread = sum(row["articles"] for row in before if row["layout"] == NO_LAYOUT)
    return unread / total if total >= MIN_PAGES else 0.0


def unread_pages_problem(counts: list[FieldCounts], run: SiteRun) -> Problem | None:
    """Return a problem if no page could be read in the last runs, which together had enough pages.

    Finds a broken layout of a site with few articles a run.
    """
    unread = unread_new_pages(run)
    series = _series(counts, None)
    misses = _trailing_misses(series)
    count = sum(item.total for item in misses)
    if not unread or count < MIN_UNREAD_PAGES or len(misses) == len(series):
        return None
    return unread_problem(unread, f"{count} of {count} new pages", format_utc(misses[0].at))


def field_problems(db: Connection, site: str, counts: list[FieldCounts], at: datetime) -> Iterator[Problem]:
    """Yield the fields that current layouts no longer find, or find much more rarely than before."""
    current = {row["layout"] for row in counts if parse_utc(row["started"]) > at - RECENT} - {NO_LAYOUT}
    for layout in sorted(current):
        rows = [row for row in counts if row["layout"] == layout]
        for field in FIELDS:
            series = _series(rows, field)
            problem = _lost_field(series, layout, field) or _rare_field(series, layout, field, at)
            if problem and field == "published" and (example := find_undated_article(db, site, layout)):
                raw = example["published_raw"]
                problem = Problem(
                    problem.cause, f"{problem.text}, e.g. {raw!r} in {example['url']}", problem.since
                )
            if problem:
                yield problem


def _lost_field(series: list[HitCount], layout: str, field: str) -> Problem | None:
    misses = _trailing_misses(series)
    before = series[: len(series) - len(misses)]
    if not misses or not before:
        return None
    last = before[-1].at
    count = sum(item.total for item in misses)
    share = _hit_share(item for item in before if item.at >= last - BASELINE)
    if count < MIN_MISSES or (1 - share) ** count > SIGNIFICANCE:
        return None
    if field == "published":
        text = f"dates unreadable since {{since}}: none in {count} articles of layout {layout}"
    else:
        text = (
            f"selector `{field}` of layout {layout} last matched on {last:%Y-%m-%d}: "
            f"none in {count} articles since"
        )
    return Problem(f"{field} of {layout}", text, format_utc(misses[0].at))


def _rare_field(series: list[HitCount], layout: str, field: str, at: datetime) -> Problem | None:
    recent = [item for item in series if item.at > at - RECENT]
    share = _hit_share(item for item in series if at - RECENT - BASELINE <= item.at <= at - RECENT)
    hits, total = sum(item.hits for item in recent), sum(item.total for item in recent)
    few = all(2 * n < share * of for n, of in ((hits, total), (series[-1].hits, series[-1].total)))
    if total < MIN_BASELINE_ARTICLES or not few or _probability_of_at_most(hits, total, share) > SIGNIFICANCE:
        return None
    what = "dates" if field == "published" else f"selector `{field}`"
    text = (
        f"{what} of layout {layout} rarely found since {{since}}: in {hits} of {total} articles of the last "
        f"week, in {share:.0%} before"
    )
    return Problem(f"{field} of {layout}", text)


def _series(rows: list[FieldCounts], field: Field | None) -> list[HitCount]:
    """Return a count per run, oldest first; without a field, a hit is a page that any layout read."""
    runs: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        read = row["articles"] if row["layout"] != NO_LAYOUT else 0
        runs[row["started"]][0] += read if field is None else row[field]
        runs[row["started"]][1] += row["articles"]
    return [HitCount(parse_utc(started), hits, total) for started, (hits, total) in sorted(runs.items())]


def _trailing_misses(series: list[HitCount]) -> list[HitCount]:
    """Return the last counts that have no hit."""
    return list(takewhile(lambda item: not item.hits, reversed(series)))[::-1]


def _hit_share(series: Iterable[HitCount]) -> float:
    """Return a cautious estimate of the share of hits; 0 where there are too few articles."""
    found = list(series)
    total = sum(item.total for item in found)
    return sum(item.hits for item in found) / (total + 1) if total >= MIN_BASELINE_ARTICLES else 0.0


def _probability_of_at_most(hits: int, total: int, share: float) -> float:
    """Return the binomial probability of at most `hits` in `total` trials with probability `share`.

    >>> round(_probability_of_at_most(1, 3, 0.5), 3), _probability_of_at_most(2, 2, 0.5)
    (0.5, 1.0)
    """
    return sum(comb(total, n) * share**n * (1 - share) ** (total - n) for n in range(hits + 1))
