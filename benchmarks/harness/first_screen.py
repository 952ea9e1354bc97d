"""The first lines of RESULTS.md: what a user asks, computed from the rows of the sections below."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

A_MILLION = 1_000_000
MINUTE, HOUR = 60, 3600  # seconds
NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")
NOT_MEASURED = "not measured"

Row = Mapping[str, str]
"""A row of a table of results by the names of its columns."""


class Rows:
    """The rows of all sections, found by their work and, where several have it, by their peer."""

    def __init__(self, markdown: str) -> None:
        self._rows: list[dict[str, str]] = []
        names: list[str] = []
        for line in markdown.splitlines():
            cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("|") else []
            if cells[:2] == ["work", "against"]:
                names = cells
            elif not cells:
                names = []
            elif names and len(cells) == len(names):
                self._rows.append(dict(zip(names, cells, strict=True)))

    def number(self, work: str, against: str = "", column: str = "ours") -> float | None:
        """Return the first number in a column of the row whose work begins so, or None."""
        for row in self._rows:
            if row["work"].startswith(work) and row["against"].startswith(against):
                found = NUMBER.search(row[column])
                return float(found[0].replace(",", "")) if found else None
        return None


def first_screen(markdown: str) -> str:
    """Return the list of answers; what the sections in `markdown` have not measured says so."""
    rows = Rows(markdown)
    return "\n".join(f"- {question}: {answer(rows)}" for question, answer in ANSWERS.items())


def _duration(work: str, against: str = "") -> Callable[[Rows], str]:
    """Return what tells the time for a million items from their number per second."""

    def told(rows: Rows) -> str:
        rate = rows.number(work, against)
        if not rate:
            return NOT_MEASURED
        seconds = A_MILLION / rate
        if seconds >= 2 * HOUR:
            return f"{seconds / HOUR:.1f} hours"
        return f"{seconds / MINUTE:.0f} minutes" if seconds >= 2 * MINUTE else f"{seconds:.0f} seconds"

    return told


def _gigabytes(work: str) -> Callable[[Rows], str]:
    """Return what tells the GB of a million items from the bytes of one."""

    def told(rows: Rows) -> str:
        size = rows.number(work)
        return f"{A_MILLION * size / 1e9:.1f} GB" if size else NOT_MEASURED

    return told


def _value(work: str, unit: str, against: str = "") -> Callable[[Rows], str]:
    """Return what tells a value as it was measured."""

    def told(rows: Rows) -> str:
        value = rows.number(work, against)
        return f"{value:g} {unit}" if value is not None else NOT_MEASURED

    return told


ANSWERS: dict[str, Callable[[Rows], str]] = {
    "A million pages that you have as WARC, imported by one process": _duration("import of WARC files"),
    "The same by two processes on two cores": _duration("import, two processes"),
    "The database of a million articles of 3 kB, with full text": _gigabytes("database bytes an article"),
    "The WARC files of a million crawled pages": _gigabytes("WARC bytes of a crawled page"),
    "A crawl stores at most": _value("crawl, including commits", "pages a second"),
    "A search for two common syllables among a million articles, 95 of 100 times below": _value(
        "two common syllables: p95", "ms"
    ),
    "A million stored pages parsed again by two processes": _duration("reread, two processes"),
    "The checksums of a million rows verified": _duration("verify, rows"),
    "Near-duplicates of a million articles found and stored": _duration("looked up and stored"),
    "The first result of a search command, started anew, after": _value("partynews search", "ms"),
}
