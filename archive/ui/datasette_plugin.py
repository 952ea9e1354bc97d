"""Datasette plugin: routes of the pages, links in table cells, error pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy
from datasette.utils.asgi import Response
from markupsafe import Markup

from archive.ui.article_page import article_page, changes_page, revision_page
from archive.ui.error_pages import error_page
from archive.ui.front_page import front_page
from archive.ui.query_limits import TEXT_VIEWS
from archive.ui.read_only_database import NAME
from archive.ui.search_page import search_page
from archive.ui.template_filters import document_query

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

ARTICLE_COLUMNS = frozenset({"article", "article_id", "duplicate_of", "story", "copy"})
DOCUMENT_COLUMNS = frozenset({"type", "number", "code", "congress"})

hookimpl = pluggy.HookimplMarker("datasette")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Return the URL patterns of the pages, and of redirects from tables to views."""
    return [
        (r"/$", front_page),
        (r"/search$", search_page),
        (rf"/{NAME}/(?P<table>articles|revisions)(?P<form>\.json|\.csv)?$", redirect_to_view),
        (rf"/{NAME}/articles/(?P<id>[0-9]{{1,18}})$", redirect_to_article),
        (r"/article/(?P<id>[0-9]{1,18})$", article_page),
        (r"/article/(?P<id>[0-9]{1,18})/revision/(?P<number>[0-9]{1,9})$", revision_page),
        (r"/article/(?P<id>[0-9]{1,18})/changes/(?P<number>[0-9]{1,9})$", changes_page),
    ]


def redirect_to_view(request: Request) -> Response:
    """Redirect from a table with withheld articles to the view without them."""
    query = f"?{request.query_string}" if request.query_string else ""
    view = TEXT_VIEWS[request.url_vars["table"]]
    return Response.redirect(f"/{NAME}/{view}{request.url_vars['form'] or ''}{query}")


def redirect_to_article(request: Request) -> Response:
    """Redirect from the row of an article to its page."""
    return Response.redirect(f"/article/{request.url_vars['id']}")


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
