"""Bar chart of captures by site and year, live and backfilled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.capture_sources import WEB_ARCHIVES
from archive.plural import plural
from archive.runs.coverage import load_coverage
from archive.ui.month_plot import MAX_BAR_HEIGHT, site_link
from archive.ui.plot_frame import ROW_HEIGHT, Mark, Plot, PlotRow, TimeAxis
from archive.ui.template_filters import group_digits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from archive.runs.coverage import YearCoverage


def load_coverage_plot(db: Connection) -> Plot | None:
    """Return the plot, each site on its own scale; None where nothing is backfilled."""
    sources = ", ".join(f"'{name}'" for name in WEB_ARCHIVES)
    # An index has the sources; the coverage itself reads all captures.
    if not db.execute(f"SELECT 1 FROM captures WHERE source IN ({sources}) LIMIT 1").fetchone():
        return None
    coverage = load_coverage(db)
    axis = TimeAxis(f"{row['year']:04}" for row in coverage)
    sites: dict[str, list[YearCoverage]] = {}
    for row in coverage:
        sites.setdefault(row["site"], []).append(row)
    return Plot([_row(site, years, axis) for site, years in sites.items()], axis.ticks())


def _row(site: str, years: list[YearCoverage], axis: TimeAxis) -> PlotRow:
    totals = [year["live"] + year["imported"] + year["backfilled"] for year in years]
    scale = MAX_BAR_HEIGHT / max(totals)
    marks = [mark for year in years for mark in _bars(year, scale, axis)]
    return PlotRow(site, site_link(site), marks, sum(totals))


def _bars(year: YearCoverage, scale: float, axis: TimeAxis) -> Iterator[Mark]:
    """Yield the bar of our own and imported captures, and that of backfilled ones above it; or a gap."""
    x, width = axis.bar(f"{year['year']:04}")
    articles = f"{group_digits(year['articles'])} {plural('article', year['articles'])}"
    label = (
        f"{year['site']}, {year['year']}: {year['live']} live, {year['imported']} imported, "
        f"{year['backfilled']} backfilled; {articles}"
    )
    top = float(ROW_HEIGHT)
    for kind, count in (("own", year["live"] + year["imported"]), ("backfilled", year["backfilled"])):
        if count:
            height = round(count * scale, 1)
            top = round(top - height, 1)
            yield Mark(kind, x, width, top, height, label)
    if top == ROW_HEIGHT:
        yield Mark("gap", x, width, ROW_HEIGHT - MAX_BAR_HEIGHT, MAX_BAR_HEIGHT, label)
