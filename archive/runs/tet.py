"""Days of Tết, the lunar new year: newspapers publish few articles for ten days."""

from __future__ import annotations

from datetime import date, timedelta

# The first day of the first lunar month in Vietnam (UTC+7): in 2007 and 2030 a day before China's (UTC+8).
FIRST_YEAR = 2000
NEW_YEAR = (
    *("02-05", "01-24", "02-12", "02-01", "01-22", "02-09", "01-29", "02-17", "02-07", "01-26"),
    *("02-14", "02-03", "01-23", "02-10", "01-31", "02-19", "02-08", "01-28", "02-16", "02-05"),
    *("01-25", "02-12", "02-01", "01-22", "02-10", "01-29", "02-17", "02-06", "01-26", "02-13"),
    *("02-02", "01-23", "02-11", "01-31", "02-19", "02-08", "01-28", "02-15", "02-04", "01-24"),
    *("02-12", "02-01", "01-22", "02-10", "01-30", "02-17", "02-06", "01-26", "02-14", "02-02"),
)
DAYS_BEFORE, DAYS_AFTER = 3, 6


def is_tet(day: date) -> bool:
    """Return whether `day` is from 3 days before to 6 days after the new year; False outside 2000 to 2049.

    >>> [is_tet(date(2026, 2, day)) for day in (13, 14, 17, 23, 24)]
    [False, True, True, True, False]
    """
    number = day.year - FIRST_YEAR
    if not 0 <= number < len(NEW_YEAR):
        return False
    new_year = date.fromisoformat(f"{day.year}-{NEW_YEAR[number]}")
    return -timedelta(days=DAYS_BEFORE) <= day - new_year <= timedelta(days=DAYS_AFTER)
