"""The search page: results with facets for site, year and section.

Without a query it shows all articles, newest first. A query that is the URL of an article redirects to it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from archive.database.rows import fetch_rows
from archive.errors import QueryError
from archive.lookup import find_article, last_outcome
from archive.search.full_text import find_matches, load_hits
from archive.search.query import parse_query
from archive.search.snippets import snippet
from archive.ui.facets import Facet, SearchFilters, make_facets
from archive.ui.read_only_database import read_archive
from archive.web_url import is_web_url

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

PAGE_SIZE = 20
MAX_HITS = 50_000
EXCERPT_LENGTH = 220
# Control characters, which no stored text contains: the template escapes the text, then adds <mark>.
MARKS = ("\x02", "\x03")
HIT = re.compile("\x02([^\x03]*)\x03")

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of articles, and the facets of all results; `more` if only the best MAX_HITS were counted."""

    articles: Sequence[dict[str, Any]]
    total: int
    facets: dict[str, list[Facet]]
    more: bool = False

    @property
    def pages(self) -> int:
        """The number of pages."""
        return -(-self.total // PAGE_SIZE)


async def search_page(request: Request, datasette: Datasette) -> Any:
    """Return the search page, or a redirect to the article whose URL is the query."""
    filters = SearchFilters.of(request.args)
    context: dict[str, Any] = {"filters": filters, "page_size": PAGE_SIZE}
    if is_web_url(filters.q):
        article_id, context["outcome"] = await read_archive(datasette, lambda db: _article_at(db, filters.q))
        if article_id is not None:
            return Response.redirect(f"/article/{article_id}")
    else:
        try:
            context["results"] = await read_archive(datasette, lambda db: search_articles(db, filters))
        except QueryError as error:
            context["problem"] = str(error)
    return Response.html(await datasette.render_template("search.html", context, request=request))


def _article_at(db: Connection, url: str) -> tuple[int | None, dict[str, Any] | None]:
    """Return the id of the article at a URL, or the last outcome of the URL."""
    article = find_article(db, url)
    return (article["id"], None) if article else (None, last_outcome(db, url))


def search_articles(db: Connection, filters: SearchFilters) -> SearchResults:
    """Return the results of the query and filters; raises QueryError for an invalid query."""
    if not filters.q:
        return _newest_articles(db, filters)
    ids = find_matches(
        db,
        filters.q,
        site=filters.site,
        since=filters.period,
        until=filters.period,
        sort="date" if filters.sort == "date" else "relevance",
        limit=MAX_HITS + 1,
    )
    source = "json_each(?) AS hit JOIN visible_articles AS articles ON articles.id = hit.value"
    rows, counts = _rows(db, filters, source, [json.dumps(ids[:MAX_HITS])], order="hit.key")
    shown = load_hits(db, filters.q, [row["id"] for row in rows], MARKS)
    articles = [
        row | {"marked_title": _title(hit.title, filters.q), "snippet": _pieces(hit.snippet)}
        for row, hit in zip(rows, shown, strict=True)
    ]
    return SearchResults(articles, _total(counts), make_facets(filters, counts), more=len(ids) > MAX_HITS)


def _newest_articles(db: Connection, filters: SearchFilters) -> SearchResults:
    rows, counts = _rows(db, filters, "visible_articles AS articles", [], order="published DESC, id DESC")
    articles = [
        row | {"marked_title": [(row["title"], False)], "snippet": [(row["excerpt"] + "…", False)]}
        for row in rows
    ]
    return SearchResults(articles, _total(counts), make_facets(filters, counts))


def _rows(
    db: Connection, filters: SearchFilters, source: str, values: list[Any], *, order: str
) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
    """Return one page of articles from `source`, and the counts by site, year and section."""
    condition, chosen = filters.conditions()
    values = [*values, *chosen]
    counts = db.execute(
        f"SELECT site, substr(published, 1, 4), section, count(*) FROM {source} WHERE {condition}"
        " GROUP BY 1, 2, 3",
        values,
    )
    rows = fetch_rows(
        db,
        f"""
        SELECT articles.id, site, title, published, section,
            substr(coalesce(lead, body), 1, {EXCERPT_LENGTH}) AS excerpt,
            articles.id IN (SELECT article_id FROM duplicates) AS is_copy
        FROM {source} WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?
        """,
        [*values, PAGE_SIZE, (filters.page - 1) * PAGE_SIZE],
    )
    return rows, [tuple(row) for row in counts.fetchall()]


def _total(counts: list[tuple[Any, ...]]) -> int:
    return sum(count for *_, count in counts)


def _title(title: str, typed: str) -> Pieces:
    """Return the title in pieces; without hits if it is too long for a snippet."""
    terms = [term for clause in parse_query(typed).clauses for term in clause]
    pieces = _pieces(snippet(title, terms, MARKS))
    return pieces if "".join(words for words, _ in pieces) == title else [(title, False)]


def _pieces(marked: str) -> Pieces:
    """Return the pieces of a marked text, each with whether it is a hit."""
    return [(piece, number % 2 == 1) for number, piece in enumerate(HIT.split(marked)) if piece]
