"""Error pages: HTTP status and message for the exceptions of a request."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError

from archive.database.sqlite_errors import explain_sqlite_errors
from archive.errors import ArchiveError, QueryError
from archive.ui.query_limits import HiddenText
from archive.ui.read_only_database import NAME

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

TIMED_OUT = "The query was stopped because it took too long. Narrow it down: one site, one year, fewer words."
NO_SUCH_ROWS = "There is no such page of rows."


async def error_page(datasette: Datasette, request: Request, exception: Exception) -> Any:
    """Return the response to a failed request, or None for Datasette's own error page."""
    explained_error = _explain(exception, Path(datasette.get_database(NAME).path))
    if explained_error is None:
        return None
    status, message = explained_error
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": message, "status": status}, status=status)
    html = await datasette.render_template(
        "error.html", {"error": message, "status": status}, request=request
    )
    return Response.html(html, status=status)


def _explain(exception: Exception, path: Path) -> tuple[int, str] | None:
    """Return HTTP status and message of an exception, or None if it is a bug."""
    match exception:
        case HiddenText() | QueryError():
            return 403 if isinstance(exception, HiddenText) else 400, str(exception)
        case QueryInterrupted():
            return 503, TIMED_OUT
        case DatasetteError(title="SQL Interrupted"):
            return 400, TIMED_OUT
        case DatasetteError(status=500):
            return 400, str(exception.message)  # `Cannot sort table by x`: an error of the request
        case ValueError() | OverflowError() if "int" in str(exception):
            return 400, NO_SUCH_ROWS  # `_next` of a view is a number
        case ArchiveError():
            return 503, str(exception)
        case sqlite3.Error():
            return _explain_sqlite_error(exception, path)
    return None


def _explain_sqlite_error(error: sqlite3.Error, path: Path) -> tuple[int, str] | None:
    if isinstance(error, sqlite3.IntegrityError):
        return 400, NO_SUCH_ROWS  # the database is read-only: an OFFSET with too many digits
    if isinstance(error, sqlite3.ProgrammingError):
        return 400, f"Invalid query: {error}."
    try:
        with explain_sqlite_errors(path):
            raise error
    except ArchiveError as archive_error:
        return 503, str(archive_error)
    except sqlite3.Error:
        return None
