"""Terminal output: escaped text, JSON lines and tables."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# C0 and C1 controls except tab and newline, and the marks that change the direction of text.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# The start of a sentence.
NO_NETWORK = "No host name of these sites leads to a public address. Check the network of this machine"


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
