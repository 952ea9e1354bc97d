"""Bar chart of articles by site and month: the coordinates, which the template draws as SVG."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 720  # of the bars, in SVG units
ROW_HEIGHT = 40
MAX_BAR_HEIGHT = 28
MAX_BAR_WIDTH = 18
MIN_LABEL_DISTANCE = 44


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of one site and month; `x` is its left edge."""

    month: str
    count: int
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SiteRow:
    """The row of one site: its bars on its own scale, the month with most articles, and its counts."""

    site: str
    articles: int
    undated: int
    peak: Bar | None
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Tick:
    """The label of a year, or of a month if there are few, below the rows."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """The rows of all sites, most articles first, over the same months."""

    rows: Sequence[SiteRow]
    ticks: Sequence[Tick]
    width: int = WIDTH
    row_height: int = ROW_HEIGHT

    @property
    def height(self) -> int:
        """Height of all rows, in SVG units."""
        return len(self.rows) * self.row_height


def make_plot(counts: Iterable[tuple[str, str | None, int]]) -> Plot:
    """Return the plot of (site, month as `2018-05` or None, number of articles)."""
    sites: dict[str, Counter[str | None]] = {}
    for site, month, count in counts:
        sites.setdefault(site, Counter())[month] += count
    months = _months({month for counter in sites.values() for month in counter if month})
    step = WIDTH / max(len(months), 1)
    rows = [_row(site, counter, months, step) for site, counter in sites.items()]
    return Plot(sorted(rows, key=lambda row: (-row.articles, row.site)), _ticks(months, step))


def _months(found: set[str]) -> dict[str, int]:
    """Return every month from the first to the last with its position, including months without articles."""
    if not found:
        return {}
    first, last = (_month_number(month) for month in (min(found), max(found)))
    return {f"{n // 12:04}-{n % 12 + 1:02}": n - first for n in range(first, last + 1)}


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _row(site: str, counter: Counter[str | None], months: dict[str, int], step: float) -> SiteRow:
    dated = {month: count for month, count in counter.items() if month}
    most = max(dated.values(), default=0)
    width = min(step * 0.8, MAX_BAR_WIDTH)
    bars = [
        Bar(
            month,
            count,
            x=round(months[month] * step + (step - width) / 2, 2),
            width=round(width, 2),
            height=round(max(MAX_BAR_HEIGHT * count / most, 1), 2),
        )
        for month, count in sorted(dated.items())
    ]
    peak = max(bars, key=lambda bar: bar.count, default=None)
    return SiteRow(site, counter.total(), counter[None], peak, bars)


def _ticks(months: dict[str, int], step: float) -> list[Tick]:
    by_year = len(months) > 24
    starts = [month for month in months if month.endswith("-01")] if by_year else list(months)
    every = 1
    while starts and (step * (12 if by_year else 1)) * every < MIN_LABEL_DISTANCE:
        every += 1
    return [
        Tick(round((months[month] + 0.5) * step, 2), month[:4] if by_year else f"{month[5:]}/{month[:4]}")
        for month in starts[::every]
    ]
