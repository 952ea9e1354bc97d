"""Datasette plugin: routes of the pages, links in table cells, error pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode

import pluggy
from datasette.utils.asgi import NotFound, Response
from markupsafe import Markup

from archive.database.rows import fetch_row
from archive.ui.article_downloads import citation_file, records_file
from archive.ui.article_page import article_page, changes_page, revision_page
from archive.ui.captured_page import captured_page
from archive.ui.compare_page import compare_page
from archive.ui.error_pages import error_page
from archive.ui.front_page import front_page
from archive.ui.overview_pages import coverage_page, documents_page, people_page
from archive.ui.query_limits import REFERENCES_VIEW
from archive.ui.read_only_database import NAME, read_archive
from archive.ui.search_page import results_feed, results_file, search_page
from archive.ui.template_filters import document_query
from archive.ui.trend_page import trend_file, trend_page

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

ARTICLE_COLUMNS = frozenset({"article", "article_id", "duplicate_of", "story", "copy"})
DOCUMENT_COLUMNS = frozenset({"type", "number", "code", "congress"})

ID = "[0-9]{1,18}"
FORM = r"\.json|\.csv"

hookimpl = pluggy.HookimplMarker("datasette")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Return the URL patterns of the pages, and of redirects from tables to views."""
    return [
        (r"/$", front_page),
        (r"/search$", search_page),
        (r"/search\.(?P<form>csv|jsonl)$", results_file),
        (r"/search\.atom$", results_feed),
        (r"/trend$", trend_page),
        (r"/coverage$", coverage_page),
        (r"/documents$", documents_page),
        (r"/people$", people_page),
        (r"/trend\.csv$", trend_file),
        (rf"/{NAME}/(?P<table>articles|revisions|doubts)(?P<form>{FORM})?$", redirect_to_view),
        (rf"/{NAME}/document_references(?P<form>{FORM}|/.*)?$", redirect_to_references),
        (rf"/{NAME}/articles/(?P<id>{ID})$", redirect_to_article),
        (rf"/{NAME}/(?P<table>articles)/(?P<id>{ID})(?P<form>{FORM})$", redirect_to_row),
        (rf"/{NAME}/(?P<table>revisions)/(?P<id>{ID}),(?P<number>{ID})(?P<form>{FORM})?$", redirect_to_row),
        (rf"/{NAME}/(?:articles|revisions)/.*$", no_such_row),
        (rf"/article/(?P<id>{ID})$", article_page),
        (rf"/article/(?P<id>{ID})/citation\.(?P<form>bib|json|ris)$", citation_file),
        (rf"/article/(?P<id>{ID})/captures\.warc\.gz$", records_file),
        (rf"/article/(?P<id>{ID})/revision/(?P<number>{ID})$", revision_page),
        (rf"/article/(?P<id>{ID})/captured(?:/(?P<capture>{ID}))?$", captured_page),
        (rf"/article/(?P<id>{ID})/compare$", compare_page),
        (rf"/article/(?P<id>{ID})/changes/(?P<number>{ID})$", changes_page),
    ]


def redirect_to_view(request: Request) -> Response:
    """Redirect from a table with withheld articles to the view without them."""
    query = f"?{request.query_string}" if request.query_string else ""
    view = f"visible_{request.url_vars['table']}"
    return Response.redirect(f"/{NAME}/{view}{request.url_vars['form'] or ''}{query}")


def redirect_to_references(request: Request) -> Response:
    """Redirect from the table of references, or a row of it, to the view without withheld articles."""
    query = f"?{request.query_string}" if request.query_string else ""
    form = request.url_vars["form"] or ""
    return Response.redirect(f"/{NAME}/{REFERENCES_VIEW}{'' if form.startswith('/') else form}{query}")


def redirect_to_article(request: Request) -> Response:
    """Redirect from the row of an article to its page."""
    return Response.redirect(f"/article/{request.url_vars['id']}")


async def redirect_to_row(request: Request, datasette: Datasette) -> Response:
    """Redirect from the row of an article or revision to the same row of the view; 404 where it has none."""
    article_id, number = int(request.url_vars["id"]), request.url_vars.get("number")
    view = f"visible_{request.url_vars['table']}"
    row = {"id": article_id} if number is None else {"article_id": article_id, "number": int(number)}
    condition = " AND ".join(f"{name} = ?" for name in row)
    found = await read_archive(
        datasette, lambda db: fetch_row(db, f"SELECT 1 FROM {view} WHERE {condition}", list(row.values()))
    )
    if found is None:
        no_such_row()
    return Response.redirect(f"/{NAME}/{view}{request.url_vars.get('form') or ''}?{urlencode(row)}")


def no_such_row() -> NoReturn:
    """Raise NotFound."""
    raise NotFound("There is no such article or revision in the archive.")


@hookimpl
def render_cell(row: sqlite3.Row, value: Any, column: str, table: str | None) -> Markup | None:
    """Return a link for an article id or a document; None lets Datasette render the cell, escaped."""
    is_article = column in ARTICLE_COLUMNS or (table == "visible_articles" and column == "id")
    if is_article and isinstance(value, int):
        return Markup('<a href="/article/{0}">{0}</a>').format(value)
    if column == "named_as" and DOCUMENT_COLUMNS.issubset(row.keys()):
        return Markup('<a href="/{}/about_a_document?{}" lang="vi">{}</a>').format(
            NAME, document_query(row), value
        )
    return None


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Awaitable[Any]:
    """Return the error page of a failed request."""
    return error_page(datasette, request, exception)
