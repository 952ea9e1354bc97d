"""Choose the publication date of an article among the dates of its page and its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from crawler.parse.block_reader import texts_in
from crawler.parse.dates import LONGEST_DATE_TEXT, DateReading, has_date, read_date
from crawler.parse.dom import Element, Page, text_of
from crawler.parse.layout import TrustedDate
from crawler.parse.plain_dates import Period

Role = Literal["published", "updated", ""]

# Words that name the date after them: `Cập nhật: 08/03/2021 - Đăng: 05/03/2021`.
LABEL = (
    r"\b(?:(?P<updated>cập nhật|chỉnh sửa|sửa đổi|sửa lần cuối|updated?|modified)"
    r"|(?P<published>đăng|xuất bản|phát hành|ngày tạo|posted|published))\b"
)
ROLE_LABEL = re.compile(LABEL, re.IGNORECASE)
LABEL_AT_END = re.compile(
    rf"{LABEL}(?:\s+(?:lần cuối|mới nhất|lúc|ngày|vào|at|on))*[\s:|–-]*$", re.IGNORECASE
)
# Each label has one of these: they are found in a tenth of the time.
LABEL_WORDS = (
    "cập nhật", "sửa", "đăng", "xuất bản", "phát hành", "ngày tạo", "post", "publish", "updat", "modif",
)  # fmt: skip
LABEL_BEFORE = 40  # letters before an element in which its label may stand

# Names of schema.org, Open Graph, Dublin Core and hAtom for the two dates, without `-` and `_`.
PUBLISHED_NAMES = frozenset((
    "article:published", "article:publishedtime", "datecreated", "datepublished", "dc.date",
    "dcterms.created", "pubdate", "publish", "publishdate", "published", "publishtime",
))  # fmt: skip
UPDATED_NAMES = frozenset((
    "article:modified", "article:modifiedtime", "datemodified", "dcterms.modified", "lastmodified",
    "lastupdate", "lastupdated", "modified", "modifieddate", "modifiedtime", "og:updatedtime", "update",
    "timeupdate", "updated", "updatedat", "updatedate", "updatedtime", "updatetime",
))  # fmt: skip
PROPERTIES = ("itemprop", "property", "name")
CLASSES = ("class", "id")
HYPHENS = str.maketrans("", "", "-_")

JSON_LD_DATE = re.compile(r'"date(Published|Modified)"\s*:\s*"([^"]{8,40})"')

# `/201504/` (family E), `/2015/04/08/`, `-20150408...`, `-1022604081530...` (VCCorp: 3 digits, YYMMDD).
MONTH_IN_ADDRESS = re.compile(r"/(?P<year>20\d\d)/?(?P<month>0[1-9]|1[0-2])/")
DAY_IN_ADDRESS = re.compile(
    r"/(?P<y1>20\d\d)/(?P<m1>\d{1,2})/(?P<d1>\d{1,2})/|[-/](?P<y2>20\d\d)(?P<m2>\d\d)(?P<d2>\d\d)(?:\d{6,9})?(?=\D|$)"
    r"|-1\d\d(?P<y3>\d\d)(?P<m3>\d\d)(?P<d3>\d\d)\d{6,9}(?=\D|$)"
)
NEIGHBOURING_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date text of a page; `machine` says that an attribute or a meta element has it."""

    text: str
    machine: bool = False
    role: Role = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """A date text and what it says."""

    found: PageDate
    reading: DateReading

    @property
    def day(self) -> str:
        return (self.reading.value or "")[:10]


def dates_of(elements: Iterable[Element]) -> list[PageDate]:
    """Return the dates of elements, each element's machine-readable date before its text."""
    dates: list[PageDate] = []
    for element in elements:
        role = _role_of(element)
        machine = filter(None, (element.get("datetime"), element.get("content")))
        dates += (PageDate(text, machine=True, role=role) for text in machine)
        for text in texts_in(element):
            dates += labelled_dates(text, role)
    return dates


def labelled_dates(text: str, role: Role = "") -> list[PageDate]:
    """Return the date of `text`, or each date of a text in which labels say which is which.

    >>> [date.role for date in labelled_dates("Cập nhật: 08/03/2021 - Đăng: 05/03/2021")]
    ['updated', 'published']
    """
    if len(text) > LONGEST_DATE_TEXT:
        return [PageDate(text, role=role)]
    labels = list(ROLE_LABEL.finditer(text)) if _may_have_label(text) else []
    if not labels:
        return [PageDate(text, role=role)]
    starts = [0, *(label.start() for label in labels), len(text)]
    roles: list[Role] = [role, *("updated" if label["updated"] else "published" for label in labels)]
    parts = [(text[start:end], said) for start, end, said in zip(starts, starts[1:], roles, strict=False)]
    dated = [PageDate(part, role=said) for part, said in parts if has_date(part)]
    return dated if len(dated) > 1 else [PageDate(text, role=dated[0].role if dated else role)]


def machine_dates(page: Page) -> list[PageDate]:
    """Return the dates of publication and update that the page states for machines as a whole."""
    metas = [
        PageDate(content, machine=True, role=role)
        for name, contents in page.metas.items()
        if (role := _meta_role(name))
        for content in contents
    ]
    return [*metas, *_json_ld_dates(page)]


def choose_publication(
    selected: Sequence[PageDate],
    stated: Sequence[PageDate],
    *,
    url: str,
    captured: datetime,
    trusted: TrustedDate = None,
) -> DateReading:
    """Return the publication date among the dates that a layout `selected`, with a flag where it is unclear.

    A date of an update counts only where there is no other. `stated` are the dates for machines of the
    whole page: they tell an update from a publication and decide whether a date is month first. Where the
    chosen date, the printed one and the stated one are more than a day apart, there is no value and the
    flag `dates:DAY`, unless the layout says which kind is to be `trusted`. Without any readable date the
    first unclear one is returned, or the flag `published:missing`.
    """
    told = [_Read(found, read_date(found.text, captured)) for found in stated]
    periods = [*periods_in(url), *(_around(read.day) for read in told if read.day)]
    known = {read.found.text: read.reading for read in told if read.day}  # a day in `periods` stays as read
    read = [
        _Read(found, known.get(found.text) or read_date(found.text, captured, periods)) for found in selected
    ]
    good = _without_updates([each for each in read if each.day], told)
    if not good:
        unclear = (each.reading for each in read if each.reading.flag)
        return next(unclear, DateReading(None, None, "published:missing", ""))
    if trusted and (right := _first(good, machine=trusted == "machine")):
        return right.reading
    chosen = good[0].reading
    others = (_first(good, machine=False), _first(good, machine=True), _published(told))
    flags = (disagreement(chosen.value, other.reading.value) for other in others if other)
    if flag := next(filter(None, flags), None):
        return DateReading(None, None, flag, chosen.raw)
    return chosen


def disagreement(date_value: str | None, other_value: str | None) -> str | None:
    """Return the flag `dates:DAY` where two ISO dates of one page are more than a day apart.

    DAY is the day of `other_value`. None where they agree or where one is missing.

    >>> disagreement("2026-03-02T08:00:00+07:00", "2019-11-20")
    'dates:2019-11-20'
    """
    if date_value is None or other_value is None:
        return None
    if date_value[:10] == other_value[:10]:
        return None
    day, other_day = date.fromisoformat(date_value[:10]), date.fromisoformat(other_value[:10])
    return f"dates:{other_day}" if abs(day - other_day) > timedelta(days=1) else None


def periods_in(url: str) -> list[Period]:
    """Return the days that an address names, or else the month.

    >>> periods_in("https://bao.example/chinh-tri/202607/hoi-nghi-9344c18/")
    [Period(first=datetime.date(2026, 7, 1), last=datetime.date(2026, 7, 31))]
    """
    if days := [_around(day) for match in DAY_IN_ADDRESS.finditer(url) if (day := _day_in(match))]:
        return days
    return [_month_in(match) for match in MONTH_IN_ADDRESS.finditer(url)]


def _month_in(match: re.Match[str]) -> Period:
    first = date(int(match["year"]), int(match["month"]), 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(first, following - timedelta(days=1))


def _day_in(match: re.Match[str]) -> str | None:
    year, month, day = (next(filter(None, (match[f"{part}{form}"] for form in "123"))) for part in "ymd")
    try:
        return date(int(year) % 2000 + 2000, int(month), int(day)).isoformat()
    except ValueError:
        return None


def _around(day: str) -> Period:
    middle = date.fromisoformat(day)
    return Period(middle - NEIGHBOURING_DAY, middle + NEIGHBOURING_DAY)


def _without_updates(read: list[_Read], told: list[_Read]) -> list[_Read]:
    """Return the dates of publication, those that are named so first; all dates where none is one."""
    updated = {each.day for each in (*read, *told) if each.found.role == "updated"}
    published = {each.day for each in (*read, *told) if each.found.role == "published"}
    updates = updated - published if published else set()
    named = [each for each in read if each.found.role == "published"]
    unnamed = [each for each in read if not each.found.role and each.day not in updates]
    return [*named, *unnamed] or read


def _first(read: list[_Read], *, machine: bool) -> _Read | None:
    return next((each for each in read if each.found.machine is machine), None)


def _published(told: list[_Read]) -> _Read | None:
    """Return the publication date that the page states for machines, None where it states several."""
    published = [each for each in told if each.found.role == "published" and each.day]
    return published[0] if len({each.day for each in published}) == 1 else None


def _json_ld_dates(page: Page) -> Iterator[PageDate]:
    """Return the dates in JSON-LD, each kind only where all blocks of the page have the same one."""
    found = {match.groups() for text in page.json_ld for match in JSON_LD_DATE.finditer(text)}
    published = [text for kind, text in found if kind == "Published"]
    updated = [text for kind, text in found if kind == "Modified"]
    if len(published) == 1:
        yield PageDate(published[0], machine=True, role="published")
    if len(updated) == 1:
        yield PageDate(updated[0], machine=True, role="updated")


def _role_of(element: Element) -> Role:
    """Return what a property of an element, the words before it or its class names say of its date."""
    if role := _role_in(element, PROPERTIES):
        return role
    before = _text_before(element)
    if _may_have_label(before) and (label := LABEL_AT_END.search(before)):
        return "updated" if label["updated"] else "published"
    parent = element.getparent()
    return _role_in(element, CLASSES) or ("" if parent is None else _role_in(parent, PROPERTIES + CLASSES))


def _role_in(element: Element, attributes: Iterable[str]) -> Role:
    values = [value for name in attributes if (value := element.get(name))]
    return _role_named(" ".join(values)) if values else ""


@lru_cache(maxsize=1024)  # the pages of a site have the same few
def _role_named(values: str) -> Role:
    """Return what property or class names, separated by white space, say of a date."""
    names = {name.translate(HYPHENS) for name in values.lower().split()}
    if names & PUBLISHED_NAMES:
        return "published"
    return "updated" if names & UPDATED_NAMES else ""


def _meta_role(name: str) -> Role:
    """Return the role of the date in a <meta> by its name."""
    name = name.lower().translate(HYPHENS)
    return "published" if name in PUBLISHED_NAMES else "updated" if name in UPDATED_NAMES else ""


def _may_have_label(text: str) -> bool:
    return any(map(text.lower().__contains__, LABEL_WORDS))


def _text_before(element: Element) -> str:
    """Return the last words before an element, in which its label may stand."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        text = text_of(before) + (before.tail or "")
    else:
        text = (parent.text or "") if parent is not None else ""
    return " ".join(text.split())[-LABEL_BEFORE:]
