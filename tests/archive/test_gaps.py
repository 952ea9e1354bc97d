"""Days without articles: gaps or usual for the site."""

from __future__ import annotations

from datetime import date, timedelta

from article_builder import story

from archive.runs.gaps import find_gaps
from archive.store import Store

MONDAY = date(2026, 3, 2)


def publish(store: Store, days: dict[date, int]) -> None:
    with store.writing():
        for day, count in days.items():
            for number in range(count):
                key = f"{day:%Y%m%d}{number}"
                store.save(story(f"Tin {key}.", key=key, published=f"{day}T09:00:00+07:00"))


def days_from(first: date, count: int, *week: int) -> dict[date, int]:
    """Publish this number of articles by weekday, for this number of days."""
    days = (first + timedelta(days=number) for number in range(count))
    return {day: week[day.weekday()] for day in days}


def test_empty_days_of_a_daily_site_are_gaps(store: Store) -> None:
    days = days_from(MONDAY, 84, 3, 3, 3, 3, 3, 0, 0)
    for missing in range(15, 19):
        del days[MONDAY + timedelta(days=missing + 42)]
    publish(store, days)
    assert find_gaps(store.db) == [
        {"site": "paper", "first_day": "2026-04-28", "last_day": "2026-05-03", "days": 6, "expected": 12}
    ]


def test_last_days_of_a_crawled_site_can_be_a_gap(store: Store) -> None:
    publish(store, days_from(MONDAY, 56, 2, 2, 2, 2, 2, 1, 1))
    today = MONDAY + timedelta(days=60)
    assert find_gaps(store.db, {"paper": today}) == [
        {"site": "paper", "first_day": "2026-04-27", "last_day": "2026-04-30", "days": 4, "expected": 8}
    ]
    assert find_gaps(store.db) == []


def test_days_of_tet_are_not_gaps(store: Store) -> None:
    year = days_from(date(2025, 12, 1), 75, 2, 2, 2, 2, 2, 2, 2)  # until the day before Tết
    publish(store, year | days_from(date(2026, 2, 24), 7, 2, 2, 2, 2, 2, 2, 2))
    assert find_gaps(store.db) == []


def test_monthly_site_has_no_gaps(store: Store) -> None:
    publish(store, {MONDAY + timedelta(days=30 * month): 5 for month in range(12)})
    assert find_gaps(store.db) == []
