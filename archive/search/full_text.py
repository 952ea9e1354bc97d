"""Full-text search in Vietnamese, with the marks that were typed and no others.

A word typed with marks is looked for in the index `articles_exact`, one without in `articles_folded`;
a query that has both joins what the two give. The same can be asked in plain SQL (README.md here).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from archive.search.index import EXACT, FOLDED
from archive.search.query import Query, Term, read_date, read_query
from archive.search.snippets import snippet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from sqlite3 import Connection

Sort = Literal["relevance", "date"]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found; `snippet` is its own text with the hits between marks."""

    id: int
    site: str
    url: str | None
    title: str
    published: str | None
    snippet: str


TABLES = ((EXACT, True), (FOLDED, False))
FILTERS = {
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
    """The best articles for what was typed, or the newest with `sort="date"`.

    `since` and `until` are a year, a month or a day (`2018`, `2018-05`, `2018-05-15`), both included; the
    query may also say `site:`, `from:` and `to:`. Raises QueryError, one sentence, where it cannot be
    answered.
    """
    ids = matches(db, typed, site=site, since=since, until=until, limit=limit, sort=sort)
    return hits(db, typed, ids, marks)


def matches(
    db: Connection,
    typed: str,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
    sort: Sort = "relevance",
) -> list[int]:
    """The ids of all articles that `search` finds without a limit, in its order.

    By relevance, those that have the words side by side as they were typed come before those that have
    them here and there.
    """
    query = read_query(typed)
    filters = {"site": site, "from": since and read_date(since), "to": until and read_date(until)}
    query.filters |= {name: value for name, value in filters.items() if value}
    if sort == "date" or query.side_by_side is None:
        return _ids(db, query, sort, limit)
    phrase = replace(query, clauses=[[query.side_by_side]])
    first = _ids(db, phrase, sort, limit)
    if len(first) == limit:
        return first
    then = _ids(db, query, sort, limit)
    return list(dict.fromkeys(first + then))[:limit]


def hits(db: Connection, typed: str, ids: Iterable[int], marks: tuple[str, str] = ("[", "]")) -> list[Hit]:
    """These articles as hits of what was typed, in this order."""
    terms = [term for clause in read_query(typed).clauses for term in clause]
    return [_hit(db, article_id, terms, marks) for article_id in ids]


def _ids(db: Connection, query: Query, sort: Sort, limit: int | None) -> list[int]:
    sql, values = _select(query, by_score=sort == "relevance")
    # SQLite takes a negative limit for none.
    found = db.execute(f"{sql} LIMIT ?", [*values, -1 if limit is None else limit])
    return [article_id for (article_id,) in found.fetchall()]


def _select(query: Query, *, by_score: bool) -> tuple[str, list[Any]]:
    """A SELECT of the ids that answer `query`, all but its LIMIT, and its values."""
    by_score = by_score and bool(query.clauses)
    source, values = _found(query.clauses, alone=by_score and not query.filters)
    conditions = ["true"]
    for term in query.excluded:
        table = EXACT if term.exact else FOLDED
        conditions.append(f"articles.id NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)")
        values.append(term.fts)
    for name, value in query.filters.items():
        conditions.append(FILTERS[name])
        values += [value] * FILTERS[name].count("?")
    order = "score" if by_score else "published DESC"
    return (
        f"SELECT articles.id FROM {source} WHERE {' AND '.join(conditions)} ORDER BY {order}, articles.id",
        values,
    )


def _found(clauses: list[list[Term]], *, alone: bool) -> tuple[str, list[Any]]:
    """What to select from: the articles in which every clause holds, with their score.

    `alone` says that id and score will do: the index holds no article that is withheld.
    """
    if not clauses:
        return "visible_articles AS articles", []
    matches = list(_matches(clauses))
    parts = [
        f"SELECT {group} AS clause, rowid AS id, rank AS score FROM {table} WHERE {table} MATCH ?"
        for group, table, _ in matches
    ]
    found = parts[0]
    if len(parts) > 1:
        groups = len({group for group, _, _ in matches})
        found = (
            f"SELECT id, sum(score) AS score FROM ({' UNION ALL '.join(parts)})"
            f" GROUP BY id HAVING count(DISTINCT clause) = {groups}"
        )
    source = f"({found}) AS articles"
    if not alone:
        source = f"({found}) AS found JOIN visible_articles AS articles USING (id)"
    return source, [match for _, _, match in matches]


def _matches(clauses: list[list[Term]]) -> Iterator[tuple[int, str, str]]:
    """MATCH expressions as (group, table, expression): an article must be found by one of each group.

    Clauses that need one table only are put together, so that FTS5 joins them; a clause with terms
    of both forms is a group of its own.
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


def _hit(db: Connection, article_id: int, terms: list[Term], marks: tuple[str, str]) -> Hit:
    site, url, title, published, *text = db.execute(
        "SELECT site, url, title, published, lead, body FROM visible_articles WHERE id = ?", [article_id]
    ).fetchone()
    shown = snippet("\n\n".join(part for part in text if part), terms, marks)
    return Hit(article_id, site, url, title, published, shown)
