"""The verdict on each site of a run, kept in the archive with the day since which it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.clock import A_DAY, format_utc, parse_utc
from archive.runs.run_history import audit, enter_verdict, last_verdict
from crawler.health.baseline import counts_of, lost_fields, nothing_read, usual_share_unread
from crawler.health.causes import cause_in_addresses, cause_in_layout, cause_on_listings, cause_on_pages
from crawler.health.starts import dead_starts
from crawler.health.volume import too_little

if TYPE_CHECKING:
    from datetime import datetime
    from sqlite3 import Connection

    from crawler.health.problem import Problem
    from crawler.health.siterun import SiteRun
    from crawler.site import Site

WELL = "well"


def judged(db: Connection, site: Site, run: SiteRun, *, run_id: int, started: str, whole: bool) -> SiteRun:
    """`run` with the problems of its site, each with its day; they are entered in the archive.

    `whole`: nothing was left off, so that the amount of news can be judged. Must be called inside a
    transaction, after the run was counted.
    """
    before = last_verdict(db, site.name, run_id)
    problems = tuple(
        problem.dated(before.get(problem.cause) or problem.since or started)
        for problem in _problems(db, site, run, parse_utc(started), whole=whole)
    )
    for problem in problems:
        enter_verdict(db, run_id, site.name, problem.cause, problem.since or started, problem.text)
    if not problems:
        enter_verdict(db, run_id, site.name, WELL, before.get(WELL, started), None)
    return replace(run, problems=problems)


def _problems(db: Connection, site: Site, run: SiteRun, at: datetime, *, whole: bool) -> list[Problem]:
    """What is wrong; the first is what the others may come from, and where the site is down it is all."""
    if problem := cause_on_listings(run):
        return [problem]
    counts = counts_of(db, site.name, at)
    problem = (
        cause_on_pages(run)
        or cause_in_layout(run, usual_share_unread(counts, at))
        or nothing_read(counts, run.pages)
        or cause_in_addresses(run, lambda: audit(db, format_utc(at - A_DAY), site.name))
    )
    problems = [problem] if problem else []
    problems += [*lost_fields(db, site.name, counts, at), *dead_starts(db, site, counts, at)]
    if not problems and whole and (problem := too_little(db, site, at)):
        return [problem]
    return problems
