"""Text on a terminal: nothing from a page may steer it, tables line up under Vietnamese words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: object) -> str:
    """`text` without the control characters by which a title could drive a terminal.

    >>> plain("Tin\\x1b]0;x\\x07 mới")
    'Tin�]0;x� mới'
    """
    return CONTROLS.sub("\ufffd", str(text))


def one_line(text: object) -> str:
    """`text` on a single line, safe for a terminal."""
    return " ".join(plain(text).split())


def print_json(value: Any) -> None:
    """One JSON document on one line of stdout, in UTF-8."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under their heads, columns padded; numbers stand to the right."""
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
