"""Draw sections of tables on a terminal with rich, which keeps to its width and to NO_COLOR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.commands.tables import STYLES
from crawler.commands.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.commands.tables import Section


def draw_sections(sections: Sequence[Section]) -> None:
    """Print the sections on stdout, with empty lines between them."""
    console = Console(highlight=False)
    for place, section in enumerate(sections):
        if place:
            console.print()
        if section.title:
            console.print(Text(section.title, style="bold"))
        if section.rows:
            console.print(_table(section))
        for line in section.lines:
            console.print(Text(one_line(line), style="bold red" if section.alert else ""))


def _table(section: Section) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    cells = [[one_line("" if cell is None else cell) for cell in row] for row in section.rows]
    for head, column in zip(section.heads, zip(*cells, strict=True), strict=True):
        is_number = all(cell.replace(",", "").isdigit() or not cell for cell in column)
        table.add_column(head, justify="right" if is_number else "left", overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell, style=STYLES.get(cell.partition(" ")[0], "")) for cell in row))
    return table
