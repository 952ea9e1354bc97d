"""CSV: no formulas in spreadsheets, and all texts recoverable."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
from corpus_builder import STORED, make
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from archive.export.csv_table import APOSTROPHE

LONGEST_CELL = 32_767  # of Excel


def cells(out: Path, encoding: str) -> list[dict[str, str]]:
    with (out / "data" / "articles.csv").open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def kinds(values: list[str]) -> set[str]:
    """Return how a spreadsheet reads the cells: `s` text, `f` formula, `n` number."""
    book = openpyxl.Workbook()
    for value in values:
        if len(value) < LONGEST_CELL and not ILLEGAL_CHARACTERS_RE.search(value):
            book.active.append([value])
    written = io.BytesIO()
    book.save(written)
    sheet = openpyxl.load_workbook(written).active
    return {cell.data_type for (cell,) in sheet.iter_rows() if cell.value is not None}


def test_awkward_text_is_never_a_formula_and_can_be_recovered(awkward: Path) -> None:
    rows = cells(make(awkward, "csv", form="csv"), "utf-8-sig")

    assert kinds([row["title"] for row in rows]) == {"s"}
    assert [row["title"] for row in rows if row["title"].startswith(tuple("=+-@\t\r\n＝＋－＠"))] == []
    assert sorted(row["title"].removeprefix(APOSTROPHE) for row in rows) == sorted(STORED)
    assert all(row["title"] == row["key"] == row["byline"] for row in rows)


def test_raw_cells_are_unchanged(awkward: Path) -> None:
    rows = cells(make(awkward, "raw", form="csv-raw"), "utf-8")

    assert kinds([row["title"] for row in rows]) == {"s", "f"}
    assert sorted(row["title"] for row in rows) == sorted(STORED)
