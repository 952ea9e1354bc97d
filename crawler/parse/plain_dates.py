"""Read the commonest forms of printed dates with one pattern; the rules for all forms take longer."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from archive.clock import HANOI_TIME

Precision = Literal["second", "minute", "day"]

# `22/09/2026 07:12`, `Thứ Ba, 17-02-2026, 18:34`, `12:38, Thứ Năm, 05/03/2026 (GMT+7)`
WEEKDAY = r"(?:(?:Thứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ [Nn]hật),? )?"
PLAIN = re.compile(
    rf"\(?(?:(?P<first>\d\d:\d\d)(?:,? ))?{WEEKDAY}"
    r"(?P<day>\d\d)(?P<sign>[/-])(?P<month>\d\d)(?P=sign)(?P<year>[12]\d{3})"
    r"(?(first)|(?:(?:,| -| \|)? (?P<clock>\d\d:\d\d(?P<second>:\d\d)?))?)(?: \(?GMT\+7)?\)?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last` (both included) within which an article was published."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def read_plain(text: str, periods: Collection[Period]) -> tuple[datetime | date, Precision] | None:
    """Return the date and its precision, None where the general rules are needed.

    Those decide where the day may be a month and `periods`, which other evidence gives, do not have it.

    >>> read_plain("Thứ Ba, 17-02-2026, 18:34", ())[0].isoformat()
    '2026-02-17T18:34:00+07:00'
    """
    match = PLAIN.fullmatch(text)
    if match is None:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        clock = match["first"] or match["clock"]
        moment = datetime.combine(day, time.fromisoformat(clock), HANOI_TIME) if clock else day
    except ValueError:
        return None
    if periods and day.day <= 12 and not any(day in period for period in periods):
        return None
    return moment, "day" if clock is None else "second" if match["second"] else "minute"
