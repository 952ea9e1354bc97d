"""Days without articles on which a site usually has some."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from archive.clock import A_DAY
from archive.runs.tet import is_tet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from sqlite3 import Connection

Row = dict[str, Any]

WEEKS = 8
EXPECTED = 5.0  # articles; that none of so many came happens by chance once in 150 times


def gaps(db: Connection, crawled: Mapping[str, date] | None = None) -> list[Row]:
    """Each row of days without an article where at least five were to be expected, those most missed first.

    `site`, `first_day`, `last_day`, `days`, and `expected`: as many articles as these weekdays had in the
    eight weeks before, without those of Tết. The last row of a site may go up to the day before the one
    on which it was `crawled`.
    """
    found: list[Row] = []
    for site, counts in _counts(db).items():
        days = sorted(counts)
        last = (crawled or {}).get(site)
        if last is not None and days[-1] < last:
            days.append(last)
        for before, after in pairwise(days):
            expected = _expected(counts, before, after) if after - before > A_DAY else 0.0
            if expected >= EXPECTED:
                found.append(_gap(site, before + A_DAY, after - A_DAY, expected))
    return sorted(found, key=lambda gap: (-gap["expected"], gap["site"], gap["first_day"]))


def _counts(db: Connection) -> dict[str, dict[date, int]]:
    """Articles by site and day of publication."""
    counts: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for site, day, count in db.execute(
        "SELECT site, substr(published, 1, 10), count(*) FROM articles"
        " WHERE published IS NOT NULL GROUP BY 1, 2"
    ).fetchall():
        counts[site][date.fromisoformat(day)] = count
    return counts


def _expected(counts: Mapping[date, int], before: date, after: date) -> float:
    """How many articles the days between two others would have, if they were like the weeks before."""
    usual = [_usual([counts.get(day, 0) for day in _same_weekday(before, n)]) for n in range(7)]
    return sum(usual[day.weekday()] for day in _between(before, after) if not is_tet(day))


def _usual(counts: list[int]) -> float:
    """The mean of some days; 0 where fewer than half of them had articles."""
    return sum(counts) / len(counts) if 2 * sum(map(bool, counts)) >= len(counts) else 0.0


def _same_weekday(last: date, weekday: int) -> Iterator[date]:
    """The last eight days of a weekday, up to `last`."""
    newest = last - A_DAY * ((last.weekday() - weekday) % 7)
    return (newest - timedelta(weeks=week) for week in range(WEEKS))


def _between(before: date, after: date) -> Iterator[date]:
    return (before + A_DAY * number for number in range(1, (after - before).days))


def _gap(site: str, first: date, last: date, expected: float) -> Row:
    days = (last - first).days + 1
    return {
        "site": site,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "days": days,
        "expected": round(expected),
    }
