"""Search articles in Vietnamese, with or without diacritics.

A word typed with diacritics matches only the same word, one typed without matches both.
A word with diacritics is searched in `articles_exact`, one without in `articles_folded`; a query with both
combines the results. archive/README.md shows the same searches in plain SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from archive.search.index import EXACT, FOLDED
from archive.search.query import Query, Term, parse_date, parse_query
from archive.search.snippets import snippet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from sqlite3 import Connection

Sort = Literal["relevance", "date"]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article of a search result; `snippet` is a passage of its text with the hits highlighted."""

    id: int
    site: str
    url: str | None
    title: str
    published: str | None
    snippet: str


TABLES = ((EXACT, True), (FOLDED, False))
QUERY_FILTERS = {
    "site": "articles.site = ?",
    "from": "articles.published >= ?",
    "to": "substr(articles.published, 1, length(?)) <= ?",
}


def search(
    db: Connection,
    typed: str,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 20,
    sort: Sort = "relevance",
    marks: tuple[str, str] = ("[", "]"),
) -> list[Hit]:
    """Return the articles that match a query, without those that are withheld.

    Args:
        db: A connection for queries.
        typed: Words, "phrases", OR, -excluded, and filters `site:`, `from:`, `to:`.
        site: Only articles of this site.
        since: Only articles published in this year, month or day (`2018`, `2018-05`, `2018-05-15`) or later.
        until: Only articles published in this year, month or day or earlier.
        limit: The maximum number of results.
        sort: `relevance` (bm25), or `date` for the newest first.
        marks: Text before and after each hit in a snippet.

    Raises:
        QueryError: The query is empty or invalid.
    """
    ids = find_matches(db, typed, site=site, since=since, until=until, limit=limit, sort=sort)
    return load_hits(db, typed, ids, marks)


def find_matches(
    db: Connection,
    typed: str,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
    sort: Sort = "relevance",
) -> list[int]:
    """Return the ids of the articles that `search` finds, in its order, without a limit by default.

    By relevance, articles that contain the typed words as one phrase come first.

    Raises:
        QueryError: The query is empty or invalid.
    """
    query = parse_query(typed)
    filters = {"site": site, "from": since and parse_date(since), "to": until and parse_date(until)}
    query.filters |= {name: value for name, value in filters.items() if value}
    if sort == "date" or query.phrase is None:
        return _select_ids(db, query, sort, limit)
    first = _select_ids(db, replace(query, clauses=[[query.phrase]]), sort, limit)
    if len(first) == limit:
        return first
    then = _select_ids(db, query, sort, limit)
    return list(dict.fromkeys(first + then))[:limit]


def load_hits(
    db: Connection, typed: str, ids: Iterable[int], marks: tuple[str, str] = ("[", "]")
) -> list[Hit]:
    """Return the articles with these ids as hits of the query, in the same order."""
    terms = [term for clause in parse_query(typed).clauses for term in clause]
    return [_load_hit(db, article_id, terms, marks) for article_id in ids]


def _select_ids(db: Connection, query: Query, sort: Sort, limit: int | None) -> list[int]:
    sql, values = _select(query, by_score=sort == "relevance")
    # In SQLite a negative limit means no limit.
    found = db.execute(f"{sql} LIMIT ?", [*values, -1 if limit is None else limit])
    return [article_id for (article_id,) in found.fetchall()]


def _select(query: Query, *, by_score: bool) -> tuple[str, list[Any]]:
    """Return a SELECT, without LIMIT, of the ids that match, and its parameters.

    No row of `articles` is read, as its texts would be read with it: filters and order of time need indexes
    only. A unary plus makes SQLite read the index in its order, and not each match by itself.
    """
    filters = ["true"]
    values = []
    for name, value in query.filters.items():
        filters.append(QUERY_FILTERS[name])
        values += [value] * QUERY_FILTERS[name].count("?")
    filtered = f"visible_articles AS articles WHERE {' AND '.join(filters)}"
    if not query.clauses:
        return f"SELECT id FROM {filtered} ORDER BY published DESC, id", values
    if not by_score:
        matching, words = select_matching_ids(query)
        return (
            f"SELECT id FROM {filtered} AND +id IN ({matching}) ORDER BY published DESC, id",
            values + words,
        )
    scored, words = _select_scores(query)
    if query.filters:
        return f"{scored} AND +id IN (SELECT id FROM {filtered}) ORDER BY score, id", words + values
    return f"{scored} ORDER BY score, id", words


def select_matching_ids(query: Query) -> tuple[str, list[Any]]:
    """Return a SELECT of the ids that match the words of a query, in no order, and its parameters.

    Filters are not applied, and no score is computed.
    """
    groups: dict[int, list[str]] = {}
    values = []
    for group, table, expression in _match_expressions(query.clauses):
        groups.setdefault(group, []).append(f"SELECT rowid FROM {table} WHERE {table} MATCH ?")
        values.append(expression)
    parts = [f"SELECT rowid FROM ({' UNION '.join(selects)})" for selects in groups.values()]
    sql = " INTERSECT ".join(parts)
    for table, term in _excluded(query):
        sql += f" EXCEPT SELECT rowid FROM {table} WHERE {table} MATCH ?"
        values.append(term.fts)
    return sql, values


def _select_scores(query: Query) -> tuple[str, list[Any]]:
    """Return a SELECT with a WHERE of the ids that match the words of a query, and its parameters.

    Filters are not applied; `score` is a column to sort by. Withheld articles are not in the index.
    """
    matches = list(_match_expressions(query.clauses))
    parts = [
        f"SELECT {group} AS clause, rowid AS id, rank AS score FROM {table} WHERE {table} MATCH ?"
        for group, table, _ in matches
    ]
    values = [expression for _, _, expression in matches]
    found = parts[0]
    if len(parts) > 1:
        groups = len({group for group, _, _ in matches})
        found = (
            f"SELECT id, sum(score) AS score FROM ({' UNION ALL '.join(parts)})"
            f" GROUP BY id HAVING count(DISTINCT clause) = {groups}"
        )
    conditions = ["true"]
    for table, term in _excluded(query):
        conditions.append(f"id NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)")
        values.append(term.fts)
    return f"SELECT id FROM ({found}) WHERE {' AND '.join(conditions)}", values


def _excluded(query: Query) -> Iterator[tuple[str, Term]]:
    """Yield the excluded terms, each with the table that has its form."""
    for term in query.excluded:
        yield EXACT if term.exact else FOLDED, term


def _match_expressions(clauses: list[list[Term]]) -> Iterator[tuple[int, str, str]]:
    """Yield (group, table, MATCH expression): an article matches where one of each group matches.

    Clauses that need one table only are one group, so that FTS5 joins them; a clause with terms of
    both forms is a group of its own.
    """
    for group, (table, exact) in enumerate(TABLES):
        alike = [clause for clause in clauses if all(term.exact is exact for term in clause)]
        if alike:
            yield group, table, " AND ".join(_any_of(clause) for clause in alike)
    mixed = [clause for clause in clauses if len({term.exact for term in clause}) == 2]
    for group, clause in enumerate(mixed, start=len(TABLES)):
        for table, exact in TABLES:
            yield group, table, _any_of([term for term in clause if term.exact is exact])


def _any_of(terms: list[Term]) -> str:
    return "(" + " OR ".join(term.fts for term in terms) + ")"


def _load_hit(db: Connection, article_id: int, terms: list[Term], marks: tuple[str, str]) -> Hit:
    site, url, title, published, *text = db.execute(
        "SELECT site, url, title, published, lead, body FROM visible_articles WHERE id = ?", [article_id]
    ).fetchone()
    passage = snippet("\n\n".join(part for part in text if part), terms, marks)
    return Hit(article_id, site, url, title, published, passage)
