"""Heat map of articles by site and month, with gaps."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from archive.ui.month_plot import site_link
from archive.ui.plot_frame import Mark, Plot, PlotRow, TimeAxis

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS = 5  # shades, by the logarithm of the number of articles
CELL_TOP, CELL_HEIGHT = 8, 24  # pixels


def make_heat_map(counts: Iterable[tuple[str, str, int]]) -> Plot:
    """Return the map of (site, month as `2018-05`, number of articles), sites in alphabetical order.

    A month between the first and the last of a site without an article is a gap.
    """
    sites: dict[str, dict[str, int]] = {}
    for site, month, count in counts:
        sites.setdefault(site, {})[month] = count
    axis = TimeAxis(month for months in sites.values() for month in months)
    most = max((count for months in sites.values() for count in months.values()), default=1)
    return Plot([_row(site, months, most, axis) for site, months in sorted(sites.items())], axis.ticks())


def _row(site: str, months: dict[str, int], most: int, axis: TimeAxis) -> PlotRow:
    marks = []
    gaps: list[list[str]] = []
    first, last = min(months), max(months)
    for month in axis.periods:
        if month in months:
            x, width = axis.cell(month)
            kind = f"level{_level(months[month], most)}"
            link = site_link(site, month=month)
            label = f"{site}, {month}: {months[month]}"
            marks.append(Mark(kind, x, width, CELL_TOP, CELL_HEIGHT, label, link))
        elif first < month < last:
            if not gaps or _before(month, axis) in months:
                gaps.append([])
            gaps[-1].append(month)
    marks += [_gap(site, gap, axis) for gap in gaps]
    missing = sum(map(len, gaps))
    note = f"{first} to {last}" + (f", {missing} missing" if missing else "")
    return PlotRow(site, site_link(site), marks, sum(months.values()), note)


def _before(month: str, axis: TimeAxis) -> str:
    return axis.periods[axis.periods.index(month) - 1]


def _gap(site: str, gap: list[str], axis: TimeAxis) -> Mark:
    """Return the mark of consecutive months without an article."""
    x, width = axis.cell(gap[0])
    months = gap[0] if len(gap) == 1 else f"{gap[0]} to {gap[-1]}"
    label = f"{site}, {months}: no article"
    return Mark("gap", x, round(width * len(gap), 3), CELL_TOP, CELL_HEIGHT, label)


def _level(count: int, most: int) -> int:
    """Return a shade from 1 to LEVELS.

    >>> [_level(count, 1000) for count in (1, 4, 30, 1000)]
    [1, 2, 3, 5]
    """
    return min(1 + int(LEVELS * log(count) / log(most + 1)), LEVELS) if most > 1 else LEVELS
