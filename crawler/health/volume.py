"""How much news there is: against the floor of the site file, and against the weeks before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from archive.clock import HANOI_TIME, format_utc, parse_utc
from archive.runs.run_history import articles_by_day, audit, first_crawl
from archive.runs.tet import is_tet
from crawler.health.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from sqlite3 import Connection

    from crawler.site import Site

WEEK = 7
WEEKS = 8
YOUNG = timedelta(days=8)  # an archive that cannot have seen a whole week yet
FEWEST = 4  # articles in the quietest of the weeks before, for a silence to mean something
FALL = 4  # times fewer than in that week


def too_little(db: Connection, site: Site, at: datetime) -> Problem | None:
    """A week with fewer articles than the floor, or a fraction of what the quietest of eight weeks had.

    Whole weeks have all weekdays in them; the days of Tết are in no week.
    """
    began = first_crawl(db, site.name)
    if began is None or at - parse_utc(began) < YOUNG:
        return None
    this, *before = weeks(db, site.name, at)
    if this < site.floor:
        text = f"below its floor since {{since}}: {this} articles in a week, {site.floor} are expected"
        return Problem("floor", text + _not_stored(db, site, at))
    if at - parse_utc(began) >= timedelta(weeks=2) and min(before) >= FEWEST and this * FALL < min(before):
        usual = f"{min(before)} to {max(before)} in those before"
        text = f"quiet since {{since}}: {this} articles in a week, {usual}"
        return Problem("quiet", text + _not_stored(db, site, at))
    return None


def weeks(db: Connection, site: str, at: datetime) -> list[int]:
    """Articles of each of the last nine weeks, the newest first; today is a part of the newest."""
    today = at.astimezone(HANOI_TIME).date()
    oldest = today - timedelta(weeks=WEEKS + 4)
    counts = articles_by_day(db, site, oldest.isoformat())
    newest = sum(count for day, count in counts.items() if day >= today.isoformat())
    days = _working_days(today)
    this, *before = [_week(counts, days) for _ in range(WEEKS + 1)]
    return [this + newest, *before]


def _week(counts: Mapping[str, int], days: Iterator[date]) -> int:
    return sum(counts.get(next(days).isoformat(), 0) for _ in range(WEEK))


def _working_days(today: date) -> Iterator[date]:
    """The days before today, back in time, without those of Tết."""
    day = today
    while True:
        day -= timedelta(days=1)
        if not is_tet(day):
            yield day


def _not_stored(db: Connection, site: Site, at: datetime) -> str:
    """What became of the links found in a week, where some gave no article."""
    rows = audit(db, format_utc(at - timedelta(days=WEEK)), site.name)
    others = [row for row in rows if row["outcome"] != "stored"]
    if not others:
        return ""
    words = (f"{' '.join(filter(None, (row['outcome'], row['why'])))} {row['links']}x" for row in others[:2])
    return f"; of {sum(row['links'] for row in rows)} links found {', '.join(words)}"
