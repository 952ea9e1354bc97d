"""Bar chart of captures by site and year, live and backfilled: the coordinates, which the template draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.ui.month_plot import MAX_BAR_HEIGHT, MAX_BAR_WIDTH, ROW_HEIGHT, WIDTH, Tick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.runs.coverage import YearCoverage


@dataclass(frozen=True, slots=True)
class YearBar:
    """The bar of one site and year: captures that we have made or imported, and backfilled ones above."""

    coverage: YearCoverage
    x: float
    width: float
    own_height: float
    backfilled_height: float


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """The row of one site, on its own scale."""

    site: str
    captures: int
    bars: Sequence[YearBar]


@dataclass(frozen=True, slots=True)
class CoveragePlot:
    """The rows of all sites over the same years."""

    rows: Sequence[CoverageRow]
    ticks: Sequence[Tick]
    width: int = WIDTH
    row_height: int = ROW_HEIGHT

    @property
    def height(self) -> int:
        """Height of all rows, in SVG units."""
        return len(self.rows) * self.row_height


def make_coverage_plot(coverage: Sequence[YearCoverage]) -> CoveragePlot | None:
    """Return the plot; None where nothing is backfilled."""
    if not any(row["backfilled"] for row in coverage):
        return None
    first = min(row["year"] for row in coverage)
    step = WIDTH / (max(row["year"] for row in coverage) - first + 1)
    sites: dict[str, list[YearCoverage]] = {}
    for row in coverage:
        sites.setdefault(row["site"], []).append(row)
    rows = [_coverage_row(site, years, first, step) for site, years in sites.items()]
    count = round(WIDTH / step)
    return CoveragePlot(rows, [Tick(round((n + 0.5) * step, 2), str(first + n)) for n in range(count)])


def _coverage_row(site: str, years: list[YearCoverage], first: int, step: float) -> CoverageRow:
    totals = [year["live"] + year["imported"] + year["backfilled"] for year in years]
    scale = MAX_BAR_HEIGHT / max(totals)
    width = min(step * 0.8, MAX_BAR_WIDTH)
    bars = [
        YearBar(
            year,
            x=round((year["year"] - first + 0.5) * step - width / 2, 2),
            width=round(width, 2),
            own_height=round((year["live"] + year["imported"]) * scale, 2),
            backfilled_height=round(year["backfilled"] * scale, 2),
        )
        for year in years
    ]
    return CoverageRow(site, sum(totals), bars)
