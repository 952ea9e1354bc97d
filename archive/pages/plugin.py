"""What Datasette is told of our pages: their addresses, links to them from its tables, failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy
from markupsafe import Markup

from archive.pages.article_page import article_page, changes_page, revision_page
from archive.pages.failures import failure_page
from archive.pages.front import front_page
from archive.pages.search_page import search_page

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

ARTICLE_COLUMNS = frozenset({"article", "article_id", "duplicate_of"})

hookimpl = pluggy.HookimplMarker("datasette")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [
        (r"/$", front_page),
        (r"/search$", search_page),
        (r"/article/(?P<id>[0-9]{1,18})$", article_page),
        (r"/article/(?P<id>[0-9]{1,18})/revision/(?P<number>[0-9]{1,9})$", revision_page),
        (r"/article/(?P<id>[0-9]{1,18})/changes/(?P<number>[0-9]{1,9})$", changes_page),
    ]


@hookimpl
def render_cell(value: Any, column: str) -> Markup | None:
    """A link for the number of an article, None for all else: Datasette shows that itself, escaped."""
    if column in ARTICLE_COLUMNS and isinstance(value, int):
        return Markup('<a href="/article/{0}">{0}</a>').format(value)
    return None


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Awaitable[Any]:
    return failure_page(datasette, request, exception)
