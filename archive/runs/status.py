"""What is in the archive and how it came there: figures of runs, sites, layouts, and their health."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from archive.database.rows import fetch_rows
from archive.runs.run_history import FIELDS

if TYPE_CHECKING:
    from sqlite3 import Connection

Row = dict[str, Any]


def runs(db: Connection, limit: int = 10) -> list[Row]:
    """The last runs, newest first; `outcomes` counts the URLs of each by outcome."""
    found = fetch_rows(db, "SELECT * FROM runs ORDER BY id DESC LIMIT ?", [limit])
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for run_id, outcome, count in db.execute(
        "SELECT run_id, outcome, count(*) FROM outcomes"
        " WHERE run_id IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?) GROUP BY 1, 2",
        [limit],
    ).fetchall():
        counts[run_id][outcome] = count
    return [{**run, "sites": json.loads(run["sites"]), "outcomes": counts[run["id"]]} for run in found]


def sites(db: Connection) -> list[Row]:
    """Each site with its articles: how many are copies, were edited, are gone; from when to when they are."""
    return fetch_rows(
        db,
        """
        SELECT site, count(*) AS articles,
            sum(id IN (SELECT article_id FROM duplicates)) AS duplicates,
            sum(id IN (SELECT article_id FROM revisions WHERE number > 1)) AS edited,
            sum(gone_since IS NOT NULL) AS gone,
            min(published) AS first_published, max(published) AS last_published,
            max(first_seen) AS last_new, max(captured) AS last_capture
        FROM articles GROUP BY site ORDER BY site
        """,
        [],
    )


def layouts(db: Connection) -> list[Row]:
    """Each layout of each site with its articles, the years they are from, and its last capture."""
    return fetch_rows(
        db,
        """
        SELECT site, layout, count(*) AS articles, min(published) AS first_published,
            max(published) AS last_published, max(captured) AS last_capture
        FROM articles GROUP BY site, layout ORDER BY site, max(captured) DESC
        """,
        [],
    )


def health(db: Connection) -> list[Row]:
    """Each crawled site as its last judged run found it: `well` or not, `since`, `last_well`, `problems`."""
    found = fetch_rows(
        db,
        """
        SELECT site, problem, since, started AS judged,
            (SELECT max(started) FROM health AS good JOIN runs AS others ON others.id = good.run_id
             WHERE good.site = health.site AND cause = 'well') AS last_well
        FROM health JOIN runs ON runs.id = run_id
        WHERE run_id = (SELECT max(run_id) FROM health AS newer WHERE newer.site = health.site)
        ORDER BY site, since
        """,
        [],
    )
    sites: dict[str, Row] = {}
    for row in found:
        problem = row.pop("problem")
        site = sites.setdefault(row["site"], row | {"well": problem is None, "problems": []})
        site["problems"] += [problem] if problem else []
    return list(sites.values())


def fields(db: Connection, since: str) -> list[Row]:
    """What the crawls since `since` have newly read by each layout: `articles`, and which parts they had.

    `lead`, `byline`... are shares from 0 to 1. Pages that no layout read are the layout ''.
    """
    shares = ", ".join(f"round(1.0 * sum({field}) / sum(articles), 3) AS {field}" for field in FIELDS)
    return fetch_rows(
        db,
        f"SELECT site, layout, sum(articles) AS articles, max(started) AS last_read, {shares}"
        " FROM field_counts JOIN runs ON runs.id = run_id WHERE started >= ? AND command = 'crawl'"
        " GROUP BY site, layout ORDER BY site, max(started) DESC",
        [since],
    )
