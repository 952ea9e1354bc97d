"""Results of a fixity check: findings, counts, and the report of a whole run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

Counts = dict[str, tuple[int, int]]
"""Word -> number of articles that contain it, number of times it occurs."""

WordCounts = dict[str, Counts]
"""Index table -> counts of its words."""

OnProgress = Callable[[str, int], None]
"""Called with a kind of item (`articles`, `records`, ...) and how many more of it were checked."""

FILE_MISSING = "is missing"
NOT_AT_HAND = "{} records are at URLs: not checked."


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference between the archive and what was written: the table, the row, and what is wrong."""

    table: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.what}"


@dataclass(slots=True)
class CheckResult:
    """Result of one task: how many of what were checked, the findings, the words of the checked texts.

    `at_urls` is the number of records that were not checked because they are at URLs.
    """

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    at_urls: int = 0
    words: WordCounts = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """Result of a check: the number of checked items by kind, the findings, and what was not checked."""

    checked: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(
        self,
        result: CheckResult,
        on_finding: Callable[[Finding], None] | None,
        on_progress: OnProgress | None,
    ) -> None:
        """Add the result of a task and call the callbacks."""
        self.checked.update(result.counts)
        self.findings += result.findings
        if on_finding:
            for finding in result.findings:
                on_finding(finding)
        if on_progress:
            for what, number in result.counts.items():
                on_progress(what, number)
