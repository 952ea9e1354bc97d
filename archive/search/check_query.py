"""Check a typed query against an archive before it is searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.search.query import parse_query
from archive.stored_sites import check_sites

if TYPE_CHECKING:
    from sqlite3 import Connection


def check_query(db: Connection, typed: str, site: str | None = None) -> list[str]:
    """Return sentences about parts of a query that are searched in another way than they look.

    Raises:
        QueryError: The query is invalid, or the archive has no articles of `site` or of the site in it.
    """
    query = parse_query(typed)
    check_sites(db, filter(None, [site, query.filters.get("site")]))
    return query.notes
