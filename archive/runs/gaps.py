"""Find gaps: days without articles on which a site usually publishes some."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, TypedDict

from archive.clock import A_DAY
from archive.runs.tet import is_tet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from sqlite3 import Connection

WEEKS_AVERAGED = 8
MIN_EXPECTED = 5.0  # articles; if five are expected, none at all is chance once in 150 times (Poisson)


class Gap(TypedDict):
    """Consecutive days without an article, and the number of articles expected on them."""

    site: str
    first_day: str
    last_day: str
    days: int
    expected: int


def find_gaps(db: Connection, crawled: Mapping[str, date] | None = None) -> list[Gap]:
    """Return the gaps in which at least MIN_EXPECTED articles are expected, most expected first.

    Expected are, for each day, the mean of the same weekday in the eight weeks before the gap; none in
    the days of Tết.

    Args:
        db: A connection for queries.
        crawled: The day of the last crawl by site: the last gap can reach up to the day before it.
    """
    found: list[Gap] = []
    for site, counts in _count_articles(db).items():
        days = sorted(counts)
        last = (crawled or {}).get(site)
        if last is not None and days[-1] < last:
            days.append(last)
        for before, after in pairwise(days):
            expected = _expected(counts, before, after) if after - before > A_DAY else 0.0
            if expected >= MIN_EXPECTED:
                found.append(_gap(site, before + A_DAY, after - A_DAY, expected))
    return sorted(found, key=lambda gap: (-gap["expected"], gap["site"], gap["first_day"]))


def _count_articles(db: Connection) -> dict[str, dict[date, int]]:
    """Return the number of articles by site and day of publication."""
    counts: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for site, day, count in db.execute(
        "SELECT site, substr(published, 1, 10), count(*) FROM articles"
        " WHERE published IS NOT NULL GROUP BY 1, 2"
    ).fetchall():
        counts[site][date.fromisoformat(day)] = count
    return counts


def _expected(counts: Mapping[date, int], before: date, after: date) -> float:
    """Return the number of articles expected on the days between two others."""
    means = [_mean([counts.get(day, 0) for day in _same_weekdays(before, n)]) for n in range(7)]
    return sum(means[day.weekday()] for day in _days_between(before, after) if not is_tet(day))


def _mean(counts: list[int]) -> float:
    """Return the mean; 0 where fewer than half of the days had articles."""
    return sum(counts) / len(counts) if 2 * sum(map(bool, counts)) >= len(counts) else 0.0


def _same_weekdays(last: date, weekday: int) -> Iterator[date]:
    """Return the last eight days with this weekday (0 is Monday) up to `last`."""
    newest = last - A_DAY * ((last.weekday() - weekday) % 7)
    return (newest - timedelta(weeks=week) for week in range(WEEKS_AVERAGED))


def _days_between(before: date, after: date) -> Iterator[date]:
    return (before + A_DAY * number for number in range(1, (after - before).days))


def _gap(site: str, first: date, last: date, expected: float) -> Gap:
    return {
        "site": site,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "days": (last - first).days + 1,
        "expected": round(expected),
    }
