"""The search page: what was found, and by which site, year and section it can be narrowed.

Without a query it shows all articles, newest first, so one can also just look around; the address of
an article leads to it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from archive.database.rows import rows_of
from archive.errors import QueryError
from archive.lookup import find_article, last_outcome
from archive.search.full_text import hits, matches
from archive.search.query import read_query
from archive.search.snippets import snippet
from archive.ui.database import ask
from archive.ui.facets import Choice, Facet, facets_of
from archive.ui.words import is_web_address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

PAGE_SIZE = 20
MOST_HITS = 50_000
OPENING_LENGTH = 220
# No text of the archive holds these, so they can stand for <mark> until the text is escaped.
MARKS = ("\x02", "\x03")
HIT = re.compile("\x02([^\x03]*)\x03")

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of articles, and all facets of what was found; `more` when only the best were counted."""

    articles: Sequence[dict[str, Any]]
    total: int
    facets: dict[str, list[Facet]]
    more: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // PAGE_SIZE)


async def search_page(request: Request, datasette: Datasette) -> Any:
    """The search page, or a way to the article whose address was searched for."""
    choice = Choice.of(request.args)
    context: dict[str, Any] = {"choice": choice, "page_size": PAGE_SIZE}
    if is_web_address(choice.q):
        article_id, context["outcome"] = await ask(datasette, lambda db: _under(db, choice.q))
        if article_id is not None:
            return Response.redirect(f"/article/{article_id}")
    else:
        try:
            context["found"] = await ask(datasette, lambda db: found_by(db, choice))
        except QueryError as error:
            context["problem"] = str(error)
    return Response.html(await datasette.render_template("search.html", context, request=request))


def _under(db: Connection, url: str) -> tuple[int | None, dict[str, Any] | None]:
    """The article under an address, or what became of the address."""
    article = find_article(db, url)
    return (article["id"], None) if article else (None, last_outcome(db, url))


def found_by(db: Connection, choice: Choice) -> Found:
    """What a choice finds; raises QueryError where it cannot be answered."""
    if not choice.q:
        return _browsed(db, choice)
    ids = matches(
        db,
        choice.q,
        site=choice.site,
        since=choice.period,
        until=choice.period,
        sort="date" if choice.sort == "date" else "relevance",
        limit=MOST_HITS + 1,
    )
    source = "json_each(?) AS hit JOIN visible_articles AS articles ON articles.id = hit.value"
    rows, counts = _rows(db, choice, source, [json.dumps(ids[:MOST_HITS])], order="hit.key")
    shown = hits(db, choice.q, [row["id"] for row in rows], MARKS)
    articles = [
        row | {"marked_title": _title(hit.title, choice.q), "snippet": _pieces(hit.snippet)}
        for row, hit in zip(rows, shown, strict=True)
    ]
    return Found(articles, _total(counts), facets_of(choice, counts), more=len(ids) > MOST_HITS)


def _browsed(db: Connection, choice: Choice) -> Found:
    rows, counts = _rows(db, choice, "visible_articles AS articles", [], order="published DESC, id DESC")
    articles = [
        row | {"marked_title": [(row["title"], False)], "snippet": [(row["opening"] + "…", False)]}
        for row in rows
    ]
    return Found(articles, _total(counts), facets_of(choice, counts))


def _rows(
    db: Connection, choice: Choice, source: str, values: list[Any], *, order: str
) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
    """One page of articles from `source`, and how many there are by site, year and section."""
    condition, chosen = choice.conditions()
    values = [*values, *chosen]
    counts = db.execute(
        f"SELECT site, substr(published, 1, 4), section, count(*) FROM {source} WHERE {condition}"
        " GROUP BY 1, 2, 3",
        values,
    )
    rows = rows_of(
        db,
        f"""
        SELECT articles.id, site, title, published, section,
            substr(coalesce(lead, body), 1, {OPENING_LENGTH}) AS opening,
            articles.id IN (SELECT article_id FROM duplicates) AS is_copy
        FROM {source} WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?
        """,
        [*values, PAGE_SIZE, (choice.page - 1) * PAGE_SIZE],
    )
    return rows, [tuple(row) for row in counts.fetchall()]


def _total(counts: list[tuple[Any, ...]]) -> int:
    return sum(count for *_, count in counts)


def _title(title: str, typed: str) -> Pieces:
    """The title with its hits; without them where it is too long for a snippet to be whole."""
    terms = [term for clause in read_query(typed).clauses for term in clause]
    pieces = _pieces(snippet(title, terms, MARKS))
    return pieces if "".join(words for words, _ in pieces) == title else [(title, False)]


def _pieces(marked: str) -> Pieces:
    """A marked text in pieces, each with whether it is a hit; the template escapes and marks them."""
    return [(piece, number % 2 == 1) for number, piece in enumerate(HIT.split(marked)) if piece]
