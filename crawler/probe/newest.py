"""The newest day that a feed or a sitemap names."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import feedparser

from crawler.discover import Feed, Sitemap
from crawler.parse.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.discover import Start

LAST_MODIFIED = re.compile(rb"<lastmod>\s*(\d{4}-\d\d(?:-\d\d)?)")


def newest_day(start: Start, body: bytes, pages: Sequence[str], at: datetime) -> str | None:
    """Return the newest day (or month) in the page of a start, ISO 8601; None where it names none.

    `pages` are the sitemaps of an index, newest first. Days after `at` are not counted.
    """
    days: list[str] = []
    if isinstance(start, Feed):
        days = list(_entry_days(body, at))
    if isinstance(start, Sitemap):
        days = [day.decode() for day in LAST_MODIFIED.findall(body)]
        days += filter(None, (start.month_of(page) for page in pages[:1]))
    today = at.date().isoformat()
    return max((day for day in days if day <= today), default=None)


def _entry_days(body: bytes, at: datetime) -> Iterator[str]:
    for entry in feedparser.parse(BytesIO(body)).entries:
        parsed = entry.get("published_parsed") or entry.get("updated_parsed")
        if parsed is not None:
            yield f"{parsed.tm_year:04d}-{parsed.tm_mon:02d}-{parsed.tm_mday:02d}"
        elif value := read_date(entry.get("published") or entry.get("updated") or "", at).value:
            yield value[:10]
