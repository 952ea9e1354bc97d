"""The sites that an archive has articles of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.errors import QueryError
from archive.suggestion import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection

# Asks the index once for each site; DISTINCT would read all of it.
STORED_SITES = """
WITH RECURSIVE stored(site) AS (
    SELECT min(site) FROM articles
    UNION ALL SELECT (SELECT min(site) FROM articles WHERE site > stored.site) FROM stored
    WHERE stored.site IS NOT NULL
)
SELECT site FROM stored WHERE site IS NOT NULL
"""


def stored_sites(db: Connection) -> list[str]:
    """Return the names of the sites that have articles, in order."""
    return [site for (site,) in db.execute(STORED_SITES).fetchall()]


def check_sites(db: Connection, sites: Iterable[str]) -> None:
    """Raise QueryError for the first of `sites` that has no articles; the message lists those that have."""
    stored = stored_sites(db)
    for site in sites:
        if site not in stored:
            raise QueryError(
                f"The archive has no articles of site {site[:80]!r}.{suggestion(site, stored)} "
                f"Sites with articles: {', '.join(stored) or 'none'}."
            )
