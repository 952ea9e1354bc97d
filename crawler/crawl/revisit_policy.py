"""When to ask again: stored articles, pages that failed, servers that are busy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from archive.clock import now, stamp

if TYPE_CHECKING:
    from archive.article import Capture
    from crawler.crawl.visit import Page

HANOI_TIME = timezone(timedelta(hours=7))

# Papers correct an article on its first two days, hardly ever after.
FRESH = timedelta(hours=48)
FRESH_INTERVAL = timedelta(hours=6)
LONGEST_INTERVAL = timedelta(days=365)

# Some servers answer "not modified" whatever changed: rare checks ask for the whole page. A listing that
# lies costs the news of these two days, not all that comes.
WHOLE_PAGE_INTERVAL = timedelta(days=30)
WHOLE_LISTING_INTERVAL = timedelta(days=2)

A_DAY = timedelta(days=1)
SHORTEST_BACKOFF = timedelta(hours=1)
LONGEST_BACKOFF = timedelta(days=7)

# A page that shows an error, a loading note or nothing may be an article another day.
MAY_PASS = ("soft_error", "text:none", "text:junk", "challenge")
TIMES_TO_TRY = 5
ASK_NEXT_RUN = ("robots:unreachable", "not captured")

LONGEST_RETRY_AFTER = 300.0  # seconds; a server that says "in the year 2099" is asked in the next run


@dataclass(frozen=True, slots=True)
class NextVisit:
    """What is to come for a page that was asked: when it is due again, if ever.

    `gone_since` is set when it was not there on two different days.
    """

    due: datetime | None = None
    failures: int = 0
    meta: Mapping[str, Any] = field(default_factory=dict)
    gone_since: str | None = None


def next_visit(
    page: Page, outcome: str, reason: str | None, capture: Capture | None, at: datetime
) -> NextVisit:
    """What is to come for `page` after `outcome`, where no article came of it."""
    if outcome == "failed":
        return NextVisit(after_failure(page.failures + 1, at), page.failures + 1)
    if outcome == "gone" and not page.discovers:
        return _gone(page, stamp(at) if capture is None else capture.captured, at)
    if outcome == "refused" and (reason or "").startswith(MAY_PASS) and page.failures < TIMES_TO_TRY:
        return NextVisit(at + A_DAY, page.failures + 1)
    if outcome == "skipped" and (reason or "").startswith(ASK_NEXT_RUN):
        return NextVisit(at, page.failures)
    if page.article_id is not None and outcome in ("unchanged", "refused", "skipped"):
        return NextVisit(next_check(page.published, page.found, at))
    return NextVisit()


def _gone(page: Page, seen: str, at: datetime) -> NextVisit:
    """A paper's server can lose a page for an hour: gone is what is missing on a second day too."""
    first = page.meta.get("missing_since", seen)
    if first[:10] < seen[:10]:
        return NextVisit(failures=page.failures + 1, gone_since=first)
    return NextVisit(at + A_DAY, page.failures + 1, {"missing_since": first})


def next_check(published: str | None, found: str, at: datetime) -> datetime:
    """When a stored article is due again: every six hours while fresh, then each half of its age.

    >>> at = datetime.fromisoformat("2026-03-11T00:00:00+00:00")
    >>> (next_check("2026-03-10T09:00:00+07:00", "2026-03-10T03:00:00Z", at) - at).total_seconds() / 3600
    6.0
    >>> (next_check("2026-03-01", "2026-03-10T03:00:00Z", at) - at).days
    5
    """
    age = at - min(_moment(published) if published else at, _moment(found))
    if age < FRESH:
        return at + FRESH_INTERVAL
    return at + min(age / 2, LONGEST_INTERVAL)


def after_failure(failures: int, at: datetime) -> datetime:
    """When a page that failed `failures` times in a row is due: an hour, doubled to a week."""
    doublings = min(max(failures - 1, 0), 10)
    return at + min(SHORTEST_BACKOFF * (1 << doublings), LONGEST_BACKOFF)


def retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, within reason; None where it says nothing one can use.

    >>> retry_after("7"), retry_after("Fri, 31 Dec 2099 23:59:59 GMT"), retry_after("soon")
    (7.0, 300.0, None)
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        return None
    return min(max((moment - now()).total_seconds(), 0.0), LONGEST_RETRY_AFTER)


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=HANOI_TIME)
