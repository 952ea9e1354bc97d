"""The listings, feeds and sitemaps of a site against their own past."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from archive.clock import format_utc, parse_utc
from archive.runs.run_history import askings, link_changes
from archive.runs.tet import is_tet
from crawler.crawl.frontier import first_page
from crawler.health.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from sqlite3 import Connection

    from archive.runs.run_history import Row
    from crawler.discover import Start
    from crawler.site import Site

USUAL = timedelta(weeks=8)
YOUNG = timedelta(weeks=2)  # a past of less tells nothing

ENOUGH_LISTINGS = 8
FAILED_LISTINGS = 3
SHORT_SILENCE = timedelta(days=2)

ENOUGH_CHANGES = 5
SHORT_STANDSTILL = timedelta(days=5)
FOUND_ELSEWHERE = 8  # new articles, without which the site itself may be silent


def dead_starts(db: Connection, site: Site, counts: list[Row], at: datetime) -> Iterator[Problem]:
    """The starts that used to list and fail, are empty, or give the same links, for days; `counts` are the
    site's as of `archive.runs.run_history.field_counts`.
    """
    for start in site.starts:
        url = site.canonical_url(first_page(start))
        if url is None:
            continue
        changes = [parse_utc(started) for started in link_changes(db, url)]
        problem = _dead(start, url, askings(db, url), at) or _still(start, url, changes, counts, at)
        if problem:
            yield problem


def _dead(start: Start, url: str, asked: list[Row], at: datetime) -> Problem | None:
    asked = [row for row in asked if row["outcome"] != "deferred"]
    failed = list(takewhile(lambda row: not _gave_links(row), asked))
    before = asked[len(failed) :]
    good = [parse_utc(row["started"]) for row in before if _gave_links(row)]
    if len(failed) < FAILED_LISTINGS or len(good) < ENOUGH_LISTINGS or good[0] - good[-1] < YOUNG:
        return None
    silence = at - good[0]
    if all(row["outcome"] == "listed" for row in failed):
        silence -= timedelta(days=_tet_days(good[0], at))
    if silence <= max(SHORT_SILENCE, 2 * _longest_silence(before)):
        return None
    first, last = failed[-1], failed[0]
    why = " ".join(filter(None, (last["outcome"], last["reason"][:200]))) or "empty"
    text = f"{start.kind} dead since {{since}}: {url} ({why}); it last listed on {good[0]:%Y-%m-%d}"
    return Problem(f"start {url}", text, first["started"])


def _still(
    start: Start, url: str, changes: list[datetime], counts: list[Row], at: datetime
) -> Problem | None:
    if len(changes) < ENOUGH_CHANGES or changes[0] - changes[-1] < YOUNG:
        return None
    last = changes[0]
    usual = [change for change in changes if change >= last - USUAL]
    longest = max((later - earlier for later, earlier in pairwise(usual)), default=USUAL)
    found = sum(row["articles"] for row in counts if parse_utc(row["started"]) > last)
    silence = at - last - timedelta(days=_tet_days(last, at))
    if silence <= max(SHORT_STANDSTILL, 2 * longest) or found < FOUND_ELSEWHERE:
        return None
    text = f"{start.kind} stands still since {{since}}: {url} gives the same links"
    return Problem(f"start {url}", f"{text}, {found} new pages came otherwise", format_utc(last))


def _gave_links(row: Row) -> bool:
    outcome, reason = str(row["outcome"]), str(row["reason"])
    if outcome == "listed":
        return not reason.startswith("empty")
    return outcome == "skipped" and reason.startswith("redirect:")


def _longest_silence(asked: list[Row]) -> timedelta:
    """How long a listing gave nothing at the most in the eight weeks before it last did, and came back."""
    longest, later, failed = timedelta(), None, False
    for row in asked:
        at = parse_utc(row["started"])
        if not _gave_links(row):
            failed = True
            continue
        if later is not None and failed:
            longest = max(longest, later - at)
        if parse_utc(asked[0]["started"]) - at > USUAL:
            break
        later, failed = at, False
    return longest


def _tet_days(first: datetime, last: datetime) -> int:
    days = (first.date() + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(map(is_tet, days))
