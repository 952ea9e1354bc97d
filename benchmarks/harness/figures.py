"""Statistics of a benchmark: the rounds of a contender, their rates and medians."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Round:
    """One run of a contender: number of items, seconds and peak memory in MiB."""

    count: int
    wall: float
    cpu: float
    peak: float
    reported: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """All rounds of one contender; if there are none, `missing` says why."""

    name: str
    rounds: tuple[Round, ...] = ()
    missing: str = ""

    @property
    def rates(self) -> list[float]:
        """Items per second of each round, in wall time."""
        return [once.count / once.wall for once in self.rounds]

    @property
    def rate(self) -> float:
        """Median of `rates`."""
        return median(self.rates)

    @property
    def cpu_rate(self) -> float:
        """Median of items per second of CPU time, including child processes."""
        return median(once.count / max(once.cpu, 1e-9) for once in self.rounds)

    @property
    def peak(self) -> float:
        """Peak memory of all rounds, in MiB."""
        return max(once.peak for once in self.rounds)

    def reported(self, name: str) -> float:
        """Return the median of the value `name` that the rounds reported."""
        return median(float(once.reported[name]) for once in self.rounds)


def figure(value: float) -> str:
    """Format a number with three significant digits and thousands separators.

    >>> figure(0.4567), figure(28.31), figure(12345.6)
    ('0.457', '28.3', '12,346')
    """
    if value and abs(value) < 1:
        return f"{value:.3g}"
    return f"{value:,.{max(0, 2 - len(str(int(abs(value)))) + 1)}f}"


def spread(series: Series) -> str:
    """Format median, minimum and maximum: `1,204 (1,180-1,222)`."""
    return f"{figure(series.rate)} ({figure(min(series.rates))}-{figure(max(series.rates))})"


def milliseconds(series: Series) -> str:
    """Format the time of one item: `84.2 ms (80.1-91.5)`."""
    each = sorted(1000 / rate for rate in series.rates)
    return f"{figure(1000 / series.rate)} ms ({figure(each[0])}-{figure(each[-1])})"
