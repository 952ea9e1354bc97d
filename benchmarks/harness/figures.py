"""Figures of a benchmark: the rounds of a contender, and what they come to beside another's."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Round:
    """One run of a contender: how many things it did, in how many seconds, with how many MiB at most."""

    count: int
    wall: float
    cpu: float
    peak: float
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """All rounds of one contender; without any, `missing` says why."""

    name: str
    rounds: tuple[Round, ...] = ()
    missing: str = ""

    @property
    def rates(self) -> list[float]:
        """Things a second of each round, by the clock on the wall."""
        return [once.count / once.wall for once in self.rounds]

    @property
    def rate(self) -> float:
        """The median of `rates`."""
        return median(self.rates)

    @property
    def cpu_rate(self) -> float:
        """The median of things a second of CPU time, children's time included."""
        return median(once.count / max(once.cpu, 1e-9) for once in self.rounds)

    @property
    def peak(self) -> float:
        """The most memory of any round, in MiB."""
        return max(once.peak for once in self.rounds)

    def said(self, name: str) -> float:
        """The median of what the rounds said under `name`."""
        return median(float(once.said[name]) for once in self.rounds)


def figure(value: float) -> str:
    """A figure as tables print it: three digits that count, thousands apart.

    >>> figure(0.4567), figure(28.31), figure(12345.6)
    ('0.457', '28.3', '12,346')
    """
    if value and abs(value) < 1:
        return f"{value:.3g}"
    return f"{value:,.{max(0, 2 - len(str(int(abs(value)))) + 1)}f}"


def spread(series: Series) -> str:
    """Median with the lowest and highest round: `1,204 (1,180-1,222)`."""
    return f"{figure(series.rate)} ({figure(min(series.rates))}-{figure(max(series.rates))})"


def milliseconds(series: Series) -> str:
    """The same of the time that one thing takes: `84.2 ms (80.1-91.5)`."""
    each = sorted(1000 / rate for rate in series.rates)
    return f"{figure(1000 / series.rate)} ms ({figure(each[0])}-{figure(each[-1])})"
