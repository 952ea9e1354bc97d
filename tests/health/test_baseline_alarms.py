"""Alarms that compare a site with its own past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from site_history import FEED, SiteHistory

from archive.store import Store

WEEK = (5, 6, 4, 5, 6, 2, 1)  # articles from Monday to Sunday


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "archive.db") as opened:
        yield opened


def usual_days(years: SiteHistory, days: int) -> list[str]:
    """Return the alarms of this number of usual days."""
    return [line for day in range(days) for line in years.day(day, WEEK[day % 7])]


def test_selector_that_stopped_matching_is_named_with_its_last_day(store: Store) -> None:
    years = SiteHistory(store)
    assert usual_days(years, 14) == []
    assert years.day(14, 5, lead=None) == []  # one day is not enough
    line = "selector `lead` of layout 2026 last matched on 2026-03-15: none in {} articles since"
    assert years.day(15, 6, lead=None) == [line.format(11)]
    assert years.day(16, 4, lead=None) == [line.format(15)]
    assert years.day(17, 5) == []


def test_optional_field_raises_an_alarm_only_after_a_long_absence(store: Store) -> None:
    years = SiteHistory(store)
    lines = [years.day(day, 6, byline="An", lacking="byline", without=4) for day in range(21)]
    lines += [years.day(day, 6) for day in range(21, 25)]  # can happen by chance
    lines += [years.day(day, 6, byline="An", lacking="byline", without=4) for day in range(25, 30)]
    assert lines == [[]] * 30
    lines = [years.day(day, 6) for day in range(30, 38)]
    assert [bool(found) for found in lines] == [False] * 6 + [True] * 2
    assert "selector `byline` of layout 2026 last matched on 2026-03-31" in lines[-1][0]


def test_selector_that_matches_less_often_is_named(store: Store) -> None:
    years = SiteHistory(store)
    assert usual_days(years, 21) == []
    lines = [years.day(day, 6, without=5) for day in range(21, 26)]
    assert lines[-1] == [
        "selector `lead` of layout 2026 rarely found since 2026-03-26: "
        "in 8 of 33 articles of the last week, in 99% before"
    ]


def test_unreadable_dates_are_named_with_an_example(store: Store) -> None:
    years = SiteHistory(store)
    assert usual_days(years, 14) == []
    years.day(14, 5, published=None, published_raw="Hôm qua")
    assert years.day(15, 6, published=None, published_raw="Hôm qua") == [
        "dates unreadable since 2026-03-16: none in 11 articles of layout 2026, "
        "e.g. 'Hôm qua' in https://paper.vn/a69.html"
    ]


def test_replaced_layout_raises_no_alarm(store: Store) -> None:
    years = SiteHistory(store)
    assert usual_days(years, 14) == []
    lines = [years.day(day, 6, layout="2027", lead=None) for day in range(14, 30)]
    assert lines == [[]] * 16


def test_broken_layout_of_a_slow_site_is_noticed_over_weeks(store: Store) -> None:
    years = SiteHistory(store)
    assert [years.day(7 * week, 1) for week in range(6)] == [[]] * 6
    assert years.day(42, 0, unread=1) == []
    assert years.day(49, 0, unread=1) == []
    (line,) = years.day(56, 0, unread=1)
    assert line.startswith("layout unknown since 2026-04-13: no layout fits 3 of 3 new pages, e.g. ")


def test_usual_share_of_unknown_layouts_raises_no_alarm(store: Store) -> None:
    years = SiteHistory(store)
    assert [years.day(0, 0, unread=3)[0][:14]] == ["layout unknown"]  # no past yet
    for day in range(1, 14):
        years.day(day, 6, unread=3)
    assert years.day(14, 6, unread=3) == []
    (line,) = years.day(15, 1, unread=6)
    assert line.startswith("layout unknown since 2026-03-17: no layout fits 6 of 7 new pages")


@pytest.mark.parametrize("fault", [("failed", "status:500"), ("listed", "empty: no entry in it")])
def test_failing_feed_is_dead_on_the_third_day(store: Store, fault: tuple[str, str]) -> None:
    years = SiteHistory(store)
    assert usual_days(years, 16) == []
    assert years.day(16, 5, feed=fault) == []
    assert years.day(17, 5, feed=fault) == []
    assert years.day(18, 5, feed=fault) == [
        f"feed dead since 2026-03-18: {FEED} ({' '.join(fault)}); last links on 2026-03-17"
    ]
    assert years.day(19, 5) == []


def test_feed_with_the_same_links_for_days_stands_still(store: Store) -> None:
    years = SiteHistory(store)
    assert usual_days(years, 16) == []
    lines = [years.day(day, 5, still=True) for day in range(16, 22)]
    assert lines[:5] == [[]] * 5
    assert lines[5] == [
        f"feed stands still since 2026-03-17: {FEED} has the same links, 30 new pages were found elsewhere"
    ]
    assert years.day(22, 5) == []


def test_weekly_feed_may_stand_still_for_a_week(store: Store) -> None:
    years = SiteHistory(store)
    lines = [years.day(day, 5, still=day % 7 != 0) for day in range(48)]
    lines += [years.day(day, 5, still=True) for day in range(48, 57)]
    assert lines == [[]] * 57


def test_feed_empty_on_weekends_raises_no_alarm(store: Store) -> None:
    years = SiteHistory(store)
    empty = ("listed", "empty: no entry in it")
    lines = [years.day(day, 3, feed=empty if day % 7 > 3 else ("listed", None)) for day in range(28)]
    assert lines == [[]] * 28


def test_week_below_the_floor_raises_an_alarm(store: Store) -> None:
    years = SiteHistory(store, floor=20)
    assert usual_days(years, 21) == []
    lines = [years.day(day, 0) for day in range(21, 26)]
    assert lines[:2] == [[], []]
    assert lines[3] == ["below its floor since 2026-03-25: 14 articles in a week, expected at least 20"]


def test_quiet_week_of_a_site_without_floor_raises_an_alarm(store: Store) -> None:
    years = SiteHistory(store)
    assert usual_days(years, 70) == []
    lines = [years.day(day, 0) for day in range(70, 77)]
    assert lines[:5] == [[]] * 5
    assert lines[6] == ["quiet since 2026-05-16: 1 article in a week, 29 to 29 in the weeks before"]


def test_slow_site_raises_no_alarm(store: Store) -> None:
    years = SiteHistory(store)
    lines = [years.day(day, 1 if day % 5 == 0 else 0) for day in range(70)]
    lines += [years.day(day, 0) for day in range(70, 84)]
    assert lines == [[]] * 84


def test_tet_raises_no_alarm(store: Store) -> None:
    begin = datetime(2026, 1, 5, 1, tzinfo=UTC)
    tet = range((datetime(2026, 2, 14, 1, tzinfo=UTC) - begin).days, 50)
    years = SiteHistory(store, floor=20, begin=begin)
    lines = [years.day(day, 0 if day in tet else WEEK[day % 7]) for day in range(60)]
    assert lines == [[]] * 60
    later = SiteHistory(store, floor=20, begin=begin + timedelta(days=90))
    assert later.day(0, 0)[0].startswith("below its floor")


def test_new_archive_raises_no_alarm(store: Store) -> None:
    years = SiteHistory(store, floor=100)
    assert [years.day(day, 1, lead=None, published=None) for day in range(7)] == [[]] * 7
