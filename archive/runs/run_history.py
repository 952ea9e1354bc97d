"""What earlier runs have counted: what the health of a run is measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.article import sha256_of
from archive.database.rows import fetch_row, fetch_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection

Row = dict[str, Any]

FIELDS = ("lead", "byline", "published", "section", "tags", "images")
UNREAD = ""
"""In the place of a layout in `field_counts`: the pages that no layout read."""


def count_fields(db: Connection, run_id: int) -> None:
    """Enter in `field_counts` what a run has newly read; must be called inside a transaction.

    Only new articles count: those that are asked again are of older designs, and hide what breaks.
    """
    db.execute(
        """
        INSERT OR REPLACE INTO field_counts
            (site, run_id, layout, articles, lead, byline, published, section, tags, images)
        SELECT outcomes.site, run_id, layout, count(*), count(lead), count(byline), count(published),
            count(section), sum(tags <> '[]'), sum(images <> '[]')
        FROM outcomes JOIN articles ON articles.id = article_id
        WHERE run_id = ?1 AND outcome IN ('stored', 'duplicate') GROUP BY outcomes.site, layout
        UNION ALL
        SELECT site, run_id, '', count(*), 0, 0, 0, 0, 0, 0 FROM outcomes
        WHERE run_id = ?1 AND outcome = 'refused' AND reason LIKE 'layout:%' AND article_id IS NULL
        GROUP BY site
        """,
        [run_id],
    )


def field_counts(db: Connection, site: str, since: str) -> list[Row]:
    """What the crawls of `site` that began at `since` or later have newly read, the oldest first."""
    return fetch_rows(
        db,
        "SELECT field_counts.*, started FROM field_counts JOIN runs ON runs.id = run_id"
        " WHERE site = ? AND command = 'crawl' AND started >= ? ORDER BY run_id",
        [site, since],
    )


def askings(db: Connection, url: str) -> list[Row]:
    """What became of an address in each crawl, the newest first: `started`, `outcome`, `reason`."""
    return fetch_rows(
        db,
        "SELECT started, outcome, coalesce(outcomes.reason, '') AS reason FROM outcomes"
        " JOIN runs ON runs.id = run_id WHERE url = ? AND command = 'crawl' ORDER BY run_id DESC",
        [url],
    )


def enter_links(db: Connection, run_id: int, site: str, url: str, links: Iterable[str]) -> None:
    """Note which links a start has given, where they are others than before; inside a transaction."""
    given = sorted(links)
    sum_of_links = sha256_of("\n".join(given))
    last = fetch_row(
        db, "SELECT links_sha256 FROM listings WHERE url = ? ORDER BY run_id DESC LIMIT 1", [url]
    )
    if last is None or last["links_sha256"] != sum_of_links:
        db.execute(
            "INSERT OR REPLACE INTO listings (url, run_id, site, links, links_sha256) VALUES (?, ?, ?, ?, ?)",
            [url, run_id, site, len(given), sum_of_links],
        )


def link_changes(db: Connection, url: str) -> list[str]:
    """When the crawls began in which a start gave other links than before, the newest first."""
    rows = db.execute(
        "SELECT started FROM listings JOIN runs ON runs.id = run_id WHERE url = ? AND command = 'crawl'"
        " ORDER BY run_id DESC",
        [url],
    )
    return [started for (started,) in rows.fetchall()]


def first_crawl(db: Connection, site: str) -> str | None:
    """When `site` was crawled first, or None."""
    row = fetch_row(
        db,
        "SELECT min(started) AS started FROM runs, json_each(sites) WHERE command = 'crawl' AND value = ?",
        [site],
    )
    return row["started"] if row else None


def articles_by_day(db: Connection, site: str, since: str) -> dict[str, int]:
    """How many articles are from each day from `since` on: published then, or else seen first."""
    return dict(
        db.execute(
            "SELECT substr(published, 1, 10), count(*) FROM articles WHERE site = ?1 AND published >= ?2"
            " GROUP BY 1 UNION ALL SELECT substr(first_seen, 1, 10), count(*) FROM articles"
            " WHERE site = ?1 AND published IS NULL AND first_seen >= ?2 GROUP BY 1",
            [site, since],
        ).fetchall()
    )


def undated_article(db: Connection, site: str, layout: str) -> Row | None:
    """The newest article of a layout whose date could not be read: `url` and `published_raw`; or None."""
    return fetch_row(
        db,
        "SELECT url, published_raw FROM articles WHERE site = ? AND published IS NULL AND layout = ?"
        " ORDER BY id DESC LIMIT 1",
        [site, layout],
    )


def audit(db: Connection, since: str, site: str | None = None) -> list[Row]:
    """What became of the links found on listings at `since` or later: `site`, `outcome`, `why`, `links`.

    `outcome` is `stored` for a link whose article is in the archive, `waiting` for one not asked yet;
    `why` is the first word of the reason.
    """
    return fetch_rows(
        db,
        """
        WITH links AS (
            SELECT f.site, a.id AS article_id,
                (SELECT max(run_id) FROM outcomes WHERE url = f.url) AS run_id, f.url
            FROM frontier f LEFT JOIN articles a ON a.site = f.site AND a.key = f.key
            WHERE f.kind IN ('article', 'story') AND f.found >= ?1 AND (f.site = ?2 OR ?2 IS NULL)
        )
        SELECT links.site,
            CASE WHEN links.article_id IS NOT NULL THEN 'stored' ELSE coalesce(outcome, 'waiting') END
                AS outcome,
            CASE WHEN links.article_id IS NULL THEN substr(reason, 1, instr(reason || ' ', ' ') - 1) END
                AS why,
            count(*) AS links
        FROM links LEFT JOIN outcomes ON outcomes.run_id = links.run_id AND outcomes.url = links.url
        GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC
        """,
        [since, site],
    )


def last_verdict(db: Connection, site: str, before: int) -> dict[str, str]:
    """Since when each cause was there as of the last run before run `before` that judged `site`."""
    return dict(
        db.execute(
            "SELECT cause, since FROM health WHERE site = ?1 AND run_id ="
            " (SELECT max(run_id) FROM health WHERE site = ?1 AND run_id < ?2)",
            [site, before],
        ).fetchall()
    )


def enter_verdict(
    db: Connection, run_id: int, site: str, cause: str, since: str, problem: str | None
) -> None:
    """Keep what was found of `site` in a run; must be called inside a transaction."""
    db.execute(
        "INSERT OR REPLACE INTO health (run_id, site, cause, since, problem) VALUES (?, ?, ?, ?, ?)",
        [run_id, site, cause, since, problem],
    )
