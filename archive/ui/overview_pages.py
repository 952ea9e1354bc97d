"""Pages that sum up the archive: coverage by site and month, cited documents, authors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from archive.database.rows import fetch_rows
from archive.plural import plural
from archive.references.reference_queries import cited_documents
from archive.ui.coverage_plot import load_coverage_plot
from archive.ui.heat_map import make_heat_map
from archive.ui.month_plot import MAX_BAR_HEIGHT
from archive.ui.plot_frame import ROW_HEIGHT, Mark, Plot, PlotRow, TimeAxis
from archive.ui.read_only_database import NAME, read_archive
from archive.ui.template_filters import document_query

if TYPE_CHECKING:
    from sqlite3 import Connection

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

DOCUMENTS_SHOWN = 100
PEOPLE_SHOWN = 500


async def coverage_page(request: Request, datasette: Datasette) -> Any:
    """Return the page with the heat map, and the plot of captures if there is a backfill."""
    return await _page(request, datasette, "coverage.html", read_coverage)


async def documents_page(request: Request, datasette: Datasette) -> Any:
    """Return the page of the documents that most articles cite, by year."""
    return await _page(request, datasette, "documents.html", read_documents)


async def people_page(request: Request, datasette: Datasette) -> Any:
    """Return the page of the authors with most articles."""
    name = (request.args.get("q") or "").strip()[:100]
    return await _page(request, datasette, "people.html", lambda db: read_people(db, name))


async def _page(request: Request, datasette: Datasette, template: str, read: Any) -> Any:
    context = await read_archive(datasette, read)
    return Response.html(await datasette.render_template(template, context, request=request))


def read_coverage(db: Connection) -> dict[str, Any]:
    """Return `plot`, the heat map; `undated`, the number of other articles; `captures`, a plot or None."""
    counts = db.execute(
        "SELECT site, substr(published, 1, 7), count(*) FROM visible_articles GROUP BY 1, 2"
    ).fetchall()
    dated = [tuple(row) for row in counts if row[1]]
    return {
        "plot": make_heat_map(dated) if dated else None,
        "undated": sum(row[2] for row in counts if not row[1]),
        "captures": load_coverage_plot(db),
    }


def read_documents(db: Connection) -> dict[str, Any]:
    """Return `plot`: for each of the most cited documents the articles by year, all on one scale."""
    documents = cited_documents(db, DOCUMENTS_SHOWN)
    by_year: dict[tuple[Any, ...], dict[str, int]] = {}
    for *document, year, articles in db.execute(
        "SELECT type, number, code, congress, substr(published, 1, 4), count(DISTINCT id)"
        " FROM visible_references JOIN visible_articles ON id = article_id"
        " WHERE published IS NOT NULL GROUP BY 1, 2, 3, 4, 5"
    ):
        by_year.setdefault(tuple(document), {})[year] = articles
    found = [
        (row, by_year.get((row["type"], row["number"], row["code"], row["congress"]), {}))
        for row in documents
    ]
    axis = TimeAxis(year for _, years in found for year in years)
    most = max((count for _, years in found for count in years.values()), default=1)
    rows = [_document_row(document, years, most, axis) for document, years in found]
    return {"plot": Plot(rows, axis.ticks()) if rows else None, "shown": DOCUMENTS_SHOWN}


def _document_row(document: Any, years: dict[str, int], most: int, axis: TimeAxis) -> PlotRow:
    link = f"/{NAME}/about_a_document?{document_query(document)}"
    note = f"{document['mentions']} {plural('mention', document['mentions'])}"
    marks = []
    for year, count in sorted(years.items()):
        x, width = axis.bar(year)
        height = round(max(MAX_BAR_HEIGHT * count / most, 1), 1)
        label = f"{document['named_as']}, {year}: {count}"
        marks.append(Mark("bar", x, width, ROW_HEIGHT - height, height, label))
    return PlotRow(document["named_as"], link, marks, document["articles"], note)


def read_people(db: Connection, name: str) -> dict[str, Any]:
    """Return `people` whose name contains `name`: articles, sites, first and last day."""
    people = fetch_rows(
        db,
        f"""
        SELECT author.value AS name, count(*) AS articles, group_concat(DISTINCT site) AS sites,
            min(substr(published, 1, 10)) AS first, max(substr(published, 1, 10)) AS last
        FROM visible_articles AS articles, json_each(authors) AS author
        WHERE authors <> '[]' AND (? = '' OR author.value LIKE '%' || ? || '%')
        GROUP BY author.value COLLATE NOCASE
        ORDER BY articles DESC, name LIMIT {PEOPLE_SHOWN + 1}
        """,
        [name, name],
    )
    for person in people:
        person["link"] = f"/{NAME}/by_author?{urlencode({'author': person['name']})}"
    return {"people": people[:PEOPLE_SHOWN], "more": len(people) > PEOPLE_SHOWN, "q": name}
