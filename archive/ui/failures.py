"""What is said when a page cannot be shown: a sentence for its reader, and a status that fits."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError

from archive.errors import ArchiveError, explained
from archive.ui.database import NAME

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

TOO_LONG = "This took too long and was stopped. Ask for less: one site, one year, fewer words."
NO_SUCH_PAGE = "There is no such page of rows."


async def failure_page(datasette: Datasette, request: Request, exception: Exception) -> Any:
    """The answer to a request that failed, or None where Datasette's own answer will do."""
    told = _told(exception, Path(datasette.get_database(NAME).path))
    if told is None:
        return None
    status, sentence = told
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": sentence, "status": status}, status=status)
    html = await datasette.render_template(
        "error.html", {"error": sentence, "status": status}, request=request
    )
    return Response.html(html, status=status)


def _told(exception: Exception, path: Path) -> tuple[int, str] | None:
    if isinstance(exception, QueryInterrupted):
        return 503, TOO_LONG
    if isinstance(exception, DatasetteError) and exception.title == "SQL Interrupted":
        return 400, TOO_LONG
    if isinstance(exception, DatasetteError) and exception.status == 500:
        return 400, str(exception.message)  # `Cannot sort table by x` and the like: the request is at fault
    if isinstance(exception, ValueError | OverflowError) and "int" in str(exception):
        return 400, NO_SUCH_PAGE  # `_next` of a view is a number
    if isinstance(exception, sqlite3.IntegrityError):
        return 400, NO_SUCH_PAGE  # nothing is written here: a number of digits too many for an OFFSET
    if isinstance(exception, ArchiveError):
        return 503, str(exception)
    if isinstance(exception, sqlite3.ProgrammingError):
        return 400, f"This cannot be asked: {exception}."
    if isinstance(exception, sqlite3.Error):
        try:
            with explained(path):
                raise exception
        except ArchiveError as error:
            return 503, str(error)
        except sqlite3.Error:
            return None
    return None
