"""Print sections of tables and lines: in plain text, or with colours where stdout is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import click

from crawler.commands.terminal import format_table, one_line

STYLES = {"UNHEALTHY": "bold red", "healthy": "green", "killed": "yellow", "interrupted": "yellow"}
"""The style of a cell by its first word."""


@dataclass(frozen=True, slots=True)
class Section:
    """A title, a table under heads, and lines; each may be missing. `alert`: the lines need attention."""

    title: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[object]] = ()
    lines: Sequence[str] = field(default_factory=tuple)
    alert: bool = False

    def __bool__(self) -> bool:
        """Return whether there is anything to print."""
        return bool(self.rows or self.lines)


def print_sections(sections: Sequence[Section]) -> None:
    """Print the sections that are not empty, with empty lines between them."""
    shown = [section for section in sections if section]
    if sys.stdout.isatty():
        from crawler.commands.tables_display import draw_sections

        draw_sections(shown)
    else:
        click.echo("\n\n".join(map(_as_text, shown)))


def _as_text(section: Section) -> str:
    table = [format_table(section.heads, section.rows)] if section.rows else []
    title = [section.title] if section.title else []
    return "\n".join([*title, *table, *map(one_line, section.lines)])
