"""Trend of a word or phrase: articles by site and month, and how many of them match a query."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from archive.errors import QueryError
from archive.search.full_text import select_matching_ids
from archive.search.query import parse_date, parse_query

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection

# A condition on the month alone is checked before its articles are searched.
FILTERS = {
    "site": ("months.site = ?",),
    "from": ("month >= substr(?, 1, 7)", "articles.published >= ?"),
    "to": ("month <= ? || '~'", "substr(articles.published, 1, length(?)) <= ?"),
}
# The months in which a site has articles: each step is one search of articles_by_site. '~' sorts after the
# signs of a date, so `month || '~'` sorts after all dates of the month.
MONTHS = """
    WITH RECURSIVE months(site, month) AS (
        SELECT '', ''
        UNION ALL
        SELECT next.site, substr(next.published, 1, 7) FROM months JOIN articles AS next ON next.id = (
            SELECT id FROM articles
            WHERE (site, published) > (months.site, months.month || '~') AND published IS NOT NULL
            ORDER BY site, published LIMIT 1
        )
    )
"""
COLUMNS = ("month", "site", "articles", "matches", "share")


class TrendRow(NamedTuple):
    """A month (`2018-05`) of a site: all its articles, and those that match the query."""

    month: str
    site: str
    articles: int
    matches: int

    @property
    def share(self) -> float:
        """The share of articles that match, from 0 to 1."""
        return self.matches / self.articles if self.articles else 0.0

    def as_dict(self) -> dict[str, str | int | float]:
        """Return the row with COLUMNS, the share with six digits."""
        return {**self._asdict(), "share": round(self.share, 6)}


def load_trend(
    db: Connection,
    typed: str,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> list[TrendRow]:
    """Return the rows of a query by month, then site; months in which a site has no article have none.

    Withheld articles, and articles without a date of publication, are not counted. `typed`, `site`, `since`
    and `until` are those of `archive.search.full_text.search`.

    The index articles_by_site has all columns that the query counts, in order of site and time: a month of a
    site is a range of it, so no article is read and nothing is sorted, however many match.

    Raises:
        QueryError: The query has no word, or is invalid.
    """
    query = parse_query(typed)
    if not query.clauses:
        raise QueryError('The query has no word to count. Type a word, or a "phrase" in quotes.')
    given = {"site": site, "from": since and parse_date(since), "to": until and parse_date(until)}
    filters = query.filters | {name: value for name, value in given.items() if value}
    matching, values = select_matching_ids(query)
    conditions = ["articles.site = months.site", "articles.published BETWEEN month AND month || '~'"]
    for name, value in filters.items():
        conditions.extend(FILTERS[name])
        values += [value] * "".join(FILTERS[name]).count("?")
    rows = db.execute(
        f"""
        {MONTHS}
        SELECT month, site, (
            SELECT json_array(count(*), sum(articles.id IN ({matching})))
            FROM visible_articles AS articles WHERE {" AND ".join(conditions)}
        )
        FROM months ORDER BY 1, 2
        """,
        values,
    )
    counted = [TrendRow(month, name, *json.loads(counts)) for month, name, counts in rows.fetchall()]
    return [row for row in counted if row.articles]


def of_all_sites(rows: Iterable[TrendRow]) -> list[TrendRow]:
    """Return one row a month, with the sums of all sites; its site is `all`."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        sums[row.month][0] += row.articles
        sums[row.month][1] += row.matches
    return [TrendRow(month, "all", articles, matches) for month, (articles, matches) in sorted(sums.items())]
