"""Bar chart of articles by site and month."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from archive.ui.plot_frame import ROW_HEIGHT, Mark, Plot, PlotRow, TimeAxis

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BAR_HEIGHT = 28  # pixels


def make_plot(counts: Iterable[tuple[str, str | None, int]]) -> Plot:
    """Return the plot of (site, month as `2018-05` or None, number of articles), most articles first.

    Each site has its own scale.
    """
    sites: dict[str, Counter[str | None]] = {}
    for site, month, count in counts:
        sites.setdefault(site, Counter())[month] += count
    axis = TimeAxis(month for counter in sites.values() for month in counter if month)
    rows = [_row(site, counter, axis) for site, counter in sites.items()]
    return Plot(sorted(rows, key=lambda row: (-row.total, row.name)), axis.ticks())


def _row(site: str, counter: Counter[str | None], axis: TimeAxis) -> PlotRow:
    dated = {month: count for month, count in sorted(counter.items(), key=str) if month}
    peak = max(dated, key=lambda month: dated[month], default=None)
    marks = [_bar(site, month, count, dated[peak or month], axis) for month, count in dated.items()]
    note = f"peak {dated[peak]}, {peak}" if peak else ""
    return PlotRow(site, site_link(site), marks, counter.total(), note)


def _bar(site: str, month: str, count: int, most: int, axis: TimeAxis) -> Mark:
    x, width = axis.bar(month)
    height = round(max(MAX_BAR_HEIGHT * count / most, 1), 1)
    link = site_link(site, month=month)
    return Mark("bar", x, width, ROW_HEIGHT - height, height, f"{site}, {month}: {count}", link)


def site_link(site: str, **choice: str) -> str:
    """Return the URL of the articles of a site, with other filters of the search page."""
    return f"/search?{urlencode({'site': site, **choice})}"
