"""Terminal output: escaped text, JSON lines, tables and a progress line."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# C0 and C1 controls except tab and newline, and the marks that change the direction of text.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
REDRAW_INTERVAL = 0.1  # seconds


def printable(text: object) -> str:
    r"""Return `text` with U+FFFD for each control character, so that no title can drive the terminal.

    >>> printable("Tin\x1b]0;x\x07 mới")
    'Tin�]0;x� mới'
    """
    return CONTROLS.sub("\ufffd", str(text))


def one_line(text: object) -> str:
    """Return `text` on a single line, without control characters."""
    return " ".join(printable(text).split())


def print_json(value: Any) -> None:
    """Print one JSON document on one line of stdout, in UTF-8."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def warn(message: object) -> None:
    """Print `partynews: message` on stderr, on one line."""
    click.echo(f"partynews: {one_line(message)}", err=True)


def warn_of_broken_site_files() -> None:
    """Print each site file that cannot be used, with its line and error."""
    from crawler.sites import broken_site_files

    for name, file in broken_site_files().items():
        warn(f"{name}: site file broken: {file}")


def format_counts(counts: dict[str, int]) -> str:
    """Return counts by name, in order of the names: `57 articles, 206 captures`."""
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))


def format_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows under their heads in padded columns; columns of numbers are right-aligned."""
    cells = [[one_line("" if value is None else value) for value in row] for row in rows]
    numeric = [
        all(row[i].replace(",", "").isdigit() or not row[i] for row in cells) for i in range(len(heads))
    ]
    widths = [max(len(line[i]) for line in [list(heads), *cells]) for i in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in [list(heads), *cells]
    )


class ProgressLine:
    """The last line of a terminal, redrawn in place; prints nothing where stderr is not a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._drawn = 0.0
        self._counts: Counter[str] = Counter()
        self._what, self._began, self._at_first = "", 0.0, 0

    def add_url(self, site: str, url: str, outcome: str) -> None:
        """Count a URL of `site` that has its outcome."""
        self.add(site, 1)

    def add(self, what: str, number: int) -> None:
        """Add `number` to the count of `what`."""
        self._counts[what] += number
        self._draw("  ".join(f"{name} {count}" for name, count in sorted(self._counts.items())))

    def show_share(self, done: int, total: int) -> None:
        """Show `done of total`."""
        self._draw(f"{done} of {total}")

    def show_progress(self, what: str, done: int, total: int) -> None:
        """Show `what: done of total` and the time left, which is counted from the first call for `what`."""
        if what != self._what:
            self._what, self._began, self._at_first = what, monotonic(), done
        if not total:
            self._draw(f"{what}: {done}")
            return
        passed = done - self._at_first
        left = (monotonic() - self._began) / passed * (total - done) if passed > 0 else None
        self._draw(f"{what}: {done} of {total}" + (f", {left / 60:.0f} min left" if left is not None else ""))

    def clear(self) -> None:
        """Erase the line."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)

    def _draw(self, text: str) -> None:
        if self._shown and monotonic() - self._drawn > REDRAW_INTERVAL:
            self._drawn = monotonic()
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)


@contextmanager
def progress_line() -> Iterator[ProgressLine]:
    """Yield a progress line, which is erased when the block ends."""
    line = ProgressLine()
    try:
        yield line
    finally:
        line.clear()
