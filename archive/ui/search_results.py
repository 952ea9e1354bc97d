"""Results of the search page: the articles of a page, with identical ones folded, and the facets of all."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.database.rows import fetch_rows
from archive.duplicates.key_index import NO_TEXT
from archive.search.full_text import find_matches, load_hits
from archive.search.query import parse_query
from archive.search.snippets import snippet
from archive.ui.facet_counts import MAX_HITS, count_results
from archive.ui.facets import Facet, SearchFilters, make_facets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from sqlite3 import Connection

PAGE_SIZE = 20
FIRST_HITS = 200
MAX_COPIES_SHOWN = 50
EXCERPT_LENGTH = 220
# Control characters, which no stored text contains: the template escapes the text, then adds <mark>.
MARKS = ("\x02", "\x03")
HIT = re.compile("\x02([^\x03]*)\x03")

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of articles, and the facets of all results; `more` if only MAX_HITS were counted.

    An article has `copies`, the articles with the same lead and body, which are not on a page of their own.
    """

    articles: Sequence[dict[str, Any]]
    total: int
    facets: dict[str, list[Facet]]
    has_next: bool
    more: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """Results in SQL: what follows FROM and ORDER BY, and the parameters."""

    source: str
    order: str
    values: Sequence[Any]


def search_articles(db: Connection, filters: SearchFilters) -> SearchResults:
    """Return the results of the query and filters; raises QueryError for an invalid query."""
    ids, has_next = _ranked_page(db, filters) if filters.q else _newest_page(db, filters)
    articles = _load_articles(db, ids)
    if filters.copies is None:
        _add_copies(db, articles)
    _mark_hits(db, filters.q, articles)
    counts, more = count_results(db, filters)
    facets = make_facets(filters, counts)
    return SearchResults(articles, sum(row[3] for row in counts), facets, has_next, more)


def select(db: Connection, filters: SearchFilters, limit: int) -> Selection:
    """Return the selection of the filters, newest first without a query; with one the best `limit` hits."""
    condition, values = filters.conditions()
    if not filters.q:
        source = f"visible_articles AS articles WHERE {condition}"
        return Selection(source, "published DESC, id DESC", values)
    ids = _find(db, filters, limit)
    source = (
        f"json_each(?) AS hit JOIN visible_articles AS articles ON articles.id = hit.value WHERE {condition}"
    )
    return Selection(source, "hit.key", [json.dumps(ids), *values])


def _find(db: Connection, filters: SearchFilters, limit: int) -> list[int]:
    return find_matches(
        db,
        filters.q,
        site=filters.site,
        since=filters.period,
        until=filters.period,
        sort="date" if filters.sort == "date" else "relevance",
        limit=limit,
    )


def _newest_page(db: Connection, filters: SearchFilters) -> tuple[list[int], bool]:
    """Return the ids of the page, and whether there is a next page."""
    selection = select(db, filters, MAX_HITS)
    rows = db.execute(
        f"SELECT articles.id, body_sha256 FROM {selection.source} ORDER BY {selection.order}",
        selection.values,
    )
    return _cut_page(_folded(rows, filters), filters)


def _ranked_page(db: Connection, filters: SearchFilters) -> tuple[list[int], bool]:
    """Return the ids of the page, and whether there is a next page.

    Few hits are ranked first, more only if folding and filters leave too few of them.
    """
    condition, values = filters.conditions()
    limit = FIRST_HITS + 2 * PAGE_SIZE * filters.page
    while True:
        ids = _find(db, filters, min(limit, MAX_HITS))
        texts = dict(
            db.execute(
                "SELECT id, body_sha256 FROM visible_articles AS articles"
                f" WHERE id IN (SELECT value FROM json_each(?)) AND {condition}",
                [json.dumps(ids), *values],
            ).fetchall()
        )
        rows = ((id, texts[id]) for id in ids if id in texts)
        page, has_next = _cut_page(_folded(rows, filters), filters)
        if has_next or len(ids) < limit:
            return page, has_next
        limit *= 8


def _folded(rows: Iterable[tuple[int, str]], filters: SearchFilters) -> Iterator[int]:
    """Yield the ids of (id, body_sha256), without articles whose text came before if copies are folded."""
    seen: set[str] = set()
    for article_id, body_sha256 in rows:
        if filters.copies is None and body_sha256 in seen:
            continue
        if body_sha256 != NO_TEXT:
            seen.add(body_sha256)
        yield article_id


def _cut_page(ids: Iterator[int], filters: SearchFilters) -> tuple[list[int], bool]:
    end = filters.page * PAGE_SIZE
    found = list(islice(ids, end + 1))
    return found[end - PAGE_SIZE : end], len(found) > end


def _load_articles(db: Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
    return fetch_rows(
        db,
        f"""
        SELECT articles.id, site, title, published, section, body_sha256,
            substr(coalesce(lead, body), 1, {EXCERPT_LENGTH}) AS excerpt,
            (SELECT kind FROM duplicates WHERE article_id = articles.id) AS copy_kind
        FROM json_each(?) AS hit JOIN visible_articles AS articles ON articles.id = hit.value
        ORDER BY hit.key
        """,
        [json.dumps(ids)],
    )


def _add_copies(db: Connection, articles: Iterable[dict[str, Any]]) -> None:
    """Add the articles with the same text, earliest seen first; `more_copies` if not all are shown."""
    for article in articles:
        copies = fetch_rows(
            db,
            "SELECT id, site, title, published FROM visible_articles"
            " WHERE body_sha256 = ? AND body_sha256 <> ? AND id <> ? ORDER BY first_seen, id LIMIT ?",
            [article["body_sha256"], NO_TEXT, article["id"], MAX_COPIES_SHOWN + 1],
        )
        article["copies"] = copies[:MAX_COPIES_SHOWN]
        article["more_copies"] = len(copies) > MAX_COPIES_SHOWN


def _mark_hits(db: Connection, typed: str, articles: Sequence[dict[str, Any]]) -> None:
    """Add the title and a passage of the text, as pieces that are each marked as a hit or not."""
    if not typed:
        for article in articles:
            article["marked_title"] = [(article["title"], False)]
            article["snippet"] = [(article["excerpt"] + "…", False)]
        return
    hits = load_hits(db, typed, [article["id"] for article in articles], MARKS)
    for article, hit in zip(articles, hits, strict=True):
        article["marked_title"] = _title(hit.title, typed)
        article["snippet"] = _pieces(hit.snippet)


def _title(title: str, typed: str) -> Pieces:
    """Return the title in pieces; without hits if it is too long for a snippet."""
    terms = [term for clause in parse_query(typed).clauses for term in clause]
    pieces = _pieces(snippet(title, terms, MARKS))
    return pieces if "".join(words for words, _ in pieces) == title else [(title, False)]


def _pieces(marked: str) -> Pieces:
    """Return the pieces of a marked text, each with whether it is a hit."""
    return [(piece, number % 2 == 1) for number, piece in enumerate(HIT.split(marked)) if piece]
