"""Coverage of an archive: captures and articles by site and year, and from where; years without captures."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from archive.capture_sources import WEB_ARCHIVES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection


class YearCoverage(TypedDict):
    """Captures of a site in a year by source, and the articles on them; all 0 in a year without captures."""

    site: str
    year: int
    articles: int
    live: int
    backfilled: int
    imported: int


def load_coverage(db: Connection) -> list[YearCoverage]:
    """Return each site by year, from its first to its last captured year, also years without captures."""
    archives = ", ".join(f"'{name}'" for name in WEB_ARCHIVES)
    found = db.execute(
        f"""
        SELECT site, CAST(substr(captured, 1, 4) AS INTEGER), count(DISTINCT article_id),
            sum(source = 'live'), sum(source IN ({archives})), sum(source = 'import')
        FROM captures GROUP BY 1, 2 ORDER BY 1, 2
        """
    ).fetchall()
    return list(_with_gaps([_row(*values) for values in found]))


def _row(site: str, year: int, articles: int, live: int, backfilled: int, imported: int) -> YearCoverage:
    return {
        "site": site,
        "year": year,
        "articles": articles,
        "live": live,
        "backfilled": backfilled,
        "imported": imported,
    }


def _with_gaps(rows: list[YearCoverage]) -> Iterator[YearCoverage]:
    before: YearCoverage | None = None
    for row in rows:
        if before is not None and before["site"] == row["site"]:
            for year in range(before["year"] + 1, row["year"]):
                yield _row(row["site"], year, 0, 0, 0, 0)
        yield row
        before = row
