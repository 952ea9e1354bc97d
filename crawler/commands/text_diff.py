"""Differences between two texts on a terminal: in colours, or in brackets elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from crawler.commands.terminal import one_line, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archive.revision_diff import Edit


def format_difference(
    fields: Mapping[str, tuple[str | None, str | None]], text: Iterable[Edit]
) -> Iterator[str]:
    """Yield a line for each field that differs, then the text with its edits."""
    for name, (before, after) in fields.items():
        yield f"{name}: {_removed(one_line(before or ''))} {_added(one_line(after or ''))}"
    style = {"same": printable, "removed": _removed, "added": _added}
    if joined := "".join(style[edit.kind](edit.text) for edit in text):
        yield joined


def _removed(text: str) -> str:
    shown = printable(text)
    return click.style(shown, fg="red") if sys.stdout.isatty() else f"[-{shown}-]"


def _added(text: str) -> str:
    shown = printable(text)
    return click.style(shown, fg="green") if sys.stdout.isatty() else f"{{+{shown}+}}"
