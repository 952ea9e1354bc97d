"""Revisit policy: when stored articles and failed pages are requested again, and with which conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

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

# A maintenance page, a redirect to a login, an empty page, a page that no layout reads, or a robots.txt that
# forbids the page: it may pass within hours, or after weeks. The page is given up after a month.
UNREAD_INTERVALS = tuple(timedelta(hours=12) * 2**visit for visit in range(6))
# Redirected permanently to the home page or to another host: removed, or a mistake in the server's rules.
PERHAPS_GONE_INTERVALS = (timedelta(days=2), timedelta(days=8), timedelta(days=20))
UNREAD_STORIES = ("redirect", "robots:forbidden", "challenge")  # without the key of an article, too
RETRIED_IN_NEXT_RUN = ("robots:unreachable", "not captured", "revisit:no original")


@dataclass(frozen=True, slots=True)
class NextVisit:
    """When a URL is requested again (`due`, None for never), and what its row in the frontier remembers.

    `state` is its new state in the frontier. `gone_since` is set where the page was missing on two different
    days, or redirected elsewhere for a month.
    """

    due: datetime | None = None
    failures: int = 0
    meta: RowMeta = field(default_factory=RowMeta)
    gone_since: str | None = None
    state: Literal["done", "gone?", "given up"] = "done"


def next_visit(row: FrontierRow, ended: Ended, capture: Capture | None, at: datetime) -> NextVisit:
    """Return when `row` is requested again after a visit at `at` that gave no article."""
    seen = format_utc(at) if capture is None else capture.captured
    match ended.outcome:
        case "failed":
            return NextVisit(retry_time(row.failures + 1, at), row.failures + 1, _counts(row))
        case "skipped" if (ended.reason or "").startswith(RETRIED_IN_NEXT_RUN):
            return NextVisit(at, row.failures, _counts(row))
        case "gone" if not row.is_discovery:
            return _visit_of_missing(row, seen, at)
        case "refused" | "skipped" if row.key is not None and ended.perhaps_gone:
            return _visit_of_perhaps_gone(row, seen, at)
        case "unchanged" | "refused" | "skipped" if row.article_id is not None:
            return NextVisit(next_check(row.published, row.found, at))
        case "refused" | "skipped" if _may_be_read_later(row, ended):
            return _visit_of_unread(row, at)
    return NextVisit()


def _may_be_read_later(row: FrontierRow, ended: Ended) -> bool:
    """Whether there may be an article at `row`: its address is one's, or it redirects or is forbidden."""
    if row.is_discovery or ended.final or ended.perhaps_gone:
        return False
    return row.key is not None or (ended.reason or "").startswith(UNREAD_STORIES)


def _visit_of_unread(row: FrontierRow, at: datetime) -> NextVisit:
    visits = row.meta.get("unread", 0)
    if visits >= len(UNREAD_INTERVALS):
        return NextVisit(failures=row.failures + 1, state="given up")
    meta: RowMeta = {**_counts(row), "unread": visits + 1}
    return NextVisit(at + UNREAD_INTERVALS[visits], row.failures + 1, meta)


def _visit_of_perhaps_gone(row: FrontierRow, seen: str, at: datetime) -> NextVisit:
    """Ask three times within 30 days; a stored article then counts as gone, and is checked as before."""
    visits = row.meta.get("perhaps_gone", 0)
    first = row.meta.get("missing_since", seen)
    check = None if row.article_id is None else next_check(row.published, row.found, at)
    if visits >= len(PERHAPS_GONE_INTERVALS):
        state: Literal["gone?", "given up"] = "given up" if check is None else "gone?"
        meta: RowMeta = {**_counts(row), "missing_since": first}
        return NextVisit(check, row.failures + 1, meta, first, state)
    meta = {**_counts(row), "missing_since": first, "perhaps_gone": visits + 1}
    return NextVisit(at + PERHAPS_GONE_INTERVALS[visits], row.failures + 1, meta, state="gone?")


def _counts(row: FrontierRow) -> RowMeta:
    """Return what visits of another kind in between do not reset."""
    counts: RowMeta = {}
    if "missing_since" in row.meta:
        counts["missing_since"] = row.meta["missing_since"]
    if "unread" in row.meta:
        counts["unread"] = row.meta["unread"]
    if "perhaps_gone" in row.meta:
        counts["perhaps_gone"] = row.meta["perhaps_gone"]
    return counts


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
