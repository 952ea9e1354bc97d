"""Bar chart of a trend: articles that match a query by month, of all sites and of each site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from archive.trend import of_all_sites
from archive.ui.month_plot import MAX_BAR_HEIGHT
from archive.ui.plot_frame import ROW_HEIGHT, Mark, Plot, PlotRow, TimeAxis
from archive.ui.template_filters import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.trend import TrendRow

Measure = Literal["share", "count"]


def make_trend_plot(rows: Sequence[TrendRow], query: str, measure: Measure) -> Plot:
    """Return the plot: all sites first, then those with matches, most matches first.

    All rows have the same scale. A month without any article is a gap.
    """
    axis = TimeAxis(row.month for row in rows)
    sites: dict[str, list[TrendRow]] = {}
    for row in rows:
        sites.setdefault(row.site, []).append(row)
    by_matches = sorted(sites.items(), key=lambda item: (-_matches(item[1]), item[0]))
    of_sites = [(site, months) for site, months in by_matches if _matches(months)]
    lines = [("all sites", of_all_sites(rows)), *(of_sites if len(sites) > 1 else [])]
    scale = max((_value(row, measure) for _, months in lines for row in months), default=0) or 1
    return Plot([_row(name, months, query, measure, scale, axis) for name, months in lines], axis.ticks())


def _row(
    name: str, months: Sequence[TrendRow], query: str, measure: Measure, scale: float, axis: TimeAxis
) -> PlotRow:
    is_all = name == "all sites"
    choice = {"q": query} if is_all else {"q": query, "site": name}
    marks = []
    for row in months:
        if row.matches:
            x, width = axis.bar(row.month)
            height = round(max(MAX_BAR_HEIGHT * _value(row, measure) / scale, 1), 1)
            label = f"{name}, {row.month}: {row.matches} of {row.articles} articles, {percent(row.share)}"
            link = f"/search?{urlencode({**choice, 'month': row.month})}"
            marks.append(Mark("bar", x, width, ROW_HEIGHT - height, height, label, link))
    if is_all:
        marks += _gaps({row.month for row in months}, axis)
    articles = sum(row.articles for row in months)
    matches = _matches(months)
    note = f"{percent(matches / articles)} of {articles}" if articles else ""
    return PlotRow(name, f"/search?{urlencode(choice)}", marks, matches, note)


def _gaps(found: set[str], axis: TimeAxis) -> list[Mark]:
    gaps = []
    for month in axis.periods:
        if month not in found:
            x, width = axis.bar(month)
            gaps.append(Mark("empty", x, width, ROW_HEIGHT - 5, 5, f"{month}: no article in the archive"))
    return gaps


def _value(row: TrendRow, measure: Measure) -> float:
    return row.share if measure == "share" else row.matches


def _matches(rows: Sequence[TrendRow]) -> int:
    return sum(row.matches for row in rows)
