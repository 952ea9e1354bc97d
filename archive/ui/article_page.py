"""Pages of one article: newest text, revisions, changes, with provenance, copies and cited documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response

from archive.capture_sources import WEB_ARCHIVES
from archive.citation import meta_tags
from archive.database.rows import fetch_row
from archive.export.article_rows import REVISION_FIELDS
from archive.lookup import find_article
from archive.revision_diff import difference, edits
from archive.ui.read_only_database import read_archive
from archive.ui.served import served_by

if TYPE_CHECKING:
    from sqlite3 import Connection

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

# Fields that are known for the newest text only, not for earlier revisions.
NEWEST_FIELDS_SHOWN = ("source_mark", "published_raw", "images", "repairs", "flags")


async def article_page(request: Request, datasette: Datasette) -> Any:
    """Return the page of an article with its newest text."""
    article = await _read_or_404(request, datasette, article_with_capture)
    tags = meta_tags(article, served_by(datasette).newspaper(article["site"]))
    context = {"article": article, "meta_tags": tags}
    return Response.html(await datasette.render_template("article.html", context, request=request))


async def revision_page(request: Request, datasette: Datasette) -> Any:
    """Return the page of an article with the text of a revision."""
    number = int(request.url_vars["number"])
    article = await _read_or_404(request, datasette, lambda db, id: revision_with_capture(db, id, number))
    return Response.html(
        await datasette.render_template("article.html", {"article": article}, request=request)
    )


async def changes_page(request: Request, datasette: Datasette) -> Any:
    """Return the page with the changes of a revision from the previous one."""
    number = int(request.url_vars["number"])
    changes = await _read_or_404(request, datasette, lambda db, id: read_changes(db, id, number))
    return Response.html(await datasette.render_template("changes.html", changes, request=request))


async def _read_or_404(request: Request, datasette: Datasette, read: Any) -> Any:
    article_id = int(request.url_vars["id"])
    found = await read_archive(datasette, lambda db: read(db, article_id))
    if found is None:
        raise NotFound("There is no such article or revision in the archive.")
    return found


def article_with_capture(db: Connection, article_id: int) -> dict[str, Any] | None:
    """Return an article as `find_article` does, with `capture`, the capture of its text, or None."""
    article = find_article(db, str(article_id))
    return article and {
        **article,
        "aliases": [url for url in article["aliases"] if url != article["url"]],
        "capture": _capture(db, article["capture_id"]),
        "shown_revision": None,
    }


def revision_with_capture(db: Connection, article_id: int, number: int) -> dict[str, Any] | None:
    """Return an article with the text of a revision, whose number is `shown_revision`, or None."""
    article = article_with_capture(db, article_id)
    revision = fetch_row(
        db, "SELECT * FROM visible_revisions WHERE article_id = ? AND number = ?", [article_id, number]
    )
    if article is None or revision is None:
        return None
    return {
        **article,
        **{name: revision[name] for name in REVISION_FIELDS},
        **dict.fromkeys(NEWEST_FIELDS_SHOWN),
        "capture": _capture(db, revision["capture_id"]),
        "shown_revision": number,
    }


def read_changes(db: Connection, article_id: int, number: int) -> dict[str, Any] | None:
    """Return the revisions `older` and `newer` and the edits of `fields` and `text`, or None."""
    if fetch_row(db, "SELECT id FROM visible_articles WHERE id = ?", [article_id]) is None:
        return None
    found = difference(db, article_id, newer=number)
    if found is None:
        return None
    fields = {name: edits(before or "", after or "") for name, (before, after) in found.fields.items()}
    return {
        "id": article_id,
        "older": found.older,
        "newer": found.newer,
        "fields": fields,
        "text": found.text,
    }


def _capture(db: Connection, capture_id: int | None) -> dict[str, Any] | None:
    """Return the row of a capture with `archive_name`, the name of the web archive that it came from."""
    row = fetch_row(db, "SELECT * FROM captures WHERE id = ?", [capture_id])
    return row and {**row, "archive_name": WEB_ARCHIVES.get(row["source"])}
