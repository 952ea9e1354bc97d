"""The pattern for the commonest dates reads them as the general rules do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clock import HANOI_TIME
from crawler.parse.dates import read_date
from crawler.parse.plain_dates import Period, read_plain

CAPTURED = datetime(2026, 11, 20, tzinfo=HANOI_TIME)
WEEKDAYS = st.sampled_from(("", "Thứ Hai, ", "Thứ Ba ", "Thứ Tư, ", "Chủ nhật, ", "Chủ Nhật "))
FIGURES = st.integers(0, 62).map("{:02}".format)
CLOCKS = st.lists(FIGURES, min_size=2, max_size=3).map(":".join)
DAYS = st.tuples(FIGURES, FIGURES, st.sampled_from(("1995", "2011", "2026", "2027")))
BETWEEN = st.sampled_from((" ", ", ", " - ", " | "))
ZONES = st.sampled_from(("", " GMT+7", " (GMT+7)", ")"))
PERIODS = st.lists(
    st.dates(date(2011, 1, 1), date(2026, 12, 31)).map(lambda day: Period(day, day)), max_size=2
)


@st.composite
def dates(draw: st.DrawFn) -> str:
    """A date in one of the forms, perhaps one that is on no calendar."""
    day = draw(WEEKDAYS) + draw(st.sampled_from("/-")).join(draw(DAYS))
    form = draw(st.integers(0, 2))
    if form:
        clock = draw(CLOCKS)
        day = (
            f"{clock}{draw(st.sampled_from((' ', ', ')))}{day}" if form == 1 else day + draw(BETWEEN) + clock
        )
    return day + draw(ZONES)


@given(dates(), PERIODS)
def test_date_reads_the_same_with_a_sign_that_the_pattern_does_not_know(
    text: str, periods: list[Period]
) -> None:
    by_rules = read_date(f"· {text}", CAPTURED, periods)
    assert read_date(text, CAPTURED, periods) == replace(by_rules, raw=text)


@pytest.mark.parametrize(
    "text",
    [
        "22/09/2026 07:12",
        "Thứ Ba, 17-02-2026, 18:34",
        "12:38, Thứ Năm, 05/03/2026 (GMT+7)",
        "(20:09 19/07/2026)",
        "15/07/2026 - 13:17",
    ],
)
def test_dates_of_the_newest_layouts_have_the_commonest_forms(text: str) -> None:
    assert read_plain(text, ()) is not None


@pytest.mark.parametrize("text", ["31/02/2026", "25:61 01/02/2026", "1/2/2026", "01/02/26", "Hôm nay", ""])
def test_other_texts_are_left_to_the_general_rules(text: str) -> None:
    assert read_plain(text, ()) is None
