"""The front page: statistics of the archive, a plot of articles by month, the last runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from archive.database.rows import fetch_rows
from archive.runs import status
from archive.ui.coverage_plot import load_coverage_plot
from archive.ui.month_plot import make_plot
from archive.ui.read_only_database import NAME, read_archive

if TYPE_CHECKING:
    from sqlite3 import Connection

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

RUNS_SHOWN = 8
# In order of display: new content, no change, no content.
OUTCOMES_SHOWN = (
    *("stored", "revised", "duplicate", "unchanged", "listed"),
    *("skipped", "deferred", "gone", "doubted", "refused", "failed"),
)


async def front_page(request: Request, datasette: Datasette) -> Any:
    """Return the front page."""
    queries = await datasette.get_canned_queries(NAME, request.actor)
    overview = await read_archive(datasette, read_overview)
    html = await datasette.render_template(
        "front.html",
        {**overview, "outcomes": OUTCOMES_SHOWN, "queries": list(queries.values())},
        request=request,
    )
    return Response.html(html)


def read_overview(db: Connection) -> dict[str, Any]:
    """Return `figures` (counts of the archive), the last `runs`, and two plots.

    `plot` has articles by site and month, `coverage` captures by site and year, None without a backfill.
    """
    by_month = db.execute(
        "SELECT site, substr(published, 1, 7), count(*) FROM visible_articles GROUP BY 1, 2"
    ).fetchall()
    return {
        "figures": _figures(db),
        "plot": make_plot(tuple(row) for row in by_month),
        "coverage": load_coverage_plot(db),
        "runs": status.load_runs(db, RUNS_SHOWN),
    }


def _figures(db: Connection) -> dict[str, Any]:
    (figures,) = fetch_rows(
        db,
        """
        SELECT count(*) AS articles, count(*) - count(published) AS undated,
            min(published) AS first_published, max(published) AS last_published,
            (SELECT count(*) FROM visible_articles WHERE gone_since IS NOT NULL) AS gone,
            (SELECT count(*) FROM visible_revisions WHERE number = 2) AS edited,
            (SELECT count(*) FROM duplicates) AS copies,
            (SELECT count(*) FROM captures) AS captures
        FROM visible_articles
        """,
        [],
    )
    return figures
