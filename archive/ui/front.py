"""The front page: what is in the archive, and how the last runs went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from archive.database.rows import rows_of
from archive.runs import status
from archive.ui.database import NAME, ask
from archive.ui.plot import plot_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

RUNS_SHOWN = 8
# What came in, then what was seen, then what did not come in.
OUTCOMES = (
    *("stored", "revised", "duplicate", "unchanged", "listed"),
    *("skipped", "deferred", "gone", "refused", "failed"),
)


async def front_page(request: Request, datasette: Datasette) -> Any:
    """The front page."""
    queries = await datasette.get_canned_queries(NAME, request.actor)
    contents = await ask(datasette, contents_of)
    html = await datasette.render_template(
        "front.html",
        {**contents, "outcomes": OUTCOMES, "queries": list(queries.values())},
        request=request,
    )
    return Response.html(html)


def contents_of(db: Connection) -> dict[str, Any]:
    """`figures` of the whole archive, the `plot` of its articles, the last `runs`."""
    by_month = db.execute(
        "SELECT site, substr(published, 1, 7), count(*) FROM visible_articles GROUP BY 1, 2"
    ).fetchall()
    return {
        "figures": _figures(db),
        "plot": plot_of(tuple(row) for row in by_month),
        "runs": status.runs(db, RUNS_SHOWN),
    }


def _figures(db: Connection) -> dict[str, Any]:
    (figures,) = rows_of(
        db,
        """
        SELECT count(*) AS articles, count(*) - count(published) AS undated,
            min(published) AS first_published, max(published) AS last_published,
            count(gone_since) AS gone,
            (SELECT count(*) FROM edited) AS edited,
            (SELECT count(*) FROM copies) AS copies,
            (SELECT count(*) FROM captures) AS captures
        FROM visible_articles
        """,
        [],
    )
    return figures
