"""Problems of single listings, feeds and sitemaps, measured against their own history."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from archive.clock import format_utc, parse_utc
from archive.runs.run_history import list_link_changes, load_url_outcomes
from archive.runs.tet import is_tet
from crawler.crawl.frontier import first_page
from crawler.health.layout_baseline import BASELINE
from crawler.health.site_run import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from sqlite3 import Connection

    from archive.runs.run_history import FieldCounts, UrlOutcome
    from crawler.discover import Start
    from crawler.site import Site

MIN_HISTORY = timedelta(weeks=2)

MIN_SUCCESSES = 8
MIN_FAILURES = 3
MIN_OUTAGE = timedelta(days=2)

MIN_CHANGES = 5
MIN_STANDSTILL = timedelta(days=5)
MIN_ARTICLES_ELSEWHERE = 8  # with fewer, the site itself may publish nothing


def start_url_problems(
    db: Connection, site: Site, counts: list[FieldCounts], at: datetime
) -> Iterator[Problem]:
    """Yield the start URLs that used to work and now fail, are empty or have had the same links for days.

    `counts` are those of the site from `archive.runs.run_history.load_field_counts`.
    """
    for start in site.starts:
        url = site.canonical_url(first_page(start))
        if url is None:
            continue
        changes = [parse_utc(started) for started in list_link_changes(db, url)]
        problem = _dead_problem(start, url, load_url_outcomes(db, url), at) or _standstill_problem(
            start, url, changes, counts, at
        )
        if problem:
            yield problem


def _dead_problem(start: Start, url: str, requests: list[UrlOutcome], at: datetime) -> Problem | None:
    requests = [row for row in requests if row["outcome"] != "deferred"]
    failed = list(takewhile(lambda row: not _gave_links(row), requests))
    before = requests[len(failed) :]
    good = [parse_utc(row["started"]) for row in before if _gave_links(row)]
    if len(failed) < MIN_FAILURES or len(good) < MIN_SUCCESSES or good[0] - good[-1] < MIN_HISTORY:
        return None
    outage = at - good[0]
    if all(row["outcome"] == "listed" for row in failed):
        outage -= timedelta(days=_tet_days(good[0], at))
    if outage <= max(MIN_OUTAGE, 2 * _longest_outage(before)):
        return None
    first, last = failed[-1], failed[0]
    why = " ".join(filter(None, (last["outcome"], last["reason"][:200]))) or "empty"
    text = f"{start.kind} dead since {{since}}: {url} ({why}); last links on {good[0]:%Y-%m-%d}"
    return Problem(f"start {url}", text, first["started"])


def _standstill_problem(
    start: Start, url: str, changes: list[datetime], counts: list[FieldCounts], at: datetime
) -> Problem | None:
    if len(changes) < MIN_CHANGES or changes[0] - changes[-1] < MIN_HISTORY:
        return None
    last = changes[0]
    baseline = [change for change in changes if change >= last - BASELINE]
    longest = max((later - earlier for later, earlier in pairwise(baseline)), default=BASELINE)
    found = sum(row["articles"] for row in counts if parse_utc(row["started"]) > last)
    standstill = at - last - timedelta(days=_tet_days(last, at))
    if standstill <= max(MIN_STANDSTILL, 2 * longest) or found < MIN_ARTICLES_ELSEWHERE:
        return None
    text = f"{start.kind} stands still since {{since}}: {url} has the same links"
    return Problem(f"start {url}", f"{text}, {found} new pages were found elsewhere", format_utc(last))


def _gave_links(row: UrlOutcome) -> bool:
    outcome, reason = str(row["outcome"]), str(row["reason"])
    if outcome == "listed":
        return not reason.startswith("empty")
    return outcome == "skipped" and reason.startswith("redirect:")


def _longest_outage(requests: list[UrlOutcome]) -> timedelta:
    """Return the longest time without links, after which they came back, in the eight weeks before the last.

    `requests` are newest first and begin with one that gave links.
    """
    longest, later, failed = timedelta(), None, False
    for row in requests:
        at = parse_utc(row["started"])
        if not _gave_links(row):
            failed = True
            continue
        if later is not None and failed:
            longest = max(longest, later - at)
        if parse_utc(requests[0]["started"]) - at > BASELINE:
            break
        later, failed = at, False
    return longest


def _tet_days(first: datetime, last: datetime) -> int:
    days = (first.date() + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(map(is_tet, days))
