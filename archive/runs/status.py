"""Summaries of the archive for `partynews status`: runs, sites, layouts, health, fields."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypedDict, cast

from archive.database.rows import fetch_rows
from archive.runs.run_history import FIELDS

if TYPE_CHECKING:
    from sqlite3 import Connection


class RunSummary(TypedDict):
    """A row of `runs`; `outcomes` counts its URLs by outcome."""

    id: int
    command: str
    sites: list[str]
    started: str
    finished: str | None
    reason: str | None
    exit_code: int | None
    version: str
    outcomes: dict[str, int]


class SiteSummary(TypedDict):
    """Articles of a site: all, copies, with several revisions, removed by the site; and times."""

    site: str
    articles: int
    duplicates: int
    edited: int
    gone: int
    first_published: str | None
    last_published: str | None
    last_new: str
    last_capture: str


class LayoutSummary(TypedDict):
    """Articles of a site that were read with one layout."""

    site: str
    layout: str
    articles: int
    first_published: str | None
    last_published: str | None
    last_capture: str


class SiteHealth(TypedDict):
    """Health of a site in the last run that judged it.

    `judged` is the start of that run, `since` when the state started, `last_well` the start of the last run
    in which the site was healthy.
    """

    site: str
    since: str
    judged: str
    last_well: str | None
    well: bool
    problems: list[str]


class FieldShares(TypedDict):
    """New articles by layout, and the share of them (0 to 1) that had each field."""

    site: str
    layout: str
    articles: int
    last_read: str
    lead: float
    byline: float
    published: float
    section: float
    tags: float
    images: float


class UnreadAddresses(TypedDict):
    """Article addresses of a site that gave no article.

    `asked_again` are due again, `perhaps_gone` redirect permanently to another page (stored articles too),
    `given_up` gave none over weeks; `example` is one of these.
    """

    site: str
    asked_again: int
    perhaps_gone: int
    given_up: int
    example: str | None


def load_unread_addresses(db: Connection) -> list[UnreadAddresses]:
    """Return the sites with addresses that gave no article, by name."""
    return cast("list[UnreadAddresses]", fetch_rows(db, "SELECT * FROM unread_addresses ORDER BY site"))


def load_runs(db: Connection, limit: int = 10) -> list[RunSummary]:
    """Return the last runs, newest first."""
    rows = fetch_rows(db, "SELECT * FROM runs ORDER BY id DESC LIMIT ?", [limit])
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for run_id, outcome, count in db.execute(
        "SELECT run_id, outcome, count(*) FROM outcomes"
        " WHERE run_id IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?) GROUP BY 1, 2",
        [limit],
    ).fetchall():
        counts[run_id][outcome] = count
    runs = [{**run, "sites": json.loads(run["sites"]), "outcomes": counts[run["id"]]} for run in rows]
    return cast("list[RunSummary]", runs)


def load_sites(db: Connection) -> list[SiteSummary]:
    """Return the sites that have articles, by name."""
    rows = fetch_rows(
        db,
        """
        SELECT site, count(*) AS articles,
            sum(id IN (SELECT article_id FROM duplicates)) AS duplicates,
            sum(id IN (SELECT article_id FROM revisions_stored WHERE number > 1)) AS edited,
            sum(gone_since IS NOT NULL) AS gone,
            min(published) AS first_published, max(published) AS last_published,
            max(first_seen) AS last_new, max(captured) AS last_capture
        FROM articles GROUP BY site ORDER BY site
        """,
    )
    return cast("list[SiteSummary]", rows)


def load_layouts(db: Connection) -> list[LayoutSummary]:
    """Return the layouts of each site, by site and last capture, newest first."""
    rows = fetch_rows(
        db,
        """
        SELECT site, layout, count(*) AS articles, min(published) AS first_published,
            max(published) AS last_published, max(captured) AS last_capture
        FROM articles GROUP BY site, layout ORDER BY site, max(captured) DESC
        """,
    )
    return cast("list[LayoutSummary]", rows)


def load_confirmed_layouts(db: Connection) -> set[tuple[str, str]]:
    """Return site and layout of each layout that has read a new article of a live crawl."""
    return set(
        db.execute(
            "SELECT DISTINCT site, layout FROM field_counts JOIN runs ON runs.id = run_id"
            " WHERE command = 'crawl' AND articles"
        ).fetchall()
    )


def load_health(db: Connection) -> list[SiteHealth]:
    """Return the health of each site that has been judged, by name."""
    rows = fetch_rows(
        db,
        """
        SELECT site, problem, since, started AS judged,
            (SELECT max(started) FROM health AS good JOIN runs AS others ON others.id = good.run_id
             WHERE good.site = health.site AND cause = 'well') AS last_well
        FROM health JOIN runs ON runs.id = run_id
        WHERE run_id = (SELECT max(run_id) FROM health AS newer WHERE newer.site = health.site)
        ORDER BY site, since
        """,
    )
    sites: dict[str, dict[str, Any]] = {}
    for row in rows:
        problem = row.pop("problem")
        site = sites.setdefault(row["site"], row | {"well": problem is None, "problems": []})
        site["problems"] += [problem] if problem else []
    return cast("list[SiteHealth]", list(sites.values()))


def load_field_shares(db: Connection, since: str) -> list[FieldShares]:
    """Return the new articles of the crawls since `since` by layout; layout '' counts unknown layouts."""
    shares = ", ".join(f"round(1.0 * sum({field}) / sum(articles), 3) AS {field}" for field in FIELDS)
    rows = fetch_rows(
        db,
        f"SELECT site, layout, sum(articles) AS articles, max(started) AS last_read, {shares}"
        " FROM field_counts JOIN runs ON runs.id = run_id WHERE started >= ? AND command = 'crawl'"
        " GROUP BY site, layout ORDER BY site, max(started) DESC",
        [since],
    )
    return cast("list[FieldShares]", rows)
