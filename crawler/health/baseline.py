"""A site against its own past: what layouts used to find, and what its listings used to list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from math import comb
from typing import TYPE_CHECKING

from archive.past import FIELDS, UNREAD, askings, field_counts, undated_article
from archive.tet import is_tet
from crawler.clock import moment, stamp
from crawler.frontier import first_page
from crawler.health.causes import BROKEN_COUNT, broken_layout
from crawler.health.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlite_utils.db import Database

    from archive.past import Row
    from crawler.discover import Start
    from crawler.health.siterun import Group
    from crawler.site import Site

MEMORY = timedelta(days=365)
USUAL = timedelta(weeks=8)
RECENT = timedelta(weeks=1)

# What is as improbable as this under a site's own past is no chance. Articles of one day are alike
# (a column without leads, a page of pictures), so that a few in a row prove nothing.
CHANCE = 1e-6
ENOUGH_PAST = 20  # articles
ENOUGH_MISSES = 8
ENOUGH_PAGES = 20

ENOUGH_LISTINGS = 8
FAILED_LISTINGS = 3
SHORT_SILENCE = timedelta(days=2)
YOUNG = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Count:
    """Of `total` pages that a run read, `hits` had what is asked about."""

    at: datetime
    hits: int
    total: int


def usual_share_unread(counts: list[Row], at: datetime) -> float:
    """The share of new pages that no layout read in the weeks before `at`; 0 where these were few."""
    before = [row for row in counts if at - USUAL <= moment(row["started"]) < at]
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
    return broken_layout(broken, f"any of {count} new pages", stamp(misses[0].at))


def lost_fields(db: Database, site: str, counts: list[Row], at: datetime) -> Iterator[Problem]:
    """The parts of articles that layouts in use no longer find, or find much more rarely than before."""
    in_use = {row["layout"] for row in counts if moment(row["started"]) > at - RECENT} - {UNREAD}
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
    return Problem(f"{field} of {layout}", text, stamp(misses[0].at))


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
    return [Count(moment(started), hits, total) for started, (hits, total) in sorted(runs.items())]


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


def dead_starts(db: Database, site: Site, at: datetime) -> Iterator[Problem]:
    """The listings, feeds and sitemaps that used to list and have failed, or been empty, for days."""
    for start in site.starts:
        url = site.canonical_url(first_page(start))
        if url is not None and (problem := _dead(start, url, askings(db, url), at)):
            yield problem


def _dead(start: Start, url: str, asked: list[Row], at: datetime) -> Problem | None:
    asked = [row for row in asked if row["outcome"] != "deferred"]
    failed = list(takewhile(lambda row: not _gave_links(row), asked))
    before = asked[len(failed) :]
    good = [moment(row["started"]) for row in before if _gave_links(row)]
    if len(failed) < FAILED_LISTINGS or len(good) < ENOUGH_LISTINGS or good[0] - good[-1] < YOUNG:
        return None
    silence = at - good[0]
    if all(row["outcome"] == "listed" for row in failed):
        silence -= timedelta(days=_tet_days(good[0], at))
    if silence <= max(SHORT_SILENCE, 2 * _longest_silence(before)):
        return None
    first, last = failed[-1], failed[0]
    why = " ".join(filter(None, (last["outcome"], last["reason"][:200]))) or "empty"
    text = f"{start.kind} dead since {{since}}: {url} ({why}); it last listed on {good[0]:%Y-%m-%d}"
    return Problem(f"start {url}", text, first["started"])


def _gave_links(row: Row) -> bool:
    outcome, reason = str(row["outcome"]), str(row["reason"])
    if outcome == "listed":
        return not reason.startswith("empty")
    return outcome == "skipped" and reason.startswith("redirect:")


def _longest_silence(asked: list[Row]) -> timedelta:
    """How long a listing gave nothing at the most in the eight weeks before it last did, and came back."""
    longest, later, failed = timedelta(), None, False
    for row in asked:
        at = moment(row["started"])
        if not _gave_links(row):
            failed = True
            continue
        if later is not None and failed:
            longest = max(longest, later - at)
        if moment(asked[0]["started"]) - at > USUAL:
            break
        later, failed = at, False
    return longest


def _tet_days(first: datetime, last: datetime) -> int:
    days = (first.date() + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(map(is_tet, days))


def counts_of(db: Database, site: str, at: datetime) -> list[Row]:
    """What the crawls of a site have newly read in a year."""
    return field_counts(db, site, stamp(at - MEMORY))
