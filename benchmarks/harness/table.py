"""Print a section on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.harness.rows import Row, Section

HEADER = ("work", "against", "value", "CPU", "goal", "", "ours", "theirs", "MiB")


def printed(section: Section) -> str:
    """Return the rows of a section in columns, then its further tables."""
    lines = [HEADER, *(cells(row) for row in section.rows)]
    notes = [f"{row.work}: {row.note}" for row in section.rows if row.note]
    details = [f"\n{heading}\n{text}" for heading, text in section.details]
    return "\n".join([f"\n{section.title}", *_columns(lines), *notes, *details])


def cells(row: Row) -> tuple[str, ...]:
    """Return the cells of a row, one for each column of HEADER."""
    cpu = "" if row.cpu_ratio is None else f"{row.cpu_ratio:.2f}"
    goal = str(row.goal or "")
    return (
        *(row.work, row.against, row.value_text, cpu, goal, row.verdict),
        *(row.ours, row.theirs, row.memory),
    )


def _columns(lines: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
