"""Read date texts of newspapers by rule; an unclear date gives a flag, never a guess."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

import dateparser

from archive.clock import HANOI_TIME
from crawler.parse.plain_dates import Period, Precision, read_plain
from crawler.parse.text import tidy

FIRST_YEAR = 1996  # Vietnam went online in 1997: an older date is a clock error.
LONGEST_DATE_TEXT = 200

ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?P<second>:\d\d([.,]\d+)?)? ?(Z|[+-]\d\d(:?\d\d)?)?")
UNIX_TIME = re.compile(r"\d{9,10}|\d{12,13}")
# vietnamplus until 2014: `lúc : 11/07/14 11:35`. No other form with a two-digit year is accepted.
SHORT_YEAR = re.compile(r"(\blúc : \d{1,2}/\d{1,2}/)(\d\d \d{1,2}:\d\d\b)")

DAY_FIRST = re.compile(
    r"(?<!\d)(?<!\d[/.-])(?P<day>\d{1,2}) ?(?P<sign>[/.-]) ?(?P<month>\d{1,2}) ?(?P=sign) ?"
    r"(?P<year>\d{4}|\d\d)(?!\d|/\d)"
)
YEAR_FIRST = re.compile(
    r"(?<!\d)(?<!\d[/.-])(?P<year>\d{4})(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d|/\d)"
)
# In the en-US locale of Windows and JavaScript `7/6/2026 9:05:00 PM` is 6 July.
NUMERIC = re.compile(
    r"(?<![\d/])(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})(?![\d/])"
    r"(?P<clock>,? (?:0?[1-9]|1[0-2]):\d\d(?::\d\d)? ?[AP]M\b)?"
)
MONTHS = {
    name: number
    for number, names in enumerate(
        ("một", "hai", "ba", "tư bốn", "năm", "sáu", "bảy bẩy", "tám", "chín", "mười"), start=1
    )
    for name in names.split()
} | {"mười một": 11, "mười hai": 12}
IN_WORDS = re.compile(
    r"(?<!\d)(?P<day>\d{1,2}) (?:tháng |thg?\.? ?(?=\d))"
    rf"(?P<month>\d{{1,2}}|{'|'.join(sorted(MONTHS, reverse=True))})\b"
    r"(?: ?[,/-])? ?(?:năm )?(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
PART_OF_DAY = re.compile(r"\d{4}|\d ?[/.-] ?\d")  # of every form of DATES
DATES = (IN_WORDS, DAY_FIRST, YEAR_FIRST)
CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})(?: ?: ?| ?(?:h|g|giờ) ?)(?P<minute>\d\d)(?::(?P<second>\d\d))?(?![\d:])"
    r"'?(?: ?(?P<half>AM|PM|SA|CH)\b)?",
    re.IGNORECASE,
)
ZONE = re.compile(
    r"[\[(]?\b(?:GMT|UTC)(?: ?(?P<sign>[+-]) ?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?)?\b[\])]?", re.I
)

# The server's clock at the top of a page shows the day of the visit, not of the article.
TODAY = re.compile(r"\b(?:hôm nay|bây giờ|today)\b", re.IGNORECASE)
AGO = re.compile(
    r"\b(?:hôm (?:qua|kia)|vừa xong|mới đây|mới đăng|yesterday|ago)\b"
    r"|(?:\d|\bmột|\bvài) ?(?:h|giờ|phút|giây|ngày|tuần|tháng|năm) (?:qua|trước|nay)\b",
    re.IGNORECASE,
)
PART_OF_DATE = re.compile(r"\btháng\b|\bth\d|\b\d{1,2}[/.-]\d{1,4}\b|\b(?:19|20)\d\d\b", re.IGNORECASE)
AROUND_DATE = re.compile(
    r"\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|ngày|lúc|vào|cập nhật|chỉnh sửa|sửa đổi|sửa|lần cuối"
    r"|đăng|xuất bản|phát hành|tạo|lượt xem|xem|GMT)\b",
    re.IGNORECASE,
)
DATE_IN_TITLE = re.compile(r"[(\[](?P<date>[^()\[\]]{1,30}\d[/.-]\d{4}[^()\[\]]{0,30})[)\]]\s*$")

ENGLISH = re.compile(
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b"
)

READER_SETTINGS = {
    "DATE_ORDER": "DMY",
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
    "PREFER_LOCALE_DATE_ORDER": False,
}


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date text as read.

    Attributes:
        value: ISO 8601 with +07:00, or the day alone; None where the text is not accepted.
        precision: How exact the text is; None without a value.
        flag: Why there is no value, as `published:REASON`.
        raw: The text, tidied.
    """

    value: str | None
    precision: Precision | None
    flag: str | None
    raw: str


class UnclearDate(Exception):
    """A date text that is not accepted; the message is the word after `published:`."""


def read_date(raw: str, captured: datetime, periods: Collection[Period] = ()) -> DateReading:
    """Return the date that `raw` states, in Hanoi time, or no value and a flag.

    Flags: `published:impossible` (31/02), `future` (a day after the capture), `early` (before 1996),
    `ambiguous` (12/05/20, two dates), `relative` (24h qua, Hôm nay), `incomplete` (05/2018), `unreadable`.
    A view counter beside the date is not read as a time. An empty text gives no value and no flag.

    `7/6/2026 9:05:00 PM` is 7 June or 6 July. It is accepted where only one of the two is possible: a valid
    day, not after the capture, and in one of the `periods` that other evidence gives.

    >>> read_date("08:28, Thứ Tư, 22/05/2019 (GMT+7)", datetime(2026, 1, 1, tzinfo=UTC)).value
    '2019-05-22T08:28:00+07:00'
    """
    text = tidy(raw, set())
    if not text:
        return DateReading(None, None, None, text)
    try:
        latest = _latest(captured)
        moment, precision = _moment(text, latest.date(), periods)
        _check(moment, latest)
    except UnclearDate as unclear:
        return DateReading(None, None, f"published:{unclear}", text)
    except (ValueError, OverflowError):  # datetime rejects 31/02 and 25:61
        return DateReading(None, None, "published:impossible", text)
    return DateReading(moment.isoformat(), precision, None, text)


def has_date(text: str) -> bool:
    """Return whether `text` has the form of a date anywhere."""
    return any(pattern.search(text) for pattern in DATES)


def is_date_line(line: str) -> bool:
    """Return whether `line` is a date alone; weekday, time, zone and view counter are part of it."""
    if len(line) > LONGEST_DATE_TEXT or not PART_OF_DAY.search(line):
        return False
    rest = _with_long_year(tidy(line, set()))
    if not has_date(rest):
        return False
    for pattern in (*DATES, ZONE, CLOCK, AROUND_DATE):
        rest = pattern.sub(" ", rest)
    return not re.search(r"[^\W\d_]", rest)


def _with_long_year(text: str) -> str:
    return SHORT_YEAR.sub(r"\g<1>20\2", text) if "lúc : " in text else text


def lift_date_from_title(title: str) -> tuple[str, str | None]:
    """Return the title without a time and date in brackets at its end, and the text in those brackets.

    A date without a time stays part of the title.

    >>> lift_date_from_title("Hội nghị sơ kết 5 năm (15:30 02/04/2021)")
    ('Hội nghị sơ kết 5 năm', '15:30 02/04/2021')
    """
    match = DATE_IN_TITLE.search(title)
    if match and CLOCK.search(match["date"]) and is_date_line(match["date"]):
        return title[: match.start()].rstrip(), match["date"].strip()
    return title, None


@lru_cache(maxsize=64)  # all dates of a page
def _latest(captured: datetime) -> datetime:
    """Return the last moment that an article captured then may be dated: clocks and zones may be off."""
    aware = captured if captured.tzinfo else captured.replace(tzinfo=UTC)
    return (aware + timedelta(days=1)).astimezone(HANOI_TIME)


def _moment(text: str, latest: date, periods: Collection[Period]) -> tuple[datetime | date, Precision]:
    if len(text) > LONGEST_DATE_TEXT:
        raise UnclearDate("unreadable")
    if read := _machine_time(text) or read_plain(text, periods):
        return read
    if TODAY.search(text):
        raise UnclearDate("relative")
    return _printed_time(_day_first(_with_long_year(text), latest, periods))


def _day_first(text: str, latest: date, periods: Collection[Period]) -> str:
    """Return `text` with a date that is month first printed day first; raise where the order is unclear."""
    match = NUMERIC.search(text)
    if match is None:
        return text
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    days = {day: order for order in ((first, second), (second, first)) if (day := _valid_day(*order, year))}
    likely = [day for day in days if any(day in period for period in periods)]
    if match["clock"] is None:  # Vietnamese papers print the day first: other evidence only makes it unclear.
        if likely and len(days) > 1 and next(iter(days)) not in likely:
            raise UnclearDate("ambiguous")
        return text
    possible = likely or [day for day in days if day <= latest] or list(days)
    if len(possible) > 1:
        raise UnclearDate("ambiguous")
    if not possible:
        raise UnclearDate("impossible")
    return f"{text[: match.start()]}{possible[0]:%d/%m/%Y}{match['clock']}{text[match.end() :]}"


def _valid_day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=64)  # a page states one time in several places
def _machine_time(text: str) -> tuple[datetime, Precision] | None:
    """Read ISO 8601, or seconds or milliseconds since 1970, as attributes for machines have them."""
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
        raise UnclearDate("ambiguous")
    day = days.pop()
    if not clocks:
        return day, "day"
    clock, match = clocks.popitem()
    moment = datetime.combine(day, clock, _offset(zone)).astimezone(HANOI_TIME)
    return moment, "second" if match["second"] else "minute"


def _day(match: re.Match[str]) -> date:
    if len(match["year"]) == 2:
        raise UnclearDate("ambiguous")
    month = MONTHS.get(match["month"].lower()) or int(match["month"])
    return date(int(match["year"]), month, int(match["day"]))


def _clock(match: re.Match[str]) -> time:
    """Return the time of day; `17:09 PM` is a 24-hour time with a redundant PM, `17:09 AM` is ambiguous."""
    hour, half = int(match["hour"]), (match["half"] or "").upper()
    if half in ("AM", "SA") and hour >= 12:
        if hour > 12:
            raise UnclearDate("ambiguous")
        hour = 0
    if half in ("PM", "CH") and hour < 12:
        if hour == 0:
            raise UnclearDate("ambiguous")
        hour += 12
    return time(hour, int(match["minute"]), int(match["second"] or 0))


def _offset(zone: re.Match[str] | None) -> timezone:
    """Return the zone printed beside the time, or Hanoi's."""
    if zone is None:
        return HANOI_TIME
    away = timedelta(hours=int(zone["hours"] or 0), minutes=int(zone["minutes"] or 0))
    return timezone(-away if zone["sign"] == "-" else away)


def _by_library(text: str) -> date:
    """Read rarer forms (`Tháng Chín 8, 2021`, `June 7, 2018`) that have day, month and year."""
    if AGO.search(text):
        raise UnclearDate("relative")
    if re.search(r"[^\W\d_]", text) and re.search(r"\b\d{4}\b", text):
        language = "en" if ENGLISH.search(text) else "vi"
        found = dateparser.parse(text, languages=[language], settings=READER_SETTINGS)
        if found:
            return found.date()
    raise UnclearDate("incomplete" if PART_OF_DATE.search(text) else "unreadable")


def _check(moment: datetime | date, latest: datetime) -> None:
    if moment.year < FIRST_YEAR:
        raise UnclearDate("early")
    too_late = moment > latest if isinstance(moment, datetime) else moment > latest.date()
    if too_late:
        raise UnclearDate("future")
