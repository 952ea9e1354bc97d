"""The search page, its results as CSV, JSON lines, and an Atom feed.

Without a query it shows all articles, newest first. A query that is the URL of an article redirects to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from archive.errors import QueryError
from archive.lookup import find_article, last_outcome
from archive.search.check_query import check_query
from archive.ui.facet_counts import MAX_HITS
from archive.ui.facets import SearchFilters
from archive.ui.feed import atom_feed, load_entries
from archive.ui.read_only_database import read_archive
from archive.ui.result_files import as_csv, as_jsonl, load_results
from archive.ui.search_results import PAGE_SIZE, search_articles
from archive.web_url import is_web_url

if TYPE_CHECKING:
    from sqlite3 import Connection

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

FORMS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "jsonl": (as_jsonl, "application/x-ndjson; charset=utf-8"),
}


async def search_page(request: Request, datasette: Datasette) -> Any:
    """Return the search page, or a redirect to the article whose URL is the query."""
    filters = SearchFilters.of(request.args)
    context: dict[str, Any] = {"filters": filters, "page_size": PAGE_SIZE, "max_hits": MAX_HITS}
    if is_web_url(filters.q):
        article_id, context["outcome"] = await read_archive(datasette, lambda db: _article_at(db, filters.q))
        if article_id is not None:
            return Response.redirect(f"/article/{article_id}")
    else:
        try:
            context |= await read_archive(datasette, lambda db: _searched(db, filters))
        except QueryError as error:
            context["problem"] = str(error)
    return Response.html(await datasette.render_template("search.html", context, request=request))


async def results_file(request: Request, datasette: Datasette) -> Response:
    """Return all results as a file."""
    filters = SearchFilters.of(request.args)
    form = request.url_vars["form"]
    write, content_type = FORMS[form]
    rows = await read_archive(datasette, lambda db: load_results(db, filters))
    headers = {"content-disposition": f'attachment; filename="partynews-results.{form}"'}
    return Response(write(rows), content_type=content_type, headers=headers)


async def results_feed(request: Request, datasette: Datasette) -> Response:
    """Return the Atom feed of the filters."""
    filters = SearchFilters.of(request.args)
    entries = await read_archive(datasette, lambda db: load_entries(db, filters))
    base = f"{request.scheme}://{request.host}"
    feed = atom_feed(entries, filters, base, filters.address("/search.atom"))
    return Response(feed, content_type="application/atom+xml; charset=utf-8")


def _searched(db: Connection, filters: SearchFilters) -> dict[str, Any]:
    """Return the results, and notes on the query."""
    notes = check_query(db, filters.q) if filters.q else []
    return {"results": search_articles(db, filters), "notes": notes}


def _article_at(db: Connection, url: str) -> tuple[int | None, dict[str, Any] | None]:
    """Return the id of the article at a URL, or the last outcome of the URL."""
    article = find_article(db, url)
    return (article["id"], None) if article else (None, last_outcome(db, url))
