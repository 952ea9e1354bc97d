"""When an article was published: the date texts of the newspapers, read by rule, never by guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

import dateparser

from crawler.parse.text import tidy

HANOI_TIME = timezone(timedelta(hours=7))
FIRST_YEAR = 1996  # Vietnam went online in 1997: an older date is a slip of a clock.
LONGEST_DATE_TEXT = 200

Precision = Literal["second", "minute", "day"]

ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?P<second>:\d\d([.,]\d+)?)? ?(Z|[+-]\d\d(:?\d\d)?)?")
UNIX_TIME = re.compile(r"\d{9,10}|\d{12,13}")
# vietnamplus until 2014: `lúc : 11/07/14 11:35`. Nowhere else is a year of two digits believed.
SHORT_YEAR = re.compile(r"(\blúc : \d{1,2}/\d{1,2}/)(\d\d \d{1,2}:\d\d\b)")

DAY_FIRST = re.compile(
    r"(?<!\d)(?<!\d[/.-])(?P<day>\d{1,2}) ?(?P<sign>[/.-]) ?(?P<month>\d{1,2}) ?(?P=sign) ?"
    r"(?P<year>\d{4}|\d\d)(?!\d|/\d)"
)
YEAR_FIRST = re.compile(
    r"(?<!\d)(?<!\d[/.-])(?P<year>\d{4})(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d|/\d)"
)
MONTHS = {
    name: number
    for number, names in enumerate(
        ("một", "hai", "ba", "tư bốn", "năm", "sáu", "bảy bẩy", "tám", "chín", "mười"), start=1
    )
    for name in names.split()
} | {"mười một": 11, "mười hai": 12}
IN_WORDS = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}}) tháng (?P<month>\d{{1,2}}|{'|'.join(sorted(MONTHS, reverse=True))})\b"
    r"(?: ?[,/-])? ?(?:năm )?(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
FIGURE = re.compile(r"\d")
DATES = (IN_WORDS, DAY_FIRST, YEAR_FIRST)
CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})(?: ?: ?| ?(?:h|g|giờ) ?)(?P<minute>\d\d)(?::(?P<second>\d\d))?(?![\d:])"
    r"'?(?: ?(?P<half>AM|PM|SA|CH)\b)?",
    re.IGNORECASE,
)
ZONE = re.compile(
    r"[\[(]?\b(?:GMT|UTC)(?: ?(?P<sign>[+-]) ?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?)?\b[\])]?", re.I
)

# The server's clock at the top of a page says today, whatever day the article is of.
TODAY = re.compile(r"\b(?:hôm nay|bây giờ|today)\b", re.IGNORECASE)
AGO = re.compile(
    r"\b(?:hôm (?:qua|kia)|vừa xong|mới đây|mới đăng|yesterday|ago)\b"
    r"|(?:\d|\bmột|\bvài) ?(?:h|giờ|phút|giây|ngày|tuần|tháng|năm) (?:qua|trước|nay)\b",
    re.IGNORECASE,
)
PART_OF_DATE = re.compile(r"\btháng\b|\bth\d|\b\d{1,2}[/.-]\d{1,4}\b|\b(?:19|20)\d\d\b", re.IGNORECASE)
AROUND_DATE = re.compile(
    r"\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|ngày|lúc|cập nhật|đăng|xuất bản|lượt xem|xem|GMT)\b",
    re.IGNORECASE,
)
DATE_IN_TITLE = re.compile(r"[(\[](?P<date>[^()\[\]]{1,30}\d[/.-]\d{4}[^()\[\]]{0,30})[)\]]\s*$")

READER_SETTINGS = {
    "DATE_ORDER": "DMY",
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
    "PREFER_LOCALE_DATE_ORDER": False,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A date as read: ISO 8601 with +07:00 (or a day alone) and how fine it is, or why there is none."""

    value: str | None
    precision: Precision | None
    flag: str | None
    raw: str


class Doubt(Exception):
    """Why a date text is not believed: the word after `published:`."""


def read_date(raw: str, captured: datetime) -> Reading:
    """The publication date that `raw` says, in Hanoi time; no value and a flag where it is in doubt.

    Flags: `published:impossible` (31/02), `future` (a day after the capture), `early` (before 1996),
    `ambiguous` (12/05/20, two dates), `relative` (24h qua, Hôm nay), `incomplete` (05/2018), `unreadable`.
    View counters beside the date are not taken for a time. An empty text gives no value and no flag.

    >>> read_date("08:28, Thứ Tư, 22/05/2019 (GMT+7)", datetime(2026, 1, 1, tzinfo=UTC)).value
    '2019-05-22T08:28:00+07:00'
    """
    text = tidy(raw, set())
    if not text:
        return Reading(None, None, None, text)
    try:
        moment, precision = _moment(text)
        _check(moment, captured if captured.tzinfo else captured.replace(tzinfo=UTC))
    except Doubt as doubt:
        return Reading(None, None, f"published:{doubt}", text)
    except (ValueError, OverflowError):  # datetime's own refusal of 31/02 or 25:61
        return Reading(None, None, "published:impossible", text)
    return Reading(moment.isoformat(), precision, None, text)


def is_date_line(line: str) -> bool:
    """Whether `line` is a date and nothing else: weekday, time, zone and view counter belong to it."""
    if len(line) > LONGEST_DATE_TEXT or not FIGURE.search(line):
        return False
    text = rest = SHORT_YEAR.sub(r"\g<1>20\2", tidy(line, set()))
    for pattern in (*DATES, ZONE, CLOCK, AROUND_DATE):
        rest = pattern.sub(" ", rest)
    return any(pattern.search(text) for pattern in DATES) and not re.search(r"[^\W\d_]", rest)


def lift_date_from_title(title: str) -> tuple[str, str | None]:
    """The title without the time and date in brackets at its end, and their text; a date alone is title.

    >>> lift_date_from_title("Hội nghị sơ kết 5 năm (15:30 02/04/2021)")
    ('Hội nghị sơ kết 5 năm', '15:30 02/04/2021')
    """
    match = DATE_IN_TITLE.search(title)
    if match and CLOCK.search(match["date"]) and is_date_line(match["date"]):
        return title[: match.start()].rstrip(), match["date"].strip()
    return title, None


def _moment(text: str) -> tuple[datetime | date, Precision]:
    if len(text) > LONGEST_DATE_TEXT:
        raise Doubt("unreadable")
    if TODAY.search(text):
        raise Doubt("relative")
    return _machine_time(text) or _printed_time(SHORT_YEAR.sub(r"\g<1>20\2", text))


def _machine_time(text: str) -> tuple[datetime, Precision] | None:
    """The `datetime` and `data-time` attributes: ISO 8601, or seconds (milliseconds) since 1970."""
    if match := ISO_TIME.fullmatch(text):
        moment = datetime.fromisoformat(text)
        moment = moment.astimezone(HANOI_TIME) if moment.tzinfo else moment.replace(tzinfo=HANOI_TIME)
        return moment.replace(microsecond=0), "second" if match["second"] else "minute"
    if UNIX_TIME.fullmatch(text):
        seconds = int(text) // 1000 if len(text) > 10 else int(text)
        return datetime.fromtimestamp(seconds, HANOI_TIME), "second"
    return None


def _printed_time(text: str) -> tuple[datetime | date, Precision]:
    rest, days = text, set()
    for pattern in DATES:
        if found := {_day(match) for match in pattern.finditer(rest)}:
            days |= found
            rest = pattern.sub(" ", rest)
    if not days:
        return _by_library(text), "day"
    zone = ZONE.search(rest)
    clocks = {_clock(match): match for match in CLOCK.finditer(ZONE.sub(" ", rest))}
    if len(days) > 1 or len(clocks) > 1:
        raise Doubt("ambiguous")
    day = days.pop()
    if not clocks:
        return day, "day"
    clock, match = clocks.popitem()
    moment = datetime.combine(day, clock, _offset(zone)).astimezone(HANOI_TIME)
    return moment, "second" if match["second"] else "minute"


def _day(match: re.Match[str]) -> date:
    if len(match["year"]) == 2:
        raise Doubt("ambiguous")
    month = MONTHS.get(match["month"].lower()) or int(match["month"])
    return date(int(match["year"]), month, int(match["day"]))


def _clock(match: re.Match[str]) -> time:
    """The time of day; `17:09 PM` is a 24-hour clock with a mark too many, `17:09 AM` cannot be told."""
    hour, half = int(match["hour"]), (match["half"] or "").upper()
    if half in ("AM", "SA") and hour >= 12:
        if hour > 12:
            raise Doubt("ambiguous")
        hour = 0
    if half in ("PM", "CH") and hour < 12:
        if hour == 0:
            raise Doubt("ambiguous")
        hour += 12
    return time(hour, int(match["minute"]), int(match["second"] or 0))


def _offset(zone: re.Match[str] | None) -> timezone:
    """The zone printed beside the time; Hanoi's where none is."""
    if zone is None:
        return HANOI_TIME
    away = timedelta(hours=int(zone["hours"] or 0), minutes=int(zone["minutes"] or 0))
    return timezone(-away if zone["sign"] == "-" else away)


def _by_library(text: str) -> date:
    """Rarer forms (`Tháng Chín 8, 2021`), where day, month and year are all said and nothing else is."""
    if AGO.search(text):
        raise Doubt("relative")
    if re.search(r"[^\W\d_]", text) and re.search(r"\b\d{4}\b", text):
        found = dateparser.parse(text, languages=["vi"], settings=READER_SETTINGS)
        if found:
            return found.date()
    raise Doubt("incomplete" if PART_OF_DATE.search(text) else "unreadable")


def _check(moment: datetime | date, captured: datetime) -> None:
    if moment.year < FIRST_YEAR:
        raise Doubt("early")
    latest = (captured + timedelta(days=1)).astimezone(HANOI_TIME)
    too_late = moment > latest if isinstance(moment, datetime) else moment > latest.date()
    if too_late:
        raise Doubt("future")
