"""The page of a trend: how many articles use a word or phrase, by month and site; also as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from archive.errors import QueryError
from archive.search.check_query import check_query
from archive.trend import COLUMNS, load_trend, of_all_sites
from archive.ui.facets import MAX_QUERY_LENGTH
from archive.ui.read_only_database import read_archive
from archive.ui.result_files import as_csv
from archive.ui.trend_plot import Measure, make_trend_plot

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request


async def trend_page(request: Request, datasette: Datasette) -> Any:
    """Return the page with a form, and the plot of the query in the URL."""
    typed = _typed(request)
    measure: Measure = "count" if request.args.get("measure") == "count" else "share"
    context: dict[str, Any] = {"q": typed, "measure": measure, "address": f"?{urlencode({'q': typed})}"}
    if typed:
        try:
            context["notes"], rows = await read_archive(
                datasette, lambda db: (check_query(db, typed), load_trend(db, typed))
            )
        except QueryError as error:
            context["problem"] = str(error)
        else:
            matches = sum(row.matches for row in rows)
            context |= {
                "plot": make_trend_plot(rows, typed, measure) if matches else None,
                "matches": matches,
                "months": [row for row in of_all_sites(rows) if row.matches],
            }
    return Response.html(await datasette.render_template("trend.html", context, request=request))


async def trend_file(request: Request, datasette: Datasette) -> Response:
    """Return the rows of the trend as CSV, by month and site."""
    typed = _typed(request)
    rows = await read_archive(datasette, lambda db: load_trend(db, typed))
    headers = {"content-disposition": 'attachment; filename="partynews-trend.csv"'}
    table = as_csv([row.as_dict() for row in rows], COLUMNS)
    return Response(table, content_type="text/csv; charset=utf-8", headers=headers)


def _typed(request: Request) -> str:
    return (request.args.get("q") or "").strip()[:MAX_QUERY_LENGTH]
