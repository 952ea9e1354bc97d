"""Files of an article: citations for reference managers, and its WARC records."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from datasette.utils.asgi import NotFound, Response

from archive.citation import FORMATS, citation_key
from archive.export.article_records import article_records
from archive.lookup import find_article
from archive.ui.read_only_database import read_archive
from archive.ui.served import served_by

if TYPE_CHECKING:
    from sqlite3 import Connection

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

    from archive.citation import CitedArticle

# Name of the format, and media type, by the suffix in the URL.
CITATIONS = {
    "bib": ("bibtex", "application/x-bibtex"),
    "json": ("csl-json", "application/vnd.citationstyles.csl+json"),
    "ris": ("ris", "application/x-research-info-systems"),
}


async def citation_file(request: Request, datasette: Datasette) -> Response:
    """Return the citation of an article; 404 if there is no such article."""
    article = await _visible_article(request, datasette)
    name, content_type = CITATIONS[request.url_vars["form"]]
    text = FORMATS[name](article, served_by(datasette).newspaper(article["site"]))
    file = f"{citation_key(article)}.{request.url_vars['form']}"
    return _attachment(text.encode(), file, f"{content_type}; charset=utf-8")


async def records_file(request: Request, datasette: Datasette) -> Response:
    """Return all WARC records of an article; 404 if there is no such article, or no record of it."""
    article = await _visible_article(request, datasette)
    captures = served_by(datasette).captures
    article_id = int(request.url_vars["id"])

    def read(db: Connection) -> bytes | None:
        return article_records(db, article_id, captures)

    records = await read_archive(datasette, read)
    if records is None:
        raise NotFound("The archive has no WARC record of this article.")
    return _attachment(records, f"{citation_key(article)}.warc.gz", "application/warc")


async def _visible_article(request: Request, datasette: Datasette) -> CitedArticle:
    article = await read_archive(datasette, lambda db: find_article(db, request.url_vars["id"]))
    if article is None:
        raise NotFound("There is no such article in the archive.")
    return cast("CitedArticle", article)


def _attachment(body: bytes, name: str, content_type: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type=content_type, headers=headers)
