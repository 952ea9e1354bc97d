"""What Datasette is told of our pages: their addresses, links to them from its tables, failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy
from datasette.utils.asgi import Response
from markupsafe import Markup

from archive.ui.article_page import article_page, changes_page, revision_page
from archive.ui.database import NAME
from archive.ui.failures import failure_page
from archive.ui.front import front_page
from archive.ui.limits import VIEWS_OF_TEXTS
from archive.ui.search_page import search_page
from archive.ui.words import about

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
    return [
        (r"/$", front_page),
        (r"/search$", search_page),
        (rf"/{NAME}/(?P<table>articles|revisions)(?P<form>\.json|\.csv)?$", view_instead),
        (rf"/{NAME}/articles/(?P<id>[0-9]{{1,18}})$", article_instead),
        (r"/article/(?P<id>[0-9]{1,18})$", article_page),
        (r"/article/(?P<id>[0-9]{1,18})/revision/(?P<number>[0-9]{1,9})$", revision_page),
        (r"/article/(?P<id>[0-9]{1,18})/changes/(?P<number>[0-9]{1,9})$", changes_page),
    ]


def view_instead(request: Request) -> Response:
    """The way from a table that has withheld texts in it to the view that has not."""
    asked = f"?{request.query_string}" if request.query_string else ""
    view = VIEWS_OF_TEXTS[request.url_vars["table"]]
    return Response.redirect(f"/{NAME}/{view}{request.url_vars['form'] or ''}{asked}")


def article_instead(request: Request) -> Response:
    """The way from the row of an article to its page."""
    return Response.redirect(f"/article/{request.url_vars['id']}")


@hookimpl
def render_cell(row: sqlite3.Row, value: Any, column: str, table: str | None) -> Markup | None:
    """A link for the number of an article or the name of a document; Datasette shows all else, escaped."""
    is_article = column in ARTICLE_COLUMNS or (table == "visible_articles" and column == "id")
    if is_article and isinstance(value, int):
        return Markup('<a href="/article/{0}">{0}</a>').format(value)
    if column == "named_as" and DOCUMENT_COLUMNS.issubset(row.keys()):
        return Markup('<a href="/{}/about_a_document?{}" lang="vi">{}</a>').format(NAME, about(row), value)
    return None


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Awaitable[Any]:
    return failure_page(datasette, request, exception)
