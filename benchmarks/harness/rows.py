"""Rows of the table: what was measured against what, the goal, and whether it was reached."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from benchmarks.harness.figures import Series, figure, milliseconds, spread


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that a value must reach: `at_least` it, or at most."""

    bound: float
    at_least: bool = True

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.bound:g}"

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


def at_least(bound: float) -> Goal:
    """The goal of a value no lower than `bound`."""
    return Goal(bound)


def at_most(bound: float) -> Goal:
    """The goal of a value no higher than `bound`."""
    return Goal(bound, at_least=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `value` is held against `goal`, and None where it could not be measured."""

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
        """`met`, `missed` or `not measured`; nothing where there is no goal."""
        if self.value is None:
            return "not measured"
        if self.goal is None:
            return ""
        return "met" if self.goal.is_met(self.value) else "**missed**"

    @property
    def value_told(self) -> str:
        return "-" if self.value is None else figure(self.value)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Self:
        """The row that `as_json` told."""
        goal = said.pop("goal")
        return cls(**said, goal=Goal(**goal) if goal else None)


@dataclass(frozen=True, slots=True)
class Section:
    """What one benchmark found: its rows, and tables that go with them as (heading, Markdown)."""

    name: str
    title: str
    rows: list[Row] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Self:
        """The section that `as_json` told."""
        rows = [Row.from_json(row) for row in said.pop("rows")]
        details = [(heading, text) for heading, text in said.pop("details")]
        return cls(**said, rows=rows, details=details)


def compared(work: str, ours: Series, theirs: Series, goal: Goal | None, unit: str, note: str = "") -> Row:
    """The row of our rate as a multiple of theirs, both measured in turn."""
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
    """The row of our time as a multiple of theirs, both measured in turn."""
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
    """A Markdown table."""
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
