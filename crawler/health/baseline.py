"""The layouts of a site against their own past: what they used to read, and to find on a page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from math import comb
from typing import TYPE_CHECKING

from archive.clock import format_utc, parse_utc
from archive.runs.run_history import FIELDS, UNREAD, field_counts, undated_article
from crawler.health.causes import BROKEN_COUNT, broken_layout
from crawler.health.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from sqlite3 import Connection

    from archive.runs.run_history import Row
    from crawler.health.siterun import Group

MEMORY = timedelta(days=365)
USUAL = timedelta(weeks=8)
RECENT = timedelta(weeks=1)

# What is as improbable as this under a site's own past is no chance. Articles of one day are alike
# (a column without leads, a page of pictures), so that a few in a row prove nothing.
CHANCE = 1e-6
ENOUGH_PAST = 20  # articles
ENOUGH_MISSES = 8
ENOUGH_PAGES = 20


@dataclass(frozen=True, slots=True)
class Count:
    """Of `total` pages that a run read, `hits` had what is asked about."""

    at: datetime
    hits: int
    total: int


def usual_share_unread(counts: list[Row], at: datetime) -> float:
    """The share of new pages that no layout read in the weeks before `at`; 0 where these were few."""
    before = [row for row in counts if at - USUAL <= parse_utc(row["started"]) < at]
    total = sum(row["articles"] for row in before)
    unread = sum(row["articles"] for row in before if row["layout"] == UNREAD)
    return unread / total if total >= ENOUGH_PAGES else 0.0


def nothing_read(counts: list[Row], groups: list[Group]) -> Problem | None:
    """A slow site's broken layout: no page could be read in its last runs; `groups` are those of this run."""
    broken = [group for group in groups if group.word.startswith("layout:") and not group.known]
    series = _series(counts, None)
    misses = _misses(series)
    count = sum(item.total for item in misses)
    if not broken or count < BROKEN_COUNT or len(misses) == len(series):
        return None
    return broken_layout(broken, f"any of {count} new pages", format_utc(misses[0].at))


def lost_fields(db: Connection, site: str, counts: list[Row], at: datetime) -> Iterator[Problem]:
    """The parts of articles that layouts in use no longer find, or find much more rarely than before."""
    in_use = {row["layout"] for row in counts if parse_utc(row["started"]) > at - RECENT} - {UNREAD}
    for layout in sorted(in_use):
        rows = [row for row in counts if row["layout"] == layout]
        for field in FIELDS:
            series = _series(rows, field)
            problem = _lost(series, layout, field) or _rarer(series, layout, field, at)
            if problem and field == "published" and (example := undated_article(db, site, layout)):
                raw = example["published_raw"]
                problem = Problem(
                    problem.cause, f"{problem.text}, e.g. {raw!r} in {example['url']}", problem.since
                )
            if problem:
                yield problem


def _lost(series: list[Count], layout: str, field: str) -> Problem | None:
    misses = _misses(series)
    before = series[: len(series) - len(misses)]
    if not misses or not before:
        return None
    last = before[-1].at
    count = sum(item.total for item in misses)
    share = _share(item for item in before if item.at >= last - USUAL)
    if count < ENOUGH_MISSES or (1 - share) ** count > CHANCE:
        return None
    if field == "published":
        text = f"dates unreadable since {{since}}: none in {count} articles of layout {layout}"
    else:
        text = (
            f"selector `{field}` of layout {layout} last matched on {last:%Y-%m-%d}: "
            f"none in {count} articles since"
        )
    return Problem(f"{field} of {layout}", text, format_utc(misses[0].at))


def _rarer(series: list[Count], layout: str, field: str, at: datetime) -> Problem | None:
    recent = [item for item in series if item.at > at - RECENT]
    share = _share(item for item in series if at - RECENT - USUAL <= item.at <= at - RECENT)
    hits, total = sum(item.hits for item in recent), sum(item.total for item in recent)
    few = all(2 * n < share * of for n, of in ((hits, total), (series[-1].hits, series[-1].total)))
    if total < ENOUGH_PAST or not few or _at_most(hits, total, share) > CHANCE:
        return None
    what = "dates" if field == "published" else f"selector `{field}`"
    text = (
        f"{what} of layout {layout} rarely found since {{since}}: in {hits} of {total} articles of a week, "
        f"before in {share:.0%}"
    )
    return Problem(f"{field} of {layout}", text)


def _series(rows: list[Row], field: str | None) -> list[Count]:
    """Hits and totals a run; without a field, a hit is a page that any layout read."""
    runs: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        read = row["articles"] if row["layout"] != UNREAD else 0
        runs[row["started"]][0] += read if field is None else row[field]
        runs[row["started"]][1] += row["articles"]
    return [Count(parse_utc(started), hits, total) for started, (hits, total) in sorted(runs.items())]


def _misses(series: list[Count]) -> list[Count]:
    """The last runs, those without a hit."""
    return list(takewhile(lambda item: not item.hits, reversed(series)))[::-1]


def _share(series: Iterable[Count]) -> float:
    """The share of hits, a little below what was counted; 0 where too little was."""
    found = list(series)
    total = sum(item.total for item in found)
    return sum(item.hits for item in found) / (total + 1) if total >= ENOUGH_PAST else 0.0


def _at_most(hits: int, total: int, share: float) -> float:
    """How probable so few hits are where each of `total` articles has one with this probability.

    >>> round(_at_most(1, 3, 0.5), 3), _at_most(2, 2, 0.5)
    (0.5, 1.0)
    """
    return sum(comb(total, n) * share**n * (1 - share) ** (total - n) for n in range(hits + 1))


def counts_of(db: Connection, site: str, at: datetime) -> list[Row]:
    """What the crawls of a site have newly read in a year."""
    return field_counts(db, site, format_utc(at - MEMORY))
