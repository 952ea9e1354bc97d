"""CSV for spreadsheets: one article per row, lists as JSON.

A cell that a spreadsheet would read as a formula is escaped with an apostrophe, and so is one that starts
with an apostrophe: removing the first apostrophe of such cells restores the text.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from archive.export.article_rows import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archive.export.article_rows import ArticleRow

APOSTROPHE = "'"
# First characters of formulas as OWASP lists them under CSV injection, and full-width forms of them.
ESCAPED_STARTS = frozenset("=+-@\t\r\n＝＋－＠" + APOSTROPHE)


class CsvWriter:
    """Writes `articles.csv` in UTF-8 with a byte order mark, without which Excel assumes Windows-1252."""

    encoding = "utf-8-sig"

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "articles.csv").open("x", encoding=self.encoding, newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow(FIELDS)

    def write(self, row: ArticleRow) -> None:
        """Write one article as a row."""
        values: Mapping[str, object] = row
        self._csv.writerow([self._cell(values[name]) for name in FIELDS])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _cell(self, value: Any) -> Any:
        return escape_formula(_encode(value))


class RawCsvWriter(CsvWriter):
    """Writes `articles.csv` without escapes, for programs that do not evaluate formulas."""

    encoding = "utf-8"

    def _cell(self, value: Any) -> Any:
        return _encode(value)


def escape_formula(value: Any) -> Any:
    """Return the value as a cell that no spreadsheet evaluates.

    >>> [escape_formula(value) for value in ("=1+1", "'quoted'", "Tin", -1)]
    ["'=1+1", "''quoted'", 'Tin', -1]
    """
    if isinstance(value, str) and value[:1] in ESCAPED_STARTS:
        return APOSTROPHE + value
    return value


def _encode(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
