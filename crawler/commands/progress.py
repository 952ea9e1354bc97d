"""Progress on a terminal: one line that is written over; nothing where nobody watches."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

REDRAW = 0.1  # seconds


class ProgressLine:
    """The last line of a terminal, saying how far the work is."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._drawn = 0.0
        self._counts: Counter[str] = Counter()

    def settled(self, site: str, url: str, outcome: str) -> None:
        """Count a URL of `site` that has its outcome."""
        self.added(site, 1)

    def added(self, what: str, number: int) -> None:
        """Count so many more of what."""
        self._counts[what] += number
        self._draw("  ".join(f"{name} {count}" for name, count in sorted(self._counts.items())))

    def counted(self, done: int, total: int) -> None:
        """Say how many of all are done."""
        self._draw(f"{done} of {total}")

    def clear(self) -> None:
        """Leave the line empty for what is printed next."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)

    def _draw(self, text: str) -> None:
        if self._shown and monotonic() - self._drawn > REDRAW:
            self._drawn = monotonic()
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)


@contextmanager
def progress_line() -> Iterator[ProgressLine]:
    """A line of progress that is gone when the block ends."""
    line = ProgressLine()
    try:
        yield line
    finally:
        line.clear()
