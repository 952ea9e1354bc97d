"""When to ask again: stored articles, pages that failed, servers that are busy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from archive.clock import A_DAY, HANOI_TIME, format_utc

if TYPE_CHECKING:
    from archive.article import Capture
    from crawler.crawl.visit import Page


# Papers correct an article on its first two days, hardly ever after.
FRESH = timedelta(hours=48)
FRESH_INTERVAL = timedelta(hours=6)
LONGEST_INTERVAL = timedelta(days=365)

# Some servers answer "not modified" whatever changed: rare checks ask for the whole page. A listing that
# lies costs the news of these two days, not all that comes.
WHOLE_PAGE_INTERVAL = timedelta(days=30)
WHOLE_LISTING_INTERVAL = timedelta(days=2)

SHORTEST_BACKOFF = timedelta(hours=1)
LONGEST_BACKOFF = timedelta(days=7)

# A page that shows an error, or nothing, may be an article another day.
MAY_PASS = ("soft_error", "text:none", "challenge")
TIMES_TO_TRY = 5
ASK_NEXT_RUN = ("robots:unreachable", "not captured", "revisit:no original")


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
        return _gone(page, format_utc(at) if capture is None else capture.captured, at)
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


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=HANOI_TIME)
