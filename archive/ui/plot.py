"""Articles by site and month as bars: where they stand, worked out here, drawn by the template as SVG."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 720  # of the plot itself, in the units of the SVG
ROW_HEIGHT = 40
BAR_ROOM = 28
WIDEST_BAR = 18
CLOSEST_LABELS = 44


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles of one site in one month."""

    month: str
    count: int
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site: its bars on a scale of its own, its busiest month, how many articles, how many undated."""

    site: str
    articles: int
    undated: int
    peak: Bar | None
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Tick:
    """A year, or a month where there are few, at its place below the rows."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """All sites, most articles first, over the same months."""

    rows: Sequence[SiteRow]
    ticks: Sequence[Tick]
    width: int = WIDTH
    row_height: int = ROW_HEIGHT

    @property
    def height(self) -> int:
        return len(self.rows) * self.row_height


def plot_of(counts: Iterable[tuple[str, str | None, int]]) -> Plot:
    """The plot of (site, month as `2018-05` or None, articles)."""
    sites: dict[str, Counter[str | None]] = {}
    for site, month, count in counts:
        sites.setdefault(site, Counter())[month] += count
    months = _months({month for counter in sites.values() for month in counter if month})
    step = WIDTH / max(len(months), 1)
    rows = [_row(site, counter, months, step) for site, counter in sites.items()]
    return Plot(sorted(rows, key=lambda row: (-row.articles, row.site)), _ticks(months, step))


def _months(found: set[str]) -> dict[str, int]:
    """Every month from the first to the last, also those without an article, and its place."""
    if not found:
        return {}
    first, last = (_ordinal(month) for month in (min(found), max(found)))
    return {f"{n // 12:04}-{n % 12 + 1:02}": n - first for n in range(first, last + 1)}


def _ordinal(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _row(site: str, counter: Counter[str | None], months: dict[str, int], step: float) -> SiteRow:
    dated = {month: count for month, count in counter.items() if month}
    most = max(dated.values(), default=0)
    width = min(step * 0.8, WIDEST_BAR)
    bars = [
        Bar(
            month,
            count,
            x=round(months[month] * step + (step - width) / 2, 2),
            width=round(width, 2),
            height=round(max(BAR_ROOM * count / most, 1), 2),
        )
        for month, count in sorted(dated.items())
    ]
    peak = max(bars, key=lambda bar: bar.count, default=None)
    return SiteRow(site, counter.total(), counter[None], peak, bars)


def _ticks(months: dict[str, int], step: float) -> list[Tick]:
    by_year = len(months) > 24
    starts = [month for month in months if month.endswith("-01")] if by_year else list(months)
    every = 1
    while starts and (step * (12 if by_year else 1)) * every < CLOSEST_LABELS:
        every += 1
    return [
        Tick(round((months[month] + 0.5) * step, 2), month[:4] if by_year else f"{month[5:]}/{month[:4]}")
        for month in starts[::every]
    ]
