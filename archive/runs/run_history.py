"""History of runs: fields found by layout, links of start URLs, outcomes of URLs, health of sites.

Unless stated otherwise only crawls count: a replay or import does not show the present state of a site.
Functions that write must be called inside a transaction.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, TypedDict, cast, get_args

from archive.article import sha256_of
from archive.database.rows import fetch_row, fetch_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection

Field = Literal["lead", "byline", "published", "section", "tags", "images"]
FIELDS: tuple[Field, ...] = get_args(Field)
NO_LAYOUT = ""
"""The value of `field_counts.layout` for pages whose layout is unknown."""


class FieldCounts(TypedDict):
    """A row of `field_counts`: new articles of a run by layout, and how many of them had each field."""

    run_id: int
    site: str
    layout: str
    articles: int
    lead: int
    byline: int
    published: int
    section: int
    tags: int
    images: int
    started: str


class UrlOutcome(TypedDict):
    """The outcome of a URL in a run; `reason` is empty where there is none."""

    started: str
    outcome: str
    reason: str


class LinkCount(TypedDict):
    """Number of links of a site with the same outcome and first word of its reason."""

    site: str
    outcome: str
    why: str | None
    links: int


class UndatedArticle(TypedDict):
    """An article without a date, and the text in which none was found."""

    url: str | None
    published_raw: str | None


def count_fields(db: Connection, run_id: int) -> None:
    """Insert the counts of a run into `field_counts`.

    Only new articles count: those that are requested again have older layouts, which would hide that
    the current one is broken.
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


def record_sites(db: Connection, run_id: int, sites: Iterable[str]) -> None:
    """Set the sites of a run, for one that learns from its files which sites they are of."""
    db.execute("UPDATE runs SET sites = ? WHERE id = ?", [json.dumps(sorted(sites)), run_id])


def load_field_counts(db: Connection, site: str, since: str) -> list[FieldCounts]:
    """Return the counts of the runs of `site` that started at `since` or later, oldest first."""
    rows = fetch_rows(
        db,
        "SELECT field_counts.*, started FROM field_counts JOIN runs ON runs.id = run_id"
        " WHERE site = ? AND command = 'crawl' AND started >= ? ORDER BY run_id",
        [site, since],
    )
    return cast("list[FieldCounts]", rows)


def load_url_outcomes(db: Connection, url: str) -> list[UrlOutcome]:
    """Return the outcomes of a URL, newest first."""
    rows = fetch_rows(
        db,
        "SELECT started, outcome, coalesce(outcomes.reason, '') AS reason FROM outcomes"
        " JOIN runs ON runs.id = run_id WHERE url = ? AND command = 'crawl' ORDER BY run_id DESC",
        [url],
    )
    return cast("list[UrlOutcome]", rows)


def record_links(db: Connection, run_id: int, site: str, url: str, links: Iterable[str]) -> None:
    """Insert a row into `listings` if the links of a start URL differ from those of its last row."""
    found = sorted(links)
    links_sha256 = sha256_of("\n".join(found))
    last = fetch_row(
        db, "SELECT links_sha256 FROM listings WHERE url = ? ORDER BY run_id DESC LIMIT 1", [url]
    )
    if last is None or last["links_sha256"] != links_sha256:
        db.execute(
            "INSERT OR REPLACE INTO listings (url, run_id, site, links, links_sha256) VALUES (?, ?, ?, ?, ?)",
            [url, run_id, site, len(found), links_sha256],
        )


def list_link_changes(db: Connection, url: str) -> list[str]:
    """Return the start times of the runs in which the links of a start URL had changed, newest first."""
    rows = db.execute(
        "SELECT started FROM listings JOIN runs ON runs.id = run_id WHERE url = ? AND command = 'crawl'"
        " ORDER BY run_id DESC",
        [url],
    )
    return [started for (started,) in rows.fetchall()]


def first_crawl(db: Connection, site: str) -> str | None:
    """Return the start time of the first run of `site`, or None."""
    row = fetch_row(
        db,
        "SELECT min(started) AS started FROM runs, json_each(sites) WHERE command = 'crawl' AND value = ?",
        [site],
    )
    return row["started"] if row else None


def count_articles_by_day(db: Connection, site: str, since: str) -> dict[str, int]:
    """Return the number of articles by day (`2026-03-02`) from `since` on.

    The day is that of `published`, for an undated article that of `first_seen`.
    """
    return dict(
        db.execute(
            "SELECT substr(published, 1, 10), count(*) FROM articles WHERE site = ?1 AND published >= ?2"
            " GROUP BY 1 UNION ALL SELECT substr(first_seen, 1, 10), count(*) FROM articles"
            " WHERE site = ?1 AND published IS NULL AND first_seen >= ?2 GROUP BY 1",
            [site, since],
        ).fetchall()
    )


def find_undated_article(db: Connection, site: str, layout: str) -> UndatedArticle | None:
    """Return the newest article of a layout without a date, or None."""
    row = fetch_row(
        db,
        "SELECT url, published_raw FROM articles WHERE site = ? AND published IS NULL AND layout = ?"
        " ORDER BY id DESC LIMIT 1",
        [site, layout],
    )
    return cast("UndatedArticle | None", row)


def count_links(db: Connection, since: str, site: str | None = None) -> list[LinkCount]:
    """Return the links to articles that were found at `since` or later, of one site or of all, by outcome.

    The outcome is `stored` where the article is in the archive, `waiting` where it was not requested yet,
    otherwise the last outcome of the URL, in any run.
    """
    rows = fetch_rows(
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
    return cast("list[LinkCount]", rows)


def load_last_causes(db: Connection, site: str, before: int) -> dict[str, str]:
    """Return the causes of the last run before run `before` that judged `site`: cause -> since when."""
    return dict(
        db.execute(
            "SELECT cause, since FROM health WHERE site = ?1 AND run_id ="
            " (SELECT max(run_id) FROM health WHERE site = ?1 AND run_id < ?2)",
            [site, before],
        ).fetchall()
    )


def record_health(
    db: Connection, run_id: int, site: str, cause: str, since: str, problem: str | None
) -> None:
    """Insert a row into `health`: a problem of a site in a run, or the cause `well` without one."""
    db.execute(
        "INSERT OR REPLACE INTO health (run_id, site, cause, since, problem) VALUES (?, ?, ?, ?, ?)",
        [run_id, site, cause, since, problem],
    )
