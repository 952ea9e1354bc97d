"""Too few articles in a week: below the floor of the site file, or far below the weeks before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from archive.clock import HANOI_TIME, format_utc, parse_utc
from archive.runs.run_history import count_articles_by_day, count_links, first_crawl
from archive.runs.tet import is_tet
from crawler.health.site_run import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from sqlite3 import Connection

    from crawler.site import Site

DAYS_A_WEEK = 7
BASELINE_WEEKS = 8
MIN_AGE = timedelta(days=8)  # a younger archive cannot have a whole week
MIN_BASELINE_AGE = timedelta(weeks=2)
MIN_BASELINE_ARTICLES_A_WEEK = 4
DROP = 4  # this many times fewer articles than in the quietest week before


def volume_problem(db: Connection, site: Site, at: datetime) -> Problem | None:
    """Return a problem if the last week has fewer articles than the floor, or than a quarter of the baseline.

    The baseline is the quietest of the eight weeks before. Weeks have seven days, without those of Tết.
    """
    began = first_crawl(db, site.name)
    if began is None or at - parse_utc(began) < MIN_AGE:
        return None
    this, *before = weeks(db, site.name, at)
    articles = f"{this} article{'s' * (this != 1)} in a week"
    if this < site.floor:
        text = f"below its floor since {{since}}: {articles}, expected at least {site.floor}"
        return Problem("floor", text + _not_stored(db, site, at))
    old_enough = at - parse_utc(began) >= MIN_BASELINE_AGE
    if old_enough and min(before) >= MIN_BASELINE_ARTICLES_A_WEEK and this * DROP < min(before):
        usual = f"{min(before)} to {max(before)} in the weeks before"
        text = f"quiet since {{since}}: {articles}, {usual}"
        return Problem("quiet", text + _not_stored(db, site, at))
    return None


def weeks(db: Connection, site: str, at: datetime) -> list[int]:
    """Return the number of articles in each of the last nine weeks, newest first; today is in the newest."""
    today = at.astimezone(HANOI_TIME).date()
    oldest = today - timedelta(weeks=BASELINE_WEEKS + 4)
    counts = count_articles_by_day(db, site, oldest.isoformat())
    newest = sum(count for day, count in counts.items() if day >= today.isoformat())
    days = _days_before(today)
    this, *before = [_articles_in_a_week(counts, days) for _ in range(BASELINE_WEEKS + 1)]
    return [this + newest, *before]


def _articles_in_a_week(counts: Mapping[str, int], days: Iterator[date]) -> int:
    return sum(counts.get(next(days).isoformat(), 0) for _ in range(DAYS_A_WEEK))


def _days_before(today: date) -> Iterator[date]:
    """Yield the days before today, newest first, without those of Tết."""
    day = today
    while True:
        day -= timedelta(days=1)
        if not is_tet(day):
            yield day


def _not_stored(db: Connection, site: Site, at: datetime) -> str:
    """Return how many links found in a week were not stored, as the end of a sentence, or an empty text."""
    rows = count_links(db, format_utc(at - timedelta(days=DAYS_A_WEEK)), site.name)
    others = [row for row in rows if row["outcome"] != "stored"]
    if not others:
        return ""
    words = (f"{' '.join(filter(None, (row['outcome'], row['why'])))} {row['links']}x" for row in others[:2])
    return f"; of {sum(row['links'] for row in rows)} links found, {', '.join(words)}"
