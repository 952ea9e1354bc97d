"""CSV for spreadsheets: an article a row, lists as JSON.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, and so does one that begins
with an apostrophe: taking one away from each cell that begins with it gives the text back.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from archive.export.writer import FIELDS

if TYPE_CHECKING:
    from pathlib import Path

    from archive.export.writer import Row

# What OWASP lists as CSV injection, and the full-width forms that some programs take for the same.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
APOSTROPHE = "'"


class CsvWriter:
    """Writes `articles.csv` in UTF-8 with a byte order mark, without which Excel takes it for Latin."""

    encoding = "utf-8-sig"

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "articles.csv").open("x", encoding=self.encoding, newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow(FIELDS)

    def write(self, row: Row) -> None:
        """Add one article as a row."""
        self._csv.writerow([self._cell(row[name]) for name in FIELDS])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def _cell(self, value: Any) -> Any:
        return defused(_plain(value))


class RawCsvWriter(CsvWriter):
    """Writes `articles.csv` with each text as it is, for programs that take no cell for a formula."""

    encoding = "utf-8"

    def _cell(self, value: Any) -> Any:
        return _plain(value)


def defused(value: Any) -> Any:
    """The value as a cell that no spreadsheet computes.

    >>> defused("=1+1"), defused("'quoted'"), defused("Tin"), defused(-1)
    ("'=1+1", "''quoted'", 'Tin', -1)
    """
    if isinstance(value, str) and value.startswith((*FORMULA, APOSTROPHE)):
        return APOSTROPHE + value
    return value


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
