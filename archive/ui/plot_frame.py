"""Plots over time with a row for each site: marks and labels, which the template draws as SVG.

Horizontal positions are percentages, so that a plot fits any width without scaling its text. Vertical
positions are pixels from the top of a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROW_HEIGHT = 32  # pixels
MAX_BAR_WIDTH = 2.5  # percent
MAX_LABELS, MAX_LABELS_ON_A_PHONE = 14, 7


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle of a row; `kind` is its CSS class, `label` its tooltip."""

    kind: str
    x: float
    width: float
    y: float
    height: float
    label: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class PlotRow:
    """A row of a plot: name with link, marks, a number and a note beside them."""

    name: str
    link: str | None
    marks: Sequence[Mark]
    total: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """The label of a period below the rows; `minor` labels are left out on a phone."""

    x: float
    label: str
    minor: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """Rows over the same periods."""

    rows: Sequence[PlotRow]
    ticks: Sequence[Tick]


class TimeAxis:
    """Consecutive periods from left to right, each a month (`2018-05`) or a year (`2018`)."""

    def __init__(self, periods: Iterable[str]) -> None:
        """Take every period from the first to the last of `periods`."""
        found = set(periods)
        self.periods = _between(min(found), max(found)) if found else []
        self._step = 100 / max(len(self.periods), 1)
        self._position = {period: number for number, period in enumerate(self.periods)}

    def bar(self, period: str) -> tuple[float, float]:
        """Return left edge and width of a bar."""
        width = min(self._step * 0.8, MAX_BAR_WIDTH)
        return round(self._center(period) - width / 2, 3), round(width, 3)

    def cell(self, period: str) -> tuple[float, float]:
        """Return left edge and width of a cell, which touches those of the periods beside it."""
        return round(self._position[period] * self._step, 3), round(self._step, 3)

    def ticks(self) -> list[Tick]:
        """Return the labels, at most MAX_LABELS: years where there are many months."""
        shown = self.periods
        if len(shown) > MAX_LABELS and len(shown[0]) > 4:
            shown = [period for period in shown if period.endswith("-01")]
        shown = shown[:: -(-len(shown) // MAX_LABELS) or 1]
        every = -(-len(shown) // MAX_LABELS_ON_A_PHONE) or 1
        by_year = len(self.periods) > MAX_LABELS
        return [
            Tick(round(self._center(period), 3), period[:4] if by_year else period, number % every > 0)
            for number, period in enumerate(shown)
        ]

    def _center(self, period: str) -> float:
        return (self._position[period] + 0.5) * self._step


def _between(first: str, last: str) -> list[str]:
    """Return the periods from `first` to `last`.

    >>> _between("2018-11", "2019-02"), _between("2018", "2019")
    (['2018-11', '2018-12', '2019-01', '2019-02'], ['2018', '2019'])
    """
    if len(first) == 4:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]
