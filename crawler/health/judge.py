"""Find the problems of a site after a run, and store them with the day on which each was first seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.clock import A_DAY, format_utc, parse_utc
from archive.runs.run_history import count_links, load_last_causes, record_health
from crawler.health.causes import layout_problem, listing_problem, page_problem, url_problem
from crawler.health.doubtful import doubt_problems
from crawler.health.layout_baseline import (
    field_problems,
    read_field_counts,
    unread_pages_problem,
    usual_unread_share,
)
from crawler.health.site_run import SINCE, Problem
from crawler.health.start_urls import start_url_problems
from crawler.health.volume import volume_problem
from crawler.health.walls import wall_problem

if TYPE_CHECKING:
    from datetime import datetime
    from sqlite3 import Connection

    from crawler.health.site_run import SiteRun
    from crawler.site import Site
    from crawler.site_loader import BrokenSiteFile

HEALTHY = "well"  # in the column health.cause
BROKEN_FILE = "site file"


def judge_site(
    db: Connection, site: Site, run: SiteRun, *, run_id: int, started: str, whole: bool
) -> SiteRun:
    """Return `run` with the problems of its site, which are stored in the table `health`.

    `whole`: the run deferred nothing, so that the number of articles can be judged. Must be called inside a
    transaction, after the fields of the run were counted.
    """
    before = load_last_causes(db, site.name, run_id)
    problems = tuple(
        problem.dated(before.get(problem.cause) or problem.since or started)
        for problem in (
            *doubt_problems(db, run_id, site.name),
            *_find_problems(db, site, run, parse_utc(started), whole=whole),
        )
    )
    for problem in problems:
        record_health(db, run_id, site.name, problem.cause, problem.since or started, problem.text)
    if not problems:
        record_health(db, run_id, site.name, HEALTHY, before.get(HEALTHY, started), None)
    return replace(run, problems=problems)


def _find_problems(db: Connection, site: Site, run: SiteRun, at: datetime, *, whole: bool) -> list[Problem]:
    """Return the problems, a likely cause of the others first; of a site that is down, nothing else."""
    if problem := listing_problem(run):
        return [problem]
    counts = read_field_counts(db, site.name, at)
    problem = (
        wall_problem(run, site)
        or page_problem(run)
        or layout_problem(run, usual_unread_share(counts, at))
        or unread_pages_problem(counts, run)
        or url_problem(run, lambda: count_links(db, format_utc(at - A_DAY), site.name))
    )
    problems = [problem] if problem else []
    problems += [*field_problems(db, site.name, counts, at), *start_url_problems(db, site, counts, at)]
    if not problems and whole and (problem := volume_problem(db, site, at)):
        return [problem]
    return problems


def judge_broken_site(
    db: Connection, run: SiteRun, broken: BrokenSiteFile, *, run_id: int, started: str
) -> SiteRun:
    """Return `run` with the problem that the file of its site cannot be used, as `judge_site` does."""
    since = load_last_causes(db, run.site, run_id).get(BROKEN_FILE, started)
    problem = Problem(BROKEN_FILE, f"site file broken since {SINCE}: {broken}").dated(since)
    record_health(db, run_id, run.site, problem.cause, since, problem.text)
    return replace(run, problems=(problem,))
