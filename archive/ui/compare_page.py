"""The page that compares any two revisions of an article, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response

from archive.database.rows import fetch_row
from archive.lookup import list_revisions
from archive.revision_diff import FIELDS
from archive.ui.read_only_database import read_archive
from archive.ui.side_by_side import side_by_side

if TYPE_CHECKING:
    from sqlite3 import Connection

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

    from archive.database.rows import Row


async def compare_page(request: Request, datasette: Datasette) -> Any:
    """Return the page; without numbers in the URL it compares the last two revisions."""
    article_id = int(request.url_vars["id"])
    chosen = [_number(request.args.get(name)) for name in ("older", "newer")]
    found = await read_archive(datasette, lambda db: read_comparison(db, article_id, *chosen))
    if found is None:
        raise NotFound("There is no such article or revision in the archive.")
    return Response.html(await datasette.render_template("compare.html", found, request=request))


def read_comparison(
    db: Connection, article_id: int, older: int | None, newer: int | None
) -> dict[str, Any] | None:
    """Return both revisions, the fields and paragraphs in pairs, and the list of revisions; or None."""
    numbers = [row["number"] for row in list_revisions(db, article_id)]
    if not numbers:
        return None
    newer = numbers[-1] if newer is None else newer
    older = max(newer - 1, 1) if older is None else older
    before, after = (_revision(db, article_id, number) for number in (older, newer))
    if before is None or after is None:
        return None
    return {
        "id": article_id,
        "numbers": numbers,
        "older": before,
        "newer": after,
        "fields": {name: side_by_side(before[name] or "", after[name] or "") for name in FIELDS},
        "paragraphs": side_by_side(_text(before), _text(after)),
    }


def _revision(db: Connection, article_id: int, number: int) -> Row | None:
    return fetch_row(
        db, "SELECT * FROM visible_revisions WHERE article_id = ? AND number = ?", [article_id, number]
    )


def _text(revision: Row) -> str:
    return "\n\n".join(part for part in (revision["lead"], revision["body"]) if part)


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else None
