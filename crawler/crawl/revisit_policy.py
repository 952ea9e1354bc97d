"""Revisit policy: when stored articles and failed pages are requested again, and with which conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from archive.clock import A_DAY, HANOI_TIME, format_utc, parse_utc
from crawler.crawl.frontier_row import RowMeta

if TYPE_CHECKING:
    from archive.article import Capture
    from crawler.crawl.frontier_row import FrontierRow
    from crawler.fetch.meaning import Ended

# Newspapers correct an article in its first two days, hardly ever later.
FRESH = timedelta(hours=48)
FRESH_INTERVAL = timedelta(hours=6)
MAX_INTERVAL = timedelta(days=365)

# Some servers answer "not modified" to every conditional request: from time to time the whole page is
# requested. With a listing, the articles of these two days are missed, not all later ones.
UNCONDITIONAL_ARTICLE_INTERVAL = timedelta(days=30)
UNCONDITIONAL_LISTING_INTERVAL = timedelta(days=2)

MIN_BACKOFF = timedelta(hours=1)
MAX_BACKOFF = timedelta(days=7)

# An error page or an empty page may be replaced by the article on another day.
RETRIED_REFUSALS = ("soft_error", "text:none", "challenge")
MAX_REFUSALS = 5
RETRIED_IN_NEXT_RUN = ("robots:unreachable", "not captured", "revisit:no original")


@dataclass(frozen=True, slots=True)
class NextVisit:
    """When a URL is requested again (`due`, None for never), and what its row in the frontier remembers.

    `gone_since` is set where the page was missing on two different days.
    """

    due: datetime | None = None
    failures: int = 0
    meta: RowMeta = field(default_factory=RowMeta)
    gone_since: str | None = None


def next_visit(row: FrontierRow, ended: Ended, capture: Capture | None, at: datetime) -> NextVisit:
    """Return when `row` is requested again after a visit at `at` that gave no article."""
    reason = ended.reason or ""
    match ended.outcome:
        case "failed":
            return NextVisit(retry_time(row.failures + 1, at), row.failures + 1)
        case "gone" if not row.is_discovery:
            return _visit_of_missing(row, format_utc(at) if capture is None else capture.captured, at)
        case "refused" if reason.startswith(RETRIED_REFUSALS) and row.failures < MAX_REFUSALS:
            return NextVisit(at + A_DAY, row.failures + 1)
        case "skipped" if reason.startswith(RETRIED_IN_NEXT_RUN):
            return NextVisit(at, row.failures)
        case "unchanged" | "refused" | "skipped" if row.article_id is not None:
            return NextVisit(next_check(row.published, row.found, at))
    return NextVisit()


def _visit_of_missing(row: FrontierRow, seen: str, at: datetime) -> NextVisit:
    """A server can lose a page for an hour: a page counts as gone when it is missing on a second day."""
    first = row.meta.get("missing_since", seen)
    if first[:10] < seen[:10]:
        return NextVisit(failures=row.failures + 1, gone_since=first)
    return NextVisit(at + A_DAY, row.failures + 1, {"missing_since": first})


def next_check(published: str | None, found: str, at: datetime) -> datetime:
    """Return when a stored article is due again: every six hours while fresh, then after half its age.

    >>> at = datetime.fromisoformat("2026-03-11T00:00:00+00:00")
    >>> (next_check("2026-03-10T09:00:00+07:00", "2026-03-10T03:00:00Z", at) - at).total_seconds() / 3600
    6.0
    >>> (next_check("2026-03-01", "2026-03-10T03:00:00Z", at) - at).days
    5
    """
    age = at - min(_in_hanoi(published) if published else at, _in_hanoi(found))
    if age < FRESH:
        return at + FRESH_INTERVAL
    return at + min(age / 2, MAX_INTERVAL)


def retry_time(failures: int, at: datetime) -> datetime:
    """Return when a page that failed `failures` times in a row is due: one hour, doubled up to a week."""
    doublings = min(max(failures - 1, 0), 10)
    return at + min(MIN_BACKOFF * (1 << doublings), MAX_BACKOFF)


def conditional_headers(row: FrontierRow, at: datetime) -> dict[str, str]:
    """Return the headers with which a server may answer that a page is not modified since it was read.

    They are empty for an article that was not requested in 30 days, and for a listing that was not read
    whole in two days.
    """
    last = row.last
    if last is None:
        return {}
    read = parse_utc(last.captured)
    if row.is_discovery and at - read >= UNCONDITIONAL_LISTING_INTERVAL:
        return {}
    if row.due and parse_utc(row.due) - read >= UNCONDITIONAL_ARTICLE_INTERVAL:
        return {}
    headers = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
    return {name: value for name, value in headers.items() if value}


def _in_hanoi(value: str) -> datetime:
    """Parse an ISO 8601 time; without a time zone it is Hanoi time."""
    time = datetime.fromisoformat(value)
    return time if time.tzinfo else time.replace(tzinfo=HANOI_TIME)
