"""Counts of all results of a search by site, year and section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.search.full_text import QUERY_FILTERS, select_matching_ids
from archive.search.query import parse_query

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.ui.facets import SearchFilters

MAX_HITS = 50_000
# Up to this size the index articles_by_site is read as a whole, which is faster than each hit by itself.
SCANNED_ARTICLES = 400_000
# A unary plus keeps SQLite from an index without the other columns that the query reads.
FILTERS = {**QUERY_FILTERS, "from": "+articles.published >= ?"}
COUNTS = "SELECT site, substr(published, 1, 4), section, count(*) FROM visible_articles AS articles"

Counts = list[tuple[str, str | None, str | None, int]]


def count_results(db: Connection, filters: SearchFilters) -> tuple[Counts, bool]:
    """Return (site, year, section, articles) of all results, and whether there are more than were counted.

    In a large archive only MAX_HITS articles that match the words are counted.
    """
    condition, values = filters.conditions()
    if not filters.q:
        return _fetch(db, f"{COUNTS} WHERE {condition} GROUP BY 1, 2, 3", values), False
    query = parse_query(filters.q)
    for name, value in query.filters.items():
        condition += f" AND {FILTERS[name]}"
        values += [value] * FILTERS[name].count("?")
    if not query.clauses:
        return _fetch(db, f"{COUNTS} WHERE {condition} GROUP BY 1, 2, 3", values), False
    matching, words = select_matching_ids(query)
    (newest,) = db.execute("SELECT max(id) FROM articles").fetchone()
    if (newest or 0) <= SCANNED_ARTICLES:
        sql = f"{COUNTS} WHERE {condition} AND +articles.id IN ({matching}) GROUP BY 1, 2, 3"
        return _fetch(db, sql, [*values, *words]), False
    first = f"SELECT * FROM ({matching}) LIMIT {MAX_HITS}"
    counts = _fetch(
        db, f"{COUNTS} WHERE {condition} AND articles.id IN ({first}) GROUP BY 1, 2, 3", [*values, *words]
    )
    (matches,) = db.execute(f"SELECT count(*) FROM ({matching} LIMIT {MAX_HITS + 1})", words).fetchone()
    return counts, matches > MAX_HITS


def _fetch(db: Connection, sql: str, values: list[str]) -> Counts:
    return [tuple(row) for row in db.execute(sql, values).fetchall()]
