"""What is in the archive and how it came there: figures of runs, sites, layouts, and days without news."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from archive.rows import rows_of

if TYPE_CHECKING:
    from sqlite_utils.db import Database

Row = dict[str, Any]


def runs(db: Database, limit: int = 10) -> list[Row]:
    """The last runs, newest first; `outcomes` counts the URLs of each by outcome."""
    found = rows_of(db, "SELECT * FROM runs ORDER BY id DESC LIMIT ?", [limit])
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for run_id, outcome, count in db.execute(
        "SELECT run_id, outcome, count(*) FROM outcomes"
        " WHERE run_id IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?) GROUP BY 1, 2",
        [limit],
    ).fetchall():
        counts[run_id][outcome] = count
    return [{**run, "sites": json.loads(run["sites"]), "outcomes": counts[run["id"]]} for run in found]


def sites(db: Database) -> list[Row]:
    """Each site with its articles: how many are copies, were edited, are gone; from when to when they are."""
    return rows_of(
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


def layouts(db: Database) -> list[Row]:
    """Each layout of each site with its articles, the years they are from, and its last capture."""
    return rows_of(
        db,
        """
        SELECT site, layout, count(*) AS articles, min(published) AS first_published,
            max(published) AS last_published, max(captured) AS last_capture
        FROM articles GROUP BY site, layout ORDER BY site, max(captured) DESC
        """,
        [],
    )


def gaps(db: Database, days: int = 1) -> list[Row]:
    """Where at least `days` days in a row lie between two articles of a site, the longest first."""
    return rows_of(
        db,
        """
        WITH published_on AS (
            SELECT DISTINCT site, substr(published, 1, 10) AS day FROM articles WHERE published IS NOT NULL
        ), following AS (
            SELECT site, day, lead(day) OVER (PARTITION BY site ORDER BY day) AS next_day FROM published_on
        )
        SELECT site, date(day, '+1 day') AS first_day, date(next_day, '-1 day') AS last_day,
            CAST(julianday(next_day) - julianday(day) AS INTEGER) - 1 AS days
        FROM following WHERE julianday(next_day) - julianday(day) > ?
        ORDER BY 4 DESC, site, day
        """,
        [days],
    )
