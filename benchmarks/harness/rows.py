"""Rows of the results: what was compared with what, the goal, and whether it is met."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from benchmarks.harness.figures import Series, figure, milliseconds, spread


@dataclass(frozen=True, slots=True)
class Goal:
    """A lower bound (`at_least`) or an upper bound."""

    bound: float
    at_least: bool = True

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.bound:g}"

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


def at_least(bound: float) -> Goal:
    """Return the goal `>= bound`."""
    return Goal(bound)


def at_most(bound: float) -> Goal:
    """Return the goal `<= bound`."""
    return Goal(bound, at_least=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `value` is compared with `goal`, and is None if it could not be measured."""

    work: str
    against: str
    value: float | None
    goal: Goal | None = None
    ours: str = ""
    theirs: str = ""
    cpu_ratio: float | None = None
    memory: str = ""
    note: str = ""

    @property
    def verdict(self) -> str:
        """`met`, `missed` or `not measured`; empty without a goal."""
        if self.value is None:
            return "not measured"
        if self.goal is None:
            return ""
        return "met" if self.goal.is_met(self.value) else "**missed**"

    @property
    def value_text(self) -> str:
        return "-" if self.value is None else figure(self.value)

    @classmethod
    def from_json(cls, reported: dict[str, Any]) -> Self:
        """Return the row of its JSON form."""
        goal = reported.pop("goal")
        return cls(**reported, goal=Goal(**goal) if goal else None)


@dataclass(frozen=True, slots=True)
class Section:
    """Results of one benchmark: rows, and further tables as (heading, Markdown)."""

    name: str
    title: str
    rows: list[Row] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, reported: dict[str, Any]) -> Self:
        """Return the section of its JSON form."""
        rows = [Row.from_json(row) for row in reported.pop("rows")]
        details = [(heading, text) for heading, text in reported.pop("details")]
        return cls(**reported, rows=rows, details=details)


def compared(work: str, ours: Series, theirs: Series, goal: Goal | None, unit: str, note: str = "") -> Row:
    """Return a row with the ratio of our rate to theirs."""
    against = theirs.name
    if missing := ours.missing or theirs.missing:
        return Row(work, against, None, goal, note=missing)
    return Row(
        work,
        against,
        ours.rate / theirs.rate,
        goal,
        f"{spread(ours)} {unit}",
        f"{spread(theirs)} {unit}",
        ours.cpu_rate / theirs.cpu_rate,
        f"{ours.peak:,.0f} / {theirs.peak:,.0f}",
        note,
    )


def compared_times(
    work: str, ours: Series, theirs: Series, goal: Goal | None, what: str, note: str = ""
) -> Row:
    """Return a row with the ratio of our time to theirs."""
    if missing := ours.missing or theirs.missing:
        return Row(work, theirs.name, None, goal, note=missing)
    return Row(
        work,
        theirs.name,
        theirs.rate / ours.rate,
        goal,
        f"{milliseconds(ours)} {what}",
        f"{milliseconds(theirs)} {what}",
        theirs.cpu_rate / ours.cpu_rate,
        f"{ours.peak:,.0f} / {theirs.peak:,.0f}",
        note,
    )


def markdown(header: list[str], lines: list[list[str]]) -> str:
    """Return a Markdown table."""
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
