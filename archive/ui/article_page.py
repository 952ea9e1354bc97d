"""One article as a reader sees it, and below it all an archivist needs to trust and cite it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response

from archive.database.rows import row_of
from archive.lookup import find_article
from archive.revision_diff import difference, edits
from archive.ui.database import ask

if TYPE_CHECKING:
    from sqlite3 import Connection

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

Row = dict[str, Any]
REVISED = ("title", "lead", "body", "byline", "published", "captured", "reader_version", "text_sha256")
# A revision keeps the text only; these belong to the newest capture.
OF_THE_NEWEST = ("source_mark", "published_raw", "images", "repairs", "flags")


async def article_page(request: Request, datasette: Datasette) -> Any:
    """The newest text of an article, with its record, copies, revisions and references."""
    article = await _found(request, datasette, visible_article)
    return Response.html(
        await datasette.render_template("article.html", {"article": article}, request=request)
    )


async def revision_page(request: Request, datasette: Datasette) -> Any:
    """The text an article had in one of its revisions."""
    number = int(request.url_vars["number"])
    article = await _found(request, datasette, lambda db, id: revision_of(db, id, number))
    return Response.html(
        await datasette.render_template("article.html", {"article": article}, request=request)
    )


async def changes_page(request: Request, datasette: Datasette) -> Any:
    """What one revision changed in the one before."""
    number = int(request.url_vars["number"])
    changes = await _found(request, datasette, lambda db, id: changes_of(db, id, number))
    return Response.html(await datasette.render_template("changes.html", changes, request=request))


async def _found(request: Request, datasette: Datasette, look: Any) -> Any:
    article_id = int(request.url_vars["id"])
    found = await ask(datasette, lambda db: look(db, article_id))
    if found is None:
        raise NotFound("The archive has no such article, or no such revision of it.")
    return found


def visible_article(db: Connection, article_id: int) -> Row | None:
    """An article as `find_article` gives it, with `capture`: that of this text."""
    article = find_article(db, str(article_id))
    return article and {
        **article,
        "aliases": [url for url in article["aliases"] if url != article["url"]],
        "capture": _capture(db, article["capture_id"]),
        "shown_revision": None,
    }


def revision_of(db: Connection, article_id: int, number: int) -> Row | None:
    """The same with the text of a revision; `shown_revision` is its number."""
    article = visible_article(db, article_id)
    revision = row_of(
        db, "SELECT * FROM visible_revisions WHERE article_id = ? AND number = ?", [article_id, number]
    )
    if article is None or revision is None:
        return None
    return {
        **article,
        **{name: revision[name] for name in REVISED},
        **dict.fromkeys(OF_THE_NEWEST),
        "capture": _capture(db, revision["capture_id"]),
        "shown_revision": number,
    }


def changes_of(db: Connection, article_id: int, number: int) -> Row | None:
    """What revision `number` changed: `older` and `newer`, and edits of `fields` and `text`."""
    if row_of(db, "SELECT id FROM visible_articles WHERE id = ?", [article_id]) is None:
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


def _capture(db: Connection, capture_id: int | None) -> Row | None:
    return row_of(db, "SELECT * FROM captures WHERE id = ?", [capture_id])
